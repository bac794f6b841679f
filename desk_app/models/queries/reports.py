"""Counting for reports and the lists behind every figure, from the projection's own columns in one pass."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, text

from desk_app.domain.columns_06a import COLUMN_RULES, LATE_COLUMNS, LINE_COLUMNS, Column, Stand
from desk_app.domain.dates import at_office
from desk_app.domain.statistics import Line06a, Outside06a, Period
from desk_app.domain.subjects import DOSSIER_KINDS
from desk_app.models.column_types import moment_of_text, moment_text


class Grouping(StrEnum):
    """What a report has a line for; the column it is counted by."""

    FIELD = "field"
    UNIT = "processing_unit"
    CHANNEL = "channel"
    CLERK = "received_actor"
    """Who accepted it, by login."""
    PROCEDURE = "procedure_code"


class Deadline(NamedTuple):
    """How a dossier that is open, or ready and not collected, stands to its promise (``domain.lateness``)."""

    state: int
    due_at: datetime | None
    late_from: datetime | None
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class Indicators:
    """Counts behind the desk's indicators of QĐ 766 in a period.

    with_result: finished with a result; electronic: those with an electronic one. asked: returned and asked whether
    satisfied; very_satisfied, satisfied, dissatisfied: their answers.
    """

    received: int
    online: int
    post: int
    digitised: int
    with_result: int
    electronic: int
    returned: int
    asked: int
    very_satisfied: int
    satisfied: int
    dissatisfied: int


@dataclass(frozen=True, slots=True)
class FeeSum:
    """Money of one kind that one clerk took one way. method: ``cash``, ``transfer`` or "" (not said)."""

    taken_by: str
    name: str
    method: str
    currency: str
    duty: bool
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class FeeTaken:
    """Money that came in for one dossier, or went back (amount below nought). voided: its reception was cancelled."""

    dossier: UUID
    code: str
    owner_name: str
    procedure_name: str
    taken_at: datetime
    taken_by: str
    name: str
    amount: Decimal
    currency: str
    method: str
    receipt_number: str
    duty: bool
    voided: bool


_STANDS = {
    Stand.CAME: "received_at >= :start",
    Stand.CARRIED: "received_at < :start",
    Stand.ONLINE: "channel = 'online'",
    Stand.NOT_ONLINE: "channel <> 'online'",
    Stand.ENDED: "finished_at < :end",
    Stand.ENDED_EARLY: "timeliness = 'early'",
    Stand.ENDED_ON_TIME: "timeliness = 'on_time'",
    Stand.ENDED_LATE: "timeliness = 'late'",
    Stand.RUNS: "(finished_at IS NULL OR finished_at >= :end)",
    Stand.RUNS_IN_TIME: "(late_from IS NULL OR late_from >= :measured)",
    Stand.RUNS_LATE: "late_from < :measured",
}
_IN_COLUMN = {column: " AND ".join(_STANDS[one] for one in rule) or "1" for column, rule in COLUMN_RULES.items()}
"""When a dossier with a place in the period stands in a column."""

_COUNTED = "finished_at, received_at, {group} AS grouped, channel, timeliness, late_from"
_PLACED = (
    "SELECT {columns} FROM dossiers WHERE finished_at >= :start AND +received_at < :end AND NOT voided"
    " UNION ALL "
    "SELECT {columns} FROM dossiers WHERE finished_at IS NULL AND received_at < :end AND NOT voided"
)
"""Dossiers with a place in the period: two ranges of one covering index instead of every row.

