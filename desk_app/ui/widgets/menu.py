"""A menu no scan can choose from: bare characters do nothing, nor does the Enter behind them."""

import time

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu
from typing_extensions import override

from desk_app.ui.keys import is_enter
from desk_app.ui.widgets.question import BURST_SECONDS


class QuietMenu(QMenu):
    """Chosen from with ↑ ↓ Enter, Alt+letter or the mouse; a scanner types letters, digits and an Enter."""

    _last_character = float("-inf")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        now = time.monotonic()
        if is_enter(event.key()) and now - self._last_character < BURST_SECONDS:
            return
        held = event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
        if not held and event.text() and event.text().isprintable():
            self._last_character = now
            return
        super().keyPressEvent(event)
