"""The PostgreSQL behind the server: connections, the one write transaction, migration, the life of the database."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import uuid_utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection, Engine, create_engine, insert, make_url, select, text, update

from central_server.tables import offices, server
from desk_app.domain.errors import DeskError, sentences

SCRIPTS = Path(__file__).parent / "migrations"
HEAD = "0007"
"""The newest step this program knows."""
OLDEST_POSTGRESQL = 150000
_MIGRATION_LOCK = 0x514D43  # "QMC": one server migrates at a time
_LOCK_TIMEOUT = "5s"
_IN_UTC = "SET LOCAL TIME ZONE 'UTC'"
"""Whatever the database's own time zone: the last moments of year 9999 are moments in UTC only."""

sentences(
    database_address="Địa chỉ cơ sở dữ liệu không đúng. Ví dụ: postgresql://người_dùng@máy:5432/motcua.",
    database_too_old="Cần PostgreSQL 15 trở lên; máy chủ cơ sở dữ liệu đang là bản {found}.",
    database_newer="Cơ sở dữ liệu do bản chương trình mới hơn tạo ra (mức {found}). Cập nhật chương trình máy chủ.",
    database_empty="Cơ sở dữ liệu chưa có gì. Chạy “central-server init” trước.",
)


def open_database(url: str, *, pool: int = 10) -> Engine:
    """Return connections to a database; nothing is asked of it yet. Raises DeskError ``database_address``.

    Behind PgBouncer in transaction mode no statement may be kept prepared, so none is.
    """
    try:
        address = make_url(url)
    except Exception as error:
        raise DeskError("database_address") from error
    if address.get_backend_name() != "postgresql":
        raise DeskError("database_address")
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_size=pool,
        max_overflow=pool,
        pool_pre_ping=True,
        pool_timeout=10,
        connect_args={"prepare_threshold": None, "application_name": "central-server", "connect_timeout": 10},
    )


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give the one transaction of a write; leaving it without an error is a durable COMMIT."""
    with engine.begin() as connection:
        connection.execute(text(f"SET LOCAL synchronous_commit = on; {_IN_UTC}"))
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give one snapshot to read from."""
    with engine.connect() as connection:
        connection.execute(text(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; {_IN_UTC}"))
        yield connection


def revision_of(connection: Connection) -> str | None:
    """Return the step a database stands at; None for an empty one."""
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar() is None:
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def migrate(engine: Engine, now: datetime) -> bool:
    """Bring the database to this program's version; return whether there was anything to do.

    Goes over a direct connection (not through PgBouncer): the advisory lock holds for the session, so that of several
    starting servers one migrates and the others wait. Raises DeskError ``database_too_old``, ``database_newer``.
    """
    with engine.connect() as guard:
        guard.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _MIGRATION_LOCK})
        try:
            return _migrate(engine, guard, now)
        finally:
            guard.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _MIGRATION_LOCK})
            guard.rollback()


def _migrate(engine: Engine, guard: Connection, now: datetime) -> bool:
    version = int(guard.execute(text("SHOW server_version_num")).scalar_one())
    if version < OLDEST_POSTGRESQL:
        raise DeskError("database_too_old", found=version // 10000)
    found = revision_of(guard)
    if found == HEAD:
        return False
    if found is not None and found not in known_revisions():
        raise DeskError("database_newer", found=found)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    with engine.begin() as connection:
        connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'"))
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
        if found is None:
            _begin_life(connection, now)
    return True


def known_revisions() -> frozenset[str]:
    """Return every step this program knows."""
    return frozenset(file.stem.split("_")[0] for file in (SCRIPTS / "versions").glob("[0-9]*.py*"))


def require_current(engine: Engine) -> None:
    """For commands that do not migrate. Raises DeskError ``database_empty``, ``database_newer``."""
    with reading(engine) as connection:
        found = revision_of(connection)
    if found is None:
        raise DeskError("database_empty")
    if found != HEAD:
        raise DeskError("database_newer", found=found)


def _begin_life(connection: Connection, now: datetime) -> None:
    connection.execute(
        insert(server).values(
            id=1,
            epoch=new_id(),
            province_position=0,
            seal_key=_base64(X25519PrivateKey.generate().private_bytes_raw()),
            signing_key=_base64(Ed25519PrivateKey.generate().private_bytes_raw()),
            began_at=now,
        )
    )


def begin_epoch(connection: Connection, now: datetime, *, after: UUID | None = None) -> UUID:
    """Begin a new life of a restored database: desks forget their cursors and refill it.

    The back offices go on on streams of their own, since desks may hold later events of the old ones. after: only when
    the present life is still this one; of several who find out at once one begins it. Return the present life.
    """
    connection.execute(update(offices).values(stream=None))
    begun = update(server).values(epoch=new_id(), began_at=now)
    connection.execute(begun if after is None else begun.where(server.c.epoch == after))
    return epoch_of(connection)


def epoch_of(connection: Connection) -> UUID:
    """Return the present life of the database."""
    epoch: UUID = connection.execute(select(server.c.epoch)).scalar_one()
    return epoch


def marks_key_of(connection: Connection) -> str:
    """Return the secret of this database that marks and cursors are signed with."""
    key: str = connection.execute(select(server.c.signing_key)).scalar_one()
    return key


def new_id() -> UUID:
    """Return a fresh UUIDv7."""
    return UUID(int=uuid_utils.uuid7().int)


def _base64(key: bytes) -> str:
    return base64.b64encode(key).decode()
