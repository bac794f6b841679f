"""Fields: what a clerk types into; text is cleaned only after the field is left, never while it is typed."""

import unicodedata

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desk_app.ui.keys import is_enter, is_the_pages
from desk_app.ui.theme import Role, Tone, current_theme, set_look
from desk_app.ui.translation import tr
from desk_app.ui.widgets.combo import QuietCombo
from desk_app.ui.widgets.composing import HeldKey
from desk_app.ui.widgets.labels import Label
from desk_app.ui.widgets.menu import open_editing_menu


def clean_line(text: str) -> str:
    """Return one line of typed text as it is kept: NFC, white space runs made one, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


class TextLine(QLineEdit):
    """A line editor that knows when the input method composes and cleans its text only when it is left."""

    settled = Signal(str)
    """The cleaned text, each time the field is left or Enter is pressed."""
    composed = Signal()
    """What is half composed has changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._half = ""
        self._held = HeldKey(self)
        self.composing = False
        self.takes_enter = False
        self._note = Label("", Role.LABEL, self)
        self._note.hide()
        self.editingFinished.connect(self._settle)

    def shown_text(self) -> str:
        """Return what the clerk sees: the text with the half composed word in its place."""
        text, caret = self.text(), self.cursorPosition()
        return text[:caret] + self._half + text[caret:]

    def set_note(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Stand a word at the right end inside the field (“thiếu”), or take it away."""
        self._note.setText(text)
        self._note.set_tone(tone)
        self._note.setVisible(bool(text))
        self._fit_note()

    @override
    def event(self, event: QEvent) -> bool:
        if is_the_pages(event, can_undo=self.isUndoAvailable()):
            event.ignore()
            return True
        return self._held.holds(event) or super().event(event)

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        before, self._half = self._half, event.preeditString()
        self.composing = bool(self._half)
        super().inputMethodEvent(event)
        if before != self._half:
            self.composed.emit()
        self._held.heard(self._half)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.composing and (is_enter(event.key()) or event.key() == Qt.Key.Key_Escape):
            return
        super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        open_editing_menu(self, event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_note()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._note.text():
            self._fit_note()

    def _fit_note(self) -> None:
        text = self._note.text()
        margin = QFontMetrics(current_theme().font(Role.LABEL)).horizontalAdvance(text) + 8 if text else 0
        self.setTextMargins(0, 0, margin, 0)
        self._place_note()

    def _place_note(self) -> None:
        size = self._note.sizeHint()
        self._note.setGeometry(self.width() - size.width() - 8, 0, size.width(), self.height())

    def _settle(self) -> None:
        cleaned = clean_line(self.text())
        if cleaned != self.text() and not self.composing:
            self.setText(cleaned)
        self.settled.emit(cleaned)


class Field(QWidget):
    """A control with its label: above it, or before it when ``inline``. Error and warning are a word, edge or fill."""

    def __init__(self, label: str, control: QWidget, parent: QWidget | None = None, *, inline: bool = False) -> None:
        super().__init__(parent)
        self.control = control
        self.label = Label("", Role.LABEL, self)
        self.set_label(label)
        row: QBoxLayout = QHBoxLayout(self) if inline else QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8 if inline else 4)
        row.addWidget(self.label)
        row.addWidget(control, 1)
        self.setFocusProxy(control)
        self._state = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_label(self, text: str) -> None:
        """Name the field; an empty label takes no room."""
        self.label.setText(text)
        self.label.setVisible(bool(text))
        self.control.setAccessibleName(text)

    @property
    def is_missing(self) -> bool:
        """Return whether the field is marked as missing."""
        return self._state == "missing"

    @property
    def must_be_reread(self) -> bool:
        """Return whether the field still has to be read against the card; it then blocks saving."""
        return self._state == "reread"

    @property
    def blocks(self) -> bool:
        """Return whether the page may not be saved because of this field."""
        return bool(self._state)

    def set_missing(self, missing: bool = True) -> None:
        """Mark as missing (red edge and the word “thiếu”), or take the mark away."""
        if missing or self._state == "missing":
            self._set_state("missing" if missing else "")

    def set_reread(self, reread: bool = True) -> None:
        """Mark “đọc lại theo thẻ” (amber) until the clerk edits it, or presses Enter in it, or it is scanned again."""
        if reread or self._state == "reread":
            self._set_state("reread" if reread else "")

    def _set_state(self, state: str) -> None:
        self._state = state
        set_look(self.control, state=state)
        words = {"missing": tr("thiếu"), "reread": tr("đọc lại theo thẻ"), "": ""}[state]
        self.control.setAccessibleDescription(words)
        if isinstance(self.control, TextLine):
            self.control.set_note(words, Tone.BAD if state == "missing" else Tone.WARN)

    def _touched(self) -> None:
        if self._state:
            self._set_state("")


class LineField(Field):
    """One line of text with its label, 34 px.

    placeholder: what may be typed. read_only: shown, not edited, still reachable to be copied.
    """

    text_changed = Signal(str)
    """Every change by the user; the text is as typed."""
    settled = Signal(str)
    """The cleaned text when the field is left or Enter pressed."""

    def __init__(
        self,
        label: str,
        parent: QWidget | None = None,
        *,
        placeholder: str = "",
        inline: bool = False,
        read_only: bool = False,
        max_length: int = 1000,
    ) -> None:
        self.edit = TextLine()
        super().__init__(label, self.edit, parent, inline=inline)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setReadOnly(read_only)
        self.edit.setMaxLength(max_length)
        self.edit.textEdited.connect(self._edited)
        self.edit.settled.connect(self.settled)
        self.edit.returnPressed.connect(self._confirmed)

    def text(self) -> str:
        """Return the cleaned text."""
        return clean_line(self.edit.text())

    def set_text(self, text: str) -> None:
        """Put a value in from outside (a person found, a scan); marks are taken away."""
        self.edit.setText(text)
        self.edit.setCursorPosition(0)
        self._touched()

    def _edited(self, text: str) -> None:
        self._touched()
        self.text_changed.emit(text)

    def _confirmed(self) -> None:
        if self.must_be_reread:
            self._touched()


class NoteEdit(QPlainTextEdit):
    """Several lines: Enter moves on, Alt+Enter breaks the line, Tab leaves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = HeldKey(self)
        self.composing = False
        self.setTabChangesFocus(True)

    @override
    def event(self, event: QEvent) -> bool:
        if is_the_pages(event, can_undo=self.document().isUndoAvailable()):
            event.ignore()
            return True
        return self._held.holds(event) or super().event(event)

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        self._held.heard(event.preeditString())

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        open_editing_menu(self, event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event.key()):
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.insertPlainText("\n")
            else:
                event.ignore()
            return
        super().keyPressEvent(event)


class NoteField(Field):
    """Several lines of text with their label. lines: rows visible at once; most: rows it grows to as they are typed."""

    text_changed = Signal(str)
    """Every change by the user; the text is as typed."""

    def __init__(
        self,
        label: str,
        parent: QWidget | None = None,
        *,
        lines: int = 3,
        most: int = 0,
        inline: bool = False,
        placeholder: str = "",
    ) -> None:
        self.edit = NoteEdit()
        super().__init__(label, self.edit, parent, inline=inline)
        self.edit.setPlaceholderText(placeholder)
        self._least, self._most = lines, max(lines, most)
        self._fit()
        self.edit.textChanged.connect(self._changed)
        # A line that wraps takes two rows: what is typed is seen whole while it still fits.
        self.edit.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())

    def text(self) -> str:
        """Return the text: NFC, no white space at the ends of its lines."""
        lines = (line.strip() for line in unicodedata.normalize("NFC", self.edit.toPlainText()).split("\n"))
        return "\n".join(lines).strip()

    def set_text(self, text: str) -> None:
        """Put a value in from outside."""
        with QSignalBlocker(self.edit):
            self.edit.setPlainText(text)
        self._touched()
        self._fit()

    def _changed(self) -> None:
        self._touched()
        self._fit()
        self.text_changed.emit(self.edit.toPlainText())

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        typed = max(self.edit.document().lineCount(), self.edit.blockCount())
        lines = min(max(typed, self._least), self._most)
        # Rows are a little lower than Qt would have them: a bar would stand beside a note that is seen whole.
        scrolls = Qt.ScrollBarPolicy.ScrollBarAsNeeded if typed > lines else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.edit.setVerticalScrollBarPolicy(scrolls)
        height = current_theme().type(Role.BODY).line * lines + (14 if lines > 1 else 12)
        if self.edit.height() != height or self.edit.minimumHeight() != height:
            self.edit.setFixedHeight(height)


