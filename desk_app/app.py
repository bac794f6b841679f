"""The composition root: settings → store → services → window, and the end of the day in reverse."""

import logging
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desk_app.domain.codes import Scan, ScanKind, parse_scan
from desk_app.domain.dates import OFFICE_ZONE
from desk_app.domain.errors import DeskError, sentences
from desk_app.logs import log_folder, logging_to
from desk_app.models.store import STORE_FILE, Store, open_store
from desk_app.services.accounts import ROLE_NAMES, Role, Session, sign_in
from desk_app.services.desk_settings import DeskSettings, desk_settings
from desk_app.ui.desk import (
    Desk,
    DossierTarget,
    ProcedureTarget,
    ReceptionTarget,
    SettingsTarget,
    Target,
    WaitingPapersTarget,
)
from desk_app.ui.display import display_problem
from desk_app.ui.find import find
from desk_app.ui.keys import Act
from desk_app.ui.look import Look
from desk_app.ui.messages import Kind, MessageLog
from desk_app.ui.operations import Operations, catch_bugs
from desk_app.ui.page import DOSSIERS, PROCEDURES, RECEPTION, SETTINGS, Page, PageSpec
from desk_app.ui.printers import Printers
from desk_app.ui.scan import ScanGuard
from desk_app.ui.sign_in import Account, Clerk
from desk_app.ui.sign_of_life import SignOfLife
from desk_app.ui.spooler import Spooler
from desk_app.ui.translation import sentence, tr
from desk_app.ui.truth import truths
from desk_app.ui.widgets.focus import FocusRing
from desk_app.ui.window import Links, MainWindow

logger = logging.getLogger(__name__)

sentences(
    code_not_here="Không thấy mã {code} trên máy này. Hồ sơ của quầy khác có thể chưa gửi về; tìm theo số giấy tờ "
    "hoặc số điện thoại (F3).",
)

EXIT_DONE, EXIT_FAILED = 0, 1


def office_now() -> datetime:
    """Return the present moment on the office's clock: the window's one look at the wall clock."""
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
    try:
        store = opened(app, folder, office_now)
    except DeskError as error:
        logger.info("not opened: %s", error.code)
        sys.stderr.write(str(error) + "\n")
        return EXIT_FAILED
    if store is None:
        return EXIT_DONE
    program = Program(app, store, office_now)
    program.window.showMaximized()
    logger.info("window open")
    try:
        app.exec()
    finally:
        program.close()
    logger.info("window closed")
    return EXIT_DONE


