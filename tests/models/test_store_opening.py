"""Opening a store: who may, what is refused, and the environment's faults in one sentence each."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from builders import CLERK, DESK, NOW, OFFICE, new_store, register
from sqlalchemy import text

from desk_app.domain.errors import DeskError
from desk_app.domain.events import StreamBegan
from desk_app.models import keys
from desk_app.models.connection import require_modern_sqlite
from desk_app.models.store import STORE_FILE, Store, create_store, open_store
from desk_app.models.store_lock import LOCK_FILE, MOST_WAIT, Holder, StoreLock
from desk_app.models.verification import verify


def refusal(folder: Path, *, write: bool = True, recovery_code: str | None = None) -> DeskError:
    with pytest.raises(DeskError) as refused:
        open_store(folder, write=write, recovery_code=recovery_code, now=NOW)
    assert str(refused.value)
    return refused.value


def test_the_file_on_the_disk_betrays_nothing(store: Store) -> None:
    register(store)
    store.close()
    content = (store.folder / STORE_FILE).read_bytes()
    assert not content.startswith(b"SQLite format 3")
    assert "TRẦN THỊ MAI".encode() not in content
    assert b"038190001212" not in content


def test_connections_have_the_pragmas_of_the_store(store: Store) -> None:
    for engine, query_only in ((store.writer, 0), (store.readers, 1)):
        with engine.connect() as connection:
            pragmas = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "query_only")
            }
        assert pragmas == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "recursive_triggers": 1,
            "query_only": query_only,
        }


def test_another_key_is_refused_in_words(store: Store, tmp_path: Path) -> None:
    store.close()
    other = tmp_path / "other"
    new_store(other).close()
    shutil.copyfile(other / keys.KEYS_FILE, store.folder / keys.KEYS_FILE)
    assert refusal(store.folder).code == "wrong_store_key"
    assert refusal(store.folder, write=False).code == "wrong_store_key"


def test_a_file_that_is_no_store_is_refused(store: Store) -> None:
    store.close()
    (store.folder / STORE_FILE).write_bytes(b"x" * 8192)
    assert refusal(store.folder).code == "wrong_store_key"


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("lost", ["everything", "its one row"])
def test_an_empty_file_never_passes_for_an_offices_store(store: Store, write: bool, lost: str) -> None:
    if lost == "its one row":
        with store.writer.begin() as connection:
            connection.exec_driver_sql("DELETE FROM store")
    store.close()
    if lost == "everything":
        (store.folder / STORE_FILE).write_bytes(b"")
    assert refusal(store.folder, write=write).code == "store_unfounded"
    assert refusal(store.folder, write=write).code == "store_unfounded"


def test_no_store_is_said(tmp_path: Path) -> None:
    assert refusal(tmp_path).code == "store_missing"


def test_a_second_store_is_not_made_over_the_first(store: Store) -> None:
    store.close()
    with pytest.raises(DeskError) as refused:
        create_store(store.folder, office_id=OFFICE, desk_id=DESK, now=NOW)
    assert refused.value.code == "store_exists"


def test_a_second_window_is_refused_and_a_reader_is_not(store: Store) -> None:
    registered = register(store)
    program = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from desk_app.domain.errors import DeskError; from desk_app.models.store import open_store\n"
        "folder = Path(sys.argv[1]); now = datetime.now(UTC)\n"
        "try:\n    open_store(folder, now=now)\nexcept DeskError as error:\n    print(error.code)\n"
        "with open_store(folder, write=False, now=now) as store:\n"
        "    with store.reading() as reading:\n        print(reading.dossiers.page().lines[0].code)\n"
        "    try:\n        with store.transaction(now, 'cli'):\n            pass\n"
        "    except DeskError as error:\n        print(error.code)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program, str(store.folder)],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["store_in_use", registered.code, "store_opened_to_read"], done.stderr
    with pytest.raises(DeskError) as refused:
        open_store(store.folder, now=NOW)
    assert refused.value.code == "store_in_use"


def test_a_command_waits_for_another_command_and_a_window_does_not(store: Store) -> None:
    store.close()
    held = open_store(store.folder, now=NOW, holder=Holder.COMMAND)
    with pytest.raises(DeskError) as refused:
        open_store(store.folder, now=NOW)
    assert refused.value.code == "store_in_use_by_command"
    done = threading.Timer(0.5, held.close)
    done.start()
    open_store(store.folder, now=NOW, holder=Holder.COMMAND).close()
    done.join()


def test_a_command_that_waits_long_is_not_turned_away_while_the_next_holder_says_who_it_is(tmp_path: Path) -> None:
    """Of four commands at once the last one found the lock between its taking and its note."""
    held = StoreLock(tmp_path, Holder.COMMAND)
    note = (tmp_path / LOCK_FILE).read_bytes()
    refused: list[str] = []

    def wait() -> None:
        try:
            StoreLock(tmp_path, Holder.COMMAND).release()
        except DeskError as error:
            refused.append(error.code)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.5)
    os.truncate(tmp_path / LOCK_FILE, 0)
    time.sleep(0.15)
    (tmp_path / LOCK_FILE).write_bytes(note)
    held.release()
    waiting.join()
    assert refused == []


def test_a_command_beside_a_window_is_refused_soon(store: Store) -> None:
    began = time.monotonic()
    with pytest.raises(DeskError) as refused:
        open_store(store.folder, now=NOW, holder=Holder.COMMAND)
    assert refused.value.code == "store_in_use"
    assert time.monotonic() - began < MOST_WAIT / 2


def test_the_lock_is_free_after_closing(store: Store) -> None:
    store.close()
    store.close()
    open_store(store.folder, now=NOW).close()


def test_a_reader_sees_what_a_killed_writer_committed(store: Store, tmp_path: Path) -> None:
    registered = register(store)
    copy = tmp_path / "copy"
    shutil.copytree(store.folder, copy)
    with open_store(copy, write=False, now=NOW) as opened, opened.reading() as reading:
        assert reading.dossiers.by_code(registered.code) is not None


def test_a_full_disk_is_said_and_nothing_is_written(store: Store) -> None:
    register(store)
    with store.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DeskError) as refused, store.transaction(NOW, CLERK) as tx:
        tx.settings.set("big", "x" * 500_000)
    assert refused.value.code == "disk_full"
    assert "đầy" in str(refused.value)
    with store.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    with store.reading() as reading:
        assert reading.settings.get("big") is None
    register(store)
    assert verify(store).ok


def test_a_store_of_a_newer_program_is_refused_and_left_alone(store: Store) -> None:
    with store.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9001'"))
    store.close()
    before = (store.folder / STORE_FILE).read_bytes()
    for write in (True, False):
        error = refusal(store.folder, write=write)
        assert error.code == "store_newer"
        assert "9001" in str(error)
    assert (store.folder / STORE_FILE).read_bytes() == before


def test_an_old_sqlite_is_refused() -> None:
    with pytest.raises(DeskError) as refused:
        require_modern_sqlite((3, 51, 1))
    assert refused.value.code == "sqlite_too_old"
    require_modern_sqlite()


def test_a_folder_that_cannot_be_written_is_said() -> None:
    """The child gives up root's rights where it has them, since no permission stops root."""
    program = (
        "import os, sys; from pathlib import Path; from datetime import datetime, UTC; from uuid import uuid4\n"
        "from desk_app.domain.errors import DeskError; from desk_app.models.store import create_store, open_store\n"
        "folder = Path(sys.argv[1]); now = datetime.now(UTC)\n"
        "if os.geteuid() == 0:\n    os.setgid(65534); os.setuid(65534)\n"
        "for work in (lambda: create_store(folder / 'new', office_id=uuid4(), desk_id='Q1', now=now),\n"
        "             lambda: open_store(folder, now=now)):\n"
        "    try:\n        work()\n    except DeskError as error:\n        print(error.code, '|', error)\n"
    )
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "kho"
        new_store(folder).close()
        Path(parent).chmod(0o755)
        folder.chmod(0o555)
        try:
            done = subprocess.run(
                [sys.executable, "-c", program, str(folder)],
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        finally:
            folder.chmod(0o755)
    lines = done.stdout.splitlines()
    assert [line.split(" | ")[0] for line in lines] == ["store_read_only", "store_read_only"], done.stderr
    assert all("quyền ghi" in line for line in lines)


def test_a_copied_store_without_its_keys_is_said(store: Store, tmp_path: Path) -> None:
    store.close()
    (store.folder / keys.KEYS_FILE).unlink()
    assert refusal(store.folder).code == "keys_missing"
    (store.folder / keys.KEYS_FILE).write_text("{", encoding="utf-8")
    assert refusal(store.folder).code == "keys_unreadable"
    (store.folder / keys.KEYS_FILE).write_text(json.dumps({"format": 2}), encoding="utf-8")
    assert refusal(store.folder).code == "keys_newer"


def test_the_recovery_code_opens_on_another_account_and_begins_a_new_stream(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, code = create_store(folder, office_id=OFFICE, desk_id=DESK, now=NOW)
    first_stream = store.identity().stream
    registered = register(store)
    store.close()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another-account"))
    assert refusal(folder).code == "no_key_for_account"
    assert refusal(folder, recovery_code="00000").code == "bad_recovery_code"
    with open_store(folder, recovery_code=code.lower().replace("-", " "), now=NOW) as opened:
        stream = opened.identity().stream
        assert stream != first_stream
        with opened.reading() as reading:
            began = reading.office_events("StreamBegan")[0].body
            assert isinstance(began, StreamBegan)
            assert (began.parent, began.cause) == (first_stream, "recovered")
            assert reading.dossiers.by_code(registered.code) is not None
        assert verify(opened).ok
    with open_store(folder, now=NOW) as opened:
        assert opened.identity().stream == stream
