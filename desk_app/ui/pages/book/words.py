"""The words of the page Sổ theo dõi for the figures of a day and the spans of the book."""

from datetime import date, timedelta
from enum import StrEnum

from desk_app.domain.dates import paper_date
from desk_app.services.day_at_a_glance import Glance
from desk_app.ui.theme import Tone
from desk_app.ui.translation import mark, tr

GLANCES: dict[Glance, tuple[str, str, Tone]] = {
    Glance.RECEIVED: (mark("Nhận hôm nay"), "inbox", Tone.INFO),
    Glance.RETURNED: (mark("Trả hôm nay"), "done_all", Tone.GOOD),
    Glance.LATE: (mark("Đang trễ hạn"), "error", Tone.BAD),
    Glance.TO_CHECK: (mark("Việc cần kiểm tra"), "fact_check", Tone.BAD),
    Glance.CATALOGUE: (mark("Danh mục có thay đổi"), "library_books", Tone.WARN),
    Glance.PARKED: (mark("Đang để chờ"), "pause_circle", Tone.WAIT),
    Glance.NOT_PRINTED: (mark("Phiếu chưa in"), "print_disabled", Tone.BAD),
}
"""Each figure: its words, its icon, and its tone once it is not 0."""


class Span(StrEnum):
    """Which days of reception the book shows."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"


SPANS = (
    (Span.TODAY, mark("Hôm nay")),
    (Span.YESTERDAY, mark("Hôm qua")),
    (Span.WEEK, mark("Tuần này")),
    (Span.MONTH, mark("Tháng này")),
    (Span.YEAR, mark("Năm nay")),
    (Span.RANGE, mark("Chọn ngày…")),
)


def days_of(span: Span, today: date) -> tuple[date, date]:
    """Return the first and the last day of a span, both included; of a range to be typed, today."""
    match span:
        case Span.YESTERDAY:
            return today - timedelta(days=1), today - timedelta(days=1)
        case Span.WEEK:
            return today - timedelta(days=today.weekday()), today
        case Span.MONTH:
            return today.replace(day=1), today
        case Span.YEAR:
            return today.replace(month=1, day=1), today
        case Span.TODAY | Span.RANGE:
            return today, today


def days_said(first: date, last: date) -> str:
    """Return ``27/08/2026`` or ``01/08/2026 – 27/08/2026``."""
    return paper_date(first) if first == last else f"{paper_date(first)} – {paper_date(last)}"


def part_said(number: int) -> str:
    """Return what a part of a closed day is called: the day itself, or its supplement."""
    return tr("Phần bổ sung số {n}", n=number) if number else tr("Cả ngày")
