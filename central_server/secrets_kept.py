"""Secrets the server gives out: shown once, kept as digests, compared in constant time."""

import hmac
import re
import secrets
from hashlib import sha256

CODE_ALPHABET = "0123456789BCHKLMNPTV"
"""Letters no Vietnamese input method bends."""
_CODE_LENGTH = 12
_GROUP = 4
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """Return a fresh token: 32 random bytes as text."""
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Tell whether a text has the form of our tokens; nothing else need be looked for."""
    return _TOKEN.fullmatch(text) is not None


def new_code() -> str:
    """Return a fresh enrolment code as it is read out: ``1234-BCHK-5678``."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(_CODE_LENGTH))
    return "-".join(letters[start : start + _GROUP] for start in range(0, _CODE_LENGTH, _GROUP))


def typed_code(text: str) -> str:
    """Return a code as it is kept, whatever hyphens, spaces and small letters it was typed with."""
    return "".join(letter for letter in text.upper() if letter in CODE_ALPHABET)


def kept(secret: str) -> str:
    """Return what the database keeps of a secret. Ours are long and random, so a plain digest is enough."""
    return sha256(secret.encode()).hexdigest()


def equal(one: str, other: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
