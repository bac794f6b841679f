"""Dossiers from a terminal: registered, shown, found, taken further."""

import json
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader
from terminal import Terminal


def test_receiving_gives_the_code_and_the_promised_date(desk: Terminal) -> None:
    answer = desk.receive(procedure="1.004873")
    assert (answer.status, answer.err) == (0, "")
    assert answer.json["due_at"] == "2026-09-04T17:00:00+07:00"
    assert answer.json["received_at"].startswith("2026-08-27T09:13")
    assert answer.json["received_at"].endswith("+07:00")
    assert (answer.json["limit"], answer.json["provisional"], answer.json["repeated"]) == (
        "3 working_day",
        False,
        False,
    )
    shown = desk("show", answer.json["code"], "--json").json
    assert shown["id"] == answer.json["id"]
    assert (shown["state"], shown["state_name"], shown["code"]) == (2, "Đã tiếp nhận", answer.json["code"])
    assert shown["original_due_at"] == shown["due_at"] == shown["shown_due_at"] == answer.json["due_at"]
    assert shown["reception"]["submitter"]["name"] == "Trần Thị Mai"


def test_the_same_request_gives_the_same_dossier(desk: Terminal) -> None:
    first, again = desk.receive(request_id="đơn-17"), desk.receive(request_id="đơn-17")
    assert again.json["code"] == first.json["code"]
    assert (first.json["repeated"], again.json["repeated"]) == (False, True)


def test_a_second_dossier_of_a_person_and_procedure_is_warned_of(desk: Terminal) -> None:
    mai = {"name": "Trần Thị Mai", "id_number": "038190435000"}
    first = desk.receive(submitter=mai)
    assert first.json["warnings"] == []
    (warning,) = desk.receive(submitter=mai, request_id="đơn-18").json["warnings"]
    assert warning["code"] == "same_person_same_procedure"
    assert first.json["code"] in warning["sentence"]
    assert desk.receive(submitter=mai, request_id="đơn-18").json["warnings"] == []
    session = "018f0000-0000-7000-8000-000000000009"
    employee = {"name": "Bưu điện", "id_number": "038190435001"}
    for _ in range(2):
        assert desk.receive(submitter=employee, session=session).json["warnings"] == []


def test_what_looks_wrong_with_a_person_is_a_warning_and_no_error(desk: Terminal) -> None:
    doubtful = {
        "name": "Trần Thị Mai",
        "id_number": "038190435641",
        "birth_date": "2091-03-12",
        "gender": "nam",
        "phone": "12",
        "email": "mai",
    }
    answer = desk.receive(submitter=doubtful, owners=[doubtful, {"name": "Bé An", "id_number": "1234567890"}])
    codes = [warning["code"] for warning in answer.json["warnings"]]
    assert codes == [
        "id_number_doubtful", "id_number_doubtful", "birth_date_doubtful", "phone_doubtful", "email_doubtful",
        "id_number_doubtful",
    ]  # fmt: skip


def test_null_says_not_given(desk: Terminal) -> None:
    unknown = dict.fromkeys(("kind", "birth_date", "gender", "address", "phone", "email"))
    nothing = dict.fromkeys(
        ("case", "channel", "sets", "return_by", "priority", "papers", "fees", "note", "request_id")
    )
    mai = {"name": "Trần Thị Mai", "id_number": "038190435641"}
    answer = desk.receive(submitter={**mai, **unknown}, **nothing)
    assert answer.status == 0
    shown = desk("show", answer.json["code"], "--json").json["reception"]
    plain = desk("show", desk.receive(submitter=mai).json["code"], "--json").json["reception"]
    assert {key: shown[key] for key in nothing if key in shown} == {key: plain[key] for key in nothing if key in plain}


def test_five_copies_of_three_documents_cost_70_000(desk: Terminal) -> None:
    documents = [{"document": name, "pages": pages, "copies": 5} for name, pages in (("A", 2), ("B", 1), ("C", 6))]
    assert desk.receive(procedure="2.000815", authenticated=documents).json["fees_total"] == 70_000


