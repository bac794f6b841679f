"""Scans: what a scanner types into any field is recognised on Enter and goes where it belongs."""

import re
import time
from collections.abc import Callable
from typing import Generic, TypeVar

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

from desk_app.ui.keys import is_enter
from desk_app.ui.widgets.bursts import LONG_AGO, Moment, pressed_at
from desk_app.ui.widgets.focus import view_of_editor

S = TypeVar("S")

REPEAT_SECONDS = 1.5
"""Two equal scans within this time are one (counter.md §5)."""
KEEPS_SCANS = "keepsScans"
"""Dynamic property of a field whose value may itself be scanned (an external code, a tracking number); no card is."""

KEEPS_ALL_SCANS = "keepsAllScans"
"""Dynamic property of a field that is there to see what the scanner types, cards too."""

_BEGINNINGS = re.compile(r"\d{12}\||\d{9}\||https?://|[HG]\d{2}(?:\.\d+)*-\d{6}-", re.IGNORECASE)
"""How a card, a slip's address and a dossier code begin, to find one behind words in the same breath."""


class _Writing:
    """What has happened to the text of the field with the focus; what is half composed in it counts as there.

    before: the text when the breath began, now: the text last seen, last: the last key that wrote in it. undone_end:
    where a word half composed in ``before`` ends once the input method gives it up and writes its keys (nguyễn →
    nguyeenx), -1 for none.
    """

    def __init__(self, text: str) -> None:
        self.before = text
        self.now = text
        self.last = LONG_AGO
        self.undone_end = -1

    def hear(self, moment: Moment, undone_end: int = -1) -> None:
        """Take note of a key that writes; the first after a pause begins a new breath."""
        if not moment.follows(self.last):
            self.before, self.undone_end = self.now, undone_end
        self.last = moment

    def earlier(self, at: int) -> bool:
        """Tell whether the text before the breath is what a scan from a place on must leave behind."""
        start = _common_start(self.before, self.now)
        only_more = len(self.now) >= len(self.before) and self.now.endswith(self.before[start:])
        paused_in_scan = at < start and only_more
        return (at <= start and not paused_in_scan) or at == self.undone_end


_HANDS_ONLY = frozenset(
    {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End}
)
"""Keys no scanner sends: what was typed before them was typed by hand."""


