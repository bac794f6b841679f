"""The main window: rail, box on top, pages, status bar, and the lock over them."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desk_app.ui.keys import PAGE_NUMBERS, Act, bind, bind_sequences
from desk_app.ui.messages import MessageLog
from desk_app.ui.operations import Operations, PressOnce
from desk_app.ui.page import Page, PageSpec
from desk_app.ui.rail import Rail
from desk_app.ui.sign_in import Account, Authenticate, Clerk, SignInPanel
from desk_app.ui.status_bar import StatusBar, StatusItem, StatusProvider
from desk_app.ui.theme import current_theme
from desk_app.ui.tokens import LEAST_WINDOW
from desk_app.ui.top_box import Find, TopBox
from desk_app.ui.translation import tr
from desk_app.ui.widgets.question import Answer, QuestionDialog

IDLE_MINUTES = 10
"""The desk locks itself after so long without a key or the mouse, until the office's own rule is read."""
_STATUS_EVERY_MS = 30_000

_PAGE_ACTS = (Act.RECEPTION, Act.RETURN, Act.HAND_OVER, Act.DOSSIERS, Act.LATE)
_HANDS = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


@dataclass(frozen=True)
class Links:
    """What the window asks of the rest of the program; plain functions, run off the UI thread where they read.

    open_found: goes to what was chosen in the box on top. unclaimed_scan: takes a scan the page on top has no use for,
    False when nobody has.
    """

    authenticate: Authenticate
    accounts: Callable[[], Sequence[Account]]
    status: StatusProvider
    find: Find
    open_found: Callable[[object], object]
    unclaimed_scan: Callable[[object], bool]


@dataclass
class _Desk:
    """The pages of one clerk, as they left them."""

    pages: list[Page | None]
    place: int = 0
    focus: QWidget | None = field(default=None)


