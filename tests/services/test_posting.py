"""Sheets for the notice board: what changed prints in one go, what is no longer true is listed."""

from io import BytesIO
from pathlib import Path

import pytest
from published import PAPERS_HEAD, details_file, list_file, listed, record
from pypdf import PdfReader
from staff import ADMINISTRATOR, CLERK, MORNING, SUPERVISOR

from desk_app.domain.errors import DeskError
from desk_app.domain.procedures import PaperClass
from desk_app.models.store import Store
from desk_app.services import office_layer
from desk_app.services.catalogue import import_file
from desk_app.services.guide_data import guide_data, procedure_sheet
from desk_app.services.office_settings import office_settings
from desk_app.services.papers import office_of
from desk_app.services.posting import change_lines, mark_read, posting_sheets, take_down_list

FIRST, SECOND = "1.900001", "1.900002"
DAY = MORNING.date()


def said(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def publish(store: Store, folder: Path, *records: dict[str, str]) -> None:
    import_file(store, ADMINISTRATOR, details_file(folder, *records), MORNING)


def test_a_sheet_says_what_the_office_reads_not_what_it_hid(store: Store, tmp_path: Path) -> None:
    papers = f"{PAPERS_HEAD}Tờ khai theo mẫu1 bản chínhCăn cước công dân của người đi nộp1 bản chính"
    publish(store, tmp_path, record(FIRST, "Việc thử <b>đậm</b>", thanh_phan_ho_so=papers))
    with store.reading() as rd:
        procedure = rd.procedures.current(FIRST).procedure  # type: ignore[union-attr]
    office_layer.classify_paper(store, SUPERVISOR, FIRST, procedure.papers[1].key, PaperClass.PRESENT, MORNING)
    with store.reading() as rd:
        data = guide_data(procedure, rd.layers.get(FIRST), office_of(office_settings(rd).heading), DAY)
    assert [row.name for row in data.submit] == ["Tờ khai theo mẫu"]
    assert [row.name for row in data.present] == ["Căn cước công dân của người đi nộp"]
    assert data.channels[0].limit == "3 ngày làm việc"
    words = said(procedure_sheet(store, FIRST, DAY).pdf)
    assert "<b>đậm</b>" in words
    assert "3 ngày làm việc" in words


def test_changed_procedures_print_as_one_file_and_abolished_ones_are_left_out(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, record(FIRST, "Việc thứ nhất"), record(SECOND, "Việc thứ hai"))
    paper, codes = posting_sheets(store, [FIRST, SECOND, FIRST, "1.001193"], DAY)
    assert codes == (FIRST, SECOND, "1.001193")
    words = said(paper.pdf)
    assert "VIỆC THỨ NHẤT" in words.upper()
    assert "VIỆC THỨ HAI" in words.upper()
    rows = [listed(f"1.92{number:04}", f"Việc {number}", "Bộ Thử nghiệm") for number in range(10)]
    import_file(store, ADMINISTRATOR, list_file(tmp_path, *rows), MORNING)
    import_file(store, ADMINISTRATOR, list_file(tmp_path, *rows[1:]), MORNING, abolish_missing=True)
    with pytest.raises(DeskError) as refused:
        posting_sheets(store, ["1.920000"], DAY)
    assert refused.value.code == "nothing_to_post"


def test_sheets_no_longer_true_are_listed_with_why(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, record(FIRST, "Việc thứ nhất"))
    with pytest.raises(DeskError) as refused:
        take_down_list(store, CLERK, [line.change for line in change_lines(store)], DAY)
    assert refused.value.code == "nothing_to_take_down"
    publish(store, tmp_path, record(FIRST, "Việc thứ nhất, đổi tên", so_quyet_dinh="999/QĐ-BTP"))
    words = said(take_down_list(store, CLERK, [line.change for line in change_lines(store)], DAY).pdf)
    assert "Việc thứ nhất" in words
    assert "Sửa đổi" in words
    assert "999/QĐ-BTP" in words


def test_changes_wait_until_someone_entitled_has_read_them(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, record(FIRST, "Việc thứ nhất"), record(SECOND, "Việc thứ hai"))
    office_layer.set_listed(store, ADMINISTRATOR, [SECOND], MORNING)
    lines = change_lines(store)
    assert [line.code for line in lines] == [SECOND, FIRST]
    with pytest.raises(DeskError):
        mark_read(store, CLERK, [lines[0].change], MORNING)
    mark_read(store, SUPERVISOR, [lines[0].change], MORNING)
    assert [line.code for line in change_lines(store)] == [FIRST]
    assert {line.code for line in change_lines(store, unread_only=False)} == {FIRST, SECOND}
