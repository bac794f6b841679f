"""Who may mend a dossier, and until when (design §3): one rule for the fold, the services and the pages.

A supervisor always. The receiving clerk alone on the same day, until a hand-over had effect – one reversed since counts
too, for the papers may have left the desk; one that never had effect does not. What had effect is asked of the dossier
as it stood when each event was written (``fold.own_right``), never of what came after, so a right once given or
refused is the same on every machine, whatever arrives later.

A file matched to the wrong dossier leaves no state and no paper behind, and is often matched long after the papers have
left: whoever attached it may also put it aside alone on the same day.
"""

from dataclasses import dataclass
from datetime import datetime

from desk_app.domain.dates import office_time
from desk_app.domain.events import Declined, Erased, Event, Guided, PaperAttached, Received, Settled, Submitted
from desk_app.domain.events.base import Authority

SUPERVISOR, CLERK = "supervisor", "clerk"
"""Whose right an ``Authority`` may claim."""

OPENS = (Guided, Submitted, Received, Declined)
"""Bodies that make their writer the one who received, where they had effect: a second, illegal opening makes nobody."""


@dataclass(frozen=True, slots=True)
class OwnRight:
    """Whose own right over a dossier stands at a place among its events.

    opened: the last opening event that had effect when it was written; None before any. papers_left: a hand-over had
    effect at this place or before.
    """

    opened: Event | None = None
    papers_left: bool = False

    def allows(self, authority: Authority, actor: str, at: datetime) -> bool:
        """Tell whether a correction or reversal written at this place is rightful. at: aware."""
        if authority.role == SUPERVISOR:
            return True
        if self.opened is None or self.papers_left:
            return False
        return self.opened.envelope.actor == actor and same_local_day(self.opened.envelope.occurred_at, at)


def own_file(target: Event, actor: str, at: datetime) -> bool:
    """Tell whether a step is a file that this person attached on the day of a moment. at: aware."""
    written = target.envelope
    return written.kind == PaperAttached.KIND and written.actor == actor and same_local_day(written.occurred_at, at)


def same_local_day(one: datetime, other: datetime) -> bool:
    """Tell whether two aware moments fall on one day in Viet Nam."""
    return office_time(one).date() == office_time(other).date()


def may_settle(body: Settled) -> bool:
    """Only a supervisor settles what is to be checked."""
    return body.authority.role == SUPERVISOR


def may_erase(body: Erased) -> bool:
    """Only a supervisor erases, with a legal basis (the type demands one)."""
    return body.authority.role == SUPERVISOR
