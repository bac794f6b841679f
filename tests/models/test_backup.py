"""Backups: one encrypted file, made while the desk works; restored whole, on a new stream, or not at all."""

import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from builders import AGENCY, CLERK, DESK, NOW, OFFICE, register, register_many

from desk_app.domain.errors import DeskError
from desk_app.domain.events import StreamBegan
from desk_app.models.backup import MANIFEST, backup, read_manifest, restore
from desk_app.models.store import STORE_FILE, Store, create_store
from desk_app.models.verification import verify

LATER = NOW + timedelta(days=1)


def refused(file: Path, folder: Path) -> str:
    with pytest.raises(DeskError) as error:
        restore(file, folder, now=LATER)
    assert str(error.value)
    assert not folder.exists() or not any(folder.iterdir())
    assert not [path for path in folder.parent.iterdir() if path.name.startswith(".desk-")]
    return error.value.code


def test_a_restored_store_holds_everything_on_a_new_stream(store: Store, tmp_path: Path) -> None:
    registered = register_many(store, 3)
    name = store.attachments.put(b"%PDF scan", now=NOW)
    parent = store.identity().stream
    manifest = backup(store, tmp_path / "sao-luu.qmc", now=LATER)
    assert read_manifest(tmp_path / "sao-luu.qmc") == manifest
    with restore(tmp_path / "sao-luu.qmc", tmp_path / "mới", now=LATER) as restored:
        with restored.reading() as reading:
            assert [line.code for line in reading.dossiers.page().lines] == [one.code for one in registered[::-1]]
            began = reading.office_events("StreamBegan")[0].body
        assert isinstance(began, StreamBegan)
        assert (began.parent, began.cause) == (parent, "restored")
        assert restored.identity().stream != parent
        assert restored.attachments.get(name) == b"%PDF scan"
        assert verify(restored).ok
        with pytest.raises(DeskError) as unsure:
            register(restored, LATER)
        assert unsure.value.code == "number_start_unknown"
        with restored.transaction(LATER, CLERK) as tx:
            tx.numbers.skip_numbers(AGENCY, (LATER + timedelta(hours=7)).date(), 17)
            tx.numbers.skip_ordinals("1", 2026, 20)
        assert register(restored, LATER).code.endswith("-0018")


def test_a_backup_opens_with_the_recovery_code_elsewhere(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, code = create_store(folder, office_id=OFFICE, desk_id=DESK, now=NOW)
    with store:
        register(store)
        backup(store, tmp_path / "b", now=LATER)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another-account"))
    assert refused(tmp_path / "b", tmp_path / "mới") == "no_key_for_account"
    with restore(tmp_path / "b", tmp_path / "mới", recovery_code=code, now=LATER) as restored:
        assert verify(restored).dossiers == 1


def test_a_backup_is_one_moment_while_the_desk_works(store: Store, tmp_path: Path) -> None:
    register(store)
    with store.transaction(NOW, CLERK) as tx:
        tx.settings.set("half", 1)
        backup(store, tmp_path / "b", now=LATER)
    with restore(tmp_path / "b", tmp_path / "mới", now=LATER) as restored, restored.reading() as reading:
        assert reading.settings.get("half") is None
        assert reading.dossiers.count() == 1


def test_nothing_in_a_backup_can_be_read_without_a_key(store: Store, tmp_path: Path) -> None:
    register(store)
    backup(store, tmp_path / "b", now=LATER)
    content = (tmp_path / "b").read_bytes()
    assert "TRẦN THỊ MAI".encode() not in content
    assert store.key.hex().encode() not in content
    with zipfile.ZipFile(tmp_path / "b") as archive:
        assert not archive.read(STORE_FILE).startswith(b"SQLite format 3")


def test_nothing_is_overwritten(store: Store, tmp_path: Path) -> None:
    backup(store, tmp_path / "b", now=LATER)
    with pytest.raises(DeskError) as error:
        backup(store, tmp_path / "b", now=LATER)
    assert error.value.code == "backup_exists"
    with pytest.raises(DeskError) as error:
        restore(tmp_path / "b", store.folder, now=LATER)
    assert error.value.code == "restore_target_taken"


def test_a_folder_that_is_not_there_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DeskError, match=r"Không có thư mục .*rời") as error:
        backup(store, tmp_path / "rời" / "b", now=LATER)
    assert error.value.code == "backup_no_folder"
    assert not (tmp_path / "rời").exists()


def test_a_bad_file_is_refused_and_leaves_nothing(store: Store, tmp_path: Path) -> None:
    register(store)
    file, target = tmp_path / "b", tmp_path / "mới"
    backup(store, file, now=LATER)
    whole = file.read_bytes()
    bad = tmp_path / "bad"
    assert refused(tmp_path / "absent", target) == "backup_not_there"
    bad.write_bytes(b"x" * 5000)
    assert refused(bad, target) == "backup_unreadable"
    for cut in (10, len(whole) // 2, len(whole) - 10):
        bad.write_bytes(whole[:cut])
        assert refused(bad, target) in ("backup_unreadable", "backup_damaged"), cut
    middle = bytearray(whole)
    middle[len(whole) // 2] ^= 0xFF
    bad.write_bytes(middle)
    assert refused(bad, target) in ("backup_damaged", "backup_unreadable")


def test_strange_members_and_newer_backups_are_refused(store: Store, tmp_path: Path) -> None:
    backup(store, tmp_path / "b", now=LATER)
    with zipfile.ZipFile(tmp_path / "b") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members[MANIFEST])

    def packed(**changed: bytes) -> Path:
        bad = tmp_path / "bad"
        with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {**members, **changed}.items():
                archive.writestr(name, content)
        return bad

    target = tmp_path / "mới"
    assert refused(packed(), target) == "backup_unreadable"  # squeezed: could unfold into anything
    assert refused(packed(**{"../evil": b"x"}), target) == "backup_unreadable"
    assert refused(packed(**{MANIFEST: json.dumps(manifest | {"format": 2}).encode()}), target) == "backup_newer"
    assert refused(packed(**{MANIFEST: b"[]"}), target) == "backup_unreadable"
    assert not (tmp_path / "evil").exists()
