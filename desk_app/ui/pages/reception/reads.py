"""What the page is still reading, which F9 must not overtake."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from desk_app.domain.errors import DeskError

if TYPE_CHECKING:
    from desk_app.ui.pages.reception.page import ReceptionPage

T = TypeVar("T")


class Reads(QObject):
    """Reads off the UI thread, counted until their answers are here."""

    def __init__(self, page: ReceptionPage) -> None:
        super().__init__(page)
        self._page = page
        self._under_way = 0
        self._after: Callable[[], object] | None = None
        page.desk.operations.bug.connect(self._failed_by_a_bug)

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
            self._page.show_error(error)

        self._page.desk.operations.read(self, work, done=arrived, failed=failed)

    def _failed_by_a_bug(self, _name: str) -> None:
        """Nothing waits for a read that a fault of the program has ended."""
        self._under_way = 0
        self._after = None

    def _go_on(self) -> None:
        then = self._after
        if then is not None and not self._under_way:
            self._after = None
            then()
