"""The composition root: settings → store → services → window, and the end of the day in reverse."""

from __future__ import annotations

import gc
import logging
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desk_app.domain.errors import DeskError, sentences
from desk_app.logs import log_folder, logging_to
from desk_app.ui.background_sync import BackgroundSync
from desk_app.ui.desk import (
    Desk,
    DossierTarget,
    Target,
    WaitingPapersTarget,
)
from desk_app.ui.display import display_problem
from desk_app.ui.look import Clothes, Look, last_worn
from desk_app.ui.messages import Kind, MessageLog
from desk_app.ui.operations import Changes, Operations, Topic, catch_bugs
from desk_app.ui.page import (
    RECEPTION,
    SETTINGS,
    Page,
)
from desk_app.ui.pages.rail import PAGE_OF, load_pages, rail
from desk_app.ui.printers import Printers
from desk_app.ui.rail_counts import RailCounts
from desk_app.ui.scan import ScanGuard
from desk_app.ui.sign_in import Account, Clerk, OpeningNews
from desk_app.ui.sign_of_life import SignOfLife
from desk_app.ui.spooler import Spooler
from desk_app.ui.status_bar import StatusItem
from desk_app.ui.translation import sentence, tr
from desk_app.ui.widgets.focus import FocusRing
from desk_app.ui.widgets.suggest import Suggestion
from desk_app.ui.window import Links, MainWindow

if TYPE_CHECKING:  # imported where they are used: the window is on the screen while the store is still being loaded
    from desk_app.domain.codes import Scan
    from desk_app.models.store import Store
    from desk_app.services.desk_settings import DeskSettings

logger = logging.getLogger(__name__)

sentences(
    code_not_here="Không thấy mã {code} trên máy này. Hồ sơ của quầy khác có thể chưa gửi về; tìm theo số giấy tờ "
    "hoặc số điện thoại (F3).",
    store_not_open="Kho hồ sơ chưa mở được. Đọc thông báo trên màn hình rồi mở lại chương trình.",
)

_STORE_FILE = "desk.db"
"""``models.store.STORE_FILE``, known here without loading the store; a test compares them."""

EXIT_DONE, EXIT_FAILED = 0, 1


def office_now() -> datetime:
    """Return the present moment on the office's clock: the window's one look at the wall clock."""
    from desk_app.domain.dates import OFFICE_ZONE

    return datetime.now(OFFICE_ZONE)


def run_window(folder: Path) -> int:
    """Open the window on the store of a folder and return the exit status when it is closed.

    Without a store the guided first run comes first. What cannot be opened is said in one sentence.
    """
    problem = display_problem()
    if problem is not None:
        sys.stderr.write(problem + "\n")
        return EXIT_FAILED
    with logging_to(log_folder()):
        return _run(folder)


def _run(folder: Path) -> int:
    app = application()
    if (folder / _STORE_FILE).is_file():
        news = OpeningNews()
        program = Program(app, partial(_opened, folder, progress=news.told.emit), office_now, config=config_folder())
        news.told.connect(program.window.sign_in.show_opening)
    else:
        from desk_app.ui.first_run.guide import run_first_run

        gc.enable()
        Look(app, Clothes())
        store = run_first_run(folder, office_now)
        if store is None:
            return EXIT_DONE
        program = Program(app, lambda _code: store, office_now, config=config_folder())
    program.window.showMaximized()
    program.begin()
    logger.info("window open")
    try:
        return app.exec()
    finally:
        program.close()
        logger.info("window closed")


def _opened(folder: Path, recovery_code: str | None, *, progress: Callable[[int, int], None] | None = None) -> Store:
    from desk_app.models.store import open_store

    return open_store(folder, recovery_code=recovery_code, now=office_now(), progress=progress)


def config_folder() -> Path:
    """Return the user's own settings folder of this program."""
    return platformdirs.user_config_path("quay-mot-cua", appauthor=False)


