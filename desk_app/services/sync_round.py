"""One sync round from a desk's own store: speak to its server, exchange, write down how it ended, clean up after it."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from desk_app.domain.errors import DeskError, sentences
from desk_app.models.queries.erasures import overwrite_deleted
from desk_app.models.queries.sync import SyncLink
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.services.attachment_exchange import Sending, send_attachments
from desk_app.services.enrolment import speaking
from desk_app.services.erasing import forget_traces, sweep_files
from desk_app.services.exchange import exchange
from desk_app.services.round_terms import PROGRAM, Exchanged, Told
from desk_app.sync.client import FeedPage, ServerAway, ServerClient, ServerRefused
from desk_app.sync.hanging_up import Calls
from desk_app.sync.messages import FreshToken, Heads, Hello, Pushed, Welcome

PAGE_ITEMS = 50
"""Of the feed, applied in one transaction: a clerk's F9 waits for no longer than that takes, a quarter second or less.

Pages of 1,000 take two seconds each and make the whole only a tenth faster.
"""

_NO_ROOM = "sync.no_room"
"""The setting of this desk that remembers a server without room for files."""
_DIFFERS = "sync.differs"
"""The setting of this desk that remembers whether its log and the server's still differed after the last round."""

T = TypeVar("T")

sentences(
    sync_fault="Lần đồng bộ vừa rồi dừng giữa chừng vì lỗi của chương trình. Dữ liệu vẫn ở quầy và sẽ được gửi lại; "
    "nếu còn gặp, báo đơn vị hỗ trợ.",
    sync_differs="Dữ liệu ở quầy và máy chủ còn khác nhau ở vài chỗ. Chương trình tự so và bù lại ở lần sau; nếu hôm "
    "sau vẫn còn, báo quản trị tỉnh.",
)


class Wire:
    """The server as rounds of a desk in use ask it: in small pages. around: what every call goes through."""

    def __init__(self, client: ServerClient, around: "Callable[[Callable[[], object]], object]") -> None:
        self._client = client
        self._around = around

    def _through(self, call: Callable[[], T]) -> T:
        found: list[T] = []
        self._around(lambda: found.append(call()))
        return found[0]

    def hello(self, request: Hello) -> Welcome:
        """Begin a round."""
        return self._through(lambda: self._client.hello(request))

    def push(self, lines: Iterable[str]) -> Pushed:
        """Send events of our own streams."""
        return self._through(lambda: self._client.push(lines))

    def relay(self, lines: Iterable[str]) -> Pushed:
        """Offer events of other streams."""
        return self._through(lambda: self._client.relay(lines))

    def feed(self, cursor: str, stream: UUID) -> FeedPage:
        """Return the page behind a cursor."""
        return self._through(lambda: self._client.feed(cursor, stream, PAGE_ITEMS))

    def heads(self) -> Heads:
        """Return where every stream of the office stands."""
        return self._through(self._client.heads)

    def stream_after(self, stream: UUID, seq: int) -> FeedPage:
        """Return a piece of one stream; what is behind it is asked for again, from where it ended."""
        page = self._through(lambda: self._client.stream_after(stream, seq))
        return FeedPage(page.items[:PAGE_ITEMS], page.cursor, page.more or len(page.items) > PAGE_ITEMS)

    def fresh_token(self) -> FreshToken:
        """Ask for a fresh token."""
        return self._through(self._client.fresh_token)

    def attachment_offset(self, content: str) -> int:
        """Return how many bytes of an attachment the server has."""
        return self._through(lambda: self._client.attachment_offset(content))

    def put_piece(self, content: str, offset: int, total: int, piece: bytes) -> int:
        """Send a piece of an attachment and return where the server stands."""
        return self._through(lambda: self._client.put_piece(content, offset, total, piece))


