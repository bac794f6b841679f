"""Bad input from a terminal: one clear Vietnamese sentence, an exit status, and nothing changed."""

import json
import os
import unicodedata
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from terminal import Answer, Terminal

from desk_app.models.store import open_store

GOOD: dict[str, Any] = {"procedure": "1.001193", "submitter": {"name": "Trần Thị Mai"}}
LONG_NAME = ("Nguyễn Thị Hoàng Ánh Nguyệt " * 40)[:1094].strip()


def receive(desk: Terminal, **more: Any) -> Answer:
    return desk("receive", "-", "--json", stdin=json.dumps({**GOOD, **more}))


def dossiers(desk: Terminal) -> int:
    with open_store(desk.folder, write=False, now=desk.now) as store, store.reading() as rd:
        return rd.dossiers.count()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"17",
        b"\xff\xfe\x00",
        b"{\x00}",
        b'{"procedure": "1.001193"',
        b'{"procedure": NaN, "submitter": {"name": "A"}}',
        b'{"procedure": "1.001193", "submitter": {"name": "A"}, "sets": Infinity}',
        b'{"procedure": "1.001193", "submitter": {"name": "A"}, "sets": 1' + b"0" * 5000 + b"}",
        b'{"procedure": "1.001193", "submitter": {"name": "A"}, "sets": 1e400}',
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"[" * 500_000,
        b'{"procedure": "1.001193", "submitter": {"name": "\\ud800"}}',
        b'{"procedure": "\\ud800", "submitter": {"name": "A"}}',
        b'{"\\udfff": 1}',
        b" " * (5 * 1024 * 1024),
    ],
)
def test_what_is_no_dossier_is_refused_in_one_sentence(desk: Terminal, text: bytes) -> None:
    before = dossiers(desk)
    assert "Lỗi của chương trình" not in desk("receive", "-", stdin=text).sentence
    assert dossiers(desk) == before


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"sets": "hai"}, "sets"),
        ({"sets": 0}, "sets"),
        ({"sets": 1.5}, "sets"),
        ({"sets": 10**30}, "sets"),
        ({"channel": "bồ câu"}, "channel"),
        ({"submitter": None}, "submitter"),
        ({"submitter": []}, "submitter"),
        ({"submitter": {"name": ""}}, "submitter.name"),
        ({"submitter": {"name": "A", "tuổi": 3}}, "submitter.tuổi"),
        ({"submitter": {"name": "A", "birth_date": "32/13/1990"}}, "submitter.birth_date"),
        ({"papers": [{"name": "Tờ khai", "original": -1}]}, "papers.0.original"),
        ({"fees": [{"name": "Lệ phí", "amount": "NaN"}]}, "fees.0.amount"),
        ({"fees": [{"name": "Lệ phí", "amount": -5}]}, "fees.0.amount"),
        ({"fees": [{"name": "Lệ phí", "amount": 10**40}]}, "fees.0.amount"),
        ({"session": "không phải uuid"}, "session"),
        ({"received_at": "hôm qua"}, "received_at"),
        ({"summary": "x" * 1001}, "summary"),
        ({"nguoi_la": 1}, "nguoi_la"),
        ({"request_id": "x" * 201}, "request_id"),
    ],
)
def test_the_field_at_fault_is_named(desk: Terminal, more: dict[str, Any], named: str) -> None:
    sentence = receive(desk, **more).sentence
    assert f"“{named}”" in sentence
    assert not any(english in sentence for english in ("Input", "should", "valid", "Value"))


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"summary": "x" * 1001}, "dài quá 1000 ký tự"),
        ({"papers": [{"name": "A"}] * 301}, "có quá nhiều dòng (nhiều nhất 300)"),
        ({"channel": "fax"}, "phải là một trong: direct, online, post"),
        ({"authorisation": {"kind": "giấy ủy quyền"}}, "phải là một trong: letter, relative, introduction"),
        ({"unit": "tuần"}, "phải là một trong: working_day, day, hour"),
    ],
)
def test_the_bound_or_the_choices_are_named(desk: Terminal, more: dict[str, Any], says: str) -> None:
    assert says in receive(desk, **more).sentence


