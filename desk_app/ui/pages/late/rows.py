"""The list of the page Trễ hạn: its columns, its ticks, and a table that Space ticks and ← → lead from tab to tab."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desk_app.domain.dates import office_time
from desk_app.domain.people import mask_phone
from desk_app.services.dossier_standing import STATE_NAMES
from desk_app.services.late import Watch, WatchedDossier
from desk_app.ui.icons import icon_pixmap
from desk_app.ui.pages.late.words import Look, letter_detail, letter_look, standing_look
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.tokens import ROLE_OF_TONE
from desk_app.ui.translation import tr
from desk_app.ui.widgets.big_date import weekday_name
from desk_app.ui.widgets.states import STATES
from desk_app.ui.widgets.tables import ROW_ROLE, CellDelegate, Column, DeskTable

TICK, CODE, STANDING, LETTER = 0, 1, 4, 5
"""Columns painted otherwise than as two lines of text, and the one a narrow window does without."""

_WIDTHS = {0: 44, 1: 208, 3: 152, 4: 184, 5: 196}
_NARROW = {0: 40, 3: 122, 4: 164, 5: 172}
_BOX = 18


def columns(ticked: Callable[[UUID], bool], narrow: Callable[[], bool]) -> list[Column[WatchedDossier]]:
    """Return the columns in the user's language. ticked: whether a dossier is chosen.

    narrow: whether the window is narrow; the code then stands before what the dossier is about.
    """

    def what(row: WatchedDossier) -> str:
        told = row.line.summary or row.line.procedure_name
        return f"{row.line.code} · {told}" if narrow() else told

    def tick_words(row: WatchedDossier) -> str:
        return tr("Đã chọn") if ticked(row.line.id) else ""

    return [
        Column("", tick_words, _WIDTHS[0]),
        Column(tr("Mã hồ sơ"), lambda row: row.line.code or "–", _WIDTHS[1], detail=_where, digits=True),
        Column(tr("Chủ hồ sơ, nội dung"), _who, detail=what),
        Column(tr("Hẹn trả"), _due, _WIDTHS[3], detail=_below_due),
        Column(tr("Tình trạng"), lambda row: standing_look(row)[0], _WIDTHS[4], detail=_state),
        Column(tr("Thư xin lỗi"), _letter, _WIDTHS[5], detail=letter_detail),
    ]


def widths(*, narrow: bool, scale: float) -> dict[int, int]:
    """Return the widths of the fixed columns in logical px. scale: of the text size in force."""
    return {at: round(width * scale) for at, width in (_NARROW if narrow else _WIDTHS).items()}


class LateTable(DeskTable):
    """Enter opens, Space or a click on the box ticks, ← → go to the neighbouring tab."""

    tick_asked = Signal(object)
    """The row to tick, or to free of its tick."""
    sideways = Signal(int)
    """-1 or +1: the tab before or after."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, two_lines=True)
        self.clicked.connect(self._clicked)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == Qt.KeyboardModifier.NoModifier and not event.isAutoRepeat():
            if event.key() == Qt.Key.Key_Space and self.current_row() is not None:
                self.tick_asked.emit(self.current_row())
                return
            if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                self.sideways.emit(-1 if event.key() == Qt.Key.Key_Left else 1)
                return
            if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.model() is not None:
                last = self.model().rowCount() - 1
                self.setCurrentIndex(self.model().index(0 if event.key() == Qt.Key.Key_Home else last, 2))
                return
        super().keyPressEvent(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # Two clicks on a box are two ticks, not a wish to open.
        if self.indexAt(event.position().toPoint()).column() == TICK:
            self.mousePressEvent(event)
            return
        super().mouseDoubleClickEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == TICK:
            self.tick_asked.emit(index.data(ROW_ROLE))


class LateDelegate(CellDelegate):
    """Paints the box of a row, and its standing and its letter as icon and word over a second line."""

    def __init__(self, ticked: Callable[[UUID], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ticked = ticked

    @override
    def paint_content(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex, selected: bool
    ) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, WatchedDossier) or index.column() not in (TICK, STANDING, LETTER):
            super().paint_content(painter, rect, index, selected)
            return
        if index.column() == TICK:
            if row.line.open:
                _paint_box(painter, rect, checked=self._ticked(row.line.id))
            return
        look = standing_look(row) if index.column() == STANDING else letter_look(row)
        detail = _state(row) if index.column() == STANDING else letter_detail(row)
        paint_look(painter, rect, look, detail, selected=selected)


def paint_look(painter: QPainter, rect: QRect, look: Look | None, detail: str, *, selected: bool) -> None:
    """Paint icon and word over a second line; the word alone stands in the middle."""
    theme = current_theme()
    upper = QRect(rect)
    if detail:
        upper.setHeight(rect.height() // 2)
    lower = QRect(rect.left(), upper.bottom() + 1, rect.width(), rect.height() - upper.height())
    if look is None:
        lower = QRect(rect)
    else:
        word, name, tone = look
        role = ROLE_OF_TONE[tone]
        pixmap = icon_pixmap(name, role, _BOX, painter.device().devicePixelRatioF())
        painter.drawPixmap(QPoint(upper.left(), upper.center().y() - _BOX // 2 + 1), pixmap)
        painter.setFont(theme.font(Role.DETAIL, 500))
        painter.setPen(theme.colour(role))
        _draw(painter, upper.adjusted(_BOX + 6, 0, 0, 0), word)
    if detail:
        painter.setFont(theme.font(Role.DETAIL))
        painter.setPen(theme.colour("on_selected" if selected else "second"))
        _draw(painter, lower, detail)


def _paint_box(painter: QPainter, rect: QRect, *, checked: bool) -> None:
    theme = current_theme()
    box = QRectF(rect.center().x() - _BOX / 2 + 0.5, rect.center().y() - _BOX / 2 + 0.5, _BOX, _BOX)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("accent" if checked else "edge"), 1))
    painter.setBrush(theme.colour("accent" if checked else "surface"))
    painter.drawRoundedRect(box, 4, 4)
    if checked:
        pixmap = icon_pixmap("check", "on_accent", _BOX - 2, painter.device().devicePixelRatioF())
        painter.drawPixmap(QPoint(round(box.left()) + 1, round(box.top()) + 1), pixmap)


def _draw(painter: QPainter, rect: QRect, text: str) -> None:
    shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
    painter.drawText(rect, int(side), shown)


def _where(row: WatchedDossier) -> str:
    return row.unit or tr("Tại quầy")


def _who(row: WatchedDossier) -> str:
    return " · ".join(part for part in (row.line.owner_name, mask_phone(row.line.owner_phone)) if part)


def _due(row: WatchedDossier) -> str:
    return f"{office_time(row.due_at):%d/%m/%Y}" if row.due_at is not None else tr("Không hẹn ngày")


def _below_due(row: WatchedDossier) -> str:
    if row.due_at is None:
        return ""
    if row.shown_due_at is not None and row.shown_due_at != row.due_at:
        return tr("Hẹn lại {day}", day=f"{office_time(row.shown_due_at):%d/%m}")
    due = office_time(row.due_at)
    return f"{weekday_name(due)} {due:%H:%M}"


def _state(row: WatchedDossier) -> str:
    words = tr(STATES[STATE_NAMES[row.line.state]][0])
    if row.group is Watch.READY and row.counted_late:
        return tr("xong sau hẹn")
    if row.group in (Watch.WAITING, Watch.READY) and row.since is not None:
        return tr("{state} từ {day}", state=words, day=f"{office_time(row.since):%d/%m}")
    return words


def _letter(row: WatchedDossier) -> str:
    look = letter_look(row)
    return look[0] if look is not None else ""
