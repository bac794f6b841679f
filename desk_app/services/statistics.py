"""Thống kê: II.06a with what it leaves open stated, ratios, the desk's indicators of QĐ 766, money taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from desk_app.domain.dates import office_time, paper_date
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.fees import VND
from desk_app.domain.statistics import (
    ROUNDING_WORDS,
    Line06a,
    Outside06a,
    Period,
    Ratio,
    on_time_ratio,
)
from desk_app.models.queries.dossiers import DossierLine
from desk_app.models.queries.reports import FeeSum, Figure, Grouping, Indicators
from desk_app.models.transaction import Reading
from desk_app.printing.forms import form_set_for
from desk_app.printing.later_papers import (
    AnyPaper,
    FeeListData,
    FeeListRow,
    FeeListSum,
    OverdueData,
    OverdueRow,
    Report06aData,
    Report06aRow,
)
from desk_app.printing.paper_data import PaperSize
from desk_app.printing.papers import render
from desk_app.services.accounts import Right, Session
from desk_app.services.follow_up_book import period_words
from desk_app.services.form_versions import current_form
from desk_app.services.late import LateInPeriod, days_period, late_in_period
from desk_app.services.office_settings import office_settings
from desk_app.services.paper_parts import office_of
from desk_app.services.papers import Paper

sentences(
    period_backwards="Kỳ báo cáo có ngày đầu {first} sau ngày cuối {last}. Nhập lại kỳ.",
)

GROUPING_WORDS = {
    Grouping.FIELD: "Lĩnh vực",
    Grouping.UNIT: "Đơn vị giải quyết",
    Grouping.CHANNEL: "Kênh tiếp nhận",
    Grouping.PROCEDURE: "Thủ tục",
}
_CHANNEL_WORDS = {"direct": "Trực tiếp", "online": "Trực tuyến", "post": "Bưu chính"}
_NOT_SAID = "(chưa ghi)"
METHOD_WORDS = {"cash": "tiền mặt", "transfer": "chuyển khoản", "": ""}


@dataclass(frozen=True)
class Report06a:
    """II.06a of a period. lines: by name of what they are grouped by; every line and the sum are balanced."""

    first: date
    last: date
    by: Grouping
    period: Period
    lines: dict[str, Line06a]
    sum: Line06a
    outside: Outside06a
    ratios: tuple[tuple[str, Ratio], ...]
    footnotes: tuple[str, ...]


def report_06a(rd: Reading, first: date, last: date, now: datetime, by: Grouping = Grouping.FIELD) -> Report06a:
    """Return II.06a/VPCP/KSTT of whole days, both included. Raises DeskError ``period_backwards``."""
    period = _period(first, last, now)
    lines = rd.reports.lines_06a(period, by)
    total = Line06a()
    for line in lines.values():
        total = total.plus(line)
    outside = rd.reports.outside_06a(period)
    ratios = (
        ("Giải quyết trước và đúng hạn trên số đã giải quyết", on_time_ratio(total)),
        *_indicator_ratios(rd.reports.indicators(period)),
    )
    named = {group_name(key, by): line for key, line in lines.items()}
    return Report06a(first, last, by, period, named, total, outside, ratios, footnotes(outside, period))


def behind(
    rd: Reading, report: Report06a, figure: Figure, name: str | None = None, limit: int = 500
) -> list[DossierLine]:
    """Return the dossiers behind a figure of a report, of one line by its name or of the sum for None."""
    group = None
    if name is not None:
        keys = rd.reports.lines_06a(report.period, report.by)
        group = next((key for key in keys if group_name(key, report.by) == name), name)
    found = rd.reports.behind(figure, report.period, report.by, group)[:limit]
    return [line for line in map(rd.dossiers.line, found) if line is not None]


def group_name(key: str, by: Grouping) -> str:
    """Return what a line is called."""
    if by is Grouping.CHANNEL:
        return _CHANNEL_WORDS.get(key, key or _NOT_SAID)
    return key or _NOT_SAID


def footnotes(outside: Outside06a, period: Period) -> tuple[str, ...]:
    """Return how what the law leaves open is settled in this report, with the numbers it concerns."""
    measured = paper_date(office_time(period.measured_at))
    return (
        "Cột (3) = (4) + (5) + (6); (7) = (8) + (9) + (10); (11) = (12) + (13); (3) = (7) + (11).",
        "Trước hạn: xong vào ngày sớm hơn ngày hẹn; đúng hạn: không quá giờ hẹn. Thời điểm kết thúc là lúc có kết quả "
        "(Quyết định 766/QĐ-TTg), không phải lúc công dân đến nhận; thư xin lỗi không làm thay đổi hạn.",
        f"Hồ sơ chưa xong được so với ngày {measured}. Hồ sơ đang chờ bổ sung hoặc chờ nghĩa vụ tài chính khi lập biểu "
        f"({outside.waiting} hồ sơ) tính vào cột (12), trừ khi đã quá hạn trước lúc chờ.",
        "Hồ sơ bị yêu cầu bổ sung quá một lần tính là quá hạn (Quyết định 766/QĐ-TTg).",
        f"Hồ sơ công dân rút ({outside.withdrawn}) và dừng giải quyết ({outside.stopped}) tính vào cột (9), hoặc (10) "
        "nếu đã quá hạn.",
        f"Không tính: hồ sơ không tiếp nhận ({outside.declined}) và hồ sơ hủy tiếp nhận ({outside.voided}).",
        f"Tỷ lệ {ROUNDING_WORDS}; trong ngoặc là tử số/mẫu số.",
    )


def report_06a_paper(rd: Reading, by: Session, report: Report06a, now: datetime) -> Paper:
    """Return the report as PDF."""
    return _paper(rd, "report_06a", report_06a_data(rd, by, report, now), report.last)


def report_06a_data(rd: Reading, by: Session, report: Report06a, now: datetime) -> Report06aData:
    """Return what the report's paper says."""
    by.require(Right.READ)
    return Report06aData(
        office=office_of(office_settings(rd).heading),
        period=f"từ {paper_date(report.first)} đến {paper_date(report.last)}",
        grouped_by=GROUPING_WORDS[report.by],
        rows=tuple(_row(name, line) for name, line in report.lines.items()),
        sum=_row("Tổng số", report.sum),
        ratios=tuple(f"{name}: {ratio.words}" for name, ratio in report.ratios),
        footnotes=report.footnotes,
        issued_at=office_time(now),
        clerk=by.display_name,
    )


