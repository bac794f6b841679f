"""The page Hồ sơ driven by keys: found, opened, mended by right, settled; and nothing personal whole in the list."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hands import Hands
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from staff import ADMINISTRATOR, CLERK, MORNING, SUPERVISOR

from desk_app.domain import dossier_fields, dossier_timeline, event_words
from desk_app.domain.codes import Scan, parse_scan
from desk_app.domain.dates import at_office
from desk_app.domain.events import Returned
from desk_app.domain.events.reception import MissingPaper
from desk_app.domain.people import Person
from desk_app.domain.states import State
from desk_app.models.queries.dossiers import DossierFilter, Order
from desk_app.models.store import Store
from desk_app.services import dossier_promise, dossier_standing, dossier_view
from desk_app.services.accounts import Session
from desk_app.services.before_acceptance import Guide, guide
from desk_app.services.office import new_office
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import Receipt, receive
from desk_app.services.sample_files import sample_office
from desk_app.services.steps import take_step
from desk_app.ui import pages
from desk_app.ui.desk import Desk, DossierTarget, ReceptionTarget, Target
from desk_app.ui.keys import Act
from desk_app.ui.messages import Kind
from desk_app.ui.operations import Changes, Operations, Topic
from desk_app.ui.pages.dossiers.filters import Choice, Days, Show, filter_of
from desk_app.ui.pages.dossiers.page import DossiersPage
from desk_app.ui.pages.dossiers.rows import ListRow
from desk_app.ui.theme import DARK, LIGHT, Sizes, Theme, apply_theme
from desk_app.ui.translation import words
from desk_app.ui.widgets.labels import Paragraph
from desk_app.ui.widgets.question import QuestionDialog
from desk_app.ui.widgets.states import STATES

NOW = MORNING + timedelta(hours=1)
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
HOA = {"name": "VŨ THỊ HÒA", "id_number": "038190007788", "phone": "0912000777", "address": "Thôn 3"}


class Papers(QObject):
    """Stands for the spooler: remembers what was asked to be shown."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[tuple[UUID, str]] = []

    def preview(self, _over: QWidget, dossier: UUID, form: str = "receipt") -> None:
        self.shown.append((dossier, form))


@dataclass
class Counter:
    """A page as one person has it, and where it sent them."""

    page: DossiersPage
    desk: Desk
    store: Store
    papers: Papers
    hands: Hands
    qtbot: QtBot
    asked: list[Target] = field(default_factory=list)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.page._timer.isActive() and self.desk.operations.idle)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        target = QApplication.focusWidget()
        assert target is not None
        self.qtbot.keyClick(target, key, held)  # type: ignore[no-untyped-call]
        self.settle()

    def search(self, typed: str) -> None:
        self.page.search.setFocus()
        self.page.search.edit.selectAll()
        self.hands.type(typed)
        self.settle()

    def rows(self) -> list[ListRow]:
        return self.page.model.rows()

    def codes(self) -> list[str]:
        return [row.line.code or "" for row in self.rows()]

    def said(self) -> str:
        shown = self.page.strip.shown
        return shown[1] if shown is not None else ""

    def texts(self) -> str:
        return "\n".join(part.plain_text() for part in self.page.detail.findChildren(Paragraph))

    def open(self, dossier: UUID) -> None:
        self.page.open_target(DossierTarget(dossier))
        self.qtbot.waitUntil(lambda: self.page.detail.shown is not None)
        self.settle()


Sit = Callable[[Session], Counter]


@pytest.fixture
def sit(app: QApplication, store: Store, operations: Operations, hands: Hands, qtbot: QtBot) -> Iterator[Sit]:
    """Seat a person at the page of the sample office."""
    made: list[Counter] = []

    def seat(session: Session) -> Counter:
        desk = Desk(store, operations, lambda: NOW)
        desk.seat(session)
        papers = Papers()
        desk.use_printing(papers)  # type: ignore[arg-type]
        page = DossiersPage(desk)
        counter = Counter(page, desk, store, papers, hands, qtbot)
        desk.use_ways(counter.asked.append)
        qtbot.addWidget(page)
        page.resize(1206, 621)
        page.show()
        qtbot.waitExposed(page)
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.on_shown()
        page.first_box().setFocus()
        counter.settle()
        made.append(counter)
        return counter

    yield seat
    qtbot.waitUntil(lambda: operations.idle)


