"""Hands and scanners: keys sent to whatever has the focus, every Vietnamese letter among them."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication


class Hands:
    """Types as a hand or a scanner does, into whatever has the focus; knows every Vietnamese letter."""

    def type(self, text: str) -> None:
        """Send each character as one key, at once, to the control that has the focus when it comes."""
        for character in text:
            self.key(0, character)

    def key(
        self,
        key: int,
        text: str = "",
        held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press and release one key."""
        if not key and text:
            key = ord(text.upper()) if text.isascii() else int(Qt.Key.Key_unknown)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            target = QApplication.focusWidget()
            if target is None and kind is QEvent.Type.KeyRelease:
                return
            assert target is not None, "nothing has the focus"
            QApplication.sendEvent(target, QKeyEvent(kind, key, held, text))

    def enter(self) -> None:
        """Press Enter."""
        self.key(int(Qt.Key.Key_Return), "\r")

    def scan(self, text: str) -> None:
        """Do what a scanner does: every character at once, then Enter."""
        self.type(text)
        self.enter()
