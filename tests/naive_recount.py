"""A recount of one dossier from its raw events, written without the fold and without the store's columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from desk_app.domain.events import Event

VIET_NAM = timezone(timedelta(hours=7))


@dataclass
class Recount:
    """What the raw events say. late_after: unfinished, it is late after this moment."""

    received: datetime | None = None
    voided: bool = False
    field: str = ""
    channel: str = ""
    unit: str = ""
    book: tuple[str, int] = ("", 0)
    due: datetime | None = None
    finished: datetime | None = None
    ended_as: str = ""
    result: str = ""
    """paper, electronic or both; "" where there is none."""
    answer: str = ""
    returned: datetime | None = None
    declined: datetime | None = None
    waiting: datetime | None = None
    waited_at_end: datetime | None = None
    requests: int = 0
    second_request: datetime | None = None
    letters: int = 0
    taken: int = 0
    """Whatever became of the dossier: cancelled or not, the money was in the drawer."""

    @property
    def late_after(self) -> datetime | None:
        due = self.due
        if self.waiting is not None and due is not None and self.waiting < due:
            due = None
        marks = [mark for mark in (due, self.second_request) if mark is not None]
        return min(marks) if marks else None

    def column(self, measured: datetime) -> str:
        """Return the column of II.06a this dossier ends in, measured at a moment."""
        if self.finished is None or self.finished >= measured:
            return "13" if self.late_after is not None and self.late_after < measured else "12"
        if self.requests > 1:
            return "10"
        if self.due is None:
            return "9"
        if self.ended_as != "ResultReady":
            stood_still = self.waited_at_end is not None and self.waited_at_end < self.due
            return "10" if self.finished > self.due and not stood_still else "9"
        if self.finished.astimezone(VIET_NAM).date() < self.due.astimezone(VIET_NAM).date():
            return "8"
        return "9" if self.finished <= self.due else "10"


def recount(events: Sequence[Event]) -> Recount:
    """Read the events one after another."""
    undone = {event.body.target for event in events if event.envelope.kind == "Reversed"}  # type: ignore[union-attr]
    found = Recount()
    for event in events:
        body: Any = event.body
        gone = event.envelope.event_id in undone
        match event.envelope.kind:
            case "Received":
                found.received, found.voided = body.reception.received_at, gone
                found.field, found.channel = body.reception.procedure.field, body.reception.channel.value
                found.unit = body.reception.competent_unit
                found.book = (body.reception.book, body.reception.ordinal)
                found.due = body.reception.promised.due_at
                found.taken += sum(int(fee.amount) for fee in body.reception.fees if fee.paid)
            case _ if gone:
                continue
            case "Refunded":
                found.taken -= int(body.amount)
            case "HandedOver":
                found.unit = body.unit
            case "Declined":
                found.declined = body.declined_at
            case "SupplementRequested":
                found.requests += 1
                found.waiting = body.requested_at
                if found.requests == 2:
                    found.second_request = body.requested_at
            case "PaymentRequested":
                found.waiting = body.requested_at
            case "Supplemented":
                found.waiting, found.due = None, body.promise.new.due_at
            case "Paid":
                found.taken += int(body.amount)
                if body.promise is not None:
                    found.waiting, found.due = None, body.promise.new.due_at
            case "Withdrawn" | "Stopped":
                found.finished = getattr(body, "withdrawn_at", None) or body.stopped_at
                found.ended_as, found.waited_at_end, found.waiting = event.envelope.kind, found.waiting, None
            case "ResultReady":
                found.finished, found.ended_as = body.ready_at, "ResultReady"
                found.result = body.form.value
            case "Returned":
                found.returned, found.answer = body.returned_at, body.satisfaction.value
            case "Apologised":
                found.letters += 1
    return found