def application() -> QApplication:
    """Return the Qt application, made if need be."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(["desk-app"])
    app.setApplicationName("quay-mot-cua")
    app.setApplicationDisplayName("Quầy Một Cửa")
    app.setDesktopFileName("quay-mot-cua")
    return app


def opened(app: QApplication, folder: Path, clock: Callable[[], datetime]) -> Store | None:
    """Return the open store of a folder, through the first run or the recovery code where they are needed.

    None when the user left the first run. Raises DeskError of ``open_store``, shown to the user before.
    """
    if not (folder / STORE_FILE).is_file():
        from desk_app.ui.first_run.guide import run_first_run

        Look(app, DeskSettings())
        return run_first_run(folder, clock)
    try:
        return open_store(folder, now=clock())
    except DeskError as error:
        from desk_app.ui.opening import explain_opening

        Look(app, DeskSettings())
        found = explain_opening(error, folder, clock)
        if found is None:
            raise
        return found


class Program:
    """The running program around one open store; ``close`` ends it in the right order, the store last."""

    def __init__(
        self,
        app: QApplication,
        store: Store,
        clock: Callable[[], datetime],
        printers: Printers | None = None,
    ) -> None:
        self._app = app
        self.store = store
        self._clock = clock
        with store.reading() as rd:
            settings = desk_settings(rd)
        self.look = Look(app, settings)
        self.operations = Operations()
        catch_bugs(self.operations)
        self.desk = Desk(store, self.operations, clock)
        self.spooler = Spooler(self.desk, printers)
        self.desk.use_printing(self.spooler)
        self.desk.use_ways(self._open)
        self.life = SignOfLife(store.folder)
        if not app.findChildren(FocusRing):
            FocusRing(app)
        self.window = MainWindow(
            self.operations, self._pages(), self._links(), MessageLog(lambda: clock().replace(tzinfo=None))
        )
        self.guard: ScanGuard[Scan] = ScanGuard(app, _recognised, self.window.deliver_scan, sound=settings.sounds)
        self._power_cut_said = self.life.stopped_at is None
        self._seen: set[str] = set()
        self._connect()

    def close(self) -> None:
        """End: no new work, what is under way comes to its end, the store is closed, the sign of life goes."""
        self.guard.close()
        self.window.close()
        self.spooler.close()
        self.operations.close()
        self.window.deleteLater()
        self.store.close()
        self.life.end()

    # -- the parts --------------------------------------------------------------------------------------------------

    def _pages(self) -> tuple[PageSpec, ...]:
        """Return the rail; a page's module is imported when the page first comes up."""
        return (
            PageSpec(RECEPTION, "inbox", partial(_reception, self.desk), Act.RECEPTION),
            PageSpec(DOSSIERS, "folder_open", partial(_dossiers, self.desk), Act.DOSSIERS),
            PageSpec(PROCEDURES, "menu_book", partial(_procedures, self.desk)),
            PageSpec(SETTINGS, "settings", partial(_settings, self.desk)),
        )

    def _links(self) -> Links:
        return Links(
            authenticate=self._authenticate,
            accounts=self._accounts,
            status=lambda: truths(self.store, self._clock()),
            find=partial(find, self.store),
            open_found=self._open_found,
            unclaimed_scan=self._unclaimed_scan,
        )

    def _connect(self) -> None:
        self.window.clerk_changed.connect(self._seat)
        self.window.sign_in.signed_in.connect(self._after_sign_in)
        self.window.status_asked.connect(self._open_found)
        self.desk.settings_changed.connect(self._settings_changed)
        self.look.language_changed.connect(self.window.rebuild_pages)

    # -- who sits here ----------------------------------------------------------------------------------------------

    def _authenticate(self, user: str, password: str) -> Clerk:
        session = sign_in(self.store, user, password, self._clock())
        return Clerk(
            session.login, session.display_name, tr(ROLE_NAMES[session.role]).capitalize(), session.counter, session
        )

    def _accounts(self) -> tuple[Account, ...]:
        with self.store.reading() as rd:
            return tuple(Account(row.login, row.display_name) for row in rd.accounts.all() if row.active)

    def _seat(self, clerk: Clerk) -> None:
        assert isinstance(clerk.session, Session)
        self.desk.seat(clerk.session)
        self.spooler.read_printers()

    def _after_sign_in(self, clerk: Clerk) -> None:
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
        if page is None or self.life.stopped_at is None:
            return
        words = tr(
            "Máy đã tắt đột ngột lúc {clock}. Hồ sơ đã tiếp nhận còn nguyên; hồ sơ đang nhập đã mở lại; "
            "{n} phiếu chưa in.",
            clock=f"{self.life.stopped_at:%H:%M}",
            n=waiting,
        )
        show = partial(self._open, WaitingPapersTarget())
        page.strip.say(Kind.WARN, words, topic="power_cut", action=tr("Phiếu chưa in") if waiting else "", act=show)

    # -- from page to page ------------------------------------------------------------------------------------------

    def _open(self, target: Target) -> None:
        if isinstance(target, WaitingPapersTarget):
            self.spooler.show_waiting(self.window)
            return
        page = self.window.go_to(_PAGE_OF[type(target)])
        take = getattr(page, "open_target", None)
        if callable(take):
            take(target)

    def _open_found(self, target: object) -> None:
        if isinstance(target, Target):
            self._open(target)

    def _unclaimed_scan(self, scan: object) -> bool:
        """Take a scan the page on top has no use for: a card to a new reception, a code to its dossier."""
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

    def _settings_changed(self, settings: DeskSettings) -> None:
        self.guard.sound = settings.sounds
        self.look.wear(settings)


def _recognised(text: str) -> Scan | None:
    scan = parse_scan(text)
    return None if scan.kind is ScanKind.OTHER else scan


def _reception(desk: Desk) -> Page:
    from desk_app.ui.pages.reception.page import ReceptionPage

    return ReceptionPage(desk)


def _dossiers(desk: Desk) -> Page:
    from desk_app.ui.pages.dossiers.page import DossiersPage

    return DossiersPage(desk)


def _procedures(desk: Desk) -> Page:
    from desk_app.ui.pages.procedures.page import ProceduresPage

    return ProceduresPage(desk)


def _settings(desk: Desk) -> Page:
    from desk_app.ui.pages.settings.page import SettingsPage

    return SettingsPage(desk)


_PAGE_OF: dict[type, str] = {
    DossierTarget: DOSSIERS,
    ProcedureTarget: PROCEDURES,
    ReceptionTarget: RECEPTION,
    SettingsTarget: SETTINGS,
}