def test_the_rows_of_a_certified_copy_are_its_sum(desk: Terminal) -> None:
    documents = [
        {"document": "A", "pages": 3, "copies": 1, "amount": "4.000 đ"},
        {"document": "B", "pages": 1, "copies": 1},
    ]
    answer = desk.receive(procedure="2.000815", authenticated=documents)
    rows = desk("show", answer.json["code"], "--json").json["reception"]["authenticated"]
    assert [row["amount"] for row in rows] == [4_000, 2_000]
    assert answer.json["fees_total"] == 6_000


def test_a_date_over_an_unannounced_year_says_so(desk: Terminal) -> None:
    desk.sit("truongbophan")
    answer = desk.receive(procedure="1.004222", case="Vào chỗ ở hợp pháp thuộc quyền sở hữu của mình",
                          received_at="2026-08-27T09:00")  # fmt: skip
    assert answer.json["provisional"] is False
    desk.now = desk.now.replace(month=12, day=30)
    late = desk.receive(procedure="1.004222", case="Vào chỗ ở hợp pháp thuộc quyền sở hữu của mình")
    assert late.status == 0
    assert late.json["provisional"] is True
    assert "calendar_provisional" in [warning["code"] for warning in late.json["warnings"]]


def test_events_stand_with_their_envelopes_and_without_salt(desk: Terminal) -> None:
    code = desk.receive().json["code"]
    event = desk("show", code, "--json").json["events"][0]
    assert (event["kind"], event["actor"], event["v"]) == ("Received", "canbo", 1)
    assert event["body"]["reception"]["code"] == code
    assert "salt" not in event["body"]
    assert event["occurred_at"].endswith("+07:00")


@pytest.mark.parametrize("typed", ["tran thi mai", "Trần Thị Mai", "5641", "038190435641"])
def test_a_dossier_is_found_by_what_people_know(desk: Terminal, typed: str) -> None:
    code = desk.receive().json["code"]
    found = desk("search", typed, "--json").json
    assert found[0]["code"] == code
    assert found[0]["owner"]["name"] == "Trần Thị Mai"


def test_lists_for_people_mask_numbers(desk: Terminal) -> None:
    desk.receive()
    assert "038190435641" not in desk("search", "tran thi mai").out


def test_a_slips_qr_text_finds_its_dossier(desk: Terminal) -> None:
    code = desk.receive().json["code"]
    secret = desk("show", code, "--json").json["reception"]["secret"]
    assert desk("show", f"https://tracuu.example.vn/tra-cuu#{code}.{secret}", "--json").json["code"] == code


def test_a_dossier_goes_its_way_to_the_citizen(desk: Terminal) -> None:
    code = desk.receive(procedure="1.004873").json["code"]
    assert desk("event", code, "HandedOver", "-", "--json", stdin='{"unit": "Công chức Tư pháp"}').json["state"] == 4
    wanted = '{"missing": [{"name": "Trích lục ly hôn"}]}'
    assert desk("event", code, "supplement_requested", "-", "--json", stdin=wanted).json["state"] == 5
    desk.now = desk.now.replace(month=9, day=4, hour=16)
    supplemented = desk("event", code, "Supplemented", "--json").json
    assert supplemented["state"] == 4
    assert supplemented["due_at"] > supplemented["original_due_at"]
    assert desk("event", code, "ResultReady", "-", "--json", stdin='{"number": "118"}').json["state"] == 9
    returned = '{"to": {"name": "Trần Thị Mai"}, "is_owner": true, "compared": true}'
    assert desk("event", code, "Returned", "-", "--json", stdin=returned).json["state_name"] == "Đã trả"
    assert desk("verify", "--json").json["ok"] is True


