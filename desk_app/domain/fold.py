"""fold(events) -> Dossier: the one way a dossier comes about, on the desk and on the server alike.

Where a clerk mended in their own right, the events before are folded first, to know whether they might (``rights``).
Then pass one finds what was reversed, settled and erased; pass two walks the remaining events in the order (hlc,
stream, seq). The result depends on the set of events alone, never on their arrival. Nothing is dropped: an event that
is not legal at its place has no effect and is flagged until a person settles it.

An end may know several versions of an event, or several events at one place of a stream: a copied store wrote on. All
of them are folded, whichever of them this end holds in its log; of versions under one id the one with the smallest
envelope. They are contested: they have effect and are flagged, until a person sets them aside or accepts them.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from desk_app.domain import fold_effects
from desk_app.domain.dossier import Dossier, Flag, TimelineEntry, Why
from desk_app.domain.errors import DeskError
from desk_app.domain.events import (
    KINDS,
    Corrected,
    Decision,
    Erased,
    Event,
    HandedOver,
    PaperAttached,
    Received,
    Reversed,
    Settled,
    read_body,
)
from desk_app.domain.events.care import FieldChange
from desk_app.domain.events.reception import Reception
from desk_app.domain.rights import OPENS, SUPERVISOR, OwnRight, may_erase, may_settle, own_file
from desk_app.domain.states import State
from desk_app.domain.transitions import after, is_legal


@dataclass(slots=True)
class _Rulings:
    """What pass one found."""

    reversed: set[UUID] = field(default_factory=set)
    settled: dict[UUID, Decision] = field(default_factory=dict)
    refused: dict[UUID, Why] = field(default_factory=dict)
    """Reversed, Settled and Erased events that have no effect unless a person accepts them as fact."""
    idle: set[UUID] = field(default_factory=set)
    """Those of them that have none even then: what they name is not here, or cannot be undone."""


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return the events of one dossier in their order, each once; of several versions the smallest."""
    once: dict[UUID, Event] = {}
    for event in events:
        other = once.setdefault(event.envelope.event_id, event)
        if other is not event and _version(event) < _version(other):
            once[event.envelope.event_id] = event
    return sorted(once.values(), key=lambda event: (event.order, event.envelope.event_id))


def _version(event: Event) -> tuple[str, bool]:
    """Return what tells versions of an event apart; of two copies of one version the one with its body is smaller."""
    return event.envelope.model_dump_json(), event.body is None


def fold(events: Iterable[Event], contested: Set[UUID] = frozenset()) -> Dossier:
    """Return the dossier these events make; the same for any arrival order. Raises ValueError for no events.

    events: every version this end has of every event of the dossier. contested: ids of those of which another version
    is known, or at whose place in the stream another event is, of this dossier or of another.
    """
    ordered = in_order(events)
    if not ordered:
        raise ValueError("a dossier has at least one event")
    ordered, erased = _with_kept_bodies(ordered)
    return _walk(ordered, erased, rightful_rulings(ordered, contested), contested)


def own_right(events: Iterable[Event]) -> OwnRight:
    """Return whose own right stands after all of a dossier's events, for whoever is about to mend it."""
    ordered, _ = _with_kept_bodies(in_order(events))
    return _own_rights(ordered, len(ordered))[0]


def rightful_rulings(ordered: Sequence[Event], contested: Set[UUID] = frozenset()) -> frozenset[UUID]:
    """Return which corrections and reversals their writers were entitled to."""
    mending = [index for index, event in enumerate(ordered) if isinstance(event.body, Corrected | Reversed)]
    own = [index for index in mending if not _by_supervisor(ordered[index])]
    # Nearly every dossier is mended by nobody, or by a supervisor: then nothing is to be folded beforehand.
    granted = _own_rights(ordered, own[-1] + 1, contested)[1] if own else frozenset()
    return granted | {ordered[index].envelope.event_id for index in mending if _by_supervisor(ordered[index])}


def _by_supervisor(event: Event) -> bool:
    return isinstance(event.body, Corrected | Reversed) and event.body.authority.role == SUPERVISOR


