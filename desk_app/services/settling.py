"""A supervisor's answer to an event that could not take effect (việc cần kiểm tra): a fact, or set aside."""

from datetime import datetime
from uuid import UUID

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Decision, Event, Settled
from desk_app.models.store import Store
from desk_app.services.accounts import Right, Session
from desk_app.services.mending import authority_of

sentences(nothing_to_settle="Hồ sơ này không có việc cần kiểm tra như vậy. Xem lại danh sách việc cần kiểm tra.")


def settle(
    store: Store, session: Session, dossier_id: UUID, target: UUID, decision: Decision, reason: str, now: datetime
) -> Event:
    """Settle a flagged event. Raises DeskError ``not_entitled``, ``reason_needed``, ``nothing_to_settle``."""
    session.require(Right.MEND)
    authority = authority_of(session, reason)
    with store.transaction(now, actor=session.login) as tx:
        dossier = tx.dossiers.by_id(dossier_id)
        if dossier is None:
            raise DeskError("dossier_not_here")
        if all(flag.event_id != target for flag in dossier.open_flags):
            raise DeskError("nothing_to_settle")
        return tx.record(dossier_id, Settled(target=target, decision=decision, authority=authority))
