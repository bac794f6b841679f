"""Who waits for a server's answer can be told that nobody wants it any more: a call belongs to whoever makes it."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class HungUp(Exception):
    """Whoever asked is closing; what was asked may have been done or not.

    under_way: the question is still being asked, on a thread that cleans up after it.
    """

    def __init__(self, *, under_way: bool) -> None:
        super().__init__()
        self.under_way = under_way


class _Asked(Generic[T]):
    """A question under way on a thread of its own. left: nobody waits for its answer any more."""

    def __init__(self) -> None:
        self.answers: list[T] = []
        self.faults: list[BaseException] = []
        self.left = False

    @property
    def over(self) -> bool:
        return bool(self.answers or self.faults)


class Calls:
    """What one asker, such as a window or its worker in the background, asks servers until it hangs up for good."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._over = False

    def hang_up(self) -> None:
        """End every wait of this asker, and let it ask nothing any more. Others in the process go on."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def answer(self, ask: Callable[[], T], *, clean_up: Callable[[], object]) -> T:
        """Ask on a thread of its own and return the answer: a call on a socket cannot be called back.

        clean_up: what the asking thread does at its end where nobody waited for it. Raises what ``ask`` raises, and
        HungUp.
        """
        asked: _Asked[T] = _Asked()

        def run() -> None:
            answers, faults = [], []
            try:
                answers.append(ask())
            except BaseException as fault:  # noqa: BLE001 - raised where the answer is waited for
                faults.append(fault)
            with self._changed:
                asked.answers, asked.faults = answers, faults
                self._changed.notify_all()
            if asked.left:
                clean_up()

        with self._changed:
            if self._over:
                raise HungUp(under_way=False)
            threading.Thread(target=run, name="asks the server", daemon=True).start()
            self._changed.wait_for(lambda: asked.over or self._over)
            asked.left = not asked.over
        if asked.left:
            raise HungUp(under_way=True)
        if asked.faults:
            raise asked.faults[0]
        return asked.answers[0]
