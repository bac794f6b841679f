"""Open the desk on the sample office: ``make run``. The store is made once and kept from one run to the next."""

import argparse
import sys
from pathlib import Path

import platformdirs

from desk_app.cli import run
from desk_app.cli.main import speak_utf8
from desk_app.models.store import STORE_FILE
from desk_app.ui.display import display_problem

SIGN_IN = "Cơ quan mẫu: đăng nhập canbo (cán bộ), truongbophan hoặc quantri; mật khẩu motcua."


def main() -> int:
    """Make the sample office where it is missing, open the window on it, and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        speak_utf8(stream)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, default=platformdirs.user_data_path("quay-mot-cua") / "sample")
    folder: Path = options.parse_args().folder
    problem = display_problem()
    if problem is not None:
        print(problem, file=sys.stderr)
        return 1
    if not (folder / STORE_FILE).is_file():
        status = run(["init", "--sample", "--store", str(folder)])
        if status:
            return status
    print(SIGN_IN)
    return run(["--store", str(folder)])


if __name__ == "__main__":
    sys.exit(main())
