"""Attachments: pieces come in order and may stop anywhere; whole only when the content's digest fits."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from central_server.refusal import Refusal
from central_server.tables import attachment_pieces, attachments
from desk_app.sync.limits import MAX_ATTACHMENT_BYTES, MAX_PIECE_BYTES
from desk_app.sync.words import OFFSET_HEADER, Code


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
    connection: Connection, office: UUID, content: str, start: int, size: int, piece: bytes, now: datetime
) -> int:
    """Store a piece and return how many bytes are here now. size: of the whole.

    Raises Refusal ``too_large``, ``offset`` (with the true one), ``malformed`` when the whole does not fit its name;
    then it begins anew.
    """
    if not 0 < size <= MAX_ATTACHMENT_BYTES or len(piece) > MAX_PIECE_BYTES:
        raise Refusal(Code.TOO_LARGE)
    connection.execute(
        insert_or(attachments)
        .values(office=office, content=content, size=size, here=0, whole=False, touched_at=now)
        .on_conflict_do_nothing()
    )
    known = (attachments.c.office == office) & (attachments.c.content == content)
    row = connection.execute(
        select(attachments.c.here, attachments.c.size, attachments.c.whole).where(known).with_for_update()
    ).one()
    if row.whole:
        return int(row.here)
    if row.size != size or row.here != start or start + len(piece) > size or not piece:
        raise Refusal(Code.OFFSET, headers={OFFSET_HEADER: str(row.here)})
    connection.execute(insert(attachment_pieces).values(office=office, content=content, start=start, bytes=piece))
    here = start + len(piece)
    whole = here == size
    if whole and _digest(connection, office, content) != content:
        connection.execute(
            delete(attachment_pieces).where(
                attachment_pieces.c.office == office, attachment_pieces.c.content == content
            )
        )
        connection.execute(update(attachments).where(known).values(here=0, touched_at=now))
        return 0
    connection.execute(update(attachments).where(known).values(here=here, whole=whole, touched_at=now))
    return here


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
