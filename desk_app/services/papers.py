"""From a dossier to its paper: plain data filled from the snapshot, rendered with the very form it was promised on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from desk_app.domain.dates import office_time
from desk_app.domain.deadline_words import limit_words
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Event
from desk_app.domain.events.reception import (
    Declined,
    Guided,
    Reception,
    ReturnBy,
)
from desk_app.domain.forms.any_paper import PaperData, day_of_paper
from desk_app.domain.forms.paper_data import (
    AuthenticationRow,
    DeclineData,
    LabelData,
    PaperRow,
    PaperSize,
    PrintMarks,
    ReceiptData,
    SupplementData,
    SupplementRow,
)
from desk_app.domain.procedures import ChannelKind
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.printing.papers import render
from desk_app.services.explanation import explanation_data
from desk_app.services.form_versions import current_form, form_by_hash
from desk_app.services.kept_letters import APOLOGY, kept_letter
from desk_app.services.later_data import LATER_PAPERS, accepted_supplement_data, later_data, updated
from desk_app.services.office_settings import OfficeSettings, office_settings
from desk_app.services.paper_parts import authorisation_words, codes_of, fee_rows, office_of, party
from desk_app.services.print_outcomes import given_prints, prints_of

sentences(
    unknown_paper="Không có loại giấy “{form}”. Các loại: {forms}.",
)

CHANNEL_WORDS = {ChannelKind.DIRECT: "trực tiếp", ChannelKind.ONLINE: "trực tuyến", ChannelKind.POST: "bưu chính"}
COPIES = ("Lưu", "Giao công dân", "Kèm Phiếu kiểm soát")
DOSSIER_PAPERS = ("receipt", "supplement", "decline", "label", "explanation", *LATER_PAPERS)


@dataclass(frozen=True)
class PaperPart:
    """One dossier's paper in a file of many. digest: SHA-256 of its own bytes; reprint: which copy of it this is."""

    dossier: UUID
    form_hash: str
    digest: str
    reprint: int


@dataclass(frozen=True)
class Paper:
    """A paper made: its bytes and what an event says of it. digest: SHA-256 of the bytes.

    parts: the dossiers' papers it is put together from. trial: a specimen, a test page or the recovery sheet, which
    leaves no trace when printed. original: the same paper without its mark of a reprint.
    """

    form: str
    form_hash: str
    size: PaperSize
    pdf: bytes
    reprint: int = 0
    parts: tuple[PaperPart, ...] = ()
    trial: bool = False
    original: "Paper | None" = None

    @property
    def words(self) -> "Paper":
        """The paper without its mark of a reprint."""
        return self.original or self

    @property
    def digest(self) -> str:
        """SHA-256 of the PDF, hexadecimal."""
        return sha256(self.pdf).hexdigest()


def dossier_paper(
    store: Store,
    dossier_id: UUID,
    form: str,
    size: PaperSize | None = None,
    *,
    large_print: bool = False,
    last_spoiled: bool = False,
) -> Paper:
    """Return a paper of a dossier as it would be printed now, with its reprint mark where a good copy was given.

    last_spoiled: as it would be once the last print has been called spoiled.

    Raises DeskError ``unknown_paper``, ``no_such_paper``, ``wrong_size``, ``paper_failed``.
    """
    if form not in DOSSIER_PAPERS:
        raise DeskError("unknown_paper", form=form, forms=", ".join(DOSSIER_PAPERS))
    with store.reading() as rd:
        dossier = rd.dossiers.by_id(dossier_id)
        if dossier is None:
            raise DeskError("dossier_not_here")
        office = office_settings(rd)
        return _paper(rd, dossier, office, form, size, large_print=large_print, last_spoiled=last_spoiled)


def _paper(
    rd: Reading,
    dossier: Dossier,
    office: OfficeSettings,
    name: str,
    size: PaperSize | None,
    *,
    large_print: bool,
    last_spoiled: bool,
) -> Paper:
    if name in LATER_PAPERS:
        data = later_data(rd, dossier, name)
    else:
        data = dossier_data(dossier, name, rd.dossiers.events_of(dossier.id))
    source = dossier.reception or dossier.declined or dossier.guided
    assert source is not None
    guided = None if dossier.supplements else dossier.guided
    made_with = {"receipt": dossier.reception, "decline": dossier.declined, "supplement": guided}.get(name)
    if made_with is not None:
        form = form_by_hash(rd, made_with.form_set, name, made_with.form_hash, day_of_paper(data))
    else:
        form = current_form(rd, source.form_set, name, day_of_paper(data))
    chosen = size or (PaperSize(office.slip_size) if PaperSize(office.slip_size) in form.sizes else form.sizes[0])
    form.layout(chosen)
    kept = kept_letter(rd, dossier) if name == APOLOGY and chosen is form.sizes[0] else None
    marks = _marks(dossier, office, name, large_print=large_print, last_spoiled=last_spoiled)
    if kept is not None:
        # A signed letter comes out as it was signed, whatever its form has become since.
        return Paper(name, "", chosen, kept.pdf, marks.reprint)
    return Paper(name, form.version.hash, chosen, render(data, form, chosen, marks), marks.reprint)


