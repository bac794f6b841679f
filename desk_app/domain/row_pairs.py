"""Pair the rows of two versions of a list: what stayed, what was reworded, what went and what came."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from desk_app.domain.text import tone_key

Row = TypeVar("Row")

_SIMILAR = 0.75
_MOST_COMPARED = 200
"""Characters of a row looked at when searching what became of it."""


def paired(
    old: Sequence[Row],
    new: Sequence[Row],
    key: Callable[[Row], str],
    similar: Callable[[Row], str] | None = None,
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Return (pairs, rows gone, rows come), each in the order of its list.

    key: rows with equal keys are the same row. similar: the text by whose likeness rows left over are paired as one row
    reworded; None pairs none of them.
    """
    waiting: defaultdict[str, list[Row]] = defaultdict(list)
    for row in new:
        waiting[key(row)].append(row)
    pairs: list[tuple[Row, Row]] = []
    gone: list[Row] = []
    for row in old:
        same = waiting.get(key(row))
        if same:
            pairs.append((row, same.pop(0)))
        else:
            gone.append(row)
    come = [row for rows in waiting.values() for row in rows]
    if similar is not None:
        for row in list(gone):
            match = _likest(similar(row), come, similar)
            if match is not None:
                pairs.append((row, match))
                gone.remove(row)
                come.remove(match)
    return pairs, gone, come


def _likest(text: str, rows: Iterable[Row], similar: Callable[[Row], str]) -> Row | None:
    """Return the row whose text is most like the given one, if it is like enough to be the same row reworded."""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(tone_key(text)[:_MOST_COMPARED])
    best: Row | None = None
    best_ratio = _SIMILAR
    for row in rows:
        matcher.set_seq1(tone_key(similar(row))[:_MOST_COMPARED])
        if matcher.real_quick_ratio() > best_ratio and matcher.quick_ratio() > best_ratio:
            ratio = matcher.ratio()
            if ratio > best_ratio:
                best, best_ratio = row, ratio
    return best
