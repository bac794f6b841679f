"""The health of desks: what each said of itself last, and what of it wants somebody's attention."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from central_server.tables import desks, offices
from desk_app.domain.dates import office_time
from desk_app.domain.said import Said, said
from desk_app.sync.limits import DRIFT_MINUTES

SILENT_AFTER = timedelta(days=1)
LONG_SILENT_AFTER = timedelta(days=7)
UNSENT_AFTER = timedelta(hours=8)
BACKUP_AFTER = timedelta(days=7)
CALENDAR_BEFORE = timedelta(days=45)
"""A desk whose calendar ends sooner than this cannot promise every date."""


class Care(IntEnum):
    """How much attention something wants; the worst of a desk's and an office's troubles counts."""

    GOOD = 0
    WAITING = 1
    """Nothing is wrong yet: a code was given and not used, or the desk was revoked on purpose."""
    WARNING = 2
    BAD = 3


CARE_NAMES = {Care.GOOD: "good", Care.WAITING: "waiting", Care.WARNING: "warning", Care.BAD: "bad"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing about a desk. icon: a Material Symbol."""

    care: Care
    icon: str
    words: Said

    @property
    def kind(self) -> str:
        """Return the name of its colour."""
        return CARE_NAMES[self.care]


@dataclass(frozen=True, slots=True)
class DeskHealth:
    """A desk as it said it stands. unsent_for: age of the oldest event it has not sent; ages at the time asked."""

    id: UUID
    desk: str
    enrolled: bool
    revoked: bool
    last_contact: datetime | None
    queued: int
    unsent_for: timedelta | None
    program: str
    catalogue: date | None
    calendar_until: date | None
    drift_seconds: int | None
    backup_at: datetime | None
    troubles: tuple[Trouble, ...]

    @property
    def care(self) -> Care:
        """Return the worst of its troubles."""
        return max((trouble.care for trouble in self.troubles), default=Care.GOOD)


@dataclass(frozen=True, slots=True)
class OfficeHealth:
    """An office with its desks, those with trouble first."""

    office: UUID
    agency: str
    name: str
    desks: tuple[DeskHealth, ...]

    @property
    def care(self) -> Care:
        """Return the worst of its desks."""
        return max((desk.care for desk in self.desks), default=Care.WAITING)


def health(connection: Connection, office: UUID | None, now: datetime) -> list[OfficeHealth]:
    """Return every office (or one) with its desks, in one query: those with trouble first, then by agency."""
    query = select(offices.c.agency, offices.c.name, offices.c.office.label("of"), desks).outerjoin(
        desks, desks.c.office == offices.c.office
    )
    if office is not None:
        query = query.where(offices.c.office == office)
    heads: dict[UUID, tuple[str, str]] = {}
    found: dict[UUID, list[DeskHealth]] = {}
    for row in connection.execute(query):
        heads[row.of] = (row.agency, row.name)
        here = found.setdefault(row.of, [])
        if row.id is not None:
            here.append(_desk(row, now))
    told = [OfficeHealth(key, *heads[key], tuple(_worst_first(here))) for key, here in found.items()]
    return sorted(told, key=lambda one: (-one.care, one.agency))


def _worst_first(found: Sequence[DeskHealth]) -> list[DeskHealth]:
    return sorted(found, key=lambda desk: (-desk.care, desk.desk))


def _desk(row: Row[Any], now: datetime) -> DeskHealth:
    values = row._mapping
    oldest: datetime | None = values["oldest"]
    health = DeskHealth(
        id=values["id"],
        desk=values["desk"],
        enrolled=values["enrolled_at"] is not None,
        revoked=values["token_hash"] is None and values["revoked_at"] is not None,
        last_contact=values["last_contact"],
        queued=values["queued"],
        unsent_for=now - oldest if oldest is not None and values["queued"] else None,
        program=values["program"],
        catalogue=values["catalogue"],
        calendar_until=values["calendar_until"],
        drift_seconds=values["drift_seconds"],
        backup_at=values["backup_at"],
        troubles=(),
    )
    return _with_troubles(health, now)


def _with_troubles(desk: DeskHealth, now: datetime) -> DeskHealth:
    if desk.revoked:
        return replace(desk, troubles=(Trouble(Care.WAITING, "block", said("Đã thu hồi")),))
    if not desk.enrolled:
        return replace(desk, troubles=(Trouble(Care.WAITING, "key", said("Chưa ghi danh")),))
    return replace(desk, troubles=tuple(trouble for trouble in _troubles(desk, now) if trouble is not None))


def _troubles(desk: DeskHealth, now: datetime) -> Sequence[Trouble | None]:
    return (
        _silence(desk, now),
        _unsent(desk),
        _drift(desk),
        _calendar(desk, now),
        _backup(desk, now),
    )


def _silence(desk: DeskHealth, now: datetime) -> Trouble | None:
    if desk.last_contact is None:
        return Trouble(Care.WARNING, "wifi_off", said("Chưa liên lạc lần nào"))
    silent = now - desk.last_contact
    if silent < SILENT_AFTER:
        return None
    care = Care.BAD if silent >= LONG_SILENT_AFTER else Care.WARNING
    return Trouble(care, "wifi_off", said("Không liên lạc {days} ngày", days=silent.days))


def _unsent(desk: DeskHealth) -> Trouble | None:
    if desk.unsent_for is None or desk.unsent_for < UNSENT_AFTER:
        return None
    return Trouble(Care.WARNING, "cloud_upload", said("{n} việc chờ gửi đã lâu", n=desk.queued))


def _drift(desk: DeskHealth) -> Trouble | None:
    minutes = abs(desk.drift_seconds or 0) // 60
    if minutes < DRIFT_MINUTES:
        return None
    return Trouble(Care.BAD, "schedule", said("Đồng hồ lệch {minutes} phút", minutes=minutes))


def _calendar(desk: DeskHealth, now: datetime) -> Trouble | None:
    until = desk.calendar_until
    if until is None or until - office_time(now).date() >= CALENDAR_BEFORE:
        return None
    if until < office_time(now).date():
        return Trouble(Care.BAD, "event_busy", said("Chưa có lịch làm việc năm nay"))
    return Trouble(Care.WARNING, "event_busy", said("Lịch làm việc sắp hết"))


def _backup(desk: DeskHealth, now: datetime) -> Trouble | None:
    if desk.backup_at is None:
        return Trouble(Care.WARNING, "backup", said("Chưa sao lưu"))
    age = now - desk.backup_at
    if age < BACKUP_AFTER:
        return None
    return Trouble(Care.WARNING, "backup", said("Sao lưu cách đây {days} ngày", days=age.days))
