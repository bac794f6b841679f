"""What a window shows and cuts off: every visible label, button and field whose words do not fit where they stand."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QStyle, QStyleOptionButton, QWidget

from desk_app.ui.rail import RailButton
from desk_app.ui.theme import current_theme
from desk_app.ui.widgets.buttons import MainButton, PlainButton
from desk_app.ui.widgets.labels import ElidedLabel, Paragraph

_BUTTON_MARGINS = 16
"""Of the room a button asks for, so much is air around its words."""
SLACK = 1
"""Logical px a metric may be off by without a letter being cut."""


def clipped(window: QWidget) -> list[str]:
    """Return one line for each thing on the window whose words are cut, with the place it stands.

    What a list scrolls out of sight, and a label that ends in “…” and says the whole on hover, is not cut.
    """
    found = []
    for part in window.findChildren(QWidget):
        if not part.isVisible() or part.visibleRegion().isEmpty():
            continue
        wanted = _wanted(part)
        if wanted is None:
            continue
        words, width, height = wanted
        if width > part.width() + SLACK or height > part.height() + SLACK:
            found.append(f"{_place(part)}: “{words}” wants {width}×{height}, has {part.width()}×{part.height()}")
        elif _cut_by_parent(part):
            found.append(f"{_place(part)}: “{words}” is cut by what it stands in")
    return found


def _wanted(part: QWidget) -> tuple[str, int, int] | None:
    """Return the words of a control and the room they need; None where it has none to cut."""
    if isinstance(part, ElidedLabel):
        return part.text(), 0, part.fontMetrics().height()
    if isinstance(part, Paragraph):
        return part.plain_text(), 0, part.heightForWidth(part.width())
    if isinstance(part, QLabel) and part.text() and part.textFormat() != Qt.TextFormat.RichText:
        if part.wordWrap():
            return part.text(), 0, part.heightForWidth(part.width())
        margins = part.contentsMargins()
        width = part.fontMetrics().horizontalAdvance(part.text()) + margins.left() + margins.right()
        return part.text(), width, part.fontMetrics().height()
    if isinstance(part, RailButton) and part.width() < current_theme().sizes.rail // 2:
        return None
    if isinstance(part, PlainButton | MainButton):
        return part.text(), part.sizeHint().width() - _BUTTON_MARGINS, part.fontMetrics().height()
    if isinstance(part, QAbstractButton) and part.text():
        return part.text(), _button_width(part), part.fontMetrics().height()
    return None


def _button_width(button: QAbstractButton) -> int:
    """Return the width of a button's words and, where it has one, its mark."""
    words = QFontMetrics(button.font()).horizontalAdvance(button.text().replace("&", ""))
    option = QStyleOptionButton()
    option.initFrom(button)
    if not button.isCheckable():
        return words
    mark = button.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth, option, button)
    return words + mark


def _cut_by_parent(part: QWidget) -> bool:
    """Tell whether a parent is too small for a control; one that scrolls may be, across its direction only."""
    rect = QRect(QPoint(0, 0), part.size())
    parent = part.parentWidget()
    while parent is not None and not part.isWindow():
        if isinstance(parent.parentWidget(), QAbstractScrollArea):
            area = parent.parentWidget()
            assert isinstance(area, QAbstractScrollArea)
            inside = QRect(part.mapTo(parent, rect.topLeft()), rect.size())
            fixed = area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            return fixed and inside.right() > parent.width() + SLACK
        inside = QRect(part.mapTo(parent, rect.topLeft()), rect.size())
        if not parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(inside):
            return True
        if parent.isWindow():
            return False
        parent = parent.parentWidget()
    return False


def _place(part: QWidget) -> str:
    names = []
    at: QWidget | None = part
    while at is not None and not at.isWindow():
        names.append(type(at).__name__)
        at = at.parentWidget()
    return " < ".join(names[:4])
