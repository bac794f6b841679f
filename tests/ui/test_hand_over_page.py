"""The page Bàn giao by keys and scans: lots go and come back whole, each with its list, and nothing goes by mistake."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from clipping import clipped
from hands import Hands
from hypothesis import given, settings
from hypothesis import strategies as st
from patience import let_run, let_settle
from printing.reading import codes_on, page_texts, squeezed, text_of
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from reception_desk import Tray
from staff import ADMINISTRATOR, CLERK, MORNING

from desk_app.domain.codes import Scan, ScanKind, parse_scan
from desk_app.domain.dossier import Dossier
from desk_app.domain.events.steps import ResultKind
from desk_app.domain.states import State
from desk_app.models.store import Store
from desk_app.services.hand_over import ResultBack, hand_over, receive_results
from desk_app.services.office_settings import change_office
from desk_app.services.papers import Paper, dossier_paper
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import Receipt, receive
from desk_app.ui.desk import Desk, Target
from desk_app.ui.keys import Act
from desk_app.ui.messages import MessageLog
from desk_app.ui.operations import Operations
from desk_app.ui.page import DOSSIERS, HAND_OVER, Page, PageSpec
from desk_app.ui.pages.hand_over.page import HandOverPage
from desk_app.ui.pages.hand_over.reading import typed_day
from desk_app.ui.pages.hand_over.result_row import ResultRow
from desk_app.ui.scan import ScanGuard
from desk_app.ui.sign_in import Clerk
from desk_app.ui.theme import LIGHT, Sizes, Theme, apply_theme
from desk_app.ui.translation import Language, Speaker
from desk_app.ui.widgets.room import Room
from desk_app.ui.window import Links, MainWindow

NOW = MORNING + timedelta(hours=2)
LATER = MORNING
HOA = {"name": "VŨ THỊ HÒA", "id_number": "038190007788", "phone": "0912000777", "address": "Thôn 3"}
UNIT = "Công chức Tư pháp - Hộ tịch"
ALT = Qt.KeyboardModifier.AltModifier


@dataclass(frozen=True)
class Sheet:
    """A paper of no one dossier that came out, or was shown."""

    title: str
    paper: Paper


class PaperTray(Tray):
    """Takes lists too, made as the spooler makes them."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[Sheet] = []
        self.shown: list[Sheet] = []

    def print_sheet(self, title: str, make: Callable[[], Paper], **_how: object) -> None:
        self.sheets.append(Sheet(title, make()))

    def preview_sheet(self, _over: QWidget, title: str, make: Callable[[], Paper]) -> None:
        self.shown.append(Sheet(title, make()))


