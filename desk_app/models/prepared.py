"""Statements of the registering path, compiled once and sent as text, at little more than the driver's cost."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.expression import Executable

_DIALECT = sqlite.dialect(paramstyle="named")

Values = Mapping[str, object]


class Prepared:
    """A Core statement as text. Values go in as they are (the driver adapts UUIDs and moments), rows come out raw."""

    def __init__(self, statement: Executable, columns: Sequence[str] | None = None) -> None:
        """Compile; columns: those an INSERT sets, all for None."""
        keys = list(columns) if columns is not None else None
        self._text = str(statement.compile(dialect=_DIALECT, column_keys=keys))  # type: ignore[attr-defined]

    def run(
        self, connection: Connection, values: Values | Sequence[Values] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Execute, once or for many."""
        parameters: Any = values if values is not None else {}
        return connection.exec_driver_sql(self._text, parameters)

    def rows(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Return the rows of a question, as the driver gives them: for what is asked at every keystroke."""
        driver: Any = connection.connection.dbapi_connection
        found: list[tuple[Any, ...]] = driver.execute(self._text, values).fetchall()
        return found
