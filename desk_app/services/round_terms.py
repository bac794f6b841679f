"""What a sync round works with: the server as it needs it, what it has done, where streams stand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from desk_app.domain.dates import office_time
from desk_app.domain.envelope import GENESIS
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import StreamBegan
from desk_app.models.queries.sync import SyncLink
from desk_app.models.store import program_version
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.office_settings import office_settings
from desk_app.sync.client import FeedPage
from desk_app.sync.messages import Head, Heads, Hello, Pushed, UsedNumbers, Welcome

PROGRAM = "sync"
"""The actor of what a round writes by itself."""

sentences(
    not_enrolled="Quầy chưa ghi danh với máy chủ nào. Vào Thiết lập → Đồng bộ, nhập địa chỉ và mã ghi danh.",
)

NOTHING: Head = (0, GENESIS)
"""Where a stream stands of which nothing is known."""

Told = Callable[[str, int, int], object]
"""Hears how far a round is: ``up`` or ``down``, done, of how many (0 = unknown)."""


class Server(Protocol):
    """The server as a round needs it, such as ``sync.client.ServerClient``; calls raise ServerAway, ServerRefused."""

    def hello(self, request: Hello) -> Welcome:
        """Begin a round."""

    def push(self, lines: Iterable[str]) -> Pushed:
        """Send events of our own streams."""

    def relay(self, lines: Iterable[str]) -> Pushed:
        """Offer events of other streams."""

    def feed(self, cursor: str, stream: UUID) -> FeedPage:
        """Return the page behind a cursor."""

    def heads(self) -> Heads:
        """Return where every stream of the office stands."""

    def stream_after(self, stream: UUID, seq: int) -> FeedPage:
        """Return a piece of one stream."""


@dataclass
class Exchanged:
    """What a round did. differing: streams of which both sides hold different events, for a person to look at."""

    sent: int = 0
    received: int = 0
    quarantined: int = 0
    forks: int = 0
    began_stream: bool = False
    rotate: bool = False
    """The server asks for a fresh token."""
    drift: timedelta = timedelta(0)
    differing: tuple[UUID, ...] = ()
    dossiers: set[UUID] = field(default_factory=set)
    """Subjects of what came in: views of these read again."""
    matter: set[str] = field(default_factory=set)
    """Kinds of matter that came in: accounts, procedures, calendars, forms."""


def link_of(rd: Reading) -> SyncLink:
    """Return the server this store is enrolled at. Raises DeskError ``not_enrolled``."""
    link = rd.sync.link()
    if link is None:
        raise DeskError("not_enrolled")
    return link


def holds(rd: Reading, stream: UUID, stand: Head) -> bool:
    """Tell whether our log of a stream goes through a place of it."""
    return stand[0] == 0 or rd.sync.hash_at(stream, stand[0]) == stand[1]


def begin_own_stream(tx: Transaction, done: Exchanged) -> None:
    """Another copy of this store has spoken: from here on this one has a stream of its own."""
    tx.begin_stream(StreamBegan(parent=tx.identity().stream, cause="copied", program=program_version()))
    done.began_stream = True


def skip_used(tx: Transaction, used: Iterable[UsedNumbers]) -> None:
    """Never give out again the numbers of ours that the server has seen; another life of this store printed them."""
    for one in used:
        if one.highest in tx.numbers.block(one.agency):
            tx.numbers.note_used(one.agency, one.day, one.highest)


def numbers_used(rd: Reading, now: datetime) -> tuple[UsedNumbers, ...]:
    """Return the highest dossier numbers of today and yesterday: what a store that takes our place must know."""
    agency, today = office_settings(rd).agency_id, office_time(now).date()
    days = (today - timedelta(days=1), today)
    used = [(day, rd.numbers.highest_used(agency, day)) for day in days]
    return tuple(UsedNumbers(agency=agency, day=day, highest=highest) for day, highest in used if highest)
