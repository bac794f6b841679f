"""One copy of a paper in the making: its data said in the form's sentences, at the sizes form and reader ask for."""

from reportlab.platypus import Flowable, Paragraph

from desk_app.domain.forms import blocks as parts
from desk_app.domain.forms.blocks import FormSpec, sentence
from desk_app.domain.forms.measures import own_size, text_area
from desk_app.domain.forms.paper_data import PaperSize, PrintMarks
from desk_app.domain.forms.sentences import Context
from desk_app.printing.drawable import drawable
from desk_app.printing.flowables import paragraph

LARGE_PRINT = 1.3
"""Factor of large print (chữ to) on request."""

TALL = 0.6
"""Share of an empty page above which what stands side by side, or on every page, stands one beneath the other."""


class Pen:
    """What every part of a copy is written with; it counts the numbered lines that were really printed."""

    def __init__(self, spec: FormSpec, size: PaperSize, context: Context, shrink: float) -> None:
        self.spec = spec
        self.paper_size = size
        self.layout = spec.layout[size]
        self.context = context
        self.width, self.room = text_area(spec, size)
        marks = context["marks"]
        self.factor = LARGE_PRINT if isinstance(marks, PrintMarks) and marks.large_print else 1.0
        self.shrink = shrink
        self.number = 0

    def say(self, text: str, context: Context | None = None) -> str:
        """Return a sentence of the form as markup; of one row where its context is given, else of the paper."""
        return drawable(sentence(text).say(context or self.context))

    def size(self, style: parts.Style) -> float:
        """Return the size a block's text is set in, in points."""
        own = own_size(self.layout, style)
        if isinstance(style, parts.HeadBlock):
            return own  # the state's name has its legal size
        shrunk = own if style.size else own * self.shrink
        return shrunk if isinstance(style, parts.CodesBlock) else shrunk * self.factor

    def text(self, markup: str, style: parts.Style, align: str = "", gap: float | None = None) -> Paragraph:
        """Return a paragraph of markup in a block's style. gap: mm beneath it, the form's own for None."""
        after = (self.layout.gap if gap is None else gap) + style.after
        chosen = align or style.align or self.layout.align
        return paragraph(markup, self.size(style), self.layout.leading, chosen, style.indent, style.before, after)

    def prefix(self, numbered: bool) -> str:
        """Return the number of the next numbered line, "" for one without."""
        if not numbered:
            return ""
        self.number += 1
        return f"{self.number}. "

    def is_tall(self, flowable: Flowable, width: float) -> bool:
        """Tell whether a part that cannot be broken would hardly fit on an empty page."""
        height: float = flowable.wrap(width, self.room)[1]
        return height > self.room * TALL
