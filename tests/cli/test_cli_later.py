"""The supervisor's commands: late, book, log, report 06a, export-national, and the papers of a dossier's later life."""

import json
from datetime import timedelta
from pathlib import Path

from printing.reading import squeezed, text_of
from python_calamine import CalamineWorkbook
from terminal import Terminal


def test_late_lists_every_group_for_people_and_programs(desk: Terminal) -> None:
    desk.receive(procedure="1.004873")
    lines = desk("late", "--json").json
    assert {line["group"] for line in lines} <= {"late", "due_today", "soon", "waiting", "ready"}
    assert all(line["days"] >= 0 and "apology_until" in line for line in lines)
    said = desk("late")
    assert said.status == 0
    assert sum(line.startswith("  ") for line in said.out.splitlines()) == len(lines)
    nobody = desk("late", "--unit", "không có đơn vị này").out
    assert nobody == "Không có hồ sơ nào cần theo dõi trong phần đã chọn.\n"


def test_each_group_of_late_says_what_its_days_count(desk: Terminal) -> None:
    desk.now += timedelta(days=7)
    groups: dict[str, list[str]] = {}
    heading = ""
    for line in desk("late").out.splitlines():
        if line.startswith("  "):
            groups[heading].append(line)
        else:
            heading = line.rpartition(":")[0]
            groups[heading] = []
    counted = [line for line in groups["Quá hạn"] if "ngày làm việc" in line]
    assert counted and all(", trễ " in line for line in counted)
    assert any(", có kết quả đã " in line for line in groups["Có kết quả, chưa đến nhận"])
    assert any(", đã chờ " in line for line in groups["Đang chờ"])


def test_book_and_log_come_as_pdf_and_xlsx(desk: Terminal, tmp_path: Path) -> None:
    for command in ("book", "log"):
        for name, start in (("a.pdf", b"%PDF"), ("a.xlsx", b"PK")):
            file = tmp_path / f"{command}-{name}"
            done = desk(command, "--from", "2026-08-20", "--to", "27/08/2026", "--out", file)
            assert (done.status, file.read_bytes()[: len(start)]) == (0, start)
    refused = desk("book", "--out", tmp_path / "a.doc")
    assert (refused.status, refused.sentence) == (
        1,
        "Tệp ghi ra phải là .pdf hoặc .xlsx, không phải “a.doc”.",
    )
    assert "không phải ngày" in desk("book", "--from", "hôm qua", "--out", tmp_path / "a.pdf").sentence
    backwards = desk("log", "--from", "2026-08-27", "--to", "2026-08-20", "--out", tmp_path / "a.pdf")
    assert "sau ngày cuối" in backwards.sentence


def test_report_06a_balances_and_states_its_ratios(desk: Terminal, tmp_path: Path) -> None:
    found = desk("report", "06a", "--from", "2026-07-01", "--to", "2026-09-30", "--json").json
    total = found["sum"]
    assert total["received"] == total["online"] + total["direct"] + total["carried"]
    assert total["resolved"] == total["early"] + total["on_time"] + total["late"]
    assert total["received"] == total["resolved"] + total["unresolved"] > 0
    assert all(ratio.keys() == {"numerator", "denominator", "percent"} for ratio in found["ratios"].values())
    by_procedure = desk("report", "06a", "--from", "2026-08-01", "--by", "procedure", "--json").json
    assert (by_procedure["from"], by_procedure["to"]) == ("2026-08-01", "2026-08-27")
    rows = by_procedure["rows"]
    assert "Xác nhận tình trạng hôn nhân (1.004873)" in [row["name"] for row in rows]
    assert all(isinstance(ratio["percent"], float | None) for ratio in found["ratios"].values())
    assert len(found["footnotes"]) == 6
    assert len(found["identities"]) == 4 and all(words.endswith("(đúng)") for words in found["identities"])
    pdf, xlsx = tmp_path / "r.pdf", tmp_path / "r.xlsx"
    for file in (pdf, xlsx):
        assert desk("report", "06a", "--from", "2026-07-01", "--to", "2026-09-30", "--out", file).status == 0
    cells = [str(row[0]) for row in CalamineWorkbook.from_path(xlsx).get_sheet_by_name("II.06a").to_python()]
    text = text_of(pdf.read_bytes())
    checked = next(cell for cell in cells if cell.startswith("Đối chiếu: (3) = (4) + (5) + (6)"))
    assert checked.count("(đúng)") == 4 and squeezed(checked) in text
    by_unit = desk("report", "06a", "--from", "2026-07-01", "--by", "unit", "--to", "2026-09-30")
    assert "Tổng số" in by_unit.out


def test_the_national_export_is_a_supervisors_and_lists_what_is_missing(desk: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "national.json"
    assert desk("export-national", file).status == 1
    desk.sit("truongbophan")
    done = desk("export-national", file, "--from", "2026-08-01", "--to", "2026-08-27", "--json").json
    written = json.loads(file.read_text())
    assert done["dossiers"] == len(written["services"][0]["data"]) > 0
    assert done["progress"] == len(written["services"][1]["data"])


def test_the_papers_of_later_life_print(desk: Terminal, tmp_path: Path) -> None:
    code = desk.receive(procedure="1.004873").json["code"]
    file = tmp_path / "paper.pdf"
    assert desk("print", code, "control", "--out", file).status == 0
    assert "chưa có giấy" in desk("print", code, "return-slip", "--out", file).sentence
    letter = '{"reason": "Phải xác minh", "new_due_at": "2026-09-10T17:00", "signer": "A", "signed_on": "2026-08-27"}'
    assert desk("event", code, "Apologised", "-", stdin=letter).status == 0
    assert desk("print", code, "apology", "--out", file).status == 0
    second = desk("event", code, "Apologised", "-", stdin=letter.replace("09-10", "09-20"))
    assert "đã xin lỗi" in second.err
    desk("event", code, "ResultReady")
    desk("event", code, "Returned", "-", stdin='{"to": {"name": "Trần Thị Mai"}, "is_owner": true, "compared": true}')
    assert desk("print", code, "return-slip", "--out", file).status == 0
    stopped = desk.receive(procedure="1.001193").json["code"]
    assert desk("event", stopped, "Stopped", "-", stdin='{"reason": "Hết hạn bổ sung"}').status == 0
    assert desk("print", stopped, "stop", "--out", file).status == 0
