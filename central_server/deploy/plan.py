"""What a cluster of machines is made of: names, addresses, ports, folders, secrets."""

import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SECRETS = ("superuser", "replication", "rewind", "patroni", "central", "backup")
"""What the machines of a cluster know and nobody else: passwords of roles, and the backups' pass phrase."""


@dataclass(frozen=True)
class Ports:
    """Where everything listens; the same on every machine. worker: of the first one, the next ones follow."""

    https: int = 443
    etcd: int = 2379
    etcd_peer: int = 2380
    patroni: int = 8008
    postgres: int = 5432
    primary: int = 5000
    pgbouncer: int = 6432
    peers: int = 10000
    worker: int = 8401


@dataclass(frozen=True)
class Memory:
    """How PostgreSQL may use a machine, in PostgreSQL's words."""

    shared_buffers: str = "4GB"
    effective_cache: str = "12GB"
    max_wal: str = "8GB"
    max_slot_wal: str = "64GB"
    max_connections: int = 200
    pool: int = 40


@dataclass(frozen=True)
class Machine:
    """One machine. address: in the cluster's own network; local: where its own programs find each other."""

    name: str
    address: str
    local: str = "127.0.0.1"
    public: str = "*"


@dataclass(frozen=True)
class Folders:
    """Where a machine keeps its files; by default as Debian's packages have them."""

    settings: Path = Path("/etc")
    etcd_data: Path = Path("/var/lib/etcd/quay-mot-cua")
    postgres_data: Path = Path("/var/lib/postgresql/15/quay-mot-cua")
    postgres_bin: Path = Path("/usr/lib/postgresql/15/bin")
    postgres_home: Path = Path("/var/lib/postgresql")
    run: Path = Path("/var/run/postgresql")
    backup: Path = Path("/var/lib/pgbackrest")
    backup_log: Path = Path("/var/log/pgbackrest")
    backup_lock: Path = Path("/var/lib/postgresql/pgbackrest-lock")
    backup_spool: Path = Path("/var/spool/pgbackrest")


@dataclass(frozen=True)
class Plan:
    """A cluster.

    workers: of each machine. max_clients: connections HAProxy holds at once. watchdog: Patroni's word (automatic,
    required, off).
    """

    cluster: str
    public_name: str
    machines: tuple[Machine, ...]
    secrets: Mapping[str, str]
    workers: int = 2
    ports: Ports = field(default_factory=Ports)
    memory: Memory = field(default_factory=Memory)
    max_clients: int = 20_000
    watchdog: str = "automatic"
    log: str = "/dev/log local0 notice"
    pgbouncer_files: str = "pidfile = /var/run/postgresql/pgbouncer.pid\nlogfile = /var/log/postgresql/pgbouncer.log"


def plan_from(file: Path, secrets_file: Path) -> Plan:
    """Return the plan of a TOML file (``cluster.example.toml`` shows one). Raises OSError, ValueError, KeyError."""
    with file.open("rb") as stream:
        read: dict[str, Any] = tomllib.load(stream)
    machines = tuple(Machine(**machine) for machine in read["machine"])
    if len(machines) < 3 or len({machine.name for machine in machines}) != len(machines):
        raise ValueError("a cluster has three machines or more, each with a name of its own")
    return Plan(
        cluster=read["cluster"],
        public_name=read["public_name"],
        machines=machines,
        secrets=kept_secrets(secrets_file),
        workers=read.get("workers", Plan.workers),
        ports=Ports(**read.get("ports", {})),
        memory=Memory(**read.get("memory", {})),
        max_clients=read.get("max_clients", Plan.max_clients),
        watchdog=read.get("watchdog", Plan.watchdog),
    )


def kept_secrets(file: Path) -> Mapping[str, str]:
    """Return the cluster's secrets, made at random on the first call and kept in a file only its owner reads."""
    known: dict[str, str] = json.loads(file.read_text(encoding="ascii")) if file.exists() else {}
    missing = [name for name in SECRETS if name not in known]
    if missing:
        # Hexadecimal: they stand in YAML, SQL, INI files and addresses. The letter keeps YAML from reading a number.
        known |= {name: "k" + secrets.token_hex(24) for name in missing}
        write_private(file, json.dumps(known, indent=2) + "\n")
    return known


def write_private(file: Path, text: str, mode: int = 0o600) -> None:
    """Write a file that nobody else can read, not even while it is being written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
