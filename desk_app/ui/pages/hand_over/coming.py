"""The tab Nhận kết quả về: what lies with the units on the left, the results of the lot, row by row, on the right."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError
from desk_app.models.queries.dossiers import DossierLine
from desk_app.services.hand_over import ResultBack, result_warnings
from desk_app.ui.keys import Act, key_name
from desk_app.ui.navigation import EnterNavigator, Stop
from desk_app.ui.operations import Operations
from desk_app.ui.pages.hand_over.lists import (
    LIST_WIDTH,
    NARROW_LIST_WIDTH,
    AwayDelegate,
    ListBlock,
    away_columns,
    text_scale,
)
from desk_app.ui.pages.hand_over.reading import LotRow, Today
from desk_app.ui.pages.hand_over.result_row import EXCERPT, HEADS, NARROW_WIDTHS, NUMBER, WIDTHS, ResultRow, Typed
from desk_app.ui.pages.hand_over.words import DEED_WORDS, Deed
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import say, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import MainButton
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.fields import CheckRow, LineField
from desk_app.ui.widgets.labels import Label, Paragraph
from desk_app.ui.widgets.room import PanelStack

_WIDEST = 16777215
"""Qt's own word for a widget that may be as wide as it likes."""


@dataclass(frozen=True)
class ComingKept:
    """What survives the page being built anew. lot: each dossier with what stands in its cells."""

    lot: tuple[tuple[UUID, Typed], ...]
    unfinished: bool
    reason: str


