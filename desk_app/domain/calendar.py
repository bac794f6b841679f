"""The office's calendar: its sessions, its days off, its worked Saturdays, and what each day therefore is."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import Self

from pydantic import Field, model_validator

from desk_app.domain.calendar_year import (
    COMMON_HOURS,
    CalendarYear,
    Session,
    Sessions,
    WeeklyHours,
    WorkedDay,
    YearStatus,
    calendar_year_from_toml,
    check_order,
    weekdays,
)
from desk_app.domain.dates import office_time, paper_date
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.values import Frozen

sentences(
    calendar_missing="Chưa có lịch làm việc năm {year} nên không tính được ngày hẹn. Nhập ngày hẹn và lý do, "
    "hoặc báo quản trị cập nhật lịch.",
    no_working_day="Lịch làm việc của cơ quan không có ngày làm việc nào quanh ngày {day}. "
    "Báo quản trị xem lại giờ làm việc và ngày nghỉ.",
)

__all__ = [
    "COMMON_HOURS",
    "CalendarMissing",
    "CalendarYear",
    "Closure",
    "DayKind",
    "OfficeCalendar",
    "Session",
    "Sessions",
    "WeeklyHours",
    "WorkedDay",
    "YearStatus",
    "calendar_year_from_toml",
    "weekdays",
]

LONGEST_CLOSURE = timedelta(days=370)
"""No office is closed longer: a search for its next working day that passes this has met an empty calendar."""


class CalendarMissing(DeskError):
    """A count must go through a year that has no calendar."""

    def __init__(self, year: int) -> None:
        super().__init__("calendar_missing", year=year)


class Closure(Frozen):
    """A day the office itself does not work and does not receive (storm, local election), by its head's decision."""

    day: date
    name: str = Field(min_length=1)


