"""What each later step asks for, and what F9 then writes."""

from typing import Any

from PySide6.QtWidgets import QWidget

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import (
    HandedOver,
    Noted,
    OriginalsReturned,
    Paid,
    PaymentRequested,
    Refunded,
    ResultReady,
    Stopped,
    Supplemented,
    SupplementRequested,
    TakenBack,
    Withdrawn,
)
from desk_app.domain.events.steps import ResultKind
from desk_app.domain.states import State
from desk_app.services.hand_over import ResultBack, hand_over, receive_results, take_back
from desk_app.services.later_steps import StepGround
from desk_app.services.returning import take_duty, take_fees, take_supplement
from desk_app.ui.pages.dossiers.ending_forms import OriginalsForm, StopForm, WithdrawForm
from desk_app.ui.pages.dossiers.missing_papers import MissingPapers
from desk_app.ui.pages.dossiers.proposed import ProposedLine
from desk_app.ui.pages.dossiers.step_form import StepDeed, StepForm, day_of, marked, required
from desk_app.ui.pages.returning.result import MoneyBlock
from desk_app.ui.pages.returning.waits import DutyBlock, SupplementBlock
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.fields import ComboField, LineField, NoteField
from desk_app.ui.widgets.money import MoneyField

sentences(
    step_count_not_read="Chưa ghi: số bản “{text}” không phải là số từ 0 đến 9999.",
    pay_method_missing="Chưa ghi: chưa chọn cách thu (tiền mặt hay chuyển khoản).",
)

_RESULT_KINDS = (
    (ResultKind.PAPER, mark("Kết quả giấy")),
    (ResultKind.ELECTRONIC, mark("Kết quả điện tử")),
    (ResultKind.BOTH, mark("Giấy và điện tử")),
)
_DUTIES = (
    "Lệ phí trước bạ",
    "Thuế thu nhập cá nhân",
    "Tiền sử dụng đất",
    "Tiền thuê đất",
    "Phí thẩm định hồ sơ",
)
"""What a dossier most often waits for, as papers name it; a number picks one."""


class HandOverForm(StepForm):
    """To which unit and whom; both are proposed."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.unit = ProposedLine(tr("Đơn vị nhận hồ sơ"), self, proposals=ground.units)
        self.person = ProposedLine(tr("Người nhận hồ sơ"), self)
        self.phone = LineField(tr("Điện thoại"), self, max_length=50)
        self.note = LineField(tr("Ghi chú"), self)
        self.put(self.unit)
        self.put(self.person, self.phone, self.note, stretches=(3, 2, 3))
        self.unit.settled.connect(self._propose_people)
        self.person.settled.connect(self._fill_phone)

    def deed(self) -> StepDeed:
        """Raises DeskError ``step_field_missing``."""
        unit = required(self.unit)
        person, phone, note, dossier = self.person.text(), self.phone.text(), self.note.text(), self.dossier
        return StepDeed(
            lambda store, session, now, at: hand_over(
                store, session, (dossier,), unit, now, person=person, phone=phone, note=note, at=at
            ),
            tr("Đã chuyển hồ sơ {code} đến {unit}.", code=self.ground.dossier.code, unit=unit),
        )

    def _propose_people(self, unit: str) -> None:
        people = dict.fromkeys(one.person for one in self.ground.people if one.unit == unit)
        self.person.propose(list(people))

    def _fill_phone(self, person: str) -> None:
        known = [one.phone for one in self.ground.people if (one.unit, one.person) == (self.unit.text(), person)]
        if known and not self.phone.text():
            self.phone.set_text(known[0])


class TakeBackForm(StepForm):
    """Back from its unit, unfinished."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.reason = LineField(tr("Lý do nhận lại"), self, max_length=500)
        self.put(self.reason)

    def deed(self) -> StepDeed:
        """Raises DeskError ``step_field_missing``."""
        unit = self.ground.dossier.unit
        reason, dossier = required(self.reason), self.dossier
        return StepDeed(
            lambda store, session, now, at: take_back(store, session, (dossier,), reason, now, at=at),
            tr("Đã nhận lại hồ sơ từ {unit}.", unit=unit),
        )


