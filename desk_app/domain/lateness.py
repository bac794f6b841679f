"""When a dossier counts as late, and how a finished one stands to its promise: as QĐ 766/QĐ-TTg measures it."""

from collections.abc import Iterable
from datetime import datetime

from desk_app.domain.deadline import Timeliness, classify
from desk_app.domain.dossier import Dossier
from desk_app.domain.states import State

ALLOWED_SUPPLEMENTS = 1
"""More requests than this make a dossier late, whatever its date (QĐ 766)."""

ENDED_WITHOUT_RESULT = frozenset({State.WITHDRAWN, State.STOPPED})


def late_from(dossier: Dossier) -> datetime | None:
    """Return the moment after which the dossier is late while unfinished, None where it cannot become late as it is.

    The due moment that pauses moved, never an apology's. While it waits the clock stands: it is late only where the
    due moment had come when the wait began. A second supplement request makes it late at once.
    """
    due = dossier.due_at
    waiting = waiting_since(dossier)
    if due is not None and waiting is not None and waiting < due:
        due = None
    second = [request.requested_at for request in dossier.supplements[ALLOWED_SUPPLEMENTS:]]
    return _earliest((due, *second[:1]))


def waiting_since(dossier: Dossier) -> datetime | None:
    """Return since when the clock stands still, None while it runs."""
    last = dossier.pauses[-1] if dossier.pauses else None
    return last.start if last is not None and last.end is None else None


def held_against_due(*, finished_at: datetime | None, waiting_since: datetime | None, at: datetime) -> datetime:
    """Return the moment that is compared with the due one: the end, else when the wait began, else *at*.

    QĐ 766: while a dossier waits for papers or money it is measured at the request. at: what is not yet over is
    measured then; nothing later than it counts.
    """
    return min(at, finished_at or waiting_since or at)


def is_late(late_after: datetime | None, at: datetime) -> bool:
    """Tell whether an unfinished dossier is late at a moment. late_after: from ``late_from``."""
    return late_after is not None and late_after < at


def timeliness(dossier: Dossier) -> Timeliness | None:
    """Return how a finished dossier stands to its promise, None while it is not finished.

    The end is the result's (QĐ 766: xử lý xong before trả kết quả before dừng). Withdrawn and stopped ones are not
    early: nothing was delivered before its time.
    """
    finished = dossier.finished_at
    if finished is None or not dossier.is_finished:
        return None
    if len(dossier.supplements) > ALLOWED_SUPPLEMENTS:
        return Timeliness.LATE
    if dossier.state in ENDED_WITHOUT_RESULT:
        return Timeliness.LATE if is_late(_due_at_the_end(dossier, finished), finished) else Timeliness.ON_TIME
    return classify(dossier.due_at, finished)


def _due_at_the_end(dossier: Dossier, finished: datetime) -> datetime | None:
    """Return the due moment, None where the dossier ended in a wait that began before it."""
    last = dossier.pauses[-1] if dossier.pauses else None
    ended_waiting = last is not None and last.end == finished
    if dossier.due_at is None or (ended_waiting and last is not None and last.start < dossier.due_at):
        return None
    return dossier.due_at


def _earliest(moments: Iterable[datetime | None]) -> datetime | None:
    known = [moment for moment in moments if moment is not None]
    return min(known) if known else None
