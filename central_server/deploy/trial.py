"""Bring a cluster of three machines up on this one, kill parts of it under load, and prove that nothing is lost.

``python central_server/deploy/trial.py`` — Debian 12 with the packages it names; as root the engines run as
``postgres``. Everything stands in a temporary folder, on ports of its own, and is ended by its process id.
"""

import argparse
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import httpx
import psycopg

from central_server import desks
from central_server.database import migrate, open_database, writing
from central_server.deploy.load import LoadDesk, longest_pause
from central_server.deploy.machines import PACKAGES, Machines, NotReady, RunningMachine, missing_engines
from central_server.deploy.restoring import back_up, refill, restore

KILLS = ("worker", "postgres", "primary", "machine")
"""worker: one API process. postgres: the primary's database alone. primary: with its Patroni, so that it stays away.
machine: everything that ran on the primary's machine."""
_OFFICES = ("H56.14", "H56.15", "H56.16")
_BEFORE_SECONDS, _AFTER_SECONDS, _LONGEST_SECONDS = 6, 8, 150


@dataclass(frozen=True)
class Stop:
    """What one kill did.

    stopped_s: longest time in which no desk at all was told "stored". whole_again_s: from the repair of what was killed
    until three members replicate.
    """

    killed: str
    acknowledged: int
    stopped_s: float
    longest_of_a_desk_s: float
    failed_requests: int
    primary_before: str
    primary_after: str
    whole_again_s: float


def main() -> int:
    """Run the trial; print the result as JSON and one paragraph; return 0 when nothing was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kill", action="append", choices=KILLS, help="which kills, in turn; all without one")
    parser.add_argument("--port", type=int, default=21500, help="the first of the ports to use, nine and the workers'")
    parser.add_argument("--desks", type=int, default=2, help="desks of each of the three offices")
    parser.add_argument("--batch", type=int, default=5, help="events a desk sends at once")
    parser.add_argument("--pause", type=float, default=0.4, help="seconds between a desk's batches")
    parser.add_argument("--no-restore", action="store_true", help="leave out backup, restore and refill")
    parser.add_argument("--keep", action="store_true", help="leave the folder with its logs")
    arguments = parser.parse_args()
    if missing := missing_engines():
        click.echo(f"Missing: {', '.join(missing)}. apt-get install --no-install-recommends {PACKAGES}", err=True)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is ended all the same
    with _folder(keep=arguments.keep) as folder:
        machines = Machines(folder, arguments.port)
        try:
            result = _trial(machines, arguments)
        except (NotReady, httpx.HTTPError, psycopg.Error, subprocess.SubprocessError) as error:
            said = f"\n{error.stderr}" if isinstance(error, subprocess.CalledProcessError) else ""
            click.echo(f"The trial did not come to its end: {error}{said}", err=True)
            return 2
        finally:
            machines.stop()
    click.echo(json.dumps(result, ensure_ascii=False, indent=2))
    click.echo(f"\n{_paragraph(result)}")
    return 0 if result["passed"] else 1


def _trial(machines: Machines, arguments: argparse.Namespace) -> dict[str, Any]:
    authority = machines.write_settings()
    up = _bring_up(machines, authority)
    load = _enrolled(machines, arguments.desks, authority)
    stops, backup_s = [], None
    for kill in arguments.kill or KILLS:
        stops.append(_killed_under_load(machines, load, kill, arguments))
        if backup_s is None and not arguments.no_restore:
            backup_s = back_up(machines)
    found = _found_everywhere(machines, load)
    restored: dict[str, Any] = {}
    if backup_s is not None:
        epochs = {desk.epoch for desk in load}
        took = restore(machines)
        lost = sum(len(desk.made) for desk in load) - _counted(machines)
        sent = refill(load)
        again = _found_everywhere(machines, load)
        fresh = {desk.epoch for desk in load}
        restored = {
            "restored": {
                "backup_s": round(backup_s, 1),
                "restored_s": round(took, 1),
                "lost_by_restoring": lost,
                "sent_again": sent,
                "new_epoch": len(fresh) == 1 and not fresh & epochs,
                **again,
            }
        }
    for desk in load:
        desk.close()
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": _versions(machines),
        "machines": len(machines.all),
        "desks": len(load),
        "offices": len(_OFFICES),
        "up_s": round(up, 1),
        "kills": [asdict(stop) for stop in stops],
        **found,
        **restored,
        "passed": _sound(found) and all(one["new_epoch"] and _sound(one) for one in restored.values()),
    }


def _sound(found: dict[str, Any]) -> bool:
    wrong = found["missing"] or found["double"] or found["forks"] or found["odd_answers"]
    return not wrong and bool(found["positions_dense"] and found["heads_fit"] and found["members_equal"])


# -- up ---------------------------------------------------------------------------------------------------------------


def _bring_up(machines: Machines, authority: Path) -> float:
    began = time.monotonic()
    for one in machines.all:
        machines.start(one, "etcd")
    for one in machines.all:
        machines.start_all(one)
    machines.wait("three members", machines.whole, 180)
    click.echo(f"cluster up: {machines.primary().machine.name} is primary", err=True)
    machines.pgbackrest(machines.primary(), "stanza-create")
    machines.central_server(machines.all[0], "init")
    for one in machines.all:
        machines.start(one, "worker-0")
    for one in machines.all:
        machines.wait("workers", lambda front=one: _answers(machines, front, authority))  # type: ignore[misc]
    return time.monotonic() - began


def _address(machines: Machines, one: RunningMachine) -> str:
    return f"https://{one.machine.address}:{machines.plan.ports.https}"


def _answers(machines: Machines, front: RunningMachine, authority: Path) -> bool:
    try:
        with httpx.Client(verify=str(authority), timeout=3) as client:
            # Three in a row: each worker has been asked.
            return all(client.get(f"{_address(machines, front)}/healthz").status_code == 200 for _ in machines.all)
    except httpx.HTTPError:
        return False


def _direct(machines: Machines, one: RunningMachine) -> str:
    """Return the address of one machine's own PostgreSQL, as its superuser."""
    secret = machines.plan.secrets["superuser"]
    return f"postgresql://postgres:{secret}@{one.machine.address}:{machines.plan.ports.postgres}/motcua"


