"""Blocks: one card level with a numbered heading, and rows that fold away."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.ui.icons import icon
from desk_app.ui.keys import is_enter
from desk_app.ui.theme import Role
from desk_app.ui.widgets.labels import Label


class Block(QFrame):
    """A card: heading “1 THỦ TỤC”, room for buttons at its right end (``head_row``), content below (``content``).

    number: 0 for none. title: in the user's language, shown in capitals.
    """

    def __init__(self, number: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.heading = Label(title.upper(), Role.HEAD, self)
        self.setAccessibleName(title)
        self.head_row = QHBoxLayout()
        self.head_row.setSpacing(8)
        if number:
            badge = Label(str(number), Role.HEAD, self)
            badge.setProperty("tone", "info")
            self.head_row.addWidget(badge)
        self.head_row.addWidget(self.heading)
        self.head_row.addStretch(1)
        self.content = QVBoxLayout()
        self.content.setSpacing(8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 8, 16, 12)
        outer.setSpacing(4)
        outer.addLayout(self.head_row)
        outer.addLayout(self.content, 1)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget below what is there."""
        self.content.addWidget(widget, stretch)

    def add_row(self, *widgets: QWidget, stretches: tuple[int, ...] = ()) -> QHBoxLayout:
        """Put widgets side by side, their tops aligned; stretches share the width (default: equal)."""
        row = QHBoxLayout()
        row.setSpacing(12)
        for at, widget in enumerate(widgets):
            row.addWidget(widget, stretches[at] if at < len(stretches) else 1)
        self.content.addLayout(row)
        return row

    def add_layout(self, layout: QLayout) -> None:
        """Put a layout below what is there."""
        self.content.addLayout(layout)


class Fold(QWidget):
    """A row “▸ Lưu ý (20)” that opens what is beneath it; Space or click."""

    toggled = Signal(bool)

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None, *, opened: bool = False) -> None:
        super().__init__(parent)
        self._button = _FoldButton(title, self)
        self._content = content
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(content)
        self._button.setCheckable(True)
        self._button.toggled.connect(self._turn)
        self._button.setChecked(opened)
        self._turn(opened)
        self.setFocusProxy(self._button)

    @property
    def is_open(self) -> bool:
        """Return whether the content is shown."""
        return self._button.isChecked()

    def set_open(self, opened: bool) -> None:
        """Open or close."""
        self._button.setChecked(opened)

    def set_title(self, title: str) -> None:
        """Change the words, for a new count."""
        self._button.setText(title)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _turn(self, opened: bool) -> None:
        self._content.setVisible(opened)
        self._draw()
        self.toggled.emit(opened)

    def _draw(self) -> None:
        self._button.setIcon(icon("keyboard_arrow_down" if self.is_open else "chevron_right", "second"))


class _FoldButton(QToolButton):
    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(title)
        self.setProperty("fold", True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event.key()):
            event.ignore()
            return
        super().keyPressEvent(event)
