"""A dossier in words: where it is, how it stands, what happened, and what became of what does not count."""

import ast
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from lives import MOTHER, PROCEDURE, STREAM_B, Desk, by_clerk, by_supervisor, lives, promised, reception, steps

from desk_app.domain import dossier_fields, dossier_timeline, event_words
from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.dates import OFFICE_ZONE
from desk_app.domain.deadline_words import explanation, provisional_sentence
from desk_app.domain.dossier_timeline import Mark
from desk_app.domain.events import (
    Apologised,
    Body,
    Corrected,
    Decision,
    Event,
    FieldChange,
    HandedOver,
    Noted,
    Paid,
    PaymentRequested,
    Printed,
    PrintOutcome,
    Received,
    ResultReady,
    Returned,
    Reversed,
    Settled,
    Supplemented,
    SupplementRequested,
)
from desk_app.domain.events.reception import MissingPaper
from desk_app.domain.events.steps import NewPromise
from desk_app.domain.fees import Exemption, ExemptionReason, FeeLine, PayMethod
from desk_app.domain.fold import fold
from desk_app.domain.states import OPEN_STATES, State
from desk_app.services import dossier_promise, dossier_standing, dossier_view
from desk_app.services.dossier_standing import STATE_NAMES, Standing, standing
from desk_app.services.dossier_view import DossierView
from desk_app.services.said import plain, said

NAMES = {"canbo": "NGUYỄN THỊ LAN", "truongbophan": "LÊ VĂN HÙNG"}
CALENDAR = OfficeCalendar()
FRIDAY = datetime(2026, 3, 6, 10, 0, tzinfo=OFFICE_ZONE)
DUE = datetime(2026, 3, 5, 17, 0, tzinfo=OFFICE_ZONE)
"""Three working days from Monday 2 March 2026."""


def view_of(events: list[Event], now: datetime = FRIDAY) -> DossierView:
    return dossier_view.dossier_view(fold(events), events, NAMES, CALENDAR, now, own_desk="Q1")


def after(*bodies: Body | str) -> DossierView:
    desk, known = Desk(), steps()
    events = [desk.says(Received(reception=reception()))]
    events += [desk.says(known[body] if isinstance(body, str) else body) for body in bodies]
    return view_of(events)


def facts(view: DossierView, title: str) -> dict[str, str]:
    section = next(section for section in view.sections if str(section.title) == title)
    return {str(fact.label): str(fact.value) for fact in section.facts}


# -- where it is ------------------------------------------------------------------------------------------------------


def test_it_says_with_whom_a_dossier_lies_and_since_when() -> None:
    handed = HandedOver(unit="Tư pháp - Hộ tịch", person="Ông Tý", phone="0905111222", handed_at=DUE)
    assert str(after(handed).where) == "Đang ở Tư pháp - Hộ tịch từ 05/03/2026: Ông Tý, 0905111222."
    assert str(after().where) == "Đang ở quầy, chưa bàn giao."
    assert str(after("HandedOver", "TakenBack").where) == "Đang ở quầy, chờ chuyển xử lý tiếp."


def test_it_says_what_a_waiting_dossier_waits_for() -> None:
    wanted = SupplementRequested(missing=(MissingPaper(name="Trích lục"),), requested_by="LAN", requested_at=DUE)
    assert str(after(wanted).where) == "Chờ công dân bổ sung từ 05/03/2026: Trích lục."
    tax = PaymentRequested(duty="thuế trước bạ", amount=Decimal(120000), requested_by="LAN", requested_at=DUE)
    assert str(after(tax).where) == "Chờ nộp thuế trước bạ 120.000 đ, từ 05/03/2026."
    hold = after(wanted).promised
    assert hold is not None
    assert str(hold.on_hold) == "Đang tạm dừng: ngày hẹn tính lại khi công dân bổ sung xong."


def test_it_says_where_the_result_lies_and_who_took_it() -> None:
    ready = ResultReady(number="118", shelf="kệ A-12", ready_at=DUE)
    assert str(after(ready).where) == "Có kết quả số 118, để ở kệ A-12; chờ công dân đến nhận."
    taken = Returned(to=MOTHER, is_owner=False, compared=True, returned_by="LAN", returned_at=DUE)
    assert str(after(ready, taken).where) == ("Đã trả cho người nhận thay TRẦN THỊ MAI, Thứ Năm, 05/03/2026 17:00.")


