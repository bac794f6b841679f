"""Attachments travel: what the server lacks goes up after a round, what somebody opens comes down (protocol §11)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from desk_app.domain.errors import DeskError, sentences
from desk_app.models.attachments import Waiting
from desk_app.models.queries.erasures import attached_contents, holders_of
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.services.enrolment import speaking
from desk_app.sync.client import ServerAway, ServerRefused
from desk_app.sync.hanging_up import Calls
from desk_app.sync.limits import MAX_PIECE_BYTES
from desk_app.sync.words import Code

ROUND_BYTES = 20 * 1024 * 1024
ROUND_CALLS = 40
"""What one pass may use before the next round goes first: a minute of passes stays below its limit of calls."""
FETCH_BYTES = 512 * 1024
"""Asked for at once: a slow line shows that it moves, and the largest file stays below the server's limit of calls."""
_SETBACKS = 2
"""So often may one file begin anew within a pass."""

sentences(
    attachment_not_fetched="Tệp chưa có ở máy này và máy chủ chưa trả lời nên chưa tải được. Có mạng rồi mở lại tệp.",
    attachment_not_sent_yet="Quầy đã gắn tệp này chưa gửi nó lên máy chủ. Mở lại sau; hồ sơ không bị ảnh hưởng.",
    attachment_came_wrong="Tệp tải về không đúng tệp đã gắn nên không dùng. Mở lại; nếu vẫn vậy, báo đơn vị hỗ trợ.",
)


class TakesFiles(Protocol):
    """The server as sending needs it, such as ``sync.client.ServerClient``; raises ServerAway, ServerRefused."""

    def attachment_offset(self, content: str) -> int:
        """Return how many bytes of an attachment the server has."""

    def put_piece(self, content: str, offset: int, total: int, piece: bytes) -> int:
        """Send a piece and return where the server stands."""


@dataclass
class Sending:
    """What a pass may still use, and what it did. more: it ended before everything was tried.

    bytes_left, calls_left: None = no bound. held_back: files that could not go; the next pass tries them again.
    """

    bytes_left: int | None = ROUND_BYTES
    calls_left: int | None = ROUND_CALLS
    files: int = 0
    held_back: int = 0
    more: bool = False
    no_room: DeskError | None = None
    """What the server says where it has no room left for files of this office."""

    @property
    def spent(self) -> bool:
        """Return whether the next round goes first."""
        return any(left is not None and left <= 0 for left in (self.bytes_left, self.calls_left))

    def use(self, size: int) -> None:
        """Count a call that carries so many bytes."""
        if self.bytes_left is not None:
            self.bytes_left -= size
        if self.calls_left is not None:
            self.calls_left -= 1


class _Yield(Exception):
    """Somebody else goes first."""


def send_attachments(
    store: Store, server: TakesFiles, epoch: UUID, stop: Callable[[], bool], sending: Sending | None = None
) -> Sending:
    """Send what dossiers here attach and the server has not confirmed in this life of it, oldest first.

    Another desk's file that this one has fetched is sent too where a restored server lost it. stop: asked before every
    call to the server. Files erased by law or taken off their dossier are not sent. Raises ServerAway, ServerRefused
    and DeskError of the disk; what the server has stays there, and the next pass goes on behind it.
    """
    sending = Sending() if sending is None else sending
    waiting = store.attachments.waiting(epoch)
    if not waiting:
        return sending
    with store.reading() as rd:
        attached = attached_contents(rd.connection)
    for one in waiting:
        with store.reading() as rd:
            if not _stands(rd, one.content, attached.get(one.content, ())):
                continue
        try:
            whole = _send(store, server, one, stop, sending)
        except _Yield:
            sending.more = True
            return sending
        if whole:
            store.attachments.note_at_server(one.content, epoch)
            sending.files += 1
        else:
            sending.held_back += 1
    return sending


def _send(store: Store, server: TakesFiles, file: Waiting, stop: Callable[[], bool], sending: Sending) -> bool:
    """Bring one file to the server; return False where it cannot go: damaged here, or the server keeps refusing it."""
    _may_go_on(stop, sending)
    sending.use(0)
    offset, content, setbacks = server.attachment_offset(file.content), b"", 0
    while offset < file.size:
        if not content:
            try:
                content = store.attachments.get(file.content)
            except DeskError as error:
                if error.code in ("attachment_missing", "attachment_damaged"):
                    return False
                raise
        _may_go_on(stop, sending)
        piece = content[offset : offset + MAX_PIECE_BYTES]
        sending.use(len(piece))
        try:
            stands = server.put_piece(file.content, offset, file.size, piece)
        except ServerRefused as refused:
            if refused.code is Code.NO_ROOM:
                sending.no_room = refused.sentence
            if refused.code in (Code.NO_ROOM, Code.TOO_LARGE, Code.NOT_HERE):
                # Not here: what attached it has not come to the server, or was erased there since.
                return False
            if refused.code is not Code.OFFSET:
                raise
            stands = refused.offset
        if stands <= offset:
            # The server began it anew: its bytes did not fit their name, or another's erasure took what it had.
            setbacks += 1
            if setbacks > _SETBACKS:
                return False
        offset = stands
    return offset == file.size


def _may_go_on(stop: Callable[[], bool], sending: Sending) -> None:
    if sending.spent or stop():
        raise _Yield


def fetch_attachment(
    store: Store,
    content: str,
    size: int,
    clock: Callable[[], datetime],
    told: Callable[[int, int], object],
    calls: Calls | None = None,
) -> bytes:
    """Fetch a content another desk attached, store it once its digest fits, and return it.

    size: in bytes, as the event says. told: hears bytes done, of how many, before each call and once more before it is
    stored; what it raises ends the fetching. calls: of whoever may hang up. Raises DeskError ``attachment_missing`` (no
    server, or no dossier holds it), ``attachment_not_fetched``, ``attachment_not_sent_yet``, ``attachment_came_wrong``,
    those of the server's refusals and of the disk.
    """
    with store.reading() as rd:
        link = rd.sync.link()
    if link is None or not _is_held(store, content):
        raise DeskError("attachment_missing")
    found = bytearray()
    try:
        with speaking(link, calls) as server:
            while len(found) < size:
                told(len(found), size)
                piece = server.attachment_piece(content, len(found), min(FETCH_BYTES, size - len(found)))
                if not piece:
                    break
                found += piece
    except ServerAway as away:
        certificate = away.sentence.code == "server_certificate"
        raise away.sentence if certificate else DeskError("attachment_not_fetched") from None
    except ServerRefused as refused:
        not_here = refused.code is Code.NOT_HERE
        raise DeskError("attachment_not_sent_yet") if not_here else refused.sentence from None
    told(len(found), size)
    whole = bytes(found)
    if sha256(whole).hexdigest() != content:
        raise DeskError("attachment_came_wrong")
    if not _is_held(store, content):
        # Erased by law while it was on its way.
        raise DeskError("attachment_missing")
    store.attachments.put(whole, now=clock())
    store.attachments.note_at_server(content, link.epoch)
    return whole


def _is_held(store: Store, content: str) -> bool:
    with store.reading() as rd:
        return _stands(rd, content, holders_of(rd.connection, content))


def _stands(rd: Reading, content: str, dossiers: Iterable[UUID]) -> bool:
    """Tell whether one of these dossiers still holds a content: not erased, not taken off."""
    found = (rd.dossiers.by_id(one) for one in dossiers)
    return any(
        one is not None and not one.erased and any(file.content == content for file in one.attachments) for one in found
    )
