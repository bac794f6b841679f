"""A thread of its own for the scanner's folder: on the network it may not answer for half a minute, or ever."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TypeVar, cast

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from desk_app.domain.errors import DeskError
from desk_app.ui.operations import log_bug

T = TypeVar("T")


@dataclass
class _Job:
    work: Callable[[], object]
    done: Callable[[object], object]
    failed: Callable[[DeskError], object]
    result: object = None
    error: BaseException | None = None


class FolderHand(QObject):
    """Does one thing after another, off every thread the program waits for; answers on the UI thread."""

    bug = Signal(str)
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._waiting = 0
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        jobs = self._jobs
        self.destroyed.connect(lambda _gone: jobs.put(None))
        threading.Thread(target=_serve, args=(self, self._jobs), name="scan-folder", daemon=True).start()

    @property
    def idle(self) -> bool:
        """Return whether nothing is under way."""
        return self._waiting == 0

    def run(self, work: Callable[[], T], done: Callable[[T], object], failed: Callable[[DeskError], object]) -> None:
        """Run a piece of work; exactly one of the two answers comes, on the UI thread."""
        self._waiting += 1
        self._jobs.put(_Job(work, cast("Callable[[object], object]", done), failed))

    def tell(self, job: object) -> None:
        """Hand a finished job to the UI thread; called on the thread that did it."""
        self._finished.emit(job)

    @Slot(object)
    def _deliver(self, job: _Job) -> None:
        self._waiting -= 1
        if job.error is None:
            job.done(job.result)
        elif isinstance(job.error, DeskError):
            job.failed(job.error)
        else:
            self.bug.emit(log_bug(job.error))


def _end(jobs: "SimpleQueue[_Job | None]", *_gone: object) -> None:
    jobs.put(None)


def _serve(hand: FolderHand, jobs: "SimpleQueue[_Job | None]") -> None:
    while (job := jobs.get()) is not None:
        try:
            job.result = job.work()
        except BaseException as error:  # noqa: BLE001 - the edge of a thread: nothing may be lost here
            job.error = error
        if not shiboken6.isValid(hand):
            return
        try:
            hand.tell(job)
        except RuntimeError:
            return  # The window went away in this very moment.
