"""Wrong passwords cost time wherever they are tried, and no file of a store is anybody else's to read."""

import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from builders import new_store
from staff import ADMINISTRATOR, MORNING

from desk_app.domain.errors import DeskError
from desk_app.models.sign_in_attempts import ATTEMPTS_FILE
from desk_app.models.store import Store, open_store
from desk_app.services.accounts import FREE_ATTEMPTS, change_account, check_account, sign_in

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def set_password(store: Store, password: str) -> None:
    with store.transaction(MORNING, "test") as tx:
        for account in tx.accounts.all():
            tx.accounts.put(replace(account, password=QUICK.hash(password)))


@pytest.fixture
def reader(store: Store) -> Iterator[Store]:
    set_password(store, "motcua")
    with open_store(store.folder, write=False, now=MORNING) as opened:
        yield opened


def code_of(reader: Store, password: str, *, minutes: float = 0, login: str = "canbo") -> str:
    try:
        check_account(reader, login, password, MORNING + timedelta(minutes=minutes))
    except DeskError as refused:
        return refused.code
    return ""


def test_wrong_tries_on_a_store_open_to_read_earn_a_wait(reader: Store) -> None:
    assert [code_of(reader, "sai") for _ in range(FREE_ATTEMPTS)] == ["sign_in_refused"] * FREE_ATTEMPTS
    assert code_of(reader, "motcua") == "sign_in_throttled"
    assert code_of(reader, "motcua", login="truongbophan") == "", "and nobody else's"
    assert code_of(reader, "sai", minutes=0.6) == "sign_in_refused"
    assert code_of(reader, "motcua", minutes=1) == "sign_in_throttled", "the next wait is longer"
    assert code_of(reader, "motcua", minutes=2) == ""
    assert code_of(reader, "sai", minutes=2) == "sign_in_refused", "and the count begins anew"


def test_a_right_password_leaves_nothing_behind(reader: Store) -> None:
    assert code_of(reader, "motcua") == ""
    assert code_of(reader, "x", login="nobody") == "sign_in_refused"
    assert not (reader.folder / ATTEMPTS_FILE).exists()


TYPED = {
    "composed": unicodedata.normalize("NFC", "Hộ tịch xã"),
    "decomposed": unicodedata.normalize("NFD", "Hộ tịch xã"),
    "mixed": "H\u00f4\u0323 ti\u0323ch xa\u0303",
}
"""One password as UniKey writes it in Unicode dựng sẵn, as macOS does, and in Unicode tổ hợp."""


@pytest.mark.parametrize("kept", TYPED)
def test_a_password_opens_whatever_form_the_input_method_gives_its_letters(store: Store, kept: str) -> None:
    change_account(store, ADMINISTRATOR, "canbo", now=MORNING, password=TYPED[kept])
    for typed in TYPED.values():
        assert sign_in(store, "canbo", typed, MORNING).login == "canbo"


@pytest.mark.parametrize("typed", TYPED)
def test_a_password_is_checked_as_it_opens_in_whatever_form_it_is_typed(store: Store, typed: str) -> None:
    set_password(store, TYPED["composed"])
    assert code_of(store, TYPED[typed]) == ""


def test_a_password_is_kept_as_argon2id_at_its_full_cost(store: Store) -> None:
    change_account(store, ADMINISTRATOR, "canbo", now=MORNING, password="Hộ tịch xã")
    with store.reading() as rd:
        (kept,) = (one.password for one in rd.accounts.all() if one.login == "canbo")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_password_kept_in_another_form_before_still_opens(store: Store) -> None:
    set_password(store, TYPED["decomposed"])
    assert code_of(store, TYPED["decomposed"]) == ""


def test_a_password_set_anew_ends_the_wait(store: Store, reader: Store) -> None:
    for _ in range(FREE_ATTEMPTS):
        code_of(reader, "sai")
    set_password(store, "motcua-moi")
    assert code_of(reader, "motcua-moi") == ""


@pytest.mark.parametrize("damage", [b"", b"{", b'{"canbo": 3}', b"\xff\xfe"])
def test_a_damaged_count_is_no_fault(reader: Store, damage: bytes) -> None:
    (reader.folder / ATTEMPTS_FILE).write_bytes(damage)
    assert code_of(reader, "motcua") == ""


def test_a_new_store_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "kho"
    store = new_store(folder)
    store.attachments.put(b"scan", now=MORNING)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file.name
    store.close()
