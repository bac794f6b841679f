"""Operations: work leaves the UI thread, comes back as a result, and says what it changed."""

import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Generic, TypeVar, cast

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from desk_app.domain.errors import DeskError

T = TypeVar("T")
logger = logging.getLogger(__name__)


class Topic(StrEnum):
    """Matters that views show and operations change."""

    DOSSIERS = "dossiers"
    PARKED = "parked"
    PEOPLE = "people"
    PROCEDURES = "procedures"
    PRINTS = "prints"
    CALENDAR = "calendar"
    SETTINGS = "settings"
    ACCOUNTS = "accounts"
    FORMS = "forms"
    SYNC = "sync"
    BACKUP = "backup"


@dataclass(frozen=True)
class Changes:
    """What an operation changed: matters, and the ids of single things where they are known."""

    topics: frozenset[Topic] = frozenset()
    ids: frozenset[str] = frozenset()

    @classmethod
    def of(cls, *topics: Topic, ids: tuple[str, ...] = ()) -> "Changes":
        """Return the changes of these matters."""
        return cls(frozenset(topics), frozenset(ids))

    def touches(self, *topics: Topic) -> bool:
        """Return whether any of these matters changed."""
        return not self.topics.isdisjoint(topics)


class Cancelled(Exception):
    """Raised inside long work by ``Progress.report`` after the user cancelled."""


