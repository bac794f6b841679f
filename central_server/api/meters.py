"""Meters for Prometheus: counts and times, never anything of a citizen or of one dossier."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest


class Meters:
    """The meters of one server process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "central_requests_total", "Requests answered.", ("route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "central_request_seconds", "Seconds a request took.", ("route",), registry=self.registry
        )
        self.events = Counter("central_events_total", "Lines judged, by answer.", ("answer",), registry=self.registry)
        self.served = Counter("central_feed_items_total", "Items served by the feed.", registry=self.registry)

    def text(self) -> bytes:
        """Return all meters in Prometheus' text form."""
        return generate_latest(self.registry)
