"""The machines of a cluster as processes of this one: started from the shipped configuration, killed one by one."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from central_server.deploy.configure import CERTIFICATE, PLACES, configure
from central_server.deploy.plan import Folders, Machine, Memory, Plan, Ports, kept_secrets, write_private

ENGINES = ("etcd", "patroni", "haproxy", "pgbouncer", "pgbackrest")
PACKAGES = "postgresql-15 patroni etcd-server etcd-client haproxy pgbouncer pgbackrest"
_USER = "postgres"
"""Whom the engines run as where this process is root, which most of them refuse to be."""
_ROOT = Path(__file__).resolve().parents[2]


class NotReady(Exception):
    """Something did not come up in time."""


@dataclass
class RunningMachine:
    """One machine's processes, by what they are."""

    machine: Machine
    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def settings(self) -> Path:
        """Return its ``/etc``."""
        return self.folder / "etc"

    @property
    def postgres_data(self) -> Path:
        """Return the folder of its database."""
        return self.folder / "postgres"


class Machines:
    """Three machines on three addresses of this one's loopback. folder: everything they write goes there."""

    def __init__(self, folder: Path, base_port: int, workers: int = 1) -> None:
        self.folder = folder
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam(_USER)
            self._as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        names = tuple(vars(Ports()))
        addresses = [f"127.0.0.{place}" for place in (1, 2, 3)]
        self.plan = Plan(
            cluster="qmc-trial",
            public_name="localhost",
            machines=tuple(
                Machine(f"mc{place}", address, address, address) for place, address in enumerate(addresses, 1)
            ),
            secrets=kept_secrets(folder / "secrets.json"),
            workers=workers,
            ports=Ports(**{name: base_port + place for place, name in enumerate(names)}),
            memory=Memory("64MB", "128MB", "512MB", "1GB", 100, 15),
            max_clients=2000,
            watchdog="off",
            log="stdout format raw local0 notice",
            pgbouncer_files="",
        )
        self.all = [RunningMachine(machine, folder / machine.name) for machine in self.plan.machines]

    # -- setting up ---------------------------------------------------------------------------------------------------

    def write_settings(self) -> Path:
        """Write every machine's configuration and a certificate; return the authority's file."""
        authority, certificate = _certificates([machine.address for machine in self.plan.machines])
        authority_file = self.folder / "authority.pem"
        authority_file.write_bytes(authority)
        for one in self.all:
            configure(self.plan, one.machine, self._folders(one), one.settings)
            write_private(one.settings / CERTIFICATE, certificate.decode())
        self._give_away()
        return authority_file

    def _folders(self, one: RunningMachine) -> Folders:
        shared = self.folder / "backup"
        folders = replace(
            Folders(),
            settings=one.settings,
            etcd_data=one.folder / "etcd",
            postgres_data=one.postgres_data,
            postgres_home=one.folder / "home",
            run=one.folder / "run",
            backup=shared,
            backup_log=one.folder / "backup-log",
            backup_lock=one.folder / "backup-lock",
            backup_spool=one.folder / "backup-spool",
        )
        for made in (
            folders.postgres_home, folders.run, shared, folders.backup_log, folders.backup_lock, folders.backup_spool,
        ):  # fmt: skip
            made.mkdir(parents=True, exist_ok=True)
        for private in (folders.etcd_data, folders.postgres_data):
            private.mkdir(mode=0o700, exist_ok=True)
        return folders

    def _give_away(self) -> None:
        if not self._as_user:
            return
        for path in (self.folder, *self.folder.rglob("*")):
            if path.name != "secrets.json":
                os.chown(path, self._as_user["user"], self._as_user["group"])

    # -- starting -----------------------------------------------------------------------------------------------------

    def start(self, one: RunningMachine, what: str) -> None:
        """Start one engine, or one worker (``worker-0`` …), of a machine."""
        settings, environment = one.settings, self._environment()
        match what:
            case "etcd":
                command = ["etcd"]
                environment |= _variables(settings / PLACES["etcd.env"])
                if (one.folder / "etcd" / "member").exists():
                    environment["ETCD_INITIAL_CLUSTER_STATE"] = "existing"
            case "patroni":
                command = ["patroni", str(settings / PLACES["patroni.yml"])]
            case "haproxy":
                command = [_engine("haproxy"), "-db", "-f", str(settings / PLACES["haproxy.cfg"])]
            case "pgbouncer":
                command = [_engine("pgbouncer"), str(settings / PLACES["pgbouncer.ini"])]
            case _:
                environment |= _variables(settings / PLACES["central-server.env"])
                port = self.plan.ports.worker + int(what.removeprefix("worker-"))
                host = one.machine.address
                command = [sys.executable, "-m", "central_server", "run", "--host", host, "--port", str(port)]
                command.append("--behind-proxy")
        worker = what.startswith("worker-")
        with (one.folder / f"{what}.log").open("ab") as log:
            one.running[what] = subprocess.Popen(  # noqa: S603 - our own command
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                cwd=_ROOT if worker else one.folder,
                **({} if worker else self._as_user),
            )

    def start_all(self, one: RunningMachine) -> None:
        """Start everything of a machine but its workers."""
        for what in ("etcd", "patroni", "haproxy", "pgbouncer"):
            if what not in one.running:
                self.start(one, what)

    def workers_of(self, one: RunningMachine) -> list[str]:
        """Return the names of a machine's running workers."""
        return [what for what in one.running if what.startswith("worker-")]

    def pgbackrest(self, one: RunningMachine, *command: str) -> str:
        """Run pgBackRest on a machine and return what it said."""
        settings = one.settings / PLACES["pgbackrest.conf"]
        return self.run(one, "pgbackrest", f"--config={settings}", f"--stanza={self.plan.cluster}", *command)

    def run(self, one: RunningMachine, *command: str, private: bool = False) -> str:
        """Run a command to its end, as the engines' user, and return what it said. Raises CalledProcessError."""
        environment = self._environment()
        if private:
            environment |= _variables(one.settings / PLACES["central-server.env"])
            environment["CENTRAL_DATABASE_URL"] = environment["CENTRAL_MIGRATE_URL"]
        done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 - our own command
            command, check=True, capture_output=True, text=True, env=environment,
            cwd=_ROOT if private else one.folder, timeout=300, **({} if private else self._as_user),
        )  # fmt: skip
        return done.stdout

    def central_server(self, one: RunningMachine, *command: str) -> str:
        """Run the province's command line against the primary, past PgBouncer, and return what it said."""
        return self.run(one, sys.executable, "-m", "central_server", *command, private=True)

    @staticmethod
    def _environment() -> dict[str, str]:
        return {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "ETCDCTL_API": "3",
            "PYTHONPATH": str(_ROOT),
        }

    # -- how it stands ------------------------------------------------------------------------------------------------

    def cluster(self) -> dict[str, dict[str, Any]]:
        """Return the members as Patroni sees them, by name; empty where nobody answers."""
        for one in self.all:
            with contextlib.suppress(httpx.HTTPError, ValueError):
                url = f"http://{one.machine.address}:{self.plan.ports.patroni}/cluster"
                return {member["name"]: member for member in httpx.get(url, timeout=2).json()["members"]}
        return {}

    def primary(self) -> RunningMachine:
        """Return the machine whose PostgreSQL is primary. Raises NotReady."""
        for one in self.all:
            if self.leads(one):
                return one
        raise NotReady("no primary")

    def leads(self, one: RunningMachine) -> bool:
        """Tell whether a machine's PostgreSQL is primary."""
        try:
            url = f"http://{one.machine.address}:{self.plan.ports.patroni}/primary"
            return httpx.get(url, timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def whole(self) -> bool:
        """Tell whether one is primary, one a synchronous standby, and all have the same timeline."""
        members = self.cluster().values()
        roles = [member["role"] for member in members]
        return (
            len(roles) == len(self.all)
            and "leader" in roles
            and "sync_standby" in roles
            and all(member["state"] in ("running", "streaming") for member in members)
            and len({member.get("timeline") for member in members}) == 1
        )

    def wait(self, what: str, ready: Callable[[], bool], seconds: float = 120) -> timedelta:
        """Wait until something is so; return how long it took. Raises NotReady."""
        began = time.monotonic()
        while not ready():
            if time.monotonic() - began > seconds:
                raise NotReady(f"{what}: not within {seconds:.0f} s")
            time.sleep(0.25)
        return timedelta(seconds=time.monotonic() - began)

    # -- the end ------------------------------------------------------------------------------------------------------

    def kill(self, one: RunningMachine, *what: str) -> None:
        """Kill processes without a word (SIGKILL); ``postgres``: the database itself, which Patroni started."""
        doomed: list[int] = []
        for name in what:
            if name == "postgres":
                doomed += self._postgres(one)
            else:
                doomed.append(one.running[name].pid)
        for process in doomed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        for name in what:
            if name in one.running:
                one.running.pop(name).wait()

    @staticmethod
    def _postgres(one: RunningMachine) -> list[int]:
        """Return the process ids of a machine's PostgreSQL, the first one first."""
        try:
            first = int((one.postgres_data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return []
        found = [first]
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, ValueError, IndexError):
                if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]) == first:
                    found.append(int(folder.name))
        return found

    def end(self, one: RunningMachine, what: str) -> None:
        """End a process in peace; Patroni takes its PostgreSQL along."""
        process = one.running.pop(what)
        process.send_signal(signal.SIGTERM)
        process.wait(60)

    def forget_cluster(self) -> None:
        """Make etcd forget who was primary of what: what comes next is another database."""
        one = self.all[0]
        endpoints = ",".join(f"http://{each.machine.address}:{self.plan.ports.etcd}" for each in self.all)
        self.run(one, "etcdctl", f"--endpoints={endpoints}", "del", "--prefix", f"/quay-mot-cua/{self.plan.cluster}/")

    def stop(self) -> None:
        """End everything that was started, in peace where possible."""
        for kind in ("worker", "pgbouncer", "haproxy", "patroni", "etcd"):
            ending = [process for one in self.all for what, process in one.running.items() if what.startswith(kind)]
            for process in ending:
                process.send_signal(signal.SIGTERM)
            for process in ending:
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        for one in self.all:
            self.kill(one, "postgres")


