"""Sync by a stick: the same events, the same answers, twice without effect, and nothing from a file of anybody else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from builders import register
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lives import steps
from province import Clock, EnrolledDesk, Province, until_equal

from central_server import cli
from central_server.batches import file_for, take_in_file
from desk_app.domain.errors import DeskError
from desk_app.services.batch_files import BatchRead, export_batch, import_batch
from desk_app.sync.words import Answer


class Stick:
    """A folder that is carried between a desk and the server."""

    def __init__(self, province: Province, folder: Path) -> None:
        self.province, self.up, self.down = province, folder / "len.dongbo", folder / "xuong.dongbo"

    def carry(self, desk: EnrolledDesk) -> BatchRead:
        """Take what a desk has to the server and the answer back."""
        export_batch(desk.store, self.up, self.province.clock())
        self.serve()
        return import_batch(desk.store, self.down, self.province.clock)

    def serve(self) -> None:
        """Let the server take in the desk's file and answer."""
        taken = take_in_file(self.province.engine, self.up.read_bytes(), self.province.clock())
        self.down.write_bytes(taken.answer)


@pytest.fixture
def stick(province: Province, tmp_path: Path) -> Stick:
    """A stick."""
    return Stick(province, tmp_path)


def refused(job: Callable[[], object]) -> str:
    """Return the code a job is refused with."""
    with pytest.raises(DeskError) as error:
        job()
    assert str(error.value)
    return error.value.code


def queued(desk: EnrolledDesk) -> int:
    """Return what a desk has not had confirmed."""
    with desk.store.reading() as rd:
        return rd.sync.queued().count


def test_a_desk_without_a_network_exchanges_by_stick(province: Province, stick: Stick) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    ours = register(one.store, province.clock()).id
    theirs = register(two.store, province.clock()).id
    two.round()
    waiting = queued(one)
    read = stick.carry(one)
    assert read.confirmed == waiting and queued(one) == 0
    assert theirs in read.done.dossiers
    two.round()
    assert one.dossiers() == two.dossiers() == province.dossiers()
    assert {ours, theirs} == set(province.dossiers())
    with one.store.reading() as rd:
        link = rd.sync.link()
    assert link is not None and link.confirmed_at == read.made_at


def test_both_files_brought_twice_change_nothing(province: Province, stick: Stick) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    register(one.store, province.clock())
    register(two.store, province.clock())
    two.round()
    stick.carry(one)
    before = (one.dossiers(), province.dossiers(), province.rows("SELECT position FROM offices"))
    taken = take_in_file(province.engine, stick.up.read_bytes(), province.clock())
    assert set(taken.answers) == {Answer.KNOWN}
    again = import_batch(one.store, stick.down, province.clock)
    assert (again.confirmed, again.done.received, again.done.matter) == (0, 0, set())
    assert before == (one.dossiers(), province.dossiers(), province.rows("SELECT position FROM offices"))


def test_an_older_answer_takes_nothing_back(province: Province, stick: Stick) -> None:
    one = province.desk("Q1")
    register(one.store, province.clock())
    stick.carry(one)
    older = stick.down.read_bytes()
    register(one.store, province.clock())
    stick.carry(one)
    stick.down.write_bytes(older)
    import_batch(one.store, stick.down, province.clock)
    assert queued(one) == 0


def test_what_comes_by_stick_and_by_wire_meets(province: Province, stick: Stick) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    dossier = register(one.store, province.clock()).id
    export_batch(one.store, stick.up, province.clock())
    until_equal([one, two], 1)
    two.says(dossier, steps()["ResultReady"])
    two.round()
    stick.serve()
    one.round()
    read = import_batch(one.store, stick.down, province.clock)
    assert read.done.received == 0
    one.round()
    assert one.dossiers() == two.dossiers() == province.dossiers()


def test_a_server_restored_from_a_backup_gets_by_stick_what_it_lost(province: Province, stick: Stick) -> None:
    one = province.desk("Q1")
    register(one.store, province.clock())
    stick.carry(one)
    backup = province.backup()
    register(one.store, province.clock())
    stick.carry(one)
    province.restore(backup)
    register(one.store, province.clock())
    province.clock.leap(timedelta(minutes=1))
    stick.carry(one)
    assert queued(one) > 0, "the answer said what it lacks"
    stick.carry(one)
    assert queued(one) == 0
    assert one.dossiers() == province.dossiers()


