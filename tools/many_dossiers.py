"""Fill a sample office with years of synthetic dossiers, by the same rules and rows as the program, a day at a time.

Registering one by one would take most of an hour for 200,000. This path makes the same snapshots, events and rows,
but writes a whole day in one transaction; ``desk-app verify`` finds nothing amiss in the result. Nobody in it exists.
"""

import argparse
import random
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, update

from desk_app.domain import hybrid_clock
from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.codes import format_code, lookup_secret
from desk_app.domain.dates import OFFICE_ZONE
from desk_app.domain.envelope import Envelope, digest, envelope_text
from desk_app.domain.events import AnyBody, Event, HandedOver, Received, ResultReady, Returned, body_text
from desk_app.domain.events.reception import Reception
from desk_app.domain.forms.form import form_set_for
from desk_app.domain.people import Person
from desk_app.models.event_log import uuid7
from desk_app.models.log_reading import bodies, events, streams
from desk_app.models.log_reading import store as store_row
from desk_app.models.projection import refold
from desk_app.models.store import Store
from desk_app.services.codes_given import book_name
from desk_app.services.ground import ground_for
from desk_app.services.office import new_office
from desk_app.services.office_settings import OfficeSettings, office_calendar, office_settings
from desk_app.services.receive_command import Receive, checked_receive
from desk_app.services.sample import add_sample_procedures
from desk_app.services.sample_files import sample_office, sample_week
from desk_app.services.snapshot import Ground, Marks, snapshot

A_DAY = 250
"""Dossiers a working day: a busy commune."""
LAST_DAY = date(2026, 8, 26)
CLERK, CLERK_NAME, COUNTER = "canbo", "NGUYỄN THỊ LAN", "Quầy 2"
SEED = 2026
_OPENS = timedelta(hours=7, minutes=30)
_WORKING_MINUTES = 560
_SAME_DAY_SHARE, _LATEST_DAYS, _NEVER_COLLECTED = 0.4, 12, 0.02

FAMILY_NAMES = {
    "Nguyễn": 38, "Trần": 11, "Lê": 10, "Phạm": 7, "Hoàng": 5, "Phan": 5, "Vũ": 4, "Đặng": 2, "Bùi": 2, "Đỗ": 2,
    "Hồ": 2, "Ngô": 2, "Dương": 1, "Lý": 1, "Đinh": 1, "Giàng": 1, "Vàng": 1, "Lò": 1, "Quách": 1, "Trịnh": 1,
}  # fmt: skip
"""Family names and their share, per hundred (as counted of the country's population; the tail is cut)."""
WOMEN_MIDDLE, MEN_MIDDLE = ("Thị", "Thị", "Thị", "Ngọc", "Thu", "Bích"), ("Văn", "Văn", "Đức", "Quốc", "Minh", "Hữu")
WOMEN = ("Lan", "Hoa", "Mai", "Hương", "Thảo", "Trang", "Ngọc", "Hạnh", "Yến", "Phượng", "Oanh", "Nga", "Thủy", "Dung",
         "Quỳnh", "Vân", "Hồng", "Thanh", "Loan", "Tuyết", "Khuê", "Diễm")  # fmt: skip
MEN = ("Hùng", "Tuấn", "Dũng", "Nam", "Sơn", "Thắng", "Quân", "Khánh", "Phúc", "Trung", "Hải", "Long", "Bình", "Đạt",
       "Giang", "Toàn", "Vinh", "Cường", "Lộc", "Thịnh", "Nghĩa", "Khôi")  # fmt: skip
HAMLETS = ("thôn Đông", "thôn Đoài", "xóm 3", "xóm 7", "tổ 12", "khu Chợ", "bản Lác")

Progress = Callable[[int, int], None]
"""Called with dossiers made so far and in all."""


@dataclass(slots=True)
class _Life:
    """A dossier whose last event is not written yet. steps: (moment, body), the next one last."""

    id: UUID
    steps: list[tuple[datetime, AnyBody]]
    events: list[Event] = field(default_factory=list)