def missing_engines() -> list[str]:
    """Return which of the engines this machine lacks."""
    return [name for name in ENGINES if shutil.which(name, path=Machines._environment()["PATH"]) is None]


def _engine(name: str) -> str:
    return shutil.which(name, path=Machines._environment()["PATH"]) or name


def _variables(file: Path) -> dict[str, str]:
    """Return the variables of an environment file as systemd reads it."""
    lines = (line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return dict(line.split("=", 1) for line in lines)


def _certificates(addresses: list[str]) -> tuple[bytes, bytes]:
    """Return an authority's certificate, and what it signed for these addresses with its key, PEM."""
    now = datetime.now(UTC)
    keys = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Quay Mot Cua trial authority")])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])

    def signed(name: x509.Name, key: ec.EllipticCurvePrivateKey, extensions: list[tuple[Any, bool]]) -> bytes:
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=2))
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(keys[0], hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    authority = signed(
        issuer,
        keys[0],
        [
            (x509.BasicConstraints(ca=True, path_length=0), True),
            (x509.KeyUsage(True, False, False, False, False, True, True, False, False), True),
            (x509.SubjectKeyIdentifier.from_public_key(keys[0].public_key()), False),
        ],
    )
    names = [x509.DNSName("localhost"), *(x509.IPAddress(ip_address(address)) for address in addresses)]
    own = signed(
        subject,
        keys[1],
        [
            (x509.SubjectAlternativeName(names), False),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(keys[0].public_key()), False),
        ],
    )
    private = keys[1].private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return authority, own + private
