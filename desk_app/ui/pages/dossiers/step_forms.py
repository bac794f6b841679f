"""What each later step asks for, and what F9 then writes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import (
    HandedOver,
    Noted,
    OriginalsReturned,
    Paid,
    PaymentRequested,
    ResultReady,
    Stopped,
    Supplemented,
    SupplementRequested,
    TakenBack,
    Withdrawn,
)
from desk_app.domain.events.steps import ResultKind
from desk_app.domain.people import parse_date
from desk_app.domain.states import State
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.hand_over import ResultBack, hand_over, receive_results, take_back
from desk_app.services.later_steps import StepGround, write_step
from desk_app.services.returning import give_originals_back, take_duty, take_fees, take_supplement
from desk_app.ui.pages.dossiers.missing_papers import MissingPapers
from desk_app.ui.pages.dossiers.proposed import ProposedLine
from desk_app.ui.pages.returning.result import MoneyBlock
from desk_app.ui.pages.returning.waits import DutyBlock, SupplementBlock
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.fields import CheckRow, ComboField, Field, LineField, NoteField
from desk_app.ui.widgets.money import MoneyField

sentences(
    step_field_missing="Chưa ghi: còn thiếu {field}. Con trỏ đang ở ô cần nhập.",
    step_date_not_read="Chưa ghi: ngày “{text}” không đọc được. Gõ ngày, tháng, năm, ví dụ 27/08/2026.",
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


@dataclass(frozen=True)
class StepDeed:
    """What F9 writes: the work, what is said then, the papers that come out. moves: a new appointment is told too."""

    work: Callable[[Store, Session, datetime], object]
    says: str
    prints: tuple[str, ...] = ()
    moves: bool = False


class StepForm(QWidget):
    """The fields of one step. ``stops``: in the order of Enter. ``deed`` raises DeskError with the caret in place."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.ground = ground
        self.stops: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    @property
    def dossier(self) -> UUID:
        """Return whose step it is."""
        return self.ground.dossier.id

    def deed(self) -> StepDeed:
        """Return what is written."""
        raise NotImplementedError

    def put(self, *fields: QWidget, stretches: tuple[int, ...] = ()) -> None:
        """Stand fields side by side below what is there; each is a stop."""
        row = QHBoxLayout()
        row.setSpacing(12)
        for at, field in enumerate(fields):
            row.addWidget(field, stretches[at] if at < len(stretches) else 1)
        self._column.addLayout(row)
        self.stops += fields

    def _put_flat(self, block: Block) -> None:
        """Stand another page's block below what is there; its card would be a card inside a card."""
        block.setObjectName("clear")
        block.heading.hide()
        layout = block.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(block)

    def step(self, kind: str, fields: dict[str, Any], says: str, *prints: str) -> StepDeed:
        """Return the deed that writes a step with these fields."""
        dossier = self.dossier
        return StepDeed(
            lambda store, session, now: write_step(store, session, dossier, kind, fields, now), says, prints
        )


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
            lambda store, session, now: hand_over(
                store, session, (dossier,), unit, now, person=person, phone=phone, note=note
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
            lambda store, session, now: take_back(store, session, (dossier,), reason, now),
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
        self._put_flat(self.block)
        self.stops += [row for _name, row, _kind in self.block.rows]

    def deed(self) -> StepDeed:
        """Raises DeskError ``no_supplement_ticked``."""
        papers, dossier = self.block.papers(), self.dossier
        return StepDeed(
            lambda store, session, now: take_supplement(store, session, dossier, papers, now),
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
        self._put_flat(self.block)
        self.stops += [self.block.amount, self.block.method, self.block.receipt]

    def deed(self) -> StepDeed:
        """Raises DeskError ``amount_not_read``, ``step_field_missing``."""
        amount, method, number = self.block.paid(), self.block.chosen(), self.block.receipt.text()
        dossier = self.dossier
        return StepDeed(
            lambda store, session, now: take_duty(
                store, session, dossier, amount, now, method=method, receipt_number=number
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
        self._put_flat(self.block)
        self.stops += [self.block.method, self.block.receipt]

    def deed(self) -> StepDeed:
        """Raises DeskError ``pay_method_missing``."""
        method, number, dossier = self.block.chosen(), self.block.receipt.text(), self.dossier
        if method is None:
            self.block.method.set_missing()
            self.block.method.setFocus()
            raise DeskError("pay_method_missing")
        return StepDeed(
            lambda store, session, now: take_fees(store, session, dossier, method, number, now),
            tr("Đã thu lệ phí của hồ sơ {code}.", code=self.ground.dossier.code),
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
            lambda store, session, now: receive_results(store, session, (back,), now),
            tr("Đã có kết quả của hồ sơ {code}; chờ trả cho công dân.", code=self.ground.dossier.code),
        )


class EndForm(StepForm):
    """A reason, and whether the originals are given back with it."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.reason = LineField(tr("Lý do"), self)
        self.put(self.reason)
        names = "; ".join(paper.name for paper in ground.originals)
        self.originals = CheckRow(tr("Đã trả lại giấy tờ gốc: {names}", names=names).replace("&", "&&"), self)
        self.originals.setVisible(bool(names))

    def end(self) -> None:
        """Put the tick last."""
        self._column.addWidget(self.originals)
        self.stops.append(self.originals)

    def values(self) -> dict[str, Any]:
        """Return the fields of both ways to end. Raises DeskError ``step_field_missing``."""
        return {"reason": required(self.reason), "originals_returned": self.originals.isChecked()}


class WithdrawForm(EndForm):
    """The citizen takes the request back."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.end()

    def deed(self) -> StepDeed:
        """Raises DeskError ``step_field_missing``."""
        says = tr("Đã ghi công dân rút hồ sơ {code}.", code=self.ground.dossier.code)
        return self.step(Withdrawn.KIND, self.values(), says)


class StopForm(EndForm):
    """The agency stops: number and signer of the notice."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.number = LineField(tr("Số thông báo"), self, max_length=100)
        self.signer = LineField(tr("Người ký thông báo"), self, max_length=200)
        self.put(self.number, self.signer)
        self.end()

    def deed(self) -> StepDeed:
        """Raises DeskError ``step_field_missing``."""
        fields = {**self.values(), "number": self.number.text(), "signer": self.signer.text()}
        says = tr("Đã dừng giải quyết hồ sơ {code}. Đang in thông báo.", code=self.ground.dossier.code)
        return self.step(Stopped.KIND, fields, says, "stop")


class OriginalsForm(StepForm):
    """Into whose hand the originals go."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        owners = [owner.name for owner in ground.dossier.owners]
        self.to = ProposedLine(tr("Người nhận lại giấy tờ"), self, proposals=owners)
        self.put(self.to)

    def deed(self) -> StepDeed:
        """Raises DeskError ``step_field_missing``."""
        to, dossier = required(self.to), self.dossier
        return StepDeed(
            lambda store, session, now: give_originals_back(store, session, dossier, to, now),
            tr("Đã trả lại giấy tờ của hồ sơ {code} cho {name}.", code=self.ground.dossier.code, name=to),
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
}


def step_form(kind: str, ground: StepGround, parent: QWidget | None = None) -> StepForm:
    """Return the fields of a step."""
    if kind == Paid.KIND:
        waits = ground.dossier.state is State.PAYMENT_WAIT
        return DutyPaidForm(ground, parent) if waits else FeesPaidForm(ground, parent)
    return _FORMS[kind](ground, parent)


def required(field: LineField | NoteField | ProposedLine) -> str:
    """Return what was written. Raises DeskError ``step_field_missing``, the field marked and with the caret in it."""
    written = field.text()
    if not written:
        marked(field)
        label = field.line.label.text() if isinstance(field, ProposedLine) else field.label.text()
        raise DeskError("step_field_missing", field=label)
    return written


def day_of(field: LineField) -> date | None:
    """Return the day typed, None for an empty field. Raises DeskError ``step_date_not_read``."""
    typed = field.text()
    found = parse_date(typed) if typed else None
    if typed and found is None:
        marked(field)
        raise DeskError("step_date_not_read", text=typed)
    return found


def marked(field: Field | ProposedLine) -> None:
    """Mark a field as wrong and put the caret into it."""
    field.set_missing()
    field.setFocus()