@pytest.mark.parametrize(
    "more",
    [
        {"procedure": "9.999999"},
        {"case": "không có trường hợp này"},
        {"variant": 99},
        {"due_at": "2026-09-30T17:00"},
        {"due_at": "2020-01-01T17:00", "due_reason": "Theo yêu cầu"},
        {"received_at": "2026-08-01T08:00"},
        {"received_at": "2030-01-01T08:00"},
        {"code": "H56.14-260827-0009"},
        {"back_entry": "018f0000-0000-7000-8000-000000000001", "received_at": "2026-08-27T08:00"},
        {"fees": [{"name": "Lệ phí", "amount": 1000, "full_amount": 8000}]},
        {"procedure": "1.001022"},
        {"procedure": "2.000815", "authenticated": [{"document": "A", "pages": 0, "copies": 2}]},
        {"procedure": "2.000815", "authenticated": [{"document": "A", "pages": 2, "copies": 0}]},
        {"procedure": "2.000815", "authenticated": [{"document": " ", "pages": 2, "copies": 1}]},
    ],
)
def test_what_cannot_be_is_said_in_words(desk: Terminal, more: dict[str, Any]) -> None:
    before = dossiers(desk)
    assert receive(desk, **more).sentence.endswith(".")
    assert dossiers(desk) == before


@pytest.mark.parametrize(
    "name",
    [
        LONG_NAME,
        unicodedata.normalize("NFD", "Nguyễn Thị Thuỳ Dương"),
        "Trần 😀 Thị 👨‍👩‍👧 Mai",
        "محمد \u202eiaM ihT\u202c Trần",
        '<b>Trần</b> <img src="http://127.0.0.1/x.png"/> & Mai',
        "{{ 7 * 7 }} {% raw %} %s {0}",
        "'; DROP TABLE dossiers; --",
        "Y Bhốc K'Brễn H'Hen",
    ],
)
def test_absurd_names_are_kept_found_and_printed(desk: Terminal, tmp_path: Path, name: str) -> None:
    registered = receive(desk, submitter={"name": name})
    assert registered.status == 0, registered.err
    code = registered.json["code"]
    kept = desk("show", code, "--json").json["reception"]["submitter"]["name"]
    assert kept == unicodedata.normalize("NFC", kept)
    assert desk("print", code, "receipt", "--out", tmp_path / "slip.pdf").status == 0
    with pypdfium2.PdfDocument(tmp_path / "slip.pdf") as document:
        assert code in document[0].get_textpage().get_text_range()
    assert desk("search", name[:60]).status == 0


def test_a_name_longer_than_any_published_one_is_refused(desk: Terminal) -> None:
    assert "submitter.name" in receive(desk, submitter={"name": "A" * 1101}).sentence


@pytest.mark.parametrize(
    "typed", ['"', "* OR 1", "NEAR(", "a AND", "‮", "%", "_", "'", "\\", "(((", "x" * 5000, "–", "^a"]
)
def test_nothing_typed_breaks_the_search(desk: Terminal, typed: str) -> None:
    assert desk("search", typed).status in (0, 1)
    assert desk("show", typed).sentence


@pytest.mark.parametrize("typed", ["", "   ", "\u200b"])
def test_an_empty_search_is_said_so(desk: Terminal, typed: str) -> None:
    assert "Chưa có gì để tìm" in desk("search", typed).sentence


def test_wrong_passwords_are_refused_then_made_to_wait(desk: Terminal) -> None:
    desk.pace = timedelta(seconds=2)
    desk.sit("canbo", "sai")
    for _ in range(5):
        assert "không đúng" in desk("receive", "-", stdin=json.dumps(GOOD)).sentence
    desk.sit("canbo", "motcua")
    for refused in (desk("search", "mai"), desk("receive", "-", stdin=json.dumps(GOOD))):
        assert "Nhập sai nhiều lần" in refused.sentence
    desk.pace = timedelta(minutes=1)
    assert desk("search", "mai").status == 0


def test_an_unknown_account_and_a_wrong_password_sound_alike(desk: Terminal) -> None:
    desk.sit("khongco", "motcua")
    unknown = desk("search", "mai").sentence
    desk.sit("canbo", "sai mật khẩu")
    assert desk("search", "mai").sentence == unknown


def test_dossiers_need_an_account(desk: Terminal, tmp_path: Path) -> None:
    desk.sit(None, None)
    for command in (("show", "x"), ("search", "mai"), ("event", "x", "Noted"), ("print", "x", "receipt", "--out", "y")):
        assert "--as TÊN" in desk(*command).sentence
    assert "--as TÊN" in desk("receive", "-", stdin=json.dumps(GOOD)).sentence
    desk.sit("canbo", None)
    assert "DESK_PASSWORD" in desk("search", "mai").sentence


