"""Marks the server gives and later knows again: contact marks, cursors, ids of its own events, by a key it keeps.

Each is signed for whom it was given: what one desk or office was told proves nothing in the mouth of another.

A mark that is validly ours but later than anything the database remembers tells that the database was restored.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from uuid import UUID

from desk_app.domain.envelope import Envelope, envelope_text, exact_json

_SIGNATURE_BYTES = 15


class Spoke(Enum):
    """What a contact mark says of who names it."""

    LAST = "one of the last two marks given: the store that spoke last"
    LATER = "a mark given after everything this database remembers: the database was restored"
    OTHER = "an older mark, or none of ours: a copy or an old backup of the store"


@dataclass(frozen=True, slots=True)
class _Mark:
    epoch: str
    count: int


def signature(key: str, words: str) -> str:
    """Return the signature of words under the database's own key."""
    made = hmac.new(sha256(b"marks:" + key.encode()).digest(), words.encode(), sha256).digest()
    return urlsafe_b64encode(made[:_SIGNATURE_BYTES]).decode()


def new_mark(key: str, desk: UUID, stream: UUID, epoch: UUID, *last: str) -> str:
    """Return a fresh mark of a desk's stream in this life of the database; it counts on from the last ones."""
    count = 1 + max((mark.count for text in last if (mark := _read(key, desk, stream, text)) is not None), default=0)
    words = f"{epoch.hex}.{count}.{secrets.token_urlsafe(6)}"
    return f"{words}.{signature(key, f'{desk}.{stream}.{words}')}"


def spoke(key: str, desk: UUID, stream: UUID, epoch: UUID, said: str, last: str, before: str) -> Spoke:
    """Tell what a mark said from a desk's stream means.

    last, before: the last two marks the database remembers giving it, "" for a stream it does not remember.
    """
    if said and any(hmac.compare_digest(said.encode(), one.encode()) for one in (last, before) if one):
        return Spoke.LAST
    mark, known = _read(key, desk, stream, said), _read(key, desk, stream, last)
    if mark is None or (known is not None and (mark.epoch != known.epoch or mark.count <= known.count)):
        return Spoke.OTHER
    # Of an earlier life, which is known to have been restored: its desk comes back from the time that was lost.
    return Spoke.LATER if mark.epoch == epoch.hex else Spoke.LAST


def was_given(key: str, desk: UUID, stream: UUID, said: str) -> bool:
    """Tell whether a mark was ever given to this stream of this desk, in whichever life of the database."""
    return _read(key, desk, stream, said) is not None


def own_event_id(key: str, envelope: Envelope) -> UUID:
    """Return the id of an event the server writes: a UUIDv7 (RFC 9562 §5.7) whose random bits sign all else of it.

    So a server that lost the event knows it again from a desk's copy, even after its body was erased.
    """
    words = exact_json(envelope.model_dump(mode="json", exclude={"event_id"}))
    signed = int.from_bytes(hmac.new(sha256(b"events:" + key.encode()).digest(), words.encode(), sha256).digest()[:10])
    ms = int(envelope.occurred_at.timestamp() * 1000) & (2**48 - 1)
    return UUID(int=ms << 80 | 7 << 76 | (signed >> 62 & 0xFFF) << 64 | 2 << 62 | signed & (2**62 - 1))


def is_own_event(key: str, text: str, envelope: Envelope) -> bool:
    """Tell whether this very text of an envelope was written by the server. text: of ``envelope``, as it came."""
    return envelope.event_id == own_event_id(key, envelope) and text == envelope_text(envelope)


def _read(key: str, desk: UUID, stream: UUID, text: str) -> _Mark | None:
    words, _, signed = text.rpartition(".")
    parts = words.split(".")
    if len(parts) != 3 or not parts[1].isascii() or not parts[1].isdigit() or len(parts[1]) > 18:
        return None
    if not hmac.compare_digest(signed.encode(), signature(key, f"{desk}.{stream}.{words}").encode()):
        return None
    return _Mark(parts[0], int(parts[1]))