class ComboField(Field):
    """A drop-down with its label. Items are (data, words) pairs."""

    picked = Signal(object)
    """The data of the item the user chose."""

    def __init__(
        self,
        label: str,
        parent: QWidget | None = None,
        *,
        items: tuple[tuple[object, str], ...] = (),
        inline: bool = False,
    ) -> None:
        self.combo = QuietCombo()
        super().__init__(label, self.combo, parent, inline=inline)
        self._data: list[object] = []
        self.set_items(items)
        self.combo.activated.connect(self._picked)
        self.combo.currentIndexChanged.connect(lambda _at: self._touched())

    def set_items(self, items: tuple[tuple[object, str], ...]) -> None:
        """Replace the items; the choice is kept when its data is still there."""
        before = self.value()
        self._data = [data for data, _words in items]
        self.combo.blockSignals(True)
        self.combo.clear()
        self.combo.addItems([words for _data, words in items])
        self.combo.blockSignals(False)
        if before in self._data:
            self.set_value(before)

    def value(self) -> object:
        """Return the data of the chosen item, None when there is none."""
        at = self.combo.currentIndex()
        return self._data[at] if 0 <= at < len(self._data) else None

    def set_value(self, data: object) -> None:
        """Choose the item with this data. Raises ValueError when no item has it."""
        self.combo.setCurrentIndex(self._data.index(data))

    def _picked(self, at: int) -> None:
        if 0 <= at < len(self._data):
            self.picked.emit(self._data[at])


_SCAN_LENGTH = 1000
"""A count is three digits, but a card may be scanned into its cell and must arrive whole."""


class CountCell(TextLine):
    """A small count, 0 to 999; an empty one is 0. What is no number is put back when the cell is left."""

    count_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, count: int = 0, most: int = 999) -> None:
        super().__init__(parent)
        self._count = count
        self._most = most
        self.setMaxLength(_SCAN_LENGTH)
        self.setProperty("cell", True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedWidth(52)
        self.setText(str(count))
        self.settled.connect(self._read)

    def count(self) -> int:
        """Return the count last settled."""
        return self._count

    def set_count(self, count: int) -> None:
        """Put a count in from outside."""
        self._count = count
        self.setText(str(count))

    def _read(self, text: str) -> None:
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else (0 if not text else None)
        if number is not None and number <= self._most and number != self._count:
            self._count = number
            self.count_changed.emit(number)
        self.setText(str(self._count))


class CheckRow(QCheckBox):
    """A tick with words, a 32 px target; Space or click, never Enter."""

    def __init__(self, text: str, parent: QWidget | None = None, *, checked: bool = False) -> None:
        super().__init__(text, parent)
        self.setChecked(checked)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event.key()):
            event.ignore()
            return
        super().keyPressEvent(event)

    @override
    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, current_theme().sizes.target))
