"""A file of another desk, opened in the window: fetched beside all other work, shown once it is here."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import socket
import time
from collections.abc import Callable, Iterator

import pytest
from builders import register
from province import EnrolledDesk, Province, until_equal
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scans import a_pdf
from staff import CLERK

from desk_app.domain.events import PaperAttached
from desk_app.services.attachment_exchange import Sending
from desk_app.services.sync_round import run_files
from desk_app.ui.background_sync import BackgroundSync
from desk_app.ui.desk import Desk
from desk_app.ui.operations import Operations
from desk_app.ui.pages.digitising.held_files import HeldFiles
from desk_app.ui.theme import LIGHT, Theme, apply_theme

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)


class Looking:
    """The second desk's clerk at the files of a dossier whose papers were scanned at the first."""

    def __init__(self, province: Province, app: QApplication, qtbot: QtBot) -> None:
        apply_theme(app, Theme(LIGHT))
        self.one, self.two = province.desk("Q1"), province.desk("Q2")
        self.dossier = register(self.one.store, province.clock()).id
        self.content = a_pdf(2)
        name = self.one.store.attachments.put(self.content, now=province.clock())
        body = PaperAttached(
            name="tờ khai.pdf",
            media_type="application/pdf",
            size=len(self.content),
            content=name,
            attached_at=province.clock(),
        )
        self.name = name
        self.one.says(self.dossier, body)
        until_equal([self.one, self.two], 1)
        self.operations = Operations()
        self.desk = Desk(self.two.store, self.operations, province.clock)
        self.desk.seat(CLERK)
        self.sync = BackgroundSync(self.desk)
        self.desk.use_syncing(self.sync)
        self.qtbot = qtbot
        self.held = HeldFiles(self.desk, lambda *_said, **_more: None)
        self.held.resize(1174, 621)
        qtbot.addWidget(self.held)
        self.held.show()

    def until(self, met: Callable[[], bool]) -> None:
        """Wait for something that must come true."""
        self.qtbot.waitUntil(met, timeout=10_000)

    def close(self) -> None:
        """Go."""
        self.sync.close()
        self.operations.close()


@pytest.fixture
def looking(province: Province, qapp: QApplication, qtbot: QtBot) -> Iterator[Looking]:
    """The window's part that shows a dossier's files."""
    made = Looking(province, qapp, qtbot)
    yield made
    made.close()


def away(desk: EnrolledDesk) -> None:
    """Leave a desk without its server."""
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    desk.move_to(f"http://127.0.0.1:{port}")


def test_a_file_of_another_desk_is_fetched_and_shown_and_from_then_on_is_here(looking: Looking) -> None:
    run_files(looking.one.store, Sending())
    looking.held.open(looking.dossier)
    looking.until(lambda: looking.held.view.is_drawn)
    assert looking.held.view.where.text() == "Trang 1/2"
    assert looking.two.store.attachments.get(looking.name) == looking.content
    away(looking.two)
    looking.held.open(looking.dossier)
    looking.until(lambda: looking.held.view.is_drawn)


def test_without_a_network_one_sentence_stands_in_its_place(looking: Looking) -> None:
    away(looking.two)
    looking.held.open(looking.dossier)
    looking.until(lambda: "Có mạng rồi mở lại tệp" in looking.held.view.said.text())
    assert not looking.held.view.is_drawn


def test_the_program_closes_at_once_though_a_file_hangs_on_its_way(looking: Looking) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        looking.two.move_to(f"http://127.0.0.1:{mute.getsockname()[1]}")
        looking.held.open(looking.dossier)
        looking.until(lambda: not looking.sync.aside.idle)
        caught, _ = mute.accept()
        began = time.monotonic()
        looking.sync.close()
        assert time.monotonic() - began < 2.0
        caught.close()
