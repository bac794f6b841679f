"""Who may write on which stream: a desk on its own, nobody but the server on the back office's, relays when needed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from desk_caller import Caller, line
from lives import steps
from province import Cluster, Province

from central_server import back_office
from central_server.database import begin_epoch, new_id, writing
from desk_app.domain.envelope import digest, envelope_text, read_envelope
from desk_app.domain.events import Event, HandedOver, Noted, StreamBegan, body_text
from desk_app.sync.limits import BLOCKS_PER_DESK, RELAY_DAYS, RELAY_QUIET_HOURS, STREAMS_PER_DAY
from desk_app.sync.lines import line_of


@pytest.fixture(scope="module")
def shared(cluster: Cluster, made_stores: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A province for every test of this page; each has an office of its own."""
    made = Province(cluster, cluster.copy_of(cluster.template), tmp_path_factory.mktemp("whose"), made_stores)
    yield made
    made.close()


class Office:
    """An office of the shared province, with callers by hand."""

    made = 100

    def __init__(self, province: Province) -> None:
        Office.made += 1
        self.province, self.agency = province, f"H70.{Office.made}"
        self.id = province.add_office(self.agency, "UBND xã")

    def caller(self, name: str = "Q1") -> Caller:
        """Return a desk that has just enrolled and said hello."""
        made = Caller(self.province, name, self.agency)
        hello(made, self.province)
        return made

    def dossier(self, caller: Caller) -> UUID:
        """Let a desk register one."""
        pen = caller.pen()
        assert caller.answers(line(pen.says(steps()["Received"]))) == ["stored"]
        return pen.subject

    def step(self, dossier: UUID) -> UUID:
        """Let the back office write a step; return its stream."""
        unit = HandedOver(unit="Tư pháp", handed_at=self.province.clock())
        note = Noted(text="đang xem")
        with writing(self.province.engine) as connection:
            back_office.take_step(connection, self.id, dossier, [unit, note], "phongtuphap", self.province.clock())
        return UUID(str(self.rows("SELECT stream FROM offices WHERE office = :office")[0].stream))

    def lines(self, stream: UUID) -> list[str]:
        """Return a stream as the server has it."""
        rows = self.rows("SELECT text, body FROM events WHERE office = :office AND stream = :s ORDER BY seq", s=stream)
        return [line_of(row.text, row.body) for row in rows]

    def rows(self, query: str, **values: Any) -> list[Any]:
        """Ask the database of this office."""
        return self.province.rows(query, office=self.id, **values)


@pytest.fixture
def office(shared: Province) -> Office:
    """A fresh office."""
    return Office(shared)


def hello(caller: Caller, province: Province, **changes: object) -> Any:
    """Say hello by hand; return the answer."""
    said = {
        "store": str(caller.store), "stream": str(caller.stream), "contact": caller.contact,
        "clock": province.clock().isoformat(), "program": "test",
    }  # fmt: skip
    answer = caller.http.post("/v1/hello", json={**said, **changes})
    if answer.is_success and "stream" not in changes:
        caller.contact = answer.json()["contact"]
    return answer


def relayed(caller: Caller, *lines: str) -> list[str]:
    """Relay lines; return the answers."""
    told = caller.push(*lines, address="/v1/relay").raise_for_status().json()
    return [one["answer"] for one in told["answers"]]


def following(last: str, subject: UUID, stream: UUID) -> str:
    """Return a forged event that chains to the last one of a stream."""
    text = last[1 : last.index("},{") + 1]
    before = read_envelope(text)
    body = body_text(Noted(text="giả", salt="s"))
    envelope = before.model_copy(
        update={"event_id": uuid4(), "stream": stream, "seq": before.seq + 1, "subject": subject, "kind": "Noted",
                "body_digest": digest(body), "prev_hash": digest(text)}
    )  # fmt: skip
    return line_of(envelope_text(envelope), body)


# -- the back office's own --------------------------------------------------------------------------------------------


