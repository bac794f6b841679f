"""Walking the calendar: days counted one by one, minutes run through sessions, and the clock standing still."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import ceil

from desk_app.domain.appointment import Pause, Step, StepKind
from desk_app.domain.calendar import DayKind, OfficeCalendar
from desk_app.domain.dates import at_office, office_time, paper_date
from desk_app.domain.errors import DeskError

ONE_DAY = timedelta(days=1)
LONGEST_STANDSTILL = 3_000
"""Days without any progress after which a walk has met a calendar that never works."""

KIND_OF_REST = {
    DayKind.WEEKEND: StepKind.WEEKEND,
    DayKind.HOLIDAY: StepKind.HOLIDAY,
    DayKind.SWAPPED_OFF: StepKind.SWAPPED_OFF,
    DayKind.CLOSED: StepKind.CLOSED,
}


@dataclass(frozen=True)
class Stop:
    """A merged pause on the office's clock, whole minutes; end None while it lasts."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class Walk:
    """Where a walk arrived: the moment, or None when the clock stands before it is done, and its days."""

    due_at: datetime | None
    steps: tuple[Step, ...]
    waiting_since: datetime | None = None


def whole_minute(moment: datetime) -> datetime:
    """Return the moment on the office's clock without its seconds: a slip promises minutes."""
    return office_time(moment).replace(second=0, microsecond=0)


def merged(pauses: Iterable[Pause], since: datetime) -> tuple[Stop, ...]:
    """Return the pauses that matter after a moment, in order, none touching another."""
    stops: list[Stop] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        start = max(whole_minute(pause.start), since)
        end = None if pause.end is None else whole_minute(pause.end)
        if end is not None and end <= start:
            continue
        last = stops[-1] if stops else None
        if last is None or (last.end is not None and last.end < start):
            stops.append(Stop(start, end))
        elif last.end is not None and (end is None or end > last.end):
            stops[-1] = Stop(last.start, end)
    return tuple(stops)


def rest_step(calendar: OfficeCalendar, day: date) -> Step:
    """Return the step of a day that does not work."""
    return Step(day=day, kind=KIND_OF_REST[calendar.kind_of(day)], note=calendar.day_off_name(day))


def note_of(calendar: OfficeCalendar, day: date) -> str:
    """Return what is worth saying of a day that counts: its exchange, or a day off not yet confirmed."""
    replaced = calendar.replaced_by(day)
    if calendar.kind_of(day) is DayKind.MAKE_UP and replaced is not None:
        return f"Làm bù cho ngày {paper_date(replaced)}"
    unconfirmed = calendar.unconfirmed_name(day)
    return f"{unconfirmed}: chưa có thông báo nghỉ" if unconfirmed else calendar.day_off_name(day)


def walk_days(
    calendar: OfficeCalendar, reference: date, amount: int, stops: Sequence[Stop], *, every_day: bool
) -> tuple[date | None, tuple[Step, ...]]:
    """Count days after the reference day until the amount is reached; return the due day and the days walked.

    every_day: calendar days count too and a last day off rolls forward; else only working days count. A day at whose
    end the clock stands is not counted. The day is None when a pause that still lasts is met first.
    """
    steps: list[Step] = []
    day, counted, idle = reference, 0, 0
    while counted < amount:
        day += ONE_DAY
        idle += 1
        works = calendar.counts_as_working_day(day)
        stop = stop_at_end(calendar, day, stops)
        if not works and not every_day:
            steps.append(rest_step(calendar, day))
        elif stop is not None:
            if stop.end is None:
                return None, tuple(steps)
            steps.append(Step(day=day, kind=StepKind.PAUSED))
            idle = 0
        else:
            counted += 1
            idle = 0
            made_up = not every_day and calendar.kind_of(day) is DayKind.MAKE_UP
            kind = StepKind.MAKE_UP if made_up else StepKind.COUNTED
            steps.append(Step(day=day, kind=kind, note=note_of(calendar, day), counted=counted))
        _check_progress(idle, day)
    while not calendar.counts_as_working_day(day) or stop_at_end(calendar, day, stops) is not None:
        day += ONE_DAY
        idle += 1
        stop = stop_at_end(calendar, day, stops)
        if not calendar.counts_as_working_day(day):
            steps.append(rest_step(calendar, day))
        elif stop is None:
            steps.append(Step(day=day, kind=StepKind.ROLLED, note=note_of(calendar, day)))
        elif stop.end is None:
            return None, tuple(steps)
        else:
            steps.append(Step(day=day, kind=StepKind.PAUSED))
            idle = 0
        _check_progress(idle, day)
    return day, tuple(steps)


