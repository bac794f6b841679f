"""Editing a year's calendar: what is written reads back, what was promised stays, who would be affected is listed."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staff import ADMINISTRATOR, CLERK, MORNING

from desk_app.domain.calendar import OfficeCalendar, YearStatus, calendar_year_from_toml
from desk_app.domain.calendar_text import calendar_text
from desk_app.domain.errors import DeskError
from desk_app.models.queries.dossiers import DossierFilter
from desk_app.models.store import Store
from desk_app.services.calendar_years import (
    checked_year,
    drafted_year,
    held_years,
    save_year,
    would_move,
    year_to_edit,
)
from desk_app.shipped_calendars import shipped_calendars

days = st.dates(date(2029, 1, 1), date(2029, 12, 31))


@given(st.dictionaries(days, st.text(min_size=1).filter(str.strip), max_size=8), st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_what_is_written_reads_back(days_off: dict[date, str], notice: str) -> None:
    year = checked_year(2029, YearStatus.DRAFT, notice, days_off, {}, {})
    assert calendar_year_from_toml(calendar_text(year)) == year


def test_every_shipped_year_survives_being_written_again() -> None:
    for year in shipped_calendars():
        assert calendar_year_from_toml(calendar_text(year)) == year


def test_a_year_nobody_announced_is_drafted_from_the_law_and_says_so() -> None:
    year = drafted_year(2031, OfficeCalendar())
    assert year.status is YearStatus.DRAFT
    assert year.days_off[date(2031, 9, 2)] == "Quốc khánh"
    assert all(day.year == 2031 for day in year.days_off)


def test_the_offices_own_year_comes_before_the_shipped_one(store: Store) -> None:
    year = year_to_edit(store, 2026)
    edited = year.model_copy(update={"notice": "12/TB-BNV"})
    save_year(store, ADMINISTRATOR, edited, MORNING)
    assert year_to_edit(store, 2026).notice == "12/TB-BNV"
    assert year_to_edit(store, 2040).status is YearStatus.DRAFT


def _promises(store: Store) -> dict[str, datetime | None]:
    with store.reading() as rd:
        return {line.code or "": line.due_at for line in rd.dossiers.page(DossierFilter(), limit=500).lines}


def test_a_new_day_off_lists_the_open_dossiers_it_concerns_and_moves_none(store: Store) -> None:
    before = _promises(store)
    year = year_to_edit(store, 2026)
    storm = dict.fromkeys((date(2026, 8, 27), date(2026, 8, 28), date(2026, 9, 3), date(2026, 9, 4)), "Nghỉ tránh bão")
    edited = year.model_copy(update={"days_off": {**year.days_off, **storm}})
    expected = would_move(store, edited)
    moved = save_year(store, ADMINISTRATOR, edited, MORNING)
    assert moved == expected
    assert moved
    assert all(row.by_calendar != row.promised for row in moved)
    assert {row.code for row in moved} <= set(before)
    assert _promises(store) == before
    with store.reading() as rd:
        events = rd.office_events("SettingChanged", limit=1)
    assert events[0].body.name == "calendar.2026"  # type: ignore[union-attr]


def test_the_same_year_saved_again_concerns_nobody_and_writes_nothing(store: Store) -> None:
    year = year_to_edit(store, 2026)
    save_year(store, ADMINISTRATOR, year, MORNING)
    with store.reading() as rd:
        version = rd.calendars.get(2026)
    assert save_year(store, ADMINISTRATOR, year, MORNING) == ()
    with store.reading() as rd:
        assert rd.calendars.get(2026) == version


@pytest.mark.parametrize(
    ("days_off", "worked", "word"),
    [
        ({date(2026, 3, 4): "Nghỉ"}, {date(2026, 3, 7): date(2026, 3, 5)}, "không nghỉ"),
        ({date(2025, 3, 4): "Nghỉ"}, {}, "không thuộc năm 2026"),
        ({date(2026, 3, 4): " "}, {}, "không có tên"),
    ],
)
def test_a_year_that_contradicts_itself_is_refused_in_words(
    days_off: dict[date, str], worked: dict[date, date], word: str
) -> None:
    with pytest.raises(DeskError, match=word):
        checked_year(2026, YearStatus.ANNOUNCED, "", days_off, worked, {})


def test_only_an_administrator_changes_the_calendar(store: Store) -> None:
    with pytest.raises(DeskError, match="quản trị"):
        save_year(store, CLERK, year_to_edit(store, 2026), MORNING)
    assert [year.year for year in held_years(store)] == sorted({year.year for year in held_years(store)})
