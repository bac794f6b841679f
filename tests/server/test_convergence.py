"""Whatever the network, the server and the desks do to each other: all ends come to the same dossiers, none lost.

Real HTTP through a proxy that drops, doubles, delays and cuts at any byte; a real PostgreSQL whose transactions are
broken off; rounds broken off at any step; copied stores; a server put back to an older day.
"""

import contextlib
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from any_step import any_step
from bad_network import BadNetwork
from builders import register
from ends import check_ends
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lives import steps
from province import Cluster, EnrolledDesk, Province, copy_of
from sqlalchemy import event

from central_server import back_office
from central_server.database import writing
from desk_app.domain.errors import DeskError
from desk_app.services.round_terms import Server
from desk_app.sync.client import ServerAway, ServerRefused


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
            desk.says(
                self.chance.choice(known),
                any_step(desk.store, self.chance),
                self.chance.choice(["canbo", "truongbophan"]),
            )
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
    check_ends(province, campaign.desks, campaign.written)


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
