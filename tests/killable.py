"""Processes of an office that a test may kill at any moment: a server, and a desk at work; they share no memory.

They are forked from a process that has loaded the programs already, so that a life of many deaths takes seconds.
"""

import contextlib
import multiprocessing
import os
import random
import signal
import socket
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import FrameType
from uuid import UUID

import httpx
from any_step import any_step
from builders import receive

from central_server.cli import main as central_server
from desk_app.domain.errors import DeskError
from desk_app.domain.events import Body, PaperAttached
from desk_app.models.store import Store, open_store
from desk_app.services.attachment_exchange import Sending
from desk_app.services.sync_round import run_files, run_round
from desk_app.sync.client import ServerAway, ServerRefused

READY_SECONDS, SHIFT_SECONDS = 60.0, 120.0
_HOST = "127.0.0.1"
_PORTS = range(20_000, 32_000)
"""Below those the system gives to outgoing connections, so that a server finds its port free when it comes back."""

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(
    [
        "pytest", "hypothesis", "central_server.cli", "central_server.serving", "desk_app.services.sync_round",
        "desk_app.services.office_settings", "desk_app.services.ground",
    ]
)  # fmt: skip


def now() -> datetime:
    """Return the present moment: these processes live in real time."""
    return datetime.now(UTC)


# -- the server -------------------------------------------------------------------------------------------------------


@dataclass
class KillableServer:
    """``central-server run`` on a database, always at the same address. folder: for its words."""

    database: str
    folder: Path
    port: int = 0
    deaths: int = 0
    _process: ForkServerProcess | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = _free_port()

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://{_HOST}:{self.port}"

    @property
    def runs(self) -> bool:
        """Tell whether it was started and not killed since."""
        return self._process is not None

    @property
    def words(self) -> str:
        """Return all it has said, in every life."""
        file = self.folder / "server.log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self._process = _forks.Process(
            target=_serve, args=(self.database, self.port, self.folder / "server.log"), daemon=True
        )
        self._process.start()
        end = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            assert self._process.is_alive(), self.words
            assert time.monotonic() < end, self.words
            time.sleep(0.02)

    def kill(self) -> None:
        """Let it die at once, whatever it is doing."""
        if self._process is not None:
            assert self._process.is_alive(), f"it had died by itself: {self.words}"
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None
            self.deaths += 1

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False


def _free_port() -> int:
    for port in random.SystemRandom().sample(_PORTS, 100):
        with contextlib.suppress(OSError), socket.create_server((_HOST, port)):
            return port
    raise RuntimeError("no port free")


def _serve(database: str, port: int, log: Path) -> None:
    _speak_into(log)
    central_server(["--database-url", database, "run", "--port", str(port)])


def _speak_into(log: Path) -> None:
    """Send what this process says into a file, where nobody has to read it for the process to go on."""
    with log.open("ab") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())


# -- a desk -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shift:
    """What a desk's process is to do: ``registers``, ``steps_on``, ``attaches``, ``round`` in this order.

    dies_after: so many calls and returns of functions from its start, None = it lives to the end.
    """

    folder: Path
    acts: tuple[str, ...]
    seed: int
    dies_after: int | None = None


@dataclass
class DeskAtWork:
    """A desk's process in its shift."""

    shift: Shift
    _process: ForkServerProcess

    def end(self) -> bool:
        """Wait for its end; return whether it was killed. A desk that fails in any other way fails the test."""
        self._process.join(SHIFT_SECONDS)
        code = self._process.exitcode
        words = _beside(self.shift.folder, "log").read_text(encoding="utf-8")
        assert code in (0, -signal.SIGKILL), (self.shift, words)
        assert code == 0 or self.shift.dies_after is not None, self.shift
        self._process.close()
        return code != 0


def begin(shift: Shift) -> DeskAtWork:
    """Let a desk begin its shift in a process of its own."""
    process = _forks.Process(target=_work, args=(shift,), daemon=True)
    process.start()
    return DeskAtWork(shift, process)


def told_by(folder: Path) -> dict[str, list[str]]:
    """Return what a desk noted in all its shifts as done for good, before it went on or died.

    ``dossier``, ``code``, ``event``, ``file``: what it wrote; ``confirmed``, ``failed``: rounds, with the reason.
    """
    told: dict[str, list[str]] = defaultdict(list)
    journal = _beside(folder, "journal")
    for line in journal.read_text(encoding="ascii").splitlines() if journal.exists() else ():
        word, _, what = line.partition(" ")
        told[word].append(what)
    return told


def _beside(folder: Path, kind: str) -> Path:
    return folder.parent / f"{folder.name}.{kind}"


def _work(shift: Shift) -> None:
    _speak_into(_beside(shift.folder, "log"))
    journal = os.open(_beside(shift.folder, "journal"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    if shift.dies_after is not None:
        _die_after(shift.dies_after)
    with open_store(shift.folder, now=now()) as store:
        desk = _Desk(store, random.Random(shift.seed), journal)
        for act in shift.acts:
            getattr(desk, act)()


def _die_after(moments: int) -> None:
    """Kill this process when so many functions were called or left: the same work dies at the same place."""
    left = moments

    def count(_frame: FrameType | None, _what: str, _of: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)


class _Desk:
    """What is done at a desk; what was done for good is noted after it."""

    def __init__(self, store: Store, chance: random.Random, journal: int) -> None:
        self._store, self._chance, self._journal = store, chance, journal

    def registers(self) -> None:
        with contextlib.suppress(DeskError):  # a store on a new stream may not know its numbers yet
            with self._store.transaction(now(), "canbo") as tx:
                made = receive(tx)
            self._note("code", made.code)
            self._note("dossier", str(made.id))

    def steps_on(self) -> None:
        self._says(any_step(self._store, self._chance))

    def attaches(self) -> None:
        content = self._chance.randbytes(self._chance.choice([900, 70_000, 1_500_000]))
        name = self._store.attachments.put(content, now=now())
        attached = PaperAttached(
            name="tờ khai.pdf", media_type="application/pdf", size=len(content), content=name, attached_at=now()
        )
        if self._says(attached):
            self._note("file", name)

    def round(self) -> None:
        try:
            run_round(self._store, now)
            run_files(self._store, Sending())
        except ServerAway:
            self._note("failed", "away")
        except ServerRefused as refused:
            self._note("failed", refused.code.value)
        else:
            self._note("confirmed")

    def _says(self, body: Body) -> bool:
        with self._store.reading() as rd:
            known = rd.connection.exec_driver_sql("SELECT id FROM dossiers ORDER BY id").scalars().all()
        if not known:
            return False
        actor = self._chance.choice(["canbo", "truongbophan"])
        with self._store.transaction(now(), actor) as tx:
            said = tx.record(UUID(self._chance.choice(known)), body)
        self._note("event", str(said.envelope.event_id))
        return True

    def _note(self, word: str, what: str = "") -> None:
        os.write(self._journal, f"{word} {what}\n".encode())