def test_a_step_out_of_turn_is_refused(desk: Terminal) -> None:
    code = desk.receive().json["code"]
    refused = desk(
        "event", code, "Returned", "-", stdin='{"to": {"name": "Trần Thị Mai"}, "is_owner": true, "compared": true}'
    )
    assert refused.sentence.startswith(f"Chưa có kết quả: hồ sơ {code} đang ở quầy từ 27/08/2026, hẹn trả Thứ ")


def test_a_time_without_an_offset_is_the_offices(desk: Terminal) -> None:
    code = desk.receive(procedure="1.004873").json["code"]
    letter = '{"reason": "Phải xác minh", "new_due_at": "2026-09-10T17:00", "signer": "A", "signed_on": "2026-08-27"}'
    apologised = desk("event", code, "Apologised", "-", "--json", stdin=letter).json
    assert apologised["shown_due_at"] == "2026-09-10T17:00:00+07:00"
    assert apologised["due_at"] == apologised["original_due_at"] == "2026-09-04T17:00:00+07:00"


def test_a_correction_keeps_what_it_does_not_name(desk: Terminal) -> None:
    registered = desk.receive(procedure="1.004873", summary="Xác nhận").json
    changes = '{"reason": "Gõ nhầm số", "submitter": {"name": "Trần Thị Mai", "id_number": "038190435642"}}'
    corrected = desk("event", registered["code"], "Corrected", "-", "--json", stdin=changes).json
    assert corrected["due_at"] == registered["due_at"]
    dossier = desk("show", registered["code"], "--json").json
    assert dossier["reception"]["submitter"]["id_number"] == "038190435642"
    assert dossier["reception"]["summary"] == "Xác nhận"
    changed = {change["field"] for change in dossier["events"][-1]["body"]["changes"]}
    assert changed == {"submitter"}


def test_another_procedure_brings_its_own_papers_fee_and_date(desk: Terminal) -> None:
    registered = desk.receive(procedure="1.004884").json
    changes = '{"reason": "Chọn nhầm", "procedure": "2.000635"}'
    corrected = desk("event", registered["code"], "Corrected", "-", "--json", stdin=changes).json
    assert corrected["code"] == registered["code"]
    reception = desk("show", registered["code"], "--json").json["reception"]
    assert reception["procedure"]["code"] == "2.000635"
    assert sum(fee["amount"] for fee in reception["fees"]) == 8_000
    assert "trích lục" in reception["papers"][0]["name"].lower()


def test_cancelling_keeps_the_code_used(desk: Terminal) -> None:
    code = desk.receive().json["code"]
    assert desk("event", code, "Reversed", "-", "--json", stdin='{"reason": "Nhận hai lần"}').json["voided"] is True
    assert desk.receive().json["code"] != code
    again = desk("event", code, "Reversed", "-", stdin='{"reason": "Nhận hai lần"}')
    assert again.sentence == f"Hồ sơ {code} đã được hủy tiếp nhận."


def test_a_step_written_by_mistake_is_undone(desk: Terminal) -> None:
    code = desk.receive().json["code"]
    ready = desk("event", code, "ResultReady", "--json").json
    undo = f'{{"reason": "Ghi nhầm hồ sơ", "target": "{ready["event_id"]}"}}'
    assert desk("event", code, "Reversed", "-", "--json", stdin=undo).json["state"] == 2
    assert "Không có bước này" in desk("event", code, "Reversed", "-", stdin=undo).sentence


def test_a_step_with_later_ones_on_it_is_not_undone(desk: Terminal) -> None:
    code = desk.receive().json["code"]
    ready = desk("event", code, "ResultReady", "--json").json
    desk("event", code, "Returned", "-", stdin='{"to": {"name": "Trần Thị Mai"}, "is_owner": true, "compared": true}')
    undo = f'{{"reason": "Ghi nhầm", "target": "{ready["event_id"]}"}}'
    assert "Hủy bước sau trước" in desk("event", code, "Reversed", "-", stdin=undo).sentence
    assert desk("show", code, "--json").json["state"] == 10