class Progress:
    """The long work's line to the window: says how far it is, hears whether to stop. Safe from any thread."""

    def __init__(self, tell: Callable[[int, int, str], None]) -> None:
        self._tell = tell
        self._stop = threading.Event()
        self._told = 0.0

    @property
    def cancelled(self) -> bool:
        """Return whether the user asked to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._stop.set()

    def report(self, done: int, total: int, text: str = "") -> None:
        """Say how far the work is; total 0 means unknown. Raises Cancelled when the user asked to stop.

        Call it as often as convenient: the window hears at most twenty a second.
        """
        if self.cancelled:
            raise Cancelled
        now = time.monotonic()
        if now - self._told >= 0.05 or done >= total > 0:
            self._told = now
            self._tell(done, total, text)


@dataclass
class _Call(Generic[T]):
    """One piece of work and whom to tell."""

    work: Callable[[], T]
    owner: QObject
    done: Callable[[T], object] | None
    failed: Callable[[DeskError], object] | None
    cancelled: Callable[[], object] | None
    progressed: Callable[[int, int, str], object] | None
    changes: Changes | Callable[[T], Changes]
    progress: Progress | None = None
    slot: tuple[int, str] | None = None
    result: T | None = None
    error: BaseException | None = None
    finished: bool = field(default=False)


class Running:
    """A handle on work that was started."""

    def __init__(self, call: "_Call[object]") -> None:
        self._call = call

    @property
    def finished(self) -> bool:
        """Return whether the work is over and its callbacks were called."""
        return self._call.finished

    def cancel(self) -> None:
        """Ask long work to stop; short work runs to its end (a write is never torn)."""
        if self._call.progress is not None:
            self._call.progress.cancel()


class Operations(QObject):
    """Runs work off the UI thread: writes one after another, quick reads beside them, slow reads beside both.

    Callbacks come on the UI thread, and not at all once their owner is gone.
    """

    changed = Signal(object)
    """Changes, after every write that changed something; views subscribe and refresh themselves."""
    bug = Signal(str)
    """The short name of an unexpected failure, already logged; the window shows one calm dialog."""
    busy_changed = Signal(bool)
    """Whether a write somebody asked for, or long work, is under way."""
    _finished = Signal(object)
    _progressed = Signal(object, int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="write")
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="read")
        self._slow_reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="slow-read")
        self._running: set[int] = set()
        self._calls: dict[int, _Call[object]] = {}
        self._latest: dict[tuple[int, str], _Call[object]] = {}
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)

    def write(
        self,
        owner: QObject,
        work: Callable[[], T],
        *,
        changes: Changes | Callable[[T], Changes],
        done: Callable[[T], object] | None = None,
        failed: Callable[[DeskError], object] | None = None,
        quiet: bool = False,
    ) -> Running:
        """Run a change of the store.

        work: a plain function without Qt. changes: what it changed, or a function of its result. done gets the result;
        failed the DeskError (default: the owner's nearest ``show_error``). A bug is logged and shown once. quiet:
        nobody asked for it (what is typed is kept), so the window does not say that it is busy.
        """
        call = _Call(work, owner, done, failed, None, None, changes)
        return self._start(self._writer, call, shows=not quiet)

    def read(
        self,
        owner: QObject,
        work: Callable[[], T],
        *,
        done: Callable[[T], object],
        failed: Callable[[DeskError], object] | None = None,
        slot: str = "",
        slow: bool = False,
    ) -> Running:
        """Run a look into the store.

        slot: names one place on the owner; a newer read of the same slot makes an older one's answer worthless, so it
        is dropped, or not even begun (search as you type). slow: looks through the whole store (lists of late ones,
        reports), so that what a citizen waits for must not stand behind it.
        """
        place = (id(owner), slot) if slot else None
        call = _Call(work, owner, done, failed, None, None, Changes(), slot=place)
        if place is not None:
            self._latest[place] = cast("_Call[object]", call)
        return self._start(self._slow_reader if slow else self._reader, call, shows=False)

    def long(
        self,
        owner: QObject,
        work: Callable[[Progress], T],
        *,
        changes: Changes | Callable[[T], Changes],
        done: Callable[[T], object] | None = None,
        failed: Callable[[DeskError], object] | None = None,
        cancelled: Callable[[], object] | None = None,
        progressed: Callable[[int, int, str], object] | None = None,
    ) -> Running:
        """Run long work that reports ``(done, total, text)`` and can be cancelled; it takes its turn among writes."""

        def tell(amount: int, total: int, text: str) -> None:
            self._progressed.emit(call, amount, total, text)

        progress = Progress(tell)
        call: _Call[T] = _Call(
            lambda: work(progress), owner, done, failed, cancelled, progressed, changes, progress=progress
        )
        return self._start(self._writer, call, shows=True)

    @property
    def idle(self) -> bool:
        """Return whether nothing is under way."""
        return not self._calls

    def close(self) -> None:
        """Wait for what is under way; afterwards nothing can be started."""
        for call in list(self._calls.values()):
            if call.progress is not None:
                call.progress.cancel()
        self._writer.shutdown(wait=True)
        for reader in (self._reader, self._slow_reader):
            reader.shutdown(wait=True, cancel_futures=True)

    def _start(self, pool: ThreadPoolExecutor, call: "_Call[T]", *, shows: bool) -> Running:
        plain = cast("_Call[object]", call)
        self._calls[id(plain)] = plain
        if shows:
            self._running.add(id(plain))
            if len(self._running) == 1:
                self.busy_changed.emit(True)
        pool.submit(self._run, plain)
        return Running(plain)

    def _run(self, call: "_Call[object]") -> None:
        """Do the work on the pool's thread; whatever happens reaches the UI thread."""
        try:
            if call.progress is not None and call.progress.cancelled:
                raise Cancelled
            if not self._is_outdated(call):
                call.result = call.work()
        except BaseException as error:  # noqa: BLE001 - the edge of a thread: nothing may be lost here
            call.error = error
        self._finished.emit(call)

    def _is_outdated(self, call: "_Call[object]") -> bool:
        """Tell whether a newer read has taken the place of this one; once it is so, it stays so."""
        return call.slot is not None and self._latest.get(call.slot) is not call

    @Slot(object)
    def _deliver(self, call: "_Call[object]") -> None:
        self._calls.pop(id(call), None)
        if id(call) in self._running:
            self._running.discard(id(call))
            if not self._running:
                self.busy_changed.emit(False)
        call.finished = True
        outdated = self._is_outdated(call)
        if call.slot is not None and not outdated:
            del self._latest[call.slot]
        alive = shiboken6.isValid(call.owner)
        if call.error is None:
            if alive and not outdated and call.done is not None:
                call.done(call.result)
            changes = call.changes(call.result) if callable(call.changes) else call.changes
            if changes.topics:
                self.changed.emit(changes)
        elif isinstance(call.error, Cancelled):
            if alive and call.cancelled is not None:
                call.cancelled()
        elif isinstance(call.error, DeskError):
            if alive and not outdated:
                (call.failed or _nearest_show_error(call.owner))(call.error)
        else:
            self.bug.emit(log_bug(call.error))

    @Slot(object, int, int, str)
    def _show_progress(self, call: "_Call[object]", amount: int, total: int, text: str) -> None:
        if not call.finished and call.progressed is not None and shiboken6.isValid(call.owner):
            call.progressed(amount, total, text)


def log_bug(error: BaseException) -> str:
    """Log an unexpected error with its trace and return its short name.

    The message of the exception stays out of the log: it may hold a person's data.
    """
    frames = "".join(traceback.format_tb(error.__traceback__))
    name = type(error).__name__
    logger.error("bug: %s\n%s", name, frames)
    return name


def _nearest_show_error(owner: QObject) -> Callable[[DeskError], object]:
    """Return ``show_error`` of the owner or its nearest ancestor: the page the message belongs to."""
    at: QObject | None = owner
    while at is not None:
        show = getattr(at, "show_error", None)
        if callable(show):
            return cast("Callable[[DeskError], object]", show)
        at = at.parent()
    return lambda error: logger.warning("no page shows this error: %s", error.code)


def catch_bugs(operations: Operations) -> None:
    """Send what escapes from Qt's callbacks on the UI thread the way of every bug: log, then one calm dialog."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            operations.bug.emit(log_bug(error))

    sys.excepthook = hook


class PressOnce:
    """Lets one press through and holds back the next for a while: F9 twice is one.

    seconds: how long. now: a monotonic clock in seconds.
    """

    def __init__(self, seconds: float = 2.0, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._now = now
        self._last: float | None = None

    def allows(self) -> bool:
        """Return whether this press counts, and remember it if so."""
        now = self._now()
        if self._last is not None and now - self._last < self._seconds:
            return False
        self._last = now
        return True
