"""The whole window walked by keys on the sample office: one citizen from card to slip, two clerks, both languages."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from clipping import clipped
from counter import MORNING, Cups
from hands import Hands
from patience import let_run, let_settle
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar, QWidget
from pytestqt.qtbot import QtBot
from reception_desk import NEW_CARD

from desk_app.app import Program
from desk_app.domain.dossier import Dossier
from desk_app.models.store import Store
from desk_app.services.desk_settings import change_desk
from desk_app.ui.keys import never_bound
from desk_app.ui.look import Clothes
from desk_app.ui.page import (
    DOSSIERS,
    FOLLOW_UP_BOOK,
    HAND_OVER,
    LATE,
    PROCEDURES,
    RECEPTION,
    RETURN,
    SETTINGS,
    STATISTICS,
)
from desk_app.ui.pages.dossiers.page import DossiersPage
from desk_app.ui.pages.procedures.page import ProceduresPage
from desk_app.ui.pages.reception.page import ReceptionPage
from desk_app.ui.pages.settings.page import SECTIONS, SettingsPage
from desk_app.ui.preview import PreviewDialog
from desk_app.ui.theme import DARK, current_theme
from desk_app.ui.tokens import LEAST_WINDOW
from desk_app.ui.window import MainWindow

RAIL = (RECEPTION, RETURN, HAND_OVER, DOSSIERS, LATE, PROCEDURES, FOLLOW_UP_BOOK, STATISTICS, SETTINGS)
CONTROL = Qt.KeyboardModifier.ControlModifier
SMALL_SCREEN, NARROW = (1366, 697), (1000, 650)


@dataclass
class Sitting:
    """The program and the hands before it."""

    program: Program
    qtbot: QtBot
    hands: Hands = field(default_factory=Hands)
    bugs: list[str] = field(default_factory=list)
    rested: float = 0

    def settle(self) -> None:
        """Wait until the screen has answered."""
        let_settle(lambda: self.program.operations.idle, 20)
        assert not self.bugs, self.bugs

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something that must come true."""
        self.qtbot.waitUntil(holds, timeout=20_000)
        self.settle()

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key, shortcuts included."""
        self.program.window._press._last = None
        QTest.keyClick(QApplication.focusWidget() or self.program.window, key, held)
        self.settle()

    def write(self, text: str) -> None:
        """Type text; ``⏎`` is Enter, pressed as slowly as a hand does."""
        for character in text:
            if character == "⏎":
                self.rest()
                self.settle()
                self.hands.enter()
            else:
                self.hands.type(character)
        self.settle()

    def rest(self) -> None:
        """Pause longer than any scanner does between two keys."""
        self.rested += 0.16

    def sign_in(self, name: str) -> None:
        """Choose a name on the sign-in panel by its first letters, type the password, press Enter."""
        panel = self.program.window.sign_in
        self.until(lambda: panel.user.combo.count() == 3)
        panel.user.combo.setFocus()
        while panel.user.combo.currentText() != name:
            before = panel.user.combo.currentIndex()
            self.press(Qt.Key.Key_Down)
            if panel.user.combo.currentIndex() == before:
                self.press(Qt.Key.Key_Home)
        panel.password.setFocus()
        self.write("motcua⏎")
        self.until(lambda: not self.program.window.is_locked)

    def wear(self, **looks: object) -> None:
        """Change how this PC's window looks, as Thiết lập does."""
        desk = self.program.desk
        desk.settings_changed.emit(change_desk(self.program.store, desk.session, looks, MORNING))
        self.settle()

    def last(self) -> Dossier:
        """Return the dossier this clerk received last."""
        with self.program.store.reading() as rd:
            line = rd.dossiers.recent(self.program.desk.session.login, 1)[0]
            found = rd.dossiers.by_id(line.id)
        assert found is not None
        return found

    def at(self, page: type[QWidget]) -> bool:
        """Tell whether a page of this kind is up."""
        return isinstance(self.program.window.current_page(), page)

    def offers(self, wanted: str) -> bool:
        """Tell whether a row of the box on top holds these words."""
        rows = self.program.window.top.box.suggestions
        return any(wanted.lower() in f"{row.head} {row.detail}".lower() for row in rows)


