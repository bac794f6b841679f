"""The papers of a receiving session (lượt): one slip for its dossiers, their list, and which copy each print is."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from desk_app.domain.dates import office_time
from desk_app.domain.deadline_words import limit_words
from desk_app.domain.dossier import Dossier, PrintedPaper
from desk_app.domain.errors import DeskError
from desk_app.domain.events import PrintOutcome
from desk_app.domain.events.reception import Reception, ReturnBy
from desk_app.domain.forms.any_paper import day_of_paper
from desk_app.domain.forms.paper_data import PaperSize, PrintMarks, SeveralReceiptData, SeveralRow
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.printing.papers import render
from desk_app.services.accounts import Right, Session
from desk_app.services.form_versions import current_form
from desk_app.services.office_settings import office_settings
from desk_app.services.paper_parts import codes_of, fee_rows, office_of, party
from desk_app.services.papers import CHANNEL_WORDS, COPIES, Paper
from desk_app.services.print_jobs import record_print
from desk_app.services.print_outcomes import given_prints, prints_of, record_outcome

SLIP, LIST = "receipt_several", "reception_list"
"""The one slip of a lượt, and the landscape list both sides sign."""
SESSION_PAPERS: Final = (SLIP, LIST)


def session_paper(
    store: Store,
    session: UUID,
    size: PaperSize | None = None,
    form_name: str = SLIP,
    *,
    large_print: bool = False,
    last_spoiled: bool = False,
) -> Paper:
    """Return a paper of a receiving session as it would be printed now, marked where a good copy was given.

    last_spoiled: as it would be once the last print has been called spoiled.

    Raises DeskError ``unknown_paper``, ``no_such_paper``, ``paper_failed``.
    """
    if form_name not in SESSION_PAPERS:
        raise DeskError("unknown_paper", form=form_name, forms=", ".join(SESSION_PAPERS))
    with store.reading() as rd:
        office = office_settings(rd)
        dossiers = _dossiers_of(rd, session)
        receptions = [one.reception for one in dossiers if one.reception is not None and not one.voided]
        if not receptions:
            raise DeskError("no_such_paper", form=form_name)
        data = several_data(receptions)
        form = current_form(rd, receptions[0].form_set, form_name, day_of_paper(data))
    chosen = size or PaperSize(office.slip_size)
    if chosen not in form.sizes:
        chosen = form.sizes[0]
    marks = _marks(
        dossiers, form_name, COPIES[: office.slip_copies], large_print=large_print, last_spoiled=last_spoiled
    )
    return Paper(form_name, form.version.hash, chosen, render(data, form, chosen, marks), marks.reprint)


def session_prints(store: Store, session: UUID, form_name: str) -> list[PrintedPaper]:
    """Return the prints of a session's paper, oldest first, with what was last said of each."""
    with store.reading() as rd:
        return _prints(_dossiers_of(rd, session), form_name)


def session_printed(
    store: Store, by: Session, session: UUID, paper: Paper, outcome: PrintOutcome, printer: str, now: datetime
) -> None:
    """Write down with each dossier of a session what became of a print: all of them, or none."""
    by.require(Right.RECEIVE)
    with store.transaction(now, actor=by.login) as tx:
        for line in tx.dossiers.of_session(session):
            if not line.voided:
                record_print(tx, line.id, paper, outcome, printer)


def say_session_spoiled(store: Store, by: Session, session: UUID, form_name: str, now: datetime) -> None:
    """Write down with each dossier that the last print of a session's paper was spoiled and never left the counter.

    Twice is once. Raises DeskError ``never_printed``.
    """
    by.require(Right.RECEIVE)
    with store.transaction(now, actor=by.login) as tx:
        dossiers = _dossiers_of(tx, session)
        if not _prints(dossiers, form_name):
            raise DeskError("never_printed")
        for dossier in dossiers:
            if prints_of(dossier, form_name):
                record_outcome(tx, dossier, form_name, PrintOutcome.SPOILED)


def several_data(receptions: Iterable[Reception]) -> SeveralReceiptData:
    """Return the slip of several dossiers handed in at one go."""
    rows = sorted(receptions, key=lambda reception: reception.code)
    first, ways = rows[0], [row.return_by for row in rows]
    return SeveralReceiptData(
        office=office_of(first.heading, first.counter),
        book=first.book,
        submitter=party(first.submitter),
        channel=CHANNEL_WORDS[first.channel],
        rows=tuple(
            SeveralRow(
                codes=codes_of(row),
                summary=row.summary,
                owner="; ".join(owner.name for owner in row.owners),
                unit=row.competent_unit,
                received_at=office_time(row.received_at),
                due_at=None if row.promised.due_at is None else office_time(row.promised.due_at),
                limit=limit_words(row.limit),
                sets=row.sets,
            )
            for row in rows
        ),
        received_at=office_time(rows[-1].received_at),
        return_by=next((way for way in ways if way == ReturnBy.DESK), ways[0]).value,
        return_place="; ".join(dict.fromkeys(row.return_place for row in rows)),
        fees=tuple(fee for row in rows for fee in fee_rows(row.fees)),
        clerk=first.received_by,
    )


def _dossiers_of(rd: Reading, session: UUID) -> list[Dossier]:
    """Return every dossier of a session, the cancelled ones too."""
    found = (rd.dossiers.by_id(line.id) for line in rd.dossiers.of_session(session))
    return [dossier for dossier in found if dossier is not None]


def _prints(dossiers: Sequence[Dossier], form: str) -> list[PrintedPaper]:
    """Return a session's prints: those of the dossier that was there from the first of them on."""
    return max((prints_of(dossier, form) for dossier in dossiers), key=len, default=[])


def _marks(
    dossiers: Sequence[Dossier], form: str, copies: Sequence[str], *, large_print: bool, last_spoiled: bool
) -> PrintMarks:
    """Return the copies and marks of the next print: a reprint only after a copy of the same words was given."""
    given = max((given_prints(dossier, form) for dossier in dossiers), key=len, default=[])
    if last_spoiled and given and given[-1] == _prints(dossiers, form)[-1]:
        given = given[:-1]
    whole = max(entry.occurred_at for one in dossiers for entry in one.timeline if entry.kind == "Received")
    changed = max(_words_changed(dossiers), default=None)
    since = [one for one in given if one.printed_at >= whole and (changed is None or one.printed_at > changed)]
    replaced = office_time(given[-1].printed_at) if given and not since else None
    return PrintMarks(copies=tuple(copies), reprint=len(since), replaces_printed_at=replaced, large_print=large_print)


def _words_changed(dossiers: Sequence[Dossier]) -> Iterator[datetime]:
    """Yield when a session's paper got other words: a dossier of it was corrected, or cancelled."""
    for dossier in dossiers:
        for entry in dossier.timeline:
            if (entry.kind == "Corrected" and entry.has_effect) or (entry.kind == "Reversed" and dossier.voided):
                yield entry.occurred_at
