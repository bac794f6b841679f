"""Menus no scan can choose from: bare characters do nothing, nor does the Enter behind them."""

import time

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QWidget
from typing_extensions import override

from desk_app.ui.keys import is_enter
from desk_app.ui.widgets.bursts import LONG_AGO, pressed_at


class QuietMenu(QMenu):
    """Chosen from with ↑ ↓ Enter, Alt+letter or the mouse; a scanner types letters, digits and an Enter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.installEventFilter(_NoScan(self))


def open_editing_menu(editor: QLineEdit | QPlainTextEdit, event: QContextMenuEvent) -> None:
    """Open the menu of an editor (Shift+F10, right click): cut, copy, paste, never at a scanner's word."""
    menu = editor.createStandardContextMenu()
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.installEventFilter(_NoScan(menu))
    menu.popup(event.globalPos())


class _NoScan(QObject):
    """Keeps from a menu what a scanner types."""

    def __init__(self, menu: QMenu) -> None:
        super().__init__(menu)
        self._last_character = LONG_AGO

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        pressed = pressed_at(event, time.monotonic())
        if is_enter(event.key()):
            return pressed.follows(self._last_character)
        held = event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
        if held or not event.text() or not event.text().isprintable():
            return False
        self._last_character = pressed
        return True
