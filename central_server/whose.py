"""Whose a stream is: what a desk may write itself, and what it may bring back of others to a server that lost it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, func, null, select

from central_server.audit import AND, Act, note
from central_server.caller import DeskCaller
from central_server.contact_marks import is_own_event, was_given
from central_server.database import marks_key_of
from central_server.refusal import Refusal
from central_server.tables import contacts, desks, offices, server, streams
from desk_app.domain.envelope import Envelope
from desk_app.sync.limits import RELAY_DAYS, RELAY_QUIET_HOURS
from desk_app.sync.words import Code


def store_of(table: Table) -> ColumnElement[UUID | None]:
    """Return whose a row of streams or contacts is, to be joined with its desk.

    A server of the version before, which runs beside this one while it is renewed, writes the desk only.
    """
    return func.coalesce(table.c.store, desks.c.store)


def refuse_foreign(
    connection: Connection,
    caller: DeskCaller,
    envelopes: Iterable[Envelope],
    owners: Mapping[UUID, tuple[UUID | None, UUID | None]],
) -> None:
    """Refuse a batch in which a desk writes on a stream that is not its own. Raises Refusal ``not_yours``.

    owners: (store, subject) of the streams known here. A stream is its store's, whichever desk of the office that store
    has since been enrolled as. The back office's are the server's alone to write: those that speak of the office by the
    server's own name of it. A stream nobody has written on belongs to who spoke from it.
    """
    wanted = set()
    for envelope in envelopes:
        wanted.add(envelope.stream)
        if envelope.subject == caller.office:
            raise Refusal(Code.NOT_YOURS)
    for store, subject in owners.values():
        if store not in (caller.store, None) or subject == caller.office:
            raise Refusal(Code.NOT_YOURS)
    unclaimed = {stream for stream in wanted if owners.get(stream, (None, None))[0] is None}
    if not unclaimed:
        return
    spoken = connection.execute(
        select(contacts.c.stream, store_of(contacts))
        .join(desks, desks.c.id == contacts.c.desk_id)
        .where(desks.c.office == caller.office, contacts.c.stream.in_(unclaimed))
        .union_all(
            select(offices.c.stream, null()).where(offices.c.office == caller.office, offices.c.stream.in_(unclaimed))
        )
    ).all()
    own = {stream for stream, store in spoken if store == caller.store}
    if any(stream not in own for stream, _store in spoken):
        raise Refusal(Code.NOT_YOURS)


def may_speak_from(connection: Connection, caller: DeskCaller, stream: UUID) -> bool:
    """Tell whether a desk may say its first hello from a stream: no other end of the office has one of this id."""
    of_another_desk = (
        select(contacts.c.stream)
        .join(desks, desks.c.id == contacts.c.desk_id)
        .where(desks.c.office == caller.office, contacts.c.stream == stream, store_of(contacts) != caller.store)
    )
    written_by_another = (
        select(streams.c.stream)
        .outerjoin(desks, desks.c.id == streams.c.desk_id)
        .where(
            streams.c.office == caller.office,
            streams.c.stream == stream,
            (store_of(streams) != caller.store) | (streams.c.subject == caller.office),
        )
    )
    return connection.execute(of_another_desk.union_all(written_by_another).limit(1)).first() is None


def may_take_store(connection: Connection, desk_id: UUID, office: UUID, store: UUID, contact: str) -> bool:
    """Tell whether a desk may be enrolled with a store: it was this desk's already, or is no other live desk's.

    Otherwise it shows by ``contact``, a mark once given to a stream of that store, that it is that very store or a copy
    of it: nobody else has ever seen one.
    """
    held = connection.execute(
        select(desks.c.id).where(desks.c.office == office, desks.c.store == store, desks.c.revoked_at.is_(None))
    )
    others = set(held.scalars())
    if not others or desk_id in others:
        return True
    key = marks_key_of(connection)
    given = connection.execute(
        select(contacts.c.desk_id, contacts.c.stream)
        .join(desks, desks.c.id == contacts.c.desk_id)
        .where(desks.c.office == office, store_of(contacts) == store)
    )
    return any(was_given(key, desk, stream, contact) for desk, stream in given)


def refilling(began: datetime, now: datetime) -> bool:
    """Tell whether a server may still lack what only its desks know. began: this life of its database."""
    return now - began <= timedelta(days=RELAY_DAYS)


class Relayed:
    """What desks may bring back of an office's other streams.

    For RELAY_DAYS after the server began a new life everything that chains; later only what nobody else can tell: of a
    desk that has been silent for RELAY_QUIET_HOURS. Of the back office's own streams what the server itself once wrote.
    """

    def __init__(self, connection: Connection, caller: DeskCaller, wanted: Collection[UUID], now: datetime) -> None:
        self._connection, self._caller, self._now = connection, caller, now
        self._key, began = connection.execute(select(server.c.signing_key, server.c.began_at)).one()
        rows = connection.execute(
            select(streams.c.stream, streams.c.subject, desks.c.last_contact)
            .outerjoin(desks, desks.c.id == streams.c.desk_id)
            .where(streams.c.office == caller.office, streams.c.stream.in_(wanted))
        ).all()
        self._of_back_office = {stream for stream, subject, _last in rows if subject == caller.office}
        quiet = now - timedelta(hours=RELAY_QUIET_HOURS)
        refilled = not refilling(began, now)
        self._speaking = {stream for stream, _subject, last in rows if refilled and last is not None and last > quiet}

    def takes(self, text: str, envelope: Envelope) -> bool:
        """Tell whether a relayed event may be stored. text: the envelope's, as it came."""
        if envelope.subject == self._caller.office:
            self._of_back_office.add(envelope.stream)
        if envelope.stream in self._of_back_office:
            return is_own_event(self._key, text, envelope)
        return envelope.stream not in self._speaking

    def note(self, stored: Iterable[UUID]) -> None:
        """Write into the audit who brought what. stored: the stream of each event that is new here."""
        for stream, count in Counter(stored).items():
            who, about = f"({self._caller.desk})", f"{stream}{AND}{count}"
            note(self._connection, self._now, who, Act.RELAYED, about, self._caller.office)
