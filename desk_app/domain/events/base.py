"""The base of every event body: its kind, its version and its salt."""

from typing import ClassVar

from pydantic import Field

from desk_app.domain.values import Frozen


class Body(Frozen):
    """What an event says. salt: random, so that the digest in the chain does not betray an erased body."""

    KIND: ClassVar[str]
    V: ClassVar[int] = 1

    salt: str = Field(default="", max_length=64)


class Authority(Frozen):
    """Under whose right a correction, reversal, settling or erasure is made; checked against accounts when written."""

    role: str
    """``clerk`` or ``supervisor``."""
    reason: str = Field(min_length=1)
