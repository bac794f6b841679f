"""Verification finds what is off, whoever put it there; attachments are known by their content."""

from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOW, register, register_many
from sqlalchemy import text

from desk_app.domain.errors import DeskError
from desk_app.models.store import ATTACHMENTS_FILE, STORE_FILE, Store, open_store
from desk_app.models.triggers import TRIGGERS
from desk_app.models.verification import Verification, verify


def tampered(store: Store, *statements: str) -> Verification:
    with store.writer.begin() as connection:
        for trigger in TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(text(statement))
    return verify(store)


def test_a_good_store_is_whole(store: Store) -> None:
    register_many(store, 3)
    told: list[tuple[int, int]] = []
    found = verify(store, progress=lambda done, total: told.append((done, total)))
    assert found == Verification(True, True, True, events=4, dossiers=3)
    assert found.ok
    assert told == [(0, 3), (3, 3)]


def test_a_good_store_is_whole_however_often_it_is_looked_at_between_writes(store: Store) -> None:
    for day in range(8):
        register_many(store, 5, NOW + timedelta(days=day))
        assert verify(store).ok


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event_bodies SET body = replace(body, 'TRẦN', 'TRAN')",
        "DELETE FROM event_bodies WHERE body LIKE '%Received%'",
        "UPDATE events SET text = replace(text, 'canbo', 'khac') WHERE seq = 2",
        "UPDATE events SET text = replace(text, 'a', 'b') WHERE seq = 2",
        "UPDATE events SET text = '' WHERE seq = 2",
        "UPDATE event_bodies SET body = '{}'",
        "UPDATE events SET actor = 'khac' WHERE seq = 2",
        "UPDATE events SET subject = stream WHERE seq = 2",
        "UPDATE events SET occurred_at = '2020-01-01T00:00:00.000000Z' WHERE seq = 2",
        "UPDATE events SET hash = 'x' WHERE seq = 2",
        "UPDATE streams SET last_seq = last_seq + 1",
    ],
)
def test_a_changed_history_is_found(store: Store, statement: str) -> None:
    register_many(store, 2)
    found = tampered(store, statement)
    assert not found.chain
    assert not found.ok
    assert found.problems


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dossiers SET state = 10",
        "UPDATE folded_dossiers SET folded = replace(folded, 'MAI', 'MAY')",
        "UPDATE people_seen SET name = 'khác'",
        "DELETE FROM people_seen",
        "DELETE FROM dossier_search WHERE rowid = 1",
        "DELETE FROM people_search WHERE rowid = 1",
        "DELETE FROM folded_dossiers",
    ],
)
def test_a_changed_projection_is_found(store: Store, statement: str) -> None:
    register(store)
    found = tampered(store, statement)
    assert found.chain
    assert not found.projections


@pytest.mark.parametrize(
    "statement",
    ["DROP TABLE people_search", "DROP TABLE event_bodies", "DROP TABLE settings", "DROP TRIGGER events_no_delete"],
)
def test_a_part_that_is_gone_is_found(store: Store, statement: str) -> None:
    register(store)
    with store.writer.begin() as connection:
        connection.exec_driver_sql(statement)
    found = verify(store)
    assert (found.ok, found.integrity) == (False, False)
    assert statement.split()[-1] in found.problems[0]


def test_a_damaged_page_is_found(store: Store) -> None:
    register_many(store, 30)
    store.close()
    file = store.folder / STORE_FILE
    content = bytearray(file.read_bytes())
    content[len(content) - 2000] ^= 0xFF
    file.write_bytes(content)
    try:
        with open_store(store.folder, now=NOW) as opened:
            found = verify(opened)
            assert not found.integrity
            assert found.problems
            assert "verification failed" not in " ".join(map(str, found.problems)), "the library's own words"
    except DeskError as error:
        assert error.code in ("store_damaged", "wrong_store_key", "disk_failing")


def test_attachments_are_stored_once_and_encrypted(store: Store) -> None:
    name = store.attachments.put(b"%PDF of a person", now=NOW)
    assert store.attachments.put(b"%PDF of a person", now=NOW) == name
    assert store.attachments.get(name) == b"%PDF of a person"
    assert store.attachments.has(name)
    store.attachments.close()
    assert b"%PDF of a person" not in (store.folder / ATTACHMENTS_FILE).read_bytes()
    store.attachments.remove(name)
    assert not store.attachments.has(name)
    with pytest.raises(DeskError) as missing:
        store.attachments.get(name)
    assert missing.value.code == "attachment_missing"


def test_a_damaged_second_file_is_found(store: Store) -> None:
    store.attachments.put(b"x" * 40_000, now=NOW)
    store.attachments.close()
    file: Path = store.folder / ATTACHMENTS_FILE
    content = bytearray(file.read_bytes())
    content[-2000] ^= 0xFF
    file.write_bytes(content)
    assert not verify(store).integrity
