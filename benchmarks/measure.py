"""Time two ways of doing the same work in turns, so that what else the machine does falls on both."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

Work = Callable[[], object]
Clock = Callable[[], float]
WALL: Clock = time.perf_counter
PROCESSOR: Clock = time.thread_time
"""For work that waits for nothing: others on the machine do not show in it."""


@dataclass(frozen=True)
class Figure:
    """One line of the table. ours, floor: milliseconds of each round, in turns; aim: highest ratio, None = no aim."""

    name: str
    ours: tuple[float, ...]
    floor: tuple[float, ...]
    aim: float | None
    note: str = ""
    ratios: tuple[float, float, float] = field(init=False)
    """Lowest, median and highest ratio of the rounds."""

    def __post_init__(self) -> None:
        each = sorted(ours / floor for ours, floor in zip(self.ours, self.floor, strict=True))
        object.__setattr__(self, "ratios", (each[0], median(each), each[-1]))

    @property
    def ratio(self) -> float:
        """Return the median of the rounds' ratios."""
        return self.ratios[1]

    @property
    def reached(self) -> bool | None:
        """Tell whether the median is within the aim; None where there is none."""
        return None if self.aim is None else self.ratio <= self.aim

    def as_json(self) -> dict[str, Any]:
        """Return the figure for programs; times in milliseconds."""
        low, middle, high = self.ratios
        return {
            "name": self.name,
            "ours_ms": median(self.ours),
            "ours_max_ms": max(self.ours),
            "floor_ms": median(self.floor),
            "ratio": middle,
            "ratio_min": low,
            "ratio_max": high,
            "rounds": len(self.ours),
            "aim": self.aim,
            "reached": self.reached,
            "note": self.note,
        }


def timed(work: Work, times: int = 1, clock: Clock = WALL) -> float:
    """Return the milliseconds one call takes, over so many calls."""
    began = clock()
    for _ in range(times):
        work()
    return (clock() - began) * 1000 / times


def in_turns(
    name: str,
    ours: Work,
    floor: Work,
    *,
    aim: float | None,
    note: str = "",
    rounds: int = 15,
    at_least_ms: float = 20,
    clock: Clock = PROCESSOR,
) -> Figure:
    """Measure ours and the floor in turns. at_least_ms: quick work is repeated within a round to take so long."""
    timed(floor)
    timed(ours)
    times = max(1, int(at_least_ms / max(timed(ours), 0.001)))
    mine: list[float] = []
    theirs: list[float] = []
    gc.collect()
    for place in range(rounds):
        # Who goes first changes from round to round: what one leaves in the caches helps the other as often.
        order = ((mine, ours), (theirs, floor)) if place % 2 else ((theirs, floor), (mine, ours))
        for kept, work in order:
            kept.append(timed(work, times, clock))
    return Figure(name, tuple(mine), tuple(theirs), aim, note)
