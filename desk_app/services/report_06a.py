"""II.06a/VPCP/KSTT: its lines by what is wanted, its identities, what it leaves open stated, its charts and paper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from desk_app.domain.columns_06a import Column
from desk_app.domain.dates import office_time, paper_date, paper_time, short_range
from desk_app.domain.dossier_fields import CHANNELS
from desk_app.domain.forms.chart_data import Chart
from desk_app.domain.forms.period_papers import Report06aData, Report06aRow
from desk_app.domain.procedures import ChannelKind
from desk_app.domain.reporting_periods import NamedSpan, Span, parts_of, span_of
from desk_app.domain.statistics import ROUNDING_WORDS, Line06a, Outside06a, Period, Ratio, identities
from desk_app.domain.text import alphabet_key, name_sort_key
from desk_app.models.queries.reports import Grouping
from desk_app.models.transaction import Reading
from desk_app.services.accounts import Right, Session
from desk_app.services.indicators import MOST_LISTED, Behind, Indicator, indicators_of
from desk_app.services.office_lists import office_list
from desk_app.services.office_settings import office_settings
from desk_app.services.paper_parts import office_of
from desk_app.services.papers import Paper
from desk_app.services.report_charts import Say, course_chart, state_chart
from desk_app.services.said import Said, plain, said
from desk_app.services.snapshot import shortened
from desk_app.services.statistics import report_period


class By(StrEnum):
    """What II.06a has a line for."""

    FIELD = "field"
    UNIT = "unit"
    CHANNEL = "channel"
    CLERK = "clerk"
    PROCEDURE = "procedure"
    PERIOD = "period"
    """The days, weeks, months… of the period, each measured as a period of its own."""


BY_WORDS = {
    By.FIELD: "Lĩnh vực",
    By.UNIT: "Đơn vị giải quyết",
    By.CHANNEL: "Kênh tiếp nhận",
    By.CLERK: "Người tiếp nhận",
    By.PROCEDURE: "Thủ tục",
    By.PERIOD: "Thời gian",
}
_GROUPINGS = {
    By.FIELD: Grouping.FIELD,
    By.UNIT: Grouping.UNIT,
    By.CHANNEL: Grouping.CHANNEL,
    By.CLERK: Grouping.CLERK,
    By.PROCEDURE: Grouping.PROCEDURE,
}


@dataclass(frozen=True)
class Row06a:
    """A line of the report. period: what it is measured over; group: what it is grouped by, None for all."""

    name: Said
    line: Line06a
    period: Period
    group: str | None = None


@dataclass(frozen=True)
class Report06a:
    """II.06a of a period. Every row and the sum are balanced; by period the rows do not add up to the sum."""

    first: date
    last: date
    by: By
    period: Period
    rows: tuple[Row06a, ...]
    sum: Row06a
    outside: Outside06a
    indicators: tuple[Indicator, ...]
    footnotes: tuple[Said, ...]

    @property
    def ratios(self) -> tuple[tuple[str, Ratio], ...]:
        """Return the shares that the desk's data carries."""
        return tuple((one.name, one.ratio) for one in self.indicators if one.ratio is not None)


def report_06a(rd: Reading, first: date, last: date, now: datetime, by: By = By.FIELD) -> Report06a:
    """Return II.06a/VPCP/KSTT of whole days, both included. Raises DeskError ``period_backwards``."""
    period = report_period(first, last, now)
    if by is By.PERIOD:
        rows = course(rd, first, last, now)
        whole = _sum(rd.reports.lines_06a(period, Grouping.CHANNEL).values())
    else:
        rows = _rows(rd, period, by)
        whole = _sum(row.line for row in rows)
    outside = rd.reports.outside_06a(period)
    return Report06a(
        first=first,
        last=last,
        by=by,
        period=period,
        rows=rows,
        sum=Row06a(said("Tổng số"), whole, period),
        outside=outside,
        indicators=indicators_of(rd.reports.indicators(period), whole),
        footnotes=footnotes(outside, period, by),
    )


