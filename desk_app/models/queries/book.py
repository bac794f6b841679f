"""The lines of the follow-up book: one pass over a span of receptions, linear in its rows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from desk_app.domain.limits import Unit
from desk_app.domain.statistics import Period
from desk_app.models.column_types import moment_of_text, moment_text


@dataclass(frozen=True, slots=True)
class BookRow:
    """A dossier as the book has it. Times aware.

    state: national code. how: ``desk``, ``post``, ``electronic`` or "". timeliness, late_from: ``domain.lateness``.
    """

    id: UUID
    book: str
    ordinal: int | None
    code: str
    procedure: str
    summary: str
    field: str
    sets: int
    owner: str
    address: str
    phone: str
    unit: str
    received_at: datetime
    due_at: datetime | None
    original_due_at: datetime | None
    handed_at: datetime | None
    ready_at: datetime | None
    returned_at: datetime | None
    how: str
    receiver: str
    received_by: str
    state: int
    voided: bool
    recorded_at: datetime
    timeliness: str
    late_from: datetime | None
    waiting_since: datetime | None
    same_day: bool
    """Promised for the day of its reception by its procedure."""


@dataclass(frozen=True, slots=True)
class ClosedPart:
    """A closed day or a supplement of one. number: 0 the day itself. size: of its PDF, bytes."""

    day: date
    number: int
    title: str
    kept_at: datetime
    digest: str
    size: int


_ROWS = """
SELECT d.id, d.book, d.ordinal, d.code, f.folded ->> '$.reception.procedure.name', d.summary, d.field,
 f.folded ->> '$.reception.sets', d.owner_name, f.folded ->> '$.reception.owners[0].address', d.owner_phone,
 d.processing_unit, d.received_at, d.due_at, d.original_due_at, f.folded ->> '$.stays[0].since',
 f.folded ->> '$.result.ready_at', d.returned_at, f.folded ->> '$.returned.how', f.folded ->> '$.returned.to.name',
 d.received_by, d.state, d.voided, d.recorded_at,
 d.timeliness, d.late_from, d.waiting_since, f.folded ->> '$.reception.limit.unit'
FROM dossiers AS d JOIN folded_dossiers AS f ON f."row" = d."row"
WHERE d.received_at >= :start AND d.received_at < :end {more} ORDER BY d.book, d.ordinal, d.received_at, d."row"
"""

_DISTINCT = """
WITH RECURSIVE known (name) AS (
 SELECT min({column}) FROM dossiers WHERE {column} > ''
 UNION ALL
 SELECT (SELECT min({column}) FROM dossiers WHERE {column} > known.name) FROM known WHERE known.name IS NOT NULL
)
SELECT name FROM known WHERE name IS NOT NULL
"""
"""The few values of a column, by stepping over its index: SELECT DISTINCT reads every row there is."""


class BookQuery:
    """Questions about the book, in one snapshot."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, period: Period, *, field: str | None = None, book: str | None = None) -> list[BookRow]:
        """Return the lines of what was received in a period, in the order of the book; cancelled ones among them."""
        wanted: dict[str, Any] = {"start": moment_text(period.start), "end": moment_text(period.end)}
        more = ""
        for column, value in (("field", field), ("book", book)):
            if value is not None:
                more += f" AND d.{column} = :{column}"
                wanted[column] = value
        return [_row(row) for row in self._connection.execute(text(_ROWS.format(more=more)), wanted)]

    def returned(self, period: Period) -> list[UUID]:
        """Return the dossiers whose result was given back in a period, in that order."""
        query = (
            "SELECT id FROM dossiers WHERE returned_at >= :start AND returned_at < :end AND NOT voided"
            ' ORDER BY returned_at, "row"'
        )
        bounds = {"start": moment_text(period.start), "end": moment_text(period.end)}
        return [UUID(row[0]) for row in self._connection.execute(text(query), bounds)]

    def books(self) -> list[str]:
        """Return every book there is a line in, the newest first."""
        last = "SELECT received_at FROM dossiers WHERE book = known.name ORDER BY ordinal DESC LIMIT 1"
        query = f"{_DISTINCT.format(column='book')} ORDER BY ({last}) DESC"
        return [row[0] for row in self._connection.execute(text(query))]

    def fields(self) -> list[str]:
        """Return every field there is a line of, by name."""
        line = "SELECT 1 FROM dossiers WHERE field = known.name AND received_at IS NOT NULL"
        query = f"{_DISTINCT.format(column='field')} AND EXISTS ({line}) ORDER BY name"
        return [row[0] for row in self._connection.execute(text(query))]

    def closed_days(self, after: ClosedPart | None = None, limit: int = 60) -> list[ClosedPart]:
        """Return the closed days and supplements whose papers are kept, the newest day first.

        after: the last part already known; None for the beginning.
        """
        if after is None:
            return self._closed("", limit=limit)
        return self._closed(
            " AND (period, number) < (:day, :number)", day=str(after.day), number=after.number, limit=limit
        )

    def closed_day(self, day: date) -> list[ClosedPart]:
        """Return the parts of a closed day whose papers are kept: itself, then its supplements."""
        return self._closed(" AND period = :day", day=str(day), limit=-1)[::-1]

    def _closed(self, more: str, **values: object) -> list[ClosedPart]:
        query = (
            "SELECT period, number, title, kept_at, digest, length(pdf) FROM kept_papers"  # noqa: S608
            f" WHERE kind = 'day'{more} ORDER BY period DESC, number DESC LIMIT :limit"
        )
        rows = self._connection.execute(text(query), values)
        return [
            ClosedPart(date.fromisoformat(period), part, title, moment_of_text(kept_at), digest, size)
            for period, part, title, kept_at, digest, size in rows
        ]


def _row(row: Any) -> BookRow:
    moments = [None if row[place] is None else moment_of_text(row[place]) for place in range(12, 18)]
    received, due, original, handed, ready, returned = moments
    assert received is not None
    return BookRow(
        id=UUID(row[0]),
        book=row[1],
        ordinal=row[2],
        code=row[3] or "",
        procedure=row[4] or "",
        summary=row[5],
        field=row[6],
        sets=int(row[7] or 1),
        owner=row[8],
        address=row[9] or "",
        phone=row[10],
        unit=row[11],
        received_at=received,
        due_at=due,
        original_due_at=original,
        handed_at=handed,
        ready_at=ready,
        returned_at=returned,
        how=row[18] or "",
        receiver=row[19] or "",
        received_by=row[20],
        state=row[21],
        voided=bool(row[22]),
        recorded_at=moment_of_text(row[23]),
        timeliness=row[24],
        late_from=moment_of_text(row[25]) if row[25] else None,
        waiting_since=moment_of_text(row[26]) if row[26] else None,
        same_day=row[27] == Unit.SAME_DAY,
    )