def received(store: Store, session: Session = CLERK, **values: object) -> Receipt:
    return receive(store, session, checked_receive({"procedure": "1.004873", "submitter": HOA, **values}), NOW)


# -- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_shows_every_dossier_newest_first_and_no_personal_number_whole(sit: Sit) -> None:
    counter = sit(CLERK)
    assert counter.codes() == sorted(counter.codes(), reverse=True)
    model = counter.page.model
    shown = [
        str(model.index(row, column).data(role) or "")
        for row in range(model.rowCount())
        for column in range(model.columnCount())
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.ToolTipRole)
    ]
    for row in counter.rows():
        assert not any(row.line.owner_id_number in text for text in shown if row.line.owner_id_number)
        assert not any(row.line.owner_phone in text for text in shown if row.line.owner_phone)
    assert any("•••" in text for text in shown)


def test_what_is_typed_over_the_list_goes_to_the_search_box_and_enter_opens_the_only_one(sit: Sit) -> None:
    counter = sit(CLERK)
    receipt = received(counter.store)
    counter.key(Qt.Key.Key_Down)
    assert counter.page.table.hasFocus()
    counter.hands.type("7788")
    assert counter.page.search.edit.hasFocus()
    assert counter.page.search.text() == "7788"
    counter.hands.enter()
    counter.settle()
    assert counter.page.is_open
    assert counter.page.detail.dossier == receipt.id
    assert counter.page.detail.head.code.text().endswith(receipt.code[-4:])


@pytest.mark.parametrize(
    "typed",
    ["vũ thị hòa", "VU THI HOA", "vũ thị hoà", "7788", "0777", "0912 000 777", "038190007788", "K-2026-77", "k-2026"],
)
def test_a_dossier_is_found_by_name_last_digits_or_its_code_elsewhere(sit: Sit, typed: str) -> None:
    counter = sit(CLERK)
    receipt = received(counter.store, external={"system": "VNeID", "code": "K-2026-77"})
    counter.search(typed)
    assert receipt.code in counter.codes()


def test_a_code_is_found_in_any_shape(sit: Sit) -> None:
    counter = sit(CLERK)
    code = received(counter.store).code
    for shape in (code.lower(), code.replace("-", " - "), f"https://x.gov.vn/tra-cuu#{code}.0123456789", code[-4:]):
        counter.search(shape)
        assert code in counter.codes(), shape


def test_a_search_looks_past_the_filters_and_says_so_by_dimming_them(sit: Sit) -> None:
    counter = sit(CLERK)
    receipt = received(counter.store)
    counter.page.filters.choose(Choice(show="returned"))
    counter.settle()
    assert {row.line.state for row in counter.rows()} == {State.RETURNED}
    counter.search("7788")
    assert counter.codes() == [receipt.code]
    assert not counter.page.filters.isEnabled()


def test_arrows_and_enter_open_and_esc_comes_back_to_the_same_row(sit: Sit) -> None:
    counter = sit(CLERK)
    counter.key(Qt.Key.Key_Down)
    for _ in range(3):
        counter.key(Qt.Key.Key_Down)
    chosen = counter.rows()[3]
    counter.key(Qt.Key.Key_Return)
    assert counter.page.detail.dossier == chosen.line.id
    assert counter.page.step_back()
    counter.settle()
    row = counter.page.table.current_row()
    assert isinstance(row, ListRow)
    assert (row.line.id, counter.page.table.hasFocus()) == (chosen.line.id, True)
    assert not counter.page.step_back()


def test_home_and_end_go_to_the_first_and_the_last_row(sit: Sit) -> None:
    counter = sit(CLERK)
    counter.key(Qt.Key.Key_Down)
    counter.key(Qt.Key.Key_End)
    assert counter.page.table.currentIndex().row() == len(counter.rows()) - 1
    counter.key(Qt.Key.Key_Home)
    assert counter.page.table.currentIndex().row() == 0


def test_a_dossier_registered_elsewhere_appears_and_the_chosen_row_stays_chosen(sit: Sit) -> None:
    counter = sit(CLERK)
    counter.key(Qt.Key.Key_Down)
    counter.key(Qt.Key.Key_Down)
    before = counter.page.table.current_row()
    receipt = received(counter.store)
    counter.desk.operations.changed.emit(Changes.of(Topic.DOSSIERS, ids=(str(receipt.id),)))
    counter.settle()
    after = counter.page.table.current_row()
    assert counter.codes()[0] == receipt.code
    assert isinstance(before, ListRow)
    assert isinstance(after, ListRow)
    assert after.line.id == before.line.id


