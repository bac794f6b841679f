"""Durable registration against the very same statements through the bare driver.

Every statement a registration sends is noted at the driver, with its values as the driver gets them, and replayed in
the same order on a copy of the store: same rows, same bytes, one commit each. That both end up alike is checked.
"""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlcipher3 import dbapi2

from benchmarks.measure import Figure, timed
from benchmarks.stores import CLERK, MORNING, bare, opened, sample, scratch
from desk_app.models.connection import DbapiConnection
from desk_app.models.store import STORE_FILE, Store
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.sample_files import sample_week

Statement = tuple[str, Any, bool]
"""The SQL, its values as the driver gets them, whether they are many rows."""


def figures(rounds: int = 12, a_round: int = 20) -> Iterator[Figure]:
    """Measure registrations in rounds of so many."""
    with scratch() as folder:
        with sample(folder / "ours"):
            pass
        yield from _of_office(folder, rounds, a_round)


def _of_office(folder: Path, rounds: int, a_round: int) -> Iterator[Figure]:
    with _noting(folder / "ours") as (store, noted):
        clones = [_clone(store, folder / name) for name in ("rows", "all")]
        rows_only, everything = clones
        commands = itertools.cycle([checked_receive(dossier.command) for dossier in sample_week()])
        moments = (MORNING + timedelta(seconds=second) for second in itertools.count(1))

        def register() -> None:
            receive(store, CLERK, next(commands), next(moments))

        def replay(connection: DbapiConnection, *, with_questions: bool) -> None:
            for statement, values, many in noted:
                if with_questions or _writes(statement):
                    _send(connection, statement, values, many)

        mine: list[float] = []
        rows: list[float] = []
        all_of_it: list[float] = []
        for place in range(rounds + 1):
            noted.clear()
            took = [
                timed(register, a_round),
                timed(lambda: replay(rows_only, with_questions=False)) / a_round,
                timed(lambda: replay(everything, with_questions=True)) / a_round,
            ]
            if place:  # the first round warms up
                for kept, one in zip((mine, rows, all_of_it), took, strict=True):
                    kept.append(one)
        statements = sum(1 for statement, _, _ in noted if statement != "COMMIT") // a_round
        _check_alike(store, clones)
        for clone in clones:
            clone.close()
    yield Figure(
        "durable registration", tuple(mine), tuple(rows), 2, "floor: the same rows, bytes and pragmas, bare driver"
    )
    yield Figure(
        "… and what it asks",
        tuple(mine),
        tuple(all_of_it),
        None,
        f"floor: all {statements} statements, questions too",
    )


def _clone(store: Store, folder: Path) -> DbapiConnection:
    """Copy a store as it stands; return a bare connection to the copy."""
    folder.mkdir()
    beside = bare(store.folder, store.key)
    beside.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    beside.close()
    shutil.copyfile(store.folder / STORE_FILE, folder / STORE_FILE)
    return bare(folder, store.key)


@contextmanager
def _noting(folder: Path) -> Iterator[tuple[Store, list[Statement]]]:
    """Open a store whose driver notes every statement; the noting itself, a microsecond each, is on our side."""
    noted: list[Statement] = []

    class NotingCursor(dbapi2.Cursor):  # type: ignore[misc]  # the driver ships no types
        def execute(self, statement: str, values: Any = ()) -> Any:
            noted.append((statement, values, False))
            return super().execute(statement, values)

        def executemany(self, statement: str, values: Any) -> Any:
            noted.append((statement, values, True))
            return super().executemany(statement, values)

    class NotingConnection(dbapi2.Connection):  # type: ignore[misc]
        def cursor(self) -> Any:
            return super().cursor(NotingCursor)

        def commit(self) -> None:
            noted.append(("COMMIT", (), False))
            super().commit()

    with patch.object(dbapi2, "connect", partial(dbapi2.connect, factory=NotingConnection)):
        store = opened(folder)
    with store:
        yield store, noted


def _writes(statement: str) -> bool:
    return not statement.lstrip().upper().startswith("SELECT")


def _send(connection: DbapiConnection, statement: str, values: Any, many: bool) -> None:
    if many:
        connection.executemany(statement, values)
    else:
        connection.execute(statement, values).fetchall()


def _check_alike(store: Store, clones: list[DbapiConnection]) -> None:
    """Refuse to give a figure whose floor did not do the same work."""
    questions = (
        "SELECT stream, last_seq, last_hash FROM streams ORDER BY stream",
        "SELECT id, code, folded FROM dossiers JOIN folded_dossiers USING (row) ORDER BY row",
        "SELECT id FROM print_queue ORDER BY id",
    )
    with store.reading() as rd:
        for question in questions:
            ours = [tuple(row) for row in rd.connection.exec_driver_sql(question)]
            for clone in clones:
                if clone.execute(question).fetchall() != ours:
                    raise RuntimeError(f"the floor did not write the same rows: {question}")
