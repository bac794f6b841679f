"""Attachments: pieces come in order and may stop anywhere; whole only when the content's digest fits.

Only what an event of the office attaches is taken in, and only within the office's share. The database keeps the list
of attached contents itself, row by row with the events (migration 0006): whoever takes a piece in holds its row, so
that an erasure waits for the piece and then takes it too, and no piece comes after an erasure.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from central_server.refusal import Refusal
from central_server.tables import attached_contents, attachment_pieces, attachments, events, forks
from desk_app.sync.limits import ATTACHMENT_SHARE_BYTES, MAX_ATTACHMENT_BYTES, MAX_PIECE_BYTES, STALE_UPLOAD_DAYS
from desk_app.sync.words import OFFSET_HEADER, Code

_SHARE_LOCK = 0x514D45
"""With an office: one upload begins at a time, so that together they keep within the office's share."""


def offset_of(connection: Connection, office: UUID, content: str) -> tuple[int, int]:
    """Return (bytes here, bytes in all). Raises Refusal ``not_here`` for one that was never begun."""
    row = connection.execute(
        select(attachments.c.here, attachments.c.size).where(
            attachments.c.office == office, attachments.c.content == content
        )
    ).first()
    if row is None:
        raise Refusal(Code.NOT_HERE)
    return row.here, row.size


def take_piece(
    connection: Connection,
    office: UUID,
    content: str,
    start: int,
    size: int,
    piece: bytes,
    now: datetime,
    *,
    share: int = ATTACHMENT_SHARE_BYTES,
) -> int:
    """Store a piece and return how many bytes are here now. size: of the whole. share: bytes of the whole office.

    A whole that does not fit its name begins anew: 0 bytes are here. Raises Refusal ``too_large``, ``not_here`` (no
    event of the office attaches it), ``no_room``, ``offset`` (with the true one).
    """
    if not 0 < size <= MAX_ATTACHMENT_BYTES or len(piece) > MAX_PIECE_BYTES:
        raise Refusal(Code.TOO_LARGE)
    if start == 0:
        connection.execute(
            text("SELECT pg_advisory_xact_lock(:lock, hashtext(:office))"), {"lock": _SHARE_LOCK, "office": str(office)}
        )
    attached = connection.execute(
        select(attached_contents.c.hash)
        .where(attached_contents.c.office == office, attached_contents.c.content == content)
        .limit(1)
        .with_for_update(read=True, key_share=True)
    ).first()
    if attached is None:
        raise Refusal(Code.NOT_HERE)
    known = (attachments.c.office == office) & (attachments.c.content == content)
    standing = select(attachments.c.here, attachments.c.size, attachments.c.whole).where(known).with_for_update()
    row = connection.execute(standing).first()
    if row is None:
        if start:
            raise Refusal(Code.OFFSET, headers={OFFSET_HEADER: "0"})
        _begin(connection, office, content, size, now, share)
        row = connection.execute(standing).one()
    if row.whole:
        return int(row.here)
    if row.size != size or row.here != start or start + len(piece) > size or not piece:
        raise Refusal(Code.OFFSET, headers={OFFSET_HEADER: str(row.here)})
    connection.execute(insert(attachment_pieces).values(office=office, content=content, start=start, bytes=piece))
    here = start + len(piece)
    whole = here == size
    if whole and _digest(connection, office, content) != content:
        # Its size goes too: it was as wrong as its bytes may have been.
        connection.execute(delete(attachments).where(known))
        return 0
    connection.execute(update(attachments).where(known).values(here=here, whole=whole, touched_at=now))
    return here


def _begin(connection: Connection, office: UUID, content: str, size: int, now: datetime, share: int) -> None:
    """Give a content its place, after removing what others began and left. Raises Refusal ``no_room``."""
    stale = (
        select(attachments.c.content)
        .where(
            attachments.c.office == office,
            ~attachments.c.whole,
            attachments.c.touched_at < now - timedelta(days=STALE_UPLOAD_DAYS),
        )
        .with_for_update(skip_locked=True)
    )
    left = connection.execute(stale).scalars().all()
    connection.execute(delete(attachments).where(attachments.c.office == office, attachments.c.content.in_(left)))
    used = connection.execute(
        select(func.coalesce(func.sum(attachments.c.size), 0)).where(attachments.c.office == office)
    ).scalar_one()
    if used + size > share:
        raise Refusal(Code.NO_ROOM)
    connection.execute(
        insert_or(attachments)
        .values(office=office, content=content, size=size, here=0, whole=False, touched_at=now)
        .on_conflict_do_nothing()
    )


def range_of(connection: Connection, office: UUID, content: str, first: int, last: int) -> tuple[bytes, int]:
    """Return the bytes first to last inclusive of a whole attachment, and its size. Raises Refusal ``not_here``."""
    row = connection.execute(
        select(attachments.c.size, attachments.c.whole).where(
            attachments.c.office == office, attachments.c.content == content
        )
    ).first()
    if row is None or not row.whole:
        raise Refusal(Code.NOT_HERE)
    last = min(last, row.size - 1)
    pieces = connection.execute(
        select(attachment_pieces.c.start, attachment_pieces.c.bytes)
        .where(
            attachment_pieces.c.office == office,
            attachment_pieces.c.content == content,
            attachment_pieces.c.start <= last,
            attachment_pieces.c.start + func.octet_length(attachment_pieces.c.bytes) > first,
        )
        .order_by(attachment_pieces.c.start)
    )
    found = b"".join(held[max(0, first - start) : last + 1 - start] for start, held in pieces)
    return found, row.size


def named_by(connection: Connection, office: UUID, event_ids: Sequence[UUID]) -> set[str]:
    """Return the contents that these events, and second versions of them, attach; asked before their bodies go."""
    hashes = [
        select(table.c.hash).where(table.c.office == office, table.c.event_id.in_(event_ids))
        for table in (events, forks)
    ]
    found = select(attached_contents.c.content).where(
        attached_contents.c.office == office, attached_contents.c.hash.in_(hashes[0].union_all(hashes[1]))
    )
    return set(connection.execute(found).scalars())


def drop_unnamed(connection: Connection, office: UUID, contents: Iterable[str]) -> None:
    """Remove those contents that no event of the office attaches any more, whole or begun."""
    attached = select(attached_contents.c.content).where(
        attached_contents.c.office == office, attached_contents.c.content == attachments.c.content
    )
    connection.execute(
        delete(attachments).where(
            attachments.c.office == office, attachments.c.content.in_(list(contents)), ~attached.exists()
        )
    )


def _digest(connection: Connection, office: UUID, content: str) -> str:
    found = sha256()
    rows = connection.execute(
        select(attachment_pieces.c.bytes)
        .where(attachment_pieces.c.office == office, attachment_pieces.c.content == content)
        .order_by(attachment_pieces.c.start)
        .execution_options(yield_per=4)
    )
    for (held,) in rows:
        found.update(held)
    return found.hexdigest()
