"""A digit pressed alone acts; the digits of a scan do not."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_ALONE_MS = 180
"""A scanner sends its next character long before this."""


class LoneKey(QObject):
    """Takes the characters typed over a list and calls ``act`` with one that nothing followed."""

    def __init__(self, act: Callable[[str], object], parent: QObject) -> None:
        super().__init__(parent)
        self._act = act
        self._typed = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_ALONE_MS)
        self._timer.timeout.connect(self._decide)

    def take(self, text: str) -> None:
        """Note a character; more than one within the time is a scan or a word, which act on nothing."""
        self._typed += text
        self._timer.start()

    def _decide(self) -> None:
        typed, self._typed = self._typed, ""
        if len(typed) == 1:
            self._act(typed)
