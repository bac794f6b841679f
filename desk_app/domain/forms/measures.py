"""How large a form's sheet is, what its margins leave, how wide its columns are: told without laying out."""

from collections.abc import Sequence

from desk_app.domain.forms.blocks import Column, FormSpec, Layout, Style
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.domain.forms.sentences import BadSentence

POINTS_PER_MM = 72 / 2.54 * 0.1
BOX_PADDING = 2.0
"""mm between a box and what stands in it."""

_SHEETS = {PaperSize.A4: (210.0, 297.0), PaperSize.A5: (148.0, 210.0)}
_ROLL_WIDTH = 80.0
_NARROWEST_TEXT = 20.0
_NARROWEST_SHARE = 6
"""Ems that columns without a width of their own must still share."""
_ROUNDING = 1.0
"""Points by which columns may miss, lest one that just fits be too wide by its last decimal."""


def page_size(spec: FormSpec, size: PaperSize) -> tuple[float, float | None]:
    """Return width and height of the sheet in mm; a roll has no height. Raises BadSentence where none is known."""
    layout = spec.layout[size]
    if size is PaperSize.K80:
        return _ROLL_WIDTH, None
    if layout.page is None and size not in _SHEETS:
        raise BadSentence(f"cỡ giấy {size} chưa ghi chiều rộng và chiều cao")
    width, height = layout.page or _SHEETS[size]
    return (height, width) if layout.landscape else (width, height)


def text_area(spec: FormSpec, size: PaperSize) -> tuple[float, float]:
    """Return width and height in points between the margins; a roll's height has no end.

    Raises BadSentence for margins that leave no room.
    """
    width, height = page_size(spec, size)
    margins = spec.layout[size].margins
    left = width - margins.left - margins.right
    if left < _NARROWEST_TEXT:
        raise BadSentence(f"lề của cỡ {size} không còn chỗ cho chữ")
    tall = float("inf") if height is None else (height - margins.top - margins.bottom) * POINTS_PER_MM
    return left * POINTS_PER_MM, tall


def own_size(layout: Layout, style: Style) -> float:
    """Return the size of a block's text in points, before anything is shrunk or printed large."""
    return style.size or layout.size * style.scale


def largest_em(columns: Sequence[Column], width: float) -> float:
    """Return the largest size of text, in points, at which these columns still stand in a width of points."""
    shared = _NARROWEST_SHARE if any(c.width is None for c in columns) else 0
    ems = sum(c.width or 0 for c in columns) + shared
    return width / ems if ems else width


def column_widths(columns: Sequence[Column], width: float, em: float, rows: str) -> list[float]:
    """Return the width of each column in points; em: size of the table's text. Raises BadSentence for a wide table."""
    fixed = sum(c.width or 0 for c in columns) * em
    shares = sum(c.share for c in columns if c.width is None)
    rest = width - fixed
    if rest + _ROUNDING < (_NARROWEST_SHARE * em if shares else 0):
        raise BadSentence(f"bảng “{rows}” rộng hơn khổ giấy")
    return [c.width * em if c.width is not None else rest * c.share / shares for c in columns]
