"""Waiting before a window: until the screen has answered, or for as long as a hand rests; threads work meanwhile.

``QTest.qWait`` keeps Python's lock while it sleeps, so that whatever works off the UI thread stands still with it.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent

_REST = 0.002
_CALM = 4
"""Rests without anything under way: longer than the few milliseconds after which a page does what waits for a scan."""


def let_run(seconds: float = 0) -> None:
    """Let events and threads run for a time, at least once."""
    end = time.monotonic() + seconds
    while True:
        _look()
        left = end - time.monotonic()
        time.sleep(min(_REST, max(left, 0.001)))
        if left <= 0:
            return


def let_settle(idle: Callable[[], bool], seconds: float = 10) -> None:
    """Let events and threads run until nothing has been under way for a moment. seconds: the longest wait."""
    end, calm = time.monotonic() + seconds, 0
    _look()
    while calm < _CALM and time.monotonic() < end:
        time.sleep(_REST)
        _look()
        calm = calm + 1 if idle() else 0


def _look() -> None:
    """Let the window do what is due now."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
