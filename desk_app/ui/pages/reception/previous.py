"""The dossier just received, at the side until the next person is chosen: code, date, what became of its slip."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desk_app.domain.codes import group_digits
from desk_app.ui.desk import Phase, PrintState
from desk_app.ui.promise_words import dated
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.labels import Label
from desk_app.ui.widgets.tabular import TabularLabel

PRINT_WORDS = {
    Phase.WAITING: (mark("Đang in phiếu"), Tone.INFO),
    Phase.SENDING: (mark("Đang in phiếu"), Tone.INFO),
    Phase.SENT: (mark("Phiếu đã gửi máy in"), Tone.GOOD),
    Phase.GOOD: (mark("Phiếu đã in"), Tone.GOOD),
    Phase.FAILED: (mark("Phiếu CHƯA in: nhấn Ctrl+P"), Tone.BAD),
    Phase.SPOILED: (mark("Bản hỏng: đang in bản thay thế"), Tone.WARN),
}


@dataclass(frozen=True)
class Previous:
    """The page's last deed. head: what was done; form: the paper that came of it, "" where none is printed.

    session: of a lượt that ended, which has no one dossier.
    """

    dossier: UUID | None
    head: str
    code: str
    promised: str
    form: str
    print_words: str
    tone: Tone = Tone.INFO
    session: UUID | None = None

    def printed(self, state: PrintState) -> "Previous":
        """Return it with what became of its paper; another dossier's paper says nothing."""
        if state.dossier != self.dossier or state.form != self.form:
            return self
        words, tone = PRINT_WORDS[state.phase]
        return replace(self, print_words=tr(words), tone=tone)


def received(dossier: UUID, code: str, due_at: datetime | None, print_words: str, *, form: str) -> Previous:
    """Return what the side shows after a registration. due_at: aware, None = no fixed date."""
    promised = tr("Hẹn trả {when}", when=dated(due_at)) if due_at else tr("Không có ngày hẹn trả cụ thể")
    return Previous(dossier, tr("ĐÃ TIẾP NHẬN"), code, promised, form, print_words)


class PreviousPanel(QWidget):
    """Code in large digits, date, print state, and the two keys that help: print again, one more for this person."""

    print_asked = Signal()
    next_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = Label("", Role.HEAD, self)
        self.head.set_tone(Tone.GOOD)
        self.code = TabularLabel("", Role.CODE, self)
        self.promised = Label("", Role.BODY, self)
        self.print_state = Label("", Role.DETAIL, self)
        self.again = PlainButton(tr("Xem, in lại"), self, key="Ctrl+P", kind="quiet")
        self.again.clicked.connect(self.print_asked)
        self.one_more = PlainButton(tr("Thêm hồ sơ"), self, key="Ctrl+T", kind="quiet")
        self.one_more.setToolTip(tr("Thêm hồ sơ cho người này"))
        self.one_more.clicked.connect(self.next_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for part in (self.head, self.code, self.promised, self.print_state):
            column.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.again)
        row.addWidget(self.one_more)
        row.addStretch(1)
        column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_previous(self, previous: Previous | None) -> None:
        """Show a dossier, or nothing."""
        self.setVisible(previous is not None)
        if previous is None:
            return
        self.head.setText(previous.head)
        self.code.set_text(group_digits(previous.code))
        self.promised.setText(previous.promised)
        self.print_state.setText(previous.print_words)
        self.print_state.set_tone(previous.tone)
