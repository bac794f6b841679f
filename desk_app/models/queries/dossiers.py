"""Dossiers: one by its code, pages of a list by key, what a person typed, what is still open of somebody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
    tuple_,
    type_coerce,
)

from desk_app.domain.codes import national_code, parse_dossier_code
from desk_app.domain.dossier import Dossier
from desk_app.domain.events import Event, Settled
from desk_app.domain.people import compact_id
from desk_app.domain.states import State
from desk_app.models.column_types import moment_text
from desk_app.models.log_reading import events, events_of
from desk_app.models.prepared import Prepared
from desk_app.models.projection import dossiers, folded_dossiers, people
from desk_app.models.queries.dossier_line import COLUMNS
from desk_app.models.queries.dossier_line import DossierLine as DossierLine
from desk_app.models.queries.dossier_search import search_dossiers
from desk_app.models.queries.people import numbered

# As text, for rows as the driver gives them: half of a list's time would go into column types and their cache keys.
_COLUMNS = text(", ".join(f'dossiers."{name}"' for name in COLUMNS))

# In the very words of the partial indexes: SQLite sees in no other that an index holds all that is asked for.
_OPEN: ColumnElement[bool] = literal_column("dossiers.open")
_VOIDED: ColumnElement[bool] = literal_column("dossiers.voided")

_FOLDED = Prepared(
    select(folded_dossiers.c.folded)
    .join(dossiers, dossiers.c.row == folded_dossiers.c.row)
    .where(dossiers.c.id == bindparam("of_id"))
)


class Order(StrEnum):
    """How a list is ordered; each has an index behind it."""

    NEWEST = "newest"
    DUE_FIRST = "due_first"
    """Those due first on top; without a date last."""


@dataclass(frozen=True, slots=True)
class DossierFilter:
    """What a list shows; empty = everything accepted or not. Moments aware; *from* inclusive, *before* exclusive."""

    states: frozenset[State] = frozenset()
    open: bool | None = None
    voided: bool | None = False
    flagged: bool | None = None
    settled: bool = False
    """Only those of which a person decided something that was to be checked."""
    procedure_codes: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    received_actor: str | None = None
    listed_from: datetime | None = None
    """By the day lists are ordered by: received, or begun where nothing was (guided, declined)."""
    listed_before: datetime | None = None
    received_from: datetime | None = None
    received_before: datetime | None = None
    due_from: datetime | None = None
    due_before: datetime | None = None
    finished_from: datetime | None = None
    finished_before: datetime | None = None
    returned_from: datetime | None = None
    returned_before: datetime | None = None
    late_before: datetime | None = None
    """Late at this moment, of what is open (``domain.lateness``)."""
    order: Order = Order.NEWEST


PageKey = tuple[str, int]
"""Where a page ended: the ordered value's text and the row."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. next_key: hand it in as ``after`` for the page behind; None = the end."""

    lines: tuple[DossierLine, ...] = field(default=())
    next_key: PageKey | None = None