def test_a_desk_writes_nothing_on_the_back_offices_stream(office: Office) -> None:
    one = office.caller()
    dossier = office.dossier(one)
    stream = office.step(dossier)
    forged = following(office.lines(stream)[-1], dossier, stream)
    for address in ("/v1/events", "/v1/relay"):
        answer = one.push(forged, address=address)
        words = [each["answer"] for each in answer.json().get("answers", [])]
        assert answer.status_code == 403 or words == ["gap"], address
    assert len(office.lines(stream)) == 3
    office.step(dossier)  # and the server still goes on from where it stood
    assert len(office.lines(stream)) == 5


def test_a_desk_begins_no_stream_in_the_back_offices_name(office: Office) -> None:
    one = office.caller()
    pen = one.pen(subject=office.id, stream=uuid4())
    began = line(pen.says(StreamBegan(cause="new", program="central-server")))
    assert one.push(began).status_code == 403
    assert relayed(one, began) == ["gap"]


def test_desks_bring_back_what_the_back_office_wrote_and_nothing_else(office: Office) -> None:
    one, two = office.caller(), office.caller("Q2")
    dossier = office.dossier(one)
    backup = office.province.backup()
    stream = office.step(dossier)
    kept = office.lines(stream)
    office.province.restore(backup)
    with writing(office.province.engine) as connection:
        begin_epoch(connection, office.province.clock())
    forged = following(kept[0], dossier, stream)
    spaced = kept[1].replace("[{", "[{ ", 1)
    assert relayed(two, kept[0], forged) == ["stored", "gap"]
    assert relayed(two, spaced) == ["gap"]
    assert two.push(kept[1]).status_code == 403, "nobody writes it as an own one"
    erased = line_of(kept[1][1 : kept[1].index("},{") + 1], None)
    assert relayed(two, erased, kept[2]) == ["stored", "stored"]
    assert relayed(two, *kept[:1], kept[2]) == ["known", "known"]
    assert [row.relayed_by is not None for row in office.rows(
        "SELECT relayed_by FROM events WHERE office = :office AND stream = :s", s=stream)] == [True] * 3  # fmt: skip


def test_steps_of_a_server_that_did_not_seal_ids_yet_are_not_taken_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = office.caller(), office.caller("Q2")
    dossier = office.dossier(one)
    backup = office.province.backup()
    monkeypatch.setattr(back_office, "own_event_id", lambda _key, _envelope: new_id())
    kept = office.lines(office.step(dossier))
    office.province.restore(backup)
    with writing(office.province.engine) as connection:
        begin_epoch(connection, office.province.clock())
    assert relayed(two, *kept) == ["gap"]


def test_a_desk_says_no_hello_from_anothers_stream(office: Office) -> None:
    one, two = office.caller(), office.caller("Q2")
    of_server = office.step(office.dossier(one))
    for foreign in (one.stream, of_server):
        answer = hello(two, office.province, stream=str(foreign), contact="")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")


# -- relays of desks' streams -----------------------------------------------------------------------------------------


def test_what_is_relayed_stands_in_the_audit(office: Office) -> None:
    two = office.caller("Q2")
    pen = two.pen(stream=uuid4())
    assert relayed(two, line(pen.says(Noted(text="một")))) == ["stored"]
    [noted] = office.rows("SELECT login, about FROM audit WHERE office = :office AND act = 'relayed'")
    assert "Q2" in noted.login and str(pen.stream) in noted.about
    assert relayed(two, line(office_first(pen))) == ["known"]
    assert len(office.rows("SELECT 1 AS one FROM audit WHERE office = :office AND act = 'relayed'")) == 1


def office_first(pen: Any) -> Event:
    """Return the first event of a pen's stream once more."""
    again = type(pen)(pen.stream, subject=pen.subject)
    return again.says(Noted(text="một"))  # type: ignore[no-any-return]


