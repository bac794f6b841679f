"""Deadlines: when the result is promised, and why that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from desk_app.domain.appointment import (
    Appointment,
    Channel,
    DeadlineRules,
    DueHour,
    Pause,
    PauseRule,
    Step,
    StepKind,
)
from desk_app.domain.calendar import CalendarMissing, OfficeCalendar, YearStatus
from desk_app.domain.dates import at_office, office_time
from desk_app.domain.deadline_walk import (
    ONE_DAY,
    Stop,
    Walk,
    day_end,
    day_start,
    into_sessions,
    merged,
    rest_step,
    run_sessions,
    stop_at_end,
    walk_days,
    whole_minute,
)
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.limits import TimeLimit, Unit

__all__ = [
    "Appointment",
    "Channel",
    "DeadlineRules",
    "DueHour",
    "Pause",
    "PauseRule",
    "Step",
    "StepKind",
    "Timeliness",
    "appointment",
    "classify",
    "handover_due",
    "last_apology_day",
    "working_days_late",
]

sentences(
    unit_missing="Thủ tục công bố thời hạn “{amount}” nhưng không ghi đơn vị. Chọn đơn vị cho hồ sơ này; "
    "trưởng bộ phận sẽ xác nhận cho các hồ sơ sau.",
    received_out_of_range="Ngày tiếp nhận {day} không hợp lý. Kiểm tra lại ngày giờ đã nhập và đồng hồ của máy.",
)

FIRST_YEAR, LAST_YEAR = 2000, 2199
"""Receipts outside these years are typing errors or a broken clock."""


class Timeliness(StrEnum):
    """How a finished dossier stands to its promise, as the report 06a counts it."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True)
class _Start:
    """Where a count begins.

    moment: from which hours run. reference: the day before the first that can count. clock: the hour a promise by
    clock time falls at. steps: the days from receipt up to the reference.
    """

    moment: datetime
    reference: date
    clock: time
    steps: tuple[Step, ...]


def appointment(
    received: datetime,
    limit: TimeLimit,
    calendar: OfficeCalendar,
    rules: DeadlineRules | None = None,
    channel: Channel = "direct",
    pauses: Sequence[Pause] = (),
    *,
    allow_proposed: bool = True,
) -> Appointment:
    """Return the promised moment and the day-by-day reason for it.

    received: aware. limit: as published, never converted between units. channel: ``post`` counts as ``direct``.

    - Days and months: the receive day is not counted (Civil Code 2015, art. 147.2); a last day off moves to the next
      working day (art. 148.5); a month ends on the same date or the month's last. Half a month is fifteen days
      (art. 146), so a part of a month is that part of thirty days.
    - Hours and minutes run in working sessions from the moment of receipt. So does a part of a day: half of a working
      day is half of its sessions' minutes, never later than the whole day would be.
    - Over the counter outside working sessions: on a working day its date stands; on any other day, in a
      reception-only session or not, the next working day is day 1. Online outside working sessions: received when
      the next one opens.
    - A day at whose end (close of its last session) a pause holds the clock is not counted; hours skip the pause
      itself. By ``PauseRule.RESTART`` the whole limit is counted anew from the end of the pause, as the same-day
      promise always is. A pause that begins at the due moment or later changes nothing.
    - ``DueHour.CLOCK_TIME`` is a convention of working days: days and months end with their last day, and so does a
      count that a pause took a day out of. Thus a later receipt is never promised an earlier hour.

    A draft or missing year makes the result ``provisional``. Raises CalendarMissing for a missing year instead where
    ``allow_proposed`` is False; DeskError ``unit_missing`` when the unit was not published, ``received_out_of_range``
    and ``no_working_day`` for impossible input.
    """
    rules = rules or DeadlineRules()
    if limit.unit is Unit.MISSING:
        raise DeskError("unit_missing", amount="" if limit.amount is None else f"{limit.amount.normalize():f}")
    local = office_time(received)
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise DeskError("received_out_of_range", day=f"{local:%d/%m}/{local.year}")
    start = _start(local, channel, calendar)
    if limit.unit is Unit.NONE:
        return Appointment(received=received, received_effective=start.moment, limit=limit, channel=channel)
    stops = merged(pauses, start.moment)
    if rules.pause is PauseRule.RESTART or limit.unit is Unit.SAME_DAY:
        walk = _restarting(local, start, limit, calendar, rules, channel, stops)
    else:
        walk = _resuming(local, start, limit, calendar, rules, stops)
    years = sorted({step.day.year for step in walk.steps})
    missing = tuple(year for year in years if calendar.status_of(year) is YearStatus.MISSING)
    if missing and not allow_proposed:
        raise CalendarMissing(missing[0])
    drafts = tuple(year for year in years if calendar.status_of(year) is YearStatus.DRAFT)
    return Appointment(
        received=received,
        received_effective=start.moment,
        limit=limit,
        channel=channel,
        due_at=walk.due_at,
        provisional=bool(drafts or missing),
        draft_years=drafts,
        missing_years=missing,
        unconfirmed_days=tuple(step.day for step in walk.steps if calendar.unconfirmed_name(step.day)),
        waiting_since=walk.waiting_since,
        steps=walk.steps,
    )


