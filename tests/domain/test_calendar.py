"""What a day is, when the office is open, and what a year's file may say."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from desk_app.domain.calendar import (
    COMMON_HOURS,
    CalendarYear,
    Closure,
    DayKind,
    OfficeCalendar,
    Session,
    WeeklyHours,
    WorkedDay,
    YearStatus,
    calendar_year_from_toml,
    weekdays,
)
from desk_app.domain.dates import OFFICE_ZONE
from desk_app.domain.errors import DeskError

MORNING = Session(opens=time(7, 30), closes=time(11, 30))
AFTERNOON = Session(opens=time(13, 30), closes=time(17, 0))
FRIDAY_MORNING_ONLY = WeeklyHours(
    monday=(MORNING, AFTERNOON),
    tuesday=(MORNING, AFTERNOON),
    wednesday=(MORNING, AFTERNOON),
    thursday=(MORNING, AFTERNOON),
    friday=(MORNING,),
)

YEAR_2024 = CalendarYear(
    year=2024,
    status=YearStatus.ANNOUNCED,
    days_off={
        date(2024, 4, 29): "Nghỉ hoán đổi",
        date(2024, 4, 30): "Ngày Chiến thắng",
        date(2024, 5, 1): "Ngày Quốc tế Lao động",
        date(2024, 8, 31): "Nghỉ thử thứ Bảy",
    },
    worked_days=(WorkedDay(day=date(2024, 5, 4), replaces=date(2024, 4, 29)),),
    unconfirmed={date(2024, 11, 24): "Ngày Văn hóa Việt Nam"},
)
SATURDAY_MORNINGS = WeeklyHours(saturday=(MORNING,))
OFFICE = OfficeCalendar(reception=SATURDAY_MORNINGS, years=(YEAR_2024,))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


@pytest.mark.parametrize(
    ("day", "kind", "counts"),
    [
        (date(2024, 4, 26), DayKind.WORKING, True),
        (date(2024, 4, 27), DayKind.WEEKEND, False),
        (date(2024, 4, 29), DayKind.SWAPPED_OFF, False),
        (date(2024, 4, 30), DayKind.HOLIDAY, False),
        (date(2024, 5, 4), DayKind.MAKE_UP, True),
        (date(2024, 8, 31), DayKind.HOLIDAY, False),
    ],
)
def test_every_day_has_one_kind(day: date, kind: DayKind, counts: bool) -> None:
    assert OFFICE.kind_of(day) is kind
    assert OFFICE.counts_as_working_day(day) is counts
    assert bool(OFFICE.sessions_on(day)) is counts


def test_a_worked_saturday_has_the_sessions_of_the_day_it_replaces() -> None:
    office = OfficeCalendar(
        working=FRIDAY_MORNING_ONLY,
        years=(
            CalendarYear(
                year=2025,
                status=YearStatus.ANNOUNCED,
                days_off={date(2025, 5, 2): "Nghỉ hoán đổi"},
                worked_days=(WorkedDay(day=date(2025, 4, 26), replaces=date(2025, 5, 2)),),
            ),
        ),
    )
    assert office.sessions_on(date(2025, 4, 26)) == (MORNING,)


def test_a_worked_saturday_may_state_its_own_sessions() -> None:
    worked = WorkedDay(day=date(2024, 5, 4), replaces=date(2024, 4, 29), sessions=(MORNING,))
    office = OfficeCalendar(years=(YEAR_2024.model_copy(update={"worked_days": (worked,)}),))
    assert office.sessions_on(date(2024, 5, 4)) == (MORNING,)


def test_open_for_reception_is_not_a_working_day() -> None:
    saturday = date(2024, 4, 27)
    assert OFFICE.is_open_for_reception(at("2024-04-27T08:00"))
    assert not OFFICE.is_open_for_reception(at("2024-04-27T11:30"))
    assert not OFFICE.counts_as_working_day(saturday)
    assert OFFICE.sessions_on(saturday) == ()
    assert OFFICE.reception_on(saturday) == (MORNING,)


def test_no_reception_on_a_saturday_that_is_a_holiday() -> None:
    assert not OFFICE.is_open_for_reception(at("2024-08-31T08:00"))


def test_reception_follows_the_office_clock_whatever_zone_the_moment_is_in() -> None:
    assert OFFICE.is_open_for_reception(datetime.fromisoformat("2024-04-26T01:00:00+00:00"))
    with pytest.raises(ValueError, match="time zone"):
        OFFICE.is_open_for_reception(datetime(2024, 4, 26, 8, 0))


def test_evening_reception_on_a_working_day_is_open_but_not_worked() -> None:
    evening = Session(opens=time(17, 0), closes=time(19, 0))
    office = OfficeCalendar(reception=WeeklyHours(friday=(evening,)), years=(YEAR_2024,))
    assert office.is_open_for_reception(at("2024-04-26T18:00"))
    assert office.sessions_on(date(2024, 4, 26)) == (MORNING, AFTERNOON)


def test_an_office_closure_is_neither_worked_nor_open() -> None:
    storm = date(2024, 9, 9)
    office = OfficeCalendar(years=(YEAR_2024,), closures=(Closure(day=storm, name="Bão số 3"),))
    assert office.kind_of(storm) is DayKind.CLOSED
    assert office.day_off_name(storm) == "Bão số 3"
    assert not office.is_open_for_reception(at("2024-09-09T08:00"))


def test_an_unconfirmed_day_is_worked_and_pointed_out() -> None:
    day = date(2024, 11, 24)
    assert OFFICE.kind_of(day) is DayKind.WEEKEND  # a Sunday in 2024: it stays what it is
    assert OFFICE.unconfirmed_name(day) == "Ngày Văn hóa Việt Nam"


def test_a_year_without_a_calendar_has_only_the_fixed_dates_of_the_law() -> None:
    assert OFFICE.status_of(2031) is YearStatus.MISSING
    assert OFFICE.day_off_name(date(2031, 9, 2)) == "Quốc khánh"
    assert OFFICE.counts_as_working_day(date(2031, 9, 3))


def test_a_fixed_date_on_a_weekend_is_made_good_on_the_next_working_day() -> None:
    # 30/4/2033 is a Saturday and 1/5/2033 a Sunday: both are made good, on Monday and Tuesday.
    assert OFFICE.day_off_name(date(2033, 5, 2)) == "Nghỉ bù Ngày Chiến thắng"
    assert OFFICE.day_off_name(date(2033, 5, 3)) == "Nghỉ bù Ngày Quốc tế Lao động"
    assert OFFICE.counts_as_working_day(date(2033, 5, 4))


@given(
    first=st.dates(date(2022, 12, 20), date(2026, 1, 10)),
    length=st.integers(-30, 900),
    closed=st.dates(date(2023, 1, 1)),
)
@settings(max_examples=60, deadline=None)
def test_working_days_between_two_days_are_those_that_count_one_by_one(first: date, length: int, closed: date) -> None:
    office = OfficeCalendar(years=(YEAR_2024,), closures=(Closure(day=closed, name="Bão"),))
    last = first + timedelta(days=length)
    one_by_one = sum(office.counts_as_working_day(first + timedelta(days=n)) for n in range(1, length + 1))
    assert office.working_days(first, last) == one_by_one


def test_next_and_previous_working_days_pass_over_every_kind_of_rest() -> None:
    assert OFFICE.working_day_after(date(2024, 4, 26)) == date(2024, 5, 2)
    assert OFFICE.working_day_before(date(2024, 5, 2)) == date(2024, 4, 26)
    assert OFFICE.working_day_from(date(2024, 5, 4)) == date(2024, 5, 4)


def test_an_exchange_over_new_year_is_known_from_either_year() -> None:
    worked = WorkedDay(day=date(2019, 1, 5), replaces=date(2018, 12, 31))
    year_2018 = CalendarYear(
        year=2018,
        status=YearStatus.ANNOUNCED,
        days_off={date(2018, 12, 31): "Nghỉ hoán đổi"},
        worked_days=(worked,),
    )
    year_2019 = CalendarYear(year=2019, status=YearStatus.ANNOUNCED, days_off={}, worked_days=(worked,))
    for years in ((year_2018,), (year_2018, year_2019)):
        office = OfficeCalendar(years=years)
        assert office.kind_of(date(2018, 12, 31)) is DayKind.SWAPPED_OFF
        assert office.kind_of(date(2019, 1, 5)) is DayKind.MAKE_UP
        assert office.replaced_by(date(2019, 1, 5)) == date(2018, 12, 31)


def test_a_calendar_survives_its_json() -> None:
    assert OfficeCalendar.model_validate_json(OFFICE.model_dump_json()) == OFFICE


@pytest.mark.parametrize(
    ("opens", "closes"),
    [(time(11), time(7)), (time(7), time(7)), (time(7, 0, 30), time(11))],
)
def test_a_session_must_end_after_it_starts_in_whole_minutes(opens: time, closes: time) -> None:
    with pytest.raises(ValidationError):
        Session(opens=opens, closes=closes)


def test_overlapping_hours_are_refused() -> None:
    overlapping = Session(opens=time(11), closes=time(14))
    with pytest.raises(ValidationError):
        weekdays(MORNING, overlapping)
    with pytest.raises(ValidationError):
        OfficeCalendar(reception=WeeklyHours(monday=(overlapping,)))


def test_an_office_that_never_works_is_refused() -> None:
    with pytest.raises(ValidationError):
        OfficeCalendar(working=WeeklyHours())


def test_a_year_given_twice_is_refused() -> None:
    with pytest.raises(ValidationError):
        OfficeCalendar(years=(YEAR_2024, YEAR_2024))


def test_a_closure_of_more_than_a_year_is_an_error_in_words() -> None:
    closed = tuple(Closure(day=date(2024, 1, 1) + timedelta(days=n), name="Đóng cửa") for n in range(800))
    with pytest.raises(DeskError, match="không có ngày làm việc nào"):
        OfficeCalendar(working=COMMON_HOURS, closures=closed).working_day_from(date(2024, 1, 1))
    with pytest.raises(DeskError, match="không có ngày làm việc nào"):
        OfficeCalendar(working=COMMON_HOURS, closures=closed).working_day_before(date(2026, 1, 1))


GOOD = """
year = 2024
status = "announced"
[days_off]
2024-04-29 = "Nghỉ hoán đổi"
[[worked_days]]
day = 2024-05-04
replaces = 2024-04-29
"""


def test_a_year_file_is_read() -> None:
    year = calendar_year_from_toml(GOOD)
    assert year.worked_days == (WorkedDay(day=date(2024, 5, 4), replaces=date(2024, 4, 29)),)
    assert year.days_off == {date(2024, 4, 29): "Nghỉ hoán đổi"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("year = ", "không đúng dạng TOML"),
        ('status = "announced"\n[days_off]\n', "thiếu mục “year”"),
        ('year = 2024\nstatus = "sure"\n[days_off]\n', "mục “status”"),
        (GOOD.replace('status = "announced"', 'status = "missing"'), "announced hoặc draft"),
        (GOOD + '[extra]\na = "b"\n', "mục lạ “extra”"),
        (GOOD.replace("2024-04-29 = ", "2023-04-29 = "), "29/04/2023 không thuộc năm 2024"),
        (GOOD.replace("2024-04-29 = ", "2024-02-30 = "), "days_off"),
        (GOOD.replace('"Nghỉ hoán đổi"', '" "'), "không có tên"),
        (GOOD.replace("replaces = 2024-04-29", "replaces = 2024-04-26"), "ngày ấy không nghỉ"),
        (GOOD.replace("day = 2024-05-04", "day = 2024-04-29"), "cho chính nó"),
        (
            GOOD.replace("day = 2024-05-04", "day = 2022-05-07").replace("= 2024-04-29\n", "= 2022-04-29\n"),
            "không thuộc",
        ),
        (GOOD + "[[worked_days]]\nday = 2024-05-11\nreplaces = 2024-04-29\n", "trùng"),
        (GOOD + "sessions = []\n", "không có phiên"),
        (GOOD + '[unconfirmed]\n2024-04-29 = "Ngày mới"\n', "chưa được xác nhận"),
    ],
)
def test_a_bad_year_file_is_refused_with_its_fault(text: str, words: str) -> None:
    with pytest.raises(DeskError) as caught:
        calendar_year_from_toml(text)
    assert caught.value.code == "bad_calendar"
    assert words in str(caught.value)
