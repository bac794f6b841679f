"""The spooler: papers made and printed off the UI thread; what does not come out stays on the list, never lost."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from desk_app.domain.errors import DeskError, sentences
from desk_app.ui.desk import Desk, Phase, PrintState
from desk_app.ui.operations import Changes, Topic, log_bug
from desk_app.ui.printers import Printers, system_printers
from desk_app.ui.translation import mark, sentence, tr

if TYPE_CHECKING:
    from uuid import UUID

    from desk_app.domain.events import PrintOutcome
    from desk_app.domain.forms.paper_data import PaperSize
    from desk_app.services.accounts import Session
    from desk_app.services.papers import Paper

logger = logging.getLogger(__name__)

sentences(
    printing_closed="Chương trình đang đóng nên chưa in. Giấy còn trong danh sách chưa in khi mở lại.",
    printing_fault="phần mềm gặp trục trặc ({name}). Nhấn Ctrl+P để in lại; nếu vẫn vậy, báo quản trị tên này.",
)

_SLIP_NOT_OUT = mark("Hồ sơ đã tiếp nhận nhưng phiếu CHƯA in: {why}")
_PAPER_NOT_OUT = mark("Giấy CHƯA in: {why}")
_SLIPS = ("receipt", "receipt_several")

_THREADS = 3
"""A printer that keeps its papers waiting must not hold back another one."""


@dataclass(frozen=True)
class _Wanted:
    """A paper of a dossier, as asked for."""

    dossier: UUID
    form: str
    size: PaperSize | None
    printer: str
    large_print: bool
    last_spoiled: bool


@dataclass(frozen=True)
class _WantedOfSession:
    """A paper of a receiving session, as asked for."""

    session: UUID
    form: str
    printer: str
    last_spoiled: bool


class Spooler(QObject):
    """Prints what it is asked to, one thread of work for each printer; ``changed`` tells a PrintState."""

    changed = Signal(object)
    _told = Signal(object, object)

    def __init__(self, desk: Desk, printers: Printers | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._printers = printers or system_printers()
        self._names: tuple[str, ...] = ()
        self._lines: dict[str, ThreadPoolExecutor] = {}
        self._under_way = 0
        self._closed = False
        self._told.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    # -- what pages ask ---------------------------------------------------------------------------------------------

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
        """Print a paper of a dossier; returns at once."""
        session = self._desk.session
        wanted = _Wanted(dossier, form, size, printer, large_print, last_spoiled)
        state = PrintState(dossier, form, Phase.WAITING, printer)
        self._put(state, printer, lambda: self._print_paper(session, wanted))

    def print_session(
        self,
        receiving_session: UUID,
        form: str = "receipt_several",
        *,
        printer: str = "",
        last_spoiled: bool = False,
    ) -> None:
        """Print the slip or the list of a receiving session; each of its dossiers gets its print written down."""
        session = self._desk.session
        wanted = _WantedOfSession(receiving_session, form, printer, last_spoiled)
        state = PrintState(None, form, Phase.WAITING, printer, session=receiving_session)
        self._put(state, printer, lambda: self._print_session(session, wanted))

    def print_sheet(
        self, title: str, make: Callable[[], Paper], *, printer: str = "", last_spoiled: bool = False
    ) -> None:
        """Print a paper of no one dossier; until it is out it stands on the list of papers not printed."""
        session = self._desk.session
        state = PrintState(None, title, Phase.WAITING, printer)
        self._put(state, printer, lambda: self._print_sheet(session, title, make, printer, last_spoiled=last_spoiled))

    def print_waiting(self, job: UUID, title: str) -> None:
        """Print a paper of no one dossier from the list of papers not printed."""
        from desk_app.services.sheet_prints import waiting_sheet

        self.print_sheet(title, lambda: waiting_sheet(self._desk.store, job)[1])

    def preview(self, over: QWidget, dossier: UUID, form: str = "receipt") -> None:
        """Show the very bytes of a paper over a page."""
        from desk_app.ui.preview import PreviewDialog

        PreviewDialog.of_dossier(self._desk, over, dossier, form)

    def preview_session(self, over: QWidget, session: UUID, form: str = "receipt_several") -> None:
        """Show the very bytes of a receiving session's slip or list over a page."""
        from desk_app.ui.preview import PreviewDialog

        PreviewDialog.of_session(self._desk, over, session, form)

    def preview_sheet(self, over: QWidget, title: str, make: Callable[[], Paper]) -> None:
        """Show the very bytes of a paper of no one dossier."""
        from desk_app.ui.preview import PreviewDialog

        PreviewDialog.of_sheet(self._desk, over, title, make)

    def show_waiting(self, over: QWidget) -> None:
        """Show the list of papers that have not come out."""
        from desk_app.ui.waiting_papers import WaitingPapers

        WaitingPapers.open_over(self._desk, over)

    def say_outcome(self, dossier: UUID, form: str, outcome: PrintOutcome) -> None:
        """Write down what a person says of the last print; a spoiled one prints again, unmarked."""
        from desk_app.domain.events import PrintOutcome
        from desk_app.services.print_outcomes import say_outcome

        session, store, now = self._desk.session, self._desk.store, self._desk.clock()
        if outcome is PrintOutcome.SPOILED:
            self.print_paper(dossier, form, last_spoiled=True)
            return
        self._desk.operations.write(
            self,
            lambda: say_outcome(store, session, dossier, form, outcome, now),
            changes=Changes.of(Topic.PRINTS, ids=(str(dossier),)),
            done=lambda _none: self.changed.emit(PrintState(dossier, form, Phase.GOOD)),
            failed=lambda error: self.changed.emit(PrintState(dossier, form, Phase.FAILED, "", sentence(error))),
        )

    def printers(self) -> tuple[str, ...]:
        """Return the names of this PC's printers, as last read."""
        return self._names

    def read_printers(self, then: Callable[[tuple[str, ...]], object] | None = None) -> None:
        """Ask the system for its printers again, off the UI thread."""

        def keep(names: tuple[str, ...]) -> None:
            self._names = names
            if then is not None:
                then(names)

        self._desk.operations.read(self, self._printers.names, done=keep, slot="printers", slow=True)

    @property
    def idle(self) -> bool:
        """Return whether nothing is on its way."""
        return self._under_way == 0

    def close(self) -> None:
        """Let what a printer is taking come to its end; what has not begun stays on the list."""
        self._closed = True
        for line in self._lines.values():
            line.shutdown(wait=True, cancel_futures=True)

    # -- on the printers' threads -----------------------------------------------------------------------------------

    def _print_paper(self, session: Session, wanted: _Wanted) -> PrintState:
        from desk_app.domain.events import PrintOutcome
        from desk_app.services.accounts import Right
        from desk_app.services.desk_settings import desk_settings
        from desk_app.services.papers_here import dossier_paper_here
        from desk_app.services.print_jobs import paper_not_printed, paper_printed
        from desk_app.services.print_outcomes import say_outcome

        store, clock, dossier, form = self._desk.store, self._desk.clock, wanted.dossier, wanted.form
        session.require(Right.RECEIVE)
        with store.reading() as rd:
            chosen = wanted.printer or desk_settings(rd).choice_for(form).printer
        self._tell(PrintState(dossier, form, Phase.SENDING, chosen))
        try:
            if wanted.last_spoiled:
                say_outcome(store, session, dossier, form, PrintOutcome.SPOILED, clock())
            paper = dossier_paper_here(store, dossier, form, wanted.size, large_print=wanted.large_print)
            sure = self._send(paper, chosen, f"{form} {str(dossier)[-6:]}")
        except DeskError as error:
            paper_not_printed(store, session, dossier, form, chosen, error, clock())
            return PrintState(dossier, form, Phase.FAILED, chosen, _in_words(error, form))
        outcome = PrintOutcome.GOOD if sure else PrintOutcome.UNKNOWN
        paper_printed(store, session, dossier, paper, outcome, chosen, clock())
        return PrintState(dossier, form, Phase.SENT, chosen)

    def _print_session(self, session: Session, wanted: _WantedOfSession) -> PrintState:
        from desk_app.domain.events import PrintOutcome
        from desk_app.services.accounts import Right
        from desk_app.services.desk_settings import desk_settings
        from desk_app.services.papers_here import session_paper_here
        from desk_app.services.print_jobs import paper_not_printed
        from desk_app.services.session_papers import SLIP, say_session_spoiled, session_printed

        store, clock, together, form = self._desk.store, self._desk.clock, wanted.session, wanted.form
        session.require(Right.RECEIVE)
        with store.reading() as rd:
            chosen = wanted.printer or desk_settings(rd).choice_for(form).printer
            dossiers = [line.id for line in rd.dossiers.of_session(together) if not line.voided]
        state = PrintState(None, form, Phase.SENDING, chosen, session=together)
        self._tell(state)
        try:
            if wanted.last_spoiled:
                say_session_spoiled(store, session, together, form, clock())
            paper = session_paper_here(store, together, form)
            sure = self._send(paper, chosen, f"{form} {str(together)[-6:]}")
        except DeskError as error:
            # Each dossier can be given its own slip from the list, should the one for all never come out.
            for dossier in dossiers if form == SLIP else ():
                paper_not_printed(store, session, dossier, "receipt", chosen, error, clock())
            return replace(state, phase=Phase.FAILED, sentence=_in_words(error, form))
        outcome = PrintOutcome.GOOD if sure else PrintOutcome.UNKNOWN
        session_printed(store, session, together, paper, outcome, chosen, clock())
        return replace(state, phase=Phase.SENT)

    def _print_sheet(
        self, session: Session, title: str, make: Callable[[], Paper], printer: str, *, last_spoiled: bool
    ) -> PrintState:
        from desk_app.domain.events import PrintOutcome
        from desk_app.services.desk_settings import desk_settings
        from desk_app.services.sheet_prints import queue_sheet, say_sheet_spoiled, sheet_not_printed, sheet_printed

        store, clock = self._desk.store, self._desk.clock
        try:
            paper = make()
            if last_spoiled:
                say_sheet_spoiled(store, session, paper, clock())
            sheet = queue_sheet(store, session, title, paper, clock())
        except DeskError as error:
            return PrintState(None, title, Phase.FAILED, printer, _in_words(error, ""))
        with store.reading() as rd:
            chosen = printer or desk_settings(rd).choice_for(sheet.paper.form).printer
        self._tell(PrintState(None, title, Phase.SENDING, chosen))
        try:
            sure = self._send(sheet.paper, chosen, sheet.paper.form)
        except DeskError as error:
            sheet_not_printed(store, session, sheet, chosen, error, clock())
            return PrintState(None, title, Phase.FAILED, chosen, _in_words(error, ""))
        outcome = PrintOutcome.GOOD if sure else PrintOutcome.UNKNOWN
        sheet_printed(store, session, sheet, outcome, chosen, clock())
        return PrintState(None, title, Phase.SENT, chosen)

    def _send(self, paper: Paper, printer: str, title: str) -> bool:
        return self._printers.send(paper.pdf, printer=printer, title=title)

    # -- between the threads ----------------------------------------------------------------------------------------

    def _put(self, state: PrintState, printer: str, work: Callable[[], PrintState]) -> None:
        if self._closed:
            raise DeskError("printing_closed")
        if printer not in self._lines:
            threads = 1 if printer else _THREADS
            self._lines[printer] = ThreadPoolExecutor(threads, thread_name_prefix="print")
        self._under_way += 1
        self.changed.emit(state)

        def run() -> None:
            try:
                result: PrintState | BaseException = work()
            except BaseException as error:  # noqa: BLE001 - the edge of a thread: nothing may be lost here
                result = error
            self._told.emit(state, result)

        self._lines[printer].submit(run)

    def _tell(self, state: PrintState) -> None:
        self._told.emit(state, None)

    @Slot(object, object)
    def _deliver(self, asked: PrintState, result: PrintState | BaseException | None) -> None:
        """Tell the pages; ``None`` is a step on the way."""
        if result is None:
            self.changed.emit(asked)
            return
        self._under_way -= 1
        if isinstance(result, PrintState):
            self.changed.emit(result)
        elif isinstance(result, DeskError):
            words = sentence(result)
            self.changed.emit(replace(asked, phase=Phase.FAILED, sentence=words))
        else:
            name = log_bug(result)
            words = _in_words(DeskError("printing_fault", name=name), asked.form)
            self.changed.emit(replace(asked, phase=Phase.FAILED, sentence=words))
            self._desk.operations.bug.emit(name)
        ids = (str(asked.dossier),) if asked.dossier is not None else ()
        self._desk.operations.changed.emit(Changes.of(Topic.PRINTS, ids=ids))


def _in_words(error: DeskError, form: str) -> str:
    """Return what to tell the clerk: a slip that did not come out never puts its registration in doubt."""
    return tr(_SLIP_NOT_OUT if form in _SLIPS else _PAPER_NOT_OUT, why=sentence(error))
