"""A batch as a file on a stick: lines packed, sealed to the one receiver, signed by the sender (protocol §12).

A desk makes one key pair, for signing; what is sealed to it is sealed to the same key on the curve's other form
(RFC 7748 §4.1), as age does for SSH keys. So every desk that has enrolled can be written to.
"""

import base64
import hashlib
from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import AwareDatetime, Field, ValidationError

from desk_app.sync.limits import MAX_STICK_BYTES, MAX_STICK_UNPACKED_BYTES
from desk_app.sync.lines import BadLine, TooLarge, joined, lines_in, packed, unpacked
from desk_app.sync.messages import Head, Message, UsedNumbers

MAGIC = b"QMC1\n"
SUFFIX = ".dongbo"
_MAX_HEADER_BYTES = 4096
_SIGNATURE_BYTES = 64
_PRIME = 2**255 - 19
_INFO = b"quay-mot-cua batch 1"
_ONCE = bytes(12)  # the key of a block seals this block only


class BadBatch(ValueError):
    """A file that is no batch, was cut, or was not made by who it says. The message never quotes it."""


class BatchHeader(Message):
    """What anybody may read of a batch: whose it is. key: of this file alone, base64. count: lines inside."""

    direction: Literal["up", "down"]
    office: UUID
    store: UUID
    count: int = Field(ge=1)
    key: str = Field(max_length=64)


class UpLetter(Message):
    """The first line of what a desk sends: where it stands. cursor: how far it has read the feed."""

    epoch: UUID
    cursor: str = Field(max_length=500)
    stream: UUID
    program: str = Field(max_length=200)
    used: tuple[UsedNumbers, ...] = Field(default=(), max_length=1000)
    made_at: AwareDatetime


class DownLetter(Message):
    """The first line of what the server sends: where it stands with the desk. after: the cursor its pages follow."""

    epoch: UUID
    after: str
    stands: dict[UUID, Head]
    used: tuple[UsedNumbers, ...] = ()
    made_at: AwareDatetime


def seal(
    direction: Literal["up", "down"],
    office: UUID,
    store: UUID,
    lines: Iterable[str],
    *,
    to: bytes,
    signed_by: Ed25519PrivateKey,
) -> bytes:
    """Return a batch file. to: X25519 public key of the one who may open it, 32 bytes. Raises TooLarge."""
    written = list(lines)
    once = X25519PrivateKey.generate()
    ours = once.public_key().public_bytes_raw()
    header = BatchHeader(
        direction=direction, office=office, store=store, count=len(written), key=base64.b64encode(ours).decode()
    )
    head = MAGIC + header.model_dump_json().encode() + b"\n"
    content = joined(written)
    if len(content) > MAX_STICK_UNPACKED_BYTES:
        raise TooLarge("a batch beyond the limit")
    key = _key(once.exchange(X25519PublicKey.from_public_bytes(to)), ours, to)
    block = head + ChaCha20Poly1305(key).encrypt(_ONCE, packed(content), head)
    if len(block) + _SIGNATURE_BYTES > MAX_STICK_BYTES:
        raise TooLarge("a batch beyond the limit")
    return block + signed_by.sign(block)


def header_of(data: bytes) -> BatchHeader:
    """Return what a file says of itself; nothing of it is proved yet. Raises BadBatch."""
    return _parts(data)[0]


def opened(data: bytes, *, key: X25519PrivateKey, signer: Ed25519PublicKey) -> list[str]:
    """Return the lines of a file that this signer sealed to this key. Raises BadBatch."""
    header, head, block, signature = _parts(data)
    try:
        signer.verify(signature, data[:-_SIGNATURE_BYTES])
        theirs = base64.b64decode(header.key, validate=True)
        shared = key.exchange(X25519PublicKey.from_public_bytes(theirs))
        content = ChaCha20Poly1305(_key(shared, theirs, key.public_key().public_bytes_raw())).decrypt(
            _ONCE, block, head
        )
        lines = list(lines_in(unpacked(content, limit=MAX_STICK_UNPACKED_BYTES)))
    except (InvalidSignature, InvalidTag, BadLine, TooLarge, ValueError) as error:
        raise BadBatch("not what its sender signed, or not for us") from error
    if len(lines) != header.count:
        raise BadBatch("another number of lines")
    return lines


def seal_key_of(signing_key: bytes) -> bytes:
    """Return the X25519 public key of an Ed25519 public key: u = (1 + y) / (1 - y). Raises BadBatch for none."""
    y = int.from_bytes(signing_key, "little") & (2**255 - 1)
    if len(signing_key) != 32 or y >= _PRIME or y == 1:
        raise BadBatch("no key")
    return ((1 + y) * pow(1 - y, -1, _PRIME) % _PRIME).to_bytes(32, "little")


def opening_key_of(signing_key: Ed25519PrivateKey) -> X25519PrivateKey:
    """Return the X25519 private key that belongs to ``seal_key_of`` of the public half (RFC 8032 §5.1.5)."""
    return X25519PrivateKey.from_private_bytes(hashlib.sha512(signing_key.private_bytes_raw()).digest()[:32])


def _parts(data: bytes) -> tuple[BatchHeader, bytes, bytes, bytes]:
    """Return header, everything before the block, block, signature. Raises BadBatch."""
    if len(data) > MAX_STICK_BYTES or not data.startswith(MAGIC):
        raise BadBatch("no batch")
    end = data.find(b"\n", len(MAGIC), len(MAGIC) + _MAX_HEADER_BYTES)
    if end < 0 or len(data) - end - 1 <= _SIGNATURE_BYTES:
        raise BadBatch("cut")
    try:
        header = BatchHeader.model_validate_json(data[len(MAGIC) : end])
    except ValidationError as error:
        raise BadBatch("no header") from error
    return header, data[: end + 1], data[end + 1 : -_SIGNATURE_BYTES], data[-_SIGNATURE_BYTES:]


def _key(shared: bytes, ephemeral: bytes, receiver: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=ephemeral + receiver, info=_INFO).derive(shared)
