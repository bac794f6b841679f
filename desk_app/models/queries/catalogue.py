"""The catalogue: published versions, the office's layer over them, search as typed."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, select, text
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.sqlite import insert

from desk_app.domain.codes import national_code
from desk_app.domain.envelope import digest
from desk_app.domain.procedures import OfficeLayer, Procedure, ProcedureStatus
from desk_app.domain.text import alphabet_key, tone_key
from desk_app.domain.text import fold as folded
from desk_app.models.column_types import moment_of_text
from desk_app.models.prepared import Prepared
from desk_app.models.queries.full_text import folded_match, marked_match
from desk_app.models.tables import CatalogueRow, OfficeLayerRow, ProcedureVersionRow

versions: Table = ProcedureVersionRow.__table__  # type: ignore[assignment]
catalogue: Table = CatalogueRow.__table__  # type: ignore[assignment]
layers: Table = OfficeLayerRow.__table__  # type: ignore[assignment]

_VERSION_COLUMNS = [column.name for column in versions.c if column.name != "payload"]
_CURRENT = Prepared(
    select(*(versions.c[name] for name in _VERSION_COLUMNS))
    .join(
        catalogue,
        (catalogue.c.national_code == versions.c.national_code) & (catalogue.c.ordinal == versions.c.ordinal),
    )
    .where(catalogue.c.national_code == bindparam("of"))
)
_PAYLOAD = Prepared(
    select(versions.c.payload).where(
        versions.c.national_code == bindparam("of"), versions.c.ordinal == bindparam("of_ordinal")
    )
)
_READ: dict[str, Procedure] = {}
"""Procedures by the digest of their text: the same few are registered all day."""
_MOST_READ = 128
_LAYER = Prepared(
    select(layers.c.layer, layers.c.source_ordinal, layers.c.stale).where(layers.c.national_code == bindparam("of"))
)
_LINE_COLUMNS = (
    "national_code", "ordinal", "code", "name", "short_name", "field", "status", "listed", "favourite",
)  # fmt: skip
_SHOWN = ", ".join(f'catalogue."{name}"' for name in _LINE_COLUMNS)
_RANKED_SQL = """
SELECT {columns} FROM (
    SELECT rowid AS place, bm25(procedure_search, 0.5, 12.0, 4.0, 1.0) AS score
    FROM procedure_search WHERE procedure_search MATCH :plain
) AS found
JOIN catalogue ON catalogue."row" = found.place
WHERE (NOT :listed_only OR catalogue.listed)
ORDER BY catalogue.listed DESC, {with_marks}score, catalogue.name_key LIMIT :limit
"""
"""Weights of the index's columns: marked, daily (short name, daily words), name, other (code, field, keywords);
the better the score, the lower."""
_RANKED = Prepared(text(_RANKED_SQL.format(columns=_SHOWN, with_marks="")))
_RANKED_WITH_MARKS = Prepared(
    text(
        _RANKED_SQL.format(
            columns=_SHOWN,
            with_marks="place IN (SELECT rowid FROM procedure_search WHERE procedure_search MATCH :marked) DESC, ",
        )
    )
)
_SHOWN_COLUMNS = [column.name for column in catalogue.c if column.name != "row"]
_put = insert(catalogue)
_SHOW = Prepared(
    _put.on_conflict_do_update(
        index_elements=["national_code"], set_={name: _put.excluded[name] for name in _SHOWN_COLUMNS}
    ).returning(catalogue.c.row),
    _SHOWN_COLUMNS,
)
_UNINDEX = Prepared(text("DELETE FROM procedure_search WHERE rowid = :row"))
_INDEX = Prepared(
    text(
        "INSERT INTO procedure_search (rowid, marked, daily, name, other) VALUES (:row, :marked, :daily, :name, :other)"
    )
)
_LAST_ORDINAL = Prepared(select(func.max(versions.c.ordinal)).where(versions.c.national_code == bindparam("of")))


@dataclass(frozen=True, slots=True)
class ProcedureVersion:
    """A published version and its place in the store. ordinal: from 1 in its national code."""

    national_code: str
    ordinal: int
    procedure: Procedure
    digest: str
    source: str
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """A procedure as lists show it. code: as published; short_name: the office's, or "" where it gave none."""

    national_code: str
    ordinal: int
    code: str
    name: str
    short_name: str
    field: str
    status: ProcedureStatus
    listed: bool
    favourite: int | None


@dataclass(frozen=True, slots=True)
class LayerRecord:
    """The office's layer of a procedure. stale: parts of its source that changed since the office looked at it."""

    layer: OfficeLayer
    source_ordinal: int | None
    stale: tuple[str, ...]


