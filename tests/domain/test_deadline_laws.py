"""What holds of any promise: each rule of deadlines (design §5, domain.md §3) that a property can say."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.domain.appointment import Appointment, DeadlineRules, DueHour, Pause, PauseRule
from desk_app.domain.calendar import OfficeCalendar, Session, WeeklyHours, YearStatus, calendar_year_from_toml
from desk_app.domain.dates import OFFICE_ZONE, at_office, office_time
from desk_app.domain.deadline import Timeliness, appointment, classify, last_apology_day
from desk_app.domain.deadline_walk import day_end
from desk_app.domain.limits import TimeLimit, Unit
from desk_app.resources import resource_root

OFFICE = OfficeCalendar(
    reception=WeeklyHours(saturday=(Session(opens=time(7, 30), closes=time(11, 30)),)),
    years=tuple(
        calendar_year_from_toml(path.read_text(encoding="utf-8"))
        for path in sorted((resource_root() / "calendars").glob("*.toml"))
    ),
)
MOMENTS = st.datetimes(datetime(2021, 1, 1), datetime(2026, 6, 30)).map(lambda local: local.replace(tzinfo=OFFICE_ZONE))
AMOUNTS = st.integers(1, 40)
FEW = settings(max_examples=100, deadline=None)


def limit(amount: int, unit: Unit) -> TimeLimit:
    return TimeLimit(amount=Decimal(amount), unit=unit)


def due(promised: Appointment) -> datetime:
    assert promised.due_at is not None
    return office_time(promised.due_at)


def rolled(day: date) -> date:
    """The first working day from a day on, one day at a time."""
    while not OFFICE.counts_as_working_day(day):
        day += timedelta(days=1)
    return day


def counted_from(received: datetime) -> date:
    """The day before day 1 over the counter: of receipt, or before the next working day where none is received on."""
    day = received.date()
    return day if OFFICE.counts_as_working_day(day) else rolled(day) - timedelta(days=1)


@FEW
@given(MOMENTS, AMOUNTS)
def test_calendar_days_end_so_many_days_later_and_roll_off_a_day_off(received: datetime, amount: int) -> None:
    last = rolled(counted_from(received) + timedelta(days=amount))
    assert due(appointment(received, limit(amount, Unit.DAY), OFFICE)) == day_end(OFFICE, last)


@FEW
@given(MOMENTS, st.integers(1, 6))
def test_months_end_on_the_same_date_or_the_months_last_and_roll_off_a_day_off(received: datetime, months: int) -> None:
    begun = counted_from(received)
    year, month = begun.year + (begun.month - 1 + months) // 12, (begun.month - 1 + months) % 12 + 1
    last = rolled(date(year, month, min(begun.day, monthrange(year, month)[1])))
    assert due(appointment(received, limit(months, Unit.MONTH), OFFICE)) == day_end(OFFICE, last)


@FEW
@given(MOMENTS)
def test_the_same_day_is_the_day_of_receipt_until_the_cut_off_and_else_the_next_working_day(received: datetime) -> None:
    today, clock = received.date(), received.time()
    kept = OFFICE.counts_as_working_day(today) and clock <= DeadlineRules().same_day_cutoff
    day = today if kept else OFFICE.working_day_after(counted_from(received))
    assert due(appointment(received, TimeLimit(unit=Unit.SAME_DAY), OFFICE)).date() == day


@FEW
@given(MOMENTS, AMOUNTS)
def test_both_hours_of_a_promise_fall_on_one_day(received: datetime, amount: int) -> None:
    asked = limit(amount, Unit.WORKING_DAY)
    at_the_end = due(appointment(received, asked, OFFICE))
    by_the_clock = due(appointment(received, asked, OFFICE, DeadlineRules(due_hour=DueHour.CLOCK_TIME)))
    assert by_the_clock.date() == at_the_end.date()
    assert by_the_clock <= at_the_end == day_end(OFFICE, at_the_end.date())


@FEW
@given(MOMENTS, AMOUNTS, st.sampled_from([Unit.WORKING_DAY, Unit.DAY, Unit.HOUR]), st.sampled_from(DueHour))
def test_what_comes_online_outside_hours_counts_as_received_when_the_next_session_opens(
    received: datetime, amount: int, unit: Unit, due_hour: DueHour
) -> None:
    asked, rules = limit(amount, unit), DeadlineRules(due_hour=due_hour)
    online = appointment(received, asked, OFFICE, rules, "online")
    taken = online.received_effective
    assert any(session.holds(office_time(taken).time()) for session in OFFICE.sessions_on(office_time(taken).date()))
    assert appointment(taken, asked, OFFICE, rules, "online").due_at == online.due_at
    assert appointment(taken, asked, OFFICE, rules, "direct").due_at == online.due_at


@FEW
@given(MOMENTS, AMOUNTS, st.sampled_from([Unit.WORKING_DAY, Unit.DAY, Unit.HOUR, Unit.MONTH]))
def test_what_comes_by_post_counts_as_over_the_counter(received: datetime, amount: int, unit: Unit) -> None:
    asked = limit(min(amount, 6) if unit is Unit.MONTH else amount, unit)
    assert appointment(received, asked, OFFICE, channel="post").due_at == appointment(received, asked, OFFICE).due_at


@FEW
@given(MOMENTS, AMOUNTS, st.integers(0, 40 * 24 * 60), st.integers(1, 20 * 24 * 60))
def test_a_count_begun_anew_is_never_due_before_one_that_goes_on(
    received: datetime, amount: int, after: int, length: int
) -> None:
    start = received + timedelta(minutes=after)
    pauses = (Pause(start=start, end=start + timedelta(minutes=length)),)
    for unit in (Unit.WORKING_DAY, Unit.DAY):
        goes_on = appointment(received, limit(amount, unit), OFFICE, DeadlineRules(), pauses=pauses)
        anew = appointment(received, limit(amount, unit), OFFICE, DeadlineRules(pause=PauseRule.RESTART), pauses=pauses)
        assert due(anew) >= due(goes_on)


@FEW
@given(st.datetimes(datetime(2025, 6, 1), datetime(2030, 1, 1)), AMOUNTS, st.sampled_from([Unit.WORKING_DAY, Unit.DAY]))
def test_a_promise_is_a_proposal_exactly_where_it_counts_through_a_year_nobody_announced(
    local: datetime, amount: int, unit: Unit
) -> None:
    promised = appointment(local.replace(tzinfo=OFFICE_ZONE), limit(amount, unit), OFFICE)
    standing = {OFFICE.status_of(step.day.year) for step in promised.steps}
    assert promised.provisional == bool(standing - {YearStatus.ANNOUNCED})
    told = {*promised.draft_years, *promised.missing_years}
    assert told == {s.day.year for s in promised.steps if OFFICE.status_of(s.day.year) is not YearStatus.ANNOUNCED}


@FEW
@given(MOMENTS)
def test_the_last_day_for_an_apology_is_the_working_day_before_the_due_day(moment: datetime) -> None:
    last = last_apology_day(moment, OFFICE)
    assert OFFICE.counts_as_working_day(last)
    between = (moment.date() - last).days
    assert between > 0
    assert not any(OFFICE.counts_as_working_day(last + timedelta(days=n)) for n in range(1, between))


@FEW
@given(MOMENTS, st.integers(-3 * 24 * 60, 3 * 24 * 60))
def test_early_is_a_day_before_late_is_a_moment_after(promised: datetime, minutes: int) -> None:
    finished = promised + timedelta(minutes=minutes)
    found = classify(promised, finished)
    assert (found is Timeliness.LATE) == (finished > promised)
    assert (found is Timeliness.EARLY) == (finished < at_office(promised.date(), time()))