def test_a_guided_dossier_says_what_is_missing_and_can_begin_a_reception() -> None:
    events = [Desk().says(steps()["Guided"])]
    view = view_of(events)
    assert str(view.where) == "Đã hướng dẫn ngày 02/03/2026, chưa tiếp nhận. Còn thiếu: Tờ khai."
    assert (view.is_guided, view.code, view.paper, view.promised) == (True, "", "supplement", None)
    assert facts(view, "Còn thiếu") == {"1": "Tờ khai"}


def test_a_cancelled_dossier_promises_nothing_and_prints_nothing() -> None:
    desk = Desk()
    received = desk.says(Received(reception=reception()))
    cancelled = desk.says(Reversed(target=received.envelope.event_id, authority=by_clerk("Nhập trùng")))
    view = view_of([received, cancelled])
    assert (view.standing.state, view.promised, view.paper) == ("voided", None, "")
    assert view.code == "H56.14-260302-0001"
    assert [str(line.what) for line in view.history] == ["Tiếp nhận hồ sơ", "Hủy tiếp nhận"]
    assert view.history[0].mark is Mark.REVERSED
    assert [str(detail) for detail in view.history[1].details] == ["Lý do: Nhập trùng"]


# -- how it stands ----------------------------------------------------------------------------------------------------


def stands_at(
    now: datetime,
    state: State = State.PROCESSING,
    *,
    due_at: datetime | None = DUE,
    late_from: datetime | None = DUE,
    waiting_since: datetime | None = None,
    voided: bool = False,
) -> Standing:
    return standing(
        state, voided=voided, due_at=due_at, late_from=late_from, waiting_since=waiting_since, now=now,
        calendar=CALENDAR,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("now", "over", "days"),
    [
        (DUE - timedelta(days=1), "", 0),
        (DUE - timedelta(hours=2), "due_today", 0),
        (DUE + timedelta(minutes=1), "overdue", 0),
        (FRIDAY, "late", 1),
        (FRIDAY + timedelta(days=3), "late", 2),
    ],
)
def test_lateness_counts_working_days_after_the_promised_moment(now: datetime, over: str, days: int) -> None:
    stands = stands_at(now)
    assert (stands.over, stands.late_days) == (over, days)


@pytest.mark.parametrize("state", sorted(set(State) - OPEN_STATES))
def test_only_what_is_open_can_be_late(state: State) -> None:
    stands = stands_at(FRIDAY, state)
    assert (stands.state, stands.over) == (STATE_NAMES[state], "")


def test_a_wait_that_began_late_stays_as_late_as_it_was_then() -> None:
    began = FRIDAY
    for days in (0, 5, 50):
        stands = stands_at(FRIDAY + timedelta(days=days, minutes=1), State.SUPPLEMENT_WAIT, waiting_since=began)
        assert (stands.state, stands.over, stands.late_days) == ("supplement", "late", 1)


def test_a_wait_that_began_in_time_is_never_late_but_after_a_second_request() -> None:
    before = DUE - timedelta(days=1)
    waiting = stands_at(FRIDAY, State.SUPPLEMENT_WAIT, late_from=None, waiting_since=before)
    assert waiting.over == ""
    again = stands_at(FRIDAY, State.SUPPLEMENT_WAIT, late_from=before, waiting_since=before)
    assert (again.over, again.late_days) == ("over_supplemented", 0)
    assert stands_at(DUE - timedelta(hours=2), late_from=before).over == "over_supplemented"


def test_what_has_no_date_or_was_cancelled_is_never_late() -> None:
    assert stands_at(FRIDAY, State.RECEIVED, due_at=None, late_from=None).over == ""
    assert stands_at(FRIDAY, State.RECEIVED, voided=True).state == "voided"


# -- the promise ------------------------------------------------------------------------------------------------------


def test_an_apology_keeps_the_rule_and_shows_what_the_citizen_was_told() -> None:
    new = DUE + timedelta(days=7)
    letter = Apologised(reason="Chờ xác minh", new_due_at=new, signer="HAI", letter_number="12", signed_on=DUE.date())
    view = after(letter)
    assert view.promised is not None
    assert view.promised.due_at == new
    told = {str(fact.label): str(fact.value) for fact in view.promised.facts}
    assert told["Hạn theo quy định"] == "Thứ Năm, 05/03/2026 17:00"
    assert told["Đã xin lỗi, hẹn lại"] == "Thứ Năm, 12/03/2026 17:00, thư 12"
    assert view.apologised


