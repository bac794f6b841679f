"""The steps once there is a store: the recovery code, the catalogue, units of limits, scanner, printer."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from desk_app.domain.errors import DeskError, sentences
from desk_app.services.catalogue import Imported, import_file
from desk_app.services.office_layer import list_commune_procedures
from desk_app.ui.desk import Desk
from desk_app.ui.first_run.step import Step
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.operations import Changes, Progress, Running, Topic
from desk_app.ui.pages.procedures.units import UnitsPanel
from desk_app.ui.pages.settings.printers import PrintersSection
from desk_app.ui.pages.settings.scanner import ScannerSection
from desk_app.ui.recovery_sheet import RecoverySheet
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, sentence, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import CheckRow, LineField
from desk_app.ui.widgets.labels import Paragraph

sentences(recovery_not_kept="Chép hoặc in mã khôi phục, cất vào két, rồi đánh dấu “Đã cất tờ mã khôi phục”.")


class RecoveryStep(Step):
    """The recovery code: shown here and never again."""

    title = mark("Mã khôi phục")
    can_go_back = False

    def __init__(self, parent: QWidget, desk: Desk, strip: MessageStrip, code: str) -> None:
        super().__init__(parent)
        words = tr(
            "Kho đã được tạo và mã hóa. Mã dưới đây mở kho khi đổi máy, cài lại hoặc khôi phục; chương trình không giữ "
            "bản nào và không hiện lại. Mất cả máy và mã là mất hồ sơ."
        )
        self.column.addWidget(Paragraph(words, Role.BODY, self))
        self.sheet = RecoverySheet(desk, strip, code, self, topic="step")
        self.column.addWidget(self.sheet)
        self.kept = CheckRow(tr("Đã cất tờ mã khôi phục vào nơi có khóa"), self)
        self.column.addWidget(self.kept)
        self.column.addStretch(1)

    def first_box(self) -> QWidget | None:
        """Return the button that prints."""
        return self.sheet.print_it

    def complete(self) -> None:
        """Raise DeskError ``recovery_not_kept`` until a person says that the code is kept."""
        if not self.kept.isChecked():
            raise DeskError("recovery_not_kept")


class CatalogueStep(Step):
    """The procedures: a file of the portal, of the national service, or the office's own workbook."""

    title = mark("Danh mục thủ tục")
    can_go_back = False

    def __init__(self, parent: QWidget, desk: Desk, strip: MessageStrip) -> None:
        super().__init__(parent)
        self._desk, self._strip = desk, strip
        self._running: Running | None = None
        words = tr(
            "Nhập danh mục thủ tục đã công bố: danh sách hoặc tệp chi tiết tải từ cổng dịch vụ công, tệp của hệ thống "
            "quốc gia, hoặc bảng XLSX của cơ quan. Nhập nhiều tệp lần lượt cũng được; làm sau cũng được."
        )
        self.column.addWidget(Paragraph(words, Role.BODY, self))
        block = Block(0, tr("Tệp danh mục"), self)
        self.file = LineField(tr("Tệp"), self)
        self.choose = PlainButton(tr("Chọn…"), self, icon_name="folder_open")
        self.take = PlainButton(tr("Nhập danh mục"), self, icon_name="upload_file", kind="accent")
        row = block.add_row(self.file, self.choose, self.take, stretches=(1, 0, 0))
        for button in (self.choose, self.take):
            row.setAlignment(button, Qt.AlignmentFlag.AlignBottom)
        self.bar = QProgressBar(self)
        self.bar.hide()
        self.stop = PlainButton(tr("Dừng"), self, kind="quiet")
        self.stop.hide()
        self.result = Paragraph("", Role.BODY, self)
        block.add(self.bar)
        block.add(self.result)
        block.add(self.stop)
        self.column.addWidget(block)
        self.column.addStretch(1)
        self.choose.clicked.connect(self._ask_file)
        self.take.clicked.connect(self.import_it)
        self.stop.clicked.connect(self._stop)

    def first_box(self) -> QWidget | None:
        """Return the file's field."""
        return self.file

    def import_it(self) -> None:
        """Import the file named; commune procedures go on the office's own list."""
        if not self.file.text():
            self.file.set_missing()
            return
        desk, path = self._desk, Path(self.file.text())
        store, session, now = desk.store, desk.session, desk.clock()

        def work(progress: Progress) -> tuple[Imported, int]:
            done = import_file(store, session, path, now, telling=progress.report, cancelled=lambda: progress.cancelled)
            return done, list_commune_procedures(store, session, now)

        self._show_busy(True)
        self._running = desk.operations.long(
            self,
            work,
            changes=Changes.of(Topic.PROCEDURES),
            done=self._done,
            failed=self._failed,
            cancelled=lambda: self._show_busy(False),
            progressed=self._progressed,
        )

    def complete(self) -> None:
        """Wait for an import under way: it is stopped first when the user goes on."""
        self._stop()

    def _stop(self) -> None:
        if self._running is not None and not self._running.finished:
            self._running.cancel()

    def _done(self, found: tuple[Imported, int]) -> None:
        imported, listed = found
        self._show_busy(False)
        words = tr(
            "Đã nhập: {new} thủ tục mới, {amended} sửa đổi. {listed} thủ tục cấp xã đã vào danh mục của cơ quan.",
            new=imported.new,
            amended=imported.amended,
            listed=listed,
        )
        self.result.set_text(words)
        self._strip.solve("step")

    def _failed(self, error: DeskError) -> None:
        self._show_busy(False)
        self._strip.say(Kind.BAD, sentence(error), topic="step")

    def _progressed(self, done: int, total: int, _text: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _show_busy(self, busy: bool) -> None:
        self.bar.setRange(0, 0)
        self.bar.setVisible(busy)
        self.stop.setVisible(busy)
        self.take.setEnabled(not busy)

    def _ask_file(self) -> None:
        kinds = tr("Danh mục (*.csv *.xlsx *.json *.jsonl);;Mọi tệp (*)")
        chosen, _kind = QFileDialog.getOpenFileName(self, tr("Tệp danh mục"), str(Path.home()), kinds)
        if chosen:
            self.file.set_text(chosen)


class UnitsStep(Step):
    """Limits published without a unit, most used first; the rest can wait."""

    title = mark("Đơn vị thời hạn")
    can_go_back = False
    is_form = False

    def __init__(self, parent: QWidget, desk: Desk, strip: MessageStrip) -> None:
        super().__init__(parent)
        words = tr(
            "Nhiều thủ tục công bố thời hạn mà không ghi đơn vị. Xác nhận các thủ tục hay dùng trước; phần còn lại làm "
            "dần ở trang Thủ tục."
        )
        self.column.addWidget(Paragraph(words, Role.BODY, self))
        self.panel = UnitsPanel(desk, desk.session, lambda kind, text: strip.say(kind, text, topic="step"), self)
        self.column.addWidget(self.panel, 1)

    def on_shown(self) -> None:
        """Read the list."""
        self.panel.refresh()


class ScannerStep(Step):
    """The scanner with the input method running."""

    title = mark("Thử máy quét")
    can_go_back = False
    is_form = False

    def __init__(self, parent: QWidget, desk: Desk, strip: MessageStrip) -> None:
        super().__init__(parent)
        self.section = ScannerSection(desk, strip, self)
        # F9 goes on in the guide; the page of codes has a button of its own.
        self.section.main_button.hide()
        self.print_it = PlainButton(tr("In trang thử máy quét"), self, icon_name="print")
        self.print_it.clicked.connect(self.section.main_action)
        self.column.addWidget(self.print_it, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.section, 1)

    def on_shown(self) -> None:
        """Get ready for the first code."""
        self.section.on_shown()

    def first_box(self) -> QWidget | None:
        """Return the field to scan into."""
        return self.section.first_box()


class PrinterStep(Step):
    """Which printer for which paper, each tried out."""

    title = mark("Thử máy in")
    next_words = mark("Vào làm việc")
    can_go_back = False
    is_form = False

    def __init__(self, parent: QWidget, desk: Desk, strip: MessageStrip) -> None:
        super().__init__(parent)
        self.section = PrintersSection(desk, strip, self)
        self.column.addWidget(self.section, 1)

    def on_shown(self) -> None:
        """Read the printers."""
        self.section.on_shown()

    def first_box(self) -> QWidget | None:
        """Return the first printer's list."""
        return self.section.first_box()
