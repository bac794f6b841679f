"""Accounts of the web pages: who may sign in, and as what."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Engine, Row, func, insert, select, update

from central_server.addresses import one_caller
from central_server.audit import AND, BECAME, OFFICE, UNITS, Act, note
from central_server.database import marks_key_of, reading, writing
from central_server.sign_in_tries import Tries, forget_waits, note_right, note_wrong, tries_of
from central_server.tables import accounts, offices
from desk_app.domain.dates import paper_time
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.text import clean_line, composed

sentences(
    web_sign_in_refused="Tên đăng nhập hoặc mật khẩu không đúng. Kiểm tra phím Caps Lock và bộ gõ rồi nhập lại.",
    web_sign_in_throttled="Nhập sai nhiều lần. Chờ đến {until} rồi thử lại.",
    web_account_known="Đã có tài khoản “{login}”. Chọn tên đăng nhập khác.",
    web_account_unknown="Không có tài khoản “{login}”.",
    web_sign_in_short="Mật khẩu cần ít nhất {least} ký tự.",
    web_login_bad="Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số, dấu chấm, gạch; từ 2 đến 32 ký tự.",
    web_office_needed="Vai trò này thuộc một cơ quan. Chọn cơ quan.",
    web_office_not_needed="Tài khoản cấp tỉnh không thuộc riêng cơ quan nào. Bỏ trống cơ quan.",
    web_sign_in_same="Mật khẩu mới trùng mật khẩu đang dùng. Chọn mật khẩu khác.",
    web_last_province="Đây là tài khoản cấp tỉnh cuối cùng còn hoạt động. Tạo tài khoản khác trước khi khóa.",
    web_last_province_role="Đây là tài khoản cấp tỉnh cuối cùng còn hoạt động. Tạo tài khoản khác trước khi đổi vai"
    " trò.",
    web_own_role="Không tự đổi vai trò của mình. Nhờ một tài khoản cấp tỉnh khác.",
)

FIRST_LOGIN = "quantri"
LEAST_PASSWORD = 8
NOBODY = "?"
"""Who it was, in the audit, where a login is none: what was typed may be a password."""
_LOGIN_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._-")

HASHER = PasswordHasher()
"""Argon2id as RFC 9106 recommends it where memory is scarce; a hash says its own cost, so this may change."""


class Role(StrEnum):
    """What an account of the web pages may see and do."""

    PROVINCE = "province"
    """Everything: desks, publishing, accounts, audit."""
    OFFICE = "office"
    """One office: its dossiers, desks, exceptions, figures."""
    BACK_OFFICE = "back_office"
    """One office's dossiers, of its units only, and their next steps."""


ROLE_NAMES = {
    Role.PROVINCE: "Quản trị cấp tỉnh",
    Role.OFFICE: "Phụ trách cơ quan",
    Role.BACK_OFFICE: "Bộ phận chuyên môn",
}


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may sign in. units: of the back office; empty = every unit of the office.

    must_change: the password was given by somebody else, and serves for nothing but choosing another.
    """

    login: str
    display_name: str
    role: Role
    office: UUID | None
    units: tuple[str, ...]
    active: bool
    must_change: bool
    changed_at: datetime


def make_first(connection: Connection, now: datetime) -> str | None:
    """Make the first administrator of a database without accounts; return the password, to be shown once."""
    if connection.execute(select(func.count()).select_from(accounts)).scalar_one():
        return None
    password = new_password()
    _insert(connection, FIRST_LOGIN, "Quản trị", Role.PROVINCE, None, (), password, now, must_change=True)
    note(connection, now, FIRST_LOGIN, Act.ACCOUNT_ADDED, AND.join((FIRST_LOGIN, Role.PROVINCE)))
    return password


def first_must_change(connection: Connection) -> bool:
    """Tell whether the first administrator has not yet chosen a password of their own."""
    query = select(accounts.c.login).where(accounts.c.login == FIRST_LOGIN, accounts.c.active, accounts.c.must_change)
    return connection.execute(query).first() is not None


def new_password() -> str:
    """Return a random password that can be read out: four groups of four, about 80 bits."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def add(
    connection: Connection,
    by: str,
    *,
    login: str,
    display_name: str,
    role: Role,
    office: UUID | None,
    units: Sequence[str] = (),
    password: str,
    must_change: bool,
    now: datetime,
) -> None:
    """Add an account. must_change: whether its holder chooses another password first.

    Raises DeskError ``web_account_known``, ``web_login_bad``, ``web_sign_in_short``, ``web_office_needed``,
    ``web_office_not_needed``.
    """
    login = checked_login(login)
    units = _checked_units(role, office, units)
    if connection.execute(select(accounts.c.login).where(accounts.c.login == login)).first():
        raise DeskError("web_account_known", login=login)
    name = clean_line(display_name) or login
    _insert(connection, login, name, role, office, units, password, now, must_change=must_change)
    note(connection, now, by, Act.ACCOUNT_ADDED, AND.join((login, role)), office)


