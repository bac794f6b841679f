"""What is loaded before the window stands, and which command lines ask for nothing but the window."""

import subprocess
import sys

import pytest

from desk_app.cli.main import window_options


@pytest.mark.parametrize(
    ("given", "options"),
    [
        ([], {}),
        (["--store", "D:/kho"], {"--store": "D:/kho"}),
        (["--store=D:/kho", "--as", "canbo"], {"--store": "D:/kho", "--as": "canbo"}),
        (["--store", "a", "--store", "b"], {"--store": "b"}),
        (["show", "H15"], None),
        (["--store", "a", "show"], None),
        (["--store"], None),
        (["--store="], None),
        (["--store", "--as"], None),
        (["--help"], None),
    ],
)
def test_only_a_plain_line_without_a_command_is_the_windows(given: list[str], options: dict[str, str] | None) -> None:
    assert window_options(given) == options


def test_nothing_of_the_store_is_loaded_before_the_window() -> None:
    code = (
        "import builtins, sys; plain = builtins.__import__\n"
        "from desk_app.cli import run\n"
        "from desk_app.ui.binding import load_qt\n"
        "load_qt()\n"
        "import desk_app.app\n"
        "heavy = {'sqlalchemy', 'pydantic', 'sqlcipher3', 'reportlab', 'argon2', 'alembic', 'click', 'keyring'}\n"
        "heavy &= set(sys.modules)\n"
        "replaced = builtins.__import__ is not plain\n"
        "sys.exit(f'loaded: {heavy}, import replaced: {replaced}' if heavy or replaced else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
