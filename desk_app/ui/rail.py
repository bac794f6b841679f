"""The rail: the pages by name, key and icon, at the left of the window."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.ui.icons import icon_pixmap
from desk_app.ui.keys import is_enter, key_name
from desk_app.ui.page import PageSpec
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.translation import tr


class RailButton(QAbstractButton):
    """One page: icon, word, key, and a count when there is something to see to."""

    def __init__(self, spec: PageSpec, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.spec = spec
        self._key = key_name(spec.act) if spec.act is not None else ""
        self._long_key = self._key or f"Ctrl+{number}"
        self._count = 0
        self._narrow = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        # In a low window each gives up a little, so that all nine stand.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the word in the user's language."""
        self.setText(tr(self.spec.name))
        self._name()

    def set_count(self, count: int) -> None:
        """Show how many wait on that page; 0 shows nothing."""
        if count != self._count:
            self._count = count
            self._name()

    @property
    def count(self) -> int:
        """Return how many wait on that page."""
        return self._count

    def set_narrow(self, narrow: bool) -> None:
        """Show the icon only."""
        self._narrow = narrow
        self.update()

    def _name(self) -> None:
        """Say word and count to who reads no picture: in a narrow window the count is a dot only."""
        said = f"{self.text()} {self._count}" if self._count else self.text()
        self.setAccessibleName(said)
        self.setToolTip(f"{said}  {self._long_key}")
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event.key()):
            self.click()
            return
        super().keyPressEvent(event)

    @override
    def sizeHint(self) -> QSize:
        sizes = current_theme().sizes
        return QSize(sizes.rail_narrow - 16, 40 + sizes.extra)

    @override
    def minimumSizeHint(self) -> QSize:
        sizes = current_theme().sizes
        return QSize(sizes.rail_narrow - 16, sizes.target)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here = self.isChecked()
        area = self.rect()
        painter.setPen(Qt.PenStyle.NoPen)
        if here or self.underMouse():
            painter.setBrush(theme.colour("selected" if here else "hover"))
            painter.drawRoundedRect(area, 6, 6)
        if here:
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(QRect(0, 10, 3, area.height() - 20), 1.5, 1.5)
        ink = "accent" if here else "second"
        picture = icon_pixmap(self.spec.icon, ink, 20, self.devicePixelRatioF())
        left = (area.width() - 20) // 2 if self._narrow else 10
        painter.drawPixmap(left, (area.height() - 20) // 2, picture)
        if self._narrow:
            if self._count:
                painter.setBrush(theme.colour("bad"))
                painter.drawEllipse(area.width() - 14, 6, 8, 8)
        else:
            self._paint_words(painter, area, here)
        painter.end()

    def _paint_words(self, painter: QPainter, area: QRect, here: bool) -> None:
        theme = current_theme()
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        inside = area.adjusted(34, 0, -4, 0)
        painter.setFont(theme.font(Role.LABEL))
        painter.setPen(theme.colour("second"))
        painter.drawText(inside, int(middle | right), self._key)
        painter.setFont(theme.font(Role.BODY, 500 if here else 400))
        painter.setPen(theme.colour("text"))
        words = self.text()
        painter.drawText(inside, int(middle | Qt.AlignmentFlag.AlignLeft), words)
        if self._count:
            width = painter.fontMetrics().horizontalAdvance(words) + 6
            painter.setFont(theme.font(Role.LABEL, 600))
            painter.setPen(theme.colour("bad"))
            painter.drawText(
                inside.adjusted(width, 0, 0, 0), int(middle | Qt.AlignmentFlag.AlignLeft), str(self._count)
            )


class Rail(QFrame):
    """The column of pages: 160 px, or 56 px of icons in a narrow window."""

    asked = Signal(int)
    """The place of the page the user wants, 0 first."""

    def __init__(self, specs: Sequence[PageSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 12)
        column.setSpacing(4)
        self.buttons: list[RailButton] = []
        for at, spec in enumerate(specs):
            button = RailButton(spec, at + 1, self)
            button.clicked.connect(lambda _on=False, place=at: self.asked.emit(place))
            column.addWidget(button)
            self.buttons.append(button)
        column.addStretch(1)
        self.set_narrow(False)

    def show_current(self, place: int) -> None:
        """Mark the page that is up."""
        self.buttons[place].setChecked(True)

    def set_narrow(self, narrow: bool) -> None:
        """Show icons only, or words again."""
        sizes = current_theme().sizes
        # Words grow with the font step; the column grows with them.
        self.setFixedWidth(sizes.rail_narrow if narrow else sizes.rail + 9 * sizes.extra)
        for button in self.buttons:
            button.set_narrow(narrow)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            for button in self.buttons:
                button.retranslate()
        super().changeEvent(event)
