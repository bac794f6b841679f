"""The field of an amount of money: typed as people write it, shown with its thousands parted, read once."""

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.money_text import read_money
from desk_app.ui.widgets.fields import LineField

sentences(
    amount_not_read="Chưa ghi: số tiền “{text}” không đọc được. Gõ số tiền chẵn đồng, ví dụ 50.000.",
)


class MoneyField(LineField):
    """An amount in đồng: ``50000`` becomes ``50.000`` when the field is left."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(label, parent, max_length=30)
        self.settled.connect(self._part)

    def set_amount(self, amount: Decimal | None) -> None:
        """Put an amount in from outside, VND; None empties the field."""
        self.set_text("" if amount is None else _parted(amount))

    def amount(self) -> Decimal | None:
        """Return the amount, VND, None for an empty field.

        Raises DeskError ``amount_not_read``, the field marked and with the caret in it.
        """
        typed = self.text()
        if not typed:
            return None
        amount = read_money(typed)
        if amount is None or amount != amount.to_integral_value() or amount >= Decimal(10) ** 13:
            self.set_missing()
            self.setFocus()
            raise DeskError("amount_not_read", text=typed)
        return amount

    def _part(self, typed: str) -> None:
        amount = read_money(typed)
        if amount is not None and amount == amount.to_integral_value() and _parted(amount) != typed:
            self.set_text(_parted(amount))


def _parted(amount: Decimal) -> str:
    return f"{amount:,.0f}".replace(",", ".")
