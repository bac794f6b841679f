"""What the page is still reading, which F9 must not overtake."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from desk_app.domain.errors import DeskError
from desk_app.ui.operations import Operations

T = TypeVar("T")


class Reads(QObject):
    """Reads off the UI thread, counted until their answers are here. refused: says why one failed."""

    def __init__(self, operations: Operations, refused: Callable[[DeskError], object], parent: QObject) -> None:
        super().__init__(parent)
        self._operations = operations
        self._refused = refused
        self._under_way = 0
        self._after: Callable[[], object] | None = None
        operations.bug.connect(self._failed_by_a_bug)

    def wait(self, then: Callable[[], object]) -> bool:
        """Return whether something is still being read; ``then`` is called once it is all here."""
        self._after = then if self._under_way else None
        return self._under_way > 0

    def read(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        """Read something F9 must not overtake."""
        self._under_way += 1

        def arrived(result: T) -> None:
            self._under_way = max(0, self._under_way - 1)
            done(result)
            self._go_on()

        def failed(error: DeskError) -> None:
            self._under_way = max(0, self._under_way - 1)
            self._after = None
            self._refused(error)

        self._operations.read(self, work, done=arrived, failed=failed)

    def _failed_by_a_bug(self, _name: str) -> None:
        """Nothing waits for a read that a fault of the program has ended."""
        self._under_way = 0
        self._after = None

    def _go_on(self) -> None:
        then = self._after
        if then is not None and not self._under_way:
            self._after = None
            then()
