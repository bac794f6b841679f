"""What goes down beside events: procedures with what is settled of them, each item a row of matter with a position.

Province-wide matter is counted by the server's own counter, an office's by the office's; either row is locked first, so
that positions are dense and in commit order (``docs/protocol.md`` §6).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, cast, func, insert, literal_column, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB, distinct_on

from central_server.audit import AND, Act, note
from central_server.folding import speaks_of
from central_server.tables import matter, server
from desk_app.catalogue_files import CatalogueFile
from desk_app.catalogue_files.joining import joined
from desk_app.domain.codes import national_code
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.fees import FeeRule
from desk_app.domain.limits import TimeLimit, Unit
from desk_app.domain.procedure_diff import ChangeKind, ProcedureChange, diff
from desk_app.domain.procedures import Procedure, ProcedureStatus, UnitSettlement
from desk_app.sync.words import Item

sentences(
    web_procedure_unknown="Chưa công bố thủ tục {code}.",
    web_nothing_to_publish="Tệp không có gì khác với những gì đang công bố.",
)

PAGE = 100


@dataclass(frozen=True, slots=True)
class Planned:
    """A version to publish, and what it changes field by field. fees: the province's from now on, None = as before."""

    procedure: Procedure
    change: ProcedureChange
    fees: tuple[FeeRule, ...] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What publishing a file would do. unchanged: how many procedures stay as they are."""

    versions: tuple[Planned, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """A published procedure in a list. status: of its newest version."""

    key: str
    name: str
    field: str
    status: ProcedureStatus
    effective_from: str
    published_at: datetime
    published_by: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What the province has settled of a procedure: units where none was published, and its fees."""

    units: tuple[UnitSettlement, ...] = ()
    fee_rules: tuple[FeeRule, ...] = ()

    @property
    def value(self) -> dict[str, Any]:
        """Return it as it goes down."""
        units = [unit.model_dump(mode="json") for unit in self.units]
        return {"units": units, "fee_rules": [rule.model_dump(mode="json") for rule in self.fee_rules]}


@dataclass(frozen=True, slots=True)
class Published:
    """The newest version of a procedure, with what the province settled."""

    procedure: Procedure
    settled: Settled


def plan(connection: Connection, file: CatalogueFile, effective_from: date | None) -> Plan:
    """Work out what publishing a file would change. effective_from: of what is new or amended, None = as the file says.

    Of the office's workbook go down the procedures and the fees; short names, favourites and papers usually handed in
    are each office's own.
    """
    told = {national_code(procedure.code): procedure for procedure in reversed(file.procedures)}
    fees = {national_code(code): layer.fee_rules for code, layer in file.layers.items()}
    known = published(connection, list(told))
    versions: list[Planned] = []
    for code, procedure in reversed(told.items()):
        found = known.get(code)
        old = found.procedure if found else None
        kept = joined(old, procedure, file.kind)
        # A file that names no day says nothing against the day that was chosen when this was published.
        undated = kept.model_copy(update={"effective_from": kept.effective_from or (old and old.effective_from)})
        news = diff(old, undated)
        new_fees = fees.get(code) or None
        if new_fees is not None and found is not None and new_fees == found.settled.fee_rules:
            new_fees = None
        if news.kind is ChangeKind.UNCHANGED and not news.details_added:
            if new_fees is not None:
                versions.append(Planned(undated, news, new_fees))
            continue
        if effective_from is not None and kept.status is not ProcedureStatus.ABOLISHED:
            kept = kept.model_copy(update={"effective_from": effective_from})
        versions.append(Planned(kept, diff(old, kept), new_fees))
    return Plan(tuple(versions), len(told) - len(versions))


def publish(connection: Connection, by: str, versions: Iterable[Planned], now: datetime) -> int:
    """Publish versions to the whole province and return how many. Raises DeskError ``web_nothing_to_publish``."""
    versions = list(versions)
    if not versions:
        raise DeskError("web_nothing_to_publish")
    codes = [national_code(version.procedure.code) for version in versions]
    known = published(connection, codes)
    values = {}
    for code, version in zip(codes, versions, strict=True):
        before = known[code].settled if code in known else Settled()
        settled = before if version.fees is None else Settled(before.units, version.fees)
        values[code] = _value(version.procedure, settled, before)
    to_province(connection, by, Item.PROCEDURE, values, now)
    for code in codes:
        note(connection, now, by, Act.PUBLISHED, code)
    return len(versions)


def withdraw(connection: Connection, by: str, code: str, last_day: date, now: datetime) -> None:
    """End a procedure after a day. Raises DeskError ``web_procedure_unknown``."""
    found = _one(connection, code)
    ended = {"status": ProcedureStatus.ABOLISHED, "effective_to": last_day}
    procedure = found.procedure.model_copy(update=ended)
    to_province(connection, by, Item.PROCEDURE, {code: _value(procedure, found.settled, found.settled)}, now)
    note(connection, now, by, Act.WITHDRAWN, code)


