"""The form's height: what gives way, step by step, so that only the papers scroll."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget
from typing_extensions import override


class FormFit(QObject):
    """Watches a form in its scroll area and makes it denser where it is too tall.

    give_way: called with 0 (everything at its ease) up to ``steps``; each step keeps those before it. The form scrolls
    only when even the last leaves no room.
    """

    def __init__(
        self, area: QScrollArea, inside: QWidget, give_way: Callable[[int], None], steps: int, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._area, self._inside = area, inside
        self._give_way, self._steps = give_way, steps
        self._fits_for = (0, 0)
        self._waits = False
        area.viewport().installEventFilter(self)
        inside.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and not self._waits:
            self._waits = True
            QTimer.singleShot(0, self, self._fit)
        return False

    def _fit(self) -> None:
        room = self._area.viewport().height()
        if (room, self._wanted()) != self._fits_for:
            for step in range(self._steps + 1):
                self._give_way(step)
                if self._wanted() <= room:
                    break
            self._fits_for = (room, self._wanted())
        self._waits = False

    def _wanted(self) -> int:
        """Return the form's least height as it stands now."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        return self._inside.minimumSizeHint().height()
