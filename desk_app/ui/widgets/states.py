"""States as word and icon, colour third: every one of counter.md §7, and the pill that shows one."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from desk_app.ui.icons import icon_pixmap
from desk_app.ui.theme import Role, Tone, current_theme, set_look
from desk_app.ui.tokens import ROLE_OF_TONE
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.labels import Label

STATES: dict[str, tuple[str, str, Tone]] = {
    "submitted": (mark("Mới đăng ký"), "mail", Tone.INFO),
    "received": (mark("Đã tiếp nhận"), "inbox", Tone.INFO),
    "declined": (mark("Không tiếp nhận"), "do_not_disturb_on", Tone.BAD),
    "processing": (mark("Đang xử lý"), "hourglass_top", Tone.INFO),
    "supplement": (mark("Chờ bổ sung"), "pause_circle", Tone.WAIT),
    "payment": (mark("Chờ nghĩa vụ tài chính"), "payments", Tone.WAIT),
    "withdrawn": (mark("Đã rút"), "undo", Tone.PLAIN),
    "stopped": (mark("Dừng xử lý"), "block", Tone.PLAIN),
    "ready": (mark("Có kết quả"), "task_alt", Tone.GOOD),
    "returned": (mark("Đã trả"), "done_all", Tone.GOOD),
    "voided": (mark("Đã hủy tiếp nhận"), "cancel", Tone.PLAIN),
    "guided": (mark("Đã hướng dẫn"), "rule", Tone.WAIT),
    "parked": (mark("Đang để chờ"), "pause_circle", Tone.WAIT),
    "due_today": (mark("Đến hạn hôm nay"), "today", Tone.WARN),
    "overdue": (mark("Quá giờ hẹn"), "error", Tone.BAD),
    "late": (mark("Trễ {n} ngày"), "error", Tone.BAD),
    "over_supplemented": (mark("Bổ sung quá 1 lần"), "error", Tone.BAD),
    "apologised": (mark("Đã xin lỗi"), "drafts", Tone.PLAIN),
    "reprinted": (mark("In lại"), "print", Tone.PLAIN),
    "queued": (mark("Chờ gửi"), "cloud_upload", Tone.WAIT),
    "hand_over_by": (mark("Trước {n}"), "schedule", Tone.PLAIN),
    "hand_over_late": (mark("Quá giờ, {n}"), "error", Tone.BAD),
    "other_unit": (mark("Thuộc {n}"), "warning", Tone.WARN),
    "cannot_go": (mark("Không chuyển được"), "error", Tone.BAD),
}
"""Every state of counter.md §7 by its English name: Vietnamese word, icon, tone."""


class StatePill(QWidget):
    """A state as word + icon, colour third. state: a key of ``STATES``; values fill the word ({n})."""

    def __init__(self, state: str = "", parent: QWidget | None = None, **values: object) -> None:
        super().__init__(parent)
        self._state = state
        self._values = values
        self._icon = QLabel(self)
        self._word = Label("", Role.DETAIL, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 10, 2)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._word)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._show_state()

    @property
    def has_icon(self) -> bool:
        """Return whether an icon stands beside the word."""
        return not self._icon.pixmap().isNull()

    def set_state(self, state: str, **values: object) -> None:
        """Show another state."""
        self._state, self._values = state, values
        self._show_state()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange):
            self._show_state()
        super().changeEvent(event)

    def _show_state(self) -> None:
        self.setVisible(bool(self._state) and (self.isVisible() or self.parent() is not None))
        if not self._state:
            return
        word, name, tone = STATES[self._state]
        colour, ground = current_theme().tokens.tone(tone)
        self._icon.setPixmap(icon_pixmap(name, ROLE_OF_TONE[tone], 18, self.devicePixelRatioF()))
        self._word.setText(tr(word, **self._values))
        self._word.setFont(current_theme().font(Role.DETAIL, 500))
        set_look(self._word, tone=tone.value)
        self.setAccessibleName(self._word.text())
        sheet = f"StatePill {{ background: {ground}; border-radius: 6px; }} QLabel {{ color: {colour}; }}"
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)