def test_a_clock_that_stood_far_ahead_keeps_no_answer_out(province: Province, stick: Stick) -> None:
    one = province.desk("Q1")
    backup = province.backup()
    register(one.store, province.clock())
    one.clock = Clock(province.clock() + timedelta(days=700))
    one.round()
    one.clock = province.clock
    province.restore(backup)
    province.clock.leap(timedelta(minutes=1))
    for _ in range(2):
        read = stick.carry(one)
    assert queued(one) == 0 and one.dossiers() == province.dossiers()
    with one.store.reading() as rd:
        link = rd.sync.link()
    assert link is not None and link.confirmed_at == read.made_at, "and it is said when"


def test_a_file_of_another_office_or_desk_is_refused_in_one_sentence(
    province: Province, stick: Stick, tmp_path: Path
) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    province.add_office("H56.15", "UBND xã Khác")
    other = province.desk("Q1", "H56.15")
    register(one.store, province.clock())
    export_batch(one.store, stick.up, province.clock())
    stick.serve()
    assert refused(lambda: import_batch(two.store, stick.down, province.clock)) == "batch_of_another"
    assert refused(lambda: import_batch(other.store, stick.down, province.clock)) == "batch_of_another"
    assert refused(lambda: import_batch(one.store, stick.up, province.clock)) == "batch_wrong_way"
    down = stick.down.read_bytes()
    assert refused(lambda: take_in_file(province.engine, down, province.clock())) == "stick_wrong_way"
    assert refused(lambda: import_batch(one.store, tmp_path / "none", province.clock)) == "batch_unreadable"


def test_a_file_signed_by_another_key_is_refused(province: Province, stick: Stick) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    with two.store.reading() as rd:
        theirs = rd.sync.link()
    with one.store.transaction(province.clock(), "test") as tx:
        ours = tx.sync.link()
        assert ours is not None and theirs is not None
        tx.sync.set_link(replace(ours, own_signing_key=theirs.own_signing_key))
    export_batch(one.store, stick.up, province.clock())
    data = stick.up.read_bytes()
    assert refused(lambda: take_in_file(province.engine, data, province.clock())) == "stick_broken"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_cut_or_changed_file_is_refused_and_changes_nothing(
    province: Province, stick: Stick, data: st.DataObject
) -> None:
    if "one" not in province.desks:
        desk = province.desk("Q1")
        province.desks["one"] = desk
        register(desk.store, province.clock())
        export_batch(desk.store, stick.up, province.clock())
        stick.serve()
    one = province.desks["one"]
    whole = stick.down.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    bad = whole[:at] if data.draw(st.booleans()) else whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    file = stick.down.with_name("bad.dongbo")
    file.write_bytes(bad)
    before = queued(one)
    assert refused(lambda: import_batch(one.store, file, province.clock)) in {
        "batch_broken", "batch_of_another", "batch_wrong_way",
    }  # fmt: skip
    assert queued(one) == before > 0


def test_a_desk_that_never_had_a_network_is_given_everything(province: Province, stick: Stick) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    dossier = register(two.store, province.clock()).id
    two.round()
    stick.down.write_bytes(file_for(province.engine, "H56.14", "Q1", province.clock()))
    assert dossier in import_batch(one.store, stick.down, province.clock).done.dossiers


def test_the_province_imports_and_answers_from_its_command_line(province: Province, stick: Stick) -> None:
    one = province.desk("Q1")
    register(one.store, province.clock())
    written = export_batch(one.store, stick.up, province.clock())
    assert written.events == queued(one) and written.left == 0
    run = CliRunner().invoke(cli.main, ["--database-url", province.url, "batch", "import", str(stick.up)])
    assert run.exit_code == 0, run.output
    answer = stick.up.with_name("len-traloi.dongbo")
    assert answer.name in run.output
    assert import_batch(one.store, answer, province.clock).confirmed == written.events
    export = ["--database-url", province.url, "batch", "export", "H56.14", "Q1", str(stick.down)]
    assert CliRunner().invoke(cli.main, export).exit_code == 0
    noted = province.rows("SELECT act, about, agency FROM audit JOIN offices USING (office) ORDER BY id")
    assert [tuple(row) for row in noted[-2:]] == [("batch_taken_in", "Q1", "H56.14"), ("batch_written", "Q1", "H56.14")]
    stick.up.write_bytes(b"QMC1\n{}")
    broken = CliRunner().invoke(cli.main, ["--database-url", province.url, "batch", "import", str(stick.up)])
    assert broken.exit_code == 1 and "đã hỏng" in broken.output
