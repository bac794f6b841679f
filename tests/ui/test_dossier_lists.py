"""Hồ sơ shows the very dossiers another page asks for: in its order, piece by piece, under a chip Esc puts away."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from hands import Hands
from patience import let_run
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from staff import CLERK, MORNING

from desk_app.models.queries.dossiers import DossierFilter
from desk_app.models.store import Store
from desk_app.ui.desk import Desk, DossierListTarget, DossierTarget
from desk_app.ui.operations import Operations
from desk_app.ui.pages.dossiers import rows
from desk_app.ui.pages.dossiers.page import DossiersPage

NOW = MORNING + timedelta(hours=1)


@pytest.fixture
def page(app: QApplication, store: Store, operations: Operations, qtbot: QtBot) -> Iterator[DossiersPage]:
    """The page as a clerk has it."""
    desk = Desk(store, operations, lambda: NOW)
    desk.seat(CLERK)
    made = DossiersPage(desk)
    made.resize(1206, 621)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.on_shown()
    settle(made, operations)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def settle(page: DossiersPage, operations: Operations) -> None:
    for _ in range(300):
        let_run(0.005)
        if operations.idle and not page._timer.isActive():
            return
    raise AssertionError("the page never came to rest")


def all_dossiers(store: Store) -> list[UUID]:
    with store.reading() as rd:
        return [line.id for line in rd.dossiers.page(DossierFilter(voided=None), limit=500).lines]


def shown(page: DossiersPage) -> list[UUID]:
    return [row.line.id for row in page.model.rows()]


def test_exactly_these_in_this_order_and_the_keys_go_to_the_list(
    page: DossiersPage, store: Store, operations: Operations
) -> None:
    wanted = tuple(all_dossiers(store)[i] for i in (7, 2, 11))
    page.open_target(DossierListTarget("Trễ hạn của Công an xã", wanted))
    settle(page, operations)
    assert shown(page) == list(wanted)
    assert page.table.hasFocus()
    assert page.given.chip.isVisible()
    assert page.given.chip.text() == "Trễ hạn của Công an xã"
    assert not page.filters.isVisible()
    assert page._count.text() == "3 hồ sơ"
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settle(page, operations)
    assert page.is_open
    page.step_back()
    settle(page, operations)
    assert shown(page) == list(wanted)


def test_esc_and_the_cross_bring_the_whole_list_back(page: DossiersPage, store: Store, operations: Operations) -> None:
    everything = shown(page)
    for put_away in (lambda: page.step_back(), lambda: page.given.chip.click()):
        page.open_target(DossierListTarget("Hôm nay", tuple(everything[:2])))
        settle(page, operations)
        assert shown(page) == everything[:2]
        put_away()
        settle(page, operations)
        assert shown(page) == everything
        assert page.filters.isVisible()
        assert not page.given.isVisible()
    assert not page.step_back()


def test_a_long_list_comes_in_pieces_and_says_how_many_there_are(
    page: DossiersPage, store: Store, operations: Operations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "PAGE_ROWS", 10)
    wanted = tuple(reversed(all_dossiers(store)[:35]))
    page.open_target(DossierListTarget("Quý III", wanted))
    page.look(first=10)
    settle(page, operations)
    assert page._count.text() == "35 hồ sơ"
    QTest.keyClick(page.table, Qt.Key.Key_End)
    for _ in range(5):
        page._read_ahead(10_000)
        settle(page, operations)
    assert shown(page) == list(wanted)


def test_a_search_looks_past_the_list_and_comes_back_to_it(
    page: DossiersPage, store: Store, operations: Operations, hands: Hands
) -> None:
    wanted = tuple(all_dossiers(store)[:2])
    page.open_target(DossierListTarget("Hôm nay", wanted))
    settle(page, operations)
    hands.type("n")
    settle(page, operations)
    assert len(shown(page)) > 2
    assert not page.given.isEnabled()
    page.search.edit.clear()
    settle(page, operations)
    assert shown(page) == list(wanted)


def test_the_list_survives_the_page_being_built_anew(page: DossiersPage, store: Store, operations: Operations) -> None:
    wanted = tuple(all_dossiers(store)[3:5])
    page.open_target(DossierListTarget("Hôm nay", wanted))
    page.open_target(DossierTarget(wanted[0]))
    settle(page, operations)
    kept = page.keep()
    page._give(None)
    page.take_back(kept)
    settle(page, operations)
    assert page.is_open
    page.step_back()
    settle(page, operations)
    assert shown(page) == list(wanted)
