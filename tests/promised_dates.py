"""Offices whose promises are known: the calendars of the program, a common week, and a week of no two alike days."""

from datetime import date, datetime, time

from desk_app.domain.calendar import (
    Closure,
    OfficeCalendar,
    Session,
    WeeklyHours,
    calendar_year_from_toml,
)
from desk_app.domain.dates import OFFICE_ZONE
from desk_app.domain.deadline import (
    Channel,
    DeadlineRules,
    DueHour,
    Pause,
    PauseRule,
    appointment,
)
from desk_app.domain.limits import parse_limit
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
