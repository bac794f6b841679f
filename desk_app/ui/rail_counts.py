"""The counts beside the rail's words: read off the UI thread when dossiers change, and each minute as time goes on."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desk_app.ui.desk import Desk
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.page import LATE, SETTINGS

if TYPE_CHECKING:  # the store takes longer to load than the window to open
    from desk_app.models.store import Store

_EVERY_MS = 60_000
"""A due hour passes, a day turns: nobody changed anything, and yet a dossier is late."""


class RailCounts(QObject):
    """Keeps the counts true from the first sign-in on. show: takes counts by the page's Vietnamese name."""

    def __init__(self, desk: Desk, show: Callable[[Mapping[str, int]], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._show = desk, show
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.refresh)
        desk.session_changed.connect(lambda _session: self._begin())
        desk.operations.changed.connect(self._changed)

    def refresh(self) -> None:
        """Read the counts again; what cannot be read now stays as it was until the next round."""
        if self._timer.isActive():
            from desk_app.services.accounts import Right

            store, now = self._desk.store, self._desk.clock()
            sets_up = self._desk.session.may(Right.SET_UP)
            self._desk.operations.read(
                self,
                lambda: _counts(store, now, sets_up),
                done=self._show,
                failed=lambda _error: None,
                slot="counts",
                slow=True,
            )

    def stop(self) -> None:
        """Read no more: the program ends."""
        self._timer.stop()

    def _begin(self) -> None:
        self._timer.start()
        self.refresh()

    def _changed(self, changes: Changes) -> None:
        if changes.touches(Topic.DOSSIERS, Topic.CALENDAR, Topic.SYNC, Topic.ACCOUNTS):
            self.refresh()


def _counts(store: "Store", now: datetime, sets_up: bool) -> dict[str, int]:
    """Return what each page has to be seen to; accounts of the server that wait, for whoever may let them in."""
    from desk_app.services.central_accounts import waiting_count
    from desk_app.services.late import late_count

    with store.reading() as rd:
        late = late_count(rd, now)
    return {LATE: late, SETTINGS: waiting_count(store) if sets_up else 0}
