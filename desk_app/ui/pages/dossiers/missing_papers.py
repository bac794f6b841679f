"""The papers that are missing, one after the other: Enter takes one down, Enter in the empty line goes on."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.ui.navigation import EnterNavigator
from desk_app.ui.pages.dossiers.proposed import ProposedLine
from desk_app.ui.theme import Role
from desk_app.ui.translation import tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.labels import Paragraph

_MOST_WORDS = 1000


class MissingPapers(QWidget):
    """A line and what was taken down from it. wanted: names of the procedure's papers, to be picked by number."""

    def __init__(self, wanted: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._names: list[str] = []
        self._rows: dict[str, QWidget] = {}
        self.navigator: EnterNavigator | None = None
        self.entry = ProposedLine(tr("Giấy tờ còn thiếu"), self, proposals=wanted, max_length=_MOST_WORDS)
        self.entry.edit.takes_enter = True
        self.entry.edit.returnPressed.connect(self._entered)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self.entry)
        self.setFocusProxy(self.entry)

    def papers(self) -> tuple[str, ...]:
        """Return what was taken down, and what still stands in the line."""
        standing = self.entry.text()
        return tuple(dict.fromkeys((*self._names, *((standing,) if standing else ()))))

    def _entered(self) -> None:
        name = self.entry.text()
        if name:
            self._take_down(name)
        elif self.navigator is not None:
            self.navigator.advance(self.entry)

    def _take_down(self, name: str) -> None:
        self.entry.set_text("")
        if name in self._rows:
            return
        self._names.append(name)
        row = QWidget(self)
        row.setObjectName("clear")
        words = Paragraph(f"– {name}", Role.BODY, row)
        drop = PlainButton(tr("Bỏ"), row, kind="quiet", icon_name="close")
        drop.setAccessibleName(tr("Bỏ giấy tờ: {name}", name=name))
        drop.clicked.connect(partial(self._drop, name))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(words, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(drop)
        self._rows[name] = row
        self._column.addWidget(row)

    def _drop(self, name: str, _on: bool = False) -> None:
        self._names.remove(name)
        row = self._rows.pop(name)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.entry.setFocus()
