"""Ctrl+P: the very bytes of a paper, to print again, on another printer, into a file, or for a spoiled copy."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from desk_app.domain.dates import office_time
from desk_app.domain.dossier import PrintedPaper
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.models.store import Store
from desk_app.services.form_versions import current_form
from desk_app.services.papers import Paper
from desk_app.services.papers_here import dossier_paper_here, session_paper_here
from desk_app.services.print_outcomes import prints_of
from desk_app.services.session_papers import session_prints
from desk_app.services.sheet_prints import SheetPrint, as_printed_again, sheet_prints
from desk_app.ui.desk import Desk
from desk_app.ui.keys import Act, bind, key_name
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.paper_view import PaperView
from desk_app.ui.promise_words import dated
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, sentence, tr
from desk_app.ui.widgets.buttons import MainButton, PlainButton
from desk_app.ui.widgets.fields import CheckRow, ComboField
from desk_app.ui.widgets.labels import Label, Paragraph

sentences(file_not_written="Không ghi được tệp {name}. Chọn thư mục khác hoặc kiểm tra ổ đĩa rồi lưu lại.")

FORM_TITLES = {
    "receipt": mark("Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Mẫu 01)"),
    "receipt_several": mark("Giấy tiếp nhận nhiều hồ sơ"),
    "reception_list": mark("Danh sách giao nhận hồ sơ của lượt"),
    "supplement": mark("Phiếu yêu cầu bổ sung (Mẫu 02)"),
    "decline": mark("Phiếu từ chối tiếp nhận (Mẫu 03)"),
    "label": mark("Nhãn bìa hồ sơ"),
    "explanation": mark("Giải thích ngày hẹn"),
    "control": mark("Phiếu kiểm soát quá trình giải quyết"),
    "apology": mark("Thư xin lỗi và hẹn lại (Mẫu 04)"),
    "stop": mark("Thông báo dừng giải quyết"),
    "return_slip": mark("Phiếu trả kết quả"),
}
"""Papers of a dossier as the window names them."""

_SIZE_WORDS = {
    PaperSize.A4: mark("A4"),
    PaperSize.A5: mark("A5"),
    PaperSize.K80: mark("Giấy cuộn 80 mm"),
    PaperSize.LABEL: mark("Nhãn dán"),
}
_OUTCOME_WORDS = {
    "good": mark("máy in đã in xong"),
    "unknown": mark("máy in đã nhận, chưa rõ kết quả"),
    "spoiled": mark("bản hỏng"),
}


class PreviewDialog(QDialog):
    """A paper beside what can be done with it. F9 prints; Esc closes; nothing here is answered by Enter."""

    def __init__(self, desk: Desk, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self._desk = desk
        self._paper: Paper | None = None
        self._dossier: UUID | None = None
        self._form = ""
        self._session: UUID | None = None
        self._make: Callable[[], Paper] | None = None
        self.setWindowTitle(title)
        self.setModal(True)
        self.view = PaperView(desk.operations, self)
        self.strip = MessageStrip(self)
        self.head = Paragraph(title, Role.CHOSEN, self)
        self.history = Paragraph("", Role.DETAIL, self)
        self.given = QRadioButton(tr("Bản trước đã giao: in lại, có đánh dấu"), self)
        self.spoiled = QRadioButton(tr("Bản trước bị hỏng: in thay, không đánh dấu"), self)
        self.given.setChecked(True)
        self.paper_size = ComboField(tr("Khổ giấy"), self)
        self.printer = ComboField(tr("Máy in"), self)
        self.large = CheckRow(tr("In cỡ chữ lớn"), self)
        self.true_size = CheckRow(tr("Xem cỡ thật"), self)
        self.print_button = MainButton(tr("In giấy này"), self)
        self.save_button = PlainButton(tr("Lưu ra tệp PDF…"), self, icon_name="picture_as_pdf")
        self.close_button = PlainButton(tr("Đóng"), self, key="Esc")
        self._lay_out()
        self._connect()
        self.resize(min(parent.width() - 48, 1240), parent.height() - 48)

    @classmethod
    def of_dossier(cls, desk: Desk, over: QWidget, dossier: UUID, form: str) -> "PreviewDialog":
        """Open over a page with a paper of a dossier; returns at once."""
        dialog = cls(desk, over.window(), tr(FORM_TITLES.get(form, "")))
        dialog._dossier, dialog._form = dossier, form
        dialog._read_dossier()
        dialog._open()
        return dialog

    @classmethod
    def of_sheet(cls, desk: Desk, over: QWidget, title: str, make: Callable[[], Paper]) -> "PreviewDialog":
        """Open over a page with a paper of no one dossier. make: runs off the UI thread."""
        dialog = cls(desk, over.window(), title)
        dialog._make = make
        dialog._open_sheet()
        return dialog

    @classmethod
    def of_session(cls, desk: Desk, over: QWidget, session: UUID, form: str) -> "PreviewDialog":
        """Open over a page with the slip or the list of a receiving session; returns at once."""
        dialog = cls(desk, over.window(), tr(FORM_TITLES.get(form, "")))
        dialog._session, dialog._form = session, form
        dialog._open_sheet()
        return dialog

    @property
    def paper(self) -> Paper | None:
        """Return what is shown and would be printed."""
        return self._paper

    def print_it(self) -> None:
        """Print what is shown, on the printer chosen, and close."""
        if self._paper is None:
            return
        printer = self.printer.value()
        chosen = printer if isinstance(printer, str) else ""
        if self._session is not None:
            spoiled = self._is_spoiled()
            self._desk.printing.print_session(self._session, self._form, printer=chosen, last_spoiled=spoiled)
        elif self._dossier is None:
            paper, spoiled = self._paper, self._is_spoiled()
            self._desk.printing.print_sheet(self.windowTitle(), lambda: paper, printer=chosen, last_spoiled=spoiled)
        else:
            self._desk.printing.print_paper(
                self._dossier,
                self._form,
                size=self._paper.size,
                printer=chosen,
                large_print=self.large.isChecked(),
                last_spoiled=self._is_spoiled(),
            )
        self.accept()

    def save_to(self, file: Path) -> None:
        """Write the bytes that are shown into a file the user named."""
        paper = self._paper
        if paper is None:
            return

        def write() -> str:
            try:
                file.write_bytes(paper.pdf)
            except OSError:
                raise DeskError("file_not_written", name=file.name) from None
            return file.name

        self._desk.operations.read(
            self, write, done=lambda name: self.strip.say(Kind.GOOD, tr("Đã lưu tệp {name}.", name=name), topic="save")
        )

    def show_error(self, error: DeskError) -> None:
        """Say what is wrong with the paper; one with an error does not print."""
        self._paper = None
        self.view.show_pdf(b"")
        self.print_button.setEnabled(False)
        self.save_button.setEnabled(False)
        self.strip.say(Kind.BAD, sentence(error), topic="paper")

    # -- inside -----------------------------------------------------------------------------------------------------

    def _open_sheet(self) -> None:
        for part in (self.history, self.given, self.spoiled, self.paper_size, self.large):
            part.hide()
        self._look()
        self._open()

    def _open(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._show_printers(self._desk.printing.printers())
        self.open()
        self.print_button.setFocus()

    def _read_dossier(self) -> None:
        store, dossier, form = self._desk.store, self._dossier, self._form
        today = office_time(self._desk.clock()).date()
        assert dossier is not None
        self._desk.operations.read(self, lambda: _printing_of(store, dossier, form, today), done=self._show_dossier)

    def _read_prints(self, sheet: Paper) -> None:
        store, session, form = self._desk.store, self._session, self._form

        def work() -> Sequence[PrintedPaper | SheetPrint]:
            if session is not None:
                return session_prints(store, session, form)
            with store.reading() as rd:
                return sheet_prints(rd, sheet)

        self._desk.operations.read(self, work, done=self._show_prints, slot="prints")

    def _show_prints(self, prints: Sequence[PrintedPaper | SheetPrint]) -> None:
        """Show what came out before; while nobody called the last one spoiled, ask what became of it."""
        lines = [f"{dated(paper.printed_at)}: {tr(_OUTCOME_WORDS.get(paper.outcome, ''))}" for paper in prints[-3:]]
        self.history.set_text("\n".join((tr("Đã in:"), *lines)) if prints else tr("Chưa in lần nào."))
        undecided = bool(prints) and prints[-1].outcome != "spoiled"
        for part in (self.given, self.spoiled):
            part.setVisible(undecided)
        self.history.setVisible(bool(prints) or self._dossier is not None)

    def _show_dossier(self, found: tuple[list[PrintedPaper], tuple[PaperSize, ...]]) -> None:
        prints, sizes = found
        self._show_prints(prints)
        self.paper_size.set_items(((None, tr("Như thiết lập")), *((size, tr(_SIZE_WORDS[size])) for size in sizes)))
        self.paper_size.setVisible(len(sizes) > 1)
        self.large.setVisible(self._form == "receipt")
        self._look()

    def _is_spoiled(self) -> bool:
        return self.spoiled.isChecked() and not self.spoiled.isHidden()

    def _look(self) -> None:
        """Make the paper again as it would now be printed."""
        if self._make is not None:
            make = self._sheet_maker(self._make)
        else:
            make = self._dossier_maker() if self._session is None else self._session_maker(self._session)
        self._desk.operations.read(self, make, done=self._show_paper, failed=self.show_error, slot="paper")

    def _sheet_maker(self, make: Callable[[], Paper]) -> Callable[[], Paper]:
        store, spoiled = self._desk.store, self._is_spoiled()
        return lambda: as_printed_again(store, make(), last_spoiled=spoiled)

    def _dossier_maker(self) -> Callable[[], Paper]:
        store, dossier, form = self._desk.store, self._dossier, self._form
        size, large, spoiled = self.paper_size.value(), self.large.isChecked(), self._is_spoiled()
        assert dossier is not None
        chosen = size if isinstance(size, PaperSize) else None
        return lambda: dossier_paper_here(store, dossier, form, chosen, large_print=large, last_spoiled=spoiled)

    def _session_maker(self, session: UUID) -> Callable[[], Paper]:
        store, form, spoiled = self._desk.store, self._form, self._is_spoiled()
        return lambda: session_paper_here(store, session, form, last_spoiled=spoiled)

    def _show_paper(self, paper: Paper) -> None:
        first, self._paper = self._paper is None, paper
        if first and self._dossier is None:
            self._read_prints(paper)
        self.strip.solve("paper")
        self.print_button.setEnabled(True)
        self.save_button.setEnabled(True)
        words = tr("In lại (lần {n})", n=paper.reprint) if paper.reprint else tr("In giấy này")
        self.print_button.setText(words)
        self.view.show_pdf(paper.pdf)

    def _show_printers(self, names: tuple[str, ...]) -> None:
        usual = tr("Như thiết lập") if self._dossier is not None else tr("Máy in thường dùng")
        self.printer.set_items((("", usual), *((name, name) for name in names)))

    def _ask_file(self) -> None:
        name = f"{self._form or 'giay'}.pdf"
        chosen, _kind = QFileDialog.getSaveFileName(
            self, tr("Lưu giấy ra tệp"), str(Path.home() / name), tr("Tệp PDF (*.pdf)")
        )
        if chosen:
            self.save_to(Path(chosen).with_suffix(".pdf"))

    def _connect(self) -> None:
        self.print_button.clicked.connect(self.print_it)
        self.save_button.clicked.connect(self._ask_file)
        self.close_button.clicked.connect(self.reject)
        self.true_size.toggled.connect(self.view.set_true_size)
        for signal in (self.paper_size.picked, self.large.toggled, self.spoiled.toggled):
            signal.connect(lambda _value: self._look())
        bind(self, Act.MAIN, self.print_it)

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(6)
        side.addWidget(self.head)
        side.addWidget(self.history)
        side.addWidget(self.given)
        side.addWidget(self.spoiled)
        for part in (self.paper_size, self.printer, self.large, self.true_size):
            side.addWidget(part)
        hint = Label(tr("Giấy in ra đúng như hình bên trái."), Role.DETAIL, self)
        side.addWidget(hint)
        side.addStretch(1)
        side.addWidget(self.print_button)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.save_button, 1)
        foot.addWidget(self.close_button)
        side.addLayout(foot)
        panel = QWidget(self)
        panel.setLayout(side)
        panel.setFixedWidth(340)
        side.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.view, 1)
        row.addWidget(panel)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 4, 16, 16)
        outer.addWidget(self.strip)
        outer.addLayout(row, 1)
        self.print_button.setToolTip(key_name(Act.MAIN))


def _printing_of(
    store: Store, dossier: UUID, form: str, today: date
) -> tuple[list[PrintedPaper], tuple[PaperSize, ...]]:
    """Return the prints of a form so far, and the sizes it is laid out for."""
    with store.reading() as rd:
        found = rd.dossiers.by_id(dossier)
        source = None if found is None else (found.reception or found.declined or found.guided)
        if found is None or source is None:
            raise DeskError("no_such_paper", form=form)
        return prints_of(found, form), current_form(rd, source.form_set, form, today).sizes
