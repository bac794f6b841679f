"""The portal's run-together paper tables: rows, counts, shelves, cases, forms and tags."""

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.domain.portal_papers import HEAD, paper_of, read_heading, read_papers, short_row, split_form
from desk_app.domain.portal_record import read_legal_basis, read_record, read_results, split_list
from desk_app.domain.procedures import ALL_CASES, Paper, PaperClass, PaperTag
from desk_app.domain.text import clean_line, nfc

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "procedures" / "portal_details_2026-07.jsonl.gz"


@pytest.fixture(scope="module")
def records() -> dict[str, dict[str, str]]:
    if not SHARED.exists():
        pytest.skip("the shared catalogue data is not here")
    with gzip.open(SHARED, "rt", encoding="utf-8") as lines:
        return {record["ma_thu_tuc"]: record for record in map(json.loads, lines)}


@pytest.fixture(scope="module")
def papers(records: dict[str, dict[str, str]]) -> dict[str, tuple[Paper, ...]]:
    return {code: read_papers(nfc(record["thanh_phan_ho_so"])) for code, record in records.items()}


def table(*cells: str, heading: str = "--") -> str:
    return heading + HEAD + "".join(cells)


def one(cell: str) -> Paper:
    (paper,) = read_papers(table(cell))
    return paper


def letters(text: str) -> str:
    return re.sub(r"[^\w]|_", "", clean_line(text))


def test_birth_registration_has_its_33_rows_on_three_shelves(papers: dict[str, tuple[Paper, ...]]) -> None:
    rows = papers["1.001193"]
    shelves = Counter(row.heading for row in rows)
    assert shelves == {"* Giấy tờ phải nộp:": 5, "* Giấy tờ phải xuất trình:": 6, "* Lưu ý:": 19, "": 3}
    assert sum(row.original == 0 for row in rows) == 25
    assert {row.case for row in rows} == {ALL_CASES}
    classes = {row.heading: row.paper_class for row in rows if row.heading}
    assert list(classes.values()) == [PaperClass.SUBMIT, PaperClass.PRESENT, PaperClass.NOTE]
    intro, form, interactive = rows[-3:]
    assert intro.paper_class is PaperClass.NOTE
    assert form.name.startswith("Tờ khai đăng ký khai sinh theo mẫu")
    assert (form.paper_class, form.tags) == (PaperClass.SUBMIT, ())
    assert PaperTag.ONLINE_ONLY in interactive.tags


def test_residence_registration_has_seven_headings_and_one_of_them_twice(papers: dict[str, tuple[Paper, ...]]) -> None:
    rows = papers["1.004222"]
    cases = list(dict.fromkeys(row.case for row in rows if row.case))
    assert len(cases) == 6
    twice = "Đăng ký thường trú vào chỗ ở hợp pháp thuộc quyền sở hữu của mình"
    places = [index for index, row in enumerate(rows) if row.case == twice]
    assert places[-1] - places[0] + 1 > len(places)
    assert rows[-1].case == ALL_CASES
    assert rows[-1].paper_class is PaperClass.NOTE


def test_no_letter_of_the_table_is_lost_or_invented(
    records: dict[str, dict[str, str]], papers: dict[str, tuple[Paper, ...]]
) -> None:
    """Names, forms, counts and headings together hold exactly the letters of the string."""
    for code, record in records.items():
        text = nfc(record["thanh_phan_ho_so"])
        if HEAD not in text:
            assert papers[code] == ()
            continue
        raw = Counter(letters(text.replace(HEAD, "")))
        read: Counter[str] = Counter()
        heading = None
        for row in papers[code]:
            if row.heading != heading:
                read.update(letters(row.heading))
                heading = row.heading
            read.update(letters(row.name + row.form))
            read.update(f"{row.original}bảnchính" + (f"{row.copy_count}bảnsao" if row.copy_count else ""))
        assert read - raw in (Counter(), Counter("0bảnchính")), code


def test_the_catalogue_holds_the_rows_it_holds(papers: dict[str, tuple[Paper, ...]]) -> None:
    rows = [row for table in papers.values() for row in table]
    assert len(rows) == 8306
    assert max(row.original for row in rows) == 6
    assert sum(bool(row.form) for row in rows) > 720
    assert not [row.name for row in rows if re.search(r"\.(?:docx?|pdf)$", row.name)][3:]


