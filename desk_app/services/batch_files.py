"""Sync by a stick: what waits here goes into a sealed file for the server, whose answer comes back in one."""

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import TypeAdapter, ValidationError

from desk_app.domain.envelope import GENESIS
from desk_app.domain.errors import DeskError, sentences
from desk_app.models.atomic_file import write_atomically
from desk_app.models.queries.sync import SyncLink
from desk_app.models.store import Store, program_version
from desk_app.models.transaction import Transaction
from desk_app.services.intake import Intake
from desk_app.services.round_terms import PROGRAM, Exchanged, begin_own_stream, numbers_used, skip_used
from desk_app.services.server_heads import is_younger, keep_moment
from desk_app.services.sync_round import forget_erased
from desk_app.sync.client import FeedPage
from desk_app.sync.limits import MAX_BATCH_EVENTS, MAX_STICK_BYTES
from desk_app.sync.lines import TooLarge, line_of
from desk_app.sync.messages import FeedEnd, FeedEvent, FeedLine, FeedMatter, Heads, Hello, Pushed, Welcome
from desk_app.sync.sealed import BadBatch, DownLetter, UpLetter, header_of, opened, opening_key_of, seal

FILE_BYTES = 48 * 1024 * 1024
"""Of lines in one file; what is left goes into the next, after the answer to this one."""

sentences(
    batch_unreadable="Không đọc được tệp {name}. Kiểm tra thẻ nhớ rồi chọn lại tệp.",
    batch_unwritable="Không ghi được tệp {name}. Kiểm tra thẻ nhớ còn chỗ và không khóa ghi.",
    batch_broken="Tệp {name} không phải tệp đồng bộ, hoặc đã hỏng, bị cắt hay bị sửa. Chưa nhập gì; chép lại tệp từ "
    "máy chủ.",
    batch_of_another="Tệp {name} là của cơ quan hoặc quầy khác. Chưa nhập gì; chọn tệp trả lời của quầy này.",
    batch_wrong_way="Tệp {name} là tệp quầy gửi đi, để nhập vào máy chủ. Chọn tệp máy chủ trả lời.",
    batch_gap="Tệp {name} thiếu phần trước đó. Xuất tệp mới ở quầy, nhập vào máy chủ rồi lấy tệp trả lời mới.",
    batch_keys_missing="Lần ghi danh trước chưa trao khóa cho tệp đồng bộ. Ghi danh lại với mã mới rồi xuất tệp.",
)

_feed_line: TypeAdapter[FeedEvent | FeedMatter | FeedEnd] = TypeAdapter(FeedLine)


@dataclass(frozen=True)
class BatchWritten:
    """A file for the server. events: in it; left: that did not fit and wait for the next file."""

    file: Path
    events: int
    left: int


@dataclass
class BatchRead:
    """What an answer from the server did. confirmed: events of ours it says it has; made_at: when it was written."""

    made_at: datetime
    confirmed: int = 0
    done: Exchanged = field(default_factory=Exchanged)


def export_batch(store: Store, file: Path, now: datetime) -> BatchWritten:
    """Write what the server has not confirmed into a file; nothing counts as sent until its answer is imported.

    Raises DeskError ``not_enrolled``, ``batch_keys_missing``, ``batch_unwritable``.
    """
    with store.reading() as rd:
        link, identity, marks, heads = rd.sync.link(), rd.identity(), rd.sync.marks(), rd.sync.own_heads()
        link = _with_keys(link)
        letter = UpLetter(
            epoch=link.epoch,
            cursor=link.cursor,
            stream=identity.stream,
            program=program_version(),
            used=numbers_used(rd, now),
            made_at=now,
        )
        lines, size = [letter.model_dump_json()], 0
        for stream in heads:
            seq = marks.get(stream, (0, GENESIS))[0]
            while size < FILE_BYTES and (rows := rd.sync.stored_after(stream, seq, MAX_BATCH_EVENTS)):
                written = [line_of(row.text, row.body) for row in rows]
                lines += written
                size += sum(len(line.encode()) for line in written)
                seq = rows[-1].seq
        total = rd.sync.queued().count
    try:
        data = seal("up", link.office, identity.store_id, lines, to=_bytes(link.seal_key), signed_by=_own_key(link))
        write_atomically(file, data)
    except (OSError, TooLarge) as error:
        raise DeskError("batch_unwritable", name=file.name) from error
    return BatchWritten(file, len(lines) - 1, max(total - len(lines) + 1, 0))


