"""What the database itself forbids: one list, put back after every migration, since batch mode drops triggers."""

from sqlalchemy import Connection


def _never(table: str, operation: str) -> tuple[str, str]:
    name = f"{table}_no_{operation.lower()}"
    return name, (
        f"CREATE TRIGGER {name} BEFORE {operation} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _erased(row: str) -> str:
    """An erasure holds for a body only when it was ordered on the body's own dossier."""
    return _ERASED.format(row=row)


_ERASED = (
    "EXISTS (SELECT 1 FROM erasures JOIN events AS ordering ON ordering.event_id = erasures.erased_by"
    " JOIN events AS erased ON erased.event_id = erasures.event_id"
    " WHERE erasures.event_id = {row}.event_id AND erased.subject = ordering.subject)"
)

TRIGGERS: dict[str, str] = dict(
    [
        _never("events", "UPDATE"),
        _never("events", "DELETE"),
        _never("event_bodies", "UPDATE"),
        (
            "event_bodies_delete_only_erased",
            "CREATE TRIGGER event_bodies_delete_only_erased BEFORE DELETE ON event_bodies"
            f" WHEN NOT {_erased('OLD')}"
            " BEGIN SELECT RAISE(ABORT, 'event_bodies is append-only'); END",
        ),
        (
            "event_bodies_erased_stays_erased",
            "CREATE TRIGGER event_bodies_erased_stays_erased BEFORE INSERT ON event_bodies"
            f" WHEN {_erased('NEW')}"
            " BEGIN SELECT RAISE(ABORT, 'an erased body stays erased'); END",
        ),
        (
            "erasures_need_their_event",
            "CREATE TRIGGER erasures_need_their_event BEFORE INSERT ON erasures"
            " WHEN NOT EXISTS (SELECT 1 FROM events WHERE event_id = NEW.erased_by AND kind = 'Erased')"
            " BEGIN SELECT RAISE(ABORT, 'an erasure is ordered by an Erased event'); END",
        ),
        _never("erasures", "UPDATE"),
        _never("erasures", "DELETE"),
        _never("request_ids", "UPDATE"),
        _never("request_ids", "DELETE"),
        _never("procedure_versions", "UPDATE"),
        _never("procedure_versions", "DELETE"),
        _never("form_versions", "UPDATE"),
        _never("form_versions", "DELETE"),
        _never("kept_papers", "UPDATE"),
        (
            "kept_papers_delete_only_erased",
            "CREATE TRIGGER kept_papers_delete_only_erased BEFORE DELETE ON kept_papers"
            " WHEN NOT EXISTS (SELECT 1 FROM events WHERE subject = OLD.subject AND kind = 'Erased')"
            " BEGIN SELECT RAISE(ABORT, 'kept_papers is append-only'); END",
        ),
    ]
)


def drop_triggers(connection: Connection) -> None:
    """Drop every trigger of ours: a migration copies tables, which the triggers would forbid."""
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    for name in names:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def create_triggers(connection: Connection) -> None:
    """Create every trigger of the list; none may stand."""
    for statement in TRIGGERS.values():
        connection.exec_driver_sql(statement)
