"""A dossier along each legal path to its end, by keys and scans; each paper read from its PDF; the illegal refused."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from clipping import clipped
from later_desk import ALT, HOA, LaterDesk, at, received
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from staff import ADMINISTRATOR, CLERK, MORNING, SUPERVISOR

from desk_app.domain.states import State
from desk_app.models.store import Store
from desk_app.services.later_steps import LATER_STEPS
from desk_app.services.office_settings import change_office
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import Receipt, receive
from desk_app.services.steps import take_step
from desk_app.ui.desk import LateTarget, ReceptionTarget, ReturnTarget
from desk_app.ui.pages.reception.page import ReceptionPage
from desk_app.ui.widgets.focus import FocusRing

HAND_OVER, TAKE_BACK, ASK, SUPPLEMENTED, DUTY, PAID, RESULT, RETURN, WITHDRAW, STOP, ORIGINALS, APOLOGY, NOTE = range(
    1, 14
)
LAND_PAPERS = [{"name": "Giấy chứng nhận quyền sử dụng đất", "original": 1}]


@pytest.fixture
def desk(app: QApplication, store: Store) -> Iterator[LaterDesk]:
    made = LaterDesk(app, store)
    yield made
    made.close()


def give_result_back(desk: LaterDesk, receipt: Receipt) -> None:
    """From the result on the shelf to the owner's hand, with the return slip."""
    change_office(desk.store, ADMINISTRATOR, {"return_slip": True}, desk.now)
    desk.step(RESULT, "118/XN-UBND⏎27/08/2026⏎⏎2⏎Kệ A-12⏎")
    assert desk.dossier(receipt).state is State.RESULT_READY, desk.texts()
    desk.press(Qt.Key.Key_B, ALT)
    desk.type(f"{RETURN}⏎")
    assert desk.asked[-1] == ReturnTarget(receipt.id)
    desk.scan(receipt.code)
    desk.f9()
    dossier = desk.dossier(receipt)
    assert dossier.state is State.RETURNED, desk.said()
    assert desk.tray.papers[-1] == (receipt.id, "return_slip")
    slip = desk.paper(receipt.id, "return_slip")
    for part in (receipt.code, "118/XN-UBND", "VŨ THỊ HÒA"):
        assert part in slip, slip


CONTROL = Qt.KeyboardModifier.ControlModifier


def plain(desk: LaterDesk, receipt: Receipt) -> None:
    desk.step(HAND_OVER, "1⏎Ông Tư⏎0999000222⏎kèm bản chính")
    assert desk.dossier(receipt).unit
    control = desk.paper(receipt.id, "control")
    assert receipt.code in control
    assert "Ông Tư" in control
    desk.now = at(28, 15)
    give_result_back(desk, receipt)


def taken_back(desk: LaterDesk, receipt: Receipt) -> None:
    desk.step(HAND_OVER, "1⏎")
    first = desk.dossier(receipt).unit
    desk.step(TAKE_BACK, "Chuyển nhầm đơn vị")
    assert desk.dossier(receipt).unit == ""
    assert f"Nhận lại từ {first}" in desk.texts()
    desk.step(HAND_OVER, "2⏎")
    assert desk.dossier(receipt).unit not in ("", first)
    give_result_back(desk, receipt)


def with_supplement(desk: LaterDesk, receipt: Receipt) -> None:
    before = desk.dossier(receipt).due_at
    desk.step(ASK, "Bản sao trích lục ly hôn⏎Đơn có xác nhận⏎⏎Ảnh mờ⏎09⏎")
    assert desk.tray.papers[-1] == (receipt.id, "supplement"), desk.texts()
    sheet = desk.paper(receipt.id, "supplement")
    for part in (receipt.code, "Bản sao trích lục ly hôn", "Đơn có xác nhận", "Ảnh mờ"):
        assert part in sheet, sheet
    assert "tính lại khi công dân bổ sung xong" in desk.texts()
    desk.now = at(31, 9)
    desk.open(receipt)
    desk.press(Qt.Key.Key_B, ALT)
    desk.type(f"{SUPPLEMENTED}⏎")
    assert "Hẹn trả đang có: Thứ Sáu, 04/09/2026 17:00. Ghi bây giờ thì hẹn trả:" in desk.texts()
    desk.press(Qt.Key.Key_Space)
    desk.f9()
    after = desk.dossier(receipt).due_at
    assert before is not None
    assert after is not None
    assert after > before, desk.texts()
    assert desk.tray.papers[-1] == (receipt.id, "receipt")
    assert f"{after.astimezone(desk.now.tzinfo):%d/%m/%Y}" in desk.said()
    assert "trước đó Thứ Sáu, 04/09/2026 17:00" in desk.said()
    slip = desk.paper(receipt.id, "receipt")
    assert f"{after.astimezone(desk.now.tzinfo):%d/%m/%Y}" in slip
    assert "Thay cho ngày hẹn trước: 17 giờ 00 phút, ngày 04 tháng 09 năm 2026" in slip
    desk.press(Qt.Key.Key_B, ALT)
    desk.type(f"{ASK}⏎")
    assert "Quyết định 766/QĐ-TTg" in desk.texts()
    desk.press(Qt.Key.Key_Escape)
    desk.press(Qt.Key.Key_Escape)
    give_result_back(desk, receipt)


