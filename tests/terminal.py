"""A terminal for tests: commands run in this process, on a store of the test's own and a clock that is handed in."""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from desk_app.cli import run
from desk_app.domain.dates import OFFICE_ZONE

MORNING = datetime(2026, 8, 27, 9, 12, tzinfo=OFFICE_ZONE)


class Answer(NamedTuple):
    """What a command gave: its exit status and what stood on the two streams."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer for programs."""
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """The one line on stderr of a command that was refused; anything more, or a trace, fails the test."""
        lines = self.err.splitlines()
        assert self.status != 0
        assert self.out == ""
        assert len(lines) == 1, self.err
        return lines[0]


class Terminal:
    """Runs commands as a person would type them; the clock goes on by ``pace`` with each."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.now = MORNING
        self.pace = timedelta(minutes=1)
        self._monkeypatch = monkeypatch
        self.sit(user="canbo")
        monkeypatch.setenv("DESK_STORE", str(folder))

    def sit(self, user: str | None, password: str | None = "motcua") -> None:
        """Let another account sit down."""
        for name, value in (("DESK_USER", user), ("DESK_PASSWORD", password)):
            if value is None:
                self._monkeypatch.delenv(name, raising=False)
            else:
                self._monkeypatch.setenv(name, value)

    def __call__(self, *arguments: str | Path, stdin: str | bytes = b"") -> Answer:
        """Run a command."""
        data = stdin.encode() if isinstance(stdin, str) else stdin
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
        self.now += self.pace
        with redirect_stdout(out), redirect_stderr(err):
            status = run([str(argument) for argument in arguments], clock=self._clock)
        return Answer(status, *(_text(stream) for stream in (out, err)))

    def receive(self, **more: Any) -> Answer:
        """Register a dossier; what is not given is a birth registration by one mother."""
        command = {"procedure": "1.001193", "submitter": {"name": "Trần Thị Mai", "id_number": "038190435641"}, **more}
        return self("receive", "-", "--json", stdin=json.dumps(command, ensure_ascii=False))

    def _clock(self) -> datetime:
        return self.now


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()
