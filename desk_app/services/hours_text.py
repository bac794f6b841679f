"""Opening hours as an administrator types them: ``7:30-11:30, 13:30-17:00``."""

import re
from datetime import time

from pydantic import ValidationError

from desk_app.domain.calendar import Session, Sessions, WeeklyHours
from desk_app.domain.errors import DeskError, sentences

sentences(bad_hours="Giờ “{text}” chưa đọc được. Ghi như 7:30-11:30, 13:30-17:00; để trống nếu không làm việc.")

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_STRETCH = re.compile(r"(\d{1,2})(?:[:hg.](\d{2}))?[hg]?\s*[-–]\s*(\d{1,2})(?:[:hg.](\d{2}))?[hg]?")


def hours_text(sessions: Sessions) -> str:
    """Return the sessions of a day as they are typed; "" for none."""
    return ", ".join(f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in sessions)


def read_hours(text: str) -> Sessions:
    """Return the sessions typed; commas, semicolons, ``và`` between them. Raises DeskError ``bad_hours``."""
    parts = [part.strip() for part in re.split(r"[,;]|\bvà\b", text) if part.strip()]
    try:
        return tuple(_session(part) for part in parts)
    except ValueError:
        raise DeskError("bad_hours", text=" ".join(text.split())) from None


def week_of(texts: dict[str, str]) -> WeeklyHours:
    """Return a week from a text per weekday (``monday``…). Raises DeskError ``bad_hours``."""
    try:
        return WeeklyHours(**{day: read_hours(text) for day, text in texts.items()})
    except ValidationError:
        raise DeskError("bad_hours", text="; ".join(text for text in texts.values() if text)) from None


def _session(part: str) -> Session:
    found = _STRETCH.fullmatch(part)
    if found is None:
        raise ValueError(part)
    first, first_minute, last, last_minute = (int(group or 0) for group in found.groups())
    return Session(opens=time(first, first_minute), closes=time(last, last_minute))