class Procedures:
    """Questions about published procedures. Codes are taken in any form; the national part identifies."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def current(self, code: str) -> ProcedureVersion | None:
        """Return the version last imported."""
        found = _CURRENT.row(self._connection, {"of": national_code(code)})
        if found is None:
            return None
        row = dict(zip(_VERSION_COLUMNS, found, strict=True))
        return _version({**row, "imported_at": moment_of_text(row["imported_at"])}, self._procedure(row))

    def version(self, code: str, ordinal: int) -> ProcedureVersion | None:
        """Return one version."""
        return self._one(
            select(versions).where(versions.c.national_code == national_code(code), versions.c.ordinal == ordinal)
        )

    def versions(self, code: str) -> list[ProcedureVersion]:
        """Return every version of a code, oldest first."""
        rows = self._connection.execute(
            select(versions).where(versions.c.national_code == national_code(code)).order_by(versions.c.ordinal)
        )
        return [_version(row) for row in rows.mappings()]

    def line(self, code: str) -> ProcedureLine | None:
        """Return a procedure as lists show it."""
        return next(iter(self._lines(select(catalogue).where(catalogue.c.national_code == national_code(code)))), None)

    def count(self, *, listed_only: bool = False) -> int:
        """Return how many procedures there are."""
        query = select(func.count()).select_from(catalogue)
        return self._connection.execute(query.where(catalogue.c.listed) if listed_only else query).scalar_one()

    def favourites(self) -> list[ProcedureLine]:
        """Return the favourites, 1 to 9."""
        return self._lines(select(catalogue).where(catalogue.c.favourite.is_not(None)).order_by(catalogue.c.favourite))

    def page(
        self, *, listed_only: bool = False, field: str | None = None, after: str | None = None, limit: int = 200
    ) -> list[ProcedureLine]:
        """Return procedures in alphabetical order, by key. after: the national code of the last line shown."""
        query = select(catalogue).order_by(catalogue.c.name_key, catalogue.c.row).limit(limit)
        if listed_only:
            query = query.where(catalogue.c.listed)
        if field is not None:
            query = query.where(catalogue.c.field == field)
        if after is not None:
            last = select(catalogue.c.name_key, catalogue.c.row).where(catalogue.c.national_code == after)
            place = self._connection.execute(last).first()
            if place is not None:
                query = query.where(
                    (catalogue.c.name_key > place.name_key)
                    | ((catalogue.c.name_key == place.name_key) & (catalogue.c.row > place.row))
                )
        return self._lines(query)

    def fields(self, *, listed_only: bool = False) -> list[str]:
        """Return the fields (lĩnh vực) procedures stand in."""
        query = select(catalogue.c.field).distinct().where(catalogue.c.field != "")
        found = self._connection.execute(query.where(catalogue.c.listed) if listed_only else query).scalars()
        return sorted(found, key=alphabet_key)

    def last_import(self) -> datetime | None:
        """Return when the catalogue last changed."""
        return self._connection.execute(select(versions.c.imported_at).order_by(versions.c.imported_at.desc())).scalar()

    def search(self, typed: str, *, listed_only: bool = False, limit: int = 50) -> list[ProcedureLine]:
        """Return procedures for words, daily words, a field or a code; the office's own list first.

        Within each, what matches the typed marks first, then by where the words stand (short name, name, other).
        """
        found: dict[str, ProcedureLine] = {}
        # A code has digits; words alone need not be looked up as one.
        exact = self.line(typed.strip()) if any(char.isdecimal() for char in typed) else None
        if exact is not None and (exact.listed or not listed_only):
            found[exact.national_code] = exact
        marked, plain = marked_match(typed), folded_match(typed)
        for line in self._ranked(plain, limit, listed_only=listed_only, marked=marked) if plain else []:
            found.setdefault(line.national_code, line)
        return list(found.values())[:limit]

    def _ranked(self, plain: str, limit: int, *, listed_only: bool, marked: str) -> list[ProcedureLine]:
        values: dict[str, object] = {
            "plain": f"{{daily name other}} : ({plain})",
            "listed_only": listed_only,
            "limit": limit,
        }
        if marked:
            values["marked"] = f"marked : ({marked})"
        rows = (_RANKED_WITH_MARKS if marked else _RANKED).rows(self._connection, values)
        return [_line(*row) for row in rows]

    def _one(self, query: Any) -> ProcedureVersion | None:
        row = self._connection.execute(query).mappings().first()
        return None if row is None else _version(row)

    def _procedure(self, row: dict[str, Any]) -> Procedure:
        """Return the procedure of a version; its text, often long, is read the first time only."""
        known = _READ.get(row["digest"])
        if known is None:
            asked = {"of": row["national_code"], "of_ordinal": row["ordinal"]}
            known = Procedure.model_validate_json(_PAYLOAD.value(self._connection, asked))
            if len(_READ) >= _MOST_READ:
                _READ.clear()
            _READ[row["digest"]] = known
        return known

    def _lines(self, query: Any) -> list[ProcedureLine]:
        return [_line(*(row[name] for name in _LINE_COLUMNS)) for row in self._connection.execute(query).mappings()]


class Layers:
    """The office's layers, by procedure code in any form."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, code: str) -> OfficeLayer:
        """Return the office's layer; an empty one where the office said nothing."""
        record = self.record(code)
        return record.layer if record else OfficeLayer()

    def record(self, code: str) -> LayerRecord | None:
        """Return the layer with what is stale in it."""
        row = _LAYER.row(self._connection, {"of": national_code(code)})
        return None if row is None else _layer_record(*row)

    def all(self) -> dict[str, LayerRecord]:
        """Return every layer by national code."""
        rows = self._connection.execute(select(layers).order_by(layers.c.national_code))
        return {row.national_code: _layer_record(row.layer, row.source_ordinal, row.stale) for row in rows}