def course(rd: Reading, first: date, last: date, now: datetime) -> tuple[Row06a, ...]:
    """Return a period's course: its days, weeks, months, quarters or years, each counted as a period of its own."""
    rows = []
    for begins, ends in parts_of(first, last):
        period = report_period(begins, ends, now)
        if period.start <= now:
            line = _sum(rd.reports.lines_06a(period, Grouping.CHANNEL).values())
            rows.append(Row06a(part_name(begins, ends), line, period))
    return tuple(rows)


def part_name(first: date, last: date) -> Said:
    """Return what a part of a period is called: ``27/08``, ``03–09/08``, ``Tháng 8/2026``, ``Quý III/2026``…"""
    days = plain(short_range(first, last))
    if (last - first).days < _WEEK:
        return days
    for span in (Span.MONTH, Span.QUARTER, Span.YEAR):
        one = span_of(span, first)
        if last <= one.last:
            name = _part_words(one)
            return name if (first, last) == (one.first, one.last) else said("{name} ({days})", name=name, days=days)
    return days


def _part_words(one: NamedSpan) -> Said:
    match one.span:
        case Span.MONTH:
            return said("Tháng {number}/{year}", number=one.number, year=one.year)
        case Span.QUARTER:
            return said("Quý {roman}/{year}", roman=ROMAN[one.number - 1], year=one.year)
        case _:
            return said("Năm {year}", year=one.year)


_WEEK = 7
ROMAN = ("I", "II", "III", "IV")
"""Quarters as they are written."""


def behind(rd: Reading, report: Report06a, column: Column, row: Row06a, limit: int = MOST_LISTED) -> Behind:
    """Return the dossiers in a column of a row, or of the sum, in order of reception: all, or the first *limit*."""
    by = _GROUPINGS.get(report.by, Grouping.FIELD)
    found = rd.reports.behind(column, row.period, by, row.group, limit=limit)
    return Behind(tuple(found), row.line.figure(column))


def _rows(rd: Reading, period: Period, by: By) -> tuple[Row06a, ...]:
    lines = rd.reports.lines_06a(period, _GROUPINGS[by])
    names = _names(rd, by, lines)
    rows = [Row06a(_group_name(key, by, names), line, period, key) for key, line in lines.items()]
    return tuple(sorted(rows, key=lambda row: (not row.group, *_place(row, by))))


def _names(rd: Reading, by: By, keys: Iterable[str]) -> dict[str, str]:
    """Return what people call the keys of lines that are not words themselves: logins, codes of procedures."""
    if by is By.CLERK:
        return {account.login: account.display_name for account in rd.accounts.all()}
    if by is not By.PROCEDURE:
        return {}
    found = {key: rd.procedures.line(key) for key in keys if key}
    return {key: f"{one.short_name or shortened(one.name)} ({key})" for key, one in found.items() if one is not None}


def _place(row: Row06a, by: By) -> tuple[str, str]:
    """Return where a row stands among the others: in the order of the alphabet, people by their given name."""
    name = str(row.name)
    return (name_sort_key(name) if by is By.CLERK else alphabet_key(name), row.group or "")


def _group_name(key: str, by: By, names: Mapping[str, str]) -> Said:
    if by is By.CHANNEL and key in set(ChannelKind):
        return CHANNELS[ChannelKind(key)]
    return plain(names.get(key, key)) if key else said("(chưa ghi)")


def _sum(lines: Iterable[Line06a]) -> Line06a:
    total = Line06a()
    for line in lines:
        total = total.plus(line)
    return total


