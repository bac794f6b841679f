"""The papers of a dossier's later life say what its events say."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from printing.reading import codes_on, squeezed, text_of
from staff import CLERK, MORNING, SUPERVISOR

from desk_app.domain.dates import OFFICE_ZONE, office_time
from desk_app.domain.errors import DeskError
from desk_app.domain.events import PrintOutcome
from desk_app.domain.people import Person
from desk_app.models.store import Store
from desk_app.services.apologies import Signed, draft_apologies, sign_apologies
from desk_app.services.hand_over import ResultBack, hand_over, receive_results
from desk_app.services.papers import dossier_paper
from desk_app.services.print_jobs import paper_printed
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.returning import GiveBack, give_back, take_supplement
from desk_app.services.steps import take_step

MAI = {"name": "TRẦN THỊ MAI", "id_number": "038190001212", "phone": "0912345678", "address": "Thôn 3"}
LATE = datetime(2026, 9, 8, 9, tzinfo=OFFICE_ZONE)


def received(store: Store, **values: object) -> UUID:
    command = checked_receive({"procedure": "1.004873", "submitter": MAI, **values})
    return receive(store, CLERK, command, MORNING).id


def says(pdf: bytes, *words: str) -> None:
    text = text_of(pdf)
    for word in words:
        assert squeezed(word) in text, word


def test_a_drafted_apology_leaves_number_and_date_to_be_filled_and_a_signed_one_has_them(store: Store) -> None:
    dossier = received(store)
    with pytest.raises(DeskError) as none:
        dossier_paper(store, dossier, "apology")
    assert none.value.code == "no_such_paper"
    draft_apologies(store, CLERK, [dossier], "Chờ xác minh", LATE, working_days=5, signer="TRẦN VĂN HAI")
    draft = dossier_paper(store, dossier, "apology").pdf
    says(draft, "Số: …………", "ngày …… tháng ……", "Chờ xác minh", "17 giờ 00 phút, ngày 04 tháng 09 năm 2026")
    says(draft, "17 giờ 00 phút, ngày 15 tháng 09 năm 2026")
    signed = Signed(dossier, "12/PXL", LATE.date(), "TRẦN VĂN HAI", "KT. Chủ tịch, Phó Chủ tịch")
    sign_apologies(store, CLERK, [signed], LATE)
    says(dossier_paper(store, dossier, "apology").pdf, "Số: 12/PXL", "ngày 08 tháng 09 năm 2026", "KT. CHỦ TỊCH")


def test_the_stop_notice_names_the_reason_and_the_originals(store: Store) -> None:
    dossier = received(store, papers=[{"name": "Giấy chứng nhận", "original": 1}])
    with pytest.raises(DeskError):
        dossier_paper(store, dossier, "stop")
    fields = {"reason": "Hết thời hạn bổ sung", "number": "07/TB", "signer": "TRẦN VĂN HAI"}
    take_step(store, SUPERVISOR, dossier, "Stopped", fields, LATE)
    paper = dossier_paper(store, dossier, "stop")
    says(paper.pdf, "DỪNG GIẢI QUYẾT", "Hết thời hạn bổ sung", "07/TB", "Giấy chứng nhận")
    assert ("QRCode", _code(store, dossier)) in codes_on(paper.pdf)[0]


def test_the_control_slip_has_a_block_for_each_hand_over_and_room_for_more(store: Store) -> None:
    dossier = received(store)
    hand_over(store, CLERK, [dossier], "Phòng Kinh tế", MORNING + timedelta(hours=1), person="Ông Tư")
    says(dossier_paper(store, dossier, "control").pdf, "Giao: Quầy 2", "Nhận: Phòng Kinh tế (Ông Tư)", "Giao: …")
    receive_results(store, CLERK, [ResultBack(dossier, "118")], MORNING + timedelta(days=1))
    says(dossier_paper(store, dossier, "control").pdf, "Kèm kết quả số 118", "Trước hạn")


def test_the_return_slip_names_who_took_it(store: Store) -> None:
    dossier = received(store)
    receive_results(store, CLERK, [ResultBack(dossier, "118")], MORNING)
    give_back(store, CLERK, GiveBack(dossiers=(dossier,), to=Person(**MAI), compared=True), MORNING)
    says(dossier_paper(store, dossier, "return_slip").pdf, "Người nhận: TRẦN THỊ MAI", "Số: 118", "bản giấy, 1 bản")


def test_an_accepted_dossiers_supplement_sheet_has_its_code(store: Store) -> None:
    dossier = received(store)
    asked = {"missing": [{"name": "Trích lục ly hôn"}], "reason": "chưa có"}
    take_step(store, CLERK, dossier, "SupplementRequested", asked, MORNING)
    says(dossier_paper(store, dossier, "supplement").pdf, "Trích lục ly hôn", _code(store, dossier))


def test_after_a_wait_the_slip_names_the_new_date_and_the_old_and_is_no_reprint(store: Store) -> None:
    dossier = received(store)
    first = dossier_paper(store, dossier, "receipt")
    paper_printed(store, CLERK, dossier, first, PrintOutcome.GOOD, "máy in", MORNING)
    take_step(store, CLERK, dossier, "SupplementRequested", {"missing": [{"name": "x"}]}, MORNING)
    take_supplement(store, CLERK, dossier, (), MORNING + timedelta(days=4))
    slip = dossier_paper(store, dossier, "receipt")
    says(slip.pdf, "07 tháng 09 năm 2026", "17 giờ 00 phút, ngày 04 tháng 09 năm 2026")
    assert slip.reprint == 0


def test_an_updated_slip_names_what_is_owed_by_then_and_keeps_the_date_that_stands(store: Store) -> None:
    fees = [{"name": "Lệ phí A", "amount": 8000}, {"name": "Phí B", "amount": 5000}]
    dossier = received(store, fees=fees)
    take_step(store, CLERK, dossier, "SupplementRequested", {"missing": [{"name": "x"}]}, MORNING)
    take_fees = {"fees": [{"name": "Lệ phí A", "amount": 8000}], "receipt_number": "0000777"}
    take_step(store, CLERK, dossier, "Paid", take_fees, MORNING + timedelta(days=1))
    take_supplement(store, CLERK, dossier, (), MORNING + timedelta(days=4))
    # A second wait within one day moves nothing: the slip still says the date that stands, not the first one.
    take_step(store, CLERK, dossier, "PaymentRequested", {"duty": "Thuế"}, MORNING + timedelta(days=4, minutes=1))
    take_step(store, CLERK, dossier, "Paid", {"amount": 1}, MORNING + timedelta(days=4, minutes=2))
    slip = dossier_paper(store, dossier, "receipt").pdf
    says(slip, "07 tháng 09 năm 2026", "17 giờ 00 phút, ngày 04 tháng 09 năm 2026", "còn phải nộp: 5.000 đ")
    says(slip, "Lệ phí A: 8.000 đ, đã nộp")


def test_a_signed_letter_is_not_undercut_by_a_wait_nor_outlived_by_it(store: Store) -> None:
    letter = {"reason": "x", "signer": "A", "signed_on": "2026-08-27"}
    told_of = (("2026-09-30T17:00", "30 tháng 09 năm 2026"), ("2026-09-05T17:00", "07 tháng 09 năm 2026"))
    for dossier, (new_due, told) in zip([received(store), received(store)], told_of, strict=True):
        take_step(store, CLERK, dossier, "Apologised", {**letter, "new_due_at": new_due}, MORNING)
        take_step(store, CLERK, dossier, "SupplementRequested", {"missing": [{"name": "x"}]}, MORNING)
        take_supplement(store, CLERK, dossier, (), MORNING + timedelta(days=4))
        says(dossier_paper(store, dossier, "receipt").pdf, f"17 giờ 00 phút, ngày {told}")
        with store.reading() as rd:
            found = rd.dossiers.by_id(dossier)
        assert found is not None and found.shown_due_at is not None
        assert f"{office_time(found.shown_due_at):%d tháng %m năm %Y}" == told


def _code(store: Store, dossier: UUID) -> str:
    with store.reading() as rd:
        line = rd.dossiers.line(dossier)
    assert line is not None and line.code is not None
    return line.code
