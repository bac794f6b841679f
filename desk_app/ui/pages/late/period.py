"""Hồ sơ quá hạn theo kỳ: the inspector's list of a period, its paper, its table file, all its letters in one file."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.dates import office_time, paper_date
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.reporting_periods import Span, span_of
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.late import LateInPeriod, late_in_period
from desk_app.services.papers import Paper
from desk_app.services.spreadsheets import overdue_sheet, workbook
from desk_app.services.statistics import overdue_data, overdue_paper
from desk_app.ui.desk import Desk, DossierTarget
from desk_app.ui.keys import Act, key_name
from desk_app.ui.navigation import EnterNavigator
from desk_app.ui.pages.late.period_rows import CODE, PeriodDelegate, period_columns, period_widths
from desk_app.ui.pages.late.rows import LateTable
from desk_app.ui.pages.late.signing import day_of
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.tokens import TYPES
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.buttons import MainButton, PlainButton
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.fields import ComboField, LineField
from desk_app.ui.widgets.labels import ElidedLabel
from desk_app.ui.widgets.tables import PagedModel

sentences(late_list_not_saved="Không lưu được tệp {name}. Chọn thư mục khác, hoặc đóng tệp đang mở rồi lưu lại.")

_TYPED = "typed"
_SPANS = (
    ((Span.QUARTER, 0), mark("Quý này")),
    ((Span.QUARTER, 1), mark("Quý trước")),
    ((Span.MONTH, 0), mark("Tháng này")),
    ((Span.MONTH, 1), mark("Tháng trước")),
    ((Span.YEAR, 0), mark("Năm nay")),
    (_TYPED, mark("Tự nhập ngày")),
)
TITLE = mark("Danh sách hồ sơ quá hạn theo kỳ")


@dataclass(frozen=True)
class PeriodKept:
    """What survives the page being built anew."""

    first: str
    last: str


class PeriodPanel(QWidget):
    """Two days, the list, and its papers. F9 prints the list, Ctrl+P all letters of it in one file."""

    letters_asked = Signal(object)
    """The dossiers whose letters are to be printed in one file."""
    failed = Signal(object)
    """A DeskError to say."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._desk, self._session = desk, desk.session
        self._narrow = False
        today = office_time(desk.clock()).date()
        self._shown = (span_of(Span.QUARTER, today).first, today)
        self.span = ComboField(tr("Kỳ"), self, items=tuple((key, tr(words)) for key, words in _SPANS), inline=True)
        self.first = LineField(tr("Từ ngày"), self, max_length=20, inline=True)
        self.last = LineField(tr("Đến ngày"), self, max_length=20, inline=True)
        self.table = LateTable(self)
        self.table.setItemDelegate(PeriodDelegate(self.table))
        self.table.setAccessibleName(tr(TITLE))
        self.model: PagedModel[LateInPeriod] = PagedModel(desk.operations, period_columns(lambda: self._narrow), self)
        self.table.show_model(self.model)
        self.table.opened.connect(self._open)
        self._none = EmptyState(
            "verified",
            tr("Không có hồ sơ quá hạn trong kỳ"),
            tr("Kỳ tính cả hồ sơ đã xong và chưa xong, đo như Quyết định 766/QĐ-TTg. Đổi ngày để xem kỳ khác."),
            self,
        )
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._none)
        self.words = ElidedLabel("", Role.DETAIL, self)
        self.letters = PlainButton(tr("In tất cả thư, một tệp"), self, key=key_name(Act.PRINT))
        self.look = PlainButton(tr("Xem danh sách"), self, icon_name="preview")
        self.excel = PlainButton(tr("Lưu Excel…"), self, icon_name="download")
        self.main = MainButton(tr("In danh sách quá hạn"), self)
        self._lay_out()
        self._connect()
        self._write_days()

    # -- what the page asks ---------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list of the days typed again."""
        try:
            today = office_time(self._desk.clock()).date()
            days = (day_of(self.first, today), day_of(self.last, today))
        except DeskError as error:
            self.failed.emit(error)
            return
        self._shown = days
        work = partial(_read, self._desk.store, days, self._desk.clock())
        self._desk.operations.read(self, work, done=self._show, failed=self.failed.emit, slot="period", slow=True)

    def print_list(self) -> None:
        """Print the list (F9)."""
        self._desk.printing.print_sheet(tr(TITLE), self._maker())

    def dossiers(self) -> tuple[UUID, ...]:
        """Return the dossiers of the list in its order."""
        return tuple(row.id for row in self.model.rows())

    def save_excel(self, file: Path) -> None:
        """Write the list as an XLSX file the user named."""
        store, session, days, now = self._desk.store, self._session, self._shown, self._desk.clock()

        def write() -> str:
            with store.reading() as rd:
                data = overdue_data(rd, session, *days, now)
            try:
                file.write_bytes(workbook([overdue_sheet(data)], now))
            except OSError:
                raise DeskError("late_list_not_saved", name=file.name) from None
            return file.name

        def done(name: str) -> None:
            self.words.setText(tr("Đã lưu tệp {name}.", name=name))

        self._desk.operations.read(self, write, done=done, failed=self.failed.emit, slow=True)

    def first_box(self) -> QWidget:
        """Return the table while it has rows, else the first day."""
        return self.table if self.model.rowCount() else self.first

    def keep(self) -> PeriodKept:
        """Return the days typed."""
        return PeriodKept(self.first.text(), self.last.text())

    def take_back(self, kept: PeriodKept) -> None:
        """Put the days back."""
        self.first.set_text(kept.first)
        self.last.set_text(kept.last)

    def set_compact(self, compact: bool) -> None:
        """Give the columns of a narrow window their widths."""
        self._narrow = compact
        self.main.setMinimumWidth(240 if compact else 280)
        self.table.setColumnHidden(CODE, compact)
        self._fit_columns()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        for part in (self.span, self.first, self.last):
            top.addWidget(part)
        top.addStretch(1)
        self.first.edit.setFixedWidth(120)
        self.last.edit.setFixedWidth(120)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.letters, self.look, self.excel):
            buttons.addWidget(button)
        buttons.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addWidget(self.words)
        left.addLayout(buttons)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        foot.addLayout(left, 1)
        foot.addWidget(self.main)
        self.main.setMinimumWidth(280)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)
        self._navigator = EnterNavigator(self, [self.first, self.last, self.table])

    def _connect(self) -> None:
        self.span.picked.connect(self._span_picked)
        for field in (self.first, self.last):
            field.text_changed.connect(lambda _text: self.span.set_value(_TYPED))
            field.settled.connect(lambda _text: self._settled())
        self.letters.clicked.connect(lambda: self.letters_asked.emit(self.dossiers()))
        self.look.clicked.connect(lambda: self._desk.printing.preview_sheet(self, tr(TITLE), self._maker()))
        self.excel.clicked.connect(self._ask_file)

    def _span_picked(self, key: object) -> None:
        today = office_time(self._desk.clock()).date()
        if not isinstance(key, tuple):
            self.first.setFocus()
            return
        kind, back = key
        span = span_of(kind, today)
        for _step in range(back):
            span = span_of(kind, span.first - timedelta(days=1))
        self._shown = (span.first, min(span.last, today))
        self._write_days()
        self.reload()

    def _settled(self) -> None:
        """Read the list again when a day was changed by hand."""
        typed = (self.first.text(), self.last.text())
        if typed != tuple(f"{day:%d/%m/%Y}" for day in self._shown):
            self.reload()

    def _write_days(self) -> None:
        for field, day in zip((self.first, self.last), self._shown, strict=True):
            # Putting the same text in again would take away what is selected to be typed over.
            if field.text() != f"{day:%d/%m/%Y}":
                field.set_text(f"{day:%d/%m/%Y}")

    def _show(self, rows: tuple[LateInPeriod, ...]) -> None:
        self._write_days()
        had_focus = self.table.hasFocus()
        self.model.set_rows(rows)
        if had_focus:
            # The ring goes round the row now that there is one.
            self.table.clearFocus()
            (self.table if rows else self.first).setFocus()
        self._stack.setCurrentWidget(self.table if rows else self._none)
        none = sum(row.apology is None for row in rows)
        unsent = sum(row.apology is not None and row.apology.sent_at is None for row in rows)
        finished = sum(row.finished_at is not None for row in rows)
        self.words.setText(
            tr(
                "{n} hồ sơ quá hạn, {finished} đã xong · thư xin lỗi: {none} KHÔNG CÓ, {unsent} đã ký chưa gửi",
                n=len(rows),
                finished=finished,
                none=none,
                unsent=unsent,
            )
        )
        self.letters.setEnabled(len(rows) > none)

    def _maker(self) -> partial[Paper]:
        return partial(_list_paper, self._desk.store, self._session, self._shown, self._desk.clock())

    def _ask_file(self) -> None:
        first, last = self._shown
        start = str(Path.home() / f"qua-han-{first:%Y%m%d}-{last:%Y%m%d}.xlsx")
        name, _kind = QFileDialog.getSaveFileName(self, tr("Lưu danh sách quá hạn"), start, tr("Bảng tính (*.xlsx)"))
        if name:
            self.save_excel(Path(name).with_suffix(".xlsx"))

    def _open(self, row: object) -> None:
        if isinstance(row, LateInPeriod):
            self._desk.open(DossierTarget(row.id))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "model"):
            self._fit_columns()
        super().changeEvent(event)

    def _fit_columns(self) -> None:
        scale = current_theme().type(Role.BODY).size / TYPES[Role.BODY].size
        for at, width in period_widths(narrow=self._narrow, scale=scale).items():
            if self.table.columnWidth(at) != width:
                self.table.horizontalHeader().resizeSection(at, width)


def _read(store: Store, days: tuple[date, date], now: datetime) -> tuple[LateInPeriod, ...]:
    first, last = days
    if first > last:
        raise DeskError("period_backwards", first=paper_date(first), last=paper_date(last))
    with store.reading() as rd:
        return tuple(late_in_period(rd, first, last, now))


def _list_paper(store: Store, session: Session, days: tuple[date, date], now: datetime) -> Paper:
    with store.reading() as rd:
        return overdue_paper(rd, session, *days, now)
