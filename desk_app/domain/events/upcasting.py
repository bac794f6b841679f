"""Pure up-casters: how the body of an older version reads today.

A body's text is never rewritten; it is cast up each time it is read. One entry per step v → v+1; the stored samples of
every version ever shipped are in ``tests/domain/event_samples``.
"""

import json
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]

UPCASTERS: dict[tuple[str, int], Callable[[Json], Json]] = {}
"""(kind, v) → the function that turns a body of version v into one of version v + 1. All kinds stand at version 1."""


def current_form(kind: str, v: int, text: str, parsed: Json | None = None) -> Json:
    """Return a stored body as today's version would have written it. Raises ValueError on text that is no object.

    parsed: the text as JSON where it was read already; up-casters may change it.
    """
    body: Json = json.loads(text) if parsed is None else parsed
    if not isinstance(body, dict):
        raise ValueError("an event body is a JSON object")
    if "\\u" in text:
        # Half of a character is no text: nothing that holds one could be stored or shown. UnicodeEncodeError says so.
        json.dumps(body, ensure_ascii=False).encode()
    while (kind, v) in UPCASTERS:
        body = UPCASTERS[kind, v](body)
        v += 1
    return body
