"""What a section of Thiết lập is: a column of blocks that scrolls, its main button fixed below."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desk_app.domain.errors import DeskError
from desk_app.services.accounts import Right, Session
from desk_app.ui.desk import Desk
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.operations import Changes
from desk_app.ui.translation import sentence, tr
from desk_app.ui.widgets.buttons import MainButton
from desk_app.ui.widgets.labels import Paragraph

T = TypeVar("T")


def scrolling(ground: QWidget, parent: QWidget) -> QScrollArea:
    """Return an area in which a ground scrolls up and down where it does not fit, and nothing is squeezed."""
    area = QScrollArea(parent)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(ground)
    area.viewport().setAutoFillBackground(False)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


class Section(QWidget):
    """One section. Subclasses fill ``self.column`` (scrolls) or ``self.body`` (does not) and override what they need.

    right: who may change things here; others see everything and are told whom to ask.
    """

    right: Right | None = Right.SET_UP
    main_words: str = ""
    """Vietnamese source of the main button's words; "" = the section has no main action."""

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget, *, scrolls: bool = True) -> None:
        super().__init__(parent)
        self.desk = desk
        self.strip = strip
        self.session: Session = desk.session
        self.setObjectName("clear")
        self.column = QVBoxLayout()
        self.column.setSpacing(12)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        if scrolls:
            self.column.setContentsMargins(0, 0, 12, 0)
            ground = QWidget()
            ground.setObjectName("clear")
            ground.setLayout(self.column)
            outer.addWidget(scrolling(ground, self), 1)
        else:
            outer.addLayout(self.column, 1)
        self.main_button = MainButton(tr(self.main_words), self)
        self.main_button.setVisible(bool(self.main_words))
        self.main_button.setMaximumWidth(380)
        self.main_button.clicked.connect(lambda: self.main_action())
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.main_button)
        outer.addLayout(foot)
        if self.right is not None and not self.session.may(self.right):
            self.main_button.setEnabled(False)

    @property
    def may_change(self) -> bool:
        """Return whether who sits here may change what stands here."""
        return self.right is None or self.session.may(self.right)

    def note_for_others(self) -> QWidget | None:
        """Return the line that says who may change this, None for those who may."""
        if self.may_change:
            return None
        return Paragraph(tr("Chỉ quản trị sửa được phần này; bạn xem được mọi thông tin."), parent=self)

    def on_shown(self) -> None:
        """Read again what the section shows."""

    def main_action(self) -> None:
        """Do the section's main action (F9)."""

    def first_box(self) -> QWidget | None:
        """Return the control the caret goes to."""
        return None

    def on_scan(self, scan: object) -> bool:
        """Take a scan; False when this section has no use for it."""
        return False

    def set_compact(self, compact: bool) -> None:
        """Rearrange for a narrow window, or back."""

    def show_error(self, error: DeskError) -> None:
        """Say in the page what went wrong."""
        self.strip.say(Kind.BAD, sentence(error), topic="settings")

    def said(self, words: str) -> None:
        """Say in the page that something was done."""
        self.strip.say(Kind.GOOD, words, topic="settings")

    def change(
        self, work: Callable[[], T], changes: Changes, words: str, then: Callable[[T], object] | None = None
    ) -> None:
        """Run a change of the store; say ``words`` when it is done."""

        def done(result: T) -> None:
            self.said(words)
            if then is not None:
                then(result)

        self.desk.operations.write(self, work, changes=changes, done=done)
