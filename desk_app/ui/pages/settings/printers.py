"""Thiết lập › Máy in: which printer and which paper for each use on this PC, each tried out with one press."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_app.domain.events.reception import OfficeHeading
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.services.desk_settings import PAPER_USES, DeskSettings, PrinterChoice, choose_printer, desk_settings
from desk_app.services.office_settings import office_settings
from desk_app.services.papers import Paper, office_of
from desk_app.services.trial_sheets import printer_test_paper
from desk_app.ui.desk import Desk, Phase, PrintState
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.settings.section import Section
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import ComboField
from desk_app.ui.widgets.labels import Paragraph

USE_WORDS = {
    "receipt": mark("Phiếu hẹn (Mẫu 01)"),
    "forms": mark("Phiếu bổ sung, từ chối, giải thích ngày hẹn"),
    "label": mark("Nhãn bìa hồ sơ"),
    "sheets": mark("Tờ hướng dẫn, niêm yết, danh sách, trang thử"),
}
SIZE_WORDS = {
    "": mark("Như biểu mẫu"),
    "A4": mark("A4"),
    "A5": mark("A5"),
    "K80": mark("Cuộn 80 mm"),
    "LABEL": mark("Nhãn"),
}


class PrintersSection(Section):
    """A block for each use. A change holds at once: a jammed printer cannot wait for an administrator."""

    right = None

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget) -> None:
        super().__init__(desk, strip, parent)
        self.printers: dict[str, ComboField] = {}
        self.sizes: dict[str, ComboField] = {}
        self.tests: dict[str, PlainButton] = {}
        for use, _forms, sizes in PAPER_USES:
            self._add_use(use, sizes)
        self.again = PlainButton(tr("Tìm lại máy in"), self, icon_name="refresh", kind="quiet")
        self.again.clicked.connect(self.on_shown)
        foot = QHBoxLayout()
        foot.addWidget(self.again)
        foot.addStretch(1)
        self.column.addLayout(foot)
        words = tr(
            "Trang thử có khung bốn cạnh, chữ đủ dấu, vạch mảnh và hai mã: quét lại được là máy in dùng được. Máy in "
            "mới cắm phải được hệ điều hành nhận trước."
        )
        self.column.addWidget(Paragraph(words, Role.DETAIL, self))
        self.column.addStretch(1)
        desk.printing.changed.connect(self._heard)

    def on_shown(self) -> None:
        """Read the printers and the choices again."""
        store = self.desk.store

        def read() -> DeskSettings:
            with store.reading() as rd:
                return desk_settings(rd)

        def show(names: tuple[str, ...]) -> None:
            self.desk.operations.read(self, read, done=lambda found: self._show(found, names), slot="printers")

        self.desk.printing.read_printers(show)

    def first_box(self) -> QWidget | None:
        """Return the first printer's list."""
        return self.printers["receipt"]

    def _add_use(self, use: str, sizes: tuple[str, ...]) -> None:
        block = Block(0, tr(USE_WORDS[use]), self)
        printer = ComboField(tr("Máy in"), self)
        size = ComboField(tr("Khổ giấy"), self, items=tuple((name, tr(SIZE_WORDS[name])) for name in sizes))
        test = PlainButton(tr("In trang thử"), self, icon_name="print")
        row = block.add_row(printer, size, test, stretches=(2, 1, 0))
        row.setAlignment(test, Qt.AlignmentFlag.AlignBottom)
        size.setVisible(len(sizes) > 1)
        printer.picked.connect(lambda _name: self._keep(use))
        size.picked.connect(lambda _size: self._keep(use))
        test.clicked.connect(partial(self._test, use))
        self.printers[use], self.sizes[use], self.tests[use] = printer, size, test
        self.column.addWidget(block)

    def _show(self, settings: DeskSettings, names: tuple[str, ...]) -> None:
        usual = tr("Máy in thường dùng ({name})", name=names[0]) if names else tr("Chưa thấy máy in nào")
        for use, field in self.printers.items():
            chosen = settings.printers.get(use, PrinterChoice())
            gone = [(chosen.printer, tr("{name} (không thấy)", name=chosen.printer))]
            missing = gone if chosen.printer and chosen.printer not in names else []
            field.set_items((("", usual), *((name, name) for name in names), *missing))
            field.set_value(chosen.printer)
            if chosen.size in dict(PAPER_SIZES)[use]:
                self.sizes[use].set_value(chosen.size)
            self.tests[use].setEnabled(bool(names))
        self.strip.solve("settings")
        if not names:
            self.strip.say(
                Kind.WARN,
                tr("Máy này chưa có máy in nào. Phiếu vẫn lưu được ra tệp PDF bằng Ctrl+P."),
                topic="settings",
            )

    def _choice(self, use: str) -> PrinterChoice:
        return PrinterChoice.model_validate({"printer": self.printers[use].value(), "size": self.sizes[use].value()})

    def _keep(self, use: str) -> None:
        store, session, now, choice = self.desk.store, self.session, self.desk.clock(), self._choice(use)
        self.desk.operations.write(
            self,
            lambda: choose_printer(store, session, use, choice, now),
            changes=Changes.of(Topic.SETTINGS),
            done=self.desk.settings_changed.emit,
        )

    def _test(self, use: str) -> None:
        store, now, choice = self.desk.store, self.desk.clock(), self._choice(use)

        def make() -> Paper:
            size = PaperSize(choice.size) if choice.size else None
            with store.reading() as rd:
                office = office_settings(rd)
                heading: OfficeHeading = office.heading
                where = office_of(heading, office.counter)
                return printer_test_paper(rd, where, office.agency_id, choice.printer, now, size)

        self.desk.printing.print_sheet(tr("Trang thử máy in"), make, printer=choice.printer)

    def _heard(self, state: PrintState) -> None:
        if state.form != tr("Trang thử máy in"):
            return
        if state.phase is Phase.SENT:
            self.said(tr("Máy in đã nhận trang thử. Xem giấy có đúng như ghi trên trang không."))
        elif state.phase is Phase.FAILED:
            self.strip.say(Kind.BAD, state.sentence, topic="settings")


PAPER_SIZES = tuple((use, sizes) for use, _forms, sizes in PAPER_USES)
