"""The head of an opened dossier: its code and states, where it is, and the buttons of what is legal now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLayoutItem, QVBoxLayout, QWidget

from desk_app.domain.codes import group_digits
from desk_app.services.dossier_view import DossierView
from desk_app.services.said import Said
from desk_app.ui.keys import Act, key_name
from desk_app.ui.theme import Role
from desk_app.ui.translation import say, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.labels import ElidedLabel, Paragraph
from desk_app.ui.widgets.states import StatePill
from desk_app.ui.widgets.tabular import TabularLabel

_GAP, _LEAST_WIDTH = 8, 800


@dataclass(frozen=True)
class Action:
    """One button. name: English, for tests. act: whose key stands on it."""

    name: str
    words: str
    do: Callable[[], object]
    act: Act | None = None
    kind: str = "plain"


class DetailHead(QWidget):
    """Stays on top while the content below scrolls."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, PlainButton] = {}
        back = PlainButton(tr("Danh sách"), self, key="Esc", icon_name="arrow_back", kind="quiet")
        back.clicked.connect(lambda: self.left.emit())
        self.code = TabularLabel("", Role.CODE, self)
        self._pills = QHBoxLayout()
        self._pills.setSpacing(6)
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(back)
        first.addWidget(self.code)
        first.addLayout(self._pills)
        first.addStretch(1)
        self._heading = ElidedLabel("", Role.CHOSEN, self)
        self._where = Paragraph("", Role.BODY, self)
        self._holder = QWidget(self)
        self._why_not = Paragraph("", Role.DETAIL, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(first)
        for part in (self._heading, self._where, self._holder, self._why_not):
            self._column.addWidget(part)

    def show_dossier(self, view: DossierView) -> None:
        """Show which dossier it is, how it stands and where it lies."""
        self.code.set_text(group_digits(view.code))
        self.code.setVisible(bool(view.code))
        self._heading.setText(view.heading)
        self._where.set_text(say(view.where))
        while self._pills.count():
            _drop(self._pills.takeAt(0))
        self._pills.addWidget(StatePill(view.standing.state, self))
        if view.standing.over:
            self._pills.addWidget(StatePill(view.standing.over, self, n=view.standing.late_days))
        if view.apologised:
            self._pills.addWidget(StatePill("apologised", self))

    def offer(self, actions: Sequence[Action], why_not: Said | None, width: int) -> None:
        """Put up the buttons, in as many rows as a width in px makes them; why_not: said under them."""
        old, self._holder = self._holder, QWidget(self)
        self.buttons = {action.name: self._button(action) for action in actions}
        lay_in_rows(self._holder, list(self.buttons.values()), max(width, _LEAST_WIDTH))
        self._column.replaceWidget(old, self._holder)
        old.hide()
        old.deleteLater()
        self._holder.setVisible(bool(self.buttons))
        self._why_not.set_text(say(why_not) if why_not is not None else "")
        self._why_not.setVisible(why_not is not None)

    def _button(self, action: Action) -> PlainButton:
        key = key_name(action.act) if action.act is not None else ""
        button = PlainButton(action.words, self._holder, key=key, kind=action.kind)
        button.clicked.connect(lambda: action.do())
        return button


def _drop(item: QLayoutItem | None) -> None:
    widget = item.widget() if item is not None else None
    if widget is not None:
        widget.hide()
        widget.deleteLater()


def lay_in_rows(holder: QWidget, buttons: Sequence[QWidget], width: int) -> None:
    """Stand buttons side by side, in as many rows as a width in px makes them."""
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    row: QHBoxLayout | None = None
    taken = 0
    for button in buttons:
        wide = button.sizeHint().width() + _GAP
        if row is None or taken + wide > width:
            if row is not None:
                row.addStretch(1)
            row, taken = QHBoxLayout(), 0
            row.setSpacing(_GAP)
            column.addLayout(row)
        row.addWidget(button)
        taken += wide
    if row is not None:
        row.addStretch(1)
