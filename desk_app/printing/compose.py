"""A form's blocks and one paper's values to ReportLab flowables."""

import re
from html import unescape
from itertools import pairwise
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, Spacer

from desk_app.domain.forms import blocks as parts
from desk_app.domain.forms.blocks import FormSpec, expression, row_contexts
from desk_app.domain.forms.measures import BOX_PADDING
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.domain.forms.sentences import Context
from desk_app.domain.forms.speaking import charts_in, codes_in, scan_row
from desk_app.printing.charts import drawing
from desk_app.printing.codes import CodeMark, bar_mark, bar_symbol, qr_mark, qr_payload
from desk_app.printing.flowables import (
    DottedLines,
    LongTable,
    PaperTable,
    Rule,
    TestPattern,
    balanced,
)
from desk_app.printing.fonts import BOLD, LAYING_OUT, text_width
from desk_app.printing.pen import TALL, Pen
from desk_app.printing.table_parts import bare_table
from desk_app.printing.tables import table_of

_HEAD_GAP = 1.5 * mm
_KEEP_ROOM = 7
"""Lines that must still fit on the page for a heading to stand at its foot."""
_TAGS = re.compile(r"<[^<>]*>")
_WHOLE_WORDS = ("TRUNG TÂM", "PHỤC VỤ", "HÀNH CHÍNH CÔNG", "HÀNH CHÍNH", "ỦY BAN", "NHÂN DÂN")
"""Words of several syllables in nearly every office's name."""


def compose(spec: FormSpec, size: PaperSize, context: Context, shrink: float = 1.0) -> list[Flowable]:
    """Return the flowables of one copy of one paper.

    shrink: factor on the text sizes that the form does not fix. Raises BadSentence for a form that cannot speak of
    its data.
    """
    with LAYING_OUT:
        return _Composer(spec, size, context, shrink).story()


