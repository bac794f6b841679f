"""The page Sổ theo dõi: Trong ngày, Sổ and Chốt ngày as tabs; F9 is the main action of the tab that is up."""

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.ui.desk import Desk
from desk_app.ui.keys import Act, bind
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.page import FOLLOW_UP_BOOK, Page
from desk_app.ui.pages.book.closing import ClosingPanel, KeptClosing
from desk_app.ui.pages.book.listing import BookPanel, KeptBook
from desk_app.ui.pages.book.panel import Panel
from desk_app.ui.pages.book.today import TodayPanel
from desk_app.ui.translation import tr
from desk_app.ui.widgets.room import PanelStack

_SHOWS = (Topic.DOSSIERS, Topic.PRINTS, Topic.PARKED, Topic.PROCEDURES, Topic.SETTINGS, Topic.ACCOUNTS)
"""What the tabs tell of."""


@dataclass(frozen=True)
class _Kept:
    """What survives the page being built anew."""

    tab: int
    book: KeptBook
    closing: KeptClosing


class BookPage(Page):
    """Ctrl+↑ and Ctrl+↓ go from tab to tab, ← and → where the tabs have the focus."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.tabs = QTabBar(self.body)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.today = TodayPanel(desk, self.strip, self.body)
        self.book = BookPanel(desk, self.strip, self.body)
        self.closing = ClosingPanel(desk, self.strip, self.body)
        self._panels: tuple[Panel, ...] = (self.today, self.book, self.closing)
        self._stack = PanelStack(self.body)
        for panel, words in zip(self._panels, (tr("Trong ngày"), tr("Sổ"), tr("Chốt ngày")), strict=True):
            self._stack.addWidget(panel)
            self.tabs.addTab(words)
        top = QHBoxLayout()
        top.addWidget(self.tabs)
        top.addStretch(1)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._show_tab)
        bind(self, Act.PRINT, lambda: self.panel.print_it())
        bind(self, Act.PREVIOUS_BLOCK, lambda: self._step(-1))
        bind(self, Act.NEXT_BLOCK, lambda: self._step(1))
        desk.operations.changed.connect(self._changed)

    @property
    def panel(self) -> Panel:
        """Return the tab that is up."""
        return self._panels[self.tabs.currentIndex()]

    @override
    def title(self) -> str:
        return tr(FOLLOW_UP_BOOK)

    @override
    def first_box(self) -> QWidget:
        return self.panel.first_box()

    @override
    def main_action(self) -> None:
        if self.panel.main_button.isEnabled():
            self.panel.main_action()

    @override
    def on_shown(self) -> None:
        self.panel.refresh()

    @override
    def refresh(self) -> None:
        self.panel.refresh()

    @override
    def set_compact(self, compact: bool) -> None:
        for panel in self._panels:
            panel.set_compact(compact)

    @override
    def keep(self) -> object | None:
        return _Kept(self.tabs.currentIndex(), self.book.keep(), self.closing.keep())

    @override
    def take_back(self, kept: object) -> None:
        if isinstance(kept, _Kept):
            self.book.take_back(kept.book)
            self.closing.take_back(kept.closing)
            self.tabs.setCurrentIndex(kept.tab)

    def _step(self, by: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())
        self.panel.first_box().setFocus()

    def _show_tab(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        if not self.tabs.hasFocus():
            self.panel.first_box().setFocus()
        self.panel.refresh()

    def _changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.touches(*_SHOWS):
            self.panel.refresh()
