"""What imports changed in the catalogue, and what of it a person has read."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, select, update
from sqlalchemy import insert as plain_insert

from desk_app.domain.codes import national_code
from desk_app.models.tables import CatalogueChangeRow

changes: Table = CatalogueChangeRow.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class CatalogueChange:
    """What an import changed. change: ``new``, ``amended``, ``abolished``; fields: names that differ."""

    national_code: str
    change: str
    from_ordinal: int | None
    to_ordinal: int | None
    fields: tuple[str, ...]
    effective_from: date | None
    source: str
    noted_at: datetime
    id: int = 0
    read_at: datetime | None = None


class Changes:
    """What imports changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def unread(self, limit: int = 1000) -> list[CatalogueChange]:
        """Return changes nobody has read, oldest first."""
        return self._read(select(changes).where(changes.c.read_at.is_(None)).order_by(changes.c.id).limit(limit))

    def unread_count(self) -> int:
        """Return how many changes nobody has read."""
        query = select(func.count()).select_from(changes).where(changes.c.read_at.is_(None))
        return self._connection.execute(query).scalar_one()

    def of(self, code: str) -> list[CatalogueChange]:
        """Return every change of a procedure, oldest first."""
        query = select(changes).where(changes.c.national_code == national_code(code)).order_by(changes.c.id)
        return self._read(query)

    def latest(self, limit: int = 1000) -> list[CatalogueChange]:
        """Return the last changes, newest first."""
        return self._read(select(changes).order_by(changes.c.id.desc()).limit(limit))

    def _read(self, query: Any) -> list[CatalogueChange]:
        rows = self._connection.execute(query).mappings()
        return [CatalogueChange(**{**row, "fields": tuple(json.loads(row["fields"]))}) for row in rows]


class EditableChanges(Changes):
    """Changes inside a write transaction."""

    def add(self, change: CatalogueChange) -> None:
        """Note a change; its id is given by the store."""
        self._connection.execute(
            plain_insert(changes),
            {
                "national_code": national_code(change.national_code),
                "change": change.change,
                "from_ordinal": change.from_ordinal,
                "to_ordinal": change.to_ordinal,
                "fields": json.dumps(change.fields, ensure_ascii=False),
                "effective_from": change.effective_from,
                "source": change.source,
                "noted_at": change.noted_at,
                "read_at": change.read_at,
            },
        )

    def mark_read(self, ids: list[int], *, now: datetime) -> None:
        """Note that a person has read changes."""
        self._connection.execute(
            update(changes).where(changes.c.id.in_(ids)).values(read_at=bindparam("at")), {"at": now}
        )
