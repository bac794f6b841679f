"""What a citizen still owes the desk for a dossier, after every payment that was written down."""

from collections.abc import Iterable
from decimal import Decimal

from desk_app.domain.dossier import Dossier
from desk_app.domain.events import Event, Paid
from desk_app.domain.fees import VND, FeeLine


def fees_left(dossier: Dossier, events: Iterable[Event]) -> tuple[FeeLine, ...]:
    """Return the fee lines of the reception that are not paid yet, each with what is left of it, in VND.

    A later payment settles the lines it names; money without names settles the rest in their order. Proof that a
    financial duty was met (a payment that answers a request) settles none of them.
    """
    if dossier.reception is None or dossier.voided:
        return ()
    left = {place: fee.owed for place, fee in enumerate(dossier.reception.fees) if fee.currency == VND and fee.owed}
    unnamed = Decimal(0)
    for payment in payments(dossier, events):
        if payment.answers is not None:
            continue
        named = Decimal(0)
        for paid in payment.fees:
            if paid.currency != VND:
                continue
            named += paid.amount
            _settle(left, [p for p in left if dossier.reception.fees[p].name == paid.name], paid.amount)
        unnamed += max(payment.amount - named, Decimal(0))
    _settle(left, list(left), unnamed)
    return tuple(_rest(dossier.reception.fees[place], amount) for place, amount in left.items() if amount)


def money_due(dossier: Dossier, events: Iterable[Event]) -> Decimal:
    """Return the sum of ``fees_left``, VND."""
    return sum((line.amount for line in fees_left(dossier, events)), Decimal(0))


def payments(dossier: Dossier, events: Iterable[Event]) -> list[Paid]:
    """Return the payments that hold: neither reversed nor without effect."""
    effective = {entry.event_id for entry in dossier.timeline if entry.has_effect and entry.kind == Paid.KIND}
    return [event.body for event in events if event.envelope.event_id in effective and isinstance(event.body, Paid)]


def _settle(left: dict[int, Decimal], places: list[int], amount: Decimal) -> None:
    for place in places:
        taken = min(left[place], amount)
        left[place] -= taken
        amount -= taken


def _rest(fee: FeeLine, amount: Decimal) -> FeeLine:
    """Return an unpaid line over what is left of it; a part keeps no exemption, which the whole line states."""
    if amount == fee.amount:
        return fee
    return FeeLine(name=fee.name, amount=amount, full_amount=amount, when=fee.when)
