"""Letters of apology that wait for their signature: kept for the whole office, counted nowhere."""

from datetime import datetime
from uuid import UUID, uuid5

from pydantic import Field

from desk_app.domain.values import Frozen
from desk_app.models.queries.office import Draft
from desk_app.models.transaction import Reading

PAGE = "apology"
"""Under which drafts of letters are kept; they are the office's, whoever typed them."""


class ApologyDraft(Frozen):
    """A letter waiting for its signature. letter_number: "" until the registry gives one; printed as dots."""

    dossier: UUID
    code: str
    reason: str = Field(min_length=1, max_length=4000)
    new_due_at: datetime
    signer: str = ""
    signer_title: str = ""
    """``KT. CHỦ TỊCH, PHÓ CHỦ TỊCH``: the words above the signature, a line a comma."""
    letter_number: str = ""
    drafted_by: str
    drafted_at: datetime


def apology_drafts(rd: Reading) -> tuple[ApologyDraft, ...]:
    """Return the letters that wait for a signature, oldest first, whoever drafted them."""
    return tuple(ApologyDraft.model_validate(draft.content) for draft in rd.drafts.parked_by() if draft.page == PAGE)


def apology_draft(rd: Reading, dossier: UUID) -> ApologyDraft | None:
    """Return the draft of one dossier."""
    draft = rd.drafts.get(draft_id(dossier))
    return None if draft is None else ApologyDraft.model_validate(draft.content)


def drafted_dossiers(rd: Reading) -> frozenset[UUID]:
    """Return the dossiers whose letter waits for a signature."""
    return frozenset(draft.dossier for draft in apology_drafts(rd))


def kept_draft(draft: ApologyDraft) -> Draft:
    """Return a letter's draft as the store keeps it."""
    content = draft.model_dump(mode="json")
    identifier = draft_id(draft.dossier)
    return Draft(identifier, draft.drafted_by, PAGE, True, draft.code, content, draft.drafted_at)


def draft_id(dossier: UUID) -> UUID:
    """Return the one place of a dossier's draft."""
    return uuid5(dossier, PAGE)
