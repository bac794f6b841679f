"""Ctrl+Z on the reception page: what was typed, cleared, chosen or ticked comes back, the last of it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from desk_app.ui.messages import Kind
from desk_app.ui.pages.reception.form_state import FormState
from desk_app.ui.translation import tr

if TYPE_CHECKING:
    from desk_app.ui.pages.reception.page import ReceptionPage

_MOST = 50


class Undo:
    """The states of the page before each change. A field undoes its own typing; what it cannot comes here.

    All that is typed on one visit to a field is one change.
    """

    def __init__(self, page: ReceptionPage) -> None:
        self._page = page
        self._before: list[FormState] = []
        self._typing: QWidget | None = None
        self._is_undoing = False

    def forget(self) -> None:
        """Forget everything: another citizen's page begins."""
        self._before.clear()
        self._typing = None

    def note_choice(self, before: FormState) -> None:
        """Remember the page before something was chosen, ticked or cleared."""
        if not self._is_undoing:
            self._typing = None
            self._before = [*self._before[-_MOST:], before]

    def note_edit(self, before: FormState, now: FormState) -> None:
        """Remember the page before something was edited in place; an owner taken off is no typing."""
        focus = QApplication.focusWidget()
        if not isinstance(focus, QLineEdit | QPlainTextEdit) or len(now.owners) < len(before.owners):
            self.note_choice(before)
        elif focus is not self._typing:
            self.note_choice(before)
            self._typing = None if self._is_undoing else focus

    def undo(self) -> None:
        """Bring back the page before the last change."""
        page = self._page
        now, before = page.gather(), None
        while self._before and before is None:
            found = self._before.pop().model_copy(update={"request_id": now.request_id})
            before = found if found != now else None
        self._typing = None
        if before is None:
            page.strip.say(Kind.INFO, tr("Không còn gì để hoàn lại trên trang này."), topic="undo")
            return
        page.strip.solve("undo")
        self._is_undoing = True
        try:
            papers_alone = before == now.model_copy(update={"papers": before.papers, "presented": before.presented})
            # The table takes back its own ticks: its open shelves and its ring stay where they are.
            if not (papers_alone and page.papers.table.lines.undo()):
                page.whole.put_back(before)
        finally:
            self._is_undoing = False
