"""What is kept of a dossier's events when its personal data is erased by law: all that is counted, nobody's data.

People, free words, names of papers and numbers of documents go; codes, moments, states, amounts, kinds and flags stay,
so that the fold, the book and the statistics say the same (Law on Personal Data Protection 91/2025/QH15; design §3).
What was one value stays one value, and what differed still differs: each erased value is replaced by the same words
with a number of its own, since a correction has effect only where its *old* is the value that stands.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from desk_app.domain.errors import DeskError
from desk_app.domain.events import KINDS, Body, Corrected, Erased, ErasedBody, Event, Received, body_text
from desk_app.domain.events.reception import Reception
from desk_app.domain.people import Person, PersonKind

ERASED_WORDS = "Đã xóa theo luật"

Rule = Callable[["_Placeholders", Any], Any]
"""Gives what stands in the place of a JSON value of its field, as the event's body writes it."""


class _Placeholders:
    """Numbers the values of one dossier, each once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, value: object) -> str:
        number = self._numbers.setdefault(json.dumps(value, sort_keys=True), len(self._numbers) + 1)
        return ERASED_WORDS if number == 1 else f"{ERASED_WORDS} ({number})"


def _text(places: _Placeholders, value: Any) -> Any:
    return value and places.of(value)


def _person(places: _Placeholders, value: Any) -> Any:
    kind = PersonKind(value["kind"])
    return Person(name=places.of(value), kind=kind).model_dump(mode="json")


def _authorisation(places: _Placeholders, value: Any) -> Any:
    if value is None:
        return None
    return {"kind": value["kind"], "number": places.of(value), "issued_on": None, "relation": ""}


def _parts(**rules: Rule) -> Rule:
    def keep(places: _Placeholders, value: Any) -> Any:
        # A part that is not written where it is empty has nothing to erase.
        return value and {**value, **{name: rule(places, value[name]) for name, rule in rules.items() if name in value}}

    return keep


def _each(rule: Rule) -> Rule:
    def keep(places: _Placeholders, value: Any) -> Any:
        return [rule(places, one) for one in value]

    return keep


_PAPERS = _each(_parts(name=_text))
_MISSING = _each(_parts(name=_text, note=_text))
_FEES = _each(_parts(exemption_note=_text))
_EXTERNAL = _parts(code=_text)
_AUTHORITY = _parts(reason=_text)
_PEOPLE: dict[str, Rule] = {"submitter": _person, "owners": _each(_person), "summary": _text}

_RECEPTION: dict[str, Rule] = {
    **_PEOPLE,
    "authorisation": _authorisation,
    "due_reason": _text,
    "papers": _PAPERS,
    "presented": _PAPERS,
    "authenticated": _each(_parts(document=_text)),
    "fees": _FEES,
    "return_place": _text,
    "priority": _parts(reason=_text),
    "external": _EXTERNAL,
    "note": _text,
}
"""Fields of the snapshot that say something of a person."""

_RULES: dict[str, dict[str, Rule]] = {
    "Guided": {**_PEOPLE, "missing": _MISSING, "reason": _text, "papers": _PAPERS},
    "Submitted": {**_PEOPLE, "external": _EXTERNAL},
    "Received": {"reception": _parts(**_RECEPTION)},
    "Declined": {**_PEOPLE, "reason": _text},
    "HandedOver": {"note": _text},
    "TakenBack": {"reason": _text},
    "SupplementRequested": {"missing": _MISSING, "reason": _text},
    "Supplemented": {"papers": _PAPERS, "promise": _parts(reason=_text)},
    "PaymentRequested": {"duty": _text, "document_number": _text},
    "Paid": {"fees": _FEES, "promise": _parts(reason=_text)},
    "Refunded": {"reason": _text},
    "Withdrawn": {"reason": _text},
    "Stopped": {"reason": _text},
    "OriginalsReturned": {"papers": _PAPERS, "to": _text},
    "ResultReady": {"number": _text, "excerpt": _text},
    "Returned": {"to": _person, "authorisation": _authorisation, "tracking_number": _text},
    "Apologised": {"reason": _text},
    "ApologySent": {"how": _text},
    "Corrected": {"authority": _AUTHORITY},
    "Reversed": {"authority": _AUTHORITY},
    "Settled": {"authority": _AUTHORITY},
    "Printed": {},
    "Noted": {"text": _text},
    "PaperAttached": {"name": _text, "paper": _text},
}
"""Kind → what of its body is personal; a test asks for every kind of a dossier. Officials' names are not."""


def kept_bodies(events: Sequence[Event]) -> tuple[ErasedBody, ...]:
    """Return, for every body of a dossier that holds personal data, what stays of it.

    events: in their order, with their bodies as stored. What an earlier ``Erased`` removed is not named again. A body
    that cannot be read keeps nothing; it had no effect before either.
    """
    done = {one.event_id for event in events if isinstance(event.body, Erased) for one in event.body.bodies}
    first = next((event.body.reception for event in events if isinstance(event.body, Received)), None)
    places, kept = _Placeholders(), []
    for event in events:
        event_id, body = event.envelope.event_id, event.body
        if event_id in done or isinstance(body, Erased):
            continue
        if body is None:
            kept.append(ErasedBody(event_id=event_id, kept="{}"))
            continue
        # The salt goes with the rest: with it, what was erased could be guessed from the digest in the chain.
        stays = _kept(places, body, first)
        if stays != body.model_copy(update={"salt": ""}):
            kept.append(ErasedBody(event_id=event_id, kept=body_text(stays)))
    return tuple(kept)


def _kept(places: _Placeholders, body: Body, first: Reception | None) -> Body:
    values = body.model_dump(mode="json")
    for name, rule in _RULES[body.KIND].items():
        values[name] = rule(places, values[name])
    if isinstance(body, Corrected):
        values["changes"] = [_change(places, change, first) for change in values["changes"]]
    return KINDS[body.KIND].model_validate({**values, "salt": ""})


def _change(places: _Placeholders, change: Mapping[str, Any], first: Reception | None) -> dict[str, Any]:
    """Keep a correction's change such that it compares, and is a value or none, exactly as it was."""
    name, old, new = change["field"], change["old"], change["new"]
    if name not in Reception.model_fields:
        return {"field": name, "old": None, "new": None}
    rule = _RECEPTION.get(name)
    if rule is None:
        return dict(change)
    stored = _as_stored(name, new, first)
    return {
        "field": name,
        # What the snapshot never holds in this shape is equal to nothing it holds.
        "old": rule(places, old) if _as_stored(name, old, first) == [old] else _no_value(places, old),
        "new": rule(places, stored[0]) if stored else _no_value(places, new),
    }


def _no_value(places: _Placeholders, value: Any) -> Any:
    """Return what is no value of any of these fields."""
    return {"erased": places.of(value)}


def _as_stored(name: str, value: Any, first: Reception | None) -> list[Any]:
    """Return a value as the snapshot would hold it, in a list; an empty one where the field does not take it."""
    if first is None:
        return []
    try:
        taken = Reception.model_validate({**first.model_dump(mode="json"), name: value})
    except (ValidationError, DeskError):
        return []
    return [taken.model_dump(mode="json")[name]]
