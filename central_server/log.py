"""Events up: a batch is stored under its office's lock, each line answered, everything committed once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from central_server.batch_lines import ReadLine, read_lines
from central_server.bulk import among, copy_in
from central_server.caller import DeskCaller
from central_server.erasing import erase, erased_before
from central_server.projection import FOLD_FAILED, folded_of, has_forks, hold, refold, rivals_of
from central_server.tables import desks, events, forks, offices, streams
from central_server.whose import Relayed, refuse_foreign, store_of
from desk_app.domain import hybrid_clock
from desk_app.domain.envelope import GENESIS, Envelope, read_envelope
from desk_app.domain.events import Erased, Event
from desk_app.domain.rights import may_erase
from desk_app.domain.subjects import begins_office, changes_fold
from desk_app.sync.messages import EventAnswer, Head, Pushed
from desk_app.sync.words import Answer


@dataclass(slots=True)
class _Stream:
    seq: int
    hash: str
    store: UUID | None
    desk_id: UUID | None
    subject: UUID | None
    moved: bool = False


@dataclass(slots=True)
class _Batch:
    """What a batch has done so far."""

    position: int
    clock: int
    rows: list[dict[str, Any]] = field(default_factory=list)
    fork_rows: list[dict[str, Any]] = field(default_factory=list)
    erasing: list[tuple[ReadLine, Erased]] = field(default_factory=list)
    touched: dict[UUID, list[UUID]] = field(default_factory=dict)
    written: list[Event] = field(default_factory=list)
    """Those of ``rows`` that belong to dossiers, as values."""
    answers: list[EventAnswer] = field(default_factory=list)


def take_in(
    connection: Connection, caller: DeskCaller, lines: Sequence[str], now: datetime, *, relayed: bool
) -> Pushed:
    """Store a batch of a desk and answer each line, up to the first that cannot be judged (gap, damaged).

    relayed: events of the office's other streams, offered to a server that lost them. The office's row is taken first,
    so that positions are dense and in commit order. Raises Refusal ``not_yours``.
    """
    position, clock = connection.execute(
        select(offices.c.position, offices.c.clock).where(offices.c.office == caller.office).with_for_update()
    ).one()
    read, broken = read_lines(lines)
    log = _Log(connection, caller, read, now, relayed=relayed, stood_at=position)
    batch = _Batch(position, clock)
    for line in read:
        answer = log.judge(line, batch)
        batch.answers.append(EventAnswer(event=line.envelope.event_id, answer=answer, code=line.trouble))
        if not answer.settles:
            break
    else:
        if broken:
            batch.answers.append(EventAnswer(event=None, answer=Answer.DAMAGED))
    log.write(batch)
    return Pushed(answers=tuple(batch.answers), stands=log.stands())


class _Log:
    """Judges the lines of one batch against what is stored, and writes what they made."""

    def __init__(
        self,
        connection: Connection,
        caller: DeskCaller,
        read: Sequence[ReadLine],
        now: datetime,
        *,
        relayed: bool,
        stood_at: int,
    ) -> None:
        self._connection = connection
        self._caller = caller
        self._now = now
        self._relayed = relayed
        self._stood_at = stood_at
        wanted = {line.envelope.stream for line in read}
        self._streams = self._stored_streams()
        self._begun = {stream.subject for stream in self._streams.values() if stream.subject is not None}
        """Subjects that streams begin with, as they do with what stores call their office."""
        self._takes_back = Relayed(connection, caller, wanted, now) if relayed else None
        if not relayed:
            stored = {stream: self._streams[stream] for stream in wanted if stream in self._streams}
            owners = {stream: (head.store, head.subject) for stream, head in stored.items()}
            refuse_foreign(connection, caller, [line.envelope for line in read], owners)
        self._forked = has_forks(connection, caller.office)
        self._begun |= self._begun_beside()
        ids = [line.envelope.event_id for line in read]
        self._known: dict[UUID, str] = self._hashes(ids)
        self._at_place = self._places(read)
        self._fork_hashes = self._known_forks(read)
        self._erased = erased_before(connection, caller.office, ids)

    def judge(self, line: ReadLine, batch: _Batch) -> Answer:
        """Return what becomes of a line, and note what is to be written for it."""
        envelope = line.envelope
        known = self._known.get(envelope.event_id)
        if known == line.hash or line.hash in self._fork_hashes:
            return Answer.KNOWN if known == line.hash else Answer.FORK
        if self._takes_back is not None and not self._takes_back.takes(line.text, envelope):
            return Answer.GAP
        stream = self._stream(envelope.stream)
        follows = envelope.seq == stream.seq + 1 and envelope.prev_hash == stream.hash
        if known is not None or envelope.seq <= stream.seq or envelope.prev_hash in self._fork_hashes:
            self._fork(line, batch)
            return Answer.FORK
        if not follows:
            return Answer.GAP
        self._store(line, stream, batch)
        return Answer.QUARANTINED if line.trouble else Answer.STORED

    def write(self, batch: _Batch) -> None:
        """Write the batch: rows, heads, erasures, projections, the office's counter."""
        connection, office = self._connection, self._caller.office
        if batch.rows:
            copy_in(connection, events, batch.rows)
        if batch.fork_rows:
            connection.execute(insert(forks), batch.fork_rows)
        if self._takes_back is not None:
            self._takes_back.note([row["stream"] for row in (*batch.rows, *batch.fork_rows)])
        for stream, head in self._streams.items():
            if head.moved:
                self._move(stream, head)
        for line, order in batch.erasing:
            erase(connection, office, line.envelope, order)
        forked = self._forked or bool(batch.fork_rows)
        if forked and (batch.rows or batch.fork_rows):
            rivals = rivals_of(connection, office, self._stood_at)
            for subject in rivals - self._begun | folded_of(connection, office, rivals & self._begun):
                batch.touched.setdefault(subject, [])
        # An erasure may have taken the body of one that came in the same batch: then all are read as they now stand.
        written = () if batch.erasing else batch.written
        failed = refold(connection, office, list(batch.touched), batch.position, written, forked=forked)
        if failed:
            # Without what this batch brought, the dossier stands as it stood.
            new = [event_id for subject in failed for event_id in batch.touched[subject]]
            hold(connection, office, new)
            refold(connection, office, list(failed), batch.position, forked=forked)
            held = set(new)
            batch.answers = [
                EventAnswer(event=a.event, answer=Answer.QUARANTINED, code=FOLD_FAILED) if a.event in held else a
                for a in batch.answers
            ]
        if batch.rows or batch.fork_rows:
            connection.execute(
                update(offices).where(offices.c.office == office).values(position=batch.position, clock=batch.clock)
            )

    def stands(self) -> dict[UUID, Head]:
        """Return the heads of the caller's own streams as the batch left them: what ``stands_of`` would find."""
        own = ((stream, head) for stream, head in self._streams.items() if head.store == self._caller.store)
        return {stream: (head.seq, head.hash) for stream, head in own if head.seq}

    # -- what is known ------------------------------------------------------------------------------------------------

    def _stored_streams(self) -> dict[UUID, _Stream]:
        """Return every stream of the office: they are few, and asked for once."""
        rows = self._connection.execute(
            select(
                streams.c.stream, streams.c.seq, streams.c.hash, store_of(streams), streams.c.desk_id, streams.c.subject
            )
            .outerjoin(desks, desks.c.id == streams.c.desk_id)
            .where(streams.c.office == self._caller.office)
        )
        return {stream: _Stream(*head) for stream, *head in rows}

    def _hashes(self, ids: Sequence[UUID]) -> dict[UUID, str]:
        rows = self._connection.execute(
            select(events.c.event_id, events.c.hash).where(
                events.c.office == self._caller.office, among(events.c.event_id, ids)
            )
        )
        return dict(rows.all())

    def _places(self, read: Sequence[ReadLine]) -> dict[tuple[UUID, int], UUID]:
        behind = [
            (line.envelope.stream, line.envelope.seq)
            for line in read
            if line.envelope.stream in self._streams
            and line.envelope.seq <= self._streams[line.envelope.stream].seq
            and self._known.get(line.envelope.event_id) != line.hash
        ]
        if not behind:
            return {}
        rows = self._connection.execute(
            select(events.c.stream, events.c.seq, events.c.event_id).where(
                events.c.office == self._caller.office, tuple_(events.c.stream, events.c.seq).in_(behind)
            )
        )
        return {(stream, seq): event_id for stream, seq, event_id in rows}

    def _known_forks(self, read: Sequence[ReadLine]) -> set[str]:
        if not self._forked:
            return set()
        hashes = {line.hash for line in read} | {line.envelope.prev_hash for line in read}
        rows = self._connection.execute(
            select(forks.c.hash).where(forks.c.office == self._caller.office, forks.c.hash.in_(hashes))
        )
        return set(rows.scalars())

    def _begun_beside(self) -> set[UUID]:
        """Return the subjects that streams begin with in a second version."""
        if not self._forked:
            return set()
        first = select(forks.c.text).where(forks.c.office == self._caller.office, forks.c.seq == 1)
        envelopes = (read_envelope(text) for text in self._connection.execute(first).scalars())
        return {envelope.subject for envelope in envelopes if begins_office(envelope)}

    def _stream(self, stream: UUID) -> _Stream:
        store, desk = (None, None) if self._relayed else (self._caller.store, self._caller.id)
        return self._streams.setdefault(stream, _Stream(0, GENESIS, store, desk, None))

    # -- what is made -------------------------------------------------------------------------------------------------

    def _store(self, line: ReadLine, stream: _Stream, batch: _Batch) -> None:
        envelope = line.envelope
        batch.position += 1
        batch.clock = hybrid_clock.absorb(batch.clock, envelope.hlc, self._now)
        erased = (envelope.event_id, envelope.subject) in self._erased
        batch.rows.append(
            {
                **self._columns(line, batch.position),
                "hlc": envelope.hlc,
                "kind": envelope.kind,
                "v": envelope.v,
                "occurred_at": envelope.occurred_at,
                "actor": envelope.actor,
                "body": None if erased else line.body_text,
                "trouble": line.trouble,
                "relayed_by": self._caller.id if self._relayed else None,
            }
        )
        stream.seq, stream.hash, stream.moved = envelope.seq, line.hash, True
        if not self._relayed:
            stream.store, stream.desk_id = self._caller.store, self._caller.id
        self._known[envelope.event_id] = line.hash
        self._at_place[(envelope.stream, envelope.seq)] = envelope.event_id
        if begins_office(envelope):
            stream.subject = envelope.subject
        if self._touches(envelope, batch):
            batch.touched.setdefault(envelope.subject, []).append(envelope.event_id)
            batch.written.append(Event(envelope=envelope, body=None if erased else line.body))
        if isinstance(line.body, Erased) and may_erase(line.body):
            batch.erasing.append((line, line.body))
            self._erased |= {(named.event_id, envelope.subject) for named in line.body.bodies}

    def _fork(self, line: ReadLine, batch: _Batch) -> None:
        envelope = line.envelope
        batch.position += 1
        place = self._at_place.get((envelope.stream, envelope.seq))
        batch.fork_rows.append(
            {
                **self._columns(line, batch.position),
                "beside": envelope.event_id if envelope.event_id in self._known else place,
                "body": None if (envelope.event_id, envelope.subject) in self._erased else line.body_text,
                "found_at": self._now,
            }
        )
        self._fork_hashes.add(line.hash)
        if self._touches(envelope, batch):
            batch.touched.setdefault(envelope.subject, [])
        if isinstance(line.body, Erased) and may_erase(line.body):
            batch.erasing.append((line, line.body))

    def _touches(self, envelope: Envelope, batch: _Batch) -> bool:
        """Tell whether an event changes what is folded of its subject, so that it must be folded again."""
        subject = envelope.subject
        if begins_office(envelope):
            self._begun.add(subject)
        changes = changes_fold(envelope, begun=subject in self._begun)
        if changes is None:
            return subject in batch.touched or bool(folded_of(self._connection, self._caller.office, {subject}))
        return changes

    def _columns(self, line: ReadLine, position: int) -> dict[str, Any]:
        envelope = line.envelope
        return {
            "office": self._caller.office,
            "event_id": envelope.event_id,
            "position": position,
            "stream": envelope.stream,
            "seq": envelope.seq,
            "subject": envelope.subject,
            "hash": line.hash,
            "text": line.text,
        }

    def _move(self, stream: UUID, head: _Stream) -> None:
        values: Mapping[str, Any] = {
            "seq": head.seq,
            "hash": head.hash,
            "store": head.store,
            "desk_id": head.desk_id,
            "subject": head.subject,
        }
        self._connection.execute(
            insert_or(streams)
            .values(office=self._caller.office, stream=stream, **values)
            .on_conflict_do_update(index_elements=["office", "stream"], set_=values)
        )
