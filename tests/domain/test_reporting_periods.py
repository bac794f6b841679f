"""Periods of reports: calendar spans, the 15th to the 14th of NĐ 09/2019, and a span cut for its course."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.reporting_periods import NamedSpan, Span, parts_of, span_of, spans_around

DAY = timedelta(days=1)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("span", "day", "number", "year", "first", "last"),
    [
        (Span.MONTH, "2026-02-10", 2, 2026, "2026-02-01", "2026-02-28"),
        (Span.QUARTER, "2026-08-27", 3, 2026, "2026-07-01", "2026-09-30"),
        (Span.YEAR, "2026-08-27", 1, 2026, "2026-01-01", "2026-12-31"),
        (Span.REPORTED_MONTH, "2026-08-14", 8, 2026, "2026-07-15", "2026-08-14"),
        (Span.REPORTED_MONTH, "2026-08-15", 9, 2026, "2026-08-15", "2026-09-14"),
        (Span.REPORTED_QUARTER, "2026-09-14", 3, 2026, "2026-06-15", "2026-09-14"),
        (Span.REPORTED_QUARTER, "2026-12-20", 1, 2027, "2026-12-15", "2027-03-14"),
        (Span.REPORTED_HALF, "2026-08-27", 2, 2026, "2026-06-15", "2026-12-14"),
        (Span.REPORTED_YEAR, "2026-12-15", 1, 2027, "2026-12-15", "2027-12-14"),
    ],
)
def test_a_span_is_the_one_its_day_lies_in(span: Span, day: str, number: int, year: int, first: str, last: str) -> None:
    found = span_of(span, date.fromisoformat(day))
    assert found == NamedSpan(span, year, number, date.fromisoformat(first), date.fromisoformat(last))


@given(st.sampled_from(list(Span)), days)
def test_spans_hold_their_day_and_follow_one_another(span: Span, day: date) -> None:
    one = span_of(span, day)
    assert one.first <= day <= one.last
    assert span_of(span, one.first) == span_of(span, one.last) == one
    assert span_of(span, one.last + DAY).first == one.last + DAY


@given(days)
def test_of_each_kind_the_running_span_and_the_one_before_it_are_offered(today: date) -> None:
    offered = spans_around(today)
    assert len(offered) == len(set(offered)) == 2 * len(Span)
    for running, before in zip(offered[::2], offered[1::2], strict=True):
        assert running.first <= today <= running.last
        assert before.last + DAY == running.first


@given(days, st.integers(0, 5000))
def test_the_parts_of_a_span_leave_no_day_out_and_are_few(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    parts = parts_of(first, last)
    assert (parts[0][0], parts[-1][1]) == (first, last)
    assert all(before[1] + DAY == after[0] for before, after in pairwise(parts))
    assert len(parts) <= 27
