"""A figure of the day as a button: how many, of what, and what it opens."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget
from typing_extensions import override

from desk_app.services.day_at_a_glance import DayAtAGlance, Glance, GlanceFigure
from desk_app.ui.icons import icon_pixmap
from desk_app.ui.keys import is_enter
from desk_app.ui.pages.book.words import GLANCES
from desk_app.ui.theme import Role, Tone, current_theme
from desk_app.ui.tokens import ROLE_OF_TONE
from desk_app.ui.translation import tr

_ICON, _MARGIN = 20, 12


class FigureButton(QPushButton):
    """One figure; Space, Enter or a click opens what is behind it, unless there is nothing."""

    def __init__(self, glance: Glance, parent: QWidget) -> None:
        super().__init__(parent)
        self.glance = glance
        self.figure: GlanceFigure | None = None
        self._words, self._icon_name, self._tone = GLANCES[glance]
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_figure(self, figure: GlanceFigure) -> None:
        """Show how many there are."""
        self.figure = figure
        self.setAccessibleName(f"{tr(self._words)}: {figure.count}")
        self.setToolTip("" if figure.count else tr("Không có gì để mở."))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(120, theme.type(Role.DATE).line + 2 * theme.type(Role.DETAIL).line + 12)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(96, self.sizeHint().height())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event.key()) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(self.sizeHint().height())
        super().changeEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        count = self.figure.count if self.figure is not None else 0
        tone = self._tone if count else Tone.PLAIN
        inside = self.rect().adjusted(_MARGIN, 4, -_MARGIN, -6)
        line = theme.type(Role.DATE).line
        painter.setFont(theme.font(Role.DATE))
        painter.setPen(theme.colour("text" if count else "second"))
        shown = "…" if self.figure is None else str(count)
        top = QRect(inside.left(), inside.top(), inside.width(), line)
        painter.drawText(top, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        picture = icon_pixmap(self._icon_name, ROLE_OF_TONE[tone], _ICON, self.devicePixelRatioF())
        painter.drawPixmap(inside.right() - _ICON, inside.top() + (line - _ICON) // 2, picture)
        painter.setFont(theme.font(Role.DETAIL))
        painter.setPen(theme.colour("text"))
        below = inside.adjusted(0, line, 0, 0)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(below, int(flags), tr(self._words))
        painter.end()


class FigureRow(QWidget):
    """The figures of the day side by side; ``opened`` gives the GlanceFigure that was asked for."""

    opened = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.buttons = {glance: FigureButton(glance, self) for glance in Glance}
        row = QGridLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for at, button in enumerate(self.buttons.values()):
            row.addWidget(button, 0, at)
            row.setColumnStretch(at, 1)
            button.clicked.connect(lambda _on=False, button=button: self._open(button))

    def show_day(self, day: DayAtAGlance) -> None:
        """Show the figures of a day."""
        for glance, button in self.buttons.items():
            button.show_figure(day.figure(glance))

    def _open(self, button: FigureButton) -> None:
        if button.figure is not None and button.figure.count:
            self.opened.emit(button.figure)
