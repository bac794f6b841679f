"""Accounts of the desk: signing in, roles, and who may do what."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from desk_app.domain.dates import paper_time
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import AccountChanged, SignedIn
from desk_app.domain.text import clean_line, composed
from desk_app.models.queries.office import Account
from desk_app.models.sign_in_attempts import attempts_held
from desk_app.models.store import Store
from desk_app.models.transaction import Transaction
from desk_app.services.account_origin import own_administrators

sentences(
    sign_in_refused="Tên đăng nhập hoặc mật khẩu không đúng. Kiểm tra phím Caps Lock, bộ gõ rồi nhập lại.",
    sign_in_throttled="Nhập sai nhiều lần. Chờ đến {until} rồi thử lại, hoặc nhờ quản trị đặt lại mật khẩu.",
    not_entitled="Việc này cần {role}. Nhờ người có quyền đăng nhập để làm.",
    account_exists="Đã có tài khoản “{login}”. Chọn tên đăng nhập khác.",
    unknown_account="Không có tài khoản “{login}”.",
    sign_in_too_short="Mật khẩu cần ít nhất {least} ký tự.",
    bad_login="Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số, dấu chấm, gạch; từ 2 đến 32 ký tự.",
    last_administrator="Đây là quản trị cuối cùng còn hoạt động. Tạo quản trị khác trước khi khóa hoặc đổi vai trò.",
)

FREE_ATTEMPTS = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
LEAST_PASSWORD = 6

_hasher = PasswordHasher()


class Role(StrEnum):
    """What an account may do; a supervisor may do all a clerk may, an administrator sets up but receives nothing."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


ROLE_NAMES = {
    Role.CLERK: "cán bộ tiếp nhận",
    Role.SUPERVISOR: "trưởng bộ phận",
    Role.ADMINISTRATOR: "quản trị",
}


class Right(StrEnum):
    """What is asked of an account before a job is done."""

    RECEIVE = "receive"
    MEND = "mend"
    """Correct or cancel what others did or what is older than today; back-entry; settle; erase."""
    SET_UP = "set_up"
    SETTLE_CATALOGUE = "settle_catalogue"
    OVERSEE = "oversee"
    """See what each account did: signing in, registering, returning."""
    READ = "read"


_RIGHTS: dict[Right, frozenset[Role]] = {
    Right.RECEIVE: frozenset({Role.CLERK, Role.SUPERVISOR}),
    Right.MEND: frozenset({Role.SUPERVISOR}),
    Right.SET_UP: frozenset({Role.ADMINISTRATOR}),
    Right.SETTLE_CATALOGUE: frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
    Right.OVERSEE: frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
    Right.READ: frozenset(Role),
}


@dataclass(frozen=True)
class Session:
    """A person at the desk. login: the actor of events; counter: where they sit, as printed."""

    login: str
    display_name: str
    role: Role
    counter: str = ""

    def may(self, right: Right) -> bool:
        """Tell whether this person may do a job."""
        return self.role in _RIGHTS[right]

    def require(self, right: Right) -> None:
        """Raise DeskError ``not_entitled`` naming who may."""
        if not self.may(right):
            names = " hoặc ".join(ROLE_NAMES[role] for role in Role if role in _RIGHTS[right])
            raise DeskError("not_entitled", role=names)


def sign_in(store: Store, login: str, password: str, now: datetime) -> Session:
    """Return the session of an account; every try is an event of the office.

    Raises DeskError ``sign_in_refused`` (the same for an unknown login) and ``sign_in_throttled``.
    """
    login = clean_line(login).lower()
    failure: DeskError | None = None
    with store.transaction(now, actor=login or "?") as tx:
        account = tx.accounts.get(login)
        if account is not None and account.locked_until is not None and account.locked_until > now:
            raise DeskError("sign_in_throttled", until=paper_time(account.locked_until))
        matches = _matches(account.password if account and account.active else _nobody(), password)
        if account is not None and account.active and matches:
            tx.accounts.put(replace(account, failed_attempts=0, locked_until=None))
            tx.record(tx.office_id, SignedIn(account=login, ok=True))
        else:
            if account is not None:
                failed = account.failed_attempts + 1
                tx.accounts.put(replace(account, failed_attempts=failed, locked_until=_locked_until(failed, now)))
                tx.record(tx.office_id, SignedIn(account=login, ok=False))
            failure = DeskError("sign_in_refused")
    if failure is not None or account is None:
        raise failure or DeskError("sign_in_refused")
    return session_of(account)


