"""The parts a form is made of, as written in its TOML file, and the check that they fit together."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from desk_app.domain.forms.paper_data import PaperSize
from desk_app.domain.forms.sentences import BadSentence, Context, Expression, Sentence
from desk_app.domain.values import Frozen

MINIMUM_LEADING = 1.25
"""Lines closer than this cut the marks of Ế Ỗ Ậ in print."""

_MOST_KEPT = 20_000
"""Compiled sentences: those of all shipped forms several times over."""
_sentence = lru_cache(_MOST_KEPT)(Sentence)
_expression = lru_cache(_MOST_KEPT)(Expression)


def sentence(text: str) -> Sentence:
    """Return the compiled sentence of a text."""
    return _sentence(text)


def expression(text: str) -> Expression:
    """Return the compiled expression of a text."""
    return _expression(text)


def _a_sentence(text: str) -> str:
    _sentence(text)
    return text


def _an_expression(text: str) -> str:
    if text:
        _expression(text)
    return text


Text = Annotated[str, AfterValidator(_a_sentence)]
"""A sentence in sandboxed Jinja2."""

When = Annotated[str, AfterValidator(_an_expression)]
"""An expression over the paper's data; "" is always true."""

Align = Literal["left", "center", "right", "justify"]


class Style(Frozen):
    """How text stands. size: points, or None for the layout's own; mm for the rest."""

    size: float | None = Field(default=None, ge=5, le=40)
    scale: float = Field(default=1, ge=0.5, le=3)
    """Factor on the layout's size, where size is None."""
    align: Align | None = None
    indent: float = Field(default=0, ge=0, le=60)
    before: float = Field(default=0, ge=0, le=60)
    after: float = Field(default=0, ge=0, le=60)
    keep: bool = False
    """Never stands alone at the foot of a page."""


class _Block(Style):
    when: When = ""


class HeadBlock(_Block):
    """Agency at the left, state name and motto at the right (NĐ 30/2020, annex I). rules: share of the last line."""

    type: Literal["head"]
    left: tuple[Text, ...]
    right: tuple[Text, ...]
    left_share: float = Field(default=0.42, gt=0.1, lt=0.9)
    left_rule: float = Field(default=0.4, ge=0, le=1)
    right_rule: float = Field(default=1, ge=0, le=1)
    motto_scale: float = Field(default=1.08, ge=0.8, le=1.5)
    """Factor on the last right line (the motto is a point larger than the state's name)."""
    left_under: tuple[Text, ...] = ()
    right_under: tuple[Text, ...] = ()
    """Lines below the rules: number, place and date."""


class CodesBlock(_Block):
    """Bars with their caption, QR with its own, and lines beside them. codes: expression of the codes."""

    type: Literal["codes"]
    codes: When = "codes"
    stacked: bool = False
    bars: bool = True
    qr: bool = True
    look_up: bool = True
    """False on papers that stay in the office: the QR is the bare code, the citizen's secret is not spread."""
    bar_height: float = Field(default=9, ge=4, le=40)
    bar_dots: int = Field(default=2, ge=2, le=6)
    qr_size: float = Field(default=18, ge=10, le=60)
    """mm, quiet zone included; modules are the most whole dots that fit, never under three."""
    caption: Text = ""
    qr_caption: Text = ""
    lines: tuple[Text, ...] = ()


class LineBlock(_Block):
    """One paragraph; left out when it says nothing. numbered: takes the next number of the paper."""

    type: Literal["line"]
    text: Text
    numbered: bool = False


class FillBlock(_Block):
    """A label and a dotted line to be filled by hand. lines: how many dotted lines."""

    type: Literal["fill"]
    text: Text
    numbered: bool = False
    lines: int = Field(default=1, ge=1, le=10)


class Column(Frozen):
    """One column. text: sentence over ``row`` and its number ``n``, "" beside a QR.

    width: in ems of the table's text, so that a heading fits at every size; None for a share of the rest.
    """

    label: Text
    text: Text = ""
    width: float | None = Field(default=None, ge=1, le=80)
    share: float = Field(default=1, gt=0)
    align: Align = "left"
    group: Text = ""
    """Heading above this and the neighbouring columns of the same group."""
    when: When = ""
    qr: When = ""
    """Expression of the codes of a row; the cell then holds their QR instead of a text."""
    qr_size: float = Field(default=16, ge=10, le=40)
    """mm, quiet zone included."""


class TableBlock(_Block):
    """Rows of the data; the heading stands again on every page. blank_rows: expression, empty rows to fill by hand."""

    type: Literal["table"]
    rows: When
    columns: tuple[Column, ...] = Field(min_length=1)
    total: tuple[Text, ...] = ()
    """One sentence a column, under the rows."""
    blank_rows: When = ""
    blank_height: float = Field(default=8, ge=4, le=40)
    lined: bool = True


class ListBlock(_Block):
    """One paragraph an item. text: sentence over ``row`` and ``n``; heading: shown when row's value of it changes."""

    type: Literal["list"]
    rows: When
    text: Text
    heading: Text = ""


class BoxBlock(_Block):
    """A frame around other blocks, kept on one page where it fits."""

    type: Literal["box"]
    blocks: tuple[str, ...] = Field(min_length=1)


