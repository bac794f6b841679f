"""A recovery code on the screen: shown once, printed or saved as a sheet, never kept."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_app.services.office_settings import office_settings
from desk_app.services.papers import Paper, office_of
from desk_app.services.trial_sheets import recovery_paper
from desk_app.ui.desk import Desk, Phase, PrintState
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.theme import Role
from desk_app.ui.translation import tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.tabular import TabularLabel


class RecoverySheet(Block):
    """The code in large digits and its sheet. topic: under which the strip speaks of the printer."""

    def __init__(self, desk: Desk, strip: MessageStrip, code: str, parent: QWidget, *, topic: str) -> None:
        super().__init__(0, tr("Mã khôi phục của kho này"), parent)
        self._desk, self._strip, self._code, self._topic = desk, strip, code, topic
        self._title = tr("Tờ mã khôi phục")
        self.code = TabularLabel(code, Role.CODE, self)
        self.add(self.code)
        self.print_it = PlainButton(tr("In tờ mã khôi phục"), self, icon_name="print")
        self.look = PlainButton(tr("Xem và lưu tệp"), self, icon_name="preview", kind="quiet")
        row = QHBoxLayout()
        row.addWidget(self.print_it)
        row.addWidget(self.look)
        row.addStretch(1)
        self.add_layout(row)
        self.print_it.clicked.connect(lambda: desk.printing.print_sheet(self._title, self._make))
        self.look.clicked.connect(lambda: desk.printing.preview_sheet(self, self._title, self._make))
        desk.printing.changed.connect(self._heard)

    def _make(self) -> Paper:
        with self._desk.store.reading() as rd:
            office = office_settings(rd)
            return recovery_paper(rd, office_of(office.heading, office.counter), self._code, self._desk.clock())

    def _heard(self, state: PrintState) -> None:
        if state.form != self._title:
            return
        if state.phase is Phase.FAILED:
            self._strip.say(Kind.BAD, state.sentence, topic=self._topic)
        elif state.phase is Phase.SENT:
            self._strip.say(Kind.GOOD, tr("Máy in đã nhận. Cầm tờ giấy ra khỏi máy in ngay."), topic=self._topic)