class Counter:
    """A window with the hand-over page and a plain one beside it, hands that count their keys, the store behind."""

    def __init__(self, app: QApplication, store: Store, now: datetime = NOW) -> None:
        self.store = store
        self.operations = Operations()
        self.bugs: list[str] = []
        self.operations.bug.connect(self.bugs.append)
        self.desk = Desk(store, self.operations, lambda: now)
        self.tray = PaperTray()
        self.opened: list[Target] = []
        self.desk.use_printing(self.tray)  # type: ignore[arg-type]
        self.desk.use_ways(self.opened.append)
        self.hands = Hands()
        self.keys = 0
        links = Links(_refuse, tuple, tuple, lambda _text: (), lambda _key: None, lambda _scan: False)
        specs = [
            PageSpec(DOSSIERS, "folder_open", Page, Act.DOSSIERS),
            PageSpec(HAND_OVER, "swap_horiz", lambda parent: HandOverPage(self.desk, parent), Act.HAND_OVER),
        ]
        self.window = MainWindow(self.operations, specs, links, MessageLog(lambda: now.replace(tzinfo=None)))
        self.window.resize(1366, 697)
        self._rested = 0.0
        self.guard: ScanGuard[Scan] = ScanGuard(
            app, _recognised, self.window.deliver_scan, now=lambda: time.monotonic() + self._rested, sound=False
        )
        self.window.show()
        self.window.activateWindow()
        self.settle()
        self.desk.seat(CLERK)
        self.window.welcome(Clerk(CLERK.login, CLERK.display_name, "", CLERK.counter, CLERK))
        self.settle()

    @property
    def page(self) -> HandOverPage:
        page = self.window.current_page()
        assert isinstance(page, HandOverPage)
        return page

    def settle(self) -> None:
        let_settle(lambda: self.operations.idle)
        assert not self.bugs, self.bugs

    def type(self, text: str) -> None:
        """Type characters as a person does; ``⏎`` is Enter. Each is one key."""
        for character in text:
            self.keys += 1
            if character == "⏎":
                # Slower than a scanner, so that no cell's text is taken for a scan.
                self._rest()
                self.settle()
                self.hands.enter()
                self.settle()
            else:
                self.hands.type(character)
        self.settle()

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.keys += 1
        # No hand is as quick as a scanner, whose spaces do nothing.
        self._rest()
        QTest.keyClick(QApplication.focusWidget() or self.window, key, held)
        self.settle()

    def f6(self) -> None:
        self.press(Qt.Key.Key_F6)

    def f9(self) -> None:
        self.window._press._last = None
        self.press(Qt.Key.Key_F9)

    def coming(self) -> None:
        """Go to the second tab."""
        self.press(Qt.Key.Key_N, ALT)

    def scan(self, text: str) -> None:
        """Scan something; it costs no key."""
        self._rest()
        self.hands.scan(text)
        self.settle()

    def _rest(self) -> None:
        """Pause longer than any scanner does between two keys."""
        self._rested += 0.16

    def said(self) -> str:
        shown = self.page.strip.shown
        return shown[1] if shown else ""

    def dossier(self, receipt: Receipt) -> Dossier:
        with self.store.reading() as rd:
            found = rd.dossiers.by_id(receipt.id)
        assert found is not None
        return found

    def row(self, place: int) -> ResultRow:
        return self.page.coming.rows[place]

    def lot(self) -> list[UUID]:
        return list(self.page.going.lot)

    def waiting(self) -> list[str]:
        return [row.line.code or "" for row in self.page.going.waiting.model.rows()]

    def close(self) -> None:
        self.guard.close()
        self.window.close()
        self.operations.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        let_run()


def _recognised(text: str) -> Scan | None:
    scan = parse_scan(text)
    return None if scan.kind is ScanKind.OTHER else scan


def _refuse(_login: str, _password: str) -> Clerk:
    raise AssertionError("nobody signs in by password here")


@pytest.fixture
def counter(app: QApplication, store: Store) -> Iterator[Counter]:
    made = Counter(app, store)
    yield made
    made.close()


def received(store: Store, at: datetime = MORNING, **values: object) -> Receipt:
    return receive(store, CLERK, checked_receive({"procedure": "1.004873", "submitter": HOA, **values}), at)


def three(store: Store) -> list[Receipt]:
    return [received(store) for _ in range(3)]


def handed(store: Store, unit: str = UNIT) -> list[Receipt]:
    receipts = three(store)
    hand_over(store, CLERK, [one.id for one in receipts], unit, LATER)
    return receipts


# -- Chuyển đi --------------------------------------------------------------------------------------------------------


def test_three_dossiers_go_to_their_unit_with_2_keys(counter: Counter) -> None:
    receipts = three(counter.store)
    counter.f6()
    for receipt in receipts:
        counter.scan(receipt.code)
    assert counter.page.going.chosen_unit() == UNIT
    counter.f9()
    assert counter.keys == 2
    for receipt in receipts:
        dossier = counter.dossier(receipt)
        assert (dossier.state, dossier.unit) == (State.PROCESSING, UNIT)
    assert "Đã chuyển 3 hồ sơ" in counter.said()
    assert counter.page.going.lot == ()
    assert counter.page.box.edit.hasFocus()


