"""A store enrolled again as another desk goes on sending all it has; another store never speaks in its name."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from builders import AGENCY, register
from desk_caller import Caller, line
from lives import steps
from province import EnrolledDesk, Province, copy_of, until_equal
from staff import ADMINISTRATOR

from central_server import desks
from central_server.database import writing
from desk_app.domain.errors import DeskError
from desk_app.models.store import begin_stream
from desk_app.models.verification import verify
from desk_app.services.enrolment import enrol, leave_server


def revoke(province: Province, name: str) -> None:
    """End a desk at the server."""
    [row] = province.rows("SELECT id FROM desks WHERE desk = :name", name=name)
    with writing(province.engine) as connection:
        desks.revoke_desk(connection, row.id, province.clock())


def enrol_as(desk: EnrolledDesk, name: str, province: Province, *, again: bool = False) -> None:
    """Enrol a store with a code of another desk's."""
    with desk.store.transaction(province.clock(), "test") as tx:
        tx.settings.set("office", {**tx.settings.get("office"), "counter": name})
    code = province.new_code(name, again=again)
    enrol(desk.store, ADMINISTRATOR, province.served.url, code, province.clock())


def two_lives(province: Province) -> tuple[EnrolledDesk, set[UUID]]:
    """Return a desk that wrote on two streams, half of it unsent, and its dossiers."""
    one = province.desk("Q1")
    found = {register(one.store, province.clock()).id}
    one.round()
    found.add(register(one.store, province.clock()).id)
    begin_stream(one.store, "restored", province.clock())
    with one.store.reading() as rd:
        assert len(rd.sync.own_heads()) == 2
    return one, found


def everywhere(province: Province, *stores: EnrolledDesk) -> set[UUID]:
    at_server = province.dossiers()
    for desk in stores:
        assert desk.dossiers() == at_server
        assert verify(desk.store).ok
        with desk.store.reading() as rd:
            assert rd.sync.queued().count == 0
    assert not province.rows("SELECT 1 AS one FROM forks")
    return set(at_server)


@pytest.mark.parametrize("ended", ["revoked", "left", "neither"])
def test_what_a_store_had_not_sent_reaches_the_server_as_whichever_desk(province: Province, ended: str) -> None:
    one, found = two_lives(province)
    if ended == "revoked":
        revoke(province, "Q1")
    if ended == "left":
        leave_server(one.store, ADMINISTRATOR, province.clock())
    enrol_as(one, "Q7", province)
    other = province.desk("Q2")
    until_equal([one, other], 2)
    assert everywhere(province, one, other) == found


def test_a_store_whose_desk_was_given_to_another_machine_goes_on_as_another_desk(province: Province) -> None:
    one, found = two_lives(province)
    machine = province.keep(EnrolledDesk("Q1", province.store_of("Q3"), province.clock))
    enrol_as(machine, "Q1", province, again=True)
    machine.round()
    with one.store.transaction(province.clock(), "test") as tx:
        tx.settings.set("office", {**tx.settings.get("office"), "counter": "Q7"})
    enrol_as(one, "Q7", province)
    until_equal([one, machine], 2)
    assert everywhere(province, one, machine) == found


def test_a_copy_enrolled_as_a_desk_of_its_own_and_the_store_it_was_copied_from_both_go_on(
    province: Province, tmp_path: Path
) -> None:
    one = province.desk("Q1")
    register(one.store, province.clock())
    one.round()
    copy = copy_of(one, province, tmp_path / "copy")
    one.round()
    begin_stream(copy.store, "copied", province.clock())
    enrol_as(copy, "Q2", province)
    one.says(register(one.store, province.clock()).id, steps()["HandedOver"])
    until_equal([copy, one], 3)
    assert len(everywhere(province, one, copy)) == 2


def test_another_store_neither_takes_a_stores_name_nor_its_streams(province: Province) -> None:
    one = Caller(province, "Q1")
    pen = one.pen()
    assert one.answers(line(pen.says(steps()["Received"]))) == ["stored"]
    told = {"stream": str(uuid4()), "desk": "Q8", "agency": AGENCY, "program": "x"}
    code = province.new_code("Q8")
    for contact in ("", one.contact[:-2] + "xx"):
        stolen = {**told, "code": code, "store": str(one.store), "contact": contact}
        answer = one.http.post("/v1/enrol", json=stolen)
        assert (answer.status_code, answer.json()["code"]) == (409, "store_taken")
    two = Caller(province, "Q2")
    revoke(province, "Q1")
    assert two.push(line(pen.says(steps()["HandedOver"]))).json()["code"] == "not_yours"


def test_a_desk_is_told_in_words_that_its_store_is_another_desk(province: Province) -> None:
    one, _found = two_lives(province)
    with one.store.transaction(province.clock(), "test") as tx:
        tx.sync.change_link(contact="")
    with pytest.raises(DeskError) as refused:
        enrol_as(one, "Q7", province)
    assert refused.value.code == "store_taken"
    revoke(province, "Q1")
    enrol_as(one, "Q7", province, again=True)
    one.round()
    everywhere(province, one)


def test_a_stream_written_through_a_server_of_the_version_before_stays_its_stores(province: Province) -> None:
    one = Caller(province, "Q1")
    pen = one.pen()
    assert one.answers(line(pen.says(steps()["Received"]))) == ["stored"]
    with writing(province.engine) as connection:
        for table in ("streams", "contacts"):
            connection.exec_driver_sql(f"UPDATE {table} SET store = NULL")
    two = Caller(province, "Q2")
    later = line(pen.says(steps()["HandedOver"]))
    assert two.push(later).json()["code"] == "not_yours"
    assert one.answers(later) == ["stored"]
