"""What a person says of a paper that came out: the last word on each print holds."""

from datetime import datetime
from uuid import UUID

from desk_app.domain.dossier import Dossier, PrintedPaper
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Event, Printed, PrintOutcome, SheetPrinted
from desk_app.models.queries.day_events import DayEvents
from desk_app.models.store import Store
from desk_app.models.transaction import Transaction
from desk_app.services.accounts import Right, Session

sentences(never_printed="Giấy này chưa được in lần nào nên chưa ghi được bản tốt hay bản hỏng. Nhấn Ctrl+P để in.")


def prints_of(dossier: Dossier, form: str) -> list[PrintedPaper]:
    """Return each print of a form once, oldest first, with what was last said of it.

    Two ``Printed`` of one ``printed_at`` speak of one sheet: the later one corrects the earlier.
    """
    last = {paper.printed_at: paper for paper in dossier.prints if paper.form == form}
    return [last[moment] for moment in sorted(last)]


def prints_of_sheet(log: DayEvents, digest: str) -> list[tuple[Event, SheetPrinted, PrintOutcome]]:
    """Return each print of a paper of no one dossier, oldest first: who wrote it, as it came out, the last word on it.

    digest: of the words. ``SPOILED`` of the moment of a print is said of that print; any other is a print of its own.
    """
    prints: list[tuple[Event, SheetPrinted, PrintOutcome]] = []
    for event in log.prints_of_sheet(digest):
        body = event.body
        if not isinstance(body, SheetPrinted):
            continue
        spoiled = body.outcome is PrintOutcome.SPOILED
        at = next((at for at, one in enumerate(prints) if one[1].printed_at == body.printed_at), None)
        if spoiled and at is not None:
            prints[at] = (*prints[at][:2], body.outcome)
        else:
            prints.append((event, body, body.outcome))
    return sorted(prints, key=lambda one: one[1].printed_at)


def given_prints(dossier: Dossier, form: str) -> list[PrintedPaper]:
    """Return the prints that may be in a citizen's hands: all that nobody called spoiled."""
    return [paper for paper in prints_of(dossier, form) if paper.outcome != PrintOutcome.SPOILED.value]


def say_outcome(store: Store, by: Session, dossier: UUID, form: str, outcome: PrintOutcome, now: datetime) -> None:
    """Write down that the last print of a form came out good, or was spoiled and never left the counter.

    Saying the same again writes nothing. Raises DeskError ``never_printed``.
    """
    by.require(Right.RECEIVE)
    with store.transaction(now, actor=by.login) as tx:
        known = tx.dossiers.by_id(dossier)
        if known is None or not prints_of(known, form):
            raise DeskError("never_printed")
        record_outcome(tx, known, form, outcome)


def record_outcome(tx: Transaction, dossier: Dossier, form: str, outcome: PrintOutcome) -> None:
    """Write down, in the transaction of whoever asks, what became of the last print of a form; twice is once."""
    last = prints_of(dossier, form)[-1]
    if last.outcome == outcome.value:
        return
    tx.record(
        dossier.id,
        Printed(
            form=form,
            form_hash="",
            size=last.size,
            pdf_digest=last.pdf_digest,
            outcome=outcome,
            reprint=last.reprint,
            printed_at=last.printed_at,
        ),
    )
