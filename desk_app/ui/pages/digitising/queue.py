"""The files that wait in the scanner's folder: looked for again and again, each examined once."""

import time
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desk_app.domain.errors import DeskError
from desk_app.models.store import Store
from desk_app.services.digitising import holders
from desk_app.services.file_kinds import FileKind, examine
from desk_app.services.file_pages import PagePicture, page_picture
from desk_app.services.scan_folder import ScannedFile, Settling, look_into, read_scan
from desk_app.ui.pages.digitising.folder_hand import FolderHand

LOOK_MS = 1000
_EXAMINED_AT_ONCE = 4
"""So that the first files can be matched while the hundredth is still being opened."""
THUMBNAIL = (132, 132)
"""px: twice what is shown, sharp on a fine screen."""


@dataclass(frozen=True)
class WaitingFile:
    """A whole file of the folder. kind, thumbnail: None where it was refused. content: SHA-256.

    held_by: codes of the dossiers it is attached to already: only its clearing away was broken off.
    """

    file: ScannedFile
    kind: FileKind | None = None
    refusal: DeskError | None = None
    content: str = ""
    thumbnail: PagePicture | None = None
    held_by: tuple[str, ...] = ()


class ScanQueue(QObject):
    """Looks into the folder every second while it is wanted, and says when what waits there has changed."""

    changed = Signal()
    gone = Signal(object)
    """The DeskError of a folder that does not answer; told once until it does again."""
    back = Signal()

    def __init__(self, store: Store, hand: FolderHand, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._hand = store, hand
        self._folder: Path | None = None
        self._settling = Settling()
        self._known: dict[ScannedFile, WaitingFile] = {}
        self._taken: set[ScannedFile] = set()
        self._looking = self._is_gone = False
        self.growing = 0
        """Files that are still being written."""
        self.files: tuple[WaitingFile, ...] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        hand.bug.connect(self._broken_off)

    @property
    def folder(self) -> Path | None:
        """Return the folder looked into, None where none is chosen."""
        return self._folder

    def watch(self, folder: str) -> None:
        """Begin with a folder, "" = none; the same one goes on as it was."""
        wanted = Path(folder) if folder else None
        if wanted != self._folder:
            self._folder, self.files, self.growing = wanted, (), 0
            self._known.clear()
            self._settling = Settling()
            self._is_gone = False
            self.changed.emit()
        if wanted is None:
            self._timer.stop()
        else:
            self._timer.start()
            self.look()

    def rest(self) -> None:
        """Stop looking until ``watch``: nobody sees the list."""
        self._timer.stop()

    def take(self, file: ScannedFile) -> None:
        """Leave a file out from now on: it is attached, and on its way out of the folder."""
        self._taken.add(file)
        self._show(self.files)

    def give_back(self, file: ScannedFile) -> None:
        """List a file again that could not be taken, or came back."""
        self._taken.discard(file)
        self._known.pop(file, None)
        self.look()

    def look(self) -> None:
        """Look now."""
        if self._looking or self._folder is None:
            return
        self._looking = True
        work = partial(_looked, self._store, self._folder, self._settling, dict(self._known))
        self._hand.run(work, partial(self._found, self._folder), self._not_found)

    def _broken_off(self, _name: str) -> None:
        self._looking = False

    def _found(self, folder: Path, answer: "tuple[tuple[WaitingFile, ...], int, bool]") -> None:
        self._looking = False
        if folder != self._folder:
            self.look()
            return
        files, self.growing, more = answer
        self._known = {one.file: one for one in files}
        self._taken &= set(self._known)
        if self._is_gone:
            self._is_gone = False
            self.back.emit()
        self._show(files)
        if more:
            self.look()

    def _show(self, files: tuple[WaitingFile, ...]) -> None:
        shown = tuple(one for one in files if one.file not in self._taken)
        if shown != self.files:
            self.files = shown
            self.changed.emit()

    def _not_found(self, error: DeskError) -> None:
        self._looking = False
        if not self._is_gone:
            self._is_gone = True
            self.gone.emit(error)


def _looked(
    store: Store, folder: Path, settling: Settling, known: dict[ScannedFile, WaitingFile]
) -> tuple[tuple[WaitingFile, ...], int, bool]:
    """Return the whole files, how many still grow, and whether some are yet to be examined."""
    found = look_into(folder)
    whole = settling.whole(found, time.monotonic())
    new = [file for file in whole if file not in known]
    examined = {file: waiting for file in new[:_EXAMINED_AT_ONCE] if (waiting := _examined(store, file)) is not None}
    files = tuple({**known, **examined}[file] for file in whole if file in known or file in examined)
    return files, len(found) - len(whole), len(new) > _EXAMINED_AT_ONCE


def _examined(store: Store, file: ScannedFile) -> WaitingFile | None:
    """Return what a file is; None for one that another program still holds: it is asked again."""
    try:
        content = read_scan(file)
        kind = examine(content)
        picture = page_picture(content, kind.media_type, 0, *THUMBNAIL)
        digest = sha256(content).hexdigest()
        with store.reading() as rd:
            held_by = tuple(dossier.code for dossier in holders(rd, store, digest))
    except DeskError as error:
        if error.code in ("scan_gone", "scan_still_growing"):
            return None
        return WaitingFile(file, refusal=error)
    return WaitingFile(file, kind, None, digest, picture, held_by)