def run_round(
    store: Store,
    clock: Callable[[], datetime],
    told: Told | None = None,
    *,
    done: Exchanged | None = None,
    around: "Callable[[Callable[[], object]], object]" = lambda call: call(),
    calls: Calls | None = None,
) -> Exchanged:
    """Exchange everything once; how it ended stands in the store afterwards.

    done: filled as the round goes, also in one that ends early. around: what every call to the server goes through.
    calls: of whoever may hang up on them. Raises DeskError, ServerAway, ServerRefused as ``exchange`` does.
    """
    done = Exchanged() if done is None else done
    with store.reading() as rd:
        link = rd.sync.link()
    if link is None:
        raise DeskError("not_enrolled")
    with store.transaction(clock(), PROGRAM) as tx:
        # An erasure that comes down deletes bodies in the transaction that absorbs it.
        overwrite_deleted(tx.connection)
    try:
        with speaking(link, calls) as client:
            wire = Wire(client, around)
            exchange(store, wire, clock, told, done)
            _note(store, clock, _DIFFERS, bool(done.differing))
            if done.rotate:
                _renew_token(store, wire, clock)
    except (ServerAway, ServerRefused, DeskError) as fault:
        note_failure(store, clock, fault if isinstance(fault, DeskError) else fault.sentence)
        forget_erased(store, clock, done.dossiers)
        raise
    forget_erased(store, clock, done.dossiers)
    return done


def run_files(
    store: Store,
    sending: Sending,
    *,
    stop: Callable[[], bool] = lambda: False,
    around: "Callable[[Callable[[], object]], object]" = lambda call: call(),
    calls: Calls | None = None,
) -> Sending:
    """Send attachments, once a round was confirmed; no dossier waits for them and their failure is none of the round's.

    sending: what may be used; filled as it goes. calls: of whoever may hang up. Raises ServerAway, ServerRefused,
    DeskError as ``send_attachments``.
    """
    with store.reading() as rd:
        link = rd.sync.link()
    if link is None or not store.attachments.waiting(link.epoch):
        return sending
    with speaking(link, calls) as client:
        return send_attachments(store, Wire(client, around), link.epoch, stop, sending)


def note_held_files(store: Store, clock: Callable[[], datetime], sending: Sending) -> None:
    """Write down whether the server had no room for files of this office, as a pass has just heard."""
    held = sending.no_room is not None
    if held or not sending.more:
        _note(store, clock, _NO_ROOM, held)


def files_held(rd: Reading) -> DeskError | None:
    """Return why files that wait cannot go to the server, as it said last; None where nothing keeps them."""
    return DeskError("no_room_for_files") if rd.settings.get(_NO_ROOM) else None


def differs(rd: Reading) -> DeskError | None:
    """Return that the last confirmed round could not heal every difference of streams; None where it could."""
    return DeskError("sync_differs") if rd.settings.get(_DIFFERS) else None


def _note(store: Store, clock: Callable[[], datetime], setting: str, stands: bool) -> None:
    """Write down whether something stands, where that is news."""
    with store.reading() as rd:
        known = bool(rd.settings.get(setting))
    if stands is not known:
        with store.transaction(clock(), PROGRAM) as tx:
            tx.settings.set(setting, stands)


def note_failure(store: Store, clock: Callable[[], datetime], why: DeskError) -> None:
    """Write down why the last round ended early."""
    kept = json.dumps([why.code, why.values], ensure_ascii=False, default=str)
    with store.transaction(clock(), PROGRAM) as tx:
        tx.sync.change_link(failure=kept)


def failure_of(link: SyncLink) -> DeskError | None:
    """Return why the last round ended early, None when it was confirmed or none was tried."""
    if not link.failure:
        return None
    try:
        code, values = json.loads(link.failure)
        found = DeskError(code, **values)
        str(found)
    except (ValueError, KeyError, TypeError, IndexError):
        # Written by another program, whose words this one does not know.
        return DeskError("sync_fault")
    return found


def forget_erased(store: Store, clock: Callable[[], datetime], dossiers: Iterable[UUID]) -> None:
    """Remove what is left here of those dossiers that another desk had erased by law; twice is once."""
    with store.reading() as rd:
        erased = [found for one in dossiers if (found := rd.dossiers.by_id(one)) is not None and found.erased]
    if not erased:
        return
    with store.transaction(clock(), PROGRAM) as tx:
        for dossier in erased:
            forget_traces(tx, dossier)
    sweep_files(store)


def _renew_token(store: Store, wire: Wire, clock: Callable[[], datetime]) -> None:
    """Take a fresh token; the old one serves until the fresh one is first used, so losing the answer loses nothing."""
    fresh = wire.fresh_token()
    with store.transaction(clock(), PROGRAM) as tx:
        tx.sync.change_link(token=fresh.token)