def test_guided_then_received_is_one_dossier(desk: Terminal) -> None:
    matter = '{"procedure": "1.004873", "submitter": {"name": "Lê Thị Lan"}, "missing": [{"name": "Tờ khai"}]}'
    guided = desk("event", "-", "Guided", "-", "--json", stdin=matter).json
    assert (guided["state"], guided["code"]) == (0, "")
    received = desk.receive(procedure="1.004873", submitter={"name": "Lê Thị Lan"}, starts_from=guided["id"]).json
    assert received["id"] == guided["id"]
    assert [event["kind"] for event in desk("show", received["code"], "--json").json["events"]] == [
        "Guided",
        "Received",
    ]


def test_declining_needs_a_reason_and_gives_its_paper(desk: Terminal, tmp_path: Path) -> None:
    matter = '{"procedure": "1.012812", "submitter": {"name": "Lê Thị Lan"}, "reason": "Không thuộc thẩm quyền"}'
    declined = desk("event", "-", "Declined", "-", "--json", stdin=matter).json
    assert declined["state_name"] == "Không tiếp nhận"
    assert desk("print", declined["id"], "decline", "--out", tmp_path / "mau-03.pdf").status == 0
    bare = '{"procedure": "1.012812", "submitter": {"name": "Lê Thị Lan"}}'
    assert "cần có lý do" in desk("event", "-", "Declined", "-", stdin=bare).sentence


def test_a_flag_is_settled_by_a_supervisor_only(desk: Terminal) -> None:
    code = desk.receive().json["code"]
    answer = f'{{"target": "{"0" * 8}-0000-7000-8000-{"0" * 12}", "decision": "accept", "reason": "Đã xem"}}'
    assert "trưởng bộ phận" in desk("event", code, "Settled", "-", stdin=answer).sentence
    desk.sit("truongbophan")
    assert "không có việc cần kiểm tra" in desk("event", code, "Settled", "-", stdin=answer).sentence


ONLINE = json.dumps(
    {
        "procedure": "1.004873",
        "submitter": {"name": "Trần Thị Mai", "id_number": "038190435641"},
        "external": {"system": "Cổng DVCQG", "code": "G22.99-260827-0007"},
    }
)


def test_what_came_online_waits_and_is_received_under_its_other_code(desk: Terminal) -> None:
    first = desk("submit", "-", "--json", stdin=ONLINE).json
    assert desk("submit", "-", "--json", stdin=ONLINE).json == {**first, "repeated": True}
    assert [one["id"] for one in desk("submit", "--waiting", "--json").json] == [first["id"]]
    assert "G22.99-260827-0007" in desk("submit", "--waiting").out
    assert desk("show", first["id"], "--json").json["state"] == 1
    assert "chưa được tiếp nhận" in desk("event", first["id"], "HandedOver", "-", stdin='{"unit": "x"}').sentence
    received = desk("receive", "-", "--json", stdin='{"starts_from": "G22.99-260827-0007"}').json
    assert received["id"] == first["id"]
    assert desk("submit", "--waiting", "--json").json == []
    assert desk("submit", "--waiting").out == "Không có hồ sơ nào chờ tiếp nhận.\n"
    again = desk("receive", "-", stdin='{"starts_from": "G22.99-260827-0007"}')
    assert "đã được tiếp nhận" in again.sentence
    assert "Không thấy hồ sơ" in desk("receive", "-", stdin='{"starts_from": "không có"}').sentence
    assert "phải là chữ" in desk("receive", "-", stdin='{"starts_from": 7}').sentence


