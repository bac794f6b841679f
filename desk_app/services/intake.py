"""What comes down into the store: pages of the feed, pieces of a stream, each whole with its cursor or not at all."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from desk_app.domain.codes import parse_dossier_code
from desk_app.domain.envelope import GENESIS, Envelope, digest, read_envelope
from desk_app.domain.errors import DeskError
from desk_app.domain.events import Received, read_event
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.incoming_matter import apply_matter
from desk_app.services.round_terms import NOTHING, PROGRAM, Exchanged, Server, begin_own_stream
from desk_app.sync.client import FeedPage
from desk_app.sync.lines import split_line
from desk_app.sync.messages import FeedEvent, FeedMatter
from desk_app.sync.words import Item


class Intake:
    """Takes into a store what a server, or a stick, brings. server: asked for what a stream lacks before a page."""

    def __init__(self, store: Store, server: Server, clock: Callable[[], datetime], done: Exchanged) -> None:
        self._store = store
        self._server = server
        self._clock = clock
        self._done = done

    def take_page(self, page: FeedPage) -> None:
        """Store a page and its cursor in one transaction, once its streams have what comes before it.

        Raises DeskError ``matter_unreadable`` and those of ``Transaction.absorb``; then nothing of the page is stored.
        """
        self._heal_gaps(page.items)
        with self._store.transaction(self._clock(), PROGRAM) as tx:
            for item in page.items:
                self._take(tx, item)
            tx.sync.change_link(cursor=page.cursor)

    def _heal_gaps(self, items: Sequence[FeedEvent | FeedMatter]) -> None:
        """Ask for what a stream lacks before a page's first event of it."""
        first: dict[UUID, Envelope] = {}
        for item in items:
            if isinstance(item, FeedEvent) and item.item is not Item.FORK:
                envelope = read_envelope(split_line(item.line)[0])
                first.setdefault(envelope.stream, envelope)
        with self._store.reading() as rd:
            heads = rd.stream_heads()
            gaps = [
                stream
                for stream, envelope in first.items()
                if envelope.seq > heads.get(stream, NOTHING)[0] + 1 and not _follows_known(rd, envelope)
            ]
        for stream in gaps:
            self.pull(stream)

    def pull(self, stream: UUID) -> None:
        """Take in what the server has of a stream and we have not, from where both still agree."""
        with self._store.reading() as rd:
            after, _hash = rd.stream_heads().get(stream, NOTHING)
        back = 1
        page = self._server.stream_after(stream, after)
        while after and page.items and not self._follows(page.items[0]):
            after, back = max(0, after - back), back * 4
            page = self._server.stream_after(stream, after)
        while page.items:
            with self._store.transaction(self._clock(), PROGRAM) as tx:
                for item in page.items:
                    self._take(tx, item)
            last = page.items[-1]
            if not page.more or not isinstance(last, FeedEvent):
                return
            after = read_envelope(split_line(last.line)[0]).seq
            page = self._server.stream_after(stream, after)

    def _follows(self, item: FeedEvent | FeedMatter) -> bool:
        if not isinstance(item, FeedEvent):
            return False
        envelope = read_envelope(split_line(item.line)[0])
        with self._store.reading() as rd:
            return envelope.prev_hash == GENESIS or _follows_known(rd, envelope)

    def _take(self, tx: Transaction, item: FeedEvent | FeedMatter) -> None:
        if isinstance(item, FeedMatter):
            apply_matter(tx, item)
            self._done.matter.add(item.item.value)
            return
        text, body = split_line(item.line)
        envelope = read_envelope(text)
        if tx.sync.is_kept(envelope.stream, envelope.seq, digest(text)):
            return
        if item.item is Item.FORK:
            second = True
        else:
            if envelope.stream == tx.identity().stream:
                begin_own_stream(tx, self._done)
            second = self._absorbed_beside(tx, envelope, text, body)
        if second:
            tx.keep_second(text, body)
            self._done.forks += 1
        self._done.received += 1
        self._done.quarantined += item.item is Item.QUARANTINED
        self._done.dossiers.add(envelope.subject)
        self._skip_number(tx, envelope, body)

    def _absorbed_beside(self, tx: Transaction, envelope: Envelope, text: str, body: str | None) -> bool:
        """Put an event into the log; return True where the log has given its place or id to another."""
        try:
            tx.absorb(text, body)
        except DeskError as error:
            # What follows a second version is one itself, however far behind it our own branch ended.
            if error.code == "event_fork" or (error.code == "event_gap" and _follows_known(tx, envelope)):
                return True
            raise
        return False

    def _skip_number(self, tx: Transaction, envelope: Envelope, body: str | None) -> None:
        """Never give out again a number that another life or copy of this store is now seen to have given."""
        if envelope.kind != Received.KIND or envelope.stream not in tx.sync.own_heads():
            return
        read = read_event(envelope, body).body
        code = parse_dossier_code(read.reception.code) if isinstance(read, Received) else None
        if code is None or code.number <= tx.numbers.highest_used(code.agency, code.day):
            return
        if code.number in tx.numbers.block(code.agency):
            tx.numbers.note_used(code.agency, code.day, code.number)


def _follows_known(rd: Reading, envelope: Envelope) -> bool:
    """Tell whether the event just before this one in its stream is here, in the log or beside it."""
    return rd.sync.is_kept(envelope.stream, envelope.seq - 1, envelope.prev_hash)
