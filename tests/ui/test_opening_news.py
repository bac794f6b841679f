"""The sign-in panel says how far a store is that has to be gone through again, and is itself again afterwards."""

import threading

from pytestqt.qtbot import QtBot

from desk_app.ui.operations import Operations
from desk_app.ui.sign_in import Clerk, OpeningNews, SignInPanel


def test_the_thread_that_opens_the_store_is_heard_in_the_panel(qtbot: QtBot, operations: Operations) -> None:
    clerk = Clerk("lan", "NGUYỄN THỊ LAN", "Cán bộ tiếp nhận", "Quầy 2", None)
    panel = SignInPanel(operations, lambda _user, _password: clerk, tuple)
    qtbot.addWidget(panel)
    usual = panel.text.plain_text()
    news = OpeningNews()
    news.told.connect(panel.show_opening)
    threading.Thread(target=lambda: news.told.emit(250, 1000)).start()
    qtbot.waitUntil(lambda: "250/1000" in panel.text.plain_text())
    threading.Thread(target=lambda: news.told.emit(1000, 1000)).start()
    qtbot.waitUntil(lambda: panel.text.plain_text() == usual)