class EditableProcedures(Procedures):
    """The catalogue inside a write transaction."""

    def add_version(
        self, procedure: Procedure, *, source: str, imported_at: datetime, ordinal: int | None = None
    ) -> ProcedureVersion:
        """Add a version, which becomes the current one; the very same text as the current one adds nothing."""
        payload = procedure.model_dump_json()
        hashed = digest(payload)
        national = national_code(procedure.code)
        current = self.current(national)
        if current is not None and current.digest == hashed:
            return current
        place = ordinal or (_LAST_ORDINAL.value(self._connection, {"of": national}) or 0) + 1
        self._connection.execute(
            plain_insert(versions),
            {
                "national_code": national,
                "ordinal": place,
                "code": procedure.code,
                "payload": payload,
                "digest": hashed,
                "decision": procedure.decision,
                "status": procedure.status.value,
                "effective_from": procedure.effective_from,
                "effective_to": procedure.effective_to,
                "source": source,
                "imported_at": imported_at,
            },
        )
        layer = Layers(self._connection).get(national)
        show(self._connection, procedure, place, layer)
        return ProcedureVersion(national, place, procedure, hashed, source, imported_at)


class EditableLayers(Layers):
    """The office's layers inside a write transaction."""

    def set(
        self,
        code: str,
        layer: OfficeLayer,
        *,
        now: datetime,
        source_ordinal: int | None = None,
        stale: tuple[str, ...] = (),
    ) -> None:
        """Set the layer of a procedure. source_ordinal: the version it was made on, the current one for None."""
        national = national_code(code)
        current = Procedures(self._connection).current(national)
        if source_ordinal is None and current is not None:
            source_ordinal = current.ordinal
        values = {
            "national_code": national,
            "layer": layer.model_dump_json(),
            "source_ordinal": source_ordinal,
            "stale": json.dumps(stale, ensure_ascii=False),
            "changed_at": now,
        }
        self._connection.execute(
            insert(layers).on_conflict_do_update(index_elements=["national_code"], set_=values).values(values)
        )
        if current is not None:
            show(self._connection, current.procedure, current.ordinal, layer)


def show(connection: Connection, procedure: Procedure, ordinal: int, layer: OfficeLayer) -> None:
    """Replace what lists and search know of a procedure."""
    national = national_code(procedure.code)
    values = {
        "national_code": national,
        "ordinal": ordinal,
        "code": procedure.code,
        "name": procedure.name,
        "short_name": layer.short_name,
        "field": procedure.field,
        "status": procedure.status.value,
        "listed": layer.listed,
        "favourite": layer.favourite,
        "name_key": alphabet_key(layer.short_name or procedure.name),
    }
    row = _SHOW.value(connection, values)
    _UNINDEX.run(connection, {"row": row})
    daily = " ".join((layer.short_name, *layer.daily_words))
    other = " ".join((procedure.code, procedure.field, *procedure.keywords))
    _INDEX.run(
        connection,
        {
            "row": row,
            "marked": tone_key(f"{daily} {procedure.name} {procedure.field}"),
            "daily": folded(daily),
            "name": folded(procedure.name),
            "other": folded(other),
        },
    )


@lru_cache(maxsize=128)
def _layer(text: str) -> OfficeLayer:
    return OfficeLayer.model_validate_json(text)


def _version(row: Any, procedure: Procedure | None = None) -> ProcedureVersion:
    return ProcedureVersion(
        national_code=row["national_code"],
        ordinal=row["ordinal"],
        procedure=procedure or Procedure.model_validate_json(row["payload"]),
        digest=row["digest"],
        source=row["source"],
        imported_at=row["imported_at"],
    )


_STATUSES = {status.value: status for status in ProcedureStatus}


def _line(
    national: str,
    ordinal: int,
    code: str,
    name: str,
    short_name: str,
    field: str,
    status: str,
    listed: object,
    favourite: int | None,
) -> ProcedureLine:
    """Read a raw row of ``_LINE_COLUMNS``."""
    known = _STATUSES[status]
    return ProcedureLine(national, ordinal, code, name, short_name, field, known, bool(listed), favourite)


def _layer_record(layer: str, source_ordinal: int | None, stale: str) -> LayerRecord:
    return LayerRecord(layer=_layer(layer), source_ordinal=source_ordinal, stale=tuple(json.loads(stale)))
