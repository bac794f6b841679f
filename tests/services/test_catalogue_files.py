"""Every kind of catalogue file is read; every bad one gets one sentence."""

import gzip
import json
import time
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from catalogue_material import BIRTH, LIST_HEAD, RECORD, SERVICE, csv_file, json_file, raw_file, refusal, workbook

from desk_app.catalogue_files import CatalogueFile, FileKind, RowOutcome, read_catalogue_file
from desk_app.domain.limits import Unit
from desk_app.domain.procedures import ChannelKind, PaperClass, ProcedureStatus

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "procedures"


def outcomes(file: CatalogueFile) -> list[tuple[int, RowOutcome]]:
    return [(row.row, row.outcome) for row in file.report]


@pytest.mark.parametrize(
    ("separator", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-8"), (",", "utf-16")]
)
def test_the_portals_list_is_read_from_csv_of_every_habit(tmp_path: Path, separator: str, encoding: str) -> None:
    file = read_catalogue_file(csv_file(tmp_path, [LIST_HEAD, BIRTH], separator=separator, encoding=encoding))
    assert file.kind is FileKind.PORTAL_LIST
    (procedure,) = file.procedures
    assert (procedure.code, procedure.name, procedure.publisher) == ("1.001193", "Đăng ký khai sinh", "Bộ Tư pháp")
    assert not procedure.is_full


def test_the_portals_excel_export_is_read_below_its_titles(tmp_path: Path) -> None:
    head: list[object] = ["STT", "Mã số", "Tên thủ tục", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực"]
    row: list[object] = ["1", "1.001193", "Đăng ký\n khai  sinh", "Bộ Tư pháp", "Cục A, Bộ B\nSở C", "Hộ tịch"]
    file = read_catalogue_file(workbook(tmp_path, {"Danh sách": [["DANH SÁCH TTHC"], [], head, row]}))
    (procedure,) = file.procedures
    assert procedure.name == "Đăng ký khai sinh"
    assert procedure.agencies == ("Cục A", "Bộ B", "Sở C")
    assert outcomes(file) == [(4, RowOutcome.REPAIRED)]


def test_codes_that_excel_took_for_numbers_are_repaired(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Mã số", "Tên thủ tục"], [1.00346, "Cấp thẻ tạm trú"], ["1,00478", "Đăng ký lại"]]
    file = read_catalogue_file(workbook(tmp_path, {"A": rows}))
    assert [procedure.code for procedure in file.procedures] == ["1.003460", "1.004780"]
    assert {row.outcome for row in file.report} == {RowOutcome.REPAIRED}


def test_rows_that_cannot_be_taken_are_reported_and_the_others_stand(tmp_path: Path) -> None:
    rows = [LIST_HEAD, BIRTH, BIRTH, ["", "Không mã"], ["1.000001", ""], ["=1+1", "Công thức"], ["2.000815", "=cmd|x"]]
    file = read_catalogue_file(csv_file(tmp_path, rows))
    assert [procedure.code for procedure in file.procedures] == ["1.001193"]
    assert outcomes(file) == [
        (2, RowOutcome.OK), (3, RowOutcome.SKIPPED), (4, RowOutcome.SKIPPED),
        (5, RowOutcome.SKIPPED), (6, RowOutcome.SKIPPED), (7, RowOutcome.SKIPPED),
    ]  # fmt: skip
    assert file.report[1].reason == "mã 1.001193 đã có ở dòng 2; giữ dòng đầu"
    assert file.report[5].reason == "ô tên thủ tục là công thức hoặc không có chữ"
    assert file.count(RowOutcome.SKIPPED) == 5


def test_a_formula_that_was_never_computed_names_no_procedure(tmp_path: Path) -> None:
    path = tmp_path / "congthuc.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, LIST_HEAD)
        page.write_row(1, 0, BIRTH)
        page.write_string(2, 0, "2.000815")
        page.write_formula(2, 1, '=HYPERLINK("http://x")')
    file = read_catalogue_file(path)
    assert [procedure.code for procedure in file.procedures] == ["1.001193"]
    assert outcomes(file) == [(2, RowOutcome.OK), (3, RowOutcome.SKIPPED)]


def test_a_table_that_ends_within_a_row_is_refused_whole(tmp_path: Path) -> None:
    whole = b'ma_so,ten,linh_vuc\n1.001193,"Khai sinh, x\xc3\xa3",A\n2.000815,"Sao y",B\n'
    assert len(read_catalogue_file(raw_file(tmp_path, whole)).procedures) == 2
    assert len(read_catalogue_file(raw_file(tmp_path, whole[:-1])).procedures) == 2
    assert refusal(raw_file(tmp_path, whole[:-6])) == "catalogue_row_too_long"
    assert refusal(raw_file(tmp_path, whole[:-3])) == "catalogue_file_broken"
    lost_mark = whole.replace(b'x\xc3\xa3"', b"x\xc3\xa3")
    assert refusal(raw_file(tmp_path, lost_mark)) == "catalogue_row_too_long"


def test_text_of_old_fonts_is_converted_and_reported(tmp_path: Path) -> None:
    rows = [
        LIST_HEAD,
        ["1.001193", "§¨ng ký khai sinh cho trÎ em sinh ra t¹i ViÖt Nam", "", "", ""],
    ]
    file = read_catalogue_file(csv_file(tmp_path, rows))
    assert file.procedures[0].name == "Đăng ký khai sinh cho trẻ em sinh ra tại Việt Nam"
    assert "TCVN3" in file.report[0].reason


def test_detail_records_are_read_plain_and_packed(tmp_path: Path) -> None:
    data = json.dumps(RECORD, ensure_ascii=False).encode()
    for path in (raw_file(tmp_path, data, "a.jsonl"), raw_file(tmp_path, gzip.compress(data), "a.jsonl.gz")):
        file = read_catalogue_file(path)
        assert file.kind is FileKind.PORTAL_DETAILS
        (procedure,) = file.procedures
        assert procedure.is_full
        assert procedure.agencies == ()
        assert procedure.results == ("Giấy khai sinh",)
        assert [row.limit.unit for row in procedure.channels] == [Unit.MISSING, Unit.MISSING]


def test_a_broken_line_among_records_is_skipped_and_said(tmp_path: Path) -> None:
    good = json.dumps(RECORD, ensure_ascii=False)
    other = json.dumps(RECORD | {"ma_thu_tuc": "2.000815", "ten_thu_tuc": 7}, ensure_ascii=False)
    file = read_catalogue_file(raw_file(tmp_path, f"{good}\n{other}\n{{cắt\n{good}\n".encode()))
    assert outcomes(file)[:3] == [(1, RowOutcome.OK), (2, RowOutcome.SKIPPED), (3, RowOutcome.SKIPPED)]
    assert file.report[2].reason == "dòng không phải một bản ghi JSON"


def test_records_cut_short_are_refused_whole(tmp_path: Path) -> None:
    good = json.dumps(RECORD, ensure_ascii=False)
    assert refusal(raw_file(tmp_path, f"{good}\n{good[:200]}".encode())) == "catalogue_json_broken"


@pytest.mark.parametrize("indent", [None, 1])
def test_records_are_read_from_a_list_too(tmp_path: Path, indent: int | None) -> None:
    for value in ([RECORD, RECORD | {"ma_thu_tuc": "2.000815"}], RECORD):
        data = json.dumps(value, ensure_ascii=False, indent=indent).encode()
        file = read_catalogue_file(raw_file(tmp_path, data))
        assert file.kind is FileKind.PORTAL_DETAILS
        assert file.procedures[0].code == RECORD["ma_thu_tuc"]


@pytest.mark.parametrize("value", [{"error_code": "0", "result": [SERVICE]}, [SERVICE], SERVICE])
def test_the_national_services_answer_is_read_in_every_wrapping(tmp_path: Path, value: object) -> None:
    file = read_catalogue_file(json_file(tmp_path, value))
    assert file.kind is FileKind.NATIONAL_SERVICE
    (procedure,) = file.procedures
    assert procedure.field == "Chứng thực"
    (channel,) = procedure.channels
    assert (channel.channel, str(channel.limit)) == (ChannelKind.DIRECT, "2 working_day")
    assert [(fee.amount, fee.text) for fee in channel.fees] == [(Decimal(2000), "/trang"), (Decimal(0), "bản điện tử")]
    (paper,) = procedure.papers
    assert (paper.name, paper.paper_class, paper.case) == ("Bản chính", PaperClass.PRESENT, "")
    assert procedure.results == ("Bản sao được chứng thực",)
    assert procedure.legal_basis == ("Nghị định 23/2015/NĐ-CP",)


@pytest.mark.parametrize(
    ("number", "unit", "limit", "said"),
    [
        (5, "Ngày làm việc", "5 working_day", False),
        ("05 ngày làm việc", "", "5 working_day", False),
        ("05 ngày làm việc", "Ngày làm việc", "5 working_day", False),
        ("1 tháng", None, "1 month", False),
        ("Ngay trong ngày", "", "same_day", False),
        ("2", "Tuần", "2 missing", False),
        ("Không quá 05", "Ngày làm việc", "5 working_day", False),
        ("trong thời hạn 3 ngày", "", "3 day", False),
        ("3-5", "Ngày làm việc", "5 missing", False),
        ("từ 10 đến 15 ngày", "", "15 missing", False),
        ("3", None, "3 missing", False),
        ("", "", "none", False),
        ("Không quy định", "", "none", False),
        ("theo thỏa thuận", "", "none", True),
        (-5, "Ngày", "none", True),
        ("999999999", "Ngày", "none", True),
    ],
)
def test_limits_of_the_service_are_read_or_said(
    tmp_path: Path, number: object, unit: object, limit: str, said: bool
) -> None:
    ways = [{"KENH": 1, "THOIGIAN": [{"THOIGIANGIAIQUYET": number, "DONVITINH": unit}]}]
    file = read_catalogue_file(json_file(tmp_path, SERVICE | {"CACHTHUCTHUCHIEN": ways}))
    assert str(file.procedures[0].channels[0].limit) == limit
    assert ("không đọc được thời hạn" in file.report[0].reason) is said


@pytest.mark.parametrize(
    ("channel", "kind"), [("1", "direct"), (2, "online"), ("Trực tuyến", "online"), ("DỊCH VỤ BƯU CHÍNH", "post")]
)
def test_channels_of_the_service_are_known_by_number_or_name(tmp_path: Path, channel: object, kind: str) -> None:
    ways = [{"KENH": channel, "THOIGIAN": [{"THOIGIANGIAIQUYET": 3, "DONVITINH": "Ngày"}]}]
    file = read_catalogue_file(json_file(tmp_path, SERVICE | {"CACHTHUCTHUCHIEN": ways}))
    assert [row.channel.value for row in file.procedures[0].channels] == [kind]


def test_a_row_of_channels_in_no_known_form_is_said_not_lost_in_a_note(tmp_path: Path) -> None:
    table = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp5 Ngày làm việcMiễn phíQua bưu tá.Trực tuyến2 TuầnMiễn phí"
    record = {
        "ma_thu_tuc": "1.000001",
        "ten_thu_tuc": "Thủ tục thử",
        "thanh_phan_ho_so": "",
        "cach_thuc_thuc_hien": table,
    }
    file = read_catalogue_file(raw_file(tmp_path, json.dumps(record).encode(), "chi tiết.jsonl"))
    assert len(file.procedures[0].channels) == 1
    assert "không đọc được, không nhập: “Trực tuyến2 Tuần”" in file.report[0].reason


def test_abolished_and_hidden_procedures_of_the_service(tmp_path: Path) -> None:
    gone = SERVICE | {"TRANGTHAI": "Bãi bỏ"}
    hidden = SERVICE | {"MATTHC": "2.000816", "TRANGTHAI": "7"}
    file = read_catalogue_file(json_file(tmp_path, {"error_code": "00", "result": [gone, hidden]}))
    assert [procedure.status for procedure in file.procedures] == [ProcedureStatus.ABOLISHED]
    assert [row.outcome for row in file.report] == [RowOutcome.OK, RowOutcome.SKIPPED]


def test_an_error_answer_of_the_service_is_said(tmp_path: Path) -> None:
    assert refusal(json_file(tmp_path, {"error_code": "-1", "result": None})) == "service_answered_error"
    assert refusal(json_file(tmp_path, {"error_code": "0", "result": []})) == "service_file_empty"


def test_the_published_files_of_july_2026_are_read_whole_and_fast() -> None:
    if not SHARED.exists():
        pytest.skip("the shared catalogue data is not here")
    listed = read_catalogue_file(SHARED / "portal_list_2026-07.csv")
    assert len(listed.procedures) == 2642
    assert listed.count(RowOutcome.SKIPPED) == 0
    started = time.perf_counter()
    details = read_catalogue_file(SHARED / "portal_details_2026-07.jsonl.gz")
    assert time.perf_counter() - started < 20
    assert len(details.procedures) == 1316
    assert details.count(RowOutcome.SKIPPED) == 0


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
@pytest.mark.parametrize("whole", [json.dumps([RECORD]), json.dumps(RECORD), json.dumps(SERVICE)])
def test_json_is_known_in_either_unicode_a_windows_editor_saves(tmp_path: Path, encoding: str, whole: str) -> None:
    path = tmp_path / "lưu lại.json"
    path.write_bytes(whole.encode(encoding))
    assert len(read_catalogue_file(path).procedures) == 1


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"ten_thu_tuc": "Đăng ký " * 800}, "dài quá 5000 ký tự"),
        ({"thanh_phan_ho_so": RECORD["thanh_phan_ho_so"] + "Bản sao thẻ căn cước1 bản chính" * 1100}, "quá nhiều dòng"),
        ({"cach_thuc_thuc_hien": RECORD["cach_thuc_thuc_hien"] + "Trực tiếp1 NgàyMiễn phí" * 1100}, "quá nhiều dòng"),
    ],
)
def test_a_record_no_paper_could_print_is_left_out_with_its_reason(
    tmp_path: Path, fields: dict[str, str], why: str
) -> None:
    path = tmp_path / "chi-tiet.jsonl"
    absurd = {**RECORD, "ma_thu_tuc": "1.999999", **fields}
    path.write_text("\n".join(json.dumps(record) for record in (RECORD, absurd)), encoding="utf-8")
    read = read_catalogue_file(path)
    assert [procedure.code for procedure in read.procedures] == ["1.001193"]
    assert (read.report[1].outcome, read.report[1].code) == (RowOutcome.SKIPPED, "1.999999")
    assert why in read.report[1].reason


