"""The workbook an office fills in itself: written empty, read back, wrong cells cost their row only."""

from decimal import Decimal
from pathlib import Path

import pytest
from catalogue_material import workbook
from python_calamine import CalamineWorkbook

from desk_app.catalogue_files import FileKind, RowOutcome, read_catalogue_file
from desk_app.catalogue_files.template_columns import CHANNELS, FEES, GUIDE, PAPERS, PROCEDURES, SHEETS
from desk_app.domain.errors import DeskError
from desk_app.domain.procedures import PaperClass, PaperTag, PrintHabit
from desk_app.services.catalogue_template import write_template


def template_with(folder: Path, rows: dict[str, list[list[str]]]) -> Path:
    """A filled-in template: our headings, then the given rows below them."""
    sheets: dict[str, list[list[object]]] = {}
    for sheet in SHEETS:
        sheets[sheet.name] = [[column.title for column in sheet.columns]]
        sheets[sheet.name] += [list[object](row) for row in rows.get(sheet.name, [])]
    return workbook(folder, sheets)


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
