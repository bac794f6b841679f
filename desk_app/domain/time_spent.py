"""Where a dossier's time went: unit by unit, the pauses taken out, in working days."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.dates import at_office, office_time
from desk_app.domain.dossier import Dossier, Pause
from desk_app.domain.states import State
from desk_app.domain.values import Frozen

AT_THE_DESK = ""
"""The unit of time spent at the one-stop desk itself."""

Span = tuple[datetime, datetime]


class TimeSpent(Frozen):
    """Time with one unit, all its stays together. unit: "" is the desk. working_days: pauses out, to a tenth."""

    unit: str
    working_days: Decimal


def time_spent(dossier: Dossier, until: datetime, calendar: OfficeCalendar) -> tuple[TimeSpent, ...]:
    """Return where the time from reception to the end of the agency's time went, in the order units first had it.

    until: aware; where an unfinished dossier is measured to. What passed while the clock stood still is in no line.
    """
    if dossier.reception is None:
        return ()
    end = min(dossier.finished_at or until, until)
    stretches: list[tuple[str, Span]] = []
    at = dossier.reception.received_at
    for stay in dossier.stays:
        left = min(stay.until or end, end)
        stretches += [(AT_THE_DESK, (at, min(stay.since, end))), (stay.unit, (stay.since, left))]
        at = max(at, left)
    stretches.append((AT_THE_DESK, (at, end)))
    days: dict[str, Fraction] = {}
    for unit, span in stretches:
        worked = sum((working_days(part, calendar) for part in _without(span, dossier.pauses, end)), Fraction(0))
        if worked:
            days[unit] = days.get(unit, Fraction(0)) + worked
    return tuple(TimeSpent(unit=unit, working_days=_tenths(amount)) for unit, amount in days.items())


def time_waited(dossier: Dossier, until: datetime, calendar: OfficeCalendar, state: State | None = None) -> Decimal:
    """Return the working days the clock stood still up to a moment; only in one state where it is given."""
    pauses = [pause for pause in dossier.pauses if state is None or pause.state is state]
    spans = [(pause.start, min(pause.end or until, until)) for pause in pauses]
    return _tenths(sum((working_days(span, calendar) for span in spans), Fraction(0)))


def working_days(span: Span, calendar: OfficeCalendar) -> Fraction:
    """Return how much of its days' working sessions a span covers: a whole day is 1, whatever its hours."""
    start, end = (office_time(moment) for moment in span)
    # Only the first and the last day may be covered in part.
    covered = Fraction(calendar.working_days(start.date(), end.date() - timedelta(days=1)))
    for day in sorted({start.date(), end.date()}):
        if calendar.counts_as_working_day(day):
            sessions = [(at_office(day, one.opens), at_office(day, one.closes)) for one in calendar.sessions_on(day)]
            whole = sum((closes - opens for opens, closes in sessions), timedelta())
            part = sum((_overlap((start, end), session) for session in sessions), timedelta())
            if whole:
                covered += Fraction(part // timedelta(seconds=1), whole // timedelta(seconds=1))
    return covered


def _overlap(one: Span, other: Span) -> timedelta:
    return max(min(one[1], other[1]) - max(one[0], other[0]), timedelta())


def _without(span: Span, pauses: Sequence[Pause], end: datetime) -> Iterable[Span]:
    """Yield what is left of a span when the pauses are cut out."""
    start, stop = span
    for pause in sorted(pauses, key=lambda one: one.start):
        pause_end = pause.end or end
        if pause_end <= start or pause.start >= stop:
            continue
        if pause.start > start:
            yield (start, pause.start)
        start = max(start, pause_end)
    if start < stop:
        yield (start, stop)


def _tenths(days: Fraction) -> Decimal:
    exact = Decimal(days.numerator) / Decimal(days.denominator)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
