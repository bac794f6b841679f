"""Deadlines to watch, and where the time of a late dossier went."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from staff import CLERK, MORNING, SUPERVISOR

from desk_app.domain.dates import OFFICE_ZONE
from desk_app.models.store import Store
from desk_app.services.late import Watch, WatchedDossier, WatchFilter, late_in_period, watched
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.steps import take_step

MAI = {"name": "TRẦN THỊ MAI", "id_number": "038190001212", "phone": "0912345678", "address": "Thôn 3"}


def at(day: int, hour: int = 9, month: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=OFFICE_ZONE)


def received(store: Store) -> UUID:
    """Return a dossier of three working days, promised for Friday 4 September 17:00."""
    return receive(store, CLERK, checked_receive({"procedure": "1.004873", "submitter": MAI}), MORNING).id


def line_of(store: Store, dossier: UUID, now: datetime, wanted: WatchFilter | None = None) -> WatchedDossier | None:
    with store.reading() as rd:
        return next((one for one in watched(rd, now, wanted) if one.line.id == dossier), None)


def test_a_dossier_moves_from_soon_to_today_to_late(store: Store) -> None:
    dossier = received(store)
    soon, today, late = (line_of(store, dossier, moment) for moment in (at(3), at(4), at(8)))
    assert soon is not None and today is not None and late is not None
    assert (soon.group, soon.days) == (Watch.SOON, 1)
    assert (today.group, today.apology_in_time) == (Watch.DUE_TODAY, False)
    assert (late.group, late.days, late.counted_late) == (Watch.LATE, 2, True)


def test_an_apology_is_in_time_until_the_working_day_before(store: Store) -> None:
    dossier = received(store)
    before = line_of(store, dossier, at(3))
    assert before is not None
    assert before.apology_until == at(3).date()
    assert before.apology_in_time


def test_a_wait_stops_the_clock_unless_it_came_too_late(store: Store) -> None:
    waits, late_first = received(store), received(store)
    take_step(store, CLERK, waits, "SupplementRequested", {"missing": [{"name": "Trích lục"}]}, at(3))
    take_step(store, CLERK, late_first, "SupplementRequested", {"missing": [{"name": "Trích lục"}]}, at(7))
    one, other = line_of(store, waits, at(10)), line_of(store, late_first, at(10))
    assert one is not None and other is not None
    assert (one.group, one.counted_late, one.since) == (Watch.WAITING, False, at(3))
    assert other.group is Watch.LATE


def test_a_second_supplement_request_makes_it_late_at_once(store: Store) -> None:
    dossier = received(store)
    asked = {"missing": [{"name": "Trích lục"}]}
    take_step(store, CLERK, dossier, "SupplementRequested", asked, at(3))
    take_step(store, CLERK, dossier, "Supplemented", {}, at(3, 15))
    take_step(store, CLERK, dossier, "SupplementRequested", asked, at(4, 8))
    line = line_of(store, dossier, at(4, 10))
    assert line is not None
    assert line.group is Watch.LATE


def test_a_result_nobody_collects_stays_on_the_list(store: Store) -> None:
    dossier = received(store)
    take_step(store, CLERK, dossier, "ResultReady", {"number": "118"}, at(4))
    line = line_of(store, dossier, at(10))
    assert line is not None
    assert (line.group, line.days, line.counted_late) == (Watch.READY, 4, False)


def test_the_page_narrows_by_clerk_field_and_unit(store: Store) -> None:
    dossier = received(store)
    take_step(store, CLERK, dossier, "HandedOver", {"unit": "Phòng Kinh tế"}, MORNING)
    assert line_of(store, dossier, at(8), WatchFilter(unit="Phòng Kinh tế")) is not None
    assert line_of(store, dossier, at(8), WatchFilter(clerk="canbo")) is not None
    assert line_of(store, dossier, at(8), WatchFilter(clerk="truongbophan")) is None
    assert line_of(store, dossier, at(8), WatchFilter(field="Đất đai")) is None
    assert line_of(store, dossier, at(8), WatchFilter(unit="")) is None


def test_a_late_dossier_says_where_its_time_went_and_that_nobody_apologised(store: Store) -> None:
    dossier = received(store)
    take_step(store, CLERK, dossier, "HandedOver", {"unit": "Phòng Kinh tế"}, MORNING + timedelta(hours=6, minutes=18))
    take_step(store, SUPERVISOR, dossier, "SupplementRequested", {"missing": [{"name": "Trích lục"}]}, at(3, 7))
    take_step(store, SUPERVISOR, dossier, "Supplemented", {}, at(7, 7))
    take_step(store, SUPERVISOR, dossier, "ResultReady", {"number": "118"}, at(11, 17))
    with store.reading() as rd:
        folded = rd.dossiers.by_id(dossier)
        assert folded is not None and folded.due_at is not None
        assert folded.due_at.date() < at(11).date()
        found = next(one for one in late_in_period(rd, at(1).date(), at(30).date(), at(30)) if one.id == dossier)
    spent = {one.unit: one.working_days for one in found.spent}
    assert found.apology is None
    assert found.late_days == 3
    # Thursday afternoon and Friday, then 7 to 11 September; the wait of 3 and 4 September is nobody's.
    assert spent == {"": Decimal("0.6"), "Phòng Kinh tế": Decimal("6.2")}
    assert found.waited == "2,0"


def test_a_late_dossier_that_waits_grows_no_later_on_any_list(store: Store) -> None:
    dossier = received(store)
    take_step(store, SUPERVISOR, dossier, "SupplementRequested", {"missing": [{"name": "Trích lục"}]}, at(8))
    for now in (at(8, 15), at(20), at(30)):
        line = line_of(store, dossier, now)
        with store.reading() as rd:
            found = next(one for one in late_in_period(rd, MORNING.date(), now.date(), now) if one.id == dossier)
        assert line is not None
        assert (line.group, line.days, found.late_days, found.over_supplemented) == (Watch.LATE, 2, 2, False)


def test_a_second_request_in_time_is_late_for_its_own_reason_while_it_waits(store: Store) -> None:
    dossier = received(store)
    missing = {"missing": [{"name": "Trích lục"}]}
    take_step(store, SUPERVISOR, dossier, "SupplementRequested", missing, at(3, 9))
    take_step(store, SUPERVISOR, dossier, "Supplemented", {}, at(3, 10))
    take_step(store, SUPERVISOR, dossier, "SupplementRequested", missing, at(3, 11))
    now = at(30)
    with store.reading() as rd:
        found = next(one for one in late_in_period(rd, MORNING.date(), now.date(), now) if one.id == dossier)
    assert (found.late_days, found.over_supplemented) == (0, True)
