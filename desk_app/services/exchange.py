"""A sync round of this desk: hello, up, down, heads, as ``docs/protocol.md`` §5 draws it.

Every step begins by what is stored; nothing is remembered between steps, so a round may end anywhere.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from desk_app.domain.codes import NumberBlock, parse_dossier_code
from desk_app.domain.dates import office_time
from desk_app.domain.envelope import GENESIS, Envelope, digest, read_envelope
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Received, StreamBegan, read_event
from desk_app.models.queries.sync import StoredEvent, SyncLink
from desk_app.models.store import Store, program_version
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.incoming_matter import apply_matter
from desk_app.services.office_settings import office_settings
from desk_app.sync.client import FeedPage, ServerAway, ServerRefused
from desk_app.sync.limits import MAX_BATCH_BYTES, MAX_BATCH_EVENTS
from desk_app.sync.lines import line_of, split_line
from desk_app.sync.messages import FeedEvent, FeedMatter, Head, Heads, Hello, Pushed, UsedNumbers, Welcome
from desk_app.sync.words import Answer, Code, Item

PROGRAM = "sync"
"""The actor of what a round writes by itself."""

sentences(
    not_enrolled="Quầy chưa ghi danh với máy chủ nào. Vào Thiết lập → Đồng bộ, nhập địa chỉ và mã ghi danh.",
    sync_damaged="Máy chủ báo dữ liệu gửi lên bị hỏng. Dữ liệu vẫn ở quầy; báo đơn vị hỗ trợ kiểm tra kho dữ liệu.",
    sync_differs="Dữ liệu ở quầy và máy chủ còn khác nhau. Các hồ sơ liên quan nằm trong việc cần kiểm tra.",
)


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


Told = Callable[[str, int, int], object]
"""Hears how far a round is: ``up`` or ``down``, done, of how many (0 = unknown)."""


def exchange(
    store: Store,
    server: Server,
    clock: Callable[[], datetime],
    told: Told | None = None,
    done: Exchanged | None = None,
) -> Exchanged:
    """Exchange everything with the server once; what was done is stored step by step.

    done: filled as the round goes, so that the caller of one that ends early knows what has changed. Raises DeskError
    ``not_enrolled``, ``sync_damaged``, ServerAway, ServerRefused. Only a round that returns was confirmed.
    """
    round_ = _Round(store, server, clock, told or (lambda _what, _done, _total: None), done)
    round_.run()
    return round_.done


def take_page(store: Store, server: Server, page: FeedPage, clock: Callable[[], datetime], done: Exchanged) -> None:
    """Store a page of the feed that came another way than the wire (a stick), with its cursor.

    server: whoever is asked for what a stream lacks before the page. Raises DeskError ``matter_unreadable`` and those
    of ``Transaction.absorb``; then nothing of the page is stored.
    """
    _Round(store, server, clock, lambda _what, _done, _total: None, done).take_page(page)


class _Round:
    """One round, step by step."""

    def __init__(
        self, store: Store, server: Server, clock: Callable[[], datetime], told: Told, done: Exchanged | None = None
    ) -> None:
        self._store = store
        self._server = server
        self._clock = clock
        self._told = told
        self.done = Exchanged() if done is None else done

    def run(self) -> None:
        with self._store.transaction(self._clock(), PROGRAM) as tx:
            if tx.sync.link() is None:
                raise DeskError("not_enrolled")
            tx.sync.change_link(tried_at=self._clock())
        try:
            self._steps()
        except ServerRefused as refused:
            if refused.code is not Code.EPOCH_CHANGED:
                raise
            # The server found out on the way that it was restored.
            self._steps()
        with self._store.transaction(self._clock(), PROGRAM) as tx:
            tx.sync.change_link(confirmed_at=self._clock(), failure="")

    def _steps(self) -> None:
        welcome = self._hello()
        self._up(welcome.stands)
        self._refill()
        self._down()
        self._compare()

    # -- hello --------------------------------------------------------------------------------------------------------

    def _hello(self) -> Welcome:
        """Begin a round, on a new stream when the server knows more of the present one than this store does."""
        try:
            welcome = self._server.hello(self._introduction())
        except ServerRefused as refused:
            if refused.code is not Code.COPIED:
                raise
            with self._store.transaction(self._clock(), PROGRAM) as tx:
                self._begin_stream(tx)
            welcome = self._server.hello(self._introduction())
        if self._agree(welcome):
            return welcome
        # Somebody has written on from where this store stands: the fresh stream has numbers of its own to be given.
        welcome = self._server.hello(self._introduction())
        self._agree(welcome)
        return welcome

    def _agree(self, welcome: Welcome) -> bool:
        """Store what a hello was answered; return False when a new stream had to be begun for it."""
        with self._store.transaction(self._clock(), PROGRAM) as tx:
            link = _link(tx)
            new_life = link.epoch != welcome.epoch
            self.done.drift = self._clock() - welcome.now
            tx.sync.change_link(
                epoch=welcome.epoch,
                contact=welcome.contact,
                cursor="" if new_life else link.cursor,
                drift_seconds=round(self.done.drift.total_seconds()),
            )
            confirmed = {} if new_life else tx.sync.marks()
            tx.sync.forget_marks()
            for stream, stand in welcome.stands.items():
                if _holds(tx, stream, stand):
                    tx.sync.move_mark(stream, *stand)
                elif stream in confirmed:
                    tx.sync.move_mark(stream, *confirmed[stream])
            present = tx.identity().stream
            overtaken = present in welcome.stands and not _holds(tx, present, welcome.stands[present])
            if overtaken:
                self._begin_stream(tx)
            for block in welcome.blocks:
                given = NumberBlock(first=block.first, last=block.last, digits=block.digits)
                if given != tx.numbers.block(block.agency):
                    tx.numbers.begin_block(block.agency, given)
            for used in welcome.used:
                if _is_ours(tx, used):
                    tx.numbers.note_used(used.agency, used.day, used.highest)
        self.done.rotate = welcome.rotate
        return not overtaken

    def _introduction(self) -> Hello:
        with self._store.reading() as rd:
            link, identity = _link(rd), rd.identity()
            queued = rd.sync.queued()
            parents = [stream for stream in rd.sync.own_heads() if stream != identity.stream]
            now = self._clock()
            return Hello(
                store=identity.store_id,
                stream=identity.stream,
                parents=tuple(parents[-1000:]),
                contact=link.contact,
                epoch=link.epoch,
                clock=now,
                program=program_version(),
                catalogue=None,
                queued=queued.count,
                oldest=queued.oldest,
                used=numbers_used(rd, now),
            )

    def _begin_stream(self, tx: Transaction) -> None:
        """Another copy of this store has spoken: from here on this one has a stream of its own."""
        tx.begin_stream(StreamBegan(parent=tx.identity().stream, cause="copied", program=program_version()))
        self.done.began_stream = True

    # -- up -----------------------------------------------------------------------------------------------------------

    def _up(self, stands: dict[UUID, Head]) -> None:
        with self._store.reading() as rd:
            heads = rd.sync.own_heads()
            total = rd.sync.queued().count
        for stream, head in heads.items():
            self._up_stream(stream, head, stands.get(stream, _NOTHING), total)

    def _up_stream(self, stream: UUID, head: Head, stand: Head, total: int) -> None:
        """Send what the server lacks of an own stream."""
        with self._store.reading() as rd:
            if not _holds(rd, stream, stand):
                # The server goes by what another copy wrote here. Ours begins where both were last known to agree.
                mark = rd.sync.marks().get(stream, _NOTHING)
                stand = mark if _holds(rd, stream, mark) else _NOTHING
        again = False
        while stand[0] < head[0]:
            batch = self._batch(stream, stand[0])
            pushed = self._push(batch)
            stand = self._note(stream, stand, batch, pushed)
            self._told("up", self.done.sent, max(total, self.done.sent))
            last = pushed.answers[-1].answer if pushed.answers else Answer.DAMAGED
            if not last.settles:
                if again:
                    raise DeskError("sync_damaged")
                again = True

    def _batch(self, stream: UUID, after: int) -> list[StoredEvent]:
        with self._store.reading() as rd:
            rows = rd.sync.stored_after(stream, after, MAX_BATCH_EVENTS)
        size = 0
        kept: list[StoredEvent] = []
        for row in rows:
            size += len(row.text.encode()) + len((row.body or "").encode()) + 8
            if kept and size > MAX_BATCH_BYTES // 2:
                break
            kept.append(row)
        return kept

    def _push(self, batch: list[StoredEvent]) -> Pushed:
        """Send a batch, and half of it where it was too large; one event alone is never beyond the limit of a line."""
        while True:
            try:
                return self._server.push([line_of(event.text, event.body) for event in batch])
            except ServerRefused as refused:
                if refused.code is not Code.TOO_LARGE or len(batch) == 1:
                    raise
                del batch[len(batch) // 2 :]

    def _note(self, stream: UUID, stand: Head, batch: Sequence[StoredEvent], pushed: Pushed) -> Head:
        """Move the mark past what was settled; a store whose event lost its place goes on on a stream of its own."""
        settled = [
            (event, answer) for event, answer in zip(batch, pushed.answers, strict=False) if answer.answer.settles
        ]
        forks = sum(answer.answer is Answer.FORK for _event, answer in settled)
        self.done.sent += len(settled)
        self.done.quarantined += sum(answer.answer is Answer.QUARANTINED for _event, answer in settled)
        self.done.forks += forks
        if not settled:
            told = pushed.stands.get(stream, _NOTHING)
            with self._store.reading() as rd:
                return told if told[0] < stand[0] and _holds(rd, stream, told) else stand
        last = settled[-1][0]
        stand = (last.seq, digest(last.text))
        with self._store.transaction(self._clock(), PROGRAM) as tx:
            tx.sync.move_mark(stream, *stand)
            if forks and tx.identity().stream == stream:
                self._begin_stream(tx)
        return stand

    # -- down ---------------------------------------------------------------------------------------------------------

    def _down(self) -> None:
        more = True
        while more:
            with self._store.reading() as rd:
                link, stream = _link(rd), rd.identity().stream
            page = self._server.feed(link.cursor, stream)
            self.take_page(page)
            self._told("down", self.done.received, 0)
            more = page.more

    def take_page(self, page: FeedPage) -> None:
        """Store a page and its cursor in one transaction, once its streams have what comes before it."""
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
                if envelope.seq > heads.get(stream, _NOTHING)[0] + 1 and not rd.sync.is_kept(envelope.prev_hash)
            ]
        for stream in gaps:
            self._pull(stream)

    def _pull(self, stream: UUID) -> None:
        """Take in what the server has of a stream and we have not, from where both still agree."""
        with self._store.reading() as rd:
            after, _hash = rd.stream_heads().get(stream, _NOTHING)
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
            return envelope.prev_hash == GENESIS or rd.sync.is_kept(envelope.prev_hash)

    def _take(self, tx: Transaction, item: FeedEvent | FeedMatter) -> None:
        if isinstance(item, FeedMatter):
            apply_matter(tx, item)
            self.done.matter.add(item.item.value)
            return
        text, body = split_line(item.line)
        envelope = read_envelope(text)
        if tx.sync.is_kept(digest(text)):
            return
        if item.item is Item.FORK:
            second = True
        else:
            if envelope.stream == tx.identity().stream:
                self._begin_stream(tx)
            second = self._absorbed_beside(tx, envelope, text, body)
        if second:
            tx.keep_second(text, body)
            self.done.forks += 1
        self.done.received += 1
        self.done.quarantined += item.item is Item.QUARANTINED
        self.done.dossiers.add(envelope.subject)
        self._skip_number(tx, envelope, body)

    def _absorbed_beside(self, tx: Transaction, envelope: Envelope, text: str, body: str | None) -> bool:
        """Put an event into the log; return True where the log has given its place or id to another."""
        try:
            tx.absorb(text, body)
        except DeskError as error:
            # What follows a second version is one itself, however far behind it our own branch ended.
            if error.code == "event_fork" or (error.code == "event_gap" and tx.sync.is_kept(envelope.prev_hash)):
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

    # -- refill and heads ---------------------------------------------------------------------------------------------

    def _refill(self) -> None:
        """At the beginning of a life of the server: offer it what it lost of the office's other streams."""
        with self._store.reading() as rd:
            if _link(rd).cursor:
                return
            own, ours, beside = set(rd.sync.own_heads()), rd.stream_heads(), rd.sync.all_second_versions()
        theirs = self._server.heads().heads
        for stream, (seq, _hash) in ours.items():
            stand = theirs.get(stream, _NOTHING)
            with self._store.reading() as rd:
                agreed = _holds(rd, stream, stand)
            if stream not in own and (stand[0] < seq or not agreed):
                self._relay(stream, stand if agreed else _NOTHING)
        for one_stream in beside.values():
            self._offer(one_stream)

    def _relay(self, stream: UUID, stand: Head) -> None:
        while True:
            batch = self._batch(stream, stand[0])
            if not batch or not self._offer(batch):
                return
            stand = (batch[-1].seq, digest(batch[-1].text))

    def _offer(self, held: Sequence[StoredEvent]) -> bool:
        """Offer events of one stream; return whether the server took them all."""
        for start in range(0, len(held), MAX_BATCH_EVENTS):
            lines = [line_of(event.text, event.body) for event in held[start : start + MAX_BATCH_EVENTS]]
            answers = self._server.relay(lines).answers
            if sum(answer.answer.settles for answer in answers) < len(lines):
                return False
        return True

    def _compare(self) -> None:
        if self._difference():
            self.done.differing = tuple(sorted(self._difference(), key=str))

    def _difference(self) -> set[UUID]:
        """Heal what can be healed; return the streams of which one side lacked something."""
        theirs = self._server.heads().heads
        with self._store.reading() as rd:
            ours, own, marks = rd.stream_heads(), rd.sync.own_heads(), rd.sync.marks()
            unknown = {stream for stream, head in theirs.items() if head[0] and not rd.sync.is_kept(head[1])}
            ahead = {
                stream
                for stream, head in ours.items()
                if head[0] > theirs.get(stream, _NOTHING)[0] and _holds(rd, stream, theirs.get(stream, _NOTHING))
            }
        untold = {
            stream
            for stream, head in own.items()
            if theirs.get(stream, _NOTHING) != head and stream not in ahead and marks.get(stream) != head
            and not (stream in theirs and theirs[stream][0] > head[0] and stream not in unknown)
        }  # fmt: skip
        for stream in unknown:
            self._pull(stream)
        for stream in ahead | untold:
            if stream in own:
                self._up_stream(stream, own[stream], theirs.get(stream, _NOTHING), 0)
            else:
                self._relay(stream, theirs.get(stream, _NOTHING))
        return unknown | ahead | untold


_NOTHING: Head = (0, GENESIS)


def _holds(rd: Reading, stream: UUID, stand: Head) -> bool:
    """Tell whether our log of a stream goes through a place of it."""
    return stand[0] == 0 or rd.sync.hash_at(stream, stand[0]) == stand[1]


def _link(rd: Reading) -> SyncLink:
    link = rd.sync.link()
    if link is None:
        raise DeskError("not_enrolled")
    return link


def numbers_used(rd: Reading, now: datetime) -> tuple[UsedNumbers, ...]:
    """Return the highest dossier numbers of today and yesterday: what a store that takes our place must know."""
    agency, today = office_settings(rd).agency_id, office_time(now).date()
    days = (today - timedelta(days=1), today)
    used = [(day, rd.numbers.highest_used(agency, day)) for day in days]
    return tuple(UsedNumbers(agency=agency, day=day, highest=highest) for day, highest in used if highest)


def _is_ours(tx: Transaction, used: UsedNumbers) -> bool:
    """Tell whether a number the server has seen is of the block this store gives out now."""
    block: NumberBlock = tx.numbers.block(used.agency)
    return any(first <= used.highest <= last for first, last in block.ranges())


__all__ = ["Exchanged", "Server", "ServerAway", "exchange", "numbers_used"]
