"""A line with what the office usually writes there: a number alone picks a proposal, anything else is free text."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_app.ui.theme import Role
from desk_app.ui.translation import tr
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.labels import Paragraph

MOST_PROPOSED = 12
_MOST_WORDS = 60


class ProposedLine(QWidget):
    """A field and its proposals below it; ``settled`` comes with the text a number stands for."""

    settled = Signal(str)

    def __init__(
        self, label: str, parent: QWidget | None = None, *, proposals: Sequence[str] = (), max_length: int = 500
    ) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._proposals: list[str] = []
        self.line = LineField(label, self, max_length=max_length)
        self.edit = self.line.edit
        self._usual = Paragraph("", Role.DETAIL, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.line)
        column.addWidget(self._usual)
        self.setFocusProxy(self.line)
        self.line.settled.connect(self._pick)
        self.propose(proposals)

    def propose(self, proposals: Sequence[str]) -> None:
        """Replace the proposals; what is written stays."""
        self._proposals = list(proposals)[:MOST_PROPOSED]
        usual = "   ".join(f"{at} {_short(text)}" for at, text in enumerate(self._proposals, 1))
        self._usual.set_text(tr("Gõ số để chọn: {usual}", usual=usual) if usual else "")
        self._usual.setVisible(bool(usual))

    def text(self) -> str:
        """Return what was written, a number alone as the proposal it stands for."""
        typed = self.line.text()
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(self._proposals):
            return self._proposals[int(typed) - 1]
        return typed

    def set_text(self, text: str) -> None:
        """Put a value in from outside."""
        self.line.set_text(text)

    @property
    def is_missing(self) -> bool:
        """Return whether the field is marked as missing."""
        return self.line.is_missing

    def set_missing(self) -> None:
        """Mark the field as missing."""
        self.line.set_missing()

    def _pick(self, typed: str) -> None:
        if self.text() != typed:
            self.line.set_text(self.text())
        self.settled.emit(self.text())


def _short(text: str) -> str:
    return text if len(text) <= _MOST_WORDS else f"{text[: _MOST_WORDS - 1]}…"
