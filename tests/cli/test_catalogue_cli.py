"""desk-app catalogue: the JSON other programs read, one sentence for a bad file, and who may do what."""

from pathlib import Path

import pytest
from published import details_file, record

CODE = "1.900001"


def test_show_gives_exactly_the_promised_keys(desk: Terminal) -> None:
    status, out, _ = desk("catalogue", "show", "1.001193", "--json")
    assert status == 0
    shown = json.loads(out)
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
    status, out, _ = desk("catalogue", "search", "giay", "khai", "sinh", "--json")
    assert status == 0
    assert json.loads(out)[0]["code"] == "1.001193"
    status, out, _ = desk("catalogue", "search", "không đâu có xyzzy")
    assert status == 0
    assert out.startswith("Không thấy")


def test_an_import_tells_what_changed_and_changes_tells_it_field_by_field(desk: Terminal, tmp_path: Path) -> None:
    desk.sit("truongbophan")
    first = details_file(tmp_path, record(CODE, "Việc thử"))
    status, out, _ = desk("catalogue", "import", str(first), "--json")
    assert status == 0
    assert (json.loads(out)[0]["new"], json.loads(out)[0]["amended"]) == (1, 0)
    second = details_file(tmp_path, record(CODE, "Việc thử đổi tên"))
    status, out, _ = desk("catalogue", "import", str(second))
    assert status == 0
    assert "0 mới, 1 sửa đổi, 0 bãi bỏ" in out
    status, out, _ = desk("catalogue", "changes", "--json")
    told = json.loads(out)[-1]
    assert (told["code"], told["change"]) == (CODE, "amended")
    assert told["fields"][0] | {"rows": []} == {
        "field": "name", "label": "Tên thủ tục", "old": "Việc thử", "new": "Việc thử đổi tên", "rows": [],
    }  # fmt: skip
    status, out, _ = desk("catalogue", "show", CODE, "--version", "1", "--json")
    assert json.loads(out)["name"] == "Việc thử"


def test_an_import_needs_a_supervisor_or_administrator(desk: Terminal, tmp_path: Path) -> None:
    path = str(details_file(tmp_path, record(CODE, "Việc thử")))
    status, _, err = desk("catalogue", "import", path)
    assert (status, err.count("\n")) == (1, 1)
    desk.sit("canbo")
    status, _, err = desk("catalogue", "import", path)
    assert status == 1
    assert "trưởng bộ phận hoặc quản trị" in err
    assert desk("catalogue", "show", CODE)[0] == 1


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
    status, out, err = desk("catalogue", "import", str(path))
    assert status == 1
    assert out == ""
    assert name in err
    assert err.count("\n") == 1
    assert desk("catalogue", "changes")[1].startswith("Không có thay đổi")


def test_the_empty_workbook_is_written_once(desk: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "bang-ke.xlsx"
    assert desk("catalogue", "template", str(path))[0] == 0
    assert path.read_bytes().startswith(b"PK")
    assert desk("catalogue", "template", str(path))[0] == 1
    assert desk("catalogue", "template", str(path), "--force")[0] == 0


def test_show_and_changes_speak_to_people_too(desk: Terminal) -> None:
    status, out, _ = desk("catalogue", "show", "2.000815")
    assert status == 0
    assert "2.000 đ" in out
    status, _, err = desk("catalogue", "show", "9.999999")
    assert status == 1
    assert "9.999999" in err