class ScanGuard(QObject, Generic[S]):
    """Watches the control that has the focus, whatever it is, for text that ends as a scan.

    recognise: gives the scan of a text, or None when it is none. deliver: takes a scan to the page, False when nobody
    has use for it. now: a monotonic clock in seconds.

    In a text field the earlier text is put back; over a button, a tick or a list the characters of a scan do nothing at
    all. Enter at the end of a scan never reaches the control.
    """

    def __init__(
        self,
        app: QApplication,
        recognise: Callable[[str], S | None],
        deliver: Callable[[S], bool],
        *,
        now: Callable[[], float] = time.monotonic,
        sound: bool = True,
    ) -> None:
        super().__init__(app)
        self._recognise = recognise
        self._deliver = deliver
        self._now = now
        self.sound = sound
        self._field: QLineEdit | QPlainTextEdit | None = None
        self._control: QWidget | None = None
        self._writing = _Writing("")
        self._preedit = ""
        self._keys_composed = 0
        self._burst: list[tuple[int, str]] = []
        self._burst_at = LONG_AGO
        self._typed = ""
        self._typed_at = LONG_AGO
        self._stamp_of_key_down = 0
        self._last: tuple[S, float] | None = None
        app.focusChanged.connect(self._focus_moved)

    def close(self) -> None:
        """Stop watching."""
        QApplication.instance().focusChanged.disconnect(self._focus_moved)  # type: ignore[union-attr]
        self._let_go()
        self.deleteLater()

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._let_go()
        if new is None:
            return
        self._control = new
        self._typed, self._typed_at = "", LONG_AGO
        self._stamp_of_key_down = 0
        self._preedit, self._keys_composed = "", 0
        self._burst = []
        new.installEventFilter(self)
        if isinstance(new, QLineEdit | QPlainTextEdit):
            self._field = new
            self._writing = _Writing(_text_of(new))
            new.textChanged.connect(self._written)

    def _let_go(self) -> None:
        if self._control is not None and shiboken6.isValid(self._control):
            self._control.removeEventFilter(self)
            if self._field is not None:
                self._field.textChanged.disconnect(self._written)
        self._control = self._field = None

    def _written(self, *_text: object) -> None:
        if self._field is None:
            return
        text = _text_of(self._field)
        # Where an input method composed it was typed before: Enter only confirms it, and is no scanner's for that.
        if text != self._writing.now:
            self._writing.hear(Moment(self._stamp_of_key_down, self._now()))
        self._writing.now = text

    def _composed(self, field: QLineEdit | QPlainTextEdit, event: QInputMethodEvent) -> None:
        """Hear the key behind what an input method is about to show or write: it keeps the key itself from the field.

        A whole word comes at once when it ends, so its writing tells nothing of when its letters were typed.
        """
        self._look(field)
        self._burst = []
        shown, self._preedit = self._preedit, event.preeditString()
        commit = event.commitString()
        if (self._preedit and self._preedit != shown) or (commit and commit != shown):
            self._writing.hear(Moment(0, self._now()), _caret_of(field) + self._keys_composed if shown else -1)
        self._keys_composed = self._keys_composed + 1 if self._preedit else 0

    def _look(self, field: QLineEdit | QPlainTextEdit) -> None:
        """See what stands in the field, the half composed word in its place."""
        text, caret = _text_of(field), _caret_of(field)
        self._writing.now = text[:caret] + self._preedit + text[caret:]

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QInputMethodEvent) and self._field is not None and watched is self._field:
            self._composed(self._field, event)
            return False
        if not isinstance(event, QKeyEvent) or event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            return False
        if event.type() == QEvent.Type.KeyRelease:
            # What is written from here on is no key's.
            self._stamp_of_key_down = 0
            return False
        pressed = pressed_at(event, self._now())
        self._stamp_of_key_down = pressed.stamped
        if getattr(watched, "composing", False):
            return False
        if self._field is not None and watched is self._field:
            self._look(self._field)
            if is_enter(event.key()):
                return _bare(event) and self._ends_in_field(self._field, pressed)
            self._press(event, pressed)
            return False
        return self._over_control(watched, event, pressed)

    def _ends_in_field(self, field: QLineEdit | QPlainTextEdit, pressed: Moment) -> bool:
        """Take the scan out of the field, if its text ends as one."""
        if field.property(KEEPS_ALL_SCANS):
            return False
        writing, caret = self._writing, _caret_of(field)
        typed = writing.now[:caret]
        quick = pressed.follows(writing.last)
        if quick and self._ends_shuffled(field):
            return True
        start = _common_start(writing.before, writing.now)
        marked = [found.start() for found in _BEGINNINGS.finditer(typed)]
        if quick:
            # The scan may follow words typed in the same breath, or have replaced what was selected.
            places = [*(at for at in marked if at >= start), start, *(at for at in marked if at < start), 0]
        else:
            # Written by hand: only a card, or a field that holds nothing but the code, is meant as a scan.
            places = [*(at for at in marked if "|" in typed[at:]), *([0] if caret == len(writing.now) else [])]
        for at in places:
            text = typed[at:].strip()
            if field.property(KEEPS_SCANS) and "|" not in text:
                continue
            scan = self._recognise(text) if text else None
            if scan is None:
                continue
            rest = writing.now[:at] + writing.now[caret:]
            self._put_back(field, writing.before if quick and writing.earlier(at) else rest)
            self._hand_over(scan)
            return True
        return False

    def _press(self, event: QKeyEvent, pressed: Moment) -> None:
        """Remember a key of a burst with its stamp, as long as every key of it types a character."""
        self._burst = self._burst if pressed.follows(self._burst_at) else []
        self._burst_at = pressed
        if event.key() == Qt.Key.Key_Shift:
            return
        types = pressed.stamped and _bare(event) and event.text() and event.text().isprintable()
        if types:
            self._burst.append((pressed.stamped, event.text()))
        else:
            self._burst = []

    def _ends_shuffled(self, field: QLineEdit | QPlainTextEdit) -> bool:
        """Take a scan whose keys came in another order than they were pressed; the stamps tell the right one.

        IBus with an engine that passes the keys on may overtake itself at a scanner's speed.
        """
        in_order = sorted(self._burst, key=lambda key: key[0])
        text = "".join(key for _stamp, key in in_order).strip()
        if in_order == self._burst or (field.property(KEEPS_SCANS) and "|" not in text):
            return False
        scan = self._recognise(text)
        if scan is None:
            return False
        self._put_back(field, self._writing.before)
        self._hand_over(scan)
        return True

    def _put_back(self, field: QLineEdit | QPlainTextEdit, text: str) -> None:
        if isinstance(field, QLineEdit):
            field.setText(text)
        else:
            field.setPlainText(text)
        self._writing = _Writing(text)
        view = view_of_editor(field)
        if view is not None:
            view.setFocus()

    def _over_control(self, watched: QObject, event: QKeyEvent, pressed: Moment) -> bool:
        """Gather what is typed over a button, tick or list; keep a scan's spaces, digits and Enter from it."""
        if not _bare(event):
            return False
        in_burst = pressed.follows(self._typed_at)
        if is_enter(event.key()):
            text, self._typed = self._typed, ""
            if not in_burst or len(text) < 6:
                return False
            scan = self._recognise(text)
            if scan is None:
                self._beep(good=False)
            else:
                self._hand_over(scan)
            return True
        if event.key() in _HANDS_ONLY:
            self._typed, self._typed_at = "", LONG_AGO
            return False
        if event.key() == Qt.Key.Key_Backspace and in_burst and self._typed:
            # UniKey takes back what it has let through and types it anew with its mark.
            self._typed, self._typed_at = self._typed[:-1], pressed
            return True
        if not event.text() or not event.text().isprintable():
            return False
        self._typed = (self._typed if in_burst else "") + event.text()
        self._typed_at = pressed
        # A digit would open a cell's editor, and the scan would lose its beginning.
        acts = event.key() == Qt.Key.Key_Space or (event.text().isdigit() and isinstance(watched, QAbstractItemView))
        return acts and in_burst and len(self._typed) > 1

    def _hand_over(self, scan: S) -> None:
        now = self._now()
        if self._last is not None and self._last[0] == scan and now - self._last[1] < REPEAT_SECONDS:
            self._last = (scan, now)
            return
        self._last = (scan, now)
        self._beep(good=self._deliver(scan))

    def _beep(self, *, good: bool) -> None:
        """One short sound for a scan that was taken, two for one that was not."""
        if not self.sound:
            return
        QApplication.beep()
        if not good:
            QTimer.singleShot(180, self, QApplication.beep)


def _text_of(field: QLineEdit | QPlainTextEdit) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def _bare(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    return held == Qt.KeyboardModifier.NoModifier


def _caret_of(field: QLineEdit | QPlainTextEdit) -> int:
    return field.cursorPosition() if isinstance(field, QLineEdit) else field.textCursor().position()


def _common_start(before: str, now: str) -> int:
    """Return how many characters two texts begin with alike."""
    pairs = zip(before, now, strict=False)
    return next((at for at, (old, new) in enumerate(pairs) if old != new), min(len(before), len(now)))
