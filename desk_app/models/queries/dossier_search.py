"""Search as typed: a code, last digits of numbers, words with marks or without; asked at every keystroke."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, text

from desk_app.domain.codes import parse_dossier_code
from desk_app.domain.people import compact_id
from desk_app.domain.text import clean_line, tone_key
from desk_app.models.prepared import Prepared
from desk_app.models.queries.dossier_line import COLUMNS, DossierLine
from desk_app.models.queries.full_text import folded_match, marked_match

TAIL_DIGITS = 4
"""So many last digits of a phone or document number find a person or a dossier."""
_A_FULL_NAME = 3
"""Words; so many seldom match more dossiers than are shown."""
_FEW = 12
"""Rows; to judge more by their words takes as long as to ask the index."""

_SHOWN = ", ".join(f'dossiers."{name}"' for name in COLUMNS)
_WORDS = """
SELECT * FROM (
    SELECT rowid AS place FROM dossier_search
    WHERE dossier_search MATCH :match
    ORDER BY rowid DESC LIMIT {limit}
)
"""
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
_TOKEN = re.compile(r"[^\W_]+")
_CONSONANTS = frozenset("bcdđfghjklmnpqrstvwxz")


class _Statements:
    """The statements of a search for so many lines.

    The limit stands in their text: a bound one makes SQLite prepare a statement anew each time, which takes longer
    than most searches.
    """

    def __init__(self, limit: int) -> None:
        found = f'SELECT {_SHOWN} FROM ({{}}) AS found CROSS JOIN dossiers ON dossiers."row" = found.place'  # noqa: S608
        words, ending = (sql.format(limit=int(limit)) for sql in (_WORDS, _ENDING))
        self.words = Prepared(text(found.format(words)))
        self.numbers = Prepared(text(found.format(f"{ending} UNION ALL {words}")))


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
    return _lines([*with_code, *_by_words(connection, statements.words, typed, plain, limit)], limit)


def _by_words(connection: Connection, words: Prepared, typed: str, plain: str, limit: int) -> Iterable[tuple[Any, ...]]:
    """Return the rows that match the marks typed, then those that match without; one may come twice."""
    folded = {"match": f"folded : ({plain})"}
    if typed.isascii():
        return words.rows(connection, folded)
    found: list[tuple[Any, ...]] | None = None
    written = _Written.of(typed)
    if written is not None:
        found = words.rows(connection, folded)
        ordered = written.first(found, every_match=len(found) < limit)
        if ordered is not None:
            return ordered
    marked = marked_match(typed)
    first = words.rows(connection, {"match": f"marked : ({marked})"}) if marked else []
    if len(first) >= limit:
        return first
    return [*first, *(words.rows(connection, folded) if found is None else found)]


class _Written:
    """A full name with the marks typed, to tell from the rows themselves which are written so.

    The index need not be asked a second time then. A row is judged as the index judges it, by its names and words; the
    numbers of people, which have no marks, are left out.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = tuple(f" {word}" for word in words)

    @classmethod
    def of(cls, typed: str) -> "_Written | None":
        """Return it for a full name; fewer words match so many that the index, asked for the marks, is done."""
        words = clean_line(typed).lower().split()
        return cls(words) if len(words) >= _A_FULL_NAME and all(word.isalpha() for word in words) else None

    def first(self, rows: list[tuple[Any, ...]], *, every_match: bool) -> list[tuple[Any, ...]] | None:
        """Return the rows, those written so first; None where the index must tell.

        every_match: these are all that match without marks; if not, one behind them may be written so.
        """
        unlike = [row for row in rows if not (self._stand_in(row[_OWNER]) or self._stand_in(" ".join(_NAMED(row))))]
        if not unlike:
            return rows
        if not every_match or len(unlike) > _FEW:
            return None
        keys = [tone_key(word) for word in self._words]
        others = {row[0] for row in unlike if not _match(keys, " ".join(_NAMED(row)))}
        return [row for row in rows if row[0] not in others] + [row for row in rows if row[0] in others]

    def _stand_in(self, names: str) -> bool:
        """Tell whether the words stand so in the names, letter for letter: quick, and sure where it says yes."""
        names = f" {names} ".lower()
        return all(_begins_in(names, word) for word in self._words)


def _match(begun: Iterable[str], words: str) -> bool:
    """Tell whether every key begins a word's as in the index, wherever a tone mark is drawn."""
    keys = _TOKEN.findall(tone_key(words))
    return all(any(key.startswith(one) for key in keys) for one in begun)


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
