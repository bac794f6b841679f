"""Erasures by law: bodies an entitled ``Erased`` names go, with the files only they attached, and never come back."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from central_server.attachments import drop_unnamed, named_by
from central_server.bulk import among
from central_server.tables import erasures, events, forks
from desk_app.domain.envelope import Envelope
from desk_app.domain.events import Erased


def erased_before(connection: Connection, office: UUID, ids: Sequence[UUID]) -> set[tuple[UUID, UUID]]:
    """Return which of these bodies a dossier had erased before they came, with that dossier."""
    ordered = (events.c.office == erasures.c.office) & (events.c.event_id == erasures.c.erased_by)
    rows = connection.execute(
        select(erasures.c.event_id, events.c.subject)
        .join(events, ordered)
        .where(erasures.c.office == office, among(erasures.c.event_id, ids))
    )
    return {(event_id, subject) for event_id, subject in rows}


def erase(connection: Connection, office: UUID, envelope: Envelope, order: Erased) -> None:
    """Remove the bodies an order names: of its own dossier only, and never another ``Erased``.

    envelope: of the order, which is entitled (``domain.rights.may_erase``).
    """
    named = [body.event_id for body in order.bodies]
    others = connection.execute(
        select(events.c.event_id).where(
            events.c.office == office,
            events.c.event_id.in_(named),
            (events.c.subject != envelope.subject) | (events.c.kind == Erased.KIND),
        )
    )
    excepted = set(others.scalars())
    allowed = [event_id for event_id in named if event_id not in excepted]
    if not allowed:
        return
    files = named_by(connection, office, allowed)
    connection.execute(
        insert_or(erasures).on_conflict_do_nothing(),
        [{"office": office, "event_id": one, "erased_by": envelope.event_id} for one in allowed],
    )
    connection.execute(
        update(events).where(events.c.office == office, events.c.event_id == bindparam("one")).values(body=None),
        [{"one": one} for one in allowed],
    )
    connection.execute(
        update(forks)
        .where(forks.c.office == office, forks.c.event_id.in_(allowed), forks.c.subject == envelope.subject)
        .values(body=None)
    )
    drop_unnamed(connection, office, files)
