"""Hồ sơ: the log of prints, whole for a dossier and for a day; and erasure by law, a supervisor's alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from clipping import clipped
from later_desk import ALT, LaterDesk, received
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from staff import CLERK, MORNING, SUPERVISOR

from desk_app.domain.dossier import Why
from desk_app.domain.dossier_timeline import WHYS
from desk_app.domain.envelope import digest, envelope_text
from desk_app.domain.events import (
    Authority,
    Corrected,
    FieldChange,
    HandedOver,
    PrintOutcome,
    ResultReady,
    Reversed,
    Stopped,
    Withdrawn,
    body_text,
)
from desk_app.models.store import Store
from desk_app.services.papers import dossier_paper
from desk_app.services.print_jobs import paper_printed
from desk_app.services.print_log import prints_of_day
from desk_app.services.print_outcomes import say_outcome
from desk_app.services.reception import Receipt
from desk_app.services.steps import take_step
from desk_app.ui.pages.dossiers.filters import Show
from desk_app.ui.translation import say
from desk_app.ui.widgets.question import QuestionDialog


@pytest.fixture
def desk(app: QApplication, store: Store) -> Iterator[LaterDesk]:
    made = LaterDesk(app, store)
    yield made
    made.close()


def printed(desk: LaterDesk, receipt: Receipt, minutes: int, outcome: PrintOutcome = PrintOutcome.GOOD) -> None:
    paper = dossier_paper(desk.store, receipt.id, "receipt")
    at = MORNING + timedelta(minutes=minutes)
    paper_printed(desk.store, SUPERVISOR if minutes > 20 else CLERK, receipt.id, paper, outcome, "Máy in 1", at)


def test_the_log_says_who_printed_which_copy_and_what_became_of_it(desk: LaterDesk) -> None:
    receipt = received(desk.store)
    printed(desk, receipt, 10, PrintOutcome.UNKNOWN)
    say_outcome(desk.store, CLERK, receipt.id, "receipt", PrintOutcome.SPOILED, MORNING + timedelta(minutes=12))
    printed(desk, receipt, 15)
    printed(desk, receipt, 30)
    desk.open(receipt)
    shown = desk.texts()
    for line in (
        "27/08/2026 09:22 · NGUYỄN THỊ LAN · Máy in 1 · A4 · bản hỏng, chưa rời quầy",
        "27/08/2026 09:27 · NGUYỄN THỊ LAN · Máy in 1 · A4 · bản tốt",
        "27/08/2026 09:42 · LÊ VĂN HÙNG · Máy in 1 · A4 · bản tốt",
        "Giấy tiếp nhận và hẹn trả (Mẫu 01) – Bản đầu",
        "Giấy tiếp nhận và hẹn trả (Mẫu 01) – In lại lần 1",
    ):
        assert line in shown, shown


def test_a_day_s_prints_are_listed_and_open_their_dossiers(desk: LaterDesk) -> None:
    receipt = received(desk.store)
    before = len(prints_of_day(desk.store, MORNING.date()))
    printed(desk, receipt, 10)
    printed(desk, receipt, 30)
    assert len(prints_of_day(desk.store, (MORNING + timedelta(days=1)).date())) == 0
    desk.press(Qt.Key.Key_F7)
    desk.press(Qt.Key.Key_I, ALT)
    prints = desk.dossiers.prints
    assert prints.isVisible()
    assert len(prints.model.rows()) == before + 2
    assert [line.who for line in prints.model.rows()[-2:]] == [CLERK.display_name, SUPERVISOR.display_name]
    desk.type("⏎")
    assert prints.table.hasFocus()
    desk.press(Qt.Key.Key_End)
    prints.table.setCurrentIndex(prints.model.index(before + 1, 0))
    desk.press(Qt.Key.Key_Return)
    assert desk.dossiers.detail.dossier == receipt.id
    desk.press(Qt.Key.Key_Escape)
    desk.press(Qt.Key.Key_I, ALT)
    prints.day.edit.selectAll()
    desk.type("31/02/2026⏎")
    assert prints.day.is_missing
    prints.day.edit.selectAll()
    desk.type("01/01/2020⏎")
    assert prints.model.rows() == []
    desk.press(Qt.Key.Key_Escape)
    assert desk.dossiers.table.isVisible()


def test_what_is_to_be_checked_is_decided_by_keys_and_found_again_with_who_when_and_why(
    app: QApplication, store: Store
) -> None:
    receipt = received(store)
    withdrawn = Withdrawn(reason="Đổi ý", withdrawn_at=MORNING)
    with store.transaction(MORNING, actor=CLERK.login) as tx:
        tx.record(receipt.id, Stopped(reason="Thiếu căn cứ", stopped_at=MORNING))
        tx.record(receipt.id, withdrawn)
    desk = LaterDesk(app, store, SUPERVISOR)
    try:
        desk.press(Qt.Key.Key_F7)
        show = desk.dossiers.filters.show_

        def listed(what: Show) -> list[str]:
            show.set_value(what)
            show.picked.emit(what)
            desk.settle()
            return [row.line.code or "" for row in desk.dossiers.model.rows()]

        assert listed(Show.TO_CHECK) == [receipt.code]
        assert listed(Show.SETTLED) == []
        desk.open(receipt)
        desk.press(Qt.Key.Key_Q, ALT)
        desk.type("Công dân đã rút đơn")
        desk.press(Qt.Key.Key_Tab)
        desk.press(Qt.Key.Key_Tab)
        desk.press(Qt.Key.Key_Space)
        assert desk.said() == "Đã ghi quyết định của trưởng bộ phận."
        for told in ("Không tính “Công dân rút hồ sơ”", "Lý do: Công dân đã rút đơn", SUPERVISOR.display_name):
            assert told in desk.texts()
        desk.press(Qt.Key.Key_Escape)
        assert listed(Show.TO_CHECK) == []
        assert listed(Show.SETTLED) == [receipt.code]
    finally:
        desk.close()


def test_what_is_to_be_checked_says_why_whatever_the_reason(app: QApplication, store: Store) -> None:
    receipt, later = received(store), MORNING + timedelta(minutes=1)
    supervisor = Authority(role="supervisor", reason="Ghi nhầm")
    stale = FieldChange(field="summary", old="Nội dung của máy khác", new="Để vay vốn")
    wrong = FieldChange(field="sets", old=1, new="nhiều")
    with store.transaction(MORNING, actor=CLERK.login) as tx:
        handed = tx.record(receipt.id, HandedOver(unit="Tư pháp", handed_at=MORNING))
    with store.transaction(later, actor="canbo2") as tx:
        tx.record(receipt.id, Corrected(changes=(stale,), authority=supervisor))
        tx.record(receipt.id, Corrected(changes=(wrong,), authority=supervisor))
        tx.record(receipt.id, Corrected(changes=(stale,), authority=Authority(role="clerk", reason="Ghi nhầm")))
        tx.record(receipt.id, Reversed(target=uuid4(), authority=supervisor))
        tx.record(receipt.id, HandedOver(unit="Địa chính", handed_at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC)))
        tx.record(receipt.id, ResultReady(ready_at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC)))
        tx.record(receipt.id, Withdrawn(reason="Đổi ý", withdrawn_at=later))
        tx.record(receipt.id, Stopped(reason="Thiếu căn cứ", stopped_at=later))
    body = body_text(HandedOver(unit="Văn hóa", handed_at=MORNING))
    beside = handed.envelope.model_copy(update={"event_id": uuid4(), "body_digest": digest(body)})
    with store.transaction(later, actor="sync") as tx:
        assert tx.keep_second(envelope_text(beside), body)
    desk = LaterDesk(app, store, SUPERVISOR)
    try:
        desk.open(receipt)
        whys = {flag.why for flag in desk.dossier(receipt).open_flags}
        assert whys >= set(WHYS) - {Why.NEWER_VERSION, Why.BODY_MISSING, Why.NOT_APPLICABLE}
        for why in whys:
            assert say(WHYS[why]) in desk.texts(), why
        assert set(WHYS) == set(Why)
        assert clipped(desk.window) == []
    finally:
        desk.close()


def test_personal_data_is_erased_by_a_supervisor_with_a_law_a_reason_and_an_answer(desk: LaterDesk) -> None:
    receipt = received(desk.store)
    take_step(desk.store, CLERK, receipt.id, "Withdrawn", {"reason": "Đổi ý"}, desk.now)
    desk.open(receipt)
    assert "erase" not in desk.dossiers.detail.head.buttons
    desk.sit(SUPERVISOR)
    desk.open(receipt)
    desk.dossiers.detail.head.buttons["erase"].setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.type("1⏎")
    desk.press(Qt.Key.Key_Space)
    desk.type("Công dân yêu cầu⏎")
    desk.press(Qt.Key.Key_Space)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QuestionDialog)
    assert dialog.answer == "keep"
    dialog.buttons["erase"].click()
    desk.settle()
    assert desk.dossier(receipt).erased, desk.said()
    assert "erase" not in desk.dossiers.detail.head.buttons
    assert "VŨ THỊ HÒA" not in desk.texts()
    assert "0912 000 777" not in desk.texts()


def test_an_open_dossier_is_not_offered_to_be_erased(desk: LaterDesk) -> None:
    receipt = received(desk.store)
    desk.sit(SUPERVISOR)
    desk.open(receipt)
    assert "erase" not in desk.dossiers.detail.head.buttons


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_alt_down_opens_a_drop_down_and_f10_belongs_to_the_system(desk: LaterDesk) -> None:
    desk.press(Qt.Key.Key_F7)
    combo = desk.dossiers.filters.show_.combo
    combo.setFocus()
    for held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
        desk.press(Qt.Key.Key_F10, held)
        assert combo.hasFocus()
    desk.press(Qt.Key.Key_Down, ALT)
    assert combo.view().isVisible()
    combo.hidePopup()


def undone(desk: LaterDesk, receipt: Receipt) -> None:
    """A supervisor takes the last step back, by keys."""
    desk.sit(SUPERVISOR)
    desk.open(receipt)
    timeline = desk.dossiers.detail.timeline
    assert timeline is not None
    next(iter(timeline.undo_buttons.values())).setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.type("Ghi nhầm⏎")
    desk.press(Qt.Key.Key_Space)


def test_the_slip_that_is_true_again_after_a_step_is_undone_prints_at_once(desk: LaterDesk) -> None:
    receipt = received(desk.store)
    take_step(desk.store, CLERK, receipt.id, "SupplementRequested", {"missing": [{"name": "Tờ khai"}]}, desk.now)
    moved = {"due_at": "2026-10-01T17:00", "due_reason": "Hẹn riêng"}
    take_step(desk.store, CLERK, receipt.id, "Supplemented", moved, desk.now + timedelta(minutes=1))
    printed(desk, receipt, 90)
    desk.now += timedelta(hours=1)
    undone(desk, receipt)
    assert desk.tray.papers == [(receipt.id, "receipt")]
    assert "Đang in phiếu cập nhật" in desk.said()


def test_a_step_undone_that_changed_no_slip_prints_nothing(desk: LaterDesk) -> None:
    receipt = received(desk.store)
    take_step(desk.store, CLERK, receipt.id, "HandedOver", {"unit": "Phòng Kinh tế"}, desk.now)
    undone(desk, receipt)
    assert desk.tray.papers == []
    assert desk.said().startswith("Đã hủy bước") and "Đang in" not in desk.said()
