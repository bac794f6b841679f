"""Whatever the network, the server and the desks do to each other: all ends come to the same dossiers, none lost.

Real HTTP through a proxy that drops, doubles, delays and cuts at any byte; a real PostgreSQL whose transactions are
broken off; rounds broken off at any step; copied stores; a server put back to an older day.
"""

import contextlib
import random
import shutil
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from builders import register
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lives import reception, steps
from province import Cluster, EnrolledDesk, Province, copy_of
from sqlalchemy import event

from central_server import back_office
from central_server.database import writing
from desk_app.domain.errors import DeskError
from desk_app.domain.events import Authority, Body, Corrected, Decision, FieldChange, Reversed, Settled
from desk_app.models.verification import verify
from desk_app.services.exchange import Server
from desk_app.sync.client import ServerAway, ServerRefused

FAULTS = (
    "pass", "pass", "pass", "drop", "cut request", "lose answer", "cut answer", "double", "late double",
)  # fmt: skip


class BadNetwork:
    """A proxy in front of a server, one request a connection, that does to each what it is told to."""

    def __init__(self, url: str, chance: random.Random) -> None:
        self._server = ("127.0.0.1", int(url.rsplit(":", 1)[1]))
        self._chance = chance
        self._kept: list[bytes] = []
        self.fair = False
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=32)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        self.fair = True
        with socket.create_connection(self._listening.getsockname()):
            self._stopped = True
        self._thread.join(10)
        self._listening.close()

    _stopped = False

    def _serve(self) -> None:
        while True:
            connection, _address = self._listening.accept()
            with connection, contextlib.suppress(OSError):
                connection.settimeout(20)
                request = _whole_request(connection)
                if request:
                    connection.sendall(self._handled(request))
            if self._stopped:
                return

    def _handled(self, request: bytes) -> bytes:
        fault = "pass" if self.fair else self._chance.choice(FAULTS)
        if fault == "drop":
            return b""
        if fault == "cut request":
            self._forward(request[: self._chance.randrange(len(request))], cut=True)
            return b""
        if fault == "late double" and self._kept:
            # An old request comes once more, out of its order.
            self._forward(self._chance.choice(self._kept))
        if b"POST /v1/events" in request[:40] or b"POST /v1/relay" in request[:40]:
            self._kept = [*self._kept[-4:], request]
        answer = self._forward(request)
        if fault == "double":
            answer = self._forward(request)
        if fault == "lose answer":
            return b""
        if fault == "cut answer":
            return answer[: self._chance.randrange(max(1, len(answer)))]
        return answer

    def _forward(self, request: bytes, *, cut: bool = False) -> bytes:
        with socket.create_connection(self._server, timeout=20) as onward:
            onward.sendall(request)
            if cut:
                return b""
            found = bytearray()
            with contextlib.suppress(OSError):
                while piece := onward.recv(65536):
                    found += piece
        return bytes(found)


def _whole_request(connection: socket.socket) -> bytes:
    """Read one request; it is told to be the last of its connection."""
    found = b""
    while b"\r\n\r\n" not in found:
        piece = connection.recv(65536)
        if not piece:
            return b""
        found += piece
    head, body = found.split(b"\r\n\r\n", 1)
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        piece = connection.recv(65536)
        if not piece:
            break
        body += piece
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body


class PowerCut(Exception):
    """The desk goes dark in the middle of a round."""


class Mortal:
    """A server seen by a desk that goes dark before or after one of its calls."""

    def __init__(self, server: Server, calls: int, *, after: bool) -> None:
        self._server, self._left, self._after = server, calls, after

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._server, name)

        def doomed(*values: Any) -> Any:
            self._left -= 1
            if self._left < 0 and not self._after:
                raise PowerCut
            answer = call(*values)
            if self._left < 0:
                raise PowerCut
            return answer

        return doomed


