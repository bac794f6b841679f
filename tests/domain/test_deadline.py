"""Promised dates: examples from real slips, and rules that hold for any receipt, limit and pause."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.domain.calendar import (
    CalendarMissing,
    Closure,
    OfficeCalendar,
    Session,
    WeeklyHours,
    calendar_year_from_toml,
)
from desk_app.domain.dates import OFFICE_ZONE, office_time
from desk_app.domain.deadline import (
    Appointment,
    Channel,
    DeadlineRules,
    DueHour,
    Pause,
    PauseRule,
    StepKind,
    Timeliness,
    appointment,
    classify,
    handover_due,
    last_apology_day,
    working_days_late,
)
from desk_app.domain.errors import DeskError
from desk_app.domain.limits import TimeLimit, Unit, parse_limit
from desk_app.resources import resource_root

YEARS = tuple(
    calendar_year_from_toml(path.read_text(encoding="utf-8"))
    for path in sorted((resource_root() / "calendars").glob("*.toml"))
)
MORNING = Session(opens=time(7, 30), closes=time(11, 30))
OFFICE = OfficeCalendar(reception=WeeklyHours(saturday=(MORNING,)), years=YEARS)
UNEVEN = OfficeCalendar(
    working=WeeklyHours(
        monday=(Session(opens=time(13), closes=time(16, 15)),),
        tuesday=(MORNING, Session(opens=time(12), closes=time(18))),
        wednesday=(MORNING,),
        friday=(Session(opens=time(9), closes=time(9, 20)), Session(opens=time(15, 30), closes=time(20))),
        saturday=(MORNING,),
    ),
    reception=WeeklyHours(thursday=(MORNING,), monday=(MORNING,)),
    years=YEARS,
    closures=(Closure(day=date(2020, 3, 10), name="Bão"), Closure(day=date(2023, 10, 27), name="Bầu cử")),
)
"""An office no two of whose days are alike, closed on Thursdays but receiving, working on Saturday mornings."""
CLOCK_TIME = DeadlineRules(due_hour=DueHour.CLOCK_TIME)
RESTART = DeadlineRules(pause=PauseRule.RESTART)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


def due(
    received: str, limit: str, channel: Channel = "direct", rules: DeadlineRules | None = None, *pauses: Pause
) -> datetime | None:
    return appointment(at(received), parse_limit(limit), OFFICE, rules, channel, pauses).due_at


def pause(start: str, end: str | None = None) -> Pause:
    return Pause(start=at(start), end=None if end is None else at(end))


# --- examples ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("2023-10-27T09:32", "5 working_day", "2023-11-03T17:00"),
        ("2015-03-09T15:42", "3 working_day", "2015-03-12T17:00"),
        ("2015-03-09T16:01", "32 working_day", "2015-04-22T17:00"),
        ("2026-08-27T09:12", "3 working_day", "2026-09-04T17:00"),
    ],
)
def test_dates_of_real_slips(received: str, limit: str, expected: str) -> None:
    assert due(received, limit) == at(expected)


def test_a_worked_saturday_counts() -> None:
    promised = appointment(at("2024-04-26T09:10"), parse_limit("3 working_day"), OFFICE)
    assert promised.due_at == at("2024-05-04T17:00")
    assert not promised.provisional
    assert [(step.day.day, step.kind) for step in promised.steps] == [
        (26, StepKind.RECEIVE_DAY),
        (27, StepKind.WEEKEND),
        (28, StepKind.WEEKEND),
        (29, StepKind.SWAPPED_OFF),
        (30, StepKind.HOLIDAY),
        (1, StepKind.HOLIDAY),
        (2, StepKind.COUNTED),
        (3, StepKind.COUNTED),
        (4, StepKind.MAKE_UP),
    ]


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("2023-10-27T09:00", "1 day", "2023-10-30T17:00"),  # Saturday rolls to Monday
        ("2023-10-27T09:00", "4 day", "2023-10-31T17:00"),
        ("2026-01-31T09:00", "1 month", "2026-03-02T17:00"),  # 28/2 is a Saturday
        ("2024-01-31T09:00", "1 month", "2024-02-29T17:00"),
        ("2023-10-27T09:00", "1 month", "2023-11-27T17:00"),
        ("2023-10-27T09:00", "0.5 month", "2023-11-13T17:00"),  # fifteen days: Saturday 11/11 rolls
        ("2024-04-03T09:00", "1 month", "2024-05-03T17:00"),
        ("2024-04-04T09:00", "1 month", "2024-05-04T17:00"),  # a worked Saturday is no day off
    ],
)
def test_days_and_months(received: str, limit: str, expected: str) -> None:
    assert due(received, limit) == at(expected)


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("2023-10-27T09:00", "2 hour", "2023-10-27T11:00"),
        ("2023-10-27T10:30", "2 hour", "2023-10-27T14:30"),  # over lunch
        ("2023-10-27T12:00", "1 hour", "2023-10-27T14:30"),
        ("2023-10-27T16:00", "2 hour", "2023-10-30T08:30"),  # over the weekend
        ("2023-10-27T06:00", "4 hour", "2023-10-27T11:30"),
        ("2023-10-27T16:30:45", "30 minute", "2023-10-27T17:00"),
        ("2024-05-03T16:00", "2 hour", "2024-05-04T08:30"),  # into a worked Saturday
        ("2023-10-27T07:30", "0.5 working_day", "2023-10-27T11:15"),  # 225 of 450 minutes
        ("2023-10-27T07:30", "1.5 working_day", "2023-10-31T11:15"),
        ("2026-08-28T16:00", "1.5 day", "2026-09-03T17:00"),  # never later than two days, which roll to the 3rd
        ("2023-10-27T16:00", "0.25 hour", "2023-10-27T16:15"),
    ],
)
def test_hours_and_parts_of_days_run_in_sessions(received: str, limit: str, expected: str) -> None:
    assert due(received, limit) == at(expected)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2023-10-26T14:59", "2023-10-26T17:00"),
        ("2023-10-26T15:00", "2023-10-26T17:00"),
        ("2023-10-26T15:00:01", "2023-10-27T17:00"),
        ("2023-10-27T15:01", "2023-10-30T17:00"),
        ("2023-10-28T09:00", "2023-10-30T17:00"),  # Saturday reception
    ],
)
def test_same_day_after_three_oclock_is_the_next_working_day(received: str, expected: str) -> None:
    assert due(received, "same_day") == at(expected)


def test_the_day_of_receipt_of_a_same_day_result_is_not_said_to_be_left_out() -> None:
    kept = appointment(at("2023-10-26T09:00"), parse_limit("same_day"), OFFICE)
    assert [(step.day.day, step.kind) for step in kept.steps] == [(26, StepKind.ACCEPTED)]
    moved = appointment(at("2023-10-26T15:01"), parse_limit("same_day"), OFFICE)
    assert [step.kind for step in moved.steps] == [StepKind.RECEIVE_DAY, StepKind.COUNTED]


def test_same_day_received_after_the_last_session_is_the_next_working_day() -> None:
    half = OfficeCalendar(working=WeeklyHours(friday=(MORNING,), monday=(MORNING,)), years=YEARS)
    promised = appointment(at("2023-10-27T12:00"), parse_limit("same_day"), half)
    assert promised.due_at == at("2023-10-30T11:30")


def test_saturday_reception_counts_from_the_next_working_day_as_day_one() -> None:
    assert due("2023-10-28T09:00", "1 working_day") == at("2023-10-30T17:00")
    assert due("2023-10-28T09:00", "2 day") == at("2023-10-31T17:00")
    assert due("2023-10-28T09:00", "1 hour") == at("2023-10-30T08:30")
    assert due("2023-10-28T09:00", "1 working_day", "post") == at("2023-10-30T17:00")


def test_online_outside_hours_is_received_when_the_next_session_opens() -> None:
    promised = appointment(at("2023-10-28T09:00"), parse_limit("1 working_day"), OFFICE, channel="online")
    assert promised.received_effective == at("2023-10-30T07:30")
    assert promised.due_at == at("2023-10-31T17:00")
    assert [step.kind for step in promised.steps] == [
        StepKind.RECEIVE_DAY,
        StepKind.WEEKEND,
        StepKind.ACCEPTED,
        StepKind.COUNTED,
    ]
    assert due("2023-10-26T20:00", "1 working_day", "online") == at("2023-10-30T17:00")
    assert due("2023-10-26T12:00", "1 working_day", "online") == at("2023-10-27T17:00")
    assert due("2023-10-26T20:00", "same_day", "online") == at("2023-10-27T17:00")


def test_over_the_counter_after_hours_is_counted_at_its_day() -> None:
    assert due("2023-10-26T18:00", "1 working_day") == at("2023-10-27T17:00")


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2023-10-26T09:12", "2023-10-27T09:12"),
        ("2023-10-26T12:00", "2023-10-27T13:30"),
        ("2023-10-26T18:00", "2023-10-27T17:00"),
        ("2023-10-26T06:00", "2023-10-27T07:30"),
        ("2023-10-28T09:00", "2023-10-30T17:00"),  # Saturday: day 1 is a whole day
    ],
)
def test_the_clock_time_convention_gives_the_hour_of_receipt_within_sessions(received: str, expected: str) -> None:
    assert due(received, "1 working_day", "direct", CLOCK_TIME) == at(expected)


def test_the_clock_time_convention_is_one_of_working_days() -> None:
    # Thursday and Friday both end on Monday by calendar days: the later receipt must not get the earlier hour.
    for received in ("2023-10-26T16:00", "2023-10-27T09:00"):
        assert due(received, "3 day", "direct", CLOCK_TIME) == at("2023-10-30T17:00")


def test_no_limit_has_no_promised_date() -> None:
    promised = appointment(at("2023-10-26T09:12"), TimeLimit(unit=Unit.NONE), OFFICE)
    assert promised.due_at is None
    assert promised.due_at is None
    assert not promised.provisional


def test_a_limit_without_its_unit_is_asked_for() -> None:
    with pytest.raises(DeskError, match="công bố thời hạn “3” nhưng không ghi đơn vị"):
        appointment(at("2023-10-26T09:12"), parse_limit("3 missing"), OFFICE)


def test_an_absurd_date_of_receipt_is_refused_in_words() -> None:
    with pytest.raises(DeskError, match="01/01/1905"):
        appointment(at("1905-01-01T08:00"), parse_limit("3 day"), OFFICE)


def test_a_draft_year_gives_a_proposal() -> None:
    promised = appointment(at("2026-12-28T09:00"), parse_limit("5 working_day"), OFFICE)
    assert promised.provisional
    assert promised.draft_years == (2027,)
    assert not appointment(at("2026-12-28T09:00"), parse_limit("3 working_day"), OFFICE).provisional


def test_a_missing_year_gives_a_proposal_or_is_refused() -> None:
    received, limit = at("2017-03-06T09:00"), parse_limit("3 working_day")
    promised = appointment(received, limit, OFFICE)
    assert promised.provisional
    assert promised.missing_years == (2017,)
    assert promised.due_at == at("2017-03-09T17:00")
    with pytest.raises(CalendarMissing, match="Chưa có lịch làm việc năm 2017"):
        appointment(received, limit, OFFICE, allow_proposed=False)


def test_a_count_over_an_unconfirmed_day_says_so() -> None:
    promised = appointment(at("2026-11-23T09:00"), parse_limit("2 working_day"), OFFICE)
    assert promised.due_at == at("2026-11-25T17:00")
    assert promised.unconfirmed_days == (date(2026, 11, 24),)
    assert not promised.provisional


# --- pauses -----------------------------------------------------------------------------------------------------------


def test_a_pause_takes_out_the_days_it_ends_after() -> None:
    # Received Mon; asked Wed 10:00, brought Fri 10:00: Wed and Thu are out.
    assert due("2023-10-16T09:00", "5 working_day") == at("2023-10-23T17:00")
    stopped = pause("2023-10-18T10:00", "2023-10-20T10:00")
    assert due("2023-10-16T09:00", "5 working_day", "direct", None, stopped) == at("2023-10-25T17:00")


def test_a_pause_within_a_day_changes_no_day() -> None:
    short = pause("2023-10-18T08:00", "2023-10-18T10:00")
    assert due("2023-10-16T09:00", "5 working_day", "direct", None, short) == at("2023-10-23T17:00")


def test_hours_skip_the_pause_itself() -> None:
    short = pause("2023-10-18T09:00", "2023-10-18T10:15")
    assert due("2023-10-18T08:00", "2 hour", "direct", None, short) == at("2023-10-18T11:15")


def test_a_restart_counts_the_whole_limit_anew() -> None:
    stopped = pause("2023-10-18T10:00", "2023-10-20T10:00")
    promised = appointment(at("2023-10-16T09:00"), parse_limit("5 working_day"), OFFICE, RESTART, "direct", [stopped])
    assert promised.due_at == at("2023-10-27T17:00")
    assert [step.kind for step in promised.steps[:5]] == [
        StepKind.RECEIVE_DAY,
        StepKind.DISCARDED,
        StepKind.PAUSED,
        StepKind.PAUSED,
        StepKind.RESTARTED,
    ]


def test_while_the_clock_stands_nothing_is_promised() -> None:
    for rules in (DeadlineRules(), RESTART):
        waiting = appointment(
            at("2023-10-16T09:00"), parse_limit("5 working_day"), OFFICE, rules, "direct", [pause("2023-10-18T10:00")]
        )
        assert waiting.due_at is None
        assert waiting.waiting_since == at("2023-10-18T10:00")


def test_a_pause_after_the_promise_changes_nothing() -> None:
    for rules in (DeadlineRules(), RESTART, CLOCK_TIME):
        plain = due("2023-10-16T09:00", "2 working_day", "direct", rules)
        assert due("2023-10-16T09:00", "2 working_day", "direct", rules, pause("2023-10-18T17:00")) == plain
    late = pause("2023-10-18T10:00", "2023-10-24T10:00")
    assert due("2023-10-16T09:00", "2 working_day", "direct", CLOCK_TIME, late) == at("2023-10-18T09:00")


def test_by_clock_time_a_pause_that_takes_a_day_out_leaves_the_end_of_the_day() -> None:
    # Two dossiers, one pause from Monday to Tuesday: the later receipt must not be due earlier on Tuesday.
    stopped = pause("2023-10-23T10:00", "2023-10-24T08:00")
    for received in ("2023-10-20T16:00", "2023-10-23T09:00"):
        assert due(received, "1 working_day", "direct", CLOCK_TIME, stopped) == at("2023-10-24T17:00")


def test_a_last_day_off_does_not_roll_into_a_pause() -> None:
    stopped = pause("2023-10-27T16:00", "2023-10-31T08:00")
    assert due("2023-10-26T09:00", "2 day", "direct", None, stopped) == at("2023-11-01T17:00")


def test_a_last_day_off_rolls_over_a_pause_that_begins_behind_it() -> None:
    stopped = pause("2023-10-29T10:00", "2023-10-30T18:00")
    assert due("2023-10-26T09:00", "2 day", "direct", None, stopped) == at("2023-10-31T17:00")


def test_a_pause_holds_a_day_exactly_when_it_holds_its_last_minute() -> None:
    plain = due("2023-10-16T09:00", "5 working_day")
    until_close, from_close = (
        pause("2023-10-18T16:00", "2023-10-18T17:00"),
        pause("2023-10-18T17:00", "2023-10-19T08:00"),
    )
    assert plain == at("2023-10-23T17:00")
    assert due("2023-10-16T09:00", "5 working_day", "direct", None, until_close) == at("2023-10-24T17:00")
    assert due("2023-10-16T09:00", "5 working_day", "direct", None, from_close) == plain


def test_a_pause_inside_another_changes_nothing() -> None:
    outer, inner = pause("2023-10-18T10:00", "2023-10-24T10:00"), pause("2023-10-19T08:00", "2023-10-20T10:00")
    for rules in (DeadlineRules(), RESTART):
        alone = due("2023-10-16T09:00", "5 working_day", "direct", rules, outer)
        assert due("2023-10-16T09:00", "5 working_day", "direct", rules, inner, outer) == alone


def test_by_clock_time_no_promise_falls_inside_a_pause() -> None:
    short = pause("2023-10-18T08:00", "2023-10-18T10:00")
    assert due("2023-10-16T09:00", "2 working_day", "direct", CLOCK_TIME, short) == at("2023-10-18T10:00")
    at_the_hour = pause("2023-10-18T09:00", "2023-10-19T10:00")
    assert due("2023-10-16T09:00", "2 working_day", "direct", CLOCK_TIME, at_the_hour) == at("2023-10-18T09:00")


# --- around the promise -----------------------------------------------------------------------------------------------


def test_an_apology_is_in_time_until_the_working_day_before() -> None:
    assert last_apology_day(at("2024-05-02T17:00"), OFFICE) == date(2024, 4, 26)


def test_days_late_are_working_days_after_the_due_day() -> None:
    promised = at("2024-04-26T17:00")
    assert working_days_late(promised, at("2024-04-26T16:00"), OFFICE) == 0
    assert working_days_late(promised, at("2024-04-26T18:00"), OFFICE) == 0
    assert working_days_late(promised, at("2024-05-04T09:00"), OFFICE) == 3
    assert working_days_late(promised, at("2024-04-20T09:00"), OFFICE) == 0


def test_classes_compare_dates_for_early_and_moments_for_late() -> None:
    promised = at("2024-04-26T17:00")
    assert classify(promised, at("2024-04-25T23:00")) is Timeliness.EARLY
    assert classify(promised, at("2024-04-26T07:00")) is Timeliness.ON_TIME
    assert classify(promised, at("2024-04-26T17:00")) is Timeliness.ON_TIME
    assert classify(promised, at("2024-04-26T17:01")) is Timeliness.LATE
    assert classify(None, at("2024-04-26T17:01")) is Timeliness.ON_TIME
    assert classify(promised, datetime.fromisoformat("2024-04-25T18:00:00+00:00")) is Timeliness.ON_TIME


def test_handover_is_the_same_day_or_the_next_morning() -> None:
    assert handover_due(at("2024-04-25T15:00"), OFFICE) == at("2024-04-25T17:00")
    assert handover_due(at("2024-04-25T15:01"), OFFICE) == at("2024-04-26T07:30")
    assert handover_due(at("2024-04-27T09:00"), OFFICE) == at("2024-05-02T07:30")
    mornings = OfficeCalendar(working=WeeklyHours(friday=(MORNING,), monday=(MORNING,)), years=YEARS)
    assert handover_due(at("2023-10-27T12:00"), mornings) == at("2023-10-30T07:30")


# --- rules that hold for anything -------------------------------------------------------------------------------------

MOMENTS = st.integers(0, 8 * 365 * 24 * 3600).map(lambda seconds: at("2018-06-01") + timedelta(seconds=seconds))
OFFICES = st.sampled_from([OFFICE, UNEVEN])
CHANNELS: st.SearchStrategy[Channel] = st.sampled_from(["direct", "online", "post"])
RULES = st.builds(DeadlineRules, due_hour=st.sampled_from(DueHour), pause=st.sampled_from(PauseRule))


class Desk(NamedTuple):
    """What a promise depends on besides the dossier."""

    office: OfficeCalendar
    rules: DeadlineRules
    channel: Channel


DESKS = st.builds(Desk, OFFICES, RULES, CHANNELS)
PLAIN_DESK = Desk(OFFICE, DeadlineRules(), "direct")
WHOLE = st.integers(1, 40).map(Decimal)
PARTS = st.decimals("0.1", "6", places=1)
CLOCKED = st.builds(
    TimeLimit, amount=st.one_of(WHOLE, PARTS), unit=st.sampled_from([Unit.WORKING_DAY, Unit.DAY, Unit.HOUR])
)
LIMITS = st.one_of(
    CLOCKED,
    st.builds(TimeLimit, amount=st.decimals("0.5", "5", places=1), unit=st.just(Unit.MONTH)),
    st.builds(TimeLimit, amount=st.integers(1, 3000).map(Decimal), unit=st.just(Unit.MINUTE)),
    st.just(TimeLimit(unit=Unit.SAME_DAY)),
)
FEW = settings(max_examples=100, deadline=None)


@st.composite
def pauses_after(draw: st.DrawFn, received: datetime) -> list[Pause]:
    pauses = []
    for _ in range(draw(st.integers(0, 3))):
        start = received + timedelta(minutes=draw(st.integers(0, 30 * 24 * 60)))
        length = draw(st.one_of(st.none(), st.integers(0, 20 * 24 * 60)))
        pauses.append(Pause(start=start, end=None if length is None else start + timedelta(minutes=length)))
    return pauses


def not_before(later: datetime | None, earlier: datetime | None) -> bool:
    """Tell whether a promise is not earlier than another; no promise while waiting is later than any."""
    return later is None or (earlier is not None and later >= earlier)


def promise(received: datetime, limit: TimeLimit, desk: Desk, *pauses: Pause) -> Appointment:
    return appointment(received, limit, desk.office, desk.rules, desk.channel, pauses)


def due_day(promised: Appointment) -> date:
    assert promised.due_at is not None
    return office_time(promised.due_at).date()


def naive_working_days(received: datetime, amount: int) -> date:
    """The rule in its plainest words, apart from the product's code: one day at a time by the files' own tables."""
    off = {day for year in YEARS for day in year.days_off}
    worked = {exchange.day for year in YEARS for exchange in year.worked_days}
    day = received.date()
    while amount:
        day += timedelta(days=1)
        if day in worked or (day.weekday() < 5 and day not in off):
            amount -= 1
    return day


@FEW
@given(received=MOMENTS, amount=st.integers(1, 60))
def test_working_days_are_those_of_a_plain_walk(received: datetime, amount: int) -> None:
    limit = TimeLimit(amount=Decimal(amount), unit=Unit.WORKING_DAY)
    assert due_day(promise(received, limit, PLAIN_DESK)) == naive_working_days(received, amount)


@FEW
@given(data=st.data(), received=MOMENTS, limit=LIMITS, desk=DESKS)
def test_every_day_from_receipt_to_due_is_told_once_in_order(
    data: st.DataObject, received: datetime, limit: TimeLimit, desk: Desk
) -> None:
    promised = promise(received, limit, desk, *data.draw(pauses_after(received)))
    days = [step.day for step in promised.steps]
    assert days == [received.date() + timedelta(days=n) for n in range(len(days))]
    if promised.due_at is not None:
        assert days[-1] == due_day(promised)
    else:
        assert promised.waiting_since is not None


@FEW
@given(data=st.data(), received=MOMENTS, amount=WHOLE, desk=DESKS)
def test_the_explanation_counts_exactly_the_days_of_the_limit(
    data: st.DataObject, received: datetime, amount: Decimal, desk: Desk
) -> None:
    for unit in (Unit.WORKING_DAY, Unit.DAY):
        limit = TimeLimit(amount=amount, unit=unit)
        promised = promise(received, limit, desk, *data.draw(pauses_after(received)))
        counted = [step.counted for step in promised.steps if step.counted is not None]
        if promised.due_at is not None:
            assert counted == list(range(1, int(amount) + 1))


@FEW
@given(data=st.data(), received=MOMENTS, minutes=st.integers(1, 6000), desk=DESKS)
def test_minutes_of_the_days_sum_to_the_limit(
    data: st.DataObject, received: datetime, minutes: int, desk: Desk
) -> None:
    limit = TimeLimit(amount=Decimal(minutes), unit=Unit.MINUTE)
    promised = promise(received, limit, desk, *data.draw(pauses_after(received)))
    if promised.due_at is not None:
        assert sum(step.minutes or 0 for step in promised.steps) == minutes


@FEW
@given(data=st.data(), received=MOMENTS, limit=LIMITS, desk=DESKS)
def test_a_promise_falls_within_the_sessions_of_a_working_day_and_after_receipt(
    data: st.DataObject, received: datetime, limit: TimeLimit, desk: Desk
) -> None:
    promised = promise(received, limit, desk, *data.draw(pauses_after(received)))
    if promised.due_at is None:
        return
    assert desk.office.counts_as_working_day(promised.due_at.date())
    sessions = desk.office.sessions_on(promised.due_at.date())
    assert any(session.opens <= promised.due_at.time() <= session.closes for session in sessions)
    assert promised.due_at >= received.replace(second=0, microsecond=0)


@FEW
@given(data=st.data(), received=MOMENTS, limit=LIMITS, desk=DESKS)
def test_one_more_pause_never_makes_a_promise_earlier(
    data: st.DataObject, received: datetime, limit: TimeLimit, desk: Desk
) -> None:
    pauses = data.draw(pauses_after(received))
    for kept in range(len(pauses)):
        fewer = promise(received, limit, desk, *pauses[:kept])
        more = promise(received, limit, desk, *pauses[: kept + 1])
        assert not_before(more.due_at, fewer.due_at)


@FEW
@given(data=st.data(), received=MOMENTS, later=st.integers(0, 12 * 24 * 60), limit=LIMITS, desk=DESKS)
def test_a_later_receipt_is_never_due_earlier(
    data: st.DataObject, received: datetime, later: int, limit: TimeLimit, desk: Desk
) -> None:
    second = received + timedelta(minutes=later)
    pauses = data.draw(pauses_after(received))
    assert not_before(promise(second, limit, desk, *pauses).due_at, promise(received, limit, desk, *pauses).due_at)


@FEW
@given(data=st.data(), received=MOMENTS, desk=DESKS)
def test_a_longer_limit_is_never_due_earlier(data: st.DataObject, received: datetime, desk: Desk) -> None:
    shorter = data.draw(LIMITS.filter(lambda limit: limit.amount is not None))
    assert shorter.amount is not None
    longer = shorter.model_copy(update={"amount": shorter.amount + data.draw(PARTS)})
    pauses = data.draw(pauses_after(received))
    assert not_before(
        promise(received, longer, desk, *pauses).due_at,
        promise(received, shorter, desk, *pauses).due_at,
    )


@FEW
@given(received=MOMENTS, limit=LIMITS, desk=DESKS)
def test_an_appointment_survives_its_json_and_any_time_zone(received: datetime, limit: TimeLimit, desk: Desk) -> None:
    promised = promise(received, limit, desk)
    assert Appointment.model_validate_json(promised.model_dump_json()) == promised
    elsewhere = promise(received.astimezone(tz=None), limit, desk)
    assert elsewhere.due_at == promised.due_at
    assert elsewhere.steps == promised.steps


@FEW
@given(moment=MOMENTS)
def test_handover_is_never_before_receipt_and_always_on_a_working_day(moment: datetime) -> None:
    handed = handover_due(moment, OFFICE)
    assert handed >= moment
    assert OFFICE.counts_as_working_day(handed.date())