def with_payment(desk: LaterDesk, receipt: Receipt) -> None:
    desk.step(DUTY, "1⏎50.000⏎TB-12")
    request = desk.dossier(receipt).payment_request
    assert request is not None, desk.texts()
    assert (request.duty, request.amount, request.document_number) == ("Lệ phí trước bạ", Decimal(50_000), "TB-12")
    desk.now = at(31, 9)
    desk.open(receipt)
    desk.press(Qt.Key.Key_B, ALT)
    desk.type(f"{PAID}⏎")
    step = desk.dossiers.detail.step
    assert step is not None
    assert step.form.block.amount.text() == "50.000"  # type: ignore[attr-defined]
    desk.f9()
    assert desk.dossier(receipt).state is State.PROCESSING, desk.texts()
    assert desk.tray.papers[-1] == (receipt.id, "receipt")
    assert "Thay cho ngày hẹn trước: 17 giờ 00 phút, ngày 04 tháng 09 năm 2026" in desk.paper(receipt.id, "receipt")
    assert "Hẹn trả mới:" in desk.said()
    give_result_back(desk, receipt)


def withdrawn(desk: LaterDesk, receipt: Receipt) -> None:
    desk.step(WITHDRAW, "Công dân đổi ý⏎")
    assert desk.dossier(receipt).state is State.WITHDRAWN
    assert "Giấy tờ gốc chưa trả lại" in desk.dossiers.detail.head._where.plain_text()
    desk.step(ORIGINALS, "1⏎")
    assert desk.dossier(receipt).originals_returned
    assert "VŨ THỊ HÒA" in desk.said()


def stopped(desk: LaterDesk, receipt: Receipt) -> None:
    desk.press(Qt.Key.Key_B, ALT)
    desk.type(f"{STOP}⏎Hết thời hạn bổ sung⏎45/TB⏎Trần Văn Hai⏎")
    desk.press(Qt.Key.Key_Space)
    desk.f9()
    dossier = desk.dossier(receipt)
    assert (dossier.state, dossier.originals_returned) == (State.STOPPED, True), desk.texts()
    assert desk.tray.papers[-1] == (receipt.id, "stop")
    notice = desk.paper(receipt.id, "stop")
    for part in (receipt.code, "Hết thời hạn bổ sung", "45/TB", "Trần Văn Hai", "được trả lại cùng thông báo này"):
        assert part in notice, notice


def returned_twice(desk: LaterDesk, receipt: Receipt) -> None:
    give_result_back(desk, receipt)
    desk.sit(SUPERVISOR)
    desk.open(receipt)
    timeline = desk.dossiers.detail.timeline
    assert timeline is not None
    next(iter(timeline.undo_buttons.values())).setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.type("Trả nhầm người⏎")
    desk.press(Qt.Key.Key_Space)
    assert desk.dossier(receipt).state is State.RESULT_READY, desk.said()
    desk.press(Qt.Key.Key_F4)
    desk.scan(receipt.code)
    desk.f9()
    assert desk.dossier(receipt).state is State.RETURNED, desk.said()
    assert desk.dossier(receipt).open_flags == ()


