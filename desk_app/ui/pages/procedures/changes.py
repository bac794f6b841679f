"""Unread changes: what is new, amended, abolished, field by field and from when; sheets to post and to take down."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desk_app.domain.change_said import WORDED
from desk_app.domain.dates import office_time
from desk_app.domain.procedure_diff import FieldChange, ProcedureChange, RowChange, RowKind
from desk_app.services.accounts import Right, Session
from desk_app.services.posting import (
    ChangeLine,
    change_details,
    change_lines,
    mark_read,
    posting_sheets,
    take_down_list,
)
from desk_app.ui.desk import Desk
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.procedures.words import KIND_WORDS, day_words, told_words
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import MainButton, PlainButton
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.fields import CheckRow
from desk_app.ui.widgets.labels import Label, Paragraph
from desk_app.ui.widgets.tables import Column, DeskTable, PagedModel

_LONGEST_SHOWN = 1_500
"""Characters of one text shown whole in the side; the sheet of the procedure holds the rest."""


class ChangesPanel(QWidget):
    """The changes nobody has read. tell: says a sentence in the page's strip."""

    open_procedure = Signal(str)

    def __init__(
        self, desk: Desk, session: Session, tell: Callable[[Kind, str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tell, self._session = desk, tell, session
        self._may = session.may(Right.SETTLE_CATALOGUE)
        self._go_to = 0
        self.table = DeskTable(self, two_lines=True)
        self.table.setAccessibleName(tr("Thay đổi chưa đọc"))
        self.model: PagedModel[ChangeLine] = PagedModel(desk.operations, _columns(), self)
        self.table.show_model(self.model)
        self.count = Label("", Role.DETAIL, self)
        self.listed_only = CheckRow(tr("Chỉ danh mục đơn vị"), self)
        self.post = PlainButton(tr("In bảng niêm yết…"), self, icon_name="print")
        self.take_down = PlainButton(tr("In danh sách gỡ…"), self, icon_name="print")
        self.read_all = PlainButton(tr("Đã đọc tất cả"), self, icon_name="done_all")
        self.read = MainButton(tr("Đã đọc thay đổi này"), self)
        self.told = QScrollArea(self)
        self._lines: list[ChangeLine] = []
        self._none = EmptyState(
            "task_alt",
            tr("Không có thay đổi nào chưa đọc"),
            tr("Sau mỗi lần nhập danh mục, thủ tục mới, sửa đổi, bãi bỏ hiện ở đây, từng mục và từ ngày nào."),
            self,
        )
        self._lay_out()
        self._connect()

    @property
    def lines(self) -> list[ChangeLine]:
        """Return the changes that are shown."""
        return self.model.rows()

    def refresh(self) -> None:
        """Read the changes again."""
        self._go_to = max(0, self.table.currentIndex().row())
        store = self._desk.store
        self._desk.operations.read(self, lambda: change_lines(store), done=self._arrived, slot="changes")

    def set_compact(self, compact: bool) -> None:
        """Leave the count to the tab in a narrow window."""
        self.count.setVisible(not compact)

    def main_action(self) -> None:
        """Note that the chosen change was read (F9)."""
        line = self._line()
        if line is not None and self._may:
            self._mark([line])

    def print_posting(self) -> None:
        """Show the posting sheets of everything shown, in one paper."""
        codes, store, day = [line.code for line in self.lines], self._desk.store, self._desk.clock().date()
        self._desk.printing.preview_sheet(
            self, tr("Bảng niêm yết {n} thủ tục", n=len(codes)), lambda: posting_sheets(store, codes, day)[0]
        )

    def print_take_down(self) -> None:
        """Show the list of sheets to take down."""
        changes, store, day = [line.change for line in self.lines], self._desk.store, self._desk.clock().date()
        session = self._session
        self._desk.printing.preview_sheet(
            self, tr("Danh sách bảng niêm yết cần gỡ"), lambda: take_down_list(store, session, changes, day)
        )

    def _mark(self, lines: list[ChangeLine]) -> None:
        store, session, now = self._desk.store, self._session, self._desk.clock()
        self._desk.operations.write(
            self,
            lambda: mark_read(store, session, [line.change for line in lines], now),
            changes=Changes.of(Topic.PROCEDURES),
            done=lambda _none: self._marked(len(lines)),
        )

    def _marked(self, count: int) -> None:
        self._tell(Kind.GOOD, tr("Đã đọc {n} thay đổi.", n=count))
        self.refresh()

    def _arrived(self, lines: list[ChangeLine]) -> None:
        self._lines = lines
        self._show()

    def _show(self) -> None:
        lines = [line for line in self._lines if line.listed or not self.listed_only.isChecked()]
        had_focus = self.table.hasFocus()
        self.model.set_rows(lines)
        self._stack.setCurrentWidget(self._list if lines else self._none)
        self.count.setText(tr("{n} thay đổi chưa đọc", n=len(lines)))
        for button in (self.post, self.take_down):
            button.setEnabled(bool(lines))
        self.read_all.setEnabled(bool(lines) and self._may)
        self.read.setEnabled(bool(lines) and self._may)
        if lines:
            self.table.setCurrentIndex(self.model.index(min(self._go_to, len(lines) - 1), 0))
            if had_focus:
                self.table.setFocus()

    def _line(self) -> ChangeLine | None:
        row = self.table.current_row()
        return row if isinstance(row, ChangeLine) else None

    def _look(self, row: object) -> None:
        if isinstance(row, ChangeLine):
            store, change = self._desk.store, row.change
            self._desk.operations.read(
                self, lambda: change_details(store, change), done=lambda told: self._tell_change(row, told), slot="told"
            )

    def _tell_change(self, line: ChangeLine, told: ProcedureChange) -> None:
        content = QWidget()
        content.setObjectName("clear")
        column = QVBoxLayout(content)
        column.setContentsMargins(4, 0, 12, 8)
        column.setSpacing(8)
        column.addWidget(Paragraph(f"{line.code} · {told.name}", Role.CHOSEN, content))
        since = tr("{kind}, hiệu lực từ: {day}", kind=tr(KIND_WORDS[line.kind]), day=day_words(told.effective_from))
        imported = tr(
            "nhập ngày {day} từ {file}",
            day=day_words(office_time(line.change.noted_at).date()),
            file=tr(line.change.source),
        )
        column.addWidget(Paragraph(f"{since} · {imported}", Role.DETAIL, content))
        for field in told.fields:
            column.addWidget(_field_block(field, content))
        if not told.fields:
            column.addWidget(Paragraph(tr("Thủ tục mới công bố; nhấn Enter để xem toàn văn."), Role.BODY, content))
        column.addStretch(1)
        self.told.setWidget(content)

    def _connect(self) -> None:
        self.table.current_changed.connect(self._look)
        self.table.opened.connect(lambda row: self.open_procedure.emit(cast("ChangeLine", row).code))
        self.post.clicked.connect(self.print_posting)
        self.take_down.clicked.connect(self.print_take_down)
        self.read.clicked.connect(self.main_action)
        self.read_all.clicked.connect(lambda: self._mark(self.lines))
        self.listed_only.toggled.connect(lambda _on: self._show())

    def _lay_out(self) -> None:
        self.told.setWidgetResizable(True)
        self.told.setFrameShape(QFrame.Shape.NoFrame)
        self.told.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list = QWidget(self)
        row = QHBoxLayout(self._list)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.table, 5)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.told, 1)
        right.addWidget(self.read)
        row.addLayout(right, 6)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._none)
        top = QHBoxLayout()
        top.setSpacing(8)
        for part in (self.count, self.listed_only):
            top.addWidget(part)
        top.addStretch(1)
        for button in (self.post, self.take_down, self.read_all):
            top.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._stack, 1)