def settle(connection: Connection, by: str, code: str, settled: Settled, now: datetime) -> None:
    """Publish what the province settled of a procedure. Raises DeskError ``web_procedure_unknown``."""
    found = _one(connection, code)
    to_province(connection, by, Item.PROCEDURE, {code: _value(found.procedure, settled, found.settled)}, now)
    note(connection, now, by, Act.PUBLISHED, AND.join((code, "settled")))


def unsettled(procedure: Procedure) -> list[UnitSettlement]:
    """Return the limits published without a unit, each once, as they would be settled in working days."""
    rows = {
        (row.channel, row.case, row.limit.text): UnitSettlement(
            channel=row.channel, case=row.case, text=row.limit.text, limit=with_unit(row.limit, Unit.WORKING_DAY)
        )
        for row in procedure.channels
        if row.limit.unit is Unit.MISSING
    }
    return list(rows.values())


def with_unit(limit: TimeLimit, unit: Unit) -> TimeLimit:
    """Return a published limit read in a unit."""
    return limit.model_copy(update={"unit": unit})


def published(connection: Connection, codes: Sequence[str]) -> dict[str, Published]:
    """Return the newest version of these procedures, by national code."""
    rows = connection.execute(
        select(matter.c.key, matter.c.value)
        .ext(distinct_on(matter.c.key))
        .where(matter.c.office.is_(None), matter.c.item == Item.PROCEDURE.value, matter.c.key.in_(codes))
        .order_by(matter.c.key, matter.c.position.desc())
    )
    return {key: _published(json.loads(value)) for key, value in rows}


def published_lines(connection: Connection, words: str = "", after: str = "") -> list[PublishedLine]:
    """Return a page of what is published, by code, and one line more where there is a next page."""
    told = cast(matter.c.value, JSONB)["procedure"]
    newest = (
        select(matter.c.key, matter.c.published_at, matter.c.published_by, told.label("told"))
        .ext(distinct_on(matter.c.key))
        .where(matter.c.office.is_(None), matter.c.item == Item.PROCEDURE.value, matter.c.key > after)
        .order_by(matter.c.key, matter.c.position.desc())
        .subquery()
    )
    part = {name: newest.c.told[name].astext for name in ("name", "field", "status", "effective_from")}
    query = select(
        newest.c.key, newest.c.published_at, newest.c.published_by, *(part[name].label(name) for name in part)
    )
    for word in words.split():
        query = query.where(or_(speaks_of(part["name"], word), speaks_of(newest.c.key, word)))
    rows = connection.execute(query.order_by(newest.c.key).limit(PAGE + 1))
    return [
        PublishedLine(
            row.key,
            row.name,
            row.field or "",
            ProcedureStatus(row.status),
            row.effective_from or "",
            row.published_at,
            row.published_by,
        )
        for row in rows
    ]


def counted(connection: Connection) -> int:
    """Return how many procedures were ever published."""
    found: int = connection.execute(
        select(func.count(matter.c.key.distinct())).where(
            matter.c.office.is_(None), matter.c.item == literal_column(f"'{Item.PROCEDURE.value}'")
        )
    ).scalar_one()
    return found


def _one(connection: Connection, code: str) -> Published:
    found = published(connection, [code]).get(code)
    if found is None:
        raise DeskError("web_procedure_unknown", code=code)
    return found


def _published(value: Mapping[str, Any]) -> Published:
    settled = value.get("settled") or {}
    units = tuple(UnitSettlement.model_validate(unit) for unit in settled.get("units", ()))
    fees = tuple(FeeRule.model_validate(rule) for rule in settled.get("fee_rules", ()))
    return Published(Procedure.model_validate(value["procedure"]), Settled(units, fees))


def _value(procedure: Procedure, settled: Settled, before: Settled) -> dict[str, Any]:
    """Return a version as it goes down: with what is settled, and what no longer is."""
    value: dict[str, Any] = {"procedure": procedure.model_dump(mode="json")}
    gone = Settled(
        tuple(unit for unit in before.units if unit not in settled.units),
        tuple(rule for rule in before.fee_rules if rule not in settled.fee_rules),
    )
    if settled.units or settled.fee_rules:
        value["settled"] = settled.value
    if gone.units or gone.fee_rules:
        value["taken_back"] = gone.value
    return value


def lock_province(connection: Connection) -> int:
    """Keep others from publishing until this is done; return the last position taken."""
    position: int = connection.execute(select(server.c.province_position).with_for_update()).scalar_one()
    return position


def to_province(connection: Connection, by: str, item: Item, values: Mapping[str, Any], now: datetime) -> None:
    """Send matter to every desk of the province. values: by key; of one key the last that was sent stands."""
    position = lock_province(connection)
    for key, value in values.items():
        position += 1
        add_matter(connection, by, None, position, item, key, value, now)
    connection.execute(update(server).values(province_position=position))


def add_matter(
    connection: Connection,
    by: str,
    office: UUID | None,
    position: int,
    item: Item,
    key: str,
    value: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write an item at a position that was taken under its counter's lock. office: None = of the whole province."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    connection.execute(
        insert(matter).values(
            office=office, position=position, item=item.value, key=key, value=text, published_at=now, published_by=by
        )
    )
