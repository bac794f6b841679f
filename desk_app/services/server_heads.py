"""What the server said when it last confirmed everything: where streams stood, and when that was by its own clock.

In one of its lives streams only grow, so one that shrank was lost.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from desk_app.models.transaction import Reading, Transaction
from desk_app.sync.messages import Head

_TOLD = "sync.heads_told"
"""The setting of this desk that remembers what the server said in the last confirmed round."""

_AT = "sync.confirmed_at_server"
"""The setting that remembers when, by the server's clock: the desk's own may stand anywhere."""


def keep_moment(tx: Transaction, at: datetime) -> None:
    """Remember when, by the server's clock, it last confirmed everything, over the wire or by a stick."""
    tx.settings.set(_AT, at.isoformat())


def is_younger(rd: Reading, made_at: datetime) -> bool:
    """Tell whether what the server wrote at a moment of its clock is younger than all it has confirmed."""
    link, kept = rd.sync.link(), rd.settings.get(_AT)
    if link is None or link.confirmed_at is None:
        return True
    return made_at > (datetime.fromisoformat(kept) if kept is not None else link.confirmed_at)


def keep_told(tx: Transaction, epoch: UUID, heads: Mapping[UUID, Head]) -> None:
    """Remember where the server said, in this life of it, that every stream of the office stands."""
    said = {"epoch": str(epoch), "heads": {str(stream): seq for stream, (seq, _hash) in heads.items()}}
    if tx.settings.get(_TOLD) != said:
        tx.settings.set(_TOLD, said)


def has_shrunk(rd: Reading, epoch: UUID, heads: Mapping[UUID, Head], *, whole: bool) -> bool:
    """Tell whether a stream stands further back than the same life of the server said before.

    Then its database was restored from a backup without a new epoch. whole: ``heads`` are all streams of the office, so
    that one which is not among them was lost altogether.
    """
    said = rd.settings.get(_TOLD)
    if said is None or said["epoch"] != str(epoch):
        return False
    stands = {str(stream): seq for stream, (seq, _hash) in heads.items()}
    return any(stands.get(stream, 0 if whole else seq) < seq for stream, seq in said["heads"].items())
