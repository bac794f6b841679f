"""Events that mend or accompany a dossier: correction, reversal, settling, erasure, prints, notes."""

from enum import StrEnum
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from desk_app.domain.events.base import Authority, Body
from desk_app.domain.values import Frozen


class FieldChange(Frozen):
    """One field of the reception snapshot, old → new, as JSON values."""

    field: str
    old: Any = None
    new: Any = None


class Corrected(Body):
    """The snapshot was wrong: field by field. An ``old`` that is not the current value is an exception."""

    KIND: ClassVar[str] = "Corrected"
    kind: Literal["Corrected"] = "Corrected"
    v: Literal[1] = 1
    changes: tuple[FieldChange, ...] = Field(min_length=1)
    authority: Authority


class Reversed(Body):
    """As if the named event had not been."""

    KIND: ClassVar[str] = "Reversed"
    kind: Literal["Reversed"] = "Reversed"
    v: Literal[1] = 1
    target: UUID
    authority: Authority


class Decision(StrEnum):
    """A person's answer to a flagged event."""

    ACCEPT = "accept"
    SET_ASIDE = "set_aside"


class Settled(Body):
    """A supervisor's answer to a flagged event."""

    KIND: ClassVar[str] = "Settled"
    kind: Literal["Settled"] = "Settled"
    v: Literal[1] = 1
    target: UUID
    decision: Decision
    authority: Authority


class ErasedBody(Frozen):
    """What is kept of an erased body: statistics and the fold need it; nothing personal. kept: exact JSON text."""

    event_id: UUID
    kept: str


class Erased(Body):
    """Personal data erased by law; the chain stays whole."""

    KIND: ClassVar[str] = "Erased"
    kind: Literal["Erased"] = "Erased"
    v: Literal[1] = 1
    bodies: tuple[ErasedBody, ...] = Field(min_length=1)
    legal_basis: str = Field(min_length=1)
    authority: Authority


class PrintOutcome(StrEnum):
    """What became of a printed paper."""

    GOOD = "good"
    SPOILED = "spoiled"
    """Never left the counter."""
    UNKNOWN = "unknown"


class Printed(Body):
    """A paper of this dossier was printed. reprint: 0 for the first good copy, n = "In lại lần n"."""

    KIND: ClassVar[str] = "Printed"
    kind: Literal["Printed"] = "Printed"
    v: Literal[1] = 1
    form: str
    form_hash: str
    size: str
    pdf_digest: str
    outcome: PrintOutcome
    reprint: int = Field(default=0, ge=0)
    printer: str = ""
    printed_at: AwareDatetime


class Noted(Body):
    """A remark on a dossier."""

    KIND: ClassVar[str] = "Noted"
    kind: Literal["Noted"] = "Noted"
    v: Literal[1] = 1
    text: str = Field(min_length=1, max_length=4000)


class PaperAttached(Body):
    """A file was attached. content: SHA-256 of the attachment in the second file."""

    KIND: ClassVar[str] = "PaperAttached"
    kind: Literal["PaperAttached"] = "PaperAttached"
    v: Literal[1] = 1
    name: str
    media_type: str
    size: int = Field(ge=0)
    content: str
    paper: str = ""
    attached_at: AwareDatetime
