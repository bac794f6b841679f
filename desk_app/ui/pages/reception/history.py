"""The states a page had before each change, the last of it first: what Ctrl+Z takes from."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from desk_app.ui.pages.reception.form_state import FormState

_MOST = 50


class History:
    """What stood on the page before. A field undoes its own typing; what it cannot comes here.

    All that is typed on one visit to a field is one change.
    """

    def __init__(self) -> None:
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

    def take(self, now: FormState) -> FormState | None:
        """Take out the page before the last change that left something else, None where there is none."""
        self._typing = None
        while self._before:
            found = self._before.pop().model_copy(update={"request_id": now.request_id})
            if found != now:
                return found
        return None

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Remember nothing meanwhile: what changes is being put back."""
        self._is_undoing = True
        try:
            yield
        finally:
            self._is_undoing = False