def test_what_came_online_is_declined_or_withdrawn(desk: Terminal) -> None:
    first = desk("submit", "-", "--json", stdin=ONLINE).json["id"]
    assert desk("event", first, "Declined", "-", "--json", stdin='{"reason": "Sai nơi nộp"}').json["state"] == 3
    second = desk("submit", "-", "--json", stdin=ONLINE.replace("0007", "0008")).json["id"]
    assert desk("event", second, "Withdrawn", "-", "--json", stdin='{"reason": "Xin rút"}').json["state"] == 7
    assert "đã được tiếp nhận hoặc từ chối" in desk("event", first, "Declined", "-", stdin='{"reason": "x"}').sentence


def test_submit_needs_a_file_or_asks_what_waits(desk: Terminal) -> None:
    assert "--waiting" in desk("submit").sentence
    assert "--waiting" in desk("submit", "-", "--waiting", stdin=ONLINE).sentence
    assert (
        "tiếp nhận ngay"
        in desk("submit", "-", stdin=ONLINE.replace('"procedure"', '"channel": "direct", "procedure"')).sentence
    )


def test_a_supervisor_erases_what_the_law_asks_for(desk: Terminal) -> None:
    code = desk.receive().json["code"]
    order = '{"reason": "Công dân yêu cầu", "legal_basis": "Luật 91/2025/QH15"}'
    assert "trưởng bộ phận" in desk("event", code, "Erased", "-", stdin=order).sentence
    desk.sit("truongbophan")
    assert "chưa xóa dữ liệu được" in desk("event", code, "Erased", "-", stdin=order).sentence
    desk("event", code, "Withdrawn", "-", stdin='{"reason": "Bà Mai xin rút"}')
    assert "căn cứ pháp lý" in desk("event", code, "Erased", "-", stdin='{"reason": "Công dân yêu cầu"}').sentence
    assert "legal_basis: chữ" in desk("event", "erased", "--help").out
    assert desk("event", code, "Erased", "-", "--json", stdin=order).json["state"] == 7
    shown = desk("show", code, "--json")
    assert "Mai" not in shown.out
    assert "038190435641" not in shown.out
    assert desk("verify", "--json").json["ok"] is True


def test_every_kind_documents_its_fields(desk: Terminal) -> None:
    listed = desk("event", "--help").out
    for kind in ("HandedOver", "Corrected", "Guided", "Returned", "Apologised"):
        assert kind in listed
        assert "Các mục của tệp JSON" in desk("event", kind, "--help").out
    assert "unit: chữ (bắt buộc)" in desk("event", "HandedOver", "--help").out
    assert "handed_at: ngày giờ, như 2026-08-27T09:12 (có thể bỏ qua)" in desk("event", "handed-over", "--help").out


def test_a_file_is_not_a_copy_given_to_the_citizen(desk: Terminal, tmp_path: Path) -> None:
    code = desk.receive().json["code"]
    first, second = (desk("print", code, "receipt", "--out", tmp_path / "a.pdf", "--json").json for _ in range(2))
    assert (first["reprint"], second["reprint"]) == (0, 0)
    assert first["pdf_digest"] == second["pdf_digest"]
    assert desk("print", code, "receipt", "--out", tmp_path / "b.pdf", "--given", "--json").json["reprint"] == 0
    assert desk("print", code, "receipt", "--out", tmp_path / "c.pdf", "--json").json["reprint"] == 1


@pytest.mark.parametrize(("form", "size"), [("receipt", "A4"), ("receipt", "A5"), ("receipt", "K80"), ("label", None)])
def test_papers_name_the_dossier(desk: Terminal, tmp_path: Path, form: str, size: str | None) -> None:
    code = desk.receive().json["code"]
    file = tmp_path / "thư mục mới" / "phiếu.pdf"
    assert desk("print", code, form, "--out", file, *(["--paper", size] if size else [])).status == 0
    assert code in _text_of(file)


