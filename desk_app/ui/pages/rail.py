"""The pages of the rail in their order, each imported when it first comes up; which page takes which target."""

from functools import partial
from importlib import import_module

from PySide6.QtWidgets import QWidget

from desk_app.ui.desk import (
    CatalogueChangesTarget,
    Desk,
    DigitisingTarget,
    DossierListTarget,
    DossierTarget,
    LateTarget,
    ProcedureTarget,
    ReceptionTarget,
    ReturnTarget,
    SettingsTarget,
)
from desk_app.ui.keys import Act
from desk_app.ui.page import (
    DOSSIERS,
    FOLLOW_UP_BOOK,
    HAND_OVER,
    LATE,
    PROCEDURES,
    RECEPTION,
    RETURN,
    SETTINGS,
    STATISTICS,
    Page,
    PageSpec,
)


def rail(desk: Desk) -> tuple[PageSpec, ...]:
    """Return the pages, top to bottom."""
    return (
        PageSpec(RECEPTION, "inbox", partial(_reception, desk), Act.RECEPTION),
        PageSpec(RETURN, "assignment_turned_in", partial(_returning, desk), Act.RETURN),
        PageSpec(HAND_OVER, "swap_horiz", partial(_hand_over, desk), Act.HAND_OVER),
        PageSpec(DOSSIERS, "folder_open", partial(_dossiers, desk), Act.DOSSIERS),
        PageSpec(LATE, "event_busy", partial(_late, desk), Act.LATE),
        PageSpec(PROCEDURES, "menu_book", partial(_procedures, desk)),
        PageSpec(FOLLOW_UP_BOOK, "auto_stories", partial(_follow_up_book, desk)),
        PageSpec(STATISTICS, "bar_chart", partial(_statistics, desk)),
        PageSpec(SETTINGS, "settings", partial(_settings, desk)),
    )


def load_pages(desk: Desk) -> None:
    """Import the pages off the UI thread, one after another: so that the first look at one does not hold up the window.

    For when the window stands and somebody signs in; a page that is wanted before is imported then.
    """
    for name in _MODULES:
        desk.operations.read(
            desk, partial(import_module, f"desk_app.ui.pages.{name}"), done=lambda _module: None, slow=True
        )


_MODULES = (
    "reception.page",
    "returning.page",
    "dossiers.page",
    "hand_over.page",
    "late.page",
    "procedures.page",
    "book.page",
    "statistics.page",
    "settings.page",
    "settings.sync",
)
"""The pages, what a citizen waits for first, and the one section of the settings that brings much with it."""


def _reception(desk: Desk, parent: QWidget) -> Page:
    from desk_app.ui.pages.reception.page import ReceptionPage

    return ReceptionPage(desk, parent)


def _returning(desk: Desk, parent: QWidget) -> Page:
    from desk_app.ui.pages.returning.page import ReturningPage

    return ReturningPage(desk, parent)


def _hand_over(desk: Desk, parent: QWidget) -> Page:
    from desk_app.ui.pages.hand_over.page import HandOverPage

    return HandOverPage(desk, parent)


def _dossiers(desk: Desk, parent: QWidget) -> Page:
    from desk_app.ui.pages.dossiers.page import DossiersPage

    return DossiersPage(desk, parent)


def _late(desk: Desk, parent: QWidget) -> Page:
    from desk_app.ui.pages.late.page import LatePage

    return LatePage(desk, parent)


def _procedures(desk: Desk, parent: QWidget) -> Page:
    from desk_app.ui.pages.procedures.page import ProceduresPage

    return ProceduresPage(desk, parent)


def _follow_up_book(desk: Desk, parent: QWidget) -> Page:
    from desk_app.ui.pages.book.page import BookPage

    return BookPage(desk, parent)


def _statistics(desk: Desk, parent: QWidget) -> Page:
    from desk_app.ui.pages.statistics.page import StatisticsPage

    return StatisticsPage(desk, parent)


def _settings(desk: Desk, parent: QWidget) -> Page:
    from desk_app.ui.pages.settings.page import SettingsPage

    return SettingsPage(desk, parent)


PAGE_OF: dict[type, str] = {
    DossierTarget: DOSSIERS,
    DossierListTarget: DOSSIERS,
    DigitisingTarget: DOSSIERS,
    ReturnTarget: RETURN,
    LateTarget: LATE,
    ProcedureTarget: PROCEDURES,
    CatalogueChangesTarget: PROCEDURES,
    ReceptionTarget: RECEPTION,
    SettingsTarget: SETTINGS,
}
