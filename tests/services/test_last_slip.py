"""After a restore: one slip of a person's hand says where the numbers go on."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from staff import CLERK, MORNING

from desk_app.domain.errors import DeskError
from desk_app.models.backup import backup, restore
from desk_app.models.store import Store
from desk_app.services.last_slip import tell_last_slip
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import Receipt, receive

NEXT_DAY = MORNING + timedelta(days=1)
MAI = {"name": "TRẦN THỊ MAI", "id_number": "038190435641"}


@pytest.fixture
def restored(store: Store, tmp_path: Path) -> Iterator[Store]:
    """The sample office on a new PC, the morning after the backup."""
    backup(store, tmp_path / "b.saoluu", now=MORNING)
    with restore(tmp_path / "b.saoluu", tmp_path / "máy mới", now=NEXT_DAY) as made:
        yield made


def _receive(store: Store) -> Receipt:
    return receive(store, CLERK, checked_receive({"procedure": "1.004873", "submitter": MAI}), NEXT_DAY)


def test_the_last_slip_of_today_is_followed(restored: Store) -> None:
    tell_last_slip(restored, "H56.14-260828-0007", 640, "canbo", NEXT_DAY)
    receipt = _receive(restored)
    assert (receipt.code, receipt.reception.ordinal) == ("H56.14-260828-0008", 641)


def test_a_last_slip_of_yesterday_says_that_none_was_printed_today(restored: Store) -> None:
    with pytest.raises(DeskError) as unsure:
        _receive(restored)
    assert unsure.value.code == "number_start_unknown"
    tell_last_slip(restored, "H56.14-260827-0019", 655, "canbo", NEXT_DAY)
    receipt = _receive(restored)
    assert (receipt.code, receipt.reception.ordinal) == ("H56.14-260828-0001", 656)


@pytest.mark.parametrize(
    ("code", "error"), [("sai", "last_slip_unreadable"), ("H56.14-260901-0001", "last_slip_to_come")]
)
def test_what_is_no_slip_yet_changes_nothing(restored: Store, code: str, error: str) -> None:
    with pytest.raises(DeskError) as refused:
        tell_last_slip(restored, code, 1, "canbo", NEXT_DAY)
    assert refused.value.code == error
