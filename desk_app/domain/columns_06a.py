"""The columns of II.06a/VPCP/KSTT: what each is called and which dossiers stand in it, for whoever counts them."""

from collections.abc import Mapping
from enum import Enum, IntEnum, auto


class Column(IntEnum):
    """A column that holds a figure, by its number in the form."""

    RECEIVED = 3
    ONLINE = 4
    DIRECT = 5
    CARRIED = 6
    RESOLVED = 7
    EARLY = 8
    ON_TIME = 9
    LATE = 10
    UNRESOLVED = 11
    RUNNING = 12
    RUNNING_LATE = 13


COLUMN_WORDS: Mapping[Column, str] = {
    Column.RECEIVED: "Tiếp nhận: tổng số",
    Column.ONLINE: "Tiếp nhận trực tuyến",
    Column.DIRECT: "Tiếp nhận trực tiếp, bưu chính",
    Column.CARRIED: "Từ kỳ trước",
    Column.RESOLVED: "Đã giải quyết",
    Column.EARLY: "Giải quyết trước hạn",
    Column.ON_TIME: "Giải quyết đúng hạn",
    Column.LATE: "Giải quyết quá hạn",
    Column.UNRESOLVED: "Đang giải quyết",
    Column.RUNNING: "Đang giải quyết, trong hạn",
    Column.RUNNING_LATE: "Đang giải quyết, quá hạn",
}
"""What a list of a column's dossiers is called, where the heads of the table do not stand beside it."""


class Stand(Enum):
    """What may be true of a dossier with a place in a period: received before its end, not finished before its start.

    Lateness is that of ``domain.lateness``: of a finished dossier when it was finished, of any other when the period
    is measured.
    """

    CAME = auto()
    """Received in the period."""
    CARRIED = auto()
    ONLINE = auto()
    NOT_ONLINE = auto()
    ENDED = auto()
    """Finished in the period."""
    ENDED_EARLY = auto()
    ENDED_ON_TIME = auto()
    ENDED_LATE = auto()
    RUNS = auto()
    """Not finished by the period's end."""
    RUNS_IN_TIME = auto()
    RUNS_LATE = auto()


COLUMN_RULES: Mapping[Column, tuple[Stand, ...]] = {
    Column.RECEIVED: (),
    Column.ONLINE: (Stand.CAME, Stand.ONLINE),
    Column.DIRECT: (Stand.CAME, Stand.NOT_ONLINE),
    Column.CARRIED: (Stand.CARRIED,),
    Column.RESOLVED: (Stand.ENDED,),
    Column.EARLY: (Stand.ENDED, Stand.ENDED_EARLY),
    Column.ON_TIME: (Stand.ENDED, Stand.ENDED_ON_TIME),
    Column.LATE: (Stand.ENDED, Stand.ENDED_LATE),
    Column.UNRESOLVED: (Stand.RUNS,),
    Column.RUNNING: (Stand.RUNS, Stand.RUNS_IN_TIME),
    Column.RUNNING_LATE: (Stand.RUNS, Stand.RUNS_LATE),
}
"""What must be true, all of it, for a dossier to stand in a column."""

LATE_COLUMNS = (Column.LATE, Column.RUNNING_LATE)
"""Where every late dossier of a period stands, finished or not."""

LINE_COLUMNS = (
    Column.ONLINE, Column.DIRECT, Column.CARRIED, Column.EARLY, Column.ON_TIME, Column.LATE,
    Column.RUNNING, Column.RUNNING_LATE,
)  # fmt: skip
"""The columns that are counted, in the order of ``statistics.Line06a``; the others are sums of them."""
