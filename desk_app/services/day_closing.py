"""Chốt ngày: a day's papers kept byte for byte, and numbered supplements for whatever arrives later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from desk_app.domain.dates import office_time, paper_date
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import DayClosed, StreamHead
from desk_app.domain.fees import money
from desk_app.domain.forms.any_paper import day_of_paper
from desk_app.domain.forms.form import form_set_for
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.domain.forms.period_papers import ClosingChange, ClosingCheck, ClosingFigure, DayClosingData
from desk_app.domain.statistics import grouped
from desk_app.domain.text import clean_line
from desk_app.models.log_reading import own_streams
from desk_app.models.queries.book import BookQuery, ClosedPart
from desk_app.models.queries.day_events import DayEvents
from desk_app.models.queries.papers import KeptPaper
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.printing.assembly import joined
from desk_app.printing.papers import render
from desk_app.services.accounts import Right, Session
from desk_app.services.day_changes import DayChange, in_words, mended_on, written_after
from desk_app.services.day_checks import Check, CheckLine, day_checks, money_of
from desk_app.services.day_log import day_log_paper
from desk_app.services.follow_up_book import BookWanted, book_data, book_rows, period_words, printed_book
from desk_app.services.form_versions import current_form
from desk_app.services.late import days_period
from desk_app.services.office_settings import office_settings
from desk_app.services.paper_parts import office_of
from desk_app.services.papers import Paper
from desk_app.services.statistics import fees_paper

sentences(
    day_has_open_lines="Còn {count} việc chưa xong trong ngày {day}. Xử lý, hoặc ghi lý do rồi chốt ngày.",
    day_not_over="Ngày {day} chưa đến nên chưa chốt được.",
    nothing_to_supplement="Ngày {day} đã chốt và chưa có gì phát sinh sau đó.",
    day_not_kept="Ngày {day} chưa chốt, hoặc không có phần bổ sung số {number}.",
)

DAY = "day"
"""Under which the papers of closed days are kept; number 0 is the day itself, 1… its supplements."""

FIGURE_WORDS = {
    "received": "Hồ sơ tiếp nhận",
    "voided": "Hồ sơ đã hủy tiếp nhận",
    "declined": "Không tiếp nhận",
    "returned": "Đã trả kết quả trong ngày",
    "mended": "Lần sửa, hủy trong ngày",
    "receipts": "Khoản tiền đã thu",
    "money": "Tiền thu (đồng)",
}
"""The figures of a closed day as its papers name them, in their order."""


@dataclass(frozen=True)
class ClosedDay:
    """A day that was closed. number: 0 the day itself, n its supplement; paper: its kept PDF."""

    day: date
    number: int
    paper: KeptPaper


@dataclass(frozen=True)
class DayStanding:
    """How far a day is closed. parts: itself and its supplements, in their order; later: what came after the last."""

    day: date
    parts: tuple[DayClosed, ...]
    later: tuple[DayChange, ...]

    @property
    def next_number(self) -> int:
        """The number the next part gets: 0 the day itself, n its supplement."""
        return max((part.supplement for part in self.parts), default=-1) + 1


def close_day(store: Store, session: Session, day: date, now: datetime, reason: str = "") -> ClosedDay:
    """Close a day, or add a supplement to a closed one with everything that came since and is of that day.

    The papers (book, report, check list, money) are kept as they are for ever; the event names the heads of all
    streams and the digest of the papers. reason: needed where lines are open. Raises DeskError ``not_entitled``,
    ``day_not_over``, ``day_has_open_lines``, ``nothing_to_supplement``.
    """
    session.require(Right.MEND)
    if day > office_time(now).date():
        raise DeskError("day_not_over", day=paper_date(day))
    reason = clean_line(reason)
    with store.transaction(now, actor=session.login) as tx:
        standing = _standing(tx, day, now)
        number = standing.next_number
        if number and not standing.later:
            raise DeskError("nothing_to_supplement", day=paper_date(day))
        checks = day_checks(tx, day, now)
        open_lines = [line for line in checks if line.open]
        if open_lines and not reason:
            raise DeskError("day_has_open_lines", count=len(open_lines), day=paper_date(day))
        heads = tx.stream_heads()
        seq, chain_hash = heads[tx.identity().stream]
        chain = f"{tx.desk_id}, số thứ tự {seq}, {chain_hash[:16]}"
        figures = day_figures(tx, day, now)
        pdf = _papers(tx, session, standing, checks, figures, reason, chain, now)
        title = f"Chốt ngày {paper_date(day)}" + (f", phần bổ sung số {number}" if number else "")
        kept = tx.kept_papers.add(KeptPaper(tx.new_id(), DAY, day.isoformat(), number, title, pdf, now))
        tx.record(
            tx.office_id,
            DayClosed(
                day=day,
                supplement=number,
                heads=tuple(StreamHead(stream=s, seq=at[0], hash=at[1]) for s, at in sorted(heads.items(), key=str)),
                totals={**figures, "open_lines": len(open_lines)},
                pdf_digest=kept.digest,
                open_lines_reason=reason,
                closed_by=session.display_name,
            ),
        )
        return ClosedDay(day, number, kept)


def day_standing(rd: Reading, day: date, now: datetime) -> DayStanding:
    """Return how far a day is closed, and what came after its last part."""
    return _standing(rd, day, now)


def closings_of(rd: Reading, day: date) -> list[DayClosed]:
    """Return how this desk closed a day: itself first, then its supplements.

    Another desk of the office closes with papers and numbers of its own.
    """
    own = own_streams(rd.connection)
    found = [event for event in DayEvents(rd.connection).closings(day) if event.envelope.stream in own]
    bodies = [event.body for event in found if isinstance(event.body, DayClosed)]
    return sorted((body for body in bodies if body.day == day), key=lambda body: body.supplement)


def closed_days(rd: Reading, after: ClosedPart | None = None, limit: int = 60) -> list[ClosedPart]:
    """Return the parts whose papers are kept, the newest day first. after: the last part already known."""
    return BookQuery(rd.connection).closed_days(after, limit)


def closed_parts(rd: Reading, day: date) -> list[ClosedPart]:
    """Return the parts of a closed day whose papers are kept: itself, then its supplements."""
    return BookQuery(rd.connection).closed_day(day)


def kept_day(rd: Reading, day: date, number: int = 0) -> KeptPaper | None:
    """Return the very papers of a closed day."""
    return rd.kept_papers.of_period(DAY, day.isoformat(), number)


def kept_paper(rd: Reading, by: Session, day: date, number: int = 0) -> Paper:
    """Return the kept papers of a closed day, to be seen and printed again as they are. Raises ``day_not_kept``."""
    by.require(Right.READ)
    kept = kept_day(rd, day, number)
    if kept is None:
        raise DeskError("day_not_kept", day=paper_date(day), number=number)
    return Paper(DAY, kept.digest, PaperSize.A4, kept.pdf)


def day_figures(rd: Reading, day: date, now: datetime) -> dict[str, int]:
    """Return the figures of a whole day as they stand now, by the names of ``FIGURE_WORDS``. money: VND."""
    period = days_period(day, day, now)
    rows = book_rows(rd, BookWanted(day, day), now)
    voided = sum(row.voided for row in rows)
    taken = money_of(rd, day, now)
    return {
        "received": len(rows) - voided,
        "voided": voided,
        "declined": rd.reports.outside_06a(period).declined,
        "returned": len(BookQuery(rd.connection).returned(period)),
        "mended": len(mended_on(rd, day, now)),
        "receipts": len(taken),
        "money": int(sum(fee.amount for fee in taken)),
    }


def _standing(rd: Reading, day: date, now: datetime) -> DayStanding:
    parts = tuple(closings_of(rd, day))
    later = in_words(rd, written_after(rd, day, _covered(parts), now)) if parts else ()
    return DayStanding(day, parts, later)


def _covered(parts: Iterable[DayClosed]) -> Mapping[UUID, int]:
    """Return up to where the streams stand in the papers of a day."""
    heads: dict[UUID, int] = {}
    for part in parts:
        for head in part.heads:
            heads[head.stream] = max(heads.get(head.stream, 0), head.seq)
    return heads


def _papers(
    tx: Transaction,
    session: Session,
    standing: DayStanding,
    checks: Sequence[CheckLine],
    figures: Mapping[str, int],
    reason: str,
    chain: str,
    now: datetime,
) -> bytes:
    """Return a part's papers in one PDF: the day whole, or what came after it."""
    day, number = standing.day, standing.next_number
    wanted = BookWanted(day, day)
    rows = book_rows(tx, wanted, now)
    if number:
        touched = {change.dossier for change in standing.later}
        rows = [row for row in rows if row.id in touched]
    book = printed_book(tx, book_data(tx, session, wanted, rows, now, supplement=number, chain=chain), day).pdf
    sheet = _sheet(tx, session, standing, checks, figures, reason, chain, now)
    if number:
        return joined((book, sheet)) if rows else sheet
    log = day_log_paper(tx, session, day, day, now).pdf
    return joined((book, log, sheet, fees_paper(tx, session, day, day, now).pdf))


