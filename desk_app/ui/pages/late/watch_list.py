"""The list of dossiers to watch: tick, choose in one go, see what F9 would do."""

from collections.abc import Callable, Iterable
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.errors import DeskError
from desk_app.services.late import Stage, Watch, WatchedDossier
from desk_app.ui.desk import Desk, DossierTarget
from desk_app.ui.keys import Act, bind, key_name
from desk_app.ui.pages.late.bar import WatchBar
from desk_app.ui.pages.late.choosing import deed_for, next_round
from desk_app.ui.pages.late.reading import Watched, counts
from desk_app.ui.pages.late.rows import CODE, LateDelegate, LateTable, columns, widths
from desk_app.ui.pages.late.words import DEED_WORDS, Deed
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.tokens import TYPES
from desk_app.ui.translation import tr
from desk_app.ui.widgets.buttons import MainButton, PlainButton
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.labels import ElidedLabel
from desk_app.ui.widgets.tables import PagedModel


class WatchList(QWidget):
    """Filters, table, and a foot with what is chosen. ``counted`` tells the tabs how many stand where."""

    counted = Signal(object)
    """Counts by group, as the filters leave them."""
    said = Signal(str)
    """What Ctrl+A chose, in words."""
    discard_asked = Signal()
    attach_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._desk = desk
        self._watched = Watched()
        self._group: Watch | None = None
        self._chosen: set[UUID] = set()
        self._narrow = False
        self.bar = WatchBar(self)
        self.bar.changed.connect(self._fill)
        self.table = LateTable(self)
        self.table.setItemDelegate(LateDelegate(self._is_chosen, self.table))
        self.table.setAccessibleName(tr("Hồ sơ cần theo dõi hạn"))
        self.model: PagedModel[WatchedDossier] = PagedModel(
            desk.operations, columns(self._is_chosen, lambda: self._narrow), self
        )
        self.table.show_model(self.model)
        self.table.tick_asked.connect(self._tick)
        self.table.opened.connect(self._open)
        self.table.current_changed.connect(lambda _row: self._name_deed())
        bind(self.table, Act.CHOOSE_ALL, self.choose_all, scope=Qt.ShortcutContext.WidgetShortcut)
        self._none = EmptyState(
            "task_alt",
            tr("Không có hồ sơ nào ở đây"),
            tr("Hồ sơ sắp đến hạn, trễ hạn, đang chờ và kết quả chưa ai đến nhận sẽ hiện trong các nhóm này."),
            self,
        )
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._none)
        self.all = PlainButton(tr("Chọn hồ sơ trễ"), self, key=key_name(Act.CHOOSE_ALL))
        self.all.clicked.connect(self.choose_all)
        self.correct = PlainButton(tr("Sửa dự thảo"), self, key=key_name(Act.CORRECT))
        self.discard = PlainButton(tr("Bỏ dự thảo"), self, kind="quiet")
        self.discard.clicked.connect(self.discard_asked)
        self.attach = PlainButton(tr("Gắn bản quét đã ký"), self, icon_name="attach_file")
        self.attach.clicked.connect(self.attach_asked)
        self.attach.hide()
        self.print = PlainButton(tr("Xem thư"), self, key=key_name(Act.PRINT))
        self.words = ElidedLabel("", Role.DETAIL, self)
        self.main = MainButton("", self)
        self._lay_out()
        self._name_deed()

    # -- what the page asks ---------------------------------------------------------------------------------------

    def show_watched(self, watched: Watched) -> None:
        """Show what was read; ticks, filters and the current row stay."""
        self._watched = watched
        if self._chosen:
            self._chosen &= {row.line.id for row in watched.rows if row.line.open}
        self.bar.offer(watched)
        self._fill()

    def show_group(self, group: Watch | None) -> None:
        """Show one group, None for all; ticks of other groups are taken away: nothing unseen is written."""
        self._group = group
        self._fill()

    def chosen(self) -> tuple[WatchedDossier, ...]:
        """Return the ticked dossiers as listed, else the current one."""
        # Thousands of rows, and most of the time none is ticked.
        ticked = tuple(row for row in self.model.rows() if row.line.id in self._chosen) if self._chosen else ()
        if ticked:
            return ticked
        row = self.table.current_row()
        return (row,) if isinstance(row, WatchedDossier) else ()

    def choose(self, dossiers: Iterable[UUID]) -> None:
        """Tick these and no others."""
        self._chosen = set(dossiers)
        self._redraw()

    @property
    def ticked(self) -> frozenset[UUID]:
        """Return what is ticked."""
        return frozenset(self._chosen)

    def choose_all(self) -> None:
        """Tick what the next round is about (Ctrl+A)."""
        chosen = next_round(self.model.rows(), self._chosen)
        self.choose(chosen.dossiers)
        self.said.emit(tr(chosen.words, n=len(chosen.dossiers)))

    def go_to_code(self, code: str) -> bool:
        """Go to a dossier of this list by its code and tick it; False when it is not here."""
        return self._go(lambda row: row.line.code == code)

    def go_to(self, dossier: UUID) -> bool:
        """Go to a dossier of this list and tick it; False when it is not here."""
        return self._go(lambda row: row.line.id == dossier)

    def _go(self, wanted: Callable[[WatchedDossier], bool]) -> bool:
        for at, row in enumerate(self.model.rows()):
            if wanted(row):
                self.table.setCurrentIndex(self.model.index(at, 2))
                if row.line.open and row.line.id not in self._chosen:
                    self._tick(row)
                return True
        return False

    def first_box(self) -> QWidget | None:
        """Return the table while it has rows."""
        return self.table if self.model.rowCount() else None

    def set_compact(self, compact: bool) -> None:
        """Give the columns of a narrow window their widths."""
        self._narrow = compact
        self.main.setMinimumWidth(220 if compact else 280)
        self.all.setText(tr("Chọn trễ") if compact else tr("Chọn hồ sơ trễ"))
        self.table.setColumnHidden(CODE, compact)
        self._fit_columns()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.all, self.correct, self.discard, self.attach, self.print):
            buttons.addWidget(button)
        buttons.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addWidget(self.words)
        left.addLayout(buttons)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        foot.addLayout(left, 1)
        foot.addWidget(self.main)
        self.main.setMinimumWidth(280)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)

    def _shown(self) -> tuple[WatchedDossier, ...]:
        rows = self._watched.narrowed(self.bar.choice())
        return tuple(row for row in rows if self._group in (None, row.group))

    def _fill(self) -> None:
        current = self.table.current_row()
        had_focus = self.table.hasFocus()
        rows = self._shown()
        if self._chosen:
            self._chosen &= {row.line.id for row in rows}
        self.model.set_rows(rows)
        self._stack.setCurrentWidget(self.table if rows else self._none)
        if isinstance(current, WatchedDossier):
            at = next((at for at, row in enumerate(rows) if row.line.id == current.line.id), 0)
            if rows:
                self.table.setCurrentIndex(self.model.index(at, 2))
        if had_focus and rows:
            self.table.setFocus()
        self.counted.emit(counts(self._watched.narrowed(self.bar.choice())))
        self._name_deed()

    def _is_chosen(self, dossier: UUID) -> bool:
        return dossier in self._chosen

    def _tick(self, row: object) -> None:
        if not isinstance(row, WatchedDossier) or not row.line.open:
            return
        self._chosen ^= {row.line.id}
        self._redraw()

    def _redraw(self) -> None:
        self.table.viewport().update()
        self._name_deed()

    def _open(self, row: object) -> None:
        if isinstance(row, WatchedDossier):
            self._desk.open(DossierTarget(row.line.id))

    def _name_deed(self) -> None:
        """Write on the button what F9 does with what is chosen, and beside it how many that are."""
        rows = self.chosen()
        deed: Deed | None
        try:
            deed = deed_for(rows)
        except DeskError:
            deed = None
        self.main.setText(tr(DEED_WORDS[deed or Deed.DRAFT]))
        self.main.setEnabled(deed is not None)
        drafted = bool(rows) and all(row.stage is Stage.DRAFTED for row in rows)
        self.correct.setEnabled(drafted)
        self.discard.setEnabled(drafted)
        # A draft is mended or thrown away; a signed letter has its scan: never both for one dossier.
        signed = len(rows) == 1 and rows[0].stage in (Stage.SIGNED, Stage.SENT)
        for button, shown in ((self.correct, not signed), (self.discard, not signed), (self.attach, signed)):
            button.setVisible(shown)
        self.print.setEnabled(any(row.stage is not Stage.NONE for row in rows))
        if self._chosen:
            self.words.setText(tr("Đã chọn {n} hồ sơ. Space đánh dấu hoặc bỏ dấu.", n=len(self._chosen)))
        else:
            self.words.setText(tr("Space đánh dấu hồ sơ; chưa đánh dấu thì làm với hồ sơ đang đứng. Enter mở hồ sơ."))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "model"):
            self._fit_columns()
        super().changeEvent(event)

    def _fit_columns(self) -> None:
        scale = current_theme().type(Role.BODY).size / TYPES[Role.BODY].size
        for at, width in widths(narrow=self._narrow, scale=scale).items():
            if self.table.columnWidth(at) != width:
                self.table.horizontalHeader().resizeSection(at, width)
