"""Catalogue files as they come: rows of the portal, a record, an answer of the national service, workbooks."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from desk_app.catalogue_files import read_catalogue_file
from desk_app.domain.errors import DeskError

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


def refusal(path: Path) -> str:
    """The code of the one sentence a file is refused with; the sentence must be complete."""
    with pytest.raises(DeskError) as caught:
        read_catalogue_file(path)
    sentence = str(caught.value)
    assert "{" not in sentence
    assert sentence.endswith(".")
    assert sentence.count("\n") == 0
    return caught.value.code
