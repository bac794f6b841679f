"""Trả kết quả: what a dossier waits for, the one thing to do about it, and the result into the right hand."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.dates import paper_date, paper_datetime
from desk_app.domain.deadline import working_days_late
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError
from desk_app.domain.events import OriginalsReturned, Paid, Returned, Supplemented
from desk_app.domain.events.reception import Authorisation, ReceivedPaper, ReturnBy
from desk_app.domain.events.steps import Satisfaction
from desk_app.domain.fees import FeeLine, PayMethod, money
from desk_app.domain.lateness import held_against_due, waiting_since
from desk_app.domain.money_due import fees_left, money_due
from desk_app.domain.people import Person
from desk_app.domain.states import State
from desk_app.domain.values import Frozen
from desk_app.models.projection import person_key
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.late import is_late_now
from desk_app.services.office_settings import office_calendar, office_settings
from desk_app.services.said import Said, dated_said, said
from desk_app.services.step_checks import is_owner as is_owner
from desk_app.services.step_checks import originals_here as originals_here
from desk_app.services.steps import record_step, take_step, why_not


class Awaits(StrEnum):
    """What a dossier waits for at the return page: its first line, by word and icon."""

    READY = "ready"
    MONEY = "money"
    """Ready, and money is still due: taken in the same place."""
    NOT_READY = "not_ready"
    SUPPLEMENT = "supplement"
    DUTY = "duty"
    RETURNED = "returned"
    ENDED = "ended"
    """Withdrawn or stopped; originals to give back where there are any."""
    NOT_ACCEPTED = "not_accepted"
    """Declined, guided, submitted only, or cancelled."""


class Action(StrEnum):
    """The one thing F9 does for a dossier."""

    RETURN = "return"
    TAKE_SUPPLEMENT = "take_supplement"
    TAKE_DUTY = "take_duty"
    RETURN_ORIGINALS = "return_originals"
    NONE = "none"


ACTION_WORDS = {
    Action.RETURN: "Đã đối chiếu – Trả kết quả",
    Action.TAKE_SUPPLEMENT: "Nhận bổ sung",
    Action.TAKE_DUTY: "Ghi nhận đã nộp tiền",
    Action.RETURN_ORIGINALS: "Trả lại giấy tờ",
}
"""What the main button says; ``NONE`` has no button."""


@dataclass(frozen=True)
class OtherResult:
    """Another dossier of the same person that is not returned yet. ready: may be handed out at the same go."""

    id: UUID
    code: str
    summary: str
    ready: bool
    money_due: Decimal


@dataclass(frozen=True)
class ReturnView:
    """What the return page says of a dossier.

    first_line: in words; detail: where it is and whom to call, or what is wanted. late: ``QUÁ HẠN n NGÀY`` and the
    apology, None where it is in time. originals: papers handed in as originals, not yet given back. unit_phone: whom
    to call about it.
    """

    dossier: Dossier
    awaits: Awaits
    first_line: Said
    detail: Said | None
    late: Said | None
    action: Action
    unit_phone: str
    fees_left: tuple[FeeLine, ...]
    money_due: Decimal
    originals: tuple[ReceivedPaper, ...]
    others: tuple[OtherResult, ...]
    prints_slip: bool
    asks_satisfaction: bool


class GiveBack(Frozen):
    """How results are handed out. dossiers: this one and others of the same person ticked beside it.

    compared: the card or papers of who takes it were compared. take_money: the way money still due was paid, None =
    none is taken. originals_returned: the originals handed in are given back with it.
    """

    dossiers: tuple[UUID, ...] = Field(min_length=1)
    to: Person
    is_owner: bool = True
    authorisation: Authorisation | None = None
    compared: bool = False
    slip_lost: bool = False
    how: ReturnBy = ReturnBy.DESK
    tracking_number: str = ""
    originals_returned: bool = False
    satisfaction: Satisfaction = Satisfaction.NOT_ASKED
    take_money: PayMethod | None = None
    receipt_number: str = ""


def return_view(rd: Reading, dossier_id: UUID, now: datetime) -> ReturnView:
    """Return what a dossier waits for. Raises DeskError ``unknown_dossier``."""
    dossier = rd.dossiers.by_id(dossier_id)
    if dossier is None:
        raise DeskError("unknown_dossier", code="")
    office = office_settings(rd)
    left = fees_left(dossier, rd.dossiers.events_of(dossier_id))
    due = sum((line.amount for line in left), Decimal(0))
    awaits = awaited(dossier, due)
    originals = originals_here(dossier)
    return ReturnView(
        dossier=dossier,
        awaits=awaits,
        first_line=_first_line(dossier, awaits, due),
        detail=_detail(dossier, awaits, office.heading.hotline),
        late=_late(dossier, now, office_calendar(rd, office)),
        action=_action(awaits, originals),
        unit_phone=(dossier.stays[-1].phone if dossier.unit else "") or office.heading.hotline,
        fees_left=left,
        money_due=due,
        originals=originals,
        others=_others(rd, dossier),
        prints_slip=office.return_slip,
        asks_satisfaction=office.ask_satisfaction,
    )


def awaited(dossier: Dossier, due: Decimal) -> Awaits:
    """Return what a dossier waits for. due: money still to be taken, VND."""
    if dossier.voided:
        return Awaits.NOT_ACCEPTED
    match dossier.state:
        case State.RESULT_READY:
            return Awaits.MONEY if due else Awaits.READY
        case State.RECEIVED | State.PROCESSING:
            return Awaits.NOT_READY
        case State.SUPPLEMENT_WAIT:
            return Awaits.SUPPLEMENT
        case State.PAYMENT_WAIT:
            return Awaits.DUTY
        case State.RETURNED:
            return Awaits.RETURNED
        case State.WITHDRAWN | State.STOPPED:
            return Awaits.ENDED
        case _:
            return Awaits.NOT_ACCEPTED


def give_back(store: Store, session: Session, command: GiveBack, now: datetime) -> tuple[UUID, ...]:
    """Hand results out, all or none; money still due is taken in the same transaction.

    Raises DeskError ``not_compared``, ``not_the_owner``, ``money_left``, ``no_electronic_result`` and all of
    ``record_step`` (already returned, not ready).
    """
    session.require(Right.RECEIVE)
    with store.transaction(now, actor=session.login) as tx:
        once = tuple(dict.fromkeys(command.dossiers))
        for dossier_id in once:
            dossier = _returnable(tx, dossier_id)
            left = fees_left(dossier, tx.dossiers.events_of(dossier_id))
            if left:
                if command.take_money is None:
                    amount = money(sum((line.amount for line in left), Decimal(0)))
                    raise DeskError("money_left", code=dossier.code, amount=amount)
                _take(tx, session, dossier_id, left, command.take_money, command.receipt_number)
            record_step(tx, session, dossier_id, Returned.KIND, _returned(dossier, command))
        return once


def take_fees(
    store: Store,
    session: Session,
    dossier_id: UUID,
    method: PayMethod,
    receipt_number: str,
    now: datetime,
    *,
    at: datetime | None = None,
) -> Decimal:
    """Take the fees still due before the result is there; return how much. Raises DeskError ``nothing_to_pay``."""
    session.require(Right.RECEIVE)
    with store.transaction(now, actor=session.login) as tx:
        dossier = _dossier(tx, dossier_id)
        left = fees_left(dossier, tx.dossiers.events_of(dossier_id))
        if not left:
            raise DeskError("nothing_to_pay", code=dossier.code)
        _take(tx, session, dossier_id, left, method, receipt_number, at)
        return sum((line.amount for line in left), Decimal(0))


def take_supplement(
    store: Store,
    session: Session,
    dossier_id: UUID,
    papers: tuple[ReceivedPaper, ...],
    now: datetime,
    *,
    at: datetime | None = None,
) -> None:
    """Take the papers asked for: the clock runs again and an updated appointment slip waits to be printed."""
    fields = {"papers": [paper.model_dump(mode="json") for paper in papers]}
    take_step(store, session, dossier_id, Supplemented.KIND, fields, now, at=at)


def take_duty(
    store: Store,
    session: Session,
    dossier_id: UUID,
    amount: Decimal,
    now: datetime,
    *,
    method: PayMethod = PayMethod.UNKNOWN,
    receipt_number: str = "",
    at: datetime | None = None,
) -> None:
    """Write down that a financial duty was met: the clock runs again, an updated slip waits to be printed.

    amount: VND, as the proof says. Raises DeskError ``step_not_legal`` where no such duty is waited for.
    """
    fields = {"amount": str(amount), "method": method.value, "receipt_number": receipt_number}
    with store.reading() as rd:
        dossier = rd.dossiers.by_id(dossier_id)
    if dossier is not None and dossier.state is not State.PAYMENT_WAIT:
        raise why_not(dossier, Supplemented.KIND) or DeskError("nothing_to_pay", code=dossier.code)
    take_step(store, session, dossier_id, Paid.KIND, fields, now, at=at)


def give_originals_back(
    store: Store, session: Session, dossier_id: UUID, to: str, now: datetime, *, at: datetime | None = None
) -> None:
    """Give the originals of a withdrawn or stopped dossier back. Raises DeskError ``originals_not_here``."""
    session.require(Right.RECEIVE)
    with store.transaction(now, actor=session.login) as tx:
        dossier = _dossier(tx, dossier_id)
        originals = originals_here(dossier)
        if not originals:
            raise DeskError("originals_not_here", code=dossier.code)
        fields = {"papers": [paper.model_dump(mode="json") for paper in originals], "to": to}
        record_step(tx, session, dossier_id, OriginalsReturned.KIND, fields, now=at)


def _returnable(tx: Transaction, dossier_id: UUID) -> Dossier:
    dossier = _dossier(tx, dossier_id)
    refusal = why_not(dossier, Returned.KIND)
    if refusal is not None:
        raise refusal
    return dossier


def _dossier(tx: Transaction, dossier_id: UUID) -> Dossier:
    try:
        return tx.dossier(dossier_id)
    except LookupError:
        raise DeskError("unknown_dossier", code="") from None


def _returned(dossier: Dossier, command: GiveBack) -> dict[str, Any]:
    values = command.model_dump(mode="json", exclude={"dossiers", "take_money", "receipt_number"})
    values["is_owner"] = command.is_owner and (command.how is not ReturnBy.DESK or is_owner(dossier, command.to))
    return values


def _take(
    tx: Transaction,
    session: Session,
    dossier_id: UUID,
    left: tuple[FeeLine, ...],
    method: PayMethod,
    number: str,
    at: datetime | None = None,
) -> None:
    paid = {"paid": True, "method": method, "receipt_number": number}
    lines = [FeeLine.model_validate({**dict(line), **paid}) for line in left]
    total = sum((line.amount for line in lines), Decimal(0))
    fields = {
        "fees": [line.model_dump(mode="json") for line in lines],
        "amount": str(total),
        "method": method.value,
        "receipt_number": number,
    }
    record_step(tx, session, dossier_id, Paid.KIND, fields, now=at)


def _first_line(dossier: Dossier, awaits: Awaits, due: Decimal) -> Said:
    match awaits:
        case Awaits.READY:
            return said("SẴN SÀNG TRẢ")
        case Awaits.MONEY:
            return said("CÒN PHẢI THU {amount}", amount=money(due))
        case Awaits.NOT_READY:
            return said("CHƯA CÓ KẾT QUẢ")
        case Awaits.SUPPLEMENT:
            return said("CHỜ BỔ SUNG")
        case Awaits.DUTY:
            return said("CHỜ NGHĨA VỤ TÀI CHÍNH")
        case Awaits.RETURNED:
            assert dossier.returned is not None
            moment = paper_datetime(dossier.returned.returned_at)
            return said("ĐÃ TRẢ ngày {moment} cho {to}", moment=moment, to=dossier.returned.to.name)
        case Awaits.ENDED:
            ended = said("ĐÃ RÚT") if dossier.state is State.WITHDRAWN else said("DỪNG XỬ LÝ")
            if originals_here(dossier):
                return said("{ended}: trả lại giấy tờ gốc", ended=ended)
            return ended
        case Awaits.NOT_ACCEPTED:
            return said("ĐÃ HỦY TIẾP NHẬN") if dossier.voided else said("CHƯA TIẾP NHẬN HOẶC KHÔNG TIẾP NHẬN")


def _detail(dossier: Dossier, awaits: Awaits, hotline: str) -> Said | None:
    if awaits is Awaits.NOT_READY:
        due = dossier.shown_due_at
        promise = said("hẹn trả {due}", due=dated_said(due)) if due else said("không có ngày hẹn cụ thể")
        if not dossier.unit:
            return said("Hồ sơ đang ở quầy, {promise}.", promise=promise)
        stay = dossier.stays[-1]
        whom = ", ".join(part for part in (stay.person, stay.phone or hotline) if part)
        where = said("{unit} từ {since}", unit=stay.unit, since=paper_date(stay.since))
        if whom:
            return said("Hồ sơ đang ở {where} ({whom}), {promise}.", where=where, whom=whom, promise=promise)
        return said("Hồ sơ đang ở {where}, {promise}.", where=where, promise=promise)
    if awaits is Awaits.SUPPLEMENT and dossier.supplements:
        missing = "; ".join(paper.name for paper in dossier.supplements[-1].missing)
        since = paper_date(dossier.supplements[-1].requested_at)
        return said("Chờ từ {since}: {missing}.", since=since, missing=missing)
    if awaits is Awaits.DUTY and dossier.payment_request is not None:
        request = dossier.payment_request
        duty = request.duty if request.amount is None else f"{request.duty}, {money(request.amount)}"
        return said("Chờ từ {since}: {duty}.", since=paper_date(request.requested_at), duty=duty)
    return None


def _late(dossier: Dossier, now: datetime, calendar: OfficeCalendar) -> Said | None:
    if not is_late_now(dossier, now):
        return None
    end = held_against_due(finished_at=dossier.finished_at, waiting_since=waiting_since(dossier), at=now)
    days = working_days_late(dossier.due_at, end, calendar) if dossier.due_at is not None else 0
    head = said("QUÁ HẠN {days} NGÀY", days=days) if days else said("QUÁ HẠN")
    if not dossier.apologies:
        return said("{head} (thư xin lỗi: chưa có)", head=head)
    letter = dossier.apologies[-1].letter
    number = letter.letter_number or paper_date(letter.signed_on)
    return said("{head} (thư xin lỗi số {number})", head=head, number=number)


def _action(awaits: Awaits, originals: tuple[ReceivedPaper, ...]) -> Action:
    match awaits:
        case Awaits.READY | Awaits.MONEY:
            return Action.RETURN
        case Awaits.SUPPLEMENT:
            return Action.TAKE_SUPPLEMENT
        case Awaits.DUTY:
            return Action.TAKE_DUTY
        case Awaits.ENDED if originals:
            return Action.RETURN_ORIGINALS
        case _:
            return Action.NONE


def _others(rd: Reading, dossier: Dossier) -> tuple[OtherResult, ...]:
    seen: dict[UUID, OtherResult] = {}
    for owner in dossier.owners:
        for line in rd.dossiers.of_person(person_key(owner)):
            waits = line.open or line.state is State.RESULT_READY
            if line.id == dossier.id or line.voided or not waits or line.id in seen:
                continue
            other = rd.dossiers.by_id(line.id)
            if other is None or not any(is_owner(other, one) for one in dossier.owners):
                continue
            ready = line.state is State.RESULT_READY
            due = money_due(other, rd.dossiers.events_of(line.id)) if ready else Decimal(0)
            seen[line.id] = OtherResult(line.id, line.code or "", line.summary, ready, due)
    return tuple(sorted(seen.values(), key=lambda one: (not one.ready, one.code)))
