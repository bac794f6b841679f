"""Wrong passwords given where the store is open to read only: counted in a small owner-only file beside it.

The store itself cannot be written there: the window, or another command, may hold it. One process at a time checks a
password, so that many at once guess no faster than one.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from pydantic import AwareDatetime, Field, RootModel, ValidationError

from desk_app.domain.values import Frozen
from desk_app.models.atomic_file import write_atomically

ATTEMPTS_FILE = "sign-in-attempts.json"
LOCK_FILE = "sign-in-attempts.lock"


class Attempts(Frozen):
    """Wrong tries at one account. of: which password they were tries at; another one begins anew."""

    failed: int = Field(default=0, ge=0)
    locked_until: AwareDatetime | None = None
    of: str = ""


class _All(RootModel[dict[str, Attempts]]):
    """Login → its tries."""


class SignInAttempts:
    """The file of one store's folder; made by ``attempts_held``."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / ATTEMPTS_FILE
        self._all = self._read()

    def of(self, login: str, hashed: str) -> Attempts:
        """Return the wrong tries at an account. hashed: its stored password hash."""
        found = self._all.get(login)
        mark = _mark(hashed)
        return found if found is not None and found.of == mark else Attempts(of=mark)

    def put(self, login: str, attempts: Attempts) -> None:
        """Keep the wrong tries at an account; none forgets them. Where nothing can be written, nothing is kept."""
        if login not in self._all and not attempts.failed:
            return
        self._all = {name: one for name, one in self._all.items() if name != login}
        if attempts.failed:
            self._all[login] = attempts
        try:
            write_atomically(self._file, _All(self._all).model_dump_json().encode())
        except OSError:
            # A folder nobody can write to: each try still costs its Argon2id.
            return

    def _read(self) -> dict[str, Attempts]:
        try:
            return _All.model_validate_json(self._file.read_bytes()).root
        except (OSError, ValidationError):
            return {}


@contextmanager
def attempts_held(folder: Path) -> Iterator[SignInAttempts]:
    """Give the tries of a store, no other process looking at them meanwhile."""
    try:
        handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield SignInAttempts(folder)
        return
    try:
        _wait_for(handle)
        yield SignInAttempts(folder)
    finally:
        os.close(handle)


def _mark(hashed: str) -> str:
    return sha256(hashed.encode()).hexdigest()[:16]


if sys.platform == "win32":
    import msvcrt

    def _wait_for(handle: int) -> None:
        """Take the lock; Windows gives up after ten seconds, and the try is then counted as it comes."""
        try:
            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
        except OSError:
            return

else:
    import fcntl

    def _wait_for(handle: int) -> None:
        """Take the lock, however long another process checks a password."""
        fcntl.flock(handle, fcntl.LOCK_EX)
