"""A province for tests: a real PostgreSQL, a real server on a port of its own, real desks with stores on disk."""

import contextlib
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from builders import AGENCY, NOW
from fastapi import FastAPI
from lives import HEADING
from prompt_server import PromptServer
from sqlalchemy import Engine, make_url, text
from staff import ADMINISTRATOR

from central_server import desks
from central_server.api.app import create_app
from central_server.api.state import ServerState
from central_server.api.throttle import Throttle
from central_server.database import migrate, open_database, reading, writing
from central_server.embedded import Embedded, start_embedded
from desk_app.models.store import Store, create_store, open_store
from desk_app.services.enrolment import enrol, speaking
from desk_app.services.exchange import exchange
from desk_app.services.office_settings import OFFICE, OfficeSettings
from desk_app.services.round_terms import Exchanged, Server

NO_THROTTLE = 10_000_000


class Clock:
    """A present moment that goes on by itself a little with every look, and in leaps when told."""

    def __init__(self, start: datetime = NOW) -> None:
        self._now = start
        self._guard = threading.Lock()

    def __call__(self) -> datetime:
        with self._guard:
            self._now += timedelta(milliseconds=5)
            return self._now

    def leap(self, by: timedelta) -> None:
        """Let time pass."""
        with self._guard:
            self._now += by


class Cluster:
    """A PostgreSQL whose template database is migrated; each test gets a copy of it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="qmc-postgres-"))
        self.folder.chmod(0o755)  # as root, PostgreSQL runs as a user of its own and must get in
        self._running: Embedded = start_embedded(self.folder)
        self._made = 0
        self._admin = make_url(self._running.url)
        outside = self._admin.set(drivername="postgresql", database="postgres")
        self._outside = psycopg.connect(outside.render_as_string(hide_password=False), autocommit=True)
        for setting in ("fsync", "full_page_writes"):
            # Processes are killed here, machines are not: nothing needs to reach the disk.
            self.command(f"ALTER SYSTEM SET {setting} = off")
        self.command("SELECT pg_reload_conf()")
        engine = open_database(self._running.url)
        migrate(engine, NOW)
        engine.dispose()
        self.template = str(self._admin.database)

    def command(self, statement: str) -> None:
        """Say something no transaction may hold."""
        self._outside.execute(statement.encode())

    def copy_of(self, template: str) -> str:
        """Return the address of a fresh copy of a database nobody is connected to."""
        self._made += 1
        name = f"test_{self._made}"
        for _ in range(500):
            # Who has just hung up may still be seen to hold the template.
            with contextlib.suppress(psycopg.errors.ObjectInUse):
                self.command(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
                break
            time.sleep(0.01)
        return self._admin.set(database=name).render_as_string(hide_password=False)

    @contextlib.contextmanager
    def closed(self, name: str) -> Iterator[None]:
        """Keep everybody out of a database: a request that was cut may be at work in it, or come late."""
        self.command(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        self.command(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        yield
        self.command(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    def close(self) -> None:
        """Stop it and remove everything."""
        self._outside.close()
        self._running.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass
class ServedApp:
    """A server process's work, in a thread of this one."""

    url: str
    app: FastAPI
    state: ServerState
    server: PromptServer

    def stop(self) -> None:
        """Stop serving."""
        self.server.end()


def serve_in_thread(engine: Engine, clock: Callable[[], datetime]) -> ServedApp:
    """Serve a database on a free port of this machine."""
    state = ServerState(engine, clock, enrolments=Throttle(NO_THROTTLE), requests=Throttle(NO_THROTTLE))
    app = create_app(state)
    server = PromptServer(app)
    return ServedApp(f"http://127.0.0.1:{server.begin()}", app, state, server)


@dataclass
class EnrolledDesk:
    """A desk that belongs to an office: its store, and how a round of it goes."""

    name: str
    store: Store
    clock: Callable[[], datetime]

    def round(self, through: Callable[[Server], Server] = lambda server: server) -> Exchanged:
        """Exchange everything once. through: puts something between the desk and its server."""
        with self.store.reading() as rd:
            link = rd.sync.link()
        assert link is not None
        with speaking(link) as server:
            return exchange(self.store, through(server), self.clock)

    def says(self, dossier: UUID, body: Any, actor: str = "canbo") -> UUID:
        """Write an event of a dossier and return its id."""
        with self.store.transaction(self.clock(), actor) as tx:
            return tx.record(dossier, body).envelope.event_id

    def dossiers(self) -> dict[UUID, str]:
        """Return every dossier as it is folded here."""
        with self.store.reading() as rd:
            return folded_at(rd.connection)

    def flags(self, dossier: UUID) -> list[tuple[UUID, str]]:
        """Return what is to be checked of a dossier."""
        with self.store.reading() as rd:
            found = rd.dossiers.by_id(dossier)
        assert found is not None
        return [(flag.event_id, flag.why.value) for flag in found.open_flags]

    def move_to(self, url: str) -> None:
        """Speak with the server at another address from now on."""
        with self.store.transaction(self.clock(), "test") as tx:
            tx.sync.change_link(address=url)


def folded_at(connection: Any) -> dict[UUID, str]:
    """Return every folded dossier of a store."""
    rows = connection.execute(
        text("SELECT d.id, f.folded FROM dossiers d JOIN folded_dossiers f ON f.row = d.row")
    ).all()
    return {UUID(dossier): folded for dossier, folded in rows}