def test_the_list_prints_a_copy_for_each_side_with_every_code_and_both_signatures(counter: Counter) -> None:
    receipts = three(counter.store)
    counter.f6()
    for receipt in receipts:
        counter.scan(receipt.code)
    counter.f9()
    (sheet,) = counter.tray.sheets
    pages = [squeezed(page) for page in page_texts(sheet.paper.pdf)]
    assert [side in page for side, page in zip(("Bêngiao", "Bênnhận"), pages, strict=True)] == [True, True]
    for page in pages:
        assert all(squeezed(receipt.code) in page for receipt in receipts)
        assert "BÊNGIAO" in page and "BÊNNHẬN" in page and "NGUYỄNTHỊLAN" in page
        assert squeezed("Cộng: 3 hồ sơ") in page and "Trang1/1" in page
        assert squeezed(UNIT) in page


def test_the_person_at_a_unit_is_kept_for_the_next_time_and_printed(counter: Counter) -> None:
    first, second = received(counter.store), received(counter.store)
    counter.f6()
    counter.scan(first.code)
    page = counter.page
    page.going.person.edit.setFocus()
    counter.type("Ông Tư⏎0912000111⏎")
    assert page.box.edit.hasFocus()
    counter.f9()
    assert "ÔngTư" in text_of(counter.tray.sheets[0].paper.pdf)
    stay = counter.dossier(first).stays[-1]
    assert (stay.person, stay.phone) == ("Ông Tư", "0912000111")
    counter.scan(second.code)
    assert (page.going.person.text(), page.going.phone.text()) == ("Ông Tư", "0912000111")


def test_the_unit_chosen_for_a_procedure_is_proposed_the_next_time(counter: Counter) -> None:
    first, second = received(counter.store), received(counter.store)
    counter.f6()
    counter.scan(first.code)
    page = counter.page
    page.going.unit.stop.setFocus(Qt.FocusReason.TabFocusReason)
    counter.type("3⏎")
    assert page.going.chosen_unit() == "Phòng Kinh tế"
    counter.f9()
    assert counter.dossier(first).unit == "Phòng Kinh tế"
    counter.scan(second.code)
    assert page.going.chosen_unit() == "Phòng Kinh tế"


def test_space_moves_a_row_of_the_list_into_the_lot_and_out_again(counter: Counter) -> None:
    receipts = three(counter.store)
    counter.f6()
    going = counter.page.going
    before = counter.waiting()
    assert {receipt.code for receipt in receipts} <= set(before)
    going.waiting.table.setFocus()
    counter.press(Qt.Key.Key_Space)
    counter.press(Qt.Key.Key_Space)
    assert len(counter.lot()) == 2
    assert len(counter.waiting()) == len(before) - 2
    going.block_of_lot.table.setFocus()
    counter.press(Qt.Key.Key_Space)
    assert len(counter.lot()) == 1
    going.take_out.click()
    assert counter.lot() == []
    assert sorted(counter.waiting()) == sorted(before)


def test_a_code_or_a_name_can_be_typed_instead(counter: Counter) -> None:
    receipt = received(counter.store)
    other = received(counter.store, submitter={"name": "ĐỖ VĂN LẺ", "id_number": "038190009999"})
    counter.f6()
    counter.type(receipt.code + "⏎")
    let_run(0.2)
    counter.settle()
    counter.type("đỗ văn lẻ")
    let_run(0.2)
    counter.settle()
    counter.type("⏎")
    assert counter.page.going.lot == (receipt.id, other.id)


def test_two_equal_scans_at_once_are_one_and_a_later_one_is_said(counter: Counter) -> None:
    receipt = received(counter.store)
    counter.f6()
    counter.scan(receipt.code)
    counter.scan(receipt.code)
    assert counter.page.going.lot == (receipt.id,)
    assert counter.said() == ""
    counter._rested += 1.6
    counter.scan(receipt.code)
    assert counter.page.going.lot == (receipt.id,)
    assert "đã có trong lượt" in counter.said()


