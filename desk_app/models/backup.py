"""Backups: both encrypted files and the key slots in one file; and coming back from one on a new stream.

The file is a zip whose members are stored as they are: the databases stay encrypted, so squeezing would gain nothing,
and a backup cannot unfold into more than its own size.
"""

import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pydantic import Field, ValidationError

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.values import Frozen
from desk_app.models import keys, migrate
from desk_app.models.atomic_file import sync_folder
from desk_app.models.attachments import copy_database
from desk_app.models.connection import connect, faults_in_words, require_modern_sqlite
from desk_app.models.store import ATTACHMENTS_FILE, STORE_FILE, Store, begin_stream, open_store
from desk_app.models.store_lock import LOCK_FILE, StoreLock

MANIFEST = "backup.json"
_MEMBERS = frozenset({STORE_FILE, ATTACHMENTS_FILE, keys.KEYS_FILE})
_CHUNK = 1024 * 1024

sentences(
    backup_exists="Tệp {file} đã có. Chọn tên khác để không ghi đè bản sao lưu cũ.",
    backup_not_there="Không thấy tệp {file}. Kiểm tra tên tệp và thư mục của bản sao lưu.",
    backup_no_folder="Không có thư mục {folder}. Chọn thư mục có sẵn, hoặc cắm lại ổ sao lưu.",
    backup_unreadable="Tệp {file} không phải bản sao lưu của chương trình, hoặc bị cắt ngang. Chọn tệp khác.",
    backup_damaged="Bản sao lưu {file} không còn nguyên vẹn. Dùng bản sao lưu khác.",
    backup_newer="Bản sao lưu {file} do bản chương trình mới hơn tạo ra. Cài bản mới nhất rồi khôi phục lại.",
    restore_target_taken="Thư mục {folder} không trống nên không khôi phục vào đó. Chọn một thư mục mới.",
)


class BackupManifest(Frozen):
    """What a backup says of itself. files: name → SHA-256."""

    format: int = Field(default=1, ge=1)
    store: str
    desk_id: str
    stream: str
    made_at: datetime
    files: dict[str, str]


def backup(store: Store, file: Path, *, now: datetime) -> BackupManifest:
    """Copy a store, in use or not, as it stands at one moment, into one new file; whole or not at all.

    Writers go on meanwhile. Raises DeskError ``backup_exists``, ``backup_no_folder``, ``disk_full``,
    ``store_read_only``.
    """
    if file.exists():
        raise DeskError("backup_exists", file=file.name)
    if not file.parent.is_dir():
        raise DeskError("backup_no_folder", folder=str(file.parent))
    identity = store.identity()
    with faults_in_words(file.parent), _working_folder(file.parent) as work:
        source = connect(store.folder / STORE_FILE, store.key, query_only=True)
        try:
            copy_database(source, store.key, work / STORE_FILE)
        finally:
            source.close()
        # After the first file: attachments are stored before the event that names them, so none can be missing.
        store.attachments.snapshot_to(work / ATTACHMENTS_FILE)
        shutil.copyfile(store.folder / keys.KEYS_FILE, work / keys.KEYS_FILE)
        members = sorted(name for name in _MEMBERS if (work / name).exists())
        manifest = BackupManifest(
            store=str(identity.store_id),
            desk_id=identity.desk_id,
            stream=str(identity.stream),
            made_at=now,
            files={name: _digest(work / name) for name in members},
        )
        packed = work / "packed"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
            for name in members:
                archive.write(work / name, name)
        _flush(packed)
        packed.replace(file)
        sync_folder(file.parent)
    return manifest


def read_manifest(file: Path) -> BackupManifest:
    """Return what a backup says of itself. Raises DeskError ``backup_unreadable``, ``backup_newer``."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _manifest(archive, file)
    except (zipfile.BadZipFile, OSError) as error:
        raise DeskError("backup_unreadable", file=file.name) from error


def restore(file: Path, folder: Path, *, recovery_code: str | None = None, now: datetime) -> Store:
    """Put a backup into a new or empty folder and open it on a new stream that names its parent.

    Opened by the recovery code, or by the account it was made under. The folder appears whole or not at all. Numbers
    of the days since the backup are unsure: ``skip_numbers`` says where they stand. Raises DeskError
    ``restore_target_taken``, ``backup_not_there``, ``backup_unreadable``, ``backup_damaged``, ``backup_newer``
    and those of opening.
    """
    require_modern_sqlite()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DeskError("restore_target_taken", folder=str(folder))
    if not file.exists():
        raise DeskError("backup_not_there", file=str(file))
    with faults_in_words(folder.parent):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _working_folder(folder.parent) as work:
            _unpack(file, work)
            key = keys.recovered_key(work, recovery_code) if recovery_code else keys.account_key(work)
            with StoreLock(work) as lock, Store(work, key, lock=lock) as store:
                migrate.upgrade(store.writer)
                begin_stream(store, "restored", now)
            (work / LOCK_FILE).unlink(missing_ok=True)
            if folder.exists():
                folder.rmdir()
            work.rename(folder)
            sync_folder(folder.parent)
    return open_store(folder, now=now)


def _unpack(file: Path, work: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, file)
            names = set(archive.namelist()) - {MANIFEST}
            if names != set(manifest.files) or not names <= _MEMBERS or STORE_FILE not in names:
                raise DeskError("backup_unreadable", file=file.name)
            for name in names:
                if archive.getinfo(name).compress_type != zipfile.ZIP_STORED:
                    raise DeskError("backup_unreadable", file=file.name)
                (work / name).touch(mode=0o600)
                with archive.open(name) as packed, (work / name).open("wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked, _CHUNK)
                if _digest(work / name) != manifest.files[name]:
                    raise DeskError("backup_damaged", file=file.name)
                _flush(work / name)
    except zipfile.BadZipFile as error:
        code = "backup_damaged" if zipfile.is_zipfile(file) else "backup_unreadable"
        raise DeskError(code, file=file.name) from error
    except FileNotFoundError as error:
        raise DeskError("backup_unreadable", file=file.name) from error


def _manifest(archive: zipfile.ZipFile, file: Path) -> BackupManifest:
    try:
        if archive.getinfo(MANIFEST).file_size > _CHUNK:
            raise DeskError("backup_unreadable", file=file.name)
        value = json.loads(archive.read(MANIFEST))
        if isinstance(value, dict) and isinstance(value.get("format"), int) and value["format"] > 1:
            raise DeskError("backup_newer", file=file.name)
        return BackupManifest.model_validate(value)
    except (KeyError, ValidationError, ValueError) as error:
        raise DeskError("backup_unreadable", file=file.name) from error


@contextmanager
def _working_folder(parent: Path) -> Iterator[Path]:
    """Give a private folder on the same disk, removed afterwards unless it was renamed away."""
    work = Path(tempfile.mkdtemp(prefix=".desk-", dir=parent))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _digest(file: Path) -> str:
    hashed = sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            hashed.update(chunk)
    return hashed.hexdigest()


def _flush(file: Path) -> None:
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())
