"""The store of a desk: made, opened, written in whole transactions, read in snapshots, closed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from uuid import UUID, uuid4

from sqlalchemy import Engine, insert, select

from desk_app.domain.deadline import FIRST_YEAR, LAST_YEAR
from desk_app.domain.envelope import GENESIS
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import StreamBegan
from desk_app.models import keys, log_reading, migrate
from desk_app.models.attachments import Attachments
from desk_app.models.connection import (
    Snapshots,
    faults_in_words,
    reader_engine,
    require_modern_sqlite,
    writer_engine,
)
from desk_app.models.event_log import uuid7
from desk_app.models.log_reading import StoreIdentity
from desk_app.models.projection import PROJECTION_VERSION
from desk_app.models.store_lock import Holder, StoreLock
from desk_app.models.transaction import Reading, Transaction

STORE_FILE = "desk.db"
ATTACHMENTS_FILE = "attachments.db"
PROGRAM = "desk-app"
_REFOLDED_AT_ONCE = 250
"""So many dossiers take about a second: progress moves, and a transaction stays small."""

sentences(
    store_unfounded="Tệp kho trong {folder} trống: kho tạo chưa xong, hoặc tệp bị hỏng. Khôi phục từ bản sao lưu; "
    "kho chưa từng dùng thì xóa thư mục này rồi tạo lại.",
    store_missing="Chưa có kho dữ liệu trong {folder}. Tạo kho mới hoặc khôi phục từ bản sao lưu.",
    store_exists="Trong {folder} đã có kho dữ liệu. Chọn thư mục khác.",
    clock_absurd="Đồng hồ máy đang chỉ năm {year}. Chỉnh lại ngày giờ của máy rồi làm lại.",
    store_opened_to_read="Kho đang mở để xem nên không ghi được. Đóng cửa sổ chương trình rồi chạy lại lệnh này.",
)


class Store:
    """An open store; made by ``create_store`` and ``open_store``. Safe to use from several threads."""

    def __init__(self, folder: Path, key: bytes, *, lock: StoreLock | None) -> None:
        self.folder = folder
        self.key = key
        self._lock = lock
        self._writing = threading.RLock()
        self._in_transaction = False
        self._writer: Engine | None = writer_engine(folder / STORE_FILE, key) if lock is not None else None
        self._readers = reader_engine(folder / STORE_FILE, key)
        self._snapshots = Snapshots(self._readers)
        self.attachments = Attachments(folder / ATTACHMENTS_FILE, key, writable=lock is not None)

    @property
    def is_writable(self) -> bool:
        """Tell whether this process may write."""
        return self._writer is not None

    @property
    def writer(self) -> Engine:
        """Return the writing connection's engine. Raises DeskError ``store_opened_to_read``."""
        if self._writer is None:
            raise DeskError("store_opened_to_read")
        return self._writer

    @property
    def readers(self) -> Engine:
        """Return the read-only pool."""
        return self._readers

    def identity(self) -> StoreIdentity:
        """Return who the store is and where it stands."""
        with self.reading() as reading:
            return reading.identity()

    @contextmanager
    def transaction(self, now: datetime, actor: str) -> Iterator[Transaction]:
        """Open the one write transaction: committed once at the end, wholly undone by anything raised inside.

        now: aware. Durable when the block has ended. Raises DeskError ``clock_absurd`` and for a full disk and the
        like; a transaction inside another of the same thread is a bug.
        """
        _check_clock(now)
        with self._writing, faults_in_words(self.folder):
            if self._in_transaction:
                raise RuntimeError("a transaction is already open in this thread")
            self._in_transaction = True
            try:
                with self.writer.begin() as connection:
                    transaction = Transaction(connection, now, actor)
                    yield transaction
                    transaction.finish()
            finally:
                self._in_transaction = False

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Open a read snapshot."""
        with faults_in_words(self.folder), self._snapshots.one() as connection:
            yield Reading(connection)

    @contextmanager
    def writing_held(self) -> Iterator[None]:
        """Keep every write waiting, for work that needs both files to stand still."""
        with self._writing:
            yield

    def close(self) -> None:
        """Close every connection and free the lock; twice is once."""
        self.attachments.close()
        self._snapshots.close()
        if self._writer is not None:
            self._writer.dispose()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def create_store(folder: Path, *, office_id: UUID, desk_id: str, now: datetime) -> tuple[Store, str]:
    """Make a new store in a folder; return it open for writing, with its recovery code, which is shown once.

    Raises DeskError ``store_exists``, ``store_read_only``, ``disk_full``, ``store_in_use``, ``clock_absurd``.
    """
    require_modern_sqlite()
    _check_clock(now)
    with faults_in_words(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = StoreLock(folder)
        try:
            if (folder / STORE_FILE).exists() or (folder / keys.KEYS_FILE).exists():
                raise DeskError("store_exists", folder=str(folder))
            store_id = uuid4()
            key, recovery_code = keys.new_keys(folder, store_id)
            store = Store(folder, key, lock=lock)
        except BaseException:
            lock.release()
            raise
        try:
            migrate.upgrade(store.writer)
            _first_rows(store, store_id, office_id, desk_id, now)
        except BaseException:
            store.close()
            # A store that never came about must not stand in the way of the next attempt.
            for name in (STORE_FILE, f"{STORE_FILE}-wal", f"{STORE_FILE}-shm", keys.KEYS_FILE):
                (folder / name).unlink(missing_ok=True)
            raise
    return store, recovery_code


Progress = Callable[[int, int], None]
"""Called with the dossiers folded so far and in all."""


def open_store(
    folder: Path,
    *,
    write: bool = True,
    recovery_code: str | None = None,
    now: datetime,
    progress: Progress | None = None,
    holder: Holder = Holder.WINDOW,
) -> Store:
    """Open a store: for writing in one process, for reading in any number. holder: a command waits for another one.

    With the recovery code this account gets a slot of its own and the store begins a new stream. progress: a store
    written by a program that folded otherwise has every dossier folded again first, some minutes for 100,000.
    Raises DeskError ``store_missing``, ``store_unfounded``, ``store_in_use``, ``store_in_use_by_command``,
    ``no_key_for_account``, ``wrong_recovery_code``, ``wrong_store_key``, ``store_newer``, for reading alone
    ``store_older``, and those of the disk.
    """
    require_modern_sqlite()
    if not (folder / STORE_FILE).is_file():
        raise DeskError("store_missing", folder=str(folder))
    with faults_in_words(folder):
        lock = StoreLock(folder, holder) if write or recovery_code is not None else None
        try:
            recovered = recovery_code is not None
            key = keys.recovered_key(folder, recovery_code) if recovery_code else keys.account_key(folder)
            store = Store(folder, key, lock=lock)
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        try:
            _require_founded(store)
            if store.is_writable:
                migrate.upgrade(store.writer)
                _refold_if_learnt(store, now, progress)
            else:
                with store.readers.connect() as connection:
                    migrate.require_current(connection)
                    if log_reading.read_identity(connection).projections != PROJECTION_VERSION:
                        raise DeskError("store_older", found=migrate.HEAD)
            if recovered:
                begin_stream(store, "recovered", now)
        except BaseException:
            store.close()
            raise
    return store


def _require_founded(store: Store) -> None:
    """Refuse a file that never became a store, or is one no more: migrating it would pass for an office's own data."""
    engine = store.writer if store.is_writable else store.readers
    with engine.connect() as connection:
        founded = migrate.revision_of(connection) is not None
        if not founded or connection.execute(select(log_reading.store.c.id)).first() is None:
            raise DeskError("store_unfounded", folder=str(store.folder))