def handover_due(received: datetime, calendar: OfficeCalendar, rules: DeadlineRules | None = None) -> datetime:
    """Return by when a dossier must be with its processing unit: the day's end, or after 15:00 the next day's start.

    Received on a day that does not count, it goes over at the start of the next working day.
    """
    rules = rules or DeadlineRules()
    local = office_time(received)
    today = local.date()
    if calendar.counts_as_working_day(today):
        end = day_end(calendar, today)
        if local.time() <= rules.handover_cutoff and local < end:
            return end
    return day_start(calendar, calendar.working_day_after(today))


def last_apology_day(due: datetime, calendar: OfficeCalendar) -> date:
    """Return the last day an apology is in time: the last working day before the due day."""
    return calendar.working_day_before(office_time(due).date())


def working_days_late(due: datetime, finished: datetime, calendar: OfficeCalendar) -> int:
    """Return how many working days after the due day the end came; 0 when on the due day itself or before."""
    return calendar.working_days(office_time(due).date(), office_time(finished).date())


def classify(due: datetime | None, finished: datetime) -> Timeliness:
    """Return early (an earlier date than promised), on time (not after the moment), or late.

    A dossier without a promised moment cannot be late.
    """
    if due is None:
        return Timeliness.ON_TIME
    if office_time(finished).date() < office_time(due).date():
        return Timeliness.EARLY
    return Timeliness.ON_TIME if finished <= due else Timeliness.LATE


def _start(received: datetime, channel: Channel, calendar: OfficeCalendar) -> _Start:
    day, moment = received.date(), whole_minute(received)
    first = Step(day=day, kind=StepKind.RECEIVE_DAY, note=calendar.day_off_name(day))
    if channel == "online":
        moment = _next_session(moment, calendar)
        effective = moment.date()
        between = tuple(rest_step(calendar, day + ONE_DAY * n) for n in range(1, (effective - day).days))
        accepted = () if effective == day else (Step(day=effective, kind=StepKind.ACCEPTED),)
        return _Start(moment, effective, moment.time(), (first, *between, *accepted))
    if calendar.counts_as_working_day(day):
        return _Start(moment, day, moment.time(), (first,))
    opening = calendar.working_day_from(day)
    # Day 1 is a whole day, so a promise by clock time falls at its end: a later receipt is never due earlier.
    rest = tuple(rest_step(calendar, day + ONE_DAY * n) for n in range(1, (opening - day).days))
    return _Start(day_start(calendar, opening), opening - ONE_DAY, time.max, (first, *rest))


def _next_session(moment: datetime, calendar: OfficeCalendar) -> datetime:
    """Return the moment itself inside a working session, else the opening of the next one."""
    for session in calendar.sessions_on(moment.date()):
        if moment.time() < session.closes:
            return max(moment, at_office(moment.date(), session.opens))
    return day_start(calendar, calendar.working_day_after(moment.date()))


def _resuming(
    received: datetime,
    start: _Start,
    limit: TimeLimit,
    calendar: OfficeCalendar,
    rules: DeadlineRules,
    stops: Sequence[Stop],
) -> Walk:
    """Count around each pause that begins before the promise, as moved by the pauses before it, is due."""
    walk = _walk(received, start, limit, calendar, rules, ())
    for used, stop in enumerate(stops, start=1):
        if walk.due_at is None or stop.start >= walk.due_at:
            break
        walk = _walk(received, start, limit, calendar, rules, stops[:used])
    return walk


def _restarting(
    received: datetime,
    start: _Start,
    limit: TimeLimit,
    calendar: OfficeCalendar,
    rules: DeadlineRules,
    channel: Channel,
    stops: Sequence[Stop],
) -> Walk:
    """Count anew from the end of each pause that begins before the promise is due."""
    walk = _walk(received, start, limit, calendar, rules, ())
    for stop in stops:
        if walk.due_at is None or stop.start >= walk.due_at:
            break
        if stop.end is None:
            passed = tuple(step for step in walk.steps if step.day <= stop.start.date())
            return Walk(None, passed, stop.start)
        resumed = _walk(stop.end, _start(stop.end, channel, calendar), limit, calendar, rules, ())
        before = tuple(_passed(walk, stop, calendar))
        head = resumed.steps[0]
        if before and head.kind is StepKind.RECEIVE_DAY:
            head = head.model_copy(update={"kind": StepKind.RESTARTED})
        walk = Walk(resumed.due_at, (*before, head, *resumed.steps[1:]))
    return walk


def _passed(walk: Walk, stop: Stop, calendar: OfficeCalendar) -> list[Step]:
    """Return the days before a restart, none of them counting any more."""
    assert stop.end is not None
    told = {step.day: step for step in walk.steps}
    day, steps = walk.steps[0].day, list[Step]()
    while day < stop.end.date():
        step = told.get(day)
        if day == walk.steps[0].day:
            steps.append(Step(day=day, kind=StepKind.RECEIVE_DAY, note=calendar.day_off_name(day)))
        elif not calendar.counts_as_working_day(day):
            steps.append(rest_step(calendar, day))
        elif day_end(calendar, day) > stop.start:
            steps.append(Step(day=day, kind=StepKind.PAUSED))
        elif step is not None and step.kind in (StepKind.PAUSED, StepKind.RESTARTED):
            steps.append(step)
        else:
            steps.append(Step(day=day, kind=StepKind.DISCARDED))
        day += ONE_DAY
    return steps


