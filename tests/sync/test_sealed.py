"""Sealed batches: only the receiver opens them, only the sender could have made them."""

from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.sync.sealed import BadBatch, header_of, opened, opening_key_of, seal, seal_key_of

OFFICE = UUID("01900000-0000-7000-8000-000000000001")
SENDER = Ed25519PrivateKey.generate()
RECEIVER = Ed25519PrivateKey.generate()


def _sealed(lines: list[str]) -> bytes:
    to = seal_key_of(RECEIVER.public_key().public_bytes_raw())
    return seal("up", OFFICE, uuid4(), lines, to=to, signed_by=SENDER)


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_a_signing_key_in_its_other_form_is_the_key_its_owner_opens_with(seed: bytes) -> None:
    signing = Ed25519PrivateKey.from_private_bytes(seed)
    public = seal_key_of(signing.public_key().public_bytes_raw())
    assert opening_key_of(signing).public_key().public_bytes_raw() == public


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_lines_come_out_as_they_went_in(lines: list[str]) -> None:
    data = _sealed(lines)
    assert header_of(data).count == len(lines)
    assert opened(data, key=opening_key_of(RECEIVER), signer=SENDER.public_key()) == lines
    assert all(line.encode() not in data for line in lines if len(line) > 8)


def test_nobody_else_opens_it_and_nobody_else_can_have_signed_it() -> None:
    data = _sealed(["{}"])
    with pytest.raises(BadBatch):
        opened(data, key=X25519PrivateKey.generate(), signer=SENDER.public_key())
    with pytest.raises(BadBatch):
        opened(data, key=opening_key_of(RECEIVER), signer=RECEIVER.public_key())


@pytest.mark.parametrize("key", [b"", b"\x01" + bytes(31), b"\xff" * 32])
def test_what_is_no_signing_key_is_refused(key: bytes) -> None:
    with pytest.raises(BadBatch):
        seal_key_of(key)


def test_a_key_that_gives_no_secret_opens_nothing() -> None:
    data = _sealed(["{}"])
    head, rest = data[: data.index(b"\n", 5)], data[data.index(b"\n", 5) :]
    key = header_of(data).key
    zero = "A" * 43 + "="
    block = head.replace(key.encode(), zero.encode()) + rest[:-64]
    with pytest.raises(BadBatch):
        opened(block + SENDER.sign(block), key=opening_key_of(RECEIVER), signer=SENDER.public_key())
