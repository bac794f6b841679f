"""One line above the form for what is not a plain registration: a reason, or what Mẫu 02 asks for besides."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from desk_app.ui.pages.reception.pieces import PickBox
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import NoteField
from desk_app.ui.widgets.labels import ElidedLabel


class Task(StrEnum):
    """What F9 does now."""

    RECEIVE = "receive"
    SUPPLEMENT = "supplement"
    DECLINE = "decline"
    CORRECT = "correct"
    CANCEL = "cancel"


ACTIONS = {
    Task.RECEIVE: mark("Tiếp nhận và in phiếu"),
    Task.SUPPLEMENT: mark("In yêu cầu bổ sung (Mẫu 02)"),
    Task.DECLINE: mark("Từ chối tiếp nhận (Mẫu 03)"),
    Task.CORRECT: mark("Sửa hồ sơ"),
    Task.CANCEL: mark("Hủy tiếp nhận"),
}
"""Words of the main button by task."""

_WRITTEN = {Task.SUPPLEMENT: mark("Nội dung khác"), Task.DECLINE: mark("Nói rõ")}
"""Tasks whose paper says what the clerk writes, line by line."""


class TaskBar(QFrame):
    """Hidden while dossiers are simply received."""

    edited = Signal()
    closed = Signal()
    """Thôi: back to receiving; what was typed stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.task = Task.RECEIVE
        self.words = ElidedLabel("", Role.BODY, self)
        self.words.set_tone(Tone.INFO)
        self.words.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.reason = PickBox(tr("Lý do"), self, placeholder=tr("gõ số, hoặc gõ lý do"), free=True)
        self.lines = NoteField("", self, lines=1, most=4, inline=True, placeholder=tr("Alt+Enter: dòng mới"))
        self.stop = PlainButton(tr("Thôi"), self, key="Esc", kind="quiet")
        self.stop.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setSpacing(12)
        row.addWidget(self.words)
        row.addWidget(self.reason, 1)
        row.addWidget(self.lines, 1)
        row.addWidget(self.stop)
        self.set_dense(False)
        self.reason.picked.connect(lambda _value: self.edited.emit())
        self.lines.text_changed.connect(lambda _text: self.edited.emit())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def set_dense(self, dense: bool) -> None:
        """Give up the air above and below, where the form would have to scroll."""
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(12, 1 if dense else 5, 8, 1 if dense else 5)

    def begin(self, task: Task, words: str, reasons: Sequence[str] = (), *, lines: str = "") -> None:
        """Show what is asked; reasons: the office's list."""
        self.task = task
        self.set_words(words)
        self.reason.setVisible(task is not Task.SUPPLEMENT)
        self.lines.setVisible(task in _WRITTEN)
        self.lines.set_label(tr(_WRITTEN[task]) if task in _WRITTEN else "")
        self.reason.set_value(None)
        self.offer(reasons)
        self.lines.set_text(lines)
        self.setVisible(task is not Task.RECEIVE)

    def offer(self, reasons: Sequence[str]) -> None:
        """Replace the reasons on the list."""
        self.reason.set_items([(reason, reason) for reason in reasons])

    def end(self) -> None:
        """Go back to receiving."""
        self.task = Task.RECEIVE
        self.reason.close_list()
        self.hide()

    def set_words(self, words: str) -> None:
        """Change what is said, for a new count; what F9 does is never cut."""
        self.words.setText(words)
        self.words.setFixedWidth(self.words.fontMetrics().horizontalAdvance(words) + 4)

    def focus_box(self) -> None:
        """Put the caret where something is asked."""
        box = self.lines.edit if self.task is Task.SUPPLEMENT else self.reason.stop
        box.setFocus(Qt.FocusReason.OtherFocusReason)

    def reason_text(self) -> str:
        """Return the reason given, what was written behind it below; "" where none is."""
        written = self.lines.text() if self.task is Task.DECLINE else ""
        return "\n".join(part for part in (str(self.reason.answer() or ""), written) if part)

    def typed_lines(self) -> str:
        """Return what Mẫu 02 asks for besides, a line each."""
        lines = self.lines.text().replace(";", "\n").split("\n")
        return "\n".join(line.strip() for line in lines if line.strip())
