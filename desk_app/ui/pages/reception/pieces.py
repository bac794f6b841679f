"""Small pieces the blocks of the reception page are made of."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from desk_app.domain.text import fold
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.labels import Label
from desk_app.ui.widgets.suggest import SuggestBox, Suggestion


class FormBlock(Block):
    """A block of the counter's page: denser than a block of a report, its choice on the heading's own line."""

    def __init__(self, number: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(number, title, parent)
        layout = self.layout()
        if layout is not None:
            self.set_dense(False)
        self.heading.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_dense(self, dense: bool) -> None:
        """Give up the air between the lines, where the form would have to scroll."""
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(12, 1 if dense else 4, 12, 3 if dense else 6)
            layout.setSpacing(1 if dense else 3)
        self.content.setSpacing(3 if dense else 6)

    def align_heading(self, lines: int = 1) -> None:
        """Let number and heading share a base line with the choice beside them; lines: how many the choice takes."""
        theme = current_theme()
        chosen = QFontMetrics(theme.font(Role.CHOSEN))
        head = QFontMetrics(theme.font(Role.HEAD))
        if lines == 1:
            side = Qt.AlignmentFlag.AlignVCenter
            # A margin above moves centred words down by half of it.
            shift = (chosen.ascent() - chosen.descent()) - (head.ascent() - head.descent())
        else:
            side = Qt.AlignmentFlag.AlignTop
            line = theme.type(Role.CHOSEN).line
            shift = (line - chosen.height()) // 2 + chosen.ascent() - head.ascent()
        for at in range(self.head_row.count()):
            item = self.head_row.itemAt(at)
            widget = item.widget() if item is not None else None
            if isinstance(widget, Label) and widget.property("role") == Role.HEAD.value:
                widget.setContentsMargins(0, max(0, shift), 0, 0)
            if widget is not None:
                self.head_row.setAlignment(widget, side)

    def add_head(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget behind the heading, on its line."""
        # Before the trailing stretch, which holds everything left while the wide one is hidden.
        self.head_row.insertWidget(self.head_row.count() - 1, widget, 1000 * stretch)


class ClampedLabel(QWidget):
    """Text on so many lines at most, the last ending in “…” when more follows; the whole is told on hover."""

    lines_changed = Signal(int)
    """How many lines the text takes now."""

    def __init__(self, role: Role = Role.CHOSEN, parent: QWidget | None = None, *, lines: int = 2) -> None:
        super().__init__(parent)
        self._role = role
        self._lines = lines
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def set_most(self, lines: int) -> None:
        """Change how many lines there may be."""
        if lines != self._lines:
            self._lines = lines
            self._fit()
            self.update()

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self.setToolTip(text)
        self._fit()
        self.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        """Take as many lines as the text needs at this width."""
        lines = max(1, len(self._laid_out(self.width())))
        self.setFixedHeight(lines * current_theme().type(self._role).line)
        self.lines_changed.emit(lines)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        font, line = theme.font(self._role), theme.type(self._role).line
        metrics = QFontMetrics(font)
        painter = QPainter(self)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        for at, text in enumerate(self._laid_out(self.width())):
            top = at * line + (line - metrics.height()) / 2
            painter.drawText(QPointF(0, top + metrics.ascent()), text)
        painter.end()

    def _laid_out(self, width: int) -> list[str]:
        font = current_theme().font(self._role)
        layout = QTextLayout(self._text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        found: list[str] = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 40))
            if len(found) == self._lines - 1:
                rest = self._text[line.textStart() :]
                found.append(QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, width))
                break
            found.append(self._text[line.textStart() : line.textStart() + line.textLength()].rstrip())
        layout.endLayout()
        return found


def came_by_hand(event: QEvent) -> bool:
    """Tell whether the focus came to a control by a person or the page, not by switching windows."""
    away = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
    return isinstance(event, QFocusEvent) and event.reason() not in away


