"""The guided first run: a new office, the sample, a backup; what is missing is said, nothing half-made stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from counter import CLERK, MORNING, Cups
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_app.models.store import Store
from desk_app.services.accounts import Role, sign_in
from desk_app.services.backups import back_up
from desk_app.services.office_settings import office_settings
from desk_app.ui.first_run.after import CatalogueStep, PrinterStep, RecoveryStep, ScannerStep, UnitsStep
from desk_app.ui.first_run.before import AccountsStep, Beginning, DeskStep, HoursStep, OfficeStep
from desk_app.ui.first_run.guide import FirstRun
from desk_app.ui.widgets.fields import TextLine


@pytest.fixture
def guide(app: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FirstRun]:
    cups = Cups(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{cups.folder}:/usr/bin:/bin")
    made = FirstRun(tmp_path / "kho mới", lambda: MORNING, cups.printers())
    made.resize(1366, 697)
    made.show()
    yield made
    if made.isVisible():
        made._is_making = False
        made._end()
    if made.store is not None:
        made.store.close()
    made.deleteLater()


def fill_office(guide: FirstRun) -> None:
    step = guide.step
    assert isinstance(step, OfficeStep)
    for name, text in (
        ("superior", "Ủy ban nhân dân tỉnh Hòa Giang"),
        ("office", "Ủy ban nhân dân xã Ưu Việt"),
        ("unit", "Trung tâm Phục vụ hành chính công xã Ưu Việt"),
        ("place", "Ưu Việt"),
        ("address", "Thôn 1, xã Ưu Việt"),
    ):
        step.fields[name].set_text(text)


def fill_account(guide: FirstRun, role: Role, name: str, login: str, password: str, again: str = "") -> None:
    step = guide.step
    assert isinstance(step, AccountsStep)
    fields = step.rows[role]
    fields[0].set_text(name)
    fields[1].set_text(login)
    for field, text in ((fields[2], password), (fields[3], again or password)):
        assert isinstance(field.control, TextLine)
        field.control.setText(text)


def to_accounts(guide: FirstRun) -> None:
    guide.go_on()
    fill_office(guide)
    guide.go_on()
    step = guide.step
    assert isinstance(step, DeskStep)
    step.agency.set_text("H56.14")
    step.counter.set_text("Quầy 3")
    guide.go_on()
    assert isinstance(guide.step, HoursStep)
    guide.step.reception["saturday"].set_text("7:30-11:30")
    guide.go_on()


def test_a_new_office_from_the_first_step_to_the_last(guide: FirstRun, qtbot: QtBot) -> None:
    to_accounts(guide)
    fill_account(guide, Role.ADMINISTRATOR, "Trần Quản Trị", "quantri", "mat-khau-1")
    fill_account(guide, Role.CLERK, "Lê Tiếp Nhận", "tiepnhan", "mat-khau-2")
    guide.go_on()
    qtbot.waitUntil(lambda: isinstance(guide.step, RecoveryStep), timeout=20_000)
    recovery = guide.step
    assert isinstance(recovery, RecoveryStep)
    guide.go_on()
    assert "cất vào két" in guide.strip.shown[1]  # type: ignore[index]
    guide.close()
    assert guide.isVisible(), "the code would be lost"
    recovery.kept.setChecked(True)
    guide.go_on()
    for kind in (CatalogueStep, UnitsStep, ScannerStep, PrinterStep):
        assert isinstance(guide.step, kind)
        with qtbot.waitSignal(guide.ended) if kind is PrinterStep else _nothing():
            guide.go_on()
    assert guide.store is not None
    with guide.store.reading() as rd:
        office = office_settings(rd)
        assert {account.login for account in rd.accounts.all()} == {"quantri", "tiepnhan"}
    assert (office.heading.office, office.agency_id, office.counter, office.desk_id) == (
        "Ủy ban nhân dân xã Ưu Việt",
        "H56.14",
        "Quầy 3",
        "quay-3",
    )
    assert office.reception.on(5)
    assert sign_in(guide.store, "tiepnhan", "mat-khau-2", MORNING).role is Role.CLERK


def test_the_sample_needs_two_answers(guide: FirstRun, qtbot: QtBot) -> None:
    guide.begin.choices[Beginning.SAMPLE].setChecked(True)
    guide.go_on()
    qtbot.waitUntil(lambda: isinstance(guide.step, RecoveryStep), timeout=60_000)
    assert guide.store is not None
    assert sign_in(guide.store, "canbo", "motcua", MORNING).role is Role.CLERK


def test_a_backup_comes_back_with_its_recovery_code(
    guide: FirstRun, store: Store, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "ổ rời"
    folder.mkdir()
    file = back_up(store, CLERK, folder, MORNING)
    guide.begin.choices[Beginning.BACKUP].setChecked(True)
    guide.go_on()
    assert "tệp sao lưu" in guide.strip.shown[1]  # type: ignore[index]
    guide.begin.file.set_text(str(file))
    guide.begin.code.set_text("sai mã")
    guide.go_on()
    qtbot.waitUntil(lambda: "gõ chưa đúng" in (guide.strip.shown or ("", ""))[1], timeout=20_000)
    guide.begin.code.set_text("")
    with qtbot.waitSignal(guide.ended, timeout=20_000):
        guide.go_on()
    assert guide.store is not None
    with guide.store.reading() as rd:
        assert rd.dossiers.count() > 0


@pytest.mark.parametrize(
    ("password", "again", "login", "says"),
    [
        ("mat-khau-1", "mat-khau-2", "quantri", "không giống nhau"),
        ("ngan", "ngan", "quantri", "ít nhất"),
        ("mat-khau-1", "mat-khau-1", "Quản Trị", "không dấu"),
    ],
)
def test_an_account_that_cannot_be_is_said_and_nothing_is_made(
    guide: FirstRun, password: str, again: str, login: str, says: str
) -> None:
    to_accounts(guide)
    fill_account(guide, Role.ADMINISTRATOR, "Trần Quản Trị", login, password, again)
    guide.go_on()
    assert says in guide.strip.shown[1]  # type: ignore[index]
    assert not (guide._folder).exists()


def test_each_step_says_what_is_missing_and_keeps_what_was_typed(guide: FirstRun) -> None:
    guide.go_on()
    guide.go_on()
    assert isinstance(guide.step, OfficeStep)
    assert "Tên cơ quan" in guide.strip.shown[1]  # type: ignore[index]
    fill_office(guide)
    guide.go_on()
    step = guide.step
    assert isinstance(step, DeskStep)
    step.agency.set_text("sai")
    guide.go_on()
    assert "Mã định danh" in guide.strip.shown[1]  # type: ignore[index]
    guide.back.click()
    assert isinstance(guide.step, OfficeStep)
    assert guide.step.fields["place"].text() == "Ưu Việt"


def test_a_folder_with_other_files_is_left_alone(guide: FirstRun, tmp_path: Path) -> None:
    other = guide._folder / "ảnh.txt"
    other.parent.mkdir()
    other.write_text("của người khác")
    guide.begin.choices[Beginning.SAMPLE].setChecked(True)
    guide.go_on()
    assert "đã có tệp khác" in guide.strip.shown[1]  # type: ignore[index]
    assert other.read_text() == "của người khác"


def test_leaving_before_there_is_a_store_leaves_nothing(guide: FirstRun, qtbot: QtBot) -> None:
    with qtbot.waitSignal(guide.ended):
        guide.close()
    assert guide.store is None
    assert not guide._folder.exists()


class _nothing:  # noqa: N801
    def __enter__(self) -> None: ...

    def __exit__(self, *_fault: object) -> None: ...
