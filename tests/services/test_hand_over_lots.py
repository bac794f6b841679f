"""Lots of a hand-over: whole or not at all, their lists say what the events say, and the desk learns its units."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from printing.reading import page_texts, squeezed
from staff import CLERK, MORNING, SUPERVISOR

from desk_app.domain.errors import DeskError
from desk_app.domain.events import HandedOver, ResultReady
from desk_app.domain.events.steps import ResultKind
from desk_app.domain.states import State
from desk_app.models.store import Store
from desk_app.services.hand_over import (
    Lot,
    ResultBack,
    hand_over,
    lots_of,
    receive_results,
    result_warnings,
    take_back,
    to_hand_over,
)
from desk_app.services.hand_over_papers import hand_over_data, lot_paper, results_back_data
from desk_app.services.mending import reverse
from desk_app.services.office_settings import office_settings
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.steps import take_step
from desk_app.services.unit_memory import Contact, proposed_unit, unit_contact

MAI = {"name": "TRẦN THỊ MAI", "id_number": "038190001212", "phone": "0912345678", "address": "Thôn 3"}
NOON = MORNING + timedelta(hours=3)
ECONOMY, POLICE = "Phòng Kinh tế", "Công an xã"


def received(store: Store, **values: object) -> UUID:
    command = checked_receive({"procedure": "1.004873", "submitter": MAI, **values})
    return receive(store, CLERK, command, MORNING).id


def refused(error: pytest.ExceptionInfo[DeskError]) -> str:
    return error.value.code


def test_the_list_says_papers_sets_promise_and_what_the_unit_should_know(store: Store) -> None:
    one = received(
        store,
        papers=[{"name": "Tờ khai", "original": 1}, {"name": "Trích lục", "original": 1, "copy_count": 2}],
        sets=2,
        priority="Người khuyết tật",
        summary="Xác nhận để kết hôn",
    )
    lot = hand_over(store, CLERK, [one, received(store)], ECONOMY, NOON, person="Ông Tư", phone="0912000111")
    with store.reading() as rd:
        (data,) = hand_over_data(rd, lot)
    assert (data.unit, data.person, data.clerk, data.issued_at) == (ECONOMY, "Ông Tư", CLERK.display_name, NOON)
    first = data.rows[0]
    assert (first.summary, first.papers, first.sets) == ("Xác nhận để kết hôn", 4, 2)
    assert "Người khuyết tật" in first.note
    assert (data.paper_count, data.sets) == (4 + data.rows[1].papers, 3)
    pages = [squeezed(page) for page in page_texts(lot_paper(store, lot, HandedOver.KIND).pdf)]
    assert len(pages) == 2
    assert all(squeezed("Cộng: 2 hồ sơ") in page for page in pages)


def test_a_list_printed_again_later_says_the_same_words(store: Store) -> None:
    dossiers = [received(store), received(store)]
    lot = hand_over(store, CLERK, dossiers, ECONOMY, NOON, person="Ông Tư")
    before = page_texts(lot_paper(store, lot, HandedOver.KIND).pdf)
    hand_over(store, SUPERVISOR, dossiers[:1], POLICE, NOON + timedelta(hours=1), person="Ông Ba")
    with store.reading() as rd:
        assert lot in lots_of(rd, MORNING.date())
    assert page_texts(lot_paper(store, lot, HandedOver.KIND).pdf) == before


def test_a_hand_over_undone_leaves_its_list(store: Store) -> None:
    one, other = received(store), received(store)
    lot = hand_over(store, CLERK, [one, other], ECONOMY, NOON)
    with store.reading() as rd:
        found = rd.dossiers.by_id(one)
    assert found is not None
    reverse(store, SUPERVISOR, one, found.stays[0].event_id, "ghi nhầm", NOON)
    with store.reading() as rd:
        (data,) = hand_over_data(rd, lot)
        assert len(data.rows) == 1
    with pytest.raises(DeskError) as none:
        lot_paper(store, Lot((one,), ECONOMY, NOON), HandedOver.KIND)
    assert refused(none) == "no_such_paper"


def test_results_of_two_units_are_two_lists_and_say_number_day_medium_and_shelf(store: Store) -> None:
    one, other = received(store), received(store)
    hand_over(store, CLERK, [one], ECONOMY, NOON)
    hand_over(store, CLERK, [other], POLICE, NOON)
    back = [
        ResultBack(one, "118/GXN", date(2026, 8, 27), ResultKind.BOTH, 2, "A-12", "Giấy xác nhận"),
        ResultBack(other),
    ]
    lot = receive_results(store, CLERK, back, NOON + timedelta(hours=1))
    assert lot.unit == ""
    with store.reading() as rd:
        lists = results_back_data(rd, lot)
    assert [(data.unit, len(data.rows)) for data in lists] == [(ECONOMY, 1), (POLICE, 1)]
    words = "Số 118/GXN ngày 27/08/2026, bản giấy và bản điện tử; kệ A-12; Giấy xác nhận"
    assert lists[0].rows[0].result == words
    assert lists[1].rows[0].result == "Bản giấy"
    assert len(page_texts(lot_paper(store, lot, ResultReady.KIND).pdf)) == 4


def test_a_result_signed_at_the_desk_comes_from_the_competent_unit(store: Store) -> None:
    dossier = received(store)
    receive_results(store, CLERK, [ResultBack(dossier, "118")], NOON)
    with store.reading() as rd:
        found = rd.dossiers.by_id(dossier)
    assert found is not None and found.result is not None and found.reception is not None
    assert found.result.from_unit == found.reception.competent_unit != ""


@pytest.mark.parametrize(
    ("day", "code"), [(date(2026, 8, 28), "signed_in_future"), (date(2026, 8, 26), "signed_before_received")]
)
def test_a_day_of_signing_that_cannot_be_writes_nothing_of_the_lot(store: Store, day: date, code: str) -> None:
    good, bad = received(store), received(store)
    with pytest.raises(DeskError) as error:
        receive_results(store, CLERK, [ResultBack(good, "1"), ResultBack(bad, "2", day)], NOON)
    assert refused(error) == code
    with store.reading() as rd:
        assert [found and found.result for found in map(rd.dossiers.by_id, (good, bad))] == [None, None]


def test_what_is_taken_back_lies_at_the_desk_by_its_own_15_oclock_and_its_clock_runs_on(store: Store) -> None:
    one, other = received(store), received(store)
    hand_over(store, CLERK, [one, other], ECONOMY, NOON)
    with store.reading() as rd:
        before = rd.dossiers.by_id(one)
    late = MORNING.replace(hour=15, minute=30)
    take_back(store, CLERK, [one], "Chuyển nhầm đơn vị", late)
    with store.reading() as rd:
        after = rd.dossiers.by_id(one)
        due = {row.line.id: row.due for row in to_hand_over(rd, late)}
    assert before is not None and after is not None
    assert (after.state, after.unit, after.due_at) == (State.PROCESSING, "", before.due_at)
    assert due[one] == (MORNING + timedelta(days=1)).replace(hour=7, minute=30)
    assert other not in due


def test_taking_back_is_all_or_none_and_wants_its_reason(store: Store) -> None:
    away, here = received(store), received(store)
    hand_over(store, CLERK, [away], ECONOMY, NOON)
    for dossiers, reason, code in (
        ([], "nhầm", "nothing_scanned"),
        ([away], " ", "taking_back_reason_missing"),
        ([away, here], "nhầm", "not_with_a_unit"),
    ):
        with pytest.raises(DeskError) as error:
            take_back(store, CLERK, dossiers, reason, NOON)
        assert refused(error) == code
    with store.reading() as rd:
        found = rd.dossiers.by_id(away)
    assert found is not None and found.unit == ECONOMY


def test_a_supplemented_dossier_nobody_handed_over_waits_at_the_desk(store: Store) -> None:
    dossier = received(store)
    take_step(store, CLERK, dossier, "SupplementRequested", {"missing": [{"name": "Trích lục"}]}, MORNING)
    take_step(store, CLERK, dossier, "Supplemented", {}, NOON)
    with store.reading() as rd:
        assert dossier in {row.line.id for row in to_hand_over(rd, NOON)}


def test_a_unit_is_proposed_by_memory_then_by_name(store: Store) -> None:
    dossier = received(store)
    with store.reading() as rd:
        office = office_settings(rd)
        found = rd.dossiers.by_id(dossier)
        assert found is not None and found.reception is not None
        reception = found.reception
        assert proposed_unit(rd, office, reception) == "Công chức Tư pháp - Hộ tịch"
        police = reception.model_copy(update={"competent_unit": "Công an xã Hòa Bình Trung"})
        assert proposed_unit(rd, office, police) == POLICE
        far = reception.model_copy(
            update={
                "competent_unit": "Sở Nội vụ",
                "procedure": reception.procedure.model_copy(update={"field": "Thi đua - Khen thưởng"}),
            }
        )
        assert proposed_unit(rd, office, far) == "Sở Nội vụ"
        own = far.model_copy(update={"competent_unit": office.heading.office})
        assert proposed_unit(rd, office, own) == ""
    hand_over(store, CLERK, [dossier], ECONOMY, NOON, person="Ông Tư", phone="0912000111")
    with store.reading() as rd:
        assert proposed_unit(rd, office, reception) == ECONOMY
        assert unit_contact(rd, ECONOMY) == Contact("Ông Tư", "0912000111")
        assert unit_contact(rd, POLICE) == Contact()


def test_what_is_unusual_about_a_result_is_said_and_stops_nobody() -> None:
    dossier = UUID(int=1)
    said = [str(one) for one in result_warnings(ResultBack(dossier, form=ResultKind.ELECTRONIC, copies=0))]
    assert said == ["kết quả điện tử chưa có số", "kết quả điện tử chưa có ngày ký"]
    assert [str(one) for one in result_warnings(ResultBack(dossier, copies=0))] == ["kết quả giấy nhưng 0 bản"]
    assert result_warnings(ResultBack(dossier)) == ()
