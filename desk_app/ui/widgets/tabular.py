"""Digits that stand under one another: drawn with one width, which the font itself does not have."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desk_app.ui.theme import Role, current_theme


class TabularLabel(QWidget):
    """Text whose digits all have one width, so that codes and dates do not dance; the font itself has none such."""

    def __init__(self, text: str = "", role: Role = Role.CODE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def text(self) -> str:
        """Return the text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        if text == self._text:
            return  # the page need not be laid out anew
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(current_theme().font(self._role))
        return QSize(round(tabular_width(metrics, self._text)) + 2, current_theme().type(self._role).line)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(current_theme().font(self._role))
        painter.setPen(self.palette().windowText().color())
        draw_tabular(painter, QRectF(self.rect()), self._text)
        painter.end()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)


def tabular_width(metrics: QFontMetricsF, text: str) -> float:
    """Return the width of text in px when every digit is as wide as the widest."""
    digit = _digit_width(metrics)
    return sum(digit if char.isdigit() else metrics.horizontalAdvance(char) for char in text)


def draw_tabular(painter: QPainter, rect: QRectF, text: str, *, right: bool = False) -> None:
    """Draw text with digits of one width, centred in height, at the left or the right end of rect."""
    metrics = QFontMetricsF(painter.font(), painter.device())
    digit = _digit_width(metrics)
    x = rect.right() - tabular_width(metrics, text) if right else rect.left()
    baseline = rect.center().y() + (metrics.capHeight() / 2)
    run = ""
    for char in [*text, ""]:
        if char and not char.isdigit():
            run += char
            continue
        if run:
            painter.drawText(QPointF(x, baseline), run)
            x += sum(metrics.horizontalAdvance(one) for one in run)
            run = ""
        if char:
            painter.drawText(QPointF(x + (digit - metrics.horizontalAdvance(char)) / 2, baseline), char)
            x += digit


def _digit_width(metrics: QFontMetricsF) -> float:
    return max(metrics.horizontalAdvance(digit) for digit in "0123456789")
