"""A drop-down that only the keys of a drop-down change."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget
from typing_extensions import override

from desk_app.ui.keys import is_enter


class QuietCombo(QComboBox):
    """A drop-down that only Alt+↓, the mouse and ↑ ↓ change: a scan or the wheel leaves it alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(4)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
        types = bool(event.text()) and event.text().isprintable()
        if is_enter(event.key()) or event.key() == Qt.Key.Key_F4 or (plain and types):
            event.ignore()
            return
        super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
