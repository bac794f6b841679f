"""Charts as SVG, made here: bars with their words and figures beside them, told apart by hatching as well as colour."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from desk_app.domain.statistics import Line06a


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where things stand in a chart, in the units of its view box. above: labels over the bars, not before them."""

    css: str
    row: int
    bar: int
    left: int
    right: int
    width: int
    longest_label: int
    above: bool = False


_PLANS = (
    _Plan("chart broad", row=34, bar=18, left=250, right=60, width=900, longest_label=34),
    _Plan("chart slim", row=52, bar=18, left=0, right=44, width=320, longest_label=40, above=True),
)
"""The same chart for a desk's screen and for a phone's; the style sheet shows the one that fits."""


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
    return Markup("").join(_drawn(plan, shown, most, title, names, write) for plan in _PLANS)


def _drawn(
    plan: _Plan,
    shown: Sequence[tuple[str, tuple[int, ...]]],
    most: int,
    title: str,
    names: Sequence[str],
    write: Write,
) -> Markup:
    height = plan.row * len(shown) + 8
    rows = [_row(plan, index, label, figures, most, names, write) for index, (label, figures) in enumerate(shown)]
    return Markup(  # noqa: S704 - every text in it is escaped here
        f'<svg class="{plan.css}" viewBox="0 0 {plan.width} {height}" role="img" aria-label="{escape(title)}">'
        f"{_pattern(plan.css)}{''.join(rows)}</svg>"
    )


def swatch(part: Part) -> Markup:
    """Return the little square that stands beside a part's name."""
    pattern = _pattern(part.css) if part.hatched else ""
    hatch = f'<rect width="14" height="14" fill="url(#{_name(part.css)})"/>' if part.hatched else ""
    return Markup(  # noqa: S704 - our own names only
        f'<svg class="swatch chart" viewBox="0 0 14 14" aria-hidden="true">{pattern}'
        f'<rect width="14" height="14" class="{part.css}"/>{hatch}</svg>'
    )


_LINES = '<path class="hatch" d="M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4"/>'


def _name(of: str) -> str:
    return f"hatch-{of.replace(' ', '-')}"


def _pattern(of: str) -> str:
    """Return the strokes under a name of their own: an id stands once on a page."""
    return (
        f'<defs><pattern id="{_name(of)}" width="8" height="8" patternUnits="userSpaceOnUse">{_LINES}</pattern></defs>'
    )


def _row(
    plan: _Plan, index: int, label: str, figures: Sequence[int], most: int, names: Sequence[str], write: Write
) -> str:
    top = index * plan.row + (26 if plan.above else 4)
    room = plan.width - plan.left - plan.right
    short = label if len(label) <= plan.longest_label else f"{label[: plan.longest_label - 1]}…"
    place = f'x="0" y="{top - 7}"' if plan.above else f'x="{plan.left - 10}" y="{top + 14}" text-anchor="end"'
    told = [f"<text {place}>{escape(short)}</text>"]
    at = float(plan.left)
    for figure, part, name in zip(figures, PARTS, names, strict=True):
        width = room * figure / most
        if not figure:
            continue
        box = f'x="{at:.1f}" y="{top}" width="{width:.1f}" height="{plan.bar}"'
        hatch = f'<rect {box} fill="url(#{_name(plan.css)})"/>' if part.hatched else ""
        title = f"<title>{escape(label)} – {escape(name)}: {write(figure)}</title>"
        told.append(f'<g><rect {box} class="{part.css}"/>{hatch}{title}</g>')
        at += width
    told.append(f'<text class="dim" x="{at + 8:.1f}" y="{top + 14}">{write(sum(figures))}</text>')
    return "".join(told)