def check_account(store: Store, login: str, password: str, now: datetime) -> Session:
    """Return the session of an account in a store that is open to read only: the same rule, and no event.

    A wait that earlier wrong tries earned holds here too; those made here are counted in a file beside the store.
    Raises DeskError ``sign_in_refused``, ``sign_in_throttled``.
    """
    login = clean_line(login).lower()
    with store.reading() as rd:
        account = rd.accounts.get(login)
    if account is None or not account.active:
        _matches(_nobody(), password)
        raise DeskError("sign_in_refused")
    with attempts_held(store.folder) as attempts:
        before = attempts.of(login, account.password)
        for until in (account.locked_until, before.locked_until):
            if until is not None and until > now:
                raise DeskError("sign_in_throttled", until=paper_time(until))
        if not _matches(account.password, password):
            failed = before.failed + 1
            after = before.model_copy(update={"failed": failed, "locked_until": _locked_until(failed, now)})
            attempts.put(login, after)
            raise DeskError("sign_in_refused")
        attempts.put(login, before.model_copy(update={"failed": 0, "locked_until": None}))
    return session_of(account)


def session_of(account: Account) -> Session:
    """Return the session of an account that was checked."""
    return Session(account.login, account.display_name, Role(account.role), account.counter)


def add_account(
    store: Store, by: Session, *, login: str, display_name: str, role: Role, password: str, counter: str, now: datetime
) -> None:
    """Make an account. Raises DeskError ``account_exists``, ``bad_login``, ``sign_in_too_short``."""
    by.require(Right.SET_UP)
    login = checked_login(login)
    hashed = hash_password(password)
    with store.transaction(now, actor=by.login) as tx:
        if tx.accounts.get(login) is not None:
            raise DeskError("account_exists", login=login)
        put_account(tx, Account(login, clean_line(display_name), role.value, hashed, clean_line(counter)))


def change_account(
    store: Store,
    by: Session,
    login: str,
    *,
    now: datetime,
    display_name: str | None = None,
    role: Role | None = None,
    active: bool | None = None,
    counter: str | None = None,
    password: str | None = None,
) -> None:
    """Change what is given of an account. Raises DeskError ``unknown_account``, ``last_administrator``."""
    by.require(Right.SET_UP)
    with store.transaction(now, actor=by.login) as tx:
        old = tx.accounts.get(login)
        if old is None:
            raise DeskError("unknown_account", login=login)
        new = replace(
            old,
            display_name=old.display_name if display_name is None else clean_line(display_name),
            role=old.role if role is None else role.value,
            password=old.password if password is None else hash_password(password),
            active=old.active if active is None else active,
            counter=old.counter if counter is None else clean_line(counter),
            failed_attempts=0,
            locked_until=None,
        )
        is_one = new.active and new.role == Role.ADMINISTRATOR
        if own_administrators(tx) == {login} and not is_one:
            raise DeskError("last_administrator")
        put_account(tx, new, password_changed=password is not None)


def put_account(tx: Transaction, account: Account, *, password_changed: bool = True) -> UUID:
    """Store an account and its event within a transaction; return the event's id."""
    tx.accounts.put(account)
    event = tx.record(
        tx.office_id,
        AccountChanged(
            account=account.login,
            display_name=account.display_name,
            role=account.role,
            active=account.active,
            password_changed=password_changed,
        ),
    )
    return event.envelope.event_id


def change_own_password(store: Store, session: Session, old: str, new: str, now: datetime) -> None:
    """Let a person change their own password. Raises DeskError ``sign_in_refused``, ``sign_in_too_short``."""
    hashed = hash_password(new)
    with store.transaction(now, actor=session.login) as tx:
        account = tx.accounts.get(session.login)
        if account is None or not _matches(account.password, old):
            raise DeskError("sign_in_refused")
        put_account(tx, replace(account, password=hashed, failed_attempts=0, locked_until=None))


def checked_login(login: str) -> str:
    """Return a login in its one form. Raises DeskError ``bad_login``."""
    login = clean_line(login).lower()
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789._-")
    if not 2 <= len(login) <= 32 or not set(login) <= allowed:
        raise DeskError("bad_login")
    return login


@cache
def _nobody() -> str:
    """Return what an unknown login is checked against, so that the answer takes as long as for a known one."""
    # Made at the first need: a hash takes a tenth of a second, which every start of the window would pay.
    return _hasher.hash("nobody")


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password. Raises DeskError ``sign_in_too_short``."""
    password = composed(password)
    if len(password) < LEAST_PASSWORD:
        raise DeskError("sign_in_too_short", least=LEAST_PASSWORD)
    return _hasher.hash(password)


def _matches(hashed: str, password: str) -> bool:
    # As it was typed, too: a hash may have been made before passwords were composed.
    return any(_verifies(hashed, form) for form in dict.fromkeys((composed(password), password)))


def _verifies(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _locked_until(failed: int, now: datetime) -> datetime | None:
    """Return until when further tries are refused: 30 s after the fifth, doubling up to 15 minutes."""
    if failed < FREE_ATTEMPTS:
        return None
    doublings: int = min(failed - FREE_ATTEMPTS, 10)
    return now + min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))