class _Composer(Pen):
    """Sets the blocks of one copy, and what of them must stay together."""

    def story(self) -> list[Flowable]:
        named = [(name, made) for name in self.layout.blocks if (made := self.named(name, self.width))]
        blocks = [made for _name, made in named]
        for at, (name, _made) in enumerate(named):
            if isinstance(self.spec.block_at(name, self.paper_size), parts.SignaturesBlock):
                self.keep_signatures(blocks, at)
        for block, following in pairwise(blocks):
            if isinstance(block[0], CondPageBreak):
                self.keep_with(block, following)
        return [flowable for block in blocks for flowable in block]

    def keep_with(self, heading: list[Flowable], table: list[Flowable]) -> None:
        """Let a heading ask for the room of the first row beneath it too, where that is no large part of a page."""
        first = next((flowable for flowable in table if isinstance(flowable, PaperTable)), None)
        if first is None:
            return
        own = sum(flowable.wrap(self.width, self.room)[1] for flowable in heading[1:])
        height = own + first.head_height(self.width)
        if height < self.room * TALL:
            heading[0].height = max(heading[0].height, height)

    def keep_signatures(self, blocks: list[list[Flowable]], at: int) -> None:
        """Let the lines or rows before signatures go over with them: names alone could be laid to another paper."""
        first = at
        while first and all(isinstance(one, Paragraph | Spacer) for one in blocks[first - 1]):
            first -= 1
        lines = [one for block in blocks[first : at + 1] for one in block]
        together = [part for one in lines for part in (one._content if isinstance(one, KeepTogether) else [one])]
        height = sum(one.wrap(self.width, self.room)[1] for one in together)
        if height >= self.room * TALL:
            return
        above = blocks[first - 1] if first else []
        rows = next((at for at, one in enumerate(above) if isinstance(one, PaperTable | LongTable)), None)
        if rows is not None:
            above[rows].followed_by = height + sum(one.wrap(self.width, self.room)[1] for one in above[rows + 1 :])
        elif first < at:
            blocks[first].insert(0, CondPageBreak(height))

    def named(self, name: str, width: float) -> list[Flowable]:
        block = self.spec.block_at(name, self.paper_size)
        if block.when and not expression(block.when).holds(self.context):
            return []
        flowables = self.block(block, width)
        if flowables and not isinstance(block, parts.LineBlock):
            before, after = block.before * mm, block.after * mm
            flowables = [
                *([Spacer(0, before)] if before else []),
                *flowables,
                *([Spacer(0, after)] if after else []),
            ]
        if block.keep and flowables:
            flowables.insert(0, CondPageBreak(_KEEP_ROOM * self.size(block)))
        return flowables

    def block(self, block: parts.Block, width: float) -> list[Flowable]:
        match block:
            case parts.HeadBlock():
                return self.head(block, width)
            case parts.CodesBlock():
                return self.codes(block, width)
            case parts.LineBlock():
                return self.line(block)
            case parts.FillBlock():
                label = self.text(self.prefix(block.numbered) + self.say(block.text), block)
                return [DottedLines(label, self.size(block), block.lines)]
            case parts.TableBlock():
                return table_of(self, block, width)
            case parts.ListBlock():
                return self.listed(block)
            case parts.BoxBlock():
                return self.box(block, width)
            case parts.SignaturesBlock():
                return self.signatures(block, width)
            case parts.RuleBlock():
                return [Rule(width, block.dashed)]
            case parts.ScanRowsBlock():
                return self.scan_rows(block, width)
            case parts.ChartsBlock():
                return self.charts(block, width)
            case parts.PatternBlock():
                return [TestPattern(block.height)]

    def line(self, block: parts.LineBlock) -> list[Flowable]:
        said = self.say(block.text)
        if not said:
            return []
        prefix = self.prefix(block.numbered)
        bold = prefix and said.startswith("<b>")
        return [self.text(f"<b>{prefix}</b>{said}" if bold else prefix + said, block)]

    def head(self, block: parts.HeadBlock, width: float) -> list[Flowable]:
        widths = [width * block.left_share, width * (1 - block.left_share)]
        sides = bare_table([self.head_sides(block, widths[0] - _HEAD_GAP, widths[1])], widths)
        sides.setStyle([("RIGHTPADDING", (0, 0), (0, 0), _HEAD_GAP)])
        if self.is_tall(sides, width):
            return [flowable for side in self.head_sides(block, width, width) for flowable in side]
        return [sides]

    def head_sides(self, block: parts.HeadBlock, left: float, right: float) -> list[list[Flowable]]:
        return [
            self.head_side(block, block.left, block.left_under, block.left_rule, left),
            self.head_side(block, block.right, block.right_under, block.right_rule, right),
        ]

    def head_side(
        self, block: parts.HeadBlock, lines: tuple[str, ...], under: tuple[str, ...], rule: float, width: float
    ) -> list[Flowable]:
        said = [_whole_words(text) for text in map(self.say, lines) if text]
        last = block if lines is block.left else block.model_copy(update={"scale": block.scale * block.motto_scale})
        styles = [last if text is said[-1] else block for text in said]
        side: list[Flowable] = [
            balanced(self.text(text, style, "center", gap=0), width) for text, style in zip(said, styles, strict=True)
        ]
        if said and rule:
            drawn = min(text_width(plain(said[-1]), BOLD, self.size(last)), width)
            side.append(Rule(drawn * rule, gap=4))
        side += [self.text(text, block, "center", gap=0.4) for text in map(self.say, under) if text]
        return side

    def codes(self, block: parts.CodesBlock, width: float) -> list[Flowable]:
        codes = codes_in(block.codes, self.context)
        if codes is None:
            return []
        payload = qr_payload(codes) if block.look_up else codes.code
        qr = qr_mark(payload, block.qr_size, "CENTER") if block.qr else None
        room = width if block.stacked or qr is None else width - qr.width
        bars = bar_mark(codes.code, room, block.bar_height, block.bar_dots, "CENTER") if block.bars else None
        caption = self.say(block.caption)
        under = [self.text(caption, block, "center", gap=0.4)] if caption else []
        qr_caption = self.say(block.qr_caption)
        below_qr = [self.text(qr_caption, block, "center")] if qr_caption else []
        lines = [text for text in map(self.say, block.lines) if text]
        if block.stacked:
            marks = [mark for mark in (bars,) if mark is not None]
            said = [self.text(text, block, block.align or "center") for text in lines]
            return [*marks, *under, *said, *([qr] if qr else []), *below_qr]
        return [self.codes_row(block, width, bars, under, lines, qr, below_qr)]

    def codes_row(
        self,
        block: parts.CodesBlock,
        width: float,
        bars: CodeMark | None,
        under: list[Flowable],
        lines: list[str],
        qr: CodeMark | None,
        below_qr: list[Flowable],
    ) -> Flowable:
        """Set bars at the left, lines in what is left of the row, the QR at the right."""
        said = [self.text(text, block, block.align or "center") for text in lines]
        left: list[Flowable] = [*([bars] if bars else []), *under]
        right: list[Flowable] = [*([qr] if qr else []), *below_qr]
        right_width = max(qr.width if qr else 0, 18 * mm if below_qr else 0)
        left_width = max(bars.width if bars else 0, (width - right_width) * 0.45) if left else 0
        rest = width - right_width - left_width
        if not said:
            return bare_table([[left, "", right]], [left_width, rest, right_width], middle=True)
        if rest < 24 * mm:
            return bare_table([[[*left, *said], right]], [width - right_width, right_width], middle=True)
        return bare_table([[left, said, right]], [left_width, rest, right_width], middle=True)

    def listed(self, block: parts.ListBlock) -> list[Flowable]:
        found: list[Flowable] = []
        heading = ""
        for row in row_contexts(block.rows, self.context):
            said = self.say(block.heading, row)
            if said and said != heading:
                found.append(self.text(f"<b><i>{said}</i></b>", block.model_copy(update={"indent": 0})))
                found[-1].keepWithNext = True
            heading = said
            text = self.say(block.text, row)
            if text:
                found.append(self.text(text, block))
        return found

    def box(self, block: parts.BoxBlock, width: float) -> list[Flowable]:
        padding = BOX_PADDING * mm
        inside = [flowable for name in block.blocks for flowable in self.named(name, width - 2 * padding)]
        if not inside:
            return []
        frame = PaperTable(
            [[inside]],
            colWidths=[width],
            style=[
                ("BOX", (0, 0), (-1, -1), 1.2, black),
                ("LEFTPADDING", (0, 0), (-1, -1), padding),
                ("RIGHTPADDING", (0, 0), (-1, -1), padding),
                ("TOPPADDING", (0, 0), (-1, -1), padding * 0.4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), padding * 0.7),
            ],
        )
        frame.page_room = self.room
        return [KeepTogether([frame]), Spacer(0, self.layout.gap * mm + 1.5)]

    def signatures(self, block: parts.SignaturesBlock, width: float) -> list[Flowable]:
        shares = [width / len(block.columns)] * len(block.columns)
        above = [
            [self.say(c.above) for c in block.columns],
            [f"<b>{self.say(c.label)}</b>" for c in block.columns],
            [_italic(self.say(c.hint)) for c in block.columns],
        ]
        names = [f"<b>{name}</b>" if name else "" for name in (self.say(c.name) for c in block.columns)]

        def made(texts: list[str]) -> list[Any]:
            return [self.text(text, block, "center", gap=0) if text else "" for text in texts]

        room = Spacer(0, block.room * mm)
        cells = [*(made(texts) for texts in above if any(texts)), [room] * len(block.columns), made(names)]
        table = bare_table(cells, shares)
        if not self.is_tall(table, width):
            return [KeepTogether([table])]
        beneath: list[Flowable] = []
        for *words, name in zip(*above, names, strict=True):
            beneath += [*made([text for text in words if text]), room, *made([name] if name else [])]
        return beneath

    def charts(self, block: parts.ChartsBlock, width: float) -> list[Flowable]:
        found = charts_in(block, self.context)
        said = self.say(block.title)
        above = [[self.text(said, block)] if said and place == 0 else [] for place in range(len(found))]
        return [
            KeepTogether([*title, drawing(chart, width), Spacer(0, self.size(block))])
            for title, chart in zip(above, found, strict=True)
        ]

    def scan_rows(self, block: parts.ScanRowsBlock, width: float) -> list[Flowable]:
        found: list[Flowable] = []
        for row in row_contexts(block.rows, self.context):
            code = scan_row(row, block.rows)
            if code.symbology == "qr":
                mark = qr_mark(code.payload, block.qr_size, "CENTER")
            else:
                mark = bar_mark(code.payload, width * 0.55, block.bar_height, align="CENTER") or CodeMark(
                    bar_symbol(code.payload, block.bar_height * mm), 2
                )
            label = self.text(self.say(block.text, row), block)
            beside = bare_table([[label, mark]], [width * 0.4, width * 0.6], middle=True)
            found += [label, mark] if self.is_tall(beside, width) else [KeepTogether([beside])]
            found.append(Spacer(0, 8 * mm))
        return found


def _whole_words(markup: str) -> str:
    """Return a line of the head that is not broken inside a word: “HÀNH” and “CHÍNH” stand on one line."""
    for words in _WHOLE_WORDS:
        markup = markup.replace(words, words.replace(" ", "\N{NO-BREAK SPACE}"))
    return markup


def plain(markup: str) -> str:
    """Return the text that markup prints."""
    return unescape(_TAGS.sub("", markup))


def _italic(text: str) -> str:
    return f"<i>{text}</i>" if text else ""
