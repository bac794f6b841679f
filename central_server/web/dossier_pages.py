"""Dossiers: search, one dossier with its history, the back office's steps, and what is to be checked."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection, select

from central_server import back_office
from central_server.accounts import Role
from central_server.audit import Act, note
from central_server.database import reading, writing
from central_server.tables import accounts, offices
from central_server.web import dossier_views as views
from central_server.web.dossier_views import DossierPage, Shown, Wanted
from central_server.web.fields import day_of, id_of
from central_server.web.visits import PageRefusal, SignedForm, SignedIn, Visit, office_seen, require
from desk_app.domain.deadline import Timeliness
from desk_app.domain.dossier import Dossier
from desk_app.domain.dossier_fields import CHANNELS, RETURNS
from desk_app.domain.dossier_timeline import Mark, timeline, to_check
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Body, Decision, HandedOver, Noted, ResultReady, SupplementRequested
from desk_app.domain.events.reception import MissingPaper
from desk_app.domain.events.steps import ResultKind
from desk_app.domain.lateness import is_late, late_from, timeliness
from desk_app.domain.limit_said import limit_said
from desk_app.domain.text import clean_block, clean_line
from desk_app.domain.transitions import legal_kinds

router = APIRouter()

sentences(
    web_unit_needed="Chưa ghi đơn vị thụ lý.",
    web_missing_needed="Chưa ghi giấy tờ còn thiếu, mỗi dòng một giấy tờ.",
)

SHOWN_NAMES = {
    Shown.ALL: "Tất cả",
    Shown.OPEN: "Đang giải quyết",
    Shown.LATE: "Trễ hạn",
    Shown.DUE_SOON: "Đến hạn trong 3 ngày",
    Shown.READY: "Có kết quả, chờ trả",
}
RESULT_KINDS = {
    ResultKind.PAPER: "Bản giấy",
    ResultKind.ELECTRONIC: "Bản điện tử",
    ResultKind.BOTH: "Bản giấy và bản điện tử",
}


@router.get("/ho-so")
def dossiers_page(visit: SignedIn) -> Response:
    """Show the newest dossiers. What is searched for is posted, so that no name ever stands in an address."""
    return _list(visit, Wanted())


@router.post("/ho-so")
def search(visit: SignedForm) -> Response:
    """Show what was searched for, or the next page of it."""
    try:
        shown = Shown(visit.text("shown") or Shown.ALL)
    except ValueError:
        raise PageRefusal(404, "web_not_here") from None
    wanted = Wanted(visit.text("words"), shown, id_of(visit, "office"), visit.text("unit"), visit.text("after"))
    return _list(visit, wanted)


def _list(visit: Visit, wanted: Wanted) -> Response:
    with reading(visit.engine) as connection:
        known = _offices(connection) if visit.account.office is None else []
        if len(known) == 1:
            wanted = replace(wanted, office=UUID(known[0][0]))
        # All dossiers of all offices are no list anybody reads, and no index gives them in order.
        too_wide = visit.account.office is None and wanted.office is None and wanted.shown is Shown.ALL
        asks = bool(wanted.words) or not too_wide
        found = views.listing(connection, visit.account, wanted, visit.now) if asks else DossierPage((), "")
    part = "dossier_rows.html" if visit.by_htmx and wanted.after else "dossiers.html"
    values = {"found": found, "wanted": wanted, "shown_names": SHOWN_NAMES, "offices": known, "asks": asks}
    return visit.page(part, values)


def _offices(connection: Connection) -> Sequence[tuple[str, str]]:
    rows = connection.execute(select(offices.c.office, offices.c.agency, offices.c.name).order_by(offices.c.agency))
    return [(str(row.office), f"{row.agency} – {row.name}") for row in rows]


@router.get("/kiem-tra")
def to_check_page(visit: SignedIn, office: Annotated[UUID | None, Query(alias="co-quan")] = None) -> Response:
    """Show what a person still has to check, over all offices the account may see, or of one."""
    return _to_check(visit, office, "")


@router.post("/kiem-tra")
def more_to_check(visit: SignedForm) -> Response:
    """Show the next page of it."""
    return _to_check(visit, id_of(visit, "office"), visit.text("after"))


def _to_check(visit: Visit, office: UUID | None, after: str) -> Response:
    if office is not None:
        office_seen(visit, office)
    wanted = Wanted(shown=Shown.TO_CHECK, office=office, after=after)
    part = visit.by_htmx and bool(after)
    with reading(visit.engine) as connection:
        found = views.listing(connection, visit.account, wanted, visit.now)
        # Of one office there is nothing to choose.
        by_office = views.offices_to_check(connection) if visit.account.office is None and not part else []
    values = {
        "found": found,
        "wanted": replace(wanted, after=""),
        "by_office": by_office,
        "dossiers": sum(one.dossiers for one in by_office),
    }
    return visit.page("dossier_rows.html" if part else "to_check.html", values)


@router.get("/ho-so/{office}/{dossier}")
def dossier_page(visit: SignedIn, office: UUID, dossier: UUID) -> Response:
    """Show one dossier whole; that it was looked at is noted."""
    office_seen(visit, office)
    with writing(visit.engine) as connection:
        found = views.one(connection, visit.account, office, dossier)
        if found is None:
            raise PageRefusal(404, "web_not_here")
        note(connection, visit.now, visit.login, Act.DOSSIER_OPENED, found.code or str(dossier), office)
    return _detail(visit, office, found)


@router.post("/ho-so/{office}/{dossier}")
def take_step(visit: SignedForm, office: UUID, dossier: UUID) -> Response:
    """Write a step of the back office, or settle what is to be checked."""
    office_seen(visit, office)
    act = _ACTS.get(visit.text("do"))
    with reading(visit.engine) as connection:
        before = views.one(connection, visit.account, office, dossier)
    if before is None or act is None:
        raise PageRefusal(404, "web_not_here")
    # The province looks on and settles; the steps are the office's.
    require(visit, *(_SETTLE if act is _settle else _TAKE_STEPS))
    try:
        with writing(visit.engine) as connection:
            act(connection, visit, office, before)
    except (DeskError, ValueError) as error:
        # A field that is none of the form's, among them pydantic's.
        told = error if isinstance(error, DeskError) else DeskError("web_fields_bad")
        with writing(visit.engine) as connection:
            note(connection, visit.now, visit.login, Act.DOSSIER_OPENED, before.code or str(dossier), office)
        return _detail(visit, office, before, visit.told(told), status=400)
    return visit.go(f"/ho-so/{office}/{dossier}")


def _steps(connection: Connection, visit: Visit, office: UUID, dossier: Dossier, *bodies: Body) -> None:
    back_office.take_step(connection, office, dossier.id, bodies, visit.login, visit.now)
    told = ", ".join(body.KIND for body in bodies)
    note(connection, visit.now, visit.login, Act.STEP_TAKEN, f"{dossier.code}: {told}", office)


def _take_over(connection: Connection, visit: Visit, office: UUID, dossier: Dossier) -> None:
    unit = clean_line(visit.text("unit")) or dossier.unit
    if not unit:
        raise DeskError("web_unit_needed")
    person = visit.account.display_name
    phone, remark = clean_line(visit.text("phone")), clean_line(visit.text("note"))
    body = HandedOver(unit=unit, person=person, phone=phone, handed_by=person, handed_at=visit.now, note=remark)
    _steps(connection, visit, office, dossier, body)


def _request_supplement(connection: Connection, visit: Visit, office: UUID, dossier: Dossier) -> None:
    missing = [name for line in visit.text("missing").splitlines() if (name := clean_line(line))]
    if not missing:
        raise DeskError("web_missing_needed")
    body = SupplementRequested(
        missing=tuple(MissingPaper(name=name) for name in missing),
        reason=clean_block(visit.text("reason")),
        requested_by=visit.account.display_name,
        requested_at=visit.now,
        letter_number=clean_line(visit.text("letter_number")),
    )
    _steps(connection, visit, office, dossier, body)


def _result_ready(connection: Connection, visit: Visit, office: UUID, dossier: Dossier) -> None:
    body = ResultReady(
        number=clean_line(visit.text("number")),
        signed_on=day_of(visit.text("signed_on")),
        excerpt=clean_line(visit.text("excerpt")),
        form=ResultKind(visit.text("form") or ResultKind.PAPER),
        from_unit=dossier.unit,
        ready_at=visit.now,
    )
    _steps(connection, visit, office, dossier, body)


def _note(connection: Connection, visit: Visit, office: UUID, dossier: Dossier) -> None:
    _steps(connection, visit, office, dossier, Noted(text=clean_block(visit.text("remark"))))


def _settle(connection: Connection, visit: Visit, office: UUID, dossier: Dossier) -> None:
    target, decision = UUID(visit.text("target")), Decision(visit.text("decision"))
    reason = visit.text("reason")
    back_office.settle(connection, office, dossier.id, target, decision, reason, visit.login, visit.now)
    note(connection, visit.now, visit.login, Act.SETTLED, f"{dossier.code}: {decision.value}", office)


_TAKE_STEPS = (Role.OFFICE, Role.BACK_OFFICE)
_SETTLE = (Role.PROVINCE, Role.OFFICE)
_ACTS: dict[str, Callable[[Connection, Visit, UUID, Dossier], None]] = {
    "take_over": _take_over,
    "supplement": _request_supplement,
    "result": _result_ready,
    "note": _note,
    "settle": _settle,
}


def _late(dossier: Dossier, now: datetime) -> bool:
    """Tell whether a dossier is late or was finished late, as its line in a list says."""
    return (dossier.is_open and is_late(late_from(dossier), now)) or timeliness(dossier) is Timeliness.LATE


def _detail(visit: Visit, office: UUID, dossier: Dossier, message: str = "", *, status: int = 200) -> Response:
    with reading(visit.engine) as connection:
        events = views.events_of(connection, office, dossier.id)
        # A login of a desk may be that of somebody else here, of another office even.
        actors = {event.envelope.actor for event in events if event.envelope.desk_id == back_office.DESK_NAME}
        rows = connection.execute(
            select(accounts.c.login, accounts.c.display_name).where(
                accounts.c.login.in_(actors), accounts.c.office.is_(None) | (accounts.c.office == office)
            )
        )
        lines = timeline(dossier, events, {row.login: row.display_name for row in rows})
        agency, office_name = connection.execute(
            select(offices.c.agency, offices.c.name).where(offices.c.office == office)
        ).one()
    source = dossier.reception or dossier.declined or dossier.guided or dossier.submitted
    may = legal_kinds(dossier.state, voided=dossier.voided) if dossier.reception is not None else frozenset()
    settles = visit.account.role in _SETTLE
    steps = may & {"HandedOver", "SupplementRequested", "ResultReady", "Noted"}
    values = {
        "dossier": dossier,
        "office": office,
        "office_name": f"{office_name} ({agency})",
        "source": source,
        "limit": limit_said(dossier.reception.limit) if dossier.reception else None,
        "channels": CHANNELS,
        "returns": RETURNS,
        "lines": tuple(reversed(lines)),
        "Mark": Mark,
        "to_check": to_check(dossier, lines, events),
        "settles": settles,
        "may": steps if visit.account.role in _TAKE_STEPS else frozenset(),
        "units": visit.account.units,
        "result_kinds": RESULT_KINDS,
        "message": message,
        "late": _late(dossier, visit.now),
    }
    return visit.page("dossier.html", values, status=status)
