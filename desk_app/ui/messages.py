"""Messages: in the page beside what they speak of, until solved or replaced, and again in the bell list."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from desk_app.ui.icons import icon, icon_pixmap
from desk_app.ui.theme import Role, Tone, current_theme, set_look
from desk_app.ui.translation import mark, tr


class Kind(StrEnum):
    """Kinds of messages: an icon and a word each, colour third."""

    INFO = "info"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


_LOOKS = {
    Kind.INFO: ("info", mark("Thông tin"), Tone.INFO),
    Kind.GOOD: ("check_circle", mark("Đã xong"), Tone.GOOD),
    Kind.WARN: ("warning", mark("Lưu ý"), Tone.WARN),
    Kind.BAD: ("error", mark("Chưa được"), Tone.BAD),
}


@dataclass(frozen=True)
class Message:
    """One message as it was said. at: local time of the PC, for the bell list only."""

    kind: Kind
    text: str
    topic: str
    at: datetime


class MessageLog(QObject):
    """Every message of this session, newest first, for the bell."""

    added = Signal(object)

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None, limit: int = 100) -> None:
        super().__init__(parent)
        self._now = now
        self._messages: deque[Message] = deque(maxlen=limit)
        self.unread = 0

    def add(self, kind: Kind, text: str, topic: str = "") -> Message:
        """Keep a message and return it."""
        message = Message(kind, text, topic, self._now())
        self._messages.appendleft(message)
        self.unread += 1
        self.added.emit(message)
        return message

    def messages(self) -> list[Message]:
        """Return the messages, newest first."""
        return list(self._messages)

    def read_all(self) -> None:
        """Remember that the list was opened."""
        self.unread = 0

    def forget(self) -> None:
        """Empty the list when another clerk takes the desk."""
        self._messages.clear()
        self.unread = 0


class MessageStrip(QWidget):
    """One line of reserved space at the top of a page: nothing below moves when it speaks.

    The newest message shows; solving it (``solve``) brings back the one before it that is still open. A message may
    offer one action.
    """

    said = Signal(object, str, str)
    """(Kind, text, topic): the window keeps it in the bell list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open: list[tuple[Kind, str, str, str, Callable[[], object] | None]] = []
        self._mark = QLabel(self)
        self._word = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._do = QPushButton(self)
        self._do.setProperty("kind", "quiet")
        self._do.clicked.connect(self._act)
        self._close = QToolButton(self)
        self._close.clicked.connect(self._close_top)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 4, 0)
        row.setSpacing(8)
        row.addWidget(self._mark)
        row.addWidget(self._word)
        row.addWidget(self._text, 1)
        row.addWidget(self._do)
        row.addWidget(self._close)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._fit()
        self._show_top()

    def say(
        self,
        kind: Kind,
        text: str,
        *,
        topic: str = "",
        action: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        """Show a message until it is solved, closed or replaced by one of the same topic.

        text: in the user's language. topic: what it speaks of (``missing``, ``print``); action and act: one offered
        button.
        """
        self._open = [entry for entry in self._open if entry[2] != topic]
        self._open.append((kind, text, topic, action, act))
        self._show_top()
        self.said.emit(kind, text, topic)

    def solve(self, topic: str = "") -> None:
        """Take away the message of a topic, because what it speaks of is settled."""
        kept = [entry for entry in self._open if entry[2] != topic]
        if len(kept) < len(self._open):
            self._open = kept
            self._show_top()

    def solve_all(self, *, but: str = "") -> None:
        """Take away every message, for the next citizen. but: topic of what outlives this one."""
        self._open = [entry for entry in self._open if but and entry[2] == but]
        self._show_top()

    @property
    def shown(self) -> tuple[Kind, str] | None:
        """Return what stands in the strip now."""
        return (self._open[-1][0], self._open[-1][1]) if self._open else None

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._fit()
            self._show_top()
        super().changeEvent(event)

    def _fit(self) -> None:
        height = 2 * current_theme().type(Role.DETAIL).line + 4
        if self.minimumHeight() != height:
            self.setFixedHeight(height)

    def _act(self) -> None:
        act = self._open[-1][4] if self._open else None
        if act is not None:
            act()

    def _close_top(self) -> None:
        if self._open:
            self._open.pop()
        self._show_top()

    def _show_top(self) -> None:
        speaking = bool(self._open)
        for part in (self._mark, self._word, self._text, self._do, self._close):
            part.setVisible(speaking)
        if not speaking:
            self.setStyleSheet("")
            return
        kind, text, _topic, action, act = self._open[-1]
        name, word, tone = _LOOKS[kind]
        theme = current_theme()
        colour, ground = theme.tokens.tone(tone)
        role = {Tone.INFO: "accent"}.get(tone, tone.value)
        self._mark.setPixmap(icon_pixmap(name, role, 20, self.devicePixelRatioF()))
        self._word.setText(tr(word))
        self._word.setFont(theme.font(Role.DETAIL, 600))
        set_look(self._word, tone=tone.value, role="detail")
        self._text.setText(text)
        set_look(self._text, role="detail", strong="true")
        self._do.setText(action)
        self._do.setVisible(act is not None)
        self._close.setIcon(icon("close", "second"))
        self._close.setToolTip(tr("Cất thông báo này (đọc lại ở chuông)"))
        self._close.setAccessibleName(tr("Cất thông báo"))
        sheet = f"MessageStrip {{ background: {ground}; border-left: 3px solid {colour}; border-radius: 4px; }}"
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)
