"""The promise in words: one line at the side, a sentence a day, and the dates people read."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.domain.calendar import Closure, OfficeCalendar, calendar_year_from_toml
from desk_app.domain.dates import (
    OFFICE_ZONE,
    dated,
    long_date,
    long_moment,
    paper_date,
    paper_datetime,
    paper_time,
    short_range,
    weekday_name,
)
from desk_app.domain.deadline import Appointment, DeadlineRules, Pause, PauseRule, appointment
from desk_app.domain.deadline_words import (
    NO_FIXED_DATE,
    explanation,
    limit_words,
    not_counted,
    provisional_sentence,
    step_words,
    summary,
    year_list,
)
from desk_app.domain.limits import TimeLimit, Unit, parse_limit
from desk_app.resources import resource_root

OFFICE = OfficeCalendar(
    years=tuple(
        calendar_year_from_toml(path.read_text(encoding="utf-8"))
        for path in sorted((resource_root() / "calendars").glob("*.toml"))
    ),
    closures=(Closure(day=date(2024, 9, 9), name="Bão số 3"),),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


def promised(received: str, limit: str) -> Appointment:
    return appointment(at(received), parse_limit(limit), OFFICE)


def test_the_one_line_reason_draws_days_together() -> None:
    assert summary(promised("2026-08-27T09:12", "3 working_day")) == (
        "3 ngày làm việc, nhận 27/8 09:12; không tính 29–30/8 cuối tuần, 31/8 nghỉ hoán đổi, 01–02/9 lễ Quốc khánh"
    )


def test_the_one_line_reason_names_a_worked_saturday() -> None:
    line = summary(promised("2024-04-26T09:10", "3 working_day"))
    assert "tính cả 04/5 làm bù cho ngày 29/04/2024" in line
    assert "30/4 Ngày Chiến thắng" in line


def test_many_weekends_are_told_by_their_number() -> None:
    # Six weekends, of which Saturday 22/8 is worked.
    line = not_counted(promised("2026-08-03T09:00", "32 working_day"))
    assert line.startswith("không tính 11 ngày cuối tuần, 31/8 nghỉ hoán đổi")
    assert line.count("cuối tuần") == 1


def test_a_count_without_days_off_leaves_nothing_out() -> None:
    assert not_counted(promised("2023-10-23T09:00", "2 working_day")) == ""


def test_a_closure_names_the_office() -> None:
    assert "09/9 cơ quan nghỉ (Bão số 3)" in summary(promised("2024-09-06T09:00", "1 working_day"))


def test_a_rolled_day_an_online_receipt_and_a_standing_clock_are_said() -> None:
    assert "chuyển sang ngày làm việc tiếp theo" in summary(promised("2023-10-27T09:00", "1 day"))
    online = appointment(at("2023-10-28T09:00"), parse_limit("1 working_day"), OFFICE, channel="online")
    assert "tính là tiếp nhận 30/10 07:30" in summary(online)
    waiting = appointment(
        at("2023-10-16T09:00"), parse_limit("5 working_day"), OFFICE, pauses=[Pause(start=at("2023-10-18T10:00"))]
    )
    assert "đang tạm dừng từ 18/10 10:00" in summary(waiting)
    assert "chưa tính được ngày hẹn trả" in explanation(waiting)[-1]


def test_the_full_list_has_a_sentence_a_day_and_the_promise() -> None:
    assert explanation(promised("2024-04-26T09:10", "3 working_day")) == (
        "Thứ Sáu, 26/04/2024: ngày tiếp nhận, không tính",
        "Thứ Bảy, 27/04/2024: không tính, cuối tuần",
        "Chủ Nhật, 28/04/2024: không tính, cuối tuần",
        "Thứ Hai, 29/04/2024: không tính, nghỉ hoán đổi",
        "Thứ Ba, 30/04/2024: không tính, Ngày Chiến thắng",
        "Thứ Tư, 01/05/2024: không tính, Ngày Quốc tế Lao động",
        "Thứ Năm, 02/05/2024: ngày thứ 1",
        "Thứ Sáu, 03/05/2024: ngày thứ 2",
        "Thứ Bảy, 04/05/2024: ngày thứ 3, làm bù cho ngày 29/04/2024",
        "Hẹn trả: Thứ Bảy, 04/05/2024 17:00.",
    )


def test_a_proposed_date_says_that_the_calendar_is_not_announced() -> None:
    proposed = promised("2026-12-28T09:00", "5 working_day")
    sentence = "Lịch nghỉ năm 2027 chưa được thông báo chính thức; ngày hẹn Thứ Ba, 05/01/2027 17:00 là dự kiến."
    assert provisional_sentence(proposed) == sentence
    assert explanation(proposed)[-1] == sentence
    assert provisional_sentence(promised("2024-04-26T09:10", "3 working_day")) == ""


def test_an_unconfirmed_day_is_pointed_out() -> None:
    lines = explanation(promised("2026-11-23T09:00", "2 working_day"))
    assert "Thứ Ba, 24/11/2026: ngày thứ 1 (Ngày Văn hóa Việt Nam: chưa có thông báo nghỉ)" in lines


def test_no_limit_says_so() -> None:
    none = appointment(at("2024-04-26T09:10"), TimeLimit(unit=Unit.NONE), OFFICE)
    assert summary(none) == NO_FIXED_DATE
    assert explanation(none) == (f"{NO_FIXED_DATE}.",)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("3 working_day", "3 ngày làm việc"),
        ("20 day", "20 ngày"),
        ("8 hour", "8 giờ làm việc"),
        ("30 minute", "30 phút làm việc"),
        ("1 month", "1 tháng"),
        ("0.5 working_day", "0,5 ngày làm việc"),
        ("100 day", "100 ngày"),
        ("same_day", "trong ngày"),
        ("none", ""),
        ("3 missing", "3 (chưa rõ đơn vị)"),
    ],
)
def test_limits_in_words(limit: str, words: str) -> None:
    assert limit_words(parse_limit(limit)) == words


def test_dates_as_people_read_them() -> None:
    moment = at("2026-09-04T17:00")
    assert dated(moment) == "Thứ Sáu, 04/09/2026 17:00"
    assert paper_date(moment) == paper_date(moment.date()) == "04/09/2026"
    assert paper_datetime(moment) == "04/09/2026 17:00"
    assert paper_time(moment.time()) == "17:00"
    assert long_moment(at("2026-08-27T09:12")) == "09 giờ 12 phút, ngày 27 tháng 08 năm 2026"
    assert long_date(at("2026-08-27T09:12")) == "ngày 27 tháng 08 năm 2026"
    assert weekday_name(date(2026, 9, 6)) == "Chủ Nhật"


def test_moments_are_read_on_the_office_clock() -> None:
    evening = datetime.fromisoformat("2026-09-04T18:30:00+00:00")
    assert dated(evening) == "Thứ Bảy, 05/09/2026 01:30"
    assert paper_date(evening) == "05/09/2026"
    assert weekday_name(evening) == "Thứ Bảy"
    assert long_date(evening) == "ngày 05 tháng 09 năm 2026"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 8, 29), date(2026, 8, 30), "29–30/8"),
        (date(2026, 9, 1), date(2026, 9, 2), "01–02/9"),
        (date(2026, 8, 31), date(2026, 8, 31), "31/8"),
        (date(2026, 4, 30), date(2026, 5, 1), "30/4–01/5"),
        (date(2026, 12, 31), date(2027, 1, 1), "31/12/2026–01/1/2027"),
    ],
)
def test_ranges_of_days(first: date, last: date, words: str) -> None:
    assert short_range(first, last) == words


@settings(max_examples=60, deadline=None)
@given(
    minutes=st.integers(0, 5 * 365 * 24 * 60),
    amount=st.decimals("0.1", "30", places=1),
    unit=st.sampled_from([Unit.WORKING_DAY, Unit.DAY, Unit.HOUR, Unit.MONTH]),
    restart=st.booleans(),
    paused=st.integers(0, 20_000),
)
def test_every_explanation_can_be_said_and_ends_with_its_promise(
    minutes: int, amount: Decimal, unit: Unit, restart: bool, paused: int
) -> None:
    received = at("2021-01-01") + timedelta(minutes=minutes)
    stop = Pause(start=received + timedelta(minutes=paused), end=received + timedelta(minutes=2 * paused))
    rules = DeadlineRules(pause=PauseRule.RESTART if restart else PauseRule.RESUME)
    made = appointment(received, TimeLimit(amount=amount, unit=unit), OFFICE, rules, pauses=[stop])
    assert made.due_at is not None
    lines = explanation(made)
    assert len(lines) == len(made.steps) + 1 + made.provisional
    assert lines[len(made.steps)] == f"Hẹn trả: {dated(made.due_at)}."
    assert all(line == step_words(step) for line, step in zip(lines, made.steps, strict=False))
    assert "  " not in summary(made)


@pytest.mark.parametrize(
    ("years", "said"),
    [((2027,), "2027"), ((2028, 2027, 2028), "2027, 2028"), ((2027, 2030, 2031, 2032, 2033), "2027, 2030–2033")],
)
def test_many_years_in_a_row_are_told_as_a_range(years: tuple[int, ...], said: str) -> None:
    assert year_list(years) == said
