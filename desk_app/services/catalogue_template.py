"""Write the empty workbook in which an office lists its own procedures."""

from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from desk_app.catalogue_files.template_columns import GUIDE, GUIDE_LINES, SHEETS, Sheet
from desk_app.domain.errors import DeskError, sentences

sentences(
    template_not_written="Không ghi được tệp {name}. Đóng tệp nếu đang mở trong Excel, hoặc chọn thư mục khác.",
)

_ROWS_WITH_CHOICES = 2_000
_LONGEST_CHOICE_LIST = 255
_MADE = datetime(2026, 1, 1, tzinfo=UTC)
"""A fixed moment: the same program writes the same workbook."""


def write_template(path: Path) -> None:
    """Write the empty workbook: a guide, then one sheet per part with headings, examples and choice lists.

    Every cell is text, so codes and numbers stay as typed. Raises DeskError ``template_not_written``.
    """
    options = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    try:
        with xlsxwriter.Workbook(str(path), options) as workbook:
            workbook.set_properties({"title": GUIDE_LINES[0].capitalize(), "created": _MADE.replace(tzinfo=None)})
            _write_guide(workbook)
            for sheet in SHEETS:
                _write_sheet(workbook, sheet)
    except (OSError, XlsxWriterException) as error:
        raise DeskError("template_not_written", name=path.name) from error


def _write_guide(workbook: Workbook) -> None:
    page = workbook.add_worksheet(GUIDE)
    page.set_column(0, 0, 110)
    title = workbook.add_format({"bold": True, "font_size": 14})
    line = workbook.add_format({"text_wrap": True, "valign": "top"})
    for row, text in enumerate(GUIDE_LINES):
        page.write_string(row, 0, text, line if row else title)


def _write_sheet(workbook: Workbook, sheet: Sheet) -> None:
    page = workbook.add_worksheet(sheet.name)
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#D9E9FA"})
    text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    example = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "italic": True})
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width, text)
        page.write_string(0, index, f"{column.title} (*)" if column.needed else column.title, head)
        _offer_choices(page, index, column.choices)
    for row, cells in enumerate(sheet.examples, start=1):
        _write_row(page, row, cells, example)
    page.freeze_panes(1, 1)


def _offer_choices(page: Worksheet, column: int, choices: tuple[str, ...]) -> None:
    if choices and len(",".join(choices)) <= _LONGEST_CHOICE_LIST:
        offered = {"validate": "list", "source": list(choices), "error_type": "information"}
        page.data_validation(1, column, _ROWS_WITH_CHOICES, column, offered)


def _write_row(page: Worksheet, row: int, cells: tuple[str, ...], look: Format) -> None:
    for column, cell in enumerate(cells):
        page.write_string(row, column, cell, look)
