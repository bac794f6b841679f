"""Counts of a year against a naive recount from the raw events; the identities of II.06a; ratios in print."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_recount import Recount
from year_of_lives import Year

from desk_app.domain.statistics import Line06a, Period, Ratio, count_06a, on_time_ratio
from desk_app.models.queries.reports import Figure, Grouping
from desk_app.models.verification import verify
from desk_app.services.late import Watch, days_period, late_in_period, watch_counts, watched


def expected(lives: list[Recount], period: Period, group: str) -> dict[str, Line06a]:
    """Return the lines of II.06a, counted by hand from the recounts."""
    lines: dict[str, Line06a] = {}
    places = {"8": "early", "9": "on_time", "10": "late", "12": "running", "13": "running_late"}
    for life in lives:
        if life.received is None or life.voided or life.received >= period.end:
            continue
        if life.finished is not None and life.finished < period.start:
            continue
        came = "carried" if life.received < period.start else "online" if life.channel == "online" else "direct"
        ended = life.finished is not None and life.finished < period.end
        column = life.column(period.end if ended else period.measured_at)
        assert (column in ("8", "9", "10")) is ended
        line = Line06a()._replace(**{came: 1}).plus(Line06a()._replace(**{places[column]: 1}))
        key = getattr(life, group)
        lines[key] = lines.get(key, Line06a()).plus(line)
    return lines


def test_06a_of_any_period_agrees_with_a_recount_and_balances(year: Year, recounted: list[Recount]) -> None:
    @given(st.integers(0, 380), st.integers(1, 200), st.sampled_from(["field", "unit", "channel"]))
    @settings(max_examples=40, deadline=None)
    def holds(skipped: int, length: int, group: str) -> None:
        start = year.first + timedelta(days=skipped)
        period = days_period(start, start + timedelta(days=length - 1), year.now)
        by = {"field": Grouping.FIELD, "unit": Grouping.UNIT, "channel": Grouping.CHANNEL}[group]
        with year.store.reading() as rd:
            lines = rd.reports.lines_06a(period, by)
            behind = {figure: len(rd.reports.behind(figure, period)) for figure in Figure}
        assert lines == expected(recounted, period, group)
        total = Line06a()
        for line in lines.values():
            assert line.balanced
            total = total.plus(line)
        assert behind == {
            Figure.RECEIVED: total.received, Figure.ONLINE: total.online, Figure.DIRECT: total.direct,
            Figure.CARRIED: total.carried, Figure.RESOLVED: total.resolved, Figure.EARLY: total.early,
            Figure.ON_TIME: total.on_time, Figure.LATE: total.late, Figure.UNRESOLVED: total.unresolved,
            Figure.RUNNING: total.running, Figure.RUNNING_LATE: total.running_late,
        }  # fmt: skip

    holds()


def test_06a_agrees_with_the_folded_dossiers(year: Year) -> None:
    period = days_period(year.first + timedelta(days=60), year.first + timedelta(days=150), year.now)
    with year.store.reading() as rd:
        folded = [dossier for dossier in map(rd.dossiers.by_id, year.ids) if dossier is not None]
        assert rd.reports.lines_06a(period) == count_06a(folded, period)


def test_the_late_list_agrees_with_a_recount(year: Year, recounted: list[Recount]) -> None:
    with year.store.reading() as rd:
        lines = watched(rd, year.now)
        assert watch_counts(rd, year.now) == {group: sum(one.group is group for one in lines) for group in Watch}
    late = {one.line.id for one in lines if one.group is Watch.LATE}
    waiting = {one.line.id for one in lines if one.group is Watch.WAITING}
    ready = {one.line.id for one in lines if one.group is Watch.READY}
    by_id = dict(zip(year.ids, recounted, strict=True))
    unfinished = {
        one: life for one, life in by_id.items() if life.received and not life.voided and life.finished is None
    }
    assert late == {one for one, life in unfinished.items() if life.late_after and life.late_after < year.now}
    assert waiting == {one for one, life in unfinished.items() if life.waiting and one not in late}
    assert ready == {
        one
        for one, life in by_id.items()
        if life.ended_as == "ResultReady" and not life.voided and life.returned is None
    }
    assert {one.line.id: one.apologies for one in lines} == {one.line.id: by_id[one.line.id].letters for one in lines}


def test_the_late_dossiers_of_a_period_are_those_of_columns_10_and_13(year: Year, recounted: list[Recount]) -> None:
    first, last = date(2026, 4, 1), date(2026, 6, 30)
    period = days_period(first, last, year.now)
    with year.store.reading() as rd:
        found = late_in_period(rd, first, last, year.now)
        total = Line06a()
        for line in rd.reports.lines_06a(period).values():
            total = total.plus(line)
    assert len(found) == total.late + total.running_late > 10
    letters = {one.code: one.apologies for one in found}
    by_id = dict(zip(year.ids, recounted, strict=True))
    assert letters == {one.code: by_id[one.id].letters for one in found}
    assert all(one.late_days > 0 or one.over_supplemented or one.due_at is not None for one in found)
    assert any(one.spent for one in found)


def test_the_money_taken_agrees_with_a_recount(year: Year, recounted: list[Recount]) -> None:
    period = days_period(year.first, year.now.date(), year.now)
    with year.store.reading() as rd:
        sums = rd.reports.fee_sums(period)
        lines = list(rd.reports.fees(period))
    taken = sum(life.taken for life in recounted if not life.voided)
    assert sum(one.amount for one in sums) == sum(one.amount for one in lines) == taken
    assert sum(one.count for one in sums) == len(lines)


def test_indicators_are_shares_of_what_they_say(year: Year, recounted: list[Recount]) -> None:
    period = days_period(year.first, year.now.date(), year.now)
    with year.store.reading() as rd:
        found = rd.reports.indicators(period)
        outside = rd.reports.outside_06a(period)
    standing = [life for life in recounted if life.received and not life.voided]
    assert found.received == len(standing)
    assert found.online == sum(life.channel == "online" for life in standing)
    assert found.returned == sum(life.returned is not None for life in standing)
    assert found.with_result == sum(life.ended_as == "ResultReady" for life in standing)
    assert 0 < found.digitised < found.received
    assert 0 < found.electronic < found.with_result
    assert found.asked == found.very_satisfied + found.satisfied + found.dissatisfied
    assert outside.declined == sum(life.declined is not None for life in recounted)
    assert outside.voided == sum(life.voided for life in recounted)
    assert outside.withdrawn == sum(life.ended_as == "Withdrawn" for life in standing)
    assert outside.stopped == sum(life.ended_as == "Stopped" for life in standing)
    assert outside.waiting == sum(life.waiting is not None and life.finished is None for life in standing)


def test_what_was_written_for_reports_is_what_the_fold_says(year: Year) -> None:
    assert verify(year.store).ok


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (50, 83, "60.24"),
        (462_796, 471_026, "98.25"),
        (87_302, 89_202, "97.87"),
        (444_900, 445_450, "99.88"),
        (1_376_341, 1_385_909, "99.31"),
        (1, 800, "0.13"),
        (0, 5, "0.00"),
    ],
)
def test_a_ratio_is_rounded_half_up_to_two_decimals(part: int, whole: int, percent: str) -> None:
    assert Ratio(part, whole).percent == Decimal(percent)


def test_a_ratio_states_what_it_is_a_share_of() -> None:
    assert Ratio(444_900, 445_450).words == "99,88% (444.900/445.450)"
    assert Ratio(0, 0).words == "không có số liệu"
    line = Line06a(direct=10, early=4, on_time=3, late=1, running=1, running_late=1)
    assert (on_time_ratio(line).numerator, on_time_ratio(line).denominator) == (7, 8)
