"""Rounds in the background: one at a time, on a thread of their own, at the times ``docs/protocol.md`` §9 states."""

import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential

from desk_app.domain.errors import DeskError
from desk_app.models.store import Store
from desk_app.services.attachment_exchange import Sending
from desk_app.services.round_terms import Exchanged, Told
from desk_app.services.sync_round import note_failure, note_held_files, run_files, run_round
from desk_app.sync.client import ServerAway, ServerRefused
from desk_app.sync.hanging_up import Calls
from desk_app.sync.limits import FIRST_PAUSE_SECONDS, IDLE_SECONDS, LONGEST_PAUSE_SECONDS
from desk_app.sync.words import Code

LEAST_SECONDS = 2.0
"""Between the end of one try and the beginning of the next, whoever asks."""
FILES_SECONDS = 5.0
"""Between two rounds while attachments still wait: calls stay below the server's limit, and others get their turn."""
_FOREVER = float("inf")


@dataclass(frozen=True)
class Ended:
    """How a round ended. done: what it did until then. failure: why it ended early; bug: the fault of ours, if one."""

    done: Exchanged
    failure: DeskError | None = None
    bug: Exception | None = None


class RoundFailed(Exception):
    """A round was not confirmed. least: seconds to wait at least; new events do not cut them short, a person does."""

    def __init__(self, *, least: float = 0.0) -> None:
        super().__init__()
        self.least = least


class _Stopped(Exception):
    """The program closes: nothing of the store is touched any more."""


_growing = wait_exponential(multiplier=FIRST_PAUSE_SECONDS, max=LONGEST_PAUSE_SECONDS)


def pause(state: RetryCallState, draw: Callable[[float, float], float] = random.uniform) -> float:
    """Return the seconds to wait after a failed try: between half and the whole of 5 s doubled up to 15 min.

    What the failure asks for (``Retry-After``, the longest pause after a refusal) is a lower bound.
    """
    whole = _growing(state)
    failure = state.outcome.exception() if state.outcome is not None else None
    least = failure.least if isinstance(failure, RoundFailed) else 0.0
    return max(draw(whole / 2, whole), least)


@dataclass
class _Asked:
    """What has been asked for since the last try began."""

    woken: bool = False
    by_hand: bool = False


