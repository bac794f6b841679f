"""The daily report, and closing a day (chốt ngày): a check list, then papers kept byte for byte."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from desk_app.domain.dates import office_time, paper_date, paper_datetime
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import DayClosed, StreamHead
from desk_app.domain.lateness import is_late
from desk_app.domain.limits import Unit
from desk_app.domain.states import State
from desk_app.domain.text import clean_line
from desk_app.models.queries.book import BookRow
from desk_app.models.queries.papers import KeptPaper
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.printing.assembly import joined
from desk_app.printing.forms import form_set_for
from desk_app.printing.later_papers import DayLogData, DayLogLine
from desk_app.printing.paper_data import PaperSize
from desk_app.printing.papers import render
from desk_app.services.accounts import Right, Session
from desk_app.services.follow_up_book import BookWanted, book_data, book_rows, period_words, printed_book
from desk_app.services.form_versions import current_form
from desk_app.services.late import Watch, WatchedDossier, days_period, watched
from desk_app.services.office_settings import office_calendar, office_settings
from desk_app.services.paper_parts import office_of
from desk_app.services.papers import Paper
from desk_app.services.statistics import desk_fee_sums, fees_paper

sentences(
    day_has_open_lines="Còn {count} việc chưa xong trong ngày {day}. Xử lý, hoặc ghi lý do rồi chốt ngày.",
    day_not_over="Ngày {day} chưa đến nên chưa chốt được.",
    nothing_to_supplement="Ngày {day} đã chốt và chưa có gì phát sinh sau đó.",
)

DAY = "day"
"""Under which the papers of closed days are kept; number 0 is the day itself, 1… its supplements."""


class Check(StrEnum):
    """A line of the check list before a day is closed."""

    NOT_PRINTED = "not_printed"
    PARKED = "parked"
    NOT_HANDED_OVER = "not_handed_over"
    SAME_DAY_NOT_RETURNED = "same_day_not_returned"
    MENDED = "mended"
    """Cancelled or corrected today: to be looked at, not open."""
    MONEY = "money"
    LATE_WITHOUT_APOLOGY = "late_without_apology"
    DUE_TOMORROW = "due_tomorrow"


CHECK_WORDS = {
    Check.NOT_PRINTED: "Phiếu chưa in",
    Check.PARKED: "Hồ sơ để chờ",
    Check.NOT_HANDED_OVER: "Nhận trong ngày, chưa bàn giao",
    Check.SAME_DAY_NOT_RETURNED: "Trả trong ngày, chưa trả",
    Check.MENDED: "Đã sửa, đã hủy trong ngày",
    Check.MONEY: "Tiền thu trong ngày",
    Check.LATE_WITHOUT_APOLOGY: "Quá hạn, chưa xin lỗi",
    Check.DUE_TOMORROW: "Đến hạn ngày làm việc tới",
}
_INFORMS = frozenset({Check.MENDED, Check.MONEY, Check.DUE_TOMORROW})


@dataclass(frozen=True)
class CheckLine:
    """One line of the check list. dossiers: those it opens; amount: VND, of money lines; open: still to be done."""

    check: Check
    words: str
    count: int
    dossiers: tuple[UUID, ...] = ()
    amount: int = 0

    @property
    def open(self) -> bool:
        """Tell whether it stands in the way of closing without a reason."""
        return bool(self.count) and self.check not in _INFORMS


@dataclass(frozen=True)
class ClosedDay:
    """A day that was closed. number: 0 the day itself, n its supplement; digest: of the kept PDF."""

    day: date
    number: int
    paper: KeptPaper


def day_report(rd: Reading, by: Session, first: date, last: date, now: datetime) -> DayLogData:
    """Return the daily report of what was received in a span of days, as it stands now."""
    by.require(Right.READ)
    rows = [row for row in book_rows(rd, BookWanted(first, last), now) if not row.voided]
    done = [row for row in rows if row.timeliness and State(row.state) in (State.RESULT_READY, State.RETURNED)]
    running = [row for row in rows if not row.timeliness]
    late = [row for row in running if is_late(row.late_from, now)]
    in_time = [row for row in running if not is_late(row.late_from, now)]
    waiting = [row for row in in_time if row.waiting_since is not None]
    today = office_time(now).date()
    due = [
        row for row in in_time if row.waiting_since is None and row.due_at and office_time(row.due_at).date() == today
    ]
    done_late = sum(row.timeliness == "late" for row in done)
    return DayLogData(
        office=office_of(office_settings(rd).heading),
        period=period_words(first, last),
        received=len(rows),
        done=len(done),
        done_in_time=len(done) - done_late,
        done_late=done_late,
        running=len(running),
        running_in_time=len(in_time) - len(waiting) - len(due),
        running_due=len(due),
        running_late=len(late),
        running_waiting=len(waiting),
        sent_back=sum(map(_ended, rows)) + _declined(rd, first, last, now),
        returned=_returned(rd, first, last, now),
        rows=_detail(rd, rows, now),
        issued_at=office_time(now),
        clerk=by.display_name,
    )


def day_log_paper(rd: Reading, by: Session, first: date, last: date, now: datetime) -> Paper:
    """Return the daily report as PDF."""
    return _printed(rd, day_report(rd, by, first, last, now), last)


def day_checks(rd: Reading, day: date, now: datetime) -> tuple[CheckLine, ...]:
    """Return the check list of a day, every line, also those with nothing to do."""
    office = office_settings(rd)
    calendar = office_calendar(rd, office)
    rows = book_rows(rd, BookWanted(day, day), now)
    standing = [row for row in rows if not row.voided]
    watch = watched(rd, now)
    tomorrow = calendar.working_day_after(day)
    mended = [dossier for kind in ("Corrected", "Reversed") for dossier in rd.reports.touched_by(kind, day)]
    jobs = rd.print_queue.all()
    parked = [draft for draft in rd.drafts.parked_by() if draft.page == "reception"]
    sums = desk_fee_sums(rd, day, day, now)
    money = int(sum(one.amount for one in sums))
    same_day = {row.id for row in standing if _same_day(rd, row)}
    waits = [row for row in standing if State(row.state) is State.RECEIVED and row.id not in same_day]
    unreturned = [row for row in standing if row.returned_at is None and row.id in same_day and not _ended(row)]
    late = [one for one in watch if one.group is Watch.LATE and not one.apologies]
    due = [one for one in watch if one.due_at and one.line.open and office_time(one.due_at).date() == tomorrow]
    return (
        _line(Check.NOT_PRINTED, len(jobs), [job.dossier for job in jobs if job.dossier]),
        _line(Check.PARKED, len(parked), []),
        _of_rows(Check.NOT_HANDED_OVER, waits),
        _of_rows(Check.SAME_DAY_NOT_RETURNED, unreturned),
        _line(Check.MENDED, len(set(mended)), list(dict.fromkeys(mended))),
        CheckLine(Check.MONEY, CHECK_WORDS[Check.MONEY], sum(one.count for one in sums), amount=money),
        _of_watched(Check.LATE_WITHOUT_APOLOGY, late),
        _of_watched(Check.DUE_TOMORROW, due),
    )


def close_day(store: Store, session: Session, day: date, now: datetime, reason: str = "") -> ClosedDay:
    """Close a day, or add a supplement to a closed one with what was registered or mended since.

    The papers (book, report, money) are kept as they are for ever; the event names the heads of all streams and the
    digest of the papers. reason: needed where lines are open. Raises DeskError ``not_entitled``, ``day_not_over``,
    ``day_has_open_lines``, ``nothing_to_supplement``.
    """
    session.require(Right.MEND)
    if day > office_time(now).date():
        raise DeskError("day_not_over", day=paper_date(day))
    reason = clean_line(reason)
    with store.transaction(now, actor=session.login) as tx:
        earlier = closings_of(tx, day)
        number = len(earlier)
        rows = _uncovered(tx, day, earlier, now)
        if earlier and not rows:
            raise DeskError("nothing_to_supplement", day=paper_date(day))
        open_lines = [line for line in day_checks(tx, day, now) if line.open]
        if open_lines and not reason:
            raise DeskError("day_has_open_lines", count=len(open_lines), day=paper_date(day))
        heads = tx.stream_heads()
        own = tx.identity().stream
        seq, chain_hash = heads[own]
        chain = f"{tx.desk_id}, số thứ tự {seq}, {chain_hash[:16]}"
        pdf = _papers(tx, session, day, rows, now, number, chain)
        title = f"Chốt ngày {paper_date(day)}" + (f", phần bổ sung số {number}" if number else "")
        kept = tx.kept_papers.add(KeptPaper(tx.new_id(), DAY, day.isoformat(), number, title, pdf, now))
        standing = [row for row in rows if not row.voided]
        totals = {
            "received": len(standing),
            "voided": len(rows) - len(standing),
            "returned": sum(row.returned_at is not None for row in standing),
            "money": sum(int(one.amount) for one in desk_fee_sums(tx, day, day, now)),
            "open_lines": len(open_lines),
        }
        tx.record(
            tx.office_id,
            DayClosed(
                day=day,
                supplement=number,
                heads=tuple(StreamHead(stream=s, seq=at[0], hash=at[1]) for s, at in sorted(heads.items(), key=str)),
                totals=totals,
                pdf_digest=kept.digest,
                open_lines_reason=reason,
                closed_by=session.display_name,
            ),
        )
        return ClosedDay(day, number, kept)


def closings_of(rd: Reading, day: date) -> list[DayClosed]:
    """Return how a day was closed: itself first, then its supplements."""
    found = [event.body for event in rd.office_events(DayClosed.KIND)]
    closings = [body for body in found if isinstance(body, DayClosed) and body.day == day]
    return sorted(closings, key=lambda body: body.supplement)


def kept_day(rd: Reading, day: date, number: int = 0) -> KeptPaper | None:
    """Return the very papers of a closed day."""
    return rd.kept_papers.of_period(DAY, day.isoformat(), number)


def _uncovered(tx: Transaction, day: date, earlier: Sequence[DayClosed], now: datetime) -> list[BookRow]:
    """Return the lines of a day that no closing covers yet; all of them for the first."""
    rows = book_rows(tx, BookWanted(day, day), now)
    if not earlier:
        return rows
    heads: dict[UUID, int] = {}
    for closing in earlier:
        for head in closing.heads:
            heads[head.stream] = max(heads.get(head.stream, 0), head.seq)
    beyond = tx.reports.registered_beyond([row.id for row in rows], heads)
    return [row for row in rows if row.id in beyond]


def _papers(
    tx: Transaction, session: Session, day: date, rows: Sequence[BookRow], now: datetime, number: int, chain: str
) -> bytes:
    wanted = BookWanted(day, day)
    data = book_data(tx, session, wanted, rows, now, supplement=number, chain=chain)
    book = printed_book(tx, data, day).pdf
    if number:
        return book
    log = day_log_paper(tx, session, day, day, now).pdf
    return joined((book, log, fees_paper(tx, session, day, day, now).pdf))


def _printed(rd: Reading, data: DayLogData, last: date) -> Paper:
    office = office_settings(rd)
    form = current_form(rd, office.form_set or form_set_for(last), "day_log")
    return Paper("day_log", form.version.hash, PaperSize.A4, render(data, form, PaperSize.A4))


def _detail(rd: Reading, rows: Sequence[BookRow], now: datetime) -> tuple[DayLogLine, ...]:
    groups = ((Watch.DUE_TODAY, "Đến hạn hôm nay"), (Watch.LATE, "Quá hạn"), (Watch.READY, "Chờ đến nhận"))
    watch = watched(rd, now)
    received = [
        DayLogLine(
            heading="Nhận trong kỳ",
            code=row.code,
            summary=row.summary or row.procedure,
            owner=row.owner,
            received=paper_datetime(row.received_at),
            due=paper_datetime(row.due_at) if row.due_at else "",
        )
        for row in rows
    ]
    return (*received, *(_watched_line(one, words) for group, words in groups for one in watch if one.group is group))


def _watched_line(one: WatchedDossier, heading: str) -> DayLogLine:
    note = ""
    if one.group is Watch.LATE:
        note = f"trễ {one.days} ngày; " + ("đã xin lỗi" if one.apologies else "chưa xin lỗi")
    elif one.group is Watch.READY and one.days:
        note = f"chờ {one.days} ngày"
    return DayLogLine(
        heading=heading,
        code=one.line.code or "",
        summary=one.line.summary,
        owner=one.line.owner_name,
        received=paper_datetime(one.line.received_at) if one.line.received_at else "",
        due=paper_datetime(one.due_at) if one.due_at else "",
        note=note,
    )


def _declined(rd: Reading, first: date, last: date, now: datetime) -> int:
    return rd.reports.outside_06a(days_period(first, last, now)).declined


def _returned(rd: Reading, first: date, last: date, now: datetime) -> int:
    return rd.reports.indicators(days_period(first, last, now)).returned


def _same_day(rd: Reading, row: BookRow) -> bool:
    dossier = rd.dossiers.by_id(row.id)
    return dossier is not None and dossier.reception is not None and dossier.reception.limit.unit is Unit.SAME_DAY


def _ended(row: BookRow) -> bool:
    return State(row.state) in (State.WITHDRAWN, State.STOPPED)


def _line(check: Check, count: int, dossiers: list[UUID]) -> CheckLine:
    return CheckLine(check, CHECK_WORDS[check], count, tuple(dossiers))


def _of_rows(check: Check, rows: list[BookRow]) -> CheckLine:
    return _line(check, len(rows), [row.id for row in rows])


def _of_watched(check: Check, lines: list[WatchedDossier]) -> CheckLine:
    return _line(check, len(lines), [one.line.id for one in lines])
