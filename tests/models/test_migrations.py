"""Migrations: with data loaded one revision earlier, triggers back in place, and the tables as the classes say."""

from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from builders import CLERK, NOW, a_reception, register
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from desk_app.domain.errors import DeskError
from desk_app.domain.events import Received
from desk_app.domain.events.reception import ExternalReference
from desk_app.models import migrate
from desk_app.models.connection import writer_engine
from desk_app.models.queries.papers import KeptPaper
from desk_app.models.store import STORE_FILE, Store, open_store
from desk_app.models.tables import Base
from desk_app.models.triggers import TRIGGERS
from desk_app.models.verification import verify

KEY = b"k" * 32


def objects(engine: Engine, kind: str) -> set[str]:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = :kind"), {"kind": kind})
        return set(found.scalars())


def one_revision_earlier(store: Store) -> None:
    """Replace a closed store by one made at revision 0001 with the same rows, as it was then."""
    file = store.folder / STORE_FILE
    newer = file.rename(store.folder / "newer.db")
    engine = writer_engine(file, store.key)
    migrate.upgrade(engine, "0001")
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(f"ATTACH DATABASE '{newer}' AS newer KEY \"x'{store.key.hex()}'\"")
        connection.exec_driver_sql("BEGIN")
        tables = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " AND name <> 'alembic_version'"
        ).scalars()
        for table in tables.all():
            columns = ", ".join(f'"{row[1]}"' for row in connection.exec_driver_sql(f"PRAGMA table_info({table})"))
            connection.exec_driver_sql(f"DELETE FROM main.{table}")
            connection.exec_driver_sql(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}")
        connection.commit()
    engine.dispose()
    newer.unlink()


def test_the_head_named_in_the_program_is_the_newest_step() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]
    assert migrate.HEAD in migrate.known_revisions()


def test_migrated_tables_are_those_the_classes_declare(store: Store) -> None:
    with store.readers.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": lambda _o, name, kind, *_: kind != "table" or "_search" not in name}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_every_constraint_is_named() -> None:
    for table in Base.metadata.tables.values():
        assert all(constraint.name for constraint in table.constraints)
        assert all(index.name for index in table.indexes)


def test_data_of_one_revision_earlier_is_there_afterwards(store: Store) -> None:
    registered = register(store)
    with store.transaction(NOW, CLERK) as tx:
        reference = ExternalReference(system="Hộ tịch", code="HT-2026-77")
        other = tx.new_id()
        tx.record(other, Received(reception=a_reception("H56.14-260302-0002", external=reference)))
        paper = tx.kept_papers.add(KeptPaper(tx.new_id(), "day", "2026-03-02", 0, "Sổ ngày", b"%PDF", NOW))
    store.close()
    one_revision_earlier(store)
    with pytest.raises(DeskError) as refused:
        open_store(store.folder, write=False, now=NOW)
    assert refused.value.code == "store_older"
    with open_store(store.folder, now=NOW) as opened:
        assert objects(opened.readers, "trigger") == set(TRIGGERS)
        with opened.reading() as reading:
            found = reading.dossiers.by_external_code("HT-2026-77")
            assert found is not None
            assert found.id == other
            assert reading.dossiers.by_code(registered.code) is not None
            assert [line.id for line in reading.dossiers.search("tran thi mai")] == [other, registered.id]
            assert reading.kept_papers.of_period("day", "2026-03-02") == paper
        assert verify(opened).ok
        with opened.writer.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        with pytest.raises(DBAPIError, match="append-only"), opened.writer.begin() as connection:
            connection.execute(text("UPDATE kept_papers SET title = 'khác'"))
        register(opened, NOW + timedelta(days=1))
        assert verify(opened).ok


def test_a_migration_that_finds_a_broken_reference_leaves_the_store_as_it_was(store: Store) -> None:
    register(store)
    store.close()
    one_revision_earlier(store)
    engine = writer_engine(store.folder / STORE_FILE, store.key)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("DELETE FROM streams")
        connection.exec_driver_sql("BEGIN")
    with pytest.raises(DeskError) as refused:
        migrate.upgrade(engine)
    assert refused.value.code == "migration_broken"
    with engine.connect() as connection:
        assert migrate.revision_of(connection) == "0001"
        columns = {row[1] for row in connection.exec_driver_sql("PRAGMA table_info(dossiers)")}
        assert "external_code" not in columns
    engine.dispose()


def test_every_revision_can_be_reached_from_an_empty_file(tmp_path: Path) -> None:
    engine = writer_engine(tmp_path / STORE_FILE, KEY)
    for revision in sorted(migrate.known_revisions()):
        assert migrate.upgrade(engine, revision)
        with engine.connect() as connection:
            assert migrate.revision_of(connection) == revision
    assert not migrate.upgrade(engine)
    assert objects(engine, "trigger") == set(TRIGGERS)
    engine.dispose()
