"""Printed numbers: given once, in the registering transaction, and unsure after a restore until somebody says."""

from datetime import date, timedelta

import pytest
from builders import AGENCY, CLERK, NOW, register
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_app.domain.codes import NumberBlock
from desk_app.domain.errors import DeskError
from desk_app.domain.events import StreamBegan
from desk_app.models.store import Store

DAY = date(2026, 3, 2)


def test_numbers_run_by_agency_and_day(store: Store) -> None:
    with store.transaction(NOW, CLERK) as tx:
        assert [tx.take_number(AGENCY, DAY) for _ in range(3)] == [1, 2, 3]
        assert tx.take_number(AGENCY, DAY + timedelta(days=1)) == 1
        assert tx.take_number("H56.15", DAY) == 1
        assert [tx.take_ordinal("1", 2026), tx.take_ordinal("1", 2026), tx.take_ordinal("1", 2027)] == [1, 2, 1]


def test_a_desk_stays_in_its_block_and_grows_a_digit(store: Store) -> None:
    block = NumberBlock(first=501, last=502)
    with store.transaction(NOW, CLERK) as tx:
        tx.numbers.set_block(AGENCY, block)
        taken = [tx.take_number(AGENCY, DAY) for _ in range(4)]
    assert taken[:2] == [501, 502]
    assert all(number in block and number > 9999 for number in taken[2:])


def test_reserved_numbers_are_spent_once_and_never_given_again(store: Store) -> None:
    with store.transaction(NOW, CLERK) as tx:
        assert tx.reserve_numbers(AGENCY, DAY, 3) == (1, 2, 3)
        assert tx.take_number(AGENCY, DAY) == 4
        dossier = tx.new_id()
        tx.numbers.use_reserved(AGENCY, DAY, 2, dossier)
        assert tx.numbers.unused_reserved(AGENCY, DAY) == [1, 3]
        for number in (2, 9):
            with pytest.raises(DeskError) as refused:
                tx.numbers.use_reserved(AGENCY, DAY, number, dossier)
            assert refused.value.code == "number_not_reserved"


def test_numbers_of_every_day_the_old_life_may_have_used_are_unsure_until_said(store: Store) -> None:
    register(store)
    later = NOW + timedelta(days=2)
    with store.transaction(later, CLERK) as tx:
        tx.begin_stream(StreamBegan(cause="restored", program="test"))
    for day in (DAY - timedelta(days=30), DAY, DAY + timedelta(days=1), DAY + timedelta(days=2)):
        with pytest.raises(DeskError) as refused, store.transaction(later, CLERK) as tx:
            tx.take_number(AGENCY, day)
        assert refused.value.code == "number_start_unknown"
    with store.transaction(later, CLERK) as tx:
        assert tx.take_number(AGENCY, DAY + timedelta(days=3)) == 1
        tx.numbers.skip_numbers(AGENCY, DAY, 40)
        assert tx.take_number(AGENCY, DAY) == 41
        with pytest.raises(DeskError):
            tx.take_ordinal("1", 2026)
        tx.numbers.skip_ordinals("1", 2026, 7)
        assert tx.take_ordinal("1", 2026) == 8


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.integers(0, 3), max_size=12), day=st.integers(0, 10**5))
def test_no_number_is_ever_given_twice(store: Store, steps: list[int], day: int) -> None:
    when = DAY + timedelta(days=day)
    given_out: list[int] = []
    for count in steps:
        with store.transaction(NOW, CLERK) as tx:
            before = tx.numbers.highest_used(AGENCY, when)
            numbers = tx.reserve_numbers(AGENCY, when, count) if count else (tx.take_number(AGENCY, when),)
            assert all(number > before for number in numbers)
            given_out += numbers
    assert len(set(given_out)) == len(given_out)
