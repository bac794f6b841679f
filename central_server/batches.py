"""Sync by a stick, at the server: a desk's file is taken in as its requests would be, and answered with a file."""

import base64
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from pydantic import ValidationError
from sqlalchemy import Connection, Engine, select

from central_server import feed, log
from central_server.caller import DeskCaller
from central_server.database import begin_epoch, epoch_of, reading, writing
from central_server.number_blocks import note_used, numbers_seen
from central_server.refusal import Refusal
from central_server.stream_heads import stands_of
from central_server.tables import desks, offices, server
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.text import clean_line
from desk_app.sync.limits import MAX_BATCH_BYTES, MAX_BATCH_EVENTS
from desk_app.sync.messages import FeedEnd
from desk_app.sync.sealed import BadBatch, BatchHeader, DownLetter, UpLetter, header_of, opened, seal, seal_key_of
from desk_app.sync.words import Answer

_PAGE_ITEMS = 50
"""A desk applies a page in one transaction, and its clerk's next save waits for that."""
_ANSWER_BYTES = 48 * 1024 * 1024

sentences(
    stick_broken="Tệp không phải tệp đồng bộ của quầy, hoặc đã hỏng, bị cắt hay bị sửa. Chưa nhập gì.",
    stick_unwritable="Không ghi được tệp {name}. Kiểm tra thẻ nhớ còn chỗ và không khóa ghi.",
    stick_wrong_way="Tệp này là tệp máy chủ trả lời, để nhập vào quầy. Chọn tệp do quầy xuất ra.",
    stick_desk_unknown="Tệp của một quầy không ghi danh ở máy chủ này, hoặc đã bị thu hồi. Chưa nhập gì.",
    stick_desk_without_key="Quầy này chưa trao khóa cho tệp đồng bộ. Cấp mã mới để quầy ghi danh lại.",
)


@dataclass(frozen=True)
class Taken:
    """What became of a desk's file. unsettled: events it ended before, to be sent again. answer: for the stick."""

    agency: str
    desk: str
    answers: Counter[Answer]
    unsettled: int
    answer: bytes


@dataclass(frozen=True)
class _Desk:
    """A desk that has enrolled, as its row says."""

    id: UUID
    office: UUID
    desk: str
    store: UUID
    stream: UUID | None
    signing_key: str
    agency: str


def take_in_file(engine: Engine, data: bytes, now: datetime) -> Taken:
    """Take in a desk's file; the same file a second time changes nothing.

    Raises DeskError ``stick_broken``, ``stick_wrong_way``, ``stick_desk_unknown``, ``stick_desk_without_key``.
    """
    try:
        header = header_of(data)
        if header.direction != "up":
            raise DeskError("stick_wrong_way")
        with reading(engine) as connection:
            row = _desk_of(connection, header)
            seal_key, _signing = _private_keys(connection)
        lines = opened(data, key=seal_key, signer=Ed25519PublicKey.from_public_bytes(_key_of(row)))
        letter = UpLetter.model_validate_json(lines[0])
    except (BadBatch, ValidationError):
        raise DeskError("stick_broken") from None
    caller = DeskCaller(row.id, row.office, row.desk, row.store, letter.stream)
    answers: Counter[Answer] = Counter()
    for batch in _batches(lines[1:]):
        with writing(engine) as connection:
            pushed = log.take_in(connection, caller, batch, now, relayed=False)
        answers.update(answer.answer for answer in pushed.answers if answer.answer.settles)
        if len(pushed.answers) < len(batch) or not pushed.answers[-1].answer.settles:
            break
    with writing(engine) as connection:
        note_used(connection, caller.id, row.agency, letter.used, now)
    left = len(lines) - 1 - sum(answers.values())
    return Taken(row.agency, row.desk, answers, left, _answer(engine, row, caller, letter.cursor, now))


