"""How a dossier stands now: its state, what stands on top of it (due today, late), and where it lies."""

from dataclasses import dataclass
from datetime import datetime

from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.dates import office_time, paper_date, paper_datetime
from desk_app.domain.deadline import Timeliness, working_days_late
from desk_app.domain.dossier import Dossier
from desk_app.domain.events.steps import ResultKind
from desk_app.domain.fees import money
from desk_app.domain.lateness import held_against_due, is_late, timeliness
from desk_app.domain.states import OPEN_STATES, State
from desk_app.services.said import Said, dated_said, plain, said

STATE_NAMES = {
    State.NONE: "guided",
    State.SUBMITTED: "submitted",
    State.RECEIVED: "received",
    State.DECLINED: "declined",
    State.PROCESSING: "processing",
    State.SUPPLEMENT_WAIT: "supplement",
    State.PAYMENT_WAIT: "payment",
    State.WITHDRAWN: "withdrawn",
    State.STOPPED: "stopped",
    State.RESULT_READY: "ready",
    State.RETURNED: "returned",
}
"""The names under which the window keeps word, icon and tone of each state."""

_RUNNING = frozenset({State.RECEIVED, State.PROCESSING})
"""While the clock runs; a wait for papers or money stops it, and its end moves the appointment."""


@dataclass(frozen=True)
class Standing:
    """state: a name of ``STATE_NAMES`` or ``voided``. over: "", ``due_today``, ``overdue`` (past its hour, no working
    day yet), ``late``, or ``over_supplemented`` (papers asked for more than once, QĐ 766). late_days: working days.
    """

    state: str
    over: str = ""
    late_days: int = 0


def standing(
    state: State,
    *,
    voided: bool,
    due_at: datetime | None,
    late_from: datetime | None,
    waiting_since: datetime | None,
    now: datetime,
    calendar: OfficeCalendar,
) -> Standing:
    """Return how a dossier stands at a moment; late exactly where II.06a and the late list count it late.

    late_from, waiting_since: as ``domain.lateness`` gives them. Only what the agency still works on, or waits with, is
    late here: of a finished one its end is told (``finished_words``).
    """
    if voided:
        return Standing("voided")
    name = STATE_NAMES[state]
    if state not in OPEN_STATES:
        return Standing(name)
    if is_late(late_from, now):
        against = held_against_due(finished_at=None, waiting_since=waiting_since, at=now)
        if due_at is None or against <= due_at:
            return Standing(name, "over_supplemented")
        days = working_days_late(due_at, against, calendar)
        return Standing(name, "late" if days else "overdue", days)
    if state in _RUNNING and due_at is not None and office_time(due_at).date() == office_time(now).date():
        return Standing(name, "due_today")
    return Standing(name)


def where(dossier: Dossier) -> Said:
    """Return in one sentence where a dossier is and what it waits for."""
    if dossier.voided:
        return said("Đã hủy tiếp nhận: mã hồ sơ không dùng lại, không còn hẹn trả.")
    match dossier.state:
        case State.NONE:
            return _before_acceptance(dossier)
        case State.SUBMITTED:
            return said("Nộp từ xa, chưa tiếp nhận.")
        case State.RECEIVED:
            return said("Đang ở quầy, chưa bàn giao.")
        case State.PROCESSING:
            return _processing(dossier)
        case State.SUPPLEMENT_WAIT:
            missing = "; ".join(paper.name for paper in dossier.supplements[-1].missing) if dossier.supplements else ""
            return said("Chờ công dân bổ sung từ {since}: {missing}.", since=_since(dossier), missing=missing)
        case State.PAYMENT_WAIT:
            return _payment(dossier)
        case State.RESULT_READY:
            return _result(dossier)
        case State.RETURNED:
            return _returned(dossier)
        case State.WITHDRAWN:
            return _stopped(dossier, said("Công dân rút hồ sơ: {reason}.", reason=dossier.stop_reason.rstrip(".")))
        case State.STOPPED:
            return _stopped(dossier, said("Dừng xử lý: {reason}.", reason=dossier.stop_reason.rstrip(".")))
        case State.DECLINED:
            reason = dossier.declined.reason if dossier.declined else ""
            return said("Không tiếp nhận: {reason}.", reason=reason.rstrip("."))


