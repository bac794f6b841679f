"""The strokes of papers: paragraphs in the paper font, rules, dotted lines to fill, the printer's test pattern."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Table
from reportlab.platypus.paraparser import ParaFrag
from typing_extensions import override

from desk_app.printing.codes import DOT
from desk_app.printing.fonts import REGULAR, register_fonts
from desk_app.printing.long_words import with_breaks

_ALIGN = {"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT, "justify": TA_JUSTIFY}

HAIRLINE = 0.5
"""Points: the thinnest rule that survives 203 dpi and a photocopy."""

_PARTS = re.compile(r"<[^<>]*>|[^<>]+")
_ONLY_PARSED = re.compile(r"&(?!(?:amp|lt|gt);)|<(?:u|strike)\b|[\n\t]|  ")
"""Foreign entities, drawn lines (they belong to the words they were parsed with), white space to be made single."""
_PLACE = "x"
_BALANCE_TRIES = 6


@lru_cache(maxsize=1024)
def _style(size: float, leading: float, align: str, indent: float, before: float, after: float) -> ParagraphStyle:
    register_fonts()
    return ParagraphStyle(
        "paper",
        fontName=REGULAR,
        fontSize=size,
        leading=size * leading,
        alignment=_ALIGN[align],
        firstLineIndent=indent * mm if align == "justify" else 0,
        leftIndent=0 if align == "justify" else indent * mm,
        spaceBefore=before * mm,
        spaceAfter=after * mm,
        textColor=black,
        splitLongWords=1,
        allowWidows=0,
        allowOrphans=0,
    )


class _Words(Paragraph):  # type: ignore[misc]  # reportlab has no types
    """A paragraph that breaks into lines once for a width: a table asks when it is measured, placed and drawn."""

    _broken: tuple[float, tuple[float, float]] | None = None
    _whole: list[ParaFrag] | None = None
    frags: list[ParaFrag]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Return the size in points."""
        if self._broken is None or self._broken[0] != width or not hasattr(self, "blPara"):
            self._whole = self._whole or self.frags
            self.frags = with_breaks(self._whole, width - self.style.leftIndent - self.style.rightIndent)
            self._broken = width, super().wrap(width, height)
        return self._broken[1]


def paragraph(
    markup: str,
    size: float,
    leading: float,
    align: str = "left",
    indent: float = 0,
    before: float = 0,
    after: float = 0,
) -> Paragraph:
    """Return a paragraph of escaped markup. size: points; leading: factor; indent, before, after: mm."""
    style = _style(size, leading, align, indent, before, after)
    return _Words(markup, style, frags=_fragments(markup, style))


def balanced(made: Paragraph, width: float) -> Paragraph:
    """Return a centred paragraph whose lines are about as long as each other, on as many as it takes anyway.

    width: points.
    """
    inset = _inset(made.text, made.style, width)
    if not inset:
        return made
    style = made.style.clone("balanced", leftIndent=inset, rightIndent=inset)
    return _Words(made.text, style, frags=made.frags)


@lru_cache(maxsize=256)
def _inset(markup: str, style: ParagraphStyle, width: float) -> float:
    """Return how far the lines may come in from both sides; kept, since an office's head is the same on every paper."""
    made = Paragraph(markup, style)
    lines = _line_count(made, width)
    narrow, wide = max(width / lines, made.minWidth()), width
    if lines < 2 or narrow >= wide:
        return 0
    for _ in range(_BALANCE_TRIES):
        middle = (narrow + wide) / 2
        if _line_count(made, middle) > lines:
            narrow = middle
        else:
            wide = middle
    return (width - wide) / 2


def _line_count(made: Paragraph, width: float) -> int:
    made.wrap(width, float("inf"))
    return len(made.blPara.lines)


def _fragments(markup: str, style: ParagraphStyle) -> list[ParaFrag] | None:
    """Return what ReportLab's parser makes of markup, None where only the parser itself can say.

    Its markup is parsed once for every text in it: a form's sentences differ in their values, not in their tags.
    """
    markup = markup.strip(" ")
    parts = _PARTS.findall(markup)
    texts = [part for part in parts if not part.startswith("<")]
    if not texts or "".join(parts) != markup or _ONLY_PARSED.search(markup):
        return None
    tags = "".join(part if part.startswith("<") else _PLACE for part in parts)
    words = iter(texts)
    return [
        known.clone(text=_unescaped(next(words))) if known.text == _PLACE else known.clone()
        for known in _parsed(tags, style)
    ]


