"""The desk every page is given: store, who sits here, what time it is, operations, printing, and the way to others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from desk_app.ui.operations import Operations

if TYPE_CHECKING:  # the store and the papers take longer to load than the window to open
    from uuid import UUID

    from desk_app.domain.events import PrintOutcome
    from desk_app.domain.forms.paper_data import PaperSize
    from desk_app.domain.people import Person
    from desk_app.models.store import Store
    from desk_app.services.accounts import Session
    from desk_app.services.papers import Paper
    from desk_app.sync.hanging_up import Calls


class Phase(StrEnum):
    """How far a paper is on its way out of the printer."""

    WAITING = "waiting"
    """Handed to the spooler."""
    SENDING = "sending"
    """Being made, and given to the printer."""
    SENT = "sent"
    """The printer took all of it; a person may still say that it came out spoiled."""
    FAILED = "failed"
    """It did not come out; it stays on the list of slips not printed."""
    GOOD = "good"
    SPOILED = "spoiled"


@dataclass(frozen=True)
class PrintState:
    """What became of one paper. dossier: None for a paper of no one dossier. sentence: for the clerk, when it failed.

    form: the form's name (``receipt``, ``supplement``, ``decline``, ``label``, ``explanation``…).
    session: the receiving session of a paper of several dossiers.
    """

    dossier: UUID | None
    form: str
    phase: Phase
    printer: str = ""
    sentence: str = ""
    session: UUID | None = None


class Printing(Protocol):
    """Papers out of printers. Every call returns at once; what becomes of a paper comes as ``changed``."""

    @property
    def changed(self) -> SignalInstance:
        """Tell each PrintState."""

    def print_paper(
        self,
        dossier: UUID,
        form: str,
        *,
        size: PaperSize | None = None,
        printer: str = "",
        large_print: bool = False,
        last_spoiled: bool = False,
    ) -> None:
        """Print a paper of a dossier. printer: "" = the one chosen for this paper on this PC.

        last_spoiled: the last print never left the counter, and this one takes its place unmarked.
        """

    def print_session(
        self, session: UUID, form: str = "receipt_several", *, printer: str = "", last_spoiled: bool = False
    ) -> None:
        """Print the one slip of a receiving session (kết thúc lượt), or the list of its dossiers.

        last_spoiled: as in ``print_paper``.
        """

    def print_sheet(
        self, title: str, make: Callable[[], Paper], *, printer: str = "", last_spoiled: bool = False
    ) -> None:
        """Print a paper of no one dossier (a list, the book, posting sheets, tests). make: runs off the UI thread.

        Until it is out it stands on the list of papers not printed; a list printed before says so. last_spoiled: as in
        ``print_paper``.
        """

    def print_waiting(self, job: UUID, title: str) -> None:
        """Print a paper of no one dossier from the list of papers not printed."""

    def preview(self, over: QWidget, dossier: UUID, form: str = "receipt") -> None:
        """Show the very bytes of a paper over a page (Ctrl+P): print again, another printer, save, spoiled copy."""

    def preview_session(self, over: QWidget, session: UUID, form: str = "receipt_several") -> None:
        """Show the very bytes of a receiving session's slip or list over a page."""

    def preview_sheet(self, over: QWidget, title: str, make: Callable[[], Paper]) -> None:
        """Show the very bytes of a paper of no one dossier, to print or to save."""

    def say_outcome(self, dossier: UUID, form: str, outcome: PrintOutcome) -> None:
        """Write down what a person says of the last print of a paper: good, or spoiled (then it prints again)."""

    def show_waiting(self, over: QWidget) -> None:
        """Show the list of papers that have not come out of a printer."""

    def printers(self) -> tuple[str, ...]:
        """Return the names of this PC's printers, as last read."""

    def read_printers(self, then: Callable[[tuple[str, ...]], object] | None = None) -> None:
        """Ask the system for its printers again; ``then`` gets their names on the UI thread."""


class Syncing(Protocol):
    """Rounds with the central server, in the background. Every call returns at once."""

    @property
    def changed(self) -> SignalInstance:
        """Tell that a round began, went on or ended, or that the desk was enrolled or left."""

    @property
    def aside(self) -> Operations:
        """Return operations for what waits for a network or a stick, so that no clerk waits behind it."""

    @property
    def calls(self) -> Calls:
        """Return by what operations aside ask the server, so that closing hangs up on them."""

    @property
    def is_running(self) -> bool:
        """Tell whether a round is under way."""

    @property
    def progress(self) -> tuple[str, int, int] | None:
        """Return how far the round under way is: ``up`` or ``down``, done, of how many (0 = unknown)."""

    @property
    def last(self) -> tuple[int, int] | None:
        """Return what the last confirmed round of this sitting sent and received."""

    def ask(self) -> None:
        """Exchange as soon as may be; what becomes of it comes as ``changed``."""


