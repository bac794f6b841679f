"""Desks and their health; the province adds offices and desks, gives codes and revokes."""

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection, select
from typing_extensions import TypedDict

from central_server import desks as the_desks
from central_server.accounts import Role
from central_server.audit import Act, note
from central_server.database import reading, writing
from central_server.tables import desks, offices
from central_server.web.desk_health import Care, OfficeHealth, health
from central_server.web.fields import id_of
from central_server.web.visits import PageRefusal, SignedForm, SignedIn, Visit, require
from desk_app.domain.errors import DeskError
from desk_app.sync.limits import CODE_HOURS

router = APIRouter()
OFFICES_A_PAGE = 50


class _Told(TypedDict, total=False):
    message: str
    code: str
    code_for: str


@router.get("/quay")
def desks_page(
    visit: SignedIn, page: int = Query(1, ge=1, le=10_000, alias="trang"), trouble: bool = Query(False, alias="loc")
) -> Response:
    """Show every desk, offices with trouble first."""
    require(visit, Role.PROVINCE, Role.OFFICE)
    return _show(visit, page=page, trouble=trouble)


@router.post("/quay")
def change(visit: SignedForm) -> Response:
    """Add an office or a desk, give a new code, revoke: each noted."""
    require(visit, Role.PROVINCE)
    change = _CHANGES.get(visit.text("do"))
    if change is None:
        raise PageRefusal(404, "web_not_here")
    try:
        with writing(visit.engine) as connection:
            told = change(connection, visit)
    except DeskError as error:
        return _show(visit, told=_Told(message=visit.told(error)), status=400)
    return _show(visit, told=told) if told else visit.go("/quay")


def _add_office(connection: Connection, visit: Visit) -> _Told | None:
    office = the_desks.add_office(connection, visit.text("agency"), visit.text("name"), visit.now)
    note(connection, visit.now, visit.login, Act.OFFICE_ADDED, visit.text("agency").upper(), office)
    return None


def _add_desk(connection: Connection, visit: Visit) -> _Told:
    agency, desk = visit.text("agency"), visit.text("desk")
    code = the_desks.add_desk(connection, agency, desk, visit.now)
    note(connection, visit.now, visit.login, Act.DESK_ADDED, desk, the_desks.office_of(connection, agency))
    return _Told(code=code, code_for=f"{agency} – {desk}")


def _new_code(connection: Connection, visit: Visit) -> _Told:
    agency, desk, office, _ = _named(connection, visit)
    code = the_desks.add_desk(connection, agency, desk, visit.now, new_code_only=True)
    note(connection, visit.now, visit.login, Act.DESK_CODE_GIVEN, desk, office)
    return _Told(code=code, code_for=f"{agency} – {desk}")


def _revoke(connection: Connection, visit: Visit) -> None:
    _, desk, office, desk_id = _named(connection, visit)
    the_desks.revoke_desk(connection, desk_id, visit.now)
    note(connection, visit.now, visit.login, Act.DESK_REVOKED, desk, office)


_CHANGES: dict[str, Callable[[Connection, Visit], _Told | None]] = {
    "office": _add_office,
    "desk": _add_desk,
    "code": _new_code,
    "revoke": _revoke,
}


def _named(connection: Connection, visit: Visit) -> tuple[str, str, UUID, UUID]:
    """Return agency, name, office and id of the desk a form speaks of. Raises PageRefusal for one that is not there."""
    row = connection.execute(
        select(offices.c.agency, desks.c.desk, desks.c.office, desks.c.id)
        .join(offices, offices.c.office == desks.c.office)
        .where(desks.c.id == id_of(visit, "id"))
    ).first()
    if row is None:
        raise PageRefusal(404, "web_not_here")
    return row.agency, row.desk, row.office, row.id


def _show(
    visit: Visit, *, page: int = 1, trouble: bool = False, told: _Told | None = None, status: int = 200
) -> Response:
    with reading(visit.engine) as connection:
        found = health(connection, visit.account.office, visit.now)
    listed = [office for office in found if not trouble or office.care >= Care.WARNING]
    start = (page - 1) * OFFICES_A_PAGE
    values = {
        "offices": listed[start : start + OFFICES_A_PAGE],
        "page": page,
        "more": len(listed) > start + OFFICES_A_PAGE,
        "trouble": trouble,
        "agencies": sorted(office.agency for office in found),
        "counts": _counts(found),
        "Care": Care,
        "hours": CODE_HOURS,
        "told": {"message": "", "code": "", "code_for": "", **(told or {})},
    }
    return visit.page("desks.html", values, status=status)


def _counts(found: list[OfficeHealth]) -> dict[str, int]:
    every = [desk for office in found for desk in office.desks]
    return {
        "desks": len(every),
        "bad": sum(desk.care is Care.BAD for desk in every),
        "warning": sum(desk.care is Care.WARNING for desk in every),
        "queued": sum(desk.queued for desk in every),
    }
