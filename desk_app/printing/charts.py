"""Charts as ReportLab drawings, from plain data: black on white, patterns instead of colours, every figure written.

The same drawing stands on the printed report and, as a PDF of its own size, in the window.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing, Group, Line, Rect, String
from reportlab.lib.colors import black, white
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from desk_app.domain.forms.chart_data import Bar, Chart, Fill, Series, Shape, figure
from desk_app.domain.statistics import grouped
from desk_app.printing.drawable import one_line
from desk_app.printing.flowables import HAIRLINE
from desk_app.printing.fonts import BOLD, LAYING_OUT, REGULAR, register_fonts, text_width

TITLE, BODY, SMALL = 12.0, 10.0, 9.0
"""Sizes of text in points; at 96 dpi none is under 12 px."""
_BAR, _BAR_STEP = 15.0, 26.0
_COLUMNS_HEIGHT = 120.0
_WIDEST_COLUMN = 34.0
_KEY = 11.0
_NAME_SHARE = 0.3
_END_SHARE = 0.3
"""At most so much of the width is what stands at a bar's end."""
_PAD = 3.0


def drawing(chart: Chart, width: float) -> Drawing:
    """Return a chart as a drawing. width: points, at least 240; the height follows from what there is to show."""
    with LAYING_OUT:
        register_fonts()
        canvas = _Pen(width)
        canvas.down(TITLE)
        for line in simpleSplit(one_line(chart.title), BOLD, TITLE, width):
            canvas.text(0, _cut(line, width, TITLE, BOLD), BOLD, TITLE)
            canvas.down(TITLE * 1.3)
        if not chart.bars:
            canvas.text(0, _cut(one_line(chart.empty), width, BODY), REGULAR, BODY)
            canvas.down(BODY)
        else:
            _legend(canvas, chart.series)
            (_stacked if chart.shape is Shape.STACKED else _columns)(canvas, chart)
        return canvas.drawing()


def chart_pdf(chart: Chart, width: float) -> bytes:
    """Return a chart as a PDF of its own size; the same chart gives the same bytes. width: points."""
    drawn = drawing(chart, width)
    target = BytesIO()
    with LAYING_OUT:
        page = Canvas(target, pagesize=(drawn.width, drawn.height), invariant=1)
        page.setTitle(one_line(chart.title))
        renderPDF.draw(drawn, page, 0, 0)
        page.showPage()
        page.save()
    return target.getvalue()


