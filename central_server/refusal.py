"""What the server answers instead of what was asked: a code of the protocol, and the headers that go with it."""

from desk_app.sync.words import STATUS, Code


class Refusal(Exception):
    """A request that is not done. It never quotes the request."""

    def __init__(self, code: Code, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.headers = headers or {}

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return STATUS[self.code]
