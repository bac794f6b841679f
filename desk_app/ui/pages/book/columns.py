"""Columns of a list kept wide enough for the text size in force; some give way to the one that takes what is left."""

from collections.abc import Sequence
from typing import TypeVar

from desk_app.ui.theme import Role, current_theme
from desk_app.ui.tokens import TYPES
from desk_app.ui.widgets.tables import DeskTable, PagedModel

R = TypeVar("R")
_MARGINS = 16
"""px for the frame and the scroll bar."""


def fit_columns(table: DeskTable, model: PagedModel[R], *, give_way: Sequence[int] = (), least: int = 0) -> None:
    """Give each column of fixed width room for its text.

    give_way: columns that are hidden, in this order, while the one that takes what is left has less than ``least`` px
    at the usual text size.
    """
    scale = current_theme().type(Role.BODY).size / TYPES[Role.BODY].size
    widths = {at: round(column.width * scale) for at, column in enumerate(model.columns) if column.width}
    room = table.width() - _MARGINS - sum(widths.values())
    for at in give_way:
        hidden = room < least * scale
        table.setColumnHidden(at, hidden)
        room += widths[at] if hidden else 0
    for at, width in widths.items():
        if not table.isColumnHidden(at) and table.columnWidth(at) != width:
            table.horizontalHeader().resizeSection(at, width)
