"""Accounts: the province's list of who may sign in here, and an office's accounts for its desks."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection, select
from typing_extensions import TypedDict

from central_server import accounts, desk_accounts, desks
from central_server.accounts import ROLE_NAMES, Role
from central_server.database import reading, writing
from central_server.tables import offices
from central_server.web.fields import id_of
from central_server.web.visits import PageRefusal, SignedForm, SignedIn, Visit, require
from desk_app.domain.errors import DeskError
from desk_app.domain.text import clean_line

router = APIRouter()


class _Told(TypedDict, total=False):
    message: str
    password: str
    login: str


@router.get("/tai-khoan")
def accounts_page(
    visit: SignedIn,
    words: Annotated[str, Query(alias="tim", max_length=100)] = "",
    after: Annotated[str, Query(alias="sau", max_length=100)] = "",
) -> Response:
    """Show the accounts this person looks after; those of desks by the words they are looked for with."""
    require(visit, Role.PROVINCE, Role.OFFICE)
    return _show(visit, _Told(), words, after)


@router.post("/tai-khoan")
def change(visit: SignedForm) -> Response:
    """Add, lock, open, give another role or a new password; passwords are shown once."""
    require(visit, Role.PROVINCE, Role.OFFICE)
    act = _OF_PROVINCE.get(visit.text("do")) if visit.account.role is Role.PROVINCE else None
    act = act or (_set_desk_account if visit.text("do") == "desk" else None)
    if act is None:
        raise PageRefusal(403, "web_not_entitled")
    try:
        with writing(visit.engine) as connection:
            told = act(connection, visit)
    except DeskError as error:
        return _show(visit, _Told(message=visit.told(error)), status=400)
    return _show(visit, told) if told else visit.go("/tai-khoan")


def _add(connection: Connection, visit: Visit) -> _Told:
    password = accounts.new_password()
    login = accounts.checked_login(visit.text("login"))
    accounts.add(
        connection,
        visit.login,
        login=login,
        display_name=visit.text("display_name"),
        role=_role(visit),
        office=id_of(visit, "office"),
        units=_units(visit),
        password=password,
        must_change=True,
        now=visit.now,
    )
    return _Told(password=password, login=login)


def _set_role(connection: Connection, visit: Visit) -> None:
    role, agency, login = _role(visit), visit.text("agency"), visit.text("login")
    office = desks.office_of(connection, agency) if agency else None
    accounts.set_role(connection, visit.login, login, role=role, office=office, units=_units(visit), now=visit.now)


def _role(visit: Visit) -> Role:
    """Return the role of a form. Raises PageRefusal for one that no form of ours offers."""
    role = next((role for role in Role if role.value == visit.text("role")), None)
    if role is None:
        raise PageRefusal(404, "web_not_here")
    return role


def _units(visit: Visit) -> list[str]:
    return [unit for part in visit.text("units").split(";") if (unit := clean_line(part))]


def _lock(connection: Connection, visit: Visit) -> None:
    accounts.set_active(connection, visit.login, visit.text("login"), active=False, now=visit.now)


def _open(connection: Connection, visit: Visit) -> None:
    accounts.set_active(connection, visit.login, visit.text("login"), active=True, now=visit.now)


def _reset(connection: Connection, visit: Visit) -> _Told:
    login = visit.text("login")
    return _Told(password=accounts.reset_password(connection, visit.login, login, visit.now), login=login)


def _set_desk_account(connection: Connection, visit: Visit) -> _Told | None:
    office = visit.account.office or id_of(visit, "desk_office")
    if office is None:
        raise DeskError("web_office_needed")
    login = accounts.checked_login(visit.text("login"))
    known = login in desk_accounts.desk_accounts(connection, office)
    fresh = not known or bool(visit.text("fresh"))
    password = accounts.new_password() if fresh else ""
    desk_accounts.set_desk_account(
        connection,
        visit.login,
        office,
        login=login,
        display_name=visit.text("display_name"),
        role=visit.text("role"),
        active=not visit.text("closed"),
        password=password,
        by_province=visit.account.role is Role.PROVINCE,
        now=visit.now,
    )
    return _Told(password=password, login=login) if fresh else None


_OF_PROVINCE: dict[str, Callable[[Connection, Visit], _Told | None]] = {
    "add": _add,
    "lock": _lock,
    "open": _open,
    "reset": _reset,
    "role": _set_role,
}


def _show(visit: Visit, told: _Told, words: str = "", after: str = "", *, status: int = 200) -> Response:
    own = visit.account.office
    with reading(visit.engine) as connection:
        listed = accounts.listed(connection) if own is None else []
        at_desks = desk_accounts.desk_account_lines(connection, own, words, after)
        every = select(offices.c.office, offices.c.agency, offices.c.name).order_by(offices.c.agency)
        known = connection.execute(every).all() if own is None else []
    values = {
        "listed": listed,
        "at_desks": at_desks[: desk_accounts.PAGE],
        "after": at_desks[desk_accounts.PAGE - 1].place if len(at_desks) > desk_accounts.PAGE else "",
        "words": words.strip(),
        "offices": [(str(row.office), f"{row.agency} – {row.name}") for row in known],
        "agencies": [(row.agency, row.name) for row in known],
        "roles": ROLE_NAMES,
        "desk_roles": desk_accounts.DESK_ROLES,
        "given_roles": [
            role for role in desk_accounts.DESK_ROLES if own is None or role != desk_accounts.ADMINISTRATOR
        ],
        "told": {"message": "", "password": "", "login": "", **told},
    }
    return visit.page("accounts.html", values, status=status)