def test_an_administrator_sets_up_but_receives_nothing(desk: Terminal) -> None:
    desk.sit("quantri")
    assert "cán bộ tiếp nhận" in desk("receive", "-", stdin=json.dumps(GOOD)).sentence


def test_a_second_writer_is_told_and_readers_go_on(desk: Terminal, tmp_path: Path) -> None:
    code = receive(desk).json["code"]
    with open_store(desk.folder, now=desk.now):
        for command in (("receive", "-"), ("event", code, "Noted", "-")):
            assert "cửa sổ khác" in desk(*command, stdin=json.dumps(GOOD)).sentence
        assert desk("show", code).status == 0
        assert desk("search", "mai").status == 0
        assert desk("print", code, "receipt", "--out", tmp_path / "slip.pdf").status == 0
        assert desk("verify").status == 0
        assert desk("backup", tmp_path / "b.saoluu").status == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("receive", "không có.json"), "không có tệp hoặc thư mục này"),
        (("receive", "."), "đó là thư mục"),
        (("receive", "a\x00b"), "tên tệp không hợp lệ"),
        (("receive", "x" * 5000), "tên quá dài"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(desk: Terminal, arguments: tuple[str, ...], says: str) -> None:
    assert says in desk(*arguments).sentence


def test_a_paper_that_cannot_be_written_says_why(desk: Terminal, tmp_path: Path) -> None:
    code = receive(desk).json["code"]
    assert "đó là thư mục" in desk("print", code, "receipt", "--out", tmp_path).sentence
    (tmp_path / "tệp").write_text("")
    assert "không phải thư mục" in desk("print", code, "receipt", "--out", tmp_path / "tệp" / "a.pdf").sentence


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_said_and_counts_no_copy_as_given(desk: Terminal) -> None:
    code = receive(desk).json["code"]
    assert "ổ đĩa đã đầy" in desk("print", code, "receipt", "--given", "--out", "/dev/full").sentence
    assert desk("show", code, "--json").json["prints"] == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_said(desk: Terminal, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    assert "không có quyền" in desk("print", receive(desk).json["code"], "receipt", "--out", locked / "a.pdf").sentence
    assert "quyền" in desk("init", "--sample", "--store", locked / "store").sentence


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nhận",), "không có lệnh “nhận”"),
        (("recieve",), "ý là receive"),
        (("receive",), "còn thiếu"),
        (("due", "--limt", "5 day"), "không có tùy chọn --limt"),
        (("due", "--channel", "fax"), "chọn một trong: direct, online, post"),
        (("search", "a", "--limit", "0"), "từ 1 đến 200"),
        (("show", "a", "b"), "thừa hoặc thiếu tham số"),
        (("print", "x", "receipt"), "còn thiếu --out"),
        (("--store",), "--store"),
        (("due",), "cần đúng một trong hai: --limit hoặc --procedure"),
        (("due", "--limit", "5 day", "--procedure", "1.001193"), "cần đúng một trong hai"),
        (("init",), "cần đúng một trong hai: --office"),
        (("submit",), "cần tên tệp JSON"),
        (("event",), "cần mã hồ sơ và bước"),
    ],
)
def test_a_command_typed_wrong_is_said_in_vietnamese(desk: Terminal, arguments: tuple[str, ...], says: str) -> None:
    answer = desk(*arguments)
    assert answer.status == 2
    assert says in answer.sentence


@pytest.mark.parametrize("kind", ["Bay", "", "SignedIn", "DayClosed", "Submitted", "Received"])
def test_a_step_that_is_none_is_said(desk: Terminal, kind: str) -> None:
    assert "ước" in desk("event", receive(desk).json["code"], kind).sentence


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"unit": ""},
        {"unit": 5},
        {"unit": "A", "handed_at": "hôm qua"},
        {"unit": "A", "handed_at": "2026-08-01T08:00"},
        {"unit": "A", "handed_at": 10**20},
        {"unit": "A", "lạ": 1},
        {"unit": "A", "kind": "Returned"},
    ],
)
def test_a_bad_step_changes_nothing(desk: Terminal, fields: dict[str, Any]) -> None:
    code = receive(desk).json["code"]
    assert desk("event", code, "HandedOver", "-", stdin=json.dumps(fields)).sentence
    assert len(desk("show", code, "--json").json["events"]) == 1
