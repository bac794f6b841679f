"""Slips not printed, and what became of each print: nothing queued is ever lost from sight."""

import json
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Printed, PrintOutcome
from desk_app.models.queries.office import PrintJob
from desk_app.models.store import Store
from desk_app.models.transaction import Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.office_settings import office_settings
from desk_app.services.papers import Paper
from desk_app.services.said import Said, plain

sentences(unknown_print_job="Giấy này không còn trong danh sách chưa in.")

WAITING, FAILED = "waiting", "failed"
_STANDS_FOR = {"receipt_several": "receipt"}
"""The one slip of a lượt is the slip of each of its dossiers."""


def queue_paper(tx: Transaction, by: Session, dossier: UUID, title: str, form: str, form_hash: str) -> UUID:
    """Note in the same transaction that a paper must come out of the printer; return the job's id.

    One of the same form that has not come out yet is replaced: both would say the same, how the dossier stands then.
    """
    tx.print_queue.remove_form(dossier, form)
    return queue_first_paper(tx, by, dossier, title, form, form_hash)


def queue_first_paper(tx: Transaction, by: Session, dossier: UUID, title: str, form: str, form_hash: str) -> UUID:
    """Do what ``queue_paper`` does for a paper the dossier never had before."""
    office = office_settings(tx)
    job = PrintJob(
        id=uuid4(),
        dossier=dossier,
        title=title,
        form=form,
        form_hash=form_hash,
        size=office.slip_size,
        pdf_digest="",
        queued_by=by.login,
        queued_at=tx.now,
        copies=office.slip_copies if form == "receipt" else 1,
    )
    tx.print_queue.put(job)
    return job.id


def drop_papers(tx: Transaction, dossier: UUID) -> None:
    """Take a cancelled dossier's papers out of the queue."""
    for job in tx.print_queue.of_dossier(dossier):
        tx.print_queue.remove(job.id)


def waiting_papers(store: Store) -> list[PrintJob]:
    """Return what has not come out of a printer, oldest first."""
    with store.reading() as rd:
        return rd.print_queue.all()


def waiting_papers_of(store: Store, dossier: UUID) -> list[PrintJob]:
    """Return what has not come out of a printer of one dossier."""
    with store.reading() as rd:
        return rd.print_queue.of_dossier(dossier)


def why_kept(error: DeskError) -> str:
    """Return why a paper did not come out as its line keeps it: the sentence still open, to be said when shown.

    error: its values are words or numbers, none of them personal data.
    """
    values = {name: value if isinstance(value, int) else str(value) for name, value in error.values.items()}
    return json.dumps({"template": error.sentence_template(), "values": values}, ensure_ascii=False)


def why_not_printed(job: PrintJob) -> Said:
    """Return why a paper did not come out; lines of older programs keep the Vietnamese words themselves."""
    if not job.error.startswith('{"template"'):
        return plain(job.error)
    kept = json.loads(job.error)
    return Said(kept["template"], kept["values"])


def paper_not_printed(
    store: Store, by: Session, dossier: UUID, form: str, printer: str, error: DeskError, now: datetime
) -> None:
    """Put a dossier's paper that did not come out on the list, or say on its line why it is still there."""
    with store.transaction(now, actor=by.login) as tx:
        jobs = [job for job in tx.print_queue.of_dossier(dossier) if job.form == form]
        if not jobs:
            line = tx.dossiers.line(dossier)
            queued = queue_paper(tx, by, dossier, (line.code if line else None) or "", form, "")
            jobs = [job for job in tx.print_queue.of_dossier(dossier) if job.id == queued]
        for job in jobs:
            tx.print_queue.put(replace(job, status=FAILED, printer=printer, error=why_kept(error)))


def paper_printed(
    store: Store, by: Session, dossier: UUID, paper: Paper, outcome: PrintOutcome, printer: str, now: datetime
) -> None:
    """Write down what became of a print; a good one leaves the queue, a spoiled one stays until replaced."""
    by.require(Right.RECEIVE)
    with store.transaction(now, actor=by.login) as tx:
        record_print(tx, dossier, paper, outcome, printer)


def record_print(tx: Transaction, dossier: UUID, paper: Paper, outcome: PrintOutcome, printer: str) -> None:
    """Write down, in the transaction of whoever asks, what ``paper_printed`` does."""
    tx.record(
        dossier,
        Printed(
            form=paper.form,
            form_hash=paper.form_hash,
            size=paper.size.value,
            pdf_digest=paper.digest,
            outcome=outcome,
            reprint=paper.reprint,
            printer=printer,
            printed_at=tx.now,
        ),
    )
    if outcome is not PrintOutcome.SPOILED:
        for job in tx.print_queue.of_dossier(dossier):
            if job.form in (paper.form, _STANDS_FOR.get(paper.form)):
                tx.print_queue.remove(job.id)


def give_up_print(store: Store, by: Session, job_id: UUID, now: datetime) -> None:
    """Take a paper out of the queue because a person said it is not needed. Raises DeskError ``unknown_print_job``."""
    by.require(Right.RECEIVE)
    with store.transaction(now, actor=by.login) as tx:
        if tx.print_queue.get(job_id) is None:
            raise DeskError("unknown_print_job")
        tx.print_queue.remove(job_id)
