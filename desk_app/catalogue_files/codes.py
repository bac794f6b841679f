"""Procedure codes out of spreadsheets, where Excel took them for numbers."""

import re

from desk_app.domain.text import clean_line

_NATIONAL = re.compile(r"^\d\.\d{6}(?:\.[\w.\-]{1,40})?$")
_NUMBER = re.compile(r"^(\d)[.,](\d{1,6})$")
_LOCAL = re.compile(r"^(?=.*\d)[A-Za-z0-9][\w.\-/]{2,59}$")


def read_code(text: str) -> tuple[str, str] | None:
    """Read a code cell; returns (code, remark), or None when it is none.

    ``1.00346`` and ``1,00346`` are what Excel leaves of 1.003460. Codes that are not national are taken as they stand:
    live catalogues hold some.
    """
    cell = clean_line(text).lstrip("'").strip()
    if _NATIONAL.match(cell):
        return cell, "" if cell == text.strip() else "đã sửa khoảng trắng trong mã"
    damaged = _NUMBER.match(cell)
    if damaged:
        return f"{damaged[1]}.{damaged[2].ljust(6, '0')}", "mã bị Excel đổi thành số, đã khôi phục"
    return (cell, "") if _LOCAL.match(cell) else None
