"""Stores to measure on: a fresh sample office, big ones kept under out/bench, and bare connections to them."""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from desk_app.domain.dates import OFFICE_ZONE
from desk_app.models.connection import DbapiConnection, connect
from desk_app.models.projection import PROJECTION_VERSION
from desk_app.models.store import STORE_FILE, Store, open_store
from desk_app.services.accounts import Role, Session
from desk_app.services.sample import sample_store
from tools import many_dossiers

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "out" / "bench"
MARK = "made-by"
MORNING = datetime(2026, 8, 27, 9, 12, tzinfo=OFFICE_ZONE)
CLERK = Session("canbo", "NGUYỄN THỊ LAN", Role.CLERK, "Quầy 2")


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder beside the kept stores (the same disk), gone afterwards; keys of stores in it go there too."""
    KEPT.mkdir(parents=True, exist_ok=True)
    saved = os.environ.get("XDG_DATA_HOME")
    os.environ["XDG_DATA_HOME"] = str(KEPT / "home")
    try:
        with tempfile.TemporaryDirectory(dir=KEPT, prefix="run-") as folder:
            yield Path(folder)
    finally:
        if saved is None:
            del os.environ["XDG_DATA_HOME"]
        else:
            os.environ["XDG_DATA_HOME"] = saved


@contextmanager
def sample(folder: Path) -> Iterator[Store]:
    """Give the sample office, open for writing."""
    store, _ = sample_store(folder, MORNING)
    try:
        yield store
    finally:
        store.close()


def kept_folder(count: int) -> Path:
    """Return the folder of a sample office with this many dossiers; it is made once and kept, for minutes of work."""
    folder = KEPT / str(count)
    if is_kept(folder):
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    print(f"making a store of {count} dossiers in {folder}, once; 200,000 take some minutes", file=sys.stderr)
    many_dossiers.many_dossiers(folder, count)
    mark_kept(folder)
    return folder


def is_kept(folder: Path) -> bool:
    """Tell whether a kept store was made whole, by rules that still hold."""
    mark = folder / MARK
    return mark.is_file() and mark.read_text() == _recipe()


def mark_kept(folder: Path) -> None:
    """Say that a kept store was made whole."""
    (folder / MARK).write_text(_recipe())


def _recipe() -> str:
    """Return a digest of the code that decides what a kept store looks like: another one makes it anew."""
    models = ROOT / "desk_app" / "models"
    files = [
        Path(many_dossiers.__file__),
        *(models / "tables").glob("*.py"),
        *(models / "migrations" / "versions").glob("*.py"),
    ]
    parts = [str(PROJECTION_VERSION).encode(), *(path.read_bytes() for path in sorted(files))]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def opened(folder: Path) -> Store:
    """Open a kept store."""
    return open_store(folder, now=MORNING)


def bare(folder: Path, key: bytes, *, query_only: bool = False) -> DbapiConnection:
    """Open the same file with the same pragmas and nothing of ours above the driver."""
    return connect(folder / STORE_FILE, key, query_only=query_only)