def application() -> QApplication:
    """Return the Qt application, made if need be."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(["desk-app"])
    app.setApplicationName("quay-mot-cua")
    app.setApplicationDisplayName("Quầy Một Cửa")
    app.setDesktopFileName("quay-mot-cua")
    return app


class Program:
    """The running program around one store; ``close`` ends it in the right order, the store last.

    open_store: gives the open store, or raises DeskError; it runs off the UI thread once the window stands, and again
    with a recovery code where one is needed.
    config: where the window's looks are remembered, None = nowhere.
    """

    def __init__(
        self,
        app: QApplication,
        open_store: Callable[[str | None], Store],
        clock: Callable[[], datetime],
        printers: Printers | None = None,
        config: Path | None = None,
    ) -> None:
        self._app = app
        self._clock = clock
        self._open_store = open_store
        self._store: Store | None = None
        self._life: SignOfLife | None = None
        self._power_cut_said = True
        self._seen: set[str] = set()
        self.look = Look(app, last_worn(config) if config is not None else Clothes(), config)
        self.operations = Operations()
        catch_bugs(self.operations)
        self.desk = Desk(None, self.operations, clock)
        self.spooler = Spooler(self.desk, printers)
        self.desk.use_printing(self.spooler)
        self.sync = BackgroundSync(self.desk)
        self.desk.use_syncing(self.sync)
        self.desk.use_ways(self._open)
        if not app.findChildren(FocusRing):
            FocusRing(app)
        self._window_stands = threading.Event()
        # Before the window asks for its accounts: reads come one after another.
        self.operations.read(self.desk, self._load, done=self._ready, failed=self._not_opened)
        self.window = MainWindow(
            self.operations, rail(self.desk), self._links(), MessageLog(lambda: clock().replace(tzinfo=None))
        )
        self.counts = RailCounts(self.desk, self.window.set_counts)
        self.guard: ScanGuard[Scan] = ScanGuard(app, _recognised, self.window.deliver_scan)
        self._connect()

    @property
    def store(self) -> Store:
        """Return the open store. Raises DeskError ``store_not_open`` where it could not be opened."""
        if self._store is None:
            raise DeskError("store_not_open")
        return self._store

    def begin(self) -> None:
        """Show the window, and load and open the store as soon as it has been drawn."""
        self._app.processEvents()
        # What has been loaded stays: no later collection need walk through it.
        gc.freeze()
        gc.enable()
        # Not at once: two threads that load modules keep each other waiting.
        QTimer.singleShot(0, self._window_stands.set)

    def close(self) -> None:
        """End: no new work, what is under way comes to its end, the store is closed, the sign of life goes."""
        self._window_stands.set()
        self.guard.close()
        self.counts.stop()
        self.window.close()
        self.spooler.close()
        self.sync.close()
        self.operations.close()
        self.window.deleteLater()
        if self._store is not None:
            self._store.close()
        if self._life is not None:
            self._life.end()

    # -- the store --------------------------------------------------------------------------------------------------

    def _load(self) -> DeskSettings:
        """Open the store and load what the first page will need; on the reader's thread."""
        self._window_stands.wait()
        from desk_app.services.desk_settings import desk_settings

        store = self._open_store(None)
        with store.reading() as rd:
            settings = desk_settings(rd)
        self._store = store
        return settings

    def _ready(self, settings: DeskSettings) -> None:
        self.desk.use_store(self.store)
        self._life = SignOfLife(self.store.folder)
        self._power_cut_said = self._life.stopped_at is None
        self.sync.begin()
        self._settings_changed(settings)
        load_pages(self.desk)

    def _not_opened(self, error: DeskError) -> None:
        """Say why the store did not open; the recovery code may open it yet, else the program ends."""
        from desk_app.ui.opening import explain_opening

        logger.info("not opened: %s", error.code)
        sys.stderr.write(str(error) + "\n")
        self._store = explain_opening(error, self._open_store)
        if self._store is None:
            self._app.exit(EXIT_FAILED)
            return
        from desk_app.services.desk_settings import desk_settings

        with self._store.reading() as rd:
            settings = desk_settings(rd)
        self._ready(settings)
        self.window.sign_in.ask()

    # -- the parts --------------------------------------------------------------------------------------------------

    def _links(self) -> Links:
        return Links(
            authenticate=self._authenticate,
            accounts=self._accounts,
            status=self._status,
            find=self._find,
            open_found=self._open_found,
            unclaimed_scan=self._unclaimed_scan,
        )

    def _connect(self) -> None:
        self.window.clerk_changed.connect(self._seat)
        self.window.sign_in.signed_in.connect(self._after_sign_in)
        self.window.status_asked.connect(self._open_found)
        self.desk.settings_changed.connect(self._settings_changed)
        self.operations.changed.connect(self._office_changed)
        self.look.language_changed.connect(self.window.rebuild_pages)

    # -- who sits here ----------------------------------------------------------------------------------------------

    def _status(self) -> tuple[StatusItem, ...]:
        from desk_app.ui.truth import truths

        return truths(self.store, self._clock())

    def _find(self, typed: str) -> tuple[Suggestion, ...]:
        from desk_app.ui.find import find

        return find(self.store, typed)

    def _authenticate(self, user: str, password: str) -> Clerk:
        from desk_app.services.accounts import ROLE_NAMES, sign_in

        session = sign_in(self.store, user, password, self._clock())
        return Clerk(
            session.login, session.display_name, tr(ROLE_NAMES[session.role]).capitalize(), session.counter, session
        )

    def _accounts(self) -> tuple[Account, ...]:
        with self.store.reading() as rd:
            return tuple(Account(row.login, row.display_name) for row in rd.accounts.all() if row.active)

    def _seat(self, clerk: Clerk) -> None:
        from desk_app.services.accounts import Session

        assert isinstance(clerk.session, Session)
        self.desk.seat(clerk.session)
        self.spooler.read_printers()
        self._office_changed(Changes.of(Topic.SETTINGS))

    def _after_sign_in(self, clerk: Clerk) -> None:
        from desk_app.services.accounts import Role

        first = clerk.user_name not in self._seen
        self._seen.add(clerk.user_name)
        if first and self.desk.session.role is Role.ADMINISTRATOR:
            self.window.go_to(SETTINGS)
        if not self._power_cut_said:
            self._power_cut_said = True
            self.operations.read(self.window, self._waiting, done=self._say_power_cut)

    def _waiting(self) -> int:
        with self.store.reading() as rd:
            return rd.print_queue.count()

    def _say_power_cut(self, waiting: int) -> None:
        """Say after a power cut what is safe, what was reopened and what is still to print (counter.md §6)."""
        page = self.window.current_page()
        stopped_at = self._life.stopped_at if self._life is not None else None
        if page is None or stopped_at is None:
            return
        words = tr(
            "Máy đã tắt đột ngột lúc {clock}. Hồ sơ đã tiếp nhận còn nguyên; hồ sơ đang nhập đã mở lại; "
            "{n} phiếu chưa in.",
            clock=f"{stopped_at:%H:%M}",
            n=waiting,
        )
        show = partial(self._open, WaitingPapersTarget())
        page.strip.say(Kind.WARN, words, topic="power_cut", action=tr("Phiếu chưa in") if waiting else "", act=show)

    # -- from page to page ------------------------------------------------------------------------------------------

    def _open(self, target: Target) -> None:
        if isinstance(target, WaitingPapersTarget):
            self.spooler.show_waiting(self.window)
            return
        page = self.window.go_to(PAGE_OF[type(target)])
        take = getattr(page, "open_target", None)
        if callable(take):
            take(target)

    def _open_found(self, target: object) -> None:
        if isinstance(target, Target):
            self._open(target)

    def _unclaimed_scan(self, scan: object) -> bool:
        """Take a scan the page on top has no use for: a card to a new reception, a code to its dossier."""
        from desk_app.domain.codes import Scan, ScanKind

        if not isinstance(scan, Scan):
            return False
        if scan.kind is ScanKind.CARD:
            return self.window.go_to(RECEPTION).on_scan(scan)
        if scan.code is None:
            return False
        code, page = scan.code.text, self.window.current_page()
        self.operations.read(self.window, partial(self._target_of, code), done=self._open, failed=self._say(page))
        return True

    def _target_of(self, code: str) -> Target:
        with self.store.reading() as rd:
            dossier = rd.dossiers.by_code(code)
        if dossier is None:
            raise DeskError("code_not_here", code=code)
        return DossierTarget(dossier.id)

    def _say(self, page: Page | None) -> Callable[[DeskError], None]:
        def say(error: DeskError) -> None:
            if page is not None:
                page.strip.say(Kind.WARN, sentence(error), topic=error.code)

        return say

    def _office_changed(self, changes: Changes) -> None:
        """Let the idle desk lock when the office's rule says so."""
        if changes.touches(Topic.SETTINGS):
            take = partial(setattr, self.window, "idle_minutes")
            self.operations.read(self.window, self._lock_after, done=take, slot="lock_after")

    def _lock_after(self) -> int:
        from desk_app.services.office_settings import office_settings

        with self.store.reading() as rd:
            return office_settings(rd).lock_after_minutes

    def _settings_changed(self, settings: DeskSettings) -> None:
        self.guard.sound = settings.sounds
        self.look.wear(settings)


def _recognised(text: str) -> Scan | None:
    from desk_app.domain.codes import ScanKind, parse_scan

    scan = parse_scan(text)
    return None if scan.kind is ScanKind.OTHER else scan
