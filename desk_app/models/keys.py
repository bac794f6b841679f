"""The store key and its slots: one per account of the operating system, one for the recovery code.

The random 32-byte store key never stands in the clear on the disk. Each slot holds it sealed (AES-256-GCM) under a slot
key: the account's lies in the system's keyring (an owner-only file outside the store where there is none), the recovery
slot's is derived from the recovery code (Argon2id). The slots stand in ``keys.json`` beside the store and inside each
backup, so that the same account, or the code, opens either.
"""

import getpass
import json
import os
import secrets
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from platformdirs import user_data_path
from pydantic import Field, ValidationError

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.values import Frozen
from desk_app.models.atomic_file import write_atomically
from desk_app.models.recovery_code import canonical, new_code

KEYS_FILE = "keys.json"
SERVICE = "quay-mot-cua"
KEY_BYTES = 32
NONCE_BYTES = 12

sentences(
    keys_missing="Không thấy tệp khóa keys.json trong {folder}. Chép lại tệp này từ bản sao lưu.",
    keys_unreadable="Tệp khóa keys.json trong {folder} không đọc được. Chép lại tệp này từ bản sao lưu.",
    keys_newer="Tệp khóa do bản chương trình mới hơn tạo ra. Cài bản mới nhất rồi mở lại.",
    no_key_for_account="Tài khoản máy này chưa mở được kho. Đăng nhập máy bằng tài khoản cũ, hoặc dùng mã khôi phục.",
    wrong_recovery_code="Mã khôi phục này không phải của kho đang mở. Tìm đúng tờ mã khôi phục của kho.",
    keyring_locked="Kho khóa của hệ điều hành đang khóa. Mở khóa (đăng nhập lại máy) rồi thử lại.",
)


class Argon2Cost(Frozen):
    """Parameters of Argon2id (RFC 9106 §4, second recommended option). memory: KiB."""

    time: int = Field(default=3, ge=1, le=100)
    memory: int = Field(default=65536, ge=8, le=4194304)
    lanes: int = Field(default=4, ge=1, le=64)


class Slot(Frozen):
    """The store key, sealed. name: the account slot's place in the keyring; salt: of the recovery slot. Hexadecimal."""

    kind: Literal["account", "recovery"]
    name: str = ""
    salt: str = ""
    cost: Argon2Cost = Argon2Cost()
    nonce: str
    sealed: str


class KeyFile(Frozen):
    """What ``keys.json`` holds; a slot that opens is its own proof (AEAD)."""

    format: Literal[1] = 1
    store: UUID
    slots: tuple[Slot, ...]


def new_keys(folder: Path, store: UUID) -> tuple[bytes, str]:
    """Make a store key with a slot for this account and one for a new recovery code; return the key and the code."""
    key = secrets.token_bytes(KEY_BYTES)
    code = new_code()
    slots = (_account_slot(store, key), _recovery_slot(store, key, code))
    _write(folder, KeyFile(store=store, slots=slots))
    return key, code


def account_key(folder: Path) -> bytes:
    """Return the store key through this account's slot. Raises DeskError ``no_key_for_account`` and of the file."""
    keys = read_keys(folder)
    for slot in keys.slots:
        if slot.kind == "account":
            secret = _stored_secret(slot.name)
            key = _open(slot, keys.store, secret) if secret else None
            if key is not None:
                return key
    raise DeskError("no_key_for_account")


def recovered_key(folder: Path, code: str) -> bytes:
    """Return the store key through the recovery code, and give this account a slot of its own.

    Raises DeskError ``bad_recovery_code``, ``wrong_recovery_code``.
    """
    keys = read_keys(folder)
    typed = canonical(code)
    for slot in keys.slots:
        if slot.kind == "recovery":
            key = _open(slot, keys.store, _derived(typed, slot))
            if key is not None:
                others = tuple(s for s in keys.slots if not _is_ours(s))
                _write(folder, KeyFile(store=keys.store, slots=(*others, _account_slot(keys.store, key))))
                return key
    raise DeskError("wrong_recovery_code")


