"""Every later event of a dossier can be written from a terminal, and what may not be is refused in one sentence."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from terminal import MORNING, Answer, Terminal

from desk_app.cli.event_kinds import WRITTEN
from desk_app.domain.events import HandedOver
from desk_app.domain.transitions import TRANSITIONS
from desk_app.models.store import open_store
from desk_app.services.kept_letters import kept_letter
from desk_app.services.print_jobs import waiting_papers

MAI = {"name": "Trần Thị Mai", "id_number": "038190435641"}
TAKEN = {"to": MAI, "is_owner": True, "compared": True}
LETTER = {"reason": "Chờ xác minh", "new_due_at": "2026-12-01T17:00", "signer": "Lê Hùng", "signed_on": "2026-08-27"}
HASH = "0" * 64


def write(desk: Terminal, code: str, kind: str, fields: dict[str, Any] | None = None) -> Answer:
    return desk("event", code, kind, "-", "--json", stdin=json.dumps(fields or {}, ensure_ascii=False))


def written(desk: Terminal, code: str, kind: str, fields: dict[str, Any] | None = None) -> Any:
    answer = write(desk, code, kind, fields)
    assert answer.status == 0, answer.err
    return answer.json


def refused(desk: Terminal, code: str, kind: str, fields: dict[str, Any] | None = None) -> str:
    before = desk("show", code, "--json").json["events"]
    sentence = write(desk, code, kind, fields).sentence
    assert desk("show", code, "--json").json["events"] == before
    return sentence


def test_every_event_of_a_dossiers_life_is_written(desk: Terminal) -> None:
    assert set(WRITTEN) == set(TRANSITIONS) - {"Received", "Submitted"}
    code = desk.receive(procedure="1.004873").json["code"]
    unfinished: list[tuple[str, dict[str, Any], int]] = [
        ("Noted", {"text": "Bà Mai\nsẽ gọi lại"}, 2),
        ("Printed", {"form": "receipt", "form_hash": HASH, "size": "A5", "pdf_digest": HASH, "outcome": "good"}, 2),
        ("HandedOver", {"unit": "Tư pháp", "person": "Ông Tư"}, 4),
        ("TakenBack", {"reason": "Sai đơn vị"}, 4),
        ("SupplementRequested", {"missing": [{"name": "Trích lục"}]}, 5),
        ("Supplemented", {"papers": [{"name": "Trích lục", "copy": 1}]}, 4),
        ("PaymentRequested", {"duty": "Thuế trước bạ", "amount": "1.500.000 đ"}, 6),
        ("Paid", {"amount": "1.500.000", "method": "transfer", "receipt_number": "0001"}, 4),
    ]
    for kind, fields, state in unfinished:
        assert written(desk, code, kind, fields)["state"] == state, kind
    letter = written(desk, code, "Apologised", LETTER)["event_id"]
    written(desk, code, "ApologySent", {"apology": letter, "how": "trao tay"})
    written(desk, code, "ResultReady", {"number": "118", "signed_on": "27/08/2026"})
    returned = written(desk, code, "Returned", TAKEN)
    desk.sit("truongbophan")
    assert written(desk, code, "Reversed", {"reason": "Trả nhầm", "target": returned["event_id"]})["state"] == 9
    changes = {"reason": "Gõ nhầm", "submitter": {**MAI, "phone": "0999000123"}}
    assert written(desk, code, "Corrected", changes)["state"] == 9
    assert written(desk, code, "Returned", TAKEN)["state"] == 10
    assert written(desk, code, "OriginalsReturned", {"to": "Trần Thị Mai"})["state"] == 10
    assert written(desk, code, "Erased", {"reason": "Theo yêu cầu", "legal_basis": "Luật 91/2025/QH15"})["state"] == 10
    assert desk("verify", "--json").json["ok"] is True


def test_the_other_ends_of_a_dossier(desk: Terminal) -> None:
    for kind, fields, state in (
        ("Withdrawn", {"reason": "Không cần nữa", "originals_returned": True}, 7),
        ("Stopped", {"reason": "Hết thời hạn bổ sung", "number": "12/TB"}, 8),
    ):
        code = desk.receive(procedure="1.004873").json["code"]
        assert written(desk, code, kind, fields)["state"] == state
    assert written(desk, "-", "Guided", {"procedure": "1.004873", "submitter": MAI, "missing": [{"name": "A"}]})
    assert written(desk, "-", "Declined", {"procedure": "1.004873", "submitter": MAI, "reason": "x"})["state"] == 3


def test_a_kept_file_is_attached_and_another_is_not(desk: Terminal) -> None:
    code = desk.receive().json["code"]
    with open_store(desk.folder, now=desk.now) as store:
        store.attachments.put(b"scan", now=desk.now)
    fields = {"name": "Giấy chứng sinh.png", "media_type": "image/png", "size": 4}
    written(desk, code, "PaperAttached", {**fields, "content": sha256(b"scan").hexdigest()})
    assert "chưa có trong kho" in refused(desk, code, "PaperAttached", {**fields, "content": HASH})
    assert "content" in refused(desk, code, "PaperAttached", {**fields, "content": None})


def test_what_had_no_effect_is_settled(desk: Terminal) -> None:
    code = desk.receive().json["code"]
    written(desk, code, "SupplementRequested", {"missing": [{"name": "A"}]})
    with open_store(desk.folder, now=desk.now) as store:
        with store.reading() as rd:
            dossier = rd.dossiers.by_code(code)
        assert dossier is not None
        with store.transaction(desk.now, "canbo") as tx:
            body = HandedOver(unit="Tư pháp", handed_at=desk.now)
            stray = tx.record(dossier.id, body).envelope.event_id
    answer = {"target": str(stray), "decision": "accept", "reason": "Giấy tờ đã chuyển"}
    assert "trưởng bộ phận" in refused(desk, code, "Settled", answer)
    desk.sit("truongbophan")
    assert "reason" in refused(desk, code, "Settled", {**answer, "reason": 3})
    assert "lý do" in refused(desk, code, "Settled", {**answer, "reason": " "})
    assert "decision" in refused(desk, code, "Settled", {**answer, "decision": "maybe"})
    assert written(desk, code, "Settled", answer)["state"] == 4
    assert "không có việc cần kiểm tra" in refused(desk, code, "Settled", answer)


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("ResultReady", {"ready_at": "2026-08-27T09:00"}, "sớm hơn lúc tiếp nhận"),
        ("HandedOver", {"unit": "A", "handed_at": "2026-08-26T09:00"}, "sớm hơn lúc tiếp nhận"),
        ("Apologised", {**LETTER, "signed_on": "2026-08-20"}, "sớm hơn lúc tiếp nhận"),
        ("Apologised", {**LETTER, "signer": " "}, "chưa có người ký"),
        ("Apologised", {name: LETTER[name] for name in LETTER if name != "signer"}, "chưa có người ký"),
        ("Apologised", {**LETTER, "new_due_at": "2026-08-27T10:00"}, "phải sau ngày hẹn đang có"),
        ("Stopped", {"reason": "x", "stopped_at": "2026-08-28T09:00"}, "ở tương lai"),
        ("Returned", TAKEN, "Chưa có kết quả"),
        ("Supplemented", {}, "đang ở trạng thái"),
        ("TakenBack", {}, "đang ở trạng thái"),
        ("ApologySent", {"apology": "01990000-0000-7000-8000-000000000000", "how": "thư"}, "không có trong hồ sơ"),
        ("Paid", {"amount": "-5"}, "nhỏ hơn không"),
        ("Paid", {"amount": "năm mươi"}, "không đọc được số tiền"),
        ("Noted", {"text": "\u200b"}, "không được để trống"),
        ("Noted", {"text": "a", "màu": "đỏ"}, "không có mục này"),
        ("Corrected", {"reason": "x"}, "Không có gì thay đổi"),
        ("Corrected", {"reason": " ", "note": "a"}, "lý do"),
        ("Corrected", {"reason": "x", "submitter": {"name": "A", "gender": "??"}}, "nam hoặc nữ"),
        ("Reversed", {"reason": ""}, "lý do"),
        ("Reversed", {"reason": "x", "target": "01990000-0000-7000-8000-000000000000"}, "Không có bước này"),
        ("Guided", {"missing": [{"name": "A"}]}, "đã được tiếp nhận"),
        ("Declined", {"reason": "x"}, "đã được tiếp nhận"),
    ],
)
def test_what_may_not_be_is_refused_and_nothing_is_written(
    desk: Terminal, kind: str, fields: dict[str, Any], told: str
) -> None:
    code = desk.receive(procedure="1.004873", submitter=MAI).json["code"]
    assert told in refused(desk, code, kind, fields)


def test_a_finished_dossier_is_neither_returned_twice_nor_apologised_for(desk: Terminal) -> None:
    code = desk.receive(procedure="1.004873").json["code"]
    written(desk, code, "ResultReady")
    assert "không còn gì để xin lỗi" in refused(desk, code, "Apologised", LETTER)
    neighbour = {"to": {"name": "Lê Văn Tám"}, "is_owner": False, "compared": True}
    assert "căn cứ nhận thay" in refused(desk, code, "Returned", neighbour)
    early = {**TAKEN, "returned_at": (MORNING + timedelta(minutes=1)).isoformat()}
    assert "sớm hơn bước trước đó" in refused(desk, code, "Returned", early)
    written(desk, code, "Returned", TAKEN)
    assert "Không trả lần hai" in refused(desk, code, "Returned", TAKEN)
    assert "đang ở trạng thái" in refused(desk, code, "ResultReady")


def test_a_letter_signed_at_the_terminal_is_kept_sent_once_and_its_day_off_is_said(desk: Terminal) -> None:
    code = desk.receive(procedure="1.004873").json["code"]
    sunday = write(desk, code, "Apologised", {**LETTER, "new_due_at": "2026-09-13T10:00"})
    assert sunday.status == 0
    assert "13/09/2026" in sunday.err and "không tiếp nhận và trả kết quả" in sunday.err
    with open_store(desk.folder, write=False, now=desk.now) as store, store.reading() as rd:
        dossier = rd.dossiers.by_code(code)
        assert dossier is not None and kept_letter(rd, dossier) is not None
    sent = {"apology": sunday.json["event_id"], "how": "trao tay"}
    written(desk, code, "ApologySent", sent)
    assert "đã gửi" in refused(desk, code, "ApologySent", sent)


def test_a_reception_is_not_moved_behind_what_followed_it(desk: Terminal) -> None:
    code = desk.receive(procedure="1.004873").json["code"]
    written(desk, code, "ResultReady")
    desk.now += timedelta(hours=2)
    desk.sit("truongbophan")
    moved = {"reason": "Gõ nhầm giờ", "received_at": "2026-08-27T10:00"}
    assert "muộn hơn bước đã ghi" in refused(desk, code, "Corrected", moved)
    written(desk, code, "Corrected", {**moved, "received_at": "2026-08-27T09:00"})


def test_a_refused_step_says_why_and_nothing_else(desk: Terminal) -> None:
    code = desk.receive(procedure="1.004873").json["code"]
    asked = {"missing": [{"name": "Trích lục"}]}
    written(desk, code, "SupplementRequested", asked)
    assert "Chờ bổ sung" in refused(desk, code, "SupplementRequested", asked)
    written(desk, code, "Supplemented")
    assert "tính là quá hạn" in write(desk, code, "SupplementRequested", asked).err


def test_nothing_happens_to_what_was_only_guided(desk: Terminal) -> None:
    guided = written(desk, "-", "Guided", {"procedure": "1.004873", "submitter": MAI, "missing": [{"name": "A"}]})["id"]
    for kind, fields in (("ResultReady", {}), ("HandedOver", {"unit": "A"}), ("Apologised", LETTER), ("Stopped", {})):
        assert "chưa được tiếp nhận" in refused(desk, guided, kind, fields), kind
    assert "chưa được tiếp nhận" in refused(desk, guided, "Corrected", {"reason": "x", "note": "a"})
    assert "chưa được tiếp nhận" in refused(desk, guided, "Reversed", {"reason": "x"})


def test_a_cancelled_dossier_takes_no_more_steps(desk: Terminal) -> None:
    code = desk.receive(procedure="1.004873").json["code"]
    assert written(desk, code, "Reversed", {"reason": "Nhận hai lần"})["voided"] is True
    for kind, fields in (("ResultReady", {}), ("HandedOver", {"unit": "A"}), ("Apologised", LETTER)):
        assert "Đã hủy tiếp nhận" in refused(desk, code, kind, fields), kind
    assert written(desk, code, "Noted", {"text": "Công dân đã nhận lại giấy tờ"})["voided"] is True


def test_every_field_of_a_file_is_documented(desk: Terminal) -> None:
    for kind in WRITTEN:
        told = desk("event", kind, "--help").out
        assert "Các mục của tệp JSON" in told, kind
        assert "giá trị (" not in told, f"{kind}: a field without a meaning"
    assert "amount: số tiền, như 50.000 đ hoặc 50000" in desk("event", "Paid", "--help").out
    assert "copy: số nguyên" in desk("event", "Supplemented", "--help").out


def test_a_step_owes_the_same_paper_whoever_wrote_it(desk: Terminal) -> None:
    def waiting() -> list[str]:
        with open_store(desk.folder, now=desk.now) as store:
            jobs = [job for job in waiting_papers(store) if job.title == code]
            with store.transaction(desk.now, "canbo") as tx:
                for job in jobs:
                    tx.print_queue.remove(job.id)
        return [job.form for job in jobs]

    code = desk.receive(procedure="1.004873").json["code"]
    assert waiting() == ["receipt"]
    owed: list[tuple[str, dict[str, Any], list[str]]] = [
        ("SupplementRequested", {"missing": [{"name": "Trích lục"}]}, ["supplement"]),
        ("Supplemented", {}, ["receipt"]),
        ("PaymentRequested", {"duty": "Thuế trước bạ", "amount": 5000}, []),
        ("Paid", {"amount": 5000}, ["receipt"]),
        ("HandedOver", {"unit": "Tư pháp"}, []),
        ("Stopped", {"reason": "Hết thời hạn bổ sung"}, ["stop"]),
    ]
    for kind, fields, forms in owed:
        written(desk, code, kind, fields)
        assert waiting() == forms, kind


def test_an_appointment_typed_for_a_day_off_is_kept_and_said(desk: Terminal) -> None:
    code = desk.receive(procedure="1.004873").json["code"]
    written(desk, code, "SupplementRequested", {"missing": [{"name": "Trích lục"}]})
    answer = write(desk, code, "Supplemented", {"due_at": "2026-09-12T17:00", "due_reason": "Hẹn riêng"})
    assert answer.status == 0
    assert answer.json["shown_due_at"].startswith("2026-09-12T17:00")
    assert answer.err == "Ngày hẹn Thứ Bảy, 12/09/2026 17:00 là ngày cơ quan không tiếp nhận và trả kết quả.\n"


def test_originals_go_back_as_they_came_all_at_once(desk: Terminal) -> None:
    form, born = {"name": "Tờ khai", "original": 1}, {"name": "Giấy chứng sinh", "original": 2}
    papers = [form, born, {"name": "CCCD", "copy": 1}]
    code = desk.receive(procedure="1.004873", papers=papers).json["code"]
    for wrong in ([{"name": "Sổ đỏ", "original": 1}], [form], [form, {**born, "original": 3}]):
        sentence = refused(desk, code, "OriginalsReturned", {"to": "Mai", "papers": wrong})
        assert "Tờ khai (1 bản); Giấy chứng sinh (2 bản)" in sentence
    written(desk, code, "OriginalsReturned", {"to": "Mai"})
    body = desk("show", code, "--json").json["events"][-1]["body"]
    assert [(paper["name"], paper["original"]) for paper in body["papers"]] == [("Tờ khai", 1), ("Giấy chứng sinh", 2)]
    other = desk.receive(procedure="1.004873", papers=papers).json["code"]
    written(desk, other, "OriginalsReturned", {"to": "Mai", "papers": [born, form]})
