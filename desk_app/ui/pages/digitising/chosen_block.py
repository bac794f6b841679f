"""The dossier files go to: who it is, its papers with their numbers, and which of them the next file shows."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_app.services.digitising import PaperRow, next_row
from desk_app.ui.operations import Operations
from desk_app.ui.pages.digitising.reading import Chosen
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import say, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.labels import ElidedLabel
from desk_app.ui.widgets.tables import Column, DeskTable, PagedModel


class ChosenBlock(Block):
    """Proposes the first paper nobody has scanned; a number or ↑ ↓ chooses another."""

    row_changed = Signal()
    typed = Signal(str)
    """A character typed over the papers, for the box."""
    entered = Signal()

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(0, tr("Gắn vào hồ sơ"), parent)
        self.chosen: Chosen | None = None
        self.owner = ElidedLabel("", Role.CHOSEN, self)
        self.about = ElidedLabel("", Role.DETAIL, self)
        self.model: PagedModel[PaperRow] = PagedModel(operations, _columns(), self)
        self.table = DeskTable(self)
        self.table.setAccessibleName(tr("Giấy tờ của hồ sơ"))
        self.table.show_model(self.model)
        self.table.horizontalHeader().hide()
        self.table.setMinimumHeight(102)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.add(self.owner)
        self.add(self.about)
        self.add(self.table, 1)
        self.table.current_changed.connect(lambda _row: self.row_changed.emit())
        self.table.typed.connect(self.typed)
        self.table.opened.connect(lambda _row: self.entered.emit())
        self.show_chosen(None)

    @property
    def row(self) -> PaperRow | None:
        """Return the paper the next file goes to."""
        found = self.table.current_row()
        return found if isinstance(found, PaperRow) and self.chosen is not None else None

    @property
    def is_complete(self) -> bool:
        """Return whether no paper waits for a scan."""
        return self.chosen is None or next_row(self.chosen.rows) is None

    def show_chosen(self, chosen: Chosen | None, paper: str | None = None) -> None:
        """Show a dossier. paper: the row to choose, None = the first that waits."""
        self.chosen = chosen
        self.owner.setText(chosen.owner if chosen else tr("Chưa chọn hồ sơ"))
        self.about.setText(
            f"{chosen.code} · {chosen.about}" if chosen else tr("Quét phiếu hẹn, hoặc chọn trong danh sách.")
        )
        self.about.set_tone(Tone.PLAIN)
        rows = chosen.rows if chosen else ()
        self.model.set_rows(rows)
        waiting = next_row(rows)
        wanted = paper if paper is not None else (waiting.paper if waiting else None)
        at = next((n for n, row in enumerate(rows) if row.paper == wanted), len(rows) - 1)
        if rows:
            self._go(at)
        self.row_changed.emit()

    def step(self, by: int) -> None:
        """Go to the next or previous paper."""
        last = self.model.rowCount() - 1
        if last >= 0:
            self._go(min(max(self.table.currentIndex().row() + by, 0), last))

    def choose_number(self, number: int) -> bool:
        """Choose a paper by its number, 0 = the whole dossier; False where there is none such."""
        rows = self.chosen.rows if self.chosen else ()
        at = next((n for n, row in enumerate(rows) if row.number == number), None)
        if at is None:
            return False
        self._go(at)
        return True

    def _go(self, at: int) -> None:
        index = self.model.index(at, 0)
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index)


def _columns() -> list[Column[PaperRow]]:
    return [
        Column(tr("Số"), lambda row: str(row.number), 44, digits=True),
        Column(tr("Giấy tờ"), lambda row: say(row.name)),
        Column(tr("Tệp"), _files, 124),
    ]


def _files(row: PaperRow) -> str:
    if row.files:
        return tr("✓ {n} tệp", n=len(row.files))
    if row.expected:
        return tr("chưa quét")
    return "–"
