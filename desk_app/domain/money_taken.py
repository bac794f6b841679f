"""What came into the drawer for a dossier, and what went out of it again: the day's money, line by line.

The rule. A paper on which money was counted must agree with the drawer of that day, so a line stands on the day and
under the clerk who took the money, whatever became of the dossier afterwards:

- ``Received``: each fee line ticked as paid, at the moment of reception. ``Paid``: its lines, and what its amount is
  more than them, at its own moment.
- ``Corrected`` fees: the words were wrong, not the drawer; the corrected line takes the place of the old one on
  its day.
- ``Reversed`` payment: it never was; it stands in no list.
- ``Reversed`` reception (hủy tiếp nhận): the code is struck out but the money had been taken. Its lines stay as they
  were just before the cancellation, those of later payments included, and lists say "đã hủy" beside them.
- ``Refunded``: money given back, before or after a cancellation; a line with a negative amount on the day it was given
  back, under the clerk who gave it. A cancellation alone claims no refund.
- A payment without effect (a thing to check) is counted once a person accepts it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from desk_app.domain.dossier import Dossier
from desk_app.domain.events import Event, Paid, Received, Refunded, Reversed
from desk_app.domain.fees import VND, FeeLine
from desk_app.domain.fold import fold

REFUND = "Hoàn lại tiền đã thu"
"""The kind under which money given back stands in the day's lists."""


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One line of the day's money. amount: whole units of the currency, negative where it was given back.

    taken_by: as the paper names them. method: ``cash``, ``transfer`` or "" (not said). duty: proof that a financial
    duty the dossier waited for was met elsewhere, no money of the desk.
    """

    at: datetime
    taken_by: str
    name: str
    amount: Decimal
    currency: str
    method: str
    receipt_number: str
    duty: bool = False


def money_taken(dossier: Dossier, events: Iterable[Event]) -> list[MoneyLine]:
    """Return every line of money of a dossier: of its reception, then of payments and refunds as they came.

    events: all of the dossier's, in any order.
    """
    events = list(events)
    lived = _but_for_cancelling(events) if dossier.voided else dossier
    if lived.reception is None:
        return []
    reception = lived.reception
    lines = [_line(fee, reception.received_at, reception.received_by) for fee in reception.fees if fee.paid]
    counted = {entry.event_id for one in (lived, dossier) for entry in one.timeline if entry.has_effect}
    for event in events:
        if event.envelope.event_id not in counted:
            continue
        match event.body:
            case Paid() as paid:
                lines += _paid(paid)
            case Refunded() as refunded:
                lines.append(
                    MoneyLine(
                        refunded.refunded_at, refunded.given_by, REFUND, -refunded.amount, VND, refunded.method,
                        refunded.receipt_number,
                    )
                )  # fmt: skip
    return [line for line in lines if line.amount]


def money_held(dossier: Dossier, events: Iterable[Event]) -> Decimal:
    """Return what the desk took for a dossier and has not given back, VND; duties met elsewhere are not in it."""
    lines = money_taken(dossier, events)
    return sum((line.amount for line in lines if line.currency == VND and not line.duty), Decimal(0))


def _but_for_cancelling(events: Sequence[Event]) -> Dossier:
    """Return a cancelled dossier as it would stand had its reception not been reversed."""
    receptions = {event.envelope.event_id for event in events if event.envelope.kind == Received.KIND}
    kept = [event for event in events if not (isinstance(event.body, Reversed) and event.body.target in receptions)]
    return fold(kept)


def _paid(paid: Paid) -> list[MoneyLine]:
    """Return the lines of a payment; an amount without its lines, or more than they say, has a line of its own."""
    duty = paid.answers is not None
    told = sum((fee.amount for fee in paid.fees if fee.currency == VND), Decimal(0))
    lines = [_line(fee, paid.paid_at, paid.taken_by, paid.method, paid.receipt_number, duty=duty) for fee in paid.fees]
    rest = max(paid.amount - told, Decimal(0))
    return [
        *lines,
        MoneyLine(paid.paid_at, paid.taken_by, "", rest, VND, paid.method, paid.receipt_number, duty),
    ]


def _line(
    fee: FeeLine, at: datetime, by: str, method: str = "", receipt_number: str = "", *, duty: bool = False
) -> MoneyLine:
    return MoneyLine(
        at, by, fee.name, fee.amount, fee.currency, fee.method.value or method,
        fee.receipt_number or receipt_number, duty,
    )  # fmt: skip
