"""A thousand desks that come at once, as after a cut line: one and two workers, against bare greetings of the crowd."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median, quantiles

import httpx

from benchmarks.measure import Figure
from benchmarks.sync_server import Cluster, now, served
from central_server import desks
from central_server.database import open_database, writing
from central_server.deploy.load import Stream
from desk_app.sync.limits import PROTOCOL_VERSION
from desk_app.sync.lines import joined, packed
from desk_app.sync.messages import Enrol, Hello
from desk_app.sync.words import NDJSON, VERSION_HEADER

_A_OFFICE, _EVENTS = 3, 6


@dataclass
class _Desk:
    """A desk with a token and some events to send."""

    token: str
    hello: str
    batch: bytes
    stream: str


@dataclass
class _Crowd:
    """How one crowd fared. rounds: seconds each desk's whole round took; requests: of each request."""

    rounds: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)


def figures(postgres: Cluster, count: int) -> Iterator[Figure]:
    """Measure so many desks at once, each with a round of four requests: hello, six events up, feed, heads."""
    for workers in (1, 2):
        url = postgres.fresh()
        crowd = _enrolled(url, count)
        with served(url, workers) as addresses:
            greeted = asyncio.run(_all_at_once(addresses, crowd, _greet))
            found = asyncio.run(_all_at_once(addresses, crowd, _round))
        wall, bare = max(found.rounds), max(greeted.rounds)
        low, high = quantiles(found.requests, n=20)[9], quantiles(found.requests, n=20)[18]
        note = (
            f"all done in {wall:.0f} s; a request p50 {low:.1f} s, p95 {high:.1f} s; a round p50"
            f" {median(found.rounds):.1f} s; {len(found.refused)} errors {sorted(set(found.refused)) or ''}"
            f" – floor: four /healthz each"
        )
        name = f"{count:,} desks at once, {workers} worker{'s' if workers > 1 else ''}"
        yield Figure(name, (wall * 1000,), (bare * 1000,), None, note)


def _enrolled(url: str, count: int) -> list[_Desk]:
    engine = open_database(url)
    crowd = []
    for place in range(count):
        office = place // _A_OFFICE
        agency, name = f"H{10 + office // 90}.{10 + office % 90}", f"Q{place % _A_OFFICE + 1}"
        stream = Stream(agency, name, seed=place)
        with writing(engine) as connection:
            if place % _A_OFFICE == 0:
                desks.add_office(connection, agency, f"UBND xã {agency}", now())
            code = desks.add_desk(connection, agency, name, now())
            told = desks.enrol(
                connection,
                Enrol(code=code, store=stream.store, stream=stream.id, desk=name, agency=agency, program="benchmark"),
                now(),
            )
        made = stream.events()
        lines = joined(next(made).line for _ in range(_EVENTS))
        hello = Hello(store=stream.store, stream=stream.id, contact=told.contact, clock=datetime.now(UTC))
        crowd.append(_Desk(told.token, hello.model_dump_json(), packed(lines), str(stream.id)))
    engine.dispose()
    return crowd


_Way = Callable[[httpx.AsyncClient, str, _Desk, _Crowd], Awaitable[None]]


async def _all_at_once(addresses: tuple[str, ...], crowd: list[_Desk], way: _Way) -> _Crowd:
    found = _Crowd()
    limits = httpx.Limits(max_connections=len(crowd), max_keepalive_connections=len(crowd))
    began = time.perf_counter()

    async def one(client: httpx.AsyncClient, place: int, desk: _Desk) -> None:
        await way(client, addresses[place % len(addresses)], desk, found)
        found.rounds.append(time.perf_counter() - began)

    async with httpx.AsyncClient(limits=limits, timeout=300) as client:
        await asyncio.gather(*(one(client, place, desk) for place, desk in enumerate(crowd)))
    return found


async def _round(client: httpx.AsyncClient, address: str, desk: _Desk, found: _Crowd) -> None:
    headers = {"Authorization": f"Bearer {desk.token}", VERSION_HEADER: str(PROTOCOL_VERSION)}
    up = {**headers, "Content-Type": NDJSON, "Content-Encoding": "gzip"}
    await _asked(client, found, "POST", f"{address}/v1/hello", headers=headers, content=desk.hello.encode())
    await _asked(client, found, "POST", f"{address}/v1/events", headers=up, content=desk.batch)
    await _asked(client, found, "GET", f"{address}/v1/feed", headers=headers, params={"stream": desk.stream})
    await _asked(client, found, "GET", f"{address}/v1/heads", headers=headers)


async def _greet(client: httpx.AsyncClient, address: str, _desk: _Desk, found: _Crowd) -> None:
    for _ in range(4):
        await _asked(client, found, "GET", f"{address}/healthz")


async def _asked(
    client: httpx.AsyncClient,
    found: _Crowd,
    method: str,
    url: str,
    *,
    headers: dict[str, str] | None = None,
    content: bytes | None = None,
    params: dict[str, str] | None = None,
) -> None:
    began = time.perf_counter()
    try:
        status = (await client.request(method, url, headers=headers, content=content, params=params)).status_code
    except httpx.HTTPError:
        status = 0
    found.requests.append(time.perf_counter() - began)
    if status >= 400 or status == 0:
        found.refused.append(status)
