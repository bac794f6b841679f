"""Power cuts: a registration loop killed at 200 random moments, a write-ahead log cut at 200 random bytes."""

import json
import os
import random
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOW, new_store, register

from desk_app.models.store import STORE_FILE, open_store
from desk_app.models.verification import verify

STORES, KILLS_EACH = 10, 20
CUTS = 200
REGISTRATIONS = 12
WAL = f"{STORE_FILE}-wal"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked; Windows has no fork")
def test_a_loop_killed_200_times_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**9)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).with_name("registration_loop.py")),
            *(str(part) for part in (tmp_path, STORES, KILLS_EACH, seed)),
        ],
        env={**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["wrong"] == [], f"seed {seed}"
    assert report["acknowledged"] > STORES * KILLS_EACH / 4, "most children were killed before they registered"


def test_a_write_ahead_log_cut_at_200_bytes_reopens_at_a_commit(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**9)
    chance = random.Random(seed)
    folder, cut_folder = tmp_path / "kho", tmp_path / "cut"
    kept = tmp_path / "kept"
    kept.mkdir()
    codes: list[str] = []
    ends: list[int] = []
    with new_store(folder) as store:
        with store.writer.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("PRAGMA wal_autocheckpoint = 0")
            connection.exec_driver_sql("BEGIN")
        for minute in range(REGISTRATIONS):
            codes.append(register(store, NOW + timedelta(minutes=minute)).code)
            ends.append((folder / WAL).stat().st_size)
        for name in (STORE_FILE, WAL, "keys.json"):
            shutil.copyfile(folder / name, kept / name)
    whole = (kept / WAL).read_bytes()
    assert ends[-1] == len(whole)
    for cut in [0, len(whole), *(chance.randrange(len(whole)) for _ in range(CUTS - 2))]:
        shutil.copytree(kept, cut_folder)
        (cut_folder / WAL).write_bytes(whole[:cut])
        with open_store(cut_folder, now=NOW) as store:
            found = verify(store)
            with store.reading() as reading:
                standing = {line.code for line in reading.dossiers.page(limit=1000).lines}
            assert found.ok, f"seed {seed}, cut {cut}: {found.problems}"
            whole_commits = sum(1 for end in ends if end <= cut)
            assert standing == set(codes[:whole_commits]), f"seed {seed}, cut {cut}"
            following = register(store, NOW + timedelta(days=1)).code
            assert following not in standing
        shutil.rmtree(cut_folder)