def _field_block(field: FieldChange, parent: QWidget) -> Block:
    """Return one field: old above new, or its rows."""
    block = Block(0, tr(field.label), parent)
    rows = field.rows or (RowChange(kind=RowKind.CHANGED, old=field.old, new=field.new),)
    words = told_words if field.field in WORDED else str
    for row in rows:
        if row.old:
            block.add(_told(tr("Cũ"), words(row.old), Tone.BAD if not row.new else Tone.PLAIN, block))
        if row.new:
            block.add(_told(tr("Mới"), words(row.new), Tone.GOOD, block))
    return block


def _told(word: str, text: str, tone: Tone, parent: QWidget) -> QWidget:
    line = QWidget(parent)
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    head = Label(word, Role.LABEL, line)
    head.setFixedWidth(32)
    shown = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN].rpartition(" ")[0] + "…"
    body = Paragraph(shown, Role.DETAIL, line)
    body.set_tone(tone)
    row.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(body, 1)
    return line


def _columns() -> list[Column[ChangeLine]]:
    return [
        Column(tr("Thay đổi"), lambda line: tr(KIND_WORDS[line.kind]), 96),
        Column(
            tr("Thủ tục"),
            lambda line: line.short_name or line.name,
            detail=lambda line: f"{line.code} · {tr('trong danh mục')}" if line.listed else line.code,
        ),
    ]