@pytest.mark.parametrize(
    ("cell", "name", "original", "copies"),
    [
        ("Nghị định ngày 24/7/20231 bản chính", "Nghị định ngày 24/7/2023", 1, 0),
        ("theo mẫu BM.NCC.20.031 bản chính", "theo mẫu BM.NCC.20.03", 1, 0),
        ("khoản 1 Điều 12 Nghị định 1160 bản chính,1 bản sao", "khoản 1 Điều 12 Nghị định 116", 0, 1),
        ("Đơn theo Mẫu 021 bản chính", "Đơn theo Mẫu 02", 1, 0),
        ("Ảnh chân dung.12 bản chính", "Ảnh chân dung.", 12, 0),
        ("Hóa đơn: 01 bản chính;1 bản chính,7 bản sao", "Hóa đơn: 01 bản chính", 1, 7),
        ("Hợp đồng (01 bản chính hoặc 01 bản sao có chứng thực).1 bản chính",
         "Hợp đồng (01 bản chính hoặc 01 bản sao có chứng thực).", 1, 0),
        ("Giấy phép: 01 bản chính nếu nộp một lần0 bản chính", "Giấy phép: 01 bản chính nếu nộp một lần", 0, 0),
    ],
)  # fmt: skip
def test_a_quantity_is_told_from_prose(cell: str, name: str, original: int, copies: int) -> None:
    paper = one(cell)
    assert (paper.name, paper.original, paper.copy_count) == (name, original, copies)


def test_rows_may_begin_with_small_letters_digits_and_the_same_words() -> None:
    rows = read_papers(
        table("Đơn1 bản chính", "01 bản chính biên bản0 bản chính,1 bản sao", "b) Sổ.2 bản chính", "2 ảnh1 bản chính")
    )
    assert [(row.name, row.original, row.copy_count) for row in rows] == [
        ("Đơn", 1, 0), ("01 bản chính biên bản", 0, 1), ("b) Sổ.", 2, 0), ("2 ảnh", 1, 0),
    ]  # fmt: skip


def test_a_last_row_without_a_quantity_is_kept() -> None:
    rows = read_papers(table("Đơn1 bản chính", "Quyết định cũ"))
    assert [(row.name, row.original) for row in rows] == [("Đơn", 1), ("Quyết định cũ", 0)]


@pytest.mark.parametrize(
    ("heading", "paper_class", "case"),
    [
        ("--", None, ""),
        ("* Giấy tờ phải nộp:", PaperClass.SUBMIT, ""),
        ("1. Chứng từ phải nộp", PaperClass.SUBMIT, ""),
        ("* Giấy tờ phải xuất trình:", PaperClass.PRESENT, ""),
        ("Người yêu cầu chứng thực phải xuất trình các giấy tờ sau:", PaperClass.PRESENT, ""),
        ("*Lưu ý: ", PaperClass.NOTE, ""),
        ("2) Số lượng hồ sơ:", PaperClass.NOTE, ""),
        ("Thành phần hồ sơ:", None, ""),
        ("Bao gồm", None, ""),
        ("Thành phần hồ sơ ban hành kèm theo Phụ lục 1", None, ""),
        ("Phiếu này là biểu mẫu điện tử, công dân kê khai khi nộp hồ sơ trực tuyến", None, ""),
        ("Theo quy định tại Điều 31 Luật Quản lý, sử dụng vũ khí (Luật số 42/2024/QH15), cụ thể: ", None, ""),
        ("Thành phần, số lượng hồ sơ:", None, ""),
        (
            "Theo quy định đối với loại hình thay đổi mục đích sử dụng:",
            None,
            "Theo quy định đối với loại hình thay đổi mục đích sử dụng",
        ),
        ("* Trường hợp ủy quyền thực hiện thủ tục:", None, "Trường hợp ủy quyền thực hiện thủ tục"),
        ("Đối với trường hợp nộp trực tiếp phải nộp:", None, "Đối với trường hợp nộp trực tiếp phải nộp"),
        ("Đăng ký thường trú vào chỗ ở hợp pháp", None, "Đăng ký thường trú vào chỗ ở hợp pháp"),
    ],
)
def test_headings_are_shelves_or_cases(heading: str, paper_class: PaperClass | None, case: str) -> None:
    shelf = read_heading(heading)
    assert (shelf.paper_class, shelf.case) == (paper_class, case)


