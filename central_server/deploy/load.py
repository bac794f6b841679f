"""A desk without a store: real events on a stream of its own, sent by the real protocol, each acknowledgement noted."""

import random
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID, uuid4

import uuid_utils

from desk_app.domain import hybrid_clock
from desk_app.domain.appointment import DeadlineRules
from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.codes import CodeFormat, NumberBlock, format_code
from desk_app.domain.dates import office_time
from desk_app.domain.deadline import appointment
from desk_app.domain.envelope import GENESIS, Envelope, digest, envelope_text
from desk_app.domain.events import AnyBody, HandedOver, Received, ResultReady, Returned, StreamBegan, body_text
from desk_app.domain.events.reception import OfficeHeading, ProcedureSnapshot, Reception
from desk_app.domain.limits import parse_limit
from desk_app.domain.people import Person
from desk_app.domain.procedures import ChannelKind
from desk_app.sync.client import ServerAway, ServerClient
from desk_app.sync.lines import line_of
from desk_app.sync.messages import Enrol, Head, Hello

PROGRAM = "load"
_PROCEDURE = ProcedureSnapshot(
    code="1.004873", name="Cấp Giấy xác nhận tình trạng hôn nhân", short_name="Độc thân", field="Hộ tịch"
)
_LIMIT = parse_limit("3 working_day")
_AGAIN_SECONDS = 0.25
"""Pause after a request that failed: shorter than a desk's, so that the end of a stop is seen to a quarter second."""


@dataclass(frozen=True, slots=True)
class Made:
    """An event of a desk."""

    event_id: UUID
    hash: str
    line: str


class Stream:
    """Makes the events of one stream: dossiers of nobody, from receipt to return."""

    def __init__(self, agency: str, desk: str, numbers: NumberBlock | None = None, seed: int = 0) -> None:
        self.id, self.store, self.office = uuid4(), uuid4(), uuid4()
        self._agency, self._desk = agency, desk
        self._chance = random.Random(seed)  # noqa: S311 - which dossier goes on next
        self._seq, self._head, self._clock = 0, GENESIS, 0
        self._number = numbers.first if numbers else 1
        self._open: deque[tuple[UUID, Person, int]] = deque()

    def events(self) -> Iterator[Made]:
        """Give events without end: the stream's beginning, then receipts and the later steps of dossiers among them."""
        yield self._made(self.office, StreamBegan(program=PROGRAM))
        while True:
            if len(self._open) < 20 or self._chance.random() < 0.3:
                yield self._received()
            else:
                yield self._next_step()

    def _received(self) -> Made:
        now = office_time(datetime.now(UTC))
        person = Person(
            name=f"NGƯỜI THỬ {self._number}", id_number=f"0381900{self._number % 10**5:05}", address="xã Mẫu"
        )
        reception = Reception(
            code=str(format_code(CodeFormat(), self._agency, now.date(), self._number)),
            procedure=_PROCEDURE,
            channel=ChannelKind.DIRECT,
            limit=_LIMIT,
            promised=appointment(now, _LIMIT, OfficeCalendar(), DeadlineRules()),
            submitter=person,
            owners=(person,),
            summary=f"Xác nhận tình trạng hôn nhân của {person.name}",
            receiving_unit="Trung tâm Phục vụ hành chính công",
            received_at=now,
            received_by="NGUYỄN THỊ LAN",
            heading=OfficeHeading(office="UBND XÃ MẪU", unit="Trung tâm Phục vụ hành chính công"),
            form_set="tt-03-2025",
            form_hash="0" * 64,
        )
        self._number += 1
        subject = UUID(int=uuid_utils.uuid7().int)
        self._open.append((subject, person, 0))
        return self._made(subject, Received(reception=reception))

    def _next_step(self) -> Made:
        subject, person, done = self._open.popleft()
        now = office_time(datetime.now(UTC))
        if done < 2:
            self._open.append((subject, person, done + 1))
        if done == 0:
            return self._made(subject, HandedOver(unit="Tư pháp - Hộ tịch", handed_at=now))
        if done == 1:
            return self._made(subject, ResultReady(ready_at=now))
        returned = Returned(to=person, is_owner=True, compared=True, returned_by="NGUYỄN THỊ LAN", returned_at=now)
        return self._made(subject, returned)

    def _made(self, subject: UUID, body: AnyBody) -> Made:
        now = datetime.now(UTC)
        text = body_text(body.model_copy(update={"salt": secrets.token_hex(16)}))
        self._seq += 1
        self._clock = hybrid_clock.tick(self._clock, now)
        envelope = Envelope(
            event_id=UUID(int=uuid_utils.uuid7().int),
            stream=self.id,
            seq=self._seq,
            desk_id=self._desk,
            hlc=self._clock,
            occurred_at=now,
            actor="canbo",
            subject=subject,
            kind=body.KIND,
            v=body.V,
            body_digest=digest(text),
            prev_hash=self._head,
        )
        line = envelope_text(envelope)
        self._head = digest(line)
        return Made(envelope.event_id, self._head, line_of(line, text))


