"""The dossier as it stands: the projection of its events, and the questions asked of it."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from desk_app.domain.errors import sentences
from desk_app.domain.events import Decision
from desk_app.domain.events.reception import Declined, Guided, ReceivedPaper, Reception, Submitted
from desk_app.domain.events.steps import (
    Apologised,
    PaymentRequested,
    ResultReady,
    Returned,
    SupplementRequested,
)
from desk_app.domain.people import Person
from desk_app.domain.states import FINISHED_STATES, OPEN_STATES, State
from desk_app.domain.values import Frozen

sentences(
    unknown_dossier="Không thấy hồ sơ {code} trên máy này. Hồ sơ của quầy khác có thể chưa gửi về; "
    "tìm theo số giấy tờ hoặc số điện thoại (F3).",
    dossier_not_here="Không thấy hồ sơ này trên máy này. Tìm lại theo mã, số giấy tờ hoặc số điện thoại (F3).",
)


class Why(StrEnum):
    """Why an event has no effect (việc cần kiểm tra)."""

    NOT_LEGAL_HERE = "not_legal_here"
    OLD_VALUE_DIFFERS = "old_value_differs"
    NOT_ENTITLED = "not_entitled"
    UNKNOWN_TARGET = "unknown_target"
    NOT_A_VALUE = "not_a_value"
    """A corrected field would hold something its type refuses."""
    NEWER_VERSION = "newer_version"
    """Made by a newer version of the program: kept, passed on, not folded."""
    BODY_MISSING = "body_missing"
    FORKED = "forked"
    """Another version of it is known, or another event at its place: a copied store wrote on. It has effect until a
    person sets it aside."""
    NOT_APPLICABLE = "not_applicable"
    """Its values cannot be reckoned with, such as a date at the end of time."""


class Flag(Frozen):
    """An event a person has to look at, because it has no effect or is contested; settled: what they said."""

    event_id: UUID
    kind: str
    why: Why
    settled: Decision | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it still stands on the list of things to check."""
        return self.settled is None and self.why is not Why.NEWER_VERSION


class Pause(Frozen):
    """The clock stood still. state: what it waited for; end: None while it still does."""

    state: State
    start: datetime
    end: datetime | None = None


class Promise(Frozen):
    """An appointment given at some moment. due_at: None = no fixed date."""

    event_id: UUID
    kind: str
    given_at: datetime
    due_at: datetime | None


class Stay(Frozen):
    """The dossier lay with a unit. until: None while it still does."""

    event_id: UUID
    unit: str
    person: str = ""
    phone: str = ""
    since: datetime
    until: datetime | None = None


class ApologyLetter(Frozen):
    """A signed apology, and when it went out."""

    event_id: UUID
    letter: Apologised
    sent_at: datetime | None = None
    sent_how: str = ""


class PrintedPaper(Frozen):
    """One printing of a paper."""

    event_id: UUID
    form: str
    size: str
    pdf_digest: str
    outcome: str
    reprint: int
    printed_at: datetime


class AttachedFile(Frozen):
    """An attachment, by its content's SHA-256. paper: the name of the paper it shows, "" = all papers in one file."""

    event_id: UUID
    name: str
    media_type: str
    size: int
    content: str
    paper: str


class TimelineEntry(Frozen):
    """One event as the history shows it. has_effect: False = reversed, flagged or of a newer version."""

    event_id: UUID
    kind: str
    occurred_at: datetime
    actor: str
    desk_id: str
    state_after: State
    has_effect: bool
    reversed: bool = False
    erased: bool = False


class Dossier(Frozen):
    """A dossier, folded from all its events. Times aware; money VND."""

    id: UUID
    state: State = State.NONE
    voided: bool = False
    """Its reception was reversed: the code stays used, struck out in the book."""
    erased: bool = False
    reception: Reception | None = None
    received_event: UUID | None = None
    received_actor: str = ""
    recorded_at: datetime | None = None
    """When the reception was written down (differs from received_at in a back-entry)."""
    guided: Guided | None = None
    submitted: Submitted | None = None
    declined: Declined | None = None
    promises: tuple[Promise, ...] = ()
    pauses: tuple[Pause, ...] = ()
    stays: tuple[Stay, ...] = ()
    supplements: tuple[SupplementRequested, ...] = ()
    payment_request: PaymentRequested | None = None
    payment_request_event: UUID | None = None
    paid_total: Decimal = Decimal(0)
    result: ResultReady | None = None
    returned: Returned | None = None
    originals_returned: bool = False
    stop_reason: str = ""
    apologies: tuple[ApologyLetter, ...] = ()
    prints: tuple[PrintedPaper, ...] = ()
    attachments: tuple[AttachedFile, ...] = ()
    notes: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    finished_at: datetime | None = None
    """The end of the agency's time (766: finished > returned > stopped or declined)."""
    timeline: tuple[TimelineEntry, ...] = ()

    @property
    def code(self) -> str:
        """Return the dossier code, "" before acceptance."""
        return self.reception.code if self.reception else ""

    @property
    def original_due_at(self) -> datetime | None:
        """Return the first appointment as it was given (or corrected), None = no fixed date."""
        return self.promises[0].due_at if self.promises else None

    @property
    def due_at(self) -> datetime | None:
        """Return the appointment lateness is measured against: pauses move it, an apology does not (QĐ 766)."""
        return self.promises[-1].due_at if self.promises else None

    @property
    def shown_due_at(self) -> datetime | None:
        """Return the appointment the citizen holds: the last apology's, or what pauses since made later than that."""
        if not self.apologies:
            return self.due_at
        told = self.apologies[-1].letter.new_due_at
        return told if self.due_at is None else max(told, self.due_at)

    @property
    def is_open(self) -> bool:
        """Tell whether the agency still owes a result."""
        return not self.voided and self.state in OPEN_STATES

    @property
    def is_finished(self) -> bool:
        """Tell whether the agency's time has ended."""
        return not self.voided and self.state in FINISHED_STATES

    @property
    def owners(self) -> tuple[Person, ...]:
        """Return the owners, whatever the dossier's state."""
        if self.reception:
            return self.reception.owners
        source = self.declined or self.guided or self.submitted
        if source is None:
            return ()
        return source.owners or (source.submitter,)

    @property
    def unit(self) -> str:
        """Return the unit the dossier lies with now, "" at the desk."""
        last = self.stays[-1] if self.stays else None
        return last.unit if last is not None and last.until is None else ""

    @property
    def open_flags(self) -> tuple[Flag, ...]:
        """Return what a person still has to check."""
        return tuple(flag for flag in self.flags if flag.is_open)

    def is_digitised(self, paper: ReceivedPaper) -> bool:
        """Tell whether a paper taken was scanned: ticked when it was received, or shown by an attached file."""
        return paper.digitised or any(file.paper in ("", paper.name) for file in self.attachments)

    @property
    def digitised(self) -> bool:
        """Tell whether any part of the dossier was scanned (QĐ 766 group 4, ``HoSoCoThanhPhanSoHoa``).

        A scanned result or letter of apology is no part of what was handed in.
        """
        papers = self.reception.papers if self.reception else ()
        whole = any(not file.paper for file in self.attachments)
        return self.reception is not None and (whole or any(self.is_digitised(paper) for paper in papers))

    def last_good_print(self, form: str) -> PrintedPaper | None:
        """Return the last good printing of a form."""
        good = [paper for paper in self.prints if paper.form == form and paper.outcome == "good"]
        return good[-1] if good else None
