"""A server restored from yesterday's backup that nobody told, and that cannot tell itself: the desks find out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import register
from lives import steps
from province import EnrolledDesk, Province, until_equal

from central_server.database import epoch_of, reading, writing
from central_server.publishing import to_province
from desk_app.models.verification import verify
from desk_app.services.round_terms import Server
from desk_app.sync.words import Item

CALENDAR = Path(__file__, "../../../resources/calendars/2026.toml").resolve().read_text(encoding="utf-8")


def epoch(province: Province) -> object:
    with reading(province.engine) as connection:
        return epoch_of(connection)


def publish(province: Province, text: str) -> None:
    with writing(province.engine) as connection:
        to_province(connection, "tinh", Item.CALENDAR, {"2026": {"text": text}}, province.clock())


def calendar_of(desk: EnrolledDesk) -> str:
    with desk.store.reading() as rd:
        found = rd.calendars.get(2026)
    return found.text if found is not None else ""


class BackedUpAfterHello:
    """A server of which a backup is taken in the middle of a round: it knows the hello and nothing behind it."""

    def __init__(self, server: Server, backup: Callable[[], object]) -> None:
        self._server, self._backup, self._taken = server, backup, False

    def __getattr__(self, name: str) -> Any:
        if name in ("push", "feed", "heads") and not self._taken:
            self._taken = True
            self._backup()
        return getattr(self._server, name)


def blind(province: Province, one: EnrolledDesk, behind: Callable[[], object]) -> str:
    """Let a desk speak while a backup is taken behind its hello; return the backup."""
    taken: list[str] = []

    def backup() -> None:
        taken.append(province.backup())
        behind()

    one.round(through=lambda server: BackedUpAfterHello(server, backup))
    return taken[0]


@pytest.mark.parametrize("spoke", ["it wrote", "it only read"])
def test_what_a_server_lost_that_cannot_know_it_was_restored_comes_back(province: Province, spoke: str) -> None:
    one, two, three = province.desk("Q1"), province.desk("Q2"), province.desk("Q3")
    old = register(two.store, province.clock()).id
    until_equal([one, two, three], 2)
    before = epoch(province)
    lost: set[object] = set()
    if spoke == "it wrote":
        lost.add(register(one.store, province.clock()).id)
    else:
        # Another desk's, which has broken down since.
        lost.add(register(three.store, province.clock()).id)

    def behind() -> None:
        publish(province, CALENDAR)
        if spoke == "it only read":
            three.round()

    backup = blind(province, one, behind)
    assert calendar_of(one) == CALENDAR
    province.restore(backup)
    assert not lost & set(province.dossiers())
    # Behind its back the server fills up again, with other matter at the places this desk has read past.
    other = CALENDAR.replace("\n", "\n# bản sửa\n", 1)
    publish(province, other)
    for _ in range(4):
        two.says(old, steps()["Noted"])
    two.round()
    until_equal([one, two], 2)
    assert epoch(province) == before, "the server itself has not found out"
    assert lost < set(province.dossiers())
    assert calendar_of(one) == calendar_of(two) == other
    at_server = province.dossiers()
    assert one.dossiers() == two.dossiers() == at_server
    assert verify(one.store).ok


def test_what_was_found_out_once_is_not_found_out_again(province: Province) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    until_equal([one, two], 2)
    register(one.store, province.clock())
    backup = blind(province, one, lambda: None)
    province.restore(backup)
    for _ in range(4):
        register(two.store, province.clock())
    two.round()
    done = one.round()
    assert done.sent and done.received
    again = one.round()
    assert (again.sent, again.received) == (0, 0)
    asked: list[str] = []

    class Listening:
        def __init__(self, server: Server) -> None:
            self.server = server

        def __getattr__(self, name: str) -> Any:
            asked.append(name)
            return getattr(self.server, name)

    one.round(through=Listening)
    assert asked == ["hello", "feed", "heads"]
