"""The words of the sync protocol: addresses, answers, items, and what can be wrong."""

from enum import StrEnum

VERSION_HEADER = "Desk-Protocol"
OFFSET_HEADER = "Upload-Offset"
NDJSON = "application/x-ndjson"
PROBLEM_JSON = "application/problem+json"


class Address(StrEnum):
    """Every address of the protocol, with the method it is asked by; ``{…}`` is filled in."""

    ENROL = "POST /v1/enrol"
    TOKEN = "POST /v1/token"  # noqa: S105 - an address
    HELLO = "POST /v1/hello"
    EVENTS = "POST /v1/events"
    FEED = "GET /v1/feed"
    HEADS = "GET /v1/heads"
    STREAM = "GET /v1/streams/{stream}"
    RELAY = "POST /v1/relay"
    ATTACHMENT_OFFSET = "HEAD /v1/attachments/{content}"
    ATTACHMENT_PIECE = "PUT /v1/attachments/{content}"
    ATTACHMENT = "GET /v1/attachments/{content}"
    HEALTH = "GET /healthz"
    READY = "GET /readyz"

    @property
    def method(self) -> str:
        """Return the HTTP method."""
        return self.value.split(" ", 1)[0]

    @property
    def path(self) -> str:
        """Return the path, ``{…}`` not filled in."""
        return self.value.split(" ", 1)[1]


class Answer(StrEnum):
    """What the server says of one line of a batch (``docs/protocol.md`` §5, Up)."""

    STORED = "stored"
    KNOWN = "known"
    QUARANTINED = "quarantined"
    FORK = "fork"
    GAP = "gap"
    DAMAGED = "damaged"

    @property
    def settles(self) -> bool:
        """Tell whether the sender's mark moves past the line; behind any other answer nothing was looked at."""
        return self not in (Answer.GAP, Answer.DAMAGED)


class Item(StrEnum):
    """What a line of the feed holds."""

    EVENT = "event"
    QUARANTINED = "quarantined"
    FORK = "fork"
    ACCOUNT = "account"
    PROCEDURE = "procedure"
    CALENDAR = "calendar"
    FORM = "form"
    END = "end"


class Code(StrEnum):
    """What is wrong with a request (``docs/protocol.md`` §2)."""

    MALFORMED = "malformed"
    TOKEN_UNKNOWN = "token_unknown"  # noqa: S105 - a word
    NOT_YOURS = "not_yours"
    NOT_HERE = "not_here"
    COPIED = "copied"
    CODE_USED = "code_used"
    DESK_TAKEN = "desk_taken"
    STORE_TAKEN = "store_taken"
    NO_NUMBERS = "no_numbers"
    OFFSET = "offset"
    EPOCH_CHANGED = "epoch_changed"
    TOO_LARGE = "too_large"
    VERSION = "version"
    SLOW_DOWN = "slow_down"
    BUSY = "busy"
    NO_ROOM = "no_room"


STATUS: dict[Code, int] = {
    Code.MALFORMED: 400,
    Code.TOKEN_UNKNOWN: 401,
    Code.NOT_YOURS: 403,
    Code.NOT_HERE: 404,
    Code.COPIED: 409,
    Code.CODE_USED: 409,
    Code.DESK_TAKEN: 409,
    Code.STORE_TAKEN: 409,
    Code.NO_NUMBERS: 409,
    Code.OFFSET: 409,
    Code.EPOCH_CHANGED: 409,
    Code.TOO_LARGE: 413,
    Code.VERSION: 426,
    Code.SLOW_DOWN: 429,
    Code.BUSY: 503,
    Code.NO_ROOM: 507,
}
"""The HTTP status each code travels with."""
