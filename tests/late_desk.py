"""A desk to test the page Trễ hạn at: the real window on a real store, hands that count their keys, papers caught."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

from hands import Hands
from patience import let_run, let_settle
from pypdf import PdfReader
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from staff import CLERK, MORNING

from desk_app.domain.codes import Scan, ScanKind, parse_scan
from desk_app.domain.dates import OFFICE_ZONE
from desk_app.domain.dossier import Dossier
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.papers import Paper
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import Receipt, receive
from desk_app.ui.desk import Desk, Target
from desk_app.ui.keys import Act
from desk_app.ui.messages import MessageLog
from desk_app.ui.operations import Operations
from desk_app.ui.page import DOSSIERS, LATE, Page, PageSpec
from desk_app.ui.pages.late.page import LatePage
from desk_app.ui.scan import ScanGuard
from desk_app.ui.sign_in import Clerk
from desk_app.ui.widgets.question import QuestionDialog
from desk_app.ui.window import Links, MainWindow

LATE_DAY = datetime(2026, 9, 8, 9, tzinfo=OFFICE_ZONE)
"""Two working days after what was received at ``MORNING`` with three working days was due."""
OWNERS = ("VŨ THỊ HÒA", "LÊ VĂN TÝ", "PHẠM THỊ MƠ", "TRẦN QUỐC BẢO", "ĐỖ THỊ LỤA", "HÀ VĂN SÁU")


class Tray(QObject):
    """Makes papers as a printer does and keeps them."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, Paper]] = []
        self.previewed: list[tuple[str, Paper]] = []

    def print_sheet(self, title: str, make: Callable[[], Paper], **_how: object) -> None:
        self.sheets.append((title, make()))

    def preview_sheet(self, _over: QWidget, title: str, make: Callable[[], Paper]) -> None:
        self.previewed.append((title, make()))

    def pages(self) -> list[str]:
        """Return the text of each page of the last paper printed."""
        reader = PdfReader(BytesIO(self.sheets[-1][1].pdf))
        return [" ".join(page.extract_text().split()) for page in reader.pages]


class LateDesk:
    """The window with the page Trễ hạn and a plain one beside it."""

    def __init__(self, app: QApplication, store: Store, session: Session = CLERK, now: datetime = LATE_DAY) -> None:
        self.store, self.session, self.now = store, session, now
        self.operations = Operations()
        self.bugs: list[str] = []
        self.operations.bug.connect(self.bugs.append)
        self.desk = Desk(store, self.operations, lambda: self.now)
        self.tray = Tray()
        self.opened: list[Target] = []
        self.desk.use_printing(self.tray)  # type: ignore[arg-type]
        self.desk.use_ways(self.opened.append)
        self.hands = Hands()
        self.keys = 0
        links = Links(_refuse, tuple, tuple, lambda _text: (), lambda _key: None, lambda _scan: False)
        specs = [
            PageSpec(DOSSIERS, "folder_open", Page, Act.DOSSIERS),
            PageSpec(LATE, "event_busy", lambda parent: LatePage(self.desk, parent), Act.LATE),
        ]
        self.window = MainWindow(self.operations, specs, links, MessageLog(lambda: now.replace(tzinfo=None)))
        self.window.resize(1366, 697)
        self.guard: ScanGuard[Scan] = ScanGuard(app, _recognised, self.window.deliver_scan, sound=False)
        self.window.show()
        self.window.activateWindow()
        self.settle()
        self.desk.seat(session)
        self.window.welcome(Clerk(session.login, session.display_name, "", session.counter, session))
        self.settle()

    @property
    def page(self) -> LatePage:
        page = self.window.current_page()
        assert isinstance(page, LatePage)
        return page

    def settle(self) -> None:
        """Wait until the screen has answered."""
        let_settle(lambda: self.operations.idle)
        assert not self.bugs, self.bugs

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key, shortcuts included."""
        self.keys += 1
        QTest.keyClick(QApplication.focusWidget() or self.window, key, held)
        self.settle()

    def type(self, text: str) -> None:
        """Type characters; ``⏎`` is Enter. Each is one key."""
        for character in text:
            self.keys += 1
            if character == "⏎":
                self.hands.enter()
                self.settle()
            else:
                self.hands.type(character)
        self.settle()

    def f8(self) -> None:
        self.press(Qt.Key.Key_F8)

    def f9(self) -> None:
        self.window._press._last = None
        self.press(Qt.Key.Key_F9)

    def ctrl(self, key: Qt.Key) -> None:
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def said(self) -> str:
        shown = self.page.strip.shown
        return shown[1] if shown else ""

    def question(self) -> QuestionDialog:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QuestionDialog)
        return dialog

    def answer(self, key: str) -> None:
        """Give an answer as Alt+letter would."""
        self.question().buttons[key].click()
        self.window.activateWindow()
        self.settle()

    def dossier(self, receipt: Receipt) -> Dossier:
        with self.store.reading() as rd:
            found = rd.dossiers.by_id(receipt.id)
        assert found is not None
        return found

    def codes(self) -> list[str]:
        """Return the codes of the list in its order."""
        return [row.line.code or "" for row in self.page.list.model.rows()]

    def close(self) -> None:
        self.guard.close()
        self.window.close()
        self.operations.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        let_run()


def received(store: Store, owner: int = 0, at: datetime = MORNING, procedure: str = "1.004873") -> Receipt:
    """Receive a dossier of three working days for one of ``OWNERS``."""
    person = {
        "name": OWNERS[owner],
        "id_number": f"03819000{7780 + owner}",
        "phone": f"09120007{70 + owner}",
        "address": "Thôn 3",
    }
    return receive(store, CLERK, checked_receive({"procedure": procedure, "submitter": person}), at)


def four_late(store: Store) -> list[Receipt]:
    """Receive four dossiers that are late on ``LATE_DAY``."""
    return [received(store, owner, MORNING + timedelta(minutes=owner)) for owner in range(4)]


def _recognised(text: str) -> Scan | None:
    scan = parse_scan(text)
    return None if scan.kind is ScanKind.OTHER else scan


def _refuse(_login: str, _password: str) -> Clerk:
    raise AssertionError("nobody signs in by password here")
