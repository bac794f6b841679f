"""The shipped configuration of a cluster: whole, private where it holds secrets, the same when written again."""

import contextlib
import os
import re
import shutil
import socket
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from central_server.deploy.configure import CERTIFICATE, PLACES, TEMPLATES, configure
from central_server.deploy.plan import SECRETS, Folders, Machine, Plan, Ports, plan_from
from central_server.web.visits import LOOK_UPS_PER_MINUTE
from desk_app.sync.limits import ENROL_PER_MINUTE

EXAMPLE = TEMPLATES.parent / "cluster.example.toml"


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return plan_from(EXAMPLE, tmp_path / "secrets.json")


def test_every_template_has_a_place_and_no_name_is_left_unfilled(plan: Plan, tmp_path: Path) -> None:
    assert {template.name for template in TEMPLATES.iterdir()} == set(PLACES)
    for machine in plan.machines:
        configure(plan, machine, Folders(), tmp_path / machine.name)
        for place in PLACES.values():
            text = (tmp_path / machine.name / place).read_text(encoding="utf-8")
            assert not re.search(r"\$[a-z_]", text), place


def test_only_their_owner_reads_files_with_a_secret(plan: Plan, tmp_path: Path) -> None:
    configure(plan, plan.machines[0], Folders(), tmp_path / "etc")
    for place in PLACES.values():
        file = tmp_path / "etc" / place
        text, mode = file.read_text(encoding="utf-8"), stat.S_IMODE(file.stat().st_mode)
        if any(plan.secrets[name] in text for name in SECRETS):
            assert mode == 0o600, place
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_secrets_are_random_and_kept(plan: Plan, tmp_path: Path) -> None:
    assert len({*plan.secrets.values()}) == len(SECRETS)
    assert plan_from(EXAMPLE, tmp_path / "secrets.json").secrets == plan.secrets
    assert plan_from(EXAMPLE, tmp_path / "others.json").secrets != plan.secrets


def test_acknowledged_means_kept_twice(plan: Plan, tmp_path: Path) -> None:
    configure(plan, plan.machines[0], Folders(), tmp_path / "etc")
    patroni = (tmp_path / "etc" / PLACES["patroni.yml"]).read_text(encoding="utf-8")
    assert "synchronous_mode: true" in patroni and "synchronous_mode_strict: true" in patroni
    assert 'synchronous_commit: "on"' in patroni
    # A COMMIT cancelled while it waits for its standby is reported as done.
    assert "statement_timeout: 0" in patroni
    assert "pool_mode = transaction" in (tmp_path / "etc" / PLACES["pgbouncer.ini"]).read_text(encoding="utf-8")


def test_a_cluster_of_two_is_refused(tmp_path: Path) -> None:
    two = EXAMPLE.read_text(encoding="utf-8").replace('[[machine]]\nname = "mc3"\naddress = "10.20.0.13"\n', "")
    (tmp_path / "two.toml").write_text(two, encoding="utf-8")
    with pytest.raises(ValueError, match="three machines"):
        plan_from(tmp_path / "two.toml", tmp_path / "secrets.json")


HAPROXY = shutil.which("haproxy", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
REFUSED, NOT_THERE, PASSED = 429, 404, 503
"""What HAProxy answers itself, and what it answers for workers that are not there."""


@pytest.fixture
def two_proxies(plan: Plan, tmp_path: Path) -> Iterator[list[str]]:
    """The addresses of two machines' HAProxy, run from the shipped template; no worker stands behind them."""
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(2 * len(vars(plan.ports)))]
    free = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    machines = tuple(Machine(f"mc{n}", f"127.0.0.{n}", f"127.0.0.{n}", f"127.0.0.{n}") for n in (1, 2))
    ports = Ports(**dict(zip(vars(plan.ports), free, strict=False)))
    both = replace(
        plan, machines=machines, ports=ports, workers=1, max_clients=100, log="stdout format raw local0 notice"
    )
    with contextlib.ExitStack() as running:
        for machine in machines:
            folder = tmp_path / machine.name
            configure(both, machine, replace(Folders(), settings=folder), folder)
            (folder / CERTIFICATE).write_bytes(a_certificate())
            command = [str(HAPROXY), "-db", "-f", str(folder / PLACES["haproxy.cfg"])]
            process = running.enter_context(subprocess.Popen(command, stdout=subprocess.DEVNULL))
            running.callback(process.terminate)
        addresses = [f"https://{machine.public}:{ports.https}" for machine in machines]
        for address in addresses:
            until(partial(answers, address))
        yield addresses


def a_certificate() -> bytes:
    """Return a key and a certificate of its own making, in one PEM."""
    key, name = Ed25519PrivateKey.generate(), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2120, 1, 1))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.sign(key, None).public_bytes(Encoding.PEM) + private


def answer_of(address: str, method: str, path: str, token: str = "") -> int:
    """Return the status of an answer, 0 for none."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        return httpx.request(method, address + path, headers=headers, verify=False, trust_env=False).status_code
    except httpx.TransportError:
        return 0


def answers(address: str) -> bool:
    """Tell whether a proxy listens."""
    return answer_of(address, "GET", "/healthz") == PASSED


def until(met: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not met():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.skipif(HAPROXY is None, reason="needs Debian's haproxy")
def test_the_proxies_hold_the_limits_together_however_many_workers_there_are(two_proxies: list[str]) -> None:
    one, two = two_proxies
    tries = [answer_of(one, "POST", "/v1/enrol") for _ in range(ENROL_PER_MINUTE + 1)]
    assert tries == [PASSED] * ENROL_PER_MINUTE + [REFUSED]
    until(lambda: answer_of(two, "POST", "/v1/enrol") == REFUSED)  # the other machine has heard of it
    looked = [answer_of(two, "POST", "/tra-cuu") for _ in range(LOOK_UPS_PER_MINUTE + 1)]
    assert looked == [PASSED] * LOOK_UPS_PER_MINUTE + [REFUSED]
    assert answer_of(two, "GET", "/tra-cuu") == answer_of(one, "GET", "/v1/heads", "a token") == PASSED


@pytest.mark.skipif(HAPROXY is None, reason="needs Debian's haproxy")
@pytest.mark.parametrize("inside", ["/metrics", "/readyz", "/openapi.json"])
def test_what_is_for_the_inside_is_not_there_from_outside_however_it_is_written(
    two_proxies: list[str], inside: str
) -> None:
    first, rest = ord(inside[1]), inside[2:]
    for path in (inside, f"{inside}?x=1", f"/%{first:02x}{rest}", f"/%{first:02X}{rest}"):
        assert answer_of(two_proxies[0], "GET", path) == NOT_THERE, path
    assert answer_of(two_proxies[0], "GET", "/healthz") == PASSED


@pytest.mark.skipif(HAPROXY is None, reason="needs Debian's haproxy")
def test_another_way_to_write_an_address_is_counted_as_the_address(two_proxies: list[str]) -> None:
    tries = [answer_of(two_proxies[0], "POST", "/tra%2Dcuu") for _ in range(LOOK_UPS_PER_MINUTE + 1)]
    assert tries == [PASSED] * LOOK_UPS_PER_MINUTE + [REFUSED]
