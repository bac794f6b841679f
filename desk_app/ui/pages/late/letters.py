"""A form about chosen letters: what they have in common at the left, the letters themselves at the right, F9 below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desk_app.domain.dates import office_time
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.late import WatchedDossier
from desk_app.services.reception import Warned
from desk_app.ui.desk import Desk
from desk_app.ui.navigation import EnterNavigator
from desk_app.ui.pages.late.reading import Matter
from desk_app.ui.pages.late.words import standing_look
from desk_app.ui.theme import Role
from desk_app.ui.translation import tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import MainButton, PlainButton
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.labels import ElidedLabel, Label
from desk_app.ui.widgets.tabular import TabularLabel

_LEAST_NAME = 110
"""px: by its owner a dossier is known; how it stands gives way before."""


@dataclass(frozen=True)
class LetterWork:
    """What F9 is about to write: the work (what it returns is warned of), what to say then, whose letters to print."""

    work: Callable[[Store, Session, datetime], tuple[Warned, ...]]
    says: str
    prints: tuple[UUID, ...] = ()


class LetterRow(QFrame):
    """One letter of a form: whose dossier, how it stands, and room below (``under``) for what is its own."""

    def __init__(self, row: WatchedDossier, parent: QWidget) -> None:
        super().__init__(parent)
        self.row = row
        self.setObjectName("clear")
        self.code = TabularLabel(row.line.code or "–", Role.BODY, self)
        self.owner = ElidedLabel(row.line.owner_name, Role.BODY, self)
        self.owner.setMinimumWidth(_LEAST_NAME)
        self.due = ElidedLabel(_due_words(row), Role.DETAIL, self)
        self.due.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.result = Label("", Role.DETAIL, self)
        self.result.setProperty("strong", "true")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.code)
        head.addWidget(self.owner, 1)
        head.addWidget(self.due)
        self.under = QHBoxLayout()
        self.under.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(self.under)


class LetterForm(QWidget):
    """Base of the three forms. A form begins with its first field; Enter goes from stop to stop, F9 is ``ready``."""

    left = Signal()
    """Back to the list, nothing written."""

    def __init__(self, desk: Desk, rows: Sequence[WatchedDossier], matter: Matter, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.desk, self.matter = desk, matter
        self.session = desk.session
        self.common = Block(0, words, self)
        self.letters = [self.letter_row(row) for row in rows]
        self.main = MainButton(words, self)
        self.back = PlainButton(tr("Quay lại danh sách"), self, key="Esc")
        self.back.clicked.connect(self.left)

    # -- what a form is -------------------------------------------------------------------------------------------

    def letter_row(self, row: WatchedDossier) -> LetterRow:
        """Return the row of one letter."""
        return LetterRow(row, self)

    def stops(self) -> list[QWidget]:
        """Return where Enter stops, first field first."""
        raise NotImplementedError

    def ready(self) -> LetterWork:
        """Return what F9 writes. Raises DeskError for what is missing, with the caret where it is to be typed."""
        raise NotImplementedError

    # -- what the page asks ---------------------------------------------------------------------------------------

    @property
    def dossiers(self) -> tuple[UUID, ...]:
        """Return whose letters these are."""
        return tuple(letter.row.line.id for letter in self.letters)

    def first_box(self) -> QWidget:
        """Return the first field."""
        return self.stops()[0]

    def typed(self) -> tuple[str, ...]:
        """Return what stands in the fields, to be put back after a change of language."""
        return tuple(field.text() for field in self._fields())

    def put_back(self, typed: Sequence[str]) -> None:
        """Put typed texts back into the fields."""
        for field, text in zip(self._fields(), typed, strict=False):
            field.set_text(text)

    # -- laying out -----------------------------------------------------------------------------------------------

    def lay_out(self) -> None:
        """Stand the parts beside one another; called once, when the subclass has made them."""
        listed = Block(0, tr("{n} hồ sơ", n=len(self.letters)), self)
        for at, letter in enumerate(self.letters):
            if at:
                line = QFrame(listed)
                line.setObjectName("line")
                listed.add(line)
            listed.add(letter)
        listed.content.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        self._areas = [_scrolled(self.common, self), _scrolled(listed, self)]
        columns.addWidget(self._areas[0], 2)
        columns.addWidget(self._areas[1], 3)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.main)
        self.main.setMinimumWidth(320)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(columns, 1)
        column.addLayout(foot)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)
        stops = self.stops()
        self.navigator = EnterNavigator(self, stops)
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def field(self, label: str, placeholder: str = "", max_length: int = 200) -> LineField:
        """Return a field of the common block, put below what is there."""
        made = LineField(label, self.common, placeholder=placeholder, max_length=max_length)
        self.common.add(made)
        return made

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Scroll to where the caret went."""
        for area in self._areas:
            content = area.widget()
            if new is not None and content is not None and content.isAncestorOf(new):
                area.ensureWidgetVisible(new, 0, 48)

    def _fields(self) -> list[LineField]:
        return [stop for stop in self.stops() if isinstance(stop, LineField)]


def _due_words(row: WatchedDossier) -> str:
    due = tr("Không hẹn ngày") if row.due_at is None else tr("Hẹn {day}", day=f"{office_time(row.due_at):%d/%m/%Y}")
    return f"{due} · {standing_look(row)[0]}"


def _scrolled(block: QWidget, parent: QWidget) -> QScrollArea:
    content = QWidget()
    content.setObjectName("clear")
    column: QBoxLayout = QVBoxLayout(content)
    column.setContentsMargins(4, 4, 8, 4)
    column.addWidget(block)
    column.addStretch(1)
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area
