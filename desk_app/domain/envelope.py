"""The envelope of an event, its exact text, and the hash chain of a stream.

The stored text is the hashed text is the text sent: texts are made once, here, and only parsed afterwards.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from pydantic import Field, ValidationError, field_validator

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.values import Frozen

GENESIS = "0" * 64
"""prev_hash of the first event of a stream."""

sentences(
    chain_broken="Chuỗi ghi của máy bị sai tại số thứ tự {seq}: {why}. Dừng dùng kho này và khôi phục từ bản sao lưu.",
)


class Envelope(Frozen):
    """Who said what of which dossier, when, and after which event of its stream.

    seq: dense from 1 in its stream. hlc: hybrid clock stamp. occurred_at: UTC. subject: the dossier, or the office.
    body_digest, prev_hash: SHA-256, lower-case hexadecimal.
    """

    event_id: UUID
    stream: UUID
    seq: int = Field(ge=1)
    desk_id: str
    hlc: int = Field(ge=0)
    occurred_at: datetime
    actor: str
    subject: UUID
    kind: str
    v: int = Field(ge=1)
    body_digest: str
    prev_hash: str

    @field_validator("occurred_at")
    @classmethod
    def _aware(cls, value: datetime) -> datetime:
        if value.tzinfo is None:
            raise ValueError("occurred_at must be aware")
        return value


_exactly = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def exact_json(value: dict[str, Any]) -> str:
    """Return the one text of a JSON object: sorted keys, no spaces, characters as they are."""
    return _exactly.encode(value)


def digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def envelope_text(envelope: Envelope) -> str:
    """Return the exact text of an envelope that we write; never called on one that was read."""
    return exact_json(envelope.model_dump(mode="json"))


def read_envelope(text: str) -> Envelope:
    """Parse the stored text of an envelope. Raises pydantic.ValidationError."""
    return Envelope.model_validate_json(text)


def verify_chain(rows: Iterable[tuple[str, str | None]], *, head: str = GENESIS, seq: int = 0) -> tuple[int, str]:
    """Check the events of one stream in seq order; return the last seq and hash.

    rows: (envelope text, body text or None where it was erased). head, seq: where the chain stood before the first.
    Raises DeskError ``chain_broken``.
    """
    for envelope_line, body in rows:
        try:
            envelope = read_envelope(envelope_line)
        except ValidationError:
            raise DeskError("chain_broken", seq=seq + 1, why="không đọc được bản ghi") from None
        if envelope.seq != seq + 1:
            raise DeskError("chain_broken", seq=envelope.seq, why="thiếu hoặc thừa bản ghi trước đó")
        if envelope.prev_hash != head:
            raise DeskError("chain_broken", seq=envelope.seq, why="không nối với bản ghi trước")
        if body is not None and digest(body) != envelope.body_digest:
            raise DeskError("chain_broken", seq=envelope.seq, why="nội dung không khớp dấu vân tay")
        seq, head = envelope.seq, digest(envelope_line)
    return seq, head
