"""The count beside “Trễ hạn”: true after a sign-in, after a change, and when only time went on."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from late_desk import LATE_DAY, four_late
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from staff import CLERK

from desk_app.models.store import Store
from desk_app.services.late import Watch, watch_counts
from desk_app.services.steps import take_step
from desk_app.ui.desk import Desk
from desk_app.ui.operations import Changes, Operations, Topic
from desk_app.ui.page import LATE
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
