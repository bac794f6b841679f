"""Rounds with the central server behind the window: woken by what changes, by the network, by hand; pages are told."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, Signal

from desk_app.sync.hanging_up import Calls
from desk_app.ui.desk import Desk
from desk_app.ui.operations import Changes, Operations, Topic, log_bug

if TYPE_CHECKING:  # what speaks to a server is loaded once the window stands
    from PySide6.QtNetwork import QNetworkInformation

    from desk_app.services.round_terms import Exchanged
    from desk_app.services.sync_worker import Ended, SyncWorker

_NOT_SENT = frozenset({Topic.PARKED, Topic.SYNC})
"""Drafts stay at the desk, and what a round brought is no news to the server."""
_TOPIC_OF_MATTER = {
    "account": Topic.ACCOUNTS,
    "calendar": Topic.CALENDAR,
    "form": Topic.FORMS,
    "procedure": Topic.PROCEDURES,
}


class BackgroundSync(QObject):
    """The desk's ``Syncing``: runs while the program does, whoever sits there and whether it is locked or not."""

    changed = Signal()
    _began = Signal()
    _told = Signal(str, int, int)
    _ended = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._worker: SyncWorker | None = None
        self._network: QNetworkInformation | None = None
        self._closed = False
        self.aside = Operations(self)
        self.calls = Calls()
        self.is_running = False
        self.progress: tuple[str, int, int] | None = None
        self.last: tuple[int, int] | None = None
        queued = Qt.ConnectionType.QueuedConnection
        self._began.connect(self._show_began, queued)
        self._told.connect(self._show_progress, queued)
        self._ended.connect(self._show_ended, queued)
        self.aside.changed.connect(desk.operations.changed)
        self.aside.bug.connect(desk.operations.bug)
        desk.operations.changed.connect(self._changed)

    def begin(self) -> None:
        """Start, now that the store is open; a desk of no server loads nothing and waits until it is enrolled."""
        self._desk.operations.read(self, self._load, done=self._start, slot="begin")

    def _load(self) -> bool:
        """Tell whether there is a server, and load what speaks to it; off the UI thread."""
        with self._desk.store.reading() as rd:
            enrolled = rd.sync.link() is not None
        if enrolled:
            import desk_app.services.sync_worker  # noqa: F401
        return enrolled

    def _start(self, enrolled: bool) -> None:
        if not enrolled or self._worker is not None or self._closed:
            return
        from desk_app.services.sync_worker import SyncWorker

        self._worker = SyncWorker(
            self._desk.store,
            self._desk.clock,
            began=self._began.emit,
            told=self._told.emit,
            ended=self._ended.emit,
        )
        self._worker.start()
        self._watch_network()

    def ask(self) -> None:
        """Exchange as soon as may be."""
        if self._worker is None:
            self.begin()
        else:
            self._worker.wake(by_hand=True)

    def close(self) -> None:
        """End; what is stored stays, what is on its way is not waited for."""
        self._closed = True
        if self._worker is not None:
            self._worker.stop()
        self.calls.hang_up()
        self.aside.close()

    # -- what wakes it ----------------------------------------------------------------------------------------------

    def _changed(self, changes: Changes) -> None:
        if self._worker is not None and Topic.SYNC not in changes.topics and changes.topics - _NOT_SENT:
            self._worker.wake()

    def _watch_network(self) -> None:
        """Hear from the system that the network is back, where it tells; elsewhere trying finds out."""
        from PySide6.QtNetwork import QNetworkInformation

        if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            return
        self._network = QNetworkInformation.instance()
        if self._network is not None:
            self._network.reachabilityChanged.connect(self._network_changed)

    def _network_changed(self, reached: QNetworkInformation.Reachability) -> None:
        from PySide6.QtNetwork import QNetworkInformation

        if self._worker is not None and reached is QNetworkInformation.Reachability.Online:
            self._worker.wake()

    # -- what it tells, on the UI thread ----------------------------------------------------------------------------

    def _show_began(self) -> None:
        self.is_running, self.progress = True, None
        self.changed.emit()

    def _show_progress(self, what: str, done: int, total: int) -> None:
        self.progress = (what, done, total)
        self.changed.emit()

    def _show_ended(self, told: object) -> None:
        ended = cast("Ended", told)
        self.is_running, self.progress = False, None
        if ended.failure is None:
            self.last = (ended.done.sent, ended.done.received)
        if ended.bug is not None:
            # A calm sentence stands in the status bar; a dialog would come again with every round.
            log_bug(ended.bug)
        self._desk.operations.changed.emit(changes_of(ended.done))
        self.changed.emit()


def changes_of(done: Exchanged) -> Changes:
    """Return what a round has changed at this desk."""
    topics = {Topic.SYNC}
    if done.dossiers:
        topics |= {Topic.DOSSIERS, Topic.PEOPLE}
    for item in done.matter:
        with suppress(KeyError):
            topics.add(_TOPIC_OF_MATTER[item])
    if done.began_stream:
        topics.add(Topic.SETTINGS)
    return Changes(frozenset(topics), frozenset(str(dossier) for dossier in done.dossiers))
