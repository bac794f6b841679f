"""The paper a later step owes the citizen: queued in the step's own transaction, and taken out when it is undone."""

from desk_app.domain.dossier import Dossier
from desk_app.domain.events import (
    Corrected,
    Event,
    Paid,
    Received,
    Reversed,
    Stopped,
    Supplemented,
    SupplementRequested,
)
from desk_app.models.transaction import Transaction
from desk_app.services.accounts import Session
from desk_app.services.print_jobs import drop_papers, queue_paper

PAPER_OF_STEP = {SupplementRequested.KIND: "supplement", Stopped.KIND: "stop"}
"""The paper of a step itself; a step that moves the appointment owes the updated slip besides."""
SLIP = "receipt"


def owe_paper(tx: Transaction, by: Session, written: Event) -> None:
    """Note that the paper of a step, if it owes one, must come out of the printer. written: just recorded in tx."""
    dossier = tx.dossier(written.envelope.subject)
    form = PAPER_OF_STEP.get(written.envelope.kind)
    if form is not None:
        queue_paper(tx, by, dossier.id, dossier.code, form, "")
    elif _changes_the_slip(written):
        _owe_slip(tx, by, dossier)


def take_paper_back(tx: Transaction, by: Session, undone: Event) -> None:
    """Take the paper of an undone step out of the queue; owe the slip again where the one given out is no longer true.

    undone: a step whose ``Reversed`` was just recorded in tx. Where it was a reversal itself, what it had undone stands
    again and owes its paper.
    """
    dossier = tx.dossier(undone.envelope.subject)
    form = PAPER_OF_STEP.get(undone.envelope.kind)
    if isinstance(undone.body, Received):
        drop_papers(tx, dossier.id)
    elif isinstance(undone.body, Reversed):
        _stands_again(tx, by, _named(tx, undone, undone.body))
    elif form is not None:
        _drop(tx, dossier, form)
    elif _changes_the_slip(undone):
        never_came_out = _drop(tx, dossier, SLIP)
        if not (never_came_out and dossier.last_good_print(SLIP)):
            _owe_slip(tx, by, dossier)


def _stands_again(tx: Transaction, by: Session, event: Event) -> None:
    dossier = tx.dossier(event.envelope.subject)
    if isinstance(event.body, Reversed):
        take_paper_back(tx, by, _named(tx, event, event.body))
    elif isinstance(event.body, Received):
        if dossier.last_good_print(SLIP) is None:
            _owe_slip(tx, by, dossier)
    else:
        owe_paper(tx, by, event)


def _changes_the_slip(event: Event) -> bool:
    body = event.body
    return isinstance(body, Corrected) or (isinstance(body, Supplemented | Paid) and body.promise is not None)


def _owe_slip(tx: Transaction, by: Session, dossier: Dossier) -> None:
    if dossier.reception is not None:
        queue_paper(tx, by, dossier.id, dossier.code, SLIP, dossier.reception.form_hash)


def _drop(tx: Transaction, dossier: Dossier, form: str) -> bool:
    """Take a paper out of the queue; tell whether it was there."""
    jobs = [job for job in tx.print_queue.of_dossier(dossier.id) if job.form == form]
    for job in jobs:
        tx.print_queue.remove(job.id)
    return bool(jobs)


def _named(tx: Transaction, event: Event, body: Reversed) -> Event:
    """Return the event a reversal names."""
    events = tx.dossiers.events_of(event.envelope.subject)
    return next(one for one in events if one.envelope.event_id == body.target)
