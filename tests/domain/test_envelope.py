"""The exact text, the chain, and the clock that orders events of desks that disagree about the time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lives import START, Desk, steps

from desk_app.domain import hybrid_clock
from desk_app.domain.envelope import GENESIS, digest, envelope_text, exact_json, read_envelope, verify_chain
from desk_app.domain.errors import DeskError
from desk_app.domain.events import Event, Noted, body_text

Lines = list[tuple[str, str | None]]


def chain(length: int = 5) -> tuple[list[Event], Lines]:
    desk = Desk()
    events = [desk.says(Noted(text=f"ghi chú {number}")) for number in range(length)]
    lines: Lines = [(envelope_text(e.envelope), body_text(e.body)) for e in events if e.body is not None]
    return events, lines


def test_a_whole_chain_verifies_and_gives_its_head() -> None:
    _, lines = chain()
    assert verify_chain(lines) == (5, digest(lines[-1][0]))
    head = digest(lines[2][0])
    assert verify_chain(lines[3:], head=head, seq=3) == (5, digest(lines[-1][0]))


def test_an_erased_body_leaves_the_chain_whole() -> None:
    _, lines = chain()
    lines[2] = (lines[2][0], None)
    assert verify_chain(lines)[0] == 5


@pytest.mark.parametrize("fault", ["body", "order", "gap", "hash", "first"])
def test_any_fault_breaks_the_chain(fault: str) -> None:
    _, lines = chain()
    match fault:
        case "body":
            lines[1] = (lines[1][0], lines[1][1].replace("chú 1", "chú 7") if lines[1][1] else None)
        case "order":
            lines[1], lines[2] = lines[2], lines[1]
        case "gap":
            del lines[2]
        case "hash":
            lines[0] = (lines[0][0].replace('"canbo"', '"khac"'), lines[0][1])
        case "first":
            del lines[0]
    with pytest.raises(DeskError) as broken:
        verify_chain(lines)
    assert broken.value.code == "chain_broken"


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.none(), st.lists(st.text())), max_size=5))
def test_one_value_has_one_text(value: dict[str, object]) -> None:
    assert exact_json(value) == exact_json(dict(reversed(list(value.items()))))


def test_an_envelope_reads_back_to_the_same_text() -> None:
    events, lines = chain(1)
    assert read_envelope(lines[0][0]) == events[0].envelope
    assert envelope_text(read_envelope(lines[0][0])) == lines[0][0]
    assert events[0].envelope.prev_hash == GENESIS


def test_the_salt_keeps_equal_bodies_from_having_equal_digests() -> None:
    desk = Desk()
    one, two = desk.says(steps()["Noted"]), desk.says(steps()["Noted"])
    assert one.envelope.body_digest != two.envelope.body_digest


moments = st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))


@given(st.lists(moments, min_size=1, max_size=20))
def test_a_desks_stamps_always_rise_whatever_its_clock_does(clock: list[datetime]) -> None:
    stamps, last = [], 0
    for now in clock:
        last = hybrid_clock.tick(last, now)
        stamps.append(last)
    assert stamps == sorted(set(stamps))


@given(moments, st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_a_clock_more_than_a_day_ahead_is_never_absorbed(now: datetime, ahead: timedelta) -> None:
    last = hybrid_clock.physical(now)
    foreign = hybrid_clock.physical(now + ahead)
    absorbed = hybrid_clock.absorb(last, foreign, now)
    assert absorbed == (foreign if timedelta(0) < ahead <= timedelta(hours=24) else last)


def test_a_clock_that_stands_behind_says_by_how_much() -> None:
    last = hybrid_clock.physical(START)
    assert hybrid_clock.stands_behind(last, START - timedelta(minutes=7)) == timedelta(minutes=7)
    assert hybrid_clock.stands_behind(last, START + timedelta(minutes=7)) == timedelta(0)