def test_nothing_found_says_what_to_do_and_keeps_the_caret(sit: Sit) -> None:
    counter = sit(CLERK)
    counter.search("không có ai tên thế này")
    assert counter.rows() == []
    assert counter.page._results.currentWidget() is counter.page._unmatched
    assert counter.page.search.edit.hasFocus()


def test_a_card_scanned_on_the_page_finds_the_dossiers_of_its_person(sit: Sit) -> None:
    counter = sit(CLERK)
    receipt = received(counter.store)
    scan: Scan = parse_scan("038190007788||VŨ THỊ HÒA|12031990|Nữ|Thôn 3, xã Hòa Bình|01012022")
    assert counter.page.on_scan(scan)
    counter.settle()
    assert counter.page.detail.dossier == receipt.id
    assert not counter.page.on_scan(parse_scan(receipt.code))


# -- filters ----------------------------------------------------------------------------------------------------------


def test_filters_ask_the_store_for_office_days() -> None:
    wednesday = datetime.combine(date(2026, 8, 26), time(9), tzinfo=NOW.tzinfo)

    def days(choice: Choice) -> tuple[datetime | None, datetime | None]:
        wanted = filter_of(choice, wednesday)
        return wanted.listed_from, wanted.listed_before

    midnight = at_office(date(2026, 8, 26), time())
    assert days(Choice()) == (None, None)
    assert days(Choice(days=Days.TODAY)) == (midnight, midnight + timedelta(days=1))
    assert days(Choice(days=Days.WEEK)) == (midnight - timedelta(days=2), midnight + timedelta(days=5))
    chosen = Choice(days=Days.RANGE, first=date(2026, 8, 1), last=date(2026, 8, 2))
    assert days(chosen) == (at_office(date(2026, 8, 1), time()), at_office(date(2026, 8, 3), time()))


def test_filters_name_states_and_lists_apart() -> None:
    assert filter_of(Choice(), NOW) == DossierFilter(voided=None)
    assert filter_of(Choice(show=Show.GUIDED), NOW).states == frozenset({State.NONE})
    assert filter_of(Choice(show=Show.VOIDED), NOW).voided is True
    assert filter_of(Choice(show=Show.TO_CHECK), NOW).flagged is True
    late = filter_of(Choice(show=Show.LATE, order=Order.DUE_FIRST), NOW)
    assert (late.late_before, late.open, late.order) == (NOW, True, Order.DUE_FIRST)
    one = filter_of(Choice(field="Hộ tịch", unit="Công an xã", clerk="canbo", channel="online"), NOW)
    assert (one.fields, one.units, one.received_actor, one.channels) == (
        frozenset({"Hộ tịch"}),
        frozenset({"Công an xã"}),
        "canbo",
        frozenset({"online"}),
    )


def test_each_filter_narrows_the_list_to_what_it_says(sit: Sit) -> None:
    counter = sit(CLERK)
    for choice, holds in (
        (Choice(show=Show.LATE), lambda row: row.standing.over in ("late", "overdue")),
        (Choice(show=Show.DUE_TODAY), lambda row: row.standing.over == "due_today"),
        (Choice(show="supplement"), lambda row: row.line.state is State.SUPPLEMENT_WAIT),
        (Choice(unit="Công an xã"), lambda row: row.line.unit == "Công an xã"),
        (Choice(days=Days.TODAY), lambda row: row.line.listed_at.astimezone(NOW.tzinfo).date() == NOW.date()),
        (Choice(channel="online"), lambda row: row.line.channel == "online"),
    ):
        counter.page.filters.choose(choice)
        counter.settle()
        assert counter.rows(), choice
        assert all(holds(row) for row in counter.rows()), choice
    counter.page.filters.clear.click()
    counter.settle()
    assert len(counter.rows()) > 40


def test_a_day_that_cannot_be_read_is_marked_and_left_out(sit: Sit) -> None:
    counter = sit(CLERK)
    counter.page.filters.choose(Choice(days=Days.RANGE))
    counter.page.filters.first.setFocus()
    counter.hands.type("32/8/2026")
    counter.hands.enter()
    counter.settle()
    assert counter.page.filters.first.is_missing
    assert counter.page.filters.choice().first is None