def _enrolled(machines: Machines, count: int, authority: Path) -> list[LoadDesk]:
    engine = open_database(_direct(machines, machines.primary()))
    migrate(engine, datetime.now(UTC))
    load = []
    for agency in _OFFICES:
        with writing(engine) as connection:
            desks.add_office(connection, agency, f"UBND xã thử {agency}", datetime.now(UTC))
        for place in range(1, count + 1):
            with writing(engine) as connection:
                code = desks.add_desk(connection, agency, f"Q{place}", datetime.now(UTC))
            desk = LoadDesk(agency, f"Q{place}", _address(machines, machines.all[0]), authority)
            desk.enrol(code)
            load.append(desk)
    engine.dispose()
    return load


# -- killing ----------------------------------------------------------------------------------------------------------


def _killed_under_load(machines: Machines, load: list[LoadDesk], kill: str, arguments: argparse.Namespace) -> Stop:
    before = machines.primary()
    # Desks speak to a machine that stays: which one that is, a name or a shared address decides outside of this trial.
    front = next(one for one in machines.all if one is not before)
    for desk in load:
        desk.move_to(_address(machines, front))
    told, failures = sum(len(desk.acknowledged) for desk in load), sum(desk.failures for desk in load)
    stopping = threading.Event()
    threads = [
        threading.Thread(
            target=desk.work, args=(stopping.is_set,), kwargs={"batch": arguments.batch, "pause": arguments.pause}
        )
        for desk in load
    ]
    for thread in threads:
        thread.start()
    time.sleep(_BEFORE_SECONDS)
    doomed = _doomed(machines, before, kill)
    killed_at = time.monotonic()
    machines.kill(before, *doomed)
    click.echo(f"killed {kill} of {before.machine.name}", err=True)
    _until_writing(load, killed_at)
    time.sleep(_AFTER_SECONDS)
    after = machines.primary()
    ended_at = time.monotonic()
    stopping.set()
    for thread in threads:
        thread.join()
    pauses = [longest_pause(desk.acks, killed_at - 1, ended_at).total_seconds() for desk in load]
    everybody = [ack for desk in load for ack in desk.acks]
    for what in doomed:
        if what != "postgres":
            machines.start(before, what)
    again = machines.wait("whole again", machines.whole, 180)
    return Stop(
        killed=kill,
        acknowledged=sum(len(desk.acknowledged) for desk in load) - told,
        stopped_s=round(longest_pause(everybody, killed_at - 1, ended_at).total_seconds(), 1),
        longest_of_a_desk_s=round(max(pauses), 1),
        failed_requests=sum(desk.failures for desk in load) - failures,
        primary_before=before.machine.name,
        primary_after=after.machine.name,
        whole_again_s=round(again.total_seconds(), 1),
    )


def _doomed(machines: Machines, one: RunningMachine, kill: str) -> list[str]:
    match kill:
        case "worker":
            return machines.workers_of(one)
        case "postgres":
            return ["postgres"]
        case "primary":
            return ["patroni", "postgres"]
        case _:
            return [*one.running, "postgres"]


def _until_writing(load: Sequence[LoadDesk], since: float) -> None:
    """Wait until every desk was told "stored" of something it sent after a moment."""
    deadline = since + _LONGEST_SECONDS
    while any(not desk.acks or desk.acks[-1][0] < since + 1 for desk in load):
        if time.monotonic() > deadline:
            raise NotReady(f"writing did not go on within {_LONGEST_SECONDS} s")
        time.sleep(0.1)