class _Chain:
    """The store's own stream while events are added to it: heads, clock, rows waiting to be written."""

    def __init__(self, store: Store) -> None:
        self._identity = store.identity()
        with store.reading() as rd:
            self._seq, self._hash = rd.stream_heads()[self._identity.stream]
        self._clock = self._identity.clock
        self._event_rows: list[dict[str, Any]] = []
        self._body_rows: list[dict[str, Any]] = []

    @property
    def stream(self) -> UUID:
        return self._identity.stream

    def add(self, subject: UUID, body: AnyBody, at: datetime) -> Event:
        """Return the next event of the stream, as ``Transaction.record`` would have made it at that moment."""
        salted = body.model_copy(update={"salt": secrets.token_hex(16)})
        body_line = body_text(salted)
        self._seq += 1
        self._clock = hybrid_clock.tick(self._clock, at)
        envelope = Envelope(
            event_id=uuid7(at),
            stream=self._identity.stream,
            seq=self._seq,
            desk_id=self._identity.desk_id,
            hlc=self._clock,
            occurred_at=at.astimezone(UTC),
            actor=CLERK,
            subject=subject,
            kind=body.KIND,
            v=body.V,
            body_digest=digest(body_line),
            prev_hash=self._hash,
        )
        line = envelope_text(envelope)
        self._hash = digest(line)
        looked_up = ("event_id", "stream", "seq", "hlc", "subject", "kind", "v", "occurred_at", "actor")
        row = {name: getattr(envelope, name) for name in looked_up}
        self._event_rows.append({**row, "hash": self._hash, "text": line})
        self._body_rows.append({"event_id": envelope.event_id, "body": body_line})
        return Event.model_construct(envelope=envelope, body=salted)

    def write(self, connection: Connection) -> None:
        """Write what was added, and where the stream and the clock stand."""
        if not self._event_rows:
            return
        connection.execute(insert(events), self._event_rows)
        connection.execute(insert(bodies), self._body_rows)
        self._event_rows, self._body_rows = [], []
        head = {"last_seq": self._seq, "last_hash": self._hash}
        connection.execute(update(streams).where(streams.c.stream == self._identity.stream).values(head))
        connection.execute(update(store_row).values(clock=self._clock))


