"""A big store opened, paged and read, against the bare SQL of the same questions; what a person would feel is in ms."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import WALL, Figure, in_turns
from benchmarks.search import _SHOWN
from benchmarks.stores import bare, kept_folder, opened, scratch
from desk_app.models.queries.dossiers import DossierFilter

PAGE = 100
_PAGE = f"SELECT {_SHOWN} FROM dossiers WHERE voided IS 0 {{}} ORDER BY listed_at DESC, row DESC LIMIT {PAGE + 1}"


def figures(count: int = 200_000, rounds: int = 15) -> Iterator[Figure]:
    """Measure the store of this size."""
    with scratch():
        yield from of_store(kept_folder(count), f"{count:,}", rounds)


def of_store(folder: Path, size: str, rounds: int) -> Iterator[Figure]:
    """Measure opening, the first page, a page half-way down, one dossier."""
    with opened(folder) as store:
        key = store.key
        connection = bare(folder, key, query_only=True)
        half = connection.execute("SELECT count(*) / 2 FROM dossiers").fetchone()[0]
        place = connection.execute(
            "SELECT listed_at, row FROM dossiers ORDER BY listed_at DESC, row DESC LIMIT 1 OFFSET ?", (half,)
        ).fetchone()
        code = connection.execute("SELECT code FROM dossiers WHERE row = ?", (place[1],)).fetchone()[0]
        wanted = DossierFilter()

        def page(after: tuple[str, int] | None) -> object:
            with store.reading() as rd:
                return rd.dossiers.page(wanted, after=after, limit=PAGE)

        def dossier() -> object:
            with store.reading() as rd:
                return rd.dossiers.by_code(code)

        first, behind = _PAGE.format(""), _PAGE.format("AND (listed_at, row) < (?, ?)")
        one = (
            "SELECT folded FROM folded_dossiers JOIN dossiers USING (row) WHERE code = ?"
            " ORDER BY own DESC, row DESC LIMIT 1"
        )
        yield in_turns(
            f"first page of {size}",
            lambda: page(None),
            lambda: connection.execute(first).fetchall(),
            aim=None,
            note=f"{PAGE} lines",
            rounds=rounds,
        )
        yield in_turns(
            f"page behind {half:,}",
            lambda: page(place),
            lambda: connection.execute(behind, place).fetchall(),
            aim=None,
            note=f"{PAGE} lines, by key",
            rounds=rounds,
        )
        yield in_turns(
            f"one dossier of {size}",
            dossier,
            lambda: connection.execute(one, (code,)).fetchone(),
            aim=None,
            note="floor: its stored text, not read into a dossier",
            rounds=rounds,
        )
        connection.close()

    def open_and_close() -> None:
        opened(folder).close()

    yield in_turns(
        f"opening {size}",
        open_and_close,
        lambda: bare(folder, key).close(),
        aim=None,
        note="floor: the same file and key, bare",
        rounds=min(rounds, 7),
        clock=WALL,
    )
