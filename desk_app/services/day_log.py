"""The daily report (domain.md §6): what was received, how it stands, and the lists behind it."""

from collections.abc import Sequence
from datetime import date, datetime

from desk_app.domain.dates import office_time, paper_date, paper_datetime
from desk_app.domain.forms.period_papers import DayLogData, DayLogLine
from desk_app.domain.lateness import is_late
from desk_app.domain.states import State
from desk_app.models.queries.book import BookRow
from desk_app.models.transaction import Reading
from desk_app.services.accounts import Right, Session
from desk_app.services.follow_up_book import BookWanted, book_rows, period_words
from desk_app.services.late import Watch, WatchedDossier, days_period, watched
from desk_app.services.office_lists import office_list
from desk_app.services.office_settings import office_settings
from desk_app.services.paper_parts import office_of
from desk_app.services.papers import Paper


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
        rows=_detail(rd, rows, last, now),
        issued_at=office_time(now),
        clerk=by.display_name,
    )


def day_log_paper(rd: Reading, by: Session, first: date, last: date, now: datetime) -> Paper:
    """Return the daily report as PDF."""
    return office_list(rd, day_report(rd, by, first, last, now), last).drawn()


def _detail(rd: Reading, rows: Sequence[BookRow], last: date, now: datetime) -> tuple[DayLogLine, ...]:
    # A report of an earlier day lists what is due when it is made, and says which day that is; what came after that
    # day is no part of it.
    today = office_time(now).date()
    due = "Đến hạn hôm nay" if last == today else f"Đến hạn ngày {paper_date(today)}"
    groups = ((Watch.DUE_TODAY, due), (Watch.LATE, "Quá hạn"), (Watch.READY, "Chờ đến nhận"))
    watch = [one for one in watched(rd, now) if _came_by(one, last)]
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


def _came_by(one: WatchedDossier, last: date) -> bool:
    received_at = one.line.received_at
    return received_at is not None and office_time(received_at).date() <= last


def _watched_line(one: WatchedDossier, heading: str) -> DayLogLine:
    note = ""
    if one.group is Watch.LATE:
        note = (f"trễ {one.days} ngày; " if one.days else "quá giờ hẹn; ") + (
            "đã xin lỗi" if one.apologies else "chưa xin lỗi"
        )
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


def _ended(row: BookRow) -> bool:
    return State(row.state) in (State.WITHDRAWN, State.STOPPED)
