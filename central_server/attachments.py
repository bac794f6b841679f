"""Attachments: pieces come in order and may stop anywhere; whole only when the content's digest fits."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from central_server.refusal import Refusal
from central_server.tables import attachment_pieces, attachments, events, forks
from desk_app.domain.events import PaperAttached
from desk_app.sync.limits import MAX_ATTACHMENT_BYTES, MAX_PIECE_BYTES
from desk_app.sync.words import OFFSET_HEADER, Code

_CONTENT = re.compile(r'"content":\s*"([0-9a-f]{64})"')
"""In a body of any version, one that this program cannot read included."""
_attaches_beside = forks.c.text.contains(f'"{PaperAttached.KIND}"')


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

    A whole that does not fit its name begins anew: 0 bytes are here. Raises Refusal ``too_large``, ``offset`` (with the
    true one).
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
        # Its size goes too: it was as wrong as its bytes may have been.
        connection.execute(delete(attachments).where(known))
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


def named_by(connection: Connection, office: UUID, event_ids: Sequence[UUID]) -> set[str]:
    """Return the contents that these events, and second versions of them, attach; asked before their bodies go."""
    first = select(events.c.body).where(events.c.office == office, events.c.event_id.in_(event_ids))
    second = select(forks.c.body).where(forks.c.office == office, forks.c.event_id.in_(event_ids), _attaches_beside)
    bodies = connection.execute(first.where(events.c.kind == PaperAttached.KIND).union_all(second)).scalars()
    return {found[1] for body in bodies if body is not None for found in _CONTENT.finditer(body)}


def drop_unnamed(connection: Connection, office: UUID, contents: Iterable[str]) -> None:
    """Remove those contents that no event of the office attaches any more, whole or begun."""
    for content in contents:
        attached = events.c.body.contains(content) & (events.c.kind == PaperAttached.KIND)
        named = select(events.c.event_id).where(events.c.office == office, attached)
        beside = select(forks.c.event_id).where(
            forks.c.office == office, forks.c.body.contains(content), _attaches_beside
        )
        if connection.execute(named.union_all(beside).limit(1)).first() is None:
            connection.execute(
                delete(attachments).where(attachments.c.office == office, attachments.c.content == content)
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
