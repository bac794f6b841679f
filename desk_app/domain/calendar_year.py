"""A year's notice of days off and worked Saturdays, the hours of a day, and the file that holds a year."""

import tomllib
from datetime import date, time
from enum import StrEnum
from itertools import pairwise
from typing import Self

from pydantic import Field, ValidationError, model_validator

from desk_app.domain.dates import paper_date
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.values import Frozen

sentences(
    bad_calendar="Lịch làm việc không dùng được: {reason}. Sửa lại lịch, hoặc lấy lại lịch của năm rồi thử lại.",
)


class Session(Frozen):
    """One stretch of opening hours within a day, whole minutes, end excluded."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _check(self) -> Self:
        for clock in (self.opens, self.closes):
            if clock.tzinfo is not None or clock.second or clock.microsecond:
                raise ValueError("giờ của phiên làm việc phải là giờ và phút tại cơ quan")
        if self.opens >= self.closes:
            raise ValueError(f"phiên làm việc {self.opens:%H:%M}–{self.closes:%H:%M} kết thúc trước khi bắt đầu")
        return self

    @property
    def minutes(self) -> int:
        """Its length in minutes."""
        return (self.closes.hour - self.opens.hour) * 60 + self.closes.minute - self.opens.minute

    def holds(self, clock: time) -> bool:
        """Tell whether the session runs at this time of day; its closing minute is outside."""
        return self.opens <= clock < self.closes


Sessions = tuple[Session, ...]


def check_order(sessions: Sessions) -> None:
    """Raise ValueError when sessions of one day overlap or stand out of order."""
    for earlier, later in pairwise(sessions):
        if later.opens < earlier.closes:
            raise ValueError(f"hai phiên {earlier.opens:%H:%M} và {later.opens:%H:%M} chồng giờ hoặc sai thứ tự")


class WeeklyHours(Frozen):
    """The sessions of each weekday, in order, none touching another's time."""

    monday: Sessions = ()
    tuesday: Sessions = ()
    wednesday: Sessions = ()
    thursday: Sessions = ()
    friday: Sessions = ()
    saturday: Sessions = ()
    sunday: Sessions = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        for weekday in range(7):
            check_order(self.on(weekday))
        return self

    def on(self, weekday: int) -> Sessions:
        """Return the sessions of a weekday; Monday is 0, as in ``date.weekday``."""
        days = (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday)
        return days[weekday]


def weekdays(*sessions: Session) -> WeeklyHours:
    """Return a week whose Monday to Friday have these same sessions, the common week of an office."""
    return WeeklyHours(monday=sessions, tuesday=sessions, wednesday=sessions, thursday=sessions, friday=sessions)


COMMON_HOURS = weekdays(
    Session(opens=time(7, 30), closes=time(11, 30)),
    Session(opens=time(13, 30), closes=time(17, 0)),
)
"""Monday to Friday 7:30–11:30 and 13:30–17:00, what most offices post; each office states its own."""


class YearStatus(StrEnum):
    """How sure a year's days are."""

    ANNOUNCED = "announced"
    DRAFT = "draft"
    """Days by law, before the yearly notice: promises that touch it are proposals."""
    MISSING = "missing"


class WorkedDay(Frozen):
    """A day of rest that is worked in exchange for a working day taken off (hoán đổi, làm bù).

    sessions: None = those of the weekday it replaces.
    """

    day: date
    replaces: date
    sessions: Sessions | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.day == self.replaces:
            raise ValueError(f"ngày {paper_date(self.day)} không thể làm bù cho chính nó")
        if self.sessions is not None:
            if not self.sessions:
                raise ValueError(f"ngày làm bù {paper_date(self.day)} không có phiên làm việc nào")
            check_order(self.sessions)
        return self


class CalendarYear(Frozen):
    """One year's notice for civil servants.

    days_off: every public day off with its name, those that fall on a weekend too. worked_days: exchanges of which
    either day lies in this year, so that a year is complete without its neighbours. unconfirmed: days said to become
    days off that no notice confirms; they count as ordinary days and are pointed out. notice: its number, "" = unknown.
    """

    year: int = Field(ge=1990, le=2200)
    status: YearStatus
    notice: str = ""
    days_off: dict[date, str]
    worked_days: tuple[WorkedDay, ...] = ()
    unconfirmed: dict[date, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.status is YearStatus.MISSING:
            raise ValueError("trạng thái của lịch phải là announced hoặc draft")
        for day, name in (*self.days_off.items(), *self.unconfirmed.items()):
            if day.year != self.year:
                raise ValueError(f"ngày {paper_date(day)} không thuộc năm {self.year}")
            if not name.strip():
                raise ValueError(f"ngày nghỉ {paper_date(day)} không có tên")
        for day in self.unconfirmed:
            if day in self.days_off:
                raise ValueError(f"ngày {paper_date(day)} vừa là ngày nghỉ vừa chưa được xác nhận")
        seen: set[date] = set()
        for worked in self.worked_days:
            self._check_exchange(worked)
            if worked.day in seen or worked.replaces in seen:
                raise ValueError(f"ngày làm bù {paper_date(worked.day)} trùng với một ngày hoán đổi khác")
            seen |= {worked.day, worked.replaces}
        return self

    def _check_exchange(self, worked: WorkedDay) -> None:
        if self.year not in (worked.day.year, worked.replaces.year):
            raise ValueError(f"ngày làm bù {paper_date(worked.day)} không thuộc năm {self.year}")
        if worked.day in self.days_off:
            raise ValueError(f"ngày {paper_date(worked.day)} vừa là ngày nghỉ vừa là ngày làm bù")
        if worked.replaces.year == self.year and worked.replaces not in self.days_off:
            raise ValueError(
                f"ngày {paper_date(worked.day)} làm bù cho {paper_date(worked.replaces)} nhưng ngày ấy không nghỉ"
            )


def calendar_year_from_toml(text: str) -> CalendarYear:
    """Read one year's file (``resources/calendars/2026.toml`` shows the form).

    Raises DeskError ``bad_calendar`` with the first fault in Vietnamese.
    """
    try:
        return CalendarYear.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise DeskError("bad_calendar", reason=f"tệp không đúng dạng TOML ({error})") from error
    except ValidationError as error:
        raise DeskError("bad_calendar", reason=_first_fault(error)) from error


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in fault["loc"] if part != "[key]")
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, ValueError):
        return str(cause)
    if fault["type"] == "missing":
        return f"thiếu mục “{place}”"
    if fault["type"] == "extra_forbidden":
        return f"có mục lạ “{place}”"
    return f"mục “{place}” có giá trị không hợp lệ"
