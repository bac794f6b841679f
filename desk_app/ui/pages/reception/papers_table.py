"""The papers as a table for the keyboard: ↑ ↓ rows, ← → columns, Space ticks, digits count; a scan changes nothing."""

from dataclasses import dataclass, replace

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QLineEdit, QStyleOptionViewItem, QTableView, QWidget
from typing_extensions import override

from desk_app.domain.procedures import PaperClass, PaperTag
from desk_app.services.reception_lookups import PaperRow
from desk_app.ui.icons import icon_pixmap
from desk_app.ui.keys import is_enter
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.fields import TextLine
from desk_app.ui.widgets.tables import CellDelegate, DeskTable

_Index = QModelIndex | QPersistentModelIndex

NAME, ORIGINAL, CERTIFIED, COPY = range(4)
COUNTS = {ORIGINAL: "original", CERTIFIED: "certified", COPY: "copy_count"}
MOST = 999
TAG_WORDS = {
    PaperTag.IF_ANY: mark("nếu có"),
    PaperTag.ONE_OF: mark("một trong"),
    PaperTag.ONLINE_ONLY: mark("chỉ trực tuyến"),
}
HEADS = (mark("Phải nộp"), mark("Chính"), mark("Ch.thực"), mark("Photo"))
COUNT_WIDTH = 72
_UNDO_STEPS = 50


@dataclass(frozen=True)
class Line:
    """One row of the table. typed: entered by the clerk, in no published row."""

    row: PaperRow
    ticked: bool = False
    original: int = 0
    certified: int = 0
    copy_count: int = 0
    reused: bool = False
    typed: bool = False

    @property
    def shelf(self) -> PaperClass:
        """Return which shelf the row stands on."""
        return self.row.paper_class

    def count(self, column: int) -> int:
        """Return the count of a column."""
        return int(getattr(self, COUNTS[column]))

    def tick(self, on: bool) -> "Line":
        """Return the line ticked or not; a first tick takes the published counts, one original where there are none."""
        if not on or self.original or self.certified or self.copy_count or self.shelf is not PaperClass.SUBMIT:
            return replace(self, ticked=on)
        usual = self.row.usual
        if usual is not None and (usual.original or usual.certified or usual.copy_count):
            counts = (usual.original, usual.certified, usual.copy_count)
        else:
            counts = (self.row.original or int(not self.row.copy_count), 0, self.row.copy_count)
        return replace(self, ticked=on, original=counts[0], certified=counts[1], copy_count=counts[2])


