"""Sessions of the pages: what the signed cookie holds, how long it serves, and the token every form carries.

Nothing of a session stands in the database. A session names the moment its account was last changed, so that signing
out, a new password or a locked account ends every session of that account on every server process at once.
"""

import base64
import binascii
import hmac
import json
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SESSION_COOKIE = "motcua"
FORM_COOKIE = "motcua_form"
LANGUAGE_COOKIE = "motcua_lang"
_HOST_ONLY = "__Host-"
"""Before a cookie's name it makes browsers refuse it from a neighbouring host, and over plain HTTP (RFC 6265bis)."""
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
_RENEWED_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in. changed_at: of the account when it signed in; began, seen: aware."""

    login: str
    changed_at: datetime
    began: datetime
    seen: datetime

    def serves(self, now: datetime) -> bool:
        """Tell whether it may still be used."""
        return now - self.seen <= IDLE and now - self.began <= LONGEST

    def renewed(self, now: datetime) -> "Session | None":
        """Return the session as seen now, None when it was seen a moment ago."""
        return replace(self, seen=now) if now - self.seen >= _RENEWED_AFTER else None


class Signer:
    """Signs with a key that every process derives from the server's own signing key."""

    def __init__(self, signing_key: str) -> None:
        derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"central-server web pages")
        self._key = derive.derive(base64.b64decode(signing_key))

    def cookie(self, session: Session) -> str:
        """Return the cookie's text."""
        moments = (session.changed_at, session.began, session.seen)
        told = [session.login, *(moment.astimezone(UTC).isoformat() for moment in moments)]
        text = base64.urlsafe_b64encode(json.dumps(told).encode()).decode()
        return f"{text}.{self._mark('session', text)}"

    def session(self, cookie: str) -> Session | None:
        """Return the session of a cookie that we signed."""
        text, _, mark = cookie.rpartition(".")
        if not hmac.compare_digest(mark.encode(), self._mark("session", text).encode()):
            return None
        try:
            login, *moments = json.loads(base64.urlsafe_b64decode(text))
            return Session(login, *(datetime.fromisoformat(moment) for moment in moments))
        except (ValueError, TypeError, binascii.Error):
            return None

    def form_token(self, nonce: str, login: str) -> str:
        """Return the token of every form a browser (nonce) shows to a person ("" before sign-in)."""
        return self._mark("form", f"{nonce}:{login}")

    def form_fits(self, nonce: str, login: str, token: str) -> bool:
        """Tell whether a form was shown by us to this browser and person."""
        return bool(nonce) and hmac.compare_digest(self.form_token(nonce, login).encode(), token.encode())

    def _mark(self, use: str, text: str) -> str:
        return hmac.new(self._key, f"{use}\0{text}".encode(), "sha256").hexdigest()


def cookie_name(name: str, *, secure: bool) -> str:
    """Return the name a cookie goes by; only over TLS may it be bound to the host."""
    return f"{_HOST_ONLY}{name}" if secure else name


def new_nonce() -> str:
    """Return what tells one browser from another."""
    return secrets.token_urlsafe(16)