def begin_stream(store: Store, cause: Literal["restored", "recovered", "copied"], now: datetime) -> None:
    """Continue a store on a new stream that names its parent; series the old life may have moved on are unsure."""
    with store.transaction(now, PROGRAM) as tx:
        parent = tx.identity().stream
        tx.begin_stream(StreamBegan(parent=parent, cause=cause, program=program_version()))


def _check_clock(now: datetime) -> None:
    """Refuse a clock that shows no year of this program's life: what it dated could not be put in order again."""
    if not FIRST_YEAR <= now.year <= LAST_YEAR:
        raise DeskError("clock_absurd", year=now.year)


def _refold_if_learnt(store: Store, now: datetime, progress: Progress | None) -> None:
    """Replace the rows of every dossier when this program folds otherwise than the one that wrote them.

    In parts, so that the log beside the store stays small; broken off, it begins anew at the next opening.
    """
    with store.reading() as reading:
        identity = reading.identity()
        if identity.projections == PROJECTION_VERSION:
            return
        subjects = log_reading.dossier_subjects(reading.connection)
    for done in range(0, len(subjects), _REFOLDED_AT_ONCE):
        if progress is not None:
            progress(done, len(subjects))
        with store.transaction(now, PROGRAM) as tx:
            tx.refold_again(subjects[done : done + _REFOLDED_AT_ONCE])
    with store.transaction(now, PROGRAM) as tx:
        tx.all_folded()
    if progress is not None:
        progress(len(subjects), len(subjects))


@cache
def program_version() -> str:
    """Return the program's name and version as events keep it."""
    try:
        return f"{PROGRAM} {version('quay-mot-cua')}"
    except PackageNotFoundError:
        return PROGRAM


def _first_rows(store: Store, store_id: UUID, office_id: UUID, desk_id: str, now: datetime) -> None:
    stream = uuid7(now)
    with store.writer.begin() as connection:
        connection.execute(
            insert(log_reading.streams),
            {
                "stream": stream,
                "parent": None,
                "desk_id": desk_id,
                "own": True,
                "began_at": now,
                "last_seq": 0,
                "last_hash": GENESIS,
            },
        )
        connection.execute(
            insert(log_reading.store),
            {
                "id": 1,
                "store_id": store_id,
                "office_id": office_id,
                "desk_id": desk_id,
                "stream": stream,
                "clock": 0,
                "created_at": now,
                "projections": PROJECTION_VERSION,
                "unsure_from": None,
                "unsure_to": None,
            },
        )
    with store.transaction(now, PROGRAM) as tx:
        tx.record(office_id, StreamBegan(cause="new", program=program_version()))
