"""Enter moves through the stops of a page; Tab through every control; Ctrl+↑ ↓ through its blocks."""

from collections.abc import Callable, Sequence
from weakref import WeakSet

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from typing_extensions import override

from desk_app.ui.keys import Act, bind, is_enter

Stop = QWidget | Callable[[], QWidget | None]
"""A control, or a function that gives it when it exists."""


class EnterNavigator(QObject):
    """Makes Enter go to the next stop of a page and Shift+Enter to the one before.

    Stops that are hidden or disabled are passed over; the last one stays. A stop that handles Enter itself (a list, a
    search box) accepts the key and calls ``advance`` when it is done.
    """

    def __init__(self, page: QWidget, stops: Sequence[Stop] = ()) -> None:
        super().__init__(page)
        self._page = page
        self._stops: list[Stop] = []
        self._watched: WeakSet[QWidget] = WeakSet()
        self.set_stops(stops)

    def set_stops(self, stops: Sequence[Stop]) -> None:
        """Replace the stops; the order is the order of Enter."""
        self._stops = list(stops)
        for stop in self._stops:
            if isinstance(stop, QWidget):
                self.watch(stop)

    def watch(self, widget: QWidget) -> None:
        """Listen to a control that is built later than its page."""
        control = _deepest(widget)
        if control in self._watched:
            return
        # Installed once: a filter put on again would come before the scanner's and take the Enter that ends a scan.
        self._watched.add(control)
        control.installEventFilter(self)

    def advance(self, start: QWidget | None = None) -> None:
        """Go to the stop after the one that has the focus (or after ``start``)."""
        self._move(start, +1)

    def back(self, start: QWidget | None = None) -> None:
        """Go to the stop before."""
        self._move(start, -1)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not is_enter(event.key()):
            return False
        if not isinstance(watched, QWidget) or getattr(watched, "composing", False):
            return False
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            return False
        if getattr(watched, "takes_enter", False) and held == Qt.KeyboardModifier.NoModifier:
            return False
        if event.isAutoRepeat():
            return True
        if isinstance(watched, QLineEdit):
            watched.returnPressed.emit()
        if isinstance(watched, QComboBox) and watched.view().isVisible():
            return False
        self._move(watched, -1 if held == Qt.KeyboardModifier.ShiftModifier else +1)
        return True

    def _move(self, start: QWidget | None, step: int) -> None:
        stops = [found for found in (_resolve(stop) for stop in self._stops) if found is not None]
        at = next((n for n, stop in enumerate(stops) if _holds(stop, start)), None)
        if at is None:
            return
        at += step
        while 0 <= at < len(stops):
            target = _deepest(stops[at])
            if target.isVisibleTo(self._page) and target.isEnabled():
                reason = Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason
                target.setFocus(reason)
                return
            at += step


def bind_blocks(page: QWidget, firsts: Sequence[Stop]) -> None:
    """Let Ctrl+↑ and Ctrl+↓ go to the first control of the block before and after the one with the focus."""

    def go(step: int) -> None:
        blocks = [found for found in (_resolve(stop) for stop in firsts) if found is not None and found.isEnabled()]
        blocks = [block for block in blocks if block.isVisibleTo(page)]
        if not blocks:
            return
        focus = page.focusWidget()
        tops = [block.mapTo(page, block.rect().topLeft()).y() for block in blocks]
        here = focus.mapTo(page, focus.rect().topLeft()).y() if focus is not None else -1
        at = max((n for n, top in enumerate(tops) if top <= here), default=0)
        inside = at if _holds(blocks[at], focus) else (at if step > 0 else at + 1)
        target = min(max(inside + step, 0), len(blocks) - 1)
        _deepest(blocks[target]).setFocus(Qt.FocusReason.ShortcutFocusReason)

    bind(page, Act.PREVIOUS_BLOCK, lambda: go(-1))
    bind(page, Act.NEXT_BLOCK, lambda: go(+1))


def _resolve(stop: Stop) -> QWidget | None:
    return stop if isinstance(stop, QWidget) else stop()


def _deepest(widget: QWidget) -> QWidget:
    """Return the control that really takes the keys for a widget."""
    while widget.focusProxy() is not None:
        proxy = widget.focusProxy()
        assert proxy is not None
        widget = proxy
    return widget


def _holds(stop: QWidget, focus: QWidget | None) -> bool:
    """Return whether the focus is this stop or inside it."""
    held = focus if focus is not None else stop.window().focusWidget()
    return held is not None and (held is stop or _deepest(stop) is held or stop.isAncestorOf(held))