@pytest.mark.parametrize(
    ("name", "paper_class"),
    [
        ("Tờ khai đăng ký kết hôn", PaperClass.SUBMIT),
        ("Xuất trình thẻ căn cước của công dân.", PaperClass.PRESENT),
        ("Người yêu cầu chứng thực xuất trình một trong các giấy tờ sau: Căn cước", PaperClass.PRESENT),
        ("Trường hợp ủy quyền phải kèm theo giấy ủy quyền và xuất trình tài khoản", PaperClass.SUBMIT),
        ("Số lượng hồ sơ: 01 (bộ).", PaperClass.NOTE),
        ("Lưu ý: nộp hồ sơ trong giờ hành chính", PaperClass.NOTE),
        ("Cán bộ tiếp nhận có trách nhiệm kiểm tra, đối chiếu", PaperClass.NOTE),
    ],
)
def test_rows_under_no_shelf_are_classed_by_their_own_words(name: str, paper_class: PaperClass) -> None:
    assert one(name + "1 bản chính").paper_class is paper_class


def test_a_remark_without_any_copy_is_a_note_and_a_paper_is_not() -> None:
    assert one("Người nộp thực hiện việc nộp các giấy tờ sau:0 bản chính").paper_class is PaperClass.NOTE
    assert one("Hóa đơn thương mại: 01 bản chụp0 bản chính").paper_class is PaperClass.SUBMIT


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("Giấy chứng sinh; trường hợp không có thì nộp giấy cam đoan", ()),
        ("Văn bản ủy quyền trong trường hợp ủy quyền", (PaperTag.IF_ANY,)),
        ("Trường hợp trẻ bị bỏ rơi thì có biên bản", (PaperTag.IF_ANY,)),
        ("Danh sách thành viên (nếu có)", (PaperTag.IF_ANY,)),
        ("Một trong các giấy tờ sau: hộ chiếu, căn cước", (PaperTag.ONE_OF,)),
        ("Cam kết không thuộc một trong các trường hợp sau", ()),
        ("Tờ khai (nếu người yêu cầu lựa chọn nộp hồ sơ theo hình thức trực tiếp)", ()),
        ("Mẫu hộ tịch điện tử tương tác đăng ký khai tử", (PaperTag.ONLINE_ONLY,)),
        ("Giấy tờ nộp (theo hình thức trực tiếp) hoặc tải lên (theo hình thức trực tuyến)", ()),
        ("Bản sao hoặc bản sao điện tử (đối với trường hợp nộp trên môi trường điện tử)", (PaperTag.IF_ANY,)),
    ],
)
def test_tags_follow_the_wording(name: str, tags: tuple[PaperTag, ...]) -> None:
    assert one(name + "1 bản chính").tags == tags


@pytest.mark.parametrize(
    ("published", "name", "form"),
    [
        ("Tờ khai của Bộ Công an.NA5.doc", "Tờ khai của Bộ Công an.", "NA5.doc"),
        ("Đơn đề nghị (mẫu D07)MauDon.docx", "Đơn đề nghị (mẫu D07)", "MauDon.docx"),
        ("Giấy đề nghị cấp ThẻMẫu số 01-PLIII-LS.docx", "Giấy đề nghị cấp Thẻ", "Mẫu số 01-PLIII-LS.docx"),
        ("Bản cáo bạch.Mẫu số 09.docxPhụ lục số 05.docx", "Bản cáo bạch.", "Mẫu số 09.docx; Phụ lục số 05.docx"),
        ("Đơn cấp giấy phép (theo mẫu)12.1.PLCpgiyph.docx", "Đơn cấp giấy phép (theo mẫu)", "12.1.PLCpgiyph.docx"),
        ("Đơn xin nhận con nuôi;1.nxinnhnconnui.doc", "Đơn xin nhận con nuôi;", "1.nxinnhnconnui.doc"),
        ("Tờ khai không có tệp", "Tờ khai không có tệp", ""),
    ],
)
def test_form_files_are_split_off_the_name(published: str, name: str, form: str) -> None:
    assert split_form(published) == (name, form)


def test_short_rows_fit_a_line_and_keep_their_beginning(papers: dict[str, tuple[Paper, ...]]) -> None:
    assert short_row("Giấy chứng sinh; nếu không có") == "Giấy chứng sinh"
    assert short_row("Văn bản ủy quyền (được chứng thực)") == "Văn bản ủy quyền"
    assert short_row("(Trường hợp khác)") == "(Trường hợp khác)"
    for rows in papers.values():
        for row in rows:
            assert 0 < len(short_row(row.name)) <= 91


