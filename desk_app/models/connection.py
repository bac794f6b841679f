"""Encrypted SQLite connections: one writer, a small read-only pool, and the environment's faults in words."""

import os
import re
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, QueuePool, StaticPool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from desk_app.domain.errors import DeskError, sentences
from desk_app.models.column_types import moment_text

OLDEST_SQLITE = (3, 51, 3)
"""Older ones carry the WAL-reset bug, which can corrupt a store that two connections checkpoint."""

BUSY_SECONDS = 5.0
READERS = 3
_FULL_IN_WORDS = "database or disk is full"
"""sqlite3_errstr(SQLITE_FULL): all that a copy through SQLite's backup says of itself."""
LEAST_ROOM = 64 * 1024
"""Bytes; with less room left on the disk a failed write is for want of room."""

# What goes in without passing SQLAlchemy's column types is written the same way.
dbapi2.register_adapter(UUID, str)
dbapi2.register_adapter(datetime, moment_text)
dbapi2.register_adapter(date, date.isoformat)

DbapiConnection = sqlite3.Connection
"""The shape of sqlcipher3's connection, which follows the standard library's and ships no types."""

sentences(
    sqlite_too_old="Thư viện SQLite {found} quá cũ (cần từ {needed}). Cài lại chương trình bằng bộ cài mới nhất.",
    wrong_store_key="Không mở được kho dữ liệu: khóa không khớp hoặc tệp bị hỏng. Dùng mã khôi phục hoặc bản sao lưu.",
    disk_full="Ổ đĩa đã đầy nên chưa ghi được gì. Xóa bớt tệp không cần trên ổ đĩa rồi làm lại.",
    store_read_only="Không có quyền ghi vào thư mục kho {folder}. Báo quản trị cấp quyền ghi cho thư mục này.",
    store_busy="Kho dữ liệu đang bận vì chương trình khác giữ. Đợi vài giây rồi làm lại.",
    store_unreachable="Không mở được tệp kho trong {folder}. Kiểm tra ổ đĩa và quyền truy cập thư mục.",
    disk_failing="Ổ đĩa báo hỏng khi đọc hoặc ghi kho dữ liệu. Sao lưu ngay sang ổ khác và báo quản trị.",
    pages_damaged="Tệp {file} có trang hỏng: {detail}.",
    store_damaged="Tệp kho dữ liệu bị hỏng. Dừng dùng và khôi phục từ bản sao lưu gần nhất.",
)

_FAULTS = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_NOTADB: "wrong_store_key",
    sqlite3.SQLITE_READONLY: "store_read_only",
    sqlite3.SQLITE_PERM: "store_read_only",
    sqlite3.SQLITE_BUSY: "store_busy",
    sqlite3.SQLITE_LOCKED: "store_busy",
    sqlite3.SQLITE_CANTOPEN: "store_unreachable",
    sqlite3.SQLITE_IOERR: "disk_failing",
    sqlite3.SQLITE_CORRUPT: "store_damaged",
}


def require_modern_sqlite(found: tuple[int, ...] | None = None) -> None:
    """Refuse an SQLite older than ``OLDEST_SQLITE``. Raises DeskError ``sqlite_too_old``."""
    version = found if found is not None else dbapi2.sqlite_version_info
    if version < OLDEST_SQLITE:
        raise DeskError("sqlite_too_old", found=_dotted(version), needed=_dotted(OLDEST_SQLITE))


def fault_of(error: BaseException, folder: Path) -> DeskError | None:
    """Return the environment's fault behind a database or file error in words; None when it is a bug of ours."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, PermissionError):
        return DeskError("store_read_only", folder=str(folder))
    if isinstance(original, OSError):
        full = original.errno == 28  # ENOSPC, the same number on every system we run on
        return DeskError("disk_full") if full else DeskError("store_unreachable", folder=str(folder))
    code = getattr(original, "sqlite_errorcode", None)
    if code is None and str(original) == _FULL_IN_WORDS:
        code = sqlite3.SQLITE_FULL
    fault = _FAULTS.get(code & 0xFF) if isinstance(code, int) else None
    if fault == "disk_failing" and _has_no_room(folder):
        fault = "disk_full"
    return DeskError(fault, folder=str(folder)) if fault else None


def _has_no_room(folder: Path) -> bool:
    """Tell whether the disk is full: where its shared memory finds no room, SQLite calls it an I/O error."""
    try:
        return shutil.disk_usage(folder).free < LEAST_ROOM
    except OSError:
        return False


@contextmanager
def faults_in_words(folder: Path) -> Iterator[None]:
    """Turn the environment's faults inside the block into DeskError; bugs pass through untouched."""
    try:
        yield
    except (DBAPIError, dbapi2.Error, OSError) as error:
        fault = fault_of(error, folder)
        if fault is None:
            raise
        raise fault from error


