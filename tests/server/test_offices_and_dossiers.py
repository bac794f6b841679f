"""An id is an office's or a dossier's alike at every end: no beginning of a stream hides a dossier, early or late."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from desk_caller import Caller, line
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lives import START, Desk, steps
from province import Cluster, Province, folded_at

from desk_app.domain.dossier import Dossier
from desk_app.domain.envelope import GENESIS, Envelope, digest, envelope_text
from desk_app.domain.errors import DeskError
from desk_app.domain.events import HandedOver, Noted, SignedIn, StreamBegan, body_text
from desk_app.models.store import Store
from desk_app.models.verification import verify
from desk_app.sync.lines import line_of

BEGAN = StreamBegan(cause="new", program="thử")
BODIES = {
    "StreamBegan": BEGAN,
    "SignedIn": SignedIn(account="lan", ok=True),
    "Received": steps()["Received"],
    "Noted": Noted(text="một"),
}


@pytest.fixture(scope="module")
def shared(cluster: Cluster, made_stores: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A province for every test of this page."""
    made = Province(cluster, cluster.copy_of(cluster.template), tmp_path_factory.mktemp("offices"), made_stores)
    made.add_office()
    yield made
    made.close()


@pytest.fixture(scope="module")
def caller(shared: Province) -> Caller:
    """A desk that may say anything on its own streams."""
    return Caller(shared, "Q1")


@pytest.fixture(scope="module")
def stores(shared: Province) -> list[Store]:
    """Two desks' stores that take in what is brought to them."""
    found = [shared.store_of(name) for name in ("Q2", "Q3")]
    for store in found:
        shared.at_end.callback(store.close)
    return found


@dataclass(frozen=True)
class Said:
    """An event as it travels."""

    envelope: Envelope
    text: str
    body: str

    @property
    def line(self) -> str:
        return line_of(self.text, self.body)


def said(stream: UUID, seq: int, before: str, subject: UUID, kind: str, clock: int) -> Said:
    """Return an event of any kind about any id, chained to the one before."""
    salted = BODIES[kind].model_copy(update={"salt": f"{stream.int:x}{seq}{clock}"}) if kind in BODIES else None
    body = body_text(salted) if salted is not None else '{"kind":"OfTomorrow","salt":"s"}'
    envelope = Envelope(
        event_id=uuid4(), stream=stream, seq=seq, desk_id="Q9", hlc=(int(START.timestamp()) + clock) * 1000 << 16,
        occurred_at=START, actor="lan", subject=subject, kind=kind, v=1, body_digest=digest(body), prev_hash=before,
    )  # fmt: skip
    return Said(envelope, envelope_text(envelope), body)


def absorb(store: Store, events: Sequence[Said]) -> None:
    """Take events in as a round does, in transactions of a few."""
    for start in range(0, len(events), 3):
        with store.transaction(START, "sync") as tx:
            for one in events[start : start + 3]:
                try:
                    tx.absorb(one.text, one.body)
                except DeskError as error:
                    assert error.code == "event_fork"
                    tx.keep_second(one.text, one.body)


def shuffled(streams: Sequence[Sequence[Said]], chance: random.Random) -> list[Said]:
    """Return events of several streams in some order of arrival; those of one stream stay in theirs."""
    left, found = [list(stream) for stream in streams], []
    while any(left):
        found.append(chance.choice([stream for stream in left if stream]).pop(0))
    return found


def at_desk(store: Store, ids: Sequence[UUID]) -> dict[UUID, str]:
    with store.reading() as rd:
        return {one: folded for one, folded in folded_at(rd.connection).items() if one in ids}


def at_server(province: Province, ids: Sequence[UUID]) -> dict[UUID, str]:
    return {one: folded for one, folded in province.dossiers().items() if one in ids}


# What is said on a stream: of which of three ids, of which kind. Now and then a stream begins twice: a second version.
_saying = st.tuples(st.integers(0, 2), st.sampled_from([*BODIES, "StreamBegan", "Tomorrow"]))
_streams = st.lists(st.tuples(st.booleans(), st.lists(_saying, min_size=1, max_size=5)), min_size=1, max_size=4)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=_streams, chance=st.randoms(use_true_random=False))
def test_whichever_arrives_first_every_end_shows_the_same_dossiers(
    shared: Province, caller: Caller, stores: list[Store], drawn: list[tuple[bool, list[tuple[int, str]]]],
    chance: random.Random,
) -> None:  # fmt: skip
    ids = [uuid4() for _ in range(3)]
    streams: list[list[Said]] = []
    for number, (twice, sayings) in enumerate(drawn):
        stream, head, told = uuid4(), GENESIS, []
        for seq, (which, kind) in enumerate(sayings, start=1):
            one = said(stream, seq, head, ids[which], kind, clock=number + seq)
            head = digest(one.text)
            told.append(one)
        if twice:
            told.append(said(stream, 1, GENESIS, ids[sayings[-1][0]], "StreamBegan", clock=number))
        streams.append(told)
    for store in stores:
        absorb(store, shuffled(streams, chance))
    arriving = shuffled(streams, chance)
    for start in range(0, len(arriving), 4):
        caller.answers(*(one.line for one in arriving[start : start + 4]))
    folded = at_server(shared, ids)
    assert [at_desk(store, ids) for store in stores] == [folded, folded]
    every = [one.envelope for stream in streams for one in stream]
    assert {one.subject for one in every if one.kind in ("Received", "Noted")} <= set(folded), "nothing is hidden"
    begun = {one.subject for one in every if one.kind == "StreamBegan" and one.seq == 1}
    only_office = begun - {one.subject for one in every if one.kind in ("Received", "Noted")}
    assert only_office.isdisjoint(folded), "an office is no dossier"


def test_stores_are_whole_after_all_that(stores: list[Store]) -> None:
    for store in stores:
        assert verify(store).ok, verify(store).problems


@pytest.mark.parametrize("beginning_first", [False, True])
def test_a_streams_beginning_about_a_dossier_hides_nothing_and_is_flagged(
    shared: Province, caller: Caller, stores: list[Store], beginning_first: bool
) -> None:
    dossier = uuid4()
    pen, forger = Desk(uuid4(), subject=dossier), Desk(uuid4(), subject=dossier)
    true = [pen.says(steps()["Received"]), pen.says(HandedOver(unit="Tư pháp", handed_at=START))]
    began = forger.says(BEGAN)
    told = [began, *true] if beginning_first else [*true, began]
    assert [caller.answers(line(event)) for event in told] == [["stored"]] * 3
    for store in stores:
        absorb(store, [Said(e.envelope, envelope_text(e.envelope), body_text(e.body)) for e in told if e.body])
    folded = at_server(shared, [dossier])
    assert [at_desk(store, [dossier]) for store in stores] == [folded, folded]
    shown = Dossier.model_validate_json(folded[dossier])
    assert shown.code and [flag.event_id for flag in shown.open_flags] == [began.envelope.event_id]


def test_a_beginning_in_the_middle_of_a_stream_makes_no_office(shared: Province, caller: Caller) -> None:
    dossier, pen = uuid4(), Desk(uuid4())
    pen.subject = uuid4()
    began = pen.says(BEGAN)
    pen.subject = dossier
    assert caller.answers(line(began), line(pen.says(BEGAN))) == ["stored", "stored"]
    assert [flag.why.value for flag in Dossier.model_validate_json(at_server(shared, [dossier])[dossier]).open_flags]
