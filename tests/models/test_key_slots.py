"""The store key's slots: keyring or owner-only file, the recovery code, and nothing in the clear."""

import json
import stat
from pathlib import Path
from uuid import UUID

import keyring
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from desk_app.domain.errors import DeskError
from desk_app.models import keys
from desk_app.models.recovery_code import ALPHABET, canonical, new_code

STORE = UUID(int=7)


class MemoryKeyring(KeyringBackend):
    """A keyring as a desktop would have it."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        if self.held.pop((service, username), None) is None:
            raise PasswordDeleteError


def test_account_and_recovery_code_give_the_same_key(tmp_path: Path) -> None:
    key, code = keys.new_keys(tmp_path, STORE)
    assert len(key) == 32
    assert keys.account_key(tmp_path) == key
    assert keys.recovered_key(tmp_path, code) == key
    assert keys.account_key(tmp_path) == key


def test_neither_the_key_nor_the_code_stands_in_the_file(tmp_path: Path, own_home: Path) -> None:
    key, code = keys.new_keys(tmp_path, STORE)
    text = (tmp_path / keys.KEYS_FILE).read_text(encoding="utf-8")
    assert key.hex() not in text
    assert canonical(code) not in text
    assert {slot["kind"] for slot in json.loads(text)["slots"]} == {"account", "recovery"}
    secrets = [path for path in own_home.rglob("*.key") if path.read_text(encoding="ascii") != key.hex()]
    assert secrets
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in secrets)


def test_a_keyring_is_used_where_there_is_one(tmp_path: Path, own_home: Path) -> None:
    ring, files = MemoryKeyring(), set(own_home.rglob("*.key"))
    before = keyring.get_keyring()
    keyring.set_keyring(ring)
    try:
        key, _ = keys.new_keys(tmp_path, STORE)
        assert len(ring.held) == 1
        assert set(own_home.rglob("*.key")) == files
        assert keys.account_key(tmp_path) == key
        ring.held.clear()
        with pytest.raises(DeskError) as refused:
            keys.account_key(tmp_path)
        assert refused.value.code == "no_key_for_account"
    finally:
        keyring.set_keyring(before)


def test_a_new_recovery_code_ends_the_old_one(tmp_path: Path) -> None:
    key, old = keys.new_keys(tmp_path, STORE)
    new = keys.replace_recovery_code(tmp_path, key)
    assert keys.recovered_key(tmp_path, new) == key
    with pytest.raises(DeskError) as refused:
        keys.recovered_key(tmp_path, old)
    assert refused.value.code == "wrong_recovery_code"


def test_another_stores_code_is_refused(tmp_path: Path) -> None:
    keys.new_keys(tmp_path, STORE)
    with pytest.raises(DeskError) as refused:
        keys.recovered_key(tmp_path, new_code())
    assert refused.value.code == "wrong_recovery_code"


def test_a_code_is_read_as_people_type_it() -> None:
    code = new_code()
    assert [len(group) for group in code.split("-")] == [5] * 6
    assert canonical(f"  {code.lower().replace('-', ' – ')} ") == code.replace("-", "")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 29), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_found(place: int, symbol: str) -> None:
    code = canonical(new_code())
    wrong = code[:place] + symbol + code[place + 1 :]
    if wrong != code:
        with pytest.raises(DeskError):
            canonical(wrong)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 28))
def test_two_swapped_neighbours_are_found(place: int) -> None:
    code = canonical(new_code())
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if wrong != code:
        with pytest.raises(DeskError):
            canonical(wrong)


def test_codes_are_not_repeated() -> None:
    assert len({new_code() for _ in range(200)}) == 200