class ComingPanel(QWidget):
    """Gathers results that came back, or unfinished dossiers to be taken back with a reason."""

    asked = Signal(object)
    """The UUID of a dossier of the list that should come into the lot."""
    deed_changed = Signal()
    """Unfinished dossiers instead of results, or back: what may come has to be asked anew."""
    typed = Signal(str)

    def __init__(
        self, operations: Operations, clock: Callable[[], datetime], after: Stop, parent: QWidget | None = None
    ) -> None:
        """after: where Enter leads behind the last cell."""
        super().__init__(parent)
        self.setObjectName("clear")
        self._clock, self._after = clock, after
        self._today = Today()
        self._compact = self._cramped = False
        self.rows: list[ResultRow] = []
        self._build(operations)
        self._navigator = EnterNavigator(self)
        self.away.table.moved.connect(self._ask)
        self.away.table.typed.connect(self.typed)
        self.unfinished.toggled.connect(lambda _on: self._turn())
        self._show()

    # -- the lot ----------------------------------------------------------------------------------------------------

    @property
    def lot(self) -> tuple[UUID, ...]:
        """Return the dossiers in the lot, in the order they came."""
        return tuple(row.dossier for row in self.rows)

    @property
    def deed(self) -> Deed:
        """Return what F9 does here now."""
        return Deed.TAKE_BACK if self.unfinished.isChecked() else Deed.RECEIVE

    def chosen_unit(self) -> str:
        """Return "": results come from any unit."""
        return ""

    def add(self, row: LotRow) -> bool:
        """Put a dossier into the lot, the caret in its number. False: it already stands in it."""
        known = next((one for one in self.rows if one.dossier == row.dossier), None)
        if known is not None:
            self._come_to(known)
            return False
        self._come_to(self._add(row))
        self._show()
        return True

    def show_anew(self, rows: tuple[LotRow, ...]) -> None:
        """Show the lot's dossiers as they stand now."""
        now = {row.dossier: row for row in rows}
        for row in self.rows:
            row.show_row(now.get(row.dossier, row.row))

    def empty(self) -> None:
        """Be ready for the next lot."""
        for row in self.rows:
            self._remove(row)
        self.rows.clear()
        self.reason.set_text("")
        self.unfinished.setChecked(False)
        self._show()

    def check(self) -> None:
        """Raise DeskError ``nothing_scanned``, ``taking_back_reason_missing``, ``result_day_unreadable``, or a refusal.

        The caret goes to what is missing.
        """
        if not self.rows:
            raise DeskError("nothing_scanned")
        for row in self.rows:
            if row.row.refusal is not None:
                raise row.row.refusal
        if self.deed is Deed.TAKE_BACK and not self.reason.text():
            self.reason.set_missing()
            self.reason.edit.setFocus()
            raise DeskError("taking_back_reason_missing")
        if self.deed is Deed.RECEIVE:
            self.results()

    def results(self) -> tuple[ResultBack, ...]:
        """Return the results as typed. Raises DeskError ``result_day_unreadable`` with the caret in its cell."""
        return tuple(row.result() for row in self.rows)

    # -- what the page asks -----------------------------------------------------------------------------------------

    def show_today(self, today: Today) -> None:
        """Show what lies with the units."""
        self._today = today
        self._show_away()

    def kept(self) -> ComingKept:
        """Return what was gathered and typed."""
        lot = tuple((row.dossier, row.typed()) for row in self.rows)
        return ComingKept(lot, self.unfinished.isChecked(), self.reason.text())

    def take_back(self, kept: ComingKept, rows: tuple[LotRow, ...]) -> None:
        """Put back what ``kept`` returned, with the dossiers as they stand now."""
        typed = dict(kept.lot)
        for row in rows:
            self._add(row).put_back(typed[row.dossier])
        self.reason.set_text(kept.reason)
        self.unfinished.setChecked(kept.unfinished)
        self._show()

    def close_list(self) -> bool:
        """Close whichever list of kinds is open; return whether one was."""
        closed = [row.form.close_list() for row in self.rows]
        return any(closed)

    def set_compact(self, compact: bool) -> None:
        """Give the cells the room a narrow window leaves them."""
        self._compact = compact
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_split"):
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        """Arrange the rows on one line each, or on two where window or text leave no room for one."""
        self._cramped = self._compact or text_scale() > 1
        self.away.setFixedWidth(NARROW_LIST_WIDTH if self._compact else LIST_WIDTH)
        for row in self.rows:
            for widget in row.widgets():
                self._grid.removeWidget(widget)
        for row in self.rows:
            self._place(row, self._grid.rowCount())
        self._fit_columns()
        self._show()

    # -- laying out -------------------------------------------------------------------------------------------------

    def _build(self, operations: Operations) -> None:
        nothing = EmptyState(
            "task_alt", tr("Không có hồ sơ nào ở các đơn vị"), tr("Hồ sơ chuyển đi hiện ở đây, gần hạn trước."), self
        )
        self.away: ListBlock[DossierLine] = ListBlock(
            operations, away_columns(self._clock()), nothing, tr("Hồ sơ đang ở các đơn vị"), self
        )
        self.away.table.setItemDelegate(AwayDelegate(self.away.table))
        self.card = Block(0, tr("Kết quả trong lượt"), self)
        self.unfinished = CheckRow(tr("Nhận lại hồ sơ chưa xong"), self.card)
        self.card.head_row.addWidget(self.unfinished)
        self.reason = LineField(tr("Lý do nhận lại"), self.card, max_length=300)
        self.reason.hide()
        self.warning = Paragraph("", Role.DETAIL, self.card, max_lines=2)
        self.warning.set_tone(Tone.WARN)
        self.button = MainButton(tr(DEED_WORDS[Deed.RECEIVE]), self.card, key=key_name(Act.MAIN))
        begin = EmptyState(
            "qr_code_scanner",
            tr("Quét phiếu của từng hồ sơ có kết quả"),
            tr("Mỗi hồ sơ thành một dòng: gõ số, ngày ký, Enter sang ô sau; quét tiếp lúc nào cũng được."),
            self.card,
        )
        self._stack = PanelStack(self.card)
        self._stack.addWidget(self._build_grid())
        self._stack.addWidget(begin)
        self.card.add(self.reason)
        self.card.add(self._stack, 1)
        self.card.add(self.warning)
        self.card.add(self.button)
        self._split = QHBoxLayout(self)
        self._split.setContentsMargins(0, 0, 0, 0)
        self._split.setSpacing(16)
        self.away.setFixedWidth(LIST_WIDTH)
        self._split.addWidget(self.away)
        self._split.addWidget(self.card, 1)

    def _build_grid(self) -> QScrollArea:
        content = QWidget()
        content.setObjectName("clear")
        outer = QVBoxLayout(content)
        outer.setContentsMargins(2, 0, 4, 4)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(6)
        self._heads = [Label(tr(words), Role.LABEL, content) for words in HEADS]
        for column, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, column)
        outer.addLayout(self._grid)
        outer.addStretch(1)
        self._area = QScrollArea(self.card)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(content)
        self._content = content
        return self._area

    def _add(self, row: LotRow) -> ResultRow:
        made = ResultRow(row, office_time(self._clock()).date(), self._content)
        self._place(made, self._grid.rowCount())
        for line in (made.number, made.signed, made.copies, made.shelf, made.excerpt):
            line.textChanged.connect(lambda _text: self._told())
        made.form.picked.connect(lambda _value: self._picked(made))
        made.form.confirmed.connect(lambda: self._navigator.advance(made.form.stop))
        made.drop.clicked.connect(lambda: self._take_out(made))
        self.rows.append(made)
        self._fit_columns()
        self._lead()
        return made

    def _place(self, row: ResultRow, at: int) -> None:
        """Put a result on two lines of the grid; the excerpt takes the second one where the window is narrow."""
        for column, widget in enumerate(row.widgets()):
            if widget is row.excerpt and self._cramped:
                self._grid.addWidget(widget, at + 1, NUMBER, 1, EXCERPT - NUMBER)
            elif widget is row.who:
                self._grid.addWidget(widget, at, column, 2 if self._cramped else 1, 1)
            else:
                self._grid.addWidget(widget, at, column)

    def _remove(self, row: ResultRow) -> None:
        for widget in row.widgets():
            self._grid.removeWidget(widget)
            widget.hide()
            # Not now: a signal of its own button may be what led here.
            QTimer.singleShot(0, widget, widget.deleteLater)

    def _take_out(self, row: ResultRow) -> None:
        self._remove(row)
        self.rows.remove(row)
        self._lead()
        self._show()

    def _lead(self) -> None:
        """Let Enter go from cell to cell, row by row, and behind the last one to the box."""
        stops: list[Stop] = [stop for row in self.rows for stop in row.stops()]
        self._navigator.set_stops([*stops, self.reason.edit, self._after])

    def _come_to(self, row: ResultRow) -> None:
        if self.deed is Deed.RECEIVE:
            row.number.setFocus()
        QTimer.singleShot(0, row.who, lambda: self._area.ensureWidgetVisible(row.who, 0, 8))

    def _picked(self, row: ResultRow) -> None:
        self._told()
        self._navigator.advance(row.form.stop)

    def _ask(self, line: object) -> None:
        if isinstance(line, DossierLine):
            self.asked.emit(line.id)

    def _turn(self) -> None:
        """Change between results and unfinished dossiers."""
        self.button.setText(tr(DEED_WORDS[self.deed]))
        self.reason.setVisible(self.deed is Deed.TAKE_BACK)
        self._fit_columns()
        self._show()
        self.deed_changed.emit()
        if self.deed is Deed.TAKE_BACK and self.rows:
            self.reason.edit.setFocus()

    # -- showing ----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        receives = self.deed is Deed.RECEIVE
        words = tr("Kết quả trong lượt: {n}") if receives else tr("Hồ sơ nhận lại: {n}")
        self.card.heading.setText(words.format(n=len(self.rows)).upper())
        self._stack.setCurrentIndex(0 if self.rows else 1)
        for column, head in enumerate(self._heads[1:], start=1):
            head.setVisible(receives and not (self._cramped and column == EXCERPT))
        for row in self.rows:
            for cell in row.cells:
                cell.setVisible(receives)
        self._told()
        self._show_away()

    def _told(self) -> None:
        """Let shelves follow the row above, and say what is unusual."""
        above = ""
        warned = []
        for row in self.rows:
            row.follow(above)
            above = row.shelf.text()
            said = result_warnings(row.shown()) if self.deed is Deed.RECEIVE else ()
            row.show_warned(bool(said))
            warned += [f"…{row.row.code[-4:]}: " + ", ".join(say(one) for one in said)] if said else []
        self.warning.set_text("⚠ " + tr("Vẫn nhận được, nhưng {what}.", what="; ".join(warned)) if warned else "")

    def _show_away(self) -> None:
        lot = set(self.lot)
        rest = [line for line in self._today.with_units if line.id not in lot]
        self.away.show_rows(
            rest, tr("Đang ở đơn vị: {n}", n=len(rest)), away_columns(self._clock(), short=self._compact)
        )

    def _fit_columns(self) -> None:
        scale = text_scale()
        widths = [round(width * scale) for width in (NARROW_WIDTHS if self._cramped else WIDTHS)]
        receives = self.deed is Deed.RECEIVE
        wide = (NUMBER if self._cramped else EXCERPT) if receives else 0
        for column, width in enumerate(widths):
            self._grid.setColumnStretch(column, 1 if column == wide else 0)
            self._grid.setColumnMinimumWidth(column, width if receives or not column else 0)
            for row in self.rows:
                row.show_code(short=self._cramped and receives)
                widget = row.widgets()[column]
                widget.setMinimumWidth(width)
                widget.setMaximumWidth(width if width and column != wide and receives else _WIDEST)
