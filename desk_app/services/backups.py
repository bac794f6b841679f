"""Backups as the desk makes them: named by desk and moment, and the time of the last one remembered."""

from datetime import datetime
from pathlib import Path

from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError, sentences
from desk_app.models.backup import backup
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.desk_settings import change_desk

sentences(
    no_backup_folder="Không thấy thư mục sao lưu {folder}. Cắm ổ đĩa hoặc chọn thư mục khác.",
    backup_beside_store="Thư mục sao lưu không được nằm trong thư mục kho. Chọn ổ đĩa khác, tốt nhất là ổ rời.",
)


def back_up(store: Store, by: Session, folder: Path, now: datetime) -> Path:
    """Write a backup into a folder and return its file; the folder is proposed next time.

    Raises DeskError ``no_backup_folder``, ``backup_beside_store`` and those of ``backup``.
    """
    if not folder.is_dir():
        raise DeskError("no_backup_folder", folder=folder)
    if folder.resolve().is_relative_to(store.folder.resolve()):
        raise DeskError("backup_beside_store")
    desk = store.identity().desk_id
    file = folder / f"quay-mot-cua_{desk}_{office_time(now):%Y%m%d-%H%M%S}.saoluu"
    backup(store, file, now=now)
    change_desk(store, by, {"backup_folder": str(folder), "backed_up_at": now}, now)
    return file
