"""The page Trả kết quả by keys and scans: each state's one action, the right hand, money, and never a second return."""

import ast
import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from clipping import clipped
from hands import Hands
from patience import let_run, let_settle
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from reception_desk import Tray
from staff import ADMINISTRATOR, CLERK, MORNING, SUPERVISOR

from desk_app.domain.codes import Scan, ScanKind, parse_scan
from desk_app.domain.dossier import Dossier
from desk_app.domain.events.reception import AuthorisationKind, ReturnBy
from desk_app.domain.events.steps import Satisfaction
from desk_app.domain.fees import PayMethod
from desk_app.domain.people import Person
from desk_app.domain.states import State
from desk_app.models.store import Store
from desk_app.services.office_settings import change_office
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import Receipt, receive
from desk_app.services.returning import GiveBack, give_back
from desk_app.services.steps import take_step
from desk_app.ui import pages
from desk_app.ui.desk import Desk, DossierTarget, ReturnTarget, Target
from desk_app.ui.keys import Act
from desk_app.ui.messages import MessageLog
from desk_app.ui.operations import Operations
from desk_app.ui.page import DOSSIERS, RETURN, Page, PageSpec
from desk_app.ui.pages.returning import reading
from desk_app.ui.pages.returning.facts import FirstLine
from desk_app.ui.pages.returning.page import ReturningPage
from desk_app.ui.pages.returning.words import Way
from desk_app.ui.scan import ScanGuard
from desk_app.ui.sign_in import Clerk
from desk_app.ui.translation import words
from desk_app.ui.widgets.labels import Paragraph
from desk_app.ui.window import Links, MainWindow

NOW = MORNING + timedelta(hours=2)
HOA = {"name": "VŨ THỊ HÒA", "id_number": "038190007788", "phone": "0912000777", "address": "Thôn 3"}
HOA_CARD = "038190007788||Vũ Thị Hòa|12031990|Nữ|Thôn 3, xã Hòa Bình Trung, tỉnh Hòa Giang|01072021"
NEIGHBOUR_CARD = "001095000123||Nguyễn Văn Mới|05061995|Nam|Thôn 9, xã Hòa Bình Trung, tỉnh Hòa Giang|15082024||||"
BENT_CARD = "001095000123||Nguyeenx Vawn Mowis|05061995|Nam|Thoon 9, xax Hoaf Binhf Trung|15082024||||"
FEE = [{"name": "Lệ phí", "amount": 8000, "full_amount": 8000, "when": "at_return"}]


