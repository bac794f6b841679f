"""The papers of a day that is closed (book, report, minutes, money), and of what came later: read first, then drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from desk_app.domain.dates import office_time
from desk_app.domain.fees import money
from desk_app.domain.forms.period_papers import ClosingChange, ClosingCheck, ClosingFigure, DayClosingData
from desk_app.domain.statistics import grouped
from desk_app.models.transaction import Reading
from desk_app.services.accounts import Session
from desk_app.services.day_changes import DayChange, changed_dossiers
from desk_app.services.day_checks import Check, CheckLine
from desk_app.services.day_log import day_report
from desk_app.services.follow_up_book import BookWanted, book_data, book_rows, period_words
from desk_app.services.office_lists import OfficeList, office_list
from desk_app.services.office_settings import office_settings
from desk_app.services.paper_parts import office_of
from desk_app.services.statistics import fees_data

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
class DayPart:
    """A day about to be closed, or what came after it was, as it stands at one moment of the log.

    number: 0 the day itself, n its supplement. heads: the last seq and hash of every stream then; chain: this desk's
    own among them, in words. figures, before: of the whole day, now and as the last part told them (empty for the
    first). changes: what was mended on the day; of a supplement, what came after the last part. reason: why it is
    closed with lines open.
    """

    day: date
    number: int
    heads: Mapping[UUID, tuple[int, str]]
    chain: str
    figures: Mapping[str, int]
    before: Mapping[str, int]
    checks: tuple[CheckLine, ...]
    changes: tuple[DayChange, ...]
    reason: str

    @property
    def open_lines(self) -> int:
        """How many lines of the check list are still to be done."""
        return sum(line.open for line in self.checks)


def part_papers(rd: Reading, by: Session, part: DayPart, now: datetime) -> tuple[OfficeList, ...]:
    """Return a part's papers in their order, read and not yet drawn: the day whole, or only what came after it."""
    day = part.day
    minutes = office_list(rd, _minutes(rd, by, part, now), day)
    if not part.number:
        report, fees = day_report(rd, by, day, day, now), fees_data(rd, by, day, day, now)
        return (*_book(rd, by, part, now), office_list(rd, report, day), minutes, office_list(rd, fees, day))
    return (*_book(rd, by, part, now), minutes)


def _book(rd: Reading, by: Session, part: DayPart, now: datetime) -> tuple[OfficeList, ...]:
    """Return the day's lines of the book; of a supplement those of its dossiers, no page where the book has none."""
    wanted = BookWanted(part.day, part.day)
    rows = book_rows(rd, wanted, now)
    if part.number:
        touched = set(changed_dossiers(part.changes))
        rows = [row for row in rows if row.id in touched]
        if not rows:
            return ()
    data = book_data(rd, by, wanted, rows, now, supplement=part.number, chain=part.chain)
    return (office_list(rd, data, part.day),)


def _minutes(rd: Reading, by: Session, part: DayPart, now: datetime) -> DayClosingData:
    """Return what the minutes (biên bản chốt ngày) say; those of a supplement name only what is still open."""
    return DayClosingData(
        office=office_of(office_settings(rd).heading),
        period=period_words(part.day, part.day),
        supplement=part.number,
        figures=tuple(
            ClosingFigure(words=words, before=_figure(part.before, name), now=grouped(part.figures[name]))
            for name, words in FIGURE_WORDS.items()
        ),
        checks=tuple(_check(line) for line in part.checks if not part.number or line.open),
        reason=part.reason,
        changes=tuple(map(_change_line, part.changes)),
        chain=part.chain,
        issued_at=office_time(now),
        clerk=by.display_name,
    )


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