class Signature(Frozen):
    """One signature. name: printed under the room for signing."""

    label: Text
    hint: Text = ""
    name: Text = ""
    above: Text = ""


class SignaturesBlock(_Block):
    """Signatures side by side. room: mm between label and name."""

    type: Literal["signatures"]
    columns: tuple[Signature, ...] = Field(min_length=1)
    room: float = Field(default=18, ge=4, le=60)


class RuleBlock(_Block):
    """A line across; dashed: to be cut along."""

    type: Literal["rule"]
    dashed: bool = False


class ScanRowsBlock(_Block):
    """Codes to be read back, each with its label. rows: expression of ScannerTestRow values."""

    type: Literal["scan_rows"]
    rows: When
    text: Text
    bar_height: float = Field(default=10, ge=4, le=40)
    qr_size: float = Field(default=22, ge=10, le=60)


class ChartsBlock(_Block):
    """Charts, each kept on one page. charts: expression of Chart values; title: above the first, on its page."""

    type: Literal["charts"]
    charts: When
    title: Text = ""


class PatternBlock(_Block):
    """What a printer must show: a solid patch, fine lines, a millimetre scale."""

    type: Literal["pattern"]
    height: float = Field(default=20, ge=10, le=60)


Block = Annotated[
    HeadBlock
    | CodesBlock
    | LineBlock
    | FillBlock
    | TableBlock
    | ListBlock
    | BoxBlock
    | SignaturesBlock
    | RuleBlock
    | ScanRowsBlock
    | ChartsBlock
    | PatternBlock,
    Field(discriminator="type"),
]


class Margins(Frozen):
    """Millimetres."""

    top: float = Field(ge=0, le=60)
    right: float = Field(ge=0, le=60)
    bottom: float = Field(ge=0, le=60)
    left: float = Field(ge=0, le=60)


class Layout(Frozen):
    """One size of the form. blocks: names, in the order of the paper."""

    page: tuple[float, float] | None = None
    """Width and height in mm, for a size of its own (labels)."""
    landscape: bool = False
    margins: Margins
    size: float = Field(ge=5, le=20)
    leading: float = Field(default=1.25, ge=MINIMUM_LEADING, le=2)
    align: Align = "left"
    gap: float = Field(default=0.6, ge=0, le=5)
    """Space between paragraphs, mm."""
    shrink_to: float = Field(default=1, ge=0.6, le=1)
    """How far text may shrink to keep the paper on one page; where even that is too little, it is not shrunk."""
    single_page: bool = False
    """A paper that spreads over more pages does not print (a sticker)."""
    page_numbers: bool = True
    page_total: bool = False
    """Each page says "Trang n/m" at its foot: of a list, where a missing page must be seen."""
    page_frame: bool = False
    """A frame on the margins, to see what a printer cuts off."""
    blocks: tuple[str, ...] = Field(min_length=1)


class FormSpec(Frozen):
    """A whole form file. kind: of the paper data it prints; pages_of: field whose items get a page each."""

    set: Literal["tt-01-2018", "tt-03-2025", "office"]
    form: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: str
    title: str
    number: str = ""
    """``Mẫu số 01``."""
    running: Text = ""
    """Said at the top right from page 2 on."""
    pages_of: str = ""
    layout: dict[PaperSize, Layout] = Field(min_length=1)
    block: dict[str, Block] = Field(min_length=1)
    override: dict[PaperSize, dict[str, dict[str, Any]]] = Field(default_factory=dict)
    """Per size: fields of a block that differ there."""
    sample: dict[str, dict[str, Any]] = Field(min_length=1)

    def block_at(self, name: str, size: PaperSize) -> Block:
        """Return a block with what differs at a size."""
        block = self.block[name]
        changes = self.override.get(size, {}).get(name)
        return _changed(block, changes) if changes else block


def _changed(block: Block, changes: dict[str, Any]) -> Block:
    changed: Block = type(block).model_validate(block.model_dump() | changes)
    return changed


def check_blocks(spec: FormSpec) -> None:
    """Raise BadSentence when a layout names a block that is not there or an override does not fit."""
    for size, layout in spec.layout.items():
        for name in layout.blocks:
            _check_named(spec, name, f"cỡ {size}")
    for name, block in spec.block.items():
        if isinstance(block, BoxBlock):
            for inner in block.blocks:
                _check_named(spec, inner, f"khung “{name}”")
                if isinstance(spec.block[inner], BoxBlock):
                    raise BadSentence(f"khung “{name}” chứa một khung khác")
    for size, changes in spec.override.items():
        for name in changes:
            _check_named(spec, name, f"phần riêng cỡ {size}")
            spec.block_at(name, size)


def _check_named(spec: FormSpec, name: str, where: str) -> None:
    if name not in spec.block:
        raise BadSentence(f"{where} nhắc tới khối “{name}” không có")


def row_contexts(rows: str, context: Context) -> Iterator[Context]:
    """Yield the context of each row: ``row``, its number ``n`` from 1, and the whole paper's fields."""
    found = expression(rows).value(context)
    if not isinstance(found, tuple | list):
        raise BadSentence(f"“{rows}” không phải là danh sách")
    for n, row in enumerate(found, start=1):
        yield {**context, "row": row, "n": n}
