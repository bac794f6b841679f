"""Files that are no catalogue, or too much of one: refused in one sentence, quickly, and nothing is waited for."""

import gzip
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from catalogue_material import LIST_HEAD, RECORD, csv_file, raw_file, refusal, workbook
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.catalogue_files import read_catalogue_file
from desk_app.domain.errors import DeskError


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are of POSIX systems")
def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ong.csv")
    assert refusal(tmp_path / "ong.csv") == "catalogue_file_missing"


def test_files_that_are_no_catalogue_are_refused_in_one_sentence(tmp_path: Path) -> None:
    def refused(data: bytes) -> str:
        return refusal(raw_file(tmp_path, data))

    packed = gzip.compress(json.dumps(RECORD).encode())
    book = workbook(tmp_path, {"A": [["Mã số", "Tên thủ tục"], ["1.001193", "Khai sinh"]]}).read_bytes()
    letter = io.BytesIO()
    with zipfile.ZipFile(letter, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(tmp_path / "không có.csv") == "catalogue_file_missing"
    assert refusal(tmp_path) in ("catalogue_file_missing", "catalogue_file_empty")
    assert refused(b"") == "catalogue_file_empty"
    assert refused(b"\xef\xbb\xbf \r\n") == "catalogue_file_empty"
    assert refused(gzip.compress(b"")) == "catalogue_file_empty"
    assert refused(packed[: len(packed) // 2]) == "catalogue_file_broken"
    assert refused(book[: len(book) // 2]) == "catalogue_file_broken"
    assert refused(letter.getvalue()) == "catalogue_kind_unknown"
    assert refused(b"\xd0\xcf\x11\xe0" + bytes(600)) == "catalogue_old_excel"
    assert refused(b'{"error_code": "0", "result": [') == "catalogue_json_broken"
    assert refused(b"[" * 100_000) == "catalogue_json_broken"
    assert refused(b'{"a": 1}') == "catalogue_kind_unknown"
    assert refused("mã;tên\n1;Đăng ký".encode("cp1258", "replace")) == "catalogue_file_not_utf8"
    assert refused(b"cot1,cot2\n1,2\n") == "catalogue_columns_missing"
    assert refused(b'ma_so,ten\n1.001193,"' + b"x" * 1_500_000) == "catalogue_row_too_long"
    assert refusal(workbook(tmp_path, {"A": [["Cột"], ["1"]]})) == "catalogue_columns_missing"


def test_a_file_of_a_hundred_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "to.csv"
    with path.open("wb") as stream:
        stream.truncate(100 << 20)
    assert refusal(path) == "catalogue_file_too_large"


def test_bombs_are_refused_without_being_unpacked(tmp_path: Path) -> None:
    inflating = gzip.compress(bytes(60 << 20))
    assert refusal(raw_file(tmp_path, inflating, "bom.gz")) == "catalogue_file_bomb"
    path = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(60 << 20))
    assert refusal(path) == "catalogue_file_bomb"


def test_one_far_cell_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "xa.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, "Mã số")
        page.write_string(1_048_575, 16_383, "xa")
    assert refusal(path) == "catalogue_file_too_wide"


@settings(max_examples=60, deadline=None)
@given(
    data=st.binary(max_size=400), start=st.sampled_from([b"", b"PK\x03\x04", b"\x1f\x8b", b"{", b"[", b"ma_so,ten\n"])
)
def test_random_bytes_give_a_report_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, start: bytes
) -> None:
    path = raw_file(tmp_path_factory.mktemp("rac"), start + data)
    try:
        read_catalogue_file(path)
    except DeskError as error:
        assert str(error)


def test_progress_is_told_and_cancelling_stops(tmp_path: Path) -> None:
    rows = [LIST_HEAD, *([f"1.{number:06d}", "Tên", "", "", ""] for number in range(100))]
    path = csv_file(tmp_path, rows)
    told: list[tuple[int, int]] = []
    read_catalogue_file(path, lambda done, total: told.append((done, total)))
    assert told[-1] == (100, 100)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    with pytest.raises(DeskError) as caught:
        read_catalogue_file(path, cancelled=lambda: True)
    assert caught.value.code == "import_cancelled"
