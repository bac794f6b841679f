"""The indicators of QĐ 766/QĐ-TTg that a desk's own data carries, each with its two numbers and what is behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from desk_app.domain.statistics import ROUNDING_WORDS, Line06a, Period, Ratio, not_late_ratio, on_time_ratio
from desk_app.models.queries.reports import Indicators
from desk_app.models.queries.shares import Counted, counted, dossiers_counted
from desk_app.models.transaction import Reading
from desk_app.services.spreadsheets import Sheet

MOST_LISTED = 20_000
"""So many dossiers a list behind a figure shows; of more it says how many there are."""


@dataclass(frozen=True)
class Behind:
    """The dossiers behind a figure: all of them, or the first ones. total: how many there are."""

    dossiers: tuple[UUID, ...]
    total: int

    @property
    def whole(self) -> bool:
        """Tell whether every one is here."""
        return len(self.dossiers) >= self.total


@dataclass(frozen=True)
class Indicator:
    """One indicator. group: of QĐ 766. ratio: None = our data does not carry it, and ``why`` says so.

    numerator, denominator: the dossiers counted.
    """

    group: str
    name: str
    ratio: Ratio | None = None
    numerator: Counted | None = None
    denominator: Counted | None = None
    why: str = ""


GROUPS = {
    1: "1. Công khai, minh bạch",
    2: "2. Tiến độ, kết quả giải quyết",
    3: "3. Dịch vụ công trực tuyến, thanh toán",
    4: "4. Số hóa hồ sơ",
    5: "5. Mức độ hài lòng",
}
"""The groups of QĐ 766 that concern a desk."""

_PORTAL = "Tính trên Cổng Dịch vụ công quốc gia, không có ở quầy."


def indicators_of(found: Indicators, line: Line06a) -> tuple[Indicator, ...]:
    """Return the indicators in the order of QĐ 766. found: the counts of the period; line: the sum of its II.06a."""
    return (
        Indicator(GROUPS[1], "Thủ tục công khai đúng hạn", why=_PORTAL),
        Indicator(
            GROUPS[2],
            "Giải quyết trước và đúng hạn trên số đã giải quyết",
            on_time_ratio(line),
            Counted.RESOLVED_IN_TIME,
            Counted.RESOLVED,
        ),
        Indicator(
            GROUPS[2],
            "Chưa quá hạn (đã và đang giải quyết) trên tổng số hồ sơ của kỳ",
            not_late_ratio(line),
            Counted.NOT_LATE,
            Counted.PLACED,
        ),
        Indicator(
            GROUPS[3],
            "Hồ sơ trực tuyến trên số tiếp nhận trong kỳ",
            Ratio(found.online, found.received),
            Counted.CAME_ONLINE,
            Counted.CAME,
        ),
        Indicator(
            GROUPS[3],
            "Hồ sơ qua bưu chính trên số tiếp nhận trong kỳ",
            Ratio(found.post, found.received),
            Counted.CAME_BY_POST,
            Counted.CAME,
        ),
        Indicator(
            GROUPS[3],
            "Thanh toán trực tuyến",
            why="Quầy ghi tiền mặt, chuyển khoản; không biết giao dịch trên Cổng thanh toán.",
        ),
        Indicator(
            GROUPS[4],
            "Hồ sơ có giấy tờ được số hóa trên số tiếp nhận trong kỳ",
            Ratio(found.digitised, found.received),
            Counted.DIGITISED,
            Counted.CAME,
        ),
        Indicator(
            GROUPS[4],
            "Kết quả điện tử trên số hồ sơ có kết quả trong kỳ",
            Ratio(found.electronic, found.with_result),
            Counted.ELECTRONIC,
            Counted.WITH_RESULT,
        ),
        Indicator(
            GROUPS[5],
            "Hài lòng trên số người được hỏi khi trả kết quả",
            Ratio(found.very_satisfied + found.satisfied, found.asked),
            Counted.SATISFIED,
            Counted.ASKED,
        ),
        Indicator(
            GROUPS[5],
            "Không hài lòng trên số người được hỏi khi trả kết quả",
            Ratio(found.dissatisfied, found.asked),
            Counted.DISSATISFIED,
            Counted.ASKED,
        ),
        Indicator(GROUPS[5], "Phản ánh, kiến nghị được xử lý đúng hạn", why=_PORTAL),
    )


def behind_counted(rd: Reading, what: Counted, period: Period, limit: int = MOST_LISTED) -> Behind:
    """Return the dossiers of one set of an indicator, in order of reception: all, or the first *limit*."""
    return Behind(tuple(dossiers_counted(rd.connection, what, period, limit)), counted(rd.connection, what, period))


def indicators_sheet(indicators: Sequence[Indicator], period: str) -> Sheet:
    """Return the indicators as a sheet; one our data does not carry says so."""
    heads = ("Nhóm chỉ số (QĐ 766/QĐ-TTg)", "Chỉ số", "Tử số", "Mẫu số", "Tỷ lệ", "Ghi chú")
    rows = (
        (one.group, one.name, one.ratio.numerator, one.ratio.denominator, one.ratio.share_words, one.why)
        if one.ratio is not None
        else (one.group, one.name, "", "", "không có dữ liệu", one.why)
        for one in indicators
    )
    return Sheet("Chỉ số", "CHỈ SỐ PHỤC VỤ NGƯỜI DÂN, DOANH NGHIỆP", period, heads, rows, (f"Tỷ lệ {ROUNDING_WORDS}.",))
