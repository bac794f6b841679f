"""A desk for the later life of a dossier: the real window with Hồ sơ and Trả kết quả, keys, scans, and a paper tray."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

from hands import Hands
from patience import let_run, let_settle
from pypdf import PdfReader
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from reception_desk import Tray
from staff import CLERK, MORNING

from desk_app.domain.codes import Scan, ScanKind, parse_scan
from desk_app.domain.dossier import Dossier
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.papers import dossier_paper
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import Receipt, receive
from desk_app.ui.desk import Desk, DossierListTarget, DossierTarget, ReceptionTarget, ReturnTarget, Target
from desk_app.ui.keys import Act
from desk_app.ui.messages import MessageLog
from desk_app.ui.operations import Operations
from desk_app.ui.page import DOSSIERS, RECEPTION, RETURN, PageSpec
from desk_app.ui.pages.dossiers.page import DossiersPage
from desk_app.ui.pages.reception.page import ReceptionPage
from desk_app.ui.pages.returning.page import ReturningPage
from desk_app.ui.scan import ScanGuard
from desk_app.ui.sign_in import Clerk
from desk_app.ui.widgets.labels import Paragraph
from desk_app.ui.window import Links, MainWindow

HOA = {"name": "VŨ THỊ HÒA", "id_number": "038190007788", "phone": "0912000777", "address": "Thôn 3"}
_ANIMATION = 0.12
ALT = Qt.KeyboardModifier.AltModifier


def received(store: Store, session: Session = CLERK, **values: object) -> Receipt:
    """Register a dossier this morning."""
    return receive(store, session, checked_receive({"procedure": "1.004873", "submitter": HOA, **values}), MORNING)


class LaterDesk:
    """Somebody at the window after a dossier was received. ``now`` may be moved on."""

    def __init__(self, app: QApplication, store: Store, session: Session = CLERK) -> None:
        self.store, self.now = store, MORNING + timedelta(hours=1)
        self.operations = Operations()
        self.bugs: list[str] = []
        self.operations.bug.connect(self.bugs.append)
        self.desk = Desk(store, self.operations, lambda: self.now)
        self.tray = Tray()
        self.desk.use_printing(self.tray)  # type: ignore[arg-type]
        self.desk.use_ways(self._open)
        self.asked: list[Target] = []
        self.hands = Hands()
        self.keys = 0
        links = Links(_refuse, tuple, tuple, lambda _text: (), lambda _key: None, self._unclaimed)
        specs = [
            PageSpec(RETURN, "assignment_turned_in", lambda parent: ReturningPage(self.desk, parent), Act.RETURN),
            PageSpec(DOSSIERS, "folder_open", lambda parent: DossiersPage(self.desk, parent), Act.DOSSIERS),
            PageSpec(RECEPTION, "inbox", lambda parent: ReceptionPage(self.desk, parent), Act.RECEPTION),
        ]
        self.window = MainWindow(self.operations, specs, links, MessageLog(lambda: self.now.replace(tzinfo=None)))
        self.window.resize(1366, 697)
        self._rested = 0.0
        self.guard: ScanGuard[Scan] = ScanGuard(
            app, _recognised, self.window.deliver_scan, now=lambda: time.monotonic() + self._rested, sound=False
        )
        self.window.show()
        self.window.activateWindow()
        self.settle()
        self.sit(session)

    def sit(self, session: Session) -> None:
        """Let somebody else sit down."""
        self.desk.seat(session)
        self.window.welcome(Clerk(session.login, session.display_name, "", session.counter, session))
        self.settle()

    @property
    def dossiers(self) -> DossiersPage:
        """Return the page Hồ sơ."""
        page = self.window.page(DOSSIERS)
        assert isinstance(page, DossiersPage)
        return page

    @property
    def returning(self) -> ReturningPage:
        """Return the page Trả kết quả."""
        page = self.window.page(RETURN)
        assert isinstance(page, ReturningPage)
        return page

    def settle(self) -> None:
        """Wait until the screen has answered."""
        let_settle(lambda: self.operations.idle)
        assert not self.bugs, self.bugs

    def type(self, text: str) -> None:
        """Type characters; ``⏎`` is Enter."""
        for character in text:
            self.keys += 1
            if character == "⏎":
                self.hands.enter()
                self.settle()
            else:
                self.hands.type(character)
        self.settle()

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key, through the shortcuts too."""
        self.keys += 1
        QTest.keyClick(QApplication.focusWidget() or self.window, key, held)
        if held == ALT:
            # A button shows that it is pressed before it is: Qt's animateClick.
            let_run(_ANIMATION)
        self.settle()

    def f9(self) -> None:
        """Press F9, two seconds after the last one."""
        self.window._press._last = None
        self.press(Qt.Key.Key_F9)

    def scan(self, text: str) -> None:
        """Scan something a while after the last scan; it costs no key."""
        # Longer after the last key than any scanner waits.
        self._rested += 0.16
        self.guard._last = None
        self.hands.scan(text)
        self.settle()

    def open(self, receipt: Receipt) -> None:
        """Scan a slip on the page Hồ sơ."""
        self.press(Qt.Key.Key_F7)
        self.scan(receipt.code)

    def step(self, number: int, typed: str = "") -> None:
        """Choose a step by its number, type into its panel, write it with F9."""
        self.press(Qt.Key.Key_B, ALT)
        self.type(f"{number}⏎")
        if typed:
            self.type(typed)
        self.f9()

    def refused(self, *numbers: int) -> list[str]:
        """Choose steps that are not legal, one after another, and return the sentences said beside the list."""
        self.press(Qt.Key.Key_B, ALT)
        said = []
        for number in numbers:
            steps = self.dossiers.detail.choices
            assert steps is not None, "the step was offered"
            steps.error.set_text("")
            self.type(f"{number}⏎")
            said.append(steps.error.plain_text())
            assert self.dossiers.detail.choices is steps, f"step {number} was offered"
        self.press(Qt.Key.Key_Escape)
        return said

    def said(self) -> str:
        """Return what the strip of the page on top says."""
        page = self.window.current_page()
        assert page is not None
        return page.strip.shown[1] if page.strip.shown else ""

    def texts(self) -> str:
        """Return every paragraph of the opened dossier."""
        found = self.dossiers.detail.findChildren(Paragraph)
        return "\n".join(part.plain_text() for part in found).replace("\u00a0", " ")

    def dossier(self, receipt: Receipt) -> Dossier:
        """Return the dossier as it is stored."""
        with self.store.reading() as rd:
            found = rd.dossiers.by_id(receipt.id)
        assert found is not None
        return found

    def paper(self, dossier: UUID, form: str) -> str:
        """Return the words of a paper from its PDF."""
        pages = PdfReader(BytesIO(dossier_paper(self.store, dossier, form).pdf)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def close(self) -> None:
        """Leave the desk."""
        self.guard.close()
        self.window.close()
        self.operations.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        let_run()

    def _open(self, target: Target) -> None:
        self.asked.append(target)
        name = {ReturnTarget: RETURN, ReceptionTarget: RECEPTION}.get(type(target), DOSSIERS)
        if isinstance(target, DossierTarget | DossierListTarget | ReturnTarget | ReceptionTarget):
            page = self.window.go_to(name)
            take: Callable[[Target], None] = page.open_target  # type: ignore[attr-defined]
            take(target)

    def _unclaimed(self, scan: object) -> bool:
        if not isinstance(scan, Scan) or scan.code is None:
            return False
        with self.store.reading() as rd:
            found = rd.dossiers.by_code(scan.code.text)
        if found is None:
            return False
        self._open(DossierTarget(found.id))
        return True


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of the sample's month at the office."""
    return MORNING.replace(day=day, hour=hour, minute=minute)


def _recognised(text: str) -> Scan | None:
    scan = parse_scan(text)
    return None if scan.kind is ScanKind.OTHER else scan


def _refuse(_login: str, _password: str) -> Clerk:
    raise AssertionError("nobody signs in by password here")
