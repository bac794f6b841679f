"""Catalogue files as publishers give them, small ones made for a test; and the real ones where they are at hand."""

import csv
import io
import json
from pathlib import Path

import xlsxwriter

from desk_app.catalogue_files.template_columns import SHEETS

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "procedures"
LIST_HEAD = ("ma_so", "ten", "co_quan_ban_hanh", "co_quan_thuc_hien", "linh_vuc")
HEAD = "Hình thức nộpThời gianPhí, lệ phíMô tả"
PAPERS_HEAD = "--Tên giấy tờMẫu đơn, tờ khaiSố lượng"


def list_file(folder: Path, *rows: tuple[str, ...], name: str = "danh-sach.csv") -> Path:
    """Write the portal's list; rows: code, name, publisher, agency, field."""
    text = io.StringIO()
    csv.writer(text).writerows([LIST_HEAD, *rows])
    path = folder / name
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def listed(code: str, name: str, publisher: str = "Bộ Tư pháp") -> tuple[str, ...]:
    """Return one row of the list."""
    return (code, name, publisher, "Ủy ban nhân dân cấp xã", "Hộ tịch")


def details_file(folder: Path, *records: dict[str, str], name: str = "chi-tiet.jsonl") -> Path:
    """Write detail records, one a line."""
    path = folder / name
    path.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), encoding="utf-8")
    return path


def record(code: str, name: str, **fields: str) -> dict[str, str]:
    """Return a detail record: one working-day channel, one paper; what differs is given by the portal's own labels."""
    return {
        "ma_thu_tuc": code,
        "ten_thu_tuc": name,
        "so_quyet_dinh": "163/QĐ-BTP",
        "cap_thuc_hien": "Cấp xã",
        "linh_vuc": "Hộ tịch",
        "co_quan_thuc_hien": "Ủy ban nhân dân cấp xã",
        "cach_thuc_thuc_hien": f"{HEAD}Trực tiếp3 Ngày làm việcMiễn phí",
        "thanh_phan_ho_so": f"{PAPERS_HEAD}Tờ khai theo mẫu1 bản chính",
        "ket_qua_xu_ly": "Giấy xác nhậnMã: KQ.G15.000026",
        "_source_folder": "bo-tu-phap",
        **fields,
    }


def office_workbook(folder: Path, rows: dict[str, list[list[str]]], name: str = "bang-ke.xlsx") -> Path:
    """Write the office's own workbook, filled in; rows: sheet name → rows below its heading."""
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as book:
        for sheet in SHEETS:
            page = book.add_worksheet(sheet.name)
            page.write_row(0, 0, [column.title for column in sheet.columns])
            for number, row in enumerate(rows.get(sheet.name, []), start=1):
                page.write_row(number, 0, row)
    return path
