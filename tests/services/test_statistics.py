"""Counts of a year against a naive recount from the raw events; the identities of II.06a; ratios in print."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_recount import Recount
from year_of_lives import Year

from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.columns_06a import Column
from desk_app.domain.lateness import is_late
from desk_app.domain.statistics import Line06a, Period, Ratio, count_06a, identities, on_time_ratio
from desk_app.models.queries.book import BookQuery
from desk_app.models.queries.dossiers import DossierFilter, DossierLine
from desk_app.models.queries.reports import Grouping
from desk_app.models.queries.shares import Counted
from desk_app.models.verification import verify
from desk_app.services.dossier_standing import Standing, finished_words, standing
from desk_app.services.dossier_view import dossier_view
from desk_app.services.indicators import behind_counted
from desk_app.services.late import Watch, days_period, late_in_period, watch_counts, watched
from desk_app.services.office_settings import office_calendar, office_settings
from desk_app.services.report_06a import By, behind, charts_of, course, report_06a
from desk_app.services.return_view import return_view


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
            behind = {figure: len(rd.reports.behind(figure, period)) for figure in Column}
        assert lines == expected(recounted, period, group)
        total = Line06a()
        for line in lines.values():
            assert line.balanced
            total = total.plus(line)
        assert behind == {
            Column.RECEIVED: total.received, Column.ONLINE: total.online, Column.DIRECT: total.direct,
            Column.CARRIED: total.carried, Column.RESOLVED: total.resolved, Column.EARLY: total.early,
            Column.ON_TIME: total.on_time, Column.LATE: total.late, Column.UNRESOLVED: total.unresolved,
            Column.RUNNING: total.running, Column.RUNNING_LATE: total.running_late,
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


def test_the_book_the_late_list_06a_and_the_dossiers_own_pages_agree(year: Year, recounted: list[Recount]) -> None:
    by_id = dict(zip(year.ids, recounted, strict=True))
    accepted = {one: life for one, life in by_id.items() if life.received is not None and not life.voided}
    open_late = {
        one
        for one, life in accepted.items()
        if life.finished is None and life.late_after is not None and life.late_after < year.now
    }
    ended_late = {one for one, life in accepted.items() if life.finished is not None and life.column(year.now) == "10"}
    assert len(open_late) > 10 and len(ended_late) > 10
    whole = days_period(year.first, year.now.date(), year.now)
    with year.store.reading() as rd:
        calendar = office_calendar(rd, office_settings(rd))
        folded = {one: dossier for one in year.ids if (dossier := rd.dossiers.by_id(one)) is not None}
        lines = [line for line in map(rd.dossiers.line, year.ids) if line is not None]
        views = {
            one: dossier_view(dossier, rd.dossiers.events_of(one), {}, calendar, year.now)
            for one, dossier in folded.items()
        }
        returning = {one: return_view(rd, one, year.now) for one in accepted}
        asked = rd.dossiers.page(DossierFilter(open=True, late_before=year.now), limit=1000).lines
        watched_late = {one.line.id: one for one in watched(rd, year.now) if one.group is Watch.LATE}
        book = {row.id: row for row in BookQuery(rd.connection).rows(whole)}
        report = report_06a(rd, year.first, year.now.date(), year.now)
        running_late = behind(rd, report, Column.RUNNING_LATE, report.sum)
        late = behind(rd, report, Column.LATE, report.sum)
    over = {one: view.standing for one, view in views.items() if view.standing.over not in ("", "due_today")}
    assert set(over) == open_late
    assert {line.id for line in lines if _stands(line, calendar, year.now).over in _LATE_WORDS} == open_late
    assert {line.id for line in asked} == open_late
    assert set(watched_late) == open_late
    assert {one: line.days for one, line in watched_late.items()} == {one: over[one].late_days for one in open_late}
    assert {
        one for one, row in book.items() if not row.voided and not row.timeliness and is_late(row.late_from, year.now)
    } == open_late
    assert (set(running_late.dossiers), running_late.whole) == (open_late, True)
    assert {one for one, row in book.items() if row.timeliness == "late"} == ended_late
    assert (set(late.dossiers), late.total) == (ended_late, len(ended_late))
    told = {one: str(words) for one, dossier in folded.items() if (words := finished_words(dossier)) is not None}
    assert {one for one, words in told.items() if words.endswith("quá hạn")} == ended_late
    assert {one for one, view in returning.items() if view.late is not None} == open_late | ended_late


_LATE_WORDS = ("late", "overdue", "over_supplemented")


def _stands(line: DossierLine, calendar: OfficeCalendar, now: datetime) -> Standing:
    return standing(
        line.state, voided=line.voided, due_at=line.due_at, late_from=line.late_from,
        waiting_since=line.waiting_since, now=now, calendar=calendar,
    )  # fmt: skip


def test_every_figure_of_every_line_opens_as_many_dossiers_as_it_says(year: Year) -> None:
    first, last = date(2026, 3, 1), date(2026, 5, 31)
    with year.store.reading() as rd:
        for by in By:
            report = report_06a(rd, first, last, year.now, by)
            for row in (*report.rows, report.sum):
                assert row.line.balanced and all(holds for _words, holds in identities(row.line))
                for figure in Column:
                    found = behind(rd, report, figure, row)
                    assert found.whole and len(set(found.dossiers)) == row.line.figure(figure)
            if by is not By.PERIOD:
                sums = [sum(row.line.figure(figure) for row in report.rows) for figure in Column]
                assert sums == [report.sum.line.figure(figure) for figure in Column]


def test_lines_stand_in_the_order_of_the_alphabet_with_what_is_unnamed_last(year: Year) -> None:
    with year.store.reading() as rd:
        report = report_06a(rd, year.first, year.now.date(), year.now)
    assert [str(row.name) for row in report.rows] == ["Chứng thực", "Đất đai", "Hộ tịch", "(chưa ghi)"]


def test_a_list_that_is_cut_says_how_many_there_are(year: Year) -> None:
    with year.store.reading() as rd:
        report = report_06a(rd, year.first, year.now.date(), year.now)
        found = behind(rd, report, Column.RECEIVED, report.sum, limit=20)
        counted = behind_counted(rd, Counted.CAME, report.period, limit=20)
    assert len(found.dossiers) == 20 and found.total == report.sum.line.received > 500 and not found.whole
    assert len(counted.dossiers) == 20 and counted.total == report.sum.line.received and not counted.whole


def test_the_parts_of_a_period_follow_one_another(year: Year) -> None:
    with year.store.reading() as rd:
        parts = course(rd, date(2026, 2, 1), date(2026, 7, 31), year.now)
        whole = report_06a(rd, date(2026, 2, 1), date(2026, 7, 31), year.now)
    assert [str(part.name) for part in parts] == [f"Tháng {month}/2026" for month in range(2, 8)]
    for before, after in pairwise(parts):
        assert after.line.carried == before.line.unresolved
    assert sum(part.line.resolved for part in parts) == whole.sum.line.resolved
    new = [part.line.online + part.line.direct for part in parts]
    assert sum(new) == whole.sum.line.online + whole.sum.line.direct
    charts = charts_of(whole, parts)
    assert [bar.values for bar in charts[1].bars] == [
        (came, part.line.resolved) for came, part in zip(new, parts, strict=True)
    ]
    assert sum(sum(bar.values) for bar in charts[0].bars) == whole.sum.line.received


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
    taken = sum(life.taken for life in recounted)
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


def test_electronic_results_and_satisfaction_agree_with_a_recount_in_any_period(
    year: Year, recounted: list[Recount]
) -> None:
    @given(st.integers(0, 300), st.integers(1, 120))
    @settings(max_examples=25, deadline=None)
    def holds(skipped: int, length: int) -> None:
        start = year.first + timedelta(days=skipped)
        period = days_period(start, start + timedelta(days=length - 1), year.now)
        with year.store.reading() as rd:
            found = rd.reports.indicators(period)
            sets = {
                what: behind_counted(rd, what, period)
                for what in (Counted.WITH_RESULT, Counted.ELECTRONIC, Counted.ASKED, Counted.SATISFIED)
            }
        alive = [life for life in recounted if life.received is not None and not life.voided]
        ended = [life for life in alive if life.result and life.finished and period.start <= life.finished < period.end]
        given_back = [life for life in alive if life.returned and period.start <= life.returned < period.end]
        asked = [life for life in given_back if life.answer != "not_asked"]
        assert found.with_result == len(ended)
        assert found.electronic == sum(life.result in ("electronic", "both") for life in ended)
        assert found.returned == len(given_back)
        assert found.asked == len(asked)
        assert found.satisfied == sum(life.answer == "satisfied" for life in asked)
        assert found.very_satisfied == sum(life.answer == "very_satisfied" for life in asked)
        assert found.dissatisfied == sum(life.answer == "dissatisfied" for life in asked)
        assert {what: len(one.dossiers) for what, one in sets.items()} == {
            Counted.WITH_RESULT: found.with_result,
            Counted.ELECTRONIC: found.electronic,
            Counted.ASKED: found.asked,
            Counted.SATISFIED: found.satisfied + found.very_satisfied,
        }

    holds()


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
