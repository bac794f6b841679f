"""Counting of dossiers for reports: II.06a/VPCP/KSTT with its identities, ratios with their rounding stated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, Self

from desk_app.domain.deadline import Timeliness
from desk_app.domain.dossier import Dossier
from desk_app.domain.lateness import is_late, late_from, timeliness
from desk_app.domain.procedures import ChannelKind

RATIO_DECIMALS = 2
ROUNDING_WORDS = "làm tròn đến 2 chữ số thập phân (từ 0,005 làm tròn lên)"
"""How every ratio of a report is rounded (QĐ 766 data: two decimals, rounded); printed beside the ratio."""

NOTHING_COUNTED = "không có số liệu"
"""Said instead of a share of nothing."""


@dataclass(frozen=True, slots=True)
class Period:
    """A span of reporting: start inclusive, end exclusive, aware. measured_at: the end, or now if that is earlier."""

    start: datetime
    end: datetime
    measured_at: datetime

    @classmethod
    def until(cls, start: datetime, end: datetime, now: datetime) -> Self:
        """Return the period as it is measured at a moment: what is unfinished is compared with its end (QĐ 766)."""
        return cls(start, end, min(end, now))


class Line06a(NamedTuple):
    """One line of II.06a. Columns (4), (5), (6) of what came; (8), (9), (10) of what ended; (12), (13) of the rest."""

    online: int = 0
    direct: int = 0
    """Over the counter and by post."""
    carried: int = 0
    """Received before the period, not finished before its start (từ kỳ trước)."""
    early: int = 0
    on_time: int = 0
    late: int = 0
    running: int = 0
    running_late: int = 0

    @property
    def received(self) -> int:
        """Column (3) = (4) + (5) + (6)."""
        return self.online + self.direct + self.carried

    @property
    def resolved(self) -> int:
        """Column (7) = (8) + (9) + (10)."""
        return self.early + self.on_time + self.late

    @property
    def unresolved(self) -> int:
        """Column (11) = (12) + (13)."""
        return self.running + self.running_late

    @property
    def balanced(self) -> bool:
        """Tell whether (3) = (7) + (11): nothing that came is lost or told twice."""
        return self.received == self.resolved + self.unresolved

    def figure(self, column: int) -> int:
        """Return the figure of a column by its number in the form, 3 to 13. Raises ValueError for any other."""
        figures = (
            self.received, self.online, self.direct, self.carried, self.resolved, self.early, self.on_time, self.late,
            self.unresolved, self.running, self.running_late,
        )  # fmt: skip
        if not FIRST_COLUMN <= column < FIRST_COLUMN + len(figures):
            raise ValueError(f"II.06a has no column ({column}) of figures")
        return figures[column - FIRST_COLUMN]

    def plus(self, other: "Line06a") -> "Line06a":
        """Return the sum of two lines."""
        return Line06a(*(one + two for one, two in zip(self, other, strict=True)))


FIRST_COLUMN = 3
"""Number of the first column of II.06a that holds a figure."""

IDENTITIES = ((3, (4, 5, 6)), (7, (8, 9, 10)), (11, (12, 13)), (3, (7, 11)))
"""What the form asks to add up: a column and those it is the sum of."""


def identities(line: Line06a) -> tuple[tuple[str, bool], ...]:
    """Return each identity of the form in words with its figures, ``(3) = (4) + (5) + (6): 9 = 2 + 6 + 1``, and
    whether it holds.
    """
    said = []
    for whole, parts in IDENTITIES:
        left, right = line.figure(whole), [line.figure(part) for part in parts]
        names = " + ".join(f"({part})" for part in parts)
        figures = " + ".join(grouped(figure) for figure in right)
        said.append((f"({whole}) = {names}: {grouped(left)} = {figures}", left == sum(right)))
    return tuple(said)


@dataclass(frozen=True, slots=True)
class Outside06a:
    """What the report leaves out or treats in a way that is printed under it; numbers of dossiers."""

    waiting: int = 0
    """Unfinished, clock stopped, when the report was made: in (12) unless late before the wait began."""
    withdrawn: int = 0
    """Ended by the citizen in the period: in (9), or in (10) where already late."""
    stopped: int = 0
    declined: int = 0
    """Not accepted in the period (Mẫu 03): in no column."""
    voided: int = 0
    """Receptions cancelled: in no column."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share, with what it is a share of. percent: None where there is nothing to share."""

    numerator: int
    denominator: int

    @property
    def percent(self) -> Decimal | None:
        """Return the share of a hundred, rounded half up to two decimals."""
        if not self.denominator:
            return None
        exact = Decimal(self.numerator) * 100 / Decimal(self.denominator)
        return exact.quantize(Decimal(1).scaleb(-RATIO_DECIMALS), rounding=ROUND_HALF_UP)

    @property
    def share_words(self) -> str:
        """Return ``99,88%``, ``không có số liệu`` where nothing is counted."""
        percent = self.percent
        return NOTHING_COUNTED if percent is None else f"{percent:f}%".replace(".", ",")

    @property
    def words(self) -> str:
        """Return ``99,88% (444.900/445.450)``, ``không có số liệu`` where nothing is counted."""
        if not self.denominator:
            return NOTHING_COUNTED
        return f"{self.share_words} ({grouped(self.numerator)}/{grouped(self.denominator)})"


def grouped(number: int) -> str:
    """Return ``444.900``."""
    return f"{number:,}".replace(",", ".")


def on_time_ratio(line: Line06a) -> Ratio:
    """Return the share resolved early or on time: of what was *resolved*, the unfinished late ones not in it."""
    return Ratio(line.early + line.on_time, line.resolved)


def not_late_ratio(line: Line06a) -> Ratio:
    """Return the share not late of *everything* the period had to do with: resolved in time or still within time."""
    return Ratio(line.early + line.on_time + line.running, line.received)


def line_of(dossier: Dossier, period: Period) -> Line06a | None:
    """Return where one dossier stands in II.06a, None where it has no place in the period."""
    reception = dossier.reception
    if reception is None or dossier.voided or reception.received_at >= period.end:
        return None
    finished = dossier.finished_at if dossier.is_finished else None
    if finished is not None and finished < period.start:
        return None
    came = (
        Line06a(carried=1)
        if reception.received_at < period.start
        else Line06a(online=1)
        if reception.channel is ChannelKind.ONLINE
        else Line06a(direct=1)
    )
    if finished is not None and finished < period.end:
        return came.plus(_ENDED[timeliness(dossier)])
    late = is_late(late_from(dossier), period.measured_at)
    return came.plus(Line06a(running_late=1) if late else Line06a(running=1))


def count_06a(dossiers: Iterable[Dossier], period: Period) -> dict[str, Line06a]:
    """Return the lines of II.06a by field; the slow way that the store's own counting is checked against."""
    lines: dict[str, Line06a] = {}
    for dossier in dossiers:
        line = line_of(dossier, period)
        if line is not None and dossier.reception is not None:
            field = dossier.reception.procedure.field
            lines[field] = lines.get(field, Line06a()).plus(line)
    return lines


_ENDED = {
    Timeliness.EARLY: Line06a(early=1),
    Timeliness.ON_TIME: Line06a(on_time=1),
    Timeliness.LATE: Line06a(late=1),
    None: Line06a(),
}
