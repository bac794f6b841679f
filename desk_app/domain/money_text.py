"""Money as people write it, read the Vietnamese way: a dot parts thousands, a comma parts what is less than one."""

import re
from decimal import Decimal

from desk_app.domain.text import clean_line

_UNIT = re.compile(r"(?:đồng|vnđ|vnd|đ|₫)\.?$", re.IGNORECASE)
_PLAIN = re.compile(r"[0-9]{1,15}")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)")
_PART = re.compile(r"(.*?)(?:,([0-9]{1,2})|\.([0-9]{1,2}))?")


def read_money(text: str) -> Decimal | None:
    """Return the amount a text states, None where it states none for certain.

    ``50000``, ``50.000``, ``50.000 đ``, ``1.500.000đ``, ``1 500 000 đồng`` are whole amounts: dots and spaces part
    groups of exactly three digits. ``12,50`` and a program's ``12.50`` have a part below one, of one or two digits.
    ``50,000`` is fifty thousand to some and fifty to others, so it is none; so are signs, words and exponents.
    """
    plain = _UNIT.sub("", clean_line(text)).strip()
    if _GROUPED.fullmatch(plain):
        return Decimal(re.sub(r"[. ]", "", plain))
    found = _PART.fullmatch(plain)
    if found is None:
        return None
    whole, part = found[1], found[2] or found[3]
    if not (_PLAIN.fullmatch(whole) or _GROUPED.fullmatch(whole)):
        return None
    digits = re.sub(r"[. ]", "", whole)
    return Decimal(f"{digits}.{part}" if part else digits)
