"""What the package is tried by: the selftest, run here from source in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desk_app.cli.commands import COMMANDS
from desk_app.cli.group import desk_app

ROOT = Path(__file__).resolve().parents[2]


def test_the_selftest_passes_and_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONWARNINGS": "error",
        "TMPDIR": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "home"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "desk_app", "selftest", "--json"],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        cwd=tmp_path,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["ok"] is True
    assert len(answer["steps"]) == 7
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_where_the_table_says(name: str) -> None:
    found = desk_app.get_command(desk_app.make_context("desk-app", ["--help"], resilient_parsing=True), name)
    assert found is not None
    assert found.help


def test_the_package_takes_along_what_is_read_as_files() -> None:
    spec = (ROOT / "installer" / "desk_app.spec").read_text(encoding="utf-8")
    for needed in ('"resources"', '"migrations"', 'copy_metadata("keyring")', 'collect_submodules("desk_app")'):
        assert needed in spec
