"""The files that wait, side by side, oldest first: a small picture of each, its name, what is wrong with it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from desk_app.ui.icons import icon_pixmap
from desk_app.ui.keys import is_enter
from desk_app.ui.pages.digitising.file_view import pixmap_of
from desk_app.ui.pages.digitising.queue import WaitingFile
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.translation import sentence, tr

_PICTURE = 66
_CELL = QSize(104, 112)
_FILE = int(Qt.ItemDataRole.UserRole)
_PIXMAP = _FILE + 1
_PAD = 6


def file_words(waiting: WaitingFile) -> str:
    """Return what is to be said of a waiting file in a word or two."""
    if waiting.refusal is not None:
        return tr("không dùng được")
    if waiting.held_by:
        return tr("đã gắn")
    return tr("{n} trang", n=waiting.kind.pages if waiting.kind else 0)


class _Cell(QStyledItemDelegate):
    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: object) -> QSize:
        line = current_theme().type(Role.DETAIL).size * 3 // 2
        return QSize(_CELL.width(), _PICTURE + 2 * _PAD + 2 * line)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        item = option.widget.item(index.row())  # type: ignore[attr-defined]
        waiting: WaitingFile = item.data(_FILE)
        theme, rect = current_theme(), QRect(option.rect).adjusted(2, 2, -2, -2)
        chosen = option.widget.currentRow() == index.row()  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.setBrush(theme.colour("selected"))
            painter.setPen(theme.colour("accent"))
            painter.drawRoundedRect(rect, 4, 4)
        room = QRect(rect.left(), rect.top() + _PAD, rect.width(), _PICTURE)
        pixmap: QPixmap = item.data(_PIXMAP)
        size = pixmap.deviceIndependentSize().toSize()
        corner = QPoint(room.center().x() - size.width() // 2, room.center().y() - size.height() // 2)
        if waiting.thumbnail is not None:
            painter.fillRect(QRect(corner, size).adjusted(-1, -1, 1, 1), theme.colour("edge"))
        painter.drawPixmap(corner, pixmap)
        painter.setFont(theme.font(Role.DETAIL))
        below = QRect(rect.left() + 4, room.bottom() + 2, rect.width() - 8, (rect.bottom() - room.bottom()) // 2 - 1)
        metrics = painter.fontMetrics()
        name = metrics.elidedText(waiting.file.name, Qt.TextElideMode.ElideMiddle, below.width())
        painter.setPen(theme.colour("on_selected" if chosen else "text"))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), name)
        below.moveTop(below.bottom())
        if not chosen:
            painter.setPen(theme.colour("bad" if waiting.refusal else "second"))
        words = metrics.elidedText(file_words(waiting), Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), words)
        painter.restore()


class FileStrip(QListWidget):
    """← → choose a file; what is typed is handed out, for the box."""

    file_chosen = Signal(object)
    """The WaitingFile the ring has moved to, None for none."""
    typed = Signal(str)
    done = Signal()
    """Enter: this file it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setItemDelegate(_Cell(self))
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Tệp chờ gắn"))
        self.currentRowChanged.connect(lambda _row: self.file_chosen.emit(self.current()))
        self._fit()

    def current(self) -> WaitingFile | None:
        """Return the chosen file."""
        item = self.currentItem()
        waiting = item.data(_FILE) if item is not None else None
        return waiting if isinstance(waiting, WaitingFile) else None

    def show_files(self, files: Sequence[WaitingFile]) -> None:
        """Show these files; the chosen one stays, else the one that took its place is chosen."""
        before, at = self.current(), max(0, self.currentRow())
        self.blockSignals(True)
        self.clear()
        for waiting in files:
            item = QListWidgetItem(self)
            item.setData(_FILE, waiting)
            item.setData(_PIXMAP, self._pixmap(waiting))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{waiting.file.name}, {file_words(waiting)}")
            item.setToolTip(sentence(waiting.refusal) if waiting.refusal else waiting.file.name)
        kept = next((n for n, one in enumerate(files) if before is not None and one.file == before.file), None)
        self.setCurrentRow(kept if kept is not None else min(at, len(files) - 1))
        self.blockSignals(False)
        now = self.current()
        if now != before:
            self.file_chosen.emit(now)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event.key()):
            if not event.isAutoRepeat():
                self.done.emit()
            return
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if event.text() and event.text().isprintable() and held == Qt.KeyboardModifier.NoModifier:
            if event.key() != Qt.Key.Key_Space:
                self.typed.emit(event.text())
            return
        super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        line = current_theme().type(Role.DETAIL).size * 3 // 2
        self.setFixedHeight(_PICTURE + 2 * _PAD + 2 * line + 18)

    def _pixmap(self, waiting: WaitingFile) -> QPixmap:
        ratio = self.devicePixelRatioF()
        if waiting.thumbnail is None:
            return icon_pixmap("error", "bad", 36, ratio)
        pixmap = pixmap_of(waiting.thumbnail)
        side = round(_PICTURE * ratio)
        smooth = Qt.TransformationMode.SmoothTransformation
        small = pixmap.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        small.setDevicePixelRatio(ratio)
        return small