class MainWindow(QMainWindow):
    """One window. Each clerk has pages of their own, built when first shown and kept through every change of clerk."""

    clerk_changed = Signal(object)
    """The Clerk who now sits here; pages built afterwards are theirs."""
    locked = Signal()
    status_asked = Signal(object)
    """The target of a status item that was pressed."""

    def __init__(
        self,
        operations: Operations,
        pages: Sequence[PageSpec],
        links: Links,
        log: MessageLog,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._narrow: bool | None = None
        super().__init__()
        self.setWindowTitle(tr("Quầy Một Cửa"))
        self.setMinimumSize(*LEAST_WINDOW)
        self._operations = operations
        self._specs = list(pages)
        self._links = links
        self._log = log
        self._now = now
        self._press = PressOnce(2.0, now)
        self._clerk: Clerk | None = None
        self._desks: dict[str, _Desk] = {}
        self._last_touch = now()
        self.idle_minutes = IDLE_MINUTES
        self._bug_shown = False
        self._build()
        self._bind_keys()
        self._ticker = QTimer(self)
        self._ticker.setInterval(_STATUS_EVERY_MS)
        self._ticker.timeout.connect(self.tick)
        self._ticker.start()
        operations.changed.connect(lambda _changes: self.refresh_status())
        operations.bug.connect(self._show_bug)
        operations.busy_changed.connect(self._show_busy)
        self.sign_in.signed_in.connect(self.welcome)
        self.sign_in.ask()

    # -- what the program calls -------------------------------------------------------------------------------------

    @property
    def clerk(self) -> Clerk | None:
        """Return who sits here; None before the first sign-in."""
        return self._clerk

    @property
    def is_locked(self) -> bool:
        """Return whether the sign-in panel covers the pages."""
        return self._covers.currentWidget() is self.sign_in

    def current_page(self) -> Page | None:
        """Return the page that is up, None while locked or before the first sign-in."""
        desk = self._desk()
        return None if desk is None or self.is_locked else desk.pages[desk.place]

    def page(self, name: str) -> Page:
        """Return a page by the Vietnamese name of its spec, built if need be. Raises KeyError, or before sign-in."""
        desk = self._desk()
        place = next((at for at, spec in enumerate(self._specs) if spec.name == name), None)
        if place is None or desk is None:
            raise KeyError(name)
        return self._built(desk, place)

    def go_to(self, name: str) -> Page:
        """Bring a page up and return it. Raises KeyError as ``page`` does."""
        page = self.page(name)
        self._show_place([spec.name for spec in self._specs].index(name))
        return page

    def welcome(self, clerk: Clerk) -> None:
        """Let a clerk in: their own pages come up as they left them."""
        changed = self._clerk is None or self._clerk.user_name != clerk.user_name
        self._clerk = clerk
        self._last_touch = self._now()
        self.top.show_clerk(clerk)
        if changed:
            self._log.forget()
            self.clerk_changed.emit(clerk)
        desk = self._desks.setdefault(clerk.user_name, _Desk([None] * len(self._specs)))
        self._covers.setCurrentWidget(self.shell)
        self._show_place(desk.place, focus=desk.focus)
        self.refresh_status()

    def lock(self) -> None:
        """Cover the window in place (Ctrl+L, or nobody there for ``idle_minutes``); nothing typed is lost."""
        if self.is_locked or self._clerk is None:
            return
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QuestionDialog):
            dialog.reject()
        desk = self._desk()
        if desk is not None:
            desk.focus = self.shell.focusWidget()
        self.sign_in.ask(self._clerk)
        self._covers.setCurrentWidget(self.sign_in)
        self.locked.emit()

    def deliver_scan(self, scan: object) -> bool:
        """Take a scan to the page on top, else to whoever wants it; False when nobody does or the desk is locked.

        Under a question nothing is taken: its answer is for what stood on the page when it was asked.
        """
        page = self.current_page()
        if page is None or isinstance(QApplication.activeModalWidget(), QuestionDialog):
            return False
        return page.on_scan(scan) or self._links.unclaimed_scan(scan)

    def refresh_status(self) -> None:
        """Read the truth for the status bar again, off the UI thread."""
        if self._clerk is not None:
            self._operations.read(self, self._links.status, done=self.show_status, slot="status", failed=_ignore)

    def show_status(self, items: Sequence[StatusItem]) -> None:
        """Show the truth in the status bar."""
        self.status.show_items(items)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show counts beside rail words, by the spec's Vietnamese name (“Trễ hạn” 4)."""
        for button in self.rail.buttons:
            button.set_count(counts.get(button.spec.name, 0))

    def rebuild_pages(self) -> None:
        """Build every page anew, keeping what was typed: after the language has changed."""
        for desk in self._desks.values():
            for at, page in enumerate(desk.pages):
                if page is None:
                    continue
                kept = page.keep()
                self._stack.removeWidget(page)
                page.deleteLater()
                desk.pages[at] = None
                if kept is not None:
                    self._built(desk, at).take_back(kept)
            desk.focus = None
        self.setWindowTitle(tr("Quầy Một Cửa"))
        self._replace_top()
        here = self._desk()
        if here is not None and not self.is_locked:
            self._show_place(here.place)
        self.refresh_status()

    # -- Qt ---------------------------------------------------------------------------------------------------------

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)
            handle.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _HANDS:
            self._last_touch = self._now()
        return False

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < current_theme().sizes.narrow_below
        if narrow != self._narrow:
            self._set_narrow(narrow)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._narrow is not None:
            self.rail.set_narrow(self._narrow)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._ticker.stop()
        super().closeEvent(event)

    # -- inside -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.sign_in = SignInPanel(self._operations, self._links.authenticate, self._links.accounts)
        self.shell = QWidget()
        self.shell.setObjectName("shell")
        self.rail = Rail(self._specs, self.shell)
        self.rail.asked.connect(self._show_place)
        self._stack = QStackedWidget(self.shell)
        self.status = StatusBar(self.shell)
        self.status.asked.connect(self.status_asked)
        self._busy = QProgressBar(self.shell)
        self._busy.setRange(0, 0)
        self._busy.setFixedSize(96, 8)
        self._busy.setTextVisible(False)
        self._busy.hide()
        self._rows = QVBoxLayout(self.shell)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self._stack, 1)
        self._rows.addLayout(middle, 1)
        foot = QHBoxLayout()
        foot.setSpacing(0)
        foot.addWidget(self.status, 1)
        self._rows.addLayout(foot)
        self._busy.setParent(self.status)
        self._replace_top()
        self._covers = QStackedWidget(self)
        self._covers.addWidget(self.sign_in)
        self._covers.addWidget(self.shell)
        self.setCentralWidget(self._covers)

    def _replace_top(self) -> None:
        old = getattr(self, "top", None)
        self.top = TopBox(self._operations, self._links.find, self._log, self.shell)
        self.top.lock_asked.connect(self.lock)
        self.top.found.connect(self._links.open_found)
        if self._clerk is not None:
            self.top.show_clerk(self._clerk)
        if self._narrow is not None:
            self.top.set_narrow(self._narrow)
        self._rows.insertWidget(0, self.top)
        self.status.stand_after(self.top.lock)
        if isinstance(old, QWidget):
            self._rows.removeWidget(old)
            old.deleteLater()

    def _bind_keys(self) -> None:
        """Bind the window's keys to the shell, so that a locked desk hears none of them."""
        bind(self.shell, Act.TOP_BOX, self._to_top_box)
        bind(self.shell, Act.MAIN, self._main)
        bind(self.shell, Act.LOCK, self.lock)
        bind(self.shell, Act.FIRST_BOX, self._step_back)
        bind(self.shell, Act.REFRESH, lambda: self._with_page(lambda page: page.refresh()))
        for at, spec in enumerate(self._specs):
            if at < len(PAGE_NUMBERS):
                keys = (QKeySequence(PAGE_NUMBERS[at]),)
                bind_sequences(self.shell, keys, partial(self._show_place, at), name=f"page_{at + 1}")
            if spec.act in _PAGE_ACTS:
                bind(self.shell, spec.act, partial(self._show_place, at))

    def _desk(self) -> _Desk | None:
        return self._desks.get(self._clerk.user_name) if self._clerk is not None else None

    def _built(self, desk: _Desk, place: int) -> Page:
        page = desk.pages[place]
        if page is None:
            page = self._specs[place].factory(self._stack)
            page.strip.said.connect(lambda kind, text, topic: self._log.add(kind, text, topic))
            desk.pages[place] = page
            self._stack.addWidget(page)
            page.set_compact(bool(self._narrow))
        return page

    def _show_place(self, place: int, *, focus: QWidget | None = None) -> None:
        desk = self._desk()
        if desk is None or not 0 <= place < len(self._specs):
            return
        page = self._built(desk, place)
        desk.place = place
        self.rail.show_current(place)
        self._stack.setCurrentWidget(page)
        self.top.box.close_list()
        page.on_shown()
        target = focus if focus is not None and page.isAncestorOf(focus) else page.first_box()
        (target or page).setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.rail.set_narrow(narrow)
        self.top.set_narrow(narrow)
        for desk in self._desks.values():
            for page in desk.pages:
                if page is not None:
                    page.set_compact(narrow)

    def _with_page(self, act: Callable[[Page], object]) -> None:
        page = self.current_page()
        if page is not None:
            act(page)

    def _main(self) -> None:
        if self._press.allows():
            self._with_page(lambda page: page.main_action())

    def _to_top_box(self) -> None:
        self.top.box.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.box.edit.selectAll()

    def _step_back(self) -> None:
        if self.top.box.close_list():
            return
        page = self.current_page()
        if page is None or page.step_back():
            return
        first = page.first_box()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def tick(self) -> None:
        """Look at the clock: lock an idle desk, read the truth again."""
        if self._now() - self._last_touch >= self.idle_minutes * 60:
            self.lock()
        self.refresh_status()

    def _show_busy(self, busy: bool) -> None:
        self._busy.move(self.status.width() - 112, (self.status.height() - 8) // 2)
        self._busy.setVisible(busy)

    def _show_bug(self, name: str) -> None:
        """Say once, calmly, that the program itself is at fault."""
        if self._bug_shown:
            return
        self._bug_shown = True
        QuestionDialog.ask(
            self,
            tr("Phần mềm gặp trục trặc"),
            tr(
                "Việc vừa làm chưa xong; những gì đã ghi còn nguyên. Hãy làm lại; nếu vẫn vậy, báo quản trị tên này: "
                "{name}.",
                name=name,
            ),
            (Answer("close", tr("Đã &hiểu")),),
            lambda _key: setattr(self, "_bug_shown", False),
            icon_name="build",
        )


def _ignore(_error: object) -> None:
    """Leave the status bar as it was: the next round reads it again."""
