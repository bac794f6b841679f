"""What a dossier waits for at the return page: its first line, where it is and whom to call, the one thing to do."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.dates import paper_date, paper_datetime
from desk_app.domain.deadline import working_days_late
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError
from desk_app.domain.events.reception import ReceivedPaper
from desk_app.domain.fees import FeeLine, money
from desk_app.domain.lateness import held_against_due, waiting_since
from desk_app.domain.money_due import fees_left, money_due
from desk_app.domain.states import State
from desk_app.models.projection import person_key
from desk_app.models.transaction import Reading
from desk_app.services.late import is_late_now
from desk_app.services.office_settings import office_calendar, office_settings
from desk_app.services.said import Said, dated_said, said
from desk_app.services.step_checks import is_owner, originals_here


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


def return_view(rd: Reading, dossier_id: UUID, now: datetime) -> ReturnView:
    """Return what a dossier waits for. Raises DeskError ``dossier_not_here``."""
    dossier = rd.dossiers.by_id(dossier_id)
    if dossier is None:
        raise DeskError("dossier_not_here")
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
    if letter.letter_number:
        return said("{head} (thư xin lỗi số {number})", head=head, number=letter.letter_number)
    return said("{head} (thư xin lỗi ký ngày {day})", head=head, day=paper_date(letter.signed_on))


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
