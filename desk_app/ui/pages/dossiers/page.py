"""The page Hồ sơ (F7): the list with its search box and filters, and the dossier that was opened from it."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.codes import Scan, ScanKind
from desk_app.services.accounts import Right
from desk_app.ui.desk import Desk, DigitisingTarget, DossierListTarget, DossierTarget, Target
from desk_app.ui.keys import Act, bind
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.page import DOSSIERS
from desk_app.ui.pages.dossiers.detail import DetailPanel
from desk_app.ui.pages.dossiers.filters import Choice, FilterBar, Options, filter_of, read_options
from desk_app.ui.pages.dossiers.given import GivenBar
from desk_app.ui.pages.dossiers.prints_of_day import PrintsOfDay
from desk_app.ui.pages.dossiers.rows import (
    MOST_FOUND,
    MOST_KEPT,
    PAGE_ROWS,
    DossierDelegate,
    ListRow,
    columns,
    found,
    given,
    listed,
)
from desk_app.ui.pages.dossiers.scan_panels import ScanPanels
from desk_app.ui.pages.list_page import ListPage
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.tokens import TYPES
from desk_app.ui.translation import tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.labels import Label
from desk_app.ui.widgets.room import PanelStack

_RECEIVED_COLUMN = 3
_MARGINS, _LEAST_NAME = 56, 168
"""px beside the table's columns; px a column of names needs."""
_COUNT_WIDTH = 300
"""Room for the longest count, so that the search box beside it keeps its width."""


@dataclass(frozen=True)
class _Kept:
    """What survives the page being built anew."""

    choice: Choice
    typed: str
    opened: UUID | None
    given: DossierListTarget | None = None