def footnotes(outside: Outside06a, period: Period, by: By = By.FIELD) -> tuple[Said, ...]:
    """Return how what the law leaves open is settled in this report, with the numbers it concerns."""
    notes = (
        said(
            "Trước hạn: xong vào ngày sớm hơn ngày hẹn; đúng hạn: không quá giờ hẹn. Thời điểm kết thúc là lúc có kết "
            "quả (Quyết định 766/QĐ-TTg), không phải lúc công dân đến nhận; thư xin lỗi không làm thay đổi hạn."
        ),
        said(
            "Hồ sơ chưa xong được so với {moment}. Hồ sơ đang chờ bổ sung hoặc chờ nghĩa vụ tài chính khi lập biểu "
            "({waiting} hồ sơ) tính vào cột (12), trừ khi đã quá hạn trước lúc chờ.",
            moment=_measured_words(period),
            waiting=outside.waiting,
        ),
        said("Hồ sơ bị yêu cầu bổ sung quá một lần tính là quá hạn (Quyết định 766/QĐ-TTg)."),
        said(
            "Hồ sơ công dân rút ({withdrawn}) và dừng giải quyết ({stopped}) tính vào cột (9), hoặc (10) nếu đã quá "
            "hạn.",
            withdrawn=outside.withdrawn,
            stopped=outside.stopped,
        ),
        said(
            "Không tính: hồ sơ không tiếp nhận ({declined}) và hồ sơ hủy tiếp nhận ({voided}).",
            declined=outside.declined,
            voided=outside.voided,
        ),
        said("Tỷ lệ {rounding}; trong ngoặc là tử số/mẫu số.", rounding=said(ROUNDING_WORDS)),
    )
    if by is not By.PERIOD:
        return notes
    return (
        *notes,
        said(
            "Mỗi dòng là một kỳ riêng: hồ sơ chưa xong chuyển sang cột (6) của dòng sau, nên các dòng không cộng thành "
            "dòng tổng."
        ),
    )


def _measured_words(period: Period) -> Said:
    """Return what unfinished dossiers are compared with: the end of the last day, or now in a period that runs."""
    if period.measured_at == period.end:
        return said("hết ngày {day}", day=paper_date(period.end - timedelta(days=1)))
    return said("lúc {clock} ngày {day}", clock=paper_time(period.measured_at), day=paper_date(period.measured_at))


def report_06a_paper(rd: Reading, by: Session, report: Report06a, now: datetime) -> Paper:
    """Return the report as PDF: the table, what it says of itself, and its charts."""
    data = report_06a_data(rd, by, report, now)
    charts = charts_of(report, course_of(rd, report, now))
    return office_list(rd, data.model_copy(update={"charts": charts}), report.last).drawn()


def _not_carried(indicators: Iterable[Indicator]) -> str:
    names = "; ".join(one.name for one in indicators if one.ratio is None)
    return f"Chỉ số quầy không có dữ liệu: {names}"


def course_of(rd: Reading, report: Report06a, now: datetime) -> tuple[Row06a, ...]:
    """Return the course of a report's period."""
    return report.rows if report.by is By.PERIOD else course(rd, report.first, report.last, now)


def charts_of(report: Report06a, over_time: Sequence[Row06a], say: Say = str) -> tuple[Chart, ...]:
    """Return the charts of a report: its rows by how they stand, and the course of its period."""
    rows = [(row.name, row.line) for row in report.rows]
    course_rows = [(row.name, row.line) for row in over_time]
    return (state_chart(_CHART_TITLES[report.by], rows, say), course_chart(course_rows, say))


_CHART_TITLES = {
    By.FIELD: said("Tình hình giải quyết theo lĩnh vực"),
    By.UNIT: said("Tình hình giải quyết theo đơn vị"),
    By.CHANNEL: said("Tình hình giải quyết theo kênh tiếp nhận"),
    By.CLERK: said("Tình hình giải quyết theo người tiếp nhận"),
    By.PROCEDURE: said("Tình hình giải quyết theo thủ tục"),
    By.PERIOD: said("Tình hình giải quyết theo thời gian"),
}


def report_06a_data(rd: Reading, by: Session, report: Report06a, now: datetime) -> Report06aData:
    """Return what the report's paper says."""
    by.require(Right.READ)
    return Report06aData(
        office=office_of(office_settings(rd).heading),
        period=f"từ {paper_date(report.first)} đến {paper_date(report.last)}",
        grouped_by=BY_WORDS[report.by],
        rows=tuple(_row(row) for row in report.rows),
        sum=_row(report.sum),
        identities=tuple(
            f"{words} ({'đúng' if holds else 'KHÔNG KHỚP'})" for words, holds in identities(report.sum.line)
        ),
        ratios=(*(f"{name}: {ratio.words}" for name, ratio in report.ratios), _not_carried(report.indicators)),
        footnotes=tuple(map(str, report.footnotes)),
        issued_at=office_time(now),
        clerk=by.display_name,
    )


def _row(row: Row06a) -> Report06aRow:
    line = row.line
    return Report06aRow(
        name=str(row.name),
        received=line.received,
        resolved=line.resolved,
        unresolved=line.unresolved,
        **line._asdict(),
    )
