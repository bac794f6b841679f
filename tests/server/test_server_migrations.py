"""A server's database of any age comes to this program's version with every row it had; backwards nothing goes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from alembic.config import Config
from builders import NOW
from province import Cluster
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from central_server import database
from central_server.database import HEAD, SCRIPTS, known_revisions, migrate, open_database, revision_of
from desk_app.domain.errors import DeskError

STEPS = sorted(known_revisions())
OFFICE, DESK, STORE, STREAM, EVENT = (UUID(int=n) for n in range(1, 6))
CONTENT = "ab" * 32
MOMENT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
FIRST: dict[str, dict[str, Any]] = {
    "server": {"id": 1, "province_position": 3},
    "offices": {"office": OFFICE, "agency": "H56.14", "position": 2, "stream": None},
    "desks": {"id": DESK, "office": OFFICE, "store": STORE, "stream": STREAM, "contact": "m2", "contact_before": "m1"},
    "enrolment_codes": {"desk_id": DESK, "store": STORE},
    "blocks": {"agency": "H56.14", "first": 1, "last": 499, "desk_id": DESK},
    "numbers_used": {"desk_id": DESK},
    "streams": {"office": OFFICE, "stream": STREAM, "desk_id": DESK},
    "events": {
        "office": OFFICE, "event_id": EVENT, "position": 1, "stream": STREAM, "kind": "PaperAttached",
        "body": f'{{"content":"{CONTENT}"}}',
    },
    "forks": {"office": OFFICE, "position": 2, "event_id": EVENT, "stream": STREAM},
    "erasures": {"office": OFFICE},
    "matter": {"office": None},
    "attachments": {"office": OFFICE, "content": CONTENT},
    "attachment_pieces": {"office": OFFICE, "content": CONTENT},
    "accounts": {"role": "office", "office": OFFICE},
    "audit": {"office": OFFICE},
    "dossiers": {"office": OFFICE},
}  # fmt: skip
"""What stands in a row of each table of the first database; the rest is filled by its type."""
OF_TYPE: dict[str, Any] = {
    "uuid": UUID(int=9), "text": "một", "integer": 1, "bigint": 1, "boolean": True, "date": MOMENT.date(),
    "timestamp with time zone": MOMENT, "bytea": b"byte", "ARRAY": ["Tư pháp"], "tsvector": "một", "inet": "10.0.0.1",
    "smallint": 1, "jsonb": "{}", "interval": "1 hour",
}  # fmt: skip


@pytest.fixture
def engine(cluster: Cluster) -> Iterator[Engine]:
    """An empty database."""
    made = open_database(cluster.copy_of("template0"))
    yield made
    made.dispose()


def step_to(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def tables_of(connection: Connection) -> list[str]:
    """Return every table of ours, a partitioned one once."""
    found = connection.execute(
        text(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relispartition AND relname <> 'alembic_version'"
        )
    )
    return sorted(found.scalars())


def fill(connection: Connection, table: str) -> None:
    """Put a row into a table."""
    columns = connection.execute(
        text(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = :table"
            " AND table_schema = 'public' AND is_identity = 'NO' AND is_generated = 'NEVER'"
        ),
        {"table": table},
    ).all()
    told = FIRST.get(table, {"office": OFFICE, "desk_id": DESK})
    row = {name: told.get(name, OF_TYPE[kind]) for name, kind in columns}
    names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), row)


def rows_of(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Return every row there is, by table."""
    return {
        table: [dict(row._mapping) for row in connection.execute(text(f"SELECT * FROM {table}"))]
        for table in tables_of(connection)
    }


def test_every_row_of_every_table_comes_along_from_every_version(engine: Engine) -> None:
    step_to(engine, STEPS[0])
    with engine.begin() as connection:
        assert set(tables_of(connection)) == set(FIRST), "a row of each table of the first database"
        for table in FIRST:
            fill(connection, table)
    for step in STEPS[1:]:
        with engine.connect() as connection:
            before = rows_of(connection)
        step_to(engine, step)
        with engine.begin() as connection:
            after = rows_of(connection)
            for table, rows in before.items():
                shown = [{name: row[name] for name in row if name in after[table][0]} for row in rows]
                kept = [{name: row[name] for name in shown[0]} for row in after[table]]
                assert kept == shown, (step, table)
            for table, rows in after.items():
                if not rows:
                    fill(connection, table)
    with engine.connect() as connection:
        assert revision_of(connection) == HEAD
        assert all(rows_of(connection).values())


def test_what_was_known_stands_where_this_program_looks_for_it(engine: Engine) -> None:
    step_to(engine, STEPS[0])
    with engine.begin() as connection:
        for table in FIRST:
            fill(connection, table)
    assert migrate(engine, NOW)
    assert not migrate(engine, NOW), "once is enough"
    with engine.connect() as connection:
        now = rows_of(connection)
    [contact] = now["contacts"]
    assert (contact["desk_id"], contact["stream"], contact["store"]) == (DESK, STREAM, STORE)
    assert (contact["mark"], contact["mark_before"]) == ("m2", "m1")
    assert [row["stream"] for row in now["blocks"]] == [STREAM]
    assert [row["store"] for row in now["streams"]] == [STORE]
    assert [row["content"] for row in now["attached_contents"]] == [CONTENT]
    assert [row["epoch"] for row in now["server"]] == [OF_TYPE["uuid"]], "it goes on living the life it had"


@pytest.mark.parametrize("step", [STEPS[0], HEAD])
def test_nothing_goes_backwards(engine: Engine, step: str) -> None:
    step_to(engine, step)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    with pytest.raises(NotImplementedError), engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "-1")
    with engine.connect() as connection:
        assert revision_of(connection) == step


def test_of_several_servers_that_start_at_once_one_migrates_and_the_others_wait(engine: Engine) -> None:
    with ThreadPoolExecutor(4) as starting:
        did = list(starting.map(lambda _: migrate(engine, NOW), range(4)))
    assert sorted(did) == [False, False, False, True]
    with engine.connect() as connection:
        assert revision_of(connection) == HEAD
        assert connection.execute(text("SELECT count(*) FROM server")).scalar() == 1


def test_a_step_that_cannot_have_its_lock_gives_up_and_changes_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    step_to(engine, STEPS[0])
    monkeypatch.setattr(database, "_LOCK_TIMEOUT", "50ms")
    with engine.connect() as at_work, at_work.begin():
        at_work.execute(text("LOCK TABLE desks"))
        with pytest.raises(OperationalError):
            migrate(engine, NOW)
    with engine.connect() as connection:
        assert revision_of(connection) == STEPS[0]
    assert migrate(engine, NOW)


def test_a_database_of_a_newer_program_is_left_alone(engine: Engine) -> None:
    step_to(engine, HEAD)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DeskError) as refused:
        migrate(engine, NOW)
    assert refused.value.code == "database_newer"
