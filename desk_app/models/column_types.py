"""How moments and identifiers stand in columns: as text that sorts, compares and reads by itself."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@lru_cache(maxsize=256)
def moment_text(moment: datetime) -> str:
    """Return an aware moment as UTC text of one width, so that its text order is its time order.

    Past the end of time, the last moment there is.
    """
    if moment.tzinfo is None:
        raise ValueError("a stored moment is aware")
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        # Written elsewhere, by whatever program: it must keep nothing else from being stored.
        moment = _FIRST if moment.year == 1 else _LAST
    return moment.isoformat(timespec="microseconds")[:26] + "Z"


def moment_of_text(text: str) -> datetime:
    """Return the moment of a stored text, in UTC."""
    return datetime.fromisoformat(text)


class Moment(TypeDecorator[datetime]):
    """An aware moment."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write."""
        return None if value is None else moment_text(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Read."""
        return None if value is None else moment_of_text(value)


class Identifier(TypeDecorator[UUID]):
    """A UUID as its 36 characters, the form the envelope's text uses."""

    impl = String(36)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> str | None:
        """Write."""
        return None if value is None else str(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> UUID | None:
        """Read."""
        return None if value is None else UUID(value)


class Day(TypeDecorator[date]):
    """A calendar day, yyyy-mm-dd."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """Write."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> date | None:
        """Read."""
        return None if value is None else date.fromisoformat(value)