The plus keeps SQLite from going through all that was received until its end, which is nearly everything.
"""


_KINDS_OF_DOSSIERS = json.dumps(sorted(DOSSIER_KINDS))


class Reports:
    """Questions of reports, in one snapshot. Times aware, *start* inclusive, *end* exclusive."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lines_06a(self, period: Period, by: Grouping = Grouping.FIELD) -> dict[str, Line06a]:
        """Return the lines of II.06a by what they are grouped by."""
        sums = ", ".join(f"sum({_IN_COLUMN[column]})" for column in LINE_COLUMNS)
        placed = _PLACED.format(columns=_COUNTED.format(group=by.value))
        rows = self._rows(f"SELECT grouped, {sums} FROM ({placed}) GROUP BY grouped ORDER BY grouped", period)  # noqa: S608
        # sum() of nothing but NULLs is NULL: a line whose dossiers are all without a date.
        return {row[0]: Line06a(*(int(figure or 0) for figure in row[1:])) for row in rows}

    def outside_06a(self, period: Period) -> Outside06a:
        """Return how many dossiers the report leaves out or treats in a way its footnotes state."""
        # The plus keeps SQLite from going through all that was ever received: what is open or struck out is little.
        waiting = self._count(
            "open AND waiting_since IS NOT NULL AND waiting_since < :end AND +received_at < :end", period
        )
        ended = self._one(
            "SELECT sum(received_at IS NOT NULL AND state = 7), sum(received_at IS NOT NULL AND state = 8),"
            " sum(state = 3) FROM dossiers WHERE finished_at >= :start AND finished_at < :end AND NOT voided",
            period,
        )
        withdrawn, stopped, declined = (int(number or 0) for number in ended)
        voided = self._count("voided AND listed_at >= :start AND listed_at < :end AND received_at IS NOT NULL", period)
        return Outside06a(waiting=waiting, withdrawn=withdrawn, stopped=stopped, declined=declined, voided=voided)

    def behind(
        self,
        column: Column,
        period: Period,
        by: Grouping = Grouping.FIELD,
        group: str | None = None,
        *,
        limit: int | None = None,
    ) -> list[UUID]:
        """Return the dossiers that stand in a column, in order of reception; of one line, or of all for None.

        limit: so many of them, None for every one.
        """
        columns = _COUNTED.format(group=by.value) + ', id, "row" AS place'
        where = _IN_COLUMN[column] + ("" if group is None else " AND grouped = :group")
        placed = _PLACED.format(columns=columns)
        query = f"SELECT id FROM ({placed}) WHERE {where} ORDER BY received_at, place LIMIT :limit"  # noqa: S608
        rows = self._rows(query, period, group=group, limit=-1 if limit is None else limit)
        return [UUID(row[0]) for row in rows]

    def late_in(self, period: Period) -> list[UUID]:
        """Return every late dossier of a period, finished ones included."""
        columns = _COUNTED.format(group="field") + ', id, "row" AS place'
        late = " OR ".join(f"({_IN_COLUMN[column]})" for column in LATE_COLUMNS)
        placed = _PLACED.format(columns=columns)
        query = f"SELECT id FROM ({placed}) WHERE {late} ORDER BY received_at, place"  # noqa: S608
        rows = self._rows(query, period)
        return [UUID(row[0]) for row in rows]

    def deadlines(self) -> dict[int, Deadline]:
        """Return how every open and every uncollected dossier stands, by its row."""
        columns = '"row", state, due_at, late_from, waiting_since'
        query = (
            f"SELECT {columns} FROM dossiers WHERE open"  # noqa: S608
            f" UNION ALL SELECT {columns} FROM dossiers WHERE state = 9 AND NOT voided"
        )
        rows = self._connection.execute(text(query))
        return {row[0]: Deadline(row[1], *(moment_of_text(at) if at else None for at in row[2:])) for row in rows}

    def touched_by(self, kind: str, day: date) -> list[UUID]:
        """Return the dossiers of which an event of a kind was written on an office day, by the time of the event."""
        first, last = (moment_text(at_office(one, time())) for one in (day, day + timedelta(days=1)))
        query = (
            "SELECT subject FROM events WHERE kind = :kind AND occurred_at >= :first AND occurred_at < :last"
            " ORDER BY hlc"
        )
        rows = self._connection.execute(text(query), {"kind": kind, "first": first, "last": last}).scalars()
        return [UUID(subject) for subject in dict.fromkeys(rows)]

    def touched_between(self, period: Period) -> list[UUID]:
        """Return the accepted dossiers of which anything was written in a period, by their first event in it."""
        # Kind by kind, and the plus: moments are found by an index that begins with the kind, not one by one.
        query = (
            "SELECT e.subject FROM events AS e JOIN dossiers AS d ON d.id = e.subject AND d.received_at IS NOT NULL"
            " WHERE e.kind IN (SELECT value FROM json_each(:kinds))"
            " AND e.occurred_at >= :start AND e.occurred_at < :end GROUP BY +e.subject ORDER BY min(e.hlc)"
        )
        return [UUID(row[0]) for row in self._rows(query, period, kinds=_KINDS_OF_DOSSIERS)]

    def indicators(self, period: Period) -> Indicators:
        """Return the counts behind the indicators of QĐ 766 that our data carries."""
        came = self._one(
            "SELECT count(*), sum(channel = 'online'), sum(channel = 'post'), sum(digitised) FROM dossiers"
            " WHERE received_at >= :start AND received_at < :end AND NOT voided",
            period,
        )
        ended = self._one(
            "SELECT sum(result_form <> ''), sum(result_form IN ('electronic', 'both')) FROM dossiers"
            " WHERE finished_at >= :start AND finished_at < :end AND NOT voided",
            period,
        )
        given = self._one(
            "SELECT count(*), sum(satisfaction <> 'not_asked'), sum(satisfaction = 'very_satisfied'),"
            " sum(satisfaction = 'satisfied'), sum(satisfaction = 'dissatisfied') FROM dossiers"
            " WHERE returned_at >= :start AND returned_at < :end AND NOT voided",
            period,
        )
        return Indicators(*(int(number or 0) for number in (*came, *ended, *given)))

    def fee_sums(self, period: Period) -> list[FeeSum]:
        """Return the money taken in a period by clerk, kind and way."""
        rows = self._rows(
            "SELECT taken_by, name, method, currency, duty, count(*), sum(CAST(amount AS NUMERIC)) FROM fees_taken"
            " WHERE taken_at >= :start AND taken_at < :end"
            " GROUP BY taken_by, name, method, currency, duty ORDER BY taken_by, duty, name, method, currency",
            period,
        )
        return [FeeSum(row[0], row[1], row[2], row[3], bool(row[4]), row[5], Decimal(str(row[6]))) for row in rows]

    def fees(self, period: Period) -> Iterator[FeeTaken]:
        """Yield the money taken in a period, line by line, oldest first."""
        rows = self._rows(
            "SELECT d.id, d.code, d.owner_name, d.procedure_name, f.taken_at, f.taken_by, f.name, f.amount, f.currency,"
            " f.method, f.receipt_number, f.duty, d.voided FROM fees_taken AS f JOIN dossiers AS d ON d.id = f.dossier"
            ' WHERE f.taken_at >= :start AND f.taken_at < :end ORDER BY f.taken_at, f."row"',
            period,
        )
        for row in rows:
            yield FeeTaken(
                UUID(row[0]), row[1] or "", row[2], row[3], moment_of_text(row[4]), row[5], row[6],
                Decimal(row[7]), row[8], row[9], row[10], bool(row[11]), bool(row[12]),
            )  # fmt: skip

    def _count(self, where: str, period: Period) -> int:
        return int(self._one(f"SELECT count(*) FROM dossiers WHERE {where}", period)[0])  # noqa: S608

    def _one(self, query: str, period: Period) -> tuple[Any, ...]:
        return self._rows(query, period)[0]

    def _rows(self, query: str, period: Period, **more: object) -> list[tuple[Any, ...]]:
        bounds = {name: moment_text(getattr(period, name)) for name in ("start", "end")}
        measured = moment_text(period.measured_at)
        found = self._connection.execute(text(query), {**bounds, "measured": measured, **more})
        return [tuple(row) for row in found]
