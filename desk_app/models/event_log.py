"""The log of events inside one write transaction: envelopes made, foreign ones taken in, erased bodies removed."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import ceil
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from desk_app.domain import hybrid_clock
from desk_app.domain.dates import office_time
from desk_app.domain.envelope import GENESIS, Envelope, digest, envelope_text, read_envelope
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import AnyBody, Body, Erased, Event, Received, StreamBegan, body_text, read_event
from desk_app.domain.rights import may_erase
from desk_app.domain.subjects import DOSSIER_KINDS, begins_office, changes_fold
from desk_app.models import second_versions
from desk_app.models.log_reading import (
    StoreIdentity,
    bodies,
    erasures,
    events,
    is_begun,
    own_streams,
    read_identity,
    store,
    streams,
)
from desk_app.models.prepared import Prepared
from desk_app.models.second_versions import SecondVersion
from desk_app.models.tables import DossierRow, RequestRow

SALT_BYTES = 16
_RANDOM_BITS_A, _RANDOM_BITS_B = 12, 62
MOST_BODY_BYTES = 2 * 1024 * 1024
"""Of one event written here: half of what a line to the server may hold, so that none stays behind for ever."""

sentences(
    event_too_large="Nội dung ghi quá lớn ({size} MB, nhiều nhất {most} MB). "
    "Bớt nội dung; tài liệu thì gắn kèm thành tệp.",
    event_fork="Việc {event} nhận về khác với việc đã ghi trên máy này. Hồ sơ được đưa vào việc cần kiểm tra.",
    event_gap="Thiếu việc ghi trước số {seq} của máy {desk}. Đồng bộ lại từ máy chủ để nhận đủ.",
    event_damaged="Dữ liệu nhận về bị hỏng trên đường truyền nên không được ghi. Đồng bộ lại.",
)

requests: Table = RequestRow.__table__  # type: ignore[assignment]
_dossiers: Table = DossierRow.__table__  # type: ignore[assignment]

_HEAD = Prepared(select(streams.c.last_seq, streams.c.last_hash).where(streams.c.stream == bindparam("of_stream")))
_INSERT_EVENT = Prepared(insert(events))
_INSERT_BODY = Prepared(insert(bodies))
_INSERT_REQUEST = Prepared(insert(requests))
_MOVE_HEAD = Prepared(
    update(streams)
    .where(streams.c.stream == bindparam("of_stream"))
    .values(last_seq=bindparam("to_seq"), last_hash=bindparam("to_hash"))
)
_MOVE_CLOCK = Prepared(update(store).values(clock=bindparam("to_clock")))
_FOLDED = Prepared(select(_dossiers.c.row).where(_dossiers.c.id == bindparam("of_subject")))


@dataclass(slots=True)
class _Head:
    seq: int
    hash: str
    moved: bool = False


def uuid7(moment: datetime, random: Callable[[int], int] = secrets.randbits) -> UUID:
    """Return a UUIDv7 (RFC 9562 §5.7) of an aware moment; random: gives that many random bits."""
    milliseconds = int(moment.timestamp() * 1000)
    value = milliseconds << 80 | 0x7 << 76 | random(_RANDOM_BITS_A) << 64 | 0b10 << 62 | random(_RANDOM_BITS_B)
    return UUID(int=value)


class EventLog:
    """Writes events for one transaction; heads and clock are written back once, by ``flush``."""

    def __init__(self, connection: Connection, now: datetime, actor: str) -> None:
        self._connection = connection
        self._now = now
        self._actor = actor
        self._identity = read_identity(connection)
        self._clock = self._identity.clock
        self._heads = {self._identity.stream: _Head(self._identity.last_seq, self._identity.last_hash)}
        self._own: frozenset[UUID] | None = None
        self._begun: set[UUID] = {self._identity.office_id}
        """Subjects that streams are known to begin with."""
        self.touched: dict[UUID, list[Event]] = {}
        self.erased_any = False
        self.any_second = self._identity.any_second

    @property
    def identity(self) -> StoreIdentity:
        """Return who the store was when the transaction began."""
        return self._identity

    def record(self, subject: UUID, body: Body, *, event_id: UUID | None = None) -> Event:
        """Write an event of our own stream: salt, dense seq, hybrid stamp, chain.

        Raises DeskError ``event_too_large``.
        """
        salted = body.model_copy(update={"salt": secrets.token_hex(SALT_BYTES)})
        text = body_text(salted)
        if len(text) * 4 > MOST_BODY_BYTES and (size := len(text.encode())) > MOST_BODY_BYTES:
            raise DeskError("event_too_large", size=ceil(size / 2**20), most=MOST_BODY_BYTES // 2**20)
        stream = self._identity.stream
        head = self._head(stream)
        assert head is not None  # the store row's stream always has its row
        stamp = hybrid_clock.tick(self._clock, self._now)
        envelope = Envelope(
            event_id=event_id or uuid7(self._now),
            stream=stream,
            seq=head.seq + 1,
            desk_id=self._identity.desk_id,
            hlc=stamp,
            occurred_at=self._now.astimezone(UTC),
            actor=self._actor,
            subject=subject,
            kind=body.KIND,
            v=body.V,
            body_digest=digest(text),
            prev_hash=head.hash,
        )
        self._clock = stamp
        self._insert(envelope, envelope_text(envelope), text, head)
        recorded: AnyBody = salted  # type: ignore[assignment]  # every Body subclass stands in the union
        if isinstance(body, Received) and body.request_id:
            _INSERT_REQUEST.run(self._connection, {"request_id": body.request_id, "dossier": subject})
        self._erase_if_ordered(envelope, recorded)
        return self._seen(Event(envelope=envelope, body=recorded))

    def absorb(self, envelope_line: str, body: str | None) -> bool:
        """Store another stream's event as it came; return False when it was here already.

        Events of a stream come in seq order. Raises DeskError ``event_fork`` (same place or id, other bytes),
        ``event_gap``, ``event_damaged``.
        """
        envelope = _undamaged(envelope_line, body)
        if self._is_here(envelope, envelope_line):
            return False
        head = self._head(envelope.stream) or self._foreign_stream(envelope, body)
        if envelope.seq <= head.seq or (envelope.seq == head.seq + 1 and envelope.prev_hash != head.hash):
            raise DeskError("event_fork", event=str(envelope.event_id))
        if envelope.seq != head.seq + 1:
            raise DeskError("event_gap", seq=envelope.seq, desk=envelope.desk_id)
        if envelope.stream == self._identity.stream:
            # Somebody else writes on our stream: a copy of this store is in use.
            raise DeskError("event_fork", event=str(envelope.event_id))
        self._clock = hybrid_clock.absorb(self._clock, envelope.hlc, self._now)
        kept = body if body is not None and not self._was_erased(envelope) else None
        self._insert(envelope, envelope_line, kept, head)
        read = self._seen(read_event(envelope, kept)).body
        if isinstance(read, Received) and read.request_id:
            known = select(requests.c.dossier).where(requests.c.request_id == read.request_id)
            if self._connection.execute(known).first() is None:
                _INSERT_REQUEST.run(self._connection, {"request_id": read.request_id, "dossier": envelope.subject})
        self._erase_if_ordered(envelope, read)
        self._touch_rivals(envelope)
        return True

    def keep_second(self, envelope_line: str, body: str | None) -> bool:
        """Keep an event that cannot stand in the log beside it; return False when it is here already.

        Its dossier, and those of the events whose place or id it claims, are folded again. Raises DeskError
        ``event_damaged``.
        """
        envelope = _undamaged(envelope_line, body)
        hashed = digest(envelope_line)
        if second_versions.is_kept(self._connection, envelope.stream, envelope.seq, hashed):
            return False
        kept = body if body is not None and not self._was_erased(envelope) else None
        second_versions.keep(
            self._connection,
            SecondVersion(
                hash=hashed,
                event_id=envelope.event_id,
                beside=second_versions.holder_of(self._connection, envelope.stream, envelope.seq),
                subject=envelope.subject,
                text=envelope_line,
                body=kept,
                found_at=self._now,
                stream=envelope.stream,
                seq=envelope.seq,
            ),
        )
        self.any_second = True
        read = read_event(envelope, kept).body
        self._erase_if_ordered(envelope, read)
        self._touch(envelope)
        self._touch_rivals(envelope)
        return True

    def _touch_rivals(self, envelope: Envelope) -> None:
        if self.any_second:
            for subject in second_versions.rivals_of(self._connection, envelope):
                if not self._is_begun(subject) or self._is_folded(subject):
                    self.touched.setdefault(subject, [])

    def begin_stream(self, body: StreamBegan) -> Event:
        """Begin a new stream of this store, which names its parent; every later event of ours goes to it."""
        stream = uuid7(self._now)
        self._open_stream(stream, parent=body.parent, desk_id=self._identity.desk_id, own=True)
        self._connection.execute(update(store).values(stream=stream))
        self._identity = replace(self._identity, stream=stream, last_seq=0, last_hash=GENESIS)
        return self.record(self._identity.office_id, body)

    def flush(self) -> None:
        """Write back where the streams and the clock stand."""
        for stream, head in self._heads.items():
            if head.moved:
                _MOVE_HEAD.run(self._connection, {"of_stream": stream, "to_seq": head.seq, "to_hash": head.hash})
                head.moved = False
        if self._clock != self._identity.clock:
            _MOVE_CLOCK.run(self._connection, {"to_clock": self._clock})

    def is_own(self, stream: UUID) -> bool:
        """Tell whether this store wrote a stream in one of its lives."""
        if stream == self._identity.stream:
            return True
        if self._own is None:
            self._own = own_streams(self._connection)
        return stream in self._own

    def _insert(self, envelope: Envelope, line: str, body: str | None, head: _Head) -> None:
        hashed = digest(line)
        _INSERT_EVENT.run(
            self._connection,
            {
                "event_id": envelope.event_id,
                "stream": envelope.stream,
                "seq": envelope.seq,
                "hlc": envelope.hlc,
                "subject": envelope.subject,
                "kind": envelope.kind,
                "v": envelope.v,
                "occurred_at": envelope.occurred_at,
                "actor": envelope.actor,
                "hash": hashed,
                "text": line,
            },
        )
        if body is not None:
            _INSERT_BODY.run(self._connection, {"event_id": envelope.event_id, "body": body})
        head.seq, head.hash, head.moved = envelope.seq, hashed, True
        self._touch(envelope)

    def _touch(self, envelope: Envelope) -> None:
        """Have the subject of an event folded again where the event changes what is folded of it."""
        subject = envelope.subject
        if begins_office(envelope):
            self._begun.add(subject)
        begun = envelope.kind not in DOSSIER_KINDS and self._is_begun(subject)
        changes = changes_fold(envelope, begun=begun)
        if changes or (changes is None and self._is_folded(subject)):
            self.touched.setdefault(subject, [])

    def _is_begun(self, subject: UUID) -> bool:
        """Tell whether a stream is known to begin with a subject, as it does with what a store calls its office."""
        if subject not in self._begun:
            beside = self.any_second and any(
                begins_office(event.envelope) for event in second_versions.events_beside(self._connection, subject)
            )
            if not beside and not is_begun(self._connection, subject):
                return False
            self._begun.add(subject)
        return True

    def _is_folded(self, subject: UUID) -> bool:
        return subject in self.touched or _FOLDED.row(self._connection, {"of_subject": subject}) is not None

    def _seen(self, event: Event) -> Event:
        if event.envelope.subject in self.touched:
            self.touched[event.envelope.subject].append(event)
        return event

    def _head(self, stream: UUID) -> _Head | None:
        if stream not in self._heads:
            found = _HEAD.row(self._connection, {"of_stream": stream})
            if found is None:
                return None
            self._heads[stream] = _Head(*found)
        return self._heads[stream]

    def _foreign_stream(self, envelope: Envelope, body: str | None) -> _Head:
        began = read_event(envelope, body).body
        parent = began.parent if isinstance(began, StreamBegan) else None
        self._open_stream(envelope.stream, parent=parent, desk_id=envelope.desk_id, own=False)
        head = self._head(envelope.stream)
        assert head is not None
        return head

    def _open_stream(self, stream: UUID, *, parent: UUID | None, desk_id: str, own: bool) -> None:
        self._connection.execute(
            insert(streams),
            {
                "stream": stream,
                "parent": parent,
                "desk_id": desk_id,
                "own": own,
                "began_at": self._now,
                "last_seq": 0,
                "last_hash": GENESIS,
            },
        )

    def _is_here(self, envelope: Envelope, line: str) -> bool:
        found = self._connection.execute(
            select(events.c.text).where(events.c.event_id == envelope.event_id)
        ).scalar_one_or_none()
        if found is not None and found != line:
            raise DeskError("event_fork", event=str(envelope.event_id))
        return found is not None

    def _was_erased(self, envelope: Envelope) -> bool:
        ordered = (
            select(erasures.c.event_id)
            .join(events, events.c.event_id == erasures.c.erased_by)
            .where(erasures.c.event_id == envelope.event_id, events.c.subject == envelope.subject)
        )
        return self._connection.execute(ordered).first() is not None

    def _erase_if_ordered(self, envelope: Envelope, body: AnyBody | None) -> None:
        """Remove the bodies an entitled ``Erased`` names: of its own dossier only, and never another ``Erased``."""
        if not isinstance(body, Erased) or not may_erase(body):
            return
        self.erased_any = True
        for named in body.bodies:
            found = self._connection.execute(
                select(events.c.subject, events.c.kind).where(events.c.event_id == named.event_id)
            ).first()
            if found is not None and (found.subject != envelope.subject or found.kind == Erased.KIND):
                continue
            self._connection.execute(insert(erasures), {"event_id": named.event_id, "erased_by": envelope.event_id})
            self._connection.execute(delete(bodies).where(bodies.c.event_id == named.event_id))
            second_versions.erase_bodies(self._connection, named.event_id, envelope.subject)


def _undamaged(envelope_line: str, body: str | None) -> Envelope:
    """Return the envelope of an event that came. Raises DeskError ``event_damaged``."""
    try:
        envelope = read_envelope(envelope_line)
    except ValidationError as error:
        raise DeskError("event_damaged") from error
    if body is not None and digest(body) != envelope.body_digest:
        raise DeskError("event_damaged")
    return envelope


def mark_unsure(connection: Connection, now: datetime) -> None:
    """Note the days whose printed numbers this store cannot know: from its last own event to now, by office time."""
    own = select(streams.c.stream).where(streams.c.own)
    last = connection.execute(
        select(func.max(events.c.occurred_at, type_=events.c.occurred_at.type)).where(events.c.stream.in_(own))
    ).scalar()
    row = connection.execute(select(store.c.unsure_from)).one()
    since = office_time(last or now).date()
    connection.execute(
        update(store).values(
            unsure_from=min(since, row.unsure_from) if row.unsure_from else since, unsure_to=office_time(now).date()
        )
    )


def mark_folded(connection: Connection, projections: int) -> None:
    """Note under which version the projections were folded."""
    connection.execute(update(store).values(projections=projections))
