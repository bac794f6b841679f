"""Down: what an office's desks have not seen yet, in commit order, a page at a time.

How much is to go is asked before anything is fetched: PostgreSQL knows the size of a text without reading it.
"""

import heapq
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select, union_all

from central_server.caller import DeskCaller
from central_server.contact_marks import signature
from central_server.database import epoch_of, marks_key_of
from central_server.refusal import Refusal
from central_server.tables import events, forks, matter, offices
from desk_app.sync.limits import MAX_FEED_ITEMS, MAX_PAGE_BYTES
from desk_app.sync.lines import line_of
from desk_app.sync.messages import FeedEnd, FeedEvent, FeedMatter
from desk_app.sync.words import Code, Item

_FRAME_BYTES = 200
"""About what stands around an item on its page."""


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
    share = _of_office(connection, caller.office, cursor.office, stream, limit)
    if share.count:
        items: Iterator[FeedEvent | FeedMatter] = heapq.merge(
            _events_after(connection, caller, cursor.office, stream, share.last),
            _forks_after(connection, caller, cursor.office, share.last),
            _matter_after(connection, matter.c.office == caller.office, cursor.office, share.last),
            key=lambda item: item.position,
        )
        yield from items
    office, province, count, more = share.last or cursor.office, cursor.province, share.count, share.more
    if not more:
        # All up to the office's counter has been seen or is the desk's own: it need not be looked through again.
        office = max(office, standing)
        sizes = _sizes(matter, matter.c.office.is_(None), province, _matter_bytes)
        rest = _share(connection, sizes, limit - count, MAX_PAGE_BYTES - share.size)
        if rest.count:
            yield from _matter_after(connection, matter.c.office.is_(None), province, rest.last)
        province, count, more = rest.last or province, count + rest.count, rest.more
    yield FeedEnd(cursor=Cursor(cursor.epoch, office, province).text(key, caller.office), more=more, count=count)


def piece_of(connection: Connection, caller: DeskCaller, stream: UUID, after: int) -> Iterator[FeedEvent | FeedEnd]:
    """Give a piece of one stream of the office behind a seq, to heal a difference; empty for an unknown stream."""
    here = (events.c.office == caller.office) & (events.c.stream == stream) & (events.c.seq > after)
    sizes = select(events.c.seq.label("place"), _event_bytes(events).label("size")).where(here)
    share = _share(connection, sizes, MAX_FEED_ITEMS, MAX_PAGE_BYTES)
    if share.count:
        rows = connection.execute(
            select(events.c.position, events.c.text, events.c.body, events.c.trouble)
            .where(here, events.c.seq <= share.last)
            .order_by(events.c.seq)
        )
        for position, text, body, trouble in rows:
            item = Item.QUARANTINED if trouble else Item.EVENT
            yield FeedEvent(item=item, position=position, line=line_of(text, body), code=trouble)
    yield FeedEnd(cursor="", more=share.more, count=share.count)


# -- how much goes on a page ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Share:
    """What of a sequence of items goes on a page: up to which place (0 = none), how many, bytes, whether not all."""

    last: int
    count: int
    size: int
    more: bool


def _share(connection: Connection, sizes: Select[int, int], items: int, space: int) -> _Share:
    """Return what fits. sizes: (place, size) of what there is. One larger than a page goes, alone, on an empty one."""
    last, count, size = 0, 0, 0
    for place, bytes_ in connection.execute(sizes.order_by("place").limit(items + 1)).all():
        if count == items or (size + bytes_ > space and (count or space < MAX_PAGE_BYTES)):
            return _Share(last, count, size, more=True)
        last, count, size = place, count + 1, size + bytes_
    return _Share(last, count, size, more=False)


def _of_office(connection: Connection, office: UUID, after: int, stream: UUID | None, limit: int) -> _Share:
    """Return which of the office's next items go on a page; the positions are shared by three tables."""
    each = [
        _sizes(table, table.c.office == office, after, size)
        for table, size in ((events, _event_bytes), (forks, _event_bytes), (matter, _matter_bytes))
    ]
    if stream is not None:
        each[0] = each[0].where(events.c.stream != stream)
    bounded = (select(one.order_by("place").limit(limit + 1).subquery()) for one in each)
    together = union_all(*bounded).subquery()
    return _share(connection, select(together.c.place, together.c.size), limit, MAX_PAGE_BYTES)


def _sizes(
    table: Table, whose: ColumnElement[bool], after: int, size: Callable[[Table], ColumnElement[int]]
) -> Select[int, int]:
    return select(table.c.position.label("place"), size(table).label("size")).where(whose, table.c.position > after)


def _event_bytes(table: Table) -> ColumnElement[int]:
    body = func.coalesce(func.octet_length(table.c.body), 0)
    return func.octet_length(table.c.text) + body + _FRAME_BYTES


def _matter_bytes(table: Table) -> ColumnElement[int]:
    return func.octet_length(table.c.value) + func.octet_length(table.c.key) + _FRAME_BYTES


# -- the items themselves ---------------------------------------------------------------------------------------------


def _events_after(
    connection: Connection, caller: DeskCaller, after: int, stream: UUID | None, last: int
) -> Iterator[FeedEvent]:
    query = (
        select(events.c.position, events.c.text, events.c.body, events.c.trouble)
        .where(events.c.office == caller.office, events.c.position > after, events.c.position <= last)
        .order_by(events.c.position)
    )
    if stream is not None:
        query = query.where(events.c.stream != stream)
    for position, envelope, body, trouble in connection.execute(query):
        kind = Item.QUARANTINED if trouble else Item.EVENT
        yield FeedEvent(item=kind, position=position, line=line_of(envelope, body), code=trouble)


def _forks_after(connection: Connection, caller: DeskCaller, after: int, last: int) -> Iterator[FeedEvent]:
    rows = connection.execute(
        select(forks.c.position, forks.c.text, forks.c.body, forks.c.beside)
        .where(forks.c.office == caller.office, forks.c.position > after, forks.c.position <= last)
        .order_by(forks.c.position)
    )
    for position, envelope, body, beside in rows:
        yield FeedEvent(item=Item.FORK, position=position, line=line_of(envelope, body), event=beside)


def _matter_after(connection: Connection, whose: ColumnElement[bool], after: int, last: int) -> Iterator[FeedMatter]:
    rows = connection.execute(
        select(matter.c.position, matter.c.item, matter.c.key, matter.c.value)
        .where(whose, matter.c.position > after, matter.c.position <= last)
        .order_by(matter.c.position)
    )
    for position, item, key, value in rows:
        yield FeedMatter(item=item, position=position, key=key, value=json.loads(value))
