"""Registers in child processes that are killed at random moments; what was acknowledged must stand afterwards.

Run as a program: ``registration_loop.py FOLDER STORES KILLS SEED``; prints a JSON report of what was found wrong.
Children are forked from this process, which has done everything once and holds nothing open, so that a kill costs
milliseconds, not an interpreter's start.
"""

import contextlib
import gc
import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from builders import NOW, new_store, register

from desk_app.models.store import open_store
from desk_app.models.verification import verify

LONGEST_OPENING = 0.04
"""Seconds from the fork to the kill, for one child in four."""
LONGEST_REST = 0.02
"""Seconds from the last word waited for to the kill, for the others; a registration takes thousandths."""
MOST_WAITED_FOR = 3
"""Registrations before a kill; waiting for words, not for time, kills as many writers on a busy machine."""


def in_child(work: Callable[[int], None]) -> tuple[int, int]:
    """Fork a child that does a piece of work and writes to a pipe; return its id and the pipe's end to read."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    status = 1
    try:
        os.close(reading)
        work(writing)
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it was, the parent reports it
        os.write(writing, f"!{traceback.format_exc()}".encode())
    finally:
        os._exit(status)
    raise AssertionError("unreachable")


def said_by(child: int, pipe: int, heard: bytes = b"") -> str:
    with os.fdopen(pipe, "rb") as stream:
        said = (heard + stream.read()).decode()
    os.waitpid(child, 0)
    return said


def heard_from(pipe: int, lines: int) -> bytes:
    """Read until so many lines have come, or the child is gone."""
    heard = b""
    while heard.count(b"\n") < lines and (more := os.read(pipe, 4096)):
        heard += more
    return heard


def register_for_ever(folder: Path, pipe: int) -> None:
    with open_store(folder, now=NOW) as store:
        os.write(pipe, b"\n")
        for minute in range(100_000):
            registered = register(store, NOW + timedelta(seconds=minute), request_id="")
            os.write(pipe, f"{registered.code}\n".encode())


def report_state(folder: Path, pipe: int) -> None:
    with open_store(folder, now=NOW) as store:
        found = verify(store)
        with store.reading() as reading:
            codes = [line.code for line in reading.dossiers.page(limit=100_000).lines]
            seq, _ = reading.stream_heads()[reading.identity().stream]
    state = {"problems": found.problems, "ok": found.ok, "codes": codes, "seq": seq, "events": found.events}
    os.write(pipe, json.dumps(state).encode())


def pristine(folder: Path) -> Path:
    """Make an empty store, closed, after one like it has lived: what is compiled at its first use stands in memory."""
    with new_store(folder / "once") as store:
        register(store, NOW)
        assert verify(store).ok
        with store.reading() as reading:
            assert reading.dossiers.page(limit=100_000).lines
    new_store(folder / "pristine").close()
    return folder / "pristine"


def campaign(folder: Path, kills: int, chance: random.Random) -> tuple[list[str], int]:
    """Kill a registration loop on one store again and again; return what is wrong and how many were acknowledged."""
    wrong: list[str] = []
    acknowledged: list[str] = []
    for kill in range(kills):
        child, pipe = in_child(lambda pipe: register_for_ever(folder, pipe))
        heard = b""
        if chance.random() > 0.25:
            heard = heard_from(pipe, 1 + chance.randint(0, MOST_WAITED_FOR))
            time.sleep(chance.uniform(0, LONGEST_REST))
        else:
            time.sleep(chance.uniform(0, LONGEST_OPENING))
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        said = said_by(child, pipe, heard)
        if "!" in said:
            wrong.append(f"kill {kill}: {said}")
            break
        acknowledged += [line for line in said.split("\n") if line]
        answer = said_by(*in_child(lambda pipe: report_state(folder, pipe)))
        if answer.startswith("!") or not answer:
            wrong.append(f"kill {kill}: {answer or 'no answer'}")
            break
        state = json.loads(answer)
        if not state["ok"]:
            wrong.append(f"kill {kill}: {state['problems']}")
        if lost := set(acknowledged) - set(state["codes"]):
            wrong.append(f"kill {kill}: acknowledged and lost: {sorted(lost)}")
        if len(set(state["codes"])) != len(state["codes"]) or len(set(acknowledged)) != len(acknowledged):
            wrong.append(f"kill {kill}: a code was used twice")
        if state["seq"] != state["events"]:
            wrong.append(f"kill {kill}: the stream has a gap")
    return wrong, len(acknowledged)


def main() -> None:
    folder, stores, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    chance = random.Random(seed)
    wrong: list[str] = []
    acknowledged = 0
    empty = pristine(folder)
    gc.freeze()  # what stands is never looked through again, in any child
    for number in range(stores):
        found, registered = campaign(Path(shutil.copytree(empty, folder / f"kho-{number}")), kills, chance)
        wrong += found
        acknowledged += registered
    sys.stdout.write(json.dumps({"wrong": wrong, "acknowledged": acknowledged}))


if __name__ == "__main__":
    main()
