"""The search box with its list: finds as one types, chosen with ↑ ↓ Enter, never a word completed under the hand."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEvent,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desk_app.ui.keys import is_enter
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.widgets.fields import TextLine
from desk_app.ui.widgets.labels import Label
from desk_app.ui.widgets.suggest_rows import KEY_WIDTH, Suggestion, Suggestions, TwoLines, distinguishing

__all__ = ["SuggestBox", "Suggestion", "distinguishing"]

_MOST_ROWS = 7
_ROW_AIR = 48
"""Around the words of a row: its own padding, the list's, and a scroll bar."""
_NARROW = 560
"""px: a box this wide drops a list of its own width, which lies over nothing beside it."""
_MOST_WIDTH = 900
_GAP, _EDGE = 4, 8
"""px between box and list, list and window's edge."""
_FEWEST_ROWS = 3


class SuggestBox(QWidget):
    """A search box whose list drops below it over the page and grows downwards.

    It asks (``query_changed``) 120 ms after the last change and is answered with ``show_suggestions``. Enter chooses
    the marked row; pressed before the answer has come, it waits for it. A text without rows is ``entered``.
    """

    query_changed = Signal(str)
    """The text to look for; answer with ``show_suggestions(rows, query)``."""
    chosen = Signal(object)
    """The key of the chosen row."""
    entered = Signal(str)
    """Enter on a text that has no rows."""
    left = Signal()
    """The caret went to another control."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        placeholder: str = "",
        quick: Callable[[str], bool] | None = None,
        delay: int = 120,
        empty_words: str = "",
    ) -> None:
        """quick: tried first on Enter with the text (digit + Enter = favourite); True when it was taken."""
        super().__init__(parent)
        self.edit = TextLine(self)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setAccessibleName(placeholder)
        self.edit.takes_enter = True
        self._quick = quick
        self._empty_words = empty_words
        self._answered = ""
        self._enter_waits = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(delay)
        self._timer.timeout.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.edit)
        self.setFocusProxy(self.edit)
        self._drop: QFrame | None = None
        self._view = QListView(self)
        # The list's own child: it drops down in the window and outlives the box by a moment, never its rows.
        self._model = Suggestions(self._view)
        self._none = Label(empty_words, Role.DETAIL, self)
        for part in (self._view, self._none):
            # Until the list drops down they only belong here, so that they go with the box.
            part.hide()
        self.edit.textEdited.connect(lambda _text: self._changed())
        # A word half composed is looked for too: Enter writes it and chooses what was seen.
        self.edit.composed.connect(self._changed)
        self.edit.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Return whether the list is shown."""
        return self._drop is not None and self._drop.isVisible()

    @property
    def suggestions(self) -> list[Suggestion]:
        """Return the rows last shown."""
        return list(self._model.rows)

    def text(self) -> str:
        """Return the text as typed."""
        return self.edit.text()

    def set_text(self, text: str, *, ask: bool = False) -> None:
        """Put a text in; with ``ask`` look for it at once."""
        self.edit.setText(text)
        self.edit.setModified(ask)
        if ask:
            self._ask()

    def begin_with(self, text: str) -> None:
        """Take the focus with a first character that was typed elsewhere (in a list)."""
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.setText(text)
        self.edit.setModified(True)
        self._changed()

    def show_suggestions(self, rows: Sequence[Suggestion], query: str | None = None) -> None:
        """Answer a query. query: the text it answers; an answer to a text that has changed since is dropped."""
        if query is not None and query != self.edit.shown_text():
            return
        self._answered = self.edit.shown_text()
        self._model.set_rows(rows)
        if rows:
            self._open()
            self._view.setCurrentIndex(self._model.index(0))
        elif self._answered and self._empty_words:
            self._open()
        else:
            self.close_list()
        if self._enter_waits:
            self._enter_waits = False
            self._enter()

    def close_list(self) -> bool:
        """Close the list, keep the text; return whether it was open."""
        was = self.is_open
        if self._drop is not None:
            self._drop.hide()
        return was

    def clear(self) -> None:
        """Empty the box and close its list."""
        self._timer.stop()
        self._enter_waits = False
        self._answered = ""
        # Not clear(): what was looked for is no typing to be brought back by Ctrl+Z.
        self.edit.setText("")
        self._model.set_rows([])
        self.close_list()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        # The list floats over the window: it must not stay when its page goes, least of all over the lock.
        self.close_list()
        super().hideEvent(event)

    @override
    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.edit:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
                return self._claims(event)
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._key(event)
            if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
                self._left(event)
        elif watched is self.window() and event.type() == QEvent.Type.Resize and self.is_open:
            self._place()
        return False

    def _claims(self, event: QKeyEvent) -> bool:
        """Keep Esc from the window while the list is open: it closes the list first."""
        if event.key() == Qt.Key.Key_Escape and self.is_open:
            event.accept()
            return True
        return False

    def _left(self, event: QFocusEvent) -> None:
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self._enter_waits = False
            self.close_list()
            self.left.emit()

    def _key(self, event: QKeyEvent) -> bool:
        if self.edit.composing:
            return False
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if is_enter(key) and held == Qt.KeyboardModifier.NoModifier:
            if not event.isAutoRepeat():
                self._enter()
            return True
        if key == Qt.Key.Key_Escape and self.is_open:
            self.close_list()
            return True
        if key == Qt.Key.Key_Down and not self.is_open:
            self._ask()
            return True
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
        if self.is_open and held == Qt.KeyboardModifier.NoModifier and key in steps:
            at = self._view.currentIndex().row() + steps[Qt.Key(key)]
            at = min(max(at, 0), len(self._model.rows) - 1)
            self._view.setCurrentIndex(self._model.index(at))
            return True
        return False

    def _changed(self) -> None:
        self._enter_waits = False
        self._timer.start()

    def _ask(self) -> None:
        self._timer.stop()
        self.query_changed.emit(self.edit.shown_text())

    def _enter(self) -> None:
        text = self.edit.text()
        if self._quick is not None and self._quick(text):
            self._timer.stop()
            self.close_list()
            return
        if self._timer.isActive():
            self._enter_waits = True
            self._ask()
            return
        # What the program put in is no question: no answer to it is on its way.
        if text != self._answered and text and self.edit.isModified():
            self._enter_waits = True
            return
        at = self._view.currentIndex().row() if self._model.rows and self.is_open else -1
        if at >= 0:
            self._choose(at)
        else:
            self.entered.emit(text)

    def _choose(self, at: int) -> None:
        key = self._model.rows[at].key
        self.close_list()
        self.chosen.emit(key)

    def _open(self) -> None:
        if not self.isVisible():
            return
        if self._drop is None:
            self._drop = self._build_drop()
        self._none.setText(self._empty_words)
        self._none.setVisible(not self._model.rows)
        self._view.setVisible(bool(self._model.rows))
        self._place()
        self._drop.show()
        self._drop.raise_()

    def _build_drop(self) -> QFrame:
        drop = QFrame(self.window())
        drop.setObjectName("dropList")
        self._view.setModel(self._model)
        self._view.setItemDelegate(TwoLines(self._view))
        self._view.setProperty("bare", True)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setMouseTracking(True)
        self._view.setUniformItemSizes(False)
        self._view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.clicked.connect(lambda index: self._choose(index.row()))
        self._none.setContentsMargins(12, 6, 12, 6)
        inside = QVBoxLayout(drop)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(self._view)
        inside.addWidget(self._none)
        self.window().installEventFilter(self)
        self.destroyed.connect(drop.deleteLater)
        return drop

    def _place(self) -> None:
        if self._drop is None:
            return
        window = self.window()
        if self._drop.parentWidget() is not window:
            self._drop.setParent(window)
        corner = self.mapTo(window, QPoint(0, self.height() + _GAP))
        option = QStyleOptionViewItem()
        delegate = self._view.itemDelegate()
        rows = [delegate.sizeHint(option, self._model.index(n)).height() for n in range(len(self._model.rows))]
        wanted = (sum(rows[:_MOST_ROWS]) if rows else current_theme().sizes.row) + 12
        # A narrow box drops a list as wide as its words, to the left where the right has no room for them.
        wide = self.width() if self.width() >= _NARROW else max(self.width(), self._words_width())
        width = min(wide, window.width() - 16)
        left = max(8, min(corner.x(), window.width() - 8 - width))
        top, height = self._reach(wanted)
        self._drop.setGeometry(left, top, width, height)

    def _reach(self, wanted: int) -> tuple[int, int]:
        """Return where the list begins in the window and its height, px.

        It grows downwards; at the window's foot, where it would show hardly a row, it stands above its box.
        """
        box = self.mapTo(self.window(), QPoint(0, 0)).y()
        above = box - _GAP - _EDGE
        below = self.window().height() - box - self.height() - _GAP - _EDGE
        if below < min(wanted, _FEWEST_ROWS * current_theme().sizes.row) and above > below:
            height = min(wanted, above)
            return box - _GAP - height, height
        return box + self.height() + _GAP, min(wanted, max(60, below))

    def _words_width(self) -> int:
        """Return the room the first lines of the rows ask for."""
        plain = QFontMetrics(current_theme().font(Role.BODY, 700))
        widest = max((plain.horizontalAdvance(row.head) for row in self._model.rows), default=0)
        keys = KEY_WIDTH if any(row.key_name for row in self._model.rows) else 0
        return min(widest + keys + _ROW_AIR, _MOST_WIDTH)