class SupplementForm(StepForm):
    """Mẫu 02 of an accepted dossier: what is missing, why, the letter's number."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.missing = MissingPapers(ground.wanted, self)
        self.reason = LineField(tr("Lý do, hướng dẫn thêm"), self)
        self.number = LineField(tr("Số phiếu"), self, max_length=100)
        self.put(self.missing)
        self.put(self.reason, self.number, stretches=(3, 1))

    def deed(self) -> StepDeed:
        """Raises DeskError ``step_field_missing``."""
        papers = self.missing.papers()
        if not papers:
            self.missing.entry.set_missing()
            self.missing.setFocus()
            raise DeskError("step_field_missing", field=self.missing.entry.line.label.text())
        fields = {
            "missing": [{"name": name} for name in papers],
            "reason": self.reason.text(),
            "letter_number": self.number.text(),
        }
        says = tr("Đã yêu cầu bổ sung; thời hạn tạm dừng. Đang in Phiếu yêu cầu bổ sung (Mẫu 02).")
        return self.step(SupplementRequested.KIND, fields, says, "supplement")


class SupplementedForm(StepForm):
    """The papers that came."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.block = SupplementBlock(ground.dossier, self)
        self.put_flat(self.block)
        self.stops += [row for _name, row, _kind in self.block.rows]

    def deed(self) -> StepDeed:
        """Raises DeskError ``no_supplement_ticked``."""
        papers, dossier = self.block.papers(), self.dossier
        return StepDeed(
            lambda store, session, now, at: take_supplement(store, session, dossier, papers, now, at=at),
            tr("Đã nhận bổ sung."),
            ("receipt",),
            moves=True,
        )


class PaymentRequestForm(StepForm):
    """A financial duty that must be met first."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.duty = ProposedLine(tr("Khoản phải nộp"), self, proposals=_DUTIES)
        self.amount = MoneyField(tr("Số tiền (đồng), nếu đã biết"), self)
        self.number = LineField(tr("Số thông báo"), self, max_length=100)
        self.put(self.duty)
        self.put(self.amount, self.number)

    def deed(self) -> StepDeed:
        """Raises DeskError ``step_field_missing``, ``amount_not_read``."""
        duty, amount = required(self.duty), self.amount.amount()
        fields: dict[str, Any] = {"duty": duty, "document_number": self.number.text()}
        if amount is not None:
            fields["amount"] = str(amount)
        says = tr("Đã yêu cầu nộp {duty}; thời hạn tạm dừng.", duty=duty)
        return self.step(PaymentRequested.KIND, fields, says)


class DutyPaidForm(StepForm):
    """The proof of a duty that was waited for: the clock runs again."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.block = DutyBlock(ground.dossier, self)
        self.put_flat(self.block)
        self.stops += [self.block.amount, self.block.method, self.block.receipt]

    def deed(self) -> StepDeed:
        """Raises DeskError ``amount_not_read``, ``step_field_missing``."""
        amount, method, number = self.block.paid(), self.block.chosen(), self.block.receipt.text()
        dossier = self.dossier
        return StepDeed(
            lambda store, session, now, at: take_duty(
                store, session, dossier, amount, now, method=method, receipt_number=number, at=at
            ),
            tr("Đã ghi nhận nộp tiền."),
            ("receipt",),
            moves=True,
        )


