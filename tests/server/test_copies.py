"""Copied, restored and overtaken stores: whatever two copies of one store wrote stands at every end, alike."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from builders import AGENCY, register
from lives import steps
from province import EnrolledDesk, Province, copy_of, until_equal

from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError
from desk_app.domain.events import Authority, Decision, Settled
from desk_app.models.backup import backup, restore
from desk_app.models.verification import verify


def everywhere(province: Province, *desks: EnrolledDesk) -> dict[UUID, str]:
    at_server = province.dossiers()
    for desk in desks:
        assert desk.dossiers() == at_server, desk.name
        assert verify(desk.store).ok, verify(desk.store).problems
    return at_server


def streams_of(desk: EnrolledDesk) -> list[UUID]:
    with desk.store.reading() as rd:
        return list(rd.sync.own_heads())


def numbers_of(desk: EnrolledDesk, province: Province) -> tuple[int, int]:
    with desk.store.reading() as rd:
        block = rd.numbers.block(AGENCY)
    return block.first, block.last


@pytest.mark.parametrize("winner_writes_more", [False, True])
def test_what_two_copies_wrote_stands_at_every_end_and_is_flagged(
    province: Province, tmp_path: Path, winner_writes_more: bool
) -> None:
    one, other_desk = province.desk("Q1"), province.desk("Q2")
    register(one.store, province.clock())
    until_equal([one, other_desk], 1)
    copy = copy_of(one, province, tmp_path / "copy")
    first = [register(one.store, province.clock()).id for _ in range(4 if winner_writes_more else 1)]
    second = [register(copy.store, province.clock()).id for _ in range(1 if winner_writes_more else 4)]
    until_equal([one, copy, other_desk], 3)
    at_server = everywhere(province, one, copy, other_desk)
    assert {*first, *second} < set(at_server)
    # Each side's first event claims a place the other's claims too; what stands alone behind it does not.
    assert one.flags(first[0]) == [(one.flags(first[0])[0][0], "forked")]
    assert [why for _event, why in copy.flags(second[0])] == ["forked"]
    assert all('"state":2' in at_server[dossier] for dossier in (*first, *second))
    assert len(streams_of(copy)) == 2 and len(set(streams_of(one) + streams_of(copy))) >= 2


def test_two_copies_go_on_with_numbers_that_never_meet(province: Province, tmp_path: Path) -> None:
    one = province.desk("Q1")
    one.round()
    copy = copy_of(one, province, tmp_path / "copy")
    register(one.store, province.clock())
    register(copy.store, province.clock())
    until_equal([one, copy], 3)
    assert numbers_of(one, province) != numbers_of(copy, province)
    with one.store.reading() as here, copy.store.reading() as there:
        first, second = here.numbers.block(AGENCY), there.numbers.block(AGENCY)
    assert first.last < second.first or second.last < first.first


def test_a_supervisor_settles_a_contested_dossier_and_all_ends_hear_of_it(province: Province, tmp_path: Path) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    one.round()
    copy = copy_of(one, province, tmp_path / "copy")
    kept, dropped = register(one.store, province.clock()).id, register(copy.store, province.clock()).id
    until_equal([one, copy, two], 3)
    authority = Authority(role="supervisor", reason="đã đối chiếu giấy tờ")
    for dossier, decision in ((kept, Decision.ACCEPT), (dropped, Decision.SET_ASIDE)):
        [(event, why)] = two.flags(dossier)
        assert why == "forked"
        two.says(dossier, Settled(target=event, decision=decision, authority=authority), "truongbophan")
    until_equal([two, one, copy], 2)
    folded = everywhere(province, one, copy, two)
    assert '"state":2' in folded[kept] and '"state":0' in folded[dropped]
    assert not one.flags(kept) and not copy.flags(dropped)


def test_other_bytes_under_a_known_id_are_kept_flagged_and_shown(province: Province, tmp_path: Path) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    dossier = register(one.store, province.clock()).id
    until_equal([one, two], 1)
    copy = copy_of(one, province, tmp_path / "copy")
    event = UUID(int=77)
    for desk, text in ((one, "HandedOver"), (copy, "ResultReady")):
        with desk.store.transaction(province.clock(), "canbo") as tx:
            tx.record(dossier, steps()[text], event_id=event)
    until_equal([one, copy, two], 3)
    everywhere(province, one, copy, two)
    assert [(event, "forked")] == two.flags(dossier)
    assert province.rows("SELECT count(*) AS n FROM forks WHERE event_id = :id", id=event)[0].n == 1


def test_a_store_restored_from_a_backup_gets_back_what_it_had_sent_and_new_numbers(
    province: Province, tmp_path: Path
) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    one.round()
    backup(one.store, tmp_path / "yesterday.qmc", now=province.clock())
    lost = [register(one.store, province.clock()) for _ in range(3)]
    one.round()
    one.store.close()
    province.clock.leap(timedelta(hours=2))
    one.store = restore(tmp_path / "yesterday.qmc", tmp_path / "again", now=province.clock())
    with pytest.raises(DeskError, match="chưa biết số"):
        register(one.store, province.clock())
    one.round()
    assert {each.id for each in lost} <= set(one.dossiers())
    with one.store.transaction(province.clock(), "canbo") as tx:
        number = tx.take_number(AGENCY, office_time(province.clock()).date())
    assert number not in {int(each.code.rsplit("-", 1)[1]) for each in lost}
    until_equal([one, two], 1)
    everywhere(province, one, two)


def test_a_disk_image_put_back_right_after_a_round_is_found_out_by_where_the_server_stands(
    province: Province, tmp_path: Path
) -> None:
    one, two = province.desk("Q1"), province.desk("Q2")
    one.round()
    image = copy_of(one, province, tmp_path / "image")
    lost = register(one.store, province.clock())
    one.round()
    done = image.round()  # its mark is one of the last two: only the stream tells
    assert done.began_stream and lost.id in image.dossiers()
    image.says(lost.id, steps()["HandedOver"])
    until_equal([image, two], 2)
    everywhere(province, image, two)
    assert not image.flags(lost.id)
