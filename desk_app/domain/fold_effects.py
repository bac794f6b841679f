"""What each event does to the dossier: pure steps used by ``fold``."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from desk_app.domain.dossier import (
    ApologyLetter,
    AttachedFile,
    Dossier,
    Pause,
    PrintedPaper,
    Promise,
    Stay,
    Why,
)
from desk_app.domain.events import (
    Apologised,
    ApologySent,
    Body,
    Declined,
    Event,
    Guided,
    HandedOver,
    Noted,
    OriginalsReturned,
    Paid,
    PaperAttached,
    PaymentRequested,
    Printed,
    Received,
    Refunded,
    ResultReady,
    Returned,
    Stopped,
    Submitted,
    Supplemented,
    SupplementRequested,
    TakenBack,
    Withdrawn,
)
from desk_app.domain.events.reception import Reception
from desk_app.domain.events.steps import NewPromise
from desk_app.domain.states import State

Changes = dict[str, Any]


def why_not(dossier: Dossier, event: Event) -> Why | None:
    """Return why the values of an event that its state allows give it no effect."""
    body = event.body
    if isinstance(body, Paid) and body.answers is not None and not answers_payment(dossier, event):
        return Why.UNKNOWN_TARGET
    if isinstance(body, ApologySent) and all(letter.event_id != body.apology for letter in dossier.apologies):
        return Why.UNKNOWN_TARGET
    if isinstance(body, Refunded) and dossier.reception is None:
        return Why.NOT_LEGAL_HERE
    return None


def answers_payment(dossier: Dossier, event: Event) -> bool:
    """Tell whether a payment ends the request the dossier waits for."""
    return (
        isinstance(event.body, Paid)
        and event.body.answers is not None
        and event.body.answers == dossier.payment_request_event
    )


def applied(dossier: Dossier, event: Event) -> Dossier:
    """Return the dossier after an event, its state aside (``transitions.after`` says that)."""
    if isinstance(event.body, Received):
        return received(dossier, event, event.body)
    effect = _EFFECTS.get(type(event.body)) if event.body is not None else None
    return dossier if effect is None else dossier.model_copy(update=effect(dossier, event, event.body))


def received(dossier: Dossier, event: Event, body: Received) -> Dossier:
    """Return the dossier with its snapshot and first appointment."""
    if dossier.reception is not None:
        # A second acceptance settled as fact: the first code stays the dossier's, the second is kept in the history.
        return dossier
    return dossier.model_copy(
        update={
            "reception": body.reception,
            "received_event": event.envelope.event_id,
            "received_actor": event.envelope.actor,
            "recorded_at": event.envelope.occurred_at,
            "promises": (
                Promise(
                    event_id=event.envelope.event_id,
                    kind=body.KIND,
                    given_at=event.envelope.occurred_at,
                    due_at=body.reception.promised.due_at,
                ),
            ),
        }
    )


def snapshot_changed(dossier: Dossier, event: Event, reception: Reception) -> Dossier:
    """Return the dossier with a corrected snapshot; a corrected appointment takes the first one's place."""
    changes: Changes = {"reception": reception}
    if dossier.reception is not None and reception.promised.due_at != dossier.reception.promised.due_at:
        first = Promise(
            event_id=event.envelope.event_id,
            kind=event.envelope.kind,
            given_at=event.envelope.occurred_at,
            due_at=reception.promised.due_at,
        )
        changes["promises"] = (first, *dossier.promises[1:])
    return dossier.model_copy(update=changes)


def _promised(dossier: Dossier, event: Event, promise: NewPromise) -> tuple[Promise, ...]:
    given = Promise(
        event_id=event.envelope.event_id,
        kind=event.envelope.kind,
        given_at=event.envelope.occurred_at,
        due_at=promise.new.due_at,
    )
    return (*dossier.promises, given)


def _paused(dossier: Dossier, state: State, start: datetime) -> tuple[Pause, ...]:
    return (*dossier.pauses, Pause(state=state, start=start))


def _resumed(dossier: Dossier, end: datetime) -> tuple[Pause, ...]:
    if not dossier.pauses or dossier.pauses[-1].end is not None:
        return dossier.pauses
    return (*dossier.pauses[:-1], dossier.pauses[-1].model_copy(update={"end": end}))


def _stay_ended(dossier: Dossier, until: datetime) -> tuple[Stay, ...]:
    if not dossier.stays or dossier.stays[-1].until is not None:
        return dossier.stays
    return (*dossier.stays[:-1], dossier.stays[-1].model_copy(update={"until": until}))


def _guided(dossier: Dossier, event: Event, body: Guided) -> Changes:
    return {"guided": body}


def _submitted(dossier: Dossier, event: Event, body: Submitted) -> Changes:
    return {"submitted": body}


def _declined(dossier: Dossier, event: Event, body: Declined) -> Changes:
    return {"declined": body, "finished_at": body.declined_at}


def _handed_over(dossier: Dossier, event: Event, body: HandedOver) -> Changes:
    stay = Stay(
        event_id=event.envelope.event_id, unit=body.unit, person=body.person, phone=body.phone, since=body.handed_at
    )
    return {"stays": (*_stay_ended(dossier, body.handed_at), stay)}


