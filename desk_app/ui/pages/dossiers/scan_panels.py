"""The panels of scanned files over the page Hồ sơ: those that wait for a dossier, and those a dossier holds."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from desk_app.ui.desk import Desk

if TYPE_CHECKING:  # decoders of pictures, loaded when somebody digitises
    from desk_app.ui.pages.digitising.held_files import HeldFiles
    from desk_app.ui.pages.digitising.panel import DigitisingPanel


class ScanPanels(QObject):
    """Builds each panel when it is first asked for and shows it on the page's stack. tell: says words in the page."""

    left_queue = Signal()
    left_files = Signal()

    def __init__(self, desk: Desk, stack: QStackedWidget, tell: Callable[..., None]) -> None:
        super().__init__(stack)
        self._desk, self._stack, self._tell = desk, stack, tell
        self._compact = False
        self.queue: DigitisingPanel | None = None
        self.held: HeldFiles | None = None

    @property
    def shown(self) -> "DigitisingPanel | HeldFiles | None":
        """Return the panel that is up."""
        top = self._stack.currentWidget()
        return next((panel for panel in (self.queue, self.held) if panel is not None and panel is top), None)

    def show_queue(self, *, week: bool = False) -> None:
        """Show the scanned files that wait, and the dossiers they belong to. week: those of 7 days, whoever's."""
        if self.queue is None:
            from desk_app.ui.pages.digitising.panel import DigitisingPanel

            self.queue = DigitisingPanel(self._desk, self._tell, self._stack)
            self.queue.left.connect(self.left_queue)
            self.queue.set_compact(self._compact)
            self._stack.addWidget(self.queue)
        self._stack.setCurrentWidget(self.queue)
        if week:
            self.queue.side.show_week()
        self.queue.look()
        self.queue.first_box().setFocus()

    def show_files(self, dossier: UUID) -> None:
        """Show the scanned files of a dossier."""
        if self.held is None:
            from desk_app.ui.pages.digitising.held_files import HeldFiles

            self.held = HeldFiles(self._desk, self._tell, self._stack)
            self.held.left.connect(self.left_files)
            self._stack.addWidget(self.held)
        self._stack.setCurrentWidget(self.held)
        self.held.open(dossier)
        self.held.first_box().setFocus()

    def step_back(self) -> bool:
        """Close the innermost list or question, then the panel; False when none is up."""
        panel = self.shown
        if panel is None:
            return False
        if not panel.step_back():
            (self.left_files if panel is self.held else self.left_queue).emit()
        return True

    def set_compact(self, compact: bool) -> None:
        """Rearrange for a narrow window, or back."""
        self._compact = compact
        if self.queue is not None:
            self.queue.set_compact(compact)
