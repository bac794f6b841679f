"""Block 3 of certified copies: what is certified, pages of the original, copies, amount; `1⏎2⏎5⏎` a row."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from desk_app.domain.events.reception import AuthenticatedRow
from desk_app.domain.fees import money
from desk_app.services.office_settings import USUAL_DOCUMENTS
from desk_app.ui.pages.reception.form_state import DocumentState, FormState
from desk_app.ui.pages.reception.pieces import FormBlock, PickBox
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.fields import CountCell
from desk_app.ui.widgets.labels import Label

_COUNT_WIDTH = 98
_AMOUNT_WIDTH = 110
_HEADS = (mark("Tên văn bản"), mark("Số trang"), mark("Số bản"), mark("Bản điện tử"), mark("Thành tiền"))


_HEAD_SIDES = (
    Qt.AlignmentFlag.AlignLeft,
    *(Qt.AlignmentFlag.AlignHCenter,) * 3,
    Qt.AlignmentFlag.AlignRight,
)


class _Row:
    """The controls of one document."""

    def __init__(self, block: "AuthenticationBlock") -> None:
        self.kind = PickBox("", block, placeholder=tr("gõ số 1–9 hoặc tên văn bản"), free=True, opens=False)
        self.kind.label.hide()
        self.offer(block.documents)
        self.kind.box.edit.setAccessibleName(tr("Tên văn bản"))
        self.pages, self.copies, self.electronic = CountCell(block), CountCell(block), CountCell(block)
        for cell, words in ((self.pages, _HEADS[1]), (self.copies, _HEADS[2]), (self.electronic, _HEADS[3])):
            cell.setFixedWidth(_COUNT_WIDTH)
            cell.setAccessibleName(tr(words))
        self.amount = Label("", Role.BODY, block)
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.is_default = True
        """The number of copies was not typed in this row: it follows the row above."""

    def offer(self, documents: Sequence[str]) -> None:
        self.kind.set_items([(words, words) for words in documents[:9]])

    def widgets(self) -> tuple[QWidget, ...]:
        return (self.kind, self.pages, self.copies, self.electronic, self.amount)

    def state(self) -> DocumentState:
        return DocumentState(
            document=self.kind.text(),
            pages=_typed(self.pages),
            copies=_typed(self.copies),
            electronic=_typed(self.electronic),
        )


class AuthenticationBlock(FormBlock):
    """Rows of documents; a new empty row stands below as soon as the last one is begun."""

    edited = Signal()
    advanced = Signal(object)
    """A kind was answered in this control: the caret goes to the pages."""
    focused = Signal(str)
    """What the digits mean, when the caret comes to a kind."""
    rows_changed = Signal()
    """Rows were added: the page asks for ``stops`` again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(3, tr("Văn bản chứng thực"), parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.total = Label("", Role.CHOSEN, self)
        self.total.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.add_head(self.total, 1)
        self.documents: tuple[str, ...] = USUAL_DOCUMENTS
        self._rows: list[_Row] = []
        inside = QWidget(self)
        inside.setObjectName("clear")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(4, 4, 8, 4)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnMinimumWidth(4, _AMOUNT_WIDTH)
        heads = QHBoxLayout()
        heads.setContentsMargins(8, 0, 12, 0)
        heads.setSpacing(12)
        for column, words in enumerate(_HEADS):
            head = Label(tr(words), Role.LABEL, self)
            head.setAlignment(_HEAD_SIDES[column] | Qt.AlignmentFlag.AlignVCenter)
            if column:
                head.setFixedWidth(_AMOUNT_WIDTH if column == 4 else _COUNT_WIDTH)
            heads.addWidget(head, 0 if column else 1)
        self._beside_bar = QSpacerItem(0, 1, QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        heads.addItem(self._beside_bar)
        self._heads = heads
        self.add_layout(heads)
        outer.addLayout(self._grid)
        outer.addStretch(1)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        self.keep_rows(3)
        self._area.verticalScrollBar().rangeChanged.connect(lambda _low, high: self._fit_heads(high > 0))
        self.add(self._area, 1)
        self._add_row()

    def keep_rows(self, rows: int) -> None:
        """Keep so many rows in sight at least."""
        self._area.setMinimumHeight(rows * (current_theme().sizes.field + 4) + 8)

    def show_office(self, documents: Sequence[str]) -> None:
        """Take the office's list of what is brought most, 1 to 9. Papers are Vietnamese: so are these words."""
        self.documents = tuple(documents)
        for row in self._rows:
            row.offer(self.documents)

    def show_state(self, state: FormState) -> None:
        """Show the documents typed so far and one empty row."""
        while len(self._rows) > max(1, len(state.documents) + 1):
            self._drop_row()
        while len(self._rows) < len(state.documents) + 1:
            self._add_row()
        for row, document in zip(self._rows, (*state.documents, DocumentState()), strict=False):
            row.kind.set_value(document.document or None)
            row.pages.set_count(document.pages)
            row.copies.set_count(document.copies)
            row.electronic.set_count(document.electronic)
            row.is_default = document.is_empty
        self._default_copies()

    def show_amounts(self, rows: tuple[AuthenticatedRow, ...], total: Decimal) -> None:
        """Show each row's amount and the total, as typed."""
        amounts = iter(rows)
        for row in self._rows:
            amount = None if row.state().is_empty else next(amounts, None)
            row.amount.setText(money(amount.amount) if amount is not None and amount.pages else "")
        self.total.setText(tr("Cộng {amount}", amount=money(total)) if rows else "")

    def _fit_heads(self, has_bar: bool) -> None:
        """Keep the words over their columns, with and without a scroll bar."""
        self._beside_bar.changeSize(10 if has_bar else 0, 1)
        self._heads.invalidate()

    def read_into(self, state: FormState) -> FormState:
        """Return the state with the documents begun."""
        rows = (row.state() for row in self._rows)
        return state.model_copy(update={"documents": tuple(row for row in rows if not row.is_empty)})

    def stops(self) -> list[QWidget]:
        """Return the stops of Enter: kind, pages, copies of each row; the electronic copy is reached by Tab."""
        return [widget for row in self._rows for widget in (row.kind.stop, row.pages, row.copies)]

    def first_box(self) -> QWidget:
        """Return the first kind that is empty, or the first."""
        empty = next((row for row in self._rows if row.state().is_empty), self._rows[0])
        return empty.kind.stop

    def incomplete(self) -> QWidget:
        """Return the control that still wants something."""
        for row in self._rows:
            state = row.state()
            if not state.is_empty and not state.is_complete:
                return row.kind.stop if not state.document else row.pages if not state.pages else row.copies
        return self.first_box()

    def close_list(self) -> bool:
        """Close whichever list is open; return whether one was."""
        closed = [row.kind.close_list() for row in self._rows]
        return any(closed)

    def _add_row(self) -> None:
        row = _Row(self)
        at = len(self._rows) + 1
        for column, widget in enumerate(row.widgets()):
            self._grid.addWidget(widget, at, column)
            widget.show()
        self._rows.append(row)
        row.kind.picked.connect(lambda _value: self._picked(row))
        row.kind.entered.connect(lambda: self._come_to(row))
        row.kind.confirmed.connect(lambda: self.advanced.emit(row.kind.stop))
        row.copies.textEdited.connect(lambda _text: setattr(row, "is_default", False))
        for cell in (row.pages, row.copies, row.electronic):
            cell.textEdited.connect(lambda _text: self._changed())
        self._default_copies()
        self.rows_changed.emit()

    def _come_to(self, row: _Row) -> None:
        """Tell which digit is which document, in the side's fixed place."""
        self.focused.emit("\n".join(f"{at}  {words}" for at, words in enumerate(self.documents[:9], start=1)))
        QTimer.singleShot(0, row.kind, lambda: self._area.ensureWidgetVisible(row.kind, 0, 8))

    def _drop_row(self) -> None:
        for widget in self._rows.pop().widgets():
            widget.hide()
            widget.deleteLater()

    def _picked(self, row: _Row) -> None:
        if row is self._rows[-1]:
            self._add_row()
        self._changed()
        self.advanced.emit(row.kind.stop)

    def _changed(self) -> None:
        self._default_copies()
        self.edited.emit()

    def _default_copies(self) -> None:
        """Let each row whose copies were not typed take those of the row above."""
        above = 1
        for row in self._rows:
            if row.is_default and not row.copies.hasFocus():
                row.copies.set_count(above)
            above = _typed(row.copies) or above


def _typed(cell: CountCell) -> int:
    """Return the count as it stands in the cell now, also before it is left."""
    text = cell.text().strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0
