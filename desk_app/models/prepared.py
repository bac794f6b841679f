"""Statements of the registering path and of what is asked at every keystroke, compiled once, at the driver's cost."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import Executable
from sqlcipher3 import dbapi2

_DIALECT = sqlite.dialect(paramstyle="named")

Values = Mapping[str, object]
_NONE: Values = {}


class Prepared:
    """A Core statement as text, sent on the driver's connection inside SQLAlchemy's transaction.

    Values go in as they are (the driver adapts UUIDs and moments), rows come out raw. What fails is raised as
    SQLAlchemy's error of the same kind, without the values, which are people's.
    """

    def __init__(self, statement: Executable, columns: Sequence[str] | None = None) -> None:
        """Compile; columns: those an INSERT sets, all for None."""
        keys = list(columns) if columns is not None else None
        self._text = str(statement.compile(dialect=_DIALECT, column_keys=keys))  # type: ignore[attr-defined]

    def run(self, connection: Connection, values: Values = _NONE) -> int:
        """Make a change; return the place (rowid) of the row it inserted."""
        place: int = self._sent(connection, values).lastrowid
        return place

    def run_for_each(self, connection: Connection, values: Sequence[Values]) -> None:
        """Make a change for each of many rows."""
        try:
            _driver(connection).executemany(self._text, values)
        except dbapi2.Error as error:
            raise self._said(error) from error

    def rows(self, connection: Connection, values: Values = _NONE) -> list[tuple[Any, ...]]:
        """Return the rows of a question, as the driver gives them."""
        found: list[tuple[Any, ...]] = self._sent(connection, values).fetchall()
        return found

    def row(self, connection: Connection, values: Values = _NONE) -> tuple[Any, ...] | None:
        """Return the first row of a question, None where there is none."""
        cursor = self._sent(connection, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
        # A question left half-read would hold its snapshot open.
        cursor.close()
        return found

    def value(self, connection: Connection, values: Values = _NONE) -> Any:
        """Return the first column of the first row, None where there is none."""
        found = self.row(connection, values)
        return None if found is None else found[0]

    def _sent(self, connection: Connection, values: Values) -> Any:
        """Send the statement; return the driver's cursor."""
        try:
            return _driver(connection).execute(self._text, values)
        except dbapi2.Error as error:
            raise self._said(error) from error

    def _said(self, error: Exception) -> BaseException:
        return DBAPIError.instance(self._text, None, error, dbapi2.Error, hide_parameters=True)


def _driver(connection: Connection) -> Any:
    """Return the driver's connection, which ships no types."""
    return connection.connection.dbapi_connection
