"""Events into PostgreSQL and out again, against the same rows through bare psycopg: no protocol, fold or check.

The floor of the way in writes what the way in wrote, row for row, read back from its database: events, rows of
dossiers, stream and office, a transaction and a durable COMMIT a batch, by psycopg's ``executemany``.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url, text

from benchmarks.measure import Figure, timed
from benchmarks.sync_server import Cluster, Queue, new_office, now
from central_server import feed, log
from central_server.database import open_database, reading, writing
from central_server.tables import dossiers, events
from desk_app.sync.limits import MAX_BATCH_EVENTS, MAX_FEED_ITEMS
from desk_app.sync.lines import joined
from desk_app.sync.words import Answer

Rows = list[tuple[Any, ...]]
_KEYS = {"events": ("office", "event_id"), "dossiers": ("office", "id")}
_COLUMNS = {table.name: tuple(column.name for column in table.c) for table in (events, dossiers)}


def figures(postgres: Cluster, queue: Queue) -> Iterator[Figure]:
    """Measure full batches of a queue that is drained, single dossiers as they come in a day, and the feed."""
    with _Both(postgres, queue) as full:
        yield full.ingest("events in, batches of 500", MAX_BATCH_EVENTS, len(queue.lines), aim=2)
        yield full.size()
        yield full.feed()
    with _Both(postgres, queue) as single:
        yield single.ingest("events in, batches of 2", 2, min(600, len(queue.lines)), aim=None)


class _Both:
    """Our way in with its database, and a second database for the floor."""

    def __init__(self, postgres: Cluster, queue: Queue) -> None:
        self._queue = queue
        self._engine = open_database(postgres.fresh())
        self._floor_url = make_url(postgres.fresh()).render_as_string(hide_password=False)
        self._caller = new_office(self._engine, queue.stream)
        self._floor = psycopg.connect(self._floor_url, prepare_threshold=None)
        self._beside = psycopg.connect(self._engine.url.set(drivername="postgresql").render_as_string(False))
        self._copy("offices", "desks")

    def __enter__(self) -> "_Both":
        return self

    def __exit__(self, *_: object) -> None:
        self._floor.close()
        self._beside.close()
        self._engine.dispose()

    def ingest(self, name: str, size: int, count: int, aim: float | None) -> Figure:
        """Take the queue in, batch by batch, each followed by its floor."""
        mine: list[float] = []
        theirs: list[float] = []
        lines = self._queue.lines[:count]
        self._log_bytes = 0
        spent = [0.0, 0.0]
        backends = self._backend(), self._floor.info.backend_pid
        for start in range(0, len(lines), size):
            log_stood, began = self._log_position(), _processor(backends[0])
            mine.append(timed(lambda batch=lines[start : start + size]: self._take_in(batch)))  # type: ignore[misc]
            spent[0] += (_processor(backends[0]) - began) * (start > 0)
            self._log_bytes += self._log_position() - log_stood
            rows, began = self._written(start), _processor(backends[1])
            theirs.append(timed(lambda written=rows: self._replay(*written)))  # type: ignore[misc]
            spent[1] += (_processor(backends[1]) - began) * (start > 0)
        self._check_alike()
        # The first batch warms up: its statements are compiled.
        each, bare = 1000 * (count - size) / sum(mine[1:]), 1000 * (count - size) / sum(theirs[1:])
        note = (
            f"{each:,.0f} events/s, bare psycopg {bare:,.0f}: {each / bare:.2f} of it by the wall,"
            f" {spent[1] / spent[0]:.2f} by processor time, PostgreSQL's with it"
        )
        return Figure(name, tuple(mine[1:]), tuple(theirs[1:]), aim, note)

    def size(self) -> Figure:
        """Tell what the events take on the server's disk, against the bytes of their lines on a desk's."""
        held = []
        for name in ("events", "dossiers"):
            question = "SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = %s::regclass"
            row = self._beside.execute(question, (name,)).fetchone()
            held.append(float(row[0]) if row else 0.0)
        self._beside.commit()
        count, lines = len(self._queue.lines), sum(len(line.encode()) for line in self._queue.lines)
        note = (
            f"bytes, not ms: {held[0] / count:,.0f} an event, {held[1] / self._queue.dossiers:,.0f} a dossier's row,"
            f" {self._log_bytes / count:,.0f} of log an event; floor: the lines, {lines / count:,.0f} each"
        )
        return Figure("disk of the server", (sum(held) / count,), (lines / count,), None, note)

    def _backend(self) -> int:
        with reading(self._engine) as connection:
            return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())

    def _log_position(self) -> int:
        row = self._beside.execute("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')").fetchone()
        self._beside.commit()
        return int(row[0]) if row else 0

    def feed(self) -> Figure:
        """Serve the whole feed to a desk that has nothing, page by page, against a bare SELECT of the same rows."""
        mine: list[float] = []
        theirs: list[float] = []
        cursor, position, items, more = "", 0, 0, True
        while more:
            page: list[Any] = []
            mine.append(timed(lambda kept=page, after=cursor: kept.extend(self._page(after))))  # type: ignore[misc]
            theirs.append(timed(lambda after=position: self._select(after)))  # type: ignore[misc]
            end = page.pop()
            cursor, more, items, position = end.cursor, end.more, items + len(page), page[-1].position
        full = slice(0, max(1, len(mine) - 1))
        rate = 1000 * MAX_FEED_ITEMS * len(mine[full]) / sum(mine[full])
        note = f"{rate:,.0f} rows/s to NDJSON, {items:,} rows; floor: bare SELECT of the same rows"
        return Figure("feed, pages of 1,000", tuple(mine[full]), tuple(theirs[full]), None, note)

    # -- ours ---------------------------------------------------------------------------------------------------------

    def _take_in(self, lines: tuple[str, ...]) -> None:
        with writing(self._engine) as connection:
            pushed = log.take_in(connection, self._caller, lines, now(), relayed=False)
        if any(answer.answer is not Answer.STORED for answer in pushed.answers):
            raise RuntimeError("not every event was stored")

    def _page(self, after: str) -> list[Any]:
        with reading(self._engine) as connection:
            items = list(feed.page(connection, self._caller, after, None, MAX_FEED_ITEMS))
        joined(item.model_dump_json() for item in items)
        return items

    # -- the floor ----------------------------------------------------------------------------------------------------

    def _written(self, position: int) -> tuple[Rows, Rows, Rows]:
        """Return what the last batch wrote, as it stands: events, dossiers, stream."""
        read = self._beside
        found = tuple(
            read.execute(
                sql.SQL("SELECT {} FROM {} WHERE office = %s AND position > %s").format(
                    sql.SQL(", ").join(map(sql.Identifier, _COLUMNS[name])), sql.Identifier(name)
                ),
                (self._caller.office, position),
            ).fetchall()
            for name in ("events", "dossiers")
        )
        streams = read.execute("SELECT office, stream, desk_id, subject, seq, hash FROM streams").fetchall()
        read.commit()
        return found[0], found[1], streams

    def _replay(self, event_rows: Rows, dossier_rows: Rows, stream_rows: Rows) -> None:
        connection = self._floor
        connection.execute("SET LOCAL synchronous_commit = on")
        cursor = connection.cursor()
        cursor.executemany(_insert("events", upsert=False), event_rows)
        if dossier_rows:
            cursor.executemany(_insert("dossiers", upsert=True), dossier_rows)
        cursor.executemany(
            "INSERT INTO streams (office, stream, desk_id, subject, seq, hash) VALUES (%s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (office, stream) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
            stream_rows,
        )
        cursor.execute("UPDATE offices SET position = position + %s", (len(event_rows),))
        connection.commit()

    def _select(self, after: int) -> Rows:
        rows = self._beside.execute(
            "SELECT position, text, body, trouble FROM events WHERE office = %s AND position > %s"
            " ORDER BY position LIMIT %s",
            (self._caller.office, after, MAX_FEED_ITEMS),
        ).fetchall()
        self._beside.commit()
        return rows

    def _copy(self, *names: str) -> None:
        for name in names:
            rows = self._beside.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name))).fetchall()
            marks = sql.SQL(", ").join([sql.Placeholder()] * len(rows[0]))
            statement = sql.SQL("INSERT INTO {} VALUES ({})").format(sql.Identifier(name), marks)
            self._floor.cursor().executemany(statement, rows)
        self._beside.commit()
        self._floor.commit()

    def _check_alike(self) -> None:
        """Refuse to give a figure whose floor did not write the same."""
        question = (
            "SELECT (SELECT count(*) FROM events), (SELECT md5(string_agg(hash, '' ORDER BY position)) FROM events),"
            " (SELECT md5(string_agg(folded, '' ORDER BY id)) FROM dossiers), (SELECT position FROM offices)"
        )
        theirs = self._floor.execute(question.encode()).fetchone()
        self._floor.commit()
        with reading(self._engine) as connection:
            ours = connection.execute(text(question)).one()
        if tuple(ours) != theirs:
            raise RuntimeError("the floor did not write the same rows")


def _processor(backend: int) -> float:
    """Return the seconds of processor time this thread and, where the system tells, a PostgreSQL process have had."""
    told = Path(f"/proc/{backend}/schedstat")
    return time.thread_time() + (int(told.read_text().split()[0]) / 1e9 if told.exists() else 0.0)


def _insert(name: str, *, upsert: bool) -> sql.Composed:
    columns = _COLUMNS[name]
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(name),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
    )
    if not upsert:
        return statement
    changed = [sql.Identifier(column) for column in columns if column not in _KEYS[name]]
    return statement + sql.SQL(" ON CONFLICT ({}) DO UPDATE SET {}").format(
        sql.SQL(", ").join(map(sql.Identifier, _KEYS[name])),
        sql.SQL(", ").join(sql.SQL("{} = excluded.{}").format(column, column) for column in changed),
    )
