"""The calendars that come with the program; apart from the rest, so that neither a store nor a desk is needed."""

from functools import cache

from desk_app.domain.calendar_year import CalendarYear, calendar_year_from_toml
from desk_app.resources import resource_root


@cache
def shipped_calendar_texts() -> tuple[str, ...]:
    """Return the texts of the shipped calendars, oldest year first."""
    folder = resource_root() / "calendars"
    return tuple(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml")))


@cache
def shipped_calendars() -> tuple[CalendarYear, ...]:
    """Return the shipped calendars, oldest year first."""
    return tuple(calendar_year_from_toml(text) for text in shipped_calendar_texts())
