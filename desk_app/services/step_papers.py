"""The paper a later step owes the citizen: queued in the step's own transaction, whoever wrote the step."""

from desk_app.domain.events import Event, Paid, Stopped, Supplemented, SupplementRequested
from desk_app.models.transaction import Transaction
from desk_app.services.accounts import Session
from desk_app.services.print_jobs import queue_paper

PAPER_OF_STEP = {SupplementRequested.KIND: "supplement", Stopped.KIND: "stop"}
"""The paper of a step itself; a step that moves the appointment owes the updated slip besides."""


def owe_paper(tx: Transaction, by: Session, written: Event) -> None:
    """Note that the paper of a step, if it owes one, must come out of the printer. written: just recorded in tx."""
    dossier = tx.dossier(written.envelope.subject)
    body = written.body
    form = PAPER_OF_STEP.get(written.envelope.kind)
    if form is not None:
        queue_paper(tx, by, dossier.id, dossier.code, form, "")
    elif isinstance(body, Supplemented | Paid) and body.promise is not None and dossier.reception is not None:
        queue_paper(tx, by, dossier.id, dossier.code, "receipt", dossier.reception.form_hash)
