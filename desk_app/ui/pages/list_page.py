"""A page with a list that opens: what the keys do between its search box, its list, and what was opened from it."""

from collections.abc import Sequence
from typing import Generic, TypeVar, cast

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desk_app.ui.operations import Operations
from desk_app.ui.page import Page
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.tables import Column, DeskTable, PagedModel

R = TypeVar("R")

_TYPING_MS = 150
_PAGES_AHEAD = 4


class ListPage(Page, Generic[R]):
    """↑ ↓ Home End Enter in the list, ↓ Enter in the box, typing over the list goes to the box.

    A subclass calls ``build_list`` once, lays out ``search`` and ``table``, and says what ``look``, ``open_row`` and
    ``same`` mean for it; it calls ``list_loaded`` whenever the model has loaded.
    """

    search: LineField
    table: DeskTable
    model: PagedModel[R]

    def look(self) -> None:
        """Read the list anew, by what stands in the search box."""
        raise NotImplementedError

    def open_row(self, row: R) -> None:
        """Open a line of the list."""
        raise NotImplementedError

    def same(self, row: R, wanted: object) -> bool:
        """Tell whether a line is of the thing that was chosen before the list was read again."""
        raise NotImplementedError

    # -- what subclasses call ---------------------------------------------------------------------------------------

    def build_list(
        self, parent: QWidget, operations: Operations, columns: Sequence[Column[R]], placeholder: str, name: str
    ) -> None:
        """Make the search box, the list and its model. name: of the box, for those who hear it."""
        self._enter_waits = self._table_waits = False
        self._chosen: object | None = None
        self.search = LineField("", parent, placeholder=placeholder)
        self.search.edit.setAccessibleName(name)
        self.search.edit.setClearButtonEnabled(True)
        self.search.edit.installEventFilter(self)
        self.search.edit.returnPressed.connect(self._entered)
        self.search.edit.textChanged.connect(lambda _text: self._typing())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_MS)
        self._timer.timeout.connect(lambda: self.look())
        self.table = DeskTable(parent, two_lines=True)
        self.model = PagedModel(operations, columns, self)
        self.table.show_model(self.model)
        self.table.installEventFilter(self)
        self.table.opened.connect(lambda row: self.open_row(cast("R", row)))
        self.table.typed.connect(self._to_search)
        self.table.verticalScrollBar().valueChanged.connect(self._read_ahead)

    def look_and_enter(self, typed: str) -> None:
        """Look for this; when it is read, open the one line found or go to the list."""
        self.search.set_text(typed)
        self._enter_waits = True
        self.look()

    def to_table_when_loaded(self) -> None:
        """Give the keys to the list as soon as it is read."""
        self._table_waits = True

    def choose_again(self, wanted: object | None) -> None:
        """Choose this line once the list is read again; None leaves the choice alone."""
        self._chosen = wanted

    def to_table(self) -> None:
        """Give the keys to the list, where it holds anything."""
        if self.model.rowCount():
            self.table.setFocus()

    def list_loaded(self) -> None:
        """Do what waited for the list: the line chosen before, an Enter, the keys."""
        wanted, self._chosen = self._chosen, None
        for at, row in enumerate(self.model.rows() if wanted is not None else ()):
            if self.same(row, wanted):
                self.table.setCurrentIndex(self.model.index(at, 0))
                break
        if self._enter_waits:
            self._enter_waits = False
            self._enter()
        if self._table_waits:
            self._table_waits = False
            self.to_table()

    # -- keys -------------------------------------------------------------------------------------------------------

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not event.modifiers():
            if watched is self.search.edit and event.key() == Qt.Key.Key_Down:
                self.to_table()
                return True
            if watched is self.table and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
                last = self.model.rowCount() - 1
                self.table.setCurrentIndex(self.model.index(0 if event.key() == Qt.Key.Key_Home else last, 0))
                return True
        return super().eventFilter(watched, event)

    def _typing(self) -> None:
        self._enter_waits = False
        self._timer.start()

    def _entered(self) -> None:
        """Enter in the search box: open the one line found, else go to the list."""
        if self._timer.isActive():
            self.look()
            self._enter_waits = True
            return
        self._enter()

    def _enter(self) -> None:
        rows = self.model.rows()
        if len(rows) == 1 and self.search.text():
            self.open_row(rows[0])
        else:
            self.to_table()

    def _to_search(self, text: str) -> None:
        """Let what is typed over the list begin a new search."""
        self.search.setFocus()
        self.search.edit.setText(text)

    def _read_ahead(self, value: int) -> None:
        """Ask for the next piece before the end is in sight, so that scrolling never waits for it."""
        bar = self.table.verticalScrollBar()
        if value > bar.maximum() - _PAGES_AHEAD * bar.pageStep():
            self.model.fetchMore(QModelIndex())