def _own_rights(
    ordered: Sequence[Event], until: int, contested: Set[UUID] = frozenset()
) -> tuple[OwnRight, frozenset[UUID]]:
    """Walk the events up to a place and return whose own right stands there, and the rulings granted on the way.

    Each step asks the dossier of the events so far alone, under the rights found so far: a right never depends on what
    it itself undoes, nor on anything later.
    """
    right, granted, handed = OwnRight(), set[UUID](), False
    files: dict[UUID, Event] = {}
    for index, event in enumerate(ordered[:until]):
        body, event_id = event.body, event.envelope.event_id
        actor, at = event.envelope.actor, event.envelope.occurred_at
        if isinstance(body, Corrected | Reversed) and right.allows(body.authority, actor, at):
            granted.add(event_id)
        if isinstance(body, Reversed) and body.target in files and own_file(files[body.target], actor, at):
            granted.add(event_id)
        if event.envelope.kind == PaperAttached.KIND:
            files[event_id] = event
        handed = handed or isinstance(body, HandedOver)
        opens = isinstance(body, OPENS)
        if not opens and (right.papers_left or not handed):
            continue
        so_far = _walk(ordered[: index + 1], set(), frozenset(granted), contested).timeline
        left = right.papers_left or any(entry.kind == HandedOver.KIND and entry.has_effect for entry in so_far)
        opened = event if opens and so_far[index].has_effect else right.opened
        right = OwnRight(opened=opened, papers_left=left)
    return right, frozenset(granted)


def _walk(ordered: Sequence[Event], erased: Set[UUID], rightful: Set[UUID], contested: Set[UUID]) -> Dossier:
    """Return the dossier of events in their order. rightful: the corrections and reversals that may have effect."""
    rulings = _rulings(ordered, rightful, contested)
    dossier = Dossier(id=ordered[0].envelope.subject, erased=bool(erased))
    timeline: list[TimelineEntry] = []
    flags: list[Flag] = []
    for event in ordered:
        event_id = event.envelope.event_id
        was_reversed = event_id in rulings.reversed
        decision = rulings.settled.get(event_id)
        before = dossier
        try:
            why = None if was_reversed else _why_not(dossier, event, rulings, rightful)
            accepted = why is None or (decision is Decision.ACCEPT and event.body is not None)
            if why is None and event_id in contested and not was_reversed:
                why, accepted = Why.FORKED, decision is not Decision.SET_ASIDE or isinstance(event.body, Erased)
            has_effect = not was_reversed and accepted and event_id not in rulings.idle
            if was_reversed and isinstance(event.body, Received) and dossier.state in (State.NONE, State.SUBMITTED):
                dossier = _voided(dossier, event, event.body)
            elif has_effect:
                dossier = _applied(dossier, event)
        except (ArithmeticError, LookupError, TypeError, ValueError):
            # Written elsewhere, by whatever program: one such event must not keep the dossier from being shown.
            why, has_effect, dossier = Why.NOT_APPLICABLE, False, before
        if why is not None:
            flags.append(Flag(event_id=event_id, kind=event.envelope.kind, why=why, settled=decision))
        timeline.append(
            TimelineEntry(
                event_id=event_id,
                kind=event.envelope.kind,
                occurred_at=event.envelope.occurred_at,
                actor=event.envelope.actor,
                desk_id=event.envelope.desk_id,
                state_after=dossier.state,
                has_effect=has_effect,
                reversed=was_reversed,
                erased=event_id in erased,
            )
        )
    return dossier.model_copy(update={"timeline": tuple(timeline), "flags": tuple(flags)})


def _with_kept_bodies(ordered: Sequence[Event]) -> tuple[list[Event], set[UUID]]:
    """Put what an entitled ``Erased`` kept in the place of each body it erased, whether or not we still hold it."""
    kept: dict[UUID, str] = {}
    for event in ordered:
        if isinstance(event.body, Erased) and may_erase(event.body):
            kept.update({body.event_id: body.kept for body in event.body.bodies})
    result = []
    for event in ordered:
        text = kept.get(event.envelope.event_id)
        if text is not None and not isinstance(event.body, Erased):
            try:
                body = read_body(event.envelope.kind, event.envelope.v, text)
            except ValueError:
                body = None
            event = Event(envelope=event.envelope, body=body)
        result.append(event)
    return result, set(kept)


