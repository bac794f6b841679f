"""Events of an accepted dossier: hand-over, waiting, result, return, apology."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from desk_app.domain.appointment import Appointment
from desk_app.domain.events.base import Body
from desk_app.domain.events.reception import Authorisation, MissingPaper, ReceivedPaper, ReturnBy
from desk_app.domain.fees import FeeLine
from desk_app.domain.people import Person
from desk_app.domain.values import Frozen


class NewPromise(Frozen):
    """An appointment that takes the place of another. old, new: due moments; None = no fixed date.

    reason: why a person typed the new one; "" where it was computed.
    """

    old: AwareDatetime | None
    new: Appointment
    reason: str = Field(default="", exclude_if=lambda reason: not reason)


class HandedOver(Body):
    """Handed to a unit for processing."""

    KIND: ClassVar[str] = "HandedOver"
    kind: Literal["HandedOver"] = "HandedOver"
    v: Literal[1] = 1
    unit: str = Field(min_length=1)
    person: str = ""
    phone: str = ""
    handed_by: str = ""
    handed_at: AwareDatetime
    note: str = ""


class TakenBack(Body):
    """Taken back from the unit by the desk, unfinished."""

    KIND: ClassVar[str] = "TakenBack"
    kind: Literal["TakenBack"] = "TakenBack"
    v: Literal[1] = 1
    unit: str = ""
    taken_by: str = ""
    taken_at: AwareDatetime
    reason: str = ""


class SupplementRequested(Body):
    """Mẫu 02 of an accepted dossier: the clock stops."""

    KIND: ClassVar[str] = "SupplementRequested"
    kind: Literal["SupplementRequested"] = "SupplementRequested"
    v: Literal[1] = 1
    missing: tuple[MissingPaper, ...] = Field(min_length=1)
    reason: str = ""
    requested_by: str
    requested_at: AwareDatetime
    letter_number: str = ""


class Supplemented(Body):
    """The papers came: the clock resumes (or restarts) with a new appointment."""

    KIND: ClassVar[str] = "Supplemented"
    kind: Literal["Supplemented"] = "Supplemented"
    v: Literal[1] = 1
    papers: tuple[ReceivedPaper, ...] = ()
    supplemented_at: AwareDatetime
    taken_by: str
    promise: NewPromise


class PaymentRequested(Body):
    """A financial duty (tax, fee) must be met first: the clock stops."""

    KIND: ClassVar[str] = "PaymentRequested"
    kind: Literal["PaymentRequested"] = "PaymentRequested"
    v: Literal[1] = 1
    duty: str = Field(min_length=1)
    amount: Decimal | None = Field(default=None, ge=0)
    requested_by: str
    requested_at: AwareDatetime
    document_number: str = ""


class Paid(Body):
    """Money or its proof came. answers: the PaymentRequested it ends; None = a fee of the desk, state unchanged."""

    KIND: ClassVar[str] = "Paid"
    kind: Literal["Paid"] = "Paid"
    v: Literal[1] = 1
    answers: UUID | None = None
    fees: tuple[FeeLine, ...] = ()
    amount: Decimal = Field(ge=0)
    method: str = ""
    receipt_number: str = ""
    paid_at: AwareDatetime
    taken_by: str
    promise: NewPromise | None = None


class Refunded(Body):
    """The desk gave money back that it had taken, also after the reception was cancelled. amount: VND, above nought."""

    KIND: ClassVar[str] = "Refunded"
    kind: Literal["Refunded"] = "Refunded"
    v: Literal[1] = 1
    amount: Decimal = Field(gt=0)
    method: str = ""
    receipt_number: str = ""
    reason: str = ""
    refunded_at: AwareDatetime
    given_by: str


class Withdrawn(Body):
    """The citizen takes the request back."""

    KIND: ClassVar[str] = "Withdrawn"
    kind: Literal["Withdrawn"] = "Withdrawn"
    v: Literal[1] = 1
    reason: str = Field(min_length=1)
    withdrawn_at: AwareDatetime
    originals_returned: bool = False


class Stopped(Body):
    """The agency stops: stop notice (Mẫu 05 of TT 03/2025)."""

    KIND: ClassVar[str] = "Stopped"
    kind: Literal["Stopped"] = "Stopped"
    v: Literal[1] = 1
    reason: str = Field(min_length=1)
    stopped_at: AwareDatetime
    number: str = ""
    signer: str = ""
    originals_returned: bool = False


class OriginalsReturned(Body):
    """Original papers handed in were given back."""

    KIND: ClassVar[str] = "OriginalsReturned"
    kind: Literal["OriginalsReturned"] = "OriginalsReturned"
    v: Literal[1] = 1
    papers: tuple[ReceivedPaper, ...] = ()
    to: str
    returned_at: AwareDatetime


class ResultKind(StrEnum):
    """On what the result stands."""

    PAPER = "paper"
    ELECTRONIC = "electronic"
    BOTH = "both"


class ResultReady(Body):
    """The result stands at the desk; ends the agency's time."""

    KIND: ClassVar[str] = "ResultReady"
    kind: Literal["ResultReady"] = "ResultReady"
    v: Literal[1] = 1
    number: str = ""
    signed_on: date | None = None
    excerpt: str = ""
    form: ResultKind = ResultKind.PAPER
    copies: int = Field(default=1, ge=0, le=9999)
    shelf: str = ""
    from_unit: str = ""
    ready_at: AwareDatetime


class Satisfaction(StrEnum):
    """Asked at return; the default is not to ask."""

    NOT_ASKED = "not_asked"
    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"


class Returned(Body):
    """The result is in the citizen's hand. to: who took it; compared: their card or papers were compared."""

    KIND: ClassVar[str] = "Returned"
    kind: Literal["Returned"] = "Returned"
    v: Literal[1] = 1
    to: Person
    is_owner: bool
    authorisation: Authorisation | None = None
    compared: bool
    slip_lost: bool = False
    how: ReturnBy = ReturnBy.DESK
    tracking_number: str = ""
    originals_returned: bool = False
    satisfaction: Satisfaction = Satisfaction.NOT_ASKED
    returned_by: str
    returned_at: AwareDatetime


class Apologised(Body):
    """Mẫu 04, written when signed. The original appointment stays; lateness is measured against it."""

    KIND: ClassVar[str] = "Apologised"
    kind: Literal["Apologised"] = "Apologised"
    v: Literal[1] = 1
    reason: str = Field(min_length=1)
    new_due_at: AwareDatetime
    signer: str = Field(min_length=1)
    signer_title: str = ""
    letter_number: str = ""
    signed_on: date


class ApologySent(Body):
    """The signed letter went out."""

    KIND: ClassVar[str] = "ApologySent"
    kind: Literal["ApologySent"] = "ApologySent"
    v: Literal[1] = 1
    apology: UUID
    how: str
    sent_at: AwareDatetime
