"""Down: what an office's desks have not seen yet, in commit order, a page at a time."""

import heapq
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select

from central_server.caller import DeskCaller
from central_server.contact_marks import signature
from central_server.database import epoch_of, marks_key_of
from central_server.refusal import Refusal
from central_server.tables import events, forks, matter, offices
from desk_app.sync.limits import MAX_FEED_ITEMS
from desk_app.sync.lines import line_of
from desk_app.sync.messages import FeedEnd, FeedEvent, FeedMatter
from desk_app.sync.words import Code, Item

MAX_PAGE_BYTES = 8 * 1024 * 1024
"""A page ends early, between two items, when it has grown this large."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a desk has read: in which life of the server, of its office, of the province."""

    epoch: UUID
    office: int = 0
    province: int = 0

    def text(self, key: str, office: UUID) -> str:
        """Return the cursor as a desk of an office keeps it: opaque, and signed for that office alone, since it can
        tell of a restored database.
        """
        words = f"{self.epoch.hex}.{self.office}.{self.province}"
        return f"{words}.{signature(key, f'{office}.{words}')}"


class DatabaseLost(Exception):
    """A cursor of ours stands beyond everything this database knows: it was restored from a backup."""


def cursor_from(text: str, epoch: UUID, key: str, office: UUID) -> Cursor:
    """Return the cursor of an office's desk; "" is the beginning. Raises Refusal ``malformed``, ``epoch_changed``."""
    if not text:
        return Cursor(epoch)
    words, _, signed = text.rpartition(".")
    if not hmac.compare_digest(signed.encode(), signature(key, f"{office}.{words}").encode()):
        raise Refusal(Code.MALFORMED)
    found, of_office, of_province = words.split(".")
    cursor = Cursor(UUID(found), int(of_office), int(of_province))
    if cursor.epoch != epoch:
        raise Refusal(Code.EPOCH_CHANGED)
    return cursor


def page(
    connection: Connection, caller: DeskCaller, after: str, stream: UUID | None, limit: int
) -> Iterator[FeedEvent | FeedMatter | FeedEnd]:
    """Give the items behind a cursor, the office's first, then the province's, and the end with the next cursor.

    stream: the desk's present one, whose events it has itself. All within one snapshot. Raises Refusal ``malformed``,
    ``epoch_changed``, and DatabaseLost.
    """
    key = marks_key_of(connection)
    cursor = cursor_from(after, epoch_of(connection), key, caller.office)
    standing: int = connection.execute(select(offices.c.position).where(offices.c.office == caller.office)).scalar_one()
    if cursor.office > standing:
        raise DatabaseLost
    limit = max(1, min(limit, MAX_FEED_ITEMS))
    office, province, count, size, full = cursor.office, cursor.province, 0, 0, False
    for item in _of_office(connection, caller, office, stream, limit + 1):
        if count == limit or size > MAX_PAGE_BYTES:
            full = True
            break
        office, count = item.position, count + 1
        size += len(item.line) if isinstance(item, FeedEvent) else len(item.key) + 2000
        yield item
    if not full:
        # All up to the office's counter has been seen or is the desk's own: it need not be looked through again.
        office = max(office, standing)
        for published in _matter_after(connection, matter.c.office.is_(None), province, limit - count + 1):
            if count == limit or size > MAX_PAGE_BYTES:
                full = True
                break
            province, count = published.position, count + 1
            size += len(json.dumps(published.value))
            yield published
    yield FeedEnd(cursor=Cursor(cursor.epoch, office, province).text(key, caller.office), more=full, count=count)


def piece_of(connection: Connection, caller: DeskCaller, stream: UUID, after: int) -> Iterator[FeedEvent | FeedEnd]:
    """Give a piece of one stream of the office behind a seq, to heal a difference; empty for an unknown stream."""
    rows = connection.execute(
        select(events.c.position, events.c.text, events.c.body, events.c.trouble)
        .where(events.c.office == caller.office, events.c.stream == stream, events.c.seq > after)
        .order_by(events.c.seq)
        .limit(MAX_FEED_ITEMS + 1)
    ).all()
    for position, text, body, trouble in rows[:MAX_FEED_ITEMS]:
        item = Item.QUARANTINED if trouble else Item.EVENT
        yield FeedEvent(item=item, position=position, line=line_of(text, body), code=trouble)
    yield FeedEnd(cursor="", more=len(rows) > MAX_FEED_ITEMS, count=min(len(rows), MAX_FEED_ITEMS))


def _of_office(
    connection: Connection, caller: DeskCaller, after: int, stream: UUID | None, limit: int
) -> Iterator[FeedEvent | FeedMatter]:
    """Give the office's next items in the order of their positions, which the three tables share."""
    return heapq.merge(
        _events_after(connection, caller, after, stream, limit),
        _forks_after(connection, caller, after, limit),
        _matter_after(connection, matter.c.office == caller.office, after, limit),
        key=lambda item: item.position,
    )


def _events_after(
    connection: Connection, caller: DeskCaller, after: int, stream: UUID | None, limit: int
) -> Iterator[FeedEvent]:
    query = (
        select(events.c.position, events.c.text, events.c.body, events.c.trouble)
        .where(events.c.office == caller.office, events.c.position > after)
        .order_by(events.c.position)
        .limit(limit)
    )
    if stream is not None:
        query = query.where(events.c.stream != stream)
    for position, envelope, body, trouble in connection.execute(query):
        kind = Item.QUARANTINED if trouble else Item.EVENT
        yield FeedEvent(item=kind, position=position, line=line_of(envelope, body), code=trouble)


def _forks_after(connection: Connection, caller: DeskCaller, after: int, limit: int) -> Iterator[FeedEvent]:
    rows = connection.execute(
        select(forks.c.position, forks.c.text, forks.c.body, forks.c.beside)
        .where(forks.c.office == caller.office, forks.c.position > after)
        .order_by(forks.c.position)
        .limit(limit)
    )
    for position, envelope, body, beside in rows:
        yield FeedEvent(item=Item.FORK, position=position, line=line_of(envelope, body), event=beside)


def _matter_after(connection: Connection, whose: ColumnElement[bool], after: int, limit: int) -> Iterator[FeedMatter]:
    rows = connection.execute(
        select(matter.c.position, matter.c.item, matter.c.key, matter.c.value)
        .where(whose, matter.c.position > after)
        .order_by(matter.c.position)
        .limit(limit)
    )
    for position, item, key, value in rows:
        yield FeedMatter(item=item, position=position, key=key, value=json.loads(value))
