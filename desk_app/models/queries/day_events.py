"""What was written on a day, and what came after a point of the log: the raw events behind the supervisor's desk."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from desk_app.domain.envelope import read_envelope
from desk_app.domain.events import Event, read_event
from desk_app.domain.statistics import Period
from desk_app.models.column_types import moment_text

_BETWEEN = """
SELECT e.text, b.body FROM events AS e LEFT JOIN event_bodies AS b ON b.event_id = e.event_id
WHERE e.kind IN ({kinds}) AND e.occurred_at >= :start AND e.occurred_at < :end ORDER BY e.hlc, e.stream, e.seq
"""
_BEYOND = """
SELECT e.text, b.body FROM events AS e LEFT JOIN event_bodies AS b ON b.event_id = e.event_id
WHERE e.stream = :stream AND e.seq > :seq AND (e.kind IN ({always}) OR e.kind IN ({dated})
 AND (b.body IS NULL OR instr(b.body, :day) OR instr(b.body, :eve) OR e.occurred_at >= :start AND e.occurred_at < :end))
ORDER BY e.hlc, e.stream, e.seq
"""
_WORK = """
SELECT e.actor, e.kind, e.subject, e.event_id FROM dossiers AS d CROSS JOIN events AS e ON e.subject = d.id
 AND (e.kind = 'Received' AND d.received_at >= :start AND d.received_at < :end
  OR e.kind = 'Returned' AND d.returned_at >= :start AND d.returned_at < :end)
WHERE NOT d.voided AND (d.received_at >= :start AND d.received_at < :end
 OR d.returned_at >= :start AND d.returned_at < :end)
UNION ALL
SELECT actor, kind, subject, event_id FROM events
WHERE kind IN ('Corrected', 'Reversed') AND occurred_at >= :start AND occurred_at < :end
"""


@dataclass(frozen=True, slots=True)
class Work:
    """What an account wrote: ``Received``, ``Returned``, ``Corrected`` or ``Reversed`` of a dossier."""

    actor: str
    kind: str
    dossier: UUID
    event: UUID


class DayEvents:
    """Questions to the log itself, in one snapshot."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def written_in(self, period: Period, kinds: Collection[str]) -> list[Event]:
        """Return the events of some kinds that were written in a period, in the order of the log."""
        names, bound = _names("kind", kinds)
        return self._events(_BETWEEN.format(kinds=names), {**_bounds(period), **bound})

    def beyond(
        self, heads: Mapping[UUID, int], day: date, period: Period, *, always: Collection[str], dated: Collection[str]
    ) -> list[Event]:
        """Return what stands behind these heads of streams and may speak of a day, in the order of the log.

        heads: the last seq seen of each stream; of a stream not named, everything. always: kinds that are given
        whatever they say; dated: kinds that are given where the day stands in them or they were written on it: more
        than is asked for, never less. period: the day itself.
        """
        streams = self._connection.execute(text("SELECT stream, last_seq FROM streams")).all()
        names, bound = _names("always", always)
        other_names, other_bound = _names("dated", dated)
        query = _BEYOND.format(always=names, dated=other_names)
        found: list[Event] = []
        for stream, last in streams:
            seen = heads.get(UUID(stream), 0)
            if last > seen:
                # A moment is written with its offset: in UTC the office's morning is still the day before.
                values = {"stream": stream, "seq": seen, "day": str(day), "eve": str(day - timedelta(days=1))}
                found += self._events(query, {**values, **_bounds(period), **bound, **other_bound})
        return sorted(found, key=lambda event: (event.envelope.hlc, str(event.envelope.stream), event.envelope.seq))

    def closings(self, day: date) -> list[Event]:
        """Return how any desk closed a day, its supplements among them, in the order of the log."""
        query = (
            "SELECT e.text, b.body FROM events AS e JOIN event_bodies AS b ON b.event_id = e.event_id"
            " WHERE e.kind = 'DayClosed' AND instr(b.body, :day) ORDER BY e.hlc, e.stream, e.seq"
        )
        return self._events(query, {"day": f'"day":"{day}"'})

    def prints_of_sheet(self, pdf_digest: str) -> list[Event]:
        """Return what was written of every print of a paper of no one dossier, in the order of the log."""
        query = (
            "SELECT e.text, b.body FROM events AS e JOIN event_bodies AS b ON b.event_id = e.event_id"
            " WHERE e.kind = 'SheetPrinted' AND instr(b.body, :digest) ORDER BY e.hlc, e.stream, e.seq"
        )
        return self._events(query, {"digest": f'"pdf_digest":"{pdf_digest}"'})

    def unconfirmed(self, office: UUID) -> list[UUID]:
        """Return the dossiers of which the server has not confirmed all that this desk wrote, oldest first."""
        query = (
            "SELECT e.subject FROM streams AS s LEFT JOIN sync_marks AS m ON m.stream = s.stream"
            " CROSS JOIN events AS e ON e.stream = s.stream AND e.seq > coalesce(m.seq, 0)"
            " WHERE s.own AND e.subject <> :office GROUP BY e.subject ORDER BY min(e.hlc)"
        )
        return [UUID(subject) for (subject,) in self._connection.execute(text(query), {"office": str(office)})]

    def by_id(self, event: UUID) -> Event | None:
        """Return an event."""
        query = "SELECT e.text, b.body FROM events AS e LEFT JOIN event_bodies AS b ON b.event_id = e.event_id"
        found = self._events(f"{query} WHERE e.event_id = :event", {"event": str(event)})
        return found[0] if found else None

    def work_in(self, period: Period) -> list[Work]:
        """Return who wrote that a dossier was received or returned in a period, and who mended one in it.

        Dossiers cancelled since are left out; a reception or return may have been undone all the same.
        """
        rows = self._connection.execute(text(_WORK), _bounds(period))
        return [Work(actor, kind, UUID(subject), UUID(event)) for actor, kind, subject, event in rows]

    def _events(self, query: str, values: dict[str, Any]) -> list[Event]:
        rows = self._connection.execute(text(query), values)
        return [read_event(read_envelope(line), body) for line, body in rows]


def _bounds(period: Period) -> dict[str, str]:
    return {"start": moment_text(period.start), "end": moment_text(period.end)}


def _names(prefix: str, kinds: Collection[str]) -> tuple[str, dict[str, str]]:
    """Return the places of a list in a statement and what fills them."""
    bound = {f"{prefix}{at}": kind for at, kind in enumerate(sorted(kinds))}
    return ", ".join(f":{name}" for name in bound), bound