def set_active(connection: Connection, by: str, login: str, *, active: bool, now: datetime) -> None:
    """Lock or unlock an account; its sessions end. Raises DeskError ``web_account_unknown``, ``web_last_province``."""
    last = _is_last_province(connection, login)
    account = find(connection, login, for_update=True)
    if account is None:
        raise DeskError("web_account_unknown", login=login)
    if last and not active:
        raise DeskError("web_last_province")
    _change(connection, login, now, active=active)
    forget_waits(connection, marks_key_of(connection), login)
    act = Act.ACCOUNT_OPENED if active else Act.ACCOUNT_LOCKED
    note(connection, now, by, act, AND.join((login, account.role)), account.office)


def set_role(
    connection: Connection,
    by: str,
    login: str,
    *,
    role: Role,
    office: UUID | None,
    units: Sequence[str] = (),
    now: datetime,
) -> None:
    """Give an account another role, office or units; its sessions end, so that they hold at once.

    What is asked for stands as a whole, as in ``add``; what stands so already changes nothing. Raises DeskError
    ``web_own_role``, ``web_office_needed``, ``web_office_not_needed``, ``web_account_unknown``,
    ``web_last_province_role``.
    """
    if login == by:
        raise DeskError("web_own_role")
    units = _checked_units(role, office, units)
    last = _is_last_province(connection, login)
    account = find(connection, login, for_update=True)
    if account is None:
        raise DeskError("web_account_unknown", login=login)
    if last and role is not Role.PROVINCE:
        raise DeskError("web_last_province_role")
    said = _became(connection, account, role, office, units)
    if not said:
        return
    _change(connection, login, now, role=role.value, office=office, units=list(units))
    note(connection, now, by, Act.ACCOUNT_CHANGED, AND.join((login, *said)), office or account.office)


def let_try_again(connection: Connection, by: str, login: str, now: datetime) -> None:
    """End the waits that wrong passwords have earned an account. Raises DeskError ``web_account_unknown``."""
    account = find(connection, login)
    if account is None:
        raise DeskError("web_account_unknown", login=login)
    forget_waits(connection, marks_key_of(connection), login)
    note(connection, now, by, Act.WAITS_ENDED, login, account.office)


def reset_password(connection: Connection, by: str, login: str, now: datetime) -> str:
    """Give an account a fresh random password, to be shown once. Raises DeskError ``web_account_unknown``."""
    account = find(connection, login, for_update=True)
    if account is None:
        raise DeskError("web_account_unknown", login=login)
    password = new_password()
    _change(connection, login, now, password_hash=hashed(password), must_change=True)
    forget_waits(connection, marks_key_of(connection), login)
    note(connection, now, by, Act.PASSWORD_RESET, login, account.office)
    return password


def change_own_password(connection: Connection, login: str, old: str, new: str, now: datetime) -> None:
    """Change one's own password; every session of the account ends.

    Raises DeskError ``web_sign_in_refused``, ``web_sign_in_short``, ``web_sign_in_same``.
    """
    stored = connection.execute(
        select(accounts.c.password_hash).where(accounts.c.login == login, accounts.c.active).with_for_update()
    ).scalar()
    if stored is None or not _matches(stored, old):
        raise DeskError("web_sign_in_refused")
    if new == old:
        raise DeskError("web_sign_in_same")
    _change(connection, login, now, password_hash=hashed(new), must_change=False)
    note(connection, now, login, Act.PASSWORD_CHANGED, login)


def end_sessions(connection: Connection, login: str, now: datetime) -> None:
    """End every session of an account: those stand on the moment of its last change."""
    _change(connection, login, now)
    note(connection, now, login, Act.SIGNED_OUT, login)


def sign_in(engine: Engine, login: str, password: str, address: str, now: datetime) -> Account | DeskError:
    """Return the account of a login and password, or why not; every try is counted and noted.

    address: where it is tried from. An unknown login costs the same work as a wrong password, waits as one, and is
    answered the same. No connection is held while the password is checked: that takes long, and anybody may ask for it.
    """
    login = clean_line(login).lower()
    caller = one_caller(address)
    with reading(engine) as connection:
        key = marks_key_of(connection)
        tries = tries_of(connection, key, login, caller, now)
        stored = _stored(connection, login)
    if tries.held_until is not None:
        return _throttled(tries)
    stand_in = _nobody()
    right = _matches(stored or stand_in, password) and stored is not None
    with writing(engine) as connection:
        tries = tries_of(connection, key, login, caller, now, for_update=True)
        if tries.held_until is not None:
            return _throttled(tries)  # of several at once only so many count
        found = find(connection, login)
        if found is None or not right or _stored(connection, login) != stored:
            note_wrong(connection, tries, now)
            note(connection, now, login if found is not None else NOBODY, Act.SIGN_IN_FAILED)
            return DeskError("web_sign_in_refused")
        note_right(connection, tries, now)
        note(connection, now, login, Act.SIGNED_IN)
    return found