def test_a_row_whose_cells_are_apart_is_classed_like_the_others() -> None:
    paper = paper_of("Giấy tờ phải xuất trình", "- Hộ chiếu", (None, None), form="NA5.doc")
    assert (paper.name, paper.paper_class, paper.original, paper.form) == ("Hộ chiếu", PaperClass.PRESENT, 1, "NA5.doc")


def test_records_of_the_portal_are_read_without_the_pages_buttons(records: dict[str, dict[str, str]]) -> None:
    for record in records.values():
        procedure = read_record(record).procedure
        shown = " ".join((*procedure.results, *procedure.keywords, procedure.description))
        assert "Chọn cơ quan" not in shown
        assert "Mã: " not in shown
        assert "Không có thông tin" not in (procedure.requirements, procedure.competent_agency, *procedure.agencies)
        assert procedure.name == " ".join(procedure.name.split())


def test_results_keywords_and_acts_are_taken_apart() -> None:
    text = (
        "Giấy phépMã: KQ.G12.000852Thông báoMã: 000.00.00.G12-KQ.032Từ khóaA, BMô tảKhông có thông tin"
        "Chọn cơ quan thực hiệnNộp hồ sơ"
    )
    assert read_results(text) == (("Giấy phép", "Thông báo"), ("A", "B"), "")
    acts = "Tên văn bản pháp lýMã văn bảnLuật Công chứng năm 202446/2024/QH15Nghị định 87/2017/NĐ-CP87/2017/NĐ-CP"
    assert read_legal_basis(acts) == ("Luật Công chứng năm 2024 (46/2024/QH15)", "Nghị định 87/2017/NĐ-CP")
    assert split_list("Cấp bộ, Cấp tỉnh") == ("Cấp bộ", "Cấp tỉnh")
    assert split_list("Thuế tỉnh, thành phố, Tòa án nhân dân_old") == ("Thuế tỉnh, thành phố", "Tòa án nhân dân")


NAMES = st.sampled_from(["Tờ khai theo mẫu", "Giấy chứng sinh.", "Đơn (nếu có)", "Bản cam kết năm 2026;", "Ảnh 4x6:"])


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(st.tuples(NAMES, st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=8))
def test_what_the_portal_would_run_together_is_read_apart(rows: list[tuple[str, int, int]]) -> None:
    cells = [f"{name}{original} bản chính" + (f",{copy} bản sao" if copy else "") for name, original, copy in rows]
    read = read_papers(table(*cells, heading="* Giấy tờ phải nộp:"))
    assert [(row.name, row.original, row.copy_count) for row in read] == [
        (name.rstrip(" ;,"), original, copy) for name, original, copy in rows
    ]


@pytest.mark.parametrize(
    "cell",
    ["1" * 50_000 + " bản chính", "Đơn1 bản chính," + "9" * 9_000 + " bản sao", "a.doc" * 9_000, "trường hợp " * 9_000],
)
def test_absurd_tables_are_read_without_harm(cell: str) -> None:
    assert 1 <= len(read_papers(table(cell))) <= 2


@pytest.mark.parametrize("space", ["\u00a0", "  ", " \u00a0"])
def test_hard_and_doubled_spaces_within_a_quantity_are_spaces(space: str) -> None:
    table = f"--{HEAD}Tờ khai theo mẫu.1 bản chínhThẻ căn cước0 bản chính,1 bản sao"
    assert read_papers(table.replace(" bản ", f"{space}bản{space}")) == read_papers(table)
    assert len(read_papers(table)) == 2


@pytest.mark.parametrize(
    ("cell", "rows"),
    [
        ("Tờ khai01 bản chính", [("Tờ khai", 1, 0)]),
        ("Tờ khai (mẫu).02 bản chính,01 bản saoĐơn1 bản chính", [("Tờ khai (mẫu).", 2, 1), ("Đơn", 1, 0)]),
        ("Tờ khai1bản chínhĐơn0bản chính,1bản sao", [("Tờ khai", 1, 0), ("Đơn", 0, 1)]),
        ("Hóa đơn:01 bản chính;1 bản chính", [("Hóa đơn:01 bản chính", 1, 0)]),
        ("Bản vẽ01 bản chính nộp tại quầy1 bản chính", [("Bản vẽ01 bản chính nộp tại quầy", 1, 0)]),
    ],
)
def test_a_quantity_glued_by_hand_is_a_quantity(cell: str, rows: list[tuple[str, int, int]]) -> None:
    read = read_papers(f"--{HEAD}{cell}")
    assert [(paper.name, paper.original, paper.copy_count) for paper in read] == rows
