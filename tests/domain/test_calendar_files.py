"""The calendar files we ship, against the reference table, the holidays library and the law's own facts."""

import csv
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from desk_app.domain.calendar import CalendarYear, DayKind, OfficeCalendar, YearStatus, calendar_year_from_toml
from desk_app.resources import resource_root

REFERENCE = Path(__file__).parents[3] / "shared" / "data" / "calendar" / "vn_civil_service_days_2018_2026.csv"
SHIPPED = (2015, *range(2018, 2028))
CULTURE_DAY_2026 = date(2026, 11, 24)

MISSING_IN_THE_LIBRARY = {date(2026, 1, 2): "off", date(2026, 1, 10): "work_saturday"}
"""Announced for 2026, unknown to the library."""
SURE_IN_THE_LIBRARY_ONLY = {date(2026, 11, 24), date(2027, 11, 24)}
"""Days the library states as off although no notice confirms them."""


@pytest.fixture(scope="module")
def years() -> dict[int, CalendarYear]:
    folder = resource_root() / "calendars"
    read = [calendar_year_from_toml(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]
    return {year.year: year for year in read}


@pytest.fixture(scope="module")
def office(years: dict[int, CalendarYear]) -> OfficeCalendar:
    return OfficeCalendar(years=tuple(years.values()))


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def weekdays_off(office: OfficeCalendar, year: int) -> set[date]:
    return {day for day in days_of(year) if day.weekday() < 5 and not office.counts_as_working_day(day)}


def worked_rest_days(office: OfficeCalendar, year: int) -> set[date]:
    return {day for day in days_of(year) if office.kind_of(day) is DayKind.MAKE_UP}


def test_the_shipped_years_are_there_and_only_2027_is_a_draft(years: dict[int, CalendarYear]) -> None:
    assert tuple(sorted(years)) == SHIPPED
    assert [year for year in SHIPPED if years[year].status is YearStatus.DRAFT] == [2027]


def test_file_names_are_the_years() -> None:
    for path in (resource_root() / "calendars").glob("*.toml"):
        assert calendar_year_from_toml(path.read_text(encoding="utf-8")).year == int(path.stem)


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference table is not beside the project")
def test_weekdays_off_and_worked_saturdays_are_those_of_the_reference_table(office: OfficeCalendar) -> None:
    with REFERENCE.open(encoding="utf-8") as file:
        rows = [(date.fromisoformat(row["date"]), row["kind"]) for row in csv.DictReader(file)]
    for year in range(2018, 2027):
        off = {day for day, kind in rows if kind == "off" and day.year == year} - {CULTURE_DAY_2026}
        worked = {day for day, kind in rows if kind == "work_saturday" and day.year == year}
        assert weekdays_off(office, year) == off, year
        assert worked_rest_days(office, year) == worked, year


def test_the_culture_day_is_not_off_but_pointed_out(office: OfficeCalendar) -> None:
    assert office.counts_as_working_day(CULTURE_DAY_2026)
    assert office.unconfirmed_name(CULTURE_DAY_2026)


@pytest.mark.parametrize("year", SHIPPED)
def test_the_library_differs_only_where_stated(office: OfficeCalendar, year: int) -> None:
    library = holidays.country_holidays("VN", years=year)
    theirs = {day for day in library if day.weekday() < 5 and day.year == year}
    expected = theirs - SURE_IN_THE_LIBRARY_ONLY
    expected |= {day for day, kind in MISSING_IN_THE_LIBRARY.items() if kind == "off" and day.year == year}
    assert weekdays_off(office, year) == expected
    worked = {day for day in library.weekend_workdays if day.year == year}
    worked |= {day for day, kind in MISSING_IN_THE_LIBRARY.items() if kind == "work_saturday" and day.year == year}
    assert worked_rest_days(office, year) >= worked
    # The library knows 05/01/2019 only while it looks at 2018, whose day off it replaces.
    assert worked_rest_days(office, year) - worked <= {date(2019, 1, 5)}


def test_each_worked_saturday_replaces_a_weekday_off_nearby(years: dict[int, CalendarYear]) -> None:
    for year in years.values():
        for worked in year.worked_days:
            assert worked.day.weekday() == 5
            assert worked.replaces.weekday() < 5
            assert abs((worked.day - worked.replaces).days) <= 14


def test_days_off_by_law_are_in_every_year(years: dict[int, CalendarYear]) -> None:
    """Labour Code, art. 112: the fixed dates are named on their own day, a weekend too; Tết has five days at least."""
    for number, year in years.items():
        for month, day in ((1, 1), (4, 30), (5, 1), (9, 2)):
            assert date(number, month, day) in year.days_off
        assert sum("Tết Nguyên đán" in name for name in year.days_off.values()) >= 5
        assert any(name == "Giỗ Tổ Hùng Vương" for name in year.days_off.values())
        if number >= 2021:
            assert sum(name == "Quốc khánh" for name in year.days_off.values()) == 2


@pytest.mark.parametrize(
    ("new_year", "kings"),
    [
        (date(2021, 2, 12), date(2021, 4, 21)),
        (date(2022, 2, 1), date(2022, 4, 10)),
        (date(2023, 1, 22), date(2023, 4, 29)),
        (date(2024, 2, 10), date(2024, 4, 18)),
        (date(2025, 1, 29), date(2025, 4, 7)),
        (date(2026, 2, 17), date(2026, 4, 26)),
        (date(2027, 2, 6), date(2027, 4, 16)),
    ],
)
def test_lunar_days_stand_where_the_vietnamese_lunar_calendar_puts_them(
    years: dict[int, CalendarYear], new_year: date, kings: date
) -> None:
    days_off = years[new_year.year].days_off
    assert days_off[new_year] == "Tết Nguyên đán"
    assert days_off[kings] == "Giỗ Tổ Hùng Vương"
