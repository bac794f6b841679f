"""Valid people, receptions and registrations for tests that need a store with dossiers in it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from lives import PROCEDURE, reception

from desk_app.domain.appointment import DeadlineRules
from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.codes import CodeFormat, format_code
from desk_app.domain.dates import office_time
from desk_app.domain.deadline import appointment
from desk_app.domain.events import Received
from desk_app.domain.events.reception import ProcedureSnapshot, Reception
from desk_app.domain.limits import parse_limit
from desk_app.domain.people import Person
from desk_app.domain.procedures import Channel, ChannelKind, Paper, Procedure
from desk_app.models.store import Store, create_store
from desk_app.models.transaction import Transaction

OFFICE = UUID("01900000-0000-7000-8000-000000000001")
DESK, AGENCY, CLERK = "Q1", "H56.14", "canbo"
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
"""Monday 2 March 2026, 08:30 at the office."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A dossier that was registered."""

    id: UUID
    code: str


def a_person(name: str = "TRẦN THỊ MAI", id_number: str = "038190001212", phone: str = "0912345678") -> Person:
    """Return a citizen."""
    return Person(name=name, id_number=id_number, phone=phone, address="Thôn 3, xã Hòa Bình")


def a_procedure(code: str = "1.004873", name: str = PROCEDURE.name, **changes: Any) -> Procedure:
    """Return a published version of a procedure."""
    values: dict[str, Any] = {
        "code": code,
        "name": name,
        "field": "Hộ tịch",
        "decision": "1872/QĐ-BTP",
        "channels": (Channel(channel=ChannelKind.DIRECT, limit=parse_limit("3 working_day")),),
        "papers": (Paper(name="Tờ khai", original=1),),
        "is_full": True,
    }
    return Procedure(**{**values, **changes})


def a_reception(code: str, at: datetime = NOW, **changes: Any) -> Reception:
    """Return a snapshot received at a moment, with its three working days."""
    due = appointment(office_time(at), parse_limit("3 working_day"), OfficeCalendar(), DeadlineRules())
    return reception(code, **{"received_at": office_time(at), "promised": due, **changes})


def a_snapshot(code: str = "1.001193", name: str = "Đăng ký khai sinh", field: str = "Hộ tịch") -> ProcedureSnapshot:
    """Return a procedure as a dossier keeps it."""
    return ProcedureSnapshot(code=code, name=name, short_name=name, field=field)


def new_store(folder: Path, *, desk_id: str = DESK, now: datetime = NOW) -> Store:
    """Return an empty store, open for writing."""
    return create_store(folder, office_id=OFFICE, desk_id=desk_id, now=now)[0]


def receive(tx: Transaction, *, request_id: str = "", **changes: Any) -> Registered:
    """Register a dossier inside a transaction, as the service does: number, ordinal, event."""
    day = office_time(tx.now).date()
    code = str(format_code(CodeFormat(), AGENCY, day, tx.take_number(AGENCY, day)))
    changes = {"book": "1", "ordinal": tx.take_ordinal("1", day.year), **changes}
    dossier = tx.new_id()
    tx.record(dossier, Received(reception=a_reception(code, tx.now, **changes), request_id=request_id))
    return Registered(dossier, code)


def register(store: Store, at: datetime = NOW, *, actor: str = CLERK, **changes: Any) -> Registered:
    """Register a dossier in a transaction of its own."""
    with store.transaction(at, actor) as tx:
        return receive(tx, **changes)


def register_many(store: Store, count: int, start: datetime = NOW) -> list[Registered]:
    """Register dossiers a minute apart."""
    return [register(store, start + timedelta(minutes=place)) for place in range(count)]
