"""Accounts given to an office's desks: they travel down as matter of the office, their passwords as hashes only."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, cast, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import JSONB, distinct_on

from central_server.accounts import checked_login, hashed
from central_server.audit import AND, BECAME, Act, note
from central_server.folding import speaks_of
from central_server.publishing import add_matter
from central_server.tables import matter, offices
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.text import clean_line
from desk_app.sync.words import Item

sentences(
    web_role_bad="Vai trò ở quầy chưa đúng.",
    web_administrator_by_province="Tài khoản quản trị của quầy chỉ cấp tỉnh được cấp, sửa hoặc khóa.",
)

ADMINISTRATOR = "administrator"
DESK_ROLES = {"clerk": "Cán bộ tiếp nhận", "supervisor": "Trưởng bộ phận", ADMINISTRATOR: "Quản trị"}
"""Roles an account may have at a desk, as the desk's own accounts have them."""
PAGE = 100


@dataclass(frozen=True, slots=True)
class DeskAccountLine:
    """An account of an office's desks, as a list shows it. role: of ``DESK_ROLES``."""

    office: UUID
    agency: str
    office_name: str
    login: str
    display_name: str
    role: str
    active: bool

    @property
    def place(self) -> str:
        """What the next page follows: no agency id holds a slash."""
        return f"{self.agency}/{self.login}"


def set_desk_account(
    connection: Connection,
    by: str,
    office: UUID,
    *,
    login: str,
    display_name: str,
    role: str,
    active: bool,
    password: str,
    by_province: bool,
    now: datetime,
) -> None:
    """Make or change an account of an office's desks; the password travels as its Argon2id hash only.

    password: "" keeps the one given before. by_province: whether the province itself does it; only it makes an
    administrator of a desk, or touches one. Raises DeskError ``web_login_bad``, ``web_role_bad``,
    ``web_sign_in_short``, ``web_administrator_by_province``.
    """
    login = checked_login(login)
    if role not in DESK_ROLES:
        raise DeskError("web_role_bad")
    position = connection.execute(
        select(offices.c.position).where(offices.c.office == office).with_for_update()
    ).scalar_one()
    before = desk_accounts(connection, office).get(login)
    if not by_province and ADMINISTRATOR in (role, before and before["role"]):
        raise DeskError("web_administrator_by_province")
    password_hash = before["password_hash"] if before and not password else hashed(password)
    value = {
        "login": login,
        "display_name": clean_line(display_name) or login,
        "role": role,
        "active": active,
        "password_hash": password_hash,
        "counter": "",
        "said_at": _said_after(before, now).isoformat(),
    }
    add_matter(connection, by, office, position + 1, Item.ACCOUNT, login, value, now)
    connection.execute(update(offices).where(offices.c.office == office).values(position=position + 1))
    became = role if before is None or before["role"] == role else BECAME.join((before["role"], role))
    said = (login, became, *(() if active else ("closed",)), *(("password",) if password else ()))
    note(connection, now, by, Act.DESK_ACCOUNT_SET, AND.join(said), office)


def _said_after(before: Mapping[str, Any] | None, now: datetime) -> datetime:
    """Return the moment that tells desks which of two words on an account is the newer, whatever the clock did."""
    last = datetime.fromisoformat(before["said_at"]) if before and "said_at" in before else None
    return now if last is None else max(now, last + timedelta(microseconds=1))


def desk_accounts(connection: Connection, office: UUID) -> dict[str, dict[str, Any]]:
    """Return the accounts given to an office's desks, by login."""
    rows = connection.execute(
        select(matter.c.key, matter.c.value)
        .ext(distinct_on(matter.c.key))
        .where(matter.c.office == office, matter.c.item == Item.ACCOUNT.value)
        .order_by(matter.c.key, matter.c.position.desc())
    )
    return {key: json.loads(value) for key, value in rows}


def desk_account_lines(
    connection: Connection, office: UUID | None, words: str = "", after: str = ""
) -> list[DeskAccountLine]:
    """Return a page of desks' accounts, by agency, then login, and one line more where there is a next page.

    office: None for every office; words: of a login, a name, an office, "" for all; after: ``place`` of the last line.
    """
    newest = (
        select(matter.c.office, matter.c.key, matter.c.value)
        .ext(distinct_on(matter.c.office, matter.c.key))
        .where(matter.c.office.is_not(None), matter.c.item == Item.ACCOUNT.value)
        .order_by(matter.c.office, matter.c.key, matter.c.position.desc())
    )
    if office is not None:
        newest = newest.where(matter.c.office == office)
    found = newest.subquery()
    told = cast(found.c.value, JSONB)
    name = told["display_name"].astext
    query = (
        select(
            found.c.office,
            offices.c.agency,
            offices.c.name.label("office_name"),
            found.c.key.label("login"),
            name.label("display_name"),
            told["role"].astext.label("role"),
            told["active"].astext.label("active"),
        )
        .join(offices, offices.c.office == found.c.office)
        .order_by(offices.c.agency, found.c.key)
        .limit(PAGE + 1)
    )
    for word in words.split():
        columns = (found.c.key, name, offices.c.agency, offices.c.name)
        query = query.where(or_(*(speaks_of(column, word) for column in columns)))
    if after:
        agency, _, login = after.partition("/")
        query = query.where(tuple_(offices.c.agency, found.c.key) > (agency, login))
    return [
        DeskAccountLine(
            row.office, row.agency, row.office_name, row.login, row.display_name, row.role, row.active == "true"
        )
        for row in connection.execute(query)
    ]
