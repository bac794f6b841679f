"""Where sync stands: the server, its marks, what still waits to be sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Table, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from desk_app.models.log_reading import bodies, events, streams
from desk_app.models.prepared import Prepared
from desk_app.models.second_versions import SecondVersion, is_kept, second_versions
from desk_app.models.tables import SyncLinkRow, SyncMarkRow

link: Table = SyncLinkRow.__table__  # type: ignore[assignment]
marks: Table = SyncMarkRow.__table__  # type: ignore[assignment]

_LINK_FIELDS = [column for column in link.c if column.name != "id"]
_DRIFT = Prepared(select(link.c.drift_seconds))


@dataclass(frozen=True, slots=True)
class SyncLink:
    """The server this store is enrolled at (``tables.sync.SyncLinkRow``). Its token is shown to nobody."""

    address: str
    authority: str
    token: str
    office: UUID
    office_name: str
    epoch: UUID
    contact: str
    cursor: str
    seal_key: str
    signing_key: str
    own_signing_key: str
    enrolled_at: datetime
    confirmed_at: datetime | None = None
    tried_at: datetime | None = None
    failure: str = ""
    drift_seconds: int = 0

    def __repr__(self) -> str:
        """Return what may stand in a log: no token, no key."""
        return f"SyncLink(address={self.address!r})"


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it is sent: the exact texts. body: None where it was erased."""

    stream: UUID
    seq: int
    text: str
    body: str | None


@dataclass(frozen=True, slots=True)
class Queued:
    """What waits to be sent. oldest: when the first of it was written."""

    count: int
    oldest: datetime | None = None


class Sync:
    """Questions about sync, in one snapshot."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def link(self) -> SyncLink | None:
        """Return the server this store is enrolled at, None for none."""
        row = self._connection.execute(select(*_LINK_FIELDS)).first()
        return None if row is None else SyncLink(*row)

    def drift_seconds(self) -> int:
        """Return how far our clock stood from the server's at the last hello; 0 where there is no server."""
        found: int | None = _DRIFT.value(self._connection)
        return found or 0

    def marks(self) -> dict[UUID, tuple[int, str]]:
        """Return how far the server has confirmed our own streams."""
        rows = self._connection.execute(select(marks.c.stream, marks.c.seq, marks.c.hash))
        return {stream: (seq, hashed) for stream, seq, hashed in rows}

    def own_heads(self) -> dict[UUID, tuple[int, str]]:
        """Return where our own streams stand, the oldest life first."""
        rows = self._connection.execute(
            select(streams.c.stream, streams.c.last_seq, streams.c.last_hash)
            .where(streams.c.own)
            .order_by(streams.c.began_at, streams.c.stream)
        )
        return {stream: (seq, hashed) for stream, seq, hashed in rows}

    def queued(self) -> Queued:
        """Return what the server has not confirmed of our own streams."""
        confirmed, count, oldest = self.marks(), 0, None
        for stream, (last, _) in self.own_heads().items():
            seen = confirmed[stream][0] if stream in confirmed else 0
            if last <= seen:
                continue
            # Places are dense, so nothing need be counted one by one: the status bar asks this all day.
            count += last - seen
            first = select(events.c.occurred_at).where(events.c.stream == stream, events.c.seq == seen + 1)
            written: datetime = self._connection.execute(first).scalar_one()
            oldest = written if oldest is None else min(oldest, written)
        return Queued(count, oldest)

    def stored_after(self, stream: UUID, seq: int, limit: int) -> list[StoredEvent]:
        """Return a stream's events behind a seq, as they are sent."""
        rows = self._connection.execute(
            select(events.c.stream, events.c.seq, events.c.text, bodies.c.body)
            .select_from(events.outerjoin(bodies, bodies.c.event_id == events.c.event_id))
            .where(events.c.stream == stream, events.c.seq > seq)
            .order_by(events.c.seq)
            .limit(limit)
        )
        return [StoredEvent(*row) for row in rows]

    def hash_at(self, stream: UUID, seq: int) -> str | None:
        """Return the hash of the event at a place of a stream, None where there is none."""
        found: str | None = self._connection.execute(
            select(events.c.hash).where(events.c.stream == stream, events.c.seq == seq)
        ).scalar()
        return found

    def second_versions(self, subject: UUID) -> list[SecondVersion]:
        """Return a dossier's second versions, oldest first."""
        rows = self._connection.execute(
            select(second_versions)
            .where(second_versions.c.subject == subject)
            .order_by(second_versions.c.found_at, second_versions.c.hash)
        )
        return [SecondVersion(**row) for row in rows.mappings()]

    def is_kept(self, stream: UUID, seq: int, hashed: str) -> bool:
        """Tell whether the event that has this hash at its place of a stream is here, in the log or beside it."""
        return is_kept(self._connection, stream, seq, hashed)

    def all_second_versions(self) -> dict[UUID, list[StoredEvent]]:
        """Return every second version as it is sent, by stream, in the order of their places."""
        found: dict[UUID, list[StoredEvent]] = {}
        kept = second_versions.c
        rows = select(kept.stream, kept.seq, kept.text, kept.body).order_by(kept.stream, kept.seq, kept.hash)
        for row in self._connection.execute(rows):
            found.setdefault(row.stream, []).append(StoredEvent(*row))
        return found


class EditableSync(Sync):
    """Sync inside a write transaction."""

    def set_link(self, value: SyncLink) -> None:
        """Enrol: from now on this store belongs to that server."""
        values = {column.name: getattr(value, column.name) for column in _LINK_FIELDS}
        self._connection.execute(
            insert_or(link).values(id=1, **values).on_conflict_do_update(index_elements=["id"], set_=values)
        )

    def remove_link(self) -> None:
        """Leave the server: what it has confirmed is of no more use."""
        self._connection.execute(link.delete())
        self.forget_marks()

    def change_link(self, **values: object) -> None:
        """Change fields of the link."""
        self._connection.execute(update(link).values(**values))

    def move_mark(self, stream: UUID, seq: int, hashed: str) -> None:
        """Note how far the server has confirmed a stream of ours; a restored server may stand further back."""
        values = {"seq": seq, "hash": hashed}
        self._connection.execute(
            insert_or(marks)
            .values(stream=stream, **values)
            .on_conflict_do_update(index_elements=["stream"], set_=values)
        )

    def forget_marks(self) -> None:
        """Nothing is confirmed any more: the server has a new life."""
        self._connection.execute(marks.delete())