def import_batch(store: Store, file: Path, clock: Callable[[], datetime]) -> BatchRead:
    """Take in the server's answer; the same file a second time changes nothing.

    Raises DeskError ``not_enrolled``, ``batch_keys_missing``, ``batch_unreadable``, ``batch_broken``,
    ``batch_of_another``, ``batch_wrong_way``, ``batch_gap``, ``matter_unreadable``.
    """
    with store.reading() as rd:
        link, identity = _with_keys(rd.sync.link()), rd.identity()
    letter, pages = _opened(file, link, identity.store_id)
    read = BatchRead(letter.made_at)
    with store.transaction(clock(), PROGRAM) as tx:
        _adopt_epoch(tx, letter)
        read.confirmed = _confirm(tx, letter, read.done)
    intake = Intake(store, _Stick(), clock, read.done)
    after = letter.after
    for page in pages:
        with store.reading() as rd:
            stands = _with_keys(rd.sync.link()).cursor
        whole = stands == after
        # Matter of an older file would take back what a newer one brought; events are what they are.
        items = page.items if whole else [item for item in page.items if isinstance(item, FeedEvent)]
        try:
            intake.take_page(FeedPage(items, page.cursor if whole else stands, False))
        except _NotOnTheStick:
            raise DeskError("batch_gap", name=file.name) from None
        after = page.cursor
    forget_erased(store, clock, read.done.dossiers)
    with store.transaction(clock(), PROGRAM) as tx:
        if is_younger(tx, letter.made_at):
            tx.sync.change_link(confirmed_at=letter.made_at)
            keep_moment(tx, letter.made_at)
    return read


# -- the answer's parts ----------------------------------------------------------------------------------------------


def _adopt_epoch(tx: Transaction, letter: DownLetter) -> None:
    """Begin anew with a server restored from a backup, when the letter is younger than what we know of it."""
    link = _with_keys(tx.sync.link())
    if letter.epoch != link.epoch and is_younger(tx, letter.made_at):
        tx.sync.change_link(epoch=letter.epoch, cursor="")
        tx.sync.forget_marks()


def _confirm(tx: Transaction, letter: DownLetter, done: Exchanged) -> int:
    """Move the marks to where the server stands; return how many events it confirms.

    A store of which a copy has spoken goes on on a stream of its own.
    """
    link, before = _with_keys(tx.sync.link()), tx.sync.queued().count
    if letter.epoch != link.epoch:
        return 0
    marks, own, copied = tx.sync.marks(), tx.sync.own_heads(), False
    for stream, (seq, hashed) in letter.stands.items():
        if stream not in own:
            continue
        if tx.sync.hash_at(stream, seq) != hashed and seq > 0:
            copied |= stream == tx.identity().stream
        elif seq > marks.get(stream, (0, GENESIS))[0]:
            tx.sync.move_mark(stream, seq, hashed)
    skip_used(tx, letter.used)
    confirmed = before - tx.sync.queued().count
    if copied:
        begin_own_stream(tx, done)
    return confirmed


def _opened(file: Path, link: SyncLink, store_id: UUID) -> tuple[DownLetter, list[FeedPage]]:
    try:
        if file.stat().st_size > MAX_STICK_BYTES:
            raise DeskError("batch_broken", name=file.name)
        data = file.read_bytes()
    except OSError:
        raise DeskError("batch_unreadable", name=file.name) from None
    try:
        header = header_of(data)
        if (header.office, header.store) != (link.office, store_id):
            raise DeskError("batch_of_another", name=file.name)
        if header.direction != "down":
            raise DeskError("batch_wrong_way", name=file.name)
        signer = Ed25519PublicKey.from_public_bytes(_bytes(link.signing_key))
        lines = opened(data, key=opening_key_of(_own_key(link)), signer=signer)
        return DownLetter.model_validate_json(lines[0]), list(_pages(lines[1:]))
    except (BadBatch, ValidationError):
        raise DeskError("batch_broken", name=file.name) from None


def _pages(lines: Sequence[str]) -> Iterator[FeedPage]:
    """Give the pages of an answer, each up to its end line. Raises BadBatch."""
    items: list[FeedEvent | FeedMatter] = []
    for line in lines:
        item = _feed_line.validate_json(line)
        if isinstance(item, FeedEnd):
            if item.count != len(items):
                raise BadBatch("a page was cut")
            yield FeedPage(items, item.cursor, item.more)
            items = []
        else:
            items.append(item)
    if items:
        raise BadBatch("the last page was cut")


class _NotOnTheStick(Exception):
    """Somebody must be asked who is not there."""


class _Stick:
    """The server as it is while only its file is here: it answers nothing."""

    def hello(self, request: Hello) -> Welcome:
        """Raise: nobody is there."""
        raise _NotOnTheStick

    def push(self, lines: object) -> Pushed:
        """Raise: nobody is there."""
        raise _NotOnTheStick

    def relay(self, lines: object) -> Pushed:
        """Raise: nobody is there."""
        raise _NotOnTheStick

    def feed(self, cursor: str, stream: UUID) -> FeedPage:
        """Raise: nobody is there."""
        raise _NotOnTheStick

    def heads(self) -> Heads:
        """Raise: nobody is there."""
        raise _NotOnTheStick

    def stream_after(self, stream: UUID, seq: int) -> FeedPage:
        """Raise: what a stream lacks is not on the stick."""
        raise _NotOnTheStick


def _with_keys(link: SyncLink | None) -> SyncLink:
    if link is None:
        raise DeskError("not_enrolled")
    if not (link.seal_key and link.signing_key and link.own_signing_key):
        raise DeskError("batch_keys_missing")
    return link


def _own_key(link: SyncLink) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_bytes(link.own_signing_key))


def _bytes(key: str) -> bytes:
    return base64.b64decode(key)