@dataclass
class Province:
    """A server with its database, its desks and its clock."""

    cluster: Cluster
    url: str
    folder: Path
    stores: Path
    clock: Clock = field(default_factory=Clock)
    desks: dict[str, EnrolledDesk] = field(default_factory=dict)
    at_end: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    """What a test opened on the way."""
    _older: list[str] = field(default_factory=list)
    """Databases that are backups, or were given up for one."""
    _left: list[Engine] = field(default_factory=list)
    _served: ServedApp | None = None
    _engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """Return the server's database."""
        if self._engine is None:
            self._engine = open_database(self.url)
        return self._engine

    @property
    def served(self) -> ServedApp:
        """Return the running server."""
        if self._served is None:
            self._served = serve_in_thread(self.engine, self.clock)
        return self._served

    def add_office(self, agency: str = AGENCY, name: str = "UBND xã Hòa Bình") -> UUID:
        """Add an office."""
        with writing(self.engine) as connection:
            return desks.add_office(connection, agency, name, self.clock())

    def new_code(self, desk: str, agency: str = AGENCY, *, again: bool = False) -> str:
        """Return an enrolment code for a desk."""
        with writing(self.engine) as connection:
            return desks.add_desk(connection, agency, desk, self.clock(), new_code_only=again)

    def store_of(self, name: str, agency: str = AGENCY) -> Store:
        """Return a fresh store, open, of a desk that belongs nowhere yet."""
        folder = self.folder / f"{agency}-{name}"
        made = self.stores / f"{agency}-{name}"
        if not made.exists():
            # Each store names its office by an id of its own, as stores set up apart from each other do.
            new = create_store(made, office_id=uuid4(), desk_id=name, now=NOW)[0]
            settings = OfficeSettings(heading=HEADING, agency_id=agency, desk_id=name, counter=name)
            with new.transaction(NOW, "set-up") as tx:
                tx.settings.set(OFFICE, settings.model_dump(mode="json"))
            new.close()
        shutil.copytree(made, folder)
        return open_store(folder, now=self.clock())

    def desk(self, name: str, agency: str = AGENCY) -> EnrolledDesk:
        """Return a desk of an office, enrolled over the wire."""
        store = self.store_of(name, agency)
        enrol(store, ADMINISTRATOR, self.served.url, self.new_code(name, agency), self.clock())
        return self.keep(EnrolledDesk(name, store, self.clock))

    def keep(self, desk: EnrolledDesk) -> EnrolledDesk:
        """Look after a desk until the test ends."""
        self.desks[f"{desk.name} {len(self.desks)}"] = desk
        return desk

    def rows(self, query: str, **values: Any) -> list[Any]:
        """Return what the server's database answers."""
        with reading(self.engine) as connection:
            return list(connection.execute(text(query), values))

    def dossiers(self) -> dict[UUID, str]:
        """Return every dossier as the server folded it."""
        return {row.id: row.folded for row in self.rows("SELECT id, folded FROM dossiers")}

    def backup(self) -> str:
        """Copy the database as it stands; return what it is restored by."""
        self._disconnect()
        name = str(make_url(self.url).database)
        with self.cluster.closed(name):
            copied = str(make_url(self.cluster.copy_of(name)).database)
        self._connect()
        self._older.append(copied)
        return copied

    def restore(self, backup: str) -> None:
        """Go on with a backup: the same address of the server, an older database."""
        self._older.append(str(make_url(self.url).database))
        self.url = self.cluster.copy_of(backup)
        self._disconnect()
        self._connect()

    def _connect(self) -> None:
        if self._served is not None:
            self._served.state.engine = self.engine

    def _disconnect(self) -> None:
        if self._engine is not None:
            # What a cut request began is still being done.
            while self._engine.pool.checkedout():  # type: ignore[attr-defined]
                time.sleep(0.005)
            self._engine.dispose()
            self._left.append(self._engine)
        self._engine = None

    def close(self) -> None:
        """Stop the server, close the stores, drop the database."""
        self.at_end.close()
        if self._served is not None:
            self._served.stop()
        for desk in self.desks.values():
            desk.store.close()
        self._disconnect()
        for engine in self._left:
            # A request that came late may have opened a connection of a database that was given up.
            engine.dispose()
        for name in (*self._older, str(make_url(self.url).database)):
            with contextlib.suppress(psycopg.Error):
                self.cluster.command(f"DROP DATABASE {name} WITH (FORCE)")


def until_equal(desks_: Sequence[EnrolledDesk], rounds: int = 3) -> None:
    """Let every desk exchange until nothing is left to say. rounds: of each desk, at most and at least one.

    It ends when nobody has anything queued and all others have exchanged since one of them last had any news.
    """
    quiet, queued = 0, [0] * len(desks_)
    for turn in range(rounds):
        for place, desk in enumerate(desks_):
            if turn and quiet >= max(1, len(desks_) - 1) and not any(queued):
                return
            done = desk.round()
            news = done.sent, done.received, done.forks, done.began_stream, done.matter, done.differing
            quiet = 0 if any(news) else quiet + 1
            with desk.store.reading() as rd:
                queued[place] = rd.sync.queued().count


def copy_of(desk: EnrolledDesk, province: Province, folder: Path) -> EnrolledDesk:
    """Copy a desk's folder as a disk image is put back: nothing in it knows."""
    desk.store.close()
    shutil.copytree(desk.store.folder, folder)
    desk.store = open_store(desk.store.folder, now=province.clock())
    return province.keep(EnrolledDesk(desk.name, open_store(folder, now=province.clock()), province.clock))
