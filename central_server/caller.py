"""Who speaks to the server, as the token alone says."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DeskCaller:
    """A desk with a valid token. id: the server's own name of it; desk: what it is called in its office."""

    id: UUID
    office: UUID
    desk: str
    store: UUID | None
    stream: UUID | None