def run_sessions(
    calendar: OfficeCalendar, start: datetime, amount: Fraction, stops: Sequence[Stop], *, days: bool
) -> Walk:
    """Let the clock run in sessions from a moment; return where it stops and the minutes of each day.

    amount: minutes, or with ``days`` a share of a working day, each day's own sessions being the whole. The first
    step is the start's own day, whatever it is.
    """
    steps: list[Step] = []
    day, left, idle = start.date(), amount, 0
    while True:
        sessions = calendar.sessions_on(day)
        weight = Fraction(1, sum(session.minutes for session in sessions)) if days and sessions else Fraction(1)
        ran = 0
        for opens, closes in _running(calendar, day, start, stops):
            length = _minutes(opens, closes)
            needed = ceil(left / weight)
            if needed <= length:
                steps.append(_hours_step(calendar, day, ran + needed))
                return Walk(opens + timedelta(minutes=needed), tuple(steps))
            ran += length
            left -= length * weight
        if not sessions:
            steps.append(rest_step(calendar, day))
        elif ran or not _held(calendar, day, stops):
            steps.append(_hours_step(calendar, day, ran))
        else:
            steps.append(Step(day=day, kind=StepKind.PAUSED))
        waiting = next((stop.start for stop in stops if stop.end is None and stop.start.date() <= day), None)
        if waiting is not None:
            return Walk(None, tuple(steps), waiting)
        idle = 0 if ran or _held(calendar, day, stops) else idle + 1
        _check_progress(idle, day)
        day += ONE_DAY


def day_end(calendar: OfficeCalendar, day: date) -> datetime:
    """Return the close of the day's last session; midnight after a day without any."""
    sessions = calendar.sessions_on(day)
    return at_office(day, sessions[-1].closes) if sessions else at_office(day + ONE_DAY, time(0, 0))


def day_start(calendar: OfficeCalendar, day: date) -> datetime:
    """Return the opening of a working day's first session."""
    return at_office(day, calendar.sessions_on(day)[0].opens)


def into_sessions(calendar: OfficeCalendar, day: date, clock: time) -> datetime:
    """Return a time of day moved into a working day's sessions: kept, else the next opening, else the end."""
    for session in calendar.sessions_on(day):
        if clock <= session.closes:
            return at_office(day, max(clock, session.opens))
    return day_end(calendar, day)


def stop_at_end(calendar: OfficeCalendar, day: date, stops: Sequence[Stop]) -> Stop | None:
    """Return the pause that holds the clock at the end of a day, if one does: that day is not counted."""
    if not stops:
        return None
    end = day_end(calendar, day)
    return next((stop for stop in stops if stop.start < end and (stop.end is None or stop.end >= end)), None)


def _hours_step(calendar: OfficeCalendar, day: date, minutes: int) -> Step:
    return Step(day=day, kind=StepKind.HOURS, note=note_of(calendar, day), minutes=minutes)


def _held(calendar: OfficeCalendar, day: date, stops: Sequence[Stop]) -> bool:
    """Tell whether any pause touches the day's working hours."""
    opens, closes = at_office(day, time(0, 0)), day_end(calendar, day)
    return any(stop.start < closes and (stop.end is None or stop.end > opens) for stop in stops)


def _running(
    calendar: OfficeCalendar, day: date, start: datetime, stops: Sequence[Stop]
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the stretches of a day's sessions after the start in which no pause holds the clock."""
    for session in calendar.sessions_on(day):
        opens, closes = max(at_office(day, session.opens), start), at_office(day, session.closes)
        for stop in stops:
            if stop.start >= closes or (stop.end is not None and stop.end <= opens):
                continue
            if stop.start > opens:
                yield opens, stop.start
            opens = closes if stop.end is None else stop.end
        if opens < closes:
            yield opens, closes


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds()) // 60


def _check_progress(idle: int, day: date) -> None:
    if idle > LONGEST_STANDSTILL:
        raise DeskError("no_working_day", day=paper_date(day))