def many_dossiers(folder: Path, count: int, progress: Progress | None = None) -> datetime:
    """Make a sample office with this many dossiers in an empty folder; return the moment after its last event."""
    chance = random.Random(SEED)
    first_day = date(LAST_DAY.year - 1 - count // (A_DAY * 240), 1, 1)
    founded = datetime.combine(first_day, datetime.min.time(), OFFICE_ZONE)
    store, _ = new_office(folder, sample_office(), {}, founded, is_sample=True)
    try:
        add_sample_procedures(store, founded)
        with store.reading() as rd:
            office = office_settings(rd)
            calendar = office_calendar(rd, office)
        days = _last_working_days(calendar, -(-count // A_DAY))
        templates = _Templates(store)
        crowd = tuple(_person(chance, number) for number in range(1, max(count * 3 // 10, 20)))
        _fill(store, office, calendar, days, count, templates, crowd, chance, progress)
    finally:
        store.close()
    return datetime.combine(LAST_DAY + timedelta(days=1), datetime.min.time(), OFFICE_ZONE) + _OPENS


def _fill(
    store: Store,
    office: OfficeSettings,
    calendar: OfficeCalendar,
    days: list[date],
    count: int,
    templates: "_Templates",
    crowd: tuple[Person, ...],
    chance: random.Random,
    progress: Progress | None,
) -> None:
    chain = _Chain(store)
    living: deque[_Life] = deque()
    made = 0
    ordinals: dict[str, int] = {}
    for place, day in enumerate(days):
        with store.writer.begin() as connection:
            today: list[_Life] = []
            for number in range(1, min(A_DAY, count - made) + 1):
                book = book_name(office, day.year)
                ordinals[book] = ordinals.get(book, 0) + 1
                code = format_code(office.code_format, office.agency_id, day, number).text
                at = _moment(chance, day, (number - 1) * _WORKING_MINUTES // A_DAY)
                marks = Marks(code, lookup_secret(chance.randbytes(16)), book, ordinals[book], CLERK_NAME, COUNTER)
                reception = templates.reception(chance, marks, chance.choice(crowd), at)
                steps = _steps(chance, reception, calendar, at)
                today.append(_Life(uuid7(at), [*reversed(steps), (at, Received(reception=reception))]))
            made += len(today)
            living.extend(today)
            _take_due_steps(chain, living, day)
            chain.write(connection)
            last = place == len(days) - 1
            for life in _finished(living, everything=last):
                refold(connection, life.id, chain.stream.__eq__, just_written=life.events)
        if progress is not None:
            progress(made, count)
    with store.transaction(datetime.combine(LAST_DAY, datetime.max.time(), OFFICE_ZONE), CLERK) as tx:
        for day in days:
            tx.numbers.skip_numbers(office.agency_id, day, min(A_DAY, count - days.index(day) * A_DAY))
        for book, ordinal in ordinals.items():
            tx.numbers.skip_ordinals(book, int(book[:4]), ordinal)


def _take_due_steps(chain: _Chain, living: deque[_Life], day: date) -> None:
    """Write the day's events of all dossiers in the order they happened."""
    due = [(step[0], place, life) for place, life in enumerate(living) for step in life.steps if step[0].date() <= day]
    for _, _, life in sorted(due, key=lambda one: one[:2]):
        at, body = life.steps.pop()
        life.events.append(chain.add(life.id, body, at))


def _finished(living: deque[_Life], *, everything: bool) -> Iterator[_Life]:
    """Take the dossiers whose rows can be written: rows stand in the order of registration."""
    while living and (everything or not living[0].steps):
        yield living.popleft()


class _Templates:
    """Receptions of the sample week's commands; what a day's ones share is computed once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._commands = [checked_receive(dossier.command) for dossier in sample_week()]
        self._grounds: dict[tuple[str, str], Ground] = {}
        self._of_day: dict[int, Reception] = {}
        self._day: date | None = None

    def reception(self, chance: random.Random, marks: Marks, person: Person, at: datetime) -> Reception:
        """Return a reception of one person at a moment."""
        if self._day != at.date():
            self._of_day, self._day = {}, at.date()
        place = chance.randrange(len(self._commands))
        command = self._commands[place]
        if place not in self._of_day:
            self._of_day[place] = snapshot(self._ground(command, at.date()), command, marks, at)
        template = self._of_day[place]
        if template.limit.unit.value in ("hour", "minute"):
            template = snapshot(self._ground(command, at.date()), command, marks, at)
        shared = {"received": at, "received_effective": at}
        return template.model_copy(
            update={
                "code": marks.code,
                "secret": marks.secret,
                "ordinal": marks.ordinal,
                "received_at": at,
                "promised": template.promised.model_copy(update=shared),
                "submitter": person,
                "owners": (person,),
                "authorisation": None,
                "summary": f"{template.procedure.short_name} cho {person.name}"[:1000],
            }
        )

    def _ground(self, command: Receive, day: date) -> Ground:
        key = (command.procedure, form_set_for(day))
        if key not in self._grounds:
            with self._store.reading() as rd:
                self._grounds[key] = ground_for(rd, command.procedure, "receipt", on=day)
        return self._grounds[key]


def _steps(
    chance: random.Random, reception: Reception, calendar: OfficeCalendar, received: datetime
) -> list[tuple[datetime, AnyBody]]:
    """Return what happens to a dossier after its reception, in order; some results are never collected."""
    owner = reception.owners[0]
    steps: list[tuple[datetime, AnyBody]] = []
    ready = received + timedelta(minutes=chance.randint(5, 40))
    if chance.random() >= _SAME_DAY_SHARE:
        unit = reception.competent_unit or "Công chức chuyên môn"
        handed = received + timedelta(minutes=chance.randint(1, 4))
        steps.append((handed, HandedOver(unit=unit, handed_by=CLERK_NAME, handed_at=handed)))
        ready = _moment(chance, _working_day_after(calendar, received.date(), chance.randint(1, _LATEST_DAYS)), 200)
    steps.append((ready, ResultReady(ready_at=ready)))
    if chance.random() >= _NEVER_COLLECTED:
        collected = ready + timedelta(minutes=chance.randint(2, 200))
        returned = Returned(to=owner, is_owner=True, compared=True, returned_by=CLERK_NAME, returned_at=collected)
        steps.append((collected, returned))
    return steps


def _person(chance: random.Random, number: int) -> Person:
    woman = chance.random() < 0.5
    family = chance.choices(tuple(FAMILY_NAMES), tuple(FAMILY_NAMES.values()))[0]
    middle, given = chance.choice(WOMEN_MIDDLE if woman else MEN_MIDDLE), chance.choice(WOMEN if woman else MEN)
    born = date(1945, 1, 1) + timedelta(days=chance.randrange(22_000))
    sex = (1 if woman else 0) + (2 if born.year >= 2000 else 0)
    return Person(
        name=f"{family} {middle} {given}".upper(),
        id_number=f"038{sex}{born:%y}{number:06d}",
        birth_date=born.isoformat(),
        gender="female" if woman else "male",
        address=f"{chance.choice(HAMLETS)}, xã Mẫu",
        phone=f"09{chance.randrange(10**8):08d}",
    )


def _last_working_days(calendar: OfficeCalendar, count: int) -> list[date]:
    days = [LAST_DAY]
    while len(days) < count:
        days.append(calendar.working_day_before(days[-1]))
    return days[::-1]


def _working_day_after(calendar: OfficeCalendar, day: date, count: int) -> date:
    for _ in range(count):
        day = calendar.working_day_after(day)
    return day


def _moment(chance: random.Random, day: date, minute: int) -> datetime:
    start = datetime.combine(day, datetime.min.time(), OFFICE_ZONE) + _OPENS
    return start + timedelta(minutes=minute, seconds=chance.randrange(60))


def main() -> None:
    """Read the arguments and fill."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="an empty folder for the store")
    parser.add_argument("--count", type=int, default=200_000)
    arguments = parser.parse_args()
    began = time.monotonic()
    now = many_dossiers(arguments.folder, arguments.count, lambda made, count: print(f"\r{made}/{count}", end=""))
    print(f"\n{time.monotonic() - began:.0f} s; open it as of {now.isoformat()}")


if __name__ == "__main__":
    main()
