"""The real program in processes of its own: standard input, variables, exit statuses, a window open elsewhere."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import MORNING

from desk_app.models.store import open_store

DESK_APP = Path(sys.executable).parent / ("desk-app.exe" if sys.platform == "win32" else "desk-app")
GOOD = {"procedure": "1.001193", "submitter": {"name": "Trần Thị Mai", "id_number": "038190435641"}}

pytestmark = pytest.mark.skipif(not DESK_APP.exists(), reason="desk-app is not installed beside this Python")


def desk_app(*arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the installed program without a terminal, as a scheduled job would."""
    environment = {**os.environ, "LC_ALL": "C", "PYTHONWARNINGS": "error", **variables}
    return subprocess.run(
        [str(DESK_APP), *arguments], input=stdin, capture_output=True, encoding="utf-8", env=environment, timeout=120
    )


def test_a_dossier_goes_in_through_a_pipe_and_comes_out_on_paper(store_folder: Path, tmp_path: Path) -> None:
    # The sample's clock stands in August 2026; a store must not be written before its own last event.
    at = {"DESK_STORE": str(store_folder), "DESK_USER": "canbo", "DESK_PASSWORD": "motcua"}
    received = desk_app("receive", "-", "--json", stdin=json.dumps(GOOD), **at)
    if "Đồng hồ máy chậm" in received.stderr:
        pytest.skip("this machine's clock stands before the sample's")
    assert (received.returncode, received.stderr) == (0, "")
    code = json.loads(received.stdout)["code"]
    slip = tmp_path / "phiếu hẹn.pdf"
    assert desk_app("print", code, "receipt", "--out", str(slip), **at).returncode == 0
    assert slip.read_bytes().startswith(b"%PDF")
    verified = desk_app("verify", "--json", **at)
    assert (verified.returncode, json.loads(verified.stdout)["ok"]) == (0, True)


def test_options_name_store_and_account_too(store_folder: Path) -> None:
    found = desk_app("--store", str(store_folder), "--as", "canbo", "search", "mai", "--json", DESK_PASSWORD="motcua")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)


def test_without_a_terminal_a_missing_password_is_said_not_asked(store_folder: Path) -> None:
    answer = desk_app("--store", str(store_folder), "search", "mai", DESK_USER="canbo")
    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1


def test_beside_an_open_window_reading_works_and_writing_says_why(store_folder: Path) -> None:
    at = {"DESK_STORE": str(store_folder), "DESK_USER": "canbo", "DESK_PASSWORD": "motcua"}
    with open_store(store_folder, now=MORNING):
        assert desk_app("search", "mai", **at).returncode == 0
        refused = desk_app("receive", "-", stdin=json.dumps(GOOD), **at)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "cửa sổ khác" in refused.stderr


def test_due_speaks_vietnamese_whatever_the_systems_code_page(tmp_path: Path) -> None:
    answer = desk_app("due", "--limit", "3 working_day", "--received", "2024-04-26T09:10", XDG_DATA_HOME=str(tmp_path))
    assert answer.returncode == 0
    assert "Thứ Bảy, 04/05/2024" in answer.stdout


def test_no_screen_is_said_with_what_to_do_instead(tmp_path: Path) -> None:
    without = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"), "")
    answer = desk_app("--store", str(tmp_path / "new"), **without)
    assert answer.returncode == 1
    assert "desk-app --help" in answer.stderr
