"""When the fact an event tells of happened, which may be long before it was written."""

from datetime import datetime

from desk_app.domain.events import AnyBody, Received

_MOMENTS = (
    "handed_at", "taken_at", "requested_at", "supplemented_at", "paid_at", "refunded_at", "withdrawn_at", "stopped_at",
    "returned_at", "ready_at", "sent_at", "guided_at", "declined_at", "submitted_at", "attached_at",
)  # fmt: skip


def fact_moment(body: AnyBody | None) -> datetime | None:
    """Return the aware moment a body says its fact happened; None where it names none (a correction, a note)."""
    if isinstance(body, Received):
        return body.reception.received_at
    return next((moment for name in _MOMENTS if (moment := getattr(body, name, None)) is not None), None)