def finished_words(dossier: Dossier) -> Said | None:
    """Return when the agency's time ended and how that stands to the promise; None while it runs."""
    if dossier.finished_at is None or not dossier.is_finished or dossier.reception is None:
        return None
    moment, stood = paper_datetime(dossier.finished_at), timeliness(dossier)
    if dossier.due_at is None and stood is not Timeliness.LATE:
        return plain(moment)
    match stood:
        case Timeliness.EARLY:
            return said("{moment}, trước hạn", moment=moment)
        case Timeliness.ON_TIME:
            return said("{moment}, đúng hạn", moment=moment)
        case _:
            return said("{moment}, quá hạn", moment=moment)


def _before_acceptance(dossier: Dossier) -> Said:
    if dossier.guided is None:
        return said("Chưa tiếp nhận.")
    missing = "; ".join(paper.name for paper in dossier.guided.missing)
    day = paper_date(dossier.guided.guided_at)
    return said("Đã hướng dẫn ngày {day}, chưa tiếp nhận. Còn thiếu: {missing}.", day=day, missing=missing)


def _processing(dossier: Dossier) -> Said:
    stay = dossier.stays[-1] if dossier.stays else None
    if stay is None or stay.until is not None:
        return said("Đang ở quầy, chờ chuyển xử lý tiếp.")
    since = paper_date(stay.since)
    whom = ", ".join(part for part in (stay.person, stay.phone) if part)
    if whom:
        return said("Đang ở {unit} từ {since}: {whom}.", unit=stay.unit, since=since, whom=whom)
    return said("Đang ở {unit} từ {since}.", unit=stay.unit, since=since)


def _payment(dossier: Dossier) -> Said:
    request = dossier.payment_request
    if request is None:
        return said("Chờ thực hiện nghĩa vụ tài chính từ {since}.", since=_since(dossier))
    duty = request.duty if request.amount is None else f"{request.duty} {money(request.amount)}"
    return said("Chờ nộp {duty}, từ {since}.", duty=duty, since=_since(dossier))


def _result(dossier: Dossier) -> Said:
    result = dossier.result
    if result is None:
        return said("Có kết quả, chờ công dân đến nhận.")
    number = said("Có kết quả số {number}", number=result.number) if result.number else said("Có kết quả")
    if result.form is ResultKind.ELECTRONIC:
        return said("{number}, bản điện tử; chờ trả cho công dân.", number=number)
    if result.shelf:
        return said("{number}, để ở {shelf}; chờ công dân đến nhận.", number=number, shelf=result.shelf)
    return said("{number}; chờ công dân đến nhận.", number=number)


def _returned(dossier: Dossier) -> Said:
    returned = dossier.returned
    if returned is None:
        return said("Đã trả kết quả.")
    moment = dated_said(returned.returned_at)
    if returned.is_owner:
        return said("Đã trả cho chủ hồ sơ {name}, {moment}.", name=returned.to.name, moment=moment)
    return said("Đã trả cho người nhận thay {name}, {moment}.", name=returned.to.name, moment=moment)


def _stopped(dossier: Dossier, head: Said) -> Said:
    if dossier.originals_returned:
        return said("{head} Đã trả lại giấy tờ gốc.", head=head)
    taken = dossier.reception is not None and any(paper.original for paper in dossier.reception.papers)
    return said("{head} Giấy tờ gốc chưa trả lại.", head=head) if taken else said("{head}", head=head)


def _since(dossier: Dossier) -> Said:
    pause = dossier.pauses[-1] if dossier.pauses else None
    return plain(paper_date(pause.start) if pause else "")
