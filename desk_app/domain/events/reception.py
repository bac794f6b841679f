"""Events before and at acceptance: guided, submitted, received, declined; and the snapshot they carry."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from desk_app.domain.appointment import Appointment
from desk_app.domain.events.base import Body
from desk_app.domain.fees import FeeLine
from desk_app.domain.limits import TimeLimit
from desk_app.domain.people import Person
from desk_app.domain.procedures import ChannelKind, ProcedureStatus
from desk_app.domain.values import Frozen


class ReturnBy(StrEnum):
    """How the citizen wants the result (national HinhThuc and electronic)."""

    DESK = "desk"
    POST = "post"
    ELECTRONIC = "electronic"


class ProcedureSnapshot(Frozen):
    """The procedure as it stood when the dossier was received. version: ordinal of the store's version of the code."""

    code: str
    name: str
    short_name: str
    field: str = ""
    version: int = Field(default=1, ge=1)
    decision: str = ""
    status: ProcedureStatus = ProcedureStatus.PUBLIC
    effective_from: date | None = None


class ReceivedPaper(Frozen):
    """A paper the office took. original, certified, copy_count: how many of each were handed in."""

    name: str = Field(min_length=1)
    original: int = Field(default=0, ge=0, le=9999)
    certified: int = Field(default=0, ge=0, le=9999)
    copy_count: int = Field(default=0, ge=0, le=9999)
    digitised: bool = False
    reused: bool = False
    """Already held by the office or a database; not handed in again."""


class PresentedPaper(Frozen):
    """A paper shown, compared and given back; never printed as received."""

    name: str = Field(min_length=1)


class AuthenticatedRow(Frozen):
    """One line of the authentication block (chứng thực). pages: of the original; amount: VND."""

    document: str
    pages: int = Field(ge=0, le=9999)
    copies: int = Field(ge=0, le=9999)
    electronic: int = Field(default=0, ge=0, le=9999)
    amount: Decimal = Field(default=Decimal(0), ge=0)


class AuthorisationKind(StrEnum):
    """On what ground somebody acts for the owner."""

    LETTER = "letter"
    """văn bản ủy quyền"""
    RELATIVE = "relative"
    """người thân"""
    INTRODUCTION = "introduction"
    """giấy giới thiệu"""


class Authorisation(Frozen):
    """Why the submitter may act for the owner."""

    kind: AuthorisationKind
    number: str = ""
    issued_on: date | None = None
    relation: str = ""


class ExternalReference(Frozen):
    """The dossier's place in a ministry's or the national system."""

    system: str = ""
    code: str = ""


class OfficeHeading(Frozen):
    """The words at the head of the office's papers, and whom to call."""

    superior: str = ""
    office: str
    unit: str
    """The one-stop unit that receives (Bộ phận Một cửa, Trung tâm Phục vụ hành chính công)."""
    place: str = ""
    """Địa danh before the date."""
    address: str = ""
    hotline: str = ""
    complaints: str = ""
    """Where to send phản ánh, kiến nghị."""
    look_up_address: str = ""
    """Host of the public look-up; empty where no server serves it."""


class Priority(Frozen):
    """Marked for priority, and why (người cao tuổi, phụ nữ mang thai, người khuyết tật…)."""

    reason: str = Field(min_length=1)


class Reception(Frozen):
    """The snapshot of an accepted dossier; ``Corrected`` changes it field by field."""

    code: str = Field(min_length=1)
    procedure: ProcedureSnapshot
    case: str = ""
    channel: ChannelKind
    limit: TimeLimit
    promised: Appointment
    due_reason: str = ""
    """Why a person typed the date, or accepted a proposed one."""
    submitter: Person
    owners: tuple[Person, ...] = Field(min_length=1)
    authorisation: Authorisation | None = None
    summary: str = Field(default="", max_length=1000)
    """Trích yếu nội dung yêu cầu."""
    papers: tuple[ReceivedPaper, ...] = ()
    presented: tuple[PresentedPaper, ...] = ()
    authenticated: tuple[AuthenticatedRow, ...] = ()
    sets: int = Field(default=1, ge=1, le=99)
    fees: tuple[FeeLine, ...] = ()
    return_by: ReturnBy = ReturnBy.DESK
    return_place: str = ""
    priority: Priority | None = None
    receiving_unit: str
    competent_unit: str = ""
    supporting_unit: str = ""
    external: ExternalReference | None = None
    received_at: AwareDatetime
    received_by: str
    """The clerk's name as printed."""
    counter: str = ""
    book: str = ""
    ordinal: int | None = Field(default=None, ge=1)
    session: UUID | None = None
    """One receiving session: several dossiers, one slip, one signature."""
    heading: OfficeHeading
    form_set: str
    form_hash: str
    secret: str = ""
    note: str = ""
    back_entry: UUID | None = None
    """The supervisor's back-entry session (đợt nhập bù) it was entered under."""
    restart_after_supplement: bool = False


class MissingPaper(Frozen):
    """A paper or content still wanted."""

    name: str = Field(min_length=1)
    note: str = ""


class Guided(Body):
    """Mẫu 02 handed out before acceptance: no code, no clock; never counted as a supplement."""

    KIND: ClassVar[str] = "Guided"
    kind: Literal["Guided"] = "Guided"
    v: Literal[1] = 1
    procedure: ProcedureSnapshot
    case: str = ""
    channel: ChannelKind = ChannelKind.DIRECT
    submitter: Person
    owners: tuple[Person, ...] = ()
    summary: str = ""
    missing: tuple[MissingPaper, ...] = Field(min_length=1)
    reason: str = ""
    papers: tuple[ReceivedPaper, ...] = ()
    """What the citizen already had, so that the page reopens filled."""
    guided_by: str
    guided_at: AwareDatetime
    heading: OfficeHeading
    form_set: str
    form_hash: str


class Submitted(Body):
    """Came online or by post; not yet accepted."""

    KIND: ClassVar[str] = "Submitted"
    kind: Literal["Submitted"] = "Submitted"
    v: Literal[1] = 1
    procedure: ProcedureSnapshot
    channel: ChannelKind
    submitter: Person
    owners: tuple[Person, ...] = ()
    summary: str = ""
    external: ExternalReference | None = None
    submitted_at: AwareDatetime


class Received(Body):
    """Accepted: the snapshot of everything the slip says."""

    KIND: ClassVar[str] = "Received"
    kind: Literal["Received"] = "Received"
    v: Literal[1] = 1
    reception: Reception
    request_id: str = ""
    """The caller's own id, which makes a registration repeatable."""


class Declined(Body):
    """Mẫu 03: not accepted; also straight from the counter, then with the people it concerns."""

    KIND: ClassVar[str] = "Declined"
    kind: Literal["Declined"] = "Declined"
    v: Literal[1] = 1
    procedure: ProcedureSnapshot
    submitter: Person
    owners: tuple[Person, ...] = ()
    summary: str = ""
    reason: str = Field(min_length=1)
    declined_by: str
    declined_at: AwareDatetime
    heading: OfficeHeading
    form_set: str
    form_hash: str
