"""What is left of a dossier beside its events once the law had it erased: found, and overwritten on the disk."""

from uuid import UUID

from sqlalchemy import Connection, Engine, text

_ERASED = text("SELECT DISTINCT subject FROM events WHERE kind = 'Erased'")
_NAMING = text("SELECT id FROM drafts WHERE instr(content, :dossier) OR (:code <> '' AND instr(content, :code))")
_HOLDERS = text(
    "SELECT DISTINCT events.subject FROM events JOIN event_bodies USING (event_id)"
    " WHERE events.kind = 'PaperAttached' AND json_extract(event_bodies.body, '$.content') = :content"
)
_ATTACHED = text(
    "SELECT DISTINCT json_extract(event_bodies.body, '$.content') AS content, events.subject"
    " FROM events JOIN event_bodies USING (event_id) WHERE events.kind = 'PaperAttached'"
)


def erased_subjects(connection: Connection) -> frozenset[UUID]:
    """Return every dossier some ``Erased`` event speaks of, rightful or not."""
    return frozenset(UUID(subject) for subject in connection.execute(_ERASED).scalars())


def drafts_naming(connection: Connection, dossier: UUID, code: str) -> tuple[UUID, ...]:
    """Return the drafts, parked and half-typed, whose content names a dossier by its id or code."""
    found = connection.execute(_NAMING, {"dossier": str(dossier), "code": code})
    return tuple(UUID(draft) for draft in found.scalars())


def holders_of(connection: Connection, content: str) -> frozenset[UUID]:
    """Return the dossiers whose stored events attach a content. content: its SHA-256."""
    return frozenset(UUID(subject) for subject in connection.execute(_HOLDERS, {"content": content}).scalars())


def attached_contents(connection: Connection) -> dict[str, list[UUID]]:
    """Return every content that stored events attach, by its SHA-256, with the dossiers they attach it to."""
    found: dict[str, list[UUID]] = {}
    for content, subject in connection.execute(_ATTACHED):
        found.setdefault(content, []).append(UUID(subject))
    return found


def overwrite_deleted(connection: Connection) -> None:
    """Have what this connection deletes from now on overwritten with zeros, not merely unlinked."""
    connection.exec_driver_sql("PRAGMA secure_delete = ON")


def empty_log(writer: Engine) -> None:
    """Write the log beside the store back into it and empty it, so that nothing deleted stays in it.

    Outside any transaction. As far as readers let it: what an open snapshot still needs goes with the next time.
    """
    connection = writer.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
