"""Search as typed: a code, last digits of numbers, words with marks or without; asked at every keystroke."""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, text

from desk_app.domain.codes import parse_dossier_code
from desk_app.domain.people import compact_id
from desk_app.domain.text import clean_line
from desk_app.models.prepared import Prepared
from desk_app.models.queries.dossier_line import COLUMNS, DossierLine
from desk_app.models.queries.full_text import folded_match, marked_match

TAIL_DIGITS = 4
"""So many last digits of a phone or document number find a person or a dossier."""
_A_FULL_NAME = 3
"""Words; so many seldom match more dossiers than are shown."""

_SHOWN = ", ".join(f'dossiers."{name}"' for name in COLUMNS)
_WORDS = """
SELECT * FROM (
    SELECT rowid AS place FROM dossier_search
    WHERE dossier_search MATCH :match {but}
    ORDER BY rowid DESC LIMIT {limit}
)
"""
_BUT_KNOWN = "AND rowid NOT IN (SELECT value FROM json_each(:known))"
_ENDING = """
SELECT * FROM (
    SELECT "row" AS place FROM dossiers WHERE id IN (
        SELECT dossier FROM people_seen WHERE id_reversed <> '' AND id_reversed >= :start AND id_reversed < :end
        UNION
        SELECT dossier FROM people_seen
        WHERE phone_reversed <> '' AND phone_reversed >= :start AND phone_reversed < :end
    ) ORDER BY "row" DESC LIMIT {limit}
)
"""
_WITH_CODE = Prepared(
    text(f'SELECT {_SHOWN} FROM dossiers WHERE code = :code ORDER BY own DESC, dossiers."row"')  # noqa: S608
)
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")
_OWNER = COLUMNS.index("owner_name")
_NAMED = itemgetter(*map(COLUMNS.index, ("owner_name", "submitter_name", "summary", "procedure_name")))
_CONSONANTS = frozenset("bcdđfghjklmnpqrstvwxz")


class _Statements:
    """The statements of a search for so many lines.

    The limit stands in their text: a bound one makes SQLite prepare a statement anew each time, which takes longer
    than most searches.
    """

    def __init__(self, limit: int) -> None:
        found = f'SELECT {_SHOWN} FROM ({{}}) AS found CROSS JOIN dossiers ON dossiers."row" = found.place'  # noqa: S608
        words = _WORDS.format(but="", limit=int(limit))
        self.words = Prepared(text(found.format(words)))
        self.other_words = Prepared(text(found.format(_WORDS.format(but=_BUT_KNOWN, limit=int(limit)))))
        self.numbers = Prepared(text(found.format(f"{_ENDING.format(limit=int(limit))} UNION ALL {words}")))


_statements = lru_cache(maxsize=8)(_Statements)


def search_dossiers(connection: Connection, typed: str, limit: int) -> list[DossierLine]:
    """Return dossiers for what a person typed: a code, then last digits of numbers, then words; newest first.

    Words that match with the marks typed come before those that match without.
    """
    has_digit = _DIGIT.search(typed) is not None
    with_code: list[tuple[Any, ...]] = []
    if has_digit and _LETTER.search(typed):
        # Every code names its agency with a letter (H29…); its bare end is found by the index.
        code = parse_dossier_code(typed)
        with_code = _WITH_CODE.rows(connection, {"code": code.text if code else typed.strip().upper()})
    plain = folded_match(typed)
    if not plain:
        return _lines(with_code, limit)
    digits = compact_id(typed) if has_digit else ""
    statements = _statements(limit)
    if digits.isdecimal() and len(digits) >= TAIL_DIGITS:
        start = digits[::-1]
        values = {"match": f"folded : ({plain})", "start": start, "end": start[:-1] + chr(ord(start[-1]) + 1)}
        return _lines([*with_code, *statements.numbers.rows(connection, values)], limit)
    return _lines([*with_code, *_by_words(connection, statements, typed, plain, limit)], limit)


def _by_words(
    connection: Connection, statements: _Statements, typed: str, plain: str, limit: int
) -> list[tuple[Any, ...]]:
    """Return the rows that match the marks typed, then those that match without; each once."""
    folded = {"match": f"folded : ({plain})"}
    written = None if typed.isascii() else _Written.of(typed)
    if written is not None:
        found = statements.words.rows(connection, folded)
        if written.in_all(found):
            return found
    marked = "" if typed.isascii() else marked_match(typed)
    if not marked:
        return statements.words.rows(connection, folded)
    first = statements.words.rows(connection, {"match": f"marked : ({marked})"})
    if len(first) >= limit:
        return first
    values = {**folded, "known": json.dumps([row[0] for row in first])}
    return first + statements.other_words.rows(connection, values)


class _Written:
    """A full name as it was typed, to see in the rows themselves that each has it with these marks.

    The index then need not be asked a second time: what is found by the folded words and carries the marks in its
    names is in the order it is shown in. It says yes only where the index would; when in doubt it says no.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(f" {word}" for word in words)

    @classmethod
    def of(cls, typed: str) -> "_Written | None":
        """Return it for a full name; fewer words match so many that the index, asked for the marks, is done."""
        words = clean_line(typed).lower().split()
        return cls(words) if len(words) >= _A_FULL_NAME and all(word.isalpha() for word in words) else None

    def in_all(self, rows: Iterable[tuple[Any, ...]]) -> bool:
        """Tell whether every row has every word, the tone mark where it was typed."""
        return all(self._are_in(row[_OWNER]) or self._are_in(" ".join(_NAMED(row))) for row in rows)

    def _are_in(self, names: str) -> bool:
        names = f" {names} ".lower()
        return all(_begins_in(names, word) for word in self._words)


def _begins_in(names: str, word: str) -> bool:
    """Tell whether a word of the names begins so, and its last cluster of vowels goes on in no other vowel.

    A longer cluster (thú in thúy) carries its tone mark elsewhere in the index's key.
    """
    at = names.find(word)
    if at < 0 or word[-1] in _CONSONANTS:
        return at >= 0
    while at >= 0:
        following = names[at + len(word)]
        if following == " " or following in _CONSONANTS:
            return True
        at = names.find(word, at + 1)
    return False


def _lines(rows: Iterable[tuple[Any, ...]], limit: int) -> list[DossierLine]:
    """Return lines of raw rows, each once, at its first place."""
    once: dict[int, tuple[Any, ...]] = {}
    for row in rows:
        once.setdefault(row[0], row)
    return list(map(DossierLine, list(once.values())[:limit]))