def test_what_cannot_go_is_said_and_the_lot_stays(counter: Counter) -> None:
    fine, finished = received(counter.store), received(counter.store)
    receive_results(counter.store, CLERK, [ResultBack(finished.id, "118")], LATER)
    away = handed(counter.store)[0]
    counter.f6()
    counter.scan(fine.code)
    counter.scan(finished.code)
    assert "đang ở trạng thái “Có kết quả”" in counter.said()
    counter.scan(away.code)
    assert f"đang ở {UNIT} từ" in counter.said()
    counter.scan("H56.14-260827-9999")
    assert "Không thấy mã H56.14-260827-9999 trên máy này" in counter.said()
    assert counter.page.going.lot == (fine.id,)
    counter.f9()
    assert counter.dossier(fine).unit == UNIT


def test_a_dossier_with_one_unit_may_go_on_to_another(counter: Counter) -> None:
    away = handed(counter.store)[0]
    counter.f6()
    counter.page.going.unit.stop.setFocus(Qt.FocusReason.TabFocusReason)
    counter.type("3⏎")
    counter.scan(away.code)
    counter.f9()
    assert [stay.unit for stay in counter.dossier(away).stays] == [UNIT, "Phòng Kinh tế"]


def test_all_or_none_go_when_another_desk_was_quicker(counter: Counter) -> None:
    receipts = three(counter.store)
    counter.f6()
    for receipt in receipts:
        counter.scan(receipt.code)
    hand_over(counter.store, CLERK, [receipts[1].id], UNIT, LATER)
    counter.f9()
    assert f"Hồ sơ {receipts[1].code} đang ở {UNIT}" in counter.said()
    assert [counter.dossier(one).unit for one in receipts] == ["", UNIT, ""]
    assert len(counter.page.going.lot) == 3
    assert [row.refusal is not None for row in counter.page.going._rows] == [False, True, False]
    assert counter.tray.sheets == []


def test_nothing_scanned_and_no_unit_are_said_with_the_caret_in_place(counter: Counter) -> None:
    counter.f6()
    counter.f9()
    assert "Chưa có hồ sơ nào trong lượt" in counter.said()
    receipt = received(counter.store)
    counter.scan(receipt.code)
    going = counter.page.going
    going._choose("")
    counter.f9()
    assert "Chưa chọn đơn vị" in counter.said()
    assert going.unit.stop.hasFocus()
    assert going.lot == (receipt.id,)


@pytest.mark.parametrize("half", ["3", "Phòng K"])
def test_a_half_typed_unit_is_no_unit(counter: Counter, half: str) -> None:
    receipt = received(counter.store)
    counter.f6()
    counter.scan(receipt.code)
    going = counter.page.going
    going.unit.stop.setFocus(Qt.FocusReason.TabFocusReason)
    counter.type(half)
    counter.f9()
    assert "Chưa chọn đơn vị" in counter.said()
    assert counter.dossier(receipt).unit == ""
    assert counter.lot() == [receipt.id]


def test_what_is_overdue_for_its_unit_says_so_by_word_and_icon(app: QApplication, store: Store) -> None:
    late, fresh = received(store), received(store, NOW + timedelta(days=1, hours=6))
    made = Counter(app, store, NOW + timedelta(days=1, hours=6))
    try:
        made.f6()
        column = made.page.going.waiting.model.columns[2]
        rows = {row.line.id: row for row in made.page.going.waiting.model.rows()}
        assert column.state is not None
        assert column.state(rows[late.id]) == ("hand_over_late", {"n": "17:00 27/8"})
        # Received after 15:00 on Friday: over to its unit when Monday's... next working day's first session opens.
        state, values = column.state(rows[fresh.id])
        assert state == "hand_over_by" and str(values["n"]).startswith("07:30")
    finally:
        made.close()