class Campaign:
    """One life of an office under bad luck, and what was written in it."""

    def __init__(self, province: Province, chance: random.Random, folder: Path) -> None:
        self.province, self.chance, self.folder = province, chance, folder
        self.network = BadNetwork(province.served.url, chance)
        province.at_end.callback(self.network.close)
        self.desks = [province.desk(name) for name in ("Q1", "Q2")]
        for desk in self.desks:
            desk.move_to(self.network.url)
        self.written: set[UUID] = set()
        self.backups: list[str] = []
        self.restored = self.copied = False
        self._broken = 0
        self._break_commits(province)

    def _break_commits(self, province: Province) -> None:
        engine = province.engine

        def may_break(connection: Any) -> None:
            if self._broken > 0:
                self._broken -= 1
                connection.connection.driver_connection.close()

        event.listen(engine, "commit", may_break)

    def desk(self) -> EnrolledDesk:
        return self.chance.choice(self.desks)

    def act(self, name: str) -> None:
        getattr(self, name)()

    def registers(self) -> None:
        desk = self.desk()
        with contextlib.suppress(DeskError):  # a store on a new stream may not know its numbers yet
            register(desk.store, self.province.clock())
            self._note(desk)

    def steps_on(self) -> None:
        desk = self.desk()
        known = list(desk.dossiers())
        if known:
            desk.says(self.chance.choice(known), self._body(desk), self.chance.choice(["canbo", "truongbophan"]))
            self._note(desk)

    def exchanges(self) -> None:
        with contextlib.suppress(ServerAway, ServerRefused):
            self.desk().round()

    def goes_dark(self) -> None:
        calls, after = self.chance.randrange(8), self.chance.random() < 0.5
        with contextlib.suppress(ServerAway, ServerRefused, PowerCut):
            self.desk().round(through=lambda server: Mortal(server, calls, after=after))

    def server_loses_a_transaction(self) -> None:
        self._broken = 1
        self.exchanges()
        self._broken = 0

    def back_office_writes(self) -> None:
        known = list(self.province.dossiers())
        if known:
            dossier = self.chance.choice(known)
            office = self.province.rows("SELECT office FROM offices")[0].office
            body = self.chance.choice(list(steps().values()))
            with contextlib.suppress(DeskError), writing(self.province.engine) as connection:
                back_office.take_step(connection, office, dossier, [body], "phongtuphap", self.province.clock())

    def is_copied(self) -> None:
        if not self.copied:
            self.copied = True
            desk = self.desk()
            self.desks.append(copy_of(desk, self.province, self.folder / "copy"))

    def is_backed_up(self) -> None:
        self.backups.append(self.province.backup())
        self._break_commits(self.province)

    def server_is_restored(self) -> None:
        if self.backups and not self.restored:
            self.restored = True
            self.province.restore(self.chance.choice(self.backups))
            self._break_commits(self.province)

    def ends(self) -> None:
        self.network.fair = True
        for _ in range(3):
            for desk in self.desks:
                desk.round()

    def _note(self, desk: EnrolledDesk) -> None:
        with desk.store.reading() as rd:
            rows = rd.connection.exec_driver_sql("SELECT event_id FROM events ORDER BY rowid DESC LIMIT 3").all()
        self.written |= {UUID(row[0]) for row in rows}

    def _body(self, desk: EnrolledDesk) -> Body:
        authority = Authority(role=self.chance.choice(["clerk", "supervisor"]), reason="ghi nhầm")
        with desk.store.reading() as rd:
            events = rd.connection.exec_driver_sql("SELECT event_id FROM events WHERE kind <> 'StreamBegan'").all()
        target = UUID(self.chance.choice(events)[0])
        others: list[Body] = [
            Reversed(target=target, authority=authority),
            Settled(target=target, decision=self.chance.choice(list(Decision)), authority=authority),
            Corrected(
                changes=(FieldChange(field="summary", old=reception().summary, new="khác"),), authority=authority
            ),
        ]
        return self.chance.choice([*steps().values(), *others])


ACTS = (
    "registers", "registers", "steps_on", "steps_on", "steps_on", "exchanges", "exchanges", "exchanges", "goes_dark",
    "server_loses_a_transaction", "back_office_writes", "is_copied", "is_backed_up", "server_is_restored",
)  # fmt: skip


def lives_through(acts: list[str], seed: int, province: Province, folder: Path) -> None:
    """Live through a campaign and check what must be true at its end."""
    campaign = Campaign(province, random.Random(seed), folder)
    for act in acts:
        campaign.act(act)
    campaign.ends()
    at_server = province.dossiers()
    for desk in campaign.desks:
        assert desk.dossiers() == at_server, desk.name
        found = verify(desk.store)
        assert found.ok, found.problems
        with desk.store.reading() as rd:
            assert rd.sync.queued().count == 0
    stored = province.rows(
        "SELECT position, event_id, hash FROM events UNION ALL SELECT position, event_id, hash FROM forks"
    )
    assert sorted(row.position for row in stored) == list(range(1, len(stored) + 1))
    assert len({row.hash for row in stored}) == len(stored)
    assert campaign.written <= {row.event_id for row in stored}


@settings(
    max_examples=4,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(st.sampled_from(ACTS), min_size=8, max_size=24), seed=st.integers(0, 2**32))
def test_all_ends_converge_and_nothing_is_lost(
    cluster: Cluster, made_stores: Path, tmp_path: Path, acts: list[str], seed: int
) -> None:
    folder = tmp_path / "life"
    province = Province(cluster, cluster.copy_of(cluster.template), folder, made_stores)
    try:
        province.add_office()
        lives_through(acts, seed, province, folder)
    finally:
        province.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
@settings(
    max_examples=60, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck)
)
@given(acts=st.lists(st.sampled_from(ACTS), min_size=20, max_size=80), seed=st.integers(0, 2**32))
def test_a_long_campaign_converges(
    cluster: Cluster, made_stores: Path, tmp_path: Path, acts: list[str], seed: int
) -> None:
    test: Callable[..., None] = test_all_ends_converge_and_nothing_is_lost.hypothesis.inner_test  # type: ignore[attr-defined]
    test(cluster, made_stores, tmp_path, acts, seed)
