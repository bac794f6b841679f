"""The check list before a day is closed (counter.md §2): what is still to be done, what is only to be looked at."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from desk_app.domain.dates import office_time, paper_datetime, paper_time
from desk_app.domain.fees import VND
from desk_app.domain.states import State
from desk_app.models.queries.book import BookRow
from desk_app.models.queries.day_events import DayEvents
from desk_app.models.queries.office import Draft
from desk_app.models.queries.reports import FeeTaken
from desk_app.models.transaction import Reading
from desk_app.services.day_changes import changed_dossiers, mended_on
from desk_app.services.follow_up_book import BookWanted, book_rows
from desk_app.services.late import Watch, WatchedDossier, days_period, watched
from desk_app.services.office_settings import office_calendar, office_settings
from desk_app.services.receipt_numbers import receipt_ranges
from desk_app.services.said import Said, said


class Check(StrEnum):
    """A line of the check list before a day is closed."""

    NOT_PRINTED = "not_printed"
    PARKED = "parked"
    NOT_HANDED_OVER = "not_handed_over"
    SAME_DAY_NOT_RETURNED = "same_day_not_returned"
    MENDED = "mended"
    """Cancelled or corrected on the day: to be looked at, not open."""
    MONEY = "money"
    LATE_WITHOUT_APOLOGY = "late_without_apology"
    DUE_TOMORROW = "due_tomorrow"
    NOT_SYNCED = "not_synced"


CHECK_WORDS = {
    Check.NOT_PRINTED: said("Phiếu chưa in"),
    Check.PARKED: said("Hồ sơ để chờ, chưa tiếp nhận"),
    Check.NOT_HANDED_OVER: said("Nhận trong ngày, chưa bàn giao"),
    Check.SAME_DAY_NOT_RETURNED: said("Trả trong ngày, chưa trả"),
    Check.MENDED: said("Đã sửa, đã hủy trong ngày"),
    Check.MONEY: said("Tiền thu trong ngày"),
    Check.LATE_WITHOUT_APOLOGY: said("Quá hạn, chưa xin lỗi"),
    Check.DUE_TOMORROW: said("Đến hạn ngày làm việc tới"),
    Check.NOT_SYNCED: said("Chưa gửi về máy chủ"),
}
_INFORMS = frozenset({Check.MENDED, Check.MONEY, Check.DUE_TOMORROW, Check.NOT_SYNCED})
_ALONE = said("Quầy độc lập")


@dataclass(frozen=True)
class CheckLine:
    """One line of the check list. dossiers: those it opens; amount: VND, of the money line; note: said beside it."""

    check: Check
    count: int
    dossiers: tuple[UUID, ...] = ()
    amount: int = 0
    note: Said | None = None

    @property
    def words(self) -> Said:
        """What the line is about."""
        return CHECK_WORDS[self.check]

    @property
    def open(self) -> bool:
        """Tell whether it stands in the way of closing without a reason."""
        return bool(self.count) and self.check not in _INFORMS


@dataclass(frozen=True)
class MoneyLine:
    """Money one clerk took for one kind of fee one way. method: ``cash``, ``transfer`` or "" (not said). amount: VND.

    receipts: the receipt numbers written down, as ranges; without_receipt: how many have none.
    """

    clerk: str
    name: str
    method: str
    count: int
    amount: int
    receipts: str
    without_receipt: int


def day_checks(rd: Reading, day: date, now: datetime) -> tuple[CheckLine, ...]:
    """Return the check list of a day, every line, also those with nothing to do."""
    calendar = office_calendar(rd, office_settings(rd))
    standing = [row for row in book_rows(rd, BookWanted(day, day), now) if not row.voided]
    watch = watched(rd, now)
    tomorrow = calendar.working_day_after(day)
    mended = mended_on(rd, day, now)
    jobs = rd.print_queue.all()
    money = money_of(rd, day, now)
    waits = [row for row in standing if State(row.state) is State.RECEIVED and not row.same_day]
    unreturned = [row for row in standing if row.same_day and row.returned_at is None and not _ended(row)]
    late = [one for one in watch if one.group is Watch.LATE and not one.apologies]
    due = [one for one in watch if one.due_at and one.line.open and office_time(one.due_at).date() == tomorrow]
    return (
        CheckLine(Check.NOT_PRINTED, len(jobs), _once(job.dossier for job in jobs if job.dossier)),
        CheckLine(Check.PARKED, len(parked(rd))),
        _of_rows(Check.NOT_HANDED_OVER, waits),
        _of_rows(Check.SAME_DAY_NOT_RETURNED, unreturned),
        CheckLine(Check.MENDED, len(mended), changed_dossiers(mended)),
        CheckLine(
            Check.MONEY, len(money), _once(fee.dossier for fee in money), amount=int(sum(fee.amount for fee in money))
        ),
        _of_watched(Check.LATE_WITHOUT_APOLOGY, late),
        _of_watched(Check.DUE_TOMORROW, due),
        _not_synced(rd, now),
    )


def parked(rd: Reading) -> list[Draft]:
    """Return what every clerk has parked at reception, oldest first."""
    return [draft for draft in rd.drafts.parked_by() if draft.page == "reception"]


def money_of(rd: Reading, day: date, now: datetime) -> list[FeeTaken]:
    """Return the VND the desk took on an office day, oldest first; duties paid elsewhere are not in it."""
    return [fee for fee in rd.reports.fees(days_period(day, day, now)) if not fee.duty and fee.currency == VND]


def money_lines(taken: Sequence[FeeTaken]) -> tuple[MoneyLine, ...]:
    """Return money by clerk, kind and cash or transfer, with its receipt numbers, in that order."""
    groups: defaultdict[tuple[str, str, str], list[FeeTaken]] = defaultdict(list)
    for fee in taken:
        groups[fee.taken_by, fee.name, fee.method].append(fee)
    return tuple(_money_line(*key, fees) for key, fees in sorted(groups.items()))


def _money_line(clerk: str, name: str, method: str, fees: Sequence[FeeTaken]) -> MoneyLine:
    return MoneyLine(
        clerk=clerk,
        name=name or "Thu thêm",
        method=method,
        count=len(fees),
        amount=int(sum((fee.amount for fee in fees), Decimal(0))),
        receipts=receipt_ranges(fee.receipt_number for fee in fees),
        without_receipt=sum(not fee.receipt_number.strip() for fee in fees),
    )


def _ended(row: BookRow) -> bool:
    return State(row.state) in (State.WITHDRAWN, State.STOPPED)


def _once(dossiers: Iterable[UUID]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(dossiers))


def _not_synced(rd: Reading, now: datetime) -> CheckLine:
    """Return what the server has not confirmed; a desk of its own has nobody to send to."""
    if rd.sync.link() is None:
        return CheckLine(Check.NOT_SYNCED, 0, note=_ALONE)
    queued, dossiers = rd.sync.queued(), DayEvents(rd.connection).unconfirmed(rd.identity().office_id)
    if queued.oldest is None:
        return CheckLine(Check.NOT_SYNCED, 0, note=said("Máy chủ đã xác nhận đủ"))
    oldest = office_time(queued.oldest)
    since = paper_time(oldest) if oldest.date() == office_time(now).date() else paper_datetime(oldest)
    note = said("{n} việc chờ gửi, cũ nhất {since}", n=queued.count, since=since)
    return CheckLine(Check.NOT_SYNCED, len(dossiers), tuple(dossiers), note=note)


def _of_rows(check: Check, rows: Sequence[BookRow]) -> CheckLine:
    return CheckLine(check, len(rows), tuple(row.id for row in rows))


def _of_watched(check: Check, lines: Sequence[WatchedDossier]) -> CheckLine:
    return CheckLine(check, len(lines), tuple(one.line.id for one in lines))
