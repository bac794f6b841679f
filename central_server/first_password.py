"""The first administrator's password: shown at a terminal, else put where only the server's own user reads it."""

import os
from contextlib import suppress
from pathlib import Path

FILE = "first-administrator.txt"


def put_password(folder: Path, login: str, password: str) -> Path:
    """Write login and password into a file of the data folder that nobody else may read; return it.

    What stands on a service's standard output stays in the system's journal, for whoever may read that. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE
    file.unlink(missing_ok=True)
    # Made anew, never written into: a file that stood there might be somebody else's to read.
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(f"{login}\n{password}\n")
        opened.flush()
        os.fsync(opened.fileno())
    return file


def forget_password(folder: Path) -> None:
    """Remove the file: its password serves no more. Where it cannot be reached it was never put."""
    with suppress(OSError):
        (folder / FILE).unlink(missing_ok=True)
