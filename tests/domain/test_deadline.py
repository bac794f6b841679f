"""Promised dates: examples from real slips, unit by unit, and what is reckoned from the promise."""

from datetime import date, datetime

import pytest
from promised_dates import CLOCK_TIME, MORNING, OFFICE, YEARS, at, due

from desk_app.domain.calendar import (
    CalendarMissing,
    OfficeCalendar,
    WeeklyHours,
)
from desk_app.domain.deadline import (
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
