"""Limits without a unit: proposed, settled by one key, and a clerk's answer that waits for a supervisor."""

from decimal import Decimal
from pathlib import Path

import pytest
from published import HEAD, details_file, record
from staff import ADMINISTRATOR, CLERK, MORNING, SUPERVISOR

from desk_app.domain.errors import DeskError
from desk_app.domain.limits import Unit
from desk_app.domain.procedures import ChannelKind
from desk_app.models.store import Store
from desk_app.services import office_layer
from desk_app.services.catalogue import import_file
from desk_app.services.promise import limit_for
from desk_app.services.receive_command import Receive, checked_receive
from desk_app.services.reception import receive
from desk_app.services.unit_work_list import OpenLimit, open_limits, settle, settle_all, unsettle

CODE = "1.900001"
SAID = "Trong thời hạn 03 ngày làm việc kể từ ngày nhận đủ hồ sơ, Ủy ban nhân dân giải quyết."


def put(store: Store, folder: Path, code: str = CODE, **fields: str) -> None:
    """Publish a procedure whose three channels say "3" without a unit, and put it on the office's list."""
    rows = f"{HEAD}Trực tiếp3Miễn phíTrực tuyến3Miễn phíDịch vụ bưu chính3Miễn phí"
    published = record(code, f"Việc thử {code}", **{"cach_thuc_thuc_hien": rows, **fields})
    import_file(store, ADMINISTRATOR, details_file(folder, published), MORNING)
    office_layer.set_listed(store, ADMINISTRATOR, [code], MORNING)


def of(store: Store, code: str = CODE) -> list[OpenLimit]:
    return [line for line in open_limits(store) if line.national_code == code]


def limit(store: Store, code: str = CODE, unit: Unit | None = None) -> tuple[Decimal | None, Unit]:
    with store.reading() as rd:
        current = rd.procedures.current(code)
        assert current is not None
        found = limit_for(current.procedure, rd.layers.get(code), ChannelKind.DIRECT, unit=unit)
    return found.limit.amount, found.limit.unit


def command(**more: object) -> Receive:
    submitter = {"name": "TRẦN THỊ MAI", "kind": "citizen", "id_number": "038190001212"}
    return checked_receive(
        {"procedure": CODE, "channel": "direct", "submitter": submitter, "sets": 1, "papers": [], **more}
    )


def test_three_channels_that_say_the_same_are_one_question(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, trinh_tu_thuc_hien=SAID)
    (line,) = of(store)
    assert set(line.channels) == set(ChannelKind)
    assert line.proposed is Unit.WORKING_DAY
    assert "03 ngày làm việc" in line.words


def test_one_key_settles_every_channel_for_good(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, trinh_tu_thuc_hien=SAID)
    (line,) = of(store)
    settle(store, SUPERVISOR, line, Unit.WORKING_DAY, MORNING)
    assert of(store) == []
    assert limit(store) == (Decimal(3), Unit.WORKING_DAY)
    with store.reading() as rd:
        entries = rd.layers.get(CODE).units
    assert len(entries) == 3
    for entry in entries:
        unsettle(store, SUPERVISOR, CODE, entry, MORNING)
    assert len(of(store)) == 1


def test_accepting_all_leaves_only_what_nobody_can_propose(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, trinh_tu_thuc_hien=SAID)
    put(store, tmp_path, "1.900002")
    lines = of(store) + of(store, "1.900002")
    assert settle_all(store, ADMINISTRATOR, lines, MORNING) == 1
    assert of(store) == []
    (left,) = of(store, "1.900002")
    assert left.suggestion is None


def test_a_clerks_answer_serves_its_dossier_until_a_supervisor_confirms(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path)
    receipt = receive(store, CLERK, command(unit="day"), MORNING)
    assert receipt.due_at is not None
    with pytest.raises(DeskError) as asked_again:
        receive(store, CLERK, command(), MORNING)
    assert asked_again.value.code == "unit_missing"
    answered = [line for line in of(store) if line.answered]
    assert [(len(line.channels), line.answered, line.suggestion) for line in answered] == [(3, Unit.DAY, Unit.DAY)]
    settle(store, SUPERVISOR, answered[0], Unit.DAY, MORNING)
    assert limit(store) == (Decimal(3), Unit.DAY)
    receive(store, CLERK, command(), MORNING)


def test_the_most_used_come_first(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "1.900002")
    put(store, tmp_path)
    receive(store, CLERK, command(unit="day"), MORNING)
    order = [line.national_code for line in open_limits(store) if line.national_code.startswith("1.90000")]
    assert order[0] == CODE
    assert order[-1] == "1.900002"


def test_what_is_off_the_list_waits_out_of_sight(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path)
    office_layer.set_listed(store, ADMINISTRATOR, [CODE], MORNING, listed=False)
    assert of(store) == []
    assert any(line.national_code == CODE for line in open_limits(store, listed_only=False))


def test_same_day_needs_no_number_and_a_number_is_never_made_up(store: Store, tmp_path: Path) -> None:
    rows = f"{HEAD}Trực tiếpKhông quy địnhMiễn phí"
    put(store, tmp_path, cach_thuc_thuc_hien=rows, trinh_tu_thuc_hien="Giải quyết ngay trong ngày tiếp nhận hồ sơ.")
    (line,) = of(store)
    assert line.proposed is Unit.SAME_DAY
    with pytest.raises(DeskError) as refused:
        settle(store, ADMINISTRATOR, line, Unit.WORKING_DAY, MORNING)
    assert refused.value.code == "unit_needs_number"
    settle(store, ADMINISTRATOR, line, Unit.SAME_DAY, MORNING)
    assert limit(store) == (None, Unit.SAME_DAY)


@pytest.mark.parametrize("unit", [Unit.DAY, Unit.WORKING_DAY, Unit.HOUR, Unit.MONTH])
def test_nought_is_no_limit_to_count_and_never_promises_the_moment_of_receipt(
    store: Store, tmp_path: Path, unit: Unit
) -> None:
    put(store, tmp_path, cach_thuc_thuc_hien=f"{HEAD}Trực tiếp0Không có thông tin")
    (line,) = of(store)
    assert (line.limit.amount, line.proposed) == (Decimal(0), None)
    with pytest.raises(DeskError) as refused:
        settle(store, ADMINISTRATOR, line, unit, MORNING)
    assert refused.value.code == "unit_needs_number"
    with pytest.raises(DeskError, match="ghi 0"):
        receive(store, CLERK, command(unit=unit.value), MORNING)
    with pytest.raises(DeskError, match="đơn vị"):
        receive(store, CLERK, command(), MORNING)
    assert receive(store, CLERK, command(unit="none"), MORNING).due_at is None
    settle(store, ADMINISTRATOR, line, Unit.SAME_DAY, MORNING)
    assert limit(store) == (None, Unit.SAME_DAY)


def test_an_answer_of_yesterdays_list_is_refused(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path)
    (line,) = of(store)
    settle(store, ADMINISTRATOR, line, Unit.DAY, MORNING)
    with pytest.raises(DeskError) as refused:
        settle(store, ADMINISTRATOR, line, Unit.MONTH, MORNING)
    assert refused.value.code == "limit_not_open"
    with pytest.raises(DeskError) as forbidden:
        settle(store, CLERK, line, Unit.DAY, MORNING)
    assert forbidden.value.code == "not_entitled"
