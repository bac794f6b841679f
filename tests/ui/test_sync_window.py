"""The window of a desk that belongs to a server: enrolled by keys, its lists refresh themselves, the truth is shown."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from builders import register
from counter import Cups
from hands import Hands
from lives import steps
from patience import let_run, let_settle
from province import Cluster, EnrolledDesk, Province, serve_in_thread, until_equal
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from staff import CLERK, MORNING

from desk_app.app import Program
from desk_app.domain.states import State
from desk_app.models.store import Store, open_store
from desk_app.services import sync_worker
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import Receipt, receive
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.dossiers.page import DossiersPage
from desk_app.ui.pages.settings.page import SettingsPage
from desk_app.ui.pages.settings.sync import SyncSection

CONTROL = Qt.KeyboardModifier.ControlModifier
PATIENCE_MS = 20_000


@pytest.fixture(scope="module")
def cluster(_own_home: None) -> Iterator[Cluster]:
    """This module's PostgreSQL."""
    running = Cluster()
    yield running
    running.close()


@pytest.fixture
def province(cluster: Cluster, tmp_path: Path) -> Iterator[Province]:
    """A province with the sample's office, on the sample's morning."""
    made = Province(cluster, cluster.copy_of(cluster.template), tmp_path, tmp_path / "made")
    made.clock.leap(MORNING - made.clock())
    made.add_office()
    yield made
    made.close()


class Sitting:
    """The program and the hands before it."""

    def __init__(self, program: Program, qtbot: QtBot) -> None:
        self.program, self.qtbot, self.hands = program, qtbot, Hands()

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something that must come true."""
        self.qtbot.waitUntil(holds, timeout=PATIENCE_MS)
        self.settle()

    def settle(self) -> None:
        """Wait until the screen has answered."""
        let_settle(lambda: self.program.operations.idle, PATIENCE_MS / 1000)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key, shortcuts included."""
        self.program.window._press._last = None
        QTest.keyClick(QApplication.focusWidget() or self.program.window, key, held)
        self.settle()

    def write(self, text: str) -> None:
        """Type text; ``⏎`` is Enter, pressed as slowly as a hand does."""
        for character in text:
            if character == "⏎":
                let_run(0.16)
                self.settle()
                self.hands.enter()
            else:
                self.hands.type(character)
        self.settle()

    def sign_in(self, login: str) -> None:
        """Choose an account and type its password."""
        panel = self.program.window.sign_in
        self.until(lambda: panel.user.combo.count() > 0)
        panel.user.set_value(login)
        panel.password.setFocus()
        self.write("motcua⏎")
        self.until(lambda: not self.program.window.is_locked)

    def truth(self, name: str) -> str:
        """Return what the status bar says."""
        return self.program.window.status.texts().get(name, "")

    @property
    def store(self) -> Store:
        """Return the open store."""
        return self.program.store


