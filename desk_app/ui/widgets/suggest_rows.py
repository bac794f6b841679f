"""The rows a search box drops: two lines each, the words that tell neighbours apart in bold."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from desk_app.ui.theme import Role, current_theme

_Index = QModelIndex | QPersistentModelIndex
KEY_WIDTH = 40
"""px at the right of a row for the key that chooses it."""


@dataclass(frozen=True)
class Suggestion:
    """One row. key: what is handed back. head and detail: the two lines. key_name: a key shown at the right (“1”)."""

    key: object
    head: str
    detail: str = ""
    key_name: str = ""


def distinguishing(heads: Sequence[str]) -> list[list[bool]]:
    """Return for each head which of its words tell it apart from its neighbours.

    Neighbours share at least half of the words; a word is marked when some neighbour lacks it.
    """
    words = [head.split() for head in heads]
    bags = [frozenset(word.casefold() for word in line) for line in words]
    marks: list[list[bool]] = []
    for at, line in enumerate(words):
        near = [
            bag
            for other, bag in enumerate(bags)
            if other != at and 2 * len(bag & bags[at]) >= max(1, min(len(bag), len(bags[at])))
        ]
        marks.append([any(word.casefold() not in bag for bag in near) for word in line])
    return marks


class Suggestions(QAbstractListModel):
    """The rows, and which of their words are marked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Suggestion] = []
        self.marks: list[list[bool]] = []

    def set_rows(self, rows: Sequence[Suggestion]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.marks = distinguishing([row.head for row in rows])
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.head}. {row.detail}" if row.detail else row.head
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.head
        return None


class TwoLines(QStyledItemDelegate):
    """Paints a row: first line with its telling words bold, second line smaller."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        sizes = current_theme().sizes
        model = index.model()
        detail = isinstance(model, Suggestions) and bool(model.rows[index.row()].detail)
        return QSize(100, sizes.row_two if detail else sizes.row)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        if not isinstance(model, Suggestions):
            return
        row, marks = model.rows[index.row()], model.marks[index.row()]
        theme = current_theme()
        rect: QRect = option.rect
        view: QWidget = option.widget
        chosen = isinstance(view, QListView) and view.currentIndex() == index
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selected"))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 4, 4)
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(QRect(rect.left(), rect.top() + 8, 3, rect.height() - 16), 1.5, 1.5)
        inside = rect.adjusted(12, 4, -12, -4)
        if row.key_name:
            painter.setFont(theme.font(Role.DETAIL))
            painter.setPen(theme.colour("second"))
            painter.drawText(inside, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), row.key_name)
            inside.setRight(inside.right() - KEY_WIDTH)
        upper = QRect(inside.left(), inside.top(), inside.width(), inside.height() // (2 if row.detail else 1))
        painter.setPen(theme.colour("on_selected" if chosen else "text"))
        _draw_marked(painter, upper, row.head, marks)
        if row.detail:
            lower = QRect(inside.left(), upper.bottom() + 1, inside.width(), inside.height() - upper.height())
            painter.setFont(theme.font(Role.DETAIL))
            painter.setPen(theme.colour("on_selected" if chosen else "second"))
            shown = QFontMetrics(painter.font()).elidedText(row.detail, Qt.TextElideMode.ElideRight, lower.width())
            painter.drawText(lower, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        painter.restore()


def _draw_marked(painter: QPainter, rect: QRect, text: str, marks: Sequence[bool]) -> None:
    """Draw one line, marked words bold, ending in “…” when it does not fit."""
    theme = current_theme()
    plain, bold = theme.font(Role.BODY), theme.font(Role.BODY, 700)
    x = rect.left()
    space = QFontMetrics(plain).horizontalAdvance(" ")
    room = QFontMetrics(plain).horizontalAdvance("…")
    words = text.split()
    for at, (word, marked) in enumerate(zip(words, marks, strict=True)):
        font = bold if marked else plain
        width = QFontMetrics(font).horizontalAdvance(word)
        last = at == len(words) - 1
        painter.setFont(font)
        if x + width + (0 if last else room) > rect.right():
            painter.drawText(QPoint(x, _baseline(rect, plain)), "…")
            return
        painter.drawText(QPoint(x, _baseline(rect, plain)), word)
        x += width + space


def _baseline(rect: QRect, font: object) -> int:
    metrics = QFontMetrics(font)  # type: ignore[call-overload]
    return int(rect.center().y() + (metrics.ascent() - metrics.descent()) / 2)