def test_every_sheet_that_holds_a_list_is_read_and_hidden_ones_are_not(tmp_path: Path) -> None:
    path = tmp_path / "theo lĩnh vực.xlsx"
    sheets = {"Năm trước": "1.000001", "Hộ tịch": "1.000002", "Ghi chú": "", "Đất đai": "1.000003"}
    with xlsxwriter.Workbook(str(path)) as book:
        for title, code in sheets.items():
            page = book.add_worksheet(title)
            page.write_row(0, 0, ["Mã số", "Tên"] if code else ["Đơn vị", "lập ngày"])
            page.write_row(1, 0, [code, f"Thủ tục của tờ {title}"])
            page.write_row(2, 0, ["không phải mã", "Dòng sai"])
        book.worksheets_objs[1].activate()
        book.worksheets_objs[0].hide()
    file = read_catalogue_file(path)
    assert [procedure.code for procedure in file.procedures] == ["1.000002", "1.000003"]
    assert [(row.sheet, row.row, row.outcome) for row in file.report] == [
        ("Hộ tịch", 2, RowOutcome.OK),
        ("Hộ tịch", 3, RowOutcome.SKIPPED),
        ("Đất đai", 2, RowOutcome.OK),
        ("Đất đai", 3, RowOutcome.SKIPPED),
    ]


