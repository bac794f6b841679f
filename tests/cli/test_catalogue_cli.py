"""desk-app catalogue: the JSON other programs read, one sentence for a bad file, and who may do what."""

from pathlib import Path

import pytest
from published import details_file, record
from terminal import Answer, Terminal

CODE = "1.900001"


def catalogue(desk: Terminal, *words: str | Path) -> Answer:
    return desk("catalogue", *words)


def test_show_gives_exactly_the_promised_keys(desk: Terminal) -> None:
    desk.sit(None, None)
    shown = catalogue(desk, "show", "1.001193", "--json").json
    assert list(shown) == [
        "code", "name", "short_name", "version", "field", "levels", "agencies", "decision", "status", "effective_from",
        "effective_to", "channels", "papers", "results", "legal_basis", "office_layer",
    ]  # fmt: skip
    assert list(shown["channels"][0]) == ["channel", "case", "limit", "fees", "note"]
    assert list(shown["channels"][0]["limit"]) == ["amount", "unit", "text"]
    assert list(shown["channels"][0]["fees"][0]) == ["amount", "currency", "text"]
    assert list(shown["papers"][0]) == ["case", "class", "name", "original", "copy", "is_note", "form"]
    assert shown["office_layer"]["listed"] is True


def test_search_needs_no_account_and_finds_without_marks(desk: Terminal) -> None:
    desk.sit(None, None)
    assert catalogue(desk, "search", "giay", "khai", "sinh", "--json").json[0]["code"] == "1.001193"
    nothing = catalogue(desk, "search", "không đâu có xyzzy")
    assert nothing.status == 0
    assert nothing.out.startswith("Không thấy")


def test_an_import_tells_what_changed_and_changes_tells_it_field_by_field(desk: Terminal, tmp_path: Path) -> None:
    desk.sit("truongbophan")
    first = catalogue(desk, "import", details_file(tmp_path, record(CODE, "Việc thử")), "--json").json
    assert (first[0]["new"], first[0]["amended"]) == (1, 0)
    second = catalogue(desk, "import", details_file(tmp_path, record(CODE, "Việc thử đổi tên")))
    assert second.status == 0
    assert "0 mới, 1 sửa đổi, 0 bãi bỏ" in second.out
    told = catalogue(desk, "changes", "--json").json[-1]
    assert (told["code"], told["change"]) == (CODE, "amended")
    (field,) = told["fields"]
    assert (field["label"], field["old"], field["new"]) == ("Tên thủ tục", "Việc thử", "Việc thử đổi tên")
    assert catalogue(desk, "show", CODE, "--version", "1", "--json").json["name"] == "Việc thử"
    assert "không có bản 9" in catalogue(desk, "show", CODE, "--version", "9").sentence


def test_a_part_of_a_list_abolishes_nothing_and_says_why(desk: Terminal, tmp_path: Path) -> None:
    desk.sit("quantri")
    whole, part = tmp_path / "ds.csv", tmp_path / "phan.csv"
    rows = [f"1.9400{n:02},Việc thử {n},Bộ Thử nghiệm" for n in range(5)]
    for path, lines in ((whole, rows), (part, rows[:3])):
        path.write_text("\n".join(["ma_so,ten,co_quan_ban_hanh", *lines, ""]), encoding="utf-8")
    catalogue(desk, "import", whole)
    answer = catalogue(desk, "import", part, "--abolish-missing")
    assert answer.status == 0
    assert "không bãi bỏ thủ tục nào" in answer.err
    assert catalogue(desk, "show", "1.940004", "--json").json["status"] == "public"


def test_an_import_needs_a_supervisor_or_administrator(desk: Terminal, tmp_path: Path) -> None:
    path = details_file(tmp_path, record(CODE, "Việc thử"))
    desk.sit(None, None)
    assert "tài khoản" in catalogue(desk, "import", path).sentence
    desk.sit("canbo")
    assert "trưởng bộ phận hoặc quản trị" in catalogue(desk, "import", path).sentence
    assert catalogue(desk, "show", CODE).status == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cot.csv", b"a,b\n1,2\n"),
        ("cut.jsonl.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00"),
        ("trong.csv", b""),
        ("lon.csv", b"x" * (65 << 20)),
        ("hong.xlsx", b"PK\x03\x04 nothing"),
    ],
)
def test_a_bad_file_is_one_sentence_and_a_status(desk: Terminal, tmp_path: Path, name: str, data: bytes) -> None:
    desk.sit("quantri")
    path = tmp_path / name
    path.write_bytes(data)
    refused = catalogue(desk, "import", path)
    assert refused.status == 1
    assert name in refused.sentence
    assert catalogue(desk, "changes").out.startswith("Không có thay đổi")


def test_the_empty_workbook_is_written_once(desk: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "bang-ke.xlsx"
    assert catalogue(desk, "template", path).status == 0
    assert path.read_bytes().startswith(b"PK")
    assert "đã có" in catalogue(desk, "template", path).sentence
    assert catalogue(desk, "template", path, "--force").status == 0
    desk.sit("quantri")
    assert "không có dòng nào" in catalogue(desk, "import", path).sentence


def test_show_speaks_to_people_too(desk: Terminal) -> None:
    desk.sit(None, None)
    assert "2.000 đ" in catalogue(desk, "show", "2.000815").out
    assert "9.999999" in catalogue(desk, "show", "9.999999").sentence
