"""How often one caller may ask: a bucket that fills evenly. Each worker counts its own callers."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

_REMEMBERED = 20_000
"""Callers remembered at once; whoever asked longest ago is forgotten first, which only ever favours a caller."""


class Throttle:
    """So many requests a minute per caller, with a burst of as many. tick: seconds that never go back."""

    def __init__(self, per_minute: int, tick: Callable[[], float] = time.monotonic) -> None:
        self._full = float(per_minute)
        self._per_second = per_minute / 60
        self._tick = tick
        self._guard = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_for(self, caller: str, *, take: bool = True) -> int:
        """Take one request of a caller; return 0 when it may go on, else after how many seconds to come again.

        take: False only looks.
        """
        now = self._tick()
        with self._guard:
            left, since = self._buckets.pop(caller, (self._full, now))
            left = min(self._full, left + (now - since) * self._per_second)
            allowed = left >= 1
            self._buckets[caller] = (left - 1 if allowed and take else left, now)
            while len(self._buckets) > _REMEMBERED:
                self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - left) / self._per_second))


class KnownTokens:
    """Which tokens were right in this process lately, as digests, and whose: nothing is granted for it but a try."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._callers: OrderedDict[str, str] = OrderedDict()

    def caller_of(self, digest: str) -> str | None:
        """Return whose a token was when it was last right."""
        with self._guard:
            return self._callers.get(digest)

    def note(self, digest: str, caller: str | None) -> None:
        """Remember whose a token is; None: nobody's."""
        with self._guard:
            self._callers.pop(digest, None)
            if caller is not None:
                self._callers[digest] = caller
            while len(self._callers) > _REMEMBERED:
                self._callers.popitem(last=False)