def _rulings(ordered: Sequence[Event], rightful: Set[UUID], contested: Set[UUID]) -> _Rulings:
    """Decide what is reversed and settled. From the last event back, since a reversal may itself be reversed."""
    rulings = _Rulings()
    place = {event.envelope.event_id: index for index, event in enumerate(ordered)}
    for index in range(len(ordered) - 1, -1, -1):
        event = ordered[index]
        body, event_id = event.body, event.envelope.event_id
        if event_id in rulings.reversed or not isinstance(body, Reversed | Settled | Erased):
            continue
        if isinstance(body, Erased):
            if not may_erase(body):
                rulings.refused[event_id] = Why.NOT_ENTITLED
                rulings.idle.add(event_id)
            continue
        why = _why_not_ruling(body, event, place, ordered, index, rightful)
        if why is not None:
            rulings.refused[event_id] = why
            if rulings.settled.get(event_id) is not Decision.ACCEPT or not _can_be_fact(body, place, ordered, index):
                rulings.idle.add(event_id)
                continue
        elif event_id in contested and rulings.settled.get(event_id) is Decision.SET_ASIDE:
            rulings.idle.add(event_id)
            continue
        if isinstance(body, Settled):
            rulings.settled.setdefault(body.target, body.decision)
        else:
            rulings.reversed.add(body.target)
    return rulings


def _why_not_ruling(
    body: Reversed | Settled,
    event: Event,
    place: Mapping[UUID, int],
    ordered: Sequence[Event],
    index: int,
    rightful: Set[UUID],
) -> Why | None:
    """Return why a reversal or settling has no effect by itself."""
    if place.get(body.target, index) >= index:
        return Why.UNKNOWN_TARGET
    if isinstance(body, Settled):
        return None if may_settle(body) else Why.NOT_ENTITLED
    if isinstance(ordered[place[body.target]].body, Erased):
        # What the law had erased cannot be brought back.
        return Why.NOT_ENTITLED
    return None if event.envelope.event_id in rightful else Why.NOT_ENTITLED


def _can_be_fact(body: Reversed | Settled, place: Mapping[UUID, int], ordered: Sequence[Event], index: int) -> bool:
    """Tell whether a refused reversal or settling can take effect once a supervisor accepts it.

    Its target may stand after it, written by a desk whose clock ran ahead; but a later ruling has been heard by then.
    """
    if body.target not in place:
        return False
    target = ordered[place[body.target]].body
    if isinstance(target, Erased) and isinstance(body, Reversed):
        return False
    return place[body.target] < index or not isinstance(target, Reversed | Settled | Erased)


def _why_not(dossier: Dossier, event: Event, rulings: _Rulings, rightful: Set[UUID]) -> Why | None:
    """Return why an event has no effect at its place, None when it has."""
    envelope, body = event.envelope, event.body
    if body is None:
        known = KINDS.get(envelope.kind)
        return Why.NEWER_VERSION if known is None or envelope.v > known.V else Why.BODY_MISSING
    if envelope.event_id in rulings.refused:
        return rulings.refused[envelope.event_id]
    if not is_legal(envelope.kind, dossier.state, voided=dossier.voided):
        return Why.NOT_LEGAL_HERE
    if isinstance(body, Corrected):
        return _why_not_corrected(dossier, event, body, rightful)
    return fold_effects.why_not(dossier, event)


def _why_not_corrected(dossier: Dossier, event: Event, body: Corrected, rightful: Set[UUID]) -> Why | None:
    if dossier.reception is None:
        return Why.NOT_LEGAL_HERE
    if event.envelope.event_id not in rightful:
        return Why.NOT_ENTITLED
    current = dossier.reception.model_dump(mode="json")
    if any(current.get(change.field) != change.old or change.field not in current for change in body.changes):
        return Why.OLD_VALUE_DIFFERS
    return None if corrected(dossier.reception, body.changes) else Why.NOT_A_VALUE


def corrected(reception: Reception, changes: Iterable[FieldChange]) -> Reception | None:
    """Return the snapshot with its fields changed, None when a value is not of its field's type or the code differs."""
    values: dict[str, Any] = reception.model_dump(mode="json")
    for change in changes:
        values[change.field] = change.new
    try:
        result = Reception.model_validate(values)
    except (ValidationError, DeskError):
        return None
    return result if result.code == reception.code else None


def _voided(dossier: Dossier, event: Event, body: Received) -> Dossier:
    return fold_effects.received(dossier, event, body).model_copy(update={"voided": True, "state": State.NONE})


def _applied(dossier: Dossier, event: Event) -> Dossier:
    body = event.body
    if isinstance(body, Corrected):
        if dossier.reception is None:
            return dossier
        changed = corrected(dossier.reception, body.changes)
        return dossier if changed is None else fold_effects.snapshot_changed(dossier, event, changed)
    stepped = fold_effects.applied(dossier, event)
    if dossier.voided:
        # No step brings a cancelled dossier back, though a person may have accepted one as fact before.
        return stepped
    state = after(event.envelope.kind, dossier.state, answers_payment=fold_effects.answers_payment(dossier, event))
    return stepped.model_copy(update={"state": state})
