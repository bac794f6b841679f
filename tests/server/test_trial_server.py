"""The trial's server, a process with a PostgreSQL of its own: told to stop, it leaves nothing running."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
from province import Cluster
from sqlalchemy import make_url


def test_nobody_enters_its_database_without_the_password(cluster: Cluster) -> None:
    whole = make_url(cluster.copy_of("template0")).set(drivername="postgresql")
    with psycopg.connect(whole.render_as_string(hide_password=False)) as connection:
        told = connection.execute("SELECT rolpassword FROM pg_authid WHERE rolname = 'postgres'").fetchone()
    assert told is not None and told[0].startswith("SCRAM-SHA-256$")
    for password in ("", "postgres", "another"):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(whole.set(password=password).render_as_string(hide_password=False))


@pytest.mark.skipif(sys.platform == "win32", reason="a signal of POSIX")
def test_a_server_told_to_stop_stops_its_database_too() -> None:
    # PostgreSQL runs as a user of its own where we are root: it could not enter a folder of pytest's.
    folder = Path(tempfile.mkdtemp(prefix="qmc-trial-"))
    running = subprocess.Popen(
        [sys.executable, "-m", "central_server", "--data", str(folder), "run", "--port", "0"],
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert running.stdout is not None
        assert any("Máy chủ chạy tại" in line for line in running.stdout)
        assert (folder / "postgres" / "postmaster.pid").exists()
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0
        assert not (folder / "postgres" / "postmaster.pid").exists()
    finally:
        running.kill()
        running.communicate()
        shutil.rmtree(folder, ignore_errors=True)
