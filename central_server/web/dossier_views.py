"""Dossiers as the pages list them: searched by words, paged by key, each page one query."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, literal_column, or_, select, tuple_

from central_server.accounts import Account, Role
from central_server.tables import dossiers, events, forks, offices
from desk_app.domain.codes import parse_dossier_code
from desk_app.domain.dossier import Dossier
from desk_app.domain.envelope import read_envelope
from desk_app.domain.events import Event, read_event
from desk_app.domain.states import State
from desk_app.domain.text import search_words

PAGE = 50
_LONGEST_QUERY = 200


class Shown(StrEnum):
    """Which dossiers a list shows."""

    ALL = "all"
    OPEN = "open"
    LATE = "late"
    """Unfinished and past the moment it must be done by."""
    DUE_SOON = "due_soon"
    """Unfinished, due within three days."""
    TO_CHECK = "to_check"
    READY = "ready"
    """The result waits to be collected."""


@dataclass(frozen=True, slots=True)
class DossierLine:
    """A dossier in a list; never a personal number. late_from: the moment after which it is late, unfinished."""

    office: UUID
    id: UUID
    agency: str
    code: str
    procedure: str
    summary: str
    owner: str
    state: State
    voided: bool
    unit: str
    listed_at: datetime
    due_at: datetime | None
    shown_due_at: datetime | None
    finished: bool
    late: bool
    late_from: datetime | None
    apologised: bool
    open_flags: int


@dataclass(frozen=True, slots=True)
class DossierPage:
    """A page of a list. after: what the next page follows, "" for the last page."""

    lines: tuple[DossierLine, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for. office, unit, state: None or "" for any; after: from the page before."""

    words: str = ""
    shown: Shown = Shown.ALL
    office: UUID | None = None
    unit: str = ""
    after: str = ""


_COLUMNS = (
    dossiers.c.office, dossiers.c.id, dossiers.c.code, dossiers.c.procedure_name, dossiers.c.summary,
    dossiers.c.owner_name, dossiers.c.state, dossiers.c.voided, dossiers.c.open, dossiers.c.unit, dossiers.c.listed_at,
    dossiers.c.due_at, dossiers.c.shown_due_at, dossiers.c.finished_at, dossiers.c.late_from, dossiers.c.timeliness,
    dossiers.c.apologised, dossiers.c.open_flags, offices.c.agency,
)  # fmt: skip


def seen_by(account: Account) -> ColumnElement[bool]:
    """Return which dossiers an account may look at: its office's; the back office's, those of its units."""
    if account.office is None:
        return literal_column("true")
    own = dossiers.c.office == account.office
    if account.role is not Role.BACK_OFFICE or not account.units:
        return own
    here = dossiers.c.unit.in_(account.units) | dossiers.c.processing_unit.in_(account.units)
    return and_(own, here)


def listing(connection: Connection, account: Account, wanted: Wanted, now: datetime) -> DossierPage:
    """Return a page of dossiers, the newest first; of late ones, those that have been late longest."""
    query = base(account)
    if wanted.office is not None:
        query = query.where(dossiers.c.office == wanted.office)
    if wanted.unit:
        query = query.where(dossiers.c.unit == wanted.unit)
    if wanted.words.strip():
        query = query.where(_found_by(wanted.words[:_LONGEST_QUERY]))
    query = query.where(_shown(wanted.shown, now))
    return paged(connection, query, wanted.after, now, worst_first=wanted.shown is Shown.LATE)


@dataclass(frozen=True, slots=True)
class OfficeToCheck:
    """An office with dossiers that have something to check. dossiers: how many."""

    office: UUID
    agency: str
    name: str
    dossiers: int


def offices_to_check(connection: Connection) -> list[OfficeToCheck]:
    """Return every office with something to check, the most first."""
    count = func.count()
    query = (
        select(offices.c.office, offices.c.agency, offices.c.name, count)
        .join(dossiers, dossiers.c.office == offices.c.office)
        .where(_shows_to_check())
        .group_by(offices.c.office)
        .order_by(count.desc(), offices.c.agency)
    )
    return [OfficeToCheck(*row) for row in connection.execute(query)]


def base(account: Account) -> Select[Any]:
    """Return what every list of dossiers begins with."""
    return select(*_COLUMNS).join(offices, offices.c.office == dossiers.c.office).where(seen_by(account))