class DossiersPage(ListPage[ListRow]):
    """Finds, shows and mends dossiers. ↑ ↓ Enter open, Esc goes back, typing goes to the search box, F5 refreshes."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._stale = True
        self._build()
        self._bind_keys()
        desk.operations.changed.connect(self._changed)

    # -- Page -------------------------------------------------------------------------------------------------------

    @override
    def title(self) -> str:
        return tr(DOSSIERS)

    @override
    def first_box(self) -> QWidget:
        if self.is_open:
            return self.detail.first_box()
        scans = self.scanned.shown
        if scans is not None:
            return scans.first_box()
        return self.prints.day if self._stack.currentWidget() is self.prints else self.search

    @override
    def main_action(self) -> None:
        if self.is_open:
            self.detail.act(Act.MAIN)
        elif (scans := self.scanned.shown) is not None:
            scans.main_action()

    @override
    def on_scan(self, scan: object) -> bool:
        queue = self.scanned.queue
        if self.is_digitising and queue is not None and isinstance(scan, Scan) and scan.code is not None:
            queue.take_code(scan.code.text)
            return True
        if not isinstance(scan, Scan) or scan.kind is not ScanKind.CARD or scan.card is None:
            return False
        self._close_detail()
        self.look_and_enter(scan.card.number)
        return True

    @override
    def on_shown(self) -> None:
        store = self._desk.store
        self._desk.operations.read(self, lambda: read_options(store), done=self._offer, slot="options")
        if self.is_open:
            self._stale = True
            self.detail.reload()
        elif (scans := self.scanned.shown) is not None:
            scans.look()
        else:
            self.refresh()

    @override
    def refresh(self) -> None:
        if self.is_open:
            self._stale = True
            self.detail.reload()
            return
        if (scans := self.scanned.shown) is not None:
            scans.look()
            return
        row = self.table.current_row()
        if isinstance(row, ListRow):
            self.choose_again(row.line.id)
        self.look(first=min(MOST_KEPT, max(PAGE_ROWS, self.model.rowCount())))

    @override
    def step_back(self) -> bool:
        if self.is_open:
            if not self.detail.step_back():
                self._back_to_list()
            return True
        if self.scanned.step_back():
            return True
        if self._stack.currentWidget() is self.prints:
            self._back_to_list()
            return True
        if self.given.target is None or self.search.text():
            return False
        self._give(None)
        return True

    @override
    def set_compact(self, compact: bool) -> None:
        self.filters.set_compact(compact)
        self.detail.set_compact(compact)
        self.scanned.set_compact(compact)

    @override
    def keep(self) -> object | None:
        return _Kept(self.filters.choice(), self.search.text(), self.detail.dossier, self.given.target)

    @override
    def take_back(self, kept: object) -> None:
        if not isinstance(kept, _Kept):
            return
        self.search.set_text(kept.typed)
        self.filters.choose(kept.choice)
        self._give(kept.given)
        if kept.opened is not None:
            self._open(kept.opened)

    # -- what others call -------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Return whether a dossier is open over the list."""
        return self._stack.currentWidget() is self.detail

    @property
    def is_digitising(self) -> bool:
        """Return whether scanned files are being matched over the list."""
        return self.scanned.queue is not None and self.scanned.shown is self.scanned.queue

    def open_target(self, target: Target) -> None:
        """Open a dossier that another page asks for, show the dossiers it lists, or what is to be digitised."""
        if isinstance(target, DossierTarget):
            self._open(target.dossier)
            if target.steps:
                self.detail.ask_step_when_there()
        elif isinstance(target, DossierListTarget):
            self._close_detail()
            self.search.set_text("")
            self.choose_again(None)
            self._give(target)
            self.to_table_when_loaded()
        elif isinstance(target, DigitisingTarget):
            self._close_detail()
            self.scanned.show_queue(week=True)

    # -- laying out -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._list = QWidget(self.body)
        self._list.setObjectName("clear")
        self.build_list(
            self._list,
            self._desk.operations,
            columns(),
            tr("Tìm: mã hồ sơ, mã ở hệ thống khác, họ tên, 4 số cuối điện thoại hoặc giấy tờ"),
            tr("Tìm hồ sơ"),
        )
        self.table.setItemDelegate(DossierDelegate(self.table))
        self.table.setAccessibleName(tr("Danh sách hồ sơ"))
        self.model.loaded.connect(self._loaded)
        self._count = Label("", Role.DETAIL, self._list)
        self._count.setMinimumWidth(_COUNT_WIDTH)
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.filters = FilterBar(self._list)
        self.filters.changed.connect(lambda: self.look())
        self.given = GivenBar(self._list)
        self.given.dropped.connect(lambda: self._give(None))
        self._none = EmptyState(
            "folder_open",
            tr("Chưa có hồ sơ nào"),
            tr("Nhấn F2 để tiếp nhận hồ sơ đầu tiên; hồ sơ sẽ hiện ở đây ngay khi tiếp nhận xong."),
            self._list,
        )
        self._unmatched = EmptyState(
            "search",
            tr("Không thấy hồ sơ phù hợp"),
            tr("Bớt điều kiện lọc, hoặc tìm theo mã, họ tên, 4 số cuối của điện thoại hay giấy tờ."),
            self._list,
        )
        self._results = QStackedWidget(self._list)
        for view in (self.table, self._none, self._unmatched):
            self._results.addWidget(view)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.search, 1)
        top.addWidget(self._count)
        self.printed = PlainButton(tr("Giấy đã &in"), self._list, kind="quiet", icon_name="print")
        self.printed.clicked.connect(self._show_prints)
        self.scans = PlainButton(tr("Số &hóa"), self._list, kind="quiet", icon_name="upload_file")
        self.scans.clicked.connect(self._digitise)
        self.scans.setVisible(self._desk.session.may(Right.RECEIVE))
        top.addWidget(self.scans)
        top.addWidget(self.printed)
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.filters)
        column.addWidget(self.given)
        column.addWidget(self._results, 1)
        self._stack = PanelStack(self.body)
        self.scanned = ScanPanels(self._desk, self._stack, self._tell_topic)
        self.scanned.left_queue.connect(self._back_to_list)
        self.scanned.left_files.connect(self._back_to_dossier)
        self.detail = DetailPanel(self._desk, self._desk.session, self._tell, self.body)
        self.detail.left.connect(self._back_to_list)
        self.detail.files_asked.connect(self.scanned.show_files)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self.detail)
        self.prints = PrintsOfDay(self._desk, self.body)
        self.prints.left.connect(self._back_to_list)
        self.prints.opened.connect(self._open)
        self._stack.addWidget(self.prints)
        whole = QVBoxLayout(self.body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _bind_keys(self) -> None:
        for act in (Act.PRINT, Act.CORRECT, Act.WHY):
            bind(self, act, partial(self._act, act))

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "detail"):
            self._fit_columns()
            # Not now: Qt is walking through the widgets that this takes away.
            QTimer.singleShot(0, self.detail, self.detail.show_again)
        super().changeEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Give the columns of fixed width room for the text size in force; names come before the day of receipt."""
        scale = current_theme().type(Role.BODY).size / TYPES[Role.BODY].size
        widths = {at: round(column.width * scale) for at, column in enumerate(self.model.columns) if column.width}
        for at, width in widths.items():
            if self.table.columnWidth(at) != width and not self.table.isColumnHidden(at):
                self.table.horizontalHeader().resizeSection(at, width)
        left_for_names = self.width() - _MARGINS - sum(widths.values())
        self.table.setColumnHidden(_RECEIVED_COLUMN, left_for_names < 2 * _LEAST_NAME * scale)

    # -- the list ---------------------------------------------------------------------------------------------------

    def _offer(self, options: Options) -> None:
        self.filters.offer(options)

    def _give(self, target: DossierListTarget | None) -> None:
        """Show the dossiers another page listed in place of the page's own list, or that list again."""
        had_focus = self.given.chip.hasFocus()
        self.given.show_target(target)
        self.filters.setVisible(target is None)
        if had_focus:
            self.search.setFocus()
        self.look()

    @override
    def look(self, first: int = PAGE_ROWS) -> None:
        """Read the list anew: what was typed is looked for in all dossiers, else a given list or the filters hold."""
        self._timer.stop()
        typed = self.search.text()
        self.filters.setEnabled(not typed)
        self.given.setEnabled(not typed)
        store, clock = self._desk.store, self._desk.clock
        if typed:
            self.model.look(found(store, typed, clock))
        elif self.given.target is not None:
            self.model.look(given(store, self.given.target.dossiers, clock, first))
        else:
            self.model.look(listed(store, filter_of(self.filters.choice(), clock()), clock, first))
        self._stale = False

    def _loaded(self, rows: int) -> None:
        typed = self.search.text()
        filtered = bool(typed) or self.given.target is not None or self.filters.choice() != Choice()
        had_focus = self.table.hasFocus()
        self._results.setCurrentWidget(self.table if rows else (self._unmatched if filtered else self._none))
        self._count.setText(self._count_words(rows, typed))
        if not rows and had_focus:
            self.search.setFocus()
        self.list_loaded()

    def _count_words(self, rows: int, typed: str) -> str:
        if typed and rows >= MOST_FOUND:
            return tr("Chỉ hiện {n} hồ sơ mới nhất; gõ thêm để thu hẹp", n=rows)
        if typed:
            return tr("Tìm thấy {n} hồ sơ", n=rows)
        if self.model.total is not None:
            return tr("{n} hồ sơ", n=self.model.total)
        if self.model.canFetchMore(QModelIndex()):
            return tr("Đang hiện {n} hồ sơ, cuộn xuống để xem tiếp", n=rows)
        return tr("{n} hồ sơ", n=rows)

    @override
    def open_row(self, row: ListRow) -> None:
        self._open(row.line.id)

    @override
    def same(self, row: ListRow, wanted: object) -> bool:
        return row.line.id == wanted

    # -- the dossier ------------------------------------------------------------------------------------------------

    def _open(self, dossier: UUID, then: Act | None = None) -> None:
        self.choose_again(dossier)
        self.strip.solve("detail")
        self._stack.setCurrentWidget(self.detail)
        self.detail.open(dossier, then)

    def _show_prints(self) -> None:
        self._stack.setCurrentWidget(self.prints)
        self.prints.look()

    def _close_detail(self) -> None:
        self.detail.leave()
        self._stack.setCurrentWidget(self._list)

    def _back_to_list(self) -> None:
        self._close_detail()
        if self._stale:
            self.refresh()
        if self.model.rowCount():
            self.table.setFocus()
        else:
            self.search.setFocus()

    def _digitise(self) -> None:
        self.scanned.show_queue()

    def _back_to_dossier(self) -> None:
        self._stack.setCurrentWidget(self.detail)
        self.detail.reload()
        self.detail.first_box().setFocus()

    def _act(self, act: Act) -> None:
        if self.is_open:
            self.detail.act(act)
            return
        row = self.table.current_row()
        if isinstance(row, ListRow) and self._results.currentWidget() is self.table:
            self._open(row.line.id, act)

    def _tell(self, kind: Kind, words: str) -> None:
        self.strip.say(kind, words, topic="detail")

    def _tell_topic(self, kind: Kind, words: str, topic: str = "detail") -> None:
        self.strip.say(kind, words, topic=topic)

    def _changed(self, changes: Changes) -> None:
        if changes.touches(Topic.DOSSIERS, Topic.PRINTS):
            if self.is_open:
                self.detail.reload()
            elif self._stack.currentWidget() is self.prints:
                self.prints.reload()
        if not changes.touches(Topic.DOSSIERS):
            return
        if self.isVisible() and not self.is_open and self.scanned.shown is None:
            self.refresh()
        else:
            self._stale = True
