"""The spans a report is asked for: calendar months, quarters and years, and the reporting periods of the law."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

CUT_OFF = 14
"""Last day of a reporting period in its last month; the next begins the day after (NĐ 09/2019/NĐ-CP, art. 12)."""

_ONE_DAY = timedelta(days=1)
_DAYS_BY_DAY, _DAYS_BY_WEEK, _DAYS_BY_MONTH, _DAYS_BY_QUARTER = 14, 70, 550, 2_200


class Span(StrEnum):
    """What kind of span it is; a *reported* one runs from the 15th to the 14th."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    REPORTED_MONTH = "reported_month"
    REPORTED_QUARTER = "reported_quarter"
    REPORTED_HALF = "reported_half"
    REPORTED_YEAR = "reported_year"


@dataclass(frozen=True)
class NamedSpan:
    """A span of whole days, both included. number: which month, quarter or half of the year; 1 for a year."""

    span: Span
    year: int
    number: int
    first: date
    last: date


def spans_around(today: date) -> tuple[NamedSpan, ...]:
    """Return what a report is usually asked for on a day: of each kind the running span and the one before it.

    Reporting periods as NĐ 09/2019/NĐ-CP, art. 12 has them and TT 01/2020/TT-VPCP follows: the 15th of the month before
    to the 14th of the last month. Where a superior asks for other days, they are typed.
    """
    return tuple(
        one for span in Span for one in (span_of(span, today), span_of(span, span_of(span, today).first - _ONE_DAY))
    )


def span_of(span: Span, day: date) -> NamedSpan:
    """Return the span of a kind that a day lies in."""
    months = _MONTHS[span]
    counted = day
    if span not in (Span.MONTH, Span.QUARTER, Span.YEAR) and day.day > CUT_OFF:
        counted = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    number = (counted.month - 1) // months + 1
    begins = date(counted.year, (number - 1) * months + 1, 1)
    ends = _first_of_next(date(counted.year, number * months, 1)) - _ONE_DAY
    if span not in (Span.MONTH, Span.QUARTER, Span.YEAR):
        begins = (begins - _ONE_DAY).replace(day=CUT_OFF + 1)
        ends = ends.replace(day=CUT_OFF)
    return NamedSpan(span, counted.year, number, begins, ends)


def parts_of(first: date, last: date) -> list[tuple[date, date]]:
    """Return a span of whole days cut for a course over time, both days of each part included.

    By days up to two weeks, then by calendar weeks (from Monday), months, quarters and years, so that a course has at
    most some thirty parts; the first and the last may be cut short.
    """
    parts = []
    days = (last - first).days + 1
    while first <= last:
        end = min(last, _part_end(first, days))
        parts.append((first, end))
        first = end + _ONE_DAY
    return parts


def _part_end(first: date, days: int) -> date:
    if days <= _DAYS_BY_DAY:
        return first
    if days <= _DAYS_BY_WEEK:
        return first + timedelta(days=6 - first.weekday())
    if days <= _DAYS_BY_MONTH:
        return span_of(Span.MONTH, first).last
    return span_of(Span.QUARTER if days <= _DAYS_BY_QUARTER else Span.YEAR, first).last


def _first_of_next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


_MONTHS = {
    Span.MONTH: 1,
    Span.QUARTER: 3,
    Span.YEAR: 12,
    Span.REPORTED_MONTH: 1,
    Span.REPORTED_QUARTER: 3,
    Span.REPORTED_HALF: 6,
    Span.REPORTED_YEAR: 12,
}
"""Months in a span."""
