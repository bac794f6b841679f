"""Lists and tables: pages by key, the ring on the cell, a scan that changes no count and no tick."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from desk_app.ui.icons import icon_pixmap
from desk_app.ui.keys import is_enter
from desk_app.ui.operations import Operations
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.tokens import ROLE_OF_TONE
from desk_app.ui.translation import tr
from desk_app.ui.widgets.focus import paint_ring
from desk_app.ui.widgets.states import STATES
from desk_app.ui.widgets.tabular import draw_tabular

_Index = QModelIndex | QPersistentModelIndex
R = TypeVar("R")

DETAIL_ROLE = Qt.ItemDataRole.UserRole + 1
"""Second line of a two-line cell."""
STATE_ROLE = Qt.ItemDataRole.UserRole + 2
"""(state, values) of a cell that is a state: painted as icon and word."""
ROW_ROLE = Qt.ItemDataRole.UserRole + 3
"""The row's own value."""


def masked(number: str) -> str:
    """Return a personal number as lists show it: ID 0381900•••12, phone 0912•••345; short ones are hidden."""
    if len(number) >= 12:
        return f"{number[:7]}•••{number[-2:]}"
    if len(number) >= 9:
        return f"{number[:4]}•••{number[-3:]}"
    return number[:1] + "•" * (len(number) - 1)


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column. value: text of a row. detail: its second line. state: (state, values) for a state cell.

    width: logical px, 0 takes what is left. digits: digits of one width. right: aligned right. whole: what hover and
    screen readers are told where the cell says it shorter.
    """

    title: str
    value: Callable[[R], str]
    width: int = 0
    detail: Callable[[R], str] | None = None
    state: Callable[[R], tuple[str, dict[str, object]]] | None = None
    digits: bool = False
    right: bool = False
    whole: Callable[[R], str] | None = None


@dataclass(frozen=True)
class Batch(Generic[R]):
    """A piece of a list. next_key: where the next piece begins, None at the end; total: how many in all, if known."""

    rows: Sequence[R]
    next_key: object | None = None
    total: int | None = None


class PagedModel(QAbstractTableModel, Generic[R]):
    """Rows that come piece by piece, by key and never by offset, read off the UI thread."""

    loaded = Signal(int)
    """Rows now in the model, after each piece."""

    def __init__(self, operations: Operations, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._columns = list(columns)
        self._rows: list[R] = []
        self._fetch: Callable[[object | None], Batch[R]] | None = None
        self._next: object | None = None
        self._generation = 0
        self._reading = False
        self.total: int | None = None

    @property
    def columns(self) -> list[Column[R]]:
        """Return the columns."""
        return self._columns

    def look(self, fetch: Callable[[object | None], Batch[R]]) -> None:
        """Show another list. fetch: a plain function from key (None: the beginning) to Batch, run off the UI thread."""
        self._fetch = fetch
        self._generation += 1
        self._reading = False
        self._read(None)

    def refresh(self) -> None:
        """Read the same list again from its beginning; the old rows stay until the new ones are there."""
        if self._fetch is not None:
            self.look(self._fetch)

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show rows that are all here."""
        self._generation += 1
        self._fetch, self._next = None, None
        self._reset(rows, len(rows))

    def row_at(self, index: _Index) -> R:
        """Return the row's value."""
        return self._rows[index.row()]

    def rows(self) -> list[R]:
        """Return the rows that have come so far."""
        return list(self._rows)

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self._columns[section].right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._rows[index.row()], self._columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.value(row)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return column.whole(row) if column.whole is not None else column.value(row)
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
            case _ if role == DETAIL_ROLE:
                return column.detail(row) if column.detail is not None else None
            case _ if role == STATE_ROLE:
                return column.state(row) if column.state is not None else None
            case _ if role == ROW_ROLE:
                return row
        return None

    @override
    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and self._next is not None and not self._reading

    @override
    def fetchMore(self, parent: _Index) -> None:
        if self.canFetchMore(parent):
            self._read(self._next)

    def _read(self, key: object | None) -> None:
        fetch, generation = self._fetch, self._generation
        if fetch is None:
            return
        self._reading = True
        self._operations.read(
            self,
            lambda: fetch(key),
            done=lambda batch: self._arrived(batch, key, generation),
            slot="list",
        )

    def _arrived(self, batch: Batch[R], key: object | None, generation: int) -> None:
        if generation != self._generation:
            return
        self._reading = False
        self._next = batch.next_key
        if key is None:
            self._reset(batch.rows, batch.total)
            return
        if batch.rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(batch.rows) - 1)
            self._rows.extend(batch.rows)
            self.endInsertRows()
        self.loaded.emit(len(self._rows))

    def _reset(self, rows: Sequence[R], total: int | None) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.total = total
        self.endResetModel()
        self.loaded.emit(len(self._rows))


