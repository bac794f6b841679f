"""Print the speed table: ours, the floor, their ratio and the aim, every figure measured in this very run."""

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from benchmarks import book, lists, registration, report06a, search, slip, sync, window
from benchmarks.measure import Figure

BENCHMARKS: dict[str, Callable[[], Iterator[Figure]]] = {
    "registration": registration.figures,
    "search": search.figures,
    "lists": lists.figures,
    "report06a": report06a.figures,
    "book": book.figures,
    "slip": slip.figures,
    "sync": sync.figures,
    "window": window.figures,
}
_NAME, _MS = 42, 10


def table_head() -> str:
    """Return the head of the table."""
    head = f"{'':<{_NAME}}{'ours ms':>{_MS}}{'floor ms':>{_MS}}   ratio (min–max)      aim     "
    return f"{head}\n{'─' * 108}"


def table_line(figure: Figure) -> str:
    """Return one line of the table."""
    low, middle, high = figure.ratios
    aim = "" if figure.aim is None else f"≤ {figure.aim:g} {'✓' if figure.reached else '✗'}"
    spread = f"{middle:5.2f} ({low:.2f}–{high:.2f})"
    return (
        f"{figure.name:<{_NAME}}{median(figure.ours):{_MS}.2f}{median(figure.floor):{_MS}.2f}   {spread:<20} {aim:<8}"
        f"{figure.note}"
    )


def main() -> int:
    """Measure what is named, everything without a name; return 0 when it was measured, whether or not an aim is met."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"which: {', '.join(BENCHMARKS)}; all without one")
    parser.add_argument("--json", type=Path, metavar="F", help="write the figures there too")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.names) - set(BENCHMARKS))
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}")
    began = time.monotonic()
    print(table_head(), flush=True)
    figures = []
    for name, measure in BENCHMARKS.items():
        if name in arguments.names or not arguments.names:
            for figure in measure():
                print(table_line(figure), flush=True)
                figures.append(figure)
    print(f"\n{time.monotonic() - began:.0f} s; ratios are of rounds in turns, their median, lowest and highest")
    if arguments.json:
        about = {"python": platform.python_version(), "machine": platform.machine()}
        report = {**about, "figures": [figure.as_json() for figure in figures]}
        arguments.json.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
