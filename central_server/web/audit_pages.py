"""The audit: who did what, filtered and paged by key."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from central_server.accounts import Role
from central_server.audit import ACT_NAMES, PAGE, Act, lines
from central_server.database import reading
from central_server.web.visits import SignedIn, require

router = APIRouter()


@router.get("/nhat-ky")
def audit_page(
    visit: SignedIn,
    act: Annotated[str, Query(alias="viec", max_length=40)] = "",
    login: Annotated[str, Query(alias="ai", max_length=40)] = "",
    before: Annotated[int | None, Query(alias="truoc", ge=0, le=2**62)] = None,
) -> Response:
    """Show what was done, newest first."""
    require(visit, Role.PROVINCE, Role.OFFICE)
    known = act if act in Act.__members__.values() else ""
    with reading(visit.engine) as connection:
        found = lines(connection, office=visit.account.office, act=known, login=login.strip(), before=before)
    names: dict[str, str] = {name.value: words for name, words in ACT_NAMES.items()}
    values = {
        "lines": found[:PAGE],
        "before": found[PAGE - 1].id if len(found) > PAGE else None,
        "names": names,
        "act": known,
        "login": login.strip(),
    }
    return visit.page("audit.html", values)
