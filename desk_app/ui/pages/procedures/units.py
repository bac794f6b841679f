"""The unit work list: F9 takes the proposal of the line, 1–6 another unit, one button all proposals."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desk_app.domain.limits import Unit
from desk_app.services.accounts import Right, Session
from desk_app.services.unit_work_list import OpenLimit, open_limits, settle, settle_all
from desk_app.ui.desk import Desk
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.procedures.lone_key import LoneKey
from desk_app.ui.pages.procedures.words import CHANNEL_WORDS, UNIT_WORDS, limit_words
from desk_app.ui.theme import Role
from desk_app.ui.translation import tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import MainButton, PlainButton
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.fields import CheckRow
from desk_app.ui.widgets.labels import Label, Paragraph
from desk_app.ui.widgets.question import Answer, QuestionDialog
from desk_app.ui.widgets.room import PanelStack
from desk_app.ui.widgets.tables import Column, DeskTable, PagedModel

CHOICES = tuple(UNIT_WORDS)[:6]
_PUBLISHED_COLUMN, _USED_COLUMN = 1, 3
_SIDE, _SIDE_NARROW = 340, 320


class UnitsPanel(QWidget):
    """Limits published without a unit. tell: says a sentence in the page's strip."""

    open_procedure = Signal(str)
    """A code whose sheet was asked for (Enter)."""

    def __init__(
        self, desk: Desk, session: Session, tell: Callable[[Kind, str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tell, self._session = desk, tell, session
        self._may = session.may(Right.SETTLE_CATALOGUE)
        self._go_to = 0
        self.table = DeskTable(self, two_lines=True)
        self.table.setAccessibleName(tr("Thời hạn thiếu đơn vị"))
        self.model: PagedModel[OpenLimit] = PagedModel(desk.operations, _columns(), self)
        self.table.show_model(self.model)
        self.everything = CheckRow(tr("Cả thủ tục ngoài danh mục đơn vị"), self)
        self.count = Label("", Role.DETAIL, self)
        self.side = Block(0, tr("Thủ tục đang chọn"), self)
        self.name = Paragraph("", Role.CHOSEN, self.side, max_lines=4)
        self.published = Paragraph("", Role.BODY, self.side)
        self.words = Paragraph("", Role.DETAIL, self.side, max_lines=7)
        self.accept = MainButton(tr("Nhận đề xuất"), self)
        self.choices = [PlainButton(tr(UNIT_WORDS[unit]), self.side, key=str(at)) for at, unit in enumerate(CHOICES, 1)]
        self.accept_all = PlainButton("", self, icon_name="playlist_add_check")
        self._lone = LoneKey(self._digit, self)
        self._none = EmptyState(
            "task_alt",
            tr("Không còn thời hạn nào thiếu đơn vị"),
            tr("Khi nhập danh mục mới có thời hạn không ghi đơn vị, việc cần làm hiện ở đây."),
            self,
        )
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the list again; the line that is chosen stays about where it was."""
        self._go_to = max(0, self.table.currentIndex().row())
        store, listed_only = self._desk.store, not self.everything.isChecked()
        self._desk.operations.read(
            self, lambda: open_limits(store, listed_only=listed_only), done=self._show, slot="units", slow=True
        )

    def set_compact(self, compact: bool) -> None:
        """Leave what the side tells anyway out of a narrow window's list."""
        for column in (_PUBLISHED_COLUMN, _USED_COLUMN):
            self.table.setColumnHidden(column, compact)
        self.side.setFixedWidth(_SIDE_NARROW if compact else _SIDE)
        self.words.setVisible(not compact)

    def main_action(self) -> None:
        """Take the proposal of the chosen line (F9)."""
        line = self._line()
        if line is None or not self._may:
            return
        if line.suggestion is None:
            self._tell(Kind.WARN, tr("Không có đề xuất cho dòng này: chọn đơn vị bằng phím 1 đến 6."))
            return
        self._settle(line, line.suggestion)

    def take_all(self) -> None:
        """Accept every proposal, after one question."""
        lines = [line for line in self.model.rows() if line.suggestion is not None]
        if not lines or not self._may:
            return
        QuestionDialog.ask(
            self,
            tr("Nhận {n} đề xuất?", n=len(lines)),
            tr("Đơn vị được đề xuất từ lời văn công bố. Sau này vẫn sửa được từng thủ tục."),
            (Answer("no", tr("&Xem từng dòng")), Answer("yes", tr("&Nhận tất cả"))),
            lambda key: self._settle_all(lines) if key == "yes" else None,
        )

    def _settle(self, line: OpenLimit, unit: Unit) -> None:
        store, session, now = self._desk.store, self._session, self._desk.clock()
        self._desk.operations.write(
            self,
            lambda: settle(store, session, line, unit, now),
            changes=Changes.of(Topic.PROCEDURES, ids=(line.national_code,)),
            done=lambda _layer: self._settled(line, unit),
        )

    def _settled(self, line: OpenLimit, unit: Unit) -> None:
        name = line.short_name or line.code
        amount = "" if line.limit.amount is None else f"{line.limit.amount.normalize():f} "
        words = amount + tr(UNIT_WORDS[unit]) if unit not in (Unit.SAME_DAY, Unit.NONE) else tr(UNIT_WORDS[unit])
        self._tell(Kind.GOOD, tr("{name}: {limit}.", name=name, limit=words))
        self.refresh()

    def _settle_all(self, lines: list[OpenLimit]) -> None:
        store, session, now = self._desk.store, self._session, self._desk.clock()

        def done(count: int) -> None:
            self._tell(Kind.GOOD, tr("Đã nhận {n} đề xuất.", n=count))
            self.refresh()

        self._desk.operations.write(
            self, lambda: settle_all(store, session, lines, now), changes=Changes.of(Topic.PROCEDURES), done=done
        )

    def _digit(self, text: str) -> None:
        line = self._line()
        if line is not None and self._may and text.isdigit() and 1 <= int(text) <= len(CHOICES):
            self._settle(line, CHOICES[int(text) - 1])

    def _line(self) -> OpenLimit | None:
        row = self.table.current_row()
        return row if isinstance(row, OpenLimit) else None

    def _show(self, lines: list[OpenLimit]) -> None:
        had_focus = self.table.hasFocus()
        self.model.set_rows(lines)
        self._stack.setCurrentWidget(self._list if lines else self._none)
        proposed = sum(line.suggestion is not None for line in lines)
        self.count.setText(tr("{n} thời hạn, {m} có đề xuất", n=len(lines), m=proposed))
        self.accept_all.setText(tr("Nhận cả {n} đề xuất", n=proposed))
        self.accept_all.setEnabled(self._may and proposed > 0)
        if lines:
            self.table.setCurrentIndex(self.model.index(min(self._go_to, len(lines) - 1), 0))
            if had_focus:
                self.table.setFocus()

    def _show_line(self, row: object) -> None:
        if not isinstance(row, OpenLimit):
            return
        self.name.set_text(f"{row.code} · {row.name}")
        channels = ", ".join(tr(CHANNEL_WORDS[channel]) for channel in row.channels)
        case = f"\n{row.case}" if row.case else ""
        self.published.set_text(tr("Công bố ghi: “{text}”", text=row.limit.text) + f"\n{channels}{case}")
        if row.proposed is not None:
            self.words.set_text(
                tr("Đề xuất “{unit}”, đọc từ: {words}", unit=tr(UNIT_WORDS[row.proposed]), words=row.words)
            )
        elif row.answered is not None:
            self.words.set_text(
                tr("Cán bộ tại quầy đã chọn “{unit}” cho một hồ sơ.", unit=tr(UNIT_WORDS[row.answered]))
            )
        else:
            self.words.set_text(tr("Lời văn công bố không cho biết đơn vị. {note}", note=row.note))
        suggestion = row.suggestion
        words = tr("Nhận: {unit}", unit=tr(UNIT_WORDS[suggestion])) if suggestion else tr("Không có đề xuất")
        self.accept.setText(words)
        self.accept.setEnabled(self._may and suggestion is not None)
        for button, unit in zip(self.choices, CHOICES, strict=True):
            needs_number = unit not in (Unit.SAME_DAY, Unit.NONE)
            button.setEnabled(self._may and (row.limit.amount is not None or not needs_number))

    def _connect(self) -> None:
        self.table.current_changed.connect(self._show_line)
        self.table.typed.connect(self._lone.take)
        self.table.opened.connect(lambda row: self.open_procedure.emit(cast("OpenLimit", row).national_code))
        self.accept.clicked.connect(self.main_action)
        self.accept_all.clicked.connect(self.take_all)
        self.everything.toggled.connect(lambda _on: self.refresh())
        for unit, button in zip(CHOICES, self.choices, strict=True):
            button.clicked.connect(lambda _on=False, unit=unit: self._choose(unit))

    def _choose(self, unit: Unit) -> None:
        line = self._line()
        if line is not None:
            self._settle(line, unit)

    def _lay_out(self) -> None:
        self.side.add(self.name)
        self.side.add(self.published)
        self.side.add(self.words)
        grid = QGridLayout()
        grid.setSpacing(8)
        for at, button in enumerate(self.choices[:-1]):
            grid.addWidget(button, at // 2, at % 2)
        grid.addWidget(self.choices[-1], 3, 0, 1, 2)
        self.side.content.addStretch(1)
        self.side.add_layout(grid)
        if not self._may:
            self.side.add(Paragraph(tr("Trưởng bộ phận hoặc quản trị xác nhận đơn vị."), Role.DETAIL, self.side))
        self.side.setFixedWidth(_SIDE)
        self._list = QWidget(self)
        row = QHBoxLayout(self._list)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.table, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.side, 1)
        right.addWidget(self.accept)
        row.addLayout(right)
        self._stack = PanelStack(self)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._none)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.count)
        top.addStretch(1)
        top.addWidget(self.everything)
        top.addWidget(self.accept_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._stack, 1)


def _columns() -> list[Column[OpenLimit]]:
    return [
        Column(
            tr("Thủ tục"),
            lambda line: line.short_name or line.name,
            detail=lambda line: " · ".join(part for part in (line.code, line.case, _channels(line)) if part),
        ),
        Column(tr("Công bố"), lambda line: limit_words(line.limit), 170),
        Column(tr("Đề xuất"), lambda line: tr(UNIT_WORDS[line.suggestion]) if line.suggestion else "–", 150),
        Column(tr("Hồ sơ"), lambda line: str(line.used) if line.used else "", 72, right=True, digits=True),
    ]


def _channels(line: OpenLimit) -> str:
    return ", ".join(tr(CHANNEL_WORDS[channel]) for channel in line.channels)
