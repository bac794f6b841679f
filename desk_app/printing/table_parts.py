"""What tables on paper are made of: rows made when a page asks for them, cells without lines."""

from collections.abc import Callable
from typing import Any

from reportlab.platypus import Table

MANY_ROWS = 200
"""Rows from which a table is laid out a page at a time."""


class RowsOnce:
    """Cells of rows, made when a page asks for them and kept while it does: a page's, never a whole book's."""

    def __init__(self, make: Callable[[int], list[Any]], count: int, under: list[list[Any]]) -> None:
        self._make, self._count, self._under = make, count, under
        self._kept: dict[int, list[Any]] = {}

    def __call__(self, index: int) -> list[Any]:
        """Return the cells of one row."""
        if index >= self._count:
            return self._under[index - self._count]
        if index not in self._kept:
            if len(self._kept) >= MANY_ROWS:
                self._kept.clear()
            self._kept[index] = self._make(index)
        return self._kept[index]


def bare_table(cells: list[list[Any]], widths: list[float], middle: bool = False) -> Table:
    """Return cells side by side without lines or padding. widths: points; middle: centred in height."""
    return Table(
        cells,
        colWidths=widths,
        style=[
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE" if middle else "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ],
    )
