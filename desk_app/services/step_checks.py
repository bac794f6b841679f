"""What may not have happened to a dossier that its state allows: against its past, its money, its papers, its owner.

One set of rules for every front door: a page, a lot and ``desk-app event`` are refused the same, in the same words.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from desk_app.domain.dates import office_time, paper_date, paper_datetime
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import (
    Apologised,
    ApologySent,
    Body,
    HandedOver,
    OriginalsReturned,
    Paid,
    ResultReady,
    Returned,
    TakenBack,
)
from desk_app.domain.events.reception import ReceivedPaper, ReturnBy
from desk_app.domain.events.steps import ResultKind
from desk_app.domain.fees import VND, FeeLine, money
from desk_app.domain.people import Person
from desk_app.models.projection import person_key
from desk_app.services.moments import CLOCK_SLACK

sentences(
    step_before_earlier="Thời điểm {moment} sớm hơn bước trước đó ({since}). Kiểm tra lại ngày giờ.",
    step_before_received="Thời điểm {moment} sớm hơn lúc tiếp nhận {received}. Kiểm tra lại ngày giờ.",
    received_after_step="Lúc tiếp nhận {moment} muộn hơn bước đã ghi lúc {since}. Kiểm tra lại ngày giờ.",
    new_due_not_later="Ngày hẹn mới {new} phải sau ngày hẹn đang có {old}. Nhập lại ngày hẹn.",
    new_due_before_signing="Ngày hẹn mới {new} sớm hơn ngày ký thư {signed}. Nhập lại ngày hẹn.",
    apology_already_sent="Thư xin lỗi hồ sơ {code} đã gửi lúc {moment}.",
    not_compared="Chưa đối chiếu giấy tờ của người nhận với hồ sơ {code}. Đối chiếu rồi trả kết quả.",
    not_the_owner="Người nhận không phải chủ hồ sơ. Chọn căn cứ nhận thay rồi nhấn F9.",
    no_electronic_result="Kết quả của hồ sơ {code} là bản giấy, không trả điện tử được. Chọn cách trả khác.",
    money_left="Hồ sơ {code} còn phải thu {amount}. Thu tiền (tiền mặt hay chuyển khoản) rồi trả kết quả.",
    originals_not_here="Hồ sơ {code} không có giấy tờ gốc phải trả lại, hoặc đã trả lại rồi.",
    other_originals="Bản chính quầy đang giữ của hồ sơ {code}: {papers}. Trả lại đủ các giấy ấy một lần, không ghi "
    "giấy khác.",
    nothing_to_pay="Hồ sơ {code} không còn khoản phải thu.",
    nothing_to_refund="Hồ sơ {code} không còn khoản tiền nào quầy đã thu để hoàn lại.",
    refund_above_taken="Số tiền hoàn lại {amount} nhiều hơn số quầy đã thu và chưa hoàn {held} của hồ sơ {code}. Kiểm "
    "tra lại số tiền.",
    paid_more_than_due="Số tiền {amount} nhiều hơn số còn phải thu {due} của hồ sơ {code}. Nếu lệ phí ghi thiếu, sửa "
    "hồ sơ trước rồi thu.",
    already_with_unit="Hồ sơ {code} đang ở {unit} từ {since}. Không bàn giao hai lần cho cùng đơn vị.",
    not_with_a_unit="Hồ sơ {code} đang ở quầy, không ở đơn vị nào để nhận lại. Bỏ hồ sơ này khỏi lượt.",
    not_with_that_unit="Hồ sơ {code} đang ở {unit}, không ở {named}. Kiểm tra lại đơn vị.",
    signed_in_future="Ngày ký {day} của kết quả hồ sơ {code} chưa đến. Sửa lại theo văn bản kết quả.",
    signed_before_received="Ngày ký {day} của kết quả hồ sơ {code} trước ngày tiếp nhận {received}. Sửa lại theo văn "
    "bản kết quả.",
    signed_after_result="Ngày ký {day} của kết quả hồ sơ {code} sau lúc nhận kết quả {ready}. Sửa lại theo văn bản "
    "kết quả.",
)

IN_ORDER = frozenset(
    {
        "HandedOver", "TakenBack", "SupplementRequested", "Supplemented", "PaymentRequested", "Withdrawn", "Stopped",
        "ResultReady", "Returned",
    }
)  # fmt: skip
"""Steps that move a dossier or its clock: none happened before the one written before it."""


def last_known(dossier: Dossier) -> datetime | None:
    """Return the latest moment at which something is known to have happened to a dossier."""
    moments = [dossier.reception.received_at] if dossier.reception is not None else []
    moments += [moment for stay in dossier.stays for moment in (stay.since, stay.until) if moment is not None]
    moments += [moment for pause in dossier.pauses for moment in (pause.start, pause.end) if moment is not None]
    moments += [moment for moment in (dossier.finished_at,) if moment is not None]
    return max(moments, default=None)


def check_received(dossier: Dossier, received_at: datetime) -> None:
    """Refuse a corrected moment of reception after what happened since. Raises DeskError ``received_after_step``."""
    first = [stay.since for stay in dossier.stays] + [pause.start for pause in dossier.pauses]
    first += [moment for moment in (dossier.finished_at,) if moment is not None]
    earliest = min(first, default=None)
    if earliest is not None and received_at > earliest:
        moment, since = paper_datetime(received_at), paper_datetime(earliest)
        raise DeskError("received_after_step", moment=moment, since=since)


def moment_in_order(dossier: Dossier, moment: datetime, *, given: bool) -> datetime:
    """Return the moment of a step that moves the dossier, never before what is known to have happened to it.

    given: a person named it. Moments are named to the minute: within the minute of what went before it is the same
    moment. One that nobody named is the clock's; a clock within ``CLOCK_SLACK`` of the other desk's gives way, and one
    that is further off stops nobody. Raises DeskError ``step_before_earlier``.
    """
    since = last_known(dossier)
    if since is None or moment >= since:
        return moment
    if not given:
        return office_time(since) if since - moment <= CLOCK_SLACK else moment
    if office_time(moment) < office_time(since).replace(second=0, microsecond=0):
        raise DeskError("step_before_earlier", moment=paper_datetime(moment), since=paper_datetime(since))
    return office_time(since)


def check_step(dossier: Dossier, body: Body, left: Sequence[FeeLine], now: datetime) -> None:
    """Refuse a step that contradicts the dossier. left: the fees still due (``fees_left``); now: aware.

    Raises DeskError, one sentence for each rule.
    """
    match body:
        case HandedOver():
            refusal = already_with(dossier, body.unit)
            if refusal is not None:
                raise refusal
        case TakenBack():
            _check_taken_back(dossier, body)
        case Paid() if body.answers is None:
            _check_payment(dossier, body, left)
        case ResultReady():
            _check_signed(dossier, body, now)
        case Returned():
            check_recipient(dossier, body)
            if left:
                raise DeskError("money_left", code=dossier.code, amount=money(_sum(left)))
        case OriginalsReturned():
            _check_originals(dossier, body)
        case Apologised():
            _check_apology(dossier, body, now)
        case ApologySent():
            _check_sent(dossier, body)
        case _:
            pass


def check_refund(dossier: Dossier, amount: Decimal, held: Decimal) -> None:
    """Refuse to give back what was not taken. amount: to be given; held: taken and still here (``money_held``); VND.

    Raises DeskError ``nothing_to_refund``, ``refund_above_taken``.
    """
    if not held:
        raise DeskError("nothing_to_refund", code=dossier.code)
    if not amount:
        raise DeskError("payment_without_amount")
    if amount > held:
        raise DeskError("refund_above_taken", code=dossier.code, amount=money(amount), held=money(held))


def originals_here(dossier: Dossier) -> tuple[ReceivedPaper, ...]:
    """Return the originals handed in and not given back."""
    if dossier.reception is None or dossier.originals_returned or dossier.voided:
        return ()
    return tuple(paper for paper in dossier.reception.papers if paper.original)


def is_owner(dossier: Dossier, person: Person) -> bool:
    """Tell whether a person is an owner: by document number where both have one, else by name."""
    return any(
        owner.id_number == person.id_number
        if owner.id_number and person.id_number
        else person_key(owner) == person_key(person) or owner.name.casefold() == person.name.casefold()
        for owner in dossier.owners
    )


def check_recipient(dossier: Dossier, body: Returned) -> None:
    """Refuse to give a result to whom it may not go: at the desk the owner, compared, or somebody with a ground.

    Raises DeskError ``not_compared``, ``not_the_owner``, ``no_electronic_result``.
    """
    if body.how is ReturnBy.DESK:
        if not body.compared:
            raise DeskError("not_compared", code=dossier.code)
        if body.authorisation is None and not (body.is_owner and is_owner(dossier, body.to)):
            raise DeskError("not_the_owner")
    electronic = dossier.result is not None and dossier.result.form is not ResultKind.PAPER
    if body.how is ReturnBy.ELECTRONIC and not electronic:
        raise DeskError("no_electronic_result", code=dossier.code)


def already_with(dossier: Dossier, unit: str) -> DeskError | None:
    """Return why a dossier is not handed to the unit that has it, None where it is with another or at the desk."""
    if not dossier.unit or dossier.unit != unit:
        return None
    since = paper_date(dossier.stays[-1].since)
    return DeskError("already_with_unit", code=dossier.code, unit=dossier.unit, since=since)


def _check_originals(dossier: Dossier, body: OriginalsReturned) -> None:
    """Refuse to give back what was not handed in, and to keep a part: the dossier knows only that all went back."""
    here = originals_here(dossier)
    if not here:
        raise DeskError("originals_not_here", code=dossier.code)
    if sorted((paper.name, paper.original) for paper in body.papers) != sorted((p.name, p.original) for p in here):
        papers = "; ".join(f"{paper.name} ({paper.original} bản)" for paper in here)
        raise DeskError("other_originals", code=dossier.code, papers=papers)


def _check_taken_back(dossier: Dossier, body: TakenBack) -> None:
    if not dossier.unit:
        raise DeskError("not_with_a_unit", code=dossier.code)
    if body.unit and body.unit != dossier.unit:
        raise DeskError("not_with_that_unit", code=dossier.code, unit=dossier.unit, named=body.unit)


def _check_payment(dossier: Dossier, body: Paid, left: Sequence[FeeLine]) -> None:
    """Refuse money nobody owes: the desk takes what the reception says, no more. What it says in dong alone is kept."""
    if not body.amount and any(line.currency != VND for line in body.fees):
        return
    if not body.amount:
        raise DeskError("payment_without_amount")
    if not left:
        raise DeskError("nothing_to_pay", code=dossier.code)
    due = _sum(left)
    if body.amount > due:
        raise DeskError("paid_more_than_due", code=dossier.code, amount=money(body.amount), due=money(due))


def _check_signed(dossier: Dossier, body: ResultReady, now: datetime) -> None:
    """Refuse a day of signing that cannot be: after today, after the result came, or before the reception."""
    if body.signed_on is None or dossier.reception is None:
        return
    day, received = paper_date(body.signed_on), office_time(dossier.reception.received_at).date()
    if body.signed_on > office_time(now).date():
        raise DeskError("signed_in_future", code=dossier.code, day=day)
    if body.signed_on > office_time(body.ready_at).date():
        raise DeskError("signed_after_result", code=dossier.code, day=day, ready=paper_datetime(body.ready_at))
    if body.signed_on < received:
        raise DeskError("signed_before_received", code=dossier.code, day=day, received=paper_date(received))


def _check_apology(dossier: Dossier, letter: Apologised, now: datetime) -> None:
    if letter.signed_on > office_time(now).date():
        raise DeskError("moment_in_future", moment=paper_date(letter.signed_on))
    received = office_time(dossier.reception.received_at).date() if dossier.reception else letter.signed_on
    if letter.signed_on < received:
        raise DeskError("step_before_received", moment=paper_date(letter.signed_on), received=paper_date(received))
    promised = dossier.shown_due_at
    if promised is not None and letter.new_due_at <= promised:
        raise DeskError("new_due_not_later", new=paper_datetime(letter.new_due_at), old=paper_datetime(promised))
    if office_time(letter.new_due_at).date() < letter.signed_on:
        signed = paper_date(letter.signed_on)
        raise DeskError("new_due_before_signing", new=paper_datetime(letter.new_due_at), signed=signed)


def _check_sent(dossier: Dossier, sent: ApologySent) -> None:
    letter = next((one for one in dossier.apologies if one.event_id == sent.apology), None)
    if letter is None:
        return
    if letter.sent_at is not None:
        raise DeskError("apology_already_sent", code=dossier.code, moment=paper_date(letter.sent_at))
    signed = letter.letter.signed_on
    if office_time(sent.sent_at).date() < signed:
        raise DeskError("step_before_earlier", moment=paper_datetime(sent.sent_at), since=paper_date(signed))


def _sum(lines: Sequence[FeeLine]) -> Decimal:
    return sum((line.amount for line in lines if line.currency == VND), Decimal(0))
