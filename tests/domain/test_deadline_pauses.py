"""Promised dates when the clock was stopped: days taken out, counted anew, or none promised while it stands."""

from promised_dates import CLOCK_TIME, OFFICE, RESTART, at, due, pause

from desk_app.domain.deadline import (
    DeadlineRules,
    StepKind,
    appointment,
)
from desk_app.domain.limits import parse_limit


def test_a_pause_takes_out_the_days_it_ends_after() -> None:
    # Received Mon; asked Wed 10:00, brought Fri 10:00: Wed and Thu are out.
    assert due("2023-10-16T09:00", "5 working_day") == at("2023-10-23T17:00")
    stopped = pause("2023-10-18T10:00", "2023-10-20T10:00")
    assert due("2023-10-16T09:00", "5 working_day", "direct", None, stopped) == at("2023-10-25T17:00")


def test_a_pause_within_a_day_changes_no_day() -> None:
    short = pause("2023-10-18T08:00", "2023-10-18T10:00")
    assert due("2023-10-16T09:00", "5 working_day", "direct", None, short) == at("2023-10-23T17:00")


def test_hours_skip_the_pause_itself() -> None:
    short = pause("2023-10-18T09:00", "2023-10-18T10:15")
    assert due("2023-10-18T08:00", "2 hour", "direct", None, short) == at("2023-10-18T11:15")


def test_a_restart_counts_the_whole_limit_anew() -> None:
    stopped = pause("2023-10-18T10:00", "2023-10-20T10:00")
    promised = appointment(at("2023-10-16T09:00"), parse_limit("5 working_day"), OFFICE, RESTART, "direct", [stopped])
    assert promised.due_at == at("2023-10-27T17:00")
    assert [step.kind for step in promised.steps[:5]] == [
        StepKind.RECEIVE_DAY,
        StepKind.DISCARDED,
        StepKind.PAUSED,
        StepKind.PAUSED,
        StepKind.RESTARTED,
    ]


def test_while_the_clock_stands_nothing_is_promised() -> None:
    for rules in (DeadlineRules(), RESTART):
        waiting = appointment(
            at("2023-10-16T09:00"), parse_limit("5 working_day"), OFFICE, rules, "direct", [pause("2023-10-18T10:00")]
        )
        assert waiting.due_at is None
        assert waiting.waiting_since == at("2023-10-18T10:00")


def test_a_pause_after_the_promise_changes_nothing() -> None:
    for rules in (DeadlineRules(), RESTART, CLOCK_TIME):
        plain = due("2023-10-16T09:00", "2 working_day", "direct", rules)
        assert due("2023-10-16T09:00", "2 working_day", "direct", rules, pause("2023-10-18T17:00")) == plain
    late = pause("2023-10-18T10:00", "2023-10-24T10:00")
    assert due("2023-10-16T09:00", "2 working_day", "direct", CLOCK_TIME, late) == at("2023-10-18T09:00")


def test_by_clock_time_a_pause_that_takes_a_day_out_leaves_the_end_of_the_day() -> None:
    # Two dossiers, one pause from Monday to Tuesday: the later receipt must not be due earlier on Tuesday.
    stopped = pause("2023-10-23T10:00", "2023-10-24T08:00")
    for received in ("2023-10-20T16:00", "2023-10-23T09:00"):
        assert due(received, "1 working_day", "direct", CLOCK_TIME, stopped) == at("2023-10-24T17:00")


def test_a_last_day_off_does_not_roll_into_a_pause() -> None:
    stopped = pause("2023-10-27T16:00", "2023-10-31T08:00")
    assert due("2023-10-26T09:00", "2 day", "direct", None, stopped) == at("2023-11-01T17:00")


def test_a_last_day_off_rolls_over_a_pause_that_begins_behind_it() -> None:
    stopped = pause("2023-10-29T10:00", "2023-10-30T18:00")
    assert due("2023-10-26T09:00", "2 day", "direct", None, stopped) == at("2023-10-31T17:00")


def test_a_pause_holds_a_day_exactly_when_it_holds_its_last_minute() -> None:
    plain = due("2023-10-16T09:00", "5 working_day")
    until_close, from_close = (
        pause("2023-10-18T16:00", "2023-10-18T17:00"),
        pause("2023-10-18T17:00", "2023-10-19T08:00"),
    )
    assert plain == at("2023-10-23T17:00")
    assert due("2023-10-16T09:00", "5 working_day", "direct", None, until_close) == at("2023-10-24T17:00")
    assert due("2023-10-16T09:00", "5 working_day", "direct", None, from_close) == plain


def test_a_pause_inside_another_changes_nothing() -> None:
    outer, inner = pause("2023-10-18T10:00", "2023-10-24T10:00"), pause("2023-10-19T08:00", "2023-10-20T10:00")
    for rules in (DeadlineRules(), RESTART):
        alone = due("2023-10-16T09:00", "5 working_day", "direct", rules, outer)
        assert due("2023-10-16T09:00", "5 working_day", "direct", rules, inner, outer) == alone


def test_by_clock_time_no_promise_falls_inside_a_pause() -> None:
    short = pause("2023-10-18T08:00", "2023-10-18T10:00")
    assert due("2023-10-16T09:00", "2 working_day", "direct", CLOCK_TIME, short) == at("2023-10-18T10:00")
    at_the_hour = pause("2023-10-18T09:00", "2023-10-19T10:00")
    assert due("2023-10-16T09:00", "2 working_day", "direct", CLOCK_TIME, at_the_hour) == at("2023-10-18T09:00")
