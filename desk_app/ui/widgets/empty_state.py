"""What an empty page or list says."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.ui.icons import icon_pixmap
from desk_app.ui.theme import Role

_EMPTY_ICON, _EMPTY_GAP = 48, 8
"""px of an empty list's picture, and between it and the words."""


class EmptyState(QWidget):
    """What an empty page or list says: an icon where there is room for it, what belongs here, how to begin."""

    def __init__(self, icon_name: str, head: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._icon = QLabel(self)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = self._column = QVBoxLayout(self)
        column.setSpacing(_EMPTY_GAP)
        column.addStretch(1)
        column.addWidget(self._icon)
        self._lines: list[QLabel] = []
        for words, role in ((head, Role.CHOSEN), (text, Role.BODY)):
            line = QLabel(words, self)
            line.setTextFormat(Qt.TextFormat.PlainText)
            line.setProperty("role", role.value)
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            line.setWordWrap(True)
            column.addWidget(line)
            self._lines.append(line)
        column.addStretch(2)
        self._draw()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._icon.setVisible(self._words_height() + _EMPTY_ICON + _EMPTY_GAP <= self.height())
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    @override
    def hasHeightForWidth(self) -> bool:
        # It asks for its words by ``minimumSizeHint``: what has a height for its width is given no less than it likes.
        return False

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._words_height())

    def _words_height(self) -> int:
        """Return the px the words need, as they wrap at the width there is."""
        margins = self._column.contentsMargins()
        width = self.width() - margins.left() - margins.right()
        words = sum(line.heightForWidth(width) + _EMPTY_GAP for line in self._lines)
        return words - _EMPTY_GAP + margins.top() + margins.bottom()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        self._icon.setPixmap(icon_pixmap(self._icon_name, "edge", _EMPTY_ICON, self.devicePixelRatioF()))
