"""The demo's province: an embedded server, two desks of one office, one of them without a network for a day."""

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import uvicorn

from central_server.api.app import create_app
from central_server.api.state import ServerState
from central_server.batches import take_in_file
from central_server.database import migrate, open_database, writing
from central_server.desks import add_desk, add_office
from central_server.embedded import start_embedded
from desk_app.cli.sync import sync_json
from desk_app.models.store import Store
from desk_app.services.accounts import Session, sign_in
from desk_app.services.batch_files import export_batch, import_batch
from desk_app.services.enrolment import enrol
from desk_app.services.office import new_office
from desk_app.services.office_settings import office_settings
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.returning import GiveBack, give_back
from desk_app.services.sample import add_sample_procedures
from desk_app.services.sample_files import sample_office
from desk_app.services.steps import take_step
from desk_app.services.sync_round import run_round

SECOND = "Quầy 1"
LIEN = {"name": "Đinh Thị Liên", "id_number": "038185000817", "phone": "0999000817", "address": "Thôn 2"}


def sync_day(first: Store, folder: Path, morning: datetime, password: str = "motcua") -> dict[str, Any]:
    """Let the demo's desk and a second one of its office exchange over a day; return what each round did.

    first: the demo's store, open, with the sample's accounts. folder: for the second store and the stick's files.
    morning: when the day begins, aware. The second desk works without a network until evening, when what it wrote goes
    by wire; a stick carries once in between. Raises AssertionError where the ends differ.
    """
    told: list[dict[str, Any]] = []
    now = [morning]
    with _server(lambda: now[0]) as province:
        office = province.open_office(first)
        second, _code = _second_store(folder / "quay-2", morning)
        with second:
            for store, name in ((first, office.counter), (second, SECOND)):
                administrator = sign_in(store, "quantri", password, morning)
                enrol(store, administrator, province.url, province.code(office.agency_id, name), morning)
                told.append(_round(name, store, now[0]))
            at_second = sign_in(second, "canbo", password, morning)
            away = _receives(second, at_second, "Chứng thực khi mất mạng", morning + timedelta(hours=1))
            at_first = sign_in(first, "canbo", password, morning)
            ours = _receives(first, at_first, "Chứng thực khi có mạng", morning + timedelta(hours=2))
            now[0] = morning + timedelta(hours=3)
            told.append(_round(office.counter, first, now[0]))
            told.append(_by_stick(province, second, folder, now[0]))
            take_step(second, at_second, away, "ResultReady", {"number": "118"}, morning + timedelta(hours=8))
            now[0] = morning + timedelta(hours=9)
            for name, store in ((SECOND, second), (office.counter, first)):
                told.append(_round(name, store, now[0]))
            owner = _owner(first, away)
            back = GiveBack(dossiers=(away,), to=owner, is_owner=True, compared=True)
            give_back(first, at_first, back, now[0] + timedelta(minutes=5))
            now[0] += timedelta(minutes=10)
            for name, store in ((office.counter, first), (SECOND, second)):
                told.append(_round(name, store, now[0]))
            assert _folded(first) == _folded(second), "the two desks show different dossiers"
            return {
                "server": "embedded",
                "desks": [office.counter, SECOND],
                "rounds": told,
                "returned_at_the_other_desk": _code_of(first, away),
                "seen_at_the_other_desk": _code_of(second, ours),
                "equal": True,
            }


class _Province:
    """A running server."""

    def __init__(self, engine: Any, url: str, clock: Callable[[], datetime]) -> None:
        self.engine, self.url, self._clock = engine, url, clock

    def open_office(self, store: Store) -> Any:
        """Add a desk's office and return its settings."""
        with store.reading() as rd:
            office = office_settings(rd)
        with writing(self.engine) as connection:
            add_office(connection, office.agency_id, office.heading.office, self._clock())
        return office

    def code(self, agency: str, desk: str) -> str:
        """Return an enrolment code."""
        with writing(self.engine) as connection:
            return add_desk(connection, agency, desk, self._clock())


@contextmanager
def _server(clock: Callable[[], datetime]) -> Iterator[_Province]:
    """Run an embedded PostgreSQL and a server in this process."""
    with tempfile.TemporaryDirectory(prefix="qmc-demo-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL never runs as root: it must get in as a user of its own
        embedded = start_embedded(Path(folder))
        engine = open_database(embedded.url)
        try:
            migrate(engine, clock())
            # The port is opened by asyncio: on a socket handed to it, each second half of an answer would wait 40 ms.
            config = uvicorn.Config(create_app(ServerState(engine, clock)), port=0, log_config=None, lifespan="off")
            server = uvicorn.Server(config)
            thread = threading.Thread(target=server.run, daemon=True)
            thread.start()
            while not server.started:
                thread.join(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            yield _Province(engine, f"http://127.0.0.1:{port}", clock)
            server.should_exit = True
            thread.join(10)
        finally:
            engine.dispose()
            embedded.stop()


def _second_store(folder: Path, now: datetime) -> tuple[Store, str]:
    """Make the office's second desk: its own counter, the same catalogue, no dossiers yet."""
    office = sample_office()
    desk = office.desk.model_copy(update={"id": "quay-1", "counter": SECOND})
    store, code = new_office(folder, office.model_copy(update={"desk": desk}), {}, now, is_sample=True)
    add_sample_procedures(store, now)
    return store, code


def _receives(store: Store, clerk: Session, summary: str, now: datetime) -> UUID:
    command = checked_receive({"procedure": "1.004873", "submitter": LIEN, "summary": summary, "unit": "working_day"})
    return receive(store, clerk, command, now).id


def _round(desk: str, store: Store, now: datetime) -> dict[str, Any]:
    done = run_round(store, lambda: now)
    return {"desk": desk, "at": now, "by": "wire", **sync_json(store, done)}


def _by_stick(province: _Province, store: Store, folder: Path, now: datetime) -> dict[str, Any]:
    up, down = folder / "quay-1.dongbo", folder / "quay-1-traloi.dongbo"
    export_batch(store, up, now)
    down.write_bytes(take_in_file(province.engine, up.read_bytes(), now).answer)
    read = import_batch(store, down, lambda: now)
    return {"desk": SECOND, "at": now, "by": "stick", **sync_json(store, read.done), "sent": read.confirmed}


def _owner(store: Store, dossier: UUID) -> Any:
    with store.reading() as rd:
        found = rd.dossiers.by_id(dossier)
    assert found is not None, "the other desk's dossier has not arrived"
    return found.owners[0]


def _code_of(store: Store, dossier: UUID) -> str:
    with store.reading() as rd:
        found = rd.dossiers.by_id(dossier)
    assert found is not None and found.code
    return found.code


def _folded(store: Store) -> dict[UUID, str]:
    with store.reading() as rd:
        rows = rd.connection.exec_driver_sql(
            "SELECT d.id, f.folded FROM dossiers d JOIN folded_dossiers f ON f.row = d.row"
        ).all()
    return {UUID(dossier): folded for dossier, folded in rows}
