"""Questions: the only dialogs; a scan or a stray Enter never answers one."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.ui.icons import icon_pixmap
from desk_app.ui.keys import is_enter
from desk_app.ui.theme import Role
from desk_app.ui.widgets.bursts import LONG_AGO, pressed_at
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.labels import Paragraph


@dataclass(frozen=True)
class Answer:
    """One answer. key: what is handed back. text: with its Alt letter marked by ``&`` on a plain letter."""

    key: str
    text: str
    danger: bool = False


class QuestionDialog(QDialog):
    """A question with the safe answer first and focused.

    It is answered by Space on the focused button, a click, or Alt+letter; Esc is the safe answer. Enter is never an
    answer, and neither is the Space inside a scan.
    """

    def __init__(
        self,
        head: str,
        text: str,
        answers: tuple[Answer, ...],
        parent: QWidget | None = None,
        *,
        icon_name: str = "help",
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        if not answers:
            raise ValueError("a question needs an answer")
        self.setWindowTitle(head)
        self.setModal(True)
        self.answer = answers[0].key
        self._now = now
        self._opened = now()
        self._last_character = LONG_AGO
        picture = QLabel(self)
        picture.setPixmap(icon_pixmap(icon_name, "accent", 28, self.devicePixelRatioF()))
        picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(Paragraph(head, Role.CHOSEN, self))
        words.addWidget(Paragraph(text, Role.BODY, self))
        upper = QHBoxLayout()
        upper.setSpacing(16)
        upper.addWidget(picture)
        upper.addLayout(words, 1)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        lower.addStretch(1)
        self.buttons: dict[str, PlainButton] = {}
        for at, answer in enumerate(answers):
            kind = "accent" if at == 0 else ("danger" if answer.danger else "plain")
            button = PlainButton(answer.text, self, kind=kind)
            button.clicked.connect(lambda _on=False, key=answer.key: self._choose(key))
            button.installEventFilter(self)
            lower.addWidget(button)
            self.buttons[answer.key] = button
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 20)
        outer.setSpacing(24)
        outer.addLayout(upper)
        outer.addLayout(lower)
        self.setFixedWidth(520)
        self.buttons[answers[0].key].setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(layout.totalHeightForWidth(self.width()))

    @classmethod
    def ask(
        cls,
        parent: QWidget,
        head: str,
        text: str,
        answers: tuple[Answer, ...],
        then: Callable[[str], object],
        *,
        icon_name: str = "help",
    ) -> "QuestionDialog":
        """Open the question over its window and call ``then`` with the answer's key; returns at once."""
        dialog = cls(head, text, answers, parent.window(), icon_name=icon_name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda _code: then(dialog.answer))
        dialog.open()
        return dialog

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._swallows(event)
        return super().eventFilter(watched, event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._swallows(event):
            super().keyPressEvent(event)

    def _swallows(self, event: QKeyEvent) -> bool:
        """Return whether this key must do nothing: any Enter, a bare character, and a Space inside a scan."""
        if is_enter(event.key()):
            return True
        if event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier):
            return False
        if not event.text() or not event.text().isprintable():
            return False
        pressed = pressed_at(event, self._now())
        in_scan = pressed.follows(self._last_character)
        self._last_character = pressed
        return event.key() != Qt.Key.Key_Space or in_scan or pressed.seen - self._opened < 0.4

    def _choose(self, key: str) -> None:
        self.answer = key
        self.accept()
