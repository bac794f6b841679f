"""How sync stands, for a person to read: server, queue, last confirmed round, last failure, what to check."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desk_app.domain.errors import DeskError
from desk_app.domain.events import StreamBegan
from desk_app.models.queries.dossiers import DossierFilter
from desk_app.models.queries.sync import Queued, SyncLink
from desk_app.models.store import Store
from desk_app.services.sync_round import differs, failure_of, files_held
from desk_app.sync.proxies import proxy_for, shown

MOST_TO_CHECK = 500
"""So many dossiers are listed at once; more than a supervisor can look at in a day."""


@dataclass(frozen=True)
class SyncState:
    """What stands. link: None where the desk belongs to no server. failure: why the last round ended early.

    differs: that the last round, though confirmed, left differences between desk and server. files: why attachments
    that wait cannot go, though rounds are confirmed. began: how this life of the store began (``new``, ``restored``,
    ``recovered``, ``copied``), and when. proxy: through which the server is reached, "" for none.
    """

    link: SyncLink | None
    failure: DeskError | None
    differs: DeskError | None
    files: DeskError | None
    queued: Queued
    to_check: tuple[UUID, ...]
    began: str
    began_at: datetime | None
    proxy: str = ""


def sync_state(store: Store) -> SyncState:
    """Read how sync stands."""
    with store.reading() as rd:
        link, queued = rd.sync.link(), rd.sync.queued()
        page = rd.dossiers.page(DossierFilter(flagged=True, voided=None), limit=MOST_TO_CHECK)
        beginnings = rd.office_events(StreamBegan.KIND, limit=20)
        present = rd.identity().stream
        differing, files = differs(rd), files_held(rd)
    began = next((event for event in beginnings if event.envelope.stream == present), None)
    cause = began.body.cause if began is not None and isinstance(began.body, StreamBegan) else "new"
    return SyncState(
        link=link,
        failure=failure_of(link) if link is not None else None,
        differs=differing if link is not None else None,
        files=files if link is not None else None,
        queued=queued,
        to_check=tuple(line.id for line in page.lines),
        began=cause,
        began_at=began.envelope.occurred_at if began is not None else None,
        proxy=shown(proxy_for(link.address)) if link is not None else "",
    )
