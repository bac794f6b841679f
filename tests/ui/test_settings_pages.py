"""Thiết lập: every section opens for every role, saves what was typed, refuses in words, and changes no promise."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from counter import ADMINISTRATOR, CLERK, MORNING, SUPERVISOR, Cups
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_app.domain.errors import DeskError
from desk_app.models.keys import recovered_key
from desk_app.models.store import Store
from desk_app.services.accounts import Role, Session, sign_in
from desk_app.services.back_entry import open_back_entries
from desk_app.services.desk_settings import desk_settings
from desk_app.services.emergency_slips import unused_slips
from desk_app.services.form_versions import take_form
from desk_app.services.incoming_matter import apply_matter
from desk_app.services.office_settings import office_settings
from desk_app.services.recovery import new_recovery_code
from desk_app.services.trial_sheets import Verdict, trials
from desk_app.shipped_forms import shipped_form
from desk_app.sync.messages import FeedMatter
from desk_app.sync.words import Item
from desk_app.ui.background_sync import BackgroundSync
from desk_app.ui.desk import Desk, SettingsTarget
from desk_app.ui.operations import Operations
from desk_app.ui.pages.settings.accounts import AccountsSection
from desk_app.ui.pages.settings.back_entry import BackEntrySection
from desk_app.ui.pages.settings.backup import BackupSection
from desk_app.ui.pages.settings.calendar import CalendarSection, MovingDialog
from desk_app.ui.pages.settings.emergency import EmergencySection
from desk_app.ui.pages.settings.forms import FormsSection
from desk_app.ui.pages.settings.look import LookSection
from desk_app.ui.pages.settings.office import OfficeSection
from desk_app.ui.pages.settings.page import SECTIONS, SettingsPage
from desk_app.ui.pages.settings.printers import PrintersSection
from desk_app.ui.pages.settings.scanner import ScannerSection
from desk_app.ui.pages.settings.year_grid import Mark
from desk_app.ui.spooler import Spooler
from desk_app.ui.widgets.fields import TextLine
from desk_app.ui.widgets.question import QuestionDialog


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cups:
    made = Cups(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{made.folder}:/usr/bin:/bin")
    return made


@pytest.fixture
def desk(store: Store, operations: Operations, cups: Cups, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(store, operations, lambda: MORNING)
    made.seat(ADMINISTRATOR)
    spooler = Spooler(made, cups.printers())
    made.use_printing(spooler)
    sync = BackgroundSync(made)
    made.use_syncing(sync)
    yield made
    qtbot.waitUntil(lambda: operations.idle and spooler.idle, timeout=20_000)
    sync.close()
    spooler.close()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> SettingsPage:
    return shown(desk, qtbot)


def shown(desk: Desk, qtbot: QtBot) -> SettingsPage:
    made = SettingsPage(desk)
    made.resize(1174, 621)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: desk.operations.idle)
    return made


def said(page: SettingsPage, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: page.strip.shown is not None, timeout=10_000)
    assert page.strip.shown is not None
    return page.strip.shown[1]


def go(page: SettingsPage, name: str, qtbot: QtBot, desk: Desk) -> object:
    page.open_target(SettingsTarget(name))
    qtbot.waitUntil(lambda: desk.operations.idle)
    return page.section()


@pytest.mark.parametrize("session", [CLERK, SUPERVISOR, ADMINISTRATOR], ids=lambda one: one.login)
def test_every_section_opens_for_every_role(desk: Desk, qtbot: QtBot, session: Session) -> None:
    desk.seat(session)
    page = shown(desk, qtbot)
    for entry in SECTIONS:
        section = go(page, entry.name, qtbot, desk)
        assert section is page.section(entry.name)
    for compact in (True, False):
        page.set_compact(compact)


def test_a_clerk_presses_f9_on_the_office_in_vain(desk: Desk, qtbot: QtBot) -> None:
    desk.seat(CLERK)
    page = shown(desk, qtbot)
    section = go(page, "office", qtbot, desk)
    assert isinstance(section, OfficeSection)
    section.heading["place"].set_text("Nơi khác")
    page.main_action()
    qtbot.waitUntil(lambda: desk.operations.idle)
    with desk.store.reading() as rd:
        assert office_settings(rd).heading.place == "Hòa Bình Trung"


def test_the_office_is_saved_whole_or_not_at_all(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    section = go(page, "office", qtbot, desk)
    assert isinstance(section, OfficeSection)
    section.heading["hotline"].set_text("0999 111 222")
    section.working["friday"].set_text("7h30-11h30")
    section.cutoff.set_text("14:30")
    page.main_action()
    assert "Đã lưu" in said(page, qtbot)
    with desk.store.reading() as rd:
        office = office_settings(rd)
    assert (office.heading.hotline, len(office.working.on(4)), office.rules.same_day_cutoff.hour) == (
        "0999 111 222",
        1,
        14,
    )
    page.strip.solve_all()
    section.heading["hotline"].set_text("khác")
    section.working["monday"].set_text("sáng sớm")
    page.main_action()
    assert "sáng sớm" in said(page, qtbot)
    with desk.store.reading() as rd:
        assert office_settings(rd) == office


def test_a_day_off_is_saved_and_those_to_phone_are_listed(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    section = go(page, "calendar", qtbot, desk)
    assert isinstance(section, CalendarSection)
    for day in (date(2026, 8, 27), date(2026, 8, 28), date(2026, 9, 3), date(2026, 9, 4)):
        section.grid.go_to(day)
        section.set_current_day(Mark.OFF, name="Nghỉ tránh bão")
    page.main_action()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), MovingDialog), timeout=10_000)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MovingDialog)
    assert dialog.model.rows()
    dialog.accept()
    assert "giữ nguyên ngày hẹn" in said(page, qtbot)


def test_a_worked_saturday_takes_its_day_off_with_it(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    section = go(page, "calendar", qtbot, desk)
    assert isinstance(section, CalendarSection)
    section.grid.go_to(date(2026, 12, 19))
    section.set_current_day(Mark.WORKED, replaces=date(2026, 12, 31))
    assert section.days.mark(date(2026, 12, 31)) is Mark.OFF
    assert section.days.mark(date(2026, 12, 19)) is Mark.WORKED
    page.main_action()
    assert "Đã lưu lịch năm 2026" in said(page, qtbot)


def test_enter_leads_from_the_list_to_a_day_and_writes_it(
    page: SettingsPage, desk: Desk, qtbot: QtBot, hands: Hands
) -> None:
    section = go(page, "calendar", qtbot, desk)
    assert isinstance(section, CalendarSection)
    page.list.setFocus()
    hands.enter()
    assert section.grid.hasFocus()
    section.grid.go_to(date(2026, 9, 3))
    hands.enter()
    assert section.kind.combo.hasFocus()
    hands.key(int(Qt.Key.Key_Down))
    hands.enter()
    assert section.name.edit.hasFocus()
    hands.type("Bão")
    hands.enter()
    assert section.days.mark(date(2026, 9, 3)) is Mark.OFF


def test_the_day_the_keys_reach_is_in_sight(page: SettingsPage, desk: Desk, qtbot: QtBot, hands: Hands) -> None:
    section = go(page, "calendar", qtbot, desk)
    assert isinstance(section, CalendarSection)
    grid = section.grid
    grid.setFocus()
    for _week in range(16):
        hands.key(int(Qt.Key.Key_Down))
        assert grid.visibleRegion().contains(grid.place_of_current()), grid.current
    for _month in range(12):
        hands.key(int(Qt.Key.Key_PageUp))
        assert grid.visibleRegion().contains(grid.place_of_current()), grid.current


def test_the_year_is_walked_with_the_arrows(page: SettingsPage, desk: Desk, qtbot: QtBot, hands: Hands) -> None:
    section = go(page, "calendar", qtbot, desk)
    assert isinstance(section, CalendarSection)
    section.grid.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_PageDown):
        hands.key(int(key))
    assert section.grid.current == date(2026, 10, 1)
    assert "01/10/2026" in section.day.plain_text()
    section.grid.go_to(date(2026, 12, 31))
    hands.key(int(Qt.Key.Key_Right))
    assert section.grid.current == date(2026, 12, 31)


@pytest.mark.parametrize(("kind", "says"), [(Mark.OFF, "cần có tên"), (Mark.WORKED, "làm bù cho ngày nào")])
def test_half_a_day_is_refused_in_words(page: SettingsPage, desk: Desk, qtbot: QtBot, kind: Mark, says: str) -> None:
    section = go(page, "calendar", qtbot, desk)
    assert isinstance(section, CalendarSection)
    section.kind.set_value(kind)
    section.set_day.click()
    assert says in said(page, qtbot)


def test_an_account_is_made_changed_and_locked(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    section = go(page, "accounts", qtbot, desk)
    assert isinstance(section, AccountsSection)
    section.begin_new()
    section.name.set_text("Võ Thị Mới")
    section.login.set_text("moi")
    assert isinstance(section.password.control, TextLine)
    section.password.control.setText("mat-khau-9")
    page.main_action()
    assert "Võ Thị Mới" in said(page, qtbot)
    qtbot.waitUntil(lambda: len(section.model.rows()) == 4)
    assert sign_in(desk.store, "moi", "mat-khau-9", MORNING).role is Role.CLERK
    row = next(one for one in section.model.rows() if one.login == "moi")
    section._edit(row)
    section.active.setChecked(False)
    page.strip.solve_all()
    page.main_action()
    said(page, qtbot)
    with desk.store.reading() as rd:
        account = rd.accounts.get("moi")
    assert account is not None
    assert not account.active


def test_what_the_server_would_overwrite_waits_for_the_administrator(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    with desk.store.transaction(MORNING, "sync") as tx:
        for login, role in (("canbo", "clerk"), ("tinh", "administrator")):
            value = {
                "login": login, "display_name": "Phạm Ở Tỉnh", "role": role, "active": True, "counter": "",
                "password_hash": "$argon2id$of the centre", "said_at": MORNING.isoformat(),
            }  # fmt: skip
            apply_matter(tx, FeedMatter(item=Item.ACCOUNT, position=1, key=login, value=value))
    section = go(page, "accounts", qtbot, desk)
    assert isinstance(section, AccountsSection)
    central = section.central
    qtbot.waitUntil(central.isVisible)
    qtbot.waitUntil(lambda: page.list.currentItem().text() == "Tài khoản (2 chờ)")
    assert [central.model.index(row, 3).data() for row in range(2)] == [
        "trùng với NGUYỄN THỊ LAN",
        "sẽ là quản trị",
    ]
    central.refuse.click()
    assert "giữ nguyên" in said(page, qtbot)
    qtbot.waitUntil(lambda: len(central.model.rows()) == 1)
    page.strip.solve_all()
    central.accept.click()
    question = page.window().findChild(QuestionDialog)
    assert question is not None and question.answer == "stay"
    question.buttons["accept"].click()
    assert "Đã nhận tài khoản của Phạm Ở Tỉnh." in said(page, qtbot)
    qtbot.waitUntil(lambda: not central.isVisible())
    qtbot.waitUntil(lambda: page.list.currentItem().text() == "Tài khoản")
    assert {row.login: row.role for row in section.model.rows()}["tinh"] == "administrator"


def test_a_form_is_seen_before_it_is_used(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    section = go(page, "forms", qtbot, desk)
    assert isinstance(section, FormsSection)
    qtbot.waitUntil(lambda: section.view.pages > 0, timeout=10_000)
    assert section._form is not None
    assert section._form.version.form == "receipt"
    before = section._form.version.hash
    section.sides["top"].set_text("22,5")
    page.main_action()
    assert "Đã lưu mẫu" in said(page, qtbot)
    qtbot.waitUntil(lambda: section._form is not None and section._form.version.hash != before)
    assert section.sides["top"].text() == "22,5"
    page.strip.solve_all()
    section.sides["top"].set_text("hai mươi")
    page.main_action()
    assert "không phải là số" in said(page, qtbot)
    section._reset()
    qtbot.waitUntil(lambda: section._form is not None and section._form.version.hash == before)


def test_which_form_is_in_force_and_from_whom_is_said(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    section = go(page, "forms", qtbot, desk)
    assert isinstance(section, FormsSection)
    qtbot.waitUntil(lambda: section.standing.plain_text() == "Đang dùng mẫu của chương trình.")
    today, text = MORNING.date(), shipped_form("tt-03-2025", "receipt").version.text
    published = text.replace("{{ title }}", "{{ title }} (MẪU TỈNH)", 1)
    with desk.store.transaction(MORNING, actor="sync") as tx:
        take_form(tx, "tt-03-2025", "receipt", published, today, None)
        take_form(tx, "tt-03-2025", "receipt", published.replace("TỈNH", "MỚI"), today + timedelta(days=40), None)
        take_form(tx, "tt-03-2025", "receipt", "cho chương trình sau", today + timedelta(days=80), None)
    page.refresh()
    qtbot.waitUntil(lambda: "mẫu tỉnh công bố, áp dụng từ 27/08/2026" in section.standing.plain_text())
    assert "Từ 06/10/2026 dùng mẫu mới" in section.standing.plain_text()
    assert "từ 15/11/2026 không dùng được" in section.standing.plain_text()
    assert "Lý do: tệp TOML viết sai" in section.standing.plain_text()
    assert section.reset.text() == "Về mẫu của tỉnh" and not section.reset.isEnabled()
    section.sides["top"].set_text("12,5")
    page.refresh()
    page.main_action()
    assert "Đã lưu mẫu" in said(page, qtbot)
    qtbot.waitUntil(lambda: "do đơn vị đặt" in section.standing.plain_text())
    assert section.sides["top"].text() == "12,5" and section.reset.isEnabled()
    section.reset.click()
    qtbot.waitUntil(lambda: "do đơn vị đặt" not in section.standing.plain_text())


def test_a_printer_is_chosen_and_tried(page: SettingsPage, desk: Desk, cups: Cups, qtbot: QtBot) -> None:
    section = go(page, "printers", qtbot, desk)
    assert isinstance(section, PrintersSection)
    qtbot.waitUntil(lambda: section.printers["label"].combo.count() == 5)
    section.printers["label"].set_value("slips")
    section.printers["label"].picked.emit("slips")
    qtbot.waitUntil(lambda: desk.operations.idle)
    with desk.store.reading() as rd:
        assert desk_settings(rd).choice_for("label").printer == "slips"
    section.tests["label"].click()
    assert "Máy in đã nhận trang thử" in said(page, qtbot)
    assert len(cups.printed("slips")) == 1


def test_the_scanner_is_tried_through_the_running_input_method(
    page: SettingsPage, desk: Desk, qtbot: QtBot, hands: Hands
) -> None:
    section = go(page, "scanner", qtbot, desk)
    assert isinstance(section, ScannerSection)
    qtbot.waitUntil(lambda: section.trial.begun)
    *codes, card = trials("H56.14", MORNING)
    section.trial.box.setFocus()
    hands.scan("không phải mã")
    assert not section.trial.verdicts
    for trial in codes:
        hands.scan(trial.payload)
    hands.scan(card.payload.replace("Thử", "Thu"))
    assert section.trial.verdicts == (Verdict.GOOD, Verdict.GOOD, Verdict.GOOD, Verdict.GARBLED)
    assert "bộ gõ" in section.trial.says.plain_text()


def test_emergency_slips_are_reserved_and_printed(desk: Desk, cups: Cups, qtbot: QtBot) -> None:
    desk.seat(CLERK)
    page = shown(desk, qtbot)
    section = go(page, "emergency", qtbot, desk)
    assert isinstance(section, EmergencySection)
    section.count.set_value(10)
    page.main_action()
    qtbot.waitUntil(lambda: len(cups.printed()) == 1, timeout=15_000)
    assert len(unused_slips(desk.store, date(2026, 8, 27))) == 10


def test_a_back_entry_session_is_opened_and_closed_by_the_supervisor(desk: Desk, qtbot: QtBot) -> None:
    desk.seat(SUPERVISOR)
    page = shown(desk, qtbot)
    section = go(page, "back_entry", qtbot, desk)
    assert isinstance(section, BackEntrySection)
    section.start.set_text("hôm qua")
    page.main_action()
    assert "hôm qua" in said(page, qtbot)
    page.strip.solve_all()
    section.start.set_text("27/08/2026 07:30")
    section.end.set_text("27/08/2026 08:45")
    section.reason.set_text("Mất điện toàn xã")
    page.main_action()
    assert "Đã mở" in said(page, qtbot)
    qtbot.waitUntil(lambda: len(section.model.rows()) == 1)
    section.close_it.click()
    qtbot.waitUntil(lambda: section.model.rows() == [])
    assert open_back_entries(desk.store) == ()


def test_looks_hold_at_once(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    heard: list[object] = []
    desk.settings_changed.connect(heard.append)
    section = go(page, "look", qtbot, desk)
    assert isinstance(section, LookSection)
    section.theme.picked.emit("dark")
    qtbot.waitUntil(lambda: len(heard) == 1)
    with desk.store.reading() as rd:
        assert desk_settings(rd).theme == "dark"


def test_a_backup_is_made_where_it_is_asked_for(page: SettingsPage, desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    section = go(page, "backup", qtbot, desk)
    assert isinstance(section, BackupSection)
    page.main_action()
    assert "Chọn thư mục" in said(page, qtbot)
    page.strip.solve_all()
    folder = tmp_path / "ổ rời"
    folder.mkdir()
    section.folder.set_text(str(folder))
    page.main_action()
    assert "Đã sao lưu" in said(page, qtbot)
    assert len(list(folder.iterdir())) == 1


def test_the_minutes_of_the_lock_are_checked(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    section = go(page, "office", qtbot, desk)
    assert isinstance(section, OfficeSection)
    section.lock_after.set_text("0")
    page.main_action()
    assert "1 đến 120" in said(page, qtbot)


def test_a_clerk_sees_the_office_and_types_nothing_into_it(desk: Desk, qtbot: QtBot) -> None:
    desk.seat(CLERK)
    page = shown(desk, qtbot)
    section = go(page, "office", qtbot, desk)
    assert isinstance(section, OfficeSection)
    assert not section.heading["place"].edit.isEnabled()


def test_a_new_recovery_code_opens_the_store_and_the_old_one_no_longer(
    desk: Desk, page: SettingsPage, qtbot: QtBot
) -> None:
    old = new_recovery_code(desk.store, ADMINISTRATOR, MORNING)
    section = go(page, "backup", qtbot, desk)
    assert isinstance(section, BackupSection)
    section.new_code.click()
    answer_question("make")
    assert "cất vào nơi có khóa" in said(page, qtbot)
    assert section.sheet is not None
    code = section.sheet.code.text()
    assert recovered_key(desk.store.folder, code) == desk.store.key
    with pytest.raises(DeskError) as refused:
        recovered_key(desk.store.folder, old)
    assert refused.value.code == "wrong_recovery_code"
    go(page, "look", qtbot, desk)
    assert vars(section)["sheet"] is None
    with desk.store.reading() as rd:
        assert code not in repr(rd.office_events("SettingChanged"))


def test_only_the_administrator_makes_a_recovery_code(desk: Desk, qtbot: QtBot) -> None:
    desk.seat(CLERK)
    page = shown(desk, qtbot)
    section = go(page, "backup", qtbot, desk)
    assert isinstance(section, BackupSection)
    assert not section.new_code.isEnabled()
    with pytest.raises(DeskError):
        new_recovery_code(desk.store, CLERK, MORNING)


def test_the_last_slip_names_the_next_number_before_it_is_written(desk: Desk, qtbot: QtBot) -> None:
    desk.seat(CLERK)
    page = shown(desk, qtbot)
    section = go(page, "backup", qtbot, desk)
    assert isinstance(section, BackupSection)
    block = section.last_slip
    block.code.set_text("không phải mã")
    block.ask()
    assert "không phải mã hồ sơ" in said(page, qtbot)
    block.code.set_text("H56.14-260827-0041")
    block.ordinal.set_text("x")
    block.ask()
    assert "Số thứ tự" in said(page, qtbot)
    block.ordinal.set_text("612")
    page.strip.solve_all()
    block.button.click()
    answer_question("back")
    assert block.code.text() == "H56.14-260827-0041"
    block.button.click()
    answer_question("yes")
    assert "đi sau phiếu H56.14-260827-0041" in said(page, qtbot)
    with desk.store.transaction(MORNING, actor=CLERK.login) as tx:
        assert tx.numbers.take_number("H56.14", MORNING.date()) == 42
        assert tx.numbers.take_ordinal("2026/Quầy 2", 2026) == 613


def answer_question(key: str) -> None:
    """Give an answer to the question on the screen."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QuestionDialog)
    dialog.buttons[key].click()