def paged(
    connection: Connection, query: Select[Any], after: str, now: datetime, *, worst_first: bool = False
) -> DossierPage:
    """Return the page of a query behind a key. worst_first: of a query that finds late dossiers only."""
    place = _place(after)
    if worst_first:
        key = tuple_(dossiers.c.late_from, dossiers.c.id)
        query = query.where(key > place) if place is not None else query
        query = query.order_by(dossiers.c.late_from, dossiers.c.id)
    else:
        key = tuple_(dossiers.c.listed_at, dossiers.c.id)
        query = query.where(key < place) if place is not None else query
        query = query.order_by(dossiers.c.listed_at.desc(), dossiers.c.id.desc())
    rows = connection.execute(query.limit(PAGE + 1)).all()
    lines = tuple(_line(row, now) for row in rows[:PAGE])
    if len(rows) <= PAGE:
        return DossierPage(lines, "")
    last = lines[-1]
    moment = last.late_from if worst_first and last.late_from is not None else last.listed_at
    return DossierPage(lines, _key(moment, last.id))


def one(connection: Connection, account: Account, office: UUID, dossier: UUID) -> Dossier | None:
    """Return a dossier as it stands, None where it is not, or not for this account."""
    folded = connection.execute(
        select(dossiers.c.folded).where(dossiers.c.office == office, dossiers.c.id == dossier, seen_by(account))
    ).scalar()
    return Dossier.model_validate_json(folded) if folded is not None else None


def events_of(connection: Connection, office: UUID, dossier: UUID) -> list[Event]:
    """Return every event of a dossier, second versions too; quarantined bodies are not read."""
    second = select(forks.c.text, forks.c.body, literal_column("''")).where(
        forks.c.office == office, forks.c.subject == dossier
    )
    first = select(events.c.text, events.c.body, events.c.trouble).where(
        events.c.office == office, events.c.subject == dossier
    )
    rows = connection.execute(first.union_all(second))
    return [read_event(read_envelope(text), None if trouble else body) for text, body, trouble in rows]


def _found_by(words: str) -> ColumnElement[bool]:
    code = parse_dossier_code(words)
    if code is not None:
        return or_(dossiers.c.code == str(code), dossiers.c.external_code == words.strip())
    # Each word quoted and looked for as a beginning; a quote inside it is doubled.
    terms = " & ".join("'" + word.replace("\\", "").replace("'", "''") + "':*" for word in search_words(words))
    if not terms:
        return literal_column("false")
    matches = dossiers.c.words.op("@@")(func.to_tsquery(literal_column("'simple'"), terms))
    return or_(matches, dossiers.c.external_code == words.strip())


def _shown(shown: Shown, now: datetime) -> ColumnElement[bool]:
    match shown:
        case Shown.OPEN:
            return dossiers.c.open
        case Shown.LATE:
            return and_(dossiers.c.open, dossiers.c.late_from < now)
        case Shown.DUE_SOON:
            soon = func.make_interval(0, 0, 0, 3)
            return and_(dossiers.c.open, dossiers.c.due_at >= now, dossiers.c.due_at < now + soon)
        case Shown.TO_CHECK:
            return _shows_to_check()
        case Shown.READY:
            return and_(dossiers.c.state == State.RESULT_READY, ~dossiers.c.voided)
        case Shown.ALL:
            return literal_column("true")


def _shows_to_check() -> ColumnElement[bool]:
    # The words of the partial index: a bound value would not be seen to fit it.
    return dossiers.c.open_flags > literal_column("0")


def _line(row: Row[Any], now: datetime) -> DossierLine:
    values = row._mapping
    unfinished_late = values["open"] and values["late_from"] is not None and values["late_from"] < now
    return DossierLine(
        office=values["office"],
        id=values["id"],
        agency=values["agency"],
        code=values["code"],
        procedure=values["procedure_name"],
        summary=values["summary"],
        owner=values["owner_name"],
        state=State(values["state"]),
        voided=values["voided"],
        unit=values["unit"],
        listed_at=values["listed_at"],
        due_at=values["due_at"],
        shown_due_at=values["shown_due_at"],
        finished=values["finished_at"] is not None,
        late=bool(unfinished_late) or values["timeliness"] == "late",
        late_from=values["late_from"],
        apologised=values["apologised"],
        open_flags=values["open_flags"],
    )


def _key(moment: datetime, dossier: UUID) -> str:
    return urlsafe_b64encode(json.dumps([moment.isoformat(), str(dossier)]).encode()).decode()


def _place(after: str) -> tuple[datetime, UUID] | None:
    if not after:
        return None
    try:
        moment, dossier = json.loads(urlsafe_b64decode(after))
        return datetime.fromisoformat(moment), UUID(dossier)
    except (ValueError, TypeError, AttributeError):
        return None