@dataclass(frozen=True)
class DossierTarget:
    """Open a dossier on the page Hồ sơ. steps: with the list of its later steps ("Bước khác")."""

    dossier: UUID
    steps: bool = False


@dataclass(frozen=True)
class DossierListTarget:
    """Show these dossiers on the page Hồ sơ, in this order. title: what they have in common, in the user's language."""

    title: str
    dossiers: tuple[UUID, ...]


@dataclass(frozen=True)
class ReturnTarget:
    """Open a dossier on the page Trả kết quả."""

    dossier: UUID


@dataclass(frozen=True)
class LateTarget:
    """Choose a dossier on the page Trễ hạn, for its letter of apology."""

    dossier: UUID


@dataclass(frozen=True)
class ProcedureTarget:
    """Open a procedure on the page Thủ tục."""

    code: str


@dataclass(frozen=True)
class CatalogueChangesTarget:
    """Show the changes of the catalogue nobody has read, on the page Thủ tục."""


@dataclass(frozen=True)
class ReceptionTarget:
    """Begin or mend a reception on the page Tiếp nhận; what is None is left to the clerk.

    starts_from: a guided dossier whose citizen came back. correct: a dossier to correct (Ctrl+E). draft: a parked page.
    """

    person: Person | None = None
    procedure: str = ""
    starts_from: UUID | None = None
    correct: UUID | None = None
    draft: UUID | None = None


@dataclass(frozen=True)
class SettingsTarget:
    """Open a section of Thiết lập by its English name (``printers``, ``calendar``, ``backup``…)."""

    section: str


@dataclass(frozen=True)
class DigitisingTarget:
    """Match scanned files to the dossiers of the last 7 days that still have papers to scan, on the page Hồ sơ."""


@dataclass(frozen=True)
class WaitingPapersTarget:
    """Show the list of slips not printed."""


Target = (
    DossierTarget
    | DossierListTarget
    | ReturnTarget
    | LateTarget
    | ProcedureTarget
    | CatalogueChangesTarget
    | ReceptionTarget
    | SettingsTarget
    | DigitisingTarget
    | WaitingPapersTarget
)


class TakesTargets(Protocol):
    """What a page that can be asked to open something implements beside ``Page``."""

    def open_target(self, target: Target) -> None:
        """Open what is asked; called after the page has come up."""


class Desk(QObject):
    """What the composition root hands to every page.

    A page belongs to the clerk for whom it was built: it keeps ``desk.session`` of that moment and never looks again.
    ``clock`` gives the aware present moment; nothing else reads the time.
    """

    session_changed = Signal(object)
    """The Session of who now sits here, after each sign-in."""
    settings_changed = Signal(object)
    """The DeskSettings of this PC after a change: colours, text size, language, sounds, printers."""

    def __init__(
        self,
        store: Store | None,
        operations: Operations,
        clock: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self.operations = operations
        self.clock = clock
        self._session: Session | None = None
        self._printing: Printing | None = None
        self._syncing: Syncing | None = None
        self._open: Callable[[Target], None] | None = None

    @property
    def store(self) -> Store:
        """Return the store; it is open long before anybody can sign in."""
        assert self._store is not None, "the store is not open yet"
        return self._store

    def use_store(self, store: Store) -> None:
        """Give the desk its store; the composition root's part."""
        self._store = store

    @property
    def session(self) -> Session:
        """Return who sits here. Raises RuntimeError before the first sign-in, when there are no pages either."""
        if self._session is None:
            raise RuntimeError("nobody has signed in")
        return self._session

    def seat(self, session: Session) -> None:
        """Let somebody sit down: called after sign-in, before their pages come up."""
        self._session = session
        self.session_changed.emit(session)

    @property
    def printing(self) -> Printing:
        """Return the spooler."""
        assert self._printing is not None, "the desk has no spooler yet"
        return self._printing

    def use_printing(self, printing: Printing) -> None:
        """Give the desk its spooler; the composition root's part."""
        self._printing = printing

    @property
    def syncing(self) -> Syncing:
        """Return the rounds with the central server."""
        assert self._syncing is not None, "the desk has no sync yet"
        return self._syncing

    def use_syncing(self, syncing: Syncing) -> None:
        """Give the desk its sync; the composition root's part."""
        self._syncing = syncing

    def use_ways(self, open_target: Callable[[Target], None]) -> None:
        """Give the desk the way from page to page; the composition root's part."""
        self._open = open_target

    def open(self, target: Target) -> None:
        """Go to the page that shows this and open it there."""
        assert self._open is not None, "the desk has no pages yet"
        self._open(target)
