"""Events of the office itself: streams, sign-ins, settings, imports, back-entry, closed days, lists printed."""

from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from desk_app.domain.events.base import Authority, Body
from desk_app.domain.events.care import PrintOutcome
from desk_app.domain.values import Frozen


class StreamBegan(Body):
    """The first event of a stream. parent: the stream it continues after a restore or a recovery."""

    KIND: ClassVar[str] = "StreamBegan"
    kind: Literal["StreamBegan"] = "StreamBegan"
    v: Literal[1] = 1
    parent: UUID | None = None
    cause: Literal["new", "restored", "recovered", "copied"] = "new"
    program: str


class SignedIn(Body):
    """An account was opened at the desk, or failed to be."""

    KIND: ClassVar[str] = "SignedIn"
    kind: Literal["SignedIn"] = "SignedIn"
    v: Literal[1] = 1
    account: str
    ok: bool


class AccountChanged(Body):
    """An account was made, changed, closed. Passwords never stand in events."""

    KIND: ClassVar[str] = "AccountChanged"
    kind: Literal["AccountChanged"] = "AccountChanged"
    v: Literal[1] = 1
    account: str
    display_name: str
    role: str
    active: bool
    password_changed: bool = False


class SettingChanged(Body):
    """A setting of the office got a new value. old, new: JSON values."""

    KIND: ClassVar[str] = "SettingChanged"
    kind: Literal["SettingChanged"] = "SettingChanged"
    v: Literal[1] = 1
    name: str
    old: Any = None
    new: Any = None


class CatalogueImported(Body):
    """Procedures were imported from a file."""

    KIND: ClassVar[str] = "CatalogueImported"
    kind: Literal["CatalogueImported"] = "CatalogueImported"
    v: Literal[1] = 1
    source: str
    digest: str
    new: int = 0
    amended: int = 0
    abolished: int = 0
    unchanged: int = 0


class BackEntryOpened(Body):
    """A supervisor opens a back-entry session (đợt nhập bù) for papers written while the PC was down."""

    KIND: ClassVar[str] = "BackEntryOpened"
    kind: Literal["BackEntryOpened"] = "BackEntryOpened"
    v: Literal[1] = 1
    session: UUID
    from_time: AwareDatetime
    to_time: AwareDatetime
    authority: Authority


class BackEntryClosed(Body):
    """The back-entry session ends."""

    KIND: ClassVar[str] = "BackEntryClosed"
    kind: Literal["BackEntryClosed"] = "BackEntryClosed"
    v: Literal[1] = 1
    session: UUID


class NumbersReserved(Body):
    """Codes printed beforehand on emergency slips. first, last: numbers of that day's series."""

    KIND: ClassVar[str] = "NumbersReserved"
    kind: Literal["NumbersReserved"] = "NumbersReserved"
    v: Literal[1] = 1
    day: date
    first: int = Field(ge=1)
    last: int = Field(ge=1)


class StreamHead(Frozen):
    """Where a stream stood."""

    stream: UUID
    seq: int
    hash: str


class DayClosed(Body):
    """Chốt ngày: the event heads it covers, totals, digest of the stored PDF. supplement: 0 = the day itself."""

    KIND: ClassVar[str] = "DayClosed"
    kind: Literal["DayClosed"] = "DayClosed"
    v: Literal[1] = 1
    day: date
    supplement: int = Field(default=0, ge=0)
    heads: tuple[StreamHead, ...]
    totals: dict[str, int]
    pdf_digest: str
    open_lines_reason: str = ""
    closed_by: str


class SheetPrinted(Body):
    """A paper of no one dossier was printed: a list, a report, the book, posting sheets.

    title: as it was asked for, without anybody's data. pdf_digest: of the words without the mark of a reprint, which is
    what makes two sheets the same one. reprint: as in ``Printed``. A later ``spoiled`` of one digest and
    ``printed_at`` says what became of that print.
    """

    KIND: ClassVar[str] = "SheetPrinted"
    kind: Literal["SheetPrinted"] = "SheetPrinted"
    v: Literal[1] = 1
    form: str
    title: str = Field(max_length=400)
    form_hash: str
    size: str
    pdf_digest: str
    outcome: PrintOutcome
    reprint: int = Field(default=0, ge=0)
    printer: str = ""
    printed_at: AwareDatetime
