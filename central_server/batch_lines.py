"""A batch taken apart: each line's envelope, its body, and what is wrong with that."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from desk_app.domain.envelope import Envelope, digest, read_envelope
from desk_app.domain.events import AnyBody, read_body
from desk_app.sync.lines import BadLine, parsed_line

BAD_BODY = "body"
"""The trouble of an event whose body is not of its kind and version."""

_LARGEST, _LARGEST_VERSION = 2**62, 2**31


@dataclass(slots=True)
class ReadLine:
    """A line of a batch. text: of the envelope, as it came. body: None where it was erased, or cannot be read.

    trouble: why it is to be quarantined, "" for nothing.
    """

    text: str
    envelope: Envelope
    hash: str
    body_text: str | None
    body: AnyBody | None
    trouble: str


def read_lines(lines: Sequence[str]) -> tuple[list[ReadLine], bool]:
    """Take the lines apart, up to the first that is no event; tell whether there was one."""
    read: list[ReadLine] = []
    for line in lines:
        try:
            text, body_text, parsed = parsed_line(line)
            envelope = read_envelope(text)
        except (BadLine, ValidationError):
            return read, True
        if not _fits(envelope) or (body_text is not None and digest(body_text) != envelope.body_digest):
            return read, True
        body, trouble = _read(envelope, body_text, parsed)
        read.append(ReadLine(text, envelope, digest(text), body_text, body, trouble))
    return read, False


def _fits(envelope: Envelope) -> bool:
    """Tell whether an envelope's values fit their columns; no program of ours makes one that does not."""
    numbers = envelope.seq < _LARGEST and envelope.hlc < _LARGEST and envelope.v < _LARGEST_VERSION
    return numbers and "\x00" not in envelope.kind + envelope.actor + envelope.desk_id


def _read(envelope: Envelope, body_text: str | None, parsed: dict[str, Any] | None) -> tuple[AnyBody | None, str]:
    if body_text is None:
        return None, ""
    try:
        return read_body(envelope.kind, envelope.v, body_text, parsed), ""
    except (ValidationError, ValueError):
        return None, BAD_BODY
