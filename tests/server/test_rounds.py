"""Rounds of several desks with a real server: everything flows, each event once, and all ends show the same."""

from datetime import date, timedelta
from uuid import UUID

from builders import AGENCY, register
from lives import steps
from province import EnrolledDesk, Province, until_equal

from desk_app.domain.dates import office_time
from desk_app.domain.procedures import Procedure
from desk_app.services.desk_settings import DESK, DeskSettings


def everywhere(province: Province, *desks: EnrolledDesk) -> dict[UUID, str]:
    """Check that every end holds the same folded dossiers, and return them."""
    at_server = province.dossiers()
    for desk in desks:
        assert desk.dossiers() == at_server, desk.name
    return at_server


def test_dossiers_of_two_desks_stand_at_both_and_at_the_server(province: Province) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    first, second = register(one.store, province.clock()), register(two.store, province.clock())
    assert one.round().sent >= 2
    two.round()
    done = one.round()
    assert done.received >= 1 and second.id in done.dossiers
    assert set(everywhere(province, one, two)) == {first.id, second.id}
    with one.store.reading() as rd:
        assert rd.sync.queued().count == 0


def test_a_later_step_at_another_desk_comes_home(province: Province) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    dossier = register(one.store, province.clock()).id
    until_equal([one, two], 1)
    two.says(dossier, steps()["ResultReady"])
    until_equal([two, one], 1)
    assert '"state":9' in everywhere(province, one, two)[dossier]


def test_weeks_without_a_network_are_sent_in_one_round(province: Province) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    for _ in range(40):
        province.clock.leap(timedelta(hours=9))
        register(one.store, province.clock())
    done = one.round()
    assert done.sent >= 40
    two.round()
    assert len(everywhere(province, one, two)) == 40
    assert province.rows("SELECT count(DISTINCT event_id) = count(*) AS once FROM events")[0].once


def test_a_round_with_nothing_to_say_changes_nothing(province: Province) -> None:
    one = province.desk("Q1")
    register(one.store, province.clock())
    one.round()
    before = province.rows("SELECT position FROM offices")
    done = one.round()
    assert (done.sent, done.received) == (0, 0)
    assert province.rows("SELECT position FROM offices") == before


def test_a_desk_tells_how_old_its_catalogue_and_backup_are_and_how_far_its_calendar_reaches(province: Province) -> None:
    one = province.desk("Q1")
    one.round()
    told = "SELECT catalogue, calendar_until, backup_at FROM desks"
    today = office_time(province.clock()).date()
    assert tuple(province.rows(told)[0]) == (None, date(today.year - 1, 12, 31), None)
    backed_up = province.clock()
    with one.store.transaction(province.clock(), "quantri") as tx:
        tx.procedures.add_version(
            Procedure(code="1.001193", name="Đăng ký khai sinh"), source="test", imported_at=province.clock()
        )
        for year in (today.year, today.year + 1, today.year + 3):
            tx.calendars.put(year, "", status="announced", now=province.clock())
        tx.settings.set(DESK, DeskSettings(backed_up_at=backed_up).model_dump(mode="json"))
    one.round()
    assert tuple(province.rows(told)[0]) == (today, date(today.year + 1, 12, 31), backed_up)


def test_numbers_of_two_desks_never_meet(province: Province) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    codes = [register(desk.store, province.clock()).code for desk in (one, two, one, two)]
    assert len(set(codes)) == 4 and all(code.startswith(AGENCY) for code in codes)
