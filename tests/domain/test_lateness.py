"""Lateness as QĐ 766 measures it: against the end, the wait's beginning, or now; never moved by an apology."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.dates import OFFICE_ZONE
from desk_app.domain.lateness import held_against_due, is_late

NOON = datetime(2026, 9, 4, 12, tzinfo=OFFICE_ZONE)
moments = st.integers(-10_000, 10_000).map(lambda minutes: NOON + timedelta(minutes=minutes))


@given(moments, moments)
def test_what_neither_ended_nor_waits_is_held_against_now(at: datetime, due: datetime) -> None:
    against = held_against_due(finished_at=None, waiting_since=None, at=at)
    assert against == at
    assert is_late(due, at) is (due < against)


@given(moments, moments, st.lists(moments, min_size=2, max_size=2))
def test_time_that_passes_in_a_wait_makes_nothing_later(since: datetime, at: datetime, later: list[datetime]) -> None:
    looks = sorted(max(since, moment) for moment in [at, *later])
    found = {held_against_due(finished_at=None, waiting_since=since, at=moment) for moment in looks}
    assert found == {since}


@given(moments, st.none() | moments, moments)
def test_the_end_comes_before_the_wait_and_nothing_after_the_measuring_counts(
    finished: datetime, since: datetime | None, at: datetime
) -> None:
    against = held_against_due(finished_at=finished, waiting_since=since, at=at)
    assert against == min(finished, at)


def test_the_due_moment_itself_is_in_time() -> None:
    assert not is_late(NOON, NOON)
    assert is_late(NOON, NOON + timedelta(microseconds=1))
    assert not is_late(None, NOON)
