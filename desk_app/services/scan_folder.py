"""The scanner's folder: what lies in it, which files are whole, and taking away what is safe in the store.

A folder on the network may answer after half a minute, or never: nothing here belongs on a thread that others wait for.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from desk_app.domain.errors import DeskError, sentences
from desk_app.models.attachments import MAX_BYTES

DONE_FOLDER = "đã nhập"
QUIET_S = 1.5
"""A scanner that has written nothing for so long is done with a file, or has given up."""
_NO_SCANS = frozenset({"thumbs.db", "desktop.ini"})

sentences(
    scan_folder_gone="Không mở được thư mục máy quét {folder}. Kiểm tra dây mạng, máy quét rồi nhấn F5.",
    scan_gone="Tệp {name} không còn trong thư mục máy quét, hoặc đang có chương trình khác giữ.",
    scan_still_growing="Tệp {name} đang được ghi. Chờ máy quét xong rồi làm lại.",
    scan_not_cleared="Tệp {name} đã gắn và an toàn, nhưng chưa chuyển được khỏi thư mục máy quét.",
    scan_not_back="Đã gỡ tệp {name} khỏi hồ sơ, nhưng chưa đưa lại được vào thư mục máy quét. Tệp còn trong kho.",
)


class Disposal(StrEnum):
    """What becomes of a file in the scanner's folder once it is safe in the store."""

    MOVE = "move"
    """Into the subfolder ``DONE_FOLDER``."""
    DELETE = "delete"


@dataclass(frozen=True)
class ScannedFile:
    """A file as it lies in the folder. size: bytes; changed: ns since 1970, as the file system says."""

    path: Path
    size: int
    changed: int

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self.path.name


def look_into(folder: Path) -> tuple[ScannedFile, ...]:
    """Return the files of the folder itself, oldest first; hidden ones are not scans.

    Raises DeskError ``scan_folder_gone``.
    """
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~")) or entry.name.lower() in _NO_SCANS:
                    continue
                try:
                    if entry.is_file():
                        stat = entry.stat()
                        found.append(ScannedFile(Path(entry.path), stat.st_size, stat.st_mtime_ns))
                except OSError:
                    continue  # It went away between the listing and the look.
    except OSError:
        raise DeskError("scan_folder_gone", folder=folder) from None
    return tuple(sorted(found, key=lambda file: (file.changed, file.name)))


class Settling:
    """Remembers since when each file has stood as it stands."""

    def __init__(self) -> None:
        self._since: dict[ScannedFile, float] = {}

    def whole(self, found: Iterable[ScannedFile], moment: float) -> tuple[ScannedFile, ...]:
        """Return the files that have not changed for ``QUIET_S``. moment: monotonic seconds of this look."""
        self._since = {file: self._since.get(file, moment) for file in found}
        return tuple(file for file, since in self._since.items() if moment - since >= QUIET_S)


def read_scan(file: ScannedFile) -> bytes:
    """Return a file's bytes, as they were when it was listed.

    Raises DeskError ``scan_gone``, ``scan_still_growing``, ``attachment_too_large``.
    """
    if file.size > MAX_BYTES:
        raise DeskError("attachment_too_large")
    try:
        with file.path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
            stat = os.fstat(stream.fileno())
    except OSError:
        raise DeskError("scan_gone", name=file.name) from None
    if (stat.st_size, stat.st_mtime_ns) != (file.size, file.changed) or len(content) != file.size:
        raise DeskError("scan_still_growing", name=file.name)
    return content


def clear_away(file: Path, content: str, disposal: Disposal) -> Path | None:
    """Take away a file whose content is safe in the store; return where it now lies, None where it was deleted.

    content: the SHA-256 that was stored. A file that has come to hold anything else stays: it is another scan. One that
    is gone already is done with. Nothing is ever overwritten. Raises DeskError ``scan_not_cleared``.
    """
    try:
        if sha256(file.read_bytes()).hexdigest() != content:
            return file
        if disposal is Disposal.DELETE:
            file.unlink()
            return None
        folder = file.parent / DONE_FOLDER
        folder.mkdir(exist_ok=True)
        target = _free_name(folder, file.name)
        file.rename(target)
        return target
    except FileNotFoundError:
        return None
    except OSError:
        raise DeskError("scan_not_cleared", name=file.name) from None


def _free_name(folder: Path, name: str) -> Path:
    stem, suffix = Path(name).stem, Path(name).suffix
    target, number = folder / name, 1
    while target.exists():
        number += 1
        target = folder / f"{stem} ({number}){suffix}"
    return target


def bring_back(file: Path, moved: Path | None, content: bytes) -> Path:
    """Put a file that was put aside back where the scanner had left it, to be matched anew; return where it lies.

    moved: where ``clear_away`` laid it; content: its bytes, for one that was deleted. Raises DeskError
    ``scan_not_back``.
    """
    try:
        target = _free_name(file.parent, file.name)
        if moved is not None and moved.is_file():
            if moved == file:
                return file
            moved.rename(target)
        else:
            with target.open("xb") as stream:
                stream.write(content)
    except OSError:
        raise DeskError("scan_not_back", name=file.name) from None
    return target
