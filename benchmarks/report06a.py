"""II.06a over a million dossiers against the bare SQL that gives the same figures, over the same file and key."""

import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from benchmarks.measure import Figure, in_turns
from benchmarks.stores import KEPT, MORNING, bare, is_kept, kept_folder, mark_kept, opened, sample, scratch
from desk_app.domain.statistics import Period
from desk_app.models.column_types import moment_text
from desk_app.models.connection import DbapiConnection
from desk_app.models.projection import dossiers
from desk_app.services.late import days_period
from desk_app.services.report_06a import Report06a, report_06a
from tools.many_dossiers import LAST_DAY

COUNT, OF_REAL = 1_000_000, 200_000
A_YEAR, A_MONTH = timedelta(days=364), timedelta(days=30)

_COUNTED = "field, channel, received_at, finished_at, timeliness, late_from"
_PLACED = (
    f"(SELECT {_COUNTED} FROM dossiers WHERE NOT voided AND +received_at < :end AND finished_at >= :start"
    f" UNION ALL SELECT {_COUNTED} FROM dossiers WHERE NOT voided AND received_at < :end AND finished_at IS NULL)"
)
"""As one condition with OR, or with every column, SQLite reads the rows themselves: ten times slower."""
_LINES = f"""
SELECT field, sum(received_at >= :start AND channel = 'online'), sum(received_at >= :start AND channel <> 'online'),
 sum(received_at < :start), sum(finished_at < :end AND timeliness = 'early'),
 sum(finished_at < :end AND timeliness = 'on_time'), sum(finished_at < :end AND timeliness = 'late'),
 sum(coalesce(finished_at >= :end, 1) AND coalesce(late_from >= :measured, 1)),
 sum(coalesce(finished_at >= :end, 1) AND coalesce(late_from < :measured, 0))
FROM {_PLACED} GROUP BY field
"""
_ENDED = "finished_at >= :start AND finished_at < :end"
_OUTSIDE = f"""
SELECT (SELECT count(*) FROM dossiers WHERE open AND waiting_since < :end AND +received_at < :end), ended.*,
 (SELECT count(*) FROM dossiers WHERE voided AND +received_at >= :start AND +received_at < :end)
FROM (SELECT coalesce(sum(received_at IS NOT NULL AND state = 7), 0),
 coalesce(sum(received_at IS NOT NULL AND state = 8), 0), coalesce(sum(state = 3), 0)
 FROM dossiers WHERE {_ENDED} AND NOT voided) AS ended
"""
_INDICATORS = (
    "SELECT count(*), sum(channel = 'online'), sum(channel = 'post'), sum(digitised) FROM dossiers"
    " WHERE received_at >= :start AND received_at < :end AND NOT voided",
    "SELECT sum(result_form <> ''), sum(result_form IN ('electronic', 'both')) FROM dossiers"
    f" WHERE {_ENDED} AND NOT voided",
    "SELECT count(*), sum(satisfaction <> 'not_asked'), sum(satisfaction = 'very_satisfied'),"
    " sum(satisfaction = 'satisfied'), sum(satisfaction = 'dissatisfied') FROM dossiers"
    " WHERE returned_at >= :start AND returned_at < :end AND NOT voided",
)


def figures(count: int = COUNT, rounds: int = 7) -> Iterator[Figure]:
    """Measure the report of a month, of a year and of every day there is."""
    with scratch():
        yield from of_store(kept_rows(count), f"{count:,}", rounds)


def of_store(folder: Path, size: str, rounds: int) -> Iterator[Figure]:
    """Measure one store; both must give the same figures."""
    with opened(folder) as store:
        connection = bare(folder, store.key, query_only=True)
        oldest = connection.execute("SELECT min(received_at) FROM dossiers").fetchone()[0]
        periods = (
            ("a month", LAST_DAY - A_MONTH),
            ("a year", LAST_DAY - A_YEAR),
            ("all years", date.fromisoformat(oldest[:10])),
        )
        for name, first in periods:

            def ours(first: date = first) -> Report06a:
                with store.reading() as rd:
                    return report_06a(rd, first, LAST_DAY, MORNING)

            report = ours()
            yield in_turns(
                f"06a over {size}: {name}",
                ours,
                _floor(connection, days_period(first, LAST_DAY, MORNING), report),
                aim=2,
                note=f"{report.sum.line.received:,} in it, {len(report.rows)} lines",
                rounds=rounds,
            )
        connection.close()


def kept_rows(count: int = COUNT) -> Path:
    """Return the folder of a store with so many rows of dossiers; made once and kept, some minutes' work.

    The rows are those of the kept store of real dossiers, which the program's own fold wrote, each several times under
    another id and code: an office as many times as busy. The report reads nothing else, so events, people and the
    search index are left out.
    """
    folder = KEPT / f"{count}-rows"
    if is_kept(folder):
        return folder
    real = kept_folder(min(OF_REAL, count))
    shutil.rmtree(folder, ignore_errors=True)
    print(f"making {count} rows of dossiers in {folder}, once; a million take some minutes", file=sys.stderr)
    with opened(real) as years, sample(folder) as store:
        connection = bare(folder, store.key)
        connection.execute("ATTACH DATABASE ? AS years KEY " + f"\"x'{years.key.hex()}'\"", (str(real / "desk.db"),))
        _copy(connection, count)
        connection.close()
    mark_kept(folder)
    return folder


def _copy(connection: DbapiConnection, count: int) -> None:
    names = [column.name for column in dossiers.c if column.name != "row"]
    changed = {"id": "substr(id, 1, 34) || printf('%02x', copy)", "code": "code || copy"}
    copied = ", ".join(changed.get(name, f'"{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    connection.execute("PRAGMA cache_size = -400000")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM dossiers")
    connection.execute(
        "WITH RECURSIVE copies(copy) AS (SELECT 0 UNION ALL SELECT copy + 1 FROM copies"
        " WHERE (copy + 1) * (SELECT count(*) FROM years.dossiers) < :count)"
        f" INSERT INTO main.dossiers ({columns}) SELECT {copied} FROM years.dossiers CROSS JOIN copies"
        ' ORDER BY years.dossiers."row", copy LIMIT :count',
        {"count": count},
    )
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _floor(connection: DbapiConnection, period: Period, report: Report06a) -> Callable[[], object]:
    """Return the bare statements. Raises RuntimeError when their figures are not the report's."""
    values = {name: moment_text(getattr(period, name)) for name in ("start", "end")}
    values["measured"] = moment_text(period.measured_at)

    statements = (_LINES, _OUTSIDE, *_INDICATORS)

    def bare_report() -> tuple[list[tuple[object, ...]], ...]:
        return tuple(connection.execute(statement, values).fetchall() for statement in statements)

    lines, outside, *_ = bare_report()
    told = {row[0]: row[1:] for row in lines}
    if told != {row.group: tuple(row.line) for row in report.rows} or outside != [_left_out(report)]:
        raise RuntimeError("the floor did not give the same figures")
    return bare_report


def _left_out(report: Report06a) -> tuple[int, ...]:
    outside = report.outside
    return (outside.waiting, outside.withdrawn, outside.stopped, outside.declined, outside.voided)