class FeesPaidForm(StepForm):
    """Fees of the reception still due."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.block = MoneyBlock(self)
        self.block.show_due(sum((line.amount for line in ground.fees_left), start=ground.fees_left[0].amount * 0))
        self.put_flat(self.block)
        self.stops += [self.block.method, self.block.receipt]

    def deed(self) -> StepDeed:
        """Raises DeskError ``pay_method_missing``."""
        method, number, dossier = self.block.chosen(), self.block.receipt.text(), self.dossier
        if method is None:
            self.block.method.set_missing()
            self.block.method.setFocus()
            raise DeskError("pay_method_missing")
        return StepDeed(
            lambda store, session, now, at: take_fees(store, session, dossier, method, number, now, at=at),
            tr("Đã thu lệ phí của hồ sơ {code}.", code=self.ground.dossier.code),
        )


class RefundForm(StepForm):
    """Money given back: all the desk took and still has is proposed."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.amount = MoneyField(tr("Số tiền hoàn lại (đồng)"), self)
        self.amount.set_amount(ground.held)
        self.method = ComboField(
            tr("Cách hoàn"), self, items=(("cash", tr("Tiền mặt")), ("transfer", tr("Chuyển khoản")))
        )
        self.receipt = LineField(tr("Số biên lai"), self, max_length=100)
        self.reason = LineField(tr("Lý do"), self, max_length=500)
        self.put(self.amount, self.method, self.receipt, self.reason, stretches=(2, 2, 2, 4))

    def deed(self) -> StepDeed:
        """Raises DeskError ``amount_not_read``."""
        fields = {
            "amount": self.amount.amount(),
            "method": self.method.value(),
            "receipt_number": self.receipt.text(),
            "reason": self.reason.text(),
        }
        return self.step(
            Refunded.KIND, fields, tr("Đã ghi hoàn lại tiền của hồ sơ {code}.", code=self.ground.dossier.code)
        )


class ResultForm(StepForm):
    """The result at the desk: its number, day, kind, copies, shelf."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.number = LineField(tr("Số, ký hiệu kết quả"), self, max_length=200)
        self.signed_on = LineField(tr("Ngày ký kết quả"), self, placeholder="27/08/2026", max_length=20)
        self.kind = ComboField(
            tr("Dạng kết quả"), self, items=tuple((kind, tr(words)) for kind, words in _RESULT_KINDS)
        )
        self.copies = LineField(tr("Số bản"), self, max_length=4)
        self.copies.set_text("1")
        self.shelf = LineField(tr("Để ở kệ, ngăn"), self, max_length=100)
        self.excerpt = LineField(tr("Trích yếu kết quả"), self)
        self.put(self.number, self.signed_on, self.kind, self.copies, self.shelf, stretches=(3, 2, 3, 1, 2))
        self.put(self.excerpt)

    def deed(self) -> StepDeed:
        """Raises DeskError ``step_date_not_read``, ``step_count_not_read``."""
        kind, copies = self.kind.value(), self.copies.text()
        if not (copies.isascii() and copies.isdigit()):
            marked(self.copies)
            raise DeskError("step_count_not_read", text=copies)
        back = ResultBack(
            self.dossier,
            number=self.number.text(),
            signed_on=day_of(self.signed_on),
            form=kind if isinstance(kind, ResultKind) else ResultKind.PAPER,
            copies=int(copies),
            shelf=self.shelf.text(),
            excerpt=self.excerpt.text(),
        )
        return StepDeed(
            lambda store, session, now, at: receive_results(store, session, (back,), now, at=at),
            tr("Đã có kết quả của hồ sơ {code}; chờ trả cho công dân.", code=self.ground.dossier.code),
        )


class NoteForm(StepForm):
    """A remark."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.note = NoteField(tr("Nội dung ghi chú"), self, lines=2)
        self.put(self.note)

    def deed(self) -> StepDeed:
        """Raises DeskError ``step_field_missing``."""
        return self.step(Noted.KIND, {"text": required(self.note)}, tr("Đã ghi chú."))


_FORMS: dict[str, type[StepForm]] = {
    HandedOver.KIND: HandOverForm,
    TakenBack.KIND: TakeBackForm,
    SupplementRequested.KIND: SupplementForm,
    Supplemented.KIND: SupplementedForm,
    PaymentRequested.KIND: PaymentRequestForm,
    ResultReady.KIND: ResultForm,
    Withdrawn.KIND: WithdrawForm,
    Stopped.KIND: StopForm,
    OriginalsReturned.KIND: OriginalsForm,
    Noted.KIND: NoteForm,
    Refunded.KIND: RefundForm,
}


def step_form(kind: str, ground: StepGround, parent: QWidget | None = None) -> StepForm:
    """Return the fields of a step."""
    if kind == Paid.KIND:
        waits = ground.dossier.state is State.PAYMENT_WAIT
        return DutyPaidForm(ground, parent) if waits else FeesPaidForm(ground, parent)
    return _FORMS[kind](ground, parent)
