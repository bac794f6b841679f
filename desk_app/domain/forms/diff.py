"""What a form changes of the one before it, entry by entry of the file."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from desk_app.domain.forms.form import Form

PART_LABELS = {
    "": "Chung",
    "layout": "Cỡ giấy",
    "block": "Khối",
    "override": "Riêng cỡ giấy",
    "sample": "Dữ liệu thử",
}
"""The parts of a form's file, as people call them."""


@dataclass(frozen=True, slots=True)
class FormChange:
    """An entry that differs. part: of ``PART_LABELS``; place: within the part, as the file names it; "" = not there."""

    part: str
    place: str
    old: str
    new: str


def form_changes(old: Form, new: Form) -> tuple[FormChange, ...]:
    """Return every entry that differs, in the order of the new file, what is gone behind it; remarks say nothing."""
    before, after = dict(_entries(old)), dict(_entries(new))
    places = [*after, *(place for place in before if place not in after)]
    return tuple(
        FormChange(*place, before.get(place, ""), after.get(place, ""))
        for place in places
        if before.get(place) != after.get(place)
    )


def _entries(form: Form) -> Iterator[tuple[tuple[str, str], str]]:
    for name, value in tomllib.loads(form.version.text).items():
        if name in PART_LABELS and isinstance(value, dict):
            for path, text in _leaves(value, ""):
                yield (name, path), text
        else:
            yield ("", name), _said(value)


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield the ends of nested tables; a list of tables by the places in it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for at, item in enumerate(value, start=1):
            yield from _leaves(item, f"{path}.{at}")
    else:
        yield path, _said(value)


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