@lru_cache(maxsize=1024)
def _parsed(markup: str, style: ParagraphStyle) -> tuple[ParaFrag, ...]:
    return tuple(Paragraph(markup, style).frags)


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


class Rule(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A horizontal line in the middle of its column. width: points."""

    def __init__(self, width: float, dashed: bool = False, gap: float = 2) -> None:
        super().__init__()
        self.length = width
        self.dashed = dashed
        self.gap = gap

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Take the column's width and a thin strip."""
        self.left = max(0.0, (width - self.length) / 2)
        return width, self.gap

    def draw(self) -> None:
        """Draw the line at the foot of the strip's upper half."""
        canvas: Any = self.canv
        canvas.saveState()
        canvas.setLineWidth(HAIRLINE * 1.4)
        if self.dashed:
            canvas.setDash(3, 2)
        canvas.line(self.left, self.gap / 2, self.left + self.length, self.gap / 2)
        canvas.restoreState()


class PaperTable(Table):  # type: ignore[misc]  # reportlab has no types
    """A table that breaks between rows, and inside a row only where that row is longer than a whole page."""

    page_room = 0.0
    """Height of an empty page, in points."""
    total_below = False
    """Its last row is a total, which does not stand alone on a page of its own."""
    followed_by = 0.0
    """Height, in points, of what must not stand on a page without a row of this table: signatures."""

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Take its rows' height; more than there is where what follows would be left alone on the next page."""
        taken_width, taken = super().wrap(width, height)
        if self._leaves_alone(taken, height):
            return taken_width, height + 1
        return taken_width, taken

    def split(self, width: float, height: float) -> list[Flowable]:
        """Return what fits and the rest, each with the heading; nothing where a fresh page serves better."""
        self.splitInRow = 0
        if None not in self._rowHeights and self._leaves_alone(sum(self._rowHeights), height):
            return self._with_followers(width)
        pieces = super().split(width, height)
        if not pieces and height > self.page_room * 0.98:
            self.splitInRow = 1
            pieces = super().split(width, height)
        elif self.total_below and len(pieces) == 2:
            pieces = self._with_company(pieces, width)
        for piece in pieces:
            if isinstance(piece, PaperTable):
                piece.page_room, piece.total_below = self.page_room, self.total_below
        if pieces:
            pieces[-1].followed_by = self.followed_by
        return list(pieces)

    def _leaves_alone(self, taken: float, height: float) -> bool:
        rows_to_spare = self._nrows > self.repeatRows + 2
        return rows_to_spare and taken <= height < taken + self.followed_by

    def _with_followers(self, width: float) -> list[Flowable]:
        """Send the last two rows over, a total among them where there is one."""
        pieces = super().split(width, sum(self._rowHeights[:-2]) + 0.01)
        if len(pieces) != 2:
            self.followed_by = 0.0
            return [self]
        here, over = pieces
        over.page_room, over.total_below, over.followed_by = self.page_room, self.total_below, self.followed_by
        return [here, CondPageBreak(over.wrap(width, self.page_room)[1] + self.followed_by), over]

    def head_height(self, width: float) -> float:
        """Return how high the heading and the first row are together, in points."""
        self.wrap(width, self.page_room)
        return float(sum(self._rowHeights[: self.repeatRows + 1]))

    def _with_company(self, pieces: list[Flowable], width: float) -> list[Flowable]:
        """Take one more row over to the page of the total, where that leaves a row behind."""
        here, over = pieces
        rows = here._nrows
        if over._nrows > self.repeatRows + 1 or rows < self.repeatRows + 2:
            return pieces
        return super().split(width, sum(self._rowHeights[: rows - 1]) + 0.01) or pieces


class LongTable(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A table of very many rows, laid out a page at a time: a table split at every page costs the square of its rows.

    row: gives the cells of one, 0 ≤ index < count, built only when its page is. style: of the whole, heading first.
    """

    followed_by = 0.0
    """As of a PaperTable."""

    def __init__(
        self,
        heading: list[list[Any]],
        row: Callable[[int], list[Any]],
        count: int,
        widths: list[float],
        style: list[Any],
        page_room: float,
        start: int = 0,
    ) -> None:
        super().__init__()
        self.heading, self.row, self.count, self.widths = heading, row, count, widths
        self.style_commands, self.page_room, self.start = style, page_room, start
        self._page: tuple[float, PaperTable, int] | None = None

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Take what is left of the page, or as little as the last rows need."""
        table, fits = self._laid_out(height)
        if self.start + fits < self.count:
            return width, height + 1
        table_width, table_height = table.wrap(width, height)
        return table_width, table_height

    def split(self, _width: float, height: float) -> list[Flowable]:
        """Return the rows that fit and the rest; nothing where a fresh page serves better."""
        table, fits = self._laid_out(height)
        if not fits and height < self.page_room * 0.98:
            return []
        if not fits:
            # One row longer than a page: it is broken inside, as any other table's.
            table, fits = self._table(1), 1
        if self.start + fits == self.count:
            return [table]
        rest = LongTable(
            self.heading, self.row, self.count, self.widths, self.style_commands, self.page_room, self.start + fits
        )
        rest.followed_by = self.followed_by
        return [table, CondPageBreak(self.page_room * 0.98), rest]

    def draw(self) -> None:
        """Draw the rows of this page."""
        assert self._page is not None
        self._page[1].drawOn(self.canv, 0, 0)

    def _laid_out(self, height: float) -> tuple[PaperTable, int]:
        """Return a table of as many of the rows as fit a height, and how many they are."""
        if self._page is not None and self._page[0] == height:
            return self._page[1], self._page[2]
        fits = 0
        room = height - self._height(self._table(0)) if self.heading else height
        while self.start + fits < self.count:
            room -= self._height(self._table_of([self.row(self.start + fits)], heading=False))
            if room < 0:
                break
            fits += 1
        if self.start + fits == self.count and fits > 2 and room < self.followed_by:
            fits -= 2
        table = self._table(fits)
        self._page = (height, table, fits)
        return table, fits

    def _height(self, table: PaperTable) -> float:
        taken: float = table.wrap(sum(self.widths), 1e6)[1]
        return taken

    def _table(self, rows: int) -> PaperTable:
        return self._table_of([self.row(index) for index in range(self.start, self.start + rows)], heading=True)

    def _table_of(self, rows: list[list[Any]], *, heading: bool) -> PaperTable:
        cells = [*(self.heading if heading else []), *rows]
        spans = heading or not self.heading
        style = self.style_commands if spans else [one for one in self.style_commands if one[0] != "SPAN"]
        table = PaperTable(cells, colWidths=self.widths, repeatRows=len(self.heading) if heading else 0, style=style)
        table.page_room = self.page_room
        return table


class DottedLines(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A label and dotted lines to write on, high enough for handwriting. size: points."""

    def __init__(self, label: Paragraph, size: float, lines: int) -> None:
        super().__init__()
        self.label = label
        self.lines = lines
        self.pitch = max(size * 1.9, 7 * mm)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Take the whole width."""
        self.width = width
        self.label.wrap(width, height)
        drawn = getattr(self.label, "blPara", None)
        self.label_width = max(self.label.getActualLineWidths0()) if drawn is not None and self.label.text else 0
        return width, self.pitch * self.lines

    def draw(self) -> None:
        """Draw the label on the first line's foot and the dots after it."""
        canvas: Any = self.canv
        foot = self.pitch * (self.lines - 1) + 1.5
        self.label.drawOn(canvas, 0, foot - (self.label.height - self.label.style.fontSize))
        canvas.saveState()
        canvas.setLineWidth(HAIRLINE)
        canvas.setDash(0.8, 1.8)
        for line in range(self.lines):
            start = self.label_width + 3 if line == 0 else 0
            y = foot - line * self.pitch
            if self.width - start > 10:
                canvas.line(start, y, self.width, y)
        canvas.restoreState()


class TestPattern(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A solid patch, bars of one to four dots and a millimetre scale."""

    __test__ = False

    def __init__(self, height: float) -> None:
        super().__init__()
        self.pattern_height = height * mm

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Take the whole width."""
        self.width = width
        return width, self.pattern_height

    def draw(self) -> None:
        """Draw the patch at the left, the bars beside it, the scale beneath both."""
        canvas: Any = self.canv
        scale = 8.0
        top = self.pattern_height - scale - 4
        canvas.saveState()
        canvas.setFillGray(0)
        canvas.rect(0, scale + 4, 20 * mm, top, stroke=0, fill=1)
        x = 24 * mm
        for dots in (1, 2, 3, 4):
            for _ in range(8):
                if x + dots * DOT > self.width:
                    break
                canvas.rect(x, scale + 4, dots * DOT, top, stroke=0, fill=1)
                x += 2 * dots * DOT
            x += 2 * mm
        canvas.setLineWidth(HAIRLINE)
        canvas.setFont(REGULAR, 6)
        for step in range(int(self.width / mm) + 1):
            tick = scale if step % 10 == 0 else scale * 0.6 if step % 5 == 0 else scale * 0.35
            canvas.line(step * mm, scale, step * mm, scale - tick)
        canvas.restoreState()
