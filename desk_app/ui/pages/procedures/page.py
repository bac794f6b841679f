"""The page Thủ tục: the office's list and everything else published, what changed, and what is to be settled."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.procedures import ProcedureStatus
from desk_app.services.accounts import Right
from desk_app.services.office_layer import list_commune_procedures
from desk_app.ui.desk import CatalogueChangesTarget, Desk, ProcedureTarget, Target
from desk_app.ui.keys import Act, bind
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.page import PROCEDURES
from desk_app.ui.pages.list_page import ListPage
from desk_app.ui.pages.procedures.changes import ChangesPanel
from desk_app.ui.pages.procedures.detail import ProcedurePanel
from desk_app.ui.pages.procedures.import_dialog import ImportDialog
from desk_app.ui.pages.procedures.reading import ListRow, Waiting, found_rows, listed_rows, read_waiting
from desk_app.ui.pages.procedures.units import UnitsPanel
from desk_app.ui.pages.procedures.words import STATUS_WORDS
from desk_app.ui.theme import Role
from desk_app.ui.translation import tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.fields import ComboField
from desk_app.ui.widgets.labels import Label
from desk_app.ui.widgets.room import PanelStack
from desk_app.ui.widgets.tables import Column

_FEE_COLUMN = 2


class View(StrEnum):
    """The four tabs."""

    LISTED = "listed"
    ALL = "all"
    CHANGES = "changes"
    UNITS = "units"


@dataclass(frozen=True)
class _Kept:
    """What survives the page being built anew."""

    view: View
    typed: str
    opened: str


class ProceduresPage(ListPage[ListRow]):
    """Finds and shows procedures, and lets supervisor and administrator say what the office makes of them."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._session = desk, desk.session
        self._may = self._session.may(Right.SETTLE_CATALOGUE)
        self._compact = False
        self._waiting: Waiting | None = None
        self._detail: ProcedurePanel | None = None
        self._changes: ChangesPanel | None = None
        self._units: UnitsPanel | None = None
        self._build()
        self._lay_out()
        self._connect()

    # -- Page -------------------------------------------------------------------------------------------------------

    @override
    def title(self) -> str:
        return tr(PROCEDURES)

    @override
    def first_box(self) -> QWidget:
        if self.is_open:
            return self.detail.first_box()
        if self.view is View.CHANGES:
            return self.changes.table
        return self.units.table if self.view is View.UNITS else self.search

    @override
    def main_action(self) -> None:
        if self.is_open:
            return
        if self.view is View.CHANGES:
            self.changes.main_action()
        elif self.view is View.UNITS:
            self.units.main_action()

    @override
    def on_shown(self) -> None:
        self.refresh()

    @override
    def refresh(self) -> None:
        if self.is_open:
            self.detail.open(self.detail.wanted)
        elif self.view is View.CHANGES:
            self.changes.refresh()
        elif self.view is View.UNITS:
            self.units.refresh()
        else:
            self.look()
        store = self._desk.store
        self._desk.operations.read(self, lambda: read_waiting(store), done=self._count, slot="waiting", slow=True)

    @override
    def step_back(self) -> bool:
        if not self.is_open:
            return False
        self._close_detail()
        return True

    @override
    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        for panel in (self._detail, self._changes, self._units):
            if panel is not None:
                panel.set_compact(compact)
        self.table.setColumnHidden(_FEE_COLUMN, compact)
        self._name_tabs()

    @override
    def keep(self) -> object | None:
        return _Kept(self.view, self.search.text(), self._detail.wanted if self._detail is not None else "")

    @override
    def take_back(self, kept: object) -> None:
        if isinstance(kept, _Kept):
            self.search.set_text(kept.typed)
            self.show_view(kept.view)
            if kept.opened:
                self.open_code(kept.opened)

    # -- what others call -------------------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """Return the tab that is up."""
        return tuple(View)[self.tabs.currentIndex()]

    @property
    def is_open(self) -> bool:
        """Return whether a procedure is open over the tabs."""
        return self._detail is not None and self._whole.currentWidget() is self._detail

    @property
    def detail(self) -> ProcedurePanel:
        """Return what shows one procedure; built when one is first opened.

        So is each tab: all of them at once would hold up the window before the list is there.
        """
        if self._detail is None:
            made = self._detail = ProcedurePanel(self._desk, self._session, self._tell, self.body)
            made.left.connect(self._close_detail)
            made.units_asked.connect(lambda: self.show_view(View.UNITS))
            made.set_compact(self._compact)
            self._whole.addWidget(made)
        return self._detail

    @property
    def changes(self) -> ChangesPanel:
        """Return the tab of what nobody has read."""
        if self._changes is None:
            made = self._changes = ChangesPanel(self._desk, self._session, self._tell, self.body)
            made.open_procedure.connect(self.open_code)
            made.set_compact(self._compact)
            self._stack.addWidget(made)
        return self._changes

    @property
    def units(self) -> UnitsPanel:
        """Return the tab of limits without a unit."""
        if self._units is None:
            made = self._units = UnitsPanel(self._desk, self._session, self._tell, self.body)
            made.open_procedure.connect(self.open_code)
            made.set_compact(self._compact)
            self._stack.addWidget(made)
        return self._units

    def show_view(self, view: View) -> None:
        """Bring a tab up."""
        self._close_detail(focus=False)
        self.tabs.setCurrentIndex(tuple(View).index(view))

    def open_target(self, target: Target) -> None:
        """Open a procedure, or the changes nobody has read, that another page asks for."""
        if isinstance(target, ProcedureTarget):
            self.open_code(target.code)
        elif isinstance(target, CatalogueChangesTarget):
            self.show_view(View.CHANGES)

    def open_code(self, code: str) -> None:
        """Open a procedure by its code."""
        self.strip.solve("procedure")
        self._whole.setCurrentWidget(self.detail)
        self.detail.open(code)
        self.detail.first_box().setFocus()

    def import_catalogue(self) -> ImportDialog:
        """Open the import over the page."""
        dialog = ImportDialog(self._desk, self._session, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    # -- laying out -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.tabs = QTabBar(self.body)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for words in (tr("Danh mục đơn vị"), tr("Tất cả"), tr("Thay đổi chưa đọc"), tr("Thời hạn thiếu đơn vị")):
            self.tabs.addTab(words)
        self.import_button = PlainButton(tr("Nhập danh mục…"), self.body, icon_name="upload_file")
        self.import_button.setVisible(self._may)
        self._list = QWidget(self.body)
        self._list.setObjectName("clear")
        self.build_list(
            self._list,
            self._desk.operations,
            _columns(),
            tr("Tìm: tên (có dấu hoặc không), mã, lĩnh vực, từ thường gọi như “sao y”"),
            tr("Tìm thủ tục"),
        )
        self.field = ComboField("", self._list, items=(("", tr("Mọi lĩnh vực")),))
        self.field.combo.setAccessibleName(tr("Lĩnh vực"))
        self.field.combo.setMaximumWidth(240)
        self.count = Label("", Role.DETAIL, self._list)
        self.count.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.communes = PlainButton(
            tr("Thêm mọi thủ tục cấp xã"), self._list, icon_name="playlist_add_check", kind="quiet"
        )
        self.communes.setVisible(self._may)
        self.table.setAccessibleName(tr("Danh mục thủ tục"))
        self._none = EmptyState(
            "menu_book",
            tr("Chưa có thủ tục nào ở đây"),
            tr("Nhập danh mục của Cổng, rồi đưa thủ tục đơn vị giải quyết vào danh mục đơn vị."),
            self._list,
        )
        self._unmatched = EmptyState(
            "search", tr("Không thấy thủ tục phù hợp"), tr("Gõ ít từ hơn, hoặc tìm ở thẻ Tất cả."), self._list
        )
        self._results = QStackedWidget(self._list)
        for view in (self.table, self._none, self._unmatched):
            self._results.addWidget(view)

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.setSpacing(12)
        filters.addWidget(self.search, 1)
        filters.addWidget(self.field)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.count)
        foot.addStretch(1)
        foot.addWidget(self.communes)
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(filters)
        column.addWidget(self._results, 1)
        column.addLayout(foot)
        self._stack = PanelStack(self.body)
        self._stack.addWidget(self._list)
        tabbed = QWidget(self.body)
        tabbed.setObjectName("clear")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.tabs)
        top.addStretch(1)
        top.addWidget(self.import_button)
        inside = QVBoxLayout(tabbed)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addLayout(top)
        inside.addWidget(self._stack, 1)
        self._whole = PanelStack(self.body)
        self._whole.addWidget(tabbed)
        whole = QVBoxLayout(self.body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._whole)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _at: self._show_tab())
        self.import_button.clicked.connect(self.import_catalogue)
        self.communes.clicked.connect(self._list_communes)
        self.field.picked.connect(lambda _field: self.look())
        self.model.loaded.connect(self._loaded)
        self._desk.operations.changed.connect(self._changed)
        bind(self, Act.PRINT, self._print)

    # -- the list ---------------------------------------------------------------------------------------------------

    def _show_tab(self) -> None:
        if self.view is View.CHANGES:
            self._stack.setCurrentWidget(self.changes)
        else:
            self._stack.setCurrentWidget(self.units if self.view is View.UNITS else self._list)
        self.refresh()

    @override
    def look(self) -> None:
        self._timer.stop()
        store, typed = self._desk.store, self.search.text()
        field, listed_only = str(self.field.value() or ""), self.view is View.LISTED
        if typed:
            self.model.look(found_rows(store, typed, listed_only=listed_only, field=field))
        else:
            self.model.look(listed_rows(store, listed_only=listed_only, field=field))

    def _loaded(self, rows: int) -> None:
        filtered = bool(self.search.text()) or bool(self.field.value())
        self._results.setCurrentWidget(self.table if rows else (self._unmatched if filtered else self._none))
        total = self.model.total if self.model.total is not None else rows
        words = tr("Tìm thấy {n} thủ tục", n=rows) if self.search.text() else tr("{n} thủ tục", n=total)
        self.count.setText(words)
        self.list_loaded()

    @override
    def open_row(self, row: ListRow) -> None:
        self.open_code(row.line.national_code)

    @override
    def same(self, row: ListRow, wanted: object) -> bool:
        return row.line.national_code == wanted

    def _list_communes(self) -> None:
        store, session, now = self._desk.store, self._session, self._desk.clock()
        self._desk.operations.write(
            self,
            lambda: list_commune_procedures(store, session, now),
            changes=Changes.of(Topic.PROCEDURES),
            done=lambda count: self._tell(Kind.GOOD, tr("Đã thêm {n} thủ tục cấp xã vào danh mục đơn vị.", n=count)),
        )

    # -- around it --------------------------------------------------------------------------------------------------

    def _count(self, waiting: Waiting) -> None:
        self._waiting = waiting
        self._name_tabs()
        self.field.set_items((("", tr("Mọi lĩnh vực")), *((field, field) for field in waiting.fields)))

    def _name_tabs(self) -> None:
        waiting = self._waiting
        if waiting is None:
            return
        words = (
            tr("Danh mục đơn vị {n}", n=waiting.listed),
            tr("Tất cả {n}", n=waiting.all),
            tr("Thay đổi {n}", n=waiting.changes) if self._compact else tr("Thay đổi chưa đọc {n}", n=waiting.changes),
            tr("Thiếu đơn vị {n}", n=waiting.units)
            if self._compact
            else tr("Thời hạn thiếu đơn vị {n}", n=waiting.units),
        )
        for at, text in enumerate(words):
            self.tabs.setTabText(at, text)

    def _close_detail(self, *, focus: bool = True) -> None:
        if not self.is_open:
            return
        self.detail.leave()
        self._whole.setCurrentIndex(0)
        self.refresh()
        if focus:
            target = self.table if self.first_box() is self.search and self.model.rowCount() else self.first_box()
            target.setFocus()

    def _print(self) -> None:
        if self.is_open:
            self.detail.print_guide()

    def _changed(self, changes: Changes) -> None:
        if changes.touches(Topic.PROCEDURES) and self.isVisible() and not self.is_open:
            self.refresh()

    def _tell(self, kind: Kind, words: str) -> None:
        self.strip.say(kind, words, topic="procedure")


def _columns() -> list[Column[ListRow]]:
    return [
        Column(tr("Thủ tục"), lambda row: row.line.short_name or row.line.name, detail=_second_line),
        Column(tr("Thời hạn"), lambda row: row.limit, 160),
        Column(
            tr("Phí, lệ phí"),
            lambda row: row.fee,
            240,
            detail=lambda row: row.fee_beside,
            whole=lambda row: row.fee_whole,
        ),
        Column(tr("Ở quầy"), _at_the_counter, 150),
    ]


def _second_line(row: ListRow) -> str:
    line = row.line
    full = line.name if line.short_name and line.short_name != line.name else ""
    return " · ".join(part for part in (line.code, line.field, full) if part)


def _at_the_counter(row: ListRow) -> str:
    if row.line.status is ProcedureStatus.ABOLISHED:
        return tr(STATUS_WORDS[row.line.status])
    if row.line.favourite is not None:
        return tr("Phím {n}", n=row.line.favourite)
    return tr("Trong danh mục") if row.line.listed else ""
