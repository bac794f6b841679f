"""The back office's steps: events the server writes on an office's own stream, under the office's lock.

They are events like a desk's: chained, stamped, of the same bodies, legal by the same table. The feed takes them down.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from central_server.contact_marks import own_event_id
from central_server.database import marks_key_of, new_id
from central_server.projection import refold
from central_server.tables import dossiers, events, offices, streams
from desk_app.domain import hybrid_clock
from desk_app.domain.dossier import Dossier
from desk_app.domain.envelope import GENESIS, Envelope, digest, envelope_text
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Body, Decision, Settled, StreamBegan, body_text
from desk_app.domain.events.base import Authority
from desk_app.domain.rights import SUPERVISOR
from desk_app.domain.states import STATE_WORDS
from desk_app.domain.text import clean_line
from desk_app.domain.transitions import is_legal

sentences(
    web_dossier_gone="Không có hồ sơ này.",
    web_step_not_legal="Không ghi được bước này: hồ sơ {code} đang ở trạng thái “{state}”. Tải lại trang để xem.",
    web_step_without_effect="Bước này không có hiệu lực với hồ sơ {code} nên không được ghi.",
    web_reason_needed="Chưa ghi lý do.",
    web_nothing_to_settle="Hồ sơ này không còn việc cần kiểm tra như vậy. Tải lại trang để xem.",
)

DESK_NAME = "Máy chủ"
"""What histories call the server where they name a desk."""
PROGRAM = "central-server"
_Held = tuple[UUID, UUID | None, int, int]
"""An office's row while it is locked: office, own stream, position, clock."""


@dataclass(slots=True)
class _Stream:
    """Where the office's own stream stands while events are written."""

    office: UUID
    stream: UUID
    seq: int
    hash: str
    position: int
    clock: int
    key: str
    """The database's own, which signs what it writes."""
    rows: list[dict[str, object]]

    def write(self, subject: UUID, body: Body, actor: str, now: datetime) -> UUID:
        """Chain one event and return its id."""
        text = body_text(body.model_copy(update={"salt": secrets.token_hex(16)}))
        self.seq, self.position, self.clock = self.seq + 1, self.position + 1, hybrid_clock.tick(self.clock, now)
        envelope = Envelope(
            event_id=UUID(int=0), stream=self.stream, seq=self.seq, desk_id=DESK_NAME, hlc=self.clock, occurred_at=now,
            actor=actor, subject=subject, kind=body.KIND, v=body.V, body_digest=digest(text), prev_hash=self.hash,
        )  # fmt: skip
        envelope = envelope.model_copy(update={"event_id": own_event_id(self.key, envelope)})
        line = envelope_text(envelope)
        self.hash = digest(line)
        self.rows.append(
            {
                "office": self.office, "event_id": envelope.event_id, "position": self.position, "stream": self.stream,
                "seq": self.seq, "hlc": self.clock, "subject": subject, "kind": body.KIND, "v": body.V,
                "occurred_at": now, "actor": actor, "hash": self.hash, "text": line, "body": text, "trouble": "",
                "relayed_by": None,
            }
        )  # fmt: skip
        return envelope.event_id


def take_step(
    connection: Connection, office: UUID, dossier: UUID, bodies: Sequence[Body], actor: str, now: datetime
) -> Dossier:
    """Write steps of a dossier, in this order, and return it as it then stands.

    Raises DeskError ``web_dossier_gone``, ``web_step_not_legal``, ``web_step_without_effect``; then nothing is written.
    """
    held = _lock(connection, office)
    stream = _own_stream(connection, held, now)
    for body in bodies:
        before = _folded(connection, office, dossier)
        if not is_legal(body.KIND, before.state, voided=before.voided):
            raise DeskError("web_step_not_legal", code=before.code, state=STATE_WORDS[before.state])
        event_id = stream.write(dossier, body, actor, now)
        _store(connection, stream)
        if refold(connection, office, [dossier], stream.position):
            raise DeskError("web_step_without_effect", code=before.code)
        after = _folded(connection, office, dossier)
        written = next((entry for entry in after.timeline if entry.event_id == event_id), None)
        if written is None or not written.has_effect:
            raise DeskError("web_step_without_effect", code=before.code)
    return _folded(connection, office, dossier)


def settle(
    connection: Connection,
    office: UUID,
    dossier: UUID,
    target: UUID,
    decision: Decision,
    reason: str,
    actor: str,
    now: datetime,
) -> Dossier:
    """Answer a flagged event, by the right of whoever is in charge of the office or the province.

    Raises DeskError ``web_reason_needed``, ``web_nothing_to_settle`` and all of ``take_step``.
    """
    reason = clean_line(reason)
    if not reason:
        raise DeskError("web_reason_needed")
    _lock(connection, office)
    if all(flag.event_id != target for flag in _folded(connection, office, dossier).open_flags):
        raise DeskError("web_nothing_to_settle")
    body = Settled(target=target, decision=decision, authority=Authority(role=SUPERVISOR, reason=reason))
    return take_step(connection, office, dossier, [body], actor, now)


def _lock(connection: Connection, office: UUID) -> _Held:
    """Take the office's row: positions stay dense and in commit order."""
    office_, stream, position, clock = connection.execute(
        select(offices.c.office, offices.c.stream, offices.c.position, offices.c.clock)
        .where(offices.c.office == office)
        .with_for_update()
    ).one()
    return office_, stream, position, clock


def _own_stream(connection: Connection, held: _Held, now: datetime) -> _Stream:
    """Return the office's own stream, begun where there is none yet."""
    office, stream, position, clock = held
    key = marks_key_of(connection)
    if stream is not None:
        seq, head = connection.execute(
            select(streams.c.seq, streams.c.hash).where(streams.c.office == office, streams.c.stream == stream)
        ).one()
        return _Stream(office, stream, seq, head, position, clock, key, [])
    begun = _Stream(office, new_id(), 0, GENESIS, position, clock, key, [])
    connection.execute(
        insert(streams).values(office=office, stream=begun.stream, desk_id=None, subject=office, seq=0, hash=GENESIS)
    )
    connection.execute(update(offices).where(offices.c.office == office).values(stream=begun.stream))
    begun.write(office, StreamBegan(program=PROGRAM), PROGRAM, now)
    _store(connection, begun)
    return begun


def _store(connection: Connection, stream: _Stream) -> None:
    """Write what was chained since the last time, the stream's head and the office's counters."""
    connection.execute(insert(events), stream.rows)
    stream.rows = []
    connection.execute(
        update(streams)
        .where(streams.c.office == stream.office, streams.c.stream == stream.stream)
        .values(seq=stream.seq, hash=stream.hash)
    )
    connection.execute(
        update(offices).where(offices.c.office == stream.office).values(position=stream.position, clock=stream.clock)
    )


def _folded(connection: Connection, office: UUID, dossier: UUID) -> Dossier:
    folded = connection.execute(
        select(dossiers.c.folded).where(dossiers.c.office == office, dossiers.c.id == dossier)
    ).scalar()
    if folded is None:
        raise DeskError("web_dossier_gone")
    return Dossier.model_validate_json(folded)
