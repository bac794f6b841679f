"""What is handed out: the result, originals, other results of the same person, and the money still due for them."""

from decimal import Decimal
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget
from typing_extensions import override

from desk_app.domain.events.steps import ResultKind, Satisfaction
from desk_app.domain.fees import PayMethod, money
from desk_app.services.return_view import OtherResult, ReturnView
from desk_app.ui.pages.returning.room import fits_one_row
from desk_app.ui.pages.returning.words import ANSWERS, PAYMENTS
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import CheckRow, ComboField, LineField
from desk_app.ui.widgets.labels import ElidedLabel, Label, Paragraph, plain_tip

_TICK_WIDTH = 28
"""px of the box of a tick and the gap before its words."""


class MoneyBlock(Block):
    """Money still due: how it is taken, and the number of its receipt. Nothing is chosen beforehand."""

    taken_alone = Signal()
    """To be taken now, before the result is there."""

    def __init__(self, parent: QWidget | None = None, *, alone: bool = False) -> None:
        super().__init__(0, tr("Thu thêm"), parent)
        self.amount = Label("", Role.BODY, self)
        self.amount.set_tone(Tone.WARN)
        self.head_row.insertWidget(1, self.amount)
        items = tuple((data, tr(words)) for data, words in PAYMENTS)
        # Its first item names it: a label before it would cost the row its one line.
        self.method = ComboField("", self, items=items, inline=True)
        self.method.combo.setAccessibleName(tr("Cách thu"))
        self.receipt = LineField(tr("Số biên lai"), self, inline=True, max_length=100)
        self._below = self.add_row(self.method, self.receipt, stretches=(0, 1))
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

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand the two fields beside the amount where there is room, else below it."""
        super().resizeEvent(event)
        row = self.head_row if fits_one_row(self.width()) else self._below
        if row.indexOf(self.method) < 0:
            row.addWidget(self.method)
            row.addWidget(self.receipt, 2)


class ResultBlock(Block):
    """The result on its shelf, what goes with it, and the other results of this person as ticks."""

    due_changed = Signal(object)
    """What is due for everything ticked, VND."""

    def __init__(self, view: ReturnView, parent: QWidget | None = None) -> None:
        super().__init__(0, tr("Kết quả"), parent)
        self._view = view
        words = Paragraph(result_words(view), Role.CHOSEN, self)
        self.head_row.insertWidget(1, words, 1, Qt.AlignmentFlag.AlignVCenter)
        self.head_row.setStretch(2, 0)
        answers = tuple((data, tr(words)) for data, words in ANSWERS)
        self.satisfaction = ComboField(tr("Hài lòng"), self, items=answers, inline=True)
        self.satisfaction.setVisible(view.asks_satisfaction)
        self.head_row.addWidget(self.satisfaction)
        names = "; ".join(paper.name for paper in view.originals)
        self.originals = CheckRow(tr("Trả lại bản chính đã nộp"), self)
        self.originals.setVisible(bool(names))
        which = ElidedLabel(names, Role.DETAIL, self)
        which.setVisible(bool(names))
        self.add_row(self.originals, which, stretches=(0, 1))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        if view.others:
            more = Paragraph(tr("Người này còn {n} hồ sơ:", n=len(view.others)), Role.BODY, self)
            self._grid.addWidget(more, 0, 0, 1, 2)
            self.add_layout(self._grid)
        self.others = {other.id: _OtherTick(other, self) for other in view.others}
        for row in self.others.values():
            row.toggled.connect(lambda _on: self.due_changed.emit(self.due()))
        self._lay_others()

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

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_others()

    def _lay_others(self) -> None:
        """Stand the ticks two in a row where there is room, else one below the other."""
        across = 2 if len(self.others) > 1 and fits_one_row(self.width()) else 1
        for at, row in enumerate(self.others.values()):
            self._grid.addWidget(row, 1 + at // across, at % across)
        for column in range(2):
            self._grid.setColumnStretch(column, int(column < across))


class _OtherTick(CheckRow):
    """Another dossier of this person; what it is about gives way to its code, its state and the money it owes."""

    def __init__(self, other: OtherResult, parent: QWidget) -> None:
        self._code, self._about, self._tail = f"…{other.code[-4:]}", other.summary, ""
        if not other.ready:
            self._tail = tr("chưa xong")
        elif other.money_due:
            self._tail = tr("thu {amount}", amount=money(other.money_due))
        super().__init__(self._words(other.summary), parent)
        self.setAccessibleName(self._words(other.summary))
        self.setToolTip(plain_tip(f"{other.code} {other.summary}"))
        self.setEnabled(other.ready)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        metrics = self.fontMetrics()
        room = self.width() - _TICK_WIDTH - metrics.horizontalAdvance(self._words(" "))
        about = metrics.elidedText(self._about, Qt.TextElideMode.ElideRight, room)
        self.setText(self._words(about).replace("&", "&&"))

    def _words(self, about: str) -> str:
        return " · ".join(part for part in (f"{self._code} {about}", self._tail) if part)


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
