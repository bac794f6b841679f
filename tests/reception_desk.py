"""A counter to test the reception page at: the real window, real store, keys and scans; only the printer is a tray."""

import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from hands import Hands
from patience import let_run, let_settle
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desk_app.domain.codes import Scan, ScanKind, parse_scan
from desk_app.domain.dossier import Dossier
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.ui.desk import Desk, Target
from desk_app.ui.keys import Act
from desk_app.ui.messages import MessageLog
from desk_app.ui.operations import Operations
from desk_app.ui.page import RECEPTION, PageSpec
from desk_app.ui.pages.reception.page import ReceptionPage
from desk_app.ui.scan import ScanGuard
from desk_app.ui.sign_in import Clerk
from desk_app.ui.widgets.question import QuestionDialog
from desk_app.ui.window import Links, MainWindow

MAI_CARD = "038190435641||Trần Thị Mai|12031990|Nữ|Thôn 3, xã Hòa Bình Trung, tỉnh Hòa Giang|01072021"
NEW_CARD = "001095000123||Nguyễn Văn Mới|05061995|Nam|Thôn 9, xã Hòa Bình Trung, tỉnh Hòa Giang|15082024||||"
BENT_CARD = "001095000123||Nguyeenx Vawn Mowis|05061995|Nam|Thoon 9, xax Hoaf Binhf Trung|15082024||||"


class Tray(QObject):
    """Takes papers as a printer does and remembers which came."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.papers: list[tuple[UUID, str]] = []
        self.sessions: list[tuple[UUID, str]] = []
        self.previewed: list[tuple[UUID, str]] = []

    def print_paper(self, dossier: UUID, form: str, **_how: object) -> None:
        self.papers.append((dossier, form))

    def print_session(self, session: UUID, form: str = "receipt_several", **_how: object) -> None:
        self.sessions.append((session, form))

    def preview_session(self, _over: QWidget, session: UUID, form: str = "receipt_several") -> None:
        self.previewed.append((session, form))

    def preview(self, _over: QWidget, dossier: UUID, form: str = "receipt") -> None:
        self.previewed.append((dossier, form))


class Counter:
    """A window with the reception page, hands that count their keys, and the store behind it."""

    def __init__(self, app: QApplication, store: Store, session: Session, clock: Callable[[], datetime]) -> None:
        self.app, self.store, self.session = app, store, session
        self.operations = Operations()
        self.bugs: list[str] = []
        self.operations.bug.connect(self.bugs.append)
        self.desk = Desk(store, self.operations, clock)
        self.tray = Tray()
        self.opened: list[Target] = []
        self.desk.use_printing(self.tray)  # type: ignore[arg-type]
        self.desk.use_ways(self.opened.append)
        self.hands = Hands()
        self.keys = 0
        links = Links(_refuse, tuple, tuple, lambda _text: (), lambda _key: None, lambda _scan: False)
        spec = PageSpec(RECEPTION, "inbox", lambda parent: ReceptionPage(self.desk, parent), Act.RECEPTION)
        self.window = MainWindow(self.operations, [spec], links, MessageLog(clock))
        self.window.resize(1366, 697)
        self._rested = 0.0
        self.guard: ScanGuard[Scan] = ScanGuard(
            app, _recognised, self.window.deliver_scan, now=lambda: time.monotonic() + self._rested, sound=False
        )
        self.window.show()
        self.window.activateWindow()
        self.settle()
        self.sit(session)

    @property
    def page(self) -> ReceptionPage:
        page = self.window.current_page()
        assert isinstance(page, ReceptionPage)
        return page

    @property
    def focus(self) -> QWidget | None:
        return QApplication.focusWidget()

    def sit(self, session: Session) -> None:
        """Let somebody sit down at the desk."""
        self.desk.seat(session)
        self.window.welcome(Clerk(session.login, session.display_name, "", session.counter, session))
        self.settle()

    def settle(self, rest: float = 0) -> None:
        """Wait as a person does: so many seconds, and until the screen has answered."""
        let_run(rest)
        let_settle(lambda: self.operations.idle and not self._searches())
        assert not self.bugs, self.bugs

    def type(self, text: str) -> None:
        """Type characters; ``⏎`` is Enter. Each is one key."""
        for character in text:
            self.keys += 1
            if character == "⏎":
                self.hands.enter()
                self.settle()
                self._rest()
            else:
                self.hands.type(character)
        self.settle()

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key, through the shortcuts too."""
        self.keys += 1
        QTest.keyClick(self.focus or self.window, key, held)
        self.settle()

    def control(self, letter: str) -> None:
        """Press Ctrl and a letter."""
        self.press(Qt.Key(ord(letter)), Qt.KeyboardModifier.ControlModifier)

    def f9(self) -> None:
        """Press F9, two seconds after the last one."""
        self.window._press._last = None
        self.press(Qt.Key.Key_F9)

    def scan(self, text: str) -> None:
        """Scan something; it costs no key."""
        self._rest()
        self.hands.scan(text)
        self.settle()

    def said(self) -> str:
        """Return what the strip says."""
        shown = self.page.strip.shown
        return shown[1] if shown else ""

    def question(self) -> QuestionDialog | None:
        """Return the question on the screen."""
        dialog = QApplication.activeModalWidget()
        return dialog if isinstance(dialog, QuestionDialog) else None

    def last_dossier(self) -> Dossier:
        """Return the dossier this clerk received last, from the store."""
        with self.store.reading() as rd:
            line = rd.dossiers.recent(self.desk.session.login, 1)[0]
            found = rd.dossiers.by_id(line.id)
        assert found is not None
        return found

    def count(self) -> int:
        """Return how many dossiers this clerk received."""
        with self.store.reading() as rd:
            return len(rd.dossiers.recent(self.session.login, 1000))

    def close(self) -> None:
        """Pull the plug: the window is gone, the store is closed as it stands."""
        self.guard.close()
        for shown in QApplication.topLevelWidgets():
            if shown.isVisible():
                shown.close()
        self.operations.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        let_run()

    def _rest(self) -> None:
        """Pause longer than any scanner does between two keys."""
        self._rested += 0.16

    def _searches(self) -> bool:
        """Tell whether a search box waits for more letters before it looks."""
        page = self.window.current_page()
        return isinstance(page, ReceptionPage) and any(
            box._timer.isActive() for box in (page.procedure.search, page.person.search)
        )


def _recognised(text: str) -> Scan | None:
    scan = parse_scan(text)
    return None if scan.kind is ScanKind.OTHER else scan


def _refuse(_login: str, _password: str) -> Clerk:
    raise AssertionError("nobody signs in by password here")
