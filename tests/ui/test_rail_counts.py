"""The counts of the rail: true after a sign-in, after a change, and when only time went on."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from late_desk import LATE_DAY, four_late
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from staff import ADMINISTRATOR, CLERK

from desk_app.models.store import Store
from desk_app.services.central_accounts import accept_central_account
from desk_app.services.incoming_matter import apply_matter
from desk_app.services.late import Watch, watch_counts
from desk_app.services.steps import take_step
from desk_app.sync.messages import FeedMatter
from desk_app.sync.words import Item
from desk_app.ui.desk import Desk
from desk_app.ui.operations import Changes, Operations, Topic
from desk_app.ui.page import LATE, SETTINGS
from desk_app.ui.rail_counts import RailCounts


def test_the_rail_counts_what_is_late(app: QApplication, store: Store, operations: Operations, qtbot: QtBot) -> None:
    receipts = four_late(store)
    now, shown = [receipts[0].reception.received_at], list[int]()

    def show(counts: Mapping[str, int]) -> None:
        shown.append(counts[LATE])

    def late_at(moment: datetime) -> int:
        with store.reading() as rd:
            return watch_counts(rd, moment)[Watch.LATE]

    desk = Desk(store, operations, lambda: now[0])
    counts = RailCounts(desk, show)
    counts.refresh()
    assert operations.idle, "nobody sits here yet"
    desk.seat(CLERK)
    qtbot.waitUntil(lambda: shown == [late_at(now[0])])
    now[0] = LATE_DAY
    counts.refresh()
    qtbot.waitUntil(lambda: shown[1:] == [late_at(LATE_DAY)])
    assert shown[1] >= shown[0] + 4
    take_step(store, CLERK, receipts[0].id, "ResultReady", {"number": "118"}, LATE_DAY + timedelta(minutes=1))
    operations.changed.emit(Changes.of(Topic.DOSSIERS))
    qtbot.waitUntil(lambda: shown[2:] == [shown[1] - 1])
    counts.stop()


def test_the_administrator_sees_that_accounts_of_the_server_wait(
    app: QApplication, store: Store, operations: Operations, qtbot: QtBot
) -> None:
    value = {
        "login": "tinh", "display_name": "Phạm Ở Tỉnh", "role": "administrator", "active": True, "counter": "",
        "password_hash": "$argon2id$of the centre", "said_at": LATE_DAY.isoformat(),
    }  # fmt: skip
    with store.transaction(LATE_DAY, "sync") as tx:
        apply_matter(tx, FeedMatter(item=Item.ACCOUNT, position=1, key="tinh", value=value))
    shown = list[int]()
    desk = Desk(store, operations, lambda: LATE_DAY)
    counts = RailCounts(desk, lambda found: shown.append(found[SETTINGS]))
    desk.seat(CLERK)
    qtbot.waitUntil(lambda: shown == [0])
    desk.seat(ADMINISTRATOR)
    qtbot.waitUntil(lambda: shown[1:] == [1])
    accept_central_account(store, ADMINISTRATOR, "tinh", None, LATE_DAY)
    operations.changed.emit(Changes.of(Topic.ACCOUNTS))
    qtbot.waitUntil(lambda: shown[2:] == [0])
    counts.stop()
