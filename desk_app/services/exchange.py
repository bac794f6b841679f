"""A sync round of this desk: hello, up, down, heads, as ``docs/protocol.md`` §5 draws it.

Every step begins by what is stored; nothing is remembered between steps, so a round may end anywhere.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from desk_app.domain.codes import NumberBlock
from desk_app.domain.dates import office_time
from desk_app.domain.envelope import GENESIS, digest, read_envelope
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import StreamBegan
from desk_app.models.queries.sync import SecondVersion, StoredEvent, SyncLink
from desk_app.models.store import Store, program_version
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.incoming_matter import apply_matter
from desk_app.services.office_settings import office_settings
from desk_app.sync.client import FeedPage, ServerAway, ServerRefused
from desk_app.sync.limits import MAX_BATCH_BYTES, MAX_BATCH_EVENTS
from desk_app.sync.lines import line_of, split_line
from desk_app.sync.messages import FeedEvent, FeedMatter, Head, Heads, Hello, Pushed, UsedNumbers, Welcome
from desk_app.sync.words import Answer, Code

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
        welcome, new_life = self._hello()
        self._up(welcome.stands)
        self._down()
        self._compare(relay=new_life)
        with self._store.transaction(self._clock(), PROGRAM) as tx:
            tx.sync.change_link(confirmed_at=self._clock(), failure="")

    # -- hello --------------------------------------------------------------------------------------------------------

    def _hello(self) -> tuple[Welcome, bool]:
        """Begin; return the answer, and whether the server has a new life."""
        try:
            welcome = self._server.hello(self._introduction())
        except ServerRefused as refused:
            if refused.code is not Code.COPIED:
                raise
            self._begin_stream()
            welcome = self._server.hello(self._introduction())
        with self._store.transaction(self._clock(), PROGRAM) as tx:
            link = _link(tx)
            new_life = link.epoch != welcome.epoch
            self.done.drift = self._clock() - welcome.now
            self.done.rotate = welcome.rotate
            tx.sync.change_link(
                epoch=welcome.epoch,
                contact=welcome.contact,
                cursor="" if new_life else link.cursor,
                drift_seconds=round(self.done.drift.total_seconds()),
            )
            tx.sync.forget_marks()
            for stream, (seq, hashed) in welcome.stands.items():
                tx.sync.move_mark(stream, seq, hashed)
            for used in welcome.used:
                if used.highest > tx.numbers.highest_used(used.agency, used.day) and _is_ours(tx, used):
                    tx.numbers.skip_numbers(used.agency, used.day, used.highest)
        return welcome, new_life

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

    def _begin_stream(self) -> None:
        """Another copy of this store has spoken: from here on this one has a stream of its own."""
        with self._store.transaction(self._clock(), PROGRAM) as tx:
            tx.begin_stream(StreamBegan(parent=tx.identity().stream, cause="copied", program=program_version()))
        self.done.began_stream = True

    # -- up -----------------------------------------------------------------------------------------------------------

    def _up(self, stands: dict[UUID, Head]) -> None:
        with self._store.reading() as rd:
            heads = rd.sync.own_heads()
            total = rd.sync.queued().count
        again = False
        for stream, (seq, _hash) in heads.items():
            stand = stands.get(stream, (0, GENESIS))
            while stand[0] < seq:
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

    def _push(self, batch: Sequence[StoredEvent]) -> Pushed:
        return self._server.push([line_of(event.text, event.body) for event in batch])

    def _note(self, stream: UUID, stand: Head, batch: Sequence[StoredEvent], pushed: Pushed) -> Head:
        """Move the mark past what was settled; an own event that lost its place is kept as a second version."""
        settled = [
            (event, answer) for event, answer in zip(batch, pushed.answers, strict=False) if answer.answer.settles
        ]
        self.done.sent += len(settled)
        self.done.quarantined += sum(answer.answer is Answer.QUARANTINED for _event, answer in settled)
        lost = [event for event, answer in settled if answer.answer is Answer.FORK]
        if settled:
            last = settled[-1][0]
            stand = (last.seq, digest(last.text))
        with self._store.transaction(self._clock(), PROGRAM) as tx:
            tx.sync.move_mark(stream, *stand)
            for event in lost:
                self.done.forks += self._keep_second(tx, event.text, event.body, beside=None)
            if lost and tx.identity().stream == stream:
                tx.begin_stream(StreamBegan(parent=stream, cause="copied", program=program_version()))
                self.done.began_stream = True
        return pushed.stands.get(stream, stand) if not settled else stand

    # -- down ---------------------------------------------------------------------------------------------------------

    def _down(self) -> None:
        more = True
        while more:
            with self._store.reading() as rd:
                link, stream = _link(rd), rd.identity().stream
            page = self._server.feed(link.cursor, stream)
            self._heal_gaps(page.items)
            with self._store.transaction(self._clock(), PROGRAM) as tx:
                for item in page.items:
                    self._take(tx, item)
                tx.sync.change_link(cursor=page.cursor)
            self._told("down", self.done.received, 0)
            more = page.more

    def _heal_gaps(self, items: Sequence[FeedEvent | FeedMatter]) -> None:
        """Ask for what a stream lacks before a page's first event of it."""
        first: dict[UUID, int] = {}
        for item in items:
            if isinstance(item, FeedEvent) and item.item.value != "fork":
                envelope = read_envelope(split_line(item.line)[0])
                first.setdefault(envelope.stream, envelope.seq)
        with self._store.reading() as rd:
            heads = rd.stream_heads()
        for stream, seq in first.items():
            if seq > heads.get(stream, (0, GENESIS))[0] + 1:
                self._heal(stream)

    def _heal(self, stream: UUID) -> None:
        """Take in what the server has of a stream beyond our head of it."""
        more = True
        while more:
            with self._store.reading() as rd:
                seq, _hash = rd.stream_heads().get(stream, (0, GENESIS))
            page = self._server.stream_after(stream, seq)
            with self._store.transaction(self._clock(), PROGRAM) as tx:
                for item in page.items:
                    self._take(tx, item)
            more = page.more and bool(page.items)

    def _take(self, tx: Transaction, item: FeedEvent | FeedMatter) -> None:
        if isinstance(item, FeedMatter):
            apply_matter(tx, item)
            self.done.matter.add(item.item.value)
            return
        text, body = split_line(item.line)
        envelope = read_envelope(text)
        if item.item.value == "fork":
            self.done.forks += self._keep_second(tx, text, body, beside=item.event)
            self.done.dossiers.add(envelope.subject)
            return
        try:
            new = tx.absorb(text, body)
        except DeskError as error:
            if error.code != "event_fork":
                raise
            self.done.forks += self._keep_second(tx, text, body, beside=envelope.event_id, counts=True)
            new = True
        if new:
            self.done.received += 1
            self.done.quarantined += item.item.value == "quarantined"
            self.done.dossiers.add(envelope.subject)

    def _keep_second(
        self, tx: Transaction, text: str, body: str | None, *, beside: UUID | None, counts: bool = False
    ) -> bool:
        envelope = read_envelope(text)
        return tx.sync.keep_second_version(
            SecondVersion(
                hash=digest(text),
                event_id=envelope.event_id,
                beside=beside,
                subject=envelope.subject,
                text=text,
                body=body,
                counts=counts,
                found_at=self._clock(),
            )
        )

    # -- heads --------------------------------------------------------------------------------------------------------

    def _compare(self, *, relay: bool) -> None:
        differing = self._difference(relay=relay)
        if differing:
            differing = self._difference(relay=relay)
        self.done.differing = tuple(sorted(differing, key=str))

    def _difference(self, *, relay: bool) -> set[UUID]:
        """Heal what can be healed; return the streams that differed."""
        theirs = self._server.heads().heads
        with self._store.reading() as rd:
            ours, own = rd.stream_heads(), set(rd.sync.own_heads())
        differing = set()
        for stream in {*theirs, *ours}:
            their, our = theirs.get(stream, (0, GENESIS)), ours.get(stream, (0, GENESIS))
            if their == our:
                continue
            if their[0] > our[0]:
                self._heal(stream)
                differing.add(stream)
            elif their[0] == our[0]:
                differing.add(stream)
            elif stream in own:
                self._up({**theirs})
                differing.add(stream)
            elif relay:
                self._relay(stream, their)
                differing.add(stream)
        return differing

    def _relay(self, stream: UUID, stand: Head) -> None:
        """Offer the server what it lost of another desk's stream."""
        while True:
            batch = self._batch(stream, stand[0])
            if not batch:
                return
            pushed = self._server.relay([line_of(event.text, event.body) for event in batch])
            settled = [answer for answer in pushed.answers if answer.answer.settles]
            if len(settled) < len(batch):
                return
            stand = (batch[-1].seq, digest(batch[-1].text))


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
