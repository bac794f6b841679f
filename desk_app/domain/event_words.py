"""What an event says, in one line and the lines below it: the words of the history."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from desk_app.domain.dates import paper_date, paper_datetime
from desk_app.domain.dossier_fields import RETURNS, authorisation_line, correction_words
from desk_app.domain.events import (
    Apologised,
    ApologySent,
    Corrected,
    Decision,
    Declined,
    Erased,
    Event,
    Guided,
    HandedOver,
    Noted,
    OriginalsReturned,
    Paid,
    PaperAttached,
    PaymentRequested,
    Printed,
    PrintOutcome,
    Received,
    Refunded,
    ResultReady,
    Returned,
    Reversed,
    Settled,
    Stopped,
    Submitted,
    Supplemented,
    SupplementRequested,
    TakenBack,
    Withdrawn,
)
from desk_app.domain.events.steps import NewPromise
from desk_app.domain.fact_moment import fact_moment
from desk_app.domain.fees import money
from desk_app.domain.limit_said import NO_FIXED
from desk_app.domain.said import Said, dated_said, plain, said

FORMS = {
    "receipt": said("Giấy tiếp nhận và hẹn trả (Mẫu 01)"),
    "receipt_several": said("Giấy tiếp nhận cho cả lượt (Mẫu 01)"),
    "reception_list": said("Biên bản giao nhận hồ sơ"),
    "supplement": said("Phiếu yêu cầu bổ sung (Mẫu 02)"),
    "decline": said("Phiếu từ chối tiếp nhận (Mẫu 03)"),
    "label": said("Nhãn hồ sơ"),
    "explanation": said("Cách tính ngày hẹn"),
    "emergency": said("Phiếu dự phòng"),
    "control": said("Phiếu kiểm soát"),
    "apology": said("Thư xin lỗi (Mẫu 04)"),
    "stop": said("Thông báo dừng giải quyết"),
    "return_slip": said("Phiếu trả kết quả"),
}
OUTCOMES = {
    PrintOutcome.GOOD.value: said("bản tốt"),
    PrintOutcome.SPOILED.value: said("bản hỏng, chưa rời quầy"),
    PrintOutcome.UNKNOWN.value: said("chưa rõ có ra giấy hay không"),
}
_UNREADABLE = said("Một việc không đọc được nội dung")
_SAME_MOMENT = timedelta(minutes=2)
"""What is told so soon after it happened needs no second time beside it."""

_Told = tuple[Said, tuple[Said, ...]]


def told(event: Event | None, events: Mapping[UUID, Event]) -> _Told:
    """Return what an event says: one line, and the lines below it. events: of its dossier, by id; it may name one."""
    body = event.body if event is not None else None
    if event is None or body is None:
        return _UNREADABLE, ()
    if isinstance(body, Reversed | Settled):
        return _ruling(body, events)
    teller = _TELLERS.get(type(body))
    if teller is None:
        return _UNREADABLE, ()
    what, details = teller(body)
    fact = fact_moment(body)
    if fact is not None and abs(event.envelope.occurred_at - fact) > _SAME_MOMENT:
        details = (*details, said("Thực tế lúc {moment}, ghi sau.", moment=paper_datetime(fact)))
    return what, tuple(detail for detail in details if str(detail))


def _ruling(body: Reversed | Settled, events: Mapping[UUID, Event]) -> _Told:
    target = events.get(body.target)
    reason = (said("Lý do: {reason}", reason=body.authority.reason),)
    if isinstance(body, Reversed):
        if target is not None and isinstance(target.body, Received):
            return said("Hủy tiếp nhận"), reason
        return said("Hủy bước “{what}”", what=_what(target, events)), reason
    if body.decision is Decision.ACCEPT:
        return said("Công nhận “{what}”", what=_what(target, events)), reason
    return said("Không tính “{what}”", what=_what(target, events)), reason


def _what(target: Event | None, events: Mapping[UUID, Event]) -> Said:
    if target is None or isinstance(target.body, Reversed | Settled):
        return said("việc trước đó")
    return told(target, events)[0]


def _guided(body: Guided) -> _Told:
    missing = tuple(said("Còn thiếu: {name}", name=paper.name) for paper in body.missing)
    return said("Hướng dẫn bổ sung trước khi tiếp nhận (Mẫu 02)"), missing


def _submitted(_body: Submitted) -> _Told:
    return said("Nộp từ xa"), ()


def _received(body: Received) -> _Told:
    promised = body.reception.promised
    due = dated_said(promised.due_at) if promised.due_at else NO_FIXED
    lines = [said("Mã {code}", code=body.reception.code), said("Hẹn trả {due}", due=due)]
    if body.reception.back_entry is not None:
        lines.append(said("Nhập bù từ giấy tờ ghi tay"))
    return said("Tiếp nhận hồ sơ"), tuple(lines)


def _declined(body: Declined) -> _Told:
    return said("Không tiếp nhận (Mẫu 03)"), _reason(body.reason)


def _handed_over(body: HandedOver) -> _Told:
    whom = ", ".join(part for part in (body.person, body.phone) if part)
    return said("Chuyển xử lý: {unit}", unit=body.unit), _texts(whom, body.note)


def _taken_back(body: TakenBack) -> _Told:
    if body.unit:
        return said("Nhận lại từ {unit}, chưa xong", unit=body.unit), _reason(body.reason)
    return said("Nhận lại hồ sơ, chưa xong"), _reason(body.reason)


def _supplement_requested(body: SupplementRequested) -> _Told:
    missing = tuple(said("Còn thiếu: {name}", name=paper.name) for paper in body.missing)
    return said("Yêu cầu bổ sung; tạm dừng tính thời hạn"), (*missing, *_reason(body.reason))


def _supplemented(body: Supplemented) -> _Told:
    papers = tuple(said("Đã nhận: {name}", name=paper.name) for paper in body.papers)
    return said("Công dân đã bổ sung"), (*papers, *_promise(body.promise))


def _payment_requested(body: PaymentRequested) -> _Told:
    amount = (plain(money(body.amount)),) if body.amount is not None else ()
    return said("Yêu cầu nộp {duty}; tạm dừng tính thời hạn", duty=body.duty), amount


def _paid(body: Paid) -> _Told:
    receipt = (said("Biên lai {number}", number=body.receipt_number),) if body.receipt_number else ()
    return said("Đã nộp {amount}", amount=money(body.amount)), (*receipt, *_promise(body.promise))


def _refunded(body: Refunded) -> _Told:
    receipt = (said("Biên lai {number}", number=body.receipt_number),) if body.receipt_number else ()
    return said("Đã hoàn lại {amount}", amount=money(body.amount)), (*receipt, *_reason(body.reason))


def _withdrawn(body: Withdrawn) -> _Told:
    return said("Công dân rút hồ sơ"), (*_reason(body.reason), *_originals(body.originals_returned))


def _stopped(body: Stopped) -> _Told:
    return said("Dừng xử lý"), (*_reason(body.reason), *_originals(body.originals_returned))


def _originals_returned(body: OriginalsReturned) -> _Told:
    return said("Trả lại giấy tờ gốc cho {name}", name=body.to), _texts(*(paper.name for paper in body.papers))


def _result(body: ResultReady) -> _Told:
    what = said("Có kết quả số {number}", number=body.number) if body.number else said("Có kết quả")
    shelf = (said("Để ở {shelf}", shelf=body.shelf),) if body.shelf else ()
    return what, (*_texts(body.from_unit), *shelf)


def _returned(body: Returned) -> _Told:
    ground = (authorisation_line(body.authorisation),) if body.authorisation else ()
    lost = (said("Công dân mất phiếu hẹn"),) if body.slip_lost else ()
    how = (RETURNS[body.how],)
    return said("Trả kết quả cho {name}", name=body.to.name), (*how, *ground, *lost)


def _apologised(body: Apologised) -> _Told:
    lines = (
        said("Hẹn lại {due}", due=dated_said(body.new_due_at)),
        *_reason(body.reason),
        said("{signer} ký ngày {day}", signer=body.signer, day=paper_date(body.signed_on)),
    )
    if body.letter_number:
        return said("Thư xin lỗi số {number} (Mẫu 04)", number=body.letter_number), lines
    return said("Thư xin lỗi (Mẫu 04)"), lines


def _apology_sent(body: ApologySent) -> _Told:
    return said("Đã gửi thư xin lỗi"), _texts(body.how)


def _corrected(body: Corrected) -> _Told:
    changed = tuple(line for change in body.changes for line in correction_words(change))
    return said("Sửa hồ sơ"), (*changed, *_reason(body.authority.reason))


def _erased(body: Erased) -> _Told:
    basis = said("Căn cứ: {basis}", basis=body.legal_basis)
    return said("Xóa dữ liệu cá nhân theo quy định"), (basis, *_reason(body.authority.reason))


def _printed(body: Printed) -> _Told:
    form = FORMS.get(body.form, plain(body.form))
    again = (said("In lại lần {n}", n=body.reprint),) if body.reprint else ()
    printer = (said("Máy in {name}", name=body.printer),) if body.printer else ()
    return said("In {form}: {outcome}", form=form, outcome=OUTCOMES[body.outcome.value]), (*again, *printer)


def _noted(body: Noted) -> _Told:
    return said("Ghi chú: {text}", text=body.text), ()


def _attached(body: PaperAttached) -> _Told:
    return said("Đính kèm {name}", name=body.name), _texts(body.paper)


_TELLERS: dict[type, Callable[[Any], _Told]] = {
    Guided: _guided,
    Submitted: _submitted,
    Received: _received,
    Declined: _declined,
    HandedOver: _handed_over,
    TakenBack: _taken_back,
    SupplementRequested: _supplement_requested,
    Supplemented: _supplemented,
    PaymentRequested: _payment_requested,
    Paid: _paid,
    Refunded: _refunded,
    Withdrawn: _withdrawn,
    Stopped: _stopped,
    OriginalsReturned: _originals_returned,
    ResultReady: _result,
    Returned: _returned,
    Apologised: _apologised,
    ApologySent: _apology_sent,
    Corrected: _corrected,
    Erased: _erased,
    Printed: _printed,
    Noted: _noted,
    PaperAttached: _attached,
}


def _reason(reason: str) -> tuple[Said, ...]:
    return (said("Lý do: {reason}", reason=reason),) if reason else ()


def _texts(*texts: str) -> tuple[Said, ...]:
    return tuple(plain(text) for text in texts if text)


def _originals(returned: bool) -> tuple[Said, ...]:
    return (said("Đã trả lại giấy tờ gốc"),) if returned else ()


def _promise(promise: NewPromise | None) -> tuple[Said, ...]:
    if promise is None:
        return ()
    new = dated_said(promise.new.due_at) if promise.new.due_at else NO_FIXED
    old = paper_date(promise.old) if promise.old else NO_FIXED
    return (said("Hẹn trả {new} (trước đó {old})", new=new, old=old),)
