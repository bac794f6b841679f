"""One way for the parts of the page to write: off the UI thread, as the page's clerk, at the desk's time."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from desk_app.models.store import Store
from desk_app.services.accounts import Right, Session
from desk_app.ui.desk import Desk
from desk_app.ui.operations import Changes, Topic

Work = Callable[[Store, Session, datetime], object]


class Writer:
    """Runs changes of the office's layer.

    may: whether this clerk is entitled to any; may_set_up: to those of the whole office too.
    """

    def __init__(self, desk: Desk, session: Session, owner: QWidget) -> None:
        self.may = session.may(Right.SETTLE_CATALOGUE)
        self.may_set_up = session.may(Right.SET_UP)
        self._desk, self._session, self._owner = desk, session, owner

    def write(self, work: Work, code: str, then: Callable[[], object] | None = None) -> None:
        """Run a change of one procedure; everyone who shows it is told."""
        store, session, now = self._desk.store, self._session, self._desk.clock()
        self._desk.operations.write(
            self._owner,
            lambda: work(store, session, now),
            changes=Changes.of(Topic.PROCEDURES, ids=(code,)),
            done=lambda _result: then() if then is not None else None,
        )
