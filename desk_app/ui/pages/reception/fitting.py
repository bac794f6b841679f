"""The form's height: what gives way, step by step, so that only the papers scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from desk_app.ui.pages.reception.body import ReceptionBody

_NAME_LINES = 2
_PAPER_ROWS = 3
"""Rows of papers always in sight; fewer only where the form would scroll otherwise."""
_FEWER_ROWS = 5
"""Step after which papers give up rows."""
_STEPS = 7
"""Last step of all; the form scrolls only when even that leaves no room."""


class FormFit(QObject):
    """Watches the form in its scroll area and makes it denser where it is too tall.

    Each step keeps those before it: the chips of parked dossiers give way to what F9 does now (Ctrl+O lists them), the
    procedure's name to one line, the air between blocks, the procedure's second line, the row of parked dossiers and of
    a lượt (Ctrl+O and “…” have both), then one paper row after the other.
    """

    def __init__(self, body: ReceptionBody, area: QScrollArea, inside: QWidget) -> None:
        super().__init__(body)
        self._body, self._area, self._inside = body, area, inside
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
            for step in range(_STEPS + 1):
                self._take(step)
                if self._wanted() <= room:
                    break
            self._fits_for = (room, self._wanted())
        self._waits = False

    def _wanted(self) -> int:
        """Return the form's least height as it stands now."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        return self._inside.minimumSizeHint().height()

    def _take(self, step: int) -> None:
        body = self._body
        body.parked_row.give_way(step >= 5 or (step >= 1 and not body.task_bar.isHidden()), step >= 5)
        body.procedure.name.set_most(1 if step >= 2 else _NAME_LINES)
        body.procedure.give_way(step >= 4)
        for block in body.blocks():
            block.set_dense(step >= 3)
        body.task_bar.set_dense(step >= 3)
        layout = self._inside.layout()
        if layout is not None:
            layout.setSpacing(2 if step >= 3 else 6)
        rows = max(1, _PAPER_ROWS - max(0, step - _FEWER_ROWS))
        body.papers.keep_rows(rows)
        body.authentication.keep_rows(rows)
