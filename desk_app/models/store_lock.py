"""One writing process per store: an operating-system lock on a file, freed by the system when the process dies."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from desk_app.domain.errors import DeskError, sentences

sentences(
    store_in_use="Kho dữ liệu này đang được một cửa sổ khác của chương trình dùng. Đóng cửa sổ đó rồi làm lại.",
)

LOCK_FILE = "desk.lock"


class StoreLock:
    """Held while a process may write to the store of a folder."""

    def __init__(self, folder: Path) -> None:
        """Take the lock. Raises DeskError ``store_in_use`` when another process holds it, OSError when it cannot be."""
        self._handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            raise DeskError("store_in_use") from error

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


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
