"""The portal's list of procedures, as its Excel export gives it (XLSX, or CSV made from it)."""

from collections.abc import Mapping, Sequence

from desk_app.catalogue_files.codes import read_code
from desk_app.catalogue_files.report import Cancelled, CatalogueFile, FileKind, Progress, Reading
from desk_app.catalogue_files.tables import Row, Table, find_columns, table_rows
from desk_app.domain.portal_record import split_list
from desk_app.domain.procedures import Procedure
from desk_app.domain.text import clean_line, nfc

COLUMNS = {
    "code": ("ma so", "ma", "ma thu tuc", "ma tthc", "ma so tthc", "ma so thu tuc", "ma thu tuc hanh chinh"),
    "name": ("ten", "ten thu tuc", "ten tthc", "ten thu tuc hanh chinh"),
    "publisher": ("co quan ban hanh", "co quan cong bo", "co quan ban hanh cong bo"),
    "agencies": ("co quan thuc hien", "co quan giai quyet"),
    "field": ("linh vuc", "linh vuc thuc hien"),
    "levels": ("cap thuc hien",),
    "decision": ("so quyet dinh", "quyet dinh cong bo", "so quyet dinh cong bo"),
}


def find_list(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """Tell where the list's heading stands, None when the table is no such list."""
    found = find_columns(rows, COLUMNS)
    return found if found and {"code", "name"} <= found[1].keys() else None


def read_list(tables: Mapping[str, Table], progress: Progress | None, cancelled: Cancelled | None) -> CatalogueFile:
    """Read the list: one procedure a row, without details (``is_full`` False).

    tables: the file's own by their names. Every one that holds a list is read: offices keep a sheet for each field.
    """
    lists = {sheet: table_rows(table, *found) for sheet, table in tables.items() if (found := find_list(table))}
    listed = [(sheet if len(lists) > 1 else "", row) for sheet, rows in lists.items() for row in rows]
    reading = Reading(len(listed), progress, cancelled)
    for done, (sheet, row) in enumerate(listed, start=1):
        reading.step(done)
        _take(row, sheet, reading)
    return reading.finish(FileKind.PORTAL_LIST)


def _take(row: Row, sheet: str, reading: Reading) -> None:
    code = read_code(row["code"])
    name = clean_line(row["name"])
    if code is None:
        reading.skip(row.number, clean_line(row["code"])[:60], "ô mã số trống hoặc không phải mã thủ tục", sheet)
    elif not name:
        reading.skip(row.number, code[0], "không có tên thủ tục", sheet)
    else:
        reading.take(row.number, _procedure(code[0], name, row), _remarks(row, code[1], name), sheet)


def _procedure(code: str, name: str, row: Row) -> Procedure:
    return Procedure(
        code=code,
        name=name,
        field=clean_line(row["field"]),
        publisher=clean_line(row["publisher"]),
        agencies=several_lines(row["agencies"]),
        levels=split_list(clean_line(row["levels"])),
        decision=clean_line(row["decision"]),
    )


def several_lines(cell: str) -> tuple[str, ...]:
    """Split a cell that holds one agency a line."""
    agencies = (agency for line in nfc(cell).split("\n") for agency in split_list(clean_line(line)))
    return tuple(dict.fromkeys(agency for agency in agencies if agency))


def _remarks(row: Row, code_remark: str, name: str) -> tuple[str, ...]:
    if code_remark:
        row.remark(code_remark)
    if name != row["name"].strip():
        row.remark("đã sửa khoảng trắng, xuống dòng hoặc bảng mã trong tên")
    return tuple(row.remarks)