# -- the dossier ------------------------------------------------------------------------------------------------------


def test_the_opened_dossier_shows_numbers_whole_and_its_whole_story(sit: Sit) -> None:
    counter = sit(CLERK)
    receipt = received(counter.store)
    counter.open(receipt.id)
    shown = counter.texts().replace("\u00a0", " ")
    for part in ("VŨ THỊ HÒA", "038 190 007 788", "0912 000 777", "Đang ở quầy, chưa bàn giao.", "Tiếp nhận hồ sơ"):
        assert part in shown


def test_the_receiving_clerk_may_correct_print_and_explain_by_key(sit: Sit) -> None:
    counter = sit(CLERK)
    receipt = received(counter.store)
    counter.open(receipt.id)
    counter.key(Qt.Key.Key_P, CONTROL)
    assert counter.papers.shown == [(receipt.id, "receipt")]
    counter.key(Qt.Key.Key_E, CONTROL)
    assert counter.asked == [ReceptionTarget(correct=receipt.id)]
    counter.key(Qt.Key.Key_I, CONTROL)
    assert "ngày tiếp nhận, không tính" in counter.texts()


def test_keys_over_the_list_act_on_the_chosen_dossier(sit: Sit) -> None:
    counter = sit(CLERK)
    receipt = received(counter.store)
    counter.page.refresh()
    counter.settle()
    counter.page.choose_again(receipt.id)
    counter.page.refresh()
    counter.settle()
    counter.page.table.setCurrentIndex(counter.page.model.index(0, 0))
    counter.page.table.setFocus()
    counter.key(Qt.Key.Key_P, CONTROL)
    counter.qtbot.waitUntil(lambda: bool(counter.papers.shown))
    assert counter.papers.shown == [(receipt.id, "receipt")]


def test_what_a_clerk_may_not_do_is_not_offered_and_the_key_says_why(sit: Sit) -> None:
    counter = sit(CLERK)
    other = next(row for row in counter.rows() if row.line.state is State.PROCESSING)
    counter.open(other.line.id)
    assert "correct" not in counter.page.detail.head.buttons
    assert "cancel" not in counter.page.detail.head.buttons
    assert "print" in counter.page.detail.head.buttons
    counter.key(Qt.Key.Key_E, CONTROL)
    assert counter.asked == []
    assert "nhờ trưởng bộ phận" in counter.said()


def test_an_administrator_only_looks(sit: Sit) -> None:
    counter = sit(ADMINISTRATOR)
    counter.open(counter.rows()[0].line.id)
    assert counter.page.detail.head.buttons == {}
    assert "Quản trị chỉ xem" in counter.texts()


def test_cancelling_needs_a_reason_and_an_answer_that_no_enter_gives(sit: Sit) -> None:
    counter = sit(CLERK)
    receipt = received(counter.store)
    counter.open(receipt.id)
    counter.page.detail.head.buttons["cancel"].setFocus()
    counter.key(Qt.Key.Key_Space)
    panel = counter.page.detail.ask
    assert panel is not None
    panel.buttons[0].click()
    assert panel.field.is_missing
    counter.hands.type("4")
    counter.hands.enter()
    assert panel.text() == "Tiếp nhận trùng"
    assert panel.buttons[0].hasFocus()
    counter.hands.enter()
    counter.key(Qt.Key.Key_Space)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QuestionDialog)
    counter.hands.enter()
    assert dialog.isVisible()
    dialog.buttons["cancel"].click()
    counter.qtbot.waitUntil(lambda: counter.page.detail.shown.view.standing.state == "voided")  # type: ignore[union-attr]
    counter.settle()
    assert counter.page.strip.shown == (Kind.GOOD, f"Đã hủy tiếp nhận hồ sơ {receipt.code}.")
    assert set(counter.page.detail.head.buttons) == {"note"}
    with counter.store.reading() as rd:
        assert rd.dossiers.page(DossierFilter(voided=True)).lines[0].code == receipt.code