class PickBox(QWidget):
    """A question with few answers: its list opens when the caret comes; a digit or the marked row and Enter answer.

    Items are (value, words) pairs. free: what is typed and stands in no row is an answer of its own.
    """

    picked = Signal(object)
    """The value chosen by a person."""
    entered = Signal()
    """The caret came."""
    confirmed = Signal()
    """Enter on a box that already has its answer: go on."""

    def __init__(
        self,
        label: str,
        parent: QWidget | None = None,
        *,
        placeholder: str = "",
        free: bool = False,
        opens: bool = True,
    ) -> None:
        """opens: the list drops as soon as the caret comes; else ↓ opens it."""
        super().__init__(parent)
        self._opens = opens
        self._items: list[tuple[object, str]] = []
        self._value: object | None = None
        self._free = free
        self.label = Label(label, Role.LABEL, self)
        self.box = SuggestBox(self, placeholder=placeholder, quick=self._digit, delay=0)
        self.box.edit.setAccessibleName(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.label)
        row.addWidget(self.box, 1)
        self.setFocusProxy(self.box)
        self.box.edit.installEventFilter(self)
        self.box.query_changed.connect(self._look)
        self.box.chosen.connect(self._pick)
        self.box.entered.connect(self._entered)

    @property
    def stop(self) -> QWidget:
        """Return the control that takes the keys."""
        return self.box.edit

    def set_items(self, items: Sequence[tuple[object, str]]) -> None:
        """Replace the answers; the value is kept while it is still among them."""
        self._items = list(items)
        if self._value is not None and not self._free and all(value != self._value for value, _words in items):
            self.set_value(None)

    def value(self) -> object | None:
        """Return the answer, None where there is none yet."""
        return self._value

    def set_value(self, value: object | None) -> None:
        """Put an answer in from outside."""
        self._value = value
        words = next((words for known, words in self._items if known == value), None)
        self.box.close_list()
        self.box.edit.setText(words if words is not None else (str(value) if self._free and value else ""))
        self.box.edit.setCursorPosition(0)

    def text(self) -> str:
        """Return what stands in the box now."""
        return " ".join(self.box.text().split())

    def answer(self) -> object | None:
        """Return the answer as it stands, Enter or not: the value of the row that is typed or named by its digit.

        free: else what is typed.
        """
        text = self.text()
        if text == self._words_of(self._value):
            return self._value
        row = self._row_of_digit(text) or next((row for row in self._items if fold(row[1]) == fold(text)), None)
        if row is not None:
            return row[0]
        return (text or None) if self._free else self._value

    def close_list(self) -> bool:
        """Close the list; return whether it was open."""
        return self.box.close_list()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and came_by_hand(event):
            self.entered.emit()
            if self._value is None and self._opens:
                QTimer.singleShot(0, self, self._open)
        elif isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._leave)
        return False

    def _open(self) -> None:
        if self.box.edit.hasFocus() and not self.box.text():
            self._look("")

    def _leave(self) -> None:
        """Leave the box with its answer in it, whatever was half typed over it."""
        if self.box.edit.hasFocus():
            return
        text = self.text()
        if self._free and text != self._words_of(self._value):
            if not self._digit(text):
                self._pick(text or None)
        elif not self._free:
            self.set_value(self._value)

    def _words_of(self, value: object | None) -> str:
        return next((words for known, words in self._items if known == value), str(value or ""))

    def _look(self, typed: str) -> None:
        wanted = fold(typed)
        if self._value is not None and typed == self._words_of(self._value):
            wanted = ""
        rows = [
            Suggestion(value, words, key_name=str(at) if at <= 9 else "")
            for at, (value, words) in enumerate(self._items, start=1)
            if wanted in fold(words) or wanted == str(at)
        ]
        self.box.show_suggestions(rows, typed)

    def _row_of_digit(self, text: str) -> tuple[object, str] | None:
        plain = text.strip()
        if len(plain) != 1 or not plain.isascii() or not plain.isdigit() or not 1 <= int(plain) <= len(self._items):
            return None
        return self._items[int(plain) - 1]

    def _digit(self, text: str) -> bool:
        row = self._row_of_digit(text)
        if row is not None:
            self._pick(row[0])
        return row is not None

    def _entered(self, text: str) -> None:
        if self._free and text.strip() and text != self._words_of(self._value):
            self._pick(text.strip())
        elif self._value is not None:
            self.confirmed.emit()
        else:
            self._look("")

    def _pick(self, value: object) -> None:
        self.set_value(value)
        self.picked.emit(value)
