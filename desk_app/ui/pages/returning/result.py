"""What is handed out: the result, originals, other results of the same person, and the money still due for them."""

from decimal import Decimal
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desk_app.domain.events.steps import ResultKind, Satisfaction
from desk_app.domain.fees import PayMethod, money
from desk_app.services.returning import OtherResult, ReturnView
from desk_app.ui.pages.returning.words import ANSWERS, PAYMENTS
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import CheckRow, ComboField, LineField
from desk_app.ui.widgets.labels import ElidedLabel, Label, Paragraph, plain_tip


class MoneyBlock(Block):
    """Money still due: how it is taken, and the number of its receipt. Nothing is chosen beforehand."""

    taken_alone = Signal()
    """To be taken now, before the result is there."""

    def __init__(self, parent: QWidget | None = None, *, alone: bool = False) -> None:
        super().__init__(0, tr("Thu thêm"), parent)
        self.amount = Label("", Role.BODY, self)
        self.amount.set_tone(Tone.WARN)
        self.head_row.addWidget(self.amount)
        items = tuple((data, tr(words)) for data, words in PAYMENTS)
        self.method = ComboField(tr("Cách thu"), self, items=items, inline=True)
        self.receipt = LineField(tr("Số biên lai"), self, inline=True, max_length=100)
        self.add_row(self.method, self.receipt, stretches=(0, 1))
        if alone:
            self.take = PlainButton(tr("Ghi nhận đã thu lệ phí"), self)
            self.take.clicked.connect(lambda: self.taken_alone.emit())
            self.add(self.take)

    def show_due(self, due: Decimal) -> None:
        """Show how much is due, VND; hidden where nothing is."""
        self.amount.setText(tr("Còn phải thu {amount}", amount=money(due)))
        self.setVisible(bool(due))

    def chosen(self) -> PayMethod | None:
        """Return how it is paid, None while nothing was chosen."""
        value = self.method.value()
        return value if isinstance(value, PayMethod) else None


class ResultBlock(Block):
    """The result on its shelf, what goes with it, and the other results of this person as ticks."""

    due_changed = Signal(object)
    """What is due for everything ticked, VND."""

    def __init__(self, view: ReturnView, parent: QWidget | None = None) -> None:
        super().__init__(0, tr("Kết quả"), parent)
        self._view = view
        self.add(Paragraph(result_words(view), Role.CHOSEN, self))
        names = "; ".join(paper.name for paper in view.originals)
        self.originals = CheckRow(tr("Trả lại bản chính đã nộp"), self)
        self.originals.setVisible(bool(names))
        which = ElidedLabel(names, Role.DETAIL, self)
        which.setVisible(bool(names))
        self.add_row(self.originals, which, stretches=(0, 1))
        answers = tuple((data, tr(words)) for data, words in ANSWERS)
        self.satisfaction = ComboField(tr("Hài lòng"), self, items=answers, inline=True)
        self.satisfaction.setVisible(view.asks_satisfaction)
        self.add(self.satisfaction)
        self.others: dict[UUID, CheckRow] = {}
        if view.others:
            self.add(Paragraph(tr("Người này còn {n} hồ sơ:", n=len(view.others)), Role.BODY, self))
        for other in view.others:
            self._add_other(other)

    def dossiers(self) -> tuple[UUID, ...]:
        """Return what is handed out: this dossier, and the others ticked beside it."""
        return (self._view.dossier.id, *(at for at, row in self.others.items() if row.isChecked()))

    def due(self) -> Decimal:
        """Return the money due for all of it, VND."""
        ticked = set(self.dossiers())
        return self._view.money_due + sum((one.money_due for one in self._view.others if one.id in ticked), Decimal(0))

    def answer(self) -> Satisfaction:
        """Return what the citizen answered; not asked is the default."""
        value = self.satisfaction.value()
        return value if isinstance(value, Satisfaction) else Satisfaction.NOT_ASKED

    def _add_other(self, other: OtherResult) -> None:
        about = other.summary
        if len(about) > _MOST_WORDS:
            about = about[: _MOST_WORDS - 1] + "…"
        parts = [f"…{other.code[-4:]}", about]
        if not other.ready:
            parts.append(tr("chưa xong"))
        elif other.money_due:
            parts.append(tr("còn phải thu {amount}", amount=money(other.money_due)))
        words = " · ".join(part for part in parts if part).replace("&", "&&")
        row = CheckRow(words, self)
        row.setToolTip(plain_tip(f"{other.code} {other.summary}"))
        row.setEnabled(other.ready)
        row.toggled.connect(lambda _on: self.due_changed.emit(self.due()))
        self.others[other.id] = row
        self.add(row)


_MOST_WORDS = 36
"""Characters of what a tick is about that fit the half of the narrowest window."""


def result_words(view: ReturnView) -> str:
    """Return number, copies and shelf of the result in one line."""
    result = view.dossier.result
    if result is None:
        return tr("Kết quả")
    number = tr("Số {number}", number=result.number) if result.number else tr("Không ghi số")
    parts = [number, tr("{n} bản", n=result.copies)]
    if result.form is not ResultKind.PAPER:
        parts.append(tr("bản điện tử") if result.form is ResultKind.ELECTRONIC else tr("bản giấy và bản điện tử"))
    if result.shelf:
        parts.append(tr("Kệ {shelf}", shelf=result.shelf))
    return " · ".join(parts)
