"""Sync: events into PostgreSQL and out again, a desk's queue drained over HTTP, bytes on the wire, a crowd of desks."""

from collections.abc import Iterator

from benchmarks import sync_crowd, sync_ingest, sync_traffic
from benchmarks.measure import Figure
from benchmarks.stores import scratch
from benchmarks.sync_server import cluster, queue_of


def figures(events: int = 10_000, crowd: int = 1_000) -> Iterator[Figure]:
    """Measure with a desk that has so many events to send, and with so many desks at once."""
    with scratch() as folder, cluster() as postgres:
        # Dossiers of the synthetic office have more than 2.8 events on average.
        queue = queue_of(folder / "queue", max(5, events * 10 // 28), events)
        yield from sync_ingest.figures(postgres, queue)
        yield from sync_traffic.figures(postgres, queue)
        yield from sync_crowd.figures(postgres, crowd)
