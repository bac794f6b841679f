"""Charts as SVG, made here: bars with their words and figures beside them, told apart by hatching as well as colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from desk_app.domain.statistics import Line06a, grouped

_ROW, _BAR, _LEFT, _RIGHT, _WIDTH = 34, 18, 250, 60, 900
_LONGEST_LABEL = 34


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


def bars(lines: Mapping[str, Line06a], title: str, names: Sequence[str], nothing: str) -> Markup:
    """Return one stacked bar per line. title: what a screen reader says; names: of the parts, translated."""
    shown = [(label or nothing, figures_of(line)) for label, line in lines.items() if any(figures_of(line))]
    most = max((sum(figures) for _, figures in shown), default=0)
    if not most:
        return Markup("")
    height = _ROW * len(shown) + 8
    rows = [_row(index, label, figures, most, names) for index, (label, figures) in enumerate(shown)]
    return Markup(  # noqa: S704 - every text in it is escaped here
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"{_PATTERN}{''.join(rows)}</svg>"
    )


def swatch(part: Part) -> Markup:
    """Return the little square that stands beside a part's name."""
    hatch = '<rect width="14" height="14" fill="url(#hatch-small)"/>' if part.hatched else ""
    return Markup(  # noqa: S704 - our own names only
        f'<svg class="swatch chart" viewBox="0 0 14 14" aria-hidden="true">{_SMALL_PATTERN if part.hatched else ""}'
        f'<rect width="14" height="14" class="{part.css}"/>{hatch}</svg>'
    )


_LINES = '<path class="hatch" d="M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4"/>'
_PATTERN = f'<defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse">{_LINES}</pattern></defs>'
_SMALL_PATTERN = _PATTERN.replace('id="hatch"', 'id="hatch-small"')


def _row(index: int, label: str, figures: Sequence[int], most: int, names: Sequence[str]) -> str:
    top = index * _ROW + 4
    room = _WIDTH - _LEFT - _RIGHT
    short = label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
    told = [f'<text x="{_LEFT - 10}" y="{top + 14}" text-anchor="end">{escape(short)}</text>']
    at = float(_LEFT)
    for figure, part, name in zip(figures, PARTS, names, strict=True):
        width = room * figure / most
        if not figure:
            continue
        box = f'x="{at:.1f}" y="{top}" width="{width:.1f}" height="{_BAR}"'
        hatch = f'<rect {box} fill="url(#hatch)"/>' if part.hatched else ""
        title = f"<title>{escape(label)} – {escape(name)}: {grouped(figure)}</title>"
        told.append(f'<g><rect {box} class="{part.css}"/>{hatch}{title}</g>')
        at += width
    told.append(f'<text class="dim" x="{at + 8:.1f}" y="{top + 14}">{grouped(sum(figures))}</text>')
    return "".join(told)