def replace_recovery_code(folder: Path, key: bytes) -> str:
    """Make a new recovery code; the old one opens this store no longer (backups made before keep it)."""
    keys = read_keys(folder)
    code = new_code()
    others = tuple(slot for slot in keys.slots if slot.kind != "recovery")
    _write(folder, KeyFile(store=keys.store, slots=(*others, _recovery_slot(keys.store, key, code))))
    return code


def read_keys(folder: Path) -> KeyFile:
    """Read ``keys.json``. Raises DeskError ``keys_missing``, ``keys_unreadable``, ``keys_newer``."""
    try:
        text = (folder / KEYS_FILE).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise DeskError("keys_missing", folder=str(folder)) from error
    except UnicodeDecodeError as error:
        raise DeskError("keys_unreadable", folder=str(folder)) from error
    try:
        return KeyFile.model_validate_json(text)
    except ValidationError as error:
        raise DeskError("keys_newer" if _is_newer(text) else "keys_unreadable", folder=str(folder)) from error


def _is_newer(text: str) -> bool:
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return isinstance(value, dict) and isinstance(value.get("format"), int) and value["format"] > 1


def _write(folder: Path, keys: KeyFile) -> None:
    write_atomically(folder / KEYS_FILE, keys.model_dump_json(indent=1).encode())


def _account_slot(store: UUID, key: bytes) -> Slot:
    name = f"{store}:{getpass.getuser()}:{uuid4().hex[:8]}"
    secret = secrets.token_bytes(KEY_BYTES)
    _keep_secret(name, secret)
    return _sealed(Slot(kind="account", name=name, nonce="", sealed=""), store, key, secret)


def _is_ours(slot: Slot) -> bool:
    return slot.kind == "account" and _stored_secret(slot.name) is not None


def _recovery_slot(store: UUID, key: bytes, code: str) -> Slot:
    slot = Slot(kind="recovery", salt=secrets.token_hex(16), nonce="", sealed="")
    return _sealed(slot, store, key, _derived(canonical(code), slot))


def _derived(code: str, slot: Slot) -> bytes:
    cost = slot.cost
    return hash_secret_raw(
        code.encode(), bytes.fromhex(slot.salt), cost.time, cost.memory, cost.lanes, KEY_BYTES, Type.ID
    )


def _sealed(slot: Slot, store: UUID, key: bytes, secret: bytes) -> Slot:
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(secret).encrypt(nonce, key, store.bytes)
    return slot.model_copy(update={"nonce": nonce.hex(), "sealed": sealed.hex()})


def _open(slot: Slot, store: UUID, secret: bytes) -> bytes | None:
    try:
        return AESGCM(secret).decrypt(bytes.fromhex(slot.nonce), bytes.fromhex(slot.sealed), store.bytes)
    except (InvalidTag, ValueError):
        return None


def _keep_secret(name: str, secret: bytes) -> None:
    if _has_keyring():
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, name, secret.hex())
        except KeyringError as error:
            raise DeskError("keyring_locked") from error
        return
    folder = _secrets_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomically(folder / _file_name(name), secret.hex().encode())


def _stored_secret(name: str) -> bytes | None:
    """Return a slot's secret from the file or the keyring; None where neither has it."""
    file = _secrets_folder() / _file_name(name)
    text: str | None = None
    if file.is_file() and os.access(file, os.R_OK):
        text = file.read_text(encoding="ascii")
    elif _has_keyring():
        import keyring
        from keyring.errors import KeyringError

        try:
            text = keyring.get_password(SERVICE, name)
        except KeyringError as error:
            raise DeskError("keyring_locked") from error
    try:
        return bytes.fromhex(text) if text else None
    except ValueError:
        return None


def _has_keyring() -> bool:
    # Imported where it is used: it loads every backend of the machine, which costs the window's start.
    import keyring
    from keyring.core import recommended

    return bool(recommended(keyring.get_keyring()))


def _secrets_folder() -> Path:
    return user_data_path(SERVICE, appauthor=False) / "keys"


def _file_name(name: str) -> str:
    return f"{name.replace(':', '_')}.key"
