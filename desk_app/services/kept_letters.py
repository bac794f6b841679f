"""The signed letter of apology as it was kept, byte for byte, and the scan of its signed paper."""

from desk_app.domain.dossier import AttachedFile, Dossier
from desk_app.models.queries.papers import KeptPaper
from desk_app.models.transaction import Reading
from desk_app.services.apology_drafts import apology_draft

APOLOGY = "apology"
"""The form of the letter, under which its kept bytes stand; and the paper a scan of the signed one is attached to."""


def kept_letter(rd: Reading, dossier: Dossier) -> KeptPaper | None:
    """Return the bytes of the last signed letter.

    None while a newer draft waits for its signature, and for a letter signed at another desk: its bytes are kept there.
    """
    if not dossier.apologies or (dossier.is_open and apology_draft(rd, dossier.id) is not None):
        return None
    return rd.kept_papers.get(dossier.apologies[-1].event_id)


def letter_scans(dossier: Dossier) -> tuple[AttachedFile, ...]:
    """Return the scans of signed letters, oldest first: PDF files attached to the paper ``APOLOGY``."""
    return tuple(file for file in dossier.attachments if file.paper == APOLOGY and file.media_type == "application/pdf")
