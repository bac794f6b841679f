"""What holds of a promise whatever the receipt, limit, office and pauses: told day by day, in order, within hours."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from promised_dates import OFFICE, UNEVEN, YEARS, at

from desk_app.domain.calendar import (
    OfficeCalendar,
)
from desk_app.domain.dates import office_time
from desk_app.domain.deadline import (
    Appointment,
    Channel,
    DeadlineRules,
    DueHour,
    Pause,
    PauseRule,
    appointment,
    handover_due,
)
from desk_app.domain.limits import TimeLimit, Unit

MOMENTS = st.integers(0, 8 * 365 * 24 * 3600).map(lambda seconds: at("2018-06-01") + timedelta(seconds=seconds))
OFFICES = st.sampled_from([OFFICE, UNEVEN])
CHANNELS: st.SearchStrategy[Channel] = st.sampled_from(["direct", "online", "post"])
RULES = st.builds(DeadlineRules, due_hour=st.sampled_from(DueHour), pause=st.sampled_from(PauseRule))


class Desk(NamedTuple):
    """What a promise depends on besides the dossier."""

    office: OfficeCalendar
    rules: DeadlineRules
    channel: Channel


DESKS = st.builds(Desk, OFFICES, RULES, CHANNELS)
PLAIN_DESK = Desk(OFFICE, DeadlineRules(), "direct")
WHOLE = st.integers(1, 40).map(Decimal)
PARTS = st.decimals("0.1", "6", places=1)
CLOCKED = st.builds(
    TimeLimit, amount=st.one_of(WHOLE, PARTS), unit=st.sampled_from([Unit.WORKING_DAY, Unit.DAY, Unit.HOUR])
)
LIMITS = st.one_of(
    CLOCKED,
    st.builds(TimeLimit, amount=st.decimals("0.5", "5", places=1), unit=st.just(Unit.MONTH)),
    st.builds(TimeLimit, amount=st.integers(1, 3000).map(Decimal), unit=st.just(Unit.MINUTE)),
    st.just(TimeLimit(unit=Unit.SAME_DAY)),
)
FEW = settings(max_examples=100, deadline=None)


@st.composite
def pauses_after(draw: st.DrawFn, received: datetime) -> list[Pause]:
    pauses = []
    for _ in range(draw(st.integers(0, 3))):
        start = received + timedelta(minutes=draw(st.integers(0, 30 * 24 * 60)))
        length = draw(st.one_of(st.none(), st.integers(0, 20 * 24 * 60)))
        pauses.append(Pause(start=start, end=None if length is None else start + timedelta(minutes=length)))
    return pauses


def not_before(later: datetime | None, earlier: datetime | None) -> bool:
    """Tell whether a promise is not earlier than another; no promise while waiting is later than any."""
    return later is None or (earlier is not None and later >= earlier)


def promise(received: datetime, limit: TimeLimit, desk: Desk, *pauses: Pause) -> Appointment:
    return appointment(received, limit, desk.office, desk.rules, desk.channel, pauses)


def due_day(promised: Appointment) -> date:
    assert promised.due_at is not None
    return office_time(promised.due_at).date()


def naive_working_days(received: datetime, amount: int) -> date:
    """The rule in its plainest words, apart from the product's code: one day at a time by the files' own tables."""
    off = {day for year in YEARS for day in year.days_off}
    worked = {exchange.day for year in YEARS for exchange in year.worked_days}
    day = received.date()
    while amount:
        day += timedelta(days=1)
        if day in worked or (day.weekday() < 5 and day not in off):
            amount -= 1
    return day


@FEW
@given(received=MOMENTS, amount=st.integers(1, 60))
def test_working_days_are_those_of_a_plain_walk(received: datetime, amount: int) -> None:
    limit = TimeLimit(amount=Decimal(amount), unit=Unit.WORKING_DAY)
    assert due_day(promise(received, limit, PLAIN_DESK)) == naive_working_days(received, amount)


@FEW
@given(data=st.data(), received=MOMENTS, limit=LIMITS, desk=DESKS)
def test_every_day_from_receipt_to_due_is_told_once_in_order(
    data: st.DataObject, received: datetime, limit: TimeLimit, desk: Desk
) -> None:
    promised = promise(received, limit, desk, *data.draw(pauses_after(received)))
    days = [step.day for step in promised.steps]
    assert days == [received.date() + timedelta(days=n) for n in range(len(days))]
    if promised.due_at is not None:
        assert days[-1] == due_day(promised)
    else:
        assert promised.waiting_since is not None


@FEW
@given(data=st.data(), received=MOMENTS, amount=WHOLE, desk=DESKS)
def test_the_explanation_counts_exactly_the_days_of_the_limit(
    data: st.DataObject, received: datetime, amount: Decimal, desk: Desk
) -> None:
    for unit in (Unit.WORKING_DAY, Unit.DAY):
        limit = TimeLimit(amount=amount, unit=unit)
        promised = promise(received, limit, desk, *data.draw(pauses_after(received)))
        counted = [step.counted for step in promised.steps if step.counted is not None]
        if promised.due_at is not None:
            assert counted == list(range(1, int(amount) + 1))


@FEW
@given(data=st.data(), received=MOMENTS, minutes=st.integers(1, 6000), desk=DESKS)
def test_minutes_of_the_days_sum_to_the_limit(
    data: st.DataObject, received: datetime, minutes: int, desk: Desk
) -> None:
    limit = TimeLimit(amount=Decimal(minutes), unit=Unit.MINUTE)
    promised = promise(received, limit, desk, *data.draw(pauses_after(received)))
    if promised.due_at is not None:
        assert sum(step.minutes or 0 for step in promised.steps) == minutes


@FEW
@given(data=st.data(), received=MOMENTS, limit=LIMITS, desk=DESKS)
def test_a_promise_falls_within_the_sessions_of_a_working_day_and_after_receipt(
    data: st.DataObject, received: datetime, limit: TimeLimit, desk: Desk
) -> None:
    promised = promise(received, limit, desk, *data.draw(pauses_after(received)))
    if promised.due_at is None:
        return
    assert desk.office.counts_as_working_day(promised.due_at.date())
    sessions = desk.office.sessions_on(promised.due_at.date())
    assert any(session.opens <= promised.due_at.time() <= session.closes for session in sessions)
    assert promised.due_at >= received.replace(second=0, microsecond=0)


@FEW
@given(data=st.data(), received=MOMENTS, limit=LIMITS, desk=DESKS)
def test_one_more_pause_never_makes_a_promise_earlier(
    data: st.DataObject, received: datetime, limit: TimeLimit, desk: Desk
) -> None:
    pauses = data.draw(pauses_after(received))
    for kept in range(len(pauses)):
        fewer = promise(received, limit, desk, *pauses[:kept])
        more = promise(received, limit, desk, *pauses[: kept + 1])
        assert not_before(more.due_at, fewer.due_at)


@FEW
@given(data=st.data(), received=MOMENTS, later=st.integers(0, 12 * 24 * 60), limit=LIMITS, desk=DESKS)
def test_a_later_receipt_is_never_due_earlier(
    data: st.DataObject, received: datetime, later: int, limit: TimeLimit, desk: Desk
) -> None:
    second = received + timedelta(minutes=later)
    pauses = data.draw(pauses_after(received))
    assert not_before(promise(second, limit, desk, *pauses).due_at, promise(received, limit, desk, *pauses).due_at)


@FEW
@given(data=st.data(), received=MOMENTS, desk=DESKS)
def test_a_longer_limit_is_never_due_earlier(data: st.DataObject, received: datetime, desk: Desk) -> None:
    shorter = data.draw(LIMITS.filter(lambda limit: limit.amount is not None))
    assert shorter.amount is not None
    longer = shorter.model_copy(update={"amount": shorter.amount + data.draw(PARTS)})
    pauses = data.draw(pauses_after(received))
    assert not_before(
        promise(received, longer, desk, *pauses).due_at,
        promise(received, shorter, desk, *pauses).due_at,
    )


@FEW
@given(received=MOMENTS, limit=LIMITS, desk=DESKS)
def test_an_appointment_survives_its_json_and_any_time_zone(received: datetime, limit: TimeLimit, desk: Desk) -> None:
    promised = promise(received, limit, desk)
    assert Appointment.model_validate_json(promised.model_dump_json()) == promised
    elsewhere = promise(received.astimezone(tz=None), limit, desk)
    assert elsewhere.due_at == promised.due_at
    assert elsewhere.steps == promised.steps


@FEW
@given(moment=MOMENTS)
def test_handover_is_never_before_receipt_and_always_on_a_working_day(moment: datetime) -> None:
    handed = handover_due(moment, OFFICE)
    assert handed >= moment
    assert OFFICE.counts_as_working_day(handed.date())
