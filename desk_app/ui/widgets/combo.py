"""A drop-down that only the keys of a drop-down change."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget
from typing_extensions import override

from desk_app.ui.keys import is_enter
from desk_app.ui.widgets.labels import plain_tip


class QuietCombo(QComboBox):
    """A drop-down that only Alt+↓, the mouse and ↑ ↓ change: a scan or the wheel leaves it alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(4)
        self._told = ""
        """The choice that did not fit, as the tooltip says it."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a choice that does not fit with “…”, and tell the whole on hover: Qt cuts through a letter."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width()
        whole = option.currentText
        option.currentText = self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room)
        told = plain_tip(whole) if option.currentText != whole else ""
        if told != self._told:
            self._told = told
            self.setToolTip(told)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

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
