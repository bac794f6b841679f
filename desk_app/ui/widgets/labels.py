"""Words on a page: labels by role, and paragraphs that wrap."""

from html import escape

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from desk_app.ui.theme import Role, Tone, current_theme, set_look
from desk_app.ui.tokens import ROLE_OF_TONE, Type


def plain_tip(text: str) -> str:
    """Return a text as a tooltip that Qt takes for words, whatever markup a name may hold."""
    return f"<qt>{escape(text)}</qt>" if "<" in text else text


class Label(QLabel):
    """One line of text in a role (``label``, ``head``, ``detail``, ``chosen``, ``title``, ``body``); never markup."""

    def __init__(self, text: str = "", role: Role = Role.BODY, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role.value)

    def set_tone(self, tone: Tone) -> None:
        """Colour the words; the words themselves must already say it."""
        set_look(self, tone="" if tone is Tone.PLAIN else tone.value)


class ElidedLabel(Label):
    """A line that ends in “…” when it does not fit, and then tells the whole on hover and to screen readers."""

    def __init__(self, text: str = "", role: Role = Role.BODY, parent: QWidget | None = None) -> None:
        self._whole = text
        super().__init__(text, role, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    @override
    def setText(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        super().setText(text)
        self.update()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        inside = self.contentsRect()
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, inside.width())
        self.setToolTip(plain_tip(self._whole) if shown != self._whole else "")
        painter.setPen(self.palette().windowText().color())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextDontClip
        painter.drawText(inside, int(flags), shown)
        painter.end()


class Paragraph(QWidget):
    """Wrapped plain text, line by line at its role's line height, so that Ế Ỗ Ậ keep their marks; never markup.

    max_lines: cut with “…” after so many lines, 0 for all; the whole stays on hover.
    """

    def __init__(
        self, text: str = "", role: Role = Role.BODY, parent: QWidget | None = None, *, max_lines: int = 0
    ) -> None:
        super().__init__(parent)
        self._plain = ""
        self._broken: dict[tuple[int, Type], list[str]] = {}
        self._role = role
        self._max_lines = max_lines
        self._tone = Tone.PLAIN
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show plain text; line breaks in it are kept."""
        if text == self._plain:
            return  # the page need not be laid out anew
        self._plain = text
        self._broken.clear()
        self.setToolTip(escape(text) if self._max_lines else "")
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def plain_text(self) -> str:
        """Return the text as it was set."""
        return self._plain

    def set_tone(self, tone: Tone) -> None:
        """Colour the words; the words themselves must already say it."""
        self._tone = tone
        self.update()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return max(1, len(self._lines(width))) * current_theme().type(self._role).line

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(current_theme().font(self._role))
        widest = max((metrics.horizontalAdvance(line) for line in self._plain.split("\n")), default=0.0)
        width = min(round(widest) + 4, _READING_WIDTH)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        # Once it stands, its lines as they wrap there: with one line each, what stands below would be squeezed.
        lines = self.heightForWidth(self.width()) if self.isVisible() else current_theme().type(self._role).line
        return QSize(80, lines)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        kind = theme.type(self._role)
        painter = QPainter(self)
        painter.setFont(theme.font(self._role))
        quiet = self._role in (Role.LABEL, Role.DETAIL) or not self.isEnabled()
        painter.setPen(theme.colour(ROLE_OF_TONE[self._tone] if self._tone is not Tone.PLAIN or quiet else "text"))
        metrics = QFontMetricsF(painter.font())
        # Marks stand higher above the letters than anything hangs below them: what is left over goes on top.
        down = kind.line - metrics.descent() - 1
        for at, line in enumerate(self._lines(self.width())):
            painter.drawText(QPointF(0, at * kind.line + down), line)
        painter.end()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def _lines(self, width: int) -> list[str]:
        """Return the text broken into lines of at most so many px; layouts ask for the same few widths many times."""
        place = (width, current_theme().type(self._role))
        if place not in self._broken:
            if len(self._broken) >= _WIDTHS_KEPT:
                self._broken.clear()
            self._broken[place] = self._break(width)
        return self._broken[place]

    def _break(self, width: int) -> list[str]:
        font = current_theme().font(self._role)
        lines: list[str] = []
        for part in self._plain.split("\n"):
            layout = QTextLayout(part, font)
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(max(width, 1))
                lines.append(part[line.textStart() : line.textStart() + line.textLength()].rstrip())
            layout.endLayout()
            if not part:
                lines.append("")
        if self._max_lines and len(lines) > self._max_lines:
            rest = " ".join(lines[self._max_lines - 1 :])
            shown = QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)
            lines = [*lines[: self._max_lines - 1], shown]
        return lines


_WIDTHS_KEPT = 8


_READING_WIDTH = 480
"""Width in px a paragraph asks for when nothing else says how wide it may be."""
