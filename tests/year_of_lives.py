"""A year of an office: dossiers living random legal lives, written through the table of transitions and the steps."""

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from lives import HEADING, MOTHER, reception
from staff import SUPERVISOR

from desk_app.domain.appointment import DeadlineRules
from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.dates import at_office
from desk_app.domain.deadline import appointment
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError
from desk_app.domain.events import Authority, Declined, Event, Received, Reversed
from desk_app.domain.events.reception import ProcedureSnapshot, ReceivedPaper
from desk_app.domain.fees import FeeLine, PayMethod
from desk_app.domain.limits import parse_limit
from desk_app.domain.money_due import money_due
from desk_app.domain.people import Person
from desk_app.domain.procedures import ChannelKind
from desk_app.domain.states import State
from desk_app.domain.transitions import is_legal
from desk_app.models.store import Store
from desk_app.models.transaction import Transaction
from desk_app.services.office import new_office
from desk_app.services.office_settings import office_calendar, office_settings
from desk_app.services.sample_files import sample_office
from desk_app.services.steps import record_step

FIELDS = ("Hộ tịch", "Đất đai", "Chứng thực", "")
UNITS = ("Phòng Kinh tế", "Công chức Tư pháp - Hộ tịch")
LIMITS = ("same_day", "3 working_day", "10 working_day", "20 day", "none")
_LIKELY = {
    "HandedOver": 6, "TakenBack": 1, "SupplementRequested": 3, "Supplemented": 20, "PaymentRequested": 2, "Paid": 4,
    "Withdrawn": 1, "Stopped": 1, "ResultReady": 14, "Returned": 40, "Apologised": 1, "OriginalsReturned": 1,
}  # fmt: skip


@dataclass
class Year:
    """What was lived. now: the morning after its last day."""

    store: Store
    first: date
    now: datetime
    ids: list[UUID] = field(default_factory=list)

    def raw(self) -> Iterator[list[Event]]:
        """Yield the raw events of each dossier, in the order they were written."""
        with self.store.reading() as rd:
            for dossier in self.ids:
                yield rd.dossiers.events_of(dossier)


def live_a_year(folder: Path, count: int, seed: int, days: int = 250) -> Year:
    """Make an office and let so many dossiers live in it."""
    chance = random.Random(seed)
    founded = at_office(date(2026, 1, 5), time(7, 0))
    store, _ = new_office(folder, sample_office(), {}, founded, is_sample=True)
    year = Year(store, founded.date(), founded)
    with store.reading() as rd:
        office = office_settings(rd)
        calendar = office_calendar(rd, office)
    living: list[UUID] = []
    day = founded.date()
    for place in range(days):
        wanted = count * (place + 1) // days - len(year.ids)
        opening = at_office(day, time(7, 30))
        with store.transaction(opening, "canbo") as tx:
            for dossier in [one for one in living if chance.random() < 0.15]:
                if not _take_a_step(tx, dossier, opening + _minutes(chance), chance):
                    living.remove(dossier)
            for _ in range(wanted):
                dossier = tx.new_id()
                year.ids.append(dossier)
                if chance.random() < 0.03:
                    tx.record(dossier, _declined(opening))
                    continue
                number = tx.take_number(office.agency_id, day)
                code = f"{office.agency_id}-{day:%y%m%d}-{number:04d}"
                ordinal = tx.take_ordinal("01/2026", 2026)
                at = opening + _minutes(chance)
                tx.record(dossier, _received(chance, code, ordinal, at, calendar, office.rules))
                living.append(dossier)
        day = calendar.working_day_after(day)
    year.now = at_office(day, time(7, 0))
    return year


def _take_a_step(tx: Transaction, dossier_id: UUID, at: datetime, chance: random.Random) -> bool:
    """Take one random legal step, or undo the last one; False when there is nothing left to do."""
    dossier = tx.dossier(dossier_id)
    if dossier.voided:
        return False
    if chance.random() < 0.05:
        target = dossier.timeline[-1]
        if target.has_effect and target.kind != "Reversed":
            authority = Authority(role="supervisor", reason="ghi nhầm")
            tx.record(dossier_id, Reversed(target=target.event_id, authority=authority))
            return True
    legal = [kind for kind in _LIKELY if is_legal(kind, dossier.state)]
    if dossier.returned is not None or not legal:
        return False
    kind = chance.choices(legal, [_LIKELY[kind] for kind in legal])[0]
    if kind == "Apologised" and dossier.due_at is None:
        return True
    due = money_due(dossier, tx.dossiers.events_of(dossier_id)) if kind in ("Paid", "Returned") else Decimal(0)
    if kind == "Returned" and due:
        kind = "Paid"
    # What contradicts the dossier – a second hand-over to the same unit – is refused, and nobody takes that step.
    with suppress(DeskError):
        record_step(tx, SUPERVISOR, dossier_id, kind, _fields(kind, at, chance, dossier, due), now=at)
    return True


