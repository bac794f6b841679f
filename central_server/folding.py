"""Text in the database as it is searched: without marks, in small letters, as ``domain.text.fold`` makes it."""

from sqlalchemy import ColumnElement, func, literal_column

from desk_app.domain.text import fold


def speaks_of(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """Tell whether a column holds a word, however either is marked or capitalised."""
    # Marks are taken off by decomposition; đ is a letter of its own, with nothing to take off.
    plain = func.regexp_replace(func.normalize(column, literal_column("NFD")), "[\u0300-\u036f]", "", "g")
    folded: ColumnElement[str] = func.lower(func.translate(plain, "\u0111\u0110", "dd"))
    return folded.contains(fold(word), autoescape=True)
