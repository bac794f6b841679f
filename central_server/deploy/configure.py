"""Write every machine's configuration files from one plan: ``python central_server/deploy/configure.py PLAN OUT``."""

import argparse
import sys
from pathlib import Path
from string import Template

import click

from central_server.deploy.plan import Folders, Machine, Plan, plan_from, write_private
from central_server.web.visits import LOOK_UPS_PER_MINUTE
from desk_app.sync.limits import ENROL_PER_MINUTE, REQUESTS_PER_MINUTE

TEMPLATES = Path(__file__).parent / "templates"
PLACES = {
    "etcd.env": "default/etcd",
    "patroni.yml": "patroni/config.yml",
    "roles.sql": "patroni/roles.sql",
    "post-bootstrap.sh": "patroni/post-bootstrap.sh",
    "haproxy.cfg": "haproxy/haproxy.cfg",
    "pgbouncer.ini": "pgbouncer/pgbouncer.ini",
    "userlist.txt": "pgbouncer/userlist.txt",
    "pgbackrest.conf": "pgbackrest.conf",
    "central-server.env": "quay-mot-cua/central-server.env",
    "central-server@.service": "systemd/system/central-server@.service",
    "central-backup@.service": "systemd/system/central-backup@.service",
    "central-backup-full.timer": "systemd/system/central-backup-full.timer",
    "central-backup-diff.timer": "systemd/system/central-backup-diff.timer",
    "patroni-override.conf": "systemd/system/patroni.service.d/quay-mot-cua.conf",
    "pgbouncer-override.conf": "systemd/system/pgbouncer.service.d/quay-mot-cua.conf",
}
"""Where each template goes, below the folder of settings (``/etc``)."""
_RUN = frozenset({"post-bootstrap.sh"})
_PUBLIC = frozenset({"etcd.env", "haproxy.cfg"})
CERTIFICATE = "haproxy/public.pem"
"""Certificate, chain and key in one file, as HAProxy wants them; the province brings it."""


def configure(plan: Plan, machine: Machine, folders: Folders, out: Path) -> None:
    """Write a machine's files below ``out``, each readable by its owner alone unless nothing secret stands in it.

    folders: where the files will stand on the machine, as they name each other.
    """
    values = _values(plan, machine, folders)
    for name, place in PLACES.items():
        text = Template((TEMPLATES / name).read_text(encoding="utf-8")).substitute(values)
        public = name in _PUBLIC or place.startswith("systemd/")
        write_private(out / place, text, 0o700 if name in _RUN else 0o644 if public else 0o600)


def _values(plan: Plan, machine: Machine, folders: Folders) -> dict[str, object]:
    ports, memory, settings = plan.ports, plan.memory, folders.settings
    archive = f"pgbackrest --config={settings / PLACES['pgbackrest.conf']} --stanza={plan.cluster}"
    workers = [(other, ports.worker + place) for other in plan.machines for place in range(plan.workers)]
    return {
        "cluster": plan.cluster,
        "public_name": plan.public_name,
        "name": machine.name,
        "address": machine.address,
        "local": machine.local,
        "public_address": machine.public,
        "log": plan.log,
        "watchdog": plan.watchdog,
        "max_clients": plan.max_clients,
        **{f"{secret}_password": value for secret, value in plan.secrets.items()},
        **{f"{name}_port": port for name, port in vars(ports).items()},
        **vars(memory),
        "pool_size": memory.pool,
        "etcd_cluster": ",".join(f"{one.name}=http://{one.address}:{ports.etcd_peer}" for one in plan.machines),
        "etcd_hosts": ", ".join(f'"{one.address}:{ports.etcd}"' for one in plan.machines),
        "etcd_data": folders.etcd_data,
        "postgres_data": folders.postgres_data,
        "postgres_bin": folders.postgres_bin,
        "pgpass": folders.postgres_home / ".pgpass-patroni",
        "run_dir": folders.run,
        "archive_command": f"{archive} archive-push %p",
        "restore_command": f"{archive} archive-get %f %p",
        "post_bootstrap": settings / PLACES["post-bootstrap.sh"],
        "roles_sql": settings / PLACES["roles.sql"],
        "userlist": settings / PLACES["userlist.txt"],
        "certificate": settings / CERTIFICATE,
        "pgbouncer_files": plan.pgbouncer_files,
        "backup_dir": folders.backup,
        "backup_log": folders.backup_log,
        "backup_lock": folders.backup_lock,
        "backup_spool": folders.backup_spool,
        "hba_lines": "\n".join(_allowed(one) for one in plan.machines),
        "worker_lines": "\n".join(f"    server {one.name}-{port} {one.address}:{port}" for one, port in workers),
        "peer_lines": "\n".join(f"    peer {one.name} {one.address}:{ports.peers}" for one in plan.machines),
        "enrol_per_minute": ENROL_PER_MINUTE,
        "look_ups_per_minute": LOOK_UPS_PER_MINUTE,
        "requests_per_minute": REQUESTS_PER_MINUTE,
        "primary_lines": "\n".join(f"    server {one.name} {one.address}:{ports.postgres}" for one in plan.machines),
    }


def _allowed(machine: Machine) -> str:
    """Return who may come from a machine: the replication of its standby, its Patroni, its PgBouncer."""
    return "\n".join(
        f"    - host {database} {role} {machine.address}/32 scram-sha-256"
        for database, role in (
            ("replication", "replicator"), ("postgres", "postgres"), ("postgres", "rewinder"), ("motcua", "central"),
        )
    )  # fmt: skip


def main() -> int:
    """Read the plan and write a folder per machine, to be copied to its ``/etc``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path, help="TOML, as cluster.example.toml shows")
    parser.add_argument("out", type=Path, help="a folder; secrets.json in it is made once and kept")
    arguments = parser.parse_args()
    try:
        plan = plan_from(arguments.plan, arguments.out / "secrets.json")
    except (OSError, ValueError, KeyError, TypeError) as error:
        click.echo(f"{arguments.plan}: {error}", err=True)
        return 1
    for machine in plan.machines:
        configure(plan, machine, Folders(), arguments.out / machine.name / "etc")
        click.echo(f"{arguments.out / machine.name / 'etc'}: copy to /etc of {machine.name} ({machine.address})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