class _Pen:
    """Draws from the top down, and turns it into a drawing whose height is what was used."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.y = 0.0
        self.shapes: list[object] = []

    def down(self, by: float) -> None:
        self.y -= by

    def add(self, *shapes: object) -> None:
        self.shapes.extend(shapes)

    def text(self, x: float, text: str, font: str = REGULAR, size: float = BODY, anchor: str = "start") -> None:
        self.add(String(x, self.y, text, fontName=font, fontSize=size, textAnchor=anchor, fillColor=black))

    def drawing(self) -> Drawing:
        height = -self.y + _PAD
        whole = Group(*self.shapes)
        whole.translate(0, height)
        return Drawing(self.width, height, whole)


def _legend(pen: _Pen, series: Sequence[Series]) -> None:
    x = 0.0
    pen.down(2)
    for one in series:
        name = _cut(one_line(one.name), pen.width - _KEY - 4, BODY)
        taken = _KEY + 4 + text_width(name, REGULAR, BODY) + 14
        if x and x + taken > pen.width:
            x = 0.0
            pen.down(BODY * 1.5)
        pen.add(*_area(x, pen.y - 2, _KEY, _KEY, one.fill))
        pen.text(x + _KEY + 4, name)
        x += taken
    pen.down(BODY * 1.4)


def _stacked(pen: _Pen, chart: Chart) -> None:
    ends = [_cut(_end_words(bar, chart), pen.width * _END_SHARE, SMALL, BOLD) for bar in chart.bars]
    name_width = min(
        pen.width * _NAME_SHARE, max(text_width(one_line(bar.name), REGULAR, BODY) for bar in chart.bars) + 2
    )
    room = pen.width - name_width - 8 - max(text_width(end, BOLD, SMALL) for end in ends) - 6
    most = max((sum(bar.values) for bar in chart.bars), default=0)
    for bar, end in zip(chart.bars, ends, strict=True):
        lines = _lines(bar.name, name_width)
        top = pen.y
        for at, line in enumerate(lines):
            pen.y = top - _BAR_STEP / 2 - BODY * 0.35 + (len(lines) - 1 - 2 * at) * BODY * 0.6
            pen.text(name_width, line, anchor="end")
        pen.y = top - (_BAR_STEP + _BAR) / 2
        x = name_width + 8
        for series, value in zip(chart.series, bar.values, strict=True):
            width = room * value / most if most else 0.0
            if value:
                pen.add(*_area(x, pen.y, width, _BAR, series.fill), *_inside(x, pen.y, width, value, series.fill))
            x += width
        pen.add(Line(name_width + 8, top, name_width + 8, top - _BAR_STEP, strokeWidth=HAIRLINE, strokeColor=black))
        pen.y = top - _BAR_STEP / 2 - SMALL * 0.35
        pen.text(x + 5, end, BOLD, SMALL)
        pen.y = top - _BAR_STEP


def _end_words(bar: Bar, chart: Chart) -> str:
    whole = figure(sum(bar.values), chart.unit)
    told = sum(bar.values[place] for place in chart.told)
    return f"{whole} ({one_line(chart.told_as)} {grouped(told)})" if told else whole


def _columns(pen: _Pen, chart: Chart) -> None:
    step = pen.width / len(chart.bars)
    column = min(_WIDEST_COLUMN, step * 0.8 / len(chart.series))
    most = max((value for bar in chart.bars for value in bar.values), default=0)
    widest = max(text_width(grouped(value), REGULAR, SMALL) for bar in chart.bars for value in bar.values)
    upright = widest > column - 1
    above = widest + 4 if upright else SMALL * 1.3
    pen.down(above + _COLUMNS_HEIGHT)
    foot = pen.y
    for place, bar in enumerate(chart.bars):
        x = step * place + (step - column * len(chart.series)) / 2
        for series, value in zip(chart.series, bar.values, strict=True):
            height = _COLUMNS_HEIGHT * value / most if most else 0.0
            if value:
                pen.add(*_area(x, foot, column, height, series.fill))
            pen.add(_figure_above(x + column / 2, foot + height + 2, grouped(value), upright=upright))
            x += column
    pen.add(Line(0, foot, pen.width, foot, strokeWidth=HAIRLINE * 1.6, strokeColor=black))
    names = [_lines(bar.name, step - 2) for bar in chart.bars]
    for place, lines in enumerate(names):
        pen.y = foot
        for line in lines:
            pen.down(SMALL * 1.25)
            pen.text(step * (place + 0.5), line, REGULAR, SMALL, "middle")
    pen.y = foot - max(len(lines) for lines in names) * SMALL * 1.25 - 2


def _figure_above(x: float, y: float, text: str, *, upright: bool) -> Group:
    """Return a figure over its column, turned where columns stand closer than it is wide."""
    if not upright:
        return Group(String(x, y, text, fontName=REGULAR, fontSize=SMALL, textAnchor="middle", fillColor=black))
    turned = Group(String(0, 0, text, fontName=REGULAR, fontSize=SMALL, fillColor=black))
    turned.translate(x + SMALL * 0.35, y)
    turned.rotate(90)
    return turned


def _inside(x: float, y: float, width: float, value: int, fill: Fill) -> list[object]:
    """Return a figure inside its area, on a plate that keeps the pattern away from it; none where it does not fit."""
    text = grouped(value)
    needed = text_width(text, REGULAR, SMALL)
    if needed + 6 > width:
        return []
    middle, ink = x + width / 2, white if fill is Fill.BLACK else black
    shown = String(middle, y + _BAR / 2 - SMALL * 0.34, text, fontName=REGULAR, fontSize=SMALL, textAnchor="middle")
    shown.fillColor = ink
    if fill in (Fill.WHITE, Fill.BLACK):
        return [shown]
    plate = Rect(middle - needed / 2 - 2, y + 2, needed + 4, _BAR - 4, strokeColor=None, fillColor=white)
    return [plate, shown]


def _area(x: float, y: float, width: float, height: float, fill: Fill) -> list[object]:
    """Return a framed area with its pattern."""
    ground = black if fill is Fill.BLACK else white
    frame = Rect(x, y, width, height, strokeColor=black, strokeWidth=HAIRLINE * 1.4, fillColor=ground)
    return [frame, *_pattern(x, y, width, height, fill)]


def _pattern(x: float, y: float, width: float, height: float, fill: Fill) -> Iterator[Line]:
    if fill is Fill.LINES:
        at = 3.0
        while at < height:
            yield Line(x, y + at, x + width, y + at, strokeWidth=HAIRLINE, strokeColor=black)
            at += 3.0
    if fill in (Fill.DIAGONAL, Fill.CROSS):
        yield from _slanted(x, y, width, height, 4.0 if fill is Fill.DIAGONAL else 3.0, rising=True)
    if fill is Fill.CROSS:
        yield from _slanted(x, y, width, height, 3.0, rising=False)


def _slanted(x: float, y: float, width: float, height: float, gap: float, *, rising: bool) -> Iterator[Line]:
    """Yield lines at 45°, cut at the area's edges."""
    start = gap
    while start < width + height:
        left, right = max(0.0, start - height), min(width, start)
        low, high = start - right, start - left
        # Along the line x + h = start, h counted from the foot (falling) or from the top (rising).
        ends = ((left, high), (right, low))
        (x1, h1), (x2, h2) = ends
        y1, y2 = (height - h1, height - h2) if rising else (h1, h2)
        yield Line(x + x1, y + y1, x + x2, y + y2, strokeWidth=HAIRLINE, strokeColor=black)
        start += gap


def _lines(name: str, width: float) -> list[str]:
    """Return a name in at most two lines, the second cut where even that is too little."""
    size = BODY if width > 40 else SMALL
    lines: list[str] = simpleSplit(one_line(name), REGULAR, size, width) or [""]
    if len(lines) > 2:
        lines = [lines[0], " ".join(lines[1:])]
    return [_cut(line, width, size) for line in lines]


def _cut(line: str, width: float, size: float, font: str = REGULAR) -> str:
    """Return a line, shortened by “…” where it is wider than its room (a word too long to be broken, a third line)."""
    if text_width(line, font, size) <= width:
        return line
    while line and text_width(line + "…", font, size) > width:
        line = line[:-1]
    return line.rstrip() + "…"