def file_for(engine: Engine, agency: str, desk: str, now: datetime) -> bytes:
    """Return a file for a desk that holds everything of its office from the beginning, and where the server stands.

    Raises DeskError ``stick_desk_unknown``, ``stick_desk_without_key``.
    """
    with reading(engine) as connection:
        row = connection.execute(
            _DESKS.where(offices.c.agency == clean_line(agency).upper(), desks.c.desk == clean_line(desk))
        ).first()
    if row is None:
        raise DeskError("stick_desk_unknown")
    found = _Desk(*row)
    return _answer(engine, found, DeskCaller(found.id, found.office, found.desk, found.store, found.stream), "", now)


_DESKS = (
    select(
        desks.c.id, desks.c.office, desks.c.desk, desks.c.store, desks.c.stream, desks.c.signing_key, offices.c.agency
    )
    .join(offices, offices.c.office == desks.c.office)
    .where(desks.c.store.is_not(None), desks.c.revoked_at.is_(None))
)


def _desk_of(connection: Connection, header: BatchHeader) -> _Desk:
    row = connection.execute(_DESKS.where(desks.c.office == header.office, desks.c.store == header.store)).first()
    if row is None:
        raise DeskError("stick_desk_unknown")
    return _Desk(*row)


def _key_of(row: _Desk) -> bytes:
    """Return a desk's public key. Raises DeskError ``stick_desk_without_key`` for none, or what is none."""
    try:
        found = base64.b64decode(row.signing_key, validate=True)
        # A point of low order would be a key everybody has; the exchange refuses it.
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(seal_key_of(found)))
    except ValueError:
        raise DeskError("stick_desk_without_key") from None
    return found


def _private_keys(connection: Connection) -> tuple[X25519PrivateKey, Ed25519PrivateKey]:
    seal_key, signing = connection.execute(select(server.c.seal_key, server.c.signing_key)).one()
    return (
        X25519PrivateKey.from_private_bytes(base64.b64decode(seal_key)),
        Ed25519PrivateKey.from_private_bytes(base64.b64decode(signing)),
    )


def _batches(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut the lines as the limits of a request do."""
    batch: list[str] = []
    size = 0
    for line in lines:
        if batch and (len(batch) == MAX_BATCH_EVENTS or size + len(line) > MAX_BATCH_BYTES // 2):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line)
    if batch:
        yield batch


def _answer(engine: Engine, row: _Desk, caller: DeskCaller, cursor: str, now: datetime) -> bytes:
    """Return the file for a desk: where the server stands with it, and the feed behind its cursor."""
    key = seal_key_of(_key_of(row))
    behind = _understood(engine, caller, cursor, now)
    with reading(engine) as connection:
        letter = DownLetter(
            epoch=epoch_of(connection),
            after=behind,
            stands=stands_of(connection, caller),
            used=numbers_seen(connection, caller.id, now.date() - timedelta(days=1)),
            made_at=now,
        )
        lines, size, at, more = [letter.model_dump_json()], 0, letter.after, True
        while more and size < _ANSWER_BYTES:
            for item in feed.page(connection, caller, at, caller.stream, _PAGE_ITEMS):
                lines.append(item.model_dump_json())
                size += len(lines[-1])
                if isinstance(item, FeedEnd):
                    at, more = item.cursor, item.more
        signing = _private_keys(connection)[1]
    return seal("down", row.office, row.store, lines, to=key, signed_by=signing)


def _understood(engine: Engine, caller: DeskCaller, cursor: str, now: datetime) -> str:
    """Return a desk's cursor where it is of this life of the database, else the beginning.

    One that stands beyond everything known here tells of a restored database: a new life begins, as over the wire.
    """
    try:
        with reading(engine) as connection:
            next(feed.page(connection, caller, cursor, caller.stream, 1))
    except Refusal:
        return ""
    except feed.DatabaseLost:
        with writing(engine) as connection:
            begin_epoch(connection, now, after=epoch_of(connection))
        return ""
    return cursor
