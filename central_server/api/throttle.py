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

    def wait_for(self, caller: str) -> int:
        """Take one request of a caller; return 0 when it may go on, else after how many seconds to come again."""
        now = self._tick()
        with self._guard:
            left, since = self._buckets.pop(caller, (self._full, now))
            left = min(self._full, left + (now - since) * self._per_second)
            allowed = left >= 1
            self._buckets[caller] = (left - 1 if allowed else left, now)
            while len(self._buckets) > _REMEMBERED:
                self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - left) / self._per_second))
