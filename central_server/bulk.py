"""Many rows and many ids at once: statements whose text stays the same, however many they are."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import ColumnElement, Connection, Dialect, Table, any_, literal
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import UserDefinedType


class _Ids(UserDefinedType[Iterable[UUID]]):
    """Ids as PostgreSQL writes an array; a parameter of that very type, so that it is read once, not for each row."""

    cache_ok = True
    render_bind_cast = True

    def get_col_spec(self, **_: Any) -> str:
        """Return the type as a cast names it."""
        return "UUID[]"

    def bind_processor(self, _dialect: Dialect) -> Callable[[Any], str]:
        """Return what writes ids down; they hold nothing that would have to be quoted."""
        return lambda ids: "{" + ",".join(map(str, ids)) + "}"


def among(column: ColumnElement[Any], ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Tell whether a column's id is one of these."""
    return column == any_(literal(ids, _Ids))


def copy_in(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows by COPY, in the transaction: half the time of as many INSERTs. rows: the same columns in each.

    Raises what SQLAlchemy raises for a statement.
    """
    names = list(rows[0])
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("not a connection of psycopg")
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([row[name] for name in names])
    except psycopg.Error as error:
        raise DBAPIError.instance("COPY", None, error, psycopg.Error, connection_invalidated=driver.closed) from None
