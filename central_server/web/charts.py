"""Charts: one bar a line with its words and figure beside it, its parts told apart by hatching as well as colour.

Words are the page's own text and bars are drawn in shares of their width: at any width nothing is cut or shrunk.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from desk_app.domain.statistics import Line06a


@dataclass(frozen=True, slots=True)
class Part:
    """A part of every bar. css: its colour's class; hatched: drawn with strokes, so that print and eyes tell it."""

    name: str
    css: str
    hatched: bool = False


PARTS = (
    Part("Trước hạn", "bar-early"),
    Part("Đúng hạn", "bar-on-time"),
    Part("Xong, trễ hạn", "bar-late", hatched=True),
    Part("Đang giải quyết", "bar-running"),
    Part("Đang giải quyết, trễ hạn", "bar-running-late", hatched=True),
)
_HATCHING = (
    '<svg class="unseen" aria-hidden="true"><defs><pattern id="hatch" width="8" height="8" '
    'patternUnits="userSpaceOnUse"><path class="hatch" d="M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4"/></pattern></defs></svg>'
)
"""The strokes of every hatched part, once on a page that has a chart."""


def figures_of(line: Line06a) -> tuple[int, ...]:
    """Return a line's parts in the order of ``PARTS``."""
    return line.early, line.on_time, line.late, line.running, line.running_late


Write = Callable[[int], str]
"""Writes a figure for the chart's readers."""


def bars(lines: Mapping[str, Line06a], title: str, names: Sequence[str], nothing: str, write: Write) -> Markup:
    """Return one stacked bar per line. title: what a screen reader says; names: of the parts, translated."""
    shown = [(label or nothing, figures_of(line)) for label, line in lines.items() if any(figures_of(line))]
    most = max((sum(figures) for _, figures in shown), default=0)
    if not most:
        return Markup("")
    rows = "".join(
        f'<li><span class="bar-name">{escape(label)}</span>{_bar(figures, most, names, write)}'
        f'<span class="bar-total">{write(sum(figures))}</span></li>'
        for label, figures in shown
    )
    return Markup(f'{_HATCHING}<ul class="bars" aria-label="{escape(title)}">{rows}</ul>')  # noqa: S704 - escaped here


def swatch(part: Part) -> Markup:
    """Return the little square that stands beside a part's name."""
    drawn = _rectangle('width="100%" height="100%"', part)
    return Markup(f'<svg class="chart swatch" aria-hidden="true">{drawn}</svg>')  # noqa: S704 - our own names only


def _bar(figures: Sequence[int], most: int, names: Sequence[str], write: Write) -> str:
    told = [(f"{escape(name)}: {write(figure)}", figure, part)
            for name, figure, part in zip(names, figures, PARTS, strict=True) if figure]  # fmt: skip
    drawn, before = [], 0
    for words, figure, part in told:
        box = f'x="{100 * before / most:.2f}%" width="{100 * figure / most:.2f}%" height="100%"'
        drawn.append(f"<g>{_rectangle(box, part)}<title>{words}</title></g>")
        before += figure
    label = ", ".join(words for words, *_ in told)
    return f'<svg class="chart" role="img" aria-label="{label}">{"".join(drawn)}</svg>'


def _rectangle(box: str, part: Part) -> str:
    hatching = f'<rect {box} fill="url(#hatch)"/>' if part.hatched else ""
    return f'<rect {box} class="{part.css}"/>{hatching}'