def find(connection: Connection, login: str, *, for_update: bool = False) -> Account | None:
    """Return an account by its login."""
    query = select(accounts).where(accounts.c.login == login)
    row = connection.execute(query.with_for_update() if for_update else query).first()
    if row is None:
        return None
    return _account(row)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account as the list shows it. agency: "" for the province's own."""

    account: Account
    agency: str


def listed(connection: Connection) -> list[AccountLine]:
    """Return every account, the province's first."""
    rows = connection.execute(
        select(accounts, offices.c.agency)
        .outerjoin(offices, offices.c.office == accounts.c.office)
        .order_by(offices.c.agency.nulls_first(), accounts.c.login)
    )
    return [AccountLine(_account(row), row.agency or "") for row in rows]


def checked_login(login: str) -> str:
    """Return a login in its one form. Raises DeskError ``web_login_bad``."""
    login = clean_line(login).lower()
    if not 2 <= len(login) <= 32 or not set(login) <= _LOGIN_LETTERS:
        raise DeskError("web_login_bad")
    return login


def hashed(password: str) -> str:
    """Return the Argon2id hash of a password. Raises DeskError ``web_sign_in_short``."""
    password = composed(password)
    if len(password) < LEAST_PASSWORD:
        raise DeskError("web_sign_in_short", least=LEAST_PASSWORD)
    return HASHER.hash(password)


def _checked_units(role: Role, office: UUID | None, units: Sequence[str]) -> tuple[str, ...]:
    """Return the units of a role, those of the back office only.

    Raises DeskError ``web_office_needed``, ``web_office_not_needed``.
    """
    if (role is Role.PROVINCE) != (office is None):
        raise DeskError("web_office_needed" if office is None else "web_office_not_needed")
    return tuple(units) if role is Role.BACK_OFFICE else ()


def _is_last_province(connection: Connection, login: str) -> bool:
    """Tell whether nobody else is left who may do everything; true until the transaction ends.

    To be asked before any other row of accounts is locked: two that lock each other out at once take turns here.
    """
    query = select(accounts.c.login).where(accounts.c.role == Role.PROVINCE, accounts.c.active)
    left = connection.execute(query.order_by(accounts.c.login).with_for_update()).scalars().all()
    return list(left) == [login]


def _became(
    connection: Connection, account: Account, role: Role, office: UUID | None, units: tuple[str, ...]
) -> list[str]:
    """Return what becomes of an account as the audit keeps it, nothing for what stays."""
    said = []
    if role is not account.role:
        said.append(BECAME.join((account.role, role)))
    if office != account.office:
        known = select(offices.c.office, offices.c.agency).where(offices.c.office.in_((account.office, office)))
        agencies = {row.office: row.agency for row in connection.execute(known)}
        said.append(OFFICE + BECAME.join(agencies.get(one, "") if one else "" for one in (account.office, office)))
    if units != account.units:
        said.append(UNITS + BECAME.join("; ".join(some) for some in (account.units, units)))
    return said


def _insert(
    connection: Connection,
    login: str,
    display_name: str,
    role: Role,
    office: UUID | None,
    units: tuple[str, ...],
    password: str,
    now: datetime,
    *,
    must_change: bool,
) -> None:
    connection.execute(
        insert(accounts).values(
            login=login, display_name=display_name, role=role.value, office=office, units=list(units),
            password_hash=hashed(password), active=True, must_change=must_change, changed_at=now,
        )
    )  # fmt: skip


def _change(connection: Connection, login: str, now: datetime, **values: object) -> None:
    connection.execute(update(accounts).where(accounts.c.login == login).values(changed_at=now, **values))


def _account(row: Row[Any]) -> Account:
    return Account(
        row.login, row.display_name, Role(row.role), row.office, tuple(row.units), row.active, row.must_change,
        row.changed_at,
    )  # fmt: skip


def _stored(connection: Connection, login: str) -> str | None:
    """Return the password's hash of an account that may sign in."""
    query = select(accounts.c.password_hash).where(accounts.c.login == login, accounts.c.active)
    found: str | None = connection.execute(query).scalar()
    return found


def _throttled(tries: Tries) -> DeskError:
    assert tries.held_until is not None
    return DeskError("web_sign_in_throttled", until=paper_time(tries.held_until))


@cache
def _nobody() -> str:
    """Return what an unknown login is checked against, so that the answer takes as long as for a known one."""
    return HASHER.hash(secrets.token_urlsafe(16))


def _matches(stored: str, password: str) -> bool:
    # As it was typed, too: a hash may have been made before passwords were composed.
    return any(_verifies(stored, form) for form in dict.fromkeys((composed(password), password)))


def _verifies(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