def corrected(desk: LaterDesk, receipt: Receipt) -> None:
    change_office(desk.store, ADMINISTRATOR, {"return_slip": True}, desk.now)
    before = desk.dossier(receipt)
    desk.press(Qt.Key.Key_E, CONTROL)
    assert desk.asked[-1] == ReceptionTarget(correct=receipt.id)
    page = desk.window.current_page()
    assert isinstance(page, ReceptionPage)
    desk.type("1⏎")
    page.choosing.change_procedure()
    desk.settle()
    desk.type("3⏎")
    desk.f9()
    after = desk.dossier(receipt)
    assert before.reception is not None
    assert after.reception is not None
    assert after.code == before.code, desk.said()
    assert after.reception.procedure.code != before.reception.procedure.code, desk.said()
    assert desk.tray.papers[-1] == (receipt.id, "receipt")
    slip = desk.paper(receipt.id, "receipt")
    assert receipt.code in slip
    assert " ".join(after.reception.procedure.name.split()[:4]) in slip, slip
    desk.open(receipt)
    assert "Sửa" in desk.texts()
    give_result_back(desk, receipt)


@pytest.mark.parametrize(
    "path",
    [plain, taken_back, with_supplement, with_payment, withdrawn, stopped, returned_twice, corrected],
    ids=lambda p: p.__name__,
)
def test_a_dossier_along_a_legal_path_to_its_end(desk: LaterDesk, path: Callable[[LaterDesk, Receipt], None]) -> None:
    receipt = received(desk.store, papers=LAND_PAPERS)
    desk.open(receipt)
    path(desk, receipt)
    with desk.store.reading() as rd:
        line = rd.dossiers.line(receipt.id)
    assert line is not None
    assert line.open_flags == 0


def test_correcting_opens_the_reception_on_the_same_dossier(desk: LaterDesk) -> None:
    receipt = received(desk.store)
    desk.open(receipt)
    desk.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert desk.asked[-1] == ReceptionTarget(correct=receipt.id)


def test_a_letter_of_apology_is_asked_for_on_the_page_that_has_it(desk: LaterDesk) -> None:
    receipt = received(desk.store)
    desk.open(receipt)
    desk.press(Qt.Key.Key_B, ALT)
    desk.type(f"{APOLOGY}⏎")
    assert desk.asked[-1] == LateTarget(receipt.id)


def type_moment(desk: LaterDesk, typed: str) -> None:
    """Type when it happened on paper, and press F9."""
    step = desk.dossiers.detail.step
    assert step is not None
    step.at.set_text("")
    step.at.setFocus()
    desk.type(typed)
    desk.f9()


def test_what_happened_on_paper_earlier_today_is_written_at_its_time(desk: LaterDesk) -> None:
    receipt = received(desk.store)
    desk.now = at(27, 15)
    desk.open(receipt)
    desk.press(Qt.Key.Key_B, ALT)
    desk.type(f"{HAND_OVER}⏎1⏎")
    for typed, sentence in (
        ("mười giờ", "giờ “mười giờ” không đọc được"),
        ("25:00", "giờ “25:00” không đọc được"),
        ("9:60", "không đọc được"),
        ("15:01", "ở tương lai"),
        ("07:00", "sớm hơn bước trước đó"),
    ):
        type_moment(desk, typed)
        step = desk.dossiers.detail.step
        assert step is not None, desk.said()
        assert sentence in step.error.plain_text(), (typed, step.error.plain_text())
    type_moment(desk, "10h30")
    (stay,) = desk.dossier(receipt).stays
    assert stay.since == at(27, 10).replace(minute=30), desk.texts()
    desk.step(ASK, "Ảnh⏎")
    desk.press(Qt.Key.Key_B, ALT)
    desk.type(f"{SUPPLEMENTED}⏎")
    desk.press(Qt.Key.Key_Space)
    type_moment(desk, "14:59")
    assert desk.dossier(receipt).state is State.SUPPLEMENT_WAIT, "the papers cannot come before they are asked for"
    type_moment(desk, "")
    assert desk.dossier(receipt).state is State.PROCESSING, desk.texts()