class SyncWorker:
    """Runs rounds of an open store until it is stopped. Callbacks come on the worker's thread.

    clock: the present moment, aware. began: a round begins; told: how far it is; ended: how it ended.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        *,
        ended: Callable[[Ended], object],
        told: Told = lambda _what, _done, _total: None,
        began: Callable[[], object] = lambda: None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._ended = ended
        self._told = told
        self._began = began
        self._changed = threading.Condition()
        self._calls = Calls()
        self._asked = _Asked()
        self._ending = False
        self._speaking = False
        self._last_try = -_FOREVER
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._not_before = -_FOREVER
        self._over = False

    def start(self) -> None:
        """Begin; the first round starts at once."""
        self._thread.start()

    def wake(self, *, by_hand: bool = False) -> None:
        """Ask for a round soon. by_hand: a person asked, or the desk was enrolled: this ends any pause."""
        with self._changed:
            self._asked.woken = True
            self._asked.by_hand |= by_hand
            self._changed.notify_all()

    def stop(self, seconds: float = 1.5) -> None:
        """End. A transaction comes to its end; an answer still on its way is not waited for and changes nothing."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
            if self._thread.ident is None:
                return
            self._calls.hang_up()
            # Whoever is on the wire meets ``_Stopped`` when the answer comes, and never the store.
            self._changed.wait_for(lambda: self._over, timeout=seconds)
            self._changed.wait_for(lambda: self._over or self._speaking)

    # -- on the worker's thread ---------------------------------------------------------------------------------------

    def _run(self) -> None:
        rounds = Retrying(
            retry=retry_if_exception_type(RoundFailed),
            wait=pause,
            sleep=self._rest,
            stop=lambda _state: self._ending,
            reraise=True,
        )
        try:
            while not self._ending:
                rounds(self._round)
                self._rest(FILES_SECONDS if self._send_files() else IDLE_SECONDS)
        except (RoundFailed, _Stopped):
            # Only once the program closes.
            pass
        finally:
            with self._changed:
                self._over = True
                self._changed.notify_all()

    def _round(self) -> None:
        """Run a round and tell how it ended. Raises RoundFailed, _Stopped."""
        with self._changed:
            if self._ending:
                raise _Stopped
            self._asked = _Asked()
            self._not_before = -_FOREVER
        with self._store.reading() as rd:
            enrolled = rd.sync.link() is not None
        if not enrolled:
            raise self._failed(RoundFailed(least=_FOREVER))
        self._began()
        done, failed, failure, bug = Exchanged(), RoundFailed(), None, None
        try:
            run_round(self._store, self._clock, self._told, done=done, around=self._on_the_wire, calls=self._calls)
        except _Stopped:
            raise
        except ServerAway as away:
            failure, failed = away.sentence, RoundFailed(least=away.retry_after)
        except ServerRefused as refused:
            failure, ended = refused.sentence, refused.code is Code.TOKEN_UNKNOWN
            failed = RoundFailed(least=_FOREVER if ended else LONGEST_PAUSE_SECONDS)
        except DeskError as error:
            failure, failed = error, RoundFailed(least=LONGEST_PAUSE_SECONDS)
        except Exception as error:  # noqa: BLE001 - the edge of a thread: a bug is told, and the next round comes
            failure, bug = DeskError("sync_fault"), error
            failed = RoundFailed(least=LONGEST_PAUSE_SECONDS)
            with suppress(DeskError):
                note_failure(self._store, self._clock, failure)
        finally:
            self._last_try = time.monotonic()
        self._ended(Ended(done, failure, bug))
        if failure is not None:
            raise self._failed(failed)

    def _send_files(self) -> bool:
        """Send attachments after a confirmed round; return whether more of them can go soon. Raises _Stopped.

        The round stands whatever happens here: a server that went away is found out by the next one.
        """
        sending = Sending()
        try:
            run_files(self._store, sending, stop=self._somebody_waits, around=self._on_the_wire, calls=self._calls)
            note_held_files(self._store, self._clock, sending)
        except (ServerAway, ServerRefused, DeskError):
            return False
        except _Stopped:
            raise
        except Exception as error:  # noqa: BLE001 - the edge of a thread: a bug is told, and the next round comes
            self._ended(Ended(Exchanged(), DeskError("sync_fault"), error))
            return False
        finally:
            self._last_try = time.monotonic()
        return sending.more

    def _somebody_waits(self) -> bool:
        with self._changed:
            return self._asked.woken or self._asked.by_hand or self._ending

    def _failed(self, failed: RoundFailed) -> RoundFailed:
        """Return a failure, from whose moment on its least pause runs."""
        self._not_before = time.monotonic() + failed.least
        return failed

    def _rest(self, seconds: float) -> None:
        """Wait, unless somebody asks; never less than ``LEAST_SECONDS`` after the last try."""
        end = time.monotonic() + seconds
        with self._changed:
            self._wait_until(min(end, self._not_before), lambda: self._asked.by_hand)
            self._wait_until(end, lambda: self._asked.by_hand or self._asked.woken)
            self._wait_until(self._last_try + LEAST_SECONDS, lambda: False)

    def _wait_until(self, end: float, met: Callable[[], bool]) -> None:
        left = end - time.monotonic()
        while not self._ending and not met() and left > 0:
            self._changed.wait(min(left, threading.TIMEOUT_MAX))
            left = end - time.monotonic()

    def _on_the_wire(self, call: Callable[[], object]) -> object:
        """Make a call to the server; raises _Stopped, before it or when its answer comes, once the program closes."""
        with self._changed:
            if self._ending:
                raise _Stopped
            self._speaking = True
        try:
            return call()
        finally:
            with self._changed:
                self._speaking = False
                if self._ending:
                    raise _Stopped
