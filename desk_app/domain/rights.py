"""Who may mend a dossier, and until when (design §3): one rule for the fold, the services and the pages."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from desk_app.domain.dates import office_time
from desk_app.domain.events import (
    Declined,
    Erased,
    Event,
    Guided,
    HandedOver,
    Received,
    Reversed,
    Settled,
    Submitted,
)
from desk_app.domain.events.base import Authority

SUPERVISOR = "supervisor"


def same_local_day(one: datetime, other: datetime) -> bool:
    """Tell whether two aware moments fall on one day in Viet Nam."""
    return office_time(one).date() == office_time(other).date()


def may_mend(authority: Authority, actor: str, at: datetime, before: Iterable[Event]) -> bool:
    """Tell whether a reversal or correction is rightful.

    A supervisor always; the receiving clerk alone on the same day and before any hand-over, even one reversed since:
    the papers may have left the desk.
    """
    if authority.role == SUPERVISOR:
        return True
    opened: Event | None = None
    undone: set[UUID] = set()
    for earlier in before:
        if isinstance(earlier.body, HandedOver):
            return False
        if isinstance(earlier.body, Reversed):
            undone.add(earlier.body.target)
        elif _opens(earlier, opened, undone):
            opened = earlier
    if opened is None:
        return False
    return opened.envelope.actor == actor and same_local_day(opened.envelope.occurred_at, at)


def _opens(event: Event, opened: Event | None, undone: set[UUID]) -> bool:
    """Tell whether an event makes its writer the one who received: not where it is illegal after the opening one.

    Otherwise anybody could give themselves the right over a dossier by a second, illegal opening of it.
    """
    if not isinstance(event.body, Guided | Submitted | Received | Declined):
        return False
    if opened is None or isinstance(opened.body, Guided):
        return True
    if isinstance(opened.body, Received):
        return False
    if opened.envelope.event_id in undone:
        return True
    return isinstance(opened.body, Submitted) and isinstance(event.body, Received | Declined)


def may_settle(body: Settled) -> bool:
    """Only a supervisor settles what is to be checked."""
    return body.authority.role == SUPERVISOR


def may_erase(body: Erased) -> bool:
    """Only a supervisor erases, with a legal basis (the type demands one)."""
    return body.authority.role == SUPERVISOR
