"""Block 4: what is owed, forgiven and paid; copies of the dossier and where the result is fetched."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_app.domain.events.reception import ReturnBy
from desk_app.domain.fees import (
    EXEMPTION_LABELS,
    USUAL_EXEMPTIONS,
    Exemption,
    ExemptionReason,
    PayMethod,
    PayWhen,
    exemption_reason,
    exemption_words,
    money,
)
from desk_app.ui.pages.reception.form_state import FeeState, FormState
from desk_app.ui.pages.reception.pieces import FormBlock, PickBox
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import ComboField, CountCell, Field, LineField
from desk_app.ui.widgets.labels import Label

EXEMPTION_WORDS = (
    (Exemption.NONE, mark("–")),
    (Exemption.EXEMPT, mark("miễn")),
    (Exemption.REDUCED, mark("giảm còn")),
)
WHEN_WORDS = (
    (PayWhen.NOW, mark("Thu ngay")),
    (PayWhen.LATER, mark("Nộp sau")),
    (PayWhen.AT_RETURN, mark("Khi trả kết quả")),
)
METHOD_WORDS = ((PayMethod.CASH, mark("Tiền mặt")), (PayMethod.TRANSFER, mark("Chuyển khoản")))
RETURN_WORDS = (
    (ReturnBy.DESK, mark("Quầy")),
    (ReturnBy.POST, mark("Bưu chính")),
    (ReturnBy.ELECTRONIC, mark("Điện tử")),
)


class FeesBlock(FormBlock):
    """One line where nothing is owed; a second one, how it is paid, where something is."""

    edited = Signal()
    more_asked = Signal(bool)
    advanced = Signal(object)
    """The reason is answered: the caret goes on from its box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(4, tr("Lệ phí"), parent)
        self._computed = Decimal(0)
        self.owed = Label(money(Decimal(0)), Role.CHOSEN, self)
        self.exemption = _combo(tr("Miễn, giảm"), EXEMPTION_WORDS, self)
        self.return_by = _combo(tr("Trả tại"), RETURN_WORDS, self)
        self.sets = CountCell(count=1, most=99)
        self.more = PlainButton(tr("Thêm"), self, kind="quiet", icon_name="chevron_right")
        self.more.setCheckable(True)
        self.more.toggled.connect(self.more_asked)
        self.add_head(self.owed)
        self.head_row.insertStretch(self.head_row.count() - 1, 1000)
        for widget in (self.exemption, self.return_by, Field(tr("Bộ"), self.sets, self, inline=True), self.more):
            self.add_head(widget)
        self._build_second()
        self.exemption.picked.connect(lambda _value: self._show_second())
        for combo in (self.exemption, self.return_by, self.when, self.method):
            combo.picked.connect(lambda _value: self.edited.emit())
        self.sets.count_changed.connect(lambda _count: self.edited.emit())
        for field in (self.amount, self.reduced_to, self.receipt):
            field.text_changed.connect(lambda _text: self.edited.emit())
        self.reason.picked.connect(lambda _value: self._answered())
        self.reason.confirmed.connect(self._answered)
        self.show_office(())

    def _build_second(self) -> None:
        # Made without a parent, so that Tab meets it inside its field and not twice.
        self.cases = CountCell(count=1)
        self.cases_field = Field(tr("Số việc"), self.cases, self, inline=True)
        self.cases.count_changed.connect(lambda _count: self.edited.emit())
        self.amount = LineField(tr("Số tiền"), self, inline=True)
        self.reason = PickBox(tr("Lý do"), self, placeholder=tr("gõ số, hoặc gõ lý do"), free=True)
        self.reduced_to = LineField(tr("Còn"), self, inline=True, placeholder="0 đ")
        self.when = _combo("", WHEN_WORDS, self)
        self.method = _combo("", METHOD_WORDS, self)
        self.receipt = LineField(tr("Biên lai"), self, inline=True, placeholder=tr("số"))
        for combo, words in ((self.when, tr("Lúc thu")), (self.method, tr("Hình thức thu"))):
            combo.combo.setAccessibleName(words)
        self.second = QWidget(self)
        row = QHBoxLayout(self.second)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        parts = ((self.cases_field, 0), (self.reason, 6), (self.reduced_to, 4), (self.amount, 4), (self.when, 0))
        for widget, stretch in (*parts, (self.method, 0), (self.receipt, 4)):
            row.addWidget(widget, stretch)
        self.add(self.second)

    def stops(self) -> tuple[QWidget, ...]:
        """Return where Enter goes to here, of those that show."""
        return (self.exemption.combo, self.reason.stop, self.reduced_to.edit, self.receipt.edit)

    def show_office(self, reasons: Sequence[str]) -> None:
        """Offer the office's reasons of an exemption, the usual ones where it has none; any other may be typed."""
        offered = reasons or USUAL_EXEMPTIONS
        self.reason.set_items([(words, tr(words) if words in USUAL_EXEMPTIONS else words) for words in offered])

    def show_state(self, state: FormState) -> None:
        """Show what was said of the fee."""
        fee = state.fee
        self.exemption.set_value(fee.exemption)
        self.reason.set_value(exemption_words(fee.reason, fee.note) or None)
        self.when.set_value(fee.when)
        self.method.set_value(fee.method if fee.method is not PayMethod.UNKNOWN else PayMethod.CASH)
        self.amount.set_text(fee.amount)
        self.reduced_to.set_text(fee.reduced_to)
        self.receipt.set_text(fee.receipt_number)
        self.return_by.set_value(state.return_by)
        self.sets.set_count(state.sets)
        self.cases.set_count(state.cases_count)
        self._show_second()

    def show_amount(self, computed: Decimal, owed: Decimal, *, per_case: bool = False) -> None:
        """Show the amount by the rules and what is left of it after exemption; per_case: matters are counted."""
        self._computed = computed
        self.cases_field.setVisible(per_case)
        self.owed.setText(money(owed))
        self.amount.edit.setPlaceholderText(money(computed))
        self._show_second()

    def read_into(self, state: FormState) -> FormState:
        """Return the state with what stands in this block."""
        exemption = self.exemption.value() or Exemption.NONE
        reason, note = self._why(state.fee) if exemption is not Exemption.NONE else (None, "")
        fee = FeeState.model_validate(
            {
                "amount": self.amount.text(),
                "exemption": exemption,
                "reason": reason,
                "reduced_to": self.reduced_to.text() if exemption is Exemption.REDUCED else "",
                "note": note,
                "when": self.when.value() or PayWhen.NOW,
                "method": self.method.value() or PayMethod.CASH,
                "receipt_number": self.receipt.text(),
            }
        )
        counts = {"sets": _count(self.sets, most=99), "cases_count": _count(self.cases, most=999)}
        return state.model_copy(update={"fee": fee, **counts, "return_by": self.return_by.value() or ReturnBy.DESK})

    def offer_exemption(self, reason: ExemptionReason) -> None:
        """Choose an exemption a priority reason suggests; the clerk sees it and may take it back."""
        self.exemption.set_value(Exemption.EXEMPT)
        self.reason.set_value(EXEMPTION_LABELS[reason])
        self._show_second()
        self.edited.emit()

    def _answered(self) -> None:
        self.edited.emit()
        if self.reason.stop.hasFocus():
            self.advanced.emit(self.reason.stop)

    def _why(self, before: FeeState) -> tuple[ExemptionReason | None, str]:
        """Return the reason as it stands, and its words where it is none of the known ones."""
        words = self.reason.answer()
        if words is None:
            return None, ""
        if words == exemption_words(before.reason, before.note):
            return before.reason, before.note
        return exemption_reason(str(words))

    def _show_second(self) -> None:
        exemption = self.exemption.value()
        forgiven = exemption is not Exemption.NONE
        owes = bool(self._computed or self.amount.text() or forgiven)
        self.second.setVisible(owes)
        self.reason.setVisible(forgiven)
        self.reduced_to.setVisible(exemption is Exemption.REDUCED)
        self.amount.setVisible(not forgiven)
        for widget in (self.when, self.method, self.receipt):
            widget.setVisible(exemption is not Exemption.EXEMPT)


def _count(cell: CountCell, *, most: int) -> int:
    """Return the count as typed so far; one where it is none."""
    text = cell.text().strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 1
    return number if 1 <= number <= most else 1


def _combo(label: str, words: tuple[tuple[object, str], ...], parent: QWidget) -> ComboField:
    return ComboField(label, parent, items=tuple((value, tr(word)) for value, word in words), inline=True)
