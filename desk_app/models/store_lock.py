"""One writing process per store: an operating-system lock on a file, freed by the system when the process dies.

A window holds it all day, a command for a moment. Who holds it is noted behind the locked byte, so that commands wait
their turn for each other and are refused at once beside a window.
"""

import os
import sys
import time
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from desk_app.domain.errors import DeskError, sentences

sentences(
    store_in_use="Kho dữ liệu này đang được một cửa sổ khác của chương trình dùng. Đóng cửa sổ đó rồi làm lại.",
    store_in_use_by_command="Một lệnh desk-app khác đang ghi vào kho dữ liệu này. Đợi lệnh đó xong rồi làm lại.",
)

LOCK_FILE = "desk.lock"

MOST_WAIT = 30.0
"""Seconds a command waits for other commands to be done."""
_GRACE = 0.3
"""Seconds before a command believes that the holder is no command: one that just took the lock has yet to say so."""
_AGAIN = 0.05
"""Seconds between two tries."""


class Holder(StrEnum):
    """What a process that writes is."""

    WINDOW = "window"
    COMMAND = "command"


class StoreLock:
    """Held while a process may write to the store of a folder."""

    def __init__(self, folder: Path, holder: Holder = Holder.WINDOW) -> None:
        """Take the lock; a command first waits up to ``MOST_WAIT`` while another command holds it.

        Raises DeskError ``store_in_use``, ``store_in_use_by_command`` when another process holds it, OSError when it
        cannot be.
        """
        self._handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
        since = by_command_until = time.monotonic()
        while not _locked(self._handle):
            now = time.monotonic()
            by_command = _noted(self._handle) == Holder.COMMAND
            if by_command:
                by_command_until = now
            waited, most = (now - since, MOST_WAIT) if by_command else (now - by_command_until, _GRACE)
            if holder is Holder.WINDOW or waited >= most:
                os.close(self._handle)
                raise DeskError("store_in_use_by_command" if by_command else "store_in_use")
            time.sleep(_AGAIN)
        _note(self._handle, holder)

    def release(self) -> None:
        """Free the lock; twice is once."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


_NOTE_AT = 1
"""The first byte is what Windows locks, and what is locked there nobody else reads."""


def _note(handle: int, holder: Holder) -> None:
    # The lock holds without it: a full disk is for whoever writes a dossier to tell.
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.lseek(handle, _NOTE_AT, os.SEEK_SET)
        os.write(handle, holder.encode())


def _noted(handle: int) -> str:
    """Return who holds the lock, "" for one that has not said so yet, or a program that never did."""
    os.lseek(handle, _NOTE_AT, os.SEEK_SET)
    return os.read(handle, 32).decode(errors="replace")


def _locked(handle: int) -> bool:
    """Tell whether the lock could be taken now."""
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        _lock(handle)
    except OSError:
        return False
    return True


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