class PaperLines(QAbstractTableModel):
    """The rows of the shelf Phải nộp, and of the other shelves while they are open."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []
        self._open: frozenset[PaperClass] = frozenset({PaperClass.SUBMIT})
        self._shown: list[int] = []
        self._before: list[list[Line]] = []

    def lines(self) -> list[Line]:
        """Return every line, also of closed shelves."""
        return list(self._lines)

    def set_lines(self, lines: list[Line]) -> None:
        """Show other papers; there is nothing to undo then."""
        self._before.clear()
        self._replace(lines)

    def change(self, lines: list[Line]) -> None:
        """Change the lines by a person's hand; can be undone."""
        self._before = [*self._before[-_UNDO_STEPS:], self._lines]
        self._replace(lines)
        self.changed.emit()

    def undo(self) -> bool:
        """Take back the last tick or count; False where there is none."""
        if not self._before:
            return False
        self._replace(self._before.pop())
        self.changed.emit()
        return True

    def set_open(self, shelf: PaperClass, opened: bool) -> None:
        """Show or hide the rows of a shelf."""
        self._open = self._open | {shelf} if opened else self._open - {shelf}
        self._replace(self._lines)

    def line_at(self, row: int) -> Line | None:
        """Return the line in a row of the table."""
        return self._lines[self._shown[row]] if 0 <= row < len(self._shown) else None

    def row_of(self, name: str) -> int:
        """Return the row of the table a paper stands in, -1 where it is not shown."""
        return next((at for at, n in enumerate(self._shown) if self._lines[n].row.name == name), -1)

    def put(self, row: int, line: Line) -> None:
        """Put a changed line in a row's place, by a person's hand."""
        at = self._shown[row]
        self._before = [*self._before[-_UNDO_STEPS:], list(self._lines)]
        self._lines = [*self._lines[:at], line, *self._lines[at + 1 :]]
        self.dataChanged.emit(self.index(row, 0), self.index(row, COPY))
        self.changed.emit()

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    @override
    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(HEADS)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignHCenter if section else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.line_at(index.row())
        if line is None:
            return None
        column = index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                if column == NAME:
                    return line.row.line
                return (str(line.count(column)) if line.ticked else "–") if line.shelf is PaperClass.SUBMIT else ""
            case Qt.ItemDataRole.EditRole if column:
                return str(line.count(column))
            case Qt.ItemDataRole.ToolTipRole:
                return line.row.name
            case Qt.ItemDataRole.AccessibleTextRole if column == NAME:
                said = tr("đã đánh dấu") if line.ticked else tr("chưa đánh dấu")
                return f"{line.row.line}, {said}"
        return None

    @override
    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        line = self.line_at(index.row())
        if line is not None and line.shelf is PaperClass.SUBMIT and index.column() in COUNTS:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    @override
    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        line = self.line_at(index.row())
        text = str(value).strip() or "0"
        if line is None or index.column() not in COUNTS or not text.isascii() or not text.isdigit():
            return False
        count = min(int(text), MOST)
        if count == line.count(index.column()) and (line.ticked or not count):
            return False
        changed = replace(line, **{COUNTS[index.column()]: count})  # type: ignore[arg-type]
        self.put(index.row(), replace(changed, ticked=line.ticked or count > 0))
        return True

    def _replace(self, lines: list[Line]) -> None:
        self.beginResetModel()
        self._lines = list(lines)
        order = (PaperClass.SUBMIT, PaperClass.PRESENT, PaperClass.NOTE)
        self._shown = [
            at for shelf in order if shelf in self._open for at, line in enumerate(self._lines) if line.shelf is shelf
        ]
        self.endResetModel()


class _CountEditor(TextLine):
    """The editor of a count; its Enter ends the edit and goes no further."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if is_enter(event.key()):
            event.accept()


class PaperDelegate(CellDelegate):
    """Paints the tick, the paper's line, its tag and the counts; edits a count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, whole_row=False)

    @override
    def paint_content(self, painter: QPainter, rect: QRect, index: _Index, selected: bool) -> None:
        model = index.model()
        line = model.line_at(index.row()) if isinstance(model, PaperLines) else None
        if line is None:
            return
        theme = current_theme()
        painter.setPen(theme.colour("on_selected" if selected else "text"))
        painter.setFont(theme.font(Role.BODY if line.shelf is PaperClass.SUBMIT else Role.DETAIL))
        if index.column() == NAME:
            self._paint_name(painter, rect.adjusted(-4, 0, 0, 0), line, selected)
            return
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        if not line.ticked or text == "0":
            painter.setPen(theme.colour("second"))
        painter.drawText(rect.adjusted(-12, 0, 12, 0), int(Qt.AlignmentFlag.AlignCenter), text)

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        editor = _CountEditor(parent)
        editor.setProperty("cell", True)
        editor.setAlignment(Qt.AlignmentFlag.AlignCenter)
        editor.setAccessibleName(tr(HEADS[index.column()]))
        return editor

    @override
    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def _paint_name(self, painter: QPainter, rect: QRect, line: Line, selected: bool) -> None:
        theme = current_theme()
        left = rect.left()
        if line.shelf is not PaperClass.NOTE:
            box = QRect(left, rect.center().y() - 8, 17, 17)
            _paint_tick(painter, box, line.ticked)
        else:
            ratio = painter.device().devicePixelRatioF()
            painter.drawPixmap(left, rect.center().y() - 8, icon_pixmap("info", "second", 18, ratio))
        left += 26
        words = [tr(TAG_WORDS[tag]) for tag in line.row.tags]
        if line.reused:
            words.append(tr("dùng lại, không nộp bản giấy"))
        if line.shelf is PaperClass.PRESENT:
            words.append(tr("xuất trình"))
        right = rect.right()
        painter.setPen(theme.colour("on_selected" if selected else "text"))
        metrics = QFontMetrics(painter.font(), painter.device())
        small = theme.font(Role.DETAIL, 500)
        for word in reversed(words):
            width = QFontMetrics(small).horizontalAdvance(word) + 14
            tag = QRect(right - width, rect.center().y() - 10, width, 21)
            painter.save()
            painter.setFont(small)
            colour, ground = theme.colour("wait"), theme.colour("wait_tint")
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawRoundedRect(tag, 6, 6)
            painter.setPen(colour)
            painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), word)
            painter.restore()
            right -= width + 6
        room = QRect(left, rect.top(), max(0, right - left - 4), rect.height())
        shown = metrics.elidedText(line.row.line, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


def _paint_tick(painter: QPainter, box: QRect, ticked: bool) -> None:
    theme = current_theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("accent" if ticked else "edge"), 1))
    painter.setBrush(theme.colour("accent" if ticked else "surface"))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if ticked:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(box.left(), box.top(), icon_pixmap("check", "on_accent", 16, ratio))
    painter.restore()


