"""Calendars the province publishes: checked, compared with the one in force, sent at once, taken back.

Of one year the last word holds. Withdrawn, the word before it holds again, else the calendar that comes with the
program; where there is none either, the days stay as a draft, so that desks promise by them only provisionally.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, select

from central_server.audit import Act, note
from central_server.calendar_diff import CalendarChange, calendar_changes
from central_server.publishing import lock_province, to_province
from central_server.tables import matter
from desk_app.domain.calendar_text import calendar_text
from desk_app.domain.calendar_year import CalendarYear, YearStatus, calendar_year_from_toml
from desk_app.domain.errors import DeskError, sentences
from desk_app.shipped_calendars import shipped_calendar_texts
from desk_app.sync.words import Item

sentences(
    web_calendar_not_utf8="Tệp lịch không ở bảng mã Unicode (UTF-8). Lưu lại rồi gửi lên.",
    web_calendar_same="Tệp không khác lịch năm {year} của tỉnh đang dùng.",
    web_calendar_unknown="Tỉnh chưa công bố lịch năm {year}.",
)

ABOUT = "calendar/"
"""Before the year, in the audit."""


@dataclass(frozen=True, slots=True)
class YearInForce:
    """The calendar of a year as it holds. published_at, published_by: of the province's; None, "" for the program's.

    taken_back: the province has withdrawn what it published, and this holds in its place.
    """

    calendar: CalendarYear
    text: str
    published_at: datetime | None = None
    published_by: str = ""
    taken_back: bool = False

    @property
    def is_provinces(self) -> bool:
        """Tell whether the province has published it, and not withdrawn it."""
        return self.published_at is not None and not self.taken_back


@dataclass(frozen=True, slots=True)
class CalendarPlan:
    """What publishing a calendar would do. before: of the same year in force, None for none."""

    calendar: CalendarYear
    before: YearInForce | None
    changes: tuple[CalendarChange, ...]

    @property
    def days(self) -> int:
        """Return how many days change."""
        return sum(change.day is not None for change in self.changes)


def calendar_file(content: bytes) -> str:
    """Return the text of a calendar's file. Raises DeskError ``web_calendar_not_utf8``."""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise DeskError("web_calendar_not_utf8") from None


def plan_calendar(connection: Connection, text: str) -> CalendarPlan:
    """Check a year's calendar and say what it would change.

    Raises DeskError ``bad_calendar``, ``web_calendar_same``.
    """
    calendar = calendar_year_from_toml(text)
    before = years_in_force(connection).get(calendar.year)
    if before is not None and before.is_provinces and before.calendar == calendar:
        raise DeskError("web_calendar_same", year=calendar.year)
    return CalendarPlan(calendar, before, calendar_changes(before.calendar if before else None, calendar))


def publish_calendar(connection: Connection, by: str, text: str, now: datetime) -> CalendarYear:
    """Publish a year to the whole province, in force at once. Raises DeskError as ``plan_calendar``."""
    calendar = plan_calendar(connection, text).calendar
    to_province(connection, by, Item.CALENDAR, {str(calendar.year): {"text": text}}, now)
    note(connection, now, by, Act.PUBLISHED, f"{ABOUT}{calendar.year}")
    return calendar


def withdraw_calendar(connection: Connection, by: str, year: int, now: datetime) -> None:
    """Take back the province's last word on a year. Raises DeskError ``web_calendar_unknown``."""
    lock_province(connection)  # withdrawn twice at once, it would take the word before it along
    found = years_in_force(connection).get(year)
    if found is None or not found.is_provinces:
        raise DeskError("web_calendar_unknown", year=year)
    said_before = _standing(_rows(connection, year))[:-1]
    holds = said_before[-1].text if said_before else _shipped().get(year) or _as_draft(found.calendar)
    value = {"text": holds, "withdrawn": True}
    to_province(connection, by, Item.CALENDAR, {str(year): value}, now)
    note(connection, now, by, Act.WITHDRAWN, f"{ABOUT}{year}")


def years_in_force(connection: Connection) -> dict[int, YearInForce]:
    """Return the calendar that holds of every year the province or the program knows, the latest year first."""
    found = {year: YearInForce(calendar_year_from_toml(text), text) for year, text in _shipped().items()}
    for key, rows in groupby(_rows(connection), key=lambda row: row.key):
        told = list(rows)
        standing = _standing(told)
        last = standing[-1] if standing else _word(told[-1], taken_back=True)
        found[int(key)] = last
    return dict(sorted(found.items(), reverse=True))


def _rows(connection: Connection, year: int | None = None) -> list[Row[Any]]:
    """Return every word on calendars (or on one year), by year, then as they were said."""
    query = select(matter.c.key, matter.c.value, matter.c.published_at, matter.c.published_by).where(
        matter.c.office.is_(None), matter.c.item == Item.CALENDAR.value
    )
    if year is not None:
        query = query.where(matter.c.key == str(year))
    return list(connection.execute(query.order_by(matter.c.key, matter.c.position)))


def _standing(rows: Iterable[Row[Any]]) -> list[YearInForce]:
    """Return what was published of a year and not withdrawn, the one in force last."""
    standing: list[YearInForce] = []
    for row in rows:
        if json.loads(row.value).get("withdrawn"):
            del standing[-1:]
        else:
            standing.append(_word(row))
    return standing


def _word(row: Row[Any], *, taken_back: bool = False) -> YearInForce:
    text = str(json.loads(row.value)["text"])
    return YearInForce(calendar_year_from_toml(text), text, row.published_at, row.published_by, taken_back)


def _shipped() -> dict[int, str]:
    return {calendar_year_from_toml(text).year: text for text in shipped_calendar_texts()}


def _as_draft(calendar: CalendarYear) -> str:
    return calendar_text(calendar.model_copy(update={"status": YearStatus.DRAFT}))
