"""From a lot of the page Bàn giao to its landscape list with both signatures: handed over, or results received back."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from desk_app.domain.dates import office_time, paper_date
from desk_app.domain.dossier import Dossier, Stay
from desk_app.domain.errors import DeskError
from desk_app.domain.events import HandedOver, ResultReady
from desk_app.domain.events.reception import Reception, ReturnBy
from desk_app.domain.forms.any_paper import day_of_paper
from desk_app.domain.forms.form import form_set_for
from desk_app.domain.forms.later_papers import HandOverData, HandOverRow, ResultRow, ResultsBackData
from desk_app.domain.forms.paper_data import Office, PaperSize, PrintMarks
from desk_app.domain.money_due import money_due
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.printing.assembly import joined
from desk_app.printing.papers import render
from desk_app.services.form_versions import current_form
from desk_app.services.hand_over import Lot
from desk_app.services.later_data import RESULT_WORDS
from desk_app.services.office_settings import office_settings
from desk_app.services.paper_parts import office_of
from desk_app.services.papers import Paper

SIDES = ("Bên giao", "Bên nhận")
"""Each side keeps a list, its pages counted by themselves."""

_FORMS = {HandedOver.KIND: "hand_over", ResultReady.KIND: "results_back"}


@dataclass(frozen=True)
class _Clerk:
    """Whose hands a lot went through at the desk. counter: where they sit, "" where nobody said."""

    name: str
    counter: str


def lot_paper(store: Store, lot: Lot, kind: str) -> Paper:
    """Return the list of a lot, a copy for each side; results of several units make one list for each unit.

    kind: ``HandedOver`` or ``ResultReady``. The same lot prints the same words for as long as its events stand. Raises
    DeskError ``no_such_paper`` where none of its steps has effect any more, ``paper_failed``.
    """
    form_name = _FORMS[kind]
    with store.reading() as rd:
        papers = hand_over_data(rd, lot) if kind == HandedOver.KIND else results_back_data(rd, lot)
        if not papers:
            raise DeskError("no_such_paper", form=form_name)
        chosen = office_settings(rd).form_set or form_set_for(office_time(lot.at).date())
        form = current_form(rd, chosen, form_name, day_of_paper(papers[0]))
    lists = [render(data, form, PaperSize.A4, PrintMarks(copies=(side,))) for data in papers for side in SIDES]
    return Paper(form_name, form.version.hash, PaperSize.A4, joined(lists))


def hand_over_data(rd: Reading, lot: Lot) -> tuple[HandOverData, ...]:
    """Return the list of dossiers handed to a unit; nothing where none of them went in this lot."""
    rows: list[HandOverRow] = []
    went: tuple[Dossier, Stay] | None = None
    for dossier in _dossiers(rd, lot.dossiers):
        stay = next((one for one in dossier.stays if (one.since, one.unit) == (lot.at, lot.unit)), None)
        if stay is not None and dossier.reception is not None:
            went = went or (dossier, stay)
            rows.append(_hand_over_row(dossier, dossier.reception))
    if went is None:
        return ()
    clerk = _clerk(rd, went[0], went[1].event_id)
    return (
        HandOverData(
            office=_office(rd, clerk),
            unit=lot.unit,
            person=went[1].person,
            rows=tuple(rows),
            issued_at=office_time(lot.at),
            clerk=clerk.name,
        ),
    )


def results_back_data(rd: Reading, lot: Lot) -> tuple[ResultsBackData, ...]:
    """Return the lists of results received back, one for each unit they came from."""
    rows: dict[str, list[ResultRow]] = {}
    clerk: _Clerk | None = None
    for dossier in _dossiers(rd, lot.dossiers):
        result, reception = dossier.result, dossier.reception
        if result is None or reception is None or result.ready_at != lot.at:
            continue
        clerk = clerk or _clerk(rd, dossier, _last(dossier, ResultReady.KIND))
        rows.setdefault(result.from_unit, []).append(_result_row(rd, dossier, reception, result))
    if clerk is None:
        return ()
    return tuple(
        ResultsBackData(
            office=_office(rd, clerk),
            unit=unit,
            rows=tuple(of_unit),
            issued_at=office_time(lot.at),
            clerk=clerk.name,
        )
        for unit, of_unit in rows.items()
    )


def result_words(result: ResultReady) -> str:
    """Return a result as the list names it: ``Số 118 ngày 03/09/2026, bản giấy; kệ A-12; trích yếu``."""
    number = f"Số {result.number}" if result.number else ""
    signed = f"ngày {paper_date(result.signed_on)}" if result.signed_on else ""
    head = " ".join(part for part in (number, signed) if part)
    words = ", ".join(part for part in (head, RESULT_WORDS[result.form]) if part)
    shelf = f"kệ {result.shelf}" if result.shelf else ""
    return "; ".join(part for part in (words[:1].upper() + words[1:], shelf, result.excerpt) if part)


def _hand_over_row(dossier: Dossier, reception: Reception) -> HandOverRow:
    papers = sum(paper.original + paper.certified + paper.copy_count for paper in reception.papers)
    due = dossier.shown_due_at
    notes = (
        f"ưu tiên: {reception.priority.reason}" if reception.priority is not None else "",
        "đã xin lỗi, hẹn lại" if dossier.apologies else "",
        "đã bổ sung" if dossier.supplements else "",
    )
    return HandOverRow(
        code=dossier.code,
        summary=_what(reception),
        owner="; ".join(owner.name for owner in reception.owners),
        received_at=office_time(reception.received_at),
        due_at=None if due is None else office_time(due),
        papers=papers or len(reception.authenticated),
        sets=reception.sets,
        note="; ".join(note for note in notes if note),
    )


def _result_row(rd: Reading, dossier: Dossier, reception: Reception, result: ResultReady) -> ResultRow:
    return ResultRow(
        code=dossier.code,
        summary=_what(reception),
        result=result_words(result),
        owner="; ".join(owner.name for owner in reception.owners),
        address=reception.owners[0].address,
        copies=result.copies,
        fee=money_due(dossier, rd.dossiers.events_of(dossier.id)) > 0,
        post=reception.return_by is ReturnBy.POST,
    )


def _what(reception: Reception) -> str:
    """Return what a dossier is about; papers give a procedure its full name where nothing else was said."""
    return reception.summary or reception.procedure.name


def _dossiers(rd: Reading, wanted: Iterable[UUID]) -> Iterable[Dossier]:
    return (dossier for dossier in map(rd.dossiers.by_id, wanted) if dossier is not None)


def _last(dossier: Dossier, kind: str) -> UUID | None:
    return next(
        (entry.event_id for entry in reversed(dossier.timeline) if entry.kind == kind and entry.has_effect), None
    )


def _clerk(rd: Reading, dossier: Dossier, event_id: UUID | None) -> _Clerk:
    """Return who wrote an event; the login itself where the account is another desk's."""
    actor = next((entry.actor for entry in dossier.timeline if entry.event_id == event_id), "")
    account = rd.accounts.get(actor)
    return _Clerk(actor, "") if account is None else _Clerk(account.display_name, account.counter)


def _office(rd: Reading, clerk: _Clerk) -> Office:
    return office_of(office_settings(rd).heading, clerk.counter)
