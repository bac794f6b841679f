"""Closing a day while the counter works on: nobody waits for its papers, and they hold what came meanwhile."""

import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from printing.reading import squeezed, text_of
from staff import CLERK, MORNING, SUPERVISOR

from desk_app.domain.errors import DeskError
from desk_app.models.store import Store
from desk_app.printing import papers
from desk_app.printing.fonts import LAYING_OUT
from desk_app.services.day_closing import ClosedDay, close_day, closings_of, day_figures, day_standing, kept_day
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive

DAY = MORNING.date()
CLOSING = MORNING.replace(hour=16, minute=45)
MOST_SECONDS = 30
_A_BREATH = 0.03
"""Between two registrations, in seconds: shorter than the papers of a day take."""


def received(store: Store, minutes: int = 0) -> str:
    command = checked_receive({"procedure": "1.004873", "submitter": {"name": "TRẦN THỊ MAI", "phone": "0912345678"}})
    return receive(store, CLERK, command, MORNING + timedelta(minutes=minutes)).code


def is_drawing(thread: int) -> bool:
    """Tell whether a thread is at a paper, or waits for its turn to draw one."""
    frame = sys._current_frames().get(thread)
    while frame is not None and frame.f_code is not papers.render_all.__code__:
        frame = frame.f_back
    return frame is not None


@contextmanager
def slowly_closed(store: Store) -> Iterator["Future[ClosedDay]"]:
    """Close the day while somebody else's paper keeps the drawing busy: inside, its papers are read and not drawn."""
    thread: list[int] = []

    def close() -> ClosedDay:
        thread.append(threading.get_ident())
        return close_day(store, SUPERVISOR, DAY, CLOSING, "Còn việc")

    with ThreadPoolExecutor(1) as supervisor, LAYING_OUT:
        closing = supervisor.submit(close)
        end = time.monotonic() + MOST_SECONDS
        while not (thread and is_drawing(thread[0])):
            assert time.monotonic() < end and not closing.done()
            time.sleep(0.001)
        yield closing


def test_a_registration_does_not_wait_for_a_slow_paper_and_stands_in_the_closed_day(store: Store) -> None:
    before = received(store)
    with store.reading() as rd:
        stood = day_figures(rd, DAY, CLOSING)["received"]
    with slowly_closed(store) as closing, ThreadPoolExecutor(1) as counter:
        meanwhile = counter.submit(received, store, 1).result(timeout=MOST_SECONDS)
        assert not closing.done()
    text = text_of(closing.result().paper.pdf)
    assert squeezed(before) in text and squeezed(meanwhile) in text
    with store.reading() as rd:
        standing, kept = day_standing(rd, DAY, CLOSING), kept_day(rd, DAY)
        (part,) = closings_of(rd, DAY)
    assert standing.later == ()
    assert part.totals["received"] == stood + 1
    assert kept is not None and part.pdf_digest == kept.digest


def test_a_day_closed_by_somebody_else_meanwhile_is_not_closed_twice(store: Store) -> None:
    received(store)
    with slowly_closed(store) as closing:
        close_day(store, SUPERVISOR, DAY, CLOSING, "Về sớm")
    with pytest.raises(DeskError, match="chưa có gì phát sinh"):
        closing.result()
    with store.reading() as rd:
        assert [(part.supplement, part.open_lines_reason) for part in closings_of(rd, DAY)] == [(0, "Về sớm")]


def test_a_counter_that_never_rests_has_the_closing_put_off_in_words_and_loses_nothing(store: Store) -> None:
    codes, closed = [received(store)], threading.Event()

    def work() -> None:
        while not closed.wait(_A_BREATH):
            codes.append(received(store, len(codes)))

    with ThreadPoolExecutor(1) as counter:
        working = counter.submit(work)
        with pytest.raises(DeskError, match="vẫn ghi thêm việc mới"):
            close_day(store, SUPERVISOR, DAY, CLOSING, "Còn việc")
        closed.set()
        working.result()
    with store.reading() as rd:
        assert closings_of(rd, DAY) == []
    text = text_of(close_day(store, SUPERVISOR, DAY, CLOSING, "Còn việc").paper.pdf)
    assert all(squeezed(code) in text for code in codes)
