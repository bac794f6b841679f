"""Which event may follow which state: one table, used by the fold, the services and the pages."""

from typing import NamedTuple

from desk_app.domain.states import OPEN_STATES, State

_S = State
_ANY = frozenset(State)
_ACCEPTED = frozenset(State) - {State.NONE, State.SUBMITTED, State.DECLINED}


class Step(NamedTuple):
    """From which states an event is legal, and the state after it (None = unchanged)."""

    legal_from: frozenset[State]
    to: State | None


TRANSITIONS: dict[str, Step] = {
    "Guided": Step(frozenset({_S.NONE}), None),
    "Submitted": Step(frozenset({_S.NONE}), _S.SUBMITTED),
    "Received": Step(frozenset({_S.NONE, _S.SUBMITTED}), _S.RECEIVED),
    "Declined": Step(frozenset({_S.NONE, _S.SUBMITTED}), _S.DECLINED),
    "HandedOver": Step(frozenset({_S.RECEIVED, _S.PROCESSING}), _S.PROCESSING),
    "TakenBack": Step(frozenset({_S.PROCESSING}), _S.PROCESSING),
    "SupplementRequested": Step(frozenset({_S.RECEIVED, _S.PROCESSING}), _S.SUPPLEMENT_WAIT),
    "Supplemented": Step(frozenset({_S.SUPPLEMENT_WAIT}), _S.PROCESSING),
    "PaymentRequested": Step(frozenset({_S.RECEIVED, _S.PROCESSING}), _S.PAYMENT_WAIT),
    # To PROCESSING only when it answers a request: see after().
    "Paid": Step(_ACCEPTED, None),
    # A cancelled dossier stands in NONE, and its money may still go back; whether there is any is said by the values.
    "Refunded": Step(_ACCEPTED | {_S.NONE}, None),
    "Withdrawn": Step(OPEN_STATES | {_S.SUBMITTED}, _S.WITHDRAWN),
    "Stopped": Step(OPEN_STATES, _S.STOPPED),
    "ResultReady": Step(frozenset({_S.RECEIVED, _S.PROCESSING}), _S.RESULT_READY),
    "Returned": Step(frozenset({_S.RESULT_READY}), _S.RETURNED),
    "OriginalsReturned": Step(_ACCEPTED, None),
    "Apologised": Step(OPEN_STATES, None),
    "ApologySent": Step(_ACCEPTED, None),
    "Corrected": Step(_ANY - {_S.NONE, _S.SUBMITTED}, None),
    "Reversed": Step(_ANY, None),
    "Settled": Step(_ANY, None),
    "Erased": Step(_ANY - OPEN_STATES - {_S.SUBMITTED, _S.RESULT_READY}, None),
    "Printed": Step(_ANY, None),
    "Noted": Step(_ANY, None),
    "PaperAttached": Step(_ANY, None),
}
"""Every event of a dossier. Whether a state is enough is said here; whether the values are, by ``fold``."""

AFTER_VOIDING = frozenset({"Refunded", "Reversed", "Settled", "Erased", "Printed", "Noted", "PaperAttached"})
"""What may still be said of a dossier whose reception was reversed."""


def is_legal(kind: str, state: State, *, voided: bool = False) -> bool:
    """Tell whether an event of this kind may happen in this state."""
    if voided and kind not in AFTER_VOIDING:
        return False
    step = TRANSITIONS.get(kind)
    return step is not None and state in step.legal_from


def after(kind: str, state: State, *, answers_payment: bool = False) -> State:
    """Return the state after a legal (or settled-as-fact) event."""
    if kind == "Paid":
        return State.PROCESSING if answers_payment and state is State.PAYMENT_WAIT else state
    target = TRANSITIONS[kind].to
    return state if target is None else target


def legal_kinds(state: State, *, voided: bool = False) -> frozenset[str]:
    """Return what may happen next, for the pages to offer."""
    return frozenset(kind for kind in TRANSITIONS if is_legal(kind, state, voided=voided))
