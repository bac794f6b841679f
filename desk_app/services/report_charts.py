"""What the charts of the reports show: plain bars from the rows of a report, in the words of whoever shows them."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from desk_app.domain.forms.chart_data import Bar, Chart, Fill, Series, Shape
from desk_app.domain.statistics import Line06a
from desk_app.models.queries.reports import FeeSum
from desk_app.services.said import Said, said

MOST_BARS = 12
"""A chart by group shows the groups with the most dossiers, and the others in one bar."""

Say = Callable[[Said], str]
Named = tuple[Said, Line06a]


def state_chart(title: Said, rows: Sequence[Named], say: Say = str) -> Chart:
    """Return how the dossiers of each row stand: resolved early, on time, late; running in time, running late."""
    return Chart(
        title=say(title),
        shape=Shape.STACKED,
        series=(
            Series(name=say(said("Trước hạn")), fill=Fill.WHITE),
            Series(name=say(said("Đúng hạn")), fill=Fill.DIAGONAL),
            Series(name=say(said("Đã giải quyết, quá hạn")), fill=Fill.BLACK),
            Series(name=say(said("Đang giải quyết, trong hạn")), fill=Fill.LINES),
            Series(name=say(said("Đang giải quyết, quá hạn")), fill=Fill.CROSS),
        ),
        bars=tuple(
            Bar(name=say(name), values=(line.early, line.on_time, line.late, line.running, line.running_late))
            for name, line in _greatest(rows)
        ),
        told=(2, 4),
        told_as=say(said("quá hạn")),
        empty=say(said("Không có hồ sơ nào trong kỳ.")),
    )


def course_chart(rows: Sequence[Named], say: Say = str) -> Chart:
    """Return what came and what was resolved in each part of a period."""
    return Chart(
        title=say(said("Tiếp nhận mới và giải quyết theo thời gian")),
        shape=Shape.COLUMNS,
        series=(
            Series(name=say(said("Tiếp nhận mới")), fill=Fill.WHITE),
            Series(name=say(said("Đã giải quyết")), fill=Fill.DIAGONAL),
        ),
        bars=tuple(Bar(name=say(name), values=(line.online + line.direct, line.resolved)) for name, line in rows),
        empty=say(said("Không có hồ sơ nào trong kỳ.")),
    )


def fee_chart(sums: Iterable[FeeSum], say: Say = str) -> Chart:
    """Return the money taken of each kind, in whole đồng: cash, transfer, and where nothing was said.

    Money given back is no bar: bars begin at nought. The table above the chart has it.
    """
    kinds: dict[str, list[Decimal]] = {}
    for one in (one for one in sums if one.amount > 0):
        taken = kinds.setdefault(one.name, [Decimal(0), Decimal(0), Decimal(0)])
        taken[_WAYS.index(one.method) if one.method in _WAYS else 2] += one.amount
    ordered = sorted(kinds.items(), key=lambda kind: (-sum(kind[1]), kind[0]))[:MOST_BARS]
    other = say(said("Khoản chưa ghi tên"))
    return Chart(
        title=say(said("Phí, lệ phí đã thu theo khoản thu (đồng)")),
        shape=Shape.STACKED,
        series=(
            Series(name=say(said("Tiền mặt")), fill=Fill.WHITE),
            Series(name=say(said("Chuyển khoản")), fill=Fill.DIAGONAL),
            Series(name=say(said("Chưa ghi hình thức")), fill=Fill.LINES),
        ),
        bars=tuple(Bar(name=name or other, values=tuple(map(int, taken))) for name, taken in ordered),
        empty=say(said("Không thu khoản nào trong kỳ.")),
    )


_WAYS = ("cash", "transfer")


def _greatest(rows: Sequence[Named]) -> list[Named]:
    """Return the rows in their order; of many only those with the most dossiers, and the rest in one."""
    if len(rows) <= MOST_BARS:
        return list(rows)
    by_size = sorted(range(len(rows)), key=lambda place: -rows[place][1].received)
    shown = set(by_size[: MOST_BARS - 1])
    rest = Line06a()
    for place in by_size[MOST_BARS - 1 :]:
        rest = rest.plus(rows[place][1])
    others = said("Còn lại ({n} dòng)", n=len(rows) - len(shown))
    return [*(row for place, row in enumerate(rows) if place in shown), (others, rest)]
