"""Sổ: the follow-up book by day, range, field or book; the list on the screen and the paper hold the same rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QComboBox, QGridLayout, QSizePolicy, QStackedWidget, QWidget
from typing_extensions import override

from desk_app.domain.dates import office_time
from desk_app.domain.forms.period_papers import BookLine
from desk_app.domain.people import parse_date
from desk_app.models.queries.book import BookQuery
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.follow_up_book import (
    BookTotals,
    BookWanted,
    book_data,
    book_line,
    book_paper,
    book_rows,
    book_totals,
)
from desk_app.services.papers import Paper
from desk_app.services.spreadsheets import book_sheet, workbook
from desk_app.ui.desk import Desk, DossierTarget
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.pages.book.columns import fit_columns
from desk_app.ui.pages.book.panel import TOPIC, Panel
from desk_app.ui.pages.book.words import SPANS, Span, days_of, days_said
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.translation import tr
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.fields import ComboField, LineField
from desk_app.ui.widgets.labels import Paragraph
from desk_app.ui.widgets.tables import ROW_ROLE, CellDelegate, Column, DeskTable, PagedModel, masked
from desk_app.ui.widgets.tabular import tabular_width

_DAY_WIDTH = 128
_RECEIVED_COLUMN, _LEAST_CONTENT = 3, 150
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class BookListRow:
    """A line of the book on the screen: the dossier it opens, and what the paper says of it."""

    dossier: UUID
    line: BookLine


@dataclass(frozen=True)
class ShownBook:
    """What was asked for, and everything the tab shows of it."""

    wanted: BookWanted
    rows: tuple[BookListRow, ...]
    totals: BookTotals
    books: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True)
class KeptBook:
    """What was chosen, before the page is built anew."""

    span: Span
    first: str
    last: str
    field: str
    book: str


def read_book(store: Store, wanted: BookWanted, now: datetime) -> ShownBook:
    """Return the lines of the book and what there is to choose from; run off the UI thread."""
    with store.reading() as rd:
        rows = book_rows(rd, wanted, now)
        query = BookQuery(rd.connection)
        return ShownBook(
            wanted,
            tuple(BookListRow(row.id, book_line(row)) for row in rows),
            book_totals(rows),
            tuple(query.books()),
            tuple(query.fields()),
        )


class BookPanel(Panel):
    """The book as a list; F9 shows the very paper, to be printed or saved."""

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget) -> None:
        super().__init__(desk, strip, parent, tr("Xem và in sổ"))
        self.shown: ShownBook | None = None
        self.span = _combo(tr("Ngày tiếp nhận"), self, tuple((span, tr(words)) for span, words in SPANS))
        self.first = LineField(tr("Từ ngày"), self, placeholder="27/08/2026", max_length=20)
        self.last = LineField(tr("Đến ngày"), self, placeholder="27/08/2026", max_length=20)
        self.field = _combo(tr("Lĩnh vực"), self, (("", tr("Tất cả")),))
        self.book = _combo(tr("Quyển sổ"), self, (("", tr("Tất cả")),))
        self.model: PagedModel[BookListRow] = PagedModel(desk.operations, _columns(), self)
        self.table = DeskTable(self, two_lines=True)
        self.table.setItemDelegate(_BookDelegate(self.table))
        self.table.setAccessibleName(tr("Sổ theo dõi hồ sơ"))
        self.table.show_model(self.model)
        self._none = EmptyState(
            "auto_stories",
            tr("Không có hồ sơ nào trong kỳ này"),
            tr("Chọn ngày khác, hoặc bỏ bớt lĩnh vực và quyển sổ. Hồ sơ vào sổ ngay khi tiếp nhận."),
            self,
        )
        self._results = QStackedWidget(self)
        self._results.addWidget(self.table)
        self._results.addWidget(self._none)
        self.totals = Paragraph("", Role.DETAIL, self)
        self._lay_out()
        self._connect()
        self._picked_span()

    # -- Panel ------------------------------------------------------------------------------------------------------

    @override
    def refresh(self) -> None:
        wanted = self.wanted()
        if wanted is None:
            return
        store, now = self.desk.store, self.desk.clock()
        self.desk.operations.read(self, lambda: read_book(store, wanted, now), done=self._show, slot="book", slow=True)

    @override
    def first_box(self) -> QWidget:
        return self.span.combo

    @override
    def main_action(self) -> None:
        self.print_it()

    @override
    def print_it(self) -> None:
        wanted = self.wanted()
        if wanted is None:
            return
        store, session, now = self.desk.store, self.session, self.desk.clock()

        def make() -> Paper:
            with store.reading() as rd:
                return book_paper(rd, session, wanted, now)

        title = tr("Sổ theo dõi hồ sơ {days}", days=days_said(wanted.first, wanted.last))
        self.desk.printing.preview_sheet(self, title, make)

    @override
    def set_compact(self, compact: bool) -> None:
        self._lay_filters(3 if compact else 5)

    def wanted(self) -> BookWanted | None:
        """Return what is chosen; None, and the field marked, where a day cannot be read or the days run backwards."""
        first, last = self._day(self.first), self._day(self.last)
        if first is None or last is None:
            self.strip.say(Kind.WARN, tr("Ghi ngày như 27/08/2026."), topic=TOPIC)
            return None
        if first > last:
            self.last.set_missing()
            self.strip.say(Kind.WARN, tr("Ngày đầu đứng sau ngày cuối. Ghi lại."), topic=TOPIC)
            return None
        self.strip.solve(TOPIC)
        return BookWanted(first, last, field=str(self.field.value() or ""), book=str(self.book.value() or ""))

    def keep(self) -> KeptBook:
        """Return what is chosen."""
        return KeptBook(
            Span(str(self.span.value())),
            self.first.text(),
            self.last.text(),
            str(self.field.value() or ""),
            str(self.book.value() or ""),
        )

    def take_back(self, kept: KeptBook) -> None:
        """Choose again what ``keep`` returned."""
        self.span.set_value(kept.span)
        self._picked_span()
        self.first.set_text(kept.first)
        self.last.set_text(kept.last)
        for field, value in ((self.field, kept.field), (self.book, kept.book)):
            if value:
                field.set_items((("", tr("Tất cả")), (value, value)))
                field.set_value(value)

    # -- inside -----------------------------------------------------------------------------------------------------

    def _show(self, shown: ShownBook) -> None:
        self.shown = shown
        self.model.set_rows(shown.rows)
        self._results.setCurrentWidget(self.table if shown.rows else self._none)
        self.totals.set_text(_totals_words(shown.totals) if shown.rows else "")
        anything = ("", tr("Tất cả"))
        self.field.set_items((anything, *((name, name) for name in shown.fields)))
        self.book.set_items((anything, *((name, name) for name in shown.books)))

    def _choose_span(self) -> None:
        self._picked_span()
        self.refresh()

    def _picked_span(self) -> None:
        """Show the days of a span; only those of a range are typed."""
        span = Span(str(self.span.value()))
        typed = span is Span.RANGE
        for field in (self.first, self.last):
            field.edit.setReadOnly(not typed)
        if not typed or not self.first.text():
            first, last = days_of(span, office_time(self.desk.clock()).date())
            self.first.set_text(f"{first:%d/%m/%Y}")
            self.last.set_text(f"{last:%d/%m/%Y}")
        if typed and self.isVisible():
            self.first.setFocus()
            self.first.edit.selectAll()

    def _day(self, field: LineField) -> date | None:
        found = parse_date(field.text())
        field.set_missing(found is None)
        return found

    def _sheet(self) -> tuple[str, Callable[[], bytes]]:
        wanted = self.wanted() or (self.shown.wanted if self.shown is not None else None)
        today = office_time(self.desk.clock()).date()
        wanted = wanted or BookWanted(today, today)
        name = f"so-theo-doi-{wanted.first}" + (f"-{wanted.last}" if wanted.last != wanted.first else "")
        return f"{name}.xlsx", _sheet_of(self.desk.store, self.session, wanted, self.desk.clock())

    def _connect(self) -> None:
        self.span.picked.connect(lambda _span: self._choose_span())
        self.field.picked.connect(lambda _field: self.refresh())
        self.book.picked.connect(lambda _book: self.refresh())
        for day in (self.first, self.last):
            day.settled.connect(lambda _text: self._typed_day())
        self.table.opened.connect(self._open)

    def _typed_day(self) -> None:
        wanted = self.wanted()
        if wanted is not None and (self.shown is None or wanted != self.shown.wanted):
            self.refresh()

    def _open(self, row: object) -> None:
        if isinstance(row, BookListRow):
            self.desk.open(DossierTarget(row.dossier))

    @override
    def fit(self) -> None:
        fit_columns(self.table, self.model, give_way=(_RECEIVED_COLUMN,), least=_LEAST_CONTENT)

    def _lay_filters(self, width: int) -> None:
        fields = (self.span, self.first, self.last, self.field, self.book)
        while self._filters.count():
            self._filters.takeAt(0)
        for at, field in enumerate(fields):
            self._filters.addWidget(field, at // width, at % width)
        for column, stretch in enumerate((2, 1, 1, 3, 2)):
            self._filters.setColumnStretch(column, (stretch if width == len(fields) else 1) if column < width else 0)

    def _lay_out(self) -> None:
        self._filters = QGridLayout()
        self._filters.setHorizontalSpacing(8)
        self._filters.setVerticalSpacing(6)
        self._lay_filters(5)
        self.column.addLayout(self._filters)
        self.column.addWidget(self._results, 1)
        self.fill_foot(self.totals)
        self.foot.insertWidget(1, self.sheet_button(self._sheet))


class _BookDelegate(CellDelegate):
    """A cancelled line is struck out, as on the paper."""

    @override
    def paint_content(self, painter: QPainter, rect: QRect, index: _Index, selected: bool) -> None:
        super().paint_content(painter, rect, index, selected)
        row = index.data(ROW_ROLE)
        if isinstance(row, BookListRow) and row.line.struck and index.column() < _STRUCK_COLUMNS:
            theme = current_theme()
            painter.setPen(theme.colour("on_selected" if selected else "text"))
            # The code and what it is about stand on the upper of two lines, the ordinal alone in the middle.
            middle = rect.top() + rect.height() // (4 if index.column() else 2)
            wide = (
                tabular_width(QFontMetricsF(painter.font()), row.line.ordinal) if not index.column() else rect.width()
            )
            painter.drawLine(rect.right() - round(wide), middle, rect.right(), middle)


_STRUCK_COLUMNS = 3


def _combo(label: str, parent: QWidget, items: tuple[tuple[object, str], ...]) -> ComboField:
    field = ComboField(label, parent, items=items)
    field.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    field.combo.setMaxVisibleItems(16)
    return field


def _sheet_of(store: Store, session: Session, wanted: BookWanted, now: datetime) -> Callable[[], bytes]:
    def make() -> bytes:
        with store.reading() as rd:
            data = book_data(rd, session, wanted, book_rows(rd, wanted, now), now)
        return workbook([book_sheet(data)], now)

    return make


def _columns() -> list[Column[BookListRow]]:
    return [
        Column(tr("STT"), lambda row: row.line.ordinal, 72, right=True, digits=True),
        Column(tr("Mã hồ sơ"), lambda row: row.line.code, 196, detail=lambda row: row.line.clerk, digits=True),
        Column(tr("Nội dung hồ sơ"), _content, detail=_owner),
        Column(tr("Nhận hồ sơ"), lambda row: _day_of(row.line.received), _DAY_WIDTH, detail=_hour_received),
        Column(tr("Hẹn trả kết quả"), _due, _DAY_WIDTH + 24, detail=_hour_due),
        Column(tr("Trả kết quả"), lambda row: _day_of(row.line.returned), _DAY_WIDTH + 24, detail=_below_returned),
    ]


def _totals_words(of: BookTotals) -> str:
    first = tr("Tổng số hồ sơ: {n}, tổng số bộ: {sets}.", n=of.dossiers, sets=of.sets)
    if of.voided:
        first += " " + tr("Đã hủy tiếp nhận (gạch ngang, không tính): {n}.", n=of.voided)
    second = tr(
        "Đã trả kết quả: {returned}; có kết quả, chờ nhận: {ready}; rút, dừng: {ended}; đang giải quyết: {running}.",
        returned=of.returned,
        ready=of.ready,
        ended=of.ended,
        running=of.running,
    )
    return f"{first}\n{second}"


def _content(row: BookListRow) -> str:
    return ". ".join(part for part in (row.line.procedure, row.line.summary) if part)


def _owner(row: BookListRow) -> str:
    return " · ".join(part for part in (row.line.owner, masked(row.line.phone) if row.line.phone else "") if part)


def _day_of(moment: str) -> str:
    return moment.split(" ")[0]


def _hour_received(row: BookListRow) -> str:
    return row.line.received.partition(" ")[2]


def _due(row: BookListRow) -> str:
    return _day_of(row.line.due) if row.line.due[:1].isdigit() else tr("Không hẹn ngày")


def _hour_due(row: BookListRow) -> str:
    return row.line.due.partition(" ")[2] if row.line.due[:1].isdigit() else ""


def _below_returned(row: BookListRow) -> str:
    return " · ".join(part for part in (row.line.returned.partition(" ")[2], row.line.note) if part)
