"""Where a panel that asks stands above the dossier: as high as it needs, and it scrolls before it is squeezed."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget
from typing_extensions import override

_LEAST_HEIGHT = 120


class AskArea(QScrollArea):
    """Holds one panel; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(policy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        QApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]
        self.hide()

    def put(self, panel: QWidget) -> None:
        """Show a panel."""
        self.setWidget(panel)
        panel.show()
        self.show()
        # Only what is shown has a height.
        self.updateGeometry()

    def clear(self) -> None:
        """Put the panel away; a signal of one of its buttons may be what led here."""
        panel = self.takeWidget()
        self.hide()
        if panel is not None:
            panel.hide()
            panel.deleteLater()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
        return super().eventFilter(watched, event)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        panel = self.widget()
        layout = panel.layout() if panel is not None else None
        if layout is None:
            return 0
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()

    @override
    def sizeHint(self) -> QSize:
        panel = self.widget()
        if panel is None:
            return QSize(_LEAST_HEIGHT, 0)
        return QSize(panel.sizeHint().width(), self.heightForWidth(max(self.width(), _LEAST_HEIGHT)))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_HEIGHT, _LEAST_HEIGHT if self.widget() is not None else 0)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        panel = self.widget()
        if new is not None and panel is not None and panel.isAncestorOf(new):
            self.ensureWidgetVisible(new, 0, 8)
