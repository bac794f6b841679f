"""Bring a store's schema to this program's version, all or nothing; refuse a store from a newer program."""

from pathlib import Path

from sqlalchemy import Connection, Engine

from desk_app.domain.errors import DeskError, sentences
from desk_app.models.triggers import create_triggers, drop_triggers

HEAD = "0008"
"""The newest step this program knows; kept here so that opening a current store need not load Alembic."""

_SCRIPTS = Path(__file__).parent / "migrations"

sentences(
    store_newer="Kho dữ liệu do bản chương trình mới hơn tạo ra (mức {found}). Cài bản mới nhất rồi mở lại.",
    store_older="Kho dữ liệu còn ở dạng cũ (mức {found}). Mở cửa sổ chương trình một lần để nâng cấp kho.",
    migration_broken="Nâng cấp kho không khớp dữ liệu ở bảng {table}; kho giữ nguyên như cũ. Báo đơn vị hỗ trợ.",
)


def revision_of(connection: Connection) -> str | None:
    """Return the step a store stands at; None for an empty file."""
    known = connection.exec_driver_sql(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    ).scalar_one()
    if not known:
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def require_current(connection: Connection) -> None:
    """For readers, who may not migrate. Raises DeskError ``store_newer``, ``store_older``."""
    found = revision_of(connection)
    if found != HEAD:
        known = found is None or found in known_revisions()
        raise DeskError("store_older" if known else "store_newer", found=found or "0")


def known_revisions() -> frozenset[str]:
    """Return every step this program knows."""
    return frozenset(file.stem.split("_")[0] for file in (_SCRIPTS / "versions").glob("[0-9]*.py*"))


def upgrade(engine: Engine, target: str = HEAD) -> bool:
    """Migrate in one transaction; return whether there was anything to do.

    Foreign keys are off before BEGIN (SQLite ignores the switch inside a transaction; a batch copy of a table would
    delete what refers to it) and checked before COMMIT. Raises DeskError ``store_newer``, ``migration_broken``.
    """
    with engine.connect() as connection:
        found = revision_of(connection)
    if found == target:
        return False
    if found is not None and found not in known_revisions():
        raise DeskError("store_newer", found=found)
    _switch_foreign_keys(engine, on=False)
    try:
        with engine.begin() as connection:
            drop_triggers(connection)
            _run_alembic(connection, target)
            if target == HEAD:
                create_triggers(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise DeskError("migration_broken", table=broken[0])
    finally:
        _switch_foreign_keys(engine, on=True)
    return True


def _switch_foreign_keys(engine: Engine, *, on: bool) -> None:
    raw = engine.raw_connection()
    try:
        raw.cursor().execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")
    finally:
        raw.close()


def _run_alembic(connection: Connection, target: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