def test_dossiers_of_one_session_share_a_slip(desk: Terminal, tmp_path: Path) -> None:
    session = "018f0000-0000-7000-8000-000000000001"
    codes = [desk.receive(session=session, summary=name).json["code"] for name in ("một", "hai")]
    for form in ("receipt_several", "reception-list"):
        assert desk("print", codes[0], form, "--out", tmp_path / "slip.pdf").status == 0
        assert all(code in _text_of(tmp_path / "slip.pdf") for code in codes)
    alone = desk.receive().json["code"]
    assert "không thuộc lượt" in desk("print", alone, "receipt_several", "--out", tmp_path / "x.pdf").sentence


def test_emergency_slips_are_reserved_and_printed_again(desk: Terminal, tmp_path: Path) -> None:
    assert "Chưa có phiếu dự phòng" in desk("print", "-", "emergency", "--out", tmp_path / "e.pdf").sentence
    on_a_label = desk("print", "-", "emergency", "--count", "3", "--paper", "LABEL", "--out", tmp_path / "e.pdf")
    assert "LABEL" in on_a_label.sentence
    assert "Chưa có phiếu dự phòng" in desk("print", "-", "emergency", "--out", tmp_path / "e.pdf").sentence
    assert desk("print", "-", "emergency", "--count", "3", "--out", tmp_path / "e.pdf").status == 0
    assert desk("print", "-", "emergency", "--out", tmp_path / "f.pdf").status == 0
    assert _text_of(tmp_path / "e.pdf") == _text_of(tmp_path / "f.pdf")
    used = _text_of(tmp_path / "e.pdf").split("Mã hồ sơ:")[1].split()[0]
    assert desk.receive().json["code"] > used


def test_a_procedures_sheets_need_no_account(desk: Terminal, tmp_path: Path) -> None:
    desk.sit(None, None)
    for form in ("guide", "posting"):
        assert desk("print", "1.001193", form, "--out", tmp_path / "sheet.pdf").status == 0
        assert "khai sinh" in _text_of(tmp_path / "sheet.pdf")
    assert "9.999999" in desk("print", "9.999999", "guide", "--out", tmp_path / "x.pdf").sentence
    on_a_strip = desk("print", "1.001193", "guide", "--paper", "K80", "--out", tmp_path / "x.pdf")
    assert "không in được trên khổ K80" in on_a_strip.sentence


@pytest.mark.parametrize("form", ["receipt_several", "reception_list", "guide", "posting"])
def test_papers_of_no_one_dossier_print_large_too(desk: Terminal, tmp_path: Path, form: str) -> None:
    of_session = desk.receive(session="018f0000-0000-7000-8000-000000000002").json["code"]
    of = "1.001193" if form in ("guide", "posting") else of_session
    assert desk("print", of, form, "--out", tmp_path / "usual.pdf").status == 0
    assert desk("print", of, form, "--out", tmp_path / "large.pdf", "--large").status == 0
    assert _usual_letters(tmp_path / "large.pdf") > _usual_letters(tmp_path / "usual.pdf")


def test_an_emergency_slip_that_would_need_a_second_page_in_large_print_is_refused(
    desk: Terminal, tmp_path: Path
) -> None:
    refused = desk("print", "-", "emergency", "--count", "2", "--large", "--out", tmp_path / "e.pdf")
    assert "bỏ --large" in refused.sentence
    assert "Chưa có phiếu dự phòng" in desk("print", "-", "emergency", "--out", tmp_path / "e.pdf").sentence


def _usual_letters(file: Path) -> float:
    """Return the size most of a paper's letters stand in, in points."""
    letters: Counter[float] = Counter()

    def note(text: str, _page: object, _line: object, _font: object, size: float) -> None:
        letters[round(size, 1)] += len(text.strip())

    for page in PdfReader(file).pages:
        page.extract_text(visitor_text=note)
    return letters.most_common(1)[0][0]


def _text_of(file: Path) -> str:
    document = pypdfium2.PdfDocument(file)
    try:
        return "\n".join(document[place].get_textpage().get_text_range() for place in range(len(document)))
    finally:
        document.close()
