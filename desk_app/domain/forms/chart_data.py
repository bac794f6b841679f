"""Charts as plain data: what is counted, how the bars stand, and the same said in words."""

from enum import StrEnum

from pydantic import Field

from desk_app.domain.statistics import grouped
from desk_app.domain.values import Frozen


class Fill(StrEnum):
    """How an area is told from its neighbours, on a screen and after a photocopy."""

    WHITE = "white"
    BLACK = "black"
    DIAGONAL = "diagonal"
    LINES = "lines"
    CROSS = "cross"


class Series(Frozen):
    """What one kind of bar counts."""

    name: str
    fill: Fill


class Bar(Frozen):
    """One line of a chart: its name and one figure for each series, none below zero."""

    name: str
    values: tuple[int, ...]


class Shape(StrEnum):
    """STACKED: a lying bar a line, its series end to end. COLUMNS: standing bars side by side, for a course of time."""

    STACKED = "stacked"
    COLUMNS = "columns"


class Chart(Frozen):
    """A chart, plain. unit: said after a figure (``đ``). told: places of series whose sum stands at the end of a bar,
    beside the whole, under the name ``told_as`` (quá hạn).
    """

    title: str
    shape: Shape
    series: tuple[Series, ...] = Field(min_length=1)
    bars: tuple[Bar, ...] = ()
    unit: str = ""
    told: tuple[int, ...] = ()
    told_as: str = ""
    empty: str
    """What it says where there is nothing to show."""

    @property
    def words(self) -> str:
        """Say everything the chart shows, for who cannot see it."""
        if not self.bars:
            return f"{self.title}: {self.empty}"
        lines = (
            f"{bar.name}: "
            + ", ".join(
                f"{series.name} {figure(value, self.unit)}"
                for series, value in zip(self.series, bar.values, strict=True)
            )
            for bar in self.bars
        )
        return f"{self.title}. " + "; ".join(lines) + "."


def figure(value: int, unit: str) -> str:
    """Return a figure with its unit, digits grouped."""
    return f"{grouped(value)} {unit}".rstrip()
