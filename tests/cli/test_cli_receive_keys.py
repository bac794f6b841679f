"""What a program writes into ``receive`` is taken as it is meant, and what cannot be taken is said."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from published import HEAD, PAPERS_HEAD, details_file, record
from terminal import Answer, Terminal

CODE = "1.900010"
COLUMNS = PAPERS_HEAD.removeprefix("--")
TWO_CASES = (
    f"a) Trường hợp cá nhân nộp hồ sơ:{COLUMNS}Tờ khai theo mẫu1 bản chính"
    f"b) Trường hợp tổ chức nộp hồ sơ:{COLUMNS}Công văn đề nghị1 bản chính"
)


@pytest.fixture
def published(desk: Terminal, tmp_path: Path) -> Terminal:
    """A desk that knows a procedure with two limits over the counter and two cases."""
    rows = f"{HEAD}Trực tiếp3 Ngày làm việcMiễn phíTrực tiếp7 Ngày làm việcMiễn phíTrực tuyến2 Ngày làm việcMiễn phí"
    path = details_file(
        tmp_path, record(CODE, "Việc có hai mức thời hạn", cach_thuc_thuc_hien=rows, thanh_phan_ho_so=TWO_CASES)
    )
    desk.sit("quantri")
    assert desk("catalogue", "import", path).status == 0
    desk.sit("canbo")
    return desk


def cases(desk: Terminal) -> list[str]:
    shown = desk("catalogue", "show", CODE, "--json").json
    return list(dict.fromkeys(row["case"] for row in shown["papers"] if row["case"]))


def warned(answer: Answer) -> dict[str, str]:
    return {warning["code"]: warning["sentence"] for warning in answer.json["warnings"]}


def test_a_case_is_known_however_its_letters_are_written(published: Terminal) -> None:
    first, _ = cases(published)
    loose = unicodedata.normalize("NFD", first).replace(" ", "  ")
    answer = published.receive(procedure=CODE, case=loose, channel="online")
    assert (answer.status, answer.err) == (0, "")
    assert published("show", answer.json["code"], "--json").json["reception"]["case"] == first
    assert published("due", "--procedure", CODE, "--case", loose, "--channel", "online").status == 0


def test_a_procedure_without_cases_says_so(desk: Terminal) -> None:
    assert "không chia trường hợp" in desk.receive(case="a)").sentence


def test_of_several_limits_the_one_taken_is_named(published: Terminal) -> None:
    first, _ = cases(published)
    answer = published.receive(procedure=CODE, case=first)
    assert answer.json["limit"] == "3 working_day"
    sentence = warned(answer)["limit_not_chosen"]
    assert "3 ngày làm việc" in sentence
    assert "7 ngày làm việc" in sentence
    chosen = published.receive(procedure=CODE, case=first, variant=1)
    assert chosen.json["limit"] == "7 working_day"
    assert "limit_not_chosen" not in warned(chosen)
    assert "limit_not_chosen" not in warned(published.receive(procedure=CODE, case=first, channel="online"))


def test_due_names_the_other_limits_and_takes_the_one_asked_for(published: Terminal) -> None:
    asked = ("due", "--procedure", CODE, "--received", "2026-08-27T09:12", "--json")
    answer = published(*asked)
    assert (answer.status, answer.json["limit"]) == (0, "3 working_day")
    assert "7 ngày làm việc" in answer.err
    chosen = published(*asked, "--variant", "1")
    assert (chosen.json["limit"], chosen.err) == ("7 working_day", "")
    assert "chỉ có 2 mức" in published(*asked[:-1], "--variant", "2").sentence
    assert published("due", "--limit", "3 day", "--variant", "1").status == 2


def test_a_unit_where_one_is_published_is_not_used_and_said(published: Terminal) -> None:
    answer = published.receive(procedure=CODE, channel="online", unit="day")
    assert answer.json["limit"] == "2 working_day"
    assert "2 ngày làm việc" in warned(answer)["unit_not_used"]
    assert "unit_not_used" not in warned(published.receive(procedure=CODE, channel="online", unit="working_day"))


@pytest.mark.parametrize("more", [{"starts_from": "x\x1b[31m" * 2000}, {"case": "\x1b]0;x\x07 \u202e" + "y" * 3000}])
def test_a_refusal_repeats_neither_control_characters_nor_pages_of_text(desk: Terminal, more: dict[str, Any]) -> None:
    values = {"procedure": "1.001193", "submitter": {"name": "Trần Thị Mai"}, **more}
    sentence = desk("receive", "-", stdin=json.dumps(values)).sentence
    assert all(letter.isprintable() for letter in sentence)
    assert len(sentence) < 400


@pytest.mark.parametrize(
    ("rows", "channel", "taken", "named"),
    [
        ("Trực tiếp3 Ngày làm việcMiễn phí", "online", "3 working_day", ("“Trực tuyến”", "chỉ có “Trực tiếp”")),
        ("Trực tiếp3 Ngày làm việcMiễn phíTrực tuyến2 NgàyMiễn phí", "post", "3 working_day",
         ("“Bưu chính”", "“Trực tiếp” và “Trực tuyến”", "theo kênh “Trực tiếp”")),
        ("Trực tuyến2 NgàyMiễn phí", "direct", "2 day", ("“Trực tiếp”", "chỉ có “Trực tuyến”")),
    ],
)  # fmt: skip
def test_a_channel_that_is_not_published_names_whose_limit_was_taken(
    desk: Terminal, tmp_path: Path, rows: str, channel: str, taken: str, named: tuple[str, ...]
) -> None:
    code = "1.900011"
    path = details_file(tmp_path, record(code, "Việc thiếu kênh", cach_thuc_thuc_hien=HEAD + rows))
    desk.sit("quantri")
    assert desk("catalogue", "import", path).status == 0
    desk.sit("canbo")
    answer = desk.receive(procedure=code, channel=channel)
    assert answer.json["limit"] == taken
    sentence = warned(answer)["channel_not_published"]
    assert all(words in sentence for words in named)
    due = desk("due", "--procedure", code, "--channel", channel, "--received", "2026-08-27T09:12")
    assert due.err.strip() == sentence
    published_channel = {"2 day": "online"}.get(taken, "direct")
    assert "channel_not_published" not in warned(desk.receive(procedure=code, channel=published_channel))
    typed = desk.receive(procedure=code, channel=channel, due_at="2026-09-30T17:00", due_reason="Hẹn với công dân")
    assert "channel_not_published" not in warned(typed)
