"""A later step of a dossier: checked against the one table, filled with what the desk knows, written once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from desk_app.domain.appointment import Appointment, DeadlineRules, Pause, PauseRule
from desk_app.domain.dates import OFFICE_ZONE, office_time, paper_datetime
from desk_app.domain.deadline import appointment
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import KINDS, Body, Event
from desk_app.domain.states import State
from desk_app.domain.transitions import TRANSITIONS, is_legal
from desk_app.models.store import Store
from desk_app.models.transaction import Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.office_settings import office_calendar, office_settings
from desk_app.services.receive_command import bad_command

sentences(
    unknown_step="Không có bước “{kind}”. Các bước: {kinds}.",
    step_not_legal="Không ghi được bước này: hồ sơ {code} đang ở trạng thái “{state}”.",
    step_before_received="Thời điểm {moment} sớm hơn lúc tiếp nhận {received}. Kiểm tra lại ngày giờ.",
)

STATE_WORDS = {
    State.NONE: "Chưa tiếp nhận",
    State.SUBMITTED: "Mới đăng ký",
    State.RECEIVED: "Đã tiếp nhận",
    State.DECLINED: "Không tiếp nhận",
    State.PROCESSING: "Đang xử lý",
    State.SUPPLEMENT_WAIT: "Chờ bổ sung",
    State.PAYMENT_WAIT: "Chờ nghĩa vụ tài chính",
    State.WITHDRAWN: "Đã rút",
    State.STOPPED: "Dừng xử lý",
    State.RESULT_READY: "Có kết quả",
    State.RETURNED: "Đã trả",
}

_MENDS = frozenset({"Guided", "Submitted", "Received", "Declined", "Corrected", "Reversed", "Settled", "Erased"})
STEPS = frozenset(TRANSITIONS) - _MENDS
"""What may be written of an accepted dossier here; the other kinds have services of their own."""

_WHEN = {
    "HandedOver": "handed_at",
    "TakenBack": "taken_at",
    "SupplementRequested": "requested_at",
    "Supplemented": "supplemented_at",
    "PaymentRequested": "requested_at",
    "Paid": "paid_at",
    "Withdrawn": "withdrawn_at",
    "Stopped": "stopped_at",
    "OriginalsReturned": "returned_at",
    "ResultReady": "ready_at",
    "Returned": "returned_at",
    "ApologySent": "sent_at",
    "Printed": "printed_at",
    "PaperAttached": "attached_at",
}
_WHO = {
    "HandedOver": "handed_by",
    "TakenBack": "taken_by",
    "SupplementRequested": "requested_by",
    "Supplemented": "taken_by",
    "PaymentRequested": "requested_by",
    "Paid": "taken_by",
    "Returned": "returned_by",
}

FILLED_IN = {
    kind: frozenset(
        name
        for name in (_WHEN.get(kind), _WHO.get(kind), "promise" if kind in ("Supplemented", "Paid") else None)
        if name is not None
    )
    for kind in STEPS
}
"""Fields of each step that are filled in where they are not given: who, when, the new appointment."""


def take_step(
    store: Store, session: Session, dossier_id: UUID, kind: str, fields: Mapping[str, Any], now: datetime
) -> Event:
    """Write a later step of a dossier; who, when and the new appointment are filled in where they are not given.

    Raises DeskError ``unknown_step``, ``step_not_legal``, ``step_before_received``, ``bad_command``.
    """
    session.require(Right.RECEIVE)
    if kind not in STEPS:
        raise DeskError("unknown_step", kind=kind, kinds=", ".join(sorted(STEPS)))
    with store.transaction(now, actor=session.login) as tx:
        dossier = tx.dossiers.by_id(dossier_id)
        if dossier is None:
            raise DeskError("unknown_dossier", code="")
        if not is_legal(kind, dossier.state, voided=dossier.voided):
            state = "Đã hủy tiếp nhận" if dossier.voided else STATE_WORDS[dossier.state]
            raise DeskError("step_not_legal", code=dossier.code, state=state)
        return tx.record(dossier_id, _body(tx, session, dossier, kind, dict(fields), now))


def _body(
    tx: Transaction, session: Session, dossier: Dossier, kind: str, fields: dict[str, Any], now: datetime
) -> Body:
    when, who = _WHEN.get(kind), _WHO.get(kind)
    if when is not None:
        fields.setdefault(when, now.isoformat())
    if who is not None:
        fields.setdefault(who, session.display_name)
    if kind == "Paid" and dossier.state is State.PAYMENT_WAIT:
        fields.setdefault("answers", dossier.payment_request_event)
    for name, field in KINDS[kind].model_fields.items():
        if name in fields and field.annotation in (datetime, datetime | None):
            fields[name] = _at_office(fields[name])
    resumes = kind == "Supplemented" or (kind == "Paid" and fields.get("answers") is not None)
    try:
        if resumes and when is not None and fields.get("promise") is None:
            moment = datetime.fromisoformat(str(fields[when]))
            fields["promise"] = {"old": dossier.due_at, "new": resumed(tx, dossier, moment)}
        body = KINDS[kind].model_validate(fields)
    except ValidationError as error:
        raise bad_command(error) from None
    except ValueError:
        raise DeskError("bad_command", field=when or kind, why="không phải ngày giờ") from None
    _check_moment(dossier, getattr(body, when) if when else None)
    return body


def resumed(tx: Transaction, dossier: Dossier, moment: datetime) -> Appointment:
    """Return the appointment after the clock runs again, all pauses of the dossier taken into account."""
    reception = dossier.reception
    assert reception is not None
    office = office_settings(tx)
    pauses = [Pause(start=pause.start, end=pause.end or moment) for pause in dossier.pauses]
    rules: DeadlineRules = office.rules
    if reception.restart_after_supplement:
        rules = rules.model_copy(update={"pause": PauseRule.RESTART})
    return appointment(
        reception.received_at,
        reception.limit,
        office_calendar(tx, office),
        rules,
        reception.channel.value,
        pauses,
    )


def _at_office(value: object) -> object:
    """Take a time without an offset as the office's time."""
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
        return (moment if moment.tzinfo else moment.replace(tzinfo=OFFICE_ZONE)).isoformat()
    return value


def _check_moment(dossier: Dossier, moment: datetime | None) -> None:
    received = dossier.reception.received_at if dossier.reception else None
    if moment is not None and received is not None and office_time(moment) < office_time(received):
        raise DeskError("step_before_received", moment=paper_datetime(moment), received=paper_datetime(received))
