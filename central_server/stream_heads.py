"""Where streams stand at the server: a store's own, and all of an office."""

from uuid import UUID

from sqlalchemy import Connection, select

from central_server.caller import DeskCaller
from central_server.tables import desks, streams
from central_server.whose import store_of
from desk_app.sync.messages import Head


def stands_of(connection: Connection, caller: DeskCaller) -> dict[UUID, Head]:
    """Return the heads of a store's own streams, whichever desk it was when it wrote them."""
    rows = connection.execute(
        select(streams.c.stream, streams.c.seq, streams.c.hash)
        .outerjoin(desks, desks.c.id == streams.c.desk_id)
        .where(streams.c.office == caller.office, store_of(streams) == caller.store)
    )
    return {stream: (seq, hashed) for stream, seq, hashed in rows}


def heads_of(connection: Connection, office: UUID) -> dict[UUID, Head]:
    """Return the heads of every stream of an office."""
    rows = connection.execute(select(streams.c.stream, streams.c.seq, streams.c.hash).where(streams.c.office == office))
    return {stream: (seq, hashed) for stream, seq, hashed in rows}
