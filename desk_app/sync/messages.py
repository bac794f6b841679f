"""The messages of the sync protocol as values; fields nobody here knows are ignored (``docs/protocol.md`` §2)."""

import base64
import unicodedata
from datetime import MAXYEAR, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from desk_app.sync.words import Answer, Item

Head = tuple[int, str]
"""Where a stream stands: last seq, its hash. (0, sixty-four zeros) before the first event."""


def _plain(text: str) -> str:
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise ValueError("a control character")
    return text


def _in_reach(moment: datetime) -> datetime:
    if not 1 < moment.year < MAXYEAR:
        raise ValueError("beyond what every time zone can hold")
    return moment


def _public_key(text: str) -> str:
    if text and len(base64.b64decode(text, validate=True)) != _KEY_BYTES:
        raise ValueError("no key")
    return text


Plain = Annotated[str, AfterValidator(_plain)]
"""Text of one line, as names and versions are: no NUL, no control character."""
Moment = Annotated[AwareDatetime, AfterValidator(_in_reach)]
"""A moment that is one in any time zone."""
PublicKey = Annotated[str, Field(max_length=100), AfterValidator(_public_key)]
"""An Ed25519 public key, base64; "" for none."""
_KEY_BYTES = 32


class Message(BaseModel):
    """A message: never changed once made; unknown fields of a later program are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class UsedNumbers(Message):
    """The highest dossier number a desk has used of an agency's day; reserved ones count as used."""

    agency: Plain = Field(min_length=1, max_length=60)
    day: date
    highest: int = Field(ge=0, le=10**9)


class Block(Message):
    """Numbers a desk may give out for an agency (``domain.codes.NumberBlock``)."""

    agency: str
    first: int = Field(ge=1)
    last: int = Field(ge=1)
    digits: int = Field(ge=1)


class Enrol(Message):
    """A desk asks to belong to an office. code: the one-time code, as typed."""

    code: Plain = Field(max_length=40)
    store: UUID
    stream: UUID
    desk: Plain = Field(min_length=1, max_length=60)
    agency: Plain = Field(min_length=1, max_length=60)
    program: Plain = Field(max_length=200)
    used: tuple[UsedNumbers, ...] = Field(default=(), max_length=1000)
    signing_key: PublicKey = ""
    """Ed25519 public key, base64: signs the desk's batches on a USB stick."""
    contact: Plain = Field(default="", max_length=100)
    """The last contact mark this store was given as whichever desk: shows that it is that very store."""


class Enrolled(Message):
    """The office a desk now belongs to. token: to be kept encrypted, shown to nobody."""

    token: str
    office: UUID
    office_name: str
    desk: str
    blocks: tuple[Block, ...]
    used: tuple[UsedNumbers, ...] = ()
    """The highest the server has seen of this desk's numbers: a store that took its place skips to above them."""
    epoch: UUID
    contact: str
    now: AwareDatetime
    seal_key: str = ""
    """X25519 public key of the server, base64: seals batches on a USB stick."""
    signing_key: str = ""
    """Ed25519 public key of the server, base64."""


class FreshToken(Message):
    """A fresh token; the old one serves until this one is first used."""

    token: str


class Hello(Message):
    """A round begins: who the desk is and how it fares. Nothing of a citizen stands in it."""

    store: UUID
    stream: UUID
    parents: tuple[UUID, ...] = Field(default=(), max_length=1000)
    contact: Plain = Field(max_length=100)
    epoch: UUID | None = None
    clock: Moment
    program: Plain = Field(default="", max_length=200)
    catalogue: date | None = None
    calendar_until: date | None = None
    queued: int = Field(default=0, ge=0)
    oldest: Moment | None = None
    backup: Moment | None = None
    used: tuple[UsedNumbers, ...] = Field(default=(), max_length=1000)


class Welcome(Message):
    """Where the server stands with this desk. stands: heads of the desk's own streams, by stream."""

    epoch: UUID
    contact: str
    now: AwareDatetime
    stands: dict[UUID, Head]
    used: tuple[UsedNumbers, ...] = ()
    """The highest the server has seen of this desk's numbers: a restored store skips to above them."""
    blocks: tuple[Block, ...] = ()
    """The numbers of the stream that said hello; a stream that goes on from another is given its own."""
    rotate: bool = False


class EventAnswer(Message):
    """What became of one line. code: for a person who looks after it; never a value of the event."""

    event: UUID | None
    answer: Answer
    code: str = ""


class Pushed(Message):
    """The answers to a batch, after COMMIT, up to the first that does not settle its line."""

    answers: tuple[EventAnswer, ...]
    stands: dict[UUID, Head]


class FeedEvent(Message):
    """An event of the office, as it was stored. event: for a fork, the id of the event it stands beside."""

    item: Literal[Item.EVENT, Item.QUARANTINED, Item.FORK]
    position: int = Field(ge=1)
    line: str
    event: UUID | None = None
    code: str = ""


class FeedMatter(Message):
    """Matter of the office or the whole province: an account, a procedure, a calendar, a form."""

    item: Literal[Item.ACCOUNT, Item.PROCEDURE, Item.CALENDAR, Item.FORM]
    position: int = Field(ge=1)
    key: str
    value: dict[str, Any]


class FeedEnd(Message):
    """The end of a page; a page without it was cut and is not applied. count: items before it."""

    item: Literal[Item.END] = Item.END
    cursor: str
    more: bool
    count: int = Field(ge=0)


FeedLine = Annotated[FeedEvent | FeedMatter | FeedEnd, Field(discriminator="item")]


class Heads(Message):
    """Where every stream of the office stands."""

    heads: dict[UUID, Head]


class Problem(Message):
    """What is wrong with a request (RFC 9457). title: one sentence that quotes nothing of the request."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
