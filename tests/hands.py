"""Hands and scanners: keys sent to whatever has the focus, every Vietnamese letter among them."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication


class Hands:
    """Types as a hand or a scanner does, into whatever has the focus; knows every Vietnamese letter."""

    def __init__(self) -> None:
        self._stamp = 0

    def type(self, text: str) -> None:
        """Send each character as one key, at once, to the control that has the focus when it comes."""
        for character in text:
            self.key(0, character)

    def key(
        self,
        key: int,
        text: str = "",
        held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        stamp: int = 0,
    ) -> None:
        """Press and release one key. stamp: when, in ms of the window system's clock; 0: it does not say."""
        if not key and text:
            key = ord(text.upper()) if text.isascii() else int(Qt.Key.Key_unknown)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            target = QApplication.focusWidget()
            if target is None and kind is QEvent.Type.KeyRelease:
                return
            assert target is not None, "nothing has the focus"
            event = QKeyEvent(kind, key, held, text)
            event.setTimestamp(stamp)
            QApplication.sendEvent(target, event)

    def enter(self) -> None:
        """Press Enter."""
        self.key(int(Qt.Key.Key_Return), "\r")

    def scan(self, text: str) -> None:
        """Do what a scanner does: a character every millisecond, then Enter, stamped as the window system does.

        However long the program takes over one of them, the stamps say that they came together.
        """
        self._stamp += 1000
        for character in text:
            self._stamp += 1
            self.key(0, character, stamp=self._stamp)
        self._stamp += 1
        self.key(int(Qt.Key.Key_Return), "\r", stamp=self._stamp)
