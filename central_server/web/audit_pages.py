"""The audit: who did what, filtered and paged by key."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from central_server.accounts import ROLE_NAMES, Role
from central_server.audit import ACT_NAMES, AND, BECAME, OFFICE, PAGE, UNITS, Act, AuditLine, lines
from central_server.calendar_publishing import ABOUT as CALENDAR
from central_server.database import reading
from central_server.desk_accounts import DESK_ROLES
from central_server.web.local_writing import written_day
from central_server.web.visits import SignedIn, Visit, require
from desk_app.domain.events import Decision, HandedOver, Noted, ResultReady, SupplementRequested

router = APIRouter()

_PARTS: dict[str, str] = {
    **DESK_ROLES,
    **{role.value: name for role, name in ROLE_NAMES.items()},
    "closed": "đã khóa",
    "password": "mật khẩu mới",
    "settled": "đơn vị, lệ phí",
}
"""Words for the parts of what a line is about that are none of a person's: roles, and what became of an account."""
_OF_AN_ACCOUNT = (
    (OFFICE, "Cơ quan: {became}", "(cấp tỉnh)"),
    (UNITS, "Đơn vị: {became}", "mọi đơn vị"),
)
"""What of an account changed as the audit keeps it, the words people read, and those for none or every one."""
_OF_A_DOSSIER = (Act.STEP_TAKEN, Act.SETTLED)
_DONE: dict[str, str] = {
    HandedOver.KIND: "Nhận xử lý",
    SupplementRequested.KIND: "Yêu cầu bổ sung",
    ResultReady.KIND: "Có kết quả",
    Noted.KIND: "Ghi chú",
    Decision.ACCEPT.value: "Công nhận đã xảy ra",
    Decision.SET_ASIDE.value: "Bỏ qua việc này",
}
"""What was done to a dossier, as the button said it: the audit keeps the kinds of events and decisions."""


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
        "lines": [(line, _about(visit, line)) for line in found[:PAGE]],
        "before": found[PAGE - 1].id if len(found) > PAGE else None,
        "names": names,
        "act": known,
        "login": login.strip(),
        "filtered": bool(known or login.strip() or before),
    }
    return visit.page("audit.html", values)


def _about(visit: Visit, line: AuditLine) -> str:
    if line.act in _OF_A_DOSSIER:
        code, _, done = line.about.partition(": ")
        return AND.join((code, ", ".join(visit.tr(_DONE.get(part, part)) for part in done.split(", "))))
    first, *rest = line.about.split(AND)
    if first.startswith(CALENDAR):
        first = visit.tr("Lịch năm {year}", year=first.removeprefix(CALENDAR))
    return AND.join((first, *(_part(visit, part) for part in rest)))


def _part(visit: Visit, part: str) -> str:
    for kept, told, none in _OF_AN_ACCOUNT:
        if part.startswith(kept):
            both = part.removeprefix(kept).split(BECAME)
            return visit.tr(told, became=BECAME.join(one or visit.tr(none) for one in both))
    if BECAME in part:
        return BECAME.join(visit.tr(_PARTS.get(one, one)) for one in part.split(BECAME))
    try:
        return written_day(visit.language, date.fromisoformat(part))
    except ValueError:
        return visit.tr(_PARTS.get(part, part))
