"""Accounts the central server gives: taken silently, but for what only the desk's own administrator may decide.

A login the desk itself has given to somebody, and a rise to administrator, wait for an answer: whoever holds the
server, or an office's account there, must not come into a desk by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import SettingChanged
from desk_app.models.queries.office import Account
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.account_origin import (
    CENTRAL,
    CentralAccounts,
    GivenAccount,
    central_accounts,
    keep_central_accounts,
    own_administrators,
)
from desk_app.services.accounts import Right, Role, Session, put_account

sentences(
    central_account_settled="Không có tài khoản “{login}” nào của máy chủ chờ quyết định. Xem lại danh sách.",
    last_own_administrator="“{login}” là quản trị cuối cùng của riêng quầy. Tạo một quản trị khác của quầy rồi mới nhận"
    " tài khoản này.",
)


class Asks(StrEnum):
    """Why an account of the centre waits for the desk's administrator."""

    CLASH = "clash"
    """The desk itself has given this login to somebody."""
    ADMINISTRATOR = "administrator"
    """It would become an administrator of this desk."""


@dataclass(frozen=True, slots=True)
class WaitingAccount:
    """An account of the centre that waits. asks: in the order it is said; mine: whose login it is here, None for none.

    said_at: when the centre said it, aware.
    """

    login: str
    display_name: str
    role: Role
    active: bool
    said_at: datetime
    asks: tuple[Asks, ...]
    mine: Account | None


def take_given(tx: Transaction, value: dict[str, Any]) -> None:
    """Take an account as it comes down; hold what needs an answer. Raises KeyError, ValueError for what is none."""
    known = central_accounts(tx)
    heard = known.heard(str(value["login"]))
    given = GivenAccount(
        login=value["login"],
        display_name=value["display_name"],
        role=value["role"],
        password=value["password_hash"],
        active=value["active"],
        counter=value.get("counter", ""),
        said_at=value.get("said_at") or _after(heard, tx.now),
    )
    # A feed that is read again from its beginning tells old words too: they take nothing back.
    if heard is not None and given.said_at <= heard:
        return
    asks = _asks(known, tx.accounts.get(given.login), given)
    if not asks:
        tx.accounts.put(_account(tx, given))
        keep_central_accounts(tx, known.after_taking(given))
    elif Asks.CLASH in asks and not given.active:
        # What the centre switches off was never the desk's: there is nothing to take, and nothing to ask.
        keep_central_accounts(tx, known.after_refusing(given))
    else:
        keep_central_accounts(tx, known.after_holding(given))


def waiting_accounts(rd: Reading) -> tuple[WaitingAccount, ...]:
    """Return what of the centre's accounts waits for an answer, the oldest first."""
    known = central_accounts(rd)
    found = [(given, rd.accounts.get(given.login)) for given in known.waiting]
    return tuple(
        WaitingAccount(
            given.login,
            given.display_name,
            Role(given.role),
            given.active,
            given.said_at,
            _asks(known, mine, given),
            mine if given.login not in known.taken else None,
        )
        for given, mine in sorted(found, key=lambda one: one[0].said_at)
    )


def waiting_count(store: Store) -> int:
    """Return how many of the centre's accounts wait for an answer."""
    with store.reading() as rd:
        return len(central_accounts(rd).waiting)


def accept_central_account(store: Store, by: Session, login: str, said_at: datetime | None, now: datetime) -> None:
    """Let an account of the centre in: the desk's own of this login becomes it, password and role.

    said_at: of what the person saw, None for whatever waits now. Raises DeskError ``not_entitled``,
    ``central_account_settled``, ``last_own_administrator``.
    """
    by.require(Right.SET_UP)
    with store.transaction(now, actor=by.login) as tx:
        known = central_accounts(tx)
        given = _waiting(known, login, said_at)
        if own_administrators(tx) == {login}:
            raise DeskError("last_own_administrator", login=login)
        put_account(tx, _account(tx, given))
        keep_central_accounts(tx, known.after_taking(given))


def refuse_central_account(store: Store, by: Session, login: str, said_at: datetime | None, now: datetime) -> None:
    """Turn an account of the centre down; it waits again only when the centre says something new of it.

    said_at: as in ``accept_central_account``. Raises DeskError ``not_entitled``, ``central_account_settled``.
    """
    by.require(Right.SET_UP)
    with store.transaction(now, actor=by.login) as tx:
        known = central_accounts(tx)
        given = _waiting(known, login, said_at)
        keep_central_accounts(tx, known.after_refusing(given))
        turned_down = {"refused": given.login, "role": given.role}
        tx.record(tx.office_id, SettingChanged(name=CENTRAL, new=turned_down))


def _after(heard: datetime | None, now: datetime) -> datetime:
    """Return the moment of a word whose server tells none: it came last, so it is the newest."""
    return now if heard is None else max(now, heard + timedelta(microseconds=1))


def _asks(known: CentralAccounts, mine: Account | None, given: GivenAccount) -> tuple[Asks, ...]:
    clash = mine is not None and given.login not in known.taken
    is_one = mine is not None and mine.active and mine.role == Role.ADMINISTRATOR
    rise = given.active and Role(given.role) is Role.ADMINISTRATOR and not is_one
    return (*((Asks.CLASH,) if clash else ()), *((Asks.ADMINISTRATOR,) if rise else ()))


def _account(tx: Transaction, given: GivenAccount) -> Account:
    """Return the account as the desk keeps it; what the desk itself knows of it (counter, failed attempts) stays."""
    mine = tx.accounts.get(given.login)
    return Account(
        login=given.login,
        display_name=given.display_name,
        role=given.role,
        password=given.password,
        counter=mine.counter if mine else given.counter,
        active=given.active,
        failed_attempts=mine.failed_attempts if mine else 0,
        locked_until=mine.locked_until if mine else None,
    )


def _waiting(known: CentralAccounts, login: str, said_at: datetime | None) -> GivenAccount:
    for given in known.waiting:
        if given.login == login and said_at in (None, given.said_at):
            return given
    raise DeskError("central_account_settled", login=login)
