"""The follow-up book of ten times as many lines: each line may take no longer. Rows, PDF and XLSX."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from benchmarks.measure import PROCESSOR, Figure, timed
from benchmarks.stores import CLERK, MORNING, kept_folder, opened, scratch
from desk_app.models.queries.book import BookRow
from desk_app.models.store import Store
from desk_app.services.follow_up_book import BookWanted, book_data, book_rows
from desk_app.services.office_lists import office_list
from desk_app.services.spreadsheets import book_sheet, workbook
from tools.many_dossiers import LAST_DAY

FEW, MANY = 5_000, 50_000


def figures(count: int = 200_000, few: int = FEW, many: int = MANY, rounds: int = 3) -> Iterator[Figure]:
    """Measure on the kept store of this size."""
    with scratch():
        yield from of_store(kept_folder(count), few, many, rounds)


def of_store(folder: Path, few: int, many: int, rounds: int) -> Iterator[Figure]:
    """Measure the newest lines; ours: the milliseconds of a line among many, the floor: of one among few."""
    with opened(folder) as store:
        short, long = _Book(store, few), _Book(store, many)
        for name, work in (("rows", _Book.read), ("PDF", _Book.print), ("XLSX", _Book.write)):
            # The longer ones take tens of seconds: what else the machine does levels out within each.
            mine, theirs = [], []
            for _ in range(rounds):
                theirs.append(_of_a_line(work, short))
                mine.append(_of_a_line(work, long))
            note = f"ms a line of {len(long.rows):,}, floor: of {len(short.rows):,}"
            yield Figure(f"follow-up book, {name}", tuple(mine), tuple(theirs), 1.2, note)


class _Book:
    """The lines of the newest days that hold at least so many."""

    def __init__(self, store: Store, lines: int) -> None:
        self._store = store
        self._wanted = BookWanted(_first_day(store, lines), LAST_DAY)
        self.rows: list[BookRow] = []
        self.read()

    def read(self) -> object:
        """Read them from the store."""
        with self._store.reading() as rd:
            self.rows = book_rows(rd, self._wanted, MORNING)
        return self.rows

    def print(self) -> object:
        """Make the PDF of what was read."""
        with self._store.reading() as rd:
            data = book_data(rd, CLERK, self._wanted, self.rows, MORNING)
            return office_list(rd, data, self._wanted.last).drawn().pdf

    def write(self) -> object:
        """Make the XLSX of what was read."""
        with self._store.reading() as rd:
            data = book_data(rd, CLERK, self._wanted, self.rows, MORNING)
        return workbook([book_sheet(data)], MORNING)


def _first_day(store: Store, lines: int) -> date:
    with store.reading() as rd:
        row = rd.connection.exec_driver_sql(
            "SELECT min(received_at) FROM (SELECT received_at FROM dossiers ORDER BY received_at DESC LIMIT ?)",
            (lines,),
        ).one()
    return date.fromisoformat(row[0][:10])


def _of_a_line(work: Callable[[_Book], object], book: _Book) -> float:
    return timed(lambda: work(book), clock=PROCESSOR) / len(book.rows)
