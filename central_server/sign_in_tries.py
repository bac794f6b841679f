"""Wrong passwords: how often one may be tried, so that guessing is slow and nobody locks somebody else out.

Tries are counted by login and address. What an outsider does elsewhere does not hold up who signs in from where they
always do; only from addresses where no password of the login was ever right, all tries together are few.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from central_server.tables import sign_in_tries

FREE_ATTEMPTS = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
STRANGERS_TRIES = 60
"""Wrong passwords of one login from addresses unknown to it, all together, before they must wait."""
STRANGERS_PACE = timedelta(minutes=1)
"""Then so long for each; a pause gives tries back at the same pace."""
_FORGET_FAILURES = timedelta(days=1)
_FORGET_ADDRESS = timedelta(days=90)
_EVERYWHERE = ""


@dataclass(frozen=True, slots=True)
class Tries:
    """What is counted of a login at an address. marks: of both, as the table knows them; held_until: None = may try."""

    login_mark: str
    address_mark: str
    failures: int
    strangers: int
    known: bool
    held_until: datetime | None


def tries_of(
    connection: Connection, key: str, login: str, address: str, now: datetime, *, for_update: bool = False
) -> Tries:
    """Return what is counted, the same for a login that is none. key: of this database, secret."""
    login_mark, address_mark = _mark(key, "login", login), _mark(key, "address", address)
    query = (
        select(sign_in_tries)
        .where(sign_in_tries.c.login_mark == login_mark, sign_in_tries.c.address_mark.in_((address_mark, _EVERYWHERE)))
        .order_by(sign_in_tries.c.address_mark)
    )
    rows = {row.address_mark: row for row in connection.execute(query.with_for_update() if for_update else query)}
    here, everywhere = rows.get(address_mark), rows.get(_EVERYWHERE)
    known = here is not None and here.known_at is not None
    waits = [here.locked_until] if here is not None and here.locked_until is not None else []
    strangers = 0
    if everywhere is not None:
        strangers = max(0, everywhere.failures - max(0, int((now - everywhere.failed_at) / STRANGERS_PACE)))
        if not known:
            waits.append(everywhere.failed_at + STRANGERS_PACE * (everywhere.failures - STRANGERS_TRIES + 1))
    held = max((until for until in waits if until > now), default=None)
    return Tries(login_mark, address_mark, here.failures if here is not None else 0, strangers, known, held)


def note_wrong(connection: Connection, tries: Tries, now: datetime) -> None:
    """Count a wrong password, and forget what is old."""
    failures = tries.failures + 1
    keep = _FORGET_ADDRESS if tries.known else _FORGET_FAILURES
    _put(
        connection, tries.login_mark, tries.address_mark, failures=failures, failed_at=now,
        locked_until=_locked_until(failures, now), forget_at=now + keep,
    )  # fmt: skip
    if not tries.known:
        _put(
            connection, tries.login_mark, _EVERYWHERE, failures=tries.strangers + 1, failed_at=now,
            forget_at=now + _FORGET_FAILURES,
        )  # fmt: skip
    connection.execute(delete(sign_in_tries).where(sign_in_tries.c.forget_at <= now))


def note_right(connection: Connection, tries: Tries, now: datetime) -> None:
    """Remember that a password was right here: this address is known from now on."""
    _put(
        connection, tries.login_mark, tries.address_mark, failures=0, locked_until=None, known_at=now,
        forget_at=now + _FORGET_ADDRESS,
    )  # fmt: skip


def forget_waits(connection: Connection, key: str, login: str) -> None:
    """Let a login be tried again at once, everywhere; where it is known stays known."""
    mine = sign_in_tries.c.login_mark == _mark(key, "login", login)
    connection.execute(delete(sign_in_tries).where(mine, sign_in_tries.c.known_at.is_(None)))
    connection.execute(update(sign_in_tries).where(mine).values(failures=0, locked_until=None))


def _put(connection: Connection, login_mark: str, address_mark: str, **values: object) -> None:
    made = {"failures": 0, **values}
    connection.execute(
        insert_or(sign_in_tries)
        .values(login_mark=login_mark, address_mark=address_mark, **made)
        .on_conflict_do_update(index_elements=["login_mark", "address_mark"], set_=values)
    )


def _mark(key: str, what: str, text: str) -> str:
    return hmac.new(key.encode(), f"sign-in {what}\0{text}".encode(), "sha256").hexdigest()


def _locked_until(failures: int, now: datetime) -> datetime | None:
    """Return until when further tries are refused: 30 s after the fifth, doubling up to 15 minutes."""
    if failures < FREE_ATTEMPTS:
        return None
    doublings: int = min(failures - FREE_ATTEMPTS, 10)
    return now + min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))