def _fields(kind: str, at: datetime, chance: random.Random, dossier: Dossier, due: Decimal) -> dict[str, Any]:
    told, owner = dossier.shown_due_at, dossier.owners[0]
    match kind:
        case "HandedOver":
            return {"unit": chance.choice(UNITS), "person": "Ông Tư"}
        case "SupplementRequested":
            return {"missing": [{"name": "Trích lục"}]}
        case "PaymentRequested":
            return {"duty": "Lệ phí trước bạ", "amount": 500_000}
        case "Paid":
            asked = 500_000 if dossier.state is State.PAYMENT_WAIT else chance.choice([int(due), int(due) // 2 or 1])
            return {"amount": asked, "method": "cash", "receipt_number": "000123"}
        case "Withdrawn" | "Stopped":
            return {"reason": "theo đề nghị"}
        case "ResultReady":
            return {"number": "118", "form": chance.choice(["paper", "electronic", "both"]), "shelf": "A-12"}
        case "Returned":
            answer = chance.choice(["not_asked", "very_satisfied", "satisfied", "dissatisfied"])
            return {"to": owner.model_dump(mode="json"), "is_owner": True, "compared": True, "satisfaction": answer}
        case "Apologised":
            promised = max(at, told or at) + timedelta(days=5)
            signed = {"signer": "TRẦN VĂN HAI", "signed_on": at.date().isoformat(), "letter_number": "12/PXL"}
            return {"reason": "Chờ xác minh", "new_due_at": promised.isoformat(), **signed}
        case "OriginalsReturned":
            return {"to": owner.name}
        case _:
            return {}


def _received(
    chance: random.Random, code: str, ordinal: int, at: datetime, calendar: OfficeCalendar, rules: DeadlineRules
) -> Received:
    limit = parse_limit(chance.choice(LIMITS))
    channel = chance.choice(list(ChannelKind))
    procedure = ProcedureSnapshot(
        code="1.004873",
        name="Cấp Giấy xác nhận tình trạng hôn nhân",
        short_name="Độc thân",
        field=chance.choice(FIELDS),
    )
    name = "LÊ THỊ =HÀ" if chance.random() < 0.1 else "TRẦN THỊ MAI"
    owner = Person(name=name, phone=f"09{ordinal % 250:08}")  # who comes once comes again, a few times a year
    fee = FeeLine(
        name="Lệ phí hộ tịch", amount=Decimal(8000), full_amount=Decimal(8000), paid=chance.random() < 0.5,
        method=PayMethod.CASH, receipt_number="0001842",
    )  # fmt: skip
    return Received(
        reception=reception(
            code,
            procedure=procedure,
            channel=channel,
            limit=limit,
            promised=appointment(at, limit, calendar, rules, channel.value),
            owners=(owner,),
            papers=(ReceivedPaper(name="Tờ khai", original=1, digitised=chance.random() < 0.5),),
            fees=(fee,) if chance.random() < 0.5 else (),
            competent_unit=chance.choice(UNITS),
            received_at=at,
            book="01/2026",
            ordinal=ordinal,
            restart_after_supplement=chance.random() < 0.2,
        )
    )


def _declined(at: datetime) -> Declined:
    procedure = ProcedureSnapshot(code="1.004873", name="Xác nhận", short_name="Xác nhận", field="Hộ tịch")
    return Declined(
        procedure=procedure, submitter=MOTHER, reason="Không thuộc thẩm quyền", declined_by="LAN", declined_at=at,
        heading=HEADING, form_set="tt-03-2025", form_hash="0" * 64,
    )  # fmt: skip


def _minutes(chance: random.Random) -> timedelta:
    return timedelta(minutes=chance.randint(0, 560))
