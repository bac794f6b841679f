"""Rounds in the background: one at a time, at the right moments, never in the way, never a success that was none."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from builders import AGENCY, register
from hypothesis import given, settings
from hypothesis import strategies as st
from lives import steps
from province import NO_THROTTLE, EnrolledDesk, Province, until_equal
from sqlalchemy import delete, insert
from staff import SUPERVISOR
from tenacity import Future, RetryCallState, Retrying

from central_server import desks
from central_server.api.throttle import Throttle
from central_server.database import writing
from central_server.desks import office_of
from central_server.tables import streams
from desk_app.models.queries.erasures import erased_subjects
from desk_app.models.queries.office import Draft
from desk_app.models.queries.sync import SyncLink
from desk_app.services import sync_worker
from desk_app.services.erasing import Erase, erase
from desk_app.services.round_terms import Exchanged
from desk_app.services.sync_round import failure_of, run_round
from desk_app.services.sync_state import sync_state
from desk_app.services.sync_worker import Ended, RoundFailed, SyncWorker, pause

SOON = 10.0


class Working:
    """A worker of a desk and what it told."""

    def __init__(self, desk: EnrolledDesk) -> None:
        self.desk = desk
        self.ends: list[Ended] = []
        self.begun: list[float] = []
        self.worker = SyncWorker(
            desk.store, desk.clock, ended=self.ends.append, began=lambda: self.begun.append(time.monotonic())
        )

    def until(self, met: Callable[[], bool]) -> None:
        """Wait for something that must come true."""
        end = time.monotonic() + SOON
        while not met():
            assert time.monotonic() < end, self.ends
            time.sleep(0.01)

    def link(self) -> SyncLink:
        """Return what the store says of its server."""
        with self.desk.store.reading() as rd:
            link = rd.sync.link()
        assert link is not None
        return link


@pytest.fixture
def working(province: Province, monkeypatch: pytest.MonkeyPatch) -> Iterator[Working]:
    """A worker of a desk, not started, that need not wait two seconds between two tries."""
    monkeypatch.setattr(sync_worker, "LEAST_SECONDS", 0.05)
    made = Working(province.desk("Q1"))
    yield made
    made.worker.stop()


def test_a_new_event_is_sent_as_soon_as_it_is_told(working: Working, province: Province) -> None:
    working.worker.start()
    working.until(lambda: len(working.ends) == 1)
    register(working.desk.store, province.clock())
    working.worker.wake()
    working.until(lambda: len(working.ends) == 2)
    assert working.ends[-1].failure is None
    assert working.desk.dossiers() == province.dossiers()
    with working.desk.store.reading() as rd:
        assert rd.sync.queued().count == 0


def test_however_often_it_is_woken_one_round_runs_at_a_time(
    working: Working, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most = [0], [0]
    guard = threading.Lock()

    def counted(*args: object, **named: object) -> Exchanged:
        with guard:
            running[0] += 1
            most[0] = max(most[0], running[0])
        try:
            return run_round(*args, **named)  # type: ignore[arg-type]
        finally:
            with guard:
                running[0] -= 1

    monkeypatch.setattr(sync_worker, "run_round", counted)
    working.worker.start()
    for _ in range(20):
        working.worker.wake(by_hand=True)
        time.sleep(0.01)
    working.until(lambda: len(working.ends) >= 2)
    assert most[0] == 1
    assert len(working.ends) <= 8, "twenty wishes are a few rounds"


def test_never_two_tries_within_two_seconds(province: Province) -> None:
    working = Working(province.desk("Q1"))
    working.worker.start()
    working.until(lambda: len(working.ends) == 1)
    working.worker.wake(by_hand=True)
    working.until(lambda: len(working.begun) == 2)
    working.worker.stop()
    assert working.begun[1] - working.begun[0] >= 2.0


def test_a_server_that_is_away_is_told_and_a_new_event_ends_the_pause(working: Working, province: Province) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    working.desk.move_to(f"http://127.0.0.1:{port}")
    register(working.desk.store, province.clock())
    confirmed = working.link().confirmed_at
    working.worker.start()
    working.until(lambda: len(working.ends) == 1)
    failure = failure_of(working.link())
    assert failure is not None and failure.code == "server_away"
    assert working.link().confirmed_at == confirmed, "a failed round is never shown as a success"
    working.desk.move_to(province.served.url)
    working.worker.wake()
    working.until(lambda: len(working.ends) == 2)
    assert working.link().failure == "" and working.link().confirmed_at is not None


def test_time_a_server_asks_for_is_cut_short_by_a_person_only(working: Working, province: Province) -> None:
    province.served.state.requests = Throttle(1)
    working.worker.start()
    working.until(lambda: len(working.ends) == 1)
    failure = working.ends[0].failure
    assert failure is not None and failure.code == "server_busy"
    register(working.desk.store, province.clock())
    working.worker.wake()
    time.sleep(0.3)
    assert len(working.ends) == 1, "it asked to be left alone for a minute"
    province.served.state.requests = Throttle(NO_THROTTLE)
    working.worker.wake(by_hand=True)
    working.until(lambda: len(working.ends) == 2)
    assert working.ends[1].failure is None and working.ends[1].done.sent


def test_what_differs_after_healing_is_said_until_it_no_longer_does(province: Province) -> None:
    one = province.desk("Q1")
    run_round(one.store, one.clock)
    assert sync_state(one.store).differs is None
    with writing(province.engine) as connection:
        # A stream of which the server has lost everything but where it stood.
        lost = insert(streams).values(office=office_of(connection, AGENCY), stream=uuid4(), seq=3, hash="a" * 64)
        connection.execute(lost)
    run_round(one.store, one.clock)
    state = sync_state(one.store)
    assert state.failure is None and state.differs is not None and state.differs.code == "sync_differs"
    with writing(province.engine) as connection:
        connection.execute(delete(streams).where(streams.c.seq == 3, streams.c.hash == "a" * 64))
    run_round(one.store, one.clock)
    assert sync_state(one.store).differs is None


def test_a_desk_whose_token_ended_waits_for_a_person(working: Working, province: Province) -> None:
    with writing(province.engine) as connection:
        desk_id = connection.exec_driver_sql("SELECT id FROM desks").scalar_one()
        desks.revoke_desk(connection, desk_id, province.clock())
    working.worker.start()
    working.until(lambda: len(working.ends) == 1)
    assert working.ends[0].failure is not None and working.ends[0].failure.code == "enrolment_ended"
    working.worker.wake()
    time.sleep(0.3)
    assert len(working.ends) == 1, "new events do not ask a server that has said no"
    working.worker.wake(by_hand=True)
    working.until(lambda: len(working.ends) == 2)


def test_a_desk_that_is_not_enrolled_asks_nobody(province: Province) -> None:
    working = Working(EnrolledDesk("Q9", province.store_of("Q9"), province.clock))
    working.worker.start()
    working.worker.wake()
    time.sleep(0.2)
    working.worker.stop()
    assert working.begun == [] and working.ends == []
    working.desk.store.close()


def test_the_program_closes_at_once_though_the_server_does_not_answer(working: Working) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        working.desk.move_to(f"http://127.0.0.1:{mute.getsockname()[1]}")
        working.worker.start()
        caught, _ = mute.accept()
        began = time.monotonic()
        working.worker.stop()
        assert time.monotonic() - began < 0.5
        before = working.link()
        caught.close()
        time.sleep(0.2)
        assert working.link() == before and working.ends == [], "an answer that comes later changes nothing"


def test_one_that_is_stopped_hangs_up_on_its_own_calls_only(working: Working, province: Province) -> None:
    beside = Working(province.desk("Q2"))
    with socket.create_server(("127.0.0.1", 0)) as mute:
        for one in (working, beside):
            one.desk.move_to(f"http://127.0.0.1:{mute.getsockname()[1]}")
            one.worker.start()
        caught = [mute.accept()[0] for _ in range(2)]
        working.worker.stop()
        time.sleep(0.3)
        assert beside.ends == [], "its question is still waited for"
        for connection in caught:
            connection.close()
        beside.until(lambda: len(beside.ends) == 1)
    beside.worker.stop()


def test_a_fault_of_ours_is_told_and_stands_as_a_failure(working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_named: object) -> Exchanged:
        raise ZeroDivisionError

    monkeypatch.setattr(sync_worker, "run_round", broken)
    working.worker.start()
    working.until(lambda: len(working.ends) == 1)
    assert isinstance(working.ends[0].bug, ZeroDivisionError)
    failure = failure_of(working.link())
    assert failure is not None and failure.code == "sync_fault"


def test_a_token_is_renewed_when_the_server_asks_and_the_old_one_ends(province: Province) -> None:
    one = province.desk("Q1")
    before = token_of(one)
    province.clock.leap(timedelta(days=91))
    run_round(one.store, one.clock)
    assert token_of(one) != before
    assert run_round(one.store, one.clock) is not None


def test_an_erasure_at_one_desk_leaves_nothing_at_the_other(province: Province) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    dossier = register(one.store, province.clock()).id
    until_equal([one, two], 1)
    draft = keep_draft(two, dossier)
    one.says(dossier, steps()["ResultReady"])
    one.says(dossier, steps()["Returned"])
    province.clock.leap(timedelta(hours=1))
    erase(one.store, SUPERVISOR, dossier, Erase(reason="theo yêu cầu", legal_basis="Luật 91/2025"), province.clock())
    one.round()
    run_round(two.store, two.clock)
    with two.store.reading() as rd:
        found = rd.dossiers.by_id(dossier)
        assert found is not None and found.erased
        assert dossier in erased_subjects(rd.connection)
        assert rd.drafts.get(draft) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.floats(0, 1), st.floats(0, 2000))
def test_pauses_double_from_five_seconds_to_fifteen_minutes_and_never_meet(
    attempt: int, drawn: float, retry_after: float
) -> None:
    state = RetryCallState(Retrying(), None, (), {})
    state.attempt_number = attempt
    outcome: Future = Future(attempt)
    outcome.set_exception(RoundFailed(least=retry_after))
    state.outcome = outcome
    waited = pause(state, lambda low, high: low + drawn * (high - low))
    whole = min(5 * 2 ** (attempt - 1), 900)
    assert waited == pytest.approx(max(whole / 2 + drawn * whole / 2, retry_after))


def token_of(desk: EnrolledDesk) -> str:
    """Return the token a desk holds."""
    with desk.store.reading() as rd:
        link = rd.sync.link()
    assert link is not None
    return link.token


def keep_draft(desk: EnrolledDesk, dossier: UUID) -> UUID:
    """Park something that names a dossier."""
    draft, now = uuid4(), desk.clock()
    with desk.store.transaction(now, "canbo") as tx:
        tx.drafts.put(Draft(draft, "canbo", "reception", True, "Bà Mai", {"correct": str(dossier)}, now))
    return draft