@dataclass
class LoadDesk:
    """One desk at work. acknowledged: ids the server said it has, in order; acks: when (monotonic s) and how many."""

    agency: str
    name: str
    address: str
    authority: Path | None = None
    acknowledged: dict[UUID, str] = field(default_factory=dict)
    acks: list[tuple[float, int]] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    """Everything this desk ever wrote, as a desk keeps it."""
    failures: int = 0
    odd: list[str] = field(default_factory=list)
    """Answers other than ``stored`` and ``known``: there must be none."""

    def enrol(self, code: str) -> None:
        """Join the office."""
        self.stream = Stream(self.agency, self.name, seed=hash((self.agency, self.name)))
        self.server = ServerClient(self.address, authority=self.authority)
        enrolled = self.server.enrol(
            Enrol(
                code=code, store=self.stream.store, stream=self.stream.id, desk=self.name, agency=self.agency,
                program=PROGRAM,
            )
        )  # fmt: skip
        self._token = enrolled.token
        self.server.use_token(enrolled.token)
        self._contact, self.epoch = enrolled.contact, enrolled.epoch
        self._events = self.stream.events()
        self._waiting: deque[Made] = deque()

    def move_to(self, address: str) -> None:
        """Speak with another machine of the cluster from now on."""
        self.server.close()
        self.address = address
        self.server = ServerClient(address, self._token, authority=self.authority)

    def work(self, until: Callable[[], bool], *, batch: int, pause: float) -> None:
        """Write ``batch`` events every ``pause`` seconds and send them, until told to stop; then send what is left."""
        while not until():
            began = time.monotonic()
            fresh = [next(self._events) for _ in range(batch)]
            self.made += fresh
            self._waiting.extend(fresh)
            self._send_all(lambda: until())
            time.sleep(max(0.0, pause - (time.monotonic() - began)))
        deadline = time.monotonic() + 60
        self._send_all(lambda: time.monotonic() > deadline)

    def _send_all(self, give_up: Callable[[], bool]) -> None:
        knows = True
        while self._waiting and not give_up():
            try:
                if not knows:
                    self._stand_where_server_says()
                    knows = True
                self._push()
            except ServerAway as away:
                self.failures += 1
                knows = False
                time.sleep(max(_AGAIN_SECONDS, min(away.retry_after, 1.0)))

    def _push(self) -> None:
        sent = list(self._waiting)[:200]
        if not sent:
            return
        pushed = self.server.push(made.line for made in sent)
        settled = 0
        for made, answer in zip(sent, pushed.answers, strict=False):
            if answer.answer.value not in ("stored", "known"):
                self.odd.append(answer.answer.value)
            if not answer.answer.settles:
                break
            self.acknowledged[made.event_id] = made.hash
            self._waiting.popleft()
            settled += 1
        self.acks.append((time.monotonic(), settled))

    def _stand_where_server_says(self) -> None:
        """Begin a round: what the server has already was committed, though its answer was lost on the way."""
        _seq, stands = self._hello()
        if any(made.hash == stands for made in self._waiting):
            while self._waiting:
                made = self._waiting.popleft()
                self.acknowledged[made.event_id] = made.hash
                if made.hash == stands:
                    break
            self.acks.append((time.monotonic(), 1))

    def refill(self) -> int:
        """Send everything beyond where a restored server stands, and return how many events that were."""
        deadline = time.monotonic() + 60
        while True:
            try:
                stands, _hash = self._hello()
                break
            except ServerAway:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_AGAIN_SECONDS)
        self._waiting = deque(self.made[stands:])
        count = len(self._waiting)
        self._send_all(lambda: time.monotonic() > deadline)
        return count

    def _hello(self) -> Head:
        welcome = self.server.hello(
            Hello(
                store=self.stream.store, stream=self.stream.id, contact=self._contact, epoch=self.epoch,
                clock=datetime.now(UTC), program=PROGRAM, queued=len(self._waiting),
            )
        )  # fmt: skip
        self._contact, self.epoch = welcome.contact, welcome.epoch
        return welcome.stands.get(self.stream.id, (0, GENESIS))

    def close(self) -> None:
        """Close the connections."""
        self.server.close()


def longest_pause(acks: list[tuple[float, int]], since: float, until: float) -> timedelta:
    """Return the longest time without an acknowledgement between two moments (monotonic seconds)."""
    moments = [since, *sorted(at for at, _count in acks if since <= at <= until), until]
    return timedelta(seconds=max(after - before for before, after in pairwise(moments)))