class Counter:
    """A window with the return page and a plain one beside it, hands that count their keys, the store behind."""

    def __init__(self, app: QApplication, store: Store, now: datetime = NOW) -> None:
        self.store = store
        self.operations = Operations()
        self.bugs: list[str] = []
        self.operations.bug.connect(self.bugs.append)
        self.desk = Desk(store, self.operations, lambda: now)
        self.tray = Tray()
        self.opened: list[Target] = []
        self.desk.use_printing(self.tray)  # type: ignore[arg-type]
        self.desk.use_ways(self.opened.append)
        self.hands = Hands()
        self.keys = 0
        links = Links(_refuse, tuple, tuple, lambda _text: (), lambda _key: None, lambda _scan: False)
        specs = [
            PageSpec(DOSSIERS, "folder_open", Page, Act.DOSSIERS),
            PageSpec(RETURN, "assignment_turned_in", lambda parent: ReturningPage(self.desk, parent), Act.RETURN),
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
    def page(self) -> ReturningPage:
        page = self.window.current_page()
        assert isinstance(page, ReturningPage)
        return page

    def settle(self) -> None:
        let_settle(lambda: self.operations.idle and not self._searches())
        assert not self.bugs, self.bugs

    def type(self, text: str) -> None:
        """Type characters; ``⏎`` is Enter. Each is one key."""
        for character in text:
            self.keys += 1
            if character == "⏎":
                self.settle()
                self.hands.enter()
            else:
                self.hands.type(character)
        self.settle()

    def press(self, key: Qt.Key) -> None:
        self.keys += 1
        QTest.keyClick(QApplication.focusWidget() or self.window, key)
        self.settle()

    def f4(self) -> None:
        self.press(Qt.Key.Key_F4)

    def f9(self) -> None:
        self.window._press._last = None
        self.press(Qt.Key.Key_F9)

    def scan(self, text: str) -> None:
        """Scan something; it costs no key."""
        self._rest()
        self.hands.scan(text)
        self.settle()

    def _searches(self) -> bool:
        """Tell whether the page's box waits for more letters before it looks."""
        page = self.window.current_page()
        return isinstance(page, ReturningPage) and page.box._timer.isActive()

    def _rest(self) -> None:
        """Pause longer than any scanner does between two keys."""
        self._rested += 0.16

    def said(self) -> str:
        shown = self.page.strip.shown
        return shown[1] if shown else ""

    def texts(self) -> str:
        assert self.page.panel is not None
        return "\n".join(part.plain_text() for part in self.page.panel.findChildren(Paragraph))

    def button(self) -> str:
        assert self.page.panel is not None
        button = self.page.panel.button
        return button.text() if button.isVisible() else ""

    def dossier(self, receipt: Receipt) -> Dossier:
        with self.store.reading() as rd:
            found = rd.dossiers.by_id(receipt.id)
        assert found is not None
        return found

    def is_empty(self) -> bool:
        return self.page.panel is None and self.page.box.edit.hasFocus() and not self.page.box.text()

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


def received(store: Store, **values: object) -> Receipt:
    return receive(store, CLERK, checked_receive({"procedure": "1.004873", "submitter": HOA, **values}), MORNING)


def ready(store: Store, **values: object) -> Receipt:
    receipt = received(store, **values)
    result = {"number": "118", "shelf": "A-12", "copies": 2}
    take_step(store, CLERK, receipt.id, "ResultReady", result, MORNING)
    return receipt


# -- the right hand ---------------------------------------------------------------------------------------------------


def test_the_owner_with_a_slip_takes_2_keys(counter: Counter) -> None:
    receipt = ready(counter.store)
    counter.f4()
    counter.scan(receipt.code)
    assert "SẴN SÀNG TRẢ" in counter.texts()
    assert "Số 118 · 2 bản · Kệ A-12" in counter.texts()
    assert counter.button() == "Đã đối chiếu – Trả kết quả"
    counter.f9()
    assert counter.keys == 2
    returned = counter.dossier(receipt).returned
    assert returned is not None
    assert (returned.to.name, returned.is_owner, returned.compared, returned.slip_lost) == (
        "VŨ THỊ HÒA",
        True,
        True,
        False,
    )
    assert returned.satisfaction is Satisfaction.NOT_ASKED
    assert counter.is_empty()
    assert counter.said() == f"Đã trả kết quả hồ sơ {receipt.code} cho VŨ THỊ HÒA."
    assert counter.tray.papers == []


def test_the_owners_card_adds_no_key(counter: Counter) -> None:
    receipt = ready(counter.store)
    counter.f4()
    counter.scan(receipt.code)
    counter.scan(HOA_CARD)
    assert "✔ Thẻ khớp chủ hồ sơ: VŨ THỊ HÒA 0381900•••88" in counter.texts()
    counter.f9()
    assert counter.keys == 2
    assert counter.dossier(receipt).state is State.RETURNED


def test_a_neighbour_takes_5_keys_through_the_grounds(counter: Counter) -> None:
    receipt = ready(counter.store)
    counter.f4()
    counter.scan(receipt.code)
    counter.scan(NEIGHBOUR_CARD)
    assert counter.page.panel is not None
    assert counter.page.panel.recipient is not None
    assert counter.page.panel.recipient.way is Way.AUTHORISED
    assert "✘ Thẻ KHÔNG phải của chủ hồ sơ" in counter.texts()
    counter.type("1⏎")
    counter.type("⏎")
    counter.f9()
    assert counter.keys == 5
    returned = counter.dossier(receipt).returned
    assert returned is not None, counter.said()
    assert returned.authorisation is not None
    assert (returned.to.name, returned.to.id_number, returned.is_owner, returned.authorisation.kind) == (
        "Nguyễn Văn Mới",
        "001095000123",
        False,
        AuthorisationKind.LETTER,
    )


def test_the_owners_keystrokes_never_return_to_a_neighbour(counter: Counter) -> None:
    receipt = ready(counter.store)
    counter.f4()
    counter.scan(receipt.code)
    counter.scan(NEIGHBOUR_CARD)
    counter.f9()
    assert counter.dossier(receipt).state is State.RESULT_READY
    assert counter.said() == "Người nhận không phải chủ hồ sơ. Chọn căn cứ nhận thay rồi nhấn F9."
    assert counter.page.panel is not None
    recipient = counter.page.panel.recipient
    assert recipient is not None
    recipient.choose(Way.OWNER)
    counter.f9()
    assert counter.dossier(receipt).state is State.RESULT_READY
    recipient.put_away.click()
    assert not recipient.is_foreign
    counter.f9()
    returned = counter.dossier(receipt).returned
    assert returned is not None
    assert returned.to.name == "VŨ THỊ HÒA"


def test_a_card_bent_by_the_input_method_is_read_again_before_it_is_kept(counter: Counter) -> None:
    receipt = ready(counter.store)
    counter.f4()
    counter.scan(receipt.code)
    counter.scan(BENT_CARD)
    counter.type("1⏎")
    counter.f9()
    assert counter.dossier(receipt).state is State.RESULT_READY
    assert "đúng theo giấy tờ" in counter.said()
    assert counter.page.panel is not None
    recipient = counter.page.panel.recipient
    assert recipient is not None
    assert recipient.name.edit.hasFocus()
    recipient.name.edit.selectAll()
    counter.type("Nguyễn Văn Mới")
    counter.f9()
    returned = counter.dossier(receipt).returned
    assert returned is not None
    assert returned.to.name.upper() == "NGUYỄN VĂN MỚI"


def test_a_lost_slip_needs_a_card_or_compared_papers(counter: Counter) -> None:
    receipt = ready(counter.store)
    counter.f4()
    counter.type("7788⏎")
    assert counter.page.panel is not None
    counter.f9()
    assert counter.dossier(receipt).state is State.RESULT_READY
    assert "không có phiếu hẹn" in counter.said()
    counter.press(Qt.Key.Key_Space)
    counter.f9()
    returned = counter.dossier(receipt).returned
    assert returned is not None
    assert returned.slip_lost


def test_the_owners_card_alone_opens_what_is_ready(counter: Counter) -> None:
    receipt = ready(counter.store)
    received(counter.store, procedure="2.000635")
    counter.f4()
    counter.scan(HOA_CARD)
    counter.f9()
    returned = counter.dossier(receipt).returned
    assert returned is not None
    assert returned.slip_lost
    assert counter.keys == 2


def test_by_post_with_its_number_and_never_electronically_on_paper(counter: Counter) -> None:
    receipt = ready(counter.store)
    counter.f4()
    counter.scan(receipt.code)
    assert counter.page.panel is not None
    recipient = counter.page.panel.recipient
    assert recipient is not None
    assert Way.ELECTRONIC not in recipient.buttons
    recipient.choose(Way.POST)
    assert counter.button() == "Ghi nhận đã gửi bưu điện"
    recipient.tracking.setFocus()
    counter.type("EH012VN")
    counter.f9()
    returned = counter.dossier(receipt).returned
    assert returned is not None
    assert (returned.how, returned.tracking_number, returned.compared) == (ReturnBy.POST, "EH012VN", False)


# -- what goes with it ------------------------------------------------------------------------------------------------


def test_money_still_due_is_taken_in_place_and_never_silently(counter: Counter) -> None:
    receipt = ready(counter.store, fees=FEE)
    counter.f4()
    counter.scan(receipt.code)
    assert "CÒN PHẢI THU 8.000 đ" in counter.texts().replace("\u00a0", " ")
    counter.f9()
    assert counter.dossier(receipt).state is State.RESULT_READY
    assert "còn phải thu" in counter.said()
    counter.press(Qt.Key.Key_Down)
    counter.f9()
    assert counter.dossier(receipt).state is State.RETURNED
    assert counter.dossier(receipt).paid_total == 8000


def test_other_results_go_along_when_ticked_with_their_money(counter: Counter) -> None:
    first = ready(counter.store)
    second = ready(counter.store, procedure="1.001193", fees=FEE)
    unfinished = received(counter.store, procedure="2.000635")
    counter.f4()
    counter.scan(first.code)
    panel = counter.page.panel
    assert panel is not None
    assert panel.result is not None
    assert panel.money is not None
    assert not panel.result.others[unfinished.id].isEnabled()
    assert not any(row.isChecked() for row in panel.result.others.values())
    assert not panel.money.isVisible()
    panel.result.others[second.id].click()
    assert panel.money.isVisible()
    panel.money.method.set_value(PayMethod.TRANSFER)
    counter.f9()
    assert counter.dossier(first).state is counter.dossier(second).state is State.RETURNED
    assert counter.dossier(unfinished).state is State.RECEIVED
    assert "Cùng 1 kết quả khác" in counter.said()


def test_originals_are_given_back_only_when_ticked(counter: Counter) -> None:
    receipt = ready(counter.store, papers=[{"name": "Giấy chứng nhận", "original": 1}])
    counter.f4()
    counter.scan(receipt.code)
    panel = counter.page.panel
    assert panel is not None
    assert panel.result is not None
    assert not panel.result.originals.isChecked()
    panel.result.originals.click()
    counter.f9()
    assert counter.dossier(receipt).originals_returned


def test_the_return_slip_prints_only_where_the_office_wants_it(counter: Counter) -> None:
    change_office(counter.store, ADMINISTRATOR, {"return_slip": True}, MORNING)
    receipt = ready(counter.store)
    counter.f4()
    counter.scan(receipt.code)
    counter.f9()
    assert counter.tray.papers == [(receipt.id, "return_slip")]


# -- every other state ------------------------------------------------------------------------------------------------


def test_what_is_being_processed_has_no_button_but_says_where_it_is_and_whom_to_call(counter: Counter) -> None:
    receipt = received(counter.store)
    handed = {"unit": "Phòng Kinh tế", "person": "Ông Tư", "phone": "0999000222"}
    take_step(counter.store, CLERK, receipt.id, "HandedOver", handed, MORNING)
    counter.f4()
    counter.scan(receipt.code)
    assert counter.button() == ""
    for part in ("CHƯA CÓ KẾT QUẢ", "Phòng Kinh tế từ 27/08/2026", "Ông Tư, 0999000222"):
        assert part in counter.texts()
    assert counter.texts().count("0999000222") == 1, "whom to call is said once"
    counter.f9()
    assert "CHƯA CÓ KẾT QUẢ" in counter.said()
    assert counter.dossier(receipt).state is State.PROCESSING


def test_fees_may_be_taken_before_the_result_is_there(counter: Counter) -> None:
    receipt = received(counter.store, fees=FEE)
    counter.f4()
    counter.scan(receipt.code)
    panel = counter.page.panel
    assert panel is not None
    assert panel.money is not None
    panel.money.take.click()
    assert panel.money.method.is_missing
    panel.money.method.set_value(PayMethod.CASH)
    panel.money.take.click()
    counter.settle()
    assert counter.dossier(receipt).paid_total == 8000
    assert "Đã thu lệ phí" in counter.said()


def test_a_supplement_is_taken_by_ticks_and_an_updated_slip_prints(counter: Counter) -> None:
    receipt = received(counter.store)
    asked = {"missing": [{"name": "Trích lục ly hôn"}]}
    take_step(counter.store, CLERK, receipt.id, "SupplementRequested", asked, MORNING)
    counter.f4()
    counter.scan(receipt.code)
    assert counter.button() == "Nhận bổ sung"
    counter.f9()
    assert counter.dossier(receipt).state is State.SUPPLEMENT_WAIT
    assert "đánh dấu giấy tờ đã nhận" in counter.said()
    counter.press(Qt.Key.Key_Space)
    counter.f9()
    assert counter.dossier(receipt).state is State.PROCESSING
    assert counter.tray.papers == [(receipt.id, "receipt")]
    assert counter.is_empty()


def test_a_duty_is_met_by_its_proof(counter: Counter) -> None:
    receipt = received(counter.store)
    duty = {"duty": "Thuế", "amount": 500_000}
    take_step(counter.store, CLERK, receipt.id, "PaymentRequested", duty, MORNING)
    counter.f4()
    counter.scan(receipt.code)
    assert counter.button() == "Ghi nhận đã nộp tiền"
    panel = counter.page.panel
    assert panel is not None
    assert panel.duty is not None
    assert panel.duty.amount.text() == "500.000"
    panel.duty.amount.set_text("năm trăm")
    counter.f9()
    assert "không đọc được" in counter.said()
    panel.duty.amount.set_text("500.000")
    counter.f9()
    assert counter.dossier(receipt).state is State.PROCESSING
    assert counter.tray.papers == [(receipt.id, "receipt")]


def test_originals_of_a_stopped_dossier_go_back_to_the_right_hand(counter: Counter) -> None:
    receipt = received(counter.store, papers=[{"name": "Giấy chứng nhận", "original": 1}])
    take_step(counter.store, SUPERVISOR, receipt.id, "Stopped", {"reason": "Hết thời hạn bổ sung"}, MORNING)
    counter.f4()
    counter.scan(receipt.code)
    assert counter.button() == "Trả lại giấy tờ"
    counter.scan(NEIGHBOUR_CARD)
    counter.f9()
    assert not counter.dossier(receipt).originals_returned
    counter.scan(HOA_CARD)
    counter.f9()
    assert counter.dossier(receipt).originals_returned


def test_a_second_return_is_refused_in_words(counter: Counter) -> None:
    receipt = ready(counter.store)
    counter.f4()
    counter.scan(receipt.code)
    command = GiveBack(dossiers=(receipt.id,), to=Person.model_validate(HOA), compared=True)
    give_back(counter.store, CLERK, command, NOW)
    counter.f9()
    assert "Không trả lần hai" in counter.said()
    assert "ĐÃ TRẢ ngày 27/08/2026" in counter.texts()
    assert counter.button() == ""
    counter.f9()
    assert "ĐÃ TRẢ ngày" in counter.said()
    assert len([entry for entry in counter.dossier(receipt).timeline if entry.kind == "Returned"]) == 1


def test_a_late_dossier_says_so_beside_its_first_line(app: QApplication, store: Store) -> None:
    receipt = received(store)
    counter = Counter(app, store, MORNING + timedelta(days=12))
    counter.f4()
    counter.scan(receipt.code)
    assert "QUÁ HẠN 2 NGÀY (thư xin lỗi: chưa có)" in counter.texts()
    counter.close()


# -- the box ----------------------------------------------------------------------------------------------------------


def test_a_code_unknown_here_says_so(counter: Counter) -> None:
    counter.f4()
    counter.scan("H56.14-250101-9999")
    assert counter.said().startswith("Không thấy mã H56.14-250101-9999")
    assert counter.is_empty()


def test_a_stranger_s_card_on_an_empty_page_says_there_is_nothing(counter: Counter) -> None:
    counter.f4()
    counter.scan(NEIGHBOUR_CARD)
    assert "chưa có hồ sơ nào" in counter.said()


def test_enter_opens_but_never_returns_and_esc_empties_the_page(counter: Counter) -> None:
    receipt = ready(counter.store)
    counter.f4()
    counter.scan(receipt.code)
    assert counter.page.panel is not None
    counter.page.panel.button.setFocus()
    counter.type("⏎⏎")
    assert counter.dossier(receipt).state is State.RESULT_READY
    counter.press(Qt.Key.Key_Escape)
    assert counter.page.panel is not None
    assert counter.page.box.edit.hasFocus()
    counter.press(Qt.Key.Key_Escape)
    assert counter.is_empty()


def test_who_is_waited_for_is_counted_and_listed(counter: Counter) -> None:
    counter.f4()
    before = len(counter.page._waiting.today)
    receipt = ready(counter.store)
    counter.page.refresh()
    counter.settle()
    assert counter.page.today.text() == f"Chờ trả hôm nay {before + 1}"
    assert counter.page.uncollected.text() == f"Chưa đến nhận {len(counter.page._waiting.uncollected)}"
    counter.page.today.click()
    assert receipt.id in [row.key for row in counter.page.box.suggestions]
    assert counter.page.box.is_open


def test_a_long_list_is_counted_whole_and_says_that_it_is_cut(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.f4()
    today, uncollected = counter.page.today.text(), counter.page.uncollected.text()
    monkeypatch.setattr(reading, "MOST_LISTED", 2)
    counter.page.refresh()
    counter.settle()
    assert (counter.page.today.text(), counter.page.uncollected.text()) == (today, uncollected)
    counter.page.today.click()
    assert len(counter.page.box.suggestions) == 2
    assert counter.said().startswith(f"Danh sách hiện 2 hồ sơ đầu trong {today.rpartition(' ')[2]}.")


def test_from_the_return_page_a_slip_takes_1_key(counter: Counter) -> None:
    counter.f4()
    for receipt in (ready(counter.store), ready(counter.store)):
        counter.keys = 0
        counter.scan(receipt.code)
        counter.f9()
        assert counter.keys == 1
        assert counter.dossier(receipt).state is State.RETURNED


def test_the_other_steps_are_one_press_away(counter: Counter) -> None:
    receipt = ready(counter.store)
    counter.f4()
    counter.scan(receipt.code)
    assert counter.page.panel is not None
    counter.page.panel.facts.show_dossier.click()
    assert counter.opened == [DossierTarget(receipt.id, steps=True)]


def test_what_was_open_survives_the_page_being_built_anew(counter: Counter) -> None:
    receipt = ready(counter.store)
    counter.f4()
    counter.scan(receipt.code)
    counter.window.rebuild_pages()
    counter.settle()
    assert counter.page.panel is not None
    assert counter.page.panel.view.dossier.id == receipt.id


def test_no_personal_number_stands_whole_on_the_page(counter: Counter) -> None:
    receipt = ready(counter.store)
    counter.f4()
    counter.scan(receipt.code)
    counter.scan(HOA_CARD)
    shown = [counter.texts(), *(label.text() for label in counter.page.findChildren(QLabel))]
    assert not any("038190007788" in text or "0912000777" in text for text in shown)


# -- room -------------------------------------------------------------------------------------------------------------


def test_money_originals_and_another_dossier_fit_the_smallest_window_without_scrolling(counter: Counter) -> None:
    papers = [{"name": "Giấy chứng nhận quyền sử dụng đất", "original": 1}]
    receipt = ready(counter.store, fees=FEE, papers=papers)
    received(counter.store, procedure="1.001193")
    counter.f4()
    counter.scan(receipt.code)
    panel = counter.page.panel
    assert panel is not None
    assert panel.money is not None
    assert panel.money.isVisible()
    assert panel._right.verticalScrollBar().maximum() == 0
    assert clipped(counter.window) == []


def test_a_neighbour_with_money_and_other_dossiers_fits_too_and_the_first_line_never_scrolls(counter: Counter) -> None:
    change_office(counter.store, ADMINISTRATOR, {"ask_satisfaction": True}, MORNING)
    papers = [{"name": "Giấy chứng nhận quyền sử dụng đất", "original": 1}]
    receipt = ready(counter.store, fees=FEE, papers=papers)
    about = "Cấp bản sao trích lục khai sinh cho cháu Nguyễn Gia Bảo"
    ready(counter.store, procedure="1.001193", fees=FEE, summary=about)
    received(counter.store, procedure="2.000635", summary=about)
    counter.f4()
    counter.scan(receipt.code)
    counter.scan(NEIGHBOUR_CARD)
    panel = counter.page.panel
    assert panel is not None
    assert panel.result is not None
    assert panel._right.verticalScrollBar().maximum() == 0
    assert clipped(counter.window) == []
    assert [row.text()[-11:] for row in panel.result.others.values()] == ["thu 8.000 đ", "· chưa xong"]
    # At 150 % the rest scrolls; what it waits for and F9 do not, and nothing is cut at its side.
    counter.window.resize(911, 600)
    counter.settle()
    assert clipped(counter.window) == []
    areas = panel.findChildren(QScrollArea)
    fixed = [*panel.findChildren(FirstLine), panel.button]
    assert len(fixed) == 2
    assert not any(area.isAncestorOf(part) for area in areas for part in fixed)


def test_another_page_opens_a_dossier_here_and_its_slip_is_not_taken_as_shown(counter: Counter) -> None:
    receipt = ready(counter.store)
    counter.f4()
    counter.page.open_target(ReturnTarget(receipt.id))
    counter.settle()
    panel = counter.page.panel
    assert panel is not None
    assert panel.recipient is not None
    assert not panel.recipient.has_slip.isChecked()
    counter.f9()
    assert counter.dossier(receipt).state is State.RESULT_READY
    assert "không có phiếu hẹn" in counter.said()


# -- words ------------------------------------------------------------------------------------------------------------


def sources() -> set[str]:
    folder = Path(str(pages.__file__)).parent / "returning"
    return {
        str(node.args[0].value)
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("tr", "mark")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_word_of_the_page_has_its_english() -> None:
    known = words("en")
    assert sorted(sources() - set(known)) == []
    fields = re.compile(r"\{(\w+)\}")
    for source in sources():
        assert set(fields.findall(source)) == set(fields.findall(known[source])), source
