"""A later step of a dossier: checked against the one table, filled with what the desk knows, written once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from desk_app.domain.appointment import Appointment, DeadlineRules, Pause, PauseRule
from desk_app.domain.dates import office_time, paper_date, paper_datetime
from desk_app.domain.deadline import appointment
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import KINDS, Apologised, Body, Event, OriginalsReturned, Paid, Refunded, Supplemented
from desk_app.domain.events.reception import Reception
from desk_app.domain.events.steps import NewPromise
from desk_app.domain.fees import FeeLine, money
from desk_app.domain.lateness import ALLOWED_SUPPLEMENTS
from desk_app.domain.money_due import fees_left
from desk_app.domain.money_taken import money_held
from desk_app.domain.states import STATE_WORDS as STATE_WORDS
from desk_app.domain.states import State
from desk_app.domain.transitions import TRANSITIONS, is_legal
from desk_app.domain.typed_due import moved
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.moments import check_not_ahead
from desk_app.services.office_settings import office_calendar, office_settings
from desk_app.services.promise import LimitFound, promise
from desk_app.services.reception import Warned, due_on_day_off
from desk_app.services.said import dated_said, said
from desk_app.services.step_checks import IN_ORDER, check_refund, check_step, moment_in_order, originals_here
from desk_app.services.step_commands import Pay, TakeSupplement, body_of, step_command
from desk_app.services.step_papers import owe_paper

sentences(
    no_dossier_chosen="Chưa chọn hồ sơ nào. Đánh dấu các hồ sơ trong danh sách rồi làm lại.",
    unknown_step="Không có bước “{kind}”. Các bước: {kinds}.",
    step_not_legal="Không ghi được bước này: hồ sơ {code} đang ở trạng thái “{state}”.",
    step_not_legal_uncoded="Không ghi được bước này: hồ sơ đang ở trạng thái “{state}”.",
    step_before_request="Thời điểm {moment} sớm hơn lúc yêu cầu {since}. Kiểm tra lại ngày giờ.",
    step_names_nothing="Bước này trả lời một yêu cầu hoặc một thư không có trong hồ sơ. Xem lại lịch sử của hồ sơ.",
    not_yet_received="Hồ sơ này chưa được tiếp nhận nên chưa ghi được bước này. Tiếp nhận hồ sơ trước.",
    already_returned="Hồ sơ {code} đã trả kết quả lúc {moment} cho {to}. Không trả lần hai; xem lịch sử của hồ sơ.",
    result_not_ready="Chưa có kết quả: hồ sơ {code} đang ở {unit} từ {since}, hẹn trả {due}.",
    apology_for_finished="Hồ sơ {code} đã kết thúc ({state}) nên không còn gì để xin lỗi và hẹn lại.",
    signer_missing="Thư xin lỗi chưa có người ký. Nhập họ tên người ký rồi ghi nhận lại.",
)

DESK_WORDS = "quầy"

_MENDS = frozenset({"Guided", "Submitted", "Received", "Declined", "Corrected", "Reversed", "Settled", "Erased"})
_WAITS = frozenset({State.SUPPLEMENT_WAIT, State.PAYMENT_WAIT})
STEPS = frozenset(TRANSITIONS) - _MENDS
"""What may be written of an accepted dossier here; the other kinds have services of their own."""


def take_step(
    store: Store,
    session: Session,
    dossier_id: UUID,
    kind: str,
    fields: Mapping[str, Any],
    now: datetime,
    *,
    at: datetime | None = None,
) -> Event:
    """Write a later step of a dossier, and that the paper it owes must be printed: every front door's one way.

    Who, when and the new appointment are filled in where they are not given. at: the step's own moment where it is not
    now. Raises DeskError: all of ``record_step``.
    """
    with store.transaction(now, actor=session.login) as tx:
        written = record_step(tx, session, dossier_id, kind, fields, now=at)
        owe_paper(tx, session, written)
        return written


def record_step(
    tx: Transaction,
    session: Session,
    dossier_id: UUID,
    kind: str,
    fields: Mapping[str, Any],
    *,
    now: datetime | None = None,
) -> Event:
    """Write a later step inside a transaction, so that a batch is written whole or not at all; no paper is queued.

    now: the step's own moment where it is not the transaction's. Raises DeskError ``unknown_step``, ``bad_command``,
    ``step_before_received``, and all of ``why_not`` and ``check_step``.
    """
    session.require(Right.RECEIVE)
    if kind not in STEPS:
        raise DeskError("unknown_step", kind=kind, kinds=", ".join(sorted(STEPS)))
    try:
        dossier = tx.dossier(dossier_id)
    except LookupError:
        raise DeskError("dossier_not_here") from None
    refusal = why_not(dossier, kind)
    if refusal is not None:
        raise refusal
    written = tx.record(dossier_id, _body(tx, session, dossier, kind, fields, now or tx.now))
    if len(tx.dossier(dossier_id).open_flags) > len(dossier.open_flags):
        # What the fold would only put on the list of things to check is no step that was done.
        raise DeskError("step_names_nothing")
    return written


def why_not(dossier: Dossier, kind: str) -> DeskError | None:
    """Return why a step may not be taken now, in one sentence; None where it may. The table of ``domain`` decides."""
    if is_legal(kind, dossier.state, voided=dossier.voided):
        return None
    if dossier.voided:
        return DeskError("step_not_legal", code=dossier.code, state="Đã hủy tiếp nhận")
    if dossier.state in (State.NONE, State.SUBMITTED):
        return DeskError("not_yet_received")
    if not dossier.code:
        return DeskError("step_not_legal_uncoded", state=STATE_WORDS[dossier.state])
    if kind == "Returned" and dossier.returned is not None:
        moment = paper_datetime(dossier.returned.returned_at)
        return DeskError("already_returned", code=dossier.code, moment=moment, to=dossier.returned.to.name)
    if kind == "Returned" and dossier.is_open and dossier.state not in _WAITS:
        since = dossier.stays[-1].since if dossier.unit else _arrived(dossier)
        due = "không có ngày cụ thể" if dossier.shown_due_at is None else dated_said(dossier.shown_due_at)
        unit = dossier.unit or DESK_WORDS
        return DeskError("result_not_ready", code=dossier.code, unit=unit, since=paper_date(since), due=due)
    if kind == "Apologised" and not dossier.is_open:
        return DeskError("apology_for_finished", code=dossier.code, state=STATE_WORDS[dossier.state])
    return DeskError("step_not_legal", code=dossier.code, state=STATE_WORDS[dossier.state])


def step_choices(dossier: Dossier) -> dict[str, DeskError | None]:
    """Return every step and why it may not be taken now, None for those a page offers."""
    return {kind: why_not(dossier, kind) for kind in sorted(STEPS)}


def step_warnings(dossier: Dossier, kind: str) -> tuple[Warned, ...]:
    """Return what a person should know before taking a legal step; none of it stops them."""
    if kind == "SupplementRequested" and len(dossier.supplements) >= ALLOWED_SUPPLEMENTS:
        return (
            Warned(
                "second_supplement",
                said(
                    "Hồ sơ {code} đã được yêu cầu bổ sung một lần. Yêu cầu thêm lần nữa thì hồ sơ bị tính là "
                    "quá hạn (Quyết định 766/QĐ-TTg).",
                    code=dossier.code,
                ),
            ),
        )
    if kind == "Apologised" and dossier.apologies:
        letter = dossier.apologies[-1].letter
        signed = {"code": dossier.code, "number": letter.letter_number, "day": paper_date(letter.signed_on)}
        words = (
            said(
                "Hồ sơ {code} đã xin lỗi (số {number}, ký ngày {day}). Việc hẹn lại thường chỉ được một lần.", **signed
            )
            if letter.letter_number
            else said("Hồ sơ {code} đã xin lỗi (ký ngày {day}). Việc hẹn lại thường chỉ được một lần.", **signed)
        )
        return (Warned("second_apology", words),)
    return ()


def payment_warnings(dossier: Dossier, paid: Paid) -> tuple[Warned, ...]:
    """Return what a person should know of a payment. dossier: before it."""
    asked = None if dossier.payment_request is None else dossier.payment_request.amount
    if paid.answers is None or asked is None or paid.amount >= asked:
        return ()
    words = said(
        "Số tiền đã nộp {amount} ít hơn số phải nộp {asked} của hồ sơ {code}. Thời hạn đã tính tiếp; kiểm tra lại "
        "chứng từ.",
        amount=money(paid.amount),
        asked=money(asked),
        code=dossier.code,
    )
    return (Warned("duty_paid_short", words),)


def promise_warnings(reader: Reading, written: Body | None) -> tuple[Warned, ...]:
    """Return what a person should know of an appointment they typed for the time after a wait. written: the step."""
    promise = written.promise if isinstance(written, Supplemented | Paid) else None
    if promise is None or not promise.reason or promise.new.due_at is None:
        return ()
    if office_calendar(reader, office_settings(reader)).reception_on(office_time(promise.new.due_at).date()):
        return ()
    return (due_on_day_off(promise.new.due_at),)


def _arrived(dossier: Dossier) -> datetime:
    """Return since when the desk has an unfinished dossier."""
    assert dossier.reception is not None
    ended = dossier.stays[-1].until if dossier.stays else None
    return ended or dossier.reception.received_at


def _body(
    tx: Transaction, session: Session, dossier: Dossier, kind: str, fields: Mapping[str, Any], now: datetime
) -> Body:
    if kind == Apologised.KIND and not str(fields.get("signer") or "").strip():
        raise DeskError("signer_missing")
    command = step_command(kind, fields)
    values = command.values()
    if command.WHEN is not None:
        values.setdefault(command.WHEN, now)
    if command.WHO is not None:
        values.setdefault(command.WHO, session.display_name)
    moment = values.get(command.WHEN or "")
    latest = max(now, tx.now)
    _check_moment(dossier, moment, latest)
    events = tx.dossiers.events_of(dossier.id)
    left = fees_left(dossier, events)
    if isinstance(command, Pay) and dossier.state is State.PAYMENT_WAIT and not _of_the_desk(command, left):
        values.setdefault("answers", dossier.payment_request_event)
    resumes = isinstance(command, TakeSupplement) or (isinstance(command, Pay) and values.get("answers") is not None)
    if isinstance(moment, datetime) and (resumes or kind in IN_ORDER):
        given = command.WHEN is not None and getattr(command, command.WHEN) is not None
        if resumes and given:
            _check_waited(dossier, moment)
        moment = values[command.WHEN or ""] = moment_in_order(dossier, moment, given=given)
    if isinstance(command, TakeSupplement) or (isinstance(command, Pay) and resumes):
        assert isinstance(moment, datetime)
        values["promise"] = _new_promise(tx, dossier, moment, command)
    if isinstance(command, Pay) and values.get("answers") is None and not command.fees:
        values["fees"] = _named(command, values["amount"], left)
    if kind == OriginalsReturned.KIND and not values["papers"]:
        values["papers"] = originals_here(dossier)
    if kind == Refunded.KIND:
        held = money_held(dossier, events)
        check_refund(dossier, values.setdefault("amount", held), held)
    body = body_of(KINDS[kind], values)
    check_step(dossier, body, left, latest)
    return body


def _of_the_desk(command: Pay, left: Sequence[FeeLine]) -> bool:
    """Tell whether money is for fees of the reception, by name, and not the duty the dossier waits for."""
    owed = {line.name for line in left}
    return bool(command.fees) and all(fee.name in owed for fee in command.fees)


def _named(command: Pay, amount: Decimal, left: Sequence[FeeLine]) -> tuple[FeeLine, ...]:
    """Return what an amount without names pays: the fees still due in their order, so that each sum says its kind."""
    paid = {"paid": True, "method": command.method, "receipt_number": command.receipt_number}
    lines, rest = [], amount
    for fee in left:
        taken = min(fee.amount, rest)
        if not taken:
            break
        whole = fee if taken == fee.amount else FeeLine(name=fee.name, amount=taken, full_amount=taken, when=fee.when)
        lines.append(whole.model_copy(update=paid))
        rest -= taken
    return tuple(lines)


def _check_waited(dossier: Dossier, moment: datetime) -> None:
    """Refuse an answer before what it answers. moment: aware."""
    since = dossier.pauses[-1].start if dossier.pauses else moment
    if office_time(moment) < office_time(since).replace(second=0, microsecond=0):
        raise DeskError("step_before_request", moment=paper_datetime(moment), since=paper_datetime(since))


def resumed(reader: Reading, dossier: Dossier, moment: datetime) -> Appointment:
    """Return the appointment after the clock runs again, all pauses of the dossier taken into account.

    A date that a person typed is moved by the time the clock stood; the limit it took the place of is not counted.
    """
    reception = dossier.reception
    assert reception is not None
    office = office_settings(reader)
    calendar = office_calendar(reader, office)
    pauses = [Pause(start=pause.start, end=pause.end or moment) for pause in dossier.pauses]
    typed, since = _typed_promise(reader, dossier, reception)
    if typed is not None and typed.due_at is not None:
        return typed.model_copy(update={"due_at": moved(typed.due_at, pauses, calendar, since)})
    rules: DeadlineRules = office.rules
    if reception.restart_after_supplement:
        rules = rules.model_copy(update={"pause": PauseRule.RESTART})
    return appointment(reception.received_at, reception.limit, calendar, rules, reception.channel.value, pauses)


def _typed_promise(reader: Reading, dossier: Dossier, reception: Reception) -> tuple[Appointment | None, datetime]:
    """Return the last appointment that a person typed and since when it holds, None where every one was computed."""
    bodies = {event.envelope.event_id: event.body for event in reader.dossiers.events_of(dossier.id)}
    for given in reversed(dossier.promises):
        body = bodies.get(given.event_id)
        if isinstance(body, Supplemented | Paid) and body.promise is not None and body.promise.reason:
            return body.promise.new, body.supplemented_at if isinstance(body, Supplemented) else body.paid_at
    return (reception.promised if reception.due_reason else None), reception.received_at


def _new_promise(tx: Transaction, dossier: Dossier, moment: datetime, command: TakeSupplement | Pay) -> NewPromise:
    """Return the appointment that takes the old one's place: computed, or typed by a person with a reason."""
    if command.due_at is None:
        return NewPromise(old=dossier.due_at, new=resumed(tx, dossier, moment))
    reception = dossier.reception
    assert reception is not None
    office = office_settings(tx)
    new = promise(
        moment,
        LimitFound(reception.limit, None),
        reception.channel,
        office_calendar(tx, office),
        office.rules,
        due_at=command.due_at,
        due_reason=command.due_reason,
    )
    return NewPromise(old=dossier.due_at, new=new, reason=command.due_reason)


def _check_moment(dossier: Dossier, moment: datetime | None, now: datetime) -> None:
    if moment is not None:
        check_not_ahead(moment, now)
    received = dossier.reception.received_at if dossier.reception else None
    if moment is not None and received is not None and office_time(moment) < office_time(received):
        raise DeskError("step_before_received", moment=paper_datetime(moment), received=paper_datetime(received))