def test_a_step_written_by_mistake_is_undone_by_those_entitled_with_a_reason(sit: Sit) -> None:
    counter = sit(CLERK)
    receipt = received(counter.store)
    take_step(counter.store, CLERK, receipt.id, "HandedOver", {"unit": "Công chức Tư pháp - Hộ tịch"}, NOW)
    counter.open(receipt.id)
    assert counter.page.detail.timeline is not None
    assert not counter.page.detail.timeline.undo_buttons
    supervisor = sit(SUPERVISOR)
    supervisor.open(receipt.id)
    timeline = supervisor.page.detail.timeline
    assert timeline is not None
    (step,) = timeline.undo_buttons
    timeline.undo_buttons[step].click()
    ask = supervisor.page.detail.ask
    assert ask is not None
    supervisor.hands.enter()
    ask.buttons[0].click()
    assert supervisor.page.detail.ask is ask
    ask.field.setFocus()
    supervisor.hands.type("2")
    ask.buttons[0].click()
    supervisor.settle()
    assert "Đã hủy bước" in supervisor.said()
    with supervisor.store.reading() as rd:
        dossier = rd.dossiers.by_id(receipt.id)
    assert dossier is not None
    assert dossier.state is State.RECEIVED
    assert "Coi như chưa làm." in supervisor.texts()
    assert step not in supervisor.page.detail.timeline.undo_buttons  # type: ignore[union-attr]


def test_a_step_that_a_later_one_rests_on_stays_and_the_page_says_why(sit: Sit) -> None:
    counter = sit(SUPERVISOR)
    receipt = received(counter.store)
    request = {"missing": [{"name": "Bản sao trích lục ly hôn"}]}
    take_step(counter.store, SUPERVISOR, receipt.id, "SupplementRequested", request, NOW)
    take_step(counter.store, SUPERVISOR, receipt.id, "Supplemented", {}, NOW)
    counter.open(receipt.id)
    timeline = counter.page.detail.timeline
    assert timeline is not None
    first = list(timeline.undo_buttons)[-1]
    timeline.undo_buttons[first].click()
    ask = counter.page.detail.ask
    assert ask is not None
    counter.hands.type("1")
    ask.buttons[0].click()
    counter.settle()
    assert "Hủy bước sau trước" in counter.said()


def test_the_safe_answer_and_esc_cancel_nothing(sit: Sit) -> None:
    counter = sit(CLERK)
    receipt = received(counter.store)
    counter.open(receipt.id)
    counter.page.detail.head.buttons["cancel"].click()
    counter.hands.type("nhầm")
    panel = counter.page.detail.ask
    assert panel is not None
    panel.buttons[0].click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QuestionDialog)
    dialog.reject()
    counter.settle()
    assert counter.page.step_back()
    assert counter.page.detail.ask is None
    assert counter.page.is_open
    with counter.store.reading() as rd:
        dossier = rd.dossiers.by_id(receipt.id)
    assert dossier is not None
    assert not dossier.voided


def test_a_note_stands_on_the_page_as_soon_as_it_is_written(sit: Sit) -> None:
    counter = sit(CLERK)
    receipt = received(counter.store)
    counter.open(receipt.id)
    counter.page.detail.head.buttons["note"].click()
    counter.hands.type("Đã gọi điện")
    counter.hands.enter()
    counter.key(Qt.Key.Key_Space)
    counter.qtbot.waitUntil(lambda: "Đã gọi điện" in counter.texts())
    assert counter.said() == "Đã ghi chú."


def test_a_supervisor_settles_what_is_to_be_checked_and_it_leaves_the_list(sit: Sit) -> None:
    counter = sit(SUPERVISOR)
    receipt = received(counter.store)
    person = Person(name="VŨ THỊ HÒA")
    with counter.store.transaction(NOW, CLERK.login) as tx:
        early = Returned(to=person, is_owner=True, compared=True, returned_by="LAN", returned_at=NOW)
        tx.record(receipt.id, early)
    counter.page.filters.choose(Choice(show=Show.TO_CHECK))
    counter.settle()
    assert counter.codes() == [receipt.code]
    counter.open(receipt.id)
    block = counter.page.detail.to_check
    assert block is not None
    block.buttons[0].click()
    panel = counter.page.detail.ask
    assert panel is not None
    counter.hands.type("Đã hỏi lại, trả thật")
    panel.buttons[0].click()
    counter.qtbot.waitUntil(lambda: counter.page.detail.to_check is None)
    counter.settle()
    assert "Trưởng bộ phận xác nhận việc này đã xảy ra." in counter.texts()
    counter.page.step_back()
    counter.settle()
    assert counter.rows() == []


