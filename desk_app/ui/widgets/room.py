"""A room for what may need more height than a low window has: it fills the room, and scrolls before it is squeezed."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QStackedWidget, QWidget
from typing_extensions import override

_AIR = 12
"""px kept above and below the control with the caret."""
_LEAST_HEIGHT = 120
"""px: two rows and what belongs to them."""


class Room(QScrollArea):
    """Holds one content, as wide as the room and as high, or as high as it needs at least; follows the caret.

    is_form: nothing in the content can give way, so that it scrolls where it has less than it would like. (Qt's own
    ``widgetResizable`` does so always, though a list could do with less.)
    """

    def __init__(self, content: QWidget, parent: QWidget | None = None, *, is_form: bool = False) -> None:
        super().__init__(parent)
        self._is_form = is_form
        self._asked = QSize()
        """What the room asked for when its own place was last computed."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        QApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self._fit()
            # Only what is new goes up: every letter typed would lay out the whole window else.
            asked = self._asked
            if self.minimumSizeHint() != asked:
                self.updateGeometry()
        return super().eventFilter(watched, event)

    @override
    def minimumSizeHint(self) -> QSize:
        content = self.widget()
        width = content.minimumSizeHint().width() if content is not None else 0
        self._asked = QSize(width, _LEAST_HEIGHT)
        return self._asked

    def bring_into_sight(self, control: QWidget) -> None:
        """Scroll to a control, with as much of what it belongs to as the room can show."""
        content, height = self.widget(), self.viewport().height()
        if content is None or not content.isAncestorOf(control):
            return
        whole, parent = control, control.parentWidget()
        while parent is not None and parent is not content and parent.height() <= height:
            whole, parent = parent, parent.parentWidget()
        self.ensureWidgetVisible(whole, 0, 0)
        self.ensureWidgetVisible(control, 0, _AIR)
        self.horizontalScrollBar().setValue(0)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None:
            self.bring_into_sight(new)

    def _fit(self) -> None:
        content = self.widget()
        if content is None:
            return
        room = self.maximumViewportSize()
        bar = self.verticalScrollBar().sizeHint().width() if self._least(content, room.width()) > room.height() else 0
        content.resize(room.width() - bar, max(room.height(), self._least(content, room.width() - bar)))

    def _least(self, content: QWidget, width: int) -> int:
        """Return the height in px the content needs at a width."""
        layout = content.layout()
        if not self._is_form or layout is None:
            return content.minimumSizeHint().height()
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()


class PanelStack(QStackedWidget):
    """Panels in one another's place; only the one that is up asks for height, Qt's own asks for the highest of all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    @override
    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        least = super().minimumSizeHint()
        return QSize(least.width(), shown.minimumSizeHint().height()) if shown is not None else least