class CellDelegate(QStyledItemDelegate):
    """Paints cells: two lines, digits of one width, states as icon and word, and the ring on the current cell.

    whole_row: the ring goes round the row instead of the cell (lists that open a row).
    """

    def __init__(self, parent: QWidget | None = None, *, whole_row: bool = True) -> None:
        super().__init__(parent)
        self.whole_row = whole_row

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = current_theme()
        rect: QRect = option.rect
        view: QWidget = option.widget
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, theme.colour("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("hairline"))
        self.paint_content(painter, rect.adjusted(12, 5, -12, -5), index, selected)
        if isinstance(view, QTableView) and view.hasFocus():
            self._ring(painter, rect, view, index)
        painter.restore()

    def paint_content(self, painter: QPainter, rect: QRect, index: _Index, selected: bool) -> None:
        """Paint what stands in a cell; rect is inside its padding."""
        theme = current_theme()
        ink = theme.colour("on_selected" if selected else "text")
        found = index.data(STATE_ROLE)
        if isinstance(found, tuple) and found[0]:
            self._paint_state(painter, rect, str(found[0]), dict(found[1]))
            return
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        detail = str(index.data(DETAIL_ROLE) or "")
        upper = QRect(rect)
        if detail:
            upper.setHeight(rect.height() // 2)
            lower = QRect(rect.left(), upper.bottom() + 1, rect.width(), rect.height() - upper.height())
            painter.setFont(theme.font(Role.DETAIL))
            painter.setPen(theme.colour("on_selected" if selected else "second"))
            _draw_elided(painter, lower, detail, Qt.AlignmentFlag.AlignLeft)
        painter.setFont(theme.font(Role.BODY))
        painter.setPen(ink)
        model = index.model()
        column = model.columns[index.column()] if isinstance(model, PagedModel) else None
        side = Qt.AlignmentFlag.AlignRight if column is not None and column.right else Qt.AlignmentFlag.AlignLeft
        if column is not None and column.digits:
            draw_tabular(painter, QRectF(upper), text, right=column.right)
        else:
            _draw_elided(painter, upper, text, side)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(80, current_theme().sizes.row)

    def _ring(self, painter: QPainter, rect: QRect, view: QTableView, index: _Index) -> None:
        current = view.currentIndex()
        if not current.isValid() or current.row() != index.row():
            return
        if not self.whole_row:
            if current.column() == index.column():
                paint_ring(painter, rect.adjusted(2, 2, -2, -3))
            return
        # Each cell paints its part of one ring round the row, cut by the painter's clip.
        row = QRect(0, rect.top(), view.viewport().width(), rect.height())
        painter.setClipRect(rect)
        paint_ring(painter, row.adjusted(2, 2, -2, -3))

    def _paint_state(self, painter: QPainter, rect: QRect, state: str, values: dict[str, object]) -> None:
        theme = current_theme()
        word, name, tone = STATES[state]
        role = ROLE_OF_TONE[tone]
        ratio = painter.device().devicePixelRatioF()
        side = 18
        painter.drawPixmap(rect.left(), rect.center().y() - side // 2, icon_pixmap(name, role, side, ratio))
        painter.setFont(theme.font(Role.DETAIL, 500))
        painter.setPen(theme.colour(role))
        _draw_elided(painter, rect.adjusted(side + 6, 0, 0, 0), tr(word, **values), Qt.AlignmentFlag.AlignLeft)


def _draw_elided(painter: QPainter, rect: QRect, text: str, side: Qt.AlignmentFlag) -> None:
    metrics = QFontMetrics(painter.font(), painter.device())
    shown = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip), shown)


class DeskTable(QTableView):
    """A table for the keyboard: ↑ ↓ move, Enter opens, a typed character goes to an editor and never to a tick.

    two_lines: rows of 52 px instead of 34. editable: ← → move between cells and typing opens the cell's editor; else
    a row is chosen as a whole and what is typed is handed out as ``typed``, for the search box above.
    """

    opened = Signal(object)
    """The row's value, on Enter or a double click."""
    typed = Signal(str)
    """A character typed where no cell can be edited."""
    current_changed = Signal(object)
    """The row's value the ring has moved to, None for none."""

    def __init__(self, parent: QWidget | None = None, *, two_lines: bool = False, editable: bool = False) -> None:
        self._two_lines = two_lines
        super().__init__(parent)
        self._editable = editable
        self.setItemDelegate(CellDelegate(self, whole_row=not editable))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        behaviours = QAbstractItemView.SelectionBehavior
        self.setSelectionBehavior(behaviours.SelectItems if editable else behaviours.SelectRows)
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked
            if editable
            else triggers.NoEditTriggers
        )
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(self._open)
        self._fit()

    def show_model(self, model: "PagedModel[R]") -> None:
        """Show a model and give its columns their widths."""
        self.setModel(model)
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        for at, column in enumerate(model.columns):
            if column.width:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
                header.resizeSection(at, column.width)
            else:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self._moved)
        model.loaded.connect(self._choose_first)

    def current_row(self) -> object | None:
        """Return the value of the current row, None when there is none."""
        index = self.currentIndex()
        return index.data(ROW_ROLE) if index.isValid() else None

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if is_enter(event.key()) and held == Qt.KeyboardModifier.NoModifier and not self._editable:
            if not event.isAutoRepeat():
                self._open(self.currentIndex())
            return
        types = bool(event.text()) and event.text().isprintable() and held == Qt.KeyboardModifier.NoModifier
        if types and not self._editable:
            if event.key() != Qt.Key.Key_Space:
                self.typed.emit(event.text())
            return
        super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    @override
    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        """Let no input method compose over cells: a scan would be swallowed, and a count is digits."""
        return False if query == Qt.InputMethodQuery.ImEnabled else super().inputMethodQuery(query)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Leave the current row where it is: letters belong to a scan or a search box."""

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and not self._editable:
            self.opened.emit(index.data(ROW_ROLE))

    def _moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.viewport().update()
        self.current_changed.emit(current.data(ROW_ROLE) if current.isValid() else None)

    def _choose_first(self, rows: int) -> None:
        if rows and not self.currentIndex().isValid():
            self.setCurrentIndex(self.model().index(0, 0))

    def _fit(self) -> None:
        sizes = current_theme().sizes
        self.verticalHeader().setDefaultSectionSize(sizes.row_two if self._two_lines else sizes.row)
        self.verticalHeader().setMinimumSectionSize(sizes.row)
