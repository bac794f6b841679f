"""Second versions of events: kept beside the log, folded with it, and what they make contested.

A copied store writes on where the original does: then two events claim one place of a stream, or one id has two texts.
The log holds one of them, this table the others; a dossier is folded from all, so it matters nowhere which is where.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, exists, insert, select, union, update

from desk_app.domain.envelope import Envelope, read_envelope
from desk_app.domain.events import Event, read_event
from desk_app.models.prepared import Prepared
from desk_app.models.tables import EventRow, SecondVersionRow

events: Table = EventRow.__table__  # type: ignore[assignment]
second_versions: Table = SecondVersionRow.__table__  # type: ignore[assignment]
_other = second_versions.alias("other")
ANY_KEPT = select(second_versions.c.hash).exists()
"""Whether there is any second version; nearly always there is none."""
_ANY = Prepared(select(ANY_KEPT))
_BESIDE = Prepared(select(second_versions.c.hash).where(second_versions.c.hash == bindparam("of_hash")))
_HASH_AT = Prepared(
    select(events.c.hash).where(events.c.stream == bindparam("of_stream"), events.c.seq == bindparam("of_seq"))
)
_OF_SUBJECT = Prepared(
    select(second_versions.c.text, second_versions.c.body).where(second_versions.c.subject == bindparam("of_subject"))
)
_same_event = events.c.event_id == second_versions.c.event_id
_same_place = (events.c.stream == second_versions.c.stream) & (events.c.seq == second_versions.c.seq)
_CONTESTED = Prepared(
    union(
        select(events.c.event_id)
        .join(second_versions, _same_event | _same_place)
        .where(events.c.subject == bindparam("of_subject")),
        select(second_versions.c.event_id).where(
            second_versions.c.subject == bindparam("of_subject"),
            exists().where(_same_event)
            | exists().where(_same_place)
            | exists().where(
                _other.c.hash != second_versions.c.hash,
                (_other.c.event_id == second_versions.c.event_id)
                | ((_other.c.stream == second_versions.c.stream) & (_other.c.seq == second_versions.c.seq)),
            ),
        ),
    )
)
_RIVALS = Prepared(
    union(
        select(events.c.subject).where(
            (events.c.event_id == bindparam("of_event"))
            | ((events.c.stream == bindparam("of_stream")) & (events.c.seq == bindparam("of_seq")))
        ),
        select(second_versions.c.subject).where(
            (second_versions.c.event_id == bindparam("of_event"))
            | ((second_versions.c.stream == bindparam("of_stream")) & (second_versions.c.seq == bindparam("of_seq")))
        ),
    )
)


@dataclass(frozen=True, slots=True)
class SecondVersion:
    """An event that cannot stand in the log (``tables.sync.SecondVersionRow``)."""

    hash: str
    event_id: UUID
    beside: UUID | None
    subject: UUID
    text: str
    body: str | None
    found_at: datetime
    stream: UUID
    seq: int


def events_beside(connection: Connection, subject: UUID) -> list[Event]:
    """Return the second versions of a subject's events, in no order."""
    rows = _OF_SUBJECT.rows(connection, {"of_subject": subject})
    return [read_event(read_envelope(text), body) for text, body in rows]


def envelopes(connection: Connection) -> list[Envelope]:
    """Return the envelope of every second version there is."""
    return [read_envelope(text) for text in connection.execute(select(second_versions.c.text)).scalars()]


def contested_of(connection: Connection, subject: UUID) -> frozenset[UUID]:
    """Return which of a subject's events are contested, by one of this subject or of another."""
    if not _ANY.value(connection):
        return frozenset()
    return frozenset(UUID(event) for (event,) in _CONTESTED.rows(connection, {"of_subject": subject}))


def rivals_of(connection: Connection, envelope: Envelope) -> frozenset[UUID]:
    """Return the subjects whose events share the id or the place of one."""
    place = {"of_event": envelope.event_id, "of_stream": envelope.stream, "of_seq": envelope.seq}
    return frozenset(UUID(subject) for (subject,) in _RIVALS.rows(connection, place))


def holder_of(connection: Connection, stream: UUID, seq: int) -> UUID | None:
    """Return the event the log holds at a place."""
    found: UUID | None = connection.execute(
        select(events.c.event_id).where(events.c.stream == stream, events.c.seq == seq)
    ).scalar()
    return found


def is_kept(connection: Connection, stream: UUID, seq: int, hashed: str) -> bool:
    """Tell whether the event that has this hash at its place of a stream is here, in the log or beside it."""
    # By its place, which has an index: hashes have none, and every event that comes down is asked about.
    return (
        _HASH_AT.value(connection, {"of_stream": stream, "of_seq": seq}) == hashed
        or _BESIDE.row(connection, {"of_hash": hashed}) is not None
    )


def keep(connection: Connection, version: SecondVersion) -> None:
    """Keep a second version."""
    connection.execute(insert(second_versions), asdict(version))


def erase_bodies(connection: Connection, event_id: UUID, subject: UUID) -> None:
    """Remove the body of every second version of an event of this subject."""
    connection.execute(
        update(second_versions)
        .where(second_versions.c.event_id == event_id, second_versions.c.subject == subject)
        .values(body=None)
    )
