"""Statements over many ids that stay one text and one value, however many they are."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Dialect, any_, literal
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
