"""The recovery code: thirty letters and digits a person can copy by hand, with a checksum that finds slips."""

import secrets

from desk_app.domain.codes import LOOKUP_ALPHABET
from desk_app.domain.errors import DeskError, sentences

ALPHABET = LOOKUP_ALPHABET

PAYLOAD = 28
"""28 symbols of 20: 121 bits."""
CHECK = 2
GROUP = 5
PRIME = 397
"""The largest prime below 20²: a remainder by it finds every single wrong symbol and every swap of two neighbours."""

sentences(
    bad_recovery_code="Mã khôi phục gõ chưa đúng (gồm 30 chữ số và chữ cái). Xem lại từng nhóm 5 ký tự rồi gõ lại.",
)


def new_code() -> str:
    """Return a fresh random code, written in six groups of five."""
    payload = "".join(secrets.choice(ALPHABET) for _ in range(PAYLOAD))
    code = payload + _check(payload)
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def canonical(typed: str) -> str:
    """Return a typed code without its dashes and spaces, in capitals. Raises DeskError ``bad_recovery_code``."""
    code = "".join(char for char in typed.upper() if char.isalnum())
    if len(code) != PAYLOAD + CHECK or any(char not in ALPHABET for char in code):
        raise DeskError("bad_recovery_code")
    if _check(code[:PAYLOAD]) != code[PAYLOAD:]:
        raise DeskError("bad_recovery_code")
    return code


def _check(payload: str) -> str:
    value = 0
    for char in payload:
        value = value * len(ALPHABET) + ALPHABET.index(char)
    high, low = divmod(value * len(ALPHABET) ** CHECK % PRIME, len(ALPHABET))
    return ALPHABET[high] + ALPHABET[low]