@pytest.fixture
def sitting(
    app: QApplication, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> Iterator[Sitting]:
    """Open the program on the sample office, its printers a folder, on the smallest screen."""
    cups = Cups(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{cups.folder}:/usr/bin:/bin")
    hook = sys.excepthook
    program = Program(app, lambda _code: store, lambda: MORNING, cups.printers())
    made = Sitting(program, qtbot)
    program.operations.bug.connect(made.bugs.append)
    program.guard.sound = False
    program.guard._now = lambda: time.monotonic() + made.rested
    program.window.resize(*SMALL_SCREEN)
    program.window.show()
    program.window.activateWindow()
    program.begin()
    made.settle()
    yield made
    made.until(lambda: program.operations.idle and program.spooler.idle)
    program.look.language_changed.disconnect(program.window.rebuild_pages)
    program.close()
    # Nothing is dressed anew that goes: the window with all its pages goes first.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    program.look.wear(Clothes())
    sys.excepthook = hook


def register(sitting: Sitting) -> UUID:
    """Receive a birth registration of a new person by keys and one scan; return the dossier."""
    sitting.press(Qt.Key.Key_F2)
    sitting.write("3⏎")
    sitting.rest()
    sitting.hands.scan(NEW_CARD)
    sitting.settle()
    sitting.write("0912345678⏎")
    sitting.press(Qt.Key.Key_F9)
    page = sitting.program.window.current_page()
    assert isinstance(page, ReceptionPage)
    sitting.until(lambda: page.state.is_empty)
    return sitting.last().id


def test_a_citizen_from_card_to_slip_and_the_dossier_found_again(sitting: Sitting) -> None:
    window = sitting.program.window
    sitting.sign_in("NGUYỄN THỊ LAN")
    dossier = register(sitting)
    code = sitting.last().code
    sitting.press(Qt.Key.Key_F7)
    assert sitting.at(DossiersPage)
    page = window.current_page()
    assert isinstance(page, DossiersPage)
    assert page.model.rows()[0].line.code == code
    sitting.press(Qt.Key.Key_Down)
    sitting.press(Qt.Key.Key_Return)
    sitting.until(lambda: page.is_open)
    assert page.detail.dossier == dossier
    sitting.press(Qt.Key.Key_P, CONTROL)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PreviewDialog)
    sitting.until(lambda: dialog.paper is not None)
    assert clipped(dialog) == []
    sitting.press(Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None
    window.activateWindow()  # the part of a window manager
    sitting.settle()
    sitting.press(Qt.Key.Key_Escape)
    assert not page.is_open


def test_each_clerk_comes_back_to_what_they_had(sitting: Sitting) -> None:
    window = sitting.program.window
    sitting.sign_in("NGUYỄN THỊ LAN")
    sitting.press(Qt.Key.Key_F2)
    sitting.write("3⏎")
    mine = window.current_page()
    sitting.press(Qt.Key.Key_L, CONTROL)
    assert window.is_locked
    sitting.press(Qt.Key.Key_F7)
    assert window.is_locked
    sitting.sign_in("LÊ VĂN HÙNG")
    assert window.top.clerk.text() == "LÊ VĂN HÙNG"
    theirs = window.current_page()
    assert isinstance(theirs, ReceptionPage)
    assert theirs is not mine
    assert theirs.state.is_empty
    sitting.press(Qt.Key.Key_L, CONTROL)
    sitting.sign_in("NGUYỄN THỊ LAN")
    assert window.current_page() is mine
    assert isinstance(mine, ReceptionPage)
    assert mine.state.procedure == "1.001193"


def test_the_box_on_top_finds_by_code_name_phone_and_procedure(sitting: Sitting) -> None:
    window = sitting.program.window
    sitting.sign_in("NGUYỄN THỊ LAN")
    register(sitting)
    code = sitting.last().code
    for typed, wanted in ((code, code[-4:]), ("văn mới", "Mới"), ("0912345678", "Mới"), ("khai sinh", "khai sinh")):
        sitting.press(Qt.Key.Key_F3)
        assert window.top.box.edit.hasFocus()
        sitting.hands.type(typed)
        sitting.until(partial(sitting.offers, wanted))
        assert clipped(window) == []
        sitting.press(Qt.Key.Key_Escape)
        window.top.box.clear()
    sitting.press(Qt.Key.Key_F3)
    sitting.write(code)
    sitting.write("⏎")
    sitting.until(lambda: sitting.at(DossiersPage))


def _stays_cut(sitting: Sitting) -> list[str]:
    """Return what is cut once the layouts have settled: a page grows over several rounds of events after its data."""
    end = time.monotonic() + 3
    while (found := clipped(sitting.program.window)) and time.monotonic() < end:
        let_run(0.02)
    return found


def _parts(window: MainWindow) -> Iterator[str]:
    """Bring up each tab of the page that is up."""
    page = window.current_page()
    for bar in page.findChildren(QTabBar) if page is not None else ():
        for place in range(bar.count()):
            bar.setCurrentIndex(place)
            yield bar.tabText(place)


def _walk(sitting: Sitting) -> Iterator[str]:
    """Bring up everything the rail leads to, one after another, with its tabs, what its lists open and its sections."""
    window = sitting.program.window
    for name in RAIL:
        page = window.go_to(name)
        sitting.settle()
        yield name
        for part in _parts(window):
            sitting.settle()
            yield f"{name}, {part}"
        if isinstance(page, DossiersPage | ProceduresPage):
            sitting.press(Qt.Key.Key_Down)
            sitting.press(Qt.Key.Key_Return)
            yield f"{name}, opened"
            sitting.press(Qt.Key.Key_Escape)
        if isinstance(page, SettingsPage):
            for row, entry in enumerate(SECTIONS):
                page.list.setCurrentRow(row)
                sitting.settle()
                yield f"{name}, {entry.name}"


@pytest.mark.parametrize(
    ("size", "looks"),
    [
        (SMALL_SCREEN, {"language": "en", "theme": "dark"}),
        (SMALL_SCREEN, {"font_step": 4}),
        (NARROW, {"language": "en", "theme": "dark", "font_step": 4}),
        (LEAST_WINDOW, {}),
    ],
    ids=["1366 en dark", "1366 vi large", "1000 en large dark", "1366 at 150 %"],
)
def test_nothing_is_cut_on_any_page_and_no_shortcut_may_not_be_bound(
    sitting: Sitting, size: tuple[int, int], looks: dict[str, object]
) -> None:
    window = sitting.program.window
    window.resize(*size)
    assert clipped(window) == []
    sitting.sign_in("NGUYỄN THỊ LAN")
    sitting.wear(**looks)
    assert (window.width(), window.height()) == size
    assert "\n".join(f"{place}: {line}" for place in _walk(sitting) for line in _stays_cut(sitting)) == ""
    # Every page has been built by now, and has bound what it binds.
    bound = {sequence for action in window.findChildren(QAction) for sequence in action.shortcuts()}
    bound |= {shortcut.key() for shortcut in window.findChildren(QShortcut)}
    assert len(bound) > 15
    assert {sequence.toString(): reason for sequence in bound if (reason := never_bound(sequence))} == {}


def test_the_language_and_the_colours_change_under_what_is_typed(sitting: Sitting) -> None:
    window = sitting.program.window
    sitting.sign_in("NGUYỄN THỊ LAN")
    sitting.press(Qt.Key.Key_F2)
    sitting.write("3⏎")
    sitting.wear(language="en", theme="dark")
    page = window.current_page()
    assert isinstance(page, ReceptionPage)
    assert page.state.procedure == "1.001193"
    assert page.title() == "Reception"
    assert window.rail.buttons[0].text().startswith("Reception")
    assert current_theme().tokens == DARK
    assert window.isAncestorOf(QApplication.focusWidget() or sitting.program.window.sign_in)
    sitting.press(Qt.Key.Key_F7)
    assert sitting.at(DossiersPage)
    sitting.press(Qt.Key.Key_F2)
    sitting.wear(language="vi", theme="light")
    page = window.current_page()
    assert isinstance(page, ReceptionPage)
    assert page.title() == "Tiếp nhận"
    assert page.state.procedure == "1.001193"
