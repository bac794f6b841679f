"""The status bar tells the truth: network, queue, slips not printed, backup, calendar, catalogue."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from desk_app.ui.icons import icon_pixmap
from desk_app.ui.theme import Role, Tone, current_theme
from desk_app.ui.tokens import ROLE_OF_TONE
from desk_app.ui.widgets.labels import Label


@dataclass(frozen=True)
class StatusItem:
    """One truth. name: stable (``network``, ``queue``, ``slips``, ``backup``, ``calendar``…).

    text: whole words in the user's language. explanation: what to do, on hover. target: handed out on a click.
    """

    name: str
    icon: str
    text: str
    tone: Tone = Tone.PLAIN
    explanation: str = ""
    target: object = None


class _Item(QWidget):
    pressed = Signal(object)

    def __init__(self, item: StatusItem, parent: QWidget) -> None:
        super().__init__(parent)
        self._item = item
        self._icon = QLabel(self)
        self._word = Label("", Role.DETAIL, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._icon)
        row.addWidget(self._word)
        self.show_item(item)

    def show_item(self, item: StatusItem) -> None:
        self._item = item
        role = ROLE_OF_TONE[item.tone]
        self._icon.setPixmap(icon_pixmap(item.icon, role, 16, self.devicePixelRatioF()))
        self._word.setText(item.text)
        self._word.set_tone(item.tone)
        self.setToolTip(item.explanation or item.text)
        self.setAccessibleName(item.text)
        self.setAccessibleDescription(item.explanation)
        clickable = item.target is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if clickable else Qt.FocusPolicy.NoFocus)

    @property
    def is_calm(self) -> bool:
        """Return whether nothing has to be done about this truth."""
        return self._item.tone is Tone.PLAIN

    def set_short(self, short: bool) -> None:
        self._word.setVisible(not short)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.show_item(self._item)
        super().changeEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat() and self._item.target is not None:
            self.pressed.emit(self._item.target)
            return
        super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._item.target is not None:
            self.pressed.emit(self._item.target)


class StatusBar(QFrame):
    """One line of icon-and-word items; an item keeps its place, so that nothing moves under the eyes."""

    asked = Signal(object)
    """The target of the item that was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._items: dict[str, _Item] = {}
        self._stands_after: QWidget | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 12, 0)
        self._row.setSpacing(20)
        self._row.addStretch(1)

    def show_items(self, items: Sequence[StatusItem]) -> None:
        """Show these truths; one that is gone is taken away."""
        names = {item.name for item in items}
        for name in [name for name in self._items if name not in names]:
            self._items.pop(name).deleteLater()
        for at, item in enumerate(items):
            found = self._items.get(item.name)
            if found is None:
                found = _Item(item, self)
                found.pressed.connect(self.asked)
                self._items[item.name] = found
                self._row.insertWidget(at, found)
            else:
                found.show_item(item)
        self._take_stops()
        self._fit()

    def stand_after(self, stop: QWidget) -> None:
        """Let Tab come here behind a stop of the frame: a page's own controls come before what is around it."""
        self._stands_after = stop
        self._take_stops()

    def _take_stops(self) -> None:
        before = self._stands_after
        for item in self._items.values():
            if before is not None:
                self.setTabOrder(before, item)
                before = item

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Make room in a narrow window: closer together, then the calm items show their icon only."""
        items = list(self._items.values())
        for item in items:
            item.set_short(False)
        room = self.width() - 24
        for spacing in (20, 12):
            self._row.setSpacing(spacing)
            if sum(item.sizeHint().width() + spacing for item in items) <= room:
                return
        for item in reversed(items):
            if item.is_calm:
                item.set_short(True)
                if sum(one.sizeHint().width() + 12 for one in items) <= room:
                    return

    def texts(self) -> dict[str, str]:
        """Return what is said now, by name."""
        return {name: item.accessibleName() for name, item in self._items.items()}

    @override
    def sizeHint(self) -> QSize:
        sizes = current_theme().sizes
        return QSize(400, sizes.status_bar + sizes.extra)


StatusProvider = Callable[[], Sequence[StatusItem]]
"""Reads the truth from the store and the spooler; called off the UI thread."""
