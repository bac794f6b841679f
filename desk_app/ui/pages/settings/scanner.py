"""Thiết lập › Thử máy quét: a printed page of codes read back through the running input method."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_app.services.office_settings import OfficeSettings, office_settings
from desk_app.services.papers import Paper, office_of
from desk_app.services.trial_sheets import scanner_test_paper
from desk_app.ui.desk import Desk, Phase, PrintState
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.pages.settings.section import Section
from desk_app.ui.scanner_trial import ScannerTrial
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.labels import Paragraph


class ScannerSection(Section):
    """Prints the page, then asks for each code in turn and says what the input method did to it."""

    right = None
    main_words = mark("In trang thử máy quét")

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget) -> None:
        super().__init__(desk, strip, parent)
        words = tr(
            "Bật bộ gõ tiếng Việt như khi làm việc. In trang thử, đặt con trỏ vào ô dưới rồi quét lần lượt từng mã."
        )
        self.column.addWidget(Paragraph(words, Role.BODY, self))
        self.block = Block(0, tr("Quét lần lượt"), self)
        self.trial = ScannerTrial(self)
        self.block.add(self.trial)
        self.again = PlainButton(tr("Làm lại từ đầu"), self, icon_name="refresh", kind="quiet")
        self.preview = PlainButton(tr("Xem trang thử"), self, icon_name="preview", kind="quiet")
        foot = QHBoxLayout()
        foot.addWidget(self.again)
        foot.addWidget(self.preview)
        foot.addStretch(1)
        self.block.add_layout(foot)
        self.column.addWidget(self.block)
        self.column.addStretch(1)
        self.again.clicked.connect(self._begin)
        self.preview.clicked.connect(lambda: desk.printing.preview_sheet(self, tr("Trang thử máy quét"), self._maker()))
        desk.printing.changed.connect(self._heard)

    def on_shown(self) -> None:
        """Get ready for the first code."""
        if not self.trial.begun:
            self._begin()

    def first_box(self) -> QWidget | None:
        """Return the field to scan into."""
        return self.trial.box

    def main_action(self) -> None:
        """Print the page of codes."""
        self.desk.printing.print_sheet(tr("Trang thử máy quét"), self._maker())

    def _begin(self) -> None:
        store, now = self.desk.store, self.desk.clock()

        def read() -> OfficeSettings:
            with store.reading() as rd:
                return office_settings(rd)

        self.desk.operations.read(
            self, read, done=lambda office: self.trial.begin(office.agency_id, now), slot="scanner"
        )

    def _maker(self) -> Callable[[], Paper]:
        store, now = self.desk.store, self.desk.clock()

        def make() -> Paper:
            with store.reading() as rd:
                office = office_settings(rd)
                return scanner_test_paper(rd, office_of(office.heading, office.counter), office.agency_id, now)

        return make

    def _heard(self, state: PrintState) -> None:
        if state.form == tr("Trang thử máy quét") and state.phase is Phase.FAILED:
            self.strip.say(Kind.BAD, state.sentence, topic="settings")
