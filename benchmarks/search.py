"""Search as typed against the bare FTS5 query and the fetch of its rows, through the driver alone."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Figure, in_turns, timed
from benchmarks.stores import MORNING, ROOT, bare, kept_folder, opened, sample, scratch
from desk_app.domain.people import compact_id
from desk_app.models.connection import DbapiConnection
from desk_app.models.queries.dossier_line import COLUMNS
from desk_app.models.queries.dossier_search import TAIL_DIGITS
from desk_app.models.queries.full_text import folded_match, marked_match
from desk_app.models.store import Store
from desk_app.services.accounts import Role, Session
from desk_app.services.catalogue import import_file

PORTAL_LIST = ROOT.parent / "shared" / "data" / "procedures" / "portal_list_2026-07.csv"
ADMINISTRATOR = Session("quantri", "PHẠM QUỐC TUẤN", Role.ADMINISTRATOR)
LIMIT = 50

_SHOWN = ", ".join(f'"{name}"' for name in COLUMNS)
_MATCHING = "SELECT rowid FROM dossier_search WHERE dossier_search MATCH ? ORDER BY rowid DESC LIMIT ?"
_ENDING = (
    "SELECT row FROM dossiers WHERE id IN (SELECT dossier FROM people_seen WHERE id_reversed <> '' AND id_reversed >= ?"
    " AND id_reversed < ? UNION SELECT dossier FROM people_seen WHERE phone_reversed <> '' AND phone_reversed >= ?"
    " AND phone_reversed < ?) ORDER BY row DESC LIMIT ?"
)
_ROWS = f"SELECT {_SHOWN} FROM dossiers WHERE row IN (SELECT value FROM json_each(?))"
_PROCEDURES = (
    "SELECT catalogue.* FROM (SELECT rowid AS place, bm25(procedure_search, 0.5, 12.0, 4.0, 1.0) AS score"
    " FROM procedure_search WHERE procedure_search MATCH ?) AS found JOIN catalogue ON catalogue.row = found.place"
    " ORDER BY catalogue.listed DESC, score, catalogue.name_key LIMIT ?"
)


@dataclass(frozen=True)
class _Query:
    """What is typed. aimed: it is one of the everyday searches the aim speaks of, not a single keystroke."""

    typed: str
    what: str
    aimed: bool = True


def figures(counts: tuple[int, ...] = (10_000, 200_000), rounds: int = 15) -> Iterator[Figure]:
    """Measure on stores of these sizes, then on the catalogue of the national portal's list where it is at hand."""
    with scratch():
        for count in counts:
            yield from of_store(kept_folder(count), f"{count:,}", rounds)
        if PORTAL_LIST.is_file():
            yield from of_catalogue(rounds)


def of_store(folder: Path, size: str, rounds: int) -> Iterator[Figure]:
    """Measure the searches of dossiers in one store."""
    with opened(folder) as store:
        connection = bare(folder, store.key, query_only=True)
        for query in _queries(connection):
            with store.reading() as rd:
                ours = rd.dossiers.search(query.typed, LIMIT)
            yield in_turns(
                f"search in {size}: {query.what}",
                _searching(store, query.typed),
                _floor(connection, query, {line.row for line in ours}),
                aim=1.5 if query.aimed else None,
                note=f"“{query.typed}”, {len(ours)} found",
                rounds=rounds,
            )
        connection.close()


def of_catalogue(rounds: int) -> Iterator[Figure]:
    """Measure the search of procedures with every published procedure in the store."""
    with scratch() as folder, sample(folder / "store") as store:
        import_file(store, ADMINISTRATOR, PORTAL_LIST, MORNING)
        connection = bare(store.folder, store.key, query_only=True)
        with store.reading() as rd:
            count = rd.procedures.count()
        for typed in ("khai sinh", "giấy khai sinh", "dang"):

            def ours(typed: str = typed) -> object:
                with store.reading() as rd:
                    return rd.procedures.search(typed, limit=LIMIT)

            match = f"{{daily name other}} : ({folded_match(typed)})"
            yield in_turns(
                f"search in {count:,} procedures",
                ours,
                lambda match=match: connection.execute(_PROCEDURES, (match, LIMIT)).fetchall(),  # type: ignore[misc]
                aim=1.5,
                note=f"“{typed}”, the best {LIMIT} by where the words stand",
                rounds=rounds,
            )
        connection.close()


def _queries(connection: DbapiConnection) -> tuple[_Query, ...]:
    """Return what a clerk types, taken from the store's own people."""
    rare, tail = connection.execute(
        "SELECT owner_name, substr(owner_id_number, -4) FROM dossiers GROUP BY owner_name"
        " ORDER BY count(*), row LIMIT 1"
    ).fetchone()
    (code,) = connection.execute(
        "SELECT code FROM dossiers ORDER BY row LIMIT 1 OFFSET (SELECT min(777, count(*) / 2) FROM dossiers)"
    ).fetchone()
    return (
        _Query("nguyễn thị", "common name"),
        _Query("nguyen thi", "common name, no marks"),
        _Query(rare.lower(), "rare full name"),
        _Query(code.split("-", 1)[1], "end of a code"),
        _Query(tail, "last 4 digits"),
        _Query("n", "one letter", aimed=False),
        _Query("ng", "two letters", aimed=False),
        _Query("nguyễn thị th", "three words begun", aimed=False),
    )


def _searching(store: Store, typed: str) -> Callable[[], object]:
    def ours() -> object:
        with store.reading() as rd:
            return rd.dossiers.search(typed, LIMIT)

    return ours


def _floor(connection: DbapiConnection, query: _Query, ours: set[int]) -> Callable[[], object]:
    """Return the bare search: the index (for digits, numbers' ends too), then the columns.

    The one match expression that finds the very dossiers of ours; where both do, with the marks typed and without,
    the quicker. Raises RuntimeError when ours found others.
    """
    marked, folded = marked_match(query.typed), folded_match(query.typed)
    matches = [f"marked : ({marked})"] if marked else []
    floors = [_bare_search(connection, query.typed, match) for match in (*matches, f"folded : ({folded})")]
    same = [floor for floor in floors if {row[0] for row in floor()} == ours]
    if not same:
        raise RuntimeError(f"search found other dossiers than the bare query: {query.typed}")
    return min(same, key=lambda floor: timed(floor, 20))


def _bare_search(connection: DbapiConnection, typed: str, match: str) -> Callable[[], list[tuple[object, ...]]]:
    digits = compact_id(typed)
    start = digits[::-1] if digits.isdecimal() and len(digits) >= TAIL_DIGITS else ""
    end = start[:-1] + chr(ord(start[-1]) + 1) if start else ""

    def found() -> list[tuple[object, ...]]:
        places = connection.execute(_MATCHING, (match, LIMIT)).fetchall()
        if start:
            places += connection.execute(_ENDING, (start, end, start, end, LIMIT)).fetchall()
        return connection.execute(_ROWS, (json.dumps([row for (row,) in places]),)).fetchall()

    return found
