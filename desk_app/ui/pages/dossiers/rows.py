"""The list of dossiers: what is read for a row, its columns, and how two states stand in one cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QPainter
from typing_extensions import override

from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.codes import ScanKind, parse_scan
from desk_app.domain.dates import office_time
from desk_app.domain.dossier_fields import CHANNELS
from desk_app.domain.people import mask_id, mask_phone
from desk_app.domain.procedures import ChannelKind
from desk_app.domain.states import State
from desk_app.models.queries.dossiers import DossierFilter, DossierLine, PageKey
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.services.dossier_standing import Standing, standing
from desk_app.services.office_settings import office_calendar, office_settings
from desk_app.ui.translation import say, tr
from desk_app.ui.widgets.big_date import weekday_name
from desk_app.ui.widgets.states import STATES
from desk_app.ui.widgets.tables import ROW_ROLE, Batch, CellDelegate, Column

PAGE_ROWS = 100
MOST_FOUND = 200
"""A search shows so many dossiers, the newest; more words narrow it."""
MOST_KEPT = 1000
"""A refresh reads again so many rows as were there, so that the list does not jump."""

STATE_COLUMN = 5


@dataclass(frozen=True)
class ListRow:
    """A dossier in the list, and how it stood when it was read."""

    line: DossierLine
    standing: Standing


def listed(
    store: Store, wanted: DossierFilter, clock: Callable[[], datetime], first: int = PAGE_ROWS
) -> Callable[[object | None], Batch[ListRow]]:
    """Return the function that reads a list piece by piece, off the UI thread. first: rows of its first piece."""

    def fetch(key: object | None) -> Batch[ListRow]:
        with store.reading() as rd:
            after: PageKey | None = key  # type: ignore[assignment]
            page = rd.dossiers.page(wanted, after=after, limit=PAGE_ROWS if key is not None else first)
            return Batch(_rows(rd, page.lines, clock()), page.next_key)

    return fetch


def found(store: Store, typed: str, clock: Callable[[], datetime]) -> Callable[[object | None], Batch[ListRow]]:
    """Return the function that searches for what was typed or scanned: a code, a card, a number, words."""

    def fetch(_key: object | None) -> Batch[ListRow]:
        scan = parse_scan(typed)
        wanted = typed
        if scan.kind is ScanKind.DOSSIER and scan.code is not None:
            wanted = scan.code.text
        elif scan.kind is ScanKind.CARD and scan.card is not None:
            wanted = scan.card.number
        with store.reading() as rd:
            return Batch(_rows(rd, rd.dossiers.search(wanted, MOST_FOUND), clock()))

    return fetch


def given(
    store: Store, wanted: Sequence[UUID], clock: Callable[[], datetime], first: int = PAGE_ROWS
) -> Callable[[object | None], Batch[ListRow]]:
    """Return the function that reads a list another page put together, in its order. first: rows of its first piece."""

    def fetch(key: object | None) -> Batch[ListRow]:
        start = key if isinstance(key, int) else 0
        end = start + (PAGE_ROWS if key is not None else first)
        with store.reading() as rd:
            rows = _rows(rd, rd.dossiers.lines(wanted[start:end]), clock())
        return Batch(rows, end if end < len(wanted) else None, total=len(wanted))

    return fetch


def columns() -> list[Column[ListRow]]:
    """Return the columns in the user's language."""
    return [
        Column(tr("Mã hồ sơ"), lambda row: row.line.code or "–", 208, detail=_below_code, digits=True),
        Column(tr("Chủ hồ sơ"), lambda row: row.line.owner_name, detail=_numbers),
        Column(tr("Thủ tục, nội dung"), lambda row: row.line.procedure_name, detail=_summary),
        Column(tr("Tiếp nhận"), _received, 164, detail=_below_received),
        Column(tr("Hẹn trả"), _due, 138, detail=_below_due),
        Column(tr("Trạng thái"), _state_words, 176),
    ]


class DossierDelegate(CellDelegate):
    """Paints the last column as two states: the dossier's own, and what stands on top of it."""

    @override
    def paint_content(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex, selected: bool
    ) -> None:
        row = index.data(ROW_ROLE)
        if index.column() != STATE_COLUMN or not isinstance(row, ListRow):
            super().paint_content(painter, rect, index, selected)
            return
        over = _over(row)
        if over is None:
            self._paint_state(painter, rect, row.standing.state, {})
            return
        half = rect.height() // 2
        upper = QRect(rect.left(), rect.top(), rect.width(), half)
        self._paint_state(painter, upper, over[0], over[1])
        self._paint_state(painter, upper.translated(0, half), row.standing.state, {})


def _over(row: ListRow) -> tuple[str, dict[str, object]] | None:
    if row.standing.over:
        return row.standing.over, {"n": row.standing.late_days}
    return ("apologised", {}) if row.line.apologised and row.line.open else None


def _state_words(row: ListRow) -> str:
    over = _over(row)
    words = [tr(STATES[over[0]][0], **over[1])] if over is not None else []
    return ", ".join([*words, tr(STATES[row.standing.state][0])])


def _rows(rd: Reading, lines: tuple[DossierLine, ...] | list[DossierLine], now: datetime) -> list[ListRow]:
    calendar = office_calendar(rd, office_settings(rd))
    return [ListRow(line, _standing(line, now, calendar)) for line in lines]


def _standing(line: DossierLine, now: datetime, calendar: OfficeCalendar) -> Standing:
    return standing(
        line.state,
        voided=line.voided,
        due_at=line.due_at,
        late_from=line.late_from,
        waiting_since=line.waiting_since,
        now=now,
        calendar=calendar,
    )


def _below_code(row: ListRow) -> str:
    channel = "" if row.line.channel in ("", ChannelKind.DIRECT) else say(CHANNELS[ChannelKind(row.line.channel)])
    check = tr("Có việc cần kiểm tra") if row.line.open_flags else ""
    priority = tr("Ưu tiên") if row.line.priority else ""
    return " · ".join(part for part in (check, priority, channel, row.line.external_code or "") if part)


def _numbers(row: ListRow) -> str:
    numbers = (mask_id(row.line.owner_id_number), mask_phone(row.line.owner_phone))
    return " · ".join(part for part in numbers if part)


def _summary(row: ListRow) -> str:
    return "" if row.line.summary == row.line.procedure_name else row.line.summary


def _received(row: ListRow) -> str:
    return f"{office_time(row.line.listed_at):%d/%m/%Y}"


def _below_received(row: ListRow) -> str:
    return f"{office_time(row.line.listed_at):%H:%M} {row.line.received_by}"


def _due(row: ListRow) -> str:
    if row.line.voided or row.line.received_at is None:
        return "–"
    if row.line.due_at is None:
        return tr("Không hẹn ngày")
    return f"{office_time(row.line.due_at):%d/%m/%Y}"


def _below_due(row: ListRow) -> str:
    line = row.line
    if line.voided or line.due_at is None:
        return ""
    if line.state in (State.SUPPLEMENT_WAIT, State.PAYMENT_WAIT):
        return tr("Đang tạm dừng")
    if line.original_due_at is not None and line.original_due_at != line.due_at:
        return tr("Ban đầu {day}", day=f"{office_time(line.original_due_at):%d/%m}")
    due = office_time(line.due_at)
    return f"{weekday_name(due)} {due:%H:%M}"
