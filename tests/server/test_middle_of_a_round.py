"""Whatever happens in the middle of a round: nothing is lost, nothing doubled, all ends agree."""

from collections.abc import Callable, Iterable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from builders import AGENCY, register
from ends import check_ends
from lives import steps
from province import EnrolledDesk, Province, copy_of, until_equal
from staff import ADMINISTRATOR

from central_server import desks
from central_server.api import reading
from central_server.database import begin_epoch, writing
from desk_app.domain.dates import office_time
from desk_app.domain.events import PaperAttached
from desk_app.services import exchange
from desk_app.services.attachment_exchange import Sending
from desk_app.services.enrolment import enrol
from desk_app.services.round_terms import Server
from desk_app.services.sync_round import run_files
from desk_app.sync.client import FeedPage, ServerRefused
from desk_app.sync.lines import unpacked
from desk_app.sync.messages import Pushed
from desk_app.sync.words import Code

CALLS = range(5)
"""Of the round below: hello, up, two pages down, heads."""
PAGE = 2
"""Items a page."""


class Interrupted:
    """A server to which something happens before a round's nth call."""

    def __init__(self, server: Server, nth: int, happens: Callable[[], object]) -> None:
        self._server, self._left, self._happens = server, nth, happens

    def __getattr__(self, name: str) -> Any:
        if self._left == 0:
            self._happens()
        self._left -= 1
        return getattr(self._server, name)

    def feed(self, cursor: str, stream: UUID) -> FeedPage:
        asked = self.__getattr__("feed")
        return asked(cursor, stream, PAGE)  # type: ignore[no-any-return]


class Office:
    """Two desks that both have something to send and to fetch, and everything they have written."""

    def __init__(self, province: Province) -> None:
        self.province = province
        self.one, self.two = province.desk("Q1"), province.desk("Q2")
        self.written: set[UUID] = set()
        self.old = self.register(self.one)
        until_equal([self.one, self.two], 2)

    def register(self, desk: EnrolledDesk) -> UUID:
        """Register a dossier at a desk."""
        return register(desk.store, self.province.clock()).id

    def work(self) -> None:
        """Let both desks work, and the second one speak."""
        for desk in (self.one, self.two):
            self.register(desk)
            self.written.add(desk.says(self.old, steps()["Noted"]))
            self.register(desk)
        self.two.round()

    def round_of_one(self, nth: int, happens: Callable[[], object]) -> None:
        """Let the first desk exchange; something happens before its nth call."""
        happened = []
        self.one.round(lambda server: Interrupted(server, nth, lambda: happened.append(happens())))
        assert happened

    def agree(self) -> None:
        """Let everything be said, then look at every end."""
        until_equal([self.one, self.two], 3)
        check_ends(self.province, [self.one, self.two], self.written)
        with self.one.store.reading() as rd:
            assert len(rd.sync.own_heads()) == 1, "no copy has spoken"


def revoke(province: Province) -> None:
    with writing(province.engine) as connection:
        found = connection.exec_driver_sql("SELECT id FROM desks WHERE desk = 'Q1'").scalar_one()
        desks.revoke_desk(connection, found, province.clock())


def enrol_again(province: Province, desk: EnrolledDesk) -> None:
    code = province.new_code(desk.name, again=True)
    enrol(desk.store, ADMINISTRATOR, province.served.url, code, province.clock())


def new_life(province: Province) -> None:
    with writing(province.engine) as connection:
        begin_epoch(connection, province.clock())


def test_a_new_life_of_the_server(province: Province) -> None:
    office = Office(province)
    for nth in CALLS:
        office.work()
        office.round_of_one(nth, lambda: new_life(province))
        office.agree()


@pytest.mark.parametrize("nth", CALLS)
def test_the_server_is_restored_from_yesterdays_backup(province: Province, nth: int) -> None:
    office = Office(province)
    backup = province.backup()
    office.work()
    until_equal([office.one, office.two], 1)
    office.work()

    def restored() -> None:
        province.restore(backup)
        if nth % 2:
            new_life(province)

    office.round_of_one(nth, restored)
    office.agree()


def test_the_token_is_revoked_and_the_desk_enrols_anew(province: Province) -> None:
    office = Office(province)
    for nth in CALLS:
        office.work()
        with pytest.raises(ServerRefused) as refused:
            office.round_of_one(nth, lambda: revoke(province))
        assert refused.value.code is Code.TOKEN_UNKNOWN
        office.register(office.one)
        enrol_again(province, office.one)
        office.agree()


