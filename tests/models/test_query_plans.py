"""Questions asked at every scan, event received or look at the status bar are looked up, never searched through."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from builders import NOW
from sqlalchemy import Connection

from desk_app.domain.columns_06a import Column
from desk_app.domain.events import StreamBegan
from desk_app.domain.statistics import Period
from desk_app.models.queries.book import BookQuery
from desk_app.models.queries.day_events import DayEvents
from desk_app.models.queries.shares import Counted, dossiers_counted
from desk_app.models.store import Store
from desk_app.models.transaction import Reading

DAY = Period(NOW, NOW + timedelta(days=1), NOW + timedelta(days=1))
NOBODY = UUID(int=1)

QUESTIONS: dict[str, Callable[[Reading], object]] = {
    "an event that came": lambda rd: rd.sync.is_kept(NOBODY, 1, "0" * 64),
    "what waits to be sent": lambda rd: rd.sync.queued(),
    "dossiers that wait to be sent": lambda rd: DayEvents(rd.connection).unconfirmed(NOBODY),
    "a person by number": lambda rd: rd.people.by_id_number("038190001212"),
    "what a person has open": lambda rd: rd.dossiers.open_of_person("038190001212", "1.004873", since=NOW),
    "who has a code of another system": lambda rd: rd.dossiers.by_external_code("G22.99-260827-0007"),
    "who did what on a day": lambda rd: DayEvents(rd.connection).work_in(DAY),
    "what was touched in a period": lambda rd: rd.reports.touched_between(DAY),
    "how a stream began": lambda rd: rd.office_events(StreamBegan.KIND, limit=20),
    "what the report leaves out": lambda rd: rd.reports.outside_06a(DAY),
    "late ones of a period": lambda rd: rd.reports.late_in(DAY),
    "dossiers behind a figure": lambda rd: rd.reports.behind(Column.LATE, DAY),
    "the books": lambda rd: BookQuery(rd.connection).books(),
    "the fields of the book": lambda rd: BookQuery(rd.connection).fields(),
    **{
        f"dossiers {what.value}": lambda rd, what=what: dossiers_counted(rd.connection, what, DAY, 500)  # type: ignore[misc]
        for what in Counted
    },
}


class _Noted:
    """The driver's connection, noting what is sent through it."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self.sent: list[tuple[str, Any]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._driver, name)

    def execute(self, statement: str, values: Any = ()) -> Any:
        self.sent.append((statement, values))
        return self._driver.execute(statement, values)

    def cursor(self) -> Any:
        cursor = self._driver.cursor()
        noted = self.sent

        class Cursor:
            def __getattr__(self, name: str) -> Any:
                return getattr(cursor, name)

            def execute(self, statement: str, values: Any = ()) -> Any:
                noted.append((statement, values))
                return cursor.execute(statement, values)

        return Cursor()


def plans(connection: Connection, ask: Callable[[], object]) -> list[str]:
    """Return how SQLite would find the answers of everything a question asks, a step a line."""
    fairy: Any = connection.connection
    driver: Any = fairy.dbapi_connection
    noted = _Noted(driver)
    fairy.dbapi_connection = noted
    try:
        ask()
    finally:
        fairy.dbapi_connection = driver
    return [
        row[3]
        for statement, values in noted.sent
        for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", values or ())
    ]


BIG = ("events", "e", "dossiers", "d", "people_seen", "event_bodies", "folded_dossiers")


FEW = ("ix_dossiers_open_due", "ix_dossiers_flagged", "ix_dossiers_voided")
"""Partial indexes of the few that are open, flagged or cancelled: these may be gone through."""
NEARLY_ALL = ("SEARCH e USING INDEX ix_events_kind_occurred_at (kind=?)", "ix_dossiers_received_at (received_at<?)")
"""Searches that leave nearly every row: all of a kind, all that was received before a moment."""


def searched_through(step: str) -> bool:
    """Tell whether a step goes through every row, or nearly every one, of a table that grows with the dossiers."""
    words = step.split()
    if words[0] == "SCAN" and words[1] in BIG and words[-1] not in FEW:
        return True
    return step.endswith(NEARLY_ALL)


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_that_grows_is_searched_through(store: Store, question: str) -> None:
    with store.reading() as rd:
        steps = plans(rd.connection, lambda: QUESTIONS[question](rd))
    assert steps
    assert [step for step in steps if searched_through(step)] == []
