"""Lines on the wire: stored texts joined without a change, and taken apart without one."""

import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from desk_app.sync.limits import MAX_BATCH_BYTES, MAX_LINE_BYTES, MAX_UNFOLD

_decoder = json.JSONDecoder()
_ERASED = "null"


class BadLine(ValueError):
    """A line or a body that is none of the protocol's. The message never quotes it."""


class TooLarge(ValueError):
    """A line or a body beyond the limits."""


def line_of(envelope: str, body: str | None) -> str:
    """Return the line of an event: its stored texts as they are. body: None where it was erased."""
    return f"[{envelope},{_ERASED if body is None else body}]"


def split_line(line: str) -> tuple[str, str | None]:
    """Return envelope text and body text exactly as they were joined. Raises BadLine."""
    envelope, body, _ = parsed_line(line)
    return envelope, body


def parsed_line(line: str) -> tuple[str, str | None, dict[str, Any] | None]:
    """Return envelope text and body text exactly as they were joined, and what the body's text says, parsed this once.

    Raises BadLine.
    """
    if not line.startswith("[{") or not line.endswith("]"):
        raise BadLine("not a line of an event")
    try:
        _, end = _decoder.raw_decode(line, 1)
    except (ValueError, RecursionError) as error:
        raise BadLine("the envelope is no JSON") from error
    if line[end : end + 1] != ",":
        raise BadLine("no body")
    envelope, body = line[1:end], line[end + 1 : -1]
    if body == _ERASED:
        return envelope, None, None
    try:
        value, end = _decoder.raw_decode(body)
    except (ValueError, RecursionError) as error:
        raise BadLine("the body is no JSON") from error
    if end != len(body) or not isinstance(value, dict):
        raise BadLine("more than a body")
    return envelope, body, value


def joined(lines: Iterable[str]) -> bytes:
    """Return lines as one NDJSON body, each ended by a line feed."""
    return "".join(f"{line}\n" for line in lines).encode()


def lines_in(body: bytes) -> Iterator[str]:
    """Give the lines of an NDJSON body. Raises BadLine for what is no UTF-8 or ends early, TooLarge for a long line."""
    if body and not body.endswith(b"\n"):
        raise BadLine("the last line was cut")
    for raw in body.split(b"\n")[:-1]:
        if len(raw) > MAX_LINE_BYTES:
            raise TooLarge("a line beyond the limit")
        try:
            yield raw.decode()
        except UnicodeDecodeError as error:
            raise BadLine("not UTF-8") from error


def packed(body: bytes) -> bytes:
    """Return a body packed with gzip, never so tightly that ``unpacked`` refuses it; the same body, the same bytes."""
    tight = gzip.compress(body, compresslevel=6, mtime=0)
    return tight if len(body) <= len(tight) * MAX_UNFOLD else gzip.compress(body, compresslevel=0, mtime=0)


def unpacked(body: bytes, *, limit: int = MAX_BATCH_BYTES) -> bytes:
    """Return a packed body as it was.

    Raises BadLine for a broken one, TooLarge beyond ``limit`` bytes or MAX_UNFOLD times its packed size.
    """
    limit = min(limit, max(len(body), 1) * MAX_UNFOLD)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as stream:
            found = stream.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadLine("a broken gzip body") from error
    if len(found) > limit:
        raise TooLarge("the body unfolds beyond the limit")
    return found
