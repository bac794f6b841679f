"""Server and desks are killed in the middle of whatever they do: nothing said to be stored is lost, all ends converge.

Processes of their own, killed by SIGKILL: ``central-server run`` on a real PostgreSQL, stopped by the test while desks
speak to it, and desks that die at any call of any function, in a registration, a round, a file's piece or while the
store is opened again after the death before. The network between them is as bad as in ``test_convergence``.
"""

import contextlib
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from bad_network import BadNetwork
from builders import Registered, register
from ends import check_ends
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from killable import DeskAtWork, KillableServer, Shift, begin, now, told_by
from lives import steps
from province import Clock, Cluster, EnrolledDesk, Province
from staff import ADMINISTRATOR

from central_server import back_office
from central_server.database import writing
from desk_app.domain.errors import DeskError
from desk_app.models.store import open_store
from desk_app.services.attachment_exchange import Sending
from desk_app.services.enrolment import enrol
from desk_app.services.sync_round import run_files

DESK_ACTS = ("registers", "steps_on", "steps_on", "attaches", "round", "round", "round")


class Life:
    """An office, its desks processes when they work, and its server's process."""

    def __init__(self, province: Province, chance: random.Random, desks: int) -> None:
        self.province, self.chance = province, chance
        self.server = KillableServer(province.url, province.folder / "server")
        province.at_end.callback(self.server.kill)
        self.server.start()
        self.first: list[Registered] = []
        self.folders = [self._enrolled(f"Q{place + 1}") for place in range(desks)]
        self.networks: list[BadNetwork] = []
        self.backup = ""
        self.restored = False

    def act(self, name: str) -> None:
        getattr(self, name)()

    def desks_work(self) -> None:
        """Some desks at the same time."""
        self._wait_for([self._begin(folder) for folder in self._some()])

    def desk_dies(self) -> None:
        """A desk is killed at any call, others work on."""
        for folder in self._some():
            self._wait_for([self._begin(folder, dies=True)])

    def server_dies(self) -> None:
        """The server is killed while desks work, and comes back, sooner or later."""
        at_work = [self._begin(folder, dies=self.chance.random() < 0.3) for folder in self.folders]
        time.sleep(self.chance.random() ** 2)
        self.server.kill()
        if self.chance.random() < 0.5:
            self.server.start()
        self._wait_for(at_work)
        if not self.server.runs:
            self.server.start()

    def back_office_writes(self) -> None:
        known = sorted(self.province.dossiers())
        if known:
            office = self.province.rows("SELECT office FROM offices")[0].office
            body = self.chance.choice(list(steps(now()).values()))
            with contextlib.suppress(DeskError), writing(self.province.engine) as connection:
                back_office.take_step(connection, office, self.chance.choice(known), [body], "phongtuphap", now())

    def is_backed_up(self) -> None:
        """Its connections are broken off for it: PostgreSQL copies no database in use."""
        self.backup = self.province.backup()

    def server_is_restored(self) -> None:
        if self.backup and not self.restored:
            self.restored = True
            self.server.kill()
            self.province.restore(self.backup)
            self.server.database = self.province.url
            self.server.start()

    def ends(self) -> list[EnrolledDesk]:
        """Let everybody speak until nothing is left to say; return the desks, open."""
        for network in self.networks:
            network.fair = True
        desks = [
            self.province.keep(EnrolledDesk(folder.name, open_store(folder, now=now()), now)) for folder in self.folders
        ]
        for desk in desks * 3:
            desk.round()
            run_files(desk.store, Sending())
        return desks

    def _enrolled(self, name: str) -> Path:
        store = self.province.store_of(name)
        enrol(store, ADMINISTRATOR, self.server.url, self.province.new_code(name), now())
        self.first.append(register(store, now()))
        store.close()
        return store.folder

    def with_bad_network(self) -> None:
        """Put something between each desk and the server."""
        for folder in self.folders:
            network = BadNetwork(self.server.url, self.chance)
            self.province.at_end.callback(network.close)
            self.networks.append(network)
            with open_store(folder, now=now()) as store:
                EnrolledDesk(folder.name, store, now).move_to(network.url)

    def _some(self) -> list[Path]:
        return self.chance.sample(self.folders, self.chance.randint(1, len(self.folders)))

    def _begin(self, folder: Path, *, dies: bool = False) -> DeskAtWork:
        acts = tuple(self.chance.choice(DESK_ACTS) for _ in range(self.chance.randint(2, 5)))
        # A shift makes some hundred thousand calls and returns; its first thousands, the opening, deserve their share.
        moments = int(10 ** self.chance.uniform(3, 5.7)) if dies else None
        return begin(Shift(folder, acts, self.chance.getrandbits(32), moments))

    def _wait_for(self, at_work: list[DeskAtWork]) -> None:
        for desk in at_work:
            desk.end()


ACTS = (
    "desks_work", "desk_dies", "server_dies", "server_dies", "back_office_writes", "is_backed_up", "server_is_restored",
)  # fmt: skip


def lives_through(acts: list[str], seed: int, province: Province, *, desks: int, bad_network: bool) -> None:
    """Live through deaths and check what must be true at the end."""
    province.add_office()
    life = Life(province, random.Random(seed), desks)
    if bad_network:
        life.with_bad_network()
    for act in acts:
        life.act(act)
    at_end = life.ends()
    told = [told_by(folder) for folder in life.folders]
    check_ends(province, at_end, [UUID(event) for one in told for event in one["event"]])
    registered = {UUID(dossier) for one in told for dossier in one["dossier"]} | {made.id for made in life.first}
    assert registered <= province.dossiers().keys()
    codes = [code for one in told for code in one["code"]] + [made.code for made in life.first]
    assert len(set(codes)) == len(codes), "no code is given twice"
    assert {why for one in told for why in one["failed"]} <= {"away", "busy"}, "deaths are no reason to be refused"
    whole = {row.content for row in province.rows("SELECT content FROM attachments WHERE whole")}
    folded = "".join(province.dossiers().values())
    # A file that a step took off its dossier need not go up.
    assert {file for one in told for file in one["file"] if file in folded} <= whole
    assert not province.rows("SELECT 1 FROM forks"), "whoever is killed never contradicts itself"


def test_whoever_is_killed_nothing_is_lost_and_all_ends_converge(
    cluster: Cluster, made_stores: Path, tmp_path: Path
) -> None:
    # One life, another each time: a failure shows its seed.
    with _province(cluster, made_stores, tmp_path / "life") as province:
        lives_through(
            ["desk_dies", "server_dies", "desks_work"],
            random.SystemRandom().randrange(2**32),
            province,
            desks=2,
            bad_network=False,
        )


@pytest.mark.slow
@settings(
    max_examples=30, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck)
)
@given(acts=st.lists(st.sampled_from(ACTS), min_size=6, max_size=20), seed=st.integers(0, 2**32))
def test_a_long_campaign_of_deaths_converges(
    cluster: Cluster, made_stores: Path, tmp_path: Path, acts: list[str], seed: int
) -> None:
    with _province(cluster, made_stores, tmp_path / "life") as province:
        lives_through(acts, seed, province, desks=3, bad_network=random.Random(seed).random() < 0.4)


@contextlib.contextmanager
def _province(cluster: Cluster, made_stores: Path, folder: Path) -> Iterator[Province]:
    """Give a province that lives in real time, as its processes do."""
    province = Province(cluster, cluster.copy_of(cluster.template), folder, made_stores, clock=Clock(now()))
    try:
        yield province
    finally:
        province.close()
        shutil.rmtree(folder, ignore_errors=True)