def test_a_clerk_sees_what_is_to_be_checked_and_who_decides(sit: Sit) -> None:
    counter = sit(CLERK)
    receipt = received(counter.store)
    with counter.store.transaction(NOW, CLERK.login) as tx:
        person = Person(name="VŨ THỊ HÒA")
        early = Returned(to=person, is_owner=True, compared=True, returned_by="LAN", returned_at=NOW)
        tx.record(receipt.id, early)
    counter.open(receipt.id)
    block = counter.page.detail.to_check
    assert block is not None
    assert block.buttons == []


def test_a_guided_dossier_begins_a_reception_with_f9(sit: Sit) -> None:
    counter = sit(CLERK)
    missing = (MissingPaper(name="Giấy chứng sinh"),)
    started = guide(
        counter.store, CLERK, Guide(procedure="1.001193", submitter=Person(name="VŨ THỊ HÒA"), missing=missing), NOW
    )
    counter.page.filters.choose(Choice(show=Show.GUIDED))
    counter.settle()
    assert [row.line.id for row in counter.rows()] == [started]
    counter.open(started)
    assert "Còn thiếu: Giấy chứng sinh" in counter.texts()
    counter.page.main_action()
    assert counter.asked == [ReceptionTarget(starts_from=started)]
    counter.page.detail.act(Act.PRINT)
    assert counter.papers.shown == [(started, "supplement")]


def test_a_dossier_unknown_here_says_so_and_the_list_comes_back(sit: Sit) -> None:
    counter = sit(CLERK)
    counter.page.open_target(DossierTarget(UUID(int=7)))
    counter.qtbot.waitUntil(lambda: not counter.page.is_open)
    assert "Không thấy hồ sơ" in counter.said()


def test_what_was_looked_for_and_open_survives_the_page_being_built_anew(sit: Sit) -> None:
    counter = sit(CLERK)
    receipt = received(counter.store)
    counter.page.filters.choose(Choice(show=Show.OPEN, days=Days.TODAY))
    counter.open(receipt.id)
    kept = counter.page.keep()
    other = sit(CLERK)
    other.page.take_back(kept)
    other.settle()
    assert other.page.detail.dossier == receipt.id
    assert other.page.filters.choice() == Choice(show=Show.OPEN, days=Days.TODAY)


def test_a_new_text_size_is_taken_up_while_a_dossier_is_open(sit: Sit, app: QApplication) -> None:
    counter = sit(CLERK)
    receipt = received(counter.store)
    counter.open(receipt.id)
    apply_theme(app, Theme(DARK, Sizes(extra=4)))
    counter.qtbot.wait(20)
    assert "VŨ THỊ HÒA" in counter.texts()
    assert counter.page.table.isColumnHidden(3)
    apply_theme(app, Theme(LIGHT))
    counter.qtbot.wait(20)
    assert not counter.page.table.isColumnHidden(3)


def test_an_empty_store_says_how_to_begin(
    app: QApplication, operations: Operations, qtbot: QtBot, tmp_path: Path
) -> None:
    empty, _recovery = new_office(tmp_path / "empty", sample_office(), {}, NOW)
    desk = Desk(empty, operations, lambda: NOW)
    desk.seat(CLERK)
    page = DossiersPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.on_shown()
    qtbot.waitUntil(lambda: operations.idle)
    shown = page._results.currentWidget()
    assert shown is page._none
    assert any("Nhấn F2" in label.text() for label in shown.findChildren(QLabel))
    empty.close()


# -- words ------------------------------------------------------------------------------------------------------------


def sources() -> set[str]:
    folder = Path(str(pages.__file__)).parent / "dossiers"
    modules = (dossier_fields, dossier_promise, dossier_standing, dossier_timeline, dossier_view, event_words)
    files = [*folder.glob("*.py"), *(Path(str(module.__file__)) for module in modules)]
    return {
        str(node.args[0].value)
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("tr", "mark", "said")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_word_of_the_page_has_its_english() -> None:
    known = words("en")
    assert sources() - set(known) == set()
    assert {word for word, _icon, _tone in STATES.values()} - set(known) == set()
    fields = re.compile(r"\{(\w+)\}")
    for source in sources():
        assert set(fields.findall(source)) == set(fields.findall(known[source])), source


def test_no_word_of_the_page_is_a_programmers() -> None:
    never = ("sự kiện", "bản ghi", "đảo ngược", "ngoại lệ", "hàng đợi", "đối tượng", "xung đột", "snapshot")
    assert [source for source in sources() if any(word in source.lower() for word in never)] == []