def test_a_copy_that_speaks_in_between_costs_the_clerk_no_number(province: Province, tmp_path: Path) -> None:
    office = Office(province)
    copy = copy_of(office.one, province, tmp_path / "copy")
    office.register(office.one)

    def speaks() -> None:
        office.register(copy)
        copy.round()

    office.round_of_one(1, speaks)
    day = office_time(province.clock()).date()
    numbers = set()
    for desk in (office.one, copy):
        with desk.store.transaction(province.clock(), "canbo") as tx:
            numbers.add(tx.take_number(AGENCY, day))
    assert len(numbers) == 2, "and nobody was asked for the last slip"
    until_equal([office.one, copy, office.two], 3)
    check_ends(province, [office.one, copy, office.two], office.written)


class BadLine:
    """A line on which the last sign of a request is bent, so often in a round."""

    def __init__(self, server: Server, times: int) -> None:
        self._server, self._times = server, times
        self._bends = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._server, name)

    def push(self, lines: Iterable[str]) -> Pushed:
        sent = list(lines)
        if self._bends and self._times:
            self._times -= 1
            sent[-1] = sent[-1].replace('"salt":"', '"salt":"x', 1)
        self._bends = not self._bends
        return self._server.push(sent)


def test_a_line_that_bends_what_is_sent_every_other_time(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "MAX_BATCH_EVENTS", 2)
    office = Office(province)
    for _ in range(4):
        office.work()
    office.one.round(lambda server: BadLine(server, 3))
    office.agree()


class Busy:
    """A server at which another desk has always just written when it is asked where streams stand."""

    def __init__(self, server: Server, writes: Callable[[], object]) -> None:
        self._server, self._writes = server, writes

    def __getattr__(self, name: str) -> Any:
        if name == "heads":
            self._writes()
        return getattr(self._server, name)


def test_another_desk_that_writes_while_heads_are_compared_is_no_difference(province: Province) -> None:
    office = Office(province)

    def writes() -> None:
        office.register(office.two)
        office.two.round()

    done = office.one.round(lambda server: Busy(server, writes))
    assert done.differing == ()
    office.agree()


def test_second_versions_beyond_what_one_request_holds(
    province: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "MAX_BATCH_BYTES", 20_000)
    monkeypatch.setattr(reading, "unpacked", partial(unpacked, limit=20_000))
    office = Office(province)
    backup = province.backup()
    copy = copy_of(office.one, province, tmp_path / "copy")
    for desk in (office.one, copy):
        for _ in range(12):
            office.register(desk)
    until_equal([office.one, copy, office.two], 3)
    [kept] = province.rows("SELECT count(*) AS n, sum(octet_length(text) + octet_length(body)) AS size FROM forks")
    assert kept.size > 20_000
    province.restore(backup)
    until_equal([office.two], 2)  # both copies are gone
    assert province.rows("SELECT count(*) AS n FROM forks")[0].n == kept.n
    check_ends(province, [office.two], ())


@pytest.mark.parametrize("what", ["restored", "revoked", "new life"])
def test_an_attachment_half_sent_goes_on(province: Province, what: str) -> None:
    office = Office(province)
    backup = province.backup()
    content = bytes(range(256)) * 10_000
    name = office.one.store.attachments.put(content, now=province.clock())
    assert name == sha256(content).hexdigest()
    body = PaperAttached(
        name="a.pdf", media_type="application/pdf", size=len(content), content=name, attached_at=province.clock()
    )
    office.written.add(office.one.says(office.old, body))
    office.one.round()
    run_files(office.one.store, Sending(calls_left=2))
    [half] = province.rows("SELECT here, whole FROM attachments")
    assert 0 < half.here < len(content) and not half.whole
    if what == "restored":
        province.restore(backup)
    elif what == "revoked":
        revoke(province)
        with pytest.raises(ServerRefused):
            run_files(office.one.store, Sending())
        enrol_again(province, office.one)
    else:
        new_life(province)
    office.agree()
    assert run_files(office.one.store, Sending()).files == 1
    [whole] = province.rows("SELECT here, whole FROM attachments")
    assert whole.whole and whole.here == len(content)
    assert run_files(office.one.store, Sending()).files == 0
