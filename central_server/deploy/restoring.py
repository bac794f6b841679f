"""The whole cluster lost, a backup restored, a new epoch begun, refilled by its desks: the steps of the handbook."""

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from central_server.deploy.load import LoadDesk
from central_server.deploy.machines import Machines, RunningMachine
from central_server.deploy.plan import Folders

_CONTROL = str(Folders().postgres_bin / "pg_ctl")
_RECOVERY_SECONDS = 300


def back_up(machines: Machines) -> float:
    """Take a whole backup of the running cluster; return how many seconds it took."""
    began = time.monotonic()
    machines.pgbackrest(machines.primary(), "--type=full", "backup")
    return time.monotonic() - began


def restore(machines: Machines) -> float:
    """Throw every copy of the database away and come back from the backup; return seconds until three replicate.

    The backup's own end is restored, not the log behind it: what came in since is for the desks to send again.
    """
    began = time.monotonic()
    for one in machines.all:
        machines.end(one, "patroni")
    machines.forget_cluster()
    first, *others = machines.all
    for one in machines.all:
        _empty(one.postgres_data)
    machines.pgbackrest(first, "--type=immediate", "--target-action=promote", "restore")
    _recover(machines, first)
    machines.start(first, "patroni")
    machines.wait("restored primary", lambda: machines.leads(first))
    for one in others:
        machines.start(one, "patroni")
    machines.wait("three members again", machines.whole, 180)
    machines.central_server(first, "init", "--new-epoch")
    return time.monotonic() - began


def refill(load: Sequence[LoadDesk]) -> int:
    """Let every desk say hello, learn of the new epoch and send what the server lost; return how many events."""
    return sum(desk.refill() for desk in load)


def _recover(machines: Machines, one: RunningMachine) -> None:
    """Let PostgreSQL finish its recovery before Patroni takes it: no standby is there yet to wait for."""
    # The restored settings are those of the machine that was backed up; only in this trial do its folders differ.
    settings = {
        "port": machines.plan.ports.postgres,
        "listen_addresses": "",
        "unix_socket_directories": one.folder / "run",
        "hba_file": one.postgres_data / "pg_hba.conf",
        "ident_file": one.postgres_data / "pg_ident.conf",
        "synchronous_standby_names": "",
        "archive_mode": "off",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    data, log = str(one.postgres_data), str(one.folder / "recovery.log")
    machines.run(one, _CONTROL, "start", "-D", data, "-l", log, "-w", "-t", str(_RECOVERY_SECONDS), "-o", options)
    machines.wait("recovery", lambda: not (one.postgres_data / "recovery.signal").exists())
    machines.run(one, _CONTROL, "stop", "-D", data, "-m", "fast", "-w")


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
