"""Time limits as published: a number and its unit, never converted into one another."""

import re
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from desk_app.domain.errors import DeskError, sentences

sentences(
    unit_needs_number="Công bố không ghi số, hoặc ghi 0, nên chỉ chọn được “trong ngày” hoặc “không quy "
    "định thời hạn”.",
    bad_limit="Thời hạn “{text}” không đọc được. Ghi như: 5 working_day, 20 day, 8 hour, 1 month, same_day, none.",
)


class Unit(StrEnum):
    """Units of a published time limit (national field DONVITINH, and what the portal's prose adds)."""

    WORKING_DAY = "working_day"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    MONTH = "month"
    SAME_DAY = "same_day"
    NONE = "none"
    MISSING = "missing"
    """A number was published without its unit: the clerk or the administrator must say which."""


class TimeLimit(BaseModel):
    """How long the office has, as published.

    amount: None exactly for ``same_day`` and ``none``. text: the published words, for the paper.
    """

    model_config = ConfigDict(frozen=True)

    amount: Decimal | None = None
    unit: Unit
    text: str = ""

    def __str__(self) -> str:
        if self.amount is None:
            return self.unit.value
        return f"{self.amount.normalize():f} {self.unit.value}"


UNCOUNTED = frozenset({Unit.SAME_DAY, Unit.NONE})
"""What a limit may be where there is no number to count."""
_COUNTED = frozenset(Unit) - UNCOUNTED
_MOST = 10_000


def fits(amount: Decimal | None, unit: Unit) -> bool:
    """Tell whether a unit may be given to a number published without one.

    The national catalogue shows 0 where nothing was filled in (1.115148 leaves its steps to the province, 3.000027
    names a day of the year): counted in any unit it would promise the moment of receipt, which nobody published.
    """
    return unit in UNCOUNTED or bool(amount)


def parse_limit(text: str) -> TimeLimit:
    """Read a limit as people and programs write it: ``5 working_day``, ``0.5 day``, ``same_day``, ``none``.

    Raises DeskError ``bad_limit``.
    """
    words = text.split()
    if len(words) == 1 and words[0] in UNCOUNTED:
        return TimeLimit(unit=Unit(words[0]))
    # Decimal also reads other scripts' digits, exponents and underscores, which nobody publishes.
    if len(words) == 2 and words[1] in _COUNTED and re.fullmatch(r"[0-9]+(\.[0-9]+)?", words[0]):
        amount = Decimal(words[0])
        if 0 < amount <= _MOST:
            return TimeLimit(amount=amount, unit=Unit(words[1]))
    raise DeskError("bad_limit", text=text)
