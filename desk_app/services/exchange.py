"""A sync round of this desk: hello, up, down, heads, as ``docs/protocol.md`` §5 draws it.

Every step begins by what is stored; nothing is remembered between steps, so a round may end anywhere.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from desk_app.domain.codes import NumberBlock
from desk_app.domain.envelope import digest
from desk_app.domain.errors import DeskError, sentences
from desk_app.models.queries.sync import StoredEvent
from desk_app.models.store import Store, program_version
from desk_app.services.form_versions import try_again
from desk_app.services.intake import Intake
from desk_app.services.own_health import own_health
from desk_app.services.round_terms import (
    NOTHING,
    PROGRAM,
    Exchanged,
    Server,
    Told,
    begin_own_stream,
    holds,
    link_of,
    numbers_used,
    skip_used,
)
from desk_app.services.server_heads import has_shrunk, keep_moment, keep_told
from desk_app.sync.client import ServerRefused
from desk_app.sync.limits import MAX_BATCH_BYTES, MAX_BATCH_EVENTS
from desk_app.sync.lines import line_of
from desk_app.sync.messages import Head, Hello, Pushed, Welcome
from desk_app.sync.words import Answer, Code

sentences(
    sync_damaged="Máy chủ báo dữ liệu gửi lên bị hỏng. Dữ liệu vẫn ở quầy; báo đơn vị hỗ trợ kiểm tra kho dữ liệu.",
)


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
        self._intake = Intake(store, server, clock, self.done)
        self._heads: dict[UUID, Head] = {}
        """Where the server last said that every stream stands."""

    def run(self) -> None:
        with self._store.transaction(self._clock(), PROGRAM) as tx:
            if tx.sync.link() is None:
                raise DeskError("not_enrolled")
            tx.sync.change_link(tried_at=self._clock())
            try_again(tx)
        try:
            self._steps()
        except ServerRefused as refused:
            if refused.code is not Code.EPOCH_CHANGED:
                raise
            # The server found out on the way that it was restored.
            self._steps()
        with self._store.transaction(self._clock(), PROGRAM) as tx:
            tx.sync.change_link(confirmed_at=self._clock(), failure="")
            keep_told(tx, link_of(tx).epoch, self._heads)
            keep_moment(tx, self._clock() - self.done.drift)

    def _steps(self) -> None:
        spoke_from = self._once()
        with self._store.reading() as rd:
            present = rd.identity().stream
        if present != spoke_from:
            # A copy was met on the way: only at its hello is the fresh stream given numbers to register with.
            self._once()

    def _once(self) -> UUID:
        """Go through all steps; return the stream that said hello."""
        welcome = self._hello()
        with self._store.reading() as rd:
            spoke_from = rd.identity().stream
        self._up(welcome.stands)
        self._refill()
        self._down()
        self._compare()
        return spoke_from

    # -- hello --------------------------------------------------------------------------------------------------------

    def _hello(self) -> Welcome:
        """Begin a round, on a new stream when the server knows more of the present one than this store does."""
        try:
            welcome = self._server.hello(self._introduction())
        except ServerRefused as refused:
            if refused.code is not Code.COPIED:
                raise
            with self._store.transaction(self._clock(), PROGRAM) as tx:
                begin_own_stream(tx, self.done)
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
            link = link_of(tx)
            # A database restored without a new epoch does not know it: the desk then forgets the same by itself.
            shrunk = has_shrunk(tx, welcome.epoch, welcome.stands, whole=False)
            new_life = link.epoch != welcome.epoch or shrunk
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
                if holds(tx, stream, stand):
                    tx.sync.move_mark(stream, *stand)
                elif stream in confirmed:
                    tx.sync.move_mark(stream, *confirmed[stream])
            present = tx.identity().stream
            overtaken = present in welcome.stands and not holds(tx, present, welcome.stands[present])
            if overtaken:
                begin_own_stream(tx, self.done)
            for block in welcome.blocks:
                given = NumberBlock(first=block.first, last=block.last, digits=block.digits)
                if given != tx.numbers.block(block.agency):
                    tx.numbers.begin_block(block.agency, given)
            skip_used(tx, welcome.used)
        if shrunk:
            self._store.attachments.forget_confirmed()
        self.done.rotate = welcome.rotate
        return not overtaken

    def _introduction(self) -> Hello:
        with self._store.reading() as rd:
            link, identity = link_of(rd), rd.identity()
            queued = rd.sync.queued()
            parents = [stream for stream in rd.sync.own_heads() if stream != identity.stream]
            now = self._clock()
            health = own_health(rd, now)
            return Hello(
                store=identity.store_id,
                stream=identity.stream,
                parents=tuple(parents[-1000:]),
                contact=link.contact,
                epoch=link.epoch,
                clock=now,
                program=program_version(),
                catalogue=health.catalogue,
                calendar_until=health.calendar_until,
                backup=health.backed_up_at,
                queued=queued.count,
                oldest=queued.oldest,
                used=numbers_used(rd, now),
            )

    # -- up -----------------------------------------------------------------------------------------------------------

    def _up(self, stands: dict[UUID, Head]) -> None:
        with self._store.reading() as rd:
            heads = rd.sync.own_heads()
            total = rd.sync.queued().count
        for stream, head in heads.items():
            self._up_stream(stream, head, stands.get(stream, NOTHING), total)

    def _up_stream(self, stream: UUID, head: Head, stand: Head, total: int) -> None:
        """Send what the server lacks of an own stream."""
        with self._store.reading() as rd:
            if not holds(rd, stream, stand):
                # The server goes by what another copy wrote here. Ours begins where both were last known to agree.
                mark = rd.sync.marks().get(stream, NOTHING)
                stand = mark if holds(rd, stream, mark) else NOTHING
        again = False
        while stand[0] < head[0]:
            batch = _batch(self._store, stream, stand[0])
            pushed = self._push(batch)
            stand = self._note(stream, stand, batch, pushed)
            self._told("up", self.done.sent, max(total, self.done.sent))
            last = pushed.answers[-1].answer if pushed.answers else Answer.DAMAGED
            if not last.settles and again:
                raise DeskError("sync_damaged")
            again = not last.settles

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
            told = pushed.stands.get(stream, NOTHING)
            with self._store.reading() as rd:
                return told if told[0] < stand[0] and holds(rd, stream, told) else stand
        last = settled[-1][0]
        stand = (last.seq, digest(last.text))
        with self._store.transaction(self._clock(), PROGRAM) as tx:
            tx.sync.move_mark(stream, *stand)
            if forks and tx.identity().stream == stream:
                begin_own_stream(tx, self.done)
        return stand

    # -- down ---------------------------------------------------------------------------------------------------------

    def _down(self) -> None:
        more = True
        while more:
            with self._store.reading() as rd:
                link, stream = link_of(rd), rd.identity().stream
            page = self._server.feed(link.cursor, stream)
            self._intake.take_page(page)
            self._told("down", self.done.received, 0)
            more = page.more

    # -- refill and heads ---------------------------------------------------------------------------------------------

    def _refill(self) -> None:
        """At the beginning of a life of the server: offer it what it lost of the office's other streams."""
        with self._store.reading() as rd:
            if link_of(rd).cursor:
                return
            own, ours, beside = set(rd.sync.own_heads()), rd.stream_heads(), rd.sync.all_second_versions()
        theirs = self._server.heads().heads
        for stream, (seq, _hash) in ours.items():
            stand = theirs.get(stream, NOTHING)
            with self._store.reading() as rd:
                agreed = holds(rd, stream, stand)
            if stream not in own and (stand[0] < seq or not agreed):
                self._relay(stream, stand if agreed else NOTHING)
        for one_stream in beside.values():
            self._offer(one_stream)

    def _relay(self, stream: UUID, stand: Head) -> None:
        while True:
            batch = _batch(self._store, stream, stand[0])
            if not batch or not self._offer(batch):
                return
            stand = (batch[-1].seq, digest(batch[-1].text))

    def _offer(self, held: Sequence[StoredEvent]) -> bool:
        """Offer events of one stream; return whether the server took them all."""
        for batch in _batches(held):
            lines = [line_of(event.text, event.body) for event in batch]
            answers = self._server.relay(lines).answers
            if sum(answer.answer.settles for answer in answers) < len(lines):
                return False
        return True

    def _compare(self) -> None:
        theirs = self._asked_heads()
        with self._store.reading() as rd:
            shrunk = has_shrunk(rd, link_of(rd).epoch, theirs, whole=True)
        if shrunk:
            with self._store.transaction(self._clock(), PROGRAM) as tx:
                tx.sync.change_link(cursor="")
            self._store.attachments.forget_confirmed()
            self._refill()
            self._down()
            theirs = self._asked_heads()
        if first := self._difference(theirs):
            later = self._asked_heads()
            # A stream that has gone on since is somebody at work, not a difference.
            left = {s for s in first & self._difference(later) if later.get(s) == theirs.get(s)}
            self.done.differing = tuple(sorted(left, key=str))

    def _asked_heads(self) -> dict[UUID, Head]:
        self._heads = self._server.heads().heads
        return self._heads

    def _difference(self, theirs: dict[UUID, Head]) -> set[UUID]:
        """Heal what can be healed; return the streams of which one side lacked something."""
        with self._store.reading() as rd:
            ours, own, marks = rd.stream_heads(), rd.sync.own_heads(), rd.sync.marks()
            unknown = {stream for stream, head in theirs.items() if head[0] and not rd.sync.is_kept(stream, *head)}
            ahead = {
                stream
                for stream, head in ours.items()
                if head[0] > theirs.get(stream, NOTHING)[0] and holds(rd, stream, theirs.get(stream, NOTHING))
            }
        untold = set()
        for stream, head in own.items():
            stand = theirs.get(stream, NOTHING)
            # On a branch of a copy's the server may stand further on; if that is kept here, both know both.
            knows_more = stand[0] > head[0] and stream not in unknown
            if stand != head and marks.get(stream) != head and not knows_more:
                untold.add(stream)
        for stream in unknown:
            self._intake.pull(stream)
        for stream in ahead | untold:
            if stream in own:
                self._up_stream(stream, own[stream], theirs.get(stream, NOTHING), 0)
            else:
                self._relay(stream, theirs.get(stream, NOTHING))
        return unknown | ahead | untold


def _batch(store: Store, stream: UUID, after: int) -> list[StoredEvent]:
    """Return a stream's events behind a seq, as many as one request may well hold."""
    with store.reading() as rd:
        rows = rd.sync.stored_after(stream, after, MAX_BATCH_EVENTS)
    return next(_batches(rows), [])


def _batches(held: Sequence[StoredEvent]) -> Iterator[list[StoredEvent]]:
    """Cut events into as many as one request may well hold."""
    batch: list[StoredEvent] = []
    size = 0
    for event in held:
        bytes_ = len(event.text.encode()) + len((event.body or "").encode()) + 8
        if batch and (len(batch) == MAX_BATCH_EVENTS or size + bytes_ > MAX_BATCH_BYTES // 2):
            yield batch
            batch, size = [], 0
        batch.append(event)
        size += bytes_
    if batch:
        yield batch
