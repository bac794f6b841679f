"""Sổ theo dõi hồ sơ: the rows of the book by day, range, field or book, with the ordinals that were printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desk_app.domain.dates import office_time, paper_date, paper_datetime
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.forms.period_papers import BookData, BookLine
from desk_app.domain.states import State
from desk_app.models.queries.book import BookQuery, BookRow
from desk_app.models.transaction import Reading
from desk_app.services.accounts import Right, Session
from desk_app.services.late import days_period
from desk_app.services.office_lists import office_list
from desk_app.services.office_settings import office_settings
from desk_app.services.paper_parts import office_of
from desk_app.services.papers import Paper

sentences(unknown_book="Không có quyển sổ “{book}”. Các quyển đang có: {books}.")

_BOOKS_NAMED = 12
"""The newest books a sentence names; a desk begins a few each year."""

_HOW_WORDS = {"desk": "Tại quầy", "post": "Bưu chính", "electronic": "Điện tử"}
_STATE_NOTES = {
    State.SUPPLEMENT_WAIT: "Chờ bổ sung",
    State.PAYMENT_WAIT: "Chờ nghĩa vụ tài chính",
    State.WITHDRAWN: "Đã rút",
    State.STOPPED: "Dừng giải quyết",
}


@dataclass(frozen=True)
class BookWanted:
    """Which lines of the book. first, last: days of reception, both included; field, book: "" = every one."""

    first: date
    last: date
    field: str = ""
    book: str = ""


def book_rows(rd: Reading, wanted: BookWanted, now: datetime) -> list[BookRow]:
    """Return the lines of the book in the order they were written: by book and ordinal, cancelled ones among them.

    Raises DeskError ``unknown_book`` for a book in which nothing was ever written.
    """
    query = BookQuery(rd.connection)
    rows = query.rows(days_period(wanted.first, wanted.last, now), field=wanted.field or None, book=wanted.book or None)
    if wanted.book and not rows and wanted.book not in (books := query.books()):
        raise DeskError("unknown_book", book=wanted.book, books=", ".join(books[:_BOOKS_NAMED]) or "–")
    return rows


def book_paper(rd: Reading, by: Session, wanted: BookWanted, now: datetime) -> Paper:
    """Return the book as PDF, landscape A4, in the form set of its last day. Any role may read it."""
    by.require(Right.READ)
    data = book_data(rd, by, wanted, book_rows(rd, wanted, now), now)
    return office_list(rd, data, wanted.last).drawn()


def book_data(
    rd: Reading,
    by: Session,
    wanted: BookWanted,
    rows: Sequence[BookRow],
    now: datetime,
    *,
    supplement: int = 0,
    chain: str = "",
) -> BookData:
    """Return what the book says of these rows. supplement, chain: of a closed day, which the supervisor signs."""
    books = {row.book for row in rows if row.book}
    return BookData(
        office=office_of(office_settings(rd).heading),
        book=wanted.book or (books.pop() if len(books) == 1 else ""),
        field=wanted.field,
        period=period_words(wanted.first, wanted.last),
        supplement=supplement,
        rows=tuple(book_line(row) for row in rows),
        totals=_totals_said(book_totals(rows)),
        chain=chain,
        issued_at=office_time(now),
        clerk="" if chain else by.display_name,
        supervisor=by.display_name if chain else "",
    )


def book_line(row: BookRow) -> BookLine:
    """Return a line of the book in words."""
    due = paper_datetime(row.due_at) if row.due_at else "không hẹn ngày cụ thể"
    notes = ["Đã hủy tiếp nhận" if row.voided else _STATE_NOTES.get(State(row.state), "")]
    if row.original_due_at and row.due_at and row.original_due_at != row.due_at and not row.voided:
        notes.append(f"hẹn ban đầu {paper_date(row.original_due_at)}")
    return BookLine(
        ordinal="" if row.ordinal is None else str(row.ordinal),
        code=row.code,
        procedure=row.procedure,
        summary=row.summary,
        sets=str(row.sets),
        owner=row.owner,
        address=row.address,
        phone=row.phone,
        unit=row.unit,
        received=paper_datetime(row.received_at),
        due=due,
        handed=_moment(row.handed_at),
        ready=_moment(row.ready_at),
        returned=_moment(row.returned_at),
        how=_HOW_WORDS.get(row.how, ""),
        receiver=row.receiver,
        clerk=row.received_by,
        note="; ".join(note for note in notes if note),
        struck=row.voided,
    )


@dataclass(frozen=True)
class BookTotals:
    """What stands under the table, each a number of dossiers but ``sets``; cancelled ones are counted apart."""

    dossiers: int
    sets: int
    voided: int
    returned: int
    ready: int
    ended: int

    @property
    def running(self) -> int:
        """Return how many are still being processed."""
        return self.dossiers - self.returned - self.ready - self.ended


def book_totals(rows: Sequence[BookRow]) -> BookTotals:
    """Count the lines of the book."""
    standing = [row for row in rows if not row.voided]
    return BookTotals(
        dossiers=len(standing),
        sets=sum(row.sets for row in standing),
        voided=len(rows) - len(standing),
        returned=sum(row.returned_at is not None for row in standing),
        ready=sum(State(row.state) is State.RESULT_READY for row in standing),
        ended=sum(State(row.state) in (State.WITHDRAWN, State.STOPPED) for row in standing),
    )


def _totals_said(of: BookTotals) -> tuple[str, ...]:
    words = f"Tổng số hồ sơ: {of.dossiers}, tổng số bộ: {of.sets}."
    if of.voided:
        words += f" Đã hủy tiếp nhận (gạch ngang, không tính): {of.voided}."
    second = (
        f"Đã trả kết quả: {of.returned}; có kết quả, chờ nhận: {of.ready}; rút, dừng: {of.ended}; "
        f"đang giải quyết: {of.running}."
    )
    return (words, second)


def period_words(first: date, last: date) -> str:
    """Return ``Ngày 27/08/2026`` or ``Từ 01/07/2026 đến 30/09/2026``."""
    return f"Ngày {paper_date(first)}" if first == last else f"Từ {paper_date(first)} đến {paper_date(last)}"


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else paper_datetime(moment)