def _walk(
    received: datetime,
    start: _Start,
    limit: TimeLimit,
    calendar: OfficeCalendar,
    rules: DeadlineRules,
    stops: Sequence[Stop],
) -> Walk:
    if limit.unit is Unit.SAME_DAY:
        return _same_day(received, start, calendar, rules)
    amount = limit.amount or Decimal(0)
    match limit.unit:
        case Unit.MINUTE:
            return _hours(start, ceil(amount), calendar, stops)
        case Unit.HOUR:
            return _hours(start, ceil(amount * 60), calendar, stops)
        case Unit.MONTH:
            return _days(start, _days_of_months(start.reference, amount), calendar, rules, stops, every_day=True)
        case _:
            return _days_and_part(start, amount, calendar, rules, stops, every_day=limit.unit is Unit.DAY)


def _same_day(received: datetime, start: _Start, calendar: OfficeCalendar, rules: DeadlineRules) -> Walk:
    day = start.moment.date()
    # Seconds past the cut-off are past it: the hour received, not the rounded one, decides.
    clock = received.time() if day == received.date() and start.moment <= received else start.moment.time()
    if clock <= rules.same_day_cutoff and start.moment < day_end(calendar, day):
        # The day of receipt is the day of the result: it must not be said to be left out.
        before = [step for step in start.steps if step.day != day]
        due, steps = day, [*before, Step(day=day, kind=StepKind.ACCEPTED)]
    else:
        walked, days = walk_days(calendar, start.reference, 1, (), every_day=False)
        assert walked is not None
        due, steps = walked, [*start.steps, *days]
    return Walk(day_end(calendar, due), tuple(steps))


def _hours(start: _Start, minutes: int, calendar: OfficeCalendar, stops: Sequence[Stop]) -> Walk:
    return _after(start.steps, run_sessions(calendar, start.moment, Fraction(minutes), stops, days=False))


def _days(
    start: _Start,
    amount: int,
    calendar: OfficeCalendar,
    rules: DeadlineRules,
    stops: Sequence[Stop],
    *,
    every_day: bool,
) -> Walk:
    due, days = walk_days(calendar, start.reference, amount, stops, every_day=every_day)
    steps = (*start.steps, *days)
    if due is None:
        return Walk(None, steps, stops[-1].start)
    taken_out = any(step.kind is StepKind.PAUSED for step in days)
    held = taken_out or stop_at_end(calendar, start.reference, stops) is not None
    if rules.due_hour is DueHour.END_OF_DAY or every_day or held:
        return Walk(day_end(calendar, due), steps)
    moment = into_sessions(calendar, due, start.clock)
    for stop in stops:
        if stop.start < moment and stop.end is not None and stop.end > moment:
            moment = into_sessions(calendar, due, stop.end.time())
    return Walk(moment, steps)


def _days_and_part(
    start: _Start,
    amount: Decimal,
    calendar: OfficeCalendar,
    rules: DeadlineRules,
    stops: Sequence[Stop],
    *,
    every_day: bool,
) -> Walk:
    whole = _days(start, ceil(amount), calendar, rules, stops, every_day=every_day)
    part = Fraction(amount) - floor(amount)
    if not part:
        return whole
    base = Walk(start.moment, start.steps)
    if amount > 1:
        base = _days(start, floor(amount), calendar, rules, stops, every_day=every_day)
    if base.due_at is None:
        return base
    walk = _after(base.steps, run_sessions(calendar, base.due_at, part, stops, days=True))
    if walk.due_at is None or (whole.due_at is not None and whole.due_at < walk.due_at):
        return whole
    return walk


def _after(steps: tuple[Step, ...], walk: Walk) -> Walk:
    """Join a run of the clock to the days before it; a day both speak of is told once."""
    if steps[-1].day != walk.steps[0].day:
        return Walk(walk.due_at, (*steps, *walk.steps), walk.waiting_since)
    earlier, first = steps[-1], walk.steps[0]
    ran = earlier.model_copy(update={"minutes": first.minutes or None})
    if earlier.counted is None and first.minutes:
        ran = first
    return Walk(walk.due_at, (*steps[:-1], ran, *walk.steps[1:]), walk.waiting_since)


def _days_of_months(reference: date, amount: Decimal) -> int:
    """Return the calendar days from the reference to the date that many months later."""
    whole, part = floor(amount), amount - floor(amount)
    days = (_months_later(reference, whole) - reference).days
    if not part:
        return days
    return min(days + ceil(part * 30), (_months_later(reference, whole + 1) - reference).days)


def _months_later(day: date, months: int) -> date:
    """Return the same date that many months later, or the month's last (Civil Code 2015, art. 147, 148.3)."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), following - ONE_DAY)
