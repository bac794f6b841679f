"""Letters of apology as papers: a draft for the signature, the kept bytes of a signed one, many in one file."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.forms.any_paper import day_of_paper
from desk_app.domain.forms.form import Form
from desk_app.domain.forms.later_papers import ApologyData
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.models.queries.papers import KeptPaper
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.printing.assembly import joined
from desk_app.printing.papers import render
from desk_app.services.accounts import Session
from desk_app.services.apology_drafts import apology_draft
from desk_app.services.digitising import attach
from desk_app.services.form_versions import current_form
from desk_app.services.kept_letters import APOLOGY, kept_letter, letter_scans
from desk_app.services.later_data import apology_data
from desk_app.services.papers import Paper, PaperPart
from desk_app.services.print_outcomes import given_prints

sentences(
    no_letters="Chưa có thư xin lỗi nào để in. Lập thư xin lỗi trước.",
    scan_not_read="Không đọc được tệp {name}. Kiểm tra tệp rồi chọn lại.",
)

Told = Callable[[int, int], object]
"""Hears how many letters of how many are made."""


def letter_pdf(rd: Reading, dossier: Dossier) -> bytes:
    """Return the letter that waits for its signature, else the last signed one as it was kept.

    A letter signed at another desk has no kept bytes here: it is made again from what was signed. Raises DeskError
    ``no_such_paper``.
    """
    kept = kept_letter(rd, dossier)
    if kept is not None:
        return kept.pdf
    return render(*_letter(rd, dossier), PaperSize.A4)


def keep_letter(tx: Transaction, dossier_id: UUID) -> KeptPaper:
    """Keep the bytes of the letter just signed, known by its event, for as long as the dossier's data is kept."""
    dossier = tx.dossier(dossier_id)
    letter = dossier.apologies[-1]
    title = f"Thư xin lỗi {letter.letter.letter_number}, hồ sơ {dossier.code}"
    paper = KeptPaper(
        id=letter.event_id,
        kind=APOLOGY,
        period=str(letter.event_id),
        number=0,
        title=title,
        pdf=letter_pdf(tx, dossier),
        kept_at=tx.now,
        subject=dossier_id,
    )
    return tx.kept_papers.add(paper)


def letters_paper(store: Store, dossiers: Sequence[UUID], told: Told = lambda _made, _all: None) -> Paper:
    """Return the letters of these dossiers in one file, in their order; those without a letter are left out.

    Behind a signed letter come the scans of its paper that are on this machine. told: hears how far it is before each
    letter; what it raises stops the work. Raises DeskError ``no_letters``, ``paper_failed``.
    """
    with store.reading() as rd:
        with_letter = [one for one in _known(rd, dossiers) if _has_letter(rd, one)]
        if not with_letter:
            raise DeskError("no_letters")
        parts, said = [], []
        for made, dossier in enumerate(with_letter):
            told(made, len(with_letter))
            letter = letter_pdf(rd, dossier)
            said.append(_part(rd, dossier, letter))
            parts.append(letter)
            parts.extend(_scans(store, dossier))
        told(len(with_letter), len(with_letter))
        version = _letter(rd, with_letter[0])[1].version
    return Paper(APOLOGY, version.hash, PaperSize.A4, joined(parts), parts=tuple(said))


def attach_letter_scan(store: Store, by: Session, dossier_id: UUID, file: Path, now: datetime) -> str:
    """Attach the scan of a signed letter to its dossier; return the dossier's code.

    Raises DeskError ``scan_not_read`` and all of ``digitising.attach``.
    """
    try:
        content = file.read_bytes()
    except OSError:
        raise DeskError("scan_not_read", name=file.name) from None
    return attach(store, by, dossier_id, APOLOGY, file.name, content, now).code


def _letter(rd: Reading, dossier: Dossier) -> tuple[ApologyData, Form]:
    """Return what a letter says and the form of its day. Raises DeskError ``no_such_paper``."""
    draft = apology_draft(rd, dossier.id) if dossier.is_open else None
    if dossier.reception is None or (draft is None and not dossier.apologies):
        raise DeskError("no_such_paper", form=APOLOGY)
    data = apology_data(dossier, dossier.reception, draft)
    return data, current_form(rd, dossier.reception.form_set, APOLOGY, day_of_paper(data))


def _part(rd: Reading, dossier: Dossier, pdf: bytes) -> PaperPart:
    """Return what is written down of a letter once it is out: kept bytes have no form of today."""
    made = kept_letter(rd, dossier) is None
    version = _letter(rd, dossier)[1].version.hash if made else ""
    digest = sha256(pdf).hexdigest()
    again = sum(one.pdf_digest == digest for one in given_prints(dossier, APOLOGY))
    return PaperPart(dossier.id, version, digest, again)


def _known(rd: Reading, dossiers: Iterable[UUID]) -> Iterable[Dossier]:
    found = (rd.dossiers.by_id(one) for one in dict.fromkeys(dossiers))
    return (one for one in found if one is not None)


def _scans(store: Store, dossier: Dossier) -> Iterable[bytes]:
    """Yield the scans that are here; one not yet synced is no reason to print nothing."""
    for file in letter_scans(dossier):
        if store.attachments.has(file.content):
            yield store.attachments.get(file.content)


def _has_letter(rd: Reading, dossier: Dossier) -> bool:
    return bool(dossier.apologies) or (dossier.is_open and apology_draft(rd, dossier.id) is not None)