class PapersTable(DeskTable):
    """The table itself: a digit opens the count's editor, Space ticks, Ctrl+Z takes back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, editable=True)
        self.lines = PaperLines(self)
        self.setModel(self.lines)
        self.setItemDelegate(PaperDelegate(self))
        header = self.horizontalHeader()
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in COUNTS:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, COUNT_WIDTH)
        header.hide()
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setAccessibleName(tr("Giấy tờ phải nộp"))
        self.setEditTriggers(QTableView.EditTrigger.EditKeyPressed)
        self.lines.modelReset.connect(self._keep_a_row)
        self.selectionModel().currentRowChanged.connect(lambda now, _old: self.current_changed.emit(now.row()))
        self._row = 0

    def current_line(self) -> Line | None:
        """Return the line with the ring."""
        return self.lines.line_at(self.currentIndex().row())

    def toggle(self, row: int) -> None:
        """Tick a row, or take its tick away."""
        line = self.lines.line_at(row)
        if line is not None and line.shelf is not PaperClass.NOTE:
            self.lines.put(row, line.tick(not line.ticked))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        index = self.currentIndex()
        if held == Qt.KeyboardModifier.NoModifier and index.isValid():
            if event.key() == Qt.Key.Key_Space:
                if not event.isAutoRepeat():
                    self.toggle(index.row())
                return
            if event.text().isascii() and event.text().isdigit():
                self._edit_count(index, event)
                return
            if event.text() and event.text().isprintable():
                return
        super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == NAME and event.button() == Qt.MouseButton.LeftButton:
            self.toggle(index.row())

    def _edit_count(self, index: QModelIndex, event: QKeyEvent) -> None:
        column = index.column() if index.column() in COUNTS else ORIGINAL
        target = self.lines.index(index.row(), column)
        if not self.lines.flags(target) & Qt.ItemFlag.ItemIsEditable:
            return
        self.setCurrentIndex(target)
        if self.edit(target, QTableView.EditTrigger.AllEditTriggers, event):
            editor = self.focusWidget() or self.indexWidget(target)
            if isinstance(editor, QLineEdit) and editor.hasFocus() and editor.selectedText() == editor.text():
                editor.insert(event.text())

    def _keep_a_row(self) -> None:
        rows = self.lines.rowCount()
        if rows:
            self.setCurrentIndex(self.lines.index(min(max(self._row, 0), rows - 1), ORIGINAL))

    def remember_row(self) -> None:
        """Remember where the ring is before the rows are replaced."""
        self._row = self.currentIndex().row()
