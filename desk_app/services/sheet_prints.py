"""Prints of papers of no one dossier: kept until they are out, written down with who, what and which copy."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from desk_app.domain.errors import DeskError
from desk_app.domain.events import Printed, PrintOutcome, SheetPrinted
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.models.queries.day_events import DayEvents
from desk_app.models.queries.office import PrintJob
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.printing.reprint_mark import with_reprint_mark
from desk_app.services.accounts import Right, Session
from desk_app.services.papers import Paper
from desk_app.services.print_jobs import FAILED, queue_paper, why_kept
from desk_app.services.print_outcomes import prints_of, prints_of_sheet, say_outcome

LISTS: Final = frozenset(
    {"hand_over", "results_back", "book", "day_log", "report_06a", "fee_list", "overdue", "take_down"}
)
"""Printed again with the same words, these say so: two papers with two signatures must be told apart."""
_KEPT: Final = frozenset({"day", "posting", "guide"})
"""Not marked, but each copy is counted: a closed day comes out byte for byte; the others are for the wall, and for
whoever asks."""


@dataclass(frozen=True)
class SheetJob:
    """A sheet on its way to the printer. paper: as it prints, marked where it is a reprint; jobs: its queue entries."""

    paper: Paper
    title: str
    jobs: tuple[UUID, ...]


@dataclass(frozen=True)
class SheetPrint:
    """One print of a sheet, with what was last said of it."""

    printed_at: datetime
    outcome: PrintOutcome


def sheet_prints(rd: Reading, paper: Paper) -> list[SheetPrint]:
    """Return the prints of a sheet, oldest first: of a list by its words, of letters those that came out together."""
    if paper.trial:
        return []
    if paper.parts:
        return _prints_together(rd, paper)
    prints = prints_of_sheet(DayEvents(rd.connection), paper.words.digest)
    return [SheetPrint(print_.printed_at, outcome) for _event, print_, outcome in prints]


def as_printed_again(store: Store, paper: Paper, *, last_spoiled: bool = False) -> Paper:
    """Return a paper of no one dossier as it would come out now: a list that was printed before says so.

    last_spoiled: as it would come out once the last print has been called spoiled.
    """
    with store.reading() as rd:
        return _marked(rd, paper, last_spoiled=last_spoiled)


def say_sheet_spoiled(store: Store, by: Session, paper: Paper, now: datetime) -> None:
    """Write down that the last print of a sheet was spoiled and never left the counter; twice is once.

    Raises DeskError ``never_printed``.
    """
    with store.transaction(now, actor=by.login) as tx:
        prints = sheet_prints(tx, paper)
        if not prints:
            raise DeskError("never_printed")
        last = prints[-1]
        if last.outcome is PrintOutcome.SPOILED:
            return
        if not paper.parts:
            words = paper.words
            tx.record(
                tx.office_id,
                SheetPrinted(
                    form=words.form,
                    title="",
                    form_hash=words.form_hash,
                    size=words.size.value,
                    pdf_digest=words.digest,
                    outcome=PrintOutcome.SPOILED,
                    printed_at=last.printed_at,
                ),
            )
            return
    for part in paper.parts:
        say_outcome(store, by, part.dossier, paper.form, PrintOutcome.SPOILED, now)


def queue_sheet(store: Store, by: Session, title: str, paper: Paper, now: datetime) -> SheetJob:
    """Keep a sheet until it has left the printer, and return what is to be sent there.

    Of letters each waits as a paper of its dossier; of other sheets the bytes are kept. A trial page leaves no trace.
    """
    if paper.trial:
        return SheetJob(paper, title, ())
    if paper.parts:
        by.require(Right.RECEIVE)
    with store.transaction(now, actor=by.login) as tx:
        jobs = _letters_queued(tx, by, paper) if paper.parts else (_queued(tx, by, title, paper),)
        return SheetJob(_marked(tx, paper), title, jobs)


def waiting_sheet(store: Store, job_id: UUID) -> tuple[str, Paper]:
    """Return a sheet of the list of papers not printed, and its title. Raises DeskError ``unknown_print_job``."""
    with store.reading() as rd:
        job, pdf = rd.print_queue.get(job_id), rd.print_queue.sheet(job_id)
        if job is None or pdf is None:
            raise DeskError("unknown_print_job")
        return job.title, _marked(rd, Paper(job.form, job.form_hash, PaperSize(job.size), pdf))


def sheet_printed(
    store: Store, by: Session, sheet: SheetJob, outcome: PrintOutcome, printer: str, now: datetime
) -> None:
    """Write down that a sheet came out and take it off the list; of letters each has it in its own dossier."""
    paper = sheet.paper
    if paper.trial:
        return
    with store.transaction(now, actor=by.login) as tx:
        for part in paper.parts:
            tx.record(
                part.dossier,
                Printed(
                    form=paper.form,
                    form_hash=part.form_hash,
                    size=paper.size.value,
                    pdf_digest=part.digest,
                    outcome=outcome,
                    reprint=part.reprint,
                    printer=printer,
                    printed_at=now,
                ),
            )
        if not paper.parts:
            tx.record(
                tx.office_id,
                SheetPrinted(
                    form=paper.form,
                    title=sheet.title,
                    form_hash=paper.form_hash,
                    size=paper.size.value,
                    pdf_digest=paper.words.digest,
                    outcome=outcome,
                    reprint=paper.reprint,
                    printer=printer,
                    printed_at=now,
                ),
            )
        for job in sheet.jobs:
            tx.print_queue.remove(job)


def sheet_not_printed(
    store: Store, by: Session, sheet: SheetJob, printer: str, error: DeskError, now: datetime
) -> None:
    """Say on the list why a sheet did not come out."""
    if not sheet.jobs:
        return
    with store.transaction(now, actor=by.login) as tx:
        for job in map(tx.print_queue.get, sheet.jobs):
            if job is not None:
                tx.print_queue.put(replace(job, status=FAILED, printer=printer, error=why_kept(error)))


def _prints_together(rd: Reading, paper: Paper) -> list[SheetPrint]:
    """Return the last print of these letters if they all came out in it: only then can it be called spoiled as one."""
    lasts = []
    for part in paper.parts:
        dossier = rd.dossiers.by_id(part.dossier)
        prints = [] if dossier is None else prints_of(dossier, paper.form)
        if not prints or prints[-1].pdf_digest != part.digest:
            return []
        lasts.append(prints[-1])
    if len({one.printed_at for one in lasts}) != 1 or len({one.outcome for one in lasts}) != 1:
        return []
    return [SheetPrint(lasts[0].printed_at, PrintOutcome(lasts[0].outcome))]


def _marked(rd: Reading, paper: Paper, *, last_spoiled: bool = False) -> Paper:
    words = paper.words
    if words.parts and last_spoiled:
        less = tuple(replace(part, reprint=max(part.reprint - 1, 0)) for part in words.parts)
        return replace(words, parts=less)
    if words.trial or words.form not in LISTS | _KEPT:
        return words
    prints = sheet_prints(rd, words)
    given = sum(one.outcome is not PrintOutcome.SPOILED for one in prints)
    if last_spoiled and prints and prints[-1].outcome is not PrintOutcome.SPOILED:
        given -= 1
    if not given:
        return words
    pdf = with_reprint_mark(words.pdf, given) if words.form in LISTS else words.pdf
    return replace(words, pdf=pdf, reprint=given, original=words)


def _queued(tx: Transaction, by: Session, title: str, paper: Paper) -> UUID:
    words = paper.words
    before = tx.print_queue.of_sheet(words.form, words.digest)
    if before:
        return before[0].id
    job = PrintJob(
        id=uuid4(),
        dossier=None,
        title=title,
        form=words.form,
        form_hash=words.form_hash,
        size=words.size.value,
        pdf_digest=words.digest,
        queued_by=by.login,
        queued_at=tx.now,
    )
    tx.print_queue.put_sheet(job, words.pdf)
    return job.id


def _letters_queued(tx: Transaction, by: Session, paper: Paper) -> tuple[UUID, ...]:
    found: list[UUID] = []
    for part in paper.parts:
        before = [job.id for job in tx.print_queue.of_dossier(part.dossier) if job.form == paper.form]
        line = tx.dossiers.line(part.dossier)
        code = (line.code if line else None) or ""
        found += before or [queue_paper(tx, by, part.dossier, code, paper.form, part.form_hash)]
    return tuple(found)
