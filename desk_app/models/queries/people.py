"""People known from earlier dossiers ("once only"): found by last digits of a number, or by name."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, literal_column, or_, select, text

from desk_app.domain.people import Person, compact_id, normalise_phone
from desk_app.models.column_types import moment_of_text
from desk_app.models.prepared import Prepared
from desk_app.models.projection import people
from desk_app.models.queries.dossier_search import TAIL_DIGITS
from desk_app.models.queries.full_text import folded_match, marked_match

_CANDIDATES = 400
"""Index hits looked at for a name; the same person often stands on many dossiers."""


_NAMED = Prepared(
    text(
        'SELECT person_key, "row" FROM people_seen WHERE "row" IN ('
        " SELECT rowid FROM people_search WHERE people_search MATCH :match ORDER BY rowid DESC LIMIT :limit"
        ') ORDER BY seen_at DESC, "row" DESC'
    )
)
_PEOPLE_AT = Prepared(
    text(
        'SELECT "row", person, seen_at, dossier FROM people_seen WHERE "row" IN (SELECT value FROM json_each(:wanted))'
    )
)


@dataclass(frozen=True, slots=True)
class PersonFound:
    """A person as last seen. key: who they are taken to be; dossier: where they were last seen."""

    key: str
    person: Person
    last_seen: datetime
    dossier: UUID


class People:
    """Questions about people, in one snapshot."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_id_number(self, number: str) -> PersonFound | None:
        """Return who has a document number."""
        compact = compact_id(number)
        if not compact:
            return None
        return next(iter(self._latest(numbered(compact), 1)), None)

    def search(self, typed: str, limit: int = 20) -> list[PersonFound]:
        """Return people by the last four or more digits of a document or phone, or by beginnings of name words.

        Last seen first; names that match the typed marks before those that match without.
        """
        digits = compact_id(typed)
        if digits.lstrip("+").isdecimal():
            if len(digits) < TAIL_DIGITS:
                return []
            return self._latest(or_(_ends(people.c.id_reversed, digits), _ends_phone(typed, digits)), limit)
        found: dict[str, PersonFound] = {}
        marked, plain = marked_match(typed), folded_match(typed)
        for match in (f"marked : ({marked})" if marked else "", f"folded : ({plain})" if plain else ""):
            if match and len(found) < limit:
                for person in self._named(match, limit):
                    found.setdefault(person.key, person)
        return list(found.values())[:limit]

    def _named(self, match: str, limit: int) -> list[PersonFound]:
        return self._once(_NAMED.rows(self._connection, {"match": match, "limit": _CANDIDATES}), limit)

    def _latest(self, condition: ColumnElement[bool], limit: int) -> list[PersonFound]:
        query = (
            select(people.c.person_key, people.c.row)
            .where(condition)
            .order_by(people.c.seen_at.desc(), people.c.row.desc())
            .limit(_CANDIDATES)
        )
        return self._once(self._connection.execute(query), limit)

    def _once(self, candidates: Iterable[Sequence[Any]], limit: int) -> list[PersonFound]:
        """Return each person of (key, row) once, as in the first row that has them."""
        first: dict[str, int] = {}
        for key, row in candidates:
            if len(first) >= limit:
                break
            first.setdefault(key, row)
        wanted = {"wanted": json.dumps(list(first.values()))}
        found = {row: rest for row, *rest in _PEOPLE_AT.rows(self._connection, wanted)}
        return [_person(key, *found[row]) for key, row in first.items()]


def numbered(id_number: str) -> ColumnElement[bool]:
    """Return the condition that a row of ``people_seen`` has this document number. id_number: compact, not empty."""
    # Its index leaves out people without a number; SQLite uses it only where the question says so too, in these words.
    return and_(people.c.id_reversed != literal_column("''"), people.c.id_reversed == id_number[::-1])


def _person(key: str, person: str, seen_at: str, dossier: str) -> PersonFound:
    return PersonFound(key, Person.model_validate_json(person), moment_of_text(seen_at), UUID(dossier))


def _ends(column: ColumnElement[str], digits: str) -> ColumnElement[bool]:
    start = digits[::-1]
    return and_(column != literal_column("''"), column >= start, column < start[:-1] + chr(ord(start[-1]) + 1))


def _ends_phone(typed: str, digits: str) -> ColumnElement[bool]:
    national = normalise_phone(typed)
    return _ends(people.c.phone_reversed, national if national.isdecimal() else digits.lstrip("+"))
