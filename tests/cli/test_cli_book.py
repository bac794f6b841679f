"""``book`` and ``log`` read back: every line once, text as text, no formula; the paper of a closed day to the byte."""

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from printing.reading import page_texts, squeezed, text_of
from python_calamine import CalamineWorkbook
from staff import SUPERVISOR
from terminal import MORNING, Terminal

from desk_app.cli import context
from desk_app.models.store import open_store
from desk_app.services.day_closing import close_day

WICKED = "=HYPERLINK(1)"


def test_the_book_reads_back_line_by_line_with_its_zeros_and_without_a_formula(desk: Terminal, tmp_path: Path) -> None:
    person = {"name": WICKED, "phone": "0912000777", "address": "+84-1"}
    codes = []
    for last in "789":
        who = {**person, "id_number": f"03819000778{last}"}
        codes.append(desk.receive(procedure="1.004873", submitter=who, summary="@SUM(A1)").json["code"])
    pdf, xlsx = tmp_path / "so.pdf", tmp_path / "so.xlsx"
    for file in (pdf, xlsx):
        assert desk("book", "--out", file).status == 0
    rows = CalamineWorkbook.from_path(xlsx).get_sheet_by_name("Sổ theo dõi").to_python()
    head = next(at for at, row in enumerate(rows) if row[0] == "STT")
    lines = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
    mine = [line for line in lines if line["Mã hồ sơ"] in codes]
    assert [line["Mã hồ sơ"] for line in mine] == codes
    assert {(line["Chủ hồ sơ"], line["Số điện thoại"], line["Địa chỉ"], line["Nội dung"]) for line in mine} == {
        (WICKED, "0912000777", "+84-1", "@SUM(A1)")
    }
    with zipfile.ZipFile(xlsx) as parts:
        assert all(b"<f>" not in parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/"))
    text = text_of(pdf.read_bytes())
    assert all(text.count(squeezed(code)) == 1 for code in codes)
    pages = page_texts(pdf.read_bytes())
    assert all(f"Trang{at}/{len(pages)}" in squeezed(page) for at, page in enumerate(pages, 1))


def test_the_log_reads_back_as_the_same_figures_on_paper_and_in_the_table(desk: Terminal, tmp_path: Path) -> None:
    desk.receive(procedure="1.004873")
    pdf, xlsx = tmp_path / "log.pdf", tmp_path / "log.xlsx"
    for file in (pdf, xlsx):
        assert desk("log", "--out", file).status == 0
    cells = [str(row[0]) for row in CalamineWorkbook.from_path(xlsx).get_sheet_by_name("Nhật ký").to_python()]
    total = next(cell for cell in cells if cell.startswith("Tổng số hồ sơ tiếp nhận: "))
    text = text_of(pdf.read_bytes())
    assert squeezed(total) in text
    made = [cell.removeprefix("Hiện tại ").rpartition(":")[0] for cell in cells if cell.startswith("Hiện tại (lúc ")]
    assert len(made) == 1 and made[0].endswith("ngày 27/08/2026)")
    assert squeezed("Hiện tại (lúc ") in text


def test_the_paper_of_a_closed_day_comes_out_to_the_byte_and_as_nothing_else(desk: Terminal, tmp_path: Path) -> None:
    store = open_store(desk.folder, now=MORNING)
    kept = close_day(store, SUPERVISOR, MORNING.date(), MORNING, "Nghỉ sớm").paper.pdf
    store.close()
    desk.receive(procedure="1.004873")
    file = tmp_path / "day.pdf"
    assert desk("log", "--part", "0", "--out", file).status == 0
    assert file.read_bytes() == kept
    assert "phần bổ sung số 1" in desk("log", "--part", "1", "--out", file).sentence
    assert "chỉ có dạng PDF" in desk("log", "--part", "0", "--out", tmp_path / "day.xlsx").sentence


def test_the_kept_paper_is_of_the_day_named_alone_and_of_one_day(desk: Terminal, tmp_path: Path) -> None:
    store = open_store(desk.folder, now=MORNING)
    kept = close_day(store, SUPERVISOR, MORNING.date(), MORNING, "Nghỉ sớm").paper.pdf
    store.close()
    desk.now += timedelta(days=3)
    file = tmp_path / "day.pdf"
    assert desk("log", "--from", "27/08/2026", "--part", "0", "--out", file).status == 0
    assert file.read_bytes() == kept
    two_days = desk("log", "--from", "2026-08-26", "--to", "2026-08-27", "--part", "0", "--out", file)
    assert "của một ngày" in two_days.sentence


@pytest.mark.parametrize("name", ["a.pdf", "a.xlsx"])
def test_a_report_into_a_file_asks_who_it_is_for_once(
    desk: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    asked: list[str] = []

    def typed(login: str) -> str:
        asked.append(login)
        return "motcua"

    monkeypatch.setattr(context, "secret_of", typed)
    answer = desk("report", "06a", "--out", tmp_path / name)
    assert (answer.status, answer.out) == (0, f"Đã ghi ra {tmp_path / name}.\n")
    assert asked == ["canbo"]