def _taken_back(dossier: Dossier, event: Event, body: TakenBack) -> Changes:
    return {"stays": _stay_ended(dossier, body.taken_at)}


def _supplement_requested(dossier: Dossier, event: Event, body: SupplementRequested) -> Changes:
    return {
        "supplements": (*dossier.supplements, body),
        "pauses": _paused(dossier, State.SUPPLEMENT_WAIT, body.requested_at),
    }


def _supplemented(dossier: Dossier, event: Event, body: Supplemented) -> Changes:
    return {
        "pauses": _resumed(dossier, body.supplemented_at),
        "promises": _promised(dossier, event, body.promise),
    }


def _payment_requested(dossier: Dossier, event: Event, body: PaymentRequested) -> Changes:
    return {
        "payment_request": body,
        "payment_request_event": event.envelope.event_id,
        "pauses": _paused(dossier, State.PAYMENT_WAIT, body.requested_at),
    }


def _paid(dossier: Dossier, event: Event, body: Paid) -> Changes:
    changes: Changes = {"paid_total": dossier.paid_total + body.amount}
    if answers_payment(dossier, event) and dossier.state is State.PAYMENT_WAIT:
        changes["pauses"] = _resumed(dossier, body.paid_at)
        changes["payment_request"] = None
        changes["payment_request_event"] = None
    if body.promise is not None:
        changes["promises"] = _promised(dossier, event, body.promise)
    return changes


def _withdrawn(dossier: Dossier, event: Event, body: Withdrawn) -> Changes:
    return {
        "finished_at": body.withdrawn_at,
        "stop_reason": body.reason,
        "originals_returned": dossier.originals_returned or body.originals_returned,
        "pauses": _resumed(dossier, body.withdrawn_at),
        "stays": _stay_ended(dossier, body.withdrawn_at),
    }


def _stopped(dossier: Dossier, event: Event, body: Stopped) -> Changes:
    return {
        "finished_at": body.stopped_at,
        "stop_reason": body.reason,
        "originals_returned": dossier.originals_returned or body.originals_returned,
        "pauses": _resumed(dossier, body.stopped_at),
        "stays": _stay_ended(dossier, body.stopped_at),
    }


def _originals_returned(dossier: Dossier, event: Event, body: OriginalsReturned) -> Changes:
    return {"originals_returned": True}


def _result_ready(dossier: Dossier, event: Event, body: ResultReady) -> Changes:
    return {
        "result": body,
        "finished_at": body.ready_at,
        "stays": _stay_ended(dossier, body.ready_at),
        "pauses": _resumed(dossier, body.ready_at),
    }


def _returned(dossier: Dossier, event: Event, body: Returned) -> Changes:
    return {
        "returned": body,
        "finished_at": dossier.finished_at or body.returned_at,
        "originals_returned": dossier.originals_returned or body.originals_returned,
    }


def _apologised(dossier: Dossier, event: Event, body: Apologised) -> Changes:
    return {"apologies": (*dossier.apologies, ApologyLetter(event_id=event.envelope.event_id, letter=body))}


def _apology_sent(dossier: Dossier, event: Event, body: ApologySent) -> Changes:
    return {
        "apologies": tuple(
            letter.model_copy(update={"sent_at": body.sent_at, "sent_how": body.how})
            if letter.event_id == body.apology
            else letter
            for letter in dossier.apologies
        )
    }


def _printed(dossier: Dossier, event: Event, body: Printed) -> Changes:
    paper = PrintedPaper(
        event_id=event.envelope.event_id,
        form=body.form,
        size=body.size,
        pdf_digest=body.pdf_digest,
        outcome=body.outcome.value,
        reprint=body.reprint,
        printed_at=body.printed_at,
    )
    return {"prints": (*dossier.prints, paper)}


def _noted(dossier: Dossier, event: Event, body: Noted) -> Changes:
    return {"notes": (*dossier.notes, body.text)}


def _attached(dossier: Dossier, event: Event, body: PaperAttached) -> Changes:
    file = AttachedFile(
        event_id=event.envelope.event_id,
        name=body.name,
        media_type=body.media_type,
        size=body.size,
        content=body.content,
        paper=body.paper,
    )
    return {"attachments": (*dossier.attachments, file)}


_EFFECTS: dict[type[Body], Callable[[Dossier, Event, Any], Changes]] = {
    Guided: _guided,
    Submitted: _submitted,
    Declined: _declined,
    HandedOver: _handed_over,
    TakenBack: _taken_back,
    SupplementRequested: _supplement_requested,
    Supplemented: _supplemented,
    PaymentRequested: _payment_requested,
    Paid: _paid,
    Withdrawn: _withdrawn,
    Stopped: _stopped,
    OriginalsReturned: _originals_returned,
    ResultReady: _result_ready,
    Returned: _returned,
    Apologised: _apologised,
    ApologySent: _apology_sent,
    Printed: _printed,
    Noted: _noted,
    PaperAttached: _attached,
}