def test_after_a_supplement_the_new_date_is_explained_and_the_first_one_kept() -> None:
    later = promised(datetime(2026, 3, 9, 1, 30, tzinfo=UTC))
    back = Supplemented(supplemented_at=FRIDAY, taken_by="LAN", promise=NewPromise(old=promised().due_at, new=later))
    view = after("SupplementRequested", back)
    assert view.promised is not None
    assert view.promised.due_at == later.due_at
    assert "Hẹn trả: Thứ Năm, 12/03/2026 17:00." in explanation(view.promised.appointment)
    sentence = provisional_sentence(view.promised.appointment)
    assert sentence.startswith("Lịch nghỉ năm 2026 chưa được thông báo chính thức")
    assert {str(fact.label) for fact in view.promised.facts} >= {"Hẹn ban đầu"}


def test_a_finished_dossier_says_whether_the_promise_was_kept() -> None:
    for moment, words in ((DUE - timedelta(days=1), "trước hạn"), (DUE, "đúng hạn"), (FRIDAY, "quá hạn")):
        view = after(ResultReady(number="118", ready_at=moment))
        assert view.promised is not None
        finished = next(str(fact.value) for fact in view.promised.facts if str(fact.label) == "Xong lúc")
        assert finished.endswith(words)


# -- the history ------------------------------------------------------------------------------------------------------


def test_a_correction_tells_each_field_old_and_new_and_why() -> None:
    old = reception()
    grown = old.submitter.model_copy(update={"phone": "0987654321", "address": "Thôn 5"})
    changes = (
        FieldChange(field="submitter", old=old.submitter.model_dump(mode="json"), new=grown.model_dump(mode="json")),
        FieldChange(field="summary", old=old.summary, new="Để mua đất"),
        FieldChange(
            field="procedure",
            old=PROCEDURE.model_dump(mode="json"),
            new=PROCEDURE.model_copy(update={"code": "1.001193", "short_name": "Khai sinh"}).model_dump(mode="json"),
        ),
        FieldChange(field="papers", old=[], new=[{"name": "Tờ khai", "original": 1}]),
        FieldChange(field="form_hash", old="0" * 64, new="1" * 64),
    )
    line = after(Corrected(changes=changes, authority=by_clerk("Nhập sai"))).history[-1]
    assert str(line.what) == "Sửa hồ sơ"
    assert [str(detail) for detail in line.details] == [
        "Người nộp, địa chỉ: Thôn 3, xã Hòa Bình → Thôn 5",
        "Người nộp, điện thoại: 0912345678 → 0987654321",
        "Nội dung: Xác nhận tình trạng hôn nhân để kết hôn → Để mua đất",
        "Tên thủ tục: Độc thân (1.004873) → Khai sinh (1.001193)",
        "Giấy tờ đã nhận, thêm: Tờ khai (1+0+0)",
        "Lý do: Nhập sai",
    ]


def test_a_line_names_who_did_it_and_the_desk_only_when_it_is_another() -> None:
    ours, theirs = Desk(), Desk(STREAM_B)
    events = [ours.says(Received(reception=reception())), theirs.says(Noted(text="đã gọi"), actor="ai-do")]
    first, second = view_of(events).history
    assert (first.who, first.desk) == ("NGUYỄN THỊ LAN", "")
    assert second.who == "ai-do"


def test_what_was_written_down_later_says_when_it_happened() -> None:
    line = after(HandedOver(unit="Địa chính", handed_at=DUE)).history[-1]
    assert [str(detail) for detail in line.details] == ["Thực tế lúc 05/03/2026 17:00, ghi sau."]


def test_a_flagged_event_is_said_to_be_checked_until_somebody_decides() -> None:
    desk = Desk()
    events = [desk.says(Received(reception=reception())), desk.says(steps()["Returned"])]
    view = view_of(events)
    assert view.history[-1].mark is Mark.FLAGGED
    (thing,) = view.to_check
    assert str(thing.why) == "Việc này không hợp với trạng thái của hồ sơ lúc đó nên chưa được tính."
    assert str(thing.what) == "Trả kết quả cho TRẦN THỊ MAI"
    assert thing.acceptable
    for decision, mark in ((Decision.ACCEPT, Mark.ACCEPTED), (Decision.SET_ASIDE, Mark.SET_ASIDE)):
        other = Desk(STREAM_B, start=FRIDAY)
        settled = Settled(target=thing.event_id, decision=decision, authority=by_supervisor("đã hỏi"))
        decided = view_of([*events, other.says(settled, actor="truongbophan")])
        assert decided.to_check == ()
        assert decided.history[1].mark is mark