def test_every_step_is_listed_once_and_what_is_not_legal_says_why_in_one_sentence(desk: LaterDesk) -> None:
    receipt = received(desk.store)
    desk.open(receipt)
    desk.press(Qt.Key.Key_B, ALT)
    steps = desk.dossiers.detail.choices
    assert steps is not None
    assert set(steps.buttons) == {
        "HandedOver", "SupplementRequested", "PaymentRequested", "ResultReady", "Withdrawn", "Stopped",
        "OriginalsReturned", "Apologised", "Noted",
    }  # fmt: skip
    desk.press(Qt.Key.Key_Escape)
    offered = steps_offered(desk, receipt)
    numbers = [number for number, kind in enumerate(LATER_STEPS, 1) if kind not in offered]
    assert numbers
    *refusals, no_such = desk.refused(*numbers, 99)
    for number, said in zip(numbers, refusals, strict=True):
        assert receipt.code in said, number
        assert said.endswith("."), said
    assert "Không có số “99”" in no_such


def steps_offered(desk: LaterDesk, receipt: Receipt) -> set[str]:
    shown = desk.dossiers.detail.shown
    assert shown is not None
    return {offer.kind for offer in shown.offers.steps if offer.refusal is None}


@pytest.mark.parametrize(
    ("steps", "refused"),
    [
        ((), {TAKE_BACK, SUPPLEMENTED, PAID, RETURN}),
        (("HandedOver",), {SUPPLEMENTED, PAID, RETURN}),
        (("SupplementRequested",), {HAND_OVER, TAKE_BACK, ASK, DUTY, PAID, RESULT, RETURN}),
        (("PaymentRequested",), {HAND_OVER, TAKE_BACK, ASK, SUPPLEMENTED, DUTY, RESULT, RETURN}),
        (("Withdrawn",), {HAND_OVER, TAKE_BACK, ASK, DUTY, RESULT, RETURN, WITHDRAW, STOP, APOLOGY}),
        (("ResultReady",), {HAND_OVER, TAKE_BACK, ASK, SUPPLEMENTED, DUTY, RESULT, WITHDRAW, STOP, APOLOGY}),
        (("ResultReady", "Returned"), {HAND_OVER, ASK, DUTY, RESULT, RETURN, WITHDRAW, STOP, APOLOGY}),
    ],
)
def test_in_each_state_only_the_table_s_steps_are_offered(
    desk: LaterDesk, steps: tuple[str, ...], refused: set[int]
) -> None:
    receipt = received(desk.store)
    fields: dict[str, dict[str, object]] = {
        "HandedOver": {"unit": "Công an xã"},
        "SupplementRequested": {"missing": [{"name": "Ảnh"}]},
        "PaymentRequested": {"duty": "Thuế"},
        "Withdrawn": {"reason": "Đổi ý"},
        "ResultReady": {},
        "Returned": {"to": {"name": "VŨ THỊ HÒA"}, "is_owner": True, "compared": True},
    }
    for kind in steps:
        take_step(desk.store, CLERK, receipt.id, kind, fields[kind], desk.now - timedelta(minutes=5))
    desk.open(receipt)
    offered = steps_offered(desk, receipt)
    assert not {list(LATER_STEPS)[number - 1] for number in refused} & offered
    assert [said for said in desk.refused(*sorted(refused)) if receipt.code not in said] == []
    assert NOTE not in refused


def test_what_is_typed_wrong_is_said_beside_it_and_nothing_is_written(desk: LaterDesk) -> None:
    receipt = received(desk.store)
    desk.open(receipt)
    for number, typed, sentence in (
        (HAND_OVER, "", "còn thiếu Đơn vị nhận hồ sơ"),
        (ASK, "", "còn thiếu Giấy tờ còn thiếu"),
        (DUTY, "Thuế⏎nhiều lắm⏎", "số tiền “nhiều lắm” không đọc được"),
        (RESULT, "118⏎31/02/2026⏎", "ngày “31/02/2026” không đọc được"),
        (RESULT, "118⏎01/01/2030⏎", "chưa đến"),
        (STOP, "", "còn thiếu Lý do"),
    ):
        desk.step(number, typed)
        step = desk.dossiers.detail.step
        assert step is not None, (number, desk.said())
        assert sentence in step.error.plain_text(), step.error.plain_text()
        assert step.error.isVisible()
        desk.press(Qt.Key.Key_Escape)
        desk.press(Qt.Key.Key_Escape)
    assert desk.dossier(receipt).state is State.RECEIVED
    assert desk.tray.papers == []


