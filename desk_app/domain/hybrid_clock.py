"""Hybrid logical clock: an order of events over desks whose clocks disagree.

A stamp is one integer: milliseconds since 1970 UTC in the upper bits, a counter in the lower 16
(Kulkarni et al., "Logical Physical Clocks", 2014).
"""

from datetime import UTC, datetime, timedelta

COUNTER_BITS = 16
MAX_AHEAD = timedelta(hours=24)
"""A stamp further ahead of our clock than this is stored but never absorbed."""


def physical(now: datetime) -> int:
    """Return the smallest stamp of an aware moment."""
    return int(now.timestamp() * 1000) << COUNTER_BITS


def moment_of(stamp: int) -> datetime:
    """Return the wall-clock part of a stamp, in UTC."""
    return datetime.fromtimestamp((stamp >> COUNTER_BITS) / 1000, tz=UTC)


def tick(last: int, now: datetime) -> int:
    """Return the stamp of a new local event: after ``last``, and not before ``now``."""
    return max(last + 1, physical(now))


def absorb(last: int, received: int, now: datetime) -> int:
    """Return our clock after seeing another desk's stamp; one more than 24 h ahead of ``now`` changes nothing."""
    if received > physical(now + MAX_AHEAD):
        return last
    return max(last, received)


def stands_behind(last: int, now: datetime) -> timedelta:
    """Return how far the wall clock stands behind our last event (zero when it does not)."""
    return max(timedelta(0), moment_of(last) - now)
