"""A table of figures: heads in groups, the ring on the cell, Enter or a click opens what is behind a figure."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from desk_app.ui.keys import is_enter
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.translation import tr
from desk_app.ui.widgets.labels import plain_tip
from desk_app.ui.widgets.tables import DETAIL_ROLE, CellDelegate
from desk_app.ui.widgets.tabular import draw_tabular, tabular_width

_Index = QModelIndex | QPersistentModelIndex
_CELL_ROLE = Qt.ItemDataRole.UserRole + 11
_HEAD_LINES = 3
_PAD = 8


@dataclass(frozen=True)
class Head:
    """A column. group: said once above it and its neighbours of the same group. width: at least so many logical px, 0
    shares the rest.

    words: left, as words stand; else right, as figures do.
    """

    title: str
    width: int = 0
    group: str = ""
    words: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands in a place. opens: handed out when it is asked for, None where there is nothing behind it.

    says: for the tooltip and screen readers, when more than the text.
    """

    text: str
    opens: object | None = None
    says: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Line:
    """One line of cells, as many as there are heads. whole: a sum, in bold."""

    cells: tuple[Cell, ...]
    whole: bool = False


class FigureModel(QAbstractTableModel):
    """Lines of cells that are all here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heads: tuple[Head, ...] = ()
        self.lines: tuple[Line, ...] = ()

    def show(self, heads: Sequence[Head], lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.heads, self.lines = tuple(heads), tuple(lines)
        self.endResetModel()

    def cell(self, index: _Index) -> Cell:
        """Return what stands in a place."""
        return self.lines[index.row()].cells[index.column()]

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    @override
    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.heads)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section].title.replace("\n", " ")
        return None

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cell(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(cell.says or cell.text)
            case Qt.ItemDataRole.AccessibleTextRole:
                head = self.heads[index.column()].title.replace("\n", " ")
                return f"{head}: {cell.says or cell.text}"
            case _ if role == DETAIL_ROLE:
                return cell.detail
            case _ if role == _CELL_ROLE:
                return cell
        return None


class _Delegate(CellDelegate):
    """Paints words left, figures right in digits of one width, sums in bold."""

    @override
    def paint_content(self, painter: QPainter, rect: QRect, index: _Index, selected: bool) -> None:
        model = index.model()
        assert isinstance(model, FigureModel)
        line, cell, head = model.lines[index.row()], model.cell(index), model.heads[index.column()]
        theme = current_theme()
        rect = rect.adjusted(-12 + _PAD, 0, 12 - _PAD, 0)
        upper = QRect(rect)
        if cell.detail:
            upper.setHeight(rect.height() // 2)
            painter.setFont(theme.font(Role.DETAIL))
            painter.setPen(theme.colour("on_selected" if selected else "second"))
            self._draw(painter, rect.adjusted(0, rect.height() // 2, 0, 0), cell.detail)
        painter.setFont(theme.font(Role.BODY, 600 if line.whole else 400))
        painter.setPen(theme.colour("on_selected" if selected else "text"))
        if head.words:
            self._draw(painter, upper, cell.text)
        else:
            draw_tabular(painter, QRectF(upper), cell.text, right=True)

    def _draw(self, painter: QPainter, rect: QRect, text: str) -> None:
        shown = QFontMetrics(painter.font(), painter.device()).elidedText(
            text, Qt.TextElideMode.ElideRight, rect.width()
        )
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        painter.drawText(rect, int(flags), shown)


class _Header(QHeaderView):
    """Titles of up to three lines, and above them what a group of columns is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    @override
    def sizeHint(self) -> QSize:
        heads = self._heads()
        line = current_theme().type(Role.LABEL).line
        lines = max((head.title.count("\n") + 1 for head in heads), default=1)
        groups = any(head.group for head in heads)
        return QSize(super().sizeHint().width(), (min(lines, _HEAD_LINES) + groups) * line + 10)

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        heads = self._heads()
        if logical >= len(heads):
            return
        head, theme = heads[logical], current_theme()
        line = theme.type(Role.LABEL).line
        painter.save()
        painter.fillRect(rect, theme.colour("surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("edge"))
        painter.setPen(theme.colour("second"))
        painter.setFont(theme.font(Role.LABEL, 600))
        top = rect.top() + 4
        if any(one.group for one in heads):
            if head.group:
                self._paint_group(painter, rect, logical, line)
            top += line
        side = Qt.AlignmentFlag.AlignLeft if head.words else Qt.AlignmentFlag.AlignRight
        below = QRect(rect.left() + _PAD, top, rect.width() - 2 * _PAD, rect.bottom() - top - 3)
        painter.drawText(below, int(side | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextDontClip), head.title)
        painter.restore()

    def _paint_group(self, painter: QPainter, rect: QRect, logical: int, line: int) -> None:
        """Paint this section's part of the group's name and rule."""
        heads, theme = self._heads(), current_theme()
        group = heads[logical].group
        first = last = logical
        while first > 0 and heads[first - 1].group == group:
            first -= 1
        while last + 1 < len(heads) and heads[last + 1].group == group:
            last += 1
        left = self.sectionViewportPosition(first)
        right = self.sectionViewportPosition(last) + self.sectionSize(last)
        painter.save()
        painter.setClipRect(rect)
        whole = QRect(left + _PAD, rect.top() + 4, right - left - 2 * _PAD, line)
        painter.setPen(theme.colour("text"))
        painter.drawText(whole, int(Qt.AlignmentFlag.AlignCenter), group)
        painter.fillRect(QRect(whole.left(), whole.bottom(), whole.width(), 1), theme.colour("hairline"))
        painter.restore()

    def _heads(self) -> tuple[Head, ...]:
        model = self.model()
        return model.heads if isinstance(model, FigureModel) else ()


class FigureTable(QTableView):
    """Figures by key: arrows move, Enter or a click asks for what is behind a figure; typing changes nothing."""

    asked = Signal(object)
    """What a cell opens."""

    def __init__(self, name: str, parent: QWidget | None = None, *, two_lines: bool = False) -> None:
        super().__init__(parent)
        self._two_lines = two_lines
        self.figures = FigureModel(self)
        self.setAccessibleName(name)
        self.setHorizontalHeader(_Header(self))
        self.setModel(self.figures)
        self.setItemDelegate(_Delegate(self, whole_row=False))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.clicked.connect(self._open)
        self._fit()

    def show_lines(self, heads: Sequence[Head], lines: Sequence[Line]) -> None:
        """Show other lines; the ring stays at its place where there still is one."""
        place = self.currentIndex()
        row, column = max(place.row(), 0), place.column()
        if column < 0:
            column = next((at for at, head in enumerate(heads) if not head.words), 0)
        self.figures.show(heads, lines)
        self._fit()
        if lines:
            self.setCurrentIndex(self.figures.index(min(row, len(lines) - 1), min(column, len(heads) - 1)))

    @property
    def whole_height(self) -> int:
        """Return the height in px at which no line is scrolled out of sight."""
        rows = self.verticalHeader().defaultSectionSize() * self.figures.rowCount()
        return self.horizontalHeader().height() + rows + 2 * self.frameWidth() + 2

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event.key()):
            if not event.isAutoRepeat():
                self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Leave the ring where it is: letters belong to a scan."""

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        opens = index.isValid() and self.figures.cell(index).opens is not None
        shape = Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "figures"):
            self._fit()
        super().changeEvent(event)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and (opens := self.figures.cell(index).opens) is not None:
            self.asked.emit(opens)

    def _fit(self) -> None:
        """Give fixed columns room for the text size in force, and share what is left among the others."""
        sizes = current_theme().sizes
        self.verticalHeader().setDefaultSectionSize(sizes.row_two if self._two_lines else sizes.row)
        header = self.horizontalHeader()
        header.setFixedHeight(header.sizeHint().height())
        few = header.height() + _LEAST_ROWS * self.verticalHeader().defaultSectionSize()
        self.setMinimumHeight(min(few, self.whole_height))
        heads = self.figures.heads
        fixed = {at: self._needed(at) for at, head in enumerate(heads) if head.width}
        free = [at for at, head in enumerate(heads) if not head.width]
        left = max(self.viewport().width() - sum(fixed.values()), _LEAST_NAME * len(free))
        for at, width in fixed.items():
            header.resizeSection(at, width)
        for at in free:
            header.resizeSection(at, left // len(free))

    def _needed(self, column: int) -> int:
        """Return the px that a column of figures needs: its title and its longest figure, at least its own width."""
        head, theme = self.figures.heads[column], current_theme()
        titles = QFontMetricsF(theme.font(Role.LABEL, 600))
        figures = QFontMetricsF(theme.font(Role.BODY, 600))
        widths = [titles.horizontalAdvance(line) for line in head.title.split("\n")]
        widths += [tabular_width(figures, line.cells[column].text) for line in self.figures.lines]
        return max(head.width, round(max(widths)) + 2 * _PAD + 6)


_LEAST_NAME = 150
"""px that a column of names needs; below it the table scrolls."""
_LEAST_ROWS = 3
"""Lines in sight at least; in a low window the page scrolls before there are fewer."""


def figure_cell(number: str, opens: object | None, count: int) -> Cell:
    """Return the cell of a count: nothing opens from a nought."""
    if not count or opens is None:
        return Cell(number)
    return Cell(number, opens, tr("{n} hồ sơ; Enter mở danh sách", n=number))
