"""A desk's whole queue sent by the program's own round to a server process, and what it costs the line."""

from collections.abc import Iterator
from uuid import UUID

import httpx
from sqlalchemy import text

from benchmarks.measure import Figure, timed
from benchmarks.sync_server import AGENCY, DESK, Cluster, Queue, new_office, now, served
from central_server import desks, log
from central_server.caller import DeskCaller
from central_server.database import open_database, reading, writing
from desk_app.models.store import open_store
from desk_app.services.accounts import Role, Session
from desk_app.services.enrolment import enrol, speaking
from desk_app.services.exchange import exchange
from desk_app.sync.limits import MAX_BATCH_EVENTS, PROTOCOL_VERSION
from desk_app.sync.lines import joined, packed
from desk_app.sync.words import VERSION_HEADER

_ADMINISTRATOR = Session("quantri", "TRẦN VĂN QUẢN", Role.ADMINISTRATOR, "Quầy 1")


def figures(postgres: Cluster, queue: Queue) -> Iterator[Figure]:
    """Measure one drain; ours: the desk's round over HTTP, the floor: the server's work alone, without wire or desk."""
    url = postgres.fresh()
    engine = open_database(url)
    with writing(engine) as connection:
        desks.add_office(connection, AGENCY, "UBND xã Mẫu", now())
        code = desks.add_desk(connection, AGENCY, DESK, now())
        neighbour = desks.add_desk(connection, AGENCY, "Q2", now())
    with served(url) as (address,), open_store(queue.folder, now=now()) as store:
        enrol(store, _ADMINISTRATOR, address, code, now())
        with store.reading() as rd:
            link, queued = rd.sync.link(), rd.sync.queued().count
        if link is None:
            raise RuntimeError("not enrolled")
        with speaking(link) as server:
            drained = timed(lambda: exchange(store, server, now))
        with store.reading() as rd:
            if rd.sync.queued().count:
                raise RuntimeError("not everything was sent")
        with reading(engine) as connection:
            stored = connection.execute(text("SELECT count(*) FROM events")).scalar_one()
        if stored < queued:
            raise RuntimeError("the server does not hold the queue")
        down = _bytes_down(address, neighbour)
    engine.dispose()
    alone = _server_alone(postgres, queue)
    note = (
        f"{queued:,} events in {drained / 1000:.0f} s, {queued / drained * 1000:,.0f}/s; floor: the server's part alone"
    )
    yield Figure(f"drain of {queued:,} queued events", (drained,), (alone,), None, note)
    yield _wire(queue, down)


def _server_alone(postgres: Cluster, queue: Queue) -> float:
    engine = open_database(postgres.fresh())
    caller = new_office(engine, queue.stream)

    def take_in(lines: tuple[str, ...], caller: DeskCaller) -> None:
        with writing(engine) as connection:
            log.take_in(connection, caller, lines, now(), relayed=False)

    took = sum(timed(lambda batch=batch: take_in(batch, caller)) for batch in _batches(queue))  # type: ignore[misc]
    engine.dispose()
    return took


def _batches(queue: Queue) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(queue.lines), MAX_BATCH_EVENTS):
        yield queue.lines[start : start + MAX_BATCH_EVENTS]


def _wire(queue: Queue, down: int) -> Figure:
    plain = sum(len(joined(batch)) for batch in _batches(queue)) / queue.dossiers
    full = sum(len(packed(joined(batch))) for batch in _batches(queue)) / queue.dossiers
    # What a quiet day sends: each dossier's steps in a request of their own, not packed below PACK_FROM_BYTES.
    single = sum(len(joined((line,))) for line in queue.lines) / queue.dossiers
    note = (
        f"bytes, not ms, a dossier's whole life: {full:,.0f} up in full batches (gzip), {single:,.0f} one by one,"
        f" {down / queue.dossiers:,.0f} down to a neighbour; floor: unpacked lines"
    )
    return Figure("bytes on the wire per dossier", (full,), (plain,), None, note)


def _bytes_down(address: str, code: str) -> int:
    """Return how many bytes a fresh desk of the office is sent until it has the whole feed."""
    headers = {VERSION_HEADER: str(PROTOCOL_VERSION)}
    store, stream = UUID(int=1), UUID(int=2)
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        told = client.post(
            "/v1/enrol",
            json={
                "code": code, "store": str(store), "stream": str(stream), "desk": "Q2", "agency": AGENCY,
                "program": "benchmark",
            },
        )  # fmt: skip
        client.headers["Authorization"] = f"Bearer {told.json()['token']}"
        cursor, more, size = "", True, 0
        while more:
            page = client.get("/v1/feed", params={"after": cursor, "stream": str(stream)})
            size += page.num_bytes_downloaded
            end = page.text.splitlines()[-1]
            cursor, more = httpx.Response(200, text=end).json()["cursor"], httpx.Response(200, text=end).json()["more"]
    return size
