"""A server restored from yesterday's backup: the desks refill it, and nothing acknowledged is missing."""

from pathlib import Path
from typing import Any

import pytest
from builders import register
from lives import steps
from province import EnrolledDesk, Province, copy_of, until_equal

from central_server.database import begin_epoch, epoch_of, reading, writing
from desk_app.models.verification import verify
from desk_app.services.round_terms import Server


def epoch(province: Province) -> object:
    with reading(province.engine) as connection:
        return epoch_of(connection)


def everywhere(province: Province, *desks: EnrolledDesk) -> None:
    at_server = province.dossiers()
    for desk in desks:
        assert desk.dossiers() == at_server, desk.name
        assert verify(desk.store).ok
    taken = province.rows("SELECT position FROM events UNION ALL SELECT position FROM forks ORDER BY 1")
    positions = [row.position for row in taken]
    assert positions == list(range(1, len(positions) + 1))


@pytest.mark.parametrize("told", [True, False], ids=["told to", "finds out by itself"])
def test_the_desks_refill_a_server_restored_from_yesterdays_backup(province: Province, told: bool) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    old = register(one.store, province.clock()).id
    until_equal([one, two], 2)
    backup = province.backup()
    before = epoch(province)
    new = [register(desk.store, province.clock()).id for desk in (one, two)]
    one.says(old, steps()["HandedOver"])
    until_equal([one, two], 2)
    two.says(new[0], steps()["ResultReady"])
    until_equal([two, one], 1)
    everywhere(province, one, two)
    province.restore(backup)
    if told:
        with writing(province.engine) as connection:
            begin_epoch(connection, province.clock())
    assert set(province.dossiers()) == {old}
    until_equal([one, two], 2)
    assert epoch(province) != before
    everywhere(province, one, two)
    assert set(province.dossiers()) == {old, *new}


def test_a_desk_that_has_broken_down_since_lives_on_in_its_neighbours(province: Province) -> None:
    one, two, three = province.desk("Q1"), province.desk("Q2"), province.desk("Q3")
    until_equal([one, two, three], 1)
    backup = province.backup()
    lost = register(one.store, province.clock()).id
    until_equal([one, two], 1)
    province.restore(backup)
    two.round()  # the first desk never speaks again
    assert lost in province.dossiers()
    three.round()
    everywhere(province, two, three)
    relayed = province.rows("SELECT relayed_by FROM events WHERE subject = :subject", subject=lost)
    assert all(row.relayed_by is not None for row in relayed)
    one.round()  # and should it come back after all, nothing is doubled
    until_equal([one, two, three], 1)
    everywhere(province, one, two, three)


def test_second_versions_known_only_to_desks_come_back_too(province: Province, tmp_path: Path) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    until_equal([one, two], 1)
    backup = province.backup()
    copy = copy_of(one, province, tmp_path / "copy")
    ids = {register(one.store, province.clock()).id, register(copy.store, province.clock()).id}
    until_equal([one, copy, two], 3)
    province.restore(backup)
    two.round()  # both copies are gone
    two.round()
    assert set(province.dossiers()) == ids
    everywhere(province, two)
    until_equal([copy, one, two], 3)
    everywhere(province, copy, one, two)


def test_the_back_office_goes_on_on_a_stream_of_its_own_after_a_restore(province: Province) -> None:
    with writing(province.engine) as connection:
        connection.exec_driver_sql("UPDATE offices SET stream = gen_random_uuid()")
        begin_epoch(connection, province.clock())
    assert province.rows("SELECT stream FROM offices")[0].stream is None


def test_a_round_cut_after_the_new_life_was_heard_of_still_refills(province: Province) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    until_equal([one, two], 1)
    backup = province.backup()
    lost = register(one.store, province.clock()).id
    until_equal([one, two], 1)
    province.restore(backup)

    class Cut(Exception):
        pass

    class Half:
        def __init__(self, server: Server) -> None:
            self.server = server

        def __getattr__(self, name: str) -> Any:
            if name == "heads":
                raise Cut
            return getattr(self.server, name)

    with pytest.raises(Cut):
        two.round(through=Half)
    two.round()
    assert lost in province.dossiers()
