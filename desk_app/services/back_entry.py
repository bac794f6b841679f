"""Phiếu dự phòng and đợt nhập bù: codes printed before a power cut, and the papers entered after it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from desk_app.domain.codes import DossierCode, format_code
from desk_app.domain.dates import paper_datetime
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import BackEntryClosed, BackEntryOpened, NumbersReserved
from desk_app.models.queries.papers import BackEntry
from desk_app.models.store import Store
from desk_app.models.transaction import Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.mending import authority_of
from desk_app.services.office_settings import office_settings

sentences(
    too_many_slips="Mỗi lần in từ 1 đến {most} phiếu dự phòng.",
    back_entry_unknown="Không có đợt nhập bù này, hoặc đợt đã đóng. Nhờ trưởng bộ phận mở đợt nhập bù.",
    back_entry_outside="Giờ ghi trên phiếu ({moment}) nằm ngoài đợt nhập bù từ {start} đến {end}.",
    back_entry_backwards="Đợt nhập bù phải có giờ bắt đầu trước giờ kết thúc và không ở tương lai.",
)

MOST_SLIPS = 200


@dataclass(frozen=True)
class ReservedSlips:
    """Codes taken out of the day's series for emergency slips."""

    day: date
    codes: tuple[DossierCode, ...]


def reserve_slips(store: Store, session: Session, day: date, count: int, now: datetime) -> ReservedSlips:
    """Take codes for emergency slips out of a day's series. Raises DeskError ``too_many_slips``."""
    session.require(Right.RECEIVE)
    if not 1 <= count <= MOST_SLIPS:
        raise DeskError("too_many_slips", most=MOST_SLIPS)
    with store.transaction(now, actor=session.login) as tx:
        office = office_settings(tx)
        numbers = tx.reserve_numbers(office.agency_id, day, count)
        tx.record(tx.office_id, NumbersReserved(day=day, first=numbers[0], last=numbers[-1]))
    return ReservedSlips(
        day, tuple(format_code(office.code_format, office.agency_id, day, number) for number in numbers)
    )


def open_back_entry(store: Store, session: Session, start: datetime, end: datetime, reason: str, now: datetime) -> UUID:
    """Open a back-entry session: papers written between start and end may be entered with their own times.

    Raises DeskError ``not_entitled``, ``back_entry_backwards``, ``reason_needed``.
    """
    session.require(Right.MEND)
    if not start < end <= now:
        raise DeskError("back_entry_backwards")
    authority = authority_of(session, reason)
    with store.transaction(now, actor=session.login) as tx:
        opened = uuid4()
        tx.record(tx.office_id, BackEntryOpened(session=opened, from_time=start, to_time=end, authority=authority))
        tx.back_entries.add(
            BackEntry(
                id=opened,
                from_time=start,
                to_time=end,
                reason=authority.reason,
                opened_by=session.login,
                opened_at=now,
                closed_at=None,
            )
        )
    return opened


def close_back_entry(store: Store, session: Session, opened: UUID, now: datetime) -> None:
    """Close a back-entry session."""
    session.require(Right.MEND)
    with store.transaction(now, actor=session.login) as tx:
        tx.record(tx.office_id, BackEntryClosed(session=opened))
        tx.back_entries.close(opened, now=now)


def open_back_entries(store: Store) -> tuple[BackEntry, ...]:
    """Return the back-entry sessions that stand open."""
    with store.reading() as rd:
        return tuple(rd.back_entries.open())


def check_back_entry(tx: Transaction, opened: UUID, received_at: datetime) -> None:
    """Raise DeskError when a paper's time does not fall into an open back-entry session."""
    found = tx.back_entries.get(opened)
    if found is None or found.closed_at is not None:
        raise DeskError("back_entry_unknown")
    if not found.from_time <= received_at <= found.to_time:
        raise DeskError(
            "back_entry_outside",
            moment=paper_datetime(received_at),
            start=paper_datetime(found.from_time),
            end=paper_datetime(found.to_time),
        )
