"""Build the program that needs no Python, and try it: ``make package``.

The built folder is copied to a place whose path has Vietnamese letters and a space, and its ``selftest`` run from yet
another folder, with none of this environment's variables: nothing that only works from source may grow in.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PyInstaller.__main__ import run as run_pyinstaller

ROOT = Path(__file__).resolve().parent.parent
NAME = "desk-app"
SPEC = ROOT / "installer" / "desk_app.spec"
KEPT_VARIABLES = ("LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "PATH")
"""What the trial run keeps of the environment; PATH only so that the system's own tools are found."""
TRIAL_SECONDS = 300


def build(dist: Path, work: Path) -> Path:
    """Build the one-folder program; return its folder."""
    run_pyinstaller(["--noconfirm", "--log-level=WARN", f"--distpath={dist}", f"--workpath={work}", str(SPEC)])
    return dist / NAME


def try_out(program: Path) -> None:
    """Run the built program's selftest far from its sources. Raises subprocess.CalledProcessError when it fails."""
    with tempfile.TemporaryDirectory(prefix="thử ") as scratch:
        place = Path(scratch) / "Bản cài đặt của xã Hòa Bình Trung" / NAME
        elsewhere = Path(scratch) / "chỗ khác"
        elsewhere.mkdir()
        shutil.copytree(program, place, symlinks=True)
        environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        environment |= {"HOME": str(elsewhere), "USERPROFILE": str(elsewhere), "QT_QPA_PLATFORM": "offscreen"}
        executable = place / (f"{NAME}.exe" if sys.platform == "win32" else NAME)
        for arguments in (
            ["due", "--limit", "3 working_day", "--received", "2024-04-26T09:10"],
            ["selftest"],
        ):
            # What runs is what this very script built.
            subprocess.run(  # noqa: S603
                [executable, *arguments], cwd=elsewhere, env=environment, check=True, timeout=TRIAL_SECONDS
            )


def megabytes(folder: Path) -> float:
    """Return how much room a folder takes, MB."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink()) / 1e6


def main() -> int:
    """Build and try; return the exit status."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dist", type=Path, default=ROOT / "dist")
    options.add_argument("--work", type=Path, default=ROOT / "build")
    given = options.parse_args()
    program = build(given.dist, given.work)
    try:
        try_out(program)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        sys.stderr.write(f"The built program does not work: {error}\n")
        return 1
    sys.stdout.write(f"{program} works; {megabytes(program):.0f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
