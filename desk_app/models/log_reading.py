"""The log read back: a dossier's events, the lines of a stream, where the streams and the store stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, select

from desk_app.domain.envelope import read_envelope
from desk_app.domain.events import Event, StreamBegan, read_event
from desk_app.domain.fold import in_order
from desk_app.domain.subjects import DOSSIER_KINDS, begins_office, of_dossier
from desk_app.models import second_versions
from desk_app.models.prepared import Prepared
from desk_app.models.tables import BodyRow, ErasureRow, EventRow, StoreRow, StreamRow

events: Table = EventRow.__table__  # type: ignore[assignment]
bodies: Table = BodyRow.__table__  # type: ignore[assignment]
erasures: Table = ErasureRow.__table__  # type: ignore[assignment]
streams: Table = StreamRow.__table__  # type: ignore[assignment]
store: Table = StoreRow.__table__  # type: ignore[assignment]

_IDENTITY = Prepared(
    select(
        store.c.store_id,
        store.c.office_id,
        store.c.desk_id,
        store.c.stream,
        store.c.clock,
        store.c.projections,
        streams.c.last_seq,
        streams.c.last_hash,
        second_versions.ANY_KEPT,
    ).join_from(store, streams)
)
_OWN_STREAMS = Prepared(select(streams.c.stream).where(streams.c.own))
_STORED = Prepared(
    select(events.c.text, bodies.c.body)
    .select_from(events.outerjoin(bodies, bodies.c.event_id == events.c.event_id))
    .where(events.c.subject == bindparam("of_subject"))
    .order_by(events.c.hlc, events.c.stream, events.c.seq)
)
_begins = (events.c.kind == StreamBegan.KIND) & (events.c.seq == 1)
_BEGUN = Prepared(
    select(events.c.event_id).where(
        events.c.subject == bindparam("of_subject"),
        events.c.kind == bindparam("of_kind"),
        events.c.seq == bindparam("of_seq"),
    )
)


@dataclass(frozen=True, slots=True)
class StoreIdentity:
    """Who this store is and where it stands.

    last_seq, last_hash: the head of its own stream. any_second: whether any event is known in more than one version;
    nearly always there is none.
    """

    store_id: UUID
    office_id: UUID
    desk_id: str
    stream: UUID
    clock: int
    projections: int
    last_seq: int
    last_hash: str
    any_second: bool


def read_identity(connection: Connection) -> StoreIdentity:
    """Read the one row about the store."""
    found = _IDENTITY.row(connection)
    assert found is not None  # a store has its one row from the day it was made
    store_id, office_id, desk_id, stream, clock, projections, last_seq, last_hash, any_second = found
    return StoreIdentity(
        store_id=UUID(store_id),
        office_id=UUID(office_id),
        desk_id=desk_id,
        stream=UUID(stream),
        clock=clock,
        projections=projections,
        last_seq=last_seq,
        last_hash=last_hash,
        any_second=bool(any_second),
    )


def events_of(connection: Connection, subject: UUID) -> list[Event]:
    """Return every event that is folded of a subject in its order, of each the one version; none of an office.

    The body is None where it was erased or is of a newer version.
    """
    rows = _STORED.rows(connection, {"of_subject": subject})
    found = [read_event(read_envelope(text), body) for text, body in rows]
    beside = second_versions.events_beside(connection, subject)
    kept = of_dossier([*found, *beside] if beside else found)
    return in_order(kept) if beside else list(kept)


def is_begun(connection: Connection, subject: UUID) -> bool:
    """Tell whether the log has a stream that begins with this subject, as an office's does."""
    return _BEGUN.row(connection, {"of_subject": subject, "of_kind": StreamBegan.KIND, "of_seq": 1}) is not None


def stored_lines(connection: Connection, stream: UUID) -> Iterator[tuple[str, str | None]]:
    """Give a stream's events as stored, in seq order: envelope text, body text or None where it was erased."""
    rows = connection.execute(
        select(events.c.text, bodies.c.body)
        .select_from(events.outerjoin(bodies, bodies.c.event_id == events.c.event_id))
        .where(events.c.stream == stream)
        .order_by(events.c.seq)
    )
    return ((text, body) for text, body in rows)


def latest_events_of(connection: Connection, subject: UUID, kind: str | None, limit: int) -> list[Event]:
    """Return a subject's last events, newest first; of one kind only where it is given."""
    query = (
        select(events.c.text, bodies.c.body)
        .select_from(events.outerjoin(bodies, bodies.c.event_id == events.c.event_id))
        .where(events.c.subject == subject)
        .order_by(events.c.hlc.desc(), events.c.stream.desc(), events.c.seq.desc())
        .limit(limit)
    )
    if kind is not None:
        query = query.where(events.c.kind == kind)
    return [read_event(read_envelope(text), body) for text, body in connection.execute(query)]


def stream_heads(connection: Connection) -> dict[UUID, tuple[int, str]]:
    """Return where every stream stands: last seq and hash."""
    rows = connection.execute(select(streams.c.stream, streams.c.last_seq, streams.c.last_hash))
    return {stream: (seq, hashed) for stream, seq, hashed in rows}


def own_streams(connection: Connection) -> frozenset[UUID]:
    """Return the streams this store has written in all its lives."""
    return frozenset(UUID(stream) for (stream,) in _OWN_STREAMS.rows(connection))


def dossier_subjects(connection: Connection) -> list[UUID]:
    """Return every dossier there is an event of, in the log or beside it: every subject that is no office's."""
    beside = [(envelope.subject, envelope) for envelope in second_versions.envelopes(connection)]
    begun = set(connection.execute(select(events.c.subject).where(_begins)).scalars())
    begun |= {subject for subject, envelope in beside if begins_office(envelope)}
    spoken_of = events.c.kind.in_(DOSSIER_KINDS) & events.c.subject.in_(begun)
    dossiers = set(connection.execute(select(events.c.subject).where(spoken_of).distinct()).scalars())
    dossiers |= {subject for subject, envelope in beside if envelope.kind in DOSSIER_KINDS}
    every = set(connection.execute(select(events.c.subject).distinct()).scalars())
    every |= {subject for subject, _envelope in beside}
    return sorted(every - (begun - dossiers))
