"""Slips not printed: the list behind the status bar's count, after a jam or a power cut."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError
from desk_app.models.queries.office import PrintJob
from desk_app.services.print_jobs import give_up_print, waiting_papers, why_not_printed
from desk_app.services.print_log import form_words
from desk_app.services.sheet_prints import waiting_sheet
from desk_app.ui.desk import Desk, Phase, PrintState
from desk_app.ui.keys import Act, bind
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.preview import FORM_TITLES
from desk_app.ui.theme import Role
from desk_app.ui.translation import say, sentence, tr
from desk_app.ui.widgets.buttons import MainButton, PlainButton
from desk_app.ui.widgets.labels import Paragraph
from desk_app.ui.widgets.question import Answer, QuestionDialog
from desk_app.ui.widgets.tables import Column, DeskTable, PagedModel


class WaitingPapers(QDialog):
    """The papers that have not come out of a printer, oldest first; F9 prints them all in that order."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle(tr("Phiếu chưa in"))
        self.setModal(True)
        self.strip = MessageStrip(self)
        self.model: PagedModel[PrintJob] = PagedModel(
            desk.operations,
            (
                Column(
                    tr("Hồ sơ, giấy"),
                    lambda job: job.title,
                    380,
                    detail=_paper_of,
                    digits=True,
                ),
                Column(tr("Lúc"), lambda job: f"{office_time(job.queued_at):%H:%M %d/%m}", 120, digits=True),
                Column(tr("Vì sao"), lambda job: say(why_not_printed(job)) if job.error else tr("chưa đến lượt")),
            ),
            self,
        )
        self.table = DeskTable(self, two_lines=True)
        self.table.show_model(self.model)
        self.print_all = MainButton(tr("In tất cả"), self)
        self.look = PlainButton(tr("Xem và in phiếu này"), self, key="Ctrl+P")
        self.drop = PlainButton(tr("Không cần in phiếu này"), self)
        self.leave = PlainButton(tr("Đóng"), self, key="Esc")
        self._lay_out()
        self._connect()
        self.resize(min(parent.width() - 48, 1080), min(parent.height() - 48, 560))
        self.refresh()

    @classmethod
    def open_over(cls, desk: Desk, over: QWidget) -> "WaitingPapers":
        """Open over the window; returns at once."""
        dialog = cls(desk, over.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        dialog.table.setFocus()
        return dialog

    def refresh(self) -> None:
        """Read the list again."""
        store = self._desk.store
        self._desk.operations.read(self, lambda: waiting_papers(store), done=self._show, slot="waiting")

    def print_them(self) -> None:
        """Print every paper on the list, oldest first."""
        for job in self.model.rows():
            if job.dossier is not None:
                self._desk.printing.print_paper(job.dossier, job.form)
            else:
                self._desk.printing.print_waiting(job.id, job.title)

    def show_error(self, error: DeskError) -> None:
        """Say what went wrong."""
        self.strip.say(Kind.BAD, sentence(error), topic=error.code)

    def _show(self, jobs: list[PrintJob]) -> None:
        self.model.set_rows(jobs)
        for button in (self.print_all, self.look, self.drop):
            button.setEnabled(bool(jobs))
        if not jobs:
            self.strip.solve("print")
            self.strip.say(Kind.GOOD, tr("Mọi phiếu đã ra khỏi máy in."), topic="empty")

    def _chosen(self) -> PrintJob | None:
        row = self.table.current_row()
        return row if isinstance(row, PrintJob) else None

    def _preview(self) -> None:
        job = self._chosen()
        if job is None:
            return
        if job.dossier is not None:
            self._desk.printing.preview(self, job.dossier, job.form)
        else:
            store, waiting = self._desk.store, job.id
            self._desk.printing.preview_sheet(self, job.title, lambda: waiting_sheet(store, waiting)[1])

    def _ask_drop(self) -> None:
        job = self._chosen()
        if job is None:
            return
        QuestionDialog.ask(
            self,
            tr("Không in phiếu {code}?", code=job.title),
            tr("Hồ sơ vẫn còn nguyên; phiếu in lại được bất cứ lúc nào từ trang Hồ sơ.")
            if job.dossier is not None
            else tr("Việc đã ghi vẫn còn nguyên; giấy này lập lại được từ trang đã in nó."),
            (Answer("keep", tr("Để &lại trong danh sách")), Answer("drop", tr("&Không cần in"))),
            lambda answer: self._drop(job) if answer == "drop" else None,
        )

    def _drop(self, job: PrintJob) -> None:
        store, session, now = self._desk.store, self._desk.session, self._desk.clock()
        self._desk.operations.write(
            self,
            lambda: give_up_print(store, session, job.id, now),
            changes=Changes.of(Topic.PRINTS),
            done=lambda _none: self.refresh(),
        )

    def _heard(self, state: PrintState) -> None:
        if state.phase is Phase.FAILED:
            self.strip.say(Kind.BAD, state.sentence, topic="print")
        if state.phase in (Phase.SENT, Phase.FAILED):
            self.refresh()

    def _connect(self) -> None:
        self.print_all.clicked.connect(self.print_them)
        self.look.clicked.connect(self._preview)
        self.drop.clicked.connect(self._ask_drop)
        self.leave.clicked.connect(self.reject)
        self.table.opened.connect(lambda _row: self._preview())
        self._desk.printing.changed.connect(self._heard)
        bind(self, Act.MAIN, self.print_them)
        bind(self, Act.PRINT, self._preview)

    def _lay_out(self) -> None:
        words = tr("Hồ sơ và việc đã ghi đều an toàn; chỉ những giấy này chưa ra khỏi máy in.")
        foot = QHBoxLayout()
        foot.setSpacing(12)
        for button in (self.look, self.drop, self.leave):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.print_all)
        self.print_all.setMinimumWidth(260)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 4, 16, 16)
        outer.setSpacing(8)
        outer.addWidget(self.strip)
        outer.addWidget(Paragraph(words, Role.DETAIL, self))
        outer.addWidget(self.table, 1)
        outer.addLayout(foot)


def _paper_of(job: PrintJob) -> str:
    """Return what kind of paper it is, where its title does not say just that."""
    words = tr(FORM_TITLES[job.form]) if job.form in FORM_TITLES else say(form_words(job.form))
    return "" if words == job.title else words