@pytest.mark.parametrize(("habit", "prints", "asks"), [("always", 2, False), ("ask", 0, True), ("never", 0, False)])
def test_control_slips_print_as_the_office_says(
    app: QApplication, store: Store, habit: str, prints: int, asks: bool
) -> None:
    change_office(store, ADMINISTRATOR, {"control_slip": habit}, MORNING)
    receipts = [received(store), received(store)]
    made = Counter(app, store)
    try:
        made.f6()
        for receipt in receipts:
            made.scan(receipt.code)
        made.f9()
        assert len(made.tray.papers) == prints
        assert made.page.strip._do.isVisible() is asks
        if asks:
            made.page.strip._do.click()
            assert made.tray.papers == [(receipt.id, "control") for receipt in receipts]
    finally:
        made.close()


def test_the_control_slip_has_a_block_for_each_way_and_its_code_reads_back(counter: Counter) -> None:
    receipt = handed(counter.store)[0]
    counter.f6()
    counter.coming()
    counter.page.coming.unfinished.setChecked(True)
    counter.scan(receipt.code)
    counter.page.coming.reason.edit.setFocus()
    counter.type("Chuyển nhầm đơn vị")
    counter.f9()
    assert counter.dossier(receipt).unit == ""
    assert counter.dossier(receipt).state is State.PROCESSING
    assert receipt.code in counter.waiting()
    pdf = dossier_paper(counter.store, receipt.id, "control").pdf
    text = text_of(pdf)
    assert squeezed(f"Nhận: {UNIT}") in text
    assert squeezed("Nhận lại, chưa xong: Chuyển nhầm đơn vị") in text
    assert {code for _kind, code in codes_on(pdf)[0]} == {receipt.code}


# -- Nhận kết quả về --------------------------------------------------------------------------------------------------


def test_three_results_come_back_with_a_number_and_a_day_each(counter: Counter) -> None:
    receipts = handed(counter.store)
    counter.f6()
    counter.coming()
    counter.scan(receipts[0].code)
    counter.type("118⏎27/8⏎⏎⏎A-12")
    counter.scan(receipts[1].code)
    counter.type("119")
    counter.scan(receipts[2].code)
    counter.type("120⏎2708⏎3⏎")
    counter.f9()
    # F6, Alt+N and F9; three numbers of three; 27/8 and three Enters to the shelf A-12; 2708, both, three Enters.
    assert counter.keys == 3 + 9 + (1 + 4 + 3 + 4) + (1 + 4 + 1 + 1 + 1)
    results = [counter.dossier(receipt).result for receipt in receipts]
    assert [one and (one.number, one.signed_on, one.form, one.shelf) for one in results] == [
        ("118", date(2026, 8, 27), ResultKind.PAPER, "A-12"),
        ("119", None, ResultKind.PAPER, "A-12"),
        ("120", date(2026, 8, 27), ResultKind.BOTH, "A-12"),
    ]
    (sheet,) = counter.tray.sheets
    text = text_of(sheet.paper.pdf)
    assert squeezed("PHIẾU BÀN GIAO KẾT QUẢ") in text
    assert squeezed("Số 118 ngày 27/08/2026, bản giấy; kệ A-12") in text
    assert squeezed("Cộng: 3 kết quả") in text and "BÊNGIAO" in text and "BÊNNHẬN" in text
    assert counter.page.coming.rows == []


def test_results_of_two_units_make_a_list_for_each(counter: Counter) -> None:
    one, other = received(counter.store), received(counter.store)
    hand_over(counter.store, CLERK, [one.id], UNIT, LATER)
    hand_over(counter.store, CLERK, [other.id], "Phòng Kinh tế", LATER)
    counter.f6()
    counter.coming()
    counter.scan(one.code)
    counter.scan(other.code)
    counter.f9()
    pages = [squeezed(page) for page in page_texts(counter.tray.sheets[0].paper.pdf)]
    assert len(pages) == 4
    assert all(squeezed(one.code) in page and squeezed(other.code) not in page for page in pages[:2])
    assert all(squeezed(other.code) in page and squeezed("Phòng Kinh tế") in page for page in pages[2:])


