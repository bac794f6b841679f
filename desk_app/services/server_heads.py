"""What the server has said of where streams stand: in one of its lives they only grow, so one that shrank was lost."""

from collections.abc import Mapping
from uuid import UUID

from desk_app.models.transaction import Reading, Transaction
from desk_app.sync.messages import Head

_TOLD = "sync.heads_told"
"""The setting of this desk that remembers what the server said in the last confirmed round."""


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
