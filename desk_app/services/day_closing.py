"""Chốt ngày: a day's papers kept byte for byte, and numbered supplements for whatever arrives later."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from desk_app.domain.dates import office_time, paper_date
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import DayClosed, StreamHead
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.domain.text import clean_line
from desk_app.models import second_versions
from desk_app.models.log_reading import own_streams
from desk_app.models.queries.book import BookQuery, ClosedPart
from desk_app.models.queries.day_events import DayEvents
from desk_app.models.queries.papers import KeptPaper
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.printing.assembly import joined
from desk_app.services.accounts import Right, Session
from desk_app.services.day_changes import DayChange, in_words, mended_on, written_after
from desk_app.services.day_checks import day_checks, money_of
from desk_app.services.day_closing_papers import DayPart, part_papers
from desk_app.services.follow_up_book import BookWanted, book_rows
from desk_app.services.late import days_period
from desk_app.services.papers import Paper

sentences(
    day_has_open_lines="Còn {count} việc chưa xong trong ngày {day}. Xử lý, hoặc ghi lý do rồi chốt ngày.",
    day_not_over="Ngày {day} chưa đến nên chưa chốt được.",
    day_still_written="Chưa chốt ngày {day}: trong lúc lập giấy tờ, quầy vẫn ghi thêm việc mới. Nhấn F9 lần nữa.",
    nothing_to_supplement="Ngày {day} đã chốt và chưa có gì phát sinh sau đó.",
    day_not_kept="Ngày {day} chưa chốt, hoặc không có phần bổ sung số {number}.",
)

DAY = "day"
"""Under which the papers of closed days are kept; number 0 is the day itself, 1… its supplements."""

_TRIES = 3
"""So often are the papers made before a person is asked to wait for a quieter moment."""


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
    streams and the digest of the papers. They are drawn while nobody has to wait for them; where something was
    written meanwhile they are made again, so that what is kept is what stood when the day was closed. reason: needed
    where lines are open. Raises DeskError ``not_entitled``, ``day_not_over``, ``day_has_open_lines``,
    ``nothing_to_supplement``, ``day_still_written``, ``paper_failed``.
    """
    session.require(Right.MEND)
    if day > office_time(now).date():
        raise DeskError("day_not_over", day=paper_date(day))
    for _ in range(_TRIES):
        with store.reading() as rd:
            part = _part_to_close(rd, day, now, clean_line(reason))
            papers = part_papers(rd, session, part, now)
            seen = _written_so_far(rd)
        pdf = joined([paper.drawn().pdf for paper in papers])
        with store.transaction(now, actor=session.login) as tx:
            if _written_so_far(tx) == seen:
                return _keep(tx, session, part, pdf)
    raise DeskError("day_still_written", day=paper_date(day))


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
    """Return the figures of a whole day as they stand now, by their names in ``FIGURE_WORDS``. money: VND."""
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


def _part_to_close(rd: Reading, day: date, now: datetime, reason: str) -> DayPart:
    """Return a day as it would be closed now. Raises ``nothing_to_supplement``, ``day_has_open_lines``."""
    standing = _standing(rd, day, now)
    number = standing.next_number
    if number and not standing.later:
        raise DeskError("nothing_to_supplement", day=paper_date(day))
    identity, heads = rd.identity(), rd.stream_heads()
    seq, chain_hash = heads[identity.stream]
    part = DayPart(
        day=day,
        number=number,
        heads=heads,
        chain=f"{identity.desk_id}, số thứ tự {seq}, {chain_hash[:16]}",
        figures=day_figures(rd, day, now),
        before=standing.parts[-1].totals if standing.parts else {},
        checks=day_checks(rd, day, now),
        changes=standing.later or mended_on(rd, day, now),
        reason=reason,
    )
    if part.open_lines and not reason:
        raise DeskError("day_has_open_lines", count=part.open_lines, day=paper_date(day))
    return part


def _written_so_far(rd: Reading) -> tuple[dict[UUID, tuple[int, str]], int]:
    """Return what tells two moments of the log apart: where its streams stand, how many versions lie beside them."""
    return rd.stream_heads(), len(second_versions.envelopes(rd.connection))


def _keep(tx: Transaction, session: Session, part: DayPart, pdf: bytes) -> ClosedDay:
    """Keep the papers of a part and write down that it is closed."""
    day, number = part.day, part.number
    title = f"Chốt ngày {paper_date(day)}" + (f", phần bổ sung số {number}" if number else "")
    kept = tx.kept_papers.add(KeptPaper(tx.new_id(), DAY, day.isoformat(), number, title, pdf, tx.now))
    tx.record(
        tx.office_id,
        DayClosed(
            day=day,
            supplement=number,
            heads=tuple(StreamHead(stream=s, seq=at[0], hash=at[1]) for s, at in sorted(part.heads.items(), key=str)),
            totals={**part.figures, "open_lines": part.open_lines},
            pdf_digest=kept.digest,
            open_lines_reason=part.reason,
            closed_by=session.display_name,
        ),
    )
    return ClosedDay(day, number, kept)


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
