"""Trả kết quả: the result into the right hand, and what is taken at the same counter: papers, money, originals back."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import Field

from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError
from desk_app.domain.events import OriginalsReturned, Paid, Returned, Supplemented
from desk_app.domain.events.reception import Authorisation, ReceivedPaper, ReturnBy
from desk_app.domain.events.steps import Satisfaction
from desk_app.domain.fees import FeeLine, PayMethod, money
from desk_app.domain.money_due import fees_left
from desk_app.domain.people import Person
from desk_app.domain.states import State
from desk_app.domain.values import Frozen
from desk_app.models.store import Store
from desk_app.models.transaction import Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.step_checks import is_owner, originals_here
from desk_app.services.steps import record_step, take_step, why_not


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
        raise DeskError("dossier_not_here") from None


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
