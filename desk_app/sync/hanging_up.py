"""Who waits for a server's answer can be told that the program closes: nobody waits any more."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class HungUp(Exception):
    """The program closes; what was asked may have been done or not."""


class _Line:
    """How often it was hung up; who began to ask before the last time stops waiting."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.times = 0


_line = _Line()


def hang_up() -> None:
    """End every wait for a server in this process; what is asked afterwards is waited for as ever."""
    with _line.changed:
        _line.times += 1
        _line.changed.notify_all()


class _Asked(Generic[T]):
    """A question under way on a thread of its own. left: nobody waits for its answer any more."""

    def __init__(self) -> None:
        self.answers: list[T] = []
        self.faults: list[BaseException] = []
        self.left = False

    @property
    def over(self) -> bool:
        return bool(self.answers or self.faults)


def unless_hung_up(ask: Callable[[], T], clean_up: Callable[[], object]) -> T:
    """Ask on a thread of its own and wait for the answer: a call on a socket cannot be called back.

    clean_up: what the asking thread does at its end where nobody waited for it. Raises what ``ask`` raises, and HungUp.
    """
    asked: _Asked[T] = _Asked()

    def run() -> None:
        answers, faults = [], []
        try:
            answers.append(ask())
        except BaseException as fault:  # noqa: BLE001 - raised where the answer is waited for
            faults.append(fault)
        with _line.changed:
            asked.answers, asked.faults = answers, faults
            _line.changed.notify_all()
        if asked.left:
            clean_up()

    with _line.changed:
        before = _line.times
        threading.Thread(target=run, name="asks the server", daemon=True).start()
        _line.changed.wait_for(lambda: asked.over or _line.times != before)
        asked.left = not asked.over
    if asked.left:
        raise HungUp
    if asked.faults:
        raise asked.faults[0]
    return asked.answers[0]
