"""A sign of life beside the store: a file that is there while the program runs, and tells when it last did."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from desk_app.domain.dates import OFFICE_ZONE

FILE = "desk.alive"
_EVERY_MS = 30_000


class SignOfLife(QObject):
    """Touches the file every half minute; ``stopped_at`` is when an earlier run broke off, None after a clean end."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = folder / FILE
        self.stopped_at = self._found()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._beat()

    def end(self) -> None:
        """Say that the program ended as it should."""
        self._timer.stop()
        self._file.unlink(missing_ok=True)

    def _found(self) -> datetime | None:
        try:
            return datetime.fromtimestamp(self._file.stat().st_mtime, OFFICE_ZONE)
        except OSError:
            return None

    def _beat(self) -> None:
        try:
            self._file.touch()
        except OSError:
            # A full or read-only disk says so where it matters, at the next write.
            self._timer.stop()
