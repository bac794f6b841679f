"""From a count of parked dossiers to the parked page itself, or to whose it is."""

from dataclasses import dataclass
from uuid import UUID

from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.day_checks import parked
from desk_app.ui.desk import ReceptionTarget
from desk_app.ui.messages import Kind
from desk_app.ui.pages.book.panel import TOPIC, Panel
from desk_app.ui.translation import tr


@dataclass(frozen=True)
class _Parked:
    """own: the oldest one of who asks; others: the others' names and what they parked, as people read it."""

    own: UUID | None
    others: str


def open_parked(panel: Panel) -> None:
    """Open the asker's oldest parked dossier; where all are other clerks', say whose they are.

    What a clerk parked is theirs until they take it back: nobody else opens it.
    """
    store, session = panel.desk.store, panel.session

    def show(found: _Parked) -> None:
        if found.own is not None:
            panel.desk.open(ReceptionTarget(draft=found.own))
            return
        words = tr("Hồ sơ để chờ: {others}. Người để chờ mở lại ở trang Tiếp nhận (Ctrl+O).", others=found.others)
        panel.strip.say(Kind.INFO, words, topic=TOPIC)

    panel.desk.operations.read(panel, lambda: _read(store, session), done=show, slot="parked")


def _read(store: Store, session: Session) -> _Parked:
    with store.reading() as rd:
        names = {account.login: account.display_name for account in rd.accounts.all()}
        drafts = parked(rd)
    own = next((draft.id for draft in drafts if draft.clerk == session.login), None)
    return _Parked(own, "; ".join(f"{draft.label} ({names.get(draft.clerk, draft.clerk)})" for draft in drafts))
