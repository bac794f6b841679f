"""The words of the page Thống kê that stand in more than one of its parts."""

from desk_app.domain.reporting_periods import NamedSpan, Span
from desk_app.models.queries.shares import Counted
from desk_app.services.report_06a import ROMAN, By
from desk_app.ui.translation import mark, tr

BY_ITEMS = (
    (By.FIELD, mark("Lĩnh vực")),
    (By.UNIT, mark("Đơn vị giải quyết")),
    (By.CHANNEL, mark("Kênh tiếp nhận")),
    (By.CLERK, mark("Người tiếp nhận")),
    (By.PROCEDURE, mark("Thủ tục")),
    (By.PERIOD, mark("Thời gian")),
)
"""What the lines of the report may be, in the order offered."""

OUTSIDE = (
    (Counted.WAITING, mark("Đang chờ")),
    (Counted.WITHDRAWN, mark("Công dân đã rút")),
    (Counted.STOPPED, mark("Đã dừng giải quyết")),
    (Counted.DECLINED, mark("Không tiếp nhận")),
    (Counted.VOIDED, mark("Đã hủy tiếp nhận")),
)
"""What the report treats in a way its notes state, or leaves out."""

NO_DATA = mark("không có dữ liệu")


def span_words(span: NamedSpan) -> str:
    """Return a span as the list of periods names it; a reporting period tells its days, which are not a month's."""
    days = f"{span.first:%d/%m/%Y} – {span.last:%d/%m/%Y}"
    match span.span:
        case Span.MONTH:
            return tr("Tháng {number}/{year}", number=span.number, year=span.year)
        case Span.QUARTER:
            return tr("Quý {roman}/{year}", roman=ROMAN[span.number - 1], year=span.year)
        case Span.YEAR:
            return tr("Năm {year}", year=span.year)
        case Span.REPORTED_MONTH:
            return tr("Kỳ báo cáo tháng {number}/{year} ({days})", number=span.number, year=span.year, days=days)
        case Span.REPORTED_QUARTER:
            roman = ROMAN[span.number - 1]
            return tr("Kỳ báo cáo quý {roman}/{year} ({days})", roman=roman, year=span.year, days=days)
        case Span.REPORTED_HALF if span.number == 1:
            return tr("Kỳ báo cáo 6 tháng đầu năm {year} ({days})", year=span.year, days=days)
        case Span.REPORTED_HALF:
            return tr("Kỳ báo cáo 6 tháng cuối năm {year} ({days})", year=span.year, days=days)
        case Span.REPORTED_YEAR:
            return tr("Kỳ báo cáo năm {year} ({days})", year=span.year, days=days)
