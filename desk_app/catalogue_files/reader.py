"""Read a catalogue file of any kind, recognised by what it holds and not by its name."""

from pathlib import Path

from desk_app.catalogue_files.bounded import (
    GZIP_MAGIC,
    ZIP_MAGIC,
    check_filled,
    check_size,
    decoded,
    gunzip,
    is_workbook,
    read_bytes,
)
from desk_app.catalogue_files.national_service import is_service_answer, read_service
from desk_app.catalogue_files.office_template import is_template, read_template
from desk_app.catalogue_files.portal_details import is_details, parsed, read_detail_list, read_details
from desk_app.catalogue_files.portal_list import COLUMNS, find_list, read_list
from desk_app.catalogue_files.report import Cancelled, CatalogueFile, Progress
from desk_app.catalogue_files.tables import csv_table, workbook_tables
from desk_app.domain.errors import DeskError, sentences

sentences(
    catalogue_columns_missing="Tệp {name} không có cột mã số và tên thủ tục. Dùng tệp Cổng xuất ra hoặc tệp mẫu.",
    catalogue_kind_unknown="Không nhận ra tệp {name} là danh mục thủ tục. Dùng tệp Cổng xuất ra hoặc tệp mẫu.",
    catalogue_old_excel="Tệp {name} là bảng tính Excel đời cũ hoặc có mật khẩu. Lưu lại dạng .xlsx rồi nhập.",
)

_OLD_EXCEL_MAGIC = b"\xd0\xcf\x11\xe0"


def read_catalogue_file(
    path: Path, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> CatalogueFile:
    """Read a file whole and change nothing: what to do with it is the caller's decision.

    Raises DeskError as ``read_catalogue`` does, and ``catalogue_file_missing``.
    """
    return read_catalogue(read_bytes(path), path.name, progress, cancelled)


def read_catalogue(
    data: bytes, name: str, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> CatalogueFile:
    """Read the bytes of a file as ``read_catalogue_file`` does. name: as people know the file.

    Raises DeskError in one sentence for a file that cannot be taken as a whole (empty, too large, packed to explode,
    cut short, of no known kind, in another encoding) and ``import_cancelled``; single rows that cannot be taken are in
    the report.
    """
    check_size(len(data), name)
    check_filled(data, name)
    if data.startswith(GZIP_MAGIC):
        data = gunzip(data, name)
        if not data.strip():
            raise DeskError("catalogue_file_empty", name=name)
    if data.startswith(ZIP_MAGIC):
        return _read_workbook(data, name, progress, cancelled)
    if data.startswith(b"PK"):
        raise DeskError("catalogue_file_broken", name=name)
    if data.startswith(_OLD_EXCEL_MAGIC):
        raise DeskError("catalogue_old_excel", name=name)
    if _begins_json(data):
        return _read_json(decoded(data, name), name, progress, cancelled)
    return _read_csv(data, name, progress, cancelled)


def _begins_json(data: bytes) -> bool:
    """Tell whether a text file begins as JSON does, in either Unicode an editor may have saved it in."""
    return data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] in (b"{", b"[")


def _read_workbook(data: bytes, name: str, progress: Progress | None, cancelled: Cancelled | None) -> CatalogueFile:
    if not is_workbook(data, name):
        raise DeskError("catalogue_kind_unknown", name=name)
    tables = workbook_tables(data, name)
    if is_template(tables):
        return read_template(tables, progress, cancelled)
    if not any(find_list(table) for table in tables.values()):
        raise DeskError("catalogue_columns_missing", name=name)
    return read_list(tables, progress, cancelled)


def _read_json(text: str, name: str, progress: Progress | None, cancelled: Cancelled | None) -> CatalogueFile:
    first_lines = text.lstrip().split("\n", 3)[:3]
    if any(is_details(parsed(line)) for line in first_lines):
        return read_details(text, name, progress, cancelled)
    value = parsed(text)
    if value is None:
        raise DeskError("catalogue_json_broken", name=name)
    if is_service_answer(value):
        return read_service(value, name, progress, cancelled)
    records = value if isinstance(value, list) else [value]
    if any(is_details(record) for record in records[:3]):
        return read_detail_list(records, name, progress, cancelled)
    raise DeskError("catalogue_kind_unknown", name=name)


def _read_csv(data: bytes, name: str, progress: Progress | None, cancelled: Cancelled | None) -> CatalogueFile:
    table = csv_table(data, name, COLUMNS)
    if find_list(table) is None:
        raise DeskError("catalogue_columns_missing", name=name)
    return read_list({"": table}, progress, cancelled)