@pytest.fixture
def sitting(
    app: QApplication, store_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> Iterator[Sitting]:
    """The program at the sample office; a round may follow the one before it at once."""
    monkeypatch.setattr(sync_worker, "LEAST_SECONDS", 0.05)
    cups = Cups(tmp_path / "cups")
    monkeypatch.setenv("PATH", str(cups.folder), prepend=":")
    program = Program(app, lambda _code: open_store(store_folder, now=MORNING), lambda: MORNING, cups.printers())
    program.window.resize(1366, 697)
    program.window.show()
    program.window.activateWindow()
    program.begin()
    yield Sitting(program, qtbot)
    program.close()


def enrol_by_keys(sitting: Sitting, province: Province) -> SyncSection:
    """Go to Thiết lập › Đồng bộ by keys and enrol."""
    sitting.sign_in("quantri")
    sitting.press(Qt.Key.Key_9, CONTROL)
    page = sitting.program.window.current_page()
    assert isinstance(page, SettingsPage)
    sitting.press(Qt.Key.Key_End)
    sitting.press(Qt.Key.Key_Up)
    section = page.section()
    assert isinstance(section, SyncSection)
    assert sitting.truth("network") == "", "a desk on its own says nothing of a network"
    sitting.press(Qt.Key.Key_Tab)
    sitting.write(f"{province.served.url}⏎{province.new_code('Quầy 2')}⏎")
    sitting.press(Qt.Key.Key_F9)
    sitting.until(lambda: "Đã đồng bộ" in page.strip.shown[1] if page.strip.shown else False)
    return section


def state_of(store: Store, dossier: UUID) -> State:
    """Return a dossier's state here."""
    with store.reading() as rd:
        found = rd.dossiers.by_id(dossier)
    assert found is not None
    return found.state


def is_here(store: Store, dossier: UUID) -> bool:
    """Tell whether a dossier has arrived."""
    with store.reading() as rd:
        return rd.dossiers.by_id(dossier) is not None


def test_a_desk_enrols_by_keys_and_dossiers_flow_both_ways(sitting: Sitting, province: Province) -> None:
    other = province.desk("Q9")
    section = enrol_by_keys(sitting, province)
    assert "Có mạng · Chờ gửi 0" in section.network._plain
    assert sitting.truth("network") == "Có mạng"
    assert QApplication.focusWidget() is section.main_button

    registered = register_here(sitting)
    sitting.until(lambda: registered in province.dossiers())
    sitting.until(lambda: sitting.truth("queue") == "Chờ gửi 0")

    sitting.press(Qt.Key.Key_F7)
    page = sitting.program.window.current_page()
    assert isinstance(page, DossiersPage)
    sitting.until(lambda: page.model.rowCount() > 0)
    until_equal([other], 1)
    give_back(other, registered)
    sitting.program.sync.ask()
    sitting.until(lambda: shown_state(page, registered) is State.RETURNED)
    assert state_of(sitting.store, registered) is State.RETURNED


def test_without_a_network_the_page_stays_quick_and_the_truth_is_shown_and_heals(
    sitting: Sitting, province: Province
) -> None:
    enrol_by_keys(sitting, province)
    province.served.stop()
    began = time.monotonic()
    registered = register_here(sitting)
    assert time.monotonic() - began < 2, "saving as ever"
    sitting.until(lambda: sitting.truth("network") == "Không có mạng")
    sitting.until(lambda: sitting.truth("queue").startswith("Chờ gửi ") and sitting.truth("queue") != "Chờ gửi 0")
    assert "cũ nhất 09:12" in sitting.truth("queue")
    assert sitting.truth("confirmed") == "Đồng bộ 09:12"

    back = serve_in_thread(province.engine, province.clock)
    with sitting.store.transaction(MORNING, "test") as tx:
        link = tx.sync.link()
        assert link is not None
        tx.sync.set_link(replace(link, address=back.url))
    sitting.program.sync.ask()
    sitting.until(lambda: sitting.truth("network") == "Có mạng")
    sitting.until(lambda: registered in province.dossiers())
    back.stop()


def test_the_page_names_the_proxy_that_leads_to_the_server(
    sitting: Sitting, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://may:matkhau@proxy.xa.vn:3128")
    section = enrol_by_keys(sitting, province)
    assert "proxy" not in section.who._plain, "what never leaves this machine goes through none"
    with sitting.store.transaction(MORNING, "test") as tx:
        tx.sync.change_link(address="https://motcua.tinh.example")
    section.on_shown()
    sitting.settle()
    assert "qua máy chủ trung gian (proxy) proxy.xa.vn:3128" in section.who._plain
    assert "matkhau" not in section.who._plain


def test_a_locked_desk_goes_on_and_leaving_ends_it(sitting: Sitting, province: Province) -> None:
    section = enrol_by_keys(sitting, province)
    sitting.program.window.lock()
    other = province.desk("Q9")
    theirs = register(other.store, province.clock()).id
    until_equal([other], 1)
    sitting.program.sync.ask()
    sitting.until(lambda: is_here(sitting.store, theirs))
    assert sitting.program.window.is_locked
    sitting.sign_in("quantri")
    section.leave.click()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    next(button for button in dialog.findChildren(QPushButton) if button.text() == "&Rời máy chủ").click()
    sitting.until(lambda: sitting.truth("network") == "")
    with sitting.store.reading() as rd:
        assert rd.sync.link() is None


def register_here(sitting: Sitting) -> UUID:
    """Register a dossier as the page does: off the UI thread, telling what it changed."""
    command = checked_receive({"procedure": "2.000635", "submitter": {"name": "Lê Thị Lan"}})
    receipts: list[Receipt] = []
    sitting.program.operations.write(
        sitting.program.window,
        lambda: receive(sitting.store, CLERK, command, MORNING),
        changes=Changes.of(Topic.DOSSIERS, Topic.PEOPLE),
        done=receipts.append,
    )
    sitting.until(lambda: bool(receipts))
    return receipts[0].id


def give_back(desk: EnrolledDesk, dossier: UUID) -> None:
    """Let another desk return a result."""
    for kind in ("ResultReady", "Returned"):
        desk.says(dossier, steps(desk.clock())[kind])
    until_equal([desk], 1)


def shown_state(page: DossiersPage, dossier: UUID) -> State | None:
    """Return the state in which the open list shows a dossier."""
    return next((row.line.state for row in page.model.rows() if row.line.id == dossier), None)