def test_a_step_costs_few_keys_and_enter_never_writes_it(desk: LaterDesk) -> None:
    receipt = received(desk.store)
    desk.open(receipt)
    desk.keys = 0
    desk.press(Qt.Key.Key_B, ALT)
    desk.type("1⏎1⏎")
    desk.f9()
    assert desk.keys == 6
    assert desk.dossier(receipt).unit
    desk.press(Qt.Key.Key_B, ALT)
    desk.type("13⏎đã gọi điện⏎⏎⏎")
    assert "Ghi chú: đã gọi điện" not in desk.texts()
    desk.f9()
    assert "đã gọi điện" in desk.texts()


def test_the_people_of_a_unit_are_proposed_with_their_phones(desk: LaterDesk) -> None:
    other, receipt = received(desk.store), received(desk.store, procedure="1.001193")
    handed = {"unit": "Công an xã", "person": "Bà Năm", "phone": "0999000555"}
    take_step(desk.store, CLERK, other.id, "HandedOver", handed, desk.now)
    desk.open(receipt)
    desk.press(Qt.Key.Key_B, ALT)
    desk.type("1⏎Công an xã⏎")
    assert "1 Bà Năm" in desk.texts()
    desk.type("1⏎")
    desk.f9()
    stay = desk.dossier(receipt).stays[-1]
    assert (stay.unit, stay.person, stay.phone) == ("Công an xã", "Bà Năm", "0999000555")


def test_every_paper_of_a_dossier_is_shown_before_it_prints(desk: LaterDesk) -> None:
    receipt = received(desk.store)
    take_step(desk.store, CLERK, receipt.id, "SupplementRequested", {"missing": [{"name": "Ảnh"}]}, desk.now)
    take_step(desk.store, CLERK, receipt.id, "Stopped", {"reason": "Không bổ sung"}, desk.now)
    desk.open(receipt)
    shown = desk.dossiers.detail.shown
    assert shown is not None
    assert shown.offers.papers == ("receipt", "label", "explanation", "control", "supplement", "stop")
    desk.press(Qt.Key.Key_G, ALT)
    desk.type("6⏎")
    assert desk.tray.previewed == [(receipt.id, "stop")]
    for form in shown.offers.papers:
        assert receipt.code in desk.paper(receipt.id, form) or form == "label"


def in_a_lot(store: Store, lot: UUID) -> Receipt:
    """Register a dossier of a lượt."""
    values = {"procedure": "1.004873", "submitter": HOA, "session": lot}
    return receive(store, CLERK, checked_receive(values), MORNING)


def test_the_papers_of_a_lot_are_found_again_with_each_of_its_dossiers(desk: LaterDesk) -> None:
    lot = uuid4()
    receipts = [in_a_lot(desk.store, lot), in_a_lot(desk.store, lot)]
    desk.open(receipts[1])
    desk.press(Qt.Key.Key_G, ALT)
    desk.type("5⏎")
    assert desk.tray.previewed == [(lot, "receipt_several")]
    alone = in_a_lot(desk.store, uuid4())
    desk.open(alone)
    shown = desk.dossiers.detail.shown
    assert shown is not None
    assert shown.offers.papers == ("receipt", "label", "explanation", "control"), "one dossier alone has its own slip"


@pytest.mark.parametrize("width", [1366, 1000])
def test_every_panel_stands_whole_in_the_smallest_window(desk: LaterDesk, width: int) -> None:
    desk.window.resize(width, 697)
    receipt = received(desk.store, papers=LAND_PAPERS)
    desk.open(receipt)
    for number in (HAND_OVER, ASK, DUTY, RESULT, WITHDRAW, STOP, ORIGINALS, NOTE):
        desk.press(Qt.Key.Key_B, ALT)
        assert clipped(desk.window) == []
        desk.type(f"{number}⏎")
        step = desk.dossiers.detail.step
        assert step is not None
        assert step.write_button.visibleRegion().boundingRect().height() == step.write_button.height(), number
        assert clipped(desk.window) == [], number
        desk.press(Qt.Key.Key_Escape)
        desk.press(Qt.Key.Key_Escape)


def test_the_ring_follows_the_keys_from_the_list_into_a_panel(desk: LaterDesk, app: QApplication) -> None:
    receipt = received(desk.store)
    desk.open(receipt)
    desk.press(Qt.Key.Key_B, ALT)
    desk.type(f"{RESULT}⏎")
    (ring,) = app.findChildren(FocusRing)
    assert ring.target is QApplication.focusWidget()
    assert ring.overlay is not None
    assert ring.overlay.isVisible()
