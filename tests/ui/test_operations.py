"""Operations: off the UI thread, one write after another, callbacks only to who is still there."""

import logging
import threading
import time
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desk_app.domain.errors import DeskError
from desk_app.ui.operations import Changes, Operations, PressOnce, Progress, Topic

DOSSIERS = Changes.of(Topic.DOSSIERS)


def _fails() -> None:
    raise DeskError("bad_limit", text="ba ngày")


def test_work_leaves_the_ui_thread_and_its_answer_comes_back_to_it(operations: Operations, qtbot: QtBot) -> None:
    threads: list[object] = []
    operations.write(
        operations,
        lambda: threads.append(threading.current_thread()),
        changes=DOSSIERS,
        done=lambda _none: threads.append(threading.current_thread()),
    )
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert threads[0] is not threading.main_thread()
    assert threads[1] is threading.main_thread()


def test_writes_keep_their_order_and_never_overlap(operations: Operations, qtbot: QtBot) -> None:
    inside, most = 0, 0
    order: list[int] = []

    def work(number: int) -> int:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.005)
        inside -= 1
        return number

    for number in range(8):
        operations.write(operations, partial(work, number), changes=DOSSIERS, done=order.append)
    qtbot.waitUntil(lambda: len(order) == 8)
    assert order == list(range(8))
    assert most == 1


def test_a_read_does_not_wait_for_a_write(operations: Operations, qtbot: QtBot) -> None:
    gate = threading.Event()
    answers: list[int] = []
    operations.write(operations, lambda: gate.wait(5), changes=DOSSIERS)
    operations.read(operations, lambda: 1, done=answers.append)
    qtbot.waitUntil(lambda: answers == [1])
    gate.set()
    qtbot.waitUntil(lambda: operations.idle)


def test_views_hear_what_changed_after_success_and_nothing_after_a_failure(
    operations: Operations, qtbot: QtBot
) -> None:
    heard: list[Changes] = []
    errors: list[DeskError] = []
    operations.changed.connect(heard.append)
    operations.write(operations, _fails, changes=DOSSIERS, failed=errors.append)
    operations.write(operations, lambda: "id-1", changes=lambda found: Changes.of(Topic.PRINTS, ids=(found,)))
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard == [Changes.of(Topic.PRINTS, ids=("id-1",))]
    assert [error.code for error in errors] == ["bad_limit"]


def test_an_error_of_the_world_reaches_the_nearest_page(operations: Operations, qtbot: QtBot) -> None:
    class Page(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.errors: list[DeskError] = []

        def show_error(self, error: DeskError) -> None:
            self.errors.append(error)

    page = Page()
    part = QObject(page)
    operations.write(part, _fails, changes=DOSSIERS)
    qtbot.waitUntil(lambda: len(page.errors) == 1)


def test_a_bug_is_logged_with_its_trace_and_without_its_words(
    operations: Operations, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    person = "Trần Thị Mai 038190001234"

    def broken() -> None:
        raise ValueError(person)

    names: list[str] = []
    operations.bug.connect(names.append)
    with caplog.at_level(logging.ERROR):
        operations.write(operations, broken, changes=DOSSIERS)
        qtbot.waitUntil(lambda: bool(names))
    assert names == ["ValueError"]
    assert "in broken" in caplog.text
    assert "Mai" not in caplog.text


def test_only_the_newest_answer_of_a_search_box_counts(operations: Operations, qtbot: QtBot) -> None:
    answers: list[str] = []
    for text in ("k", "kh", "khai"):
        operations.read(operations, partial(str, text), done=answers.append, slot="search")
    qtbot.waitUntil(lambda: operations.idle)
    assert answers == ["khai"]


def test_a_search_does_not_wait_for_a_look_through_the_whole_store(operations: Operations, qtbot: QtBot) -> None:
    gate = threading.Event()
    answers: list[object] = []
    operations.read(operations, lambda: gate.wait(5), done=answers.append, slow=True)
    operations.read(operations, lambda: "found", done=answers.append)
    qtbot.waitUntil(lambda: answers == ["found"])
    gate.set()
    qtbot.waitUntil(lambda: answers == ["found", True])


def test_what_nobody_waits_for_any_more_is_not_even_begun(operations: Operations, qtbot: QtBot) -> None:
    gate = threading.Event()
    begun: list[str] = []
    operations.read(operations, lambda: gate.wait(5), done=lambda _open: None)
    for text in ("k", "kh", "khai"):
        operations.read(operations, partial(begun.append, text), done=lambda _none: None, slot="search")
    gate.set()
    qtbot.waitUntil(lambda: operations.idle)
    assert begun == ["khai"]


def test_nobody_is_called_who_is_gone(operations: Operations, qtbot: QtBot) -> None:
    owner = QObject()
    gate = threading.Event()
    calls: list[object] = []
    operations.read(owner, lambda: gate.wait(5), done=calls.append)
    import shiboken6

    shiboken6.delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: operations.idle)
    assert calls == []


def test_long_work_tells_how_far_it_is_and_stops_when_asked(operations: Operations, qtbot: QtBot) -> None:
    steps: list[tuple[int, int, str]] = []
    stopped: list[bool] = []

    def work(progress: Progress) -> None:
        for step in range(10_000):
            progress.report(step, 10_000, "hàng")
            time.sleep(0.001)

    running = operations.long(
        operations,
        work,
        changes=DOSSIERS,
        cancelled=lambda: stopped.append(True),
        progressed=lambda done, total, text: steps.append((done, total, text)),
    )
    qtbot.waitUntil(lambda: len(steps) >= 2)
    running.cancel()
    qtbot.waitUntil(lambda: stopped == [True])
    assert steps[-1][1:] == (10_000, "hàng")
    assert running.finished


def test_two_presses_within_two_seconds_are_one() -> None:
    clock = [100.0]
    press = PressOnce(2.0, lambda: clock[0])
    assert press.allows()
    clock[0] += 1.9
    assert not press.allows()
    clock[0] += 0.2
    assert press.allows()
