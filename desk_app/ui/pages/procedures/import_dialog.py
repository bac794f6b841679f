"""Import a catalogue file: read and compared first, then stored with one more key; stopped at any moment."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.catalogue_files import FileKind, ReportRow, RowOutcome
from desk_app.domain.errors import DeskError
from desk_app.domain.procedure_diff import ChangeKind
from desk_app.services.accounts import Session
from desk_app.services.catalogue import Imported, ImportPlan, plan_import, store_plan
from desk_app.services.catalogue_template import write_template
from desk_app.ui.desk import Desk
from desk_app.ui.keys import Act, bind
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.operations import Changes, Running, Topic
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, sentence, tr
from desk_app.ui.widgets.buttons import MainButton, PlainButton
from desk_app.ui.widgets.fields import CheckRow
from desk_app.ui.widgets.labels import Label, Paragraph
from desk_app.ui.widgets.tables import Column, DeskTable, PagedModel

FILE_WORDS = {
    FileKind.PORTAL_LIST: mark("danh sách của Cổng"),
    FileKind.PORTAL_DETAILS: mark("bản ghi chi tiết của Cổng"),
    FileKind.NATIONAL_SERVICE: mark("dữ liệu của dịch vụ quốc gia"),
    FileKind.OFFICE_TEMPLATE: mark("bảng kê của đơn vị"),
}
OUTCOME_WORDS = {
    RowOutcome.OK: mark("Đã đọc"),
    RowOutcome.REPAIRED: mark("Đã sửa"),
    RowOutcome.SKIPPED: mark("Bỏ qua"),
}


class ImportDialog(QDialog):
    """Chooses a file, shows what it would change, stores it. Esc stops or closes; nothing is answered by Enter."""

    stored = Signal()
    """A catalogue was stored."""

    def __init__(self, desk: Desk, session: Session, parent: QWidget) -> None:
        super().__init__(parent.window())
        self._desk, self._session = desk, session
        self._running: Running | None = None
        self.plan: ImportPlan | None = None
        self.setWindowTitle(tr("Nhập danh mục thủ tục"))
        self.setModal(True)
        self.strip = MessageStrip(self)
        self.head = Paragraph(
            tr("Chọn tệp Cổng xuất ra (CSV, XLSX), bản ghi chi tiết, tệp dịch vụ quốc gia, hoặc bảng kê của đơn vị."),
            Role.BODY,
            self,
        )
        self.choose_button = PlainButton(tr("Chọn tệp…"), self, icon_name="upload_file")
        self.template_button = PlainButton(tr("Lưu bảng kê trống…"), self, icon_name="download", kind="quiet")
        self.doing = Label("", Role.DETAIL, self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.stop = PlainButton(tr("Dừng"), self, key="Esc", icon_name="cancel")
        self.summary = Paragraph("", Role.CHOSEN, self)
        self.abolish = CheckRow("", self)
        self.report = DeskTable(self)
        self.report.setAccessibleName(tr("Ghi chú theo dòng"))
        self.model: PagedModel[ReportRow] = PagedModel(desk.operations, _columns(), self)
        self.report.show_model(self.model)
        self.store_button = MainButton(tr("Nhập vào danh mục"), self)
        self.close_button = PlainButton(tr("Đóng"), self, key="Esc")
        self._lay_out()
        self._connect()
        self._rest()
        self.resize(min(parent.window().width() - 64, 980), min(parent.window().height() - 64, 620))

    def choose(self) -> None:
        """Ask for a file."""
        name, _kind = QFileDialog.getOpenFileName(
            self,
            tr("Chọn tệp danh mục"),
            str(Path.home()),
            tr("Tệp danh mục (*.csv *.xlsx *.json *.jsonl *.gz);;Mọi tệp (*)"),
        )
        if name:
            self.read_file(Path(name))

    def read_file(self, path: Path) -> None:
        """Read a file and show what it would change."""
        self.plan = None
        self.strip.solve_all()
        self._work()
        store = self._desk.store
        self._running = self._desk.operations.long(
            self,
            lambda progress: plan_import(store, path, telling=progress.report),
            changes=Changes(),
            done=self._planned,
            failed=self.show_error,
            cancelled=self._stopped,
            progressed=self._progressed,
        )

    def store_it(self) -> None:
        """Store what was read (F9)."""
        plan = self.plan
        if plan is None or self._running is not None:
            return
        self._work()
        store, session, now, abolish = self._desk.store, self._session, self._desk.clock(), self.abolish.isChecked()
        self._running = self._desk.operations.long(
            self,
            lambda progress: store_plan(store, session, plan, now, abolish_missing=abolish, telling=progress.report),
            changes=Changes.of(Topic.PROCEDURES),
            done=self._done,
            failed=self.show_error,
            cancelled=self._stopped,
            progressed=self._progressed,
        )

    def save_template(self, path: Path) -> None:
        """Write the empty workbook where the user said."""
        self._desk.operations.read(
            self,
            lambda: write_template(path),
            done=lambda _none: self.strip.say(Kind.GOOD, tr("Đã lưu {name}.", name=path.name), topic="template"),
        )

    def show_error(self, error: DeskError) -> None:
        """Say what is wrong with the file; the catalogue is as it was."""
        self.plan = None
        self._rest()
        self.strip.say(Kind.BAD, sentence(error), topic="import")

    @override
    def reject(self) -> None:
        if self._running is not None:
            self._running.cancel()
            return
        super().reject()

    # -- inside -----------------------------------------------------------------------------------------------------

    def _planned(self, plan: ImportPlan) -> None:
        self.plan = plan
        self._rest()
        counts = [
            tr("{n} mới", n=len(plan.of_kind(ChangeKind.NEW))),
            tr("{n} sửa đổi", n=len(plan.of_kind(ChangeKind.AMENDED))),
            tr("{n} bãi bỏ", n=len(plan.of_kind(ChangeKind.ABOLISHED))),
            tr("{n} bổ sung chi tiết", n=plan.completed),
            tr("{n} không đổi", n=plan.unchanged),
        ]
        self.head.set_text(f"{plan.source}: {tr(FILE_WORDS[plan.kind])}")
        self.summary.set_text(", ".join(counts) + ".")
        noted = [row for row in plan.report if row.reason]
        self.model.set_rows(noted)
        self.report.setVisible(bool(noted))
        self.abolish.setText(tr("Bãi bỏ {n} thủ tục mà danh sách đầy đủ không còn nêu", n=len(plan.missing)))
        self.abolish.setToolTip("\n".join(f"{line.national_code} {line.name[:90]}" for line in plan.missing[:25]))
        self.abolish.setChecked(False)
        self.abolish.setVisible(bool(plan.missing))
        self.store_button.setFocus()

    def _done(self, done: Imported) -> None:
        self.plan = None
        self._rest()
        words = tr(
            "Đã nhập {name}: {new} mới, {amended} sửa đổi, {abolished} bãi bỏ.",
            name=done.source,
            new=done.new,
            amended=done.amended,
            abolished=done.abolished,
        )
        if done.flagged:
            words += " " + tr("{n} thủ tục có phần của đơn vị cần xem lại.", n=len(done.flagged))
        self.strip.say(Kind.GOOD, words, topic="import")
        self.summary.set_text("")
        self.abolish.hide()
        self.stored.emit()
        self.close_button.setFocus()

    def _stopped(self) -> None:
        self._rest()
        self.strip.say(Kind.INFO, tr("Đã dừng; danh mục chưa thay đổi gì."), topic="import")

    def _progressed(self, done: int, total: int, text: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.doing.setText(f"{tr(text)}: {done}/{total}")

    def _work(self) -> None:
        self.bar.setRange(0, 0)
        self.doing.setText("")
        for part in (self.bar, self.doing, self.stop):
            part.show()
        for button in (self.choose_button, self.template_button, self.store_button, self.close_button, self.abolish):
            button.setEnabled(False)
        self.stop.setFocus()

    def _rest(self) -> None:
        self._running = None
        for part in (self.bar, self.doing, self.stop):
            part.hide()
        for button in (self.choose_button, self.template_button, self.close_button, self.abolish):
            button.setEnabled(True)
        self.store_button.setEnabled(self.plan is not None)
        if self.plan is None:
            self.report.hide()
            self.abolish.hide()
            self.summary.set_text("")

    def _ask_template(self) -> None:
        start = str(Path.home() / "bang-ke-thu-tuc.xlsx")
        name, _kind = QFileDialog.getSaveFileName(self, tr("Lưu bảng kê trống"), start, tr("Bảng tính (*.xlsx)"))
        if name:
            self.save_template(Path(name).with_suffix(".xlsx"))

    def _connect(self) -> None:
        self.choose_button.clicked.connect(self.choose)
        self.template_button.clicked.connect(self._ask_template)
        self.stop.clicked.connect(self.reject)
        self.store_button.clicked.connect(self.store_it)
        self.close_button.clicked.connect(self.reject)
        bind(self, Act.MAIN, self.store_it)

    def _lay_out(self) -> None:
        files = QHBoxLayout()
        files.setSpacing(8)
        files.addWidget(self.choose_button)
        files.addWidget(self.template_button)
        files.addStretch(1)
        going = QHBoxLayout()
        going.setSpacing(12)
        going.addWidget(self.doing)
        going.addWidget(self.bar, 1)
        going.addWidget(self.stop)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignVCenter)
        foot.addStretch(1)
        foot.addWidget(self.store_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 20)
        column.setSpacing(12)
        column.addWidget(self.strip)
        column.addWidget(self.head)
        column.addLayout(files)
        column.addLayout(going)
        column.addWidget(self.summary)
        column.addWidget(self.abolish)
        column.addWidget(self.report, 1)
        column.addStretch(0)
        column.addLayout(foot)


def _columns() -> list[Column[ReportRow]]:
    return [
        Column(tr("Dòng"), lambda row: f"{row.sheet} {row.row}".strip(), 130),
        Column(tr("Mã"), lambda row: row.code, 120, digits=True),
        Column(tr("Kết quả"), lambda row: tr(OUTCOME_WORDS[row.outcome]), 92),
        Column(tr("Ghi chú"), lambda row: row.reason),
    ]