def overdue_paper(rd: Reading, by: Session, first: date, last: date, now: datetime) -> Paper:
    """Return "Danh sách hồ sơ quá hạn theo kỳ" as PDF."""
    return _paper(rd, "overdue", overdue_data(rd, by, first, last, now), last)


def overdue_data(rd: Reading, by: Session, first: date, last: date, now: datetime) -> OverdueData:
    """Return what the list of late dossiers says. Raises DeskError ``period_backwards``."""
    by.require(Right.READ)
    _period(first, last, now)
    return OverdueData(
        office=office_of(office_settings(rd).heading),
        period=period_words(first, last),
        rows=tuple(_overdue_row(row) for row in late_in_period(rd, first, last, now)),
        issued_at=office_time(now),
        clerk=by.display_name,
    )


def fees_paper(rd: Reading, by: Session, first: date, last: date, now: datetime) -> Paper:
    """Return the fee list of a period as PDF: line by line, and by clerk and kind. VND only."""
    return _paper(rd, "fee_list", fees_data(rd, by, first, last, now), last)


def fees_data(rd: Reading, by: Session, first: date, last: date, now: datetime) -> FeeListData:
    """Return what the fee list says. Raises DeskError ``period_backwards``."""
    by.require(Right.READ)
    period = _period(first, last, now)
    taken = [fee for fee in rd.reports.fees(period) if not fee.duty and fee.currency == VND]
    return FeeListData(
        office=office_of(office_settings(rd).heading),
        period=period_words(first, last),
        rows=tuple(
            FeeListRow(
                taken_at=office_time(fee.taken_at),
                code=fee.code,
                owner=fee.owner_name,
                name=fee.name or "Thu thêm",
                amount=fee.amount,
                method=METHOD_WORDS.get(fee.method, fee.method),
                receipt_number=fee.receipt_number,
                clerk=fee.taken_by,
            )
            for fee in taken
        ),
        sums=tuple(
            FeeListSum(
                clerk=one.taken_by,
                name=one.name or "Thu thêm",
                method=METHOD_WORDS.get(one.method, one.method),
                count=one.count,
                amount=one.amount,
            )
            for one in desk_fee_sums(rd, first, last, now)
        ),
        total=sum((fee.amount for fee in taken), Decimal(0)),
        issued_at=office_time(now),
        clerk=by.display_name,
    )


