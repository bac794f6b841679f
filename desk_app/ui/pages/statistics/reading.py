"""What the page Thống kê reads of the store, off the UI thread: a period's report, its course, money, papers, lists."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from desk_app.domain.columns_06a import Column
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.fees import VND
from desk_app.models.queries.reports import FeeSum
from desk_app.models.queries.shares import Counted, dossiers_with_fee
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.services.accounts import Session
from desk_app.services.indicators import MOST_LISTED, Behind, behind_counted, indicators_sheet
from desk_app.services.papers import Paper
from desk_app.services.report_06a import (
    By,
    Report06a,
    Row06a,
    behind,
    course_of,
    report_06a,
    report_06a_data,
    report_06a_paper,
)
from desk_app.services.spreadsheets import fee_sums_sheet, fees_sheet, report_06a_sheet, workbook
from desk_app.services.statistics import fees_data, fees_paper

sentences(
    statistics_not_written="Không ghi được tệp {name}. Chọn thư mục khác, hoặc đóng tệp đang mở rồi lưu lại.",
)


@dataclass(frozen=True)
class Asked:
    """What the page is asked to show: whole days, both included, and what the lines are."""

    first: date
    last: date
    by: By


@dataclass(frozen=True)
class Seen:
    """What stands on the page. sums: the money the desk took, in VND; foreign: lines of money in another currency."""

    asked: Asked
    report: Report06a
    sums: tuple[FeeSum, ...]
    foreign: int
    names: dict[str, str]
    read_at: datetime


@dataclass(frozen=True)
class FeeFigure:
    """A figure of the money table. None: whoever, whatever."""

    taken_by: str | None = None
    name: str | None = None
    method: str | None = None


def read_period(store: Store, asked: Asked, now: datetime) -> Seen:
    """Return what the page shows of a period. Raises DeskError ``period_backwards``."""
    with store.reading() as rd:
        report = report_06a(rd, asked.first, asked.last, now, asked.by)
        taken = [one for one in rd.reports.fee_sums(report.period) if not one.duty]
        names = {account.login: account.display_name for account in rd.accounts.all()}
    return Seen(
        asked=asked,
        report=report,
        sums=tuple(one for one in taken if one.currency == VND),
        foreign=sum(one.count for one in taken if one.currency != VND),
        names=names,
        read_at=now,
    )


def read_course(store: Store, report: Report06a, now: datetime) -> tuple[Row06a, ...]:
    """Return the course of a report's period; a question to the store for each of its parts."""
    with store.reading() as rd:
        return course_of(rd, report, now)


def behind_column(store: Store, report: Report06a, column: Column, row: Row06a) -> Behind:
    """Return the dossiers behind a figure of II.06a."""
    return _read(store, lambda rd: behind(rd, report, column, row))


def behind_set(store: Store, report: Report06a, what: Counted) -> Behind:
    """Return the dossiers of a number of an indicator."""
    return _read(store, lambda rd: behind_counted(rd, what, report.period))


def behind_fee(store: Store, report: Report06a, figure: FeeFigure) -> Behind:
    """Return the dossiers behind an amount."""
    with store.reading() as rd:
        found = dossiers_with_fee(
            rd.connection,
            report.period,
            MOST_LISTED + 1,
            currency=VND,
            taken_by=figure.taken_by,
            name=figure.name,
            method=figure.method,
        )
    return Behind(tuple(found[:MOST_LISTED]), len(found))


def make_report(store: Store, session: Session, asked: Asked, now: datetime) -> Paper:
    """Return II.06a with its charts as a paper."""
    with store.reading() as rd:
        return report_06a_paper(rd, session, report_06a(rd, asked.first, asked.last, now, asked.by), now)


def make_fee_list(store: Store, session: Session, asked: Asked, now: datetime) -> Paper:
    """Return the fee list of the period as a paper."""
    with store.reading() as rd:
        return fees_paper(rd, session, asked.first, asked.last, now)


def report_workbook(store: Store, session: Session, asked: Asked, now: datetime) -> bytes:
    """Return II.06a and the indicators as an XLSX file."""
    with store.reading() as rd:
        report = report_06a(rd, asked.first, asked.last, now, asked.by)
        data = report_06a_data(rd, session, report, now)
    return workbook([report_06a_sheet(data), indicators_sheet(report.indicators, data.period)], now)


def fee_workbook(store: Store, session: Session, asked: Asked, now: datetime) -> bytes:
    """Return the fee list as an XLSX file."""
    with store.reading() as rd:
        data = fees_data(rd, session, asked.first, asked.last, now)
    return workbook([fees_sheet(data), fee_sums_sheet(data)], now)


def save(file: Path, make: Callable[[], bytes]) -> str:
    """Write what is made into a file the user named; return its name. Raises DeskError ``statistics_not_written``."""
    content = make()
    try:
        file.write_bytes(content)
    except OSError:
        raise DeskError("statistics_not_written", name=file.name) from None
    return file.name


def _read(store: Store, work: Callable[[Reading], Behind]) -> Behind:
    with store.reading() as rd:
        return work(rd)