def dossier_data(dossier: Dossier, form: str, events: Sequence[Event]) -> PaperData:
    """Return what a paper of a dossier says. events: its own, in order. Raises DeskError ``no_such_paper``."""
    if form == "receipt" and dossier.reception is not None:
        return updated(receipt_data(dossier.reception), dossier, events)
    if form == "label" and dossier.reception is not None:
        return label_data(dossier.reception)
    if form == "explanation" and dossier.reception is not None:
        reception = dossier.reception
        return explanation_data(reception, office_of(reception.heading, reception.counter), codes_of(reception))
    if form == "supplement" and dossier.supplements:
        return accepted_supplement_data(dossier)
    if form == "supplement" and dossier.guided is not None:
        return supplement_data(dossier.guided)
    if form == "decline" and dossier.declined is not None:
        return decline_data(dossier.declined)
    raise DeskError("no_such_paper", form=form)


def receipt_data(reception: Reception) -> ReceiptData:
    """Return what the slip says: only what the snapshot holds."""
    owners = tuple(party(owner) for owner in reception.owners if owner != reception.submitter)
    return ReceiptData(
        office=office_of(reception.heading, reception.counter),
        codes=codes_of(reception),
        book=reception.book,
        ordinal="" if reception.ordinal is None else str(reception.ordinal),
        submitter=party(reception.submitter),
        owners=owners,
        authorisation=authorisation_words(reception.authorisation),
        channel=CHANNEL_WORDS[reception.channel],
        procedure=reception.procedure.name,
        procedure_code=reception.procedure.code,
        summary=reception.summary,
        papers=tuple(PaperRow(**paper.model_dump()) for paper in reception.papers),
        authentication=tuple(AuthenticationRow(**row.model_dump()) for row in reception.authenticated),
        sets=reception.sets,
        limit=limit_words(reception.limit),
        received_at=office_time(reception.received_at),
        due_at=None if reception.promised.due_at is None else office_time(reception.promised.due_at),
        provisional=reception.promised.provisional,
        return_by=reception.return_by.value,
        return_place=reception.return_place,
        return_address=reception.heading.address if reception.return_by is ReturnBy.DESK else "",
        fees=fee_rows(reception.fees),
        clerk=reception.received_by,
        external_code=reception.external.code if reception.external else "",
        external_system=reception.external.system if reception.external else "",
        note=reception.note,
    )


def supplement_data(guided: Guided) -> SupplementData:
    """Return Mẫu 02 handed out before acceptance: no code, no clock."""
    return SupplementData(
        office=office_of(guided.heading),
        submitter=party(guided.submitter),
        procedure=guided.procedure.name,
        summary=guided.summary,
        rows=tuple(SupplementRow(name=row.name, remark=row.note) for row in guided.missing),
        reason=guided.reason,
        issued_at=office_time(guided.guided_at),
        clerk=guided.guided_by,
        clerk_phone=guided.heading.hotline,
    )


def decline_data(declined: Declined) -> DeclineData:
    """Return Mẫu 03."""
    return DeclineData(
        office=office_of(declined.heading),
        submitter=party(declined.submitter),
        procedure=declined.procedure.name,
        summary=declined.summary,
        reason=declined.reason,
        issued_at=office_time(declined.declined_at),
        clerk=declined.declined_by,
        clerk_phone=declined.heading.hotline,
    )


def label_data(reception: Reception) -> LabelData:
    """Return the folder's sticker."""
    return LabelData(
        codes=codes_of(reception),
        summary=reception.summary,
        owner="; ".join(owner.name for owner in reception.owners),
        received_at=office_time(reception.received_at),
        due_at=None if reception.promised.due_at is None else office_time(reception.promised.due_at),
    )


def _marks(dossier: Dossier, office: OfficeSettings, form: str, *, large_print: bool, last_spoiled: bool) -> PrintMarks:
    """Return the copies and marks of the next print: a reprint only after a copy of the same words was given."""
    copies = COPIES[: office.slip_copies] if form == "receipt" else ()
    given = given_prints(dossier, form)
    if last_spoiled and given and given[-1] == prints_of(dossier, form)[-1]:
        given = given[:-1]
    last_correction = _words_changed_at(dossier, form)
    if given and last_correction is not None and given[-1].printed_at <= last_correction:
        return PrintMarks(copies=copies, replaces_printed_at=office_time(given[-1].printed_at), large_print=large_print)
    since = [paper for paper in given if last_correction is None or paper.printed_at > last_correction]
    return PrintMarks(copies=copies, reprint=len(since), large_print=large_print)


def _words_changed_at(dossier: Dossier, form: str) -> datetime | None:
    """Return when a paper last got other words: a correction; of a slip also a new appointment, of Mẫu 02 a request."""
    moments = [entry.occurred_at for entry in dossier.timeline if entry.kind == "Corrected" and entry.has_effect]
    if form == "receipt":
        moments += [promise.given_at for promise in dossier.promises[1:]]
    later = {"supplement": "SupplementRequested", "apology": "Apologised"}.get(form)
    moments += [entry.occurred_at for entry in dossier.timeline if entry.kind == later and entry.has_effect]
    return max(moments, default=None)


__all__ = [
    "COPIES",
    "DOSSIER_PAPERS",
    "Paper",
    "dossier_data",
    "dossier_paper",
    "office_of",
]
