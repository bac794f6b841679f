"""Every kind of catalogue file is read; every bad one gets one sentence."""

import csv
import gzip
import io
import json
import os
import time
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from desk_app.catalogue_files import CatalogueFile, FileKind, RowOutcome, read_catalogue_file
from desk_app.catalogue_files.template_columns import CHANNELS, FEES, GUIDE, PAPERS, PROCEDURES, SHEETS
from desk_app.domain.errors import DeskError
from desk_app.domain.limits import Unit
from desk_app.domain.procedures import ChannelKind, PaperClass, PaperTag, PrintHabit, ProcedureStatus
from desk_app.services.catalogue_template import write_template

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "procedures"
LIST_HEAD = ["ma_so", "ten", "co_quan_ban_hanh", "co_quan_thuc_hien", "linh_vuc"]
BIRTH = ["1.001193", "Đăng ký khai sinh", "Bộ Tư pháp", "Ủy ban nhân dân cấp xã", "Hộ tịch"]
RECORD = {
    "ma_thu_tuc": "1.001193",
    "ten_thu_tuc": "Thủ tục đăng ký khai sinh",
    "so_quyet_dinh": "163/QĐ-BTP",
    "cap_thuc_hien": "Cấp xã",
    "linh_vuc": "Hộ tịch",
    "co_quan_thuc_hien": "Không có thông tin",
    "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến1Miễn phíTrực tiếp1Miễn phí",
    "thanh_phan_ho_so": "--Tên giấy tờMẫu đơn, tờ khaiSố lượngTờ khai đăng ký khai sinh.1 bản chính",
    "ket_qua_xu_ly": "Giấy khai sinhMã: KQ.G15.000026Từ khóaKhông có thông tinMô tảKhông có thông tinChọn cơ quan",
}
SERVICE: dict[str, Any] = {
    "MATTHC": "2.000815",
    "TENTTHC": "Chứng thực bản sao từ bản chính",
    "CAPTHUCHIEN": ["Cấp xã"],
    "LINHVUCTHUCHIEN": [{"MALINHVUC": "CT", "TENLINHVUC": "Chứng thực"}],
    "COQUANTHUCHIEN": [{"MADONVI": "1", "TENDONVI": "Ủy ban nhân dân cấp xã"}],
    "TRINHTUTHUCHIEN": [{"TRUONGHOP": "", "TRINHTU": [{"TENTRINHTU": "Bước 1: Nộp hồ sơ."}]}],
    "CACHTHUCTHUCHIEN": [
        {
            "KENH": "1",
            "THOIGIAN": [
                {
                    "THOIGIANGIAIQUYET": "2",
                    "DONVITINH": "Ngày làm việc",
                    "MOTA": "",
                    "PHILEPHI": [
                        {"MAPHILEPHI": "1", "SOTIEN": "2.000", "DONVI": "Đồng", "MOTA": "/trang"},
                        {"SOTIEN": "không", "DONVI": "Đồng", "MOTA": "bản điện tử"},
                    ],
                }
            ],
        }
    ],
    "THANHPHANHOSO": [
        {"TRUONGHOP": "Giấy tờ phải xuất trình", "GIAYTO": {"MAGIAYTO": "1", "TENGIAYTO": "Bản chính", "SOBANCHINH": 1}}
    ],
    "KETQUATHUCHIEN": {"MAKETQUA": "KQ", "TENKETQUA": "Bản sao được chứng thực"},
    "CANCUPHAPLY": [{"SOVANBAN": "23/2015/NĐ-CP", "TENVANBAN": "Nghị định 23/2015/NĐ-CP"}],
    "TRANGTHAI": "1",
}


