"""The tab Chuyển đi: what waits at the desk on the left, the lot and the unit it goes to on the right."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.errors import DeskError
from desk_app.services.hand_over import ToHandOver
from desk_app.ui.keys import Act, key_name
from desk_app.ui.navigation import EnterNavigator, Stop
from desk_app.ui.operations import Operations
from desk_app.ui.pages.hand_over.lists import ListBlock, lot_columns, waiting_columns
from desk_app.ui.pages.hand_over.reading import LotRow, Today
from desk_app.ui.pages.hand_over.words import DEED_WORDS, Deed
from desk_app.ui.pages.reception.pieces import PickBox
from desk_app.ui.translation import tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import MainButton, PlainButton
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.fields import LineField


@dataclass(frozen=True)
class GoingKept:
    """What survives the page being built anew."""

    lot: tuple[UUID, ...]
    unit: str
    person: str
    phone: str


class GoingPanel(QWidget):
    """Gathers dossiers for one unit. A scan or a row of the list adds one; Space in the lot takes it out again."""

    asked = Signal(object)
    """The UUID of a dossier of the list that should come into the lot."""
    unit_changed = Signal()
    """The lot goes to another unit: what may go has to be asked anew."""
    typed = Signal(str)

    def __init__(
        self, operations: Operations, clock: Callable[[], datetime], after: Stop, parent: QWidget | None = None
    ) -> None:
        """after: where Enter leads behind the last field."""
        super().__init__(parent)
        self.setObjectName("clear")
        self._clock = clock
        self._today = Today()
        self._rows: list[LotRow] = []
        self._contact_of = ""
        self._compact = False
        self._build(operations)
        self._navigator = EnterNavigator(self, [self.unit.stop, self.person.edit, self.phone.edit, after])
        self._navigator.watch(self.phone.edit)
        self._connect()
        self._show()

    # -- the lot ----------------------------------------------------------------------------------------------------

    @property
    def lot(self) -> tuple[UUID, ...]:
        """Return the dossiers in the lot, in the order they came."""
        return tuple(row.dossier for row in self._rows)

    @property
    def deed(self) -> Deed:
        """Return what F9 does here."""
        return Deed.HAND_OVER

    def chosen_unit(self) -> str:
        """Return the unit the lot goes to, "" while none is chosen; what is half typed is no choice yet."""
        value = self.unit.value()
        return value if isinstance(value, str) and value == self.unit.text() else ""

    def add(self, row: LotRow) -> bool:
        """Put a dossier into the lot; the first one proposes the unit. False: it already stands in it."""
        if row.dossier in self.lot:
            self.block_of_lot.table.selectRow(self.lot.index(row.dossier))
            return False
        self._rows.append(row)
        if not self.chosen_unit() and row.goes_to:
            self._choose(row.goes_to)
        self._show()
        self.block_of_lot.table.selectRow(len(self._rows) - 1)
        return True

    def show_anew(self, rows: tuple[LotRow, ...]) -> None:
        """Show the lot's dossiers as they stand now; what was taken out meanwhile stays out."""
        now = {row.dossier: row for row in rows}
        self._rows = [now.get(row.dossier, row) for row in self._rows]
        self._show()

    def empty(self) -> None:
        """Be ready for the next lot."""
        self._rows.clear()
        self._choose("")
        self._show()

    def check(self) -> None:
        """Raise DeskError ``nothing_scanned``, ``unit_to_hand_to_missing`` with the caret in place, or a refusal."""
        if not self._rows:
            raise DeskError("nothing_scanned")
        if not self.chosen_unit():
            self.unit.stop.setFocus()
            raise DeskError("unit_to_hand_to_missing")
        for row in self._rows:
            if row.refusal is not None:
                raise row.refusal

    # -- what the page asks -----------------------------------------------------------------------------------------

    def show_today(self, today: Today) -> None:
        """Show what waits at the desk, and the units to choose from."""
        self._today = today
        self.unit.set_items([(unit, unit) for unit in today.units])
        self._show()

    def kept(self) -> GoingKept:
        """Return what was gathered."""
        return GoingKept(self.lot, self.chosen_unit(), self.person.text(), self.phone.text())

    def take_back(self, kept: GoingKept) -> None:
        """Put the unit and its person back; the page reads the dossiers again."""
        self._choose(kept.unit)
        self.person.set_text(kept.person)
        self.phone.set_text(kept.phone)

    def close_list(self) -> bool:
        """Close the list of units; return whether it was open."""
        return self.unit.close_list()

    def set_compact(self, compact: bool) -> None:
        """Give the lot the room of the owners' column."""
        self._compact = compact
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "block_of_lot"):
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        self.waiting.fit(self._compact)
        self.block_of_lot.fit(self._compact)
        self._show()

    # -- laying out -------------------------------------------------------------------------------------------------

    def _build(self, operations: Operations) -> None:
        nothing = EmptyState(
            "task_alt", tr("Không còn hồ sơ nào chờ chuyển"), tr("Hồ sơ tiếp nhận xong hiện ở đây để chuyển đi."), self
        )
        self.waiting: ListBlock[ToHandOver] = ListBlock(
            operations, waiting_columns(self._clock()), nothing, tr("Hồ sơ chưa chuyển"), self, narrow=(1,)
        )
        card = Block(0, tr("Lượt chuyển"), self)
        self.unit = PickBox(tr("Chuyển đến"), card, placeholder=tr("gõ số 1–9 hoặc tên đơn vị"), free=True)
        self.person = LineField(tr("Người nhận ở đơn vị"), card, max_length=120)
        self.phone = LineField(tr("Điện thoại"), card, max_length=30)
        begin = EmptyState(
            "qr_code_scanner",
            tr("Quét phiếu của từng hồ sơ"),
            tr("Hoặc chọn trong danh sách rồi nhấn phím cách. Đủ lượt thì nhấn F9."),
            card,
        )
        self.block_of_lot: ListBlock[LotRow] = ListBlock(
            operations, lot_columns(""), begin, tr("Hồ sơ trong lượt chuyển"), card
        )
        self.block_of_lot.head.hide()
        self.take_out = PlainButton(tr("Bỏ khỏi lượt"), card, kind="quiet", icon_name="remove")
        self.button = MainButton(tr(DEED_WORDS[Deed.HAND_OVER]), card, key=key_name(Act.MAIN))
        card.add(self.unit)
        card.add_row(self.person, self.phone, stretches=(3, 2))
        card.add(self.block_of_lot, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.take_out)
        foot.addWidget(self.button, 1)
        card.add_layout(foot)
        self.card = card
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        left = QVBoxLayout()
        left.addWidget(self.waiting)
        row.addLayout(left, 5)
        row.addWidget(card, 4)

    def _connect(self) -> None:
        self.waiting.table.moved.connect(self._ask)
        self.waiting.table.typed.connect(self.typed)
        self.block_of_lot.table.moved.connect(self._take_out)
        self.block_of_lot.table.typed.connect(self.typed)
        self.take_out.clicked.connect(lambda: self._take_out(self.block_of_lot.table.current_row()))
        self.unit.picked.connect(lambda _value: self._picked())
        self.unit.confirmed.connect(lambda: self._navigator.advance(self.unit.stop))

    def _ask(self, row: object) -> None:
        if isinstance(row, ToHandOver):
            self.asked.emit(row.line.id)

    def _take_out(self, row: object) -> None:
        if isinstance(row, LotRow):
            self._rows = [one for one in self._rows if one.dossier != row.dossier]
            self._show()

    def _picked(self) -> None:
        self._fill_contact()
        self.unit_changed.emit()
        self._show()
        if self.unit.stop.hasFocus():
            self._navigator.advance(self.unit.stop)

    def _choose(self, unit: str) -> None:
        self.unit.set_value(unit or None)
        self._fill_contact()

    def _fill_contact(self) -> None:
        """Name who takes dossiers at the unit chosen; what was typed for this unit stays."""
        unit = self.chosen_unit()
        if unit != self._contact_of:
            self._contact_of = unit
            contact = self._today.contact(unit)
            self.person.set_text(contact.person)
            self.phone.set_text(contact.phone)

    def _show(self) -> None:
        lot, unit = set(self.lot), self.chosen_unit()
        rest = [one for one in self._today.waiting if one.line.id not in lot]
        # What goes to the unit chosen comes first; in each part the most urgent.
        rest.sort(key=lambda one: bool(unit) and one.unit != unit)
        self.waiting.show_rows(rest, tr("Chưa chuyển: {n}", n=len(rest)), waiting_columns(self._clock()))
        self.block_of_lot.show_rows(self._rows, "", lot_columns(unit, short=self._compact))
        self.card.heading.setText(tr("Lượt chuyển: {n} hồ sơ", n=len(self._rows)).upper())
        self.take_out.setEnabled(bool(self._rows))
