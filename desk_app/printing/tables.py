"""A form's table as a flowable: the heading on every page, rows of data, rows to be filled by hand, the total."""

from collections.abc import Sequence
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer

from desk_app.domain.forms import blocks as parts
from desk_app.domain.forms.blocks import row_contexts
from desk_app.domain.forms.measures import column_widths, largest_em
from desk_app.domain.forms.sentences import Context
from desk_app.domain.forms.speaking import blank_rows, row_codes, shown_columns
from desk_app.printing.codes import qr_mark, qr_payload
from desk_app.printing.flowables import HAIRLINE, LongTable, PaperTable
from desk_app.printing.pen import Pen
from desk_app.printing.table_parts import MANY_ROWS, RowsOnce

_CELL = 1.1 * mm


def table_of(pen: Pen, block: parts.TableBlock, width: float) -> list[Flowable]:
    """Return the table, [] where it has no row to show. width: points."""
    columns = shown_columns(block, pen.context)
    rows = list(row_contexts(block.rows, pen.context))
    blanks = blank_rows(block, pen.context)
    if not rows and not blanks:
        return []
    block = _large_as_it_fits(pen, block, columns, width)
    widths = column_widths(columns, width, pen.size(block), block.rows)
    heading, commands = _heading(pen, block, columns)
    above: list[Flowable] = []
    if heading and pen.is_tall(PaperTable(heading, colWidths=widths, style=commands), width):
        above, heading, commands = _labels_above(pen, block, columns), [], []
    style = _style(block, heading, commands)
    under = []
    if block.total and rows:
        kept = [t for t, c in zip(block.total, block.columns, strict=False) if c in columns]
        under = [[_cell(pen, block, c, pen.say(t)) for c, t in zip(columns, kept, strict=False)]]
    after = Spacer(0, pen.layout.gap * mm + 1.5)
    if len(rows) > MANY_ROWS and not blanks:
        made = RowsOnce(lambda index: [_row_cell(pen, block, c, rows[index]) for c in columns], len(rows), under)
        return [*above, LongTable(heading, made, len(rows) + len(under), widths, style, pen.room), after]
    cells = heading + [[_row_cell(pen, block, c, row) for c in columns] for row in rows]
    heights: list[float | None] = [None] * len(cells)
    for blank in range(blanks):
        number = pen.text(str(blank + 1), block, "center", gap=0)
        cells.append([number, *[""] * (len(columns) - 1)])
        heights.append(block.blank_height * mm)
    cells += under
    heights += [None] * len(under)
    table = PaperTable(cells, colWidths=widths, rowHeights=heights, repeatRows=len(heading), style=style)
    table.page_room, table.total_below = pen.room, bool(under)
    return [*above, table, after]


def _large_as_it_fits(
    pen: Pen, block: parts.TableBlock, columns: Sequence[parts.Column], width: float
) -> parts.TableBlock:
    """Return the table in large print, or as large as its columns leave room for; never below its usual size."""
    large = pen.size(block)
    fitting = max(large / pen.factor, min(large, largest_em(columns, width)))
    return block if fitting == large else block.model_copy(update={"size": fitting / pen.factor})


def _style(block: parts.TableBlock, heading: list[list[Any]], commands: list[Any]) -> list[Any]:
    """Return ReportLab's commands for the whole table. commands: the spans of its heading."""
    grid = ("GRID", (0, 0), (-1, -1), HAIRLINE, black) if block.lined else ("LINEBELOW", (0, 0), (-1, -1), 0, black)
    return [
        grid,
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        *([("VALIGN", (0, 0), (-1, len(heading) - 1), "MIDDLE")] if heading else []),
        ("LEFTPADDING", (0, 0), (-1, -1), _CELL),
        ("RIGHTPADDING", (0, 0), (-1, -1), _CELL),
        ("TOPPADDING", (0, 0), (-1, -1), _CELL * 0.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), _CELL),
        *commands,
    ]


def _labels_above(pen: Pen, block: parts.TableBlock, columns: Sequence[parts.Column]) -> list[Flowable]:
    """Return the columns' labels one beneath the other, for a heading too tall to stand on every page."""
    labels = [" · ".join(text for text in (pen.say(c.group), pen.say(c.label)) if text) for c in columns]
    return [pen.text(f"({place}) <b>{label}</b>", block) for place, label in enumerate(labels, start=1) if label]


def _heading(pen: Pen, block: parts.TableBlock, columns: Sequence[parts.Column]) -> tuple[list[list[Any]], list[Any]]:
    """Return one or two heading rows, with the spans of grouped columns."""
    labels = [_cell(pen, block, c, f"<b>{pen.say(c.label)}</b>", "center") for c in columns]
    groups = [pen.say(c.group) for c in columns]
    if not any(groups):
        return ([labels] if any(pen.say(c.label) for c in columns) else []), []
    above: list[Any] = []
    below: list[Any] = []
    spans: list[Any] = []
    for place, (label, group) in enumerate(zip(labels, groups, strict=True)):
        if not group:
            above.append(label)
            below.append("")
            spans.append(("SPAN", (place, 0), (place, 1)))
            continue
        below.append(label)
        if place and groups[place - 1] == group:
            above.append("")
            continue
        last = max(p for p in range(place, len(groups)) if all(g == group for g in groups[place : p + 1]))
        above.append(_cell(pen, block, columns[place], f"<b>{group}</b>", "center"))
        spans.append(("SPAN", (place, 0), (last, 0)))
    return [above, below], spans


def _row_cell(pen: Pen, block: parts.TableBlock, column: parts.Column, row: Context) -> Flowable:
    """Return a row's text, or the QR of its codes: several dossiers on one paper are each found by scan."""
    if not column.qr:
        return _cell(pen, block, column, pen.say(column.text, row))
    return qr_mark(qr_payload(row_codes(column.qr, row)), column.qr_size, "CENTER")


def _cell(pen: Pen, block: parts.TableBlock, column: parts.Column, markup: str, align: str = "") -> Paragraph:
    return pen.text(markup, block.model_copy(update={"before": 0, "after": 0}), align or column.align, gap=0)
