"""Nothing typed is lost: the half-typed page is kept as it grows, parked pages come and go."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from desk_app.services.parked import ParkedPage, keep_page, kept_page, park, parked_pages, take_back
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.reception.form_state import FormState, from_json, to_json
from desk_app.ui.translation import tr

if TYPE_CHECKING:
    from desk_app.services.accounts import Session
    from desk_app.ui.desk import Desk

AFTER_MS = 400
"""The page is kept so long after the last key."""


class Keeper(QObject):
    """Keeps one clerk's page in the store.

    state: gives the page as it stands. listed: takes the clerk's parked pages.
    """

    def __init__(
        self,
        desk: Desk,
        by: Session,
        state: Callable[[], FormState],
        listed: Callable[[tuple[ParkedPage, ...]], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._store, self._operations, self._clock = desk.store, desk.operations, desk.clock
        self._by = by
        self._state = state
        self._restored: Callable[[FormState], bool] | None = None
        self._listed = listed
        self._kept: object = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.keep)

    def open(self, restored: Callable[[FormState], bool]) -> None:
        """Bring back what was half typed when the program last ended, and list what is parked.

        restored: takes a page back, now and whenever a parked one is; False when something else is typed already.
        """
        self._restored = restored
        self._operations.read(self, lambda: kept_page(self._store, self._by), done=self._take, slot="kept")
        self.list()

    def list(self) -> None:
        """Read the parked pages again."""
        self._operations.read(self, lambda: parked_pages(self._store, self._by), done=self._listed, slot="parked")

    def touch(self) -> None:
        """Keep the page soon."""
        self._timer.start()

    def keep(self) -> None:
        """Keep the page now, if it changed."""
        self._timer.stop()
        state = self._state()
        content = None if state.is_empty else to_json(state)
        if content == self._kept:
            return
        self._kept = content
        now = self._clock()
        self._operations.write(
            self,
            lambda: keep_page(self._store, self._by, content, now),
            changes=Changes(),
            failed=self._not_kept,
            quiet=True,
        )

    def forget(self) -> None:
        """Stop keeping: the page was registered, and its words are gone from the store with it."""
        self._timer.stop()
        self._kept = None

    def park(self, state: FormState, done: Callable[[ParkedPage], object]) -> None:
        """Park the page; done: called when it is safe."""
        self.forget()
        now, label = self._clock(), state.label() or tr("Hồ sơ chưa có tên")

        def parked(page: ParkedPage) -> None:
            done(page)
            self.list()

        self._operations.write(
            self,
            lambda: park(self._store, self._by, to_json(state), label, now),
            changes=Changes.of(Topic.PARKED),
            done=parked,
        )

    def take_back(self, parked: UUID, before: FormState) -> None:
        """Take a parked page back; what is half typed now is parked in its place."""
        self.forget()
        now, label = self._clock(), before.label() or tr("Hồ sơ chưa có tên")

        def work() -> object:
            if not before.is_empty:
                park(self._store, self._by, to_json(before), label, now)
            return take_back(self._store, self._by, parked, now)

        self._operations.write(self, work, changes=Changes.of(Topic.PARKED), done=self._taken_back)

    def _taken_back(self, content: object) -> None:
        self._take(content)
        self.list()

    def _take(self, content: object) -> None:
        state = from_json(content) if content is not None else None
        if state is None:
            return
        if self._restored is not None and self._restored(state):
            self._kept = content
        else:
            # A card came in the same moment: the page that was asked for waits again, nothing of it is lost.
            self.park(state, lambda _parked: self.touch())

    def _not_kept(self, _error: object) -> None:
        """Try again with the next key: a full disk is said when something is registered."""
        self._kept = None