def test_nobody_speaks_for_a_desk_that_speaks_itself(office: Office) -> None:
    one, two = office.caller(), office.caller("Q2")
    pen = one.pen()
    assert one.answers(line(pen.says(Noted(text="một")))) == ["stored"]
    later = [line(pen.says(Noted(text=f"{n}"))) for n in range(3)]
    office.province.clock.leap(timedelta(days=RELAY_DAYS, hours=1))
    hello(one, office.province)
    assert relayed(two, later[0]) == ["gap"]
    # Silent for long enough, it may be lost: what neighbours hold of it is facts.
    office.province.clock.leap(timedelta(hours=RELAY_QUIET_HOURS, minutes=1))
    assert relayed(two, *later[:2]) == ["stored", "stored"]
    hello(one, office.province)
    assert one.answers(*later) == ["known", "known", "stored"]


def test_a_server_in_a_new_life_takes_back_what_desks_hold_of_a_desk_that_speaks(office: Office) -> None:
    one, two = office.caller(), office.caller("Q2")
    pen = one.pen()
    assert one.answers(line(pen.says(Noted(text="một")))) == ["stored"]
    with writing(office.province.engine) as connection:
        begin_epoch(connection, office.province.clock())
    hello(one, office.province)
    assert relayed(two, line(pen.says(Noted(text="hai")))) == ["stored"]


def test_a_relayed_stream_becomes_nobodys_but_the_desk_that_spoke_from_it(office: Office) -> None:
    one, two = office.caller(), office.caller("Q2")
    pen = one.pen()
    assert relayed(two, line(pen.says(Noted(text="một")))) == ["stored"]
    following_one = line(pen.says(Noted(text="hai")))
    assert two.push(following_one).status_code == 403
    assert one.answers(following_one) == ["stored"]


# -- streams and numbers without end ----------------------------------------------------------------------------------


def test_a_desk_that_begins_streams_without_end_uses_up_neither_numbers_nor_rows(office: Office) -> None:
    one = office.caller()
    answers = [hello(one, office.province, stream=str(uuid4()), contact="") for _ in range(STREAMS_PER_DAY + 3)]
    assert answers[0].is_success and answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    held = office.province.rows("SELECT count(*) AS n FROM blocks WHERE agency = :a", a=office.agency)[0].n
    assert held == BLOCKS_PER_DESK
    assert hello(one, office.province).is_success, "the stream it always spoke from goes on"
    assert office.caller("Q2").block["first"] < 9999


def test_what_a_desk_says_of_numbers_beyond_its_own_takes_none_from_others(office: Office) -> None:
    office.province.clock.leap(timedelta(days=RELAY_DAYS, hours=1))
    one = office.caller()
    today = office.province.clock().date()
    beyond = [
        {"agency": office.agency, "day": (today + timedelta(days=d)).isoformat(), "highest": n}
        for d, n in ((0, 9999), (-1, 8000), (-400, 9999), (3000, 9999))
    ]
    assert hello(one, office.province, used=beyond).is_success
    assert not office.province.rows("SELECT 1 AS x FROM numbers_used WHERE agency = :a", a=office.agency)
    own = {"agency": office.agency, "day": today.isoformat(), "highest": one.block["last"]}
    assert hello(one, office.province, used=[own]).is_success
    assert office.caller("Q2").block["first"] == one.block["last"] + 1


def test_an_absurd_number_told_at_enrolment_is_forgotten_when_its_day_is_over(office: Office) -> None:
    province, today = office.province, office.province.clock().date()
    absurd = [{"agency": office.agency, "day": today.isoformat(), "highest": 9999}]
    told = {"store": str(uuid4()), "stream": str(uuid4()), "desk": "Q9", "agency": office.agency, "program": "x"}
    one = office.caller()
    answer = one.http.post("/v1/enrol", json={**told, "code": province.new_code("Q9", office.agency), "used": absurd})
    assert answer.is_success
    province.clock.leap(timedelta(days=3))
    assert office.caller("Q2").block["first"] < 9999
