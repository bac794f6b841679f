"""Numbers of receipts for money (biên lai) as ranges, so that a heap of them can be checked against its stubs."""

import re
from collections import Counter
from collections.abc import Iterable

_NUMBERED = re.compile(r"(.*?)([0-9]+)", re.DOTALL)


def receipt_ranges(numbers: Iterable[str]) -> str:
    """Return ``0000123–0000125, 0000130`` for receipt numbers; those without a number at their end stand as they are.

    A range holds every number between its ends, each of the same width and behind the same letters; a number written
    more than once stands alone and says so: ``0000123 (2 lần)``. Empty ones are left out.
    """
    written = Counter(number for number in (one.strip() for one in numbers) if number)
    runs: list[list[str]] = []
    for number in sorted(written, key=_place):
        if runs and written[number] == 1 and written[runs[-1][0]] == 1 and _follows(runs[-1][-1], number):
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(_words(run, written[run[0]]) for run in runs)


def _words(run: list[str], times: int) -> str:
    if len(run) > 1:
        return f"{run[0]}–{run[-1]}"
    return f"{run[0]} ({times} lần)" if times > 1 else run[0]


def _follows(one: str, other: str) -> bool:
    (letters, number), (other_letters, other_number) = _parts(one), _parts(other)
    return bool(number) and (letters, len(number), int(number) + 1) == (
        other_letters,
        len(other_number),
        int(other_number or 0),
    )


def _place(number: str) -> tuple[str, int, int]:
    letters, digits = _parts(number)
    return (letters, len(digits), int(digits or 0))


def _parts(number: str) -> tuple[str, str]:
    found = _NUMBERED.fullmatch(number)
    return (found[1], found[2]) if found is not None else (number, "")