def test_a_scan_into_a_cell_changes_no_cell(counter: Counter) -> None:
    receipts = handed(counter.store)
    counter.f6()
    counter.coming()
    counter.scan(receipts[0].code)
    counter.type("118")
    first = counter.row(0)
    for at, cell in enumerate((first.number, first.copies, first.shelf, first.excerpt), start=1):
        cell.setFocus()
        before = first.typed()
        counter.scan(receipts[1].code if at % 2 else receipts[2].code)
        assert first.typed() == before
    assert counter.page.coming.lot == tuple(receipt.id for receipt in receipts)


def test_an_electronic_result_without_a_number_warns_and_still_comes(counter: Counter) -> None:
    receipt = handed(counter.store)[0]
    counter.f6()
    counter.coming()
    counter.scan(receipt.code)
    counter.type("⏎⏎2⏎")
    assert "kết quả điện tử chưa có số" in counter.page.coming.warning.plain_text()
    counter.f9()
    result = counter.dossier(receipt).result
    assert result is not None and result.form is ResultKind.ELECTRONIC and result.number == ""


@pytest.mark.parametrize(
    ("day", "words"),
    [("32/13/2026", "chưa đúng"), ("28/08/2026", "chưa đến"), ("26/08/2026", "trước ngày tiếp nhận")],
)
def test_a_day_of_signing_that_cannot_be_is_refused_and_nothing_is_written(
    counter: Counter, day: str, words: str
) -> None:
    receipts = handed(counter.store)
    counter.f6()
    counter.coming()
    counter.scan(receipts[1].code)
    counter.scan(receipts[0].code)
    counter.type("118⏎" + day)
    counter.f9()
    assert words in counter.said()
    assert [counter.dossier(one).result for one in receipts] == [None] * 3
    assert len(counter.page.coming.rows) == 2


def test_a_result_that_is_here_already_is_refused_by_scan(counter: Counter) -> None:
    receipt = handed(counter.store)[0]
    receive_results(counter.store, CLERK, [ResultBack(receipt.id, "118")], LATER)
    counter.f6()
    counter.coming()
    counter.scan(receipt.code)
    assert f"Hồ sơ {receipt.code} đã có kết quả từ 27/08/2026" in counter.said()
    assert counter.page.coming.rows == []


def test_taking_back_wants_a_reason_and_a_unit(counter: Counter) -> None:
    away, here = handed(counter.store)[0], received(counter.store)
    counter.f6()
    counter.coming()
    counter.page.coming.unfinished.setChecked(True)
    counter.scan(here.code)
    assert "không ở đơn vị nào để nhận lại" in counter.said()
    counter.scan(away.code)
    counter.f9()
    assert "Chưa ghi lý do" in counter.said()
    assert counter.page.coming.reason.edit.hasFocus()
    assert counter.dossier(away).unit == UNIT


def test_a_row_can_be_taken_out_and_the_list_shows_it_again(counter: Counter) -> None:
    receipts = handed(counter.store)
    counter.f6()
    counter.coming()
    away = counter.page.coming.away
    before = [line.code for line in away.model.rows()]
    counter.scan(receipts[0].code)
    assert receipts[0].code not in [line.code for line in away.model.rows()]
    counter.row(0).drop.click()
    counter.settle()
    assert [line.code for line in away.model.rows()] == before


# -- both -------------------------------------------------------------------------------------------------------------


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_todays_lists_can_be_shown_and_printed_again(counter: Counter) -> None:
    receipts = handed(counter.store, "Phòng Văn hóa - Xã hội")
    counter.f6()
    counter.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    newest = menu.actions()[0]
    assert newest.text() == "09:12 · Phòng Văn hóa - Xã hội · 3 hồ sơ"
    newest.trigger()
    menu.close()
    counter.settle()
    assert squeezed(receipts[2].code) in text_of(counter.tray.shown[0].paper.pdf)


