"""The central server to measure against: a PostgreSQL of its own, fresh databases, a desk's queued events."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import Engine, make_url, select

from benchmarks.stores import ROOT
from central_server import desks
from central_server.caller import DeskCaller
from central_server.database import migrate, open_database, writing
from central_server.embedded import Embedded, start_embedded
from central_server.tables import desks as desk_table
from desk_app.models.store import open_store
from desk_app.sync.lines import line_of
from tools.many_dossiers import many_dossiers

AGENCY, DESK = "H56.14", "Q1"


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Queue:
    """What a desk has to send: the lines of its one stream, in seq order; folder: its store."""

    folder: Path
    stream: UUID
    lines: tuple[str, ...]
    dossiers: int


def queue_of(folder: Path, dossiers: int, events: int | None = None) -> Queue:
    """Make a sample office with this many dossiers, from receipt to return, and give what it would send.

    events: how many there must be at least, None for any number.
    """
    moment = many_dossiers(folder, dossiers)
    with open_store(folder, now=moment) as store, store.reading() as rd:
        ((stream, _head),) = rd.sync.own_heads().items()
        stored = rd.sync.stored_after(stream, 0, 1_000_000)
    if events is not None and len(stored) < events:
        raise RuntimeError(f"only {len(stored)} events in {dossiers} dossiers")
    return Queue(folder, stream, tuple(line_of(one.text, one.body) for one in stored), dossiers)


@dataclass
class Cluster:
    """A running PostgreSQL with a migrated database, to be copied."""

    running: Embedded
    made: int = 0

    def fresh(self) -> str:
        """Return the address of an empty, migrated database."""
        self.made += 1
        name = f"bench_{self.made}"
        url = make_url(self.running.url)
        admin = url.set(database="postgres").render_as_string(hide_password=False)
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {url.database}".encode())
        return url.set(database=name).render_as_string(hide_password=False)


@contextmanager
def served(url: str, workers: int = 1) -> Iterator[tuple[str, ...]]:
    """Give the addresses of so many server processes on one database, each on a free port of this machine."""
    environment = {**os.environ, "CENTRAL_DATABASE_URL": url, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-u", "-m", "central_server", "run", "--port", "0"]
    running: list[subprocess.Popen[str]] = []
    try:
        addresses = []
        for _ in range(workers):
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
                env=environment, cwd=ROOT,
            )  # fmt: skip
            running.append(process)
            addresses.append(_address_said(process))
        yield tuple(addresses)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.communicate(timeout=30)


def _address_said(process: "subprocess.Popen[str]") -> str:
    for line in process.stdout or ():
        found = re.search(r"http://[^\s]+", line)
        if found:
            return found[0]
    raise RuntimeError("the server did not start")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Give a PostgreSQL of this run's own, with the settings it is shipped with: every COMMIT reaches the disk."""
    folder = Path(tempfile.mkdtemp(prefix="qmc-bench-"))
    folder.chmod(0o755)  # as root, PostgreSQL runs as a user of its own and must get in
    running = start_embedded(folder)
    try:
        engine = open_database(running.url)
        migrate(engine, now())
        engine.dispose()
        yield Cluster(running)
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


def new_office(engine: Engine, stream: UUID, agency: str = AGENCY) -> DeskCaller:
    """Add an office with one desk; return that desk as the server sees it."""
    with writing(engine) as connection:
        office = desks.add_office(connection, agency, "UBND xã Mẫu", now())
        desks.add_desk(connection, agency, DESK, now())
        desk_id = connection.execute(select(desk_table.c.id).where(desk_table.c.office == office)).scalar_one()
    return DeskCaller(desk_id, office, DESK, uuid4(), stream)
