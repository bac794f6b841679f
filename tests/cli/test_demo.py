"""``make demo``: the day and its following days do what they say, leave every paper, and do it the same every time."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from python_calamine import CalamineWorkbook

from desk_app.printing.raster import page_image
from tools.demo import main, run_demo

CODE = re.compile(r"H56\.14-\d{6}-\d{4,}")
CODED = frozenset({"receipt", "receipt_several", "label", "apology", "control", "stop", "return_slip"})
"""Forms whose first page holds the dossier's code; Mẫu 02 has one only after acceptance."""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder one life of the demo left behind."""
    folder = tmp_path_factory.mktemp("demo")
    run_demo(folder)
    return folder


@pytest.fixture(scope="module")
def summary(out: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    return read


@cache
def text_of(file: Path) -> str:
    with pypdfium2.PdfDocument(file) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def act(summary: dict[str, Any], words: str) -> dict[str, Any]:
    (found,) = (one for one in summary["done"] if words in one["what"])
    return dict(found)


def paper(out: Path, words: str) -> str:
    (file,) = out.glob(f"*-{words}.pdf")
    return text_of(file)


def first_page_codes(file: Path) -> set[str]:
    """Return the dossier codes a scanner reads off the first page as it is printed at 203 dpi."""
    band = page_image(file.read_bytes(), 0, 203, smooth=False)
    image = Image.frombuffer("L", (band.width, band.height), band.pixels, "raw", "L", band.stride, 1)
    return {code.text for code in zxingcpp.read_barcodes(image) if CODE.fullmatch(code.text)}


def squeezed(text: str) -> str:
    """Leave blanks out: narrow columns break codes and words."""
    return "".join(text.split())


def test_the_summary_names_what_was_done(summary: dict[str, Any]) -> None:
    assert summary["verify"]["ok"] is True
    codes = [dossier["code"] for dossier in summary["dossiers"] if dossier["code"]]
    assert len(codes) >= 30
    assert len(set(codes)) == len(codes)
    states = {dossier["state_name"] for dossier in summary["dossiers"]}
    assert {
        "Đã trả", "Đã hủy tiếp nhận", "Không tiếp nhận", "Đang xử lý", "Đã tiếp nhận", "Có kết quả", "Đã rút",
        "Dừng xử lý",
    } <= states  # fmt: skip
    assert act(summary, "Chứng thực 3 văn bản")["fees_total"] == 70_000
    assert act(summary, "Cuối năm")["provisional"] is True
    assert act(summary, "việc cần kiểm tra")["to_check"] == 1


def test_two_desks_exchanged_with_a_server(summary: dict[str, Any]) -> None:
    assert summary["sync"]


def test_what_is_illegal_was_refused_with_a_sentence(summary: dict[str, Any]) -> None:
    refused = {said["code"] for one in summary["done"] for said in one.get("refused", ())}
    assert {
        "already_returned", "apology_for_finished", "result_not_ready", "money_left", "not_the_owner", "signer_missing",
        "may_not_mend", "day_has_open_lines", "erase_still_open",
    } <= refused  # fmt: skip


def test_every_file_stands_in_the_folder_and_is_named_once(out: Path, summary: dict[str, Any]) -> None:
    papers = [paper["file"] for paper in summary["papers"]]
    tables = [table["file"] for table in summary["tables"]]
    assert sorted([*papers, *tables, "summary.json"]) == sorted(file.name for file in out.iterdir())
    assert sorted(papers + tables) == sorted(file for one in summary["done"] for file in one["files"])
    assert {
        "receipt", "supplement", "decline", "emergency", "label", "explanation", "receipt_several", "reception_list",
        "guide", "posting", "hand_over", "results_back", "return_slip", "control", "apology", "stop", "book",
        "day", "day_log", "report_06a", "overdue", "fee_list",
    } <= {paper["form"] for paper in summary["papers"]}  # fmt: skip


def test_every_paper_of_dossiers_names_them_and_its_codes_scan(out: Path, summary: dict[str, Any]) -> None:
    known = {dossier["code"] for dossier in summary["dossiers"]}
    for printed in summary["papers"]:
        file, form = out / printed["file"], printed["form"]
        told = set(CODE.findall(squeezed(text_of(file))))
        assert text_of(file)
        if form in CODED:
            assert told <= known, file
            read = first_page_codes(file)
            assert read, file
            assert read <= told, file


def test_papers_say_what_was_done(out: Path) -> None:
    assert "Thay thế phiếu in lúc" in paper(out, "da-sua-phieu-thay-the")
    assert "In lại lần 1" in paper(out, "mat-phieu-in-lai")
    assert "2027" in paper(out, "lich-chua-cong-bo-phieu-hen")
    updated = paper(out, "nop-thue-phieu-hen-cap-nhat")
    assert "28/08/2026" in updated or "ngày 28 tháng 08 năm 2026" in updated
    assert "Hết thời hạn bổ sung" in paper(out, "buu-chinh-thong-bao-dung")
    assert "RR482913557VN" in paper(out, "buu-dien-phieu-tra-ket-qua")
    assert "03/UQ" in paper(out, "nhan-thay-phieu-tra-ket-qua")
    letter = paper(out, "nhan-con-thu-xin-loi")
    assert "16/PXL" in letter
    assert "Lê Văn Hùng" in letter
    assert "16/PXL" not in paper(out, "nhan-con-thu-xin-loi-du-thao")
    assert "Quá hạn" in paper(out, "nhan-con-phieu-kiem-soat")


def test_lists_hold_the_dossiers_handed_over(out: Path, summary: dict[str, Any]) -> None:
    for words, name in (
        ("Bàn giao hồ sơ hộ tịch", "ban-giao-ho-tich"),
        ("Bàn giao hồ sơ của hộ kinh doanh", "ban-giao-kinh-te"),
        ("Kết quả về nhiều hồ sơ", "nhan-ket-qua-hai-don-vi"),
    ):
        said = squeezed(paper(out, name))
        for code in act(summary, words)["dossiers"]:
            assert code in said, (name, code)


def test_a_closed_day_keeps_its_papers_and_what_came_later_stands_in_its_supplement(
    out: Path, summary: dict[str, Any]
) -> None:
    (late_code,) = act(summary, "Hồ sơ đến sau khi chốt ngày")["dossiers"]
    day, supplement = squeezed(paper(out, "chot-ngay")), squeezed(paper(out, "chot-ngay-phan-bo-sung-1"))
    assert late_code not in day
    assert late_code in supplement
    assert squeezed("Phần bổ sung số 1") in supplement


def test_the_book_the_report_and_their_spreadsheets_say_the_same(out: Path, summary: dict[str, Any]) -> None:
    (book,) = out.glob("*-so-theo-doi-ky.xlsx")
    cells = [str(cell) for row in CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python() for cell in row]
    codes = {cell for cell in cells if CODE.fullmatch(cell)}
    assert codes == set(CODE.findall(squeezed(paper(out, "so-theo-doi-ky")))) & codes
    of_the_day = {
        dossier["code"] for dossier in summary["dossiers"] if str(dossier["code"]).startswith("H56.14-260827")
    }
    assert of_the_day <= codes
    total = act(summary, "II.06a")["sum"]
    assert total["early"] + total["on_time"] + total["late"] + total["running"] + total["running_late"] == (
        total["online"] + total["direct"] + total["carried"]
    )


def test_every_late_dossier_of_the_period_is_listed_with_its_letters_in_one_file(
    out: Path, summary: dict[str, Any]
) -> None:
    late = act(summary, "Hồ sơ quá hạn theo kỳ")["dossiers"]
    listed, letters = squeezed(paper(out, "ho-so-qua-han")), paper(out, "thu-xin-loi-theo-ky")
    for code in late:
        assert code in listed
    for number in ("12/PXL", "15/PXL", "16/PXL"):
        assert number in letters


def test_records_for_the_national_system_hold_no_made_up_values(out: Path, summary: dict[str, Any]) -> None:
    (file,) = out.glob("*-dong-bo-quoc-gia.json")
    records = json.loads(file.read_text(encoding="utf-8"))
    (dossiers,) = (service["data"] for service in records["services"] if service["service"] == "DongBoHoSoMC")
    assert act(summary, "hệ thống quốc gia")["dossiers_exported"] == len(dossiers) > 0
    assert all(record["MaHoSo"] and record["ChuHoSo"] and record["NgayTiepNhan"] for record in dossiers)


def test_the_same_day_gives_the_same_codes_dates_and_papers(out: Path, tmp_path: Path, summary: dict[str, Any]) -> None:
    again = run_demo(tmp_path / "again", exchanging=False)
    assert [dossier["code"] for dossier in again["dossiers"]] == [dossier["code"] for dossier in summary["dossiers"]]
    first = {paper["file"]: paper["digest"] for paper in summary["papers"] if paper["form"] != "day"}
    second = {paper["file"]: paper["digest"] for paper in again["papers"] if paper["form"] != "day"}
    assert first == second


def test_a_heading_stands_with_its_table_and_a_total_with_a_row(out: Path) -> None:
    def pages(words: str) -> list[str]:
        (file,) = out.glob(f"*-{words}.pdf")
        with pypdfium2.PdfDocument(file) as document:
            return [squeezed(page.get_textpage().get_text_range()) for page in document]

    (headed,) = (page for page in pages("chot-ngay") if squeezed("III. Sửa, hủy trong ngày") in page)
    assert squeezed("Ghi lúc") in headed
    assert squeezed("Phí cấp bản sao") in pages("thu-phi-le-phi")[-1]


def test_a_folder_that_no_demo_wrote_is_never_emptied(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "hồ sơ thật.pdf").write_bytes(b"%PDF")
    assert main(["--out", str(tmp_path)]) == 1
    assert "would be emptied" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["hồ sơ thật.pdf"]
    assert main(["--out", str(tmp_path / "hồ sơ thật.pdf")]) == 1
