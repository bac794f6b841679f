"""The window: pages by key, a lock that loses nothing, each clerk their own page, and no double F9."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from hands import Hands
from patience import let_run
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_app.domain.errors import DeskError, sentences
from desk_app.ui.display import NO_DISPLAY, display_problem
from desk_app.ui.keys import Act, never_bound
from desk_app.ui.messages import Kind, MessageLog
from desk_app.ui.operations import Operations
from desk_app.ui.page import DOSSIERS, PROCEDURES, RECEPTION, SETTINGS, Page, PageSpec
from desk_app.ui.sign_in import Account, Clerk
from desk_app.ui.status_bar import StatusItem
from desk_app.ui.theme import Scheme, Tone, apply_theme, make_theme
from desk_app.ui.translation import Language, Speaker, tr
from desk_app.ui.widgets.buttons import MainButton
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.suggest import Suggestion
from desk_app.ui.window import IDLE_MINUTES, Links, MainWindow

sentences(test_wrong_password="Mật khẩu không đúng. Nhập lại, chú ý phím Caps Lock.")

LAN = Clerk("lan", "NGUYỄN THỊ LAN", "Cán bộ tiếp nhận", "Quầy 2", None)
TY = Clerk("ty", "TRẦN VĂN TÝ", "Cán bộ tiếp nhận", "Quầy 2", None)


class FormPage(Page):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = LineField("Họ và tên", self.body)
        self.other = LineField("Khác", self.body)
        self.button = MainButton(tr("Khóa"), self.body)
        column = QVBoxLayout(self.body)
        for widget in (self.name, self.other, self.button):
            column.addWidget(widget)
        self.done = 0
        self.shown = 0
        self.compact = False
        self.scans: list[object] = []

    def first_box(self) -> QWidget:
        return self.name

    def main_action(self) -> None:
        self.done += 1

    def on_shown(self) -> None:
        self.shown += 1

    def on_scan(self, scan: object) -> bool:
        self.scans.append(scan)
        return scan == "card"

    def set_compact(self, compact: bool) -> None:
        self.compact = compact

    def keep(self) -> object | None:
        return self.name.text()

    def take_back(self, kept: object) -> None:
        self.name.set_text(str(kept))


@dataclass
class Desk:
    window: MainWindow
    log: MessageLog
    clock: list[float]
    unclaimed: list[object] = field(default_factory=list)

    def page(self) -> FormPage:
        page = self.window.current_page()
        assert isinstance(page, FormPage)
        return page


def _authenticate(user: str, password: str) -> Clerk:
    if password != "motcua":
        raise DeskError("test_wrong_password")
    return {"lan": LAN, "ty": TY}[user]


def _accounts() -> Sequence[Account]:
    return [Account("lan", "Nguyễn Thị Lan"), Account("ty", "Trần Văn Tý")]


def _status() -> Sequence[StatusItem]:
    return [
        StatusItem("network", "wifi", "Có mạng", Tone.GOOD),
        StatusItem("queue", "cloud_upload", "Chờ gửi 3, cũ nhất 08:03", Tone.WAIT),
        StatusItem("slips", "print", "Phiếu chưa in 0"),
        StatusItem("backup", "backup", "Sao lưu 07:55"),
        StatusItem("calendar", "calendar_month", "Lịch đến 31/12/2026"),
        StatusItem("catalogue", "menu_book", "Danh mục 18/08/2026"),
    ]


@pytest.fixture
def desk(app: QApplication, operations: Operations, qtbot: QtBot) -> Iterator[Desk]:
    clock = [0.0]
    unclaimed: list[object] = []
    log = MessageLog(lambda: datetime(2026, 8, 27, 9, 12))

    def take(scan: object) -> bool:
        unclaimed.append(scan)
        return True

    specs = [
        PageSpec(RECEPTION, "note_add", FormPage, Act.RECEPTION),
        PageSpec(DOSSIERS, "folder_open", FormPage, Act.DOSSIERS),
        PageSpec(PROCEDURES, "menu_book", FormPage),
        PageSpec(SETTINGS, "settings", FormPage),
    ]
    links = Links(_authenticate, _accounts, _status, lambda text: [Suggestion(1, text)], unclaimed.append, take)
    window = MainWindow(operations, specs, links, log, now=lambda: clock[0])
    qtbot.addWidget(window)
    window.resize(1366, 697)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield Desk(window, log, clock, unclaimed)
    qtbot.waitUntil(lambda: operations.idle)


@pytest.fixture
def signed_in(desk: Desk) -> Desk:
    desk.window.welcome(LAN)
    return desk


def _press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    end = time.monotonic() + 10
    while (focus := QApplication.focusWidget()) is None and time.monotonic() < end:
        # A window that has just come up, or come back from behind a dialog, has its focus a few events later.
        let_run()
    assert focus is not None
    QTest.keyClick(focus, key, held)


CONTROL = Qt.KeyboardModifier.ControlModifier


def test_a_wrong_password_gets_one_sentence_and_a_right_one_the_page(desk: Desk, qtbot: QtBot, hands: Hands) -> None:
    panel = desk.window.sign_in
    qtbot.waitUntil(lambda: panel.user.value() == "lan")
    hands.type("sai")
    hands.enter()
    qtbot.waitUntil(lambda: panel.error.plain_text().startswith("Mật khẩu không đúng"))
    qtbot.waitUntil(lambda: panel.isAncestorOf(QApplication.focusWidget() or desk.window))
    hands.type("motcua")
    hands.enter()
    qtbot.waitUntil(lambda: not desk.window.is_locked)
    assert desk.window.clerk == LAN
    assert QApplication.focusWidget() is desk.page().name.edit


def test_pages_come_by_their_key_and_by_their_number(signed_in: Desk) -> None:
    first = signed_in.page()
    _press(Qt.Key.Key_F7)
    second = signed_in.page()
    assert second is not first
    _press(Qt.Key.Key_3, CONTROL)
    assert signed_in.page() not in (first, second)
    _press(Qt.Key.Key_F2)
    assert signed_in.page() is first
    assert QApplication.focusWidget() is first.name.edit


def test_a_page_is_built_when_first_shown(signed_in: Desk) -> None:
    assert len(signed_in.window.findChildren(FormPage)) == 1
    signed_in.window.go_to(SETTINGS)
    assert len(signed_in.window.findChildren(FormPage)) == 2


def test_f9_twice_within_two_seconds_is_one(signed_in: Desk) -> None:
    page = signed_in.page()
    _press(Qt.Key.Key_F9)
    signed_in.clock[0] = 1.9
    _press(Qt.Key.Key_F9)
    assert page.done == 1
    signed_in.clock[0] = 4.0
    _press(Qt.Key.Key_Return, CONTROL)
    assert page.done == 2


def test_f3_selects_what_is_in_the_box_on_top(signed_in: Desk) -> None:
    signed_in.window.top.box.set_text("cũ")
    _press(Qt.Key.Key_F3)
    assert signed_in.window.top.box.edit.selectedText() == "cũ"


def test_esc_goes_to_the_first_box_and_discards_nothing(signed_in: Desk, hands: Hands) -> None:
    page = signed_in.page()
    page.other.setFocus()
    hands.type("đang gõ")
    _press(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is page.name.edit
    assert page.other.text() == "đang gõ"


def test_the_lock_covers_in_place_and_gives_everything_back(signed_in: Desk, hands: Hands) -> None:
    page = signed_in.page()
    page.other.setFocus()
    hands.type("dở dang")
    _press(Qt.Key.Key_L, CONTROL)
    assert signed_in.window.is_locked
    assert not page.isVisible()
    _press(Qt.Key.Key_F9)
    assert page.done == 0
    signed_in.window.welcome(LAN)
    assert signed_in.page() is page
    assert QApplication.focusWidget() is page.other.edit
    assert page.other.text() == "dở dang"


def test_each_clerk_finds_their_own_pages(signed_in: Desk, hands: Hands) -> None:
    hands.type("của Lan")
    lans = signed_in.page()
    signed_in.window.go_to(DOSSIERS)
    signed_in.window.lock()
    signed_in.window.welcome(TY)
    tys = signed_in.page()
    assert tys is not lans
    assert tys.name.text() == ""
    assert signed_in.window.top.clerk.text() == "TRẦN VĂN TÝ"
    signed_in.window.lock()
    signed_in.window.welcome(LAN)
    assert signed_in.window.current_page() is signed_in.window.page(DOSSIERS)
    assert signed_in.window.page(RECEPTION) is lans
    assert lans.name.text() == "của Lan"


def test_the_desk_locks_itself_after_ten_idle_minutes(signed_in: Desk) -> None:
    signed_in.clock[0] = IDLE_MINUTES * 60 - 1
    signed_in.window.tick()
    assert not signed_in.window.is_locked
    signed_in.clock[0] += 2
    signed_in.window.tick()
    assert signed_in.window.is_locked


def test_the_office_says_after_how_many_minutes_the_desk_locks(signed_in: Desk) -> None:
    signed_in.window.idle_minutes = 2
    signed_in.clock[0] = 121
    signed_in.window.tick()
    assert signed_in.window.is_locked


def test_a_scan_goes_to_the_page_then_to_whoever_wants_it_and_never_through_a_lock(signed_in: Desk) -> None:
    assert signed_in.window.deliver_scan("card")
    assert signed_in.unclaimed == []
    assert signed_in.window.deliver_scan("dossier")
    signed_in.window.lock()
    assert not signed_in.window.deliver_scan("card")
    assert signed_in.window.page(RECEPTION).scans == ["card", "dossier"]  # type: ignore[attr-defined]


def test_messages_can_be_read_again_in_the_bell(signed_in: Desk) -> None:
    signed_in.page().strip.say(Kind.GOOD, "Đã tiếp nhận hồ sơ.", topic="saved")
    signed_in.page().strip.solve("saved")
    assert [message.text for message in signed_in.log.messages()] == ["Đã tiếp nhận hồ sơ."]
    assert signed_in.log.unread == 1


def test_an_error_of_the_world_stands_in_the_page(signed_in: Desk) -> None:
    signed_in.page().show_error(DeskError("test_wrong_password"))
    assert signed_in.page().strip.shown == (Kind.BAD, "Mật khẩu không đúng. Nhập lại, chú ý phím Caps Lock.")


def test_the_status_bar_says_its_six_truths(signed_in: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(signed_in.window.status.texts()) == 6)
    assert signed_in.window.status.texts()["queue"] == "Chờ gửi 3, cũ nhất 08:03"
    assert signed_in.window.status.height() == 28
    assert signed_in.window.top.height() == 48


def test_a_narrow_window_keeps_icons_and_tells_its_pages(signed_in: Desk, qtbot: QtBot) -> None:
    assert signed_in.window.rail.width() == 160
    signed_in.window.resize(910, 600)
    qtbot.waitUntil(lambda: signed_in.page().compact)
    assert signed_in.window.rail.width() == 56


def _cut(window: QWidget) -> list[str]:
    """Return the words of every label in one line that has less room than they need."""
    shown = [one for one in window.findChildren(QLabel) if one.isVisible() and one.text() and not one.wordWrap()]
    return [
        one.text()
        for one in shown
        if one.width() < one.sizeHint().width() - 1
        or one.height() < one.fontMetrics().tightBoundingRect(one.text()).height()
    ]


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
@pytest.mark.parametrize("step", [0, 2, 4])
def test_no_word_of_the_window_is_cut(app: QApplication, desk: Desk, scheme: Scheme, step: int, qtbot: QtBot) -> None:
    apply_theme(app, make_theme(scheme, step))
    desk.window.welcome(LAN)
    qtbot.waitUntil(lambda: len(desk.window.status.texts()) == 6)
    # A layout takes as many rounds of events as it is deep: what is cut must end, not be gone at once.
    qtbot.waitUntil(lambda: _cut(desk.window) == [], timeout=10_000)


def test_a_larger_font_is_taken_up_while_the_window_runs(app: QApplication, signed_in: Desk, qtbot: QtBot) -> None:
    small = signed_in.page().name.edit.height()
    apply_theme(app, make_theme(Scheme.LIGHT, 4))
    qtbot.waitUntil(lambda: signed_in.page().name.edit.height() == small + 4)
    assert signed_in.window.rail.width() > 160


def test_a_language_change_rebuilds_the_pages_and_keeps_what_was_typed(
    app: QApplication, signed_in: Desk, hands: Hands, qtbot: QtBot
) -> None:
    speaker = Speaker(app)
    hands.type("giữ lại")
    speaker.speak(Language.ENGLISH)
    try:
        signed_in.window.rebuild_pages()
        qtbot.waitUntil(lambda: signed_in.window.sign_in.button.text() == "Sign in", timeout=10_000)
        assert signed_in.page().button.text() == "Lock"
        assert signed_in.page().name.text() == "giữ lại"
        assert signed_in.window.rail.buttons[0].text() == "Reception"
    finally:
        speaker.speak(Language.VIETNAMESE)


def test_no_shortcut_of_the_window_is_one_of_the_forbidden(signed_in: Desk) -> None:
    for name in (RECEPTION, DOSSIERS, PROCEDURES, SETTINGS):
        signed_in.window.go_to(name)
    found = [seq for action in signed_in.window.findChildren(QAction) for seq in action.shortcuts()]
    found += [shortcut.key() for shortcut in signed_in.window.findChildren(QShortcut)]
    assert len(found) >= 10
    assert [sequence.toString() for sequence in found if never_bound(sequence)] == []


def test_a_bug_is_said_once_and_calmly(signed_in: Desk, operations: Operations, qtbot: QtBot) -> None:
    operations.bug.emit("ValueError")
    operations.bug.emit("KeyError")
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.close()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def test_without_a_screen_the_user_hears_what_to_do() -> None:
    assert display_problem({}, "linux") == NO_DISPLAY
    assert display_problem({"DISPLAY": ":0"}, "linux") is None
    assert display_problem({"WAYLAND_DISPLAY": "wayland-0"}, "linux") is None
    assert display_problem({"QT_QPA_PLATFORM": "offscreen"}, "linux") is None
    assert display_problem({}, "win32") is None