def test_tabs_count_and_what_is_gathered_survives_a_page_built_anew(counter: Counter) -> None:
    receipts = handed(counter.store)
    here = received(counter.store)
    counter.f6()
    assert counter.page.tabs.tabText(0) == f"&Chuyển đi ({len(counter.waiting())})"
    counter.scan(here.code)
    counter.coming()
    counter.scan(receipts[0].code)
    counter.type("118⏎27/8")
    counter.window.rebuild_pages()
    counter.settle()
    page = counter.page
    assert page.tabs.currentIndex() == 1
    assert page.going.lot == (here.id,)
    assert page.going.chosen_unit() == UNIT
    assert (counter.row(0).number.text(), counter.row(0).signed.text()) == ("118", "27/8")


def test_enter_never_hands_over(counter: Counter) -> None:
    receipt = received(counter.store)
    counter.f6()
    counter.scan(receipt.code)
    for control in (counter.page.box.edit, counter.page.going.button, counter.page.going.block_of_lot.table):
        control.setFocus()
        counter.type("⏎")
    assert counter.dossier(receipt).unit == ""
    assert isinstance(receipt.id, UUID)


@pytest.mark.parametrize("language", Language)
def test_both_tabs_stand_whole_on_the_smallest_screen(app: QApplication, store: Store, language: Language) -> None:
    speaker = Speaker(app)
    speaker.speak(language)
    made = Counter(app, store)
    try:
        away, here = handed(store), received(store)
        made.f6()
        room = made.page.findChild(Room)
        assert room is not None
        made.scan(here.code)
        assert room.verticalScrollBar().maximum() == 0
        made.page.tabs.setCurrentIndex(1)
        for receipt in away:
            made.scan(receipt.code)
        assert room.verticalScrollBar().maximum() == 0
    finally:
        made.close()
        speaker.speak(Language.VIETNAMESE)


@pytest.mark.parametrize(
    ("width", "english", "step"), [(1366, False, 0), (1366, True, 4), (1000, False, 0), (1000, True, 4)]
)
def test_nothing_is_cut_on_either_tab(app: QApplication, store: Store, width: int, english: bool, step: int) -> None:
    speaker = Speaker(app)
    speaker.speak(Language.ENGLISH if english else Language.VIETNAMESE)
    apply_theme(app, Theme(LIGHT, Sizes(extra=step)))
    made = Counter(app, store)
    try:
        made.window.resize(width, 697)
        away, here = handed(store), received(store)
        made.f6()
        made.scan(here.code)
        found = clipped(made.window)
        made.page.tabs.setCurrentIndex(1)
        for receipt in away:
            made.scan(receipt.code)
        made.type("⏎⏎2⏎")
        found += clipped(made.window)
        made.page.coming.unfinished.setChecked(True)
        made.settle()
        assert [*found, *clipped(made.window)] == []
    finally:
        made.close()
        speaker.speak(Language.VIETNAMESE)
        apply_theme(app, Theme(LIGHT))


@given(day=st.dates(date(2024, 1, 1), date(2030, 12, 31)), typed=st.dates(date(2023, 1, 1), date(2030, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_a_typed_day_is_read_as_written_and_without_a_year_never_lies_ahead(day: date, typed: date) -> None:
    for text in (f"{typed:%d/%m/%Y}", f"{typed.day}/{typed.month}/{typed.year}", f"{typed:%d%m%Y}"):
        assert typed_day(text, day) == typed
    for text in (f"{typed.day}/{typed.month}", f"{typed:%d%m}", f"{typed:%d.%m}"):
        found = typed_day(text, day)
        assert found is None or (found <= day and (found.day, found.month) == (typed.day, typed.month))
        assert found is not None or (typed.day, typed.month) == (29, 2)
    assert typed_day("32/1", day) is None
    assert typed_day("Giấy", day) is None