class DayKind(StrEnum):
    """What a day is to a count."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SWAPPED_OFF = "swapped_off"
    """Off in exchange for a worked day of rest."""
    MAKE_UP = "make_up"
    """A day of rest worked in exchange."""
    CLOSED = "closed"


class OfficeCalendar(Frozen):
    """Everything an office's calendar answers from.

    working: sessions that make a day a working day. reception: further hours open for receiving and returning only,
    such as Saturday morning; they never make a day count. years: at most one each; a year that is absent is answered
    from the fixed dates of the law alone and ``status_of`` says so.
    """

    working: WeeklyHours = COMMON_HOURS
    reception: WeeklyHours = WeeklyHours()
    years: tuple[CalendarYear, ...] = ()
    closures: tuple[Closure, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len({year.year for year in self.years}) != len(self.years):
            raise ValueError("một năm có hai lịch")
        if not any(self.working.on(weekday) for weekday in range(7)):
            raise ValueError("tuần làm việc không có phiên nào")
        for weekday in range(7):
            check_order(tuple(sorted((*self.working.on(weekday), *self.reception.on(weekday)), key=_opening)))
        return self

    @cached_property
    def _days_off(self) -> dict[date, str]:
        return {day: name for year in self.years for day, name in year.days_off.items()}

    @cached_property
    def _worked(self) -> dict[date, WorkedDay]:
        return {worked.day: worked for year in self.years for worked in year.worked_days}

    @cached_property
    def _swapped(self) -> dict[date, date]:
        return {worked.replaces: worked.day for worked in self._worked.values()}

    @cached_property
    def _closed(self) -> dict[date, str]:
        return {closure.day: closure.name for closure in self.closures}

    @cached_property
    def _status(self) -> dict[int, YearStatus]:
        return {year.year: year.status for year in self.years}

    @cached_property
    def _unconfirmed(self) -> dict[date, str]:
        return {day: name for year in self.years for day, name in year.unconfirmed.items()}

    @cached_property
    def _lawful(self) -> dict[int, dict[date, str]]:
        """Days off of the missing years asked for so far."""
        return {}

    @cached_property
    def _counts(self) -> dict[int, tuple[int, ...]]:
        """By year asked for so far: how many days count up to and including its first, second, … day."""
        return {}

    def _counted(self, year: int) -> tuple[int, ...]:
        if year not in self._counts:
            first = date(year, 1, 1).toordinal()
            days = (date.fromordinal(first + at) for at in range(_place(date(year, 12, 31)) + 1))
            self._counts[year] = tuple(accumulate(int(self.counts_as_working_day(day)) for day in days))
        return self._counts[year]

    def status_of(self, year: int) -> YearStatus:
        """Return how sure the days of a year are."""
        return self._status.get(year, YearStatus.MISSING)

    def unconfirmed_name(self, day: date) -> str:
        """Return what the day may yet become (``Ngày Văn hóa Việt Nam``), "" for an ordinary day."""
        return self._unconfirmed.get(day, "")

    def day_off_name(self, day: date) -> str:
        """Return the name of a day off or a closure, "" for any other day."""
        if day in self._closed:
            return self._closed[day]
        if self.status_of(day.year) is YearStatus.MISSING:
            return self._days_off.get(day) or self._lawful_name(day)
        return self._days_off.get(day, "")

    def replaced_by(self, day: date) -> date | None:
        """Return the other day of an exchange: the day off of a worked day, the worked day of a day off."""
        if day in self._worked:
            return self._worked[day].replaces
        return self._swapped.get(day)

    @cached_property
    def _kinds(self) -> dict[date, DayKind]:
        """What the days asked for so far are: a promise asks of each several times, a list of the same ones again."""
        return {}

    def kind_of(self, day: date) -> DayKind:
        """Return what the day is to a count."""
        known = self._kinds.get(day)
        if known is None:
            known = self._kinds[day] = self._kind(day)
        return known

    def _kind(self, day: date) -> DayKind:
        if day in self._closed:
            return DayKind.CLOSED
        if day in self._worked and self._make_up_sessions(day):
            return DayKind.MAKE_UP
        if day in self._swapped:
            return DayKind.SWAPPED_OFF
        if self.day_off_name(day):
            return DayKind.HOLIDAY
        return DayKind.WORKING if self.working.on(day.weekday()) else DayKind.WEEKEND

    def counts_as_working_day(self, day: date) -> bool:
        """Tell whether a time limit in working days counts this day."""
        return self.kind_of(day) in (DayKind.WORKING, DayKind.MAKE_UP)

    def working_days(self, after: date, until: date) -> int:
        """Return how many days count after one day, up to and including another; 0 where that is not later.

        Counted once a year of the calendar: lists ask it of thousands of dossiers, some of them years old.
        """
        if until <= after:
            return 0
        whole_years = sum(self._counted(year)[-1] for year in range(after.year, until.year))
        return whole_years + self._counted(until.year)[_place(until)] - self._counted(after.year)[_place(after)]

    def sessions_on(self, day: date) -> Sessions:
        """Return the working sessions of a day, in order; none on a day that does not count."""
        match self.kind_of(day):
            case DayKind.WORKING:
                return self.working.on(day.weekday())
            case DayKind.MAKE_UP:
                return self._make_up_sessions(day)
            case _:
                return ()

    def reception_on(self, day: date) -> Sessions:
        """Return all hours open to citizens on a day: the working sessions and those for reception only."""
        match self.kind_of(day):
            case DayKind.WORKING | DayKind.WEEKEND:
                hours = (*self.sessions_on(day), *self.reception.on(day.weekday()))
                return tuple(sorted(hours, key=_opening))
            case _:
                # A worked Saturday keeps the hours of the day it replaces: they take the place of its own.
                return self.sessions_on(day)

    def is_open_for_reception(self, moment: datetime) -> bool:
        """Tell whether citizens are received at this aware moment."""
        local = office_time(moment)
        return any(session.holds(local.time()) for session in self.reception_on(local.date()))

    def working_day_from(self, day: date) -> date:
        """Return this day if it counts, else the next one that does.

        Raises DeskError ``no_working_day``.
        """
        for candidate in _days_from(day):
            if self.counts_as_working_day(candidate):
                return candidate
        raise DeskError("no_working_day", day=paper_date(day))

    def working_day_after(self, day: date) -> date:
        """Return the next working day after this one. Raises DeskError ``no_working_day``."""
        return self.working_day_from(day + timedelta(days=1))

    def working_day_before(self, day: date) -> date:
        """Return the last working day before this one. Raises DeskError ``no_working_day``."""
        candidate = day - timedelta(days=1)
        while not self.counts_as_working_day(candidate):
            if day - candidate > LONGEST_CLOSURE:
                raise DeskError("no_working_day", day=paper_date(day))
            candidate -= timedelta(days=1)
        return candidate

    def _make_up_sessions(self, day: date) -> Sessions:
        worked = self._worked[day]
        if worked.sessions is not None:
            return worked.sessions
        return self.working.on(worked.replaces.weekday())

    def _lawful_name(self, day: date) -> str:
        if day.year not in self._lawful:
            self._lawful[day.year] = self._lawful_days(day.year)
        return self._lawful[day.year].get(day, "")

    def _lawful_days(self, year: int) -> dict[date, str]:
        """Name the days off of a year without a calendar by the fixed dates of the Labour Code 2019, art. 112.

        A fixed date on a weekly day of rest is made good on the next day that is neither (art. 111.3).
        """
        days = _fixed_dates(year)
        for holiday, name in _fixed_dates(year).items():
            if self.working.on(holiday.weekday()):
                continue
            instead = holiday
            while not self.working.on(instead.weekday()) or instead in days:
                instead += timedelta(days=1)
            days[instead] = f"Nghỉ bù {name}"
        return days


def _fixed_dates(year: int) -> dict[date, str]:
    return {
        date(year, 1, 1): "Tết Dương lịch",
        date(year, 4, 30): "Ngày Chiến thắng",
        date(year, 5, 1): "Ngày Quốc tế Lao động",
        date(year, 9, 2): "Quốc khánh",
    }


def _opening(session: Session) -> time:
    return session.opens


def _place(day: date) -> int:
    """Return how many days of its year stand before a day."""
    return day.timetuple().tm_yday - 1


def _days_from(day: date) -> Iterator[date]:
    for offset in range(LONGEST_CLOSURE.days):
        yield day + timedelta(days=offset)