def _sheet(
    tx: Transaction,
    session: Session,
    standing: DayStanding,
    checks: Sequence[CheckLine],
    figures: Mapping[str, int],
    reason: str,
    chain: str,
    now: datetime,
) -> bytes:
    day, number = standing.day, standing.next_number
    before = standing.parts[-1].totals if standing.parts else {}
    office = office_settings(tx)
    data = DayClosingData(
        office=office_of(office.heading),
        period=period_words(day, day),
        supplement=number,
        figures=tuple(
            ClosingFigure(words=words, before=_figure(before, name), now=grouped(figures[name]))
            for name, words in FIGURE_WORDS.items()
        ),
        checks=tuple(_check(line) for line in checks if not number or line.open),
        reason=reason,
        changes=tuple(_change_line(change) for change in standing.later or mended_on(tx, day, now)),
        chain=chain,
        issued_at=office_time(now),
        clerk=session.display_name,
    )
    form = current_form(tx, office.form_set or form_set_for(day), "day_closing", day_of_paper(data))
    return render(data, form, PaperSize.A4)


def _figure(before: Mapping[str, int], name: str) -> str:
    return grouped(before[name]) if name in before else ""


def _check(line: CheckLine) -> ClosingCheck:
    note = str(line.note) if line.note is not None else ""
    if line.check is Check.MONEY:
        note = money(Decimal(line.amount))
    return ClosingCheck(words=str(line.words), count=line.count, note=note, open=line.open)


def _change_line(change: DayChange) -> ClosingChange:
    return ClosingChange(
        at=change.at,
        code=change.code,
        owner=change.owner,
        what=str(change.what),
        details="; ".join(str(detail) for detail in change.details),
        who=change.who,
    )