def connect(file: Path, key: bytes, *, query_only: bool = False) -> DbapiConnection:
    """Open one encrypted file with the pragmas of the store. key: 32 bytes, used as they are (no derivation)."""
    if not query_only:
        _for_its_owner(file)
    connection: DbapiConnection = dbapi2.connect(
        str(file), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        # SQLCipher's own log would repeat on stderr, in English, what we say in words.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")
        if query_only:
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -16000")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _for_its_owner(file: Path) -> None:
    """Make a file that is not there yet for its owner alone; SQLite gives the log beside it the same rights."""
    with suppress(OSError):
        # A file that stands keeps the rights an office gave it; what else is wrong SQLite says itself.
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def writer_engine(file: Path, key: bytes) -> Engine:
    """Return the engine of the one connection that writes; each of its transactions begins with BEGIN IMMEDIATE."""
    engine = create_engine("sqlite://", module=dbapi2, creator=lambda: connect(file, key), poolclass=StaticPool)
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def reader_engine(file: Path, key: bytes) -> Engine:
    """Return the engine of the small pool that only reads; each of its transactions is one snapshot."""
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: connect(file, key, query_only=True),
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=READERS,
    )
    _begin_with(engine, "BEGIN")
    return engine


class Snapshots:
    """Read snapshots on connections that are kept between one and the next.

    To check a connection out of the engine's pool and back in takes three times as long as the snapshot itself, and as
    long as many a search at the desk. Safe to use from several threads.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: deque[Connection] = deque()
        self._closed = False

    @contextmanager
    def one(self) -> Iterator[Connection]:
        """Give a connection inside a snapshot; one on which anything was raised is not used again."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._engine.connect()
        try:
            with connection.begin():
                yield connection
        except BaseException:
            connection.close()
            raise
        if self._closed or len(self._idle) >= READERS:
            connection.close()
        else:
            self._idle.append(connection)

    def close(self) -> None:
        """Close every connection: the idle now, those in use when their snapshot ends."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()
        self._engine.dispose()


_SEARCH_INDEXES = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'"


def damaged_pages(execute: Callable[[str], Iterable[Sequence[object]]], file: Path) -> list[DeskError]:
    """Return what is wrong with a database's pages. execute: runs a statement and gives its rows."""
    for pragma in ("cipher_integrity_check", "integrity_check"):
        try:
            for (index,) in execute(_SEARCH_INDEXES):
                # What this connection remembers of an index may be older than the index: only a cursor of its own makes
                # SQLite look again, and the check itself would call a good index corrupt.
                execute(f'SELECT rowid FROM "{index}" LIMIT 1')  # noqa: S608 - a name out of the schema
            found = [str(row[0]) for row in execute(f"PRAGMA {pragma}")]
        except (DBAPIError, dbapi2.Error) as error:
            # A page too damaged to be read at all stops the check itself.
            found = [str(fault_of(error, file.parent) or error)]
        if problems := [
            DeskError("pages_damaged", file=file.name, detail=_which_page(one)) for one in found if one != "ok"
        ]:
            return problems
    return []


def _which_page(found: str) -> str:
    """Return the page's number out of SQLCipher's words ("HMAC verification failed for page 621"), else the words."""
    number = re.fullmatch(r"HMAC verification failed for page (\d+)", found)
    return number[1] if number else found


def _begin_with(engine: Engine, statement: str) -> None:
    """SQLAlchemy emits no BEGIN of its own with ``isolation_level=None``; this is where each transaction begins."""

    def begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        driver.execute(statement)

    event.listen(engine, "begin", begin)


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)