def test_a_cell_merged_over_rows_stands_in_each_of_them(tmp_path: Path) -> None:
    path = tmp_path / "gộp ô.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.merge_range(0, 0, 0, 2, "DANH MỤC THỦ TỤC HÀNH CHÍNH")
        page.write_row(1, 0, ["Mã số", "Tên", "Lĩnh vực"])
        for row in range(3):
            page.write_row(2 + row, 0, [f"1.00000{row}", f"Thủ tục {row}"])
        page.merge_range(2, 2, 4, 2, "Hộ tịch")
        page.write_row(5, 0, ["1.000009", "Thủ tục khác"])
    fields = [procedure.field for procedure in read_catalogue_file(path).procedures]
    assert fields == ["Hộ tịch", "Hộ tịch", "Hộ tịch", ""]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "title",
    ["DANH SÁCH THỦ TỤC", "Danh sách; cập nhật 01/07/2026; nguồn: Cổng", "Cấp xã, năm 2026, ba lĩnh vực, lần 2"],
)
def test_a_title_above_a_csv_does_not_choose_its_separator(tmp_path: Path, title: str, separator: str) -> None:
    rows = [["Mã số", "Tên", "Lĩnh vực"], ["1.000001", 'Cấp "giấy", đổi giấy; thu hồi giấy', "Hộ tịch"]]
    listed = csv_file(tmp_path, rows, separator=separator).read_bytes()
    file = read_catalogue_file(raw_file(tmp_path, f"{title}\r\n\r\n".encode() + listed, "có tiêu đề.csv"))
    assert [(procedure.name, procedure.field) for procedure in file.procedures] == [(rows[1][1], "Hộ tịch")]
