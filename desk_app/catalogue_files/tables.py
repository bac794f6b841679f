"""Tables of text out of CSV and XLSX, whatever program wrote them: cells are words, never formulas or numbers."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from desk_app.catalogue_files.bounded import check_workbook, decoded
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.legacy_text import repaired
from desk_app.domain.text import fold

sentences(
    catalogue_file_locked="Bảng tính {name} có mật khẩu. Bỏ mật khẩu trong Excel rồi lưu lại.",
    catalogue_row_too_long="Tệp {name} có ô dài bất thường hoặc thiếu dấu ngoặc kép ở dòng {row}. Kiểm tra dòng đó.",
)

Table = list[list[str]]
_HEADING_WITHIN = 15
"""Rows in which a heading is looked for: exports begin with titles."""
_HEADING_LETTERS = 20_000
"""More than those rows hold; a file without line breaks is not searched whole."""
_LONGEST_CELL = 1_000_000
_RUST_PANIC = "PanicException"
"""What the workbook reader's Rust half raises on data it never expected; not an Exception, so named."""
_SEPARATORS = ",;\t"
_END = "\0"
"""Stands nowhere in a table: it is taken out of what is read."""
_EXCEL_TEXT = re.compile(r'^="(.*)"$', re.DOTALL)


def csv_table(data: bytes, name: str, known: Mapping[str, Iterable[str]]) -> Table:
    """Read CSV with comma, semicolon or tab. known: headings by which the separator is told, as for ``find_columns``.

    Raises DeskError ``catalogue_file_not_utf8``, ``catalogue_row_too_long``, ``catalogue_file_broken`` for one that
    ends within a row.
    """
    text = decoded(data, name).replace("\0", "")
    separator = _separator(text, known)
    csv.field_size_limit(_LONGEST_CELL)
    # The mark stands in a row of its own unless a quotation mark is still open; then it is swallowed by a cell.
    whole = text.endswith(("\n", "\r"))
    marked = StringIO(f"{text}{_END}" if whole else f"{text}\n{_END}", newline="")
    reader = csv.reader(marked, delimiter=separator, strict=True)
    rows: Table = []
    began = 1
    try:
        for row in reader:
            if any(_END in cell for cell in row):
                break
            rows.append([cell_text(cell) for cell in row])
            began = reader.line_num + 1
    except csv.Error as error:
        raise DeskError("catalogue_row_too_long", name=name, row=reader.line_num) from error
    if row != [_END]:
        raise DeskError("catalogue_row_too_long", name=name, row=began)
    if not whole and len(rows) > 1 and len(rows[-1]) < len(rows[-2]):
        raise DeskError("catalogue_file_broken", name=name)
    return rows


def _separator(text: str, known: Mapping[str, Iterable[str]]) -> str:
    """Return what parts the cells: what parts the heading, which may stand below titles full of commas.

    Where no line shows a heading (its cells may be broken over lines), the first line's most frequent one.
    """
    titles = {title for names in known.values() for title in names}
    lines = text.lstrip()[:_HEADING_LETTERS].splitlines()[:_HEADING_WITHIN]
    headings = {
        separator: max((sum(heading(cell) in titles for cell in line.split(separator)) for line in lines), default=0)
        for separator in _SEPARATORS
    }
    found = max(_SEPARATORS, key=lambda separator: headings[separator])
    return found if headings[found] >= 2 else max(_SEPARATORS, key=lines[0].count if lines else len)


def workbook_tables(data: bytes, name: str) -> dict[str, Table]:
    """Read every visible sheet of an XLSX workbook, by its name; rows start at row 1 of the sheet.

    A hidden one holds what its owner put aside, such as last year's list.

    Raises DeskError ``catalogue_file_bomb``, ``…_broken``, ``…_too_wide``, ``…_locked``.
    """
    check_workbook(data, name)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        shown = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        return {sheet: _sheet_table(workbook, sheet) for sheet in shown}
    except PasswordError as error:
        raise DeskError("catalogue_file_locked", name=name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise DeskError("catalogue_file_broken", name=name) from error
    except BaseException as error:
        if type(error).__name__ != _RUST_PANIC:
            raise
        raise DeskError("catalogue_file_broken", name=name) from error


def _sheet_table(workbook: CalamineWorkbook, sheet: str) -> Table:
    """Return a sheet's cells; what is merged over rows stands in each of them, as it does to the eye."""
    page = workbook.get_sheet_by_name(sheet)
    table = [[cell_text(cell) for cell in row] for row in page.to_python(skip_empty_area=False)]
    for (top, column), (bottom, _) in page.merged_cell_ranges or ():
        merged = [row for row in table[top : bottom + 1] if column < len(row)]
        for row in merged[1:]:
            row[column] = row[column] or merged[0][column]
    return table


def cell_text(value: object) -> str:
    """Return a cell as the words a person typed: whole numbers without a point, dates as dd/MM/yyyy."""
    if isinstance(value, str):
        match = _EXCEL_TEXT.match(value)
        return match[1] if match else value
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:.10f}".rstrip("0")
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, (time, timedelta, int)):
        return str(value)
    return ""


def heading(text: str) -> str:
    """Return a column's heading for comparing: ``ma_so``, "Mã số (*)" and "MÃ SỐ" are one."""
    return " ".join(re.sub(r"[^\w]|_", " ", fold(text)).split())


def find_columns(
    rows: Sequence[Sequence[str]], known: Mapping[str, Iterable[str]]
) -> tuple[int, dict[str, int]] | None:
    """Find the heading row and where each known column stands; None when no row holds two of them.

    known: our name of a column → its headings, folded by ``heading``. Returns (row index, our name → column index).
    """
    names = {title: ours for ours, titles in known.items() for title in titles}
    best: tuple[int, dict[str, int]] | None = None
    for index, row in enumerate(rows[:_HEADING_WITHIN]):
        found: dict[str, int] = {}
        for column, cell in enumerate(row):
            ours = names.get(heading(cell))
            if ours is not None:
                found.setdefault(ours, column)
        if len(found) >= 2 and (best is None or len(found) > len(best[1])):
            best = index, found
    return best


class Row:
    """One row of a table by our column names; remembers whether old-font text had to be converted."""

    def __init__(self, number: int, cells: Sequence[str], columns: Mapping[str, int]) -> None:
        self.number = number
        self.remarks: list[str] = []
        self._cells = cells
        self._columns = columns

    def __getitem__(self, column: str) -> str:
        """Return a cell's text, "" where the column or cell is absent; old fonts converted."""
        index = self._columns.get(column)
        raw = self._cells[index] if index is not None and index < len(self._cells) else ""
        text = repaired(raw)
        if text != raw:
            self.remark("đã chuyển chữ kiểu cũ (TCVN3, VNI) sang Unicode")
        return text

    def remark(self, words: str) -> None:
        """Note a repair once."""
        if words not in self.remarks:
            self.remarks.append(words)

    @property
    def is_empty(self) -> bool:
        """Tell whether no known column holds anything."""
        return not any(self._cells[index].strip() for index in self._columns.values() if index < len(self._cells))


def table_rows(rows: Sequence[Sequence[str]], heading_at: int, columns: Mapping[str, int]) -> list[Row]:
    """Return the rows below the heading that hold anything, numbered as the file's own rows from 1."""
    wrapped = (Row(number, cells, columns) for number, cells in enumerate(rows[heading_at + 1 :], start=heading_at + 2))
    return [row for row in wrapped if not row.is_empty]
