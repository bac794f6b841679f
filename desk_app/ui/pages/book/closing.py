"""Chốt ngày: the check list, the reason where lines are open, the money, and the days closed so far."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.dates import office_time, paper_date, paper_datetime
from desk_app.domain.errors import DeskError
from desk_app.domain.fees import money
from desk_app.domain.people import parse_date
from desk_app.models.queries.book import ClosedPart
from desk_app.models.store import Store
from desk_app.services.accounts import Right
from desk_app.services.day_changes import changed_dossiers
from desk_app.services.day_checks import Check, CheckLine, MoneyLine, day_checks, money_lines, money_of
from desk_app.services.day_closing import (
    ClosedDay,
    DayStanding,
    close_day,
    closed_days,
    closed_parts,
    day_standing,
    kept_paper,
)
from desk_app.services.papers import Paper
from desk_app.ui.desk import Desk, DossierListTarget, WaitingPapersTarget
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.navigation import EnterNavigator
from desk_app.ui.operations import Changes
from desk_app.ui.pages.book.check_rows import CheckDelegate, check_columns, closed_columns, money_columns
from desk_app.ui.pages.book.columns import fit_columns
from desk_app.ui.pages.book.panel import TOPIC, Panel
from desk_app.ui.pages.book.parked import open_parked
from desk_app.ui.pages.book.words import part_said
from desk_app.ui.theme import Role
from desk_app.ui.translation import say, sentence, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.labels import Label, Paragraph
from desk_app.ui.widgets.tables import Batch, DeskTable, PagedModel

T = TypeVar("T")
_DAYS_A_PIECE = 60


@dataclass(frozen=True)
class Seen:
    """Everything the tab shows of a day."""

    day: date
    checks: tuple[CheckLine, ...]
    money: tuple[MoneyLine, ...]
    standing: DayStanding
    parts: tuple[ClosedPart, ...]

    @property
    def open_lines(self) -> int:
        """How many lines stand in the way of closing without a reason."""
        return sum(line.open for line in self.checks)


@dataclass(frozen=True)
class KeptClosing:
    """What was typed, before the page is built anew."""

    day: str
    reason: str


def look_at(store: Store, day: date, now: datetime) -> Seen:
    """Return a day as the tab shows it; run off the UI thread."""
    with store.reading() as rd:
        return Seen(
            day,
            day_checks(rd, day, now),
            money_lines(money_of(rd, day, now)),
            day_standing(rd, day, now),
            tuple(closed_parts(rd, day)),
        )


class ClosingPanel(Panel):
    """A supervisor closes the day with F9; a clerk sees what is still to be done."""

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget) -> None:
        super().__init__(desk, strip, parent, tr("Chốt ngày"))
        self.seen: Seen | None = None
        self._just_closed: tuple[date, int] | None = None
        self.day = LineField(tr("Ngày"), self, placeholder="27/08/2026", max_length=20, inline=True)
        self.day.set_text(self._today())
        self.state = Paragraph("", Role.BODY, self)
        self.later_button = PlainButton(tr("Xem việc ghi sau"), self, icon_name="history", kind="quiet")
        self.checks: PagedModel[CheckLine] = PagedModel(desk.operations, check_columns(), self)
        self.check_table = _table(self, tr("Việc cần xem trước khi chốt"), self.checks)
        self.check_table.setItemDelegate(CheckDelegate(self.check_table))
        self.money: PagedModel[MoneyLine] = PagedModel(desk.operations, money_columns(), self)
        self.money_table = _table(self, tr("Tiền thu trong ngày"), self.money, two_lines=True)
        self.no_money = Paragraph(tr("Không thu khoản nào."), Role.DETAIL, self)
        self.money_sum = Label("", Role.HEAD, self)
        self.closed: PagedModel[ClosedPart] = PagedModel(desk.operations, closed_columns(), self)
        self.closed_table = _table(self, tr("Ngày đã chốt"), self.closed, two_lines=True)
        self.none_closed = Paragraph(tr("Chưa chốt ngày nào."), Role.DETAIL, self)
        self.reason = LineField(tr("Lý do chốt khi còn việc chưa xong"), self, max_length=500, inline=True)
        self._lists: tuple[tuple[DeskTable, PagedModel[Any]], ...] = (
            (self.check_table, self.checks),
            (self.money_table, self.money),
            (self.closed_table, self.closed),
        )
        self._lay_out()
        self._connect()

    # -- Panel ------------------------------------------------------------------------------------------------------

    @override
    def refresh(self) -> None:
        day = self.chosen_day()
        if day is None:
            return
        store, now = self.desk.store, self.desk.clock()
        self.desk.operations.read(self, lambda: look_at(store, day, now), done=self._show, slot="closing", slow=True)

    @override
    def first_box(self) -> QWidget:
        return self.check_table

    @override
    def main_action(self) -> None:
        """Close the day shown, or make its supplement."""
        day = self.chosen_day()
        if day is None:
            return
        store, session, now, reason = self.desk.store, self.session, self.desk.clock(), self.reason.text()
        self.desk.operations.write(
            self,
            lambda: close_day(store, session, day, now, reason),
            changes=Changes(),
            done=self._closed,
            failed=self._refused,
        )

    @override
    def print_it(self) -> None:
        row = self.closed_table.current_row()
        if isinstance(row, ClosedPart):
            self.open_part(row)

    @override
    def set_compact(self, compact: bool) -> None:
        self._columns.setStretch(0, 2 if compact else 3)
        self._columns.setStretch(1, 1 if compact else 2)

    @override
    def fit(self) -> None:
        for table, model in self._lists:
            fit_columns(table, model)

    def chosen_day(self) -> date | None:
        """Return the day that is typed; None, and the field marked, where it cannot be read."""
        found = parse_date(self.day.text())
        self.day.set_missing(found is None)
        if found is None:
            self.strip.say(Kind.WARN, tr("Ghi ngày như 27/08/2026."), topic=TOPIC)
        return found

    def open_part(self, part: ClosedPart) -> None:
        """Show the very bytes that were kept, to be printed again."""
        store, session = self.desk.store, self.session

        def make() -> Paper:
            with store.reading() as rd:
                return kept_paper(rd, session, part.day, part.number)

        title = tr("Chốt ngày {day} – {part}", day=paper_date(part.day), part=part_said(part.number))
        self.desk.printing.preview_sheet(self, title, make)

    def keep(self) -> KeptClosing:
        """Return what is typed."""
        return KeptClosing(self.day.text(), self.reason.text())

    def take_back(self, kept: KeptClosing) -> None:
        """Put back what ``keep`` returned."""
        self.day.set_text(kept.day)
        self.reason.set_text(kept.reason)

    # -- what happens -----------------------------------------------------------------------------------------------

    def _closed(self, closed: ClosedDay) -> None:
        part = ClosedPart(closed.day, closed.number, closed.paper.title, closed.paper.kept_at, closed.paper.digest, 0)
        day = paper_date(closed.day)
        words = (
            tr("Đã lập phần bổ sung số {n} của ngày {day}. Bản đã in trước đó giữ nguyên.", n=closed.number, day=day)
            if closed.number
            else tr("Đã chốt ngày {day}. Việc ghi sau sẽ vào phần bổ sung.", day=day)
        )
        self.reason.set_text("")
        self._just_closed = (closed.day, closed.number)
        self.strip.say(Kind.GOOD, words, topic=TOPIC, action=tr("Xem và in"), act=lambda: self.open_part(part))
        self.refresh()

    def _refused(self, error: DeskError) -> None:
        self.strip.say(Kind.WARN, sentence(error), topic=TOPIC)
        if error.code == "day_has_open_lines":
            self.reason.set_missing()
            self.reason.setFocus()

    def _show(self, seen: Seen) -> None:
        self.seen = seen
        self.checks.set_rows(seen.checks)
        self.money.set_rows(seen.money)
        self.money_table.setVisible(bool(seen.money))
        self.no_money.setVisible(not seen.money)
        self.money_sum.setText(money(Decimal(sum(line.amount for line in seen.money))) if seen.money else "")
        self.closed.look(_closed_by_piece(self.desk.store))
        self.state.set_text(_state_words(seen))
        self.later_button.setVisible(bool(seen.standing.later))
        self.reason.setVisible(bool(seen.open_lines) and self.session.may(Right.MEND) and self._may_close(seen))
        number = seen.standing.next_number
        self.main_button.setText(tr("Lập phần bổ sung số {n}", n=number) if number else tr("Chốt ngày"))
        self.main_button.setEnabled(self.session.may(Right.MEND) and self._may_close(seen))
        self._note.setVisible(not self.session.may(Right.MEND))

    def _closed_loaded(self, rows: int) -> None:
        """Put the ring on the part that was just made: Enter or Ctrl+P shows it, and the field left is gone."""
        self.closed_table.setVisible(bool(rows))
        self.none_closed.setVisible(not rows)
        wanted, self._just_closed = self._just_closed, None
        places = {(part.day, part.number): at for at, part in enumerate(self.closed.rows())}
        if wanted in places:
            self.closed_table.setCurrentIndex(self.closed.index(places[wanted], 0))
            self.closed_table.setFocus()

    def _may_close(self, seen: Seen) -> bool:
        return not seen.standing.parts or bool(seen.standing.later)

    def _open_check(self, row: object) -> None:
        if not isinstance(row, CheckLine) or not row.count or self.seen is None:
            return
        if row.check is Check.NOT_PRINTED:
            self.desk.open(WaitingPapersTarget())
        elif row.check is Check.PARKED:
            open_parked(self)
        else:
            title = tr("{what}, {day}", what=say(row.words), day=paper_date(self.seen.day))
            self.desk.open(DossierListTarget(title, row.dossiers))

    def _open_later(self) -> None:
        if self.seen is not None:
            title = tr("Việc ghi sau khi chốt ngày {day}", day=paper_date(self.seen.day))
            self.desk.open(DossierListTarget(title, changed_dossiers(self.seen.standing.later)))

    def _open_closed(self, row: object) -> None:
        if isinstance(row, ClosedPart):
            self.open_part(row)

    def _typed_day(self) -> None:
        day = self.chosen_day()
        if day is not None and (self.seen is None or self.seen.day != day):
            self.refresh()

    def _today(self) -> str:
        return paper_date(office_time(self.desk.clock()).date())

    def _connect(self) -> None:
        self.day.settled.connect(lambda _text: self._typed_day())
        self.check_table.opened.connect(self._open_check)
        self.closed.loaded.connect(self._closed_loaded)
        self.closed_table.opened.connect(self._open_closed)
        self.later_button.clicked.connect(self._open_later)
        self._navigator = EnterNavigator(self, [self.day, self.reason])

    def _lay_out(self) -> None:
        self.day.setFixedWidth(190)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.day)
        head.addWidget(self.state, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.later_button)
        list_block = Block(0, tr("Việc cần xem trước khi chốt"), self)
        list_block.add(self.check_table, 1)
        money_block = Block(0, tr("Tiền thu trong ngày"), self)
        money_block.head_row.addWidget(self.money_sum)
        money_block.add(self.no_money)
        money_block.add(self.money_table, 1)
        closed_block = Block(0, tr("Ngày đã chốt"), self)
        closed_block.add(self.none_closed)
        closed_block.add(self.closed_table, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(money_block, 1)
        right.addWidget(closed_block, 1)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(12)
        self._columns.addWidget(list_block, 3)
        self._columns.addLayout(right, 2)
        self.column.addLayout(head)
        self.column.addLayout(self._columns, 1)
        self._note = Paragraph(tr("Chỉ trưởng bộ phận chốt ngày."), Role.DETAIL, self)
        self._note.hide()
        self._ask = QWidget(self)
        self._ask.setObjectName("clear")
        asking = QHBoxLayout(self._ask)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.addWidget(self.reason, 1)
        asking.addWidget(self._note, 1)
        self.fill_foot(self._ask)


def _closed_by_piece(store: Store) -> Callable[[object | None], Batch[ClosedPart]]:
    """Return how the closed days are read piece by piece, off the UI thread."""

    def fetch(after: object | None) -> Batch[ClosedPart]:
        with store.reading() as rd:
            rows = closed_days(rd, after if isinstance(after, ClosedPart) else None, _DAYS_A_PIECE)
        return Batch(rows, rows[-1] if len(rows) == _DAYS_A_PIECE else None)

    return fetch


def _table(panel: Panel, name: str, model: "PagedModel[T]", *, two_lines: bool = False) -> DeskTable:
    table = DeskTable(panel, two_lines=two_lines)
    table.setAccessibleName(name)
    table.show_model(model)
    return table


def _state_words(seen: Seen) -> str:
    """Return how far the day is closed: not yet, or when, with which supplements, and what came after."""
    parts = seen.parts
    if not parts:
        return tr("Chưa chốt. {n} việc chưa xong.", n=seen.open_lines) if seen.open_lines else tr("Chưa chốt.")
    closed = tr("Đã chốt lúc {moment}.", moment=paper_datetime(parts[0].kept_at))
    supplements = tr("Phần bổ sung: {n}.", n=len(parts) - 1) if len(parts) > 1 else ""
    later = len(seen.standing.later)
    after = tr("{n} việc ghi sau lần chốt cuối.", n=later) if later else tr("Chưa có việc nào ghi sau.")
    return " ".join(part for part in (closed, supplements, after) if part)