def desk_fee_sums(rd: Reading, first: date, last: date, now: datetime) -> list[FeeSum]:
    """Return the money the desk took in a period by clerk, kind and way; duties paid elsewhere are not in it."""
    return [one for one in rd.reports.fee_sums(_period(first, last, now)) if not one.duty and one.currency == VND]


def spent_words(late: LateInPeriod) -> str:
    """Return ``Quầy 0,3; Phòng Kinh tế 13,9; chờ 1,0``."""
    parts = [f"{one.unit or 'Quầy'} {one.working_days}".replace(".", ",") for one in late.spent]
    return "; ".join([*parts, f"chờ {late.waited}"] if late.waited != "0,0" else parts)


def apology_words(late: LateInPeriod) -> str:
    """Return number, date and sending of the apology, or ``KHÔNG CÓ``."""
    if late.apology is None:
        return "KHÔNG CÓ"
    letter = late.apology.letter
    words = ", ".join(part for part in (letter.letter_number, paper_date(letter.signed_on)) if part)
    sent = f"gửi {paper_date(late.apology.sent_at)}" if late.apology.sent_at else "chưa gửi"
    return f"{words}; {sent}"


def _indicator_ratios(found: Indicators) -> Sequence[tuple[str, Ratio]]:
    satisfied = found.very_satisfied + found.satisfied
    return (
        ("Hồ sơ trực tuyến trên số tiếp nhận trong kỳ", Ratio(found.online, found.received)),
        ("Hồ sơ có giấy tờ được số hóa trên số tiếp nhận trong kỳ", Ratio(found.digitised, found.received)),
        ("Kết quả điện tử trên số hồ sơ có kết quả trong kỳ", Ratio(found.electronic, found.with_result)),
        ("Hài lòng trên số người được hỏi khi trả kết quả", Ratio(satisfied, found.asked)),
    )


def _period(first: date, last: date, now: datetime) -> Period:
    if first > last:
        raise DeskError("period_backwards", first=paper_date(first), last=paper_date(last))
    return days_period(first, last, now)


def _row(name: str, line: Line06a) -> Report06aRow:
    return Report06aRow(
        name=name,
        received=line.received,
        resolved=line.resolved,
        unresolved=line.unresolved,
        **line._asdict(),
    )


def _overdue_row(late: LateInPeriod) -> OverdueRow:
    due = late.original_due_at
    return OverdueRow(
        code=late.code,
        owner=late.owner,
        procedure=late.procedure,
        received=_moment(late.received_at),
        due=_moment(due) if due else "",
        finished=_moment(late.finished_at) if late.finished_at else "chưa xong",
        late="bổ sung quá 1 lần" if late.over_supplemented else str(late.late_days),
        spent=spent_words(late),
        apology=apology_words(late),
    )


def _moment(moment: datetime) -> str:
    return f"{office_time(moment):%d/%m/%Y %H:%M}"


def _paper(rd: Reading, name: str, data: AnyPaper, last: date) -> Paper:
    office = office_settings(rd)
    form = current_form(rd, office.form_set or form_set_for(last), name)
    return Paper(name, form.version.hash, PaperSize.A4, render(data, form, PaperSize.A4))