def csv_file(folder: Path, rows: list[list[str]], *, separator: str = ",", encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return raw_file(folder, text.getvalue().encode(encoding), "danh-muc.csv")


def raw_file(folder: Path, data: bytes, name: str = "danh-muc.bin") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def json_file(folder: Path, value: object) -> Path:
    return raw_file(folder, json.dumps(value, ensure_ascii=False).encode(), "dich-vu.json")


def workbook(folder: Path, sheets: dict[str, list[list[object]]], name: str = "bang.xlsx") -> Path:
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as book:
        for title, rows in sheets.items():
            page = book.add_worksheet(title)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return path


def template_with(folder: Path, rows: dict[str, list[list[str]]]) -> Path:
    """A filled-in template: our headings, then the given rows below them."""
    sheets: dict[str, list[list[object]]] = {}
    for sheet in SHEETS:
        sheets[sheet.name] = [[column.title for column in sheet.columns]]
        sheets[sheet.name] += [list[object](row) for row in rows.get(sheet.name, [])]
    return workbook(folder, sheets)


def refusal(path: Path) -> str:
    """The code of the one sentence a file is refused with; the sentence must be complete."""
    with pytest.raises(DeskError) as caught:
        read_catalogue_file(path)
    sentence = str(caught.value)
    assert "{" not in sentence
    assert sentence.endswith(".")
    assert sentence.count("\n") == 0
    return caught.value.code


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


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are of POSIX systems")
def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ong.csv")
    assert refusal(tmp_path / "ong.csv") == "catalogue_file_missing"


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


def test_the_empty_template_is_read_back_as_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mẫu danh mục.xlsx"
    write_template(path)
    file = read_catalogue_file(path)
    assert file.kind is FileKind.OFFICE_TEMPLATE
    assert (file.procedures, file.report, file.layers) == ((), (), {})
    assert CalamineWorkbook.from_path(path).sheet_names == [GUIDE, *(sheet.name for sheet in SHEETS)]


def test_the_same_template_twice_has_the_same_bytes(tmp_path: Path) -> None:
    write_template(tmp_path / "a.xlsx")
    write_template(tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_template_in_a_missing_folder_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match=r"Không ghi được tệp mau\.xlsx"):
        write_template(tmp_path / "không có" / "mau.xlsx")


def test_the_examples_of_the_template_are_what_the_reader_takes(tmp_path: Path) -> None:
    rows = {sheet.name: [[row[0].removeprefix("Ví dụ: "), *row[1:]] for row in sheet.examples] for sheet in SHEETS}
    rows[FEES][0][0] = "1.001193"
    file = read_catalogue_file(template_with(tmp_path, rows))
    assert {row.outcome for row in file.report} == {RowOutcome.OK}
    (procedure,) = file.procedures
    assert procedure.is_full
    assert [str(row.limit) for row in procedure.channels] == ["same_day", "1 working_day"]
    assert [row.paper_class for row in procedure.papers] == [PaperClass.SUBMIT, PaperClass.SUBMIT, PaperClass.PRESENT]
    layer = file.layers["1.001193"]
    assert (layer.short_name, layer.listed, layer.favourite) == ("Khai sinh", True, 1)
    assert layer.daily_words == ("giấy khai sinh", "làm khai sinh")
    assert [paper.name for paper in layer.usual_papers] == ["Tờ khai đăng ký khai sinh", "Giấy chứng sinh"]
    (rule,) = layer.fee_rules
    assert (rule.amount, rule.cap, rule.tiers[0].from_page) == (Decimal(2000), Decimal(200000), 3)
    assert procedure.channels[0].fees[0].amount == Decimal(2000)
    assert layer.print_habit is PrintHabit.ALWAYS


def test_wrong_cells_of_the_template_cost_their_row_only(tmp_path: Path) -> None:
    rows = {
        PROCEDURES: [["1.001193", "Khai sinh", "x" * 80], ["1.000894", "Kết hôn", "", "", "", "12"]],
        CHANNELS: [["1.001193", "Trực tiếp", "", "", "ngày"], ["1.001193", "Trực tiếp", "", "0", "ngày"]],
        PAPERS: [
            ["1.001193", "", "Ảnh", "Phải mua"],
            ["1.001193", "", "Tờ khai", "", "hai"],
            ["9.999999", "", "Tờ khai"],
            ["1.001193", "", "Văn bản ủy quyền", "", "1", "", "", "x"],
        ],
        FEES: [["1.001193", "", "", "Lệ phí", "", "tám nghìn"]],
    }
    file = read_catalogue_file(template_with(tmp_path, rows))
    (procedure,) = file.procedures
    assert len(file.layers["1.001193"].short_name) == 60
    assert [(paper.name, paper.tags) for paper in procedure.papers] == [("Văn bản ủy quyền", (PaperTag.IF_ANY,))]
    reasons = [row.reason for row in file.report if row.outcome is RowOutcome.SKIPPED]
    assert reasons == [
        "phím chọn nhanh “12” phải là một số từ 1 đến 9",
        "ô “Thời hạn” phải là một số lớn hơn 0",
        "ô “Thời hạn” phải là một số lớn hơn 0",
        "ô “Loại” ghi “Phải mua”; chọn một trong: Phải nộp, Xuất trình, Lưu ý",
        "ô “Bản chính” ghi “hai” không phải số",
        "mã 9.999999 không có ở trang “Thủ tục”",
        "ô “Mức thu” ghi “tám nghìn” không phải số tiền",
    ]


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
