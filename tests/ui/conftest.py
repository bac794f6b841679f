"""A window without a screen, dressed as at the counter."""

import os
from collections.abc import Iterator

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from hands import Hands
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desk_app.ui.operations import Operations
from desk_app.ui.theme import LIGHT, Theme, apply_theme
from desk_app.ui.widgets.focus import FocusRing


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every Qt warning fails a test but one: the screenless platform says of itself that it has no size hints."""
    for item in items:
        if "tests/ui" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True))


@pytest.fixture
def app(qapp: QApplication) -> QApplication:
    """The application in the light theme, its focus ring on, without the windows that were closed before."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    apply_theme(qapp, Theme(LIGHT))
    if not qapp.findChildren(FocusRing):
        FocusRing(qapp)
    return qapp


@pytest.fixture
def operations(app: QApplication) -> Iterator[Operations]:
    """Real threads; closed after the test."""
    made = Operations()
    yield made
    made.close()


@pytest.fixture
def hands(app: QApplication) -> Hands:
    """Keys without a keyboard."""
    return Hands()
