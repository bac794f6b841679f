"""One dossier on the page Trả kết quả: its facts on the left, the one thing to do about it on the right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desk_app.domain.card import CardReading
from desk_app.domain.events.reception import ReturnBy
from desk_app.domain.events.steps import ResultKind
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.return_view import ACTION_WORDS, Action, ReturnView
from desk_app.services.returning import (
    GiveBack,
    give_back,
    give_originals_back,
    take_duty,
    take_fees,
    take_supplement,
)
from desk_app.ui.navigation import EnterNavigator
from desk_app.ui.pages.returning.facts import FactsBlock, Standing
from desk_app.ui.pages.returning.reading import Opened
from desk_app.ui.pages.returning.recipient import RecipientBlock
from desk_app.ui.pages.returning.result import MoneyBlock, ResultBlock
from desk_app.ui.pages.returning.waits import DutyBlock, SupplementBlock
from desk_app.ui.pages.returning.words import Way
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.buttons import MainButton

_HOW = {Way.POST: ReturnBy.POST, Way.ELECTRONIC: ReturnBy.ELECTRONIC}
_OTHER_WORDS = {
    Way.POST: mark("Ghi nhận đã gửi bưu điện"),
    Way.ELECTRONIC: mark("Ghi nhận đã trả điện tử"),
}


@dataclass(frozen=True)
class Deed:
    """What F9 is about to write: the work, what to say when it is done, and the papers to print then."""

    work: Callable[[Store, Session, datetime], object]
    says: str
    prints: tuple[tuple[UUID, str], ...] = ()


class OpenedPanel(QWidget):
    """Shows one dossier; ``deed`` gives what F9 writes. by_slip: it was opened by its slip."""

    def __init__(
        self,
        opened: Opened,
        main: Callable[[], object],
        fees: Callable[[Deed], object],
        parent: QWidget | None = None,
        *,
        by_slip: bool,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.opened = opened
        self.recipient: RecipientBlock | None = None
        self.result: ResultBlock | None = None
        self.supplement: SupplementBlock | None = None
        self.duty: DutyBlock | None = None
        self.money: MoneyBlock | None = None
        self.by_slip = by_slip
        self.facts = FactsBlock(opened, self)
        self._fill(fees)
        action = opened.view.action
        self.button = MainButton(tr(ACTION_WORDS[action]) if action is not Action.NONE else "", self)
        self.button.setVisible(action is not Action.NONE)
        self.button.clicked.connect(lambda: main())
        self._lay_out()
        self._name_button()
        self._navigator = EnterNavigator(self, self._stops())

    @property
    def view(self) -> ReturnView:
        """Return what the service says of the dossier."""
        return self.opened.view

    def take_card(self, card: CardReading) -> bool:
        """Compare a card with the owners where somebody is to take something; False where nobody is."""
        if self.recipient is None:
            return False
        if self.recipient.take_card(card):
            self.button.setFocus()
        return True

    def deed(self) -> Deed | None:
        """Return what F9 writes, None where the dossier waits for nothing here. Raises DeskError for what lacks."""
        view = self.view
        match view.action:
            case Action.RETURN:
                return self._giving_back()
            case Action.TAKE_SUPPLEMENT:
                assert self.supplement is not None
                papers = self.supplement.papers()
                return Deed(
                    lambda store, session, now: take_supplement(store, session, view.dossier.id, papers, now),
                    tr("Đã nhận bổ sung hồ sơ {code}. Đang in phiếu hẹn cập nhật.", code=view.dossier.code),
                    ((view.dossier.id, "receipt"),),
                )
            case Action.TAKE_DUTY:
                return self._taking_duty()
            case Action.RETURN_ORIGINALS:
                return self._giving_originals_back()
            case _:
                return None

    def show_focus(self) -> None:
        """Scroll to the control the caret was put into."""
        focus = QApplication.focusWidget()
        content = self._right.widget()
        if focus is not None and content is not None and content.isAncestorOf(focus):
            self._right.ensureWidgetVisible(focus, 0, 40)

    # -- what is written --------------------------------------------------------------------------------------------

    def _giving_back(self) -> Deed:
        assert self.recipient is not None
        assert self.result is not None
        person, ground = self.recipient.recipient(), self.recipient.authorisation()
        self.recipient.check_slip()
        way = self.recipient.way
        by_hand = way in (Way.OWNER, Way.AUTHORISED)
        dossiers = self.result.dossiers()
        money = self.money if self.money is not None and self.result.due() else None
        if money is not None and money.chosen() is None:
            money.method.setFocus()
        command = GiveBack(
            dossiers=dossiers,
            to=person,
            is_owner=way is not Way.AUTHORISED,
            authorisation=ground,
            compared=by_hand,
            slip_lost=by_hand and not self.recipient.has_slip.isChecked(),
            how=_HOW.get(way, ReturnBy.DESK),
            tracking_number=self.recipient.tracking.text() if way is Way.POST else "",
            originals_returned=self.result.originals.isChecked(),
            satisfaction=self.result.answer(),
            take_money=money.chosen() if money is not None else None,
            receipt_number=money.receipt.text() if money is not None else "",
        )
        code = self.view.dossier.code
        says = tr("Đã trả kết quả hồ sơ {code} cho {name}.", code=code, name=person.name)
        if way is Way.POST:
            says = tr("Đã ghi nhận gửi kết quả hồ sơ {code} qua bưu điện.", code=code)
        elif way is Way.ELECTRONIC:
            says = tr("Đã ghi nhận trả kết quả điện tử hồ sơ {code}.", code=code)
        if len(dossiers) > 1:
            says = f"{says} {tr('Cùng {n} kết quả khác của người này.', n=len(dossiers) - 1)}"
        prints = tuple((one, "return_slip") for one in dossiers) if self.view.prints_slip else ()
        return Deed(lambda store, session, now: give_back(store, session, command, now), says, prints)

    def _taking_duty(self) -> Deed:
        assert self.duty is not None
        dossier, amount = self.view.dossier, self.duty.paid()
        method, number = self.duty.chosen(), self.duty.receipt.text()
        return Deed(
            lambda store, session, now: take_duty(
                store, session, dossier.id, amount, now, method=method, receipt_number=number
            ),
            tr("Đã ghi nhận nộp tiền hồ sơ {code}. Đang in phiếu hẹn cập nhật.", code=dossier.code),
            ((dossier.id, "receipt"),),
        )

    def _giving_originals_back(self) -> Deed:
        assert self.recipient is not None
        dossier = self.view.dossier
        person, ground = self.recipient.recipient(), self.recipient.authorisation()
        self.recipient.check_slip()
        to = person.name
        if ground is not None:
            paper = " ".join(part for part in (self.recipient.ground.text(), ground.number or ground.relation) if part)
            to = f"{to} ({paper})"
        return Deed(
            lambda store, session, now: give_originals_back(store, session, dossier.id, to, now),
            tr("Đã trả lại giấy tờ của hồ sơ {code} cho {name}.", code=dossier.code, name=person.name),
        )

    def _taking_fees(self) -> Deed | None:
        assert self.money is not None
        method, number, dossier = self.money.chosen(), self.money.receipt.text(), self.view.dossier
        if method is None:
            self.money.method.set_missing()
            self.money.method.setFocus()
            return None
        return Deed(
            lambda store, session, now: take_fees(store, session, dossier.id, method, number, now),
            tr("Đã thu lệ phí của hồ sơ {code}.", code=dossier.code),
        )

    # -- laying out -------------------------------------------------------------------------------------------------

    def _fill(self, fees: Callable[[Deed], object]) -> None:
        view = self.view
        match view.action:
            case Action.RETURN:
                self.recipient = RecipientBlock(view.dossier, self, by_slip=self.by_slip, ways=ways_of(view))
                self.recipient.way_changed.connect(lambda _way: self._name_button())
                self.result = ResultBlock(view, self)
                self.money = MoneyBlock(self)
                self.money.show_due(view.money_due)
                self.result.due_changed.connect(self.money.show_due)
            case Action.RETURN_ORIGINALS:
                hands = (Way.OWNER, Way.AUTHORISED)
                self.recipient = RecipientBlock(view.dossier, self, by_slip=self.by_slip, ways=hands)
            case Action.TAKE_SUPPLEMENT:
                self.supplement = SupplementBlock(view.dossier, self)
            case Action.TAKE_DUTY:
                self.duty = DutyBlock(view.dossier, self)
            case _ if view.money_due and view.dossier.is_open:
                self.money = MoneyBlock(self, alone=True)
                self.money.show_due(view.money_due)
                self.money.taken_alone.connect(lambda: _if_any(self._taking_fees(), fees))

    def _lay_out(self) -> None:
        blocks = [one for one in (self.recipient, self.money, self.result, self.supplement, self.duty) if one]
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(Standing(self.opened, self))
        left.addWidget(_scrolled([self.facts], self), 1)
        self._right = right = _scrolled(blocks, self)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addLayout(left, 2)
        if blocks:
            columns.addWidget(right, 3)
        else:
            right.hide()
        foot = QHBoxLayout()
        foot.addStretch(2)
        foot.addWidget(self.button, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(columns, 1)
        column.addLayout(foot)

    def _name_button(self) -> None:
        if self.recipient is not None and self.view.action is Action.RETURN:
            words = _OTHER_WORDS.get(self.recipient.way)
            self.button.setText(tr(words or ACTION_WORDS[Action.RETURN]))

    def _stops(self) -> list[QWidget]:
        stops: list[QWidget] = []
        if self.recipient is not None:
            block = self.recipient
            stops += [block.name, block.ground, block.document, block.tracking]
        if self.duty is not None:
            stops += [self.duty.amount, self.duty.method, self.duty.receipt]
        if self.money is not None:
            stops += [self.money.method, self.money.receipt]
        return [*stops, self.button]


def ways_of(view: ReturnView) -> tuple[Way, ...]:
    """Return the ways a result may go, the one the citizen asked for at reception first."""
    result, reception = view.dossier.result, view.dossier.reception
    ways = [Way.OWNER, Way.AUTHORISED, Way.POST]
    if result is not None and result.form is not ResultKind.PAPER:
        ways.append(Way.ELECTRONIC)
    asked = {ReturnBy.POST: Way.POST, ReturnBy.ELECTRONIC: Way.ELECTRONIC}.get(
        reception.return_by if reception is not None else ReturnBy.DESK
    )
    if asked in ways:
        ways.remove(asked)
        ways.insert(0, asked)
    return tuple(ways)


def _if_any(deed: Deed | None, do: Callable[[Deed], object]) -> None:
    if deed is not None:
        do(deed)


def _scrolled(blocks: Sequence[QWidget], parent: QWidget) -> QScrollArea:
    """Stand blocks above one another; what does not fit scrolls, the main button never does."""
    content = QWidget()
    content.setObjectName("clear")
    column = QVBoxLayout(content)
    column.setContentsMargins(2, 2, 6, 2)
    column.setSpacing(8)
    for block in blocks:
        # A block lays itself out for the width there is: what it asks for at a greater one must not hold that open.
        policy = block.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        block.setSizePolicy(policy)
        column.addWidget(block)
    column.addStretch(1)
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area
