"""Attachments: whole files as BLOBs in a second encrypted file, known by the SHA-256 of their content."""

import threading
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from desk_app.domain.errors import DeskError, sentences
from desk_app.models.column_types import moment_text
from desk_app.models.connection import DbapiConnection, connect, damaged_pages, faults_in_words

MAX_BYTES = 200 * 1024 * 1024

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS attachments (content TEXT NOT NULL CONSTRAINT pk_attachments PRIMARY KEY,"
    " size INTEGER NOT NULL, stored_at TEXT NOT NULL, bytes BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS at_server (content TEXT NOT NULL CONSTRAINT pk_at_server PRIMARY KEY,"
    " epoch TEXT NOT NULL)",
)
"""at_server: what the server has confirmed whole, and in which of its lives."""

sentences(
    attachment_too_large="Tệp lớn hơn mức 200 MB. Quét lại ở độ phân giải thấp hơn hoặc tách tệp.",
    attachment_missing="Không thấy tệp đính kèm trên máy này. Tệp có thể chưa được đồng bộ về.",
    attachment_damaged="Tệp đính kèm không còn nguyên vẹn. Khôi phục từ bản sao lưu.",
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A content the server has not confirmed. size: in bytes."""

    content: str
    size: int


class Attachments:
    """The second file; opened when first needed."""

    def __init__(self, file: Path, key: bytes, *, writable: bool) -> None:
        self._file = file
        self._key = key
        self._writable = writable
        self._guard = threading.Lock()
        self._connection: DbapiConnection | None = None

    def put(self, content: bytes, *, now: datetime) -> str:
        """Store a file's bytes durably and return their SHA-256; the same content is stored once.

        Raises DeskError ``attachment_too_large`` and those of the disk.
        """
        if len(content) > MAX_BYTES:
            raise DeskError("attachment_too_large")
        name = sha256(content).hexdigest()
        with self._guard, faults_in_words(self._file.parent):
            self._open().execute(
                "INSERT INTO attachments (content, size, stored_at, bytes) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (content) DO NOTHING",
                (name, len(content), moment_text(now), content),
            )
        return name

    def get(self, name: str) -> bytes:
        """Return a file's bytes. Raises DeskError ``attachment_missing``, ``attachment_damaged``."""
        with self._guard, faults_in_words(self._file.parent):
            connection = self._open() if self._file.exists() else None
            row = (
                connection.execute("SELECT bytes FROM attachments WHERE content = ?", (name,)).fetchone()
                if connection
                else None
            )
        if row is None:
            raise DeskError("attachment_missing")
        content = bytes(row[0])
        if sha256(content).hexdigest() != name:
            raise DeskError("attachment_damaged")
        return content

    def has(self, name: str) -> bool:
        """Tell whether a content is stored here."""
        with self._guard, faults_in_words(self._file.parent):
            if not self._file.exists():
                return False
            return self._open().execute("SELECT 1 FROM attachments WHERE content = ?", (name,)).fetchone() is not None

    def remove(self, name: str) -> None:
        """Remove a content whose dossier was erased by law."""
        with self._guard, faults_in_words(self._file.parent):
            connection = self._open()
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("DELETE FROM attachments WHERE content = ?", (name,))
            connection.execute("DELETE FROM at_server WHERE content = ?", (name,))

    def waiting(self, epoch: UUID) -> list[Waiting]:
        """Return what is stored here and not confirmed by the server in this life of it, oldest first."""
        with self._guard, faults_in_words(self._file.parent):
            if not self._file.exists():
                return []
            rows = self._open().execute(
                "SELECT content, size FROM attachments WHERE content NOT IN"
                " (SELECT content FROM at_server WHERE epoch = ?) ORDER BY stored_at, content",
                (str(epoch),),
            )
            return [Waiting(*row) for row in rows.fetchall()]

    def note_at_server(self, name: str, epoch: UUID) -> None:
        """Remember that the server has a content whole; a server in a new life is asked again."""
        with self._guard, faults_in_words(self._file.parent):
            self._open().execute(
                "INSERT INTO at_server (content, epoch) VALUES (?, ?)"
                " ON CONFLICT (content) DO UPDATE SET epoch = excluded.epoch",
                (name, str(epoch)),
            )

    def forget_confirmed(self) -> None:
        """Forget what the server had: it was restored from a backup and is asked again."""
        with self._guard, faults_in_words(self._file.parent):
            if self._file.exists():
                self._open().execute("DELETE FROM at_server")

    def snapshot_to(self, file: Path) -> bool:
        """Copy the second file, encrypted with the same key, as it stands; False where there is none yet."""
        if not self._file.exists():
            return False
        with self._guard, faults_in_words(self._file.parent):
            copy_database(self._open(), self._key, file)
        return True

    def damaged(self) -> list[DeskError]:
        """Return what is wrong with the pages of the second file."""
        if not self._file.exists():
            return []
        with self._guard, faults_in_words(self._file.parent):
            return damaged_pages(lambda statement: self._open().execute(statement).fetchall(), self._file)

    def close(self) -> None:
        """Close the file; twice is once."""
        with self._guard:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _open(self) -> DbapiConnection:
        if self._connection is None:
            self._connection = connect(self._file, self._key, query_only=not self._writable)
            if self._writable:
                for statement in _SCHEMA:
                    self._connection.execute(statement)
        return self._connection


def copy_database(source: DbapiConnection, key: bytes, file: Path) -> None:
    """Copy an open database, page by page as they stand at one moment, into a new file under the same key."""
    target = connect(file, key)
    try:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
    finally:
        target.close()
