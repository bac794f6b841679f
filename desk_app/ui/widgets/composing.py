"""A key that arrives before the word it ends waits until the input method has written that word."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desk_app.ui.keys import is_enter


class HeldKey:
    """Keeps an Enter or a Tab pressed over a half composed word and presses it again once the word stands.

    An input method that wants such a key for itself never lets it through; one that lets it through writes the word
    next (fcitx5 behind the interface of IBus does it in this order). Without this a scan's Enter would be lost, and a
    Tab would leave the word behind.
    """

    def __init__(self, editor: QWidget) -> None:
        self._editor = editor
        self._half = ""
        self._held: QKeyEvent | None = None

    def holds(self, event: QEvent) -> bool:
        """Keep the key of an event, if it ends a word that is half composed; True when it is kept."""
        if not self._half or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if not is_enter(event.key()) and event.key() not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        again = QKeyEvent(event.type(), event.key(), event.modifiers(), event.text())
        again.setTimestamp(event.timestamp())
        self._held = again
        return True

    def heard(self, half: str) -> None:
        """Tell what is half composed now; another letter means that the key ended nothing."""
        held, self._held, self._half = self._held, None, half
        if held is not None and not half and self._editor.hasFocus():
            QCoreApplication.postEvent(self._editor, held)
