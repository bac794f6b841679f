"""Correct or cancel a reception, under one rule of who and when (design §3)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from desk_app.domain.dates import office_time
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Authority, Corrected, Event, FieldChange, Reversed
from desk_app.domain.events.reception import Reception
from desk_app.domain.fold import own_right
from desk_app.domain.rights import CLERK, SUPERVISOR, own_file
from desk_app.domain.text import clean_line
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.accounts import Right, Role, Session
from desk_app.services.ground import ground_for
from desk_app.services.moments import check_not_ahead
from desk_app.services.receive_command import Receive
from desk_app.services.snapshot import Marks, snapshot
from desk_app.services.step_checks import check_received
from desk_app.services.step_papers import owe_paper, take_paper_back

sentences(
    may_not_mend="Chỉ người tiếp nhận được sửa hoặc hủy trong ngày, khi chưa bàn giao. Nhờ trưởng bộ phận.",
    reason_needed="Sửa hoặc hủy hồ sơ cần có lý do.",
    nothing_changed="Không có gì thay đổi so với hồ sơ đã ghi.",
    already_cancelled="Hồ sơ {code} đã được hủy tiếp nhận.",
    not_accepted="Hồ sơ này chưa được tiếp nhận nên không có gì để sửa.",
    nothing_to_reverse="Không có bước này để hủy, hoặc bước đã được hủy. Xem lại lịch sử của hồ sơ.",
    later_steps_stand="Có bước ghi sau dựa vào bước này. Hủy bước sau trước, rồi hủy bước này.",
)

_NOT_REVERSED_HERE = frozenset({"Received", "Erased", "Settled"})
"""A reception is cancelled; what the law had erased stays erased; a decision is changed by another decision."""


def authority_of(session: Session, reason: str) -> Authority:
    """Return under whose right a person mends. Raises DeskError ``reason_needed``."""
    reason = clean_line(reason)
    if not reason:
        raise DeskError("reason_needed")
    role = SUPERVISOR if session.role is Role.SUPERVISOR else CLERK
    return Authority(role=role, reason=reason)


def correct(
    store: Store, session: Session, dossier_id: UUID, command: Receive, reason: str, now: datetime
) -> Reception:
    """Replace what was entered by a new entry, field by field; code, secret and place in the book stay.

    Raises DeskError ``may_not_mend``, ``nothing_changed``, ``reason_needed``, and all of ``snapshot``.
    """
    session.require(Right.RECEIVE)
    authority = authority_of(session, reason)
    with store.transaction(now, actor=session.login) as tx:
        dossier, reception = _mendable(tx, session, dossier_id, authority, now)
        received_at = command.received_at or reception.received_at
        if received_at != reception.received_at:
            if not session.may(Right.MEND):
                raise DeskError("may_not_mend")
            check_not_ahead(received_at, now)
            check_received(dossier, received_at)
        ground = ground_for(tx, command.procedure, "receipt", on=office_time(received_at).date())
        marks = Marks(
            code=reception.code,
            secret=reception.secret,
            book=reception.book,
            ordinal=reception.ordinal,
            received_by=reception.received_by,
            counter=reception.counter,
        )
        new = standing_kept(reception, snapshot(ground, command, marks, received_at), command)
        changes = changed_fields(reception, new)
        if not changes:
            raise DeskError("nothing_changed")
        owe_paper(tx, session, tx.record(dossier.id, Corrected(changes=changes, authority=authority)))
        return new


def standing_kept(old: Reception, new: Reception, command: Receive) -> Reception:
    """Return a corrected snapshot with what the correction did not touch as it was promised.

    The same procedure keeps the version, heading and form it was received under; a promise whose grounds are the same
    keeps its date, whatever calendar or rule holds by now (design §5: a changed calendar never moves a promised date).
    """
    # Under which back-entry session it was entered is a fact of that day, not something to correct.
    kept: dict[str, object] = {"back_entry": old.back_entry}
    if new.received_at == old.received_at:
        kept["received_at"] = old.received_at
    if new.procedure.code == old.procedure.code:
        kept |= {name: getattr(old, name) for name in ("procedure", "heading", "form_set", "form_hash")}
        grounds = ("case", "channel", "limit", "received_at", "due_reason")
        same_grounds = all(getattr(new, name) == getattr(old, name) for name in grounds)
        if same_grounds and command.due_at in (None, old.promised.due_at):
            kept["promised"] = old.promised
    return new.model_copy(update=kept)


def cancel(store: Store, session: Session, dossier_id: UUID, reason: str, now: datetime) -> None:
    """Cancel a reception (hủy tiếp nhận): the code stays used, struck out in the book.

    Raises DeskError ``may_not_mend``, ``reason_needed``, ``already_cancelled``.
    """
    session.require(Right.RECEIVE)
    authority = authority_of(session, reason)
    with store.transaction(now, actor=session.login) as tx:
        dossier, _ = _mendable(tx, session, dossier_id, authority, now)
        if dossier.received_event is None:
            raise DeskError("not_accepted")
        tx.record(dossier.id, Reversed(target=dossier.received_event, authority=authority))
        take_paper_back(tx, session, _event(tx, dossier, dossier.received_event))


def reverse(store: Store, session: Session, dossier_id: UUID, target: UUID, reason: str, now: datetime) -> Event:
    """Undo a step written by mistake: the dossier is as if it had not been; both stay in the history.

    target: the event to undo; a reception is cancelled with ``cancel``. Raises DeskError ``may_not_mend``,
    ``reason_needed``, ``nothing_to_reverse``, ``later_steps_stand``.
    """
    session.require(Right.RECEIVE)
    authority = authority_of(session, reason)
    with store.transaction(now, actor=session.login) as tx:
        dossier = tx.dossiers.by_id(dossier_id)
        if dossier is None:
            raise DeskError("dossier_not_here")
        if authority.role != SUPERVISOR and not _is_own_step(tx.dossiers.events_of(dossier_id), target, session, now):
            raise DeskError("may_not_mend")
        entry = next((entry for entry in dossier.timeline if entry.event_id == target), None)
        if entry is None or entry.reversed or not entry.has_effect or entry.kind in _NOT_REVERSED_HERE:
            raise DeskError("nothing_to_reverse")
        written = tx.record(dossier_id, Reversed(target=target, authority=authority))
        if len(tx.dossier(dossier_id).open_flags) > len(dossier.open_flags):
            raise DeskError("later_steps_stand")
        take_paper_back(tx, session, _event(tx, dossier, target))
        return written


def reversible(dossier: Dossier) -> frozenset[UUID]:
    """Return the steps of a dossier that ``reverse`` would look at: they count now, and are not a reception."""
    return frozenset(
        entry.event_id
        for entry in dossier.timeline
        if entry.has_effect and not entry.reversed and entry.kind not in _NOT_REVERSED_HERE
    )


def may_mend_now(reader: Reading, session: Session, dossier_id: UUID, now: datetime) -> bool:
    """Tell whether this person could correct or cancel a dossier now, for the page to offer it."""
    if session.role is Role.SUPERVISOR:
        return True
    return session.may(Right.RECEIVE) and _is_own(reader.dossiers.events_of(dossier_id), session, now)


def changed_fields(old: Reception, new: Reception) -> tuple[FieldChange, ...]:
    """Return the fields in which two snapshots differ, as JSON values."""
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    return tuple(
        FieldChange(field=name, old=before[name], new=after[name]) for name in before if before[name] != after[name]
    )


def _event(tx: Transaction, dossier: Dossier, event_id: UUID) -> Event:
    return next(event for event in tx.dossiers.events_of(dossier.id) if event.envelope.event_id == event_id)


def _mendable(
    tx: Transaction, session: Session, dossier_id: UUID, authority: Authority, now: datetime
) -> tuple[Dossier, Reception]:
    dossier = tx.dossiers.by_id(dossier_id)
    if dossier is None:
        raise DeskError("dossier_not_here")
    if dossier.reception is None:
        raise DeskError("not_accepted")
    if dossier.voided:
        raise DeskError("already_cancelled", code=dossier.code)
    if authority.role != SUPERVISOR and not _is_own(tx.dossiers.events_of(dossier_id), session, now):
        raise DeskError("may_not_mend")
    return dossier, dossier.reception


def _is_own_step(events: Sequence[Event], target: UUID, session: Session, now: datetime) -> bool:
    mine = (event for event in events if event.envelope.event_id == target)
    return any(own_file(event, session.login, now) for event in mine) or _is_own(events, session, now)


def _is_own(events: Iterable[Event], session: Session, now: datetime) -> bool:
    return own_right(events).allows(Authority(role=CLERK, reason="-"), session.login, now)
