"""The whole program around a real store: sign-in, lock, each clerk's own pages, the box on top, a power cut."""

import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from counter import CLERK, MORNING, Cups
from hands import Hands
from platformdirs import user_data_path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desk_app import app as composition
from desk_app.app import Program, run_window
from desk_app.domain.codes import parse_scan
from desk_app.domain.errors import DeskError
from desk_app.logs import logging_to
from desk_app.models.keys import read_keys
from desk_app.models.queries.dossiers import DossierFilter
from desk_app.models.store import STORE_FILE, Store, open_store
from desk_app.services.desk_settings import change_desk
from desk_app.services.print_jobs import waiting_papers
from desk_app.services.sample import sample_store
from desk_app.ui.desk import Desk, DossierTarget, SettingsTarget, Target
from desk_app.ui.find import find
from desk_app.ui.opening import OpeningDialog
from desk_app.ui.operations import Operations, log_bug
from desk_app.ui.page import DOSSIERS, RECEPTION, SETTINGS, Page
from desk_app.ui.pages import rail as pages_of_rail
from desk_app.ui.sign_of_life import FILE, SignOfLife
from desk_app.ui.truth import truths
from desk_app.ui.waiting_papers import WaitingPapers


class PlainPage(Page):
    """A page that remembers what it was asked."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = desk.session
        self.targets: list[Target] = []
        self.scans: list[object] = []

    def open_target(self, target: Target) -> None:
        self.targets.append(target)

    def on_scan(self, scan: object) -> bool:
        self.scans.append(scan)
        return False


@pytest.fixture
def program(
    app: QApplication, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> Iterator[Program]:
    """The program with its own settings page and plain pages in place of the others, which have tests of their own."""
    cups = Cups(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{cups.folder}:/usr/bin:/bin")
    for name in ("_reception", "_dossiers", "_procedures"):
        monkeypatch.setattr(pages_of_rail, name, PlainPage)
    made = Program(app, lambda _code: store, lambda: MORNING, cups.printers())
    made.window.resize(1366, 697)
    made.window.show()
    made.begin()
    hook = sys.excepthook
    yield made
    qtbot.waitUntil(lambda: made.operations.idle and made.spooler.idle, timeout=20_000)
    made.close()
    sys.excepthook = hook


def sign_in(program: Program, qtbot: QtBot, login: str, password: str = "motcua") -> None:
    panel = program.window.sign_in
    qtbot.waitUntil(lambda: panel.user.combo.count() == 3)
    panel.user.set_value(login)
    panel._secret.setText(password)
    panel.try_sign_in()
    qtbot.waitUntil(lambda: panel.button.isEnabled() and program.operations.idle, timeout=10_000)


def test_a_clerk_signs_in_and_stands_top_right(program: Program, qtbot: QtBot) -> None:
    sign_in(program, qtbot, "canbo")
    assert not program.window.is_locked
    assert (program.window.top.clerk.text(), program.window.top.counter.text()) == ("NGUYỄN THỊ LAN", "Quầy 2")
    assert program.desk.session.login == "canbo"
    assert isinstance(program.window.current_page(), PlainPage)


def test_every_page_is_loaded_while_somebody_signs_in(operations: Operations, qtbot: QtBot) -> None:
    bugs: list[str] = []
    operations.bug.connect(bugs.append)
    desk = Desk(None, operations, lambda: MORNING)
    pages_of_rail.load_pages(desk)
    qtbot.waitUntil(lambda: operations.idle, timeout=20_000)
    assert bugs == []
    pages = [name for name in pages_of_rail._MODULES if name.endswith(".page")]
    assert len(pages) == len(pages_of_rail.rail(desk))


def test_a_wrong_password_is_said_and_lets_nobody_in(program: Program, qtbot: QtBot) -> None:
    sign_in(program, qtbot, "canbo", "sai")
    assert program.window.is_locked
    assert "không đúng" in program.window.sign_in.error.plain_text()


def test_the_idle_lock_follows_the_office(program: Program, qtbot: QtBot) -> None:
    sign_in(program, qtbot, "quantri")
    qtbot.waitUntil(lambda: program.operations.idle)
    assert program.window.idle_minutes == 10
    section = program.window.page(SETTINGS).section("office")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: section.lock_after.text() == "10")
    section.lock_after.set_text("3")
    section.main_action()
    qtbot.waitUntil(lambda: program.window.idle_minutes == 3)


def test_an_administrator_begins_at_the_settings(program: Program, qtbot: QtBot) -> None:
    sign_in(program, qtbot, "quantri")
    assert program.window.current_page() is program.window.page(SETTINGS)


def test_each_clerk_finds_their_own_page_again(program: Program, qtbot: QtBot) -> None:
    sign_in(program, qtbot, "canbo")
    mine = program.window.go_to(DOSSIERS)
    program.window.lock()
    assert program.window.is_locked
    sign_in(program, qtbot, "truongbophan")
    theirs = program.window.current_page()
    assert isinstance(theirs, PlainPage)
    assert theirs is not mine
    assert theirs.session.login == "truongbophan"
    program.window.lock()
    sign_in(program, qtbot, "canbo")
    assert program.window.current_page() is mine
    assert program.desk.session.login == "canbo"


def test_a_scanned_code_leads_to_its_dossier_from_any_page(program: Program, qtbot: QtBot, hands: Hands) -> None:
    sign_in(program, qtbot, "canbo")
    with program.store.reading() as rd:
        line = rd.dossiers.page(DossierFilter()).lines[0]
    program.window.top.box.edit.setFocus()
    hands.scan(line.code or "")
    page = program.window.page(DOSSIERS)
    assert isinstance(page, PlainPage)
    qtbot.waitUntil(lambda: page.targets == [DossierTarget(line.id)])


def test_a_code_of_another_desk_says_where_to_look(program: Program, qtbot: QtBot) -> None:
    sign_in(program, qtbot, "canbo")
    page = program.window.current_page()
    assert page is not None
    assert program.window.deliver_scan(parse_scan("H56.14-260101-0999"))
    qtbot.waitUntil(lambda: page.strip.shown is not None)
    assert "Không thấy mã H56.14-260101-0999" in page.strip.shown[1]  # type: ignore[index]


def test_a_locked_desk_takes_no_scan(program: Program, qtbot: QtBot) -> None:
    sign_in(program, qtbot, "canbo")
    program.window.lock()
    assert not program.window.deliver_scan(parse_scan("H56.14-260101-0999"))


def test_the_box_on_top_finds_dossiers_people_and_procedures(store: Store) -> None:
    with store.reading() as rd:
        line = rd.dossiers.page(DossierFilter()).lines[0]
    assert find(store, line.code or "")[0].key == DossierTarget(line.id)
    kinds = {type(row.key).__name__ for row in find(store, line.owner_name)}
    assert {"DossierTarget", "ReceptionTarget"} <= kinds
    assert "ProcedureTarget" in {type(row.key).__name__ for row in find(store, "khai sinh")}
    shown = " ".join(row.detail for row in find(store, line.owner_id_number))
    assert line.owner_id_number not in shown, "personal numbers are masked in lists"


def test_the_status_bar_tells_the_truth(store: Store) -> None:
    said = {item.name: item.text for item in truths(store, MORNING)}
    assert not {"network", "queue", "confirmed"} & set(said), "a desk on its own says nothing of a network"
    assert said["slips"] == "Phiếu chưa in 0"
    assert said["backup"] == "Chưa sao lưu"
    assert said["calendar"] == "Lịch đến 31/12/2026"
    assert said["catalogue"] == "Danh mục 27/08/2026"
    assert "cutoff" not in said
    late = {item.name: item.text for item in truths(store, MORNING.replace(hour=14, minute=50))}
    assert late["cutoff"] == "Còn 10 phút đến 15:00"
    assert {item.name: item.text for item in truths(store, MORNING.replace(year=2031))}[
        "calendar"
    ] == "Chưa có lịch 2031"


def test_what_waits_for_the_scanner_is_counted_only_where_one_is_used(store: Store, tmp_path: Path) -> None:
    assert "digitising" not in {item.name for item in truths(store, MORNING)}
    change_desk(store, CLERK, {"scan_folder": str(tmp_path)}, MORNING)
    said = {item.name: item.text for item in truths(store, MORNING)}
    assert re.fullmatch(r"Chưa số hóa \d+", said["digitising"])


def test_a_truth_that_opens_something_is_reached_and_pressed_by_keys(program: Program, qtbot: QtBot) -> None:
    sign_in(program, qtbot, "canbo")
    qtbot.waitUntil(lambda: "slips" in program.window.status.texts())
    item = next(one for one in program.window.status.findChildren(QWidget) if one.accessibleName() == "Phiếu chưa in 0")
    item.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(item, Qt.Key.Key_Space)
    assert isinstance(QApplication.activeModalWidget(), WaitingPapers)
    QApplication.activeModalWidget().reject()  # type: ignore[union-attr]


def test_tab_comes_to_the_frame_only_behind_the_page(program: Program, qtbot: QtBot) -> None:
    sign_in(program, qtbot, "quantri")
    page, status = program.window.current_page(), program.window.status
    assert page is not None
    qtbot.waitUntil(lambda: any(item.isVisible() for item in status.findChildren(QWidget)))
    stops = [QApplication.focusWidget()]
    while len(stops) == 1 or (stops[-1] is not stops[0] and len(stops) < 100):
        QTest.keyClick(QApplication.focusWidget() or program.window, Qt.Key.Key_Tab)
        stops.append(QApplication.focusWidget())
    inside = [stop is not None and page.isAncestorOf(stop) for stop in stops[:-1]]
    assert inside == sorted(inside, reverse=True), "the page's stops come together"
    assert inside[0]
    assert any(stop is not None and status.isAncestorOf(stop) for stop in stops)


def test_after_a_power_cut_the_first_page_says_what_is_safe(
    app: QApplication, store_folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    moment = datetime(2026, 8, 27, 8, 41).timestamp()
    (store_folder / FILE).touch()
    os.utime(store_folder / FILE, (moment, moment))
    for name in ("_reception", "_dossiers", "_procedures"):
        monkeypatch.setattr(pages_of_rail, name, PlainPage)
    store = open_store(store_folder, now=MORNING)
    program = Program(app, lambda _code: store, lambda: MORNING)
    program.window.show()
    program.begin()
    sign_in(program, qtbot, "canbo")
    page = program.window.page(RECEPTION)
    qtbot.waitUntil(lambda: page.strip.shown is not None)
    assert "Hồ sơ đã tiếp nhận còn nguyên" in page.strip.shown[1]  # type: ignore[index]
    qtbot.waitUntil(lambda: program.operations.idle)
    program.close()
    assert not (store_folder / FILE).exists()


def test_a_clean_end_leaves_no_sign_of_life(app: QApplication, tmp_path: Path) -> None:
    assert SignOfLife(tmp_path, app).stopped_at is None
    again = SignOfLife(tmp_path, app)
    assert again.stopped_at is not None
    again.end()
    assert SignOfLife(tmp_path, app).stopped_at is None


def test_colours_and_language_change_at_once_and_typed_text_stays(program: Program, qtbot: QtBot) -> None:
    sign_in(program, qtbot, "canbo")
    for changes in ({"theme": "dark", "font_step": 4}, {"language": "en"}, {"language": "vi", "font_step": 0}):
        program.desk.settings_changed.emit(change_desk(program.store, CLERK, changes, MORNING))
    program.desk.open(SettingsTarget("look"))
    qtbot.waitUntil(lambda: program.operations.idle)
    assert program.window.rail.buttons[0].text() == "Tiếp nhận"


def test_the_status_bars_slips_open_their_list(program: Program, qtbot: QtBot) -> None:
    sign_in(program, qtbot, "canbo")
    with program.store.reading() as rd:
        dossier = rd.dossiers.page(DossierFilter()).lines[0].id
    program.spooler.print_paper(dossier, "receipt", printer="refuses")
    qtbot.waitUntil(lambda: program.spooler.idle and len(waiting_papers(program.store)) == 1, timeout=10_000)
    qtbot.waitUntil(lambda: program.window.status.texts().get("slips") == "Phiếu chưa in 1")
    program.spooler.show_waiting(program.window)
    dialog = app_modal()
    qtbot.waitUntil(lambda: len(dialog.model.rows()) == 1)
    dialog.reject()


def test_a_second_instance_is_refused_in_one_sentence(
    app: QApplication,
    store: Store,
    store_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(composition, "log_folder", lambda: tmp_path / "log")
    monkeypatch.setattr(OpeningDialog, "exec", lambda _dialog: 0)
    hook = sys.excepthook
    assert run_window(store_folder) == 1
    sys.excepthook = hook
    assert "cửa sổ khác" in capsys.readouterr().err


def test_the_recovery_code_opens_the_store_for_another_account(app: QApplication, tmp_path: Path) -> None:
    store, code = sample_store(tmp_path / "kho", MORNING)
    store.close()
    for file in (user_data_path("quay-mot-cua", appauthor=False) / "keys").glob(f"*{store_id(tmp_path / 'kho')}*"):
        file.unlink()
    open_again = partial(composition._opened, tmp_path / "kho")
    with pytest.raises(DeskError, match="mã khôi phục") as refused:
        open_again(None)
    dialog = OpeningDialog(refused.value, open_again)
    dialog.code.set_text("sai")
    dialog.try_code()
    assert "gõ chưa đúng" in dialog.fault.plain_text()
    dialog.code.set_text(code.lower())
    dialog.try_code()
    assert dialog.store is not None
    dialog.store.close()


def test_without_a_screen_the_window_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    if sys.platform.startswith("linux"):
        assert run_window(tmp_path) == 1
        assert "xvfb-run" in capsys.readouterr().err


def test_the_window_opens_works_and_closes(store_folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QTimer; from desk_app import app\n"
        "QTimer.singleShot(3000, app.application().quit)\n"
        "sys.exit(app.run_window(Path(sys.argv[1])))"
    )
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state")}
    done = subprocess.run(
        [sys.executable, "-c", code, str(store_folder)], env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr.replace("This plugin does not support propagateSizeHints()\n", "")) == (0, "")
    (log,) = (tmp_path / "state").rglob("desk-app.log")
    assert "window open" in log.read_text()
    assert not (store_folder / FILE).exists()
    assert composition._STORE_FILE == STORE_FILE


def test_the_log_holds_no_personal_data(tmp_path: Path) -> None:
    person = "NGUYỄN THỊ LAN 038190001234"
    with logging_to(tmp_path):
        try:
            raise ValueError(person)
        except ValueError as error:
            log_bug(error)
        logging.getLogger("sqlalchemy").error("INSERT … NGUYỄN THỊ LAN")
    text = (tmp_path / "desk-app.log").read_text()
    assert "ValueError" in text
    assert "LAN" not in text
    assert "038190001234" not in text


def store_id(folder: Path) -> str:
    return str(read_keys(folder).store)


def app_modal() -> WaitingPapers:
    found = QApplication.activeModalWidget()
    assert isinstance(found, WaitingPapers)
    return found
