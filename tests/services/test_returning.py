"""The result into the right hand: what a dossier waits for, who may take it, what is still owed; and hand-overs."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from staff import CLERK, MORNING, SUPERVISOR

from desk_app.domain.dates import OFFICE_ZONE
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError
from desk_app.domain.events.reception import Authorisation, AuthorisationKind, ReturnBy
from desk_app.domain.events.steps import ResultKind
from desk_app.domain.fees import PayMethod
from desk_app.domain.people import Person
from desk_app.domain.states import State
from desk_app.models.store import Store
from desk_app.services.hand_over import (
    ResultBack,
    hand_over,
    lots_of,
    receive_results,
    to_hand_over,
    with_units,
)
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.return_view import Action, Awaits, ReturnView, return_view
from desk_app.services.returning import (
    GiveBack,
    give_back,
    give_originals_back,
    take_duty,
    take_fees,
    take_supplement,
)
from desk_app.services.steps import step_choices, step_warnings, take_step

MAI = {"name": "TRẦN THỊ MAI", "id_number": "038190001212", "phone": "0912345678"}
OWNER = Person(name="Trần Thị Mai", id_number="038190001212")
NEIGHBOUR = Person(name="LÊ VĂN TÝ", id_number="038085004417")
LATER = MORNING + timedelta(hours=2)


def received(store: Store, at: datetime = MORNING, **values: object) -> UUID:
    command = checked_receive({"procedure": "1.004873", "submitter": MAI, **values})
    return receive(store, CLERK, command, at).id


def ready(store: Store, **values: object) -> UUID:
    dossier = received(store, MORNING, **values)
    take_step(store, CLERK, dossier, "ResultReady", {"number": "118", "shelf": "A-12"}, MORNING)
    return dossier


def view(store: Store, dossier: UUID, now: datetime = LATER) -> ReturnView:
    with store.reading() as rd:
        return return_view(rd, dossier, now)


def folded(store: Store, dossier: UUID) -> Dossier:
    return view(store, dossier).dossier


def back(dossier: UUID, **values: object) -> GiveBack:
    return GiveBack.model_validate({"dossiers": (dossier,), "to": OWNER, "compared": True, **values})


def refused(code: str, store: Store, command: GiveBack) -> str:
    with pytest.raises(DeskError) as error:
        give_back(store, CLERK, command, LATER)
    assert error.value.code == code
    return str(error.value)


def test_each_state_says_what_it_waits_for_and_has_one_action(store: Store) -> None:
    dossier = received(store)
    assert (view(store, dossier).awaits, view(store, dossier).action) == (Awaits.NOT_READY, Action.NONE)
    assert "Hồ sơ đang ở quầy, hẹn trả Thứ Sáu, 04/09/2026 17:00." in str(view(store, dossier).detail)
    hand_over(store, CLERK, [dossier], "Phòng Kinh tế", MORNING, person="Ông Tư", phone="0999 000 222")
    assert "Phòng Kinh tế từ 27/08/2026 (Ông Tư, 0999 000 222)" in str(view(store, dossier).detail)
    asked = {"missing": [{"name": "Trích lục ly hôn"}]}
    take_step(store, CLERK, dossier, "SupplementRequested", asked, MORNING)
    waits = view(store, dossier)
    assert (waits.awaits, waits.action) == (Awaits.SUPPLEMENT, Action.TAKE_SUPPLEMENT)
    assert "Trích lục ly hôn" in str(waits.detail)
    take_supplement(store, CLERK, dossier, (), LATER)
    take_step(store, CLERK, dossier, "PaymentRequested", {"duty": "Thuế", "amount": 500_000}, LATER)
    assert (view(store, dossier).awaits, view(store, dossier).action) == (Awaits.DUTY, Action.TAKE_DUTY)
    take_duty(store, CLERK, dossier, Decimal(500_000), LATER, receipt_number="KBNN 12")
    receive_results(store, CLERK, [ResultBack(dossier, "118", shelf="A-12")], LATER)
    assert (view(store, dossier).awaits, view(store, dossier).action) == (Awaits.READY, Action.RETURN)
    give_back(store, CLERK, back(dossier), LATER)
    done = view(store, dossier)
    assert (done.awaits, done.action) == (Awaits.RETURNED, Action.NONE)
    assert "cho TRẦN THỊ MAI" in str(done.first_line).upper().replace("CHO", "cho")


def test_an_updated_slip_waits_after_the_clock_ran_again(store: Store) -> None:
    dossier = received(store)
    with store.transaction(MORNING, "canbo") as tx:
        for job in tx.print_queue.of_dossier(dossier):
            tx.print_queue.remove(job.id)
    take_step(store, CLERK, dossier, "SupplementRequested", {"missing": [{"name": "x"}]}, MORNING)
    take_supplement(store, CLERK, dossier, (), MORNING + timedelta(days=1))
    with store.reading() as rd:
        assert [job.form for job in rd.print_queue.of_dossier(dossier)] == ["supplement", "receipt"]


def test_a_result_goes_to_the_owner_once(store: Store) -> None:
    dossier = ready(store)
    give_back(store, CLERK, back(dossier), LATER)
    assert folded(store, dossier).returned is not None
    sentence = refused("already_returned", store, back(dossier))
    assert "Không trả lần hai" in sentence


def test_a_result_is_not_there_before_it_came(store: Store) -> None:
    assert "đang ở quầy" in refused("result_not_ready", store, back(received(store)))


def test_nobody_else_takes_it_with_the_owners_keys(store: Store) -> None:
    dossier = ready(store)
    refused("not_compared", store, back(dossier, compared=False))
    refused("not_the_owner", store, back(dossier, to=NEIGHBOUR))
    refused("not_the_owner", store, back(dossier, to=NEIGHBOUR, is_owner=False))
    letter = Authorisation(kind=AuthorisationKind.LETTER, number="45")
    give_back(store, CLERK, back(dossier, to=NEIGHBOUR, authorisation=letter, slip_lost=True), LATER)
    returned = folded(store, dossier).returned
    assert returned is not None
    assert (returned.is_owner, returned.slip_lost, returned.authorisation) == (False, True, letter)


def test_money_still_due_is_taken_in_the_same_place(store: Store) -> None:
    fees = [{"name": "Lệ phí", "amount": 8000, "full_amount": 8000, "when": "at_return"}]
    dossier = ready(store, fees=fees)
    assert (view(store, dossier).awaits, view(store, dossier).money_due) == (Awaits.MONEY, Decimal(8000))
    assert str(view(store, dossier).first_line) == "CÒN PHẢI THU 8.000 đ"
    refused("money_left", store, back(dossier))
    give_back(store, CLERK, back(dossier, take_money=PayMethod.CASH, receipt_number="0001842"), LATER)
    assert view(store, dossier).money_due == 0
    assert folded(store, dossier).paid_total == 8000


def test_fees_may_be_paid_before_the_result_is_there(store: Store) -> None:
    dossier = received(store, fees=[{"name": "Lệ phí", "amount": 8000, "full_amount": 8000}])
    assert take_fees(store, CLERK, dossier, PayMethod.TRANSFER, "", LATER) == 8000
    with pytest.raises(DeskError, match="không còn khoản phải thu"):
        take_fees(store, CLERK, dossier, PayMethod.TRANSFER, "", LATER)
    assert folded(store, dossier).state is State.RECEIVED


def test_other_results_of_the_same_person_go_along_or_none_does(store: Store) -> None:
    first, second, unfinished = ready(store), ready(store, procedure="1.001193"), received(store, procedure="2.000635")
    others = {one.id: one.ready for one in view(store, first).others}
    assert others[second] and not others[unfinished]
    refused("result_not_ready", store, back(first, dossiers=(first, unfinished)))
    assert folded(store, first).returned is None
    give_back(store, CLERK, back(first, dossiers=(first, second)), LATER)
    assert folded(store, second).state is State.RETURNED


def test_by_post_or_electronically(store: Store) -> None:
    posted, paper = ready(store), ready(store)
    give_back(store, CLERK, back(posted, how=ReturnBy.POST, tracking_number="EH 012", compared=False), LATER)
    returned = folded(store, posted).returned
    assert returned is not None
    assert (returned.how, returned.tracking_number) == (ReturnBy.POST, "EH 012")
    refused("no_electronic_result", store, back(paper, how=ReturnBy.ELECTRONIC, compared=False))
    electronic = received(store, LATER)
    receive_results(store, CLERK, [ResultBack(electronic, form=ResultKind.ELECTRONIC)], LATER)
    give_back(store, CLERK, back(electronic, how=ReturnBy.ELECTRONIC, compared=False), LATER)


def test_originals_of_a_stopped_dossier_go_back_once(store: Store) -> None:
    dossier = received(store, papers=[{"name": "Giấy chứng nhận", "original": 1}])
    take_step(store, SUPERVISOR, dossier, "Stopped", {"reason": "Hết thời hạn bổ sung"}, LATER)
    stopped = view(store, dossier)
    assert (stopped.action, [paper.name for paper in stopped.originals]) == (
        Action.RETURN_ORIGINALS,
        ["Giấy chứng nhận"],
    )
    give_originals_back(store, CLERK, dossier, "TRẦN THỊ MAI", LATER)
    assert view(store, dossier).action is Action.NONE
    with pytest.raises(DeskError, match="đã trả lại rồi"):
        give_originals_back(store, CLERK, dossier, "TRẦN THỊ MAI", LATER)


def test_a_late_dossier_says_so_beside_its_first_line(store: Store) -> None:
    dossier = received(store)
    late = view(store, dossier, datetime(2026, 9, 8, 9, tzinfo=OFFICE_ZONE)).late
    assert str(late) == "QUÁ HẠN 2 NGÀY (thư xin lỗi: chưa có)"


def test_a_letter_is_named_by_its_number_or_where_it_has_none_by_its_day(store: Store) -> None:
    letter = {"reason": "x", "new_due_at": "2026-10-01T17:00", "signer": "LÊ HÙNG", "signed_on": "2026-09-08"}
    at = datetime(2026, 9, 8, 9, tzinfo=OFFICE_ZONE)
    dossiers = [received(store), received(store)]
    names = ("thư xin lỗi ký ngày 08/09/2026", "thư xin lỗi số 12/PXL")
    for dossier, number, words in zip(dossiers, ("", "12/PXL"), names, strict=True):
        take_step(store, SUPERVISOR, dossier, "Apologised", {**letter, "letter_number": number}, at)
        assert str(view(store, dossier, at).late) == f"QUÁ HẠN 2 NGÀY ({words})"


def test_hand_over_until_15_goes_the_same_day_and_later_the_next_morning(store: Store) -> None:
    morning = received(store)
    afternoon = received(store, MORNING.replace(hour=15, minute=30))
    with store.reading() as rd:
        due = {one.line.id: one.due for one in to_hand_over(rd, LATER)}
    assert due[morning] == MORNING.replace(hour=17, minute=0)
    assert due[afternoon] == (MORNING + timedelta(days=1)).replace(hour=7, minute=30)


def test_a_lot_is_handed_over_whole_and_its_list_can_be_found_again(store: Store) -> None:
    dossiers = [received(store) for _ in range(3)]
    lot = hand_over(store, CLERK, dossiers, "Phòng Kinh tế", LATER)
    with store.reading() as rd:
        assert lot in lots_of(rd, MORNING.date())
        assert {line.id for line in with_units(rd, "Phòng Kinh tế")} >= set(dossiers)
        assert not {one.line.id for one in to_hand_over(rd, LATER)} & set(dossiers)
    with pytest.raises(DeskError) as twice:
        hand_over(store, CLERK, [dossiers[0]], "Phòng Kinh tế", LATER)
    assert twice.value.code == "already_with_unit"
    for dossiers_given, unit, code in (([], "A", "nothing_scanned"), (dossiers, " ", "unit_to_hand_to_missing")):
        with pytest.raises(DeskError) as missing:
            hand_over(store, CLERK, dossiers_given, unit, LATER)
        assert missing.value.code == code
    results = receive_results(store, CLERK, [ResultBack(one, str(n)) for n, one in enumerate(dossiers)], LATER)
    assert results.unit == "Phòng Kinh tế"
    with store.reading() as rd:
        assert results in lots_of(rd, MORNING.date(), "ResultReady")
    with pytest.raises(DeskError) as again:
        receive_results(store, CLERK, [ResultBack(dossiers[0])], LATER)
    assert again.value.code == "result_already_here"


def test_a_step_that_may_not_be_taken_says_why(store: Store) -> None:
    dossier = received(store)
    choices = step_choices(folded(store, dossier))
    assert choices["HandedOver"] is None
    assert choices["Returned"] is not None
    assert choices["Returned"].code == "result_not_ready"
    with pytest.raises(DeskError) as early:
        take_step(store, CLERK, dossier, "ResultReady", {"ready_at": "2026-08-26T09:00"}, LATER)
    assert early.value.code == "step_before_received"
    letter = {"reason": "x", "new_due_at": "2026-10-01T17:00", "signer": " ", "signed_on": "2026-09-08"}
    with pytest.raises(DeskError) as unsigned:
        take_step(store, CLERK, dossier, "Apologised", letter, LATER)
    assert unsigned.value.code == "signer_missing"
    take_step(store, CLERK, dossier, "SupplementRequested", {"missing": [{"name": "x"}]}, LATER)
    take_step(store, CLERK, dossier, "Supplemented", {}, LATER)
    assert [warned.code for warned in step_warnings(folded(store, dossier), "SupplementRequested")] == [
        "second_supplement"
    ]