def test_steps_of_a_cancelled_dossier_are_to_be_checked_and_never_accepted() -> None:
    desk = Desk()
    events = [desk.says(Received(reception=reception())), desk.says(steps()["HandedOver"])]
    voiding = Reversed(target=events[0].envelope.event_id, authority=by_supervisor("tiếp nhận trùng"))
    (thing,) = view_of([*events, desk.says(voiding, actor="truongbophan")]).to_check
    assert thing.event_id == events[1].envelope.event_id
    assert str(thing.why).startswith("Hồ sơ đã hủy tiếp nhận nên bước này không còn được tính.")
    assert not thing.acceptable


def test_an_event_of_a_newer_version_is_said_to_be_one() -> None:
    desk = Desk()
    received, later = desk.says(Received(reception=reception())), desk.says(Noted(text="-"))
    newer = Event(envelope=later.envelope.model_copy(update={"kind": "Photographed", "v": 3}), body=None)
    line = view_of([received, newer]).history[-1]
    assert line.mark is Mark.NEWER
    assert str(line.note) == "Do phiên bản phần mềm mới hơn ghi. Cập nhật phần mềm để xem."


def test_each_sheet_is_listed_once_with_the_last_word_on_it() -> None:
    def sheet(outcome: PrintOutcome) -> Printed:
        return Printed(
            form="receipt", form_hash="0" * 64, size="A4", pdf_digest="d", outcome=outcome, printed_at=FRIDAY
        )

    (line,) = after(sheet(PrintOutcome.UNKNOWN), sheet(PrintOutcome.SPOILED)).prints
    assert (str(line.form), line.spoiled) == ("Giấy tiếp nhận và hẹn trả (Mẫu 01)", True)


def test_fees_say_what_was_forgiven_and_what_was_paid() -> None:
    fees = (
        FeeLine(name="Lệ phí", amount=Decimal(8000), full_amount=Decimal(8000), paid=True, method=PayMethod.CASH),
        FeeLine(
            name="Phí",
            amount=Decimal(0),
            full_amount=Decimal(5000),
            exemption=Exemption.EXEMPT,
            exemption_reason=ExemptionReason.POOR,
        ),
    )
    desk = Desk()
    events = [
        desk.says(Received(reception=reception(fees=fees))),
        desk.says(Paid(amount=Decimal(2000), paid_at=FRIDAY, taken_by="LAN")),
    ]
    assert facts(view_of(events), "Lệ phí") == {
        "Lệ phí": "8.000 đ · đã nộp tiền mặt",
        "Phí": "0 đ · miễn 5.000 đ: Người thuộc hộ nghèo",
        "Đã nộp thêm": "2.000 đ",
    }


@settings(max_examples=60, deadline=None)
@given(lives())
def test_any_life_can_be_told_one_line_an_event_and_nothing_to_check_is_left_out(events: list[Event]) -> None:
    view, dossier = view_of(events), fold(events)
    assert [line.event_id for line in view.history] == [entry.event_id for entry in dossier.timeline]
    assert {thing.event_id for thing in view.to_check} == {flag.event_id for flag in dossier.open_flags}
    for line in view.history:
        assert str(line.what)
        assert (line.mark is Mark.NONE) == (line.note is None)
    assert str(view.where)


def test_a_value_that_looks_like_a_template_stays_as_it_is() -> None:
    assert str(said("Ghi chú: {text}", text="{code} {0}")) == "Ghi chú: {code} {0}"
    assert str(said("{head}", head=plain("{x}"))) == "{x}"


def test_sentences_are_literals_so_that_each_can_be_translated() -> None:
    for module in (dossier_fields, dossier_promise, dossier_standing, dossier_timeline, dossier_view, event_words):
        assert module.__file__ is not None
        for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "said":
                assert isinstance(node.args[0], ast.Constant), f"{module.__name__}:{node.lineno}"