class Dossiers:
    """Questions about dossiers, in one snapshot."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_id(self, dossier: UUID) -> Dossier | None:
        """Return the folded dossier."""
        found = _FOLDED.value(self._connection, {"of_id": dossier})
        return None if found is None else Dossier.model_validate_json(found)

    def by_code(self, code: str) -> Dossier | None:
        """Return the dossier of a printed code, as typed or scanned; ours first where another desk printed the same."""
        read = parse_dossier_code(code)
        return next(self._folded(dossiers.c.code == (read.text if read else code.strip())), None)

    def by_external_code(self, code: str) -> Dossier | None:
        """Return the dossier that has this code in another system; of several systems ours first, then the newest."""
        return next(self.all_by_external_code(code), None)

    def all_by_external_code(self, code: str) -> Iterator[Dossier]:
        """Give every dossier that has this code in another system, ours first, then the newest."""
        return self._folded(dossiers.c.external_code == code.strip())

    def line(self, dossier: UUID) -> DossierLine | None:
        """Return a dossier as lists show it."""
        return next(iter(self._lines(select(_COLUMNS).select_from(dossiers).where(dossiers.c.id == dossier))), None)

    def lines(self, wanted: Sequence[UUID]) -> list[DossierLine]:
        """Return these dossiers as lists show them, in the order asked for; one that is not here is left out."""
        known = {
            line.id: line
            for line in self._lines(select(_COLUMNS).select_from(dossiers).where(dossiers.c.id.in_(wanted)))
        }
        return [known[dossier] for dossier in wanted if dossier in known]

    def events_of(self, dossier: UUID) -> list[Event]:
        """Return every event of a dossier, in its order."""
        return events_of(self._connection, dossier)

    def page(self, wanted: DossierFilter | None = None, *, after: PageKey | None = None, limit: int = 100) -> Page:
        """Return the next lines of a list, by key: as fast on the last page as on the first."""
        wanted = wanted or DossierFilter()
        query = select(_COLUMNS).select_from(dossiers).where(*_conditions(wanted))
        if wanted.order is Order.NEWEST:
            query = query.order_by(dossiers.c.listed_at.desc(), dossiers.c.row.desc())
            behind = tuple_(type_coerce(dossiers.c.listed_at, String), dossiers.c.row) < tuple_(*(after or ("", 0)))
        else:
            query = query.order_by(dossiers.c.due_key, dossiers.c.row)
            behind = tuple_(dossiers.c.due_key, dossiers.c.row) > tuple_(*(after or ("", 0)))
        if after is not None:
            query = query.where(behind)
        lines = self._lines(query.limit(limit + 1))
        more = len(lines) > limit
        shown = tuple(lines[:limit])
        return Page(lines=shown, next_key=_key_of(shown[-1], wanted.order) if more else None)

    def count(self, wanted: DossierFilter | None = None) -> int:
        """Return how many dossiers a list holds."""
        query = select(func.count()).select_from(dossiers).where(*_conditions(wanted or DossierFilter()))
        return self._connection.execute(query).scalar_one()

    def recent(self, actor: str, limit: int = 5) -> list[DossierLine]:
        """Return the last dossiers a clerk accepted (Vừa tiếp nhận), newest first."""
        query = (
            select(_COLUMNS)
            .select_from(dossiers)
            .where(dossiers.c.received_actor == actor, dossiers.c.recorded_at.is_not(None))
            .order_by(dossiers.c.recorded_at.desc(), dossiers.c.row.desc())
            .limit(limit)
        )
        return self._lines(query)

    def of_session(self, session: UUID) -> list[DossierLine]:
        """Return the dossiers of one receiving session, in the order they were accepted."""
        query = select(_COLUMNS).select_from(dossiers).where(dossiers.c.session == session).order_by(dossiers.c.row)
        return self._lines(query)

    def of_person(self, key: str, limit: int = 50) -> list[DossierLine]:
        """Return the dossiers a person stands on, newest first. key: as ``PersonFound.key``."""
        query = (
            select(_COLUMNS)
            .select_from(dossiers)
            .where(dossiers.c.id.in_(select(people.c.dossier).where(people.c.person_key == key)))
            .order_by(dossiers.c.row.desc())
            .limit(limit)
        )
        return self._lines(query)

    def open_of_person(
        self, id_number: str, procedure_code: str, *, since: datetime | None = None
    ) -> list[DossierLine]:
        """Return a person's dossiers of one procedure that are still open, or accepted since a moment; newest first."""
        number = compact_id(id_number)
        if not number:
            return []
        theirs = select(people.c.dossier).where(numbered(number))
        standing: ColumnElement[bool] = dossiers.c.open
        if since is not None:
            standing = or_(standing, and_(dossiers.c.received_at >= since, ~dossiers.c.voided))
        query = (
            select(_COLUMNS)
            .select_from(dossiers)
            .where(dossiers.c.id.in_(theirs), dossiers.c.procedure_code == national_code(procedure_code), standing)
            .order_by(dossiers.c.row.desc())
        )
        return self._lines(query)

    def search(self, typed: str, limit: int = 50) -> list[DossierLine]:
        """Return dossiers for what a person typed: a code, then last digits of numbers, then words; newest first.

        Words that match with the marks typed come before those that match without.
        """
        return search_dossiers(self._connection, typed, limit)

    def _folded(self, condition: ColumnElement[bool]) -> Iterator[Dossier]:
        query = (
            select(folded_dossiers.c.folded)
            .join(dossiers, dossiers.c.row == folded_dossiers.c.row)
            .where(condition)
            .order_by(dossiers.c.own.desc(), dossiers.c.row.desc())
        )
        return map(Dossier.model_validate_json, self._connection.execute(query).scalars().all())

    def _lines(self, query: Select[*tuple[Any, ...]]) -> list[DossierLine]:
        return list(map(DossierLine, self._connection.execute(query)))


def _key_of(line: DossierLine, order: Order) -> PageKey:
    return (moment_text(line.listed_at) if order is Order.NEWEST else line.due_key, line.row)


def _conditions(wanted: DossierFilter) -> list[ColumnElement[bool]]:
    c = dossiers.c
    conditions: list[ColumnElement[bool]] = []
    for column, bare, value in ((c.open, _OPEN, wanted.open), (c.voided, _VOIDED, wanted.voided)):
        if value is not None:
            conditions.append(bare if value else column.is_(False))
    if wanted.flagged is not None:
        conditions.append(c.open_flags > 0 if wanted.flagged else c.open_flags == 0)
    if wanted.settled:
        conditions.append(c.id.in_(select(events.c.subject).where(events.c.kind == Settled.KIND)))
    if wanted.states:
        conditions.append(c.state.in_(sorted(int(state) for state in wanted.states)))
    for column, values in (
        (c.procedure_code, wanted.procedure_codes),
        (c.field, wanted.fields),
        (c.unit, wanted.units),
        (c.channel, wanted.channels),
    ):
        if values:
            conditions.append(column.in_(sorted(values)))
    if wanted.received_actor is not None:
        conditions.append(c.received_actor == wanted.received_actor)
    for column, first, before in (
        (c.listed_at, wanted.listed_from, wanted.listed_before),
        (c.received_at, wanted.received_from, wanted.received_before),
        (c.due_at, wanted.due_from, wanted.due_before),
        (c.finished_at, wanted.finished_from, wanted.finished_before),
        (c.returned_at, wanted.returned_from, wanted.returned_before),
        (c.late_from, None, wanted.late_before),
    ):
        if first is not None:
            conditions.append(column >= first)
        if before is not None:
            conditions.append(column < before)
    return conditions