# -- what was found ---------------------------------------------------------------------------------------------------


def _digest(machines: Machines, one: RunningMachine) -> str:
    """Return what a member holds, in one word; its own name where it does not answer."""
    question = "SELECT count(*)::text || md5(string_agg(hash, '' ORDER BY office, position)) FROM events"
    try:
        with psycopg.connect(_direct(machines, one), connect_timeout=5) as connection:
            row = connection.execute(question).fetchone()
    except psycopg.Error:
        return one.machine.name
    return str(row[0]) if row else ""


def _counted(machines: Machines) -> int:
    with psycopg.connect(_direct(machines, machines.primary())) as connection:
        row = connection.execute("SELECT count(*) FROM events").fetchone()
    return int(row[0]) if row else 0


def _found_everywhere(machines: Machines, load: Sequence[LoadDesk]) -> dict[str, Any]:
    """Compare desks and primary once all three members hold the same."""
    machines.wait("members equal", lambda: len({_digest(machines, one) for one in machines.all}) == 1)
    return {**_found(machines, load), "members_equal": True}


def _found(machines: Machines, load: Sequence[LoadDesk]) -> dict[str, Any]:
    """Compare what the desks were told with what stands in the database of the present primary."""
    told = {event: hashed for desk in load for event, hashed in desk.acknowledged.items()}
    with psycopg.connect(_direct(machines, machines.primary())) as connection:
        stored: dict[UUID, str] = dict(connection.execute("SELECT event_id, hash FROM events").fetchall())
        (rows,) = connection.execute("SELECT count(*) FROM events").fetchone() or (0,)
        (forks,) = connection.execute("SELECT count(*) FROM forks").fetchone() or (0,)
        offices = connection.execute(
            "SELECT o.agency, o.position, count(e.position), coalesce(min(e.position), 0), coalesce(max(e.position), 0)"
            " FROM offices o LEFT JOIN events e USING (office) GROUP BY o.agency, o.position"
        ).fetchall()
        heads = connection.execute(
            "SELECT s.seq, s.hash, count(e.seq), max(e.seq), (array_agg(e.hash ORDER BY e.seq DESC))[1]"
            " FROM streams s JOIN events e USING (office, stream) GROUP BY s.office, s.stream, s.seq, s.hash"
        ).fetchall()
    return {
        "events_acknowledged": len(told),
        "events_stored": rows,
        "missing": sum(1 for event, hashed in told.items() if stored.get(event) != hashed),
        "double": rows - len(stored),
        "forks": forks,
        "odd_answers": [answer for desk in load for answer in desk.odd],
        "positions_dense": all(
            counter == count == last and bool(first == 1) for _agency, counter, count, first, last in offices
        ),
        "heads_fit": all(seq == count == last and hashed == top for seq, hashed, count, last, top in heads),
    }


def _versions(machines: Machines) -> dict[str, str]:
    first = machines.all[0]
    return {
        "postgresql": machines.run(first, "/usr/lib/postgresql/15/bin/postgres", "--version").split()[2],
        "patroni": machines.run(first, "patroni", "--version").split()[-1],
        "etcd": machines.run(first, "etcd", "--version").splitlines()[0].split()[-1],
        "haproxy": machines.run(first, "haproxy", "-v").split()[2],
        "pgbouncer": machines.run(first, "pgbouncer", "--version").split()[1],
    }


def _paragraph(result: dict[str, Any]) -> str:
    kills = "; ".join(
        f"{kill['killed']}: {kill['stopped_s']} s ({kill['primary_before']} → {kill['primary_after']})"
        for kill in result["kills"]
    )
    verdict = "Nothing acknowledged was lost, nothing is double" if result["passed"] else "THE TRIAL FAILED"
    return (
        f"{verdict}: {result['events_acknowledged']:,} events acknowledged to {result['desks']} desks of"
        f" {result['offices']} offices, {result['events_stored']:,} stored, {result['missing']} missing,"
        f" {result['double']} double, positions {'dense' if result['positions_dense'] else 'NOT dense'}."
        f" Writing stopped for – {kills}.{_restored_sentence(result)}"
    )


def _restored_sentence(result: dict[str, Any]) -> str:
    if (back := result.get("restored")) is None:
        return ""
    return (
        f" All three databases thrown away and an earlier backup restored ({back['restored_s']} s, new epoch):"
        f" {back['lost_by_restoring']:,} events were gone, the desks sent {back['sent_again']:,} again,"
        f" {back['missing']} missing, {back['double']} double."
    )


@contextmanager
def _folder(*, keep: bool) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="qmc-trial-"))
    folder.chmod(0o755)  # the engines' user must get in; what is secret inside is readable by its owner alone
    try:
        yield folder
    finally:
        if keep:
            click.echo(f"kept: {folder}", err=True)
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
