"""The base of every plain value of the domain."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value that is never changed once made; unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
