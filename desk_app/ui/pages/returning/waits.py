"""What a waiting citizen brings: the papers asked for, or the proof that a duty was paid."""

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events.reception import ReceivedPaper
from desk_app.domain.fees import PayMethod
from desk_app.ui.pages.returning.words import PAYMENTS
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.fields import CheckRow, ComboField, LineField
from desk_app.ui.widgets.labels import Paragraph
from desk_app.ui.widgets.money import MoneyField

sentences(
    no_supplement_ticked="Chưa nhận bổ sung: đánh dấu giấy tờ đã nhận.",
    duty_amount_missing="Chưa ghi nhận: còn thiếu số tiền đã nộp. Gõ số tiền theo chứng từ, ví dụ 500.000.",
)

_KINDS = (
    ("original", mark("Bản chính")),
    ("certified", mark("Bản chứng thực")),
    ("copy_count", mark("Bản photo")),
)


class SupplementBlock(Block):
    """The papers asked for, each ticked when it came, and as what; none is ticked beforehand."""

    def __init__(self, dossier: Dossier, parent: QWidget | None = None) -> None:
        super().__init__(0, tr("Giấy tờ bổ sung"), parent)
        missing = dossier.supplements[-1].missing if dossier.supplements else ()
        self.rows: list[tuple[str, CheckRow, ComboField]] = []
        for paper in missing:
            tick = CheckRow(tr("Đã nhận"), self)
            kind = ComboField("", self, items=tuple((data, tr(words)) for data, words in _KINDS))
            tick.setAccessibleName(paper.name)
            self.add(Paragraph(paper.name, Role.BODY, self))
            self.add_row(tick, kind)
            self.rows.append((paper.name, tick, kind))

    def papers(self) -> tuple[ReceivedPaper, ...]:
        """Return what came. Raises DeskError ``no_supplement_ticked``."""
        came = tuple(
            ReceivedPaper.model_validate({"name": name, str(kind.value()): 1})
            for name, tick, kind in self.rows
            if tick.isChecked()
        )
        if self.rows and not came:
            self.rows[0][1].setFocus()
            raise DeskError("no_supplement_ticked")
        return came


class DutyBlock(Block):
    """The proof of a financial duty: its amount, how it was paid, its number."""

    def __init__(self, dossier: Dossier, parent: QWidget | None = None) -> None:
        super().__init__(0, tr("Chứng từ nộp tiền"), parent)
        asked = dossier.payment_request.amount if dossier.payment_request is not None else None
        self.amount = MoneyField(tr("Số tiền đã nộp (đồng)"), self)
        self.amount.set_amount(asked)
        items = tuple((data, tr(words)) for data, words in PAYMENTS)
        self.method = ComboField(tr("Cách nộp"), self, items=items)
        self.receipt = LineField(tr("Số chứng từ"), self, max_length=100)
        self.add(self.amount)
        self.add_row(self.method, self.receipt)

    def paid(self) -> Decimal:
        """Return the amount, VND. Raises DeskError ``duty_amount_missing``, ``amount_not_read``."""
        amount = self.amount.amount()
        if amount is None:
            self.amount.set_missing()
            self.amount.setFocus()
            raise DeskError("duty_amount_missing")
        return amount

    def chosen(self) -> PayMethod:
        """Return how it was paid, ``UNKNOWN`` where nothing was chosen."""
        value = self.method.value()
        return value if isinstance(value, PayMethod) else PayMethod.UNKNOWN
