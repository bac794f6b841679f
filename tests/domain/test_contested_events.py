"""Several versions of an event, as of a copied store that wrote on: folded alike at every end, a person decides."""

import random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from lives import (
    by_supervisor,
    life,
    lives,
)

from desk_app.domain.dossier import Why
from desk_app.domain.events import (
    Decision,
    Event,
    Reversed,
    Settled,
)
from desk_app.domain.fold import fold
from desk_app.domain.states import State


@st.composite
def contested_lives(draw: st.DrawFn) -> tuple[list[Event], list[Event], frozenset[UUID]]:
    """Draw a life, other events at some of its places or other texts under some of its ids, and what is contested."""
    events = draw(lives())
    second: list[Event] = []
    contested: set[UUID] = set()
    for place, event in enumerate(draw(st.lists(st.sampled_from(events), max_size=3, unique_by=id))):
        changes: dict[str, object] = {"actor": "ban-sao", "hlc": event.envelope.hlc + draw(st.integers(-(1 << 24), 0))}
        if draw(st.booleans()):
            changes["event_id"] = UUID(int=0xF0F0 + place)
        envelope = event.envelope.model_copy(update=changes)
        second.append(Event(envelope=envelope, body=event.body))
        contested |= {event.envelope.event_id, envelope.event_id}
    return events, second, frozenset(contested)


@given(contested_lives(), st.randoms(use_true_random=False))
def test_whichever_version_an_end_holds_in_its_log_the_dossier_is_the_same(
    life: tuple[list[Event], list[Event], frozenset[UUID]], shuffler: random.Random
) -> None:
    events, second, contested = life
    versions = [*events, *second]
    shuffled = list(versions)
    shuffler.shuffle(shuffled)
    assert fold(shuffled, contested) == fold(versions, contested) == fold([*second, *events], contested)


@given(contested_lives())
def test_every_contested_event_is_flagged_or_reversed(
    life: tuple[list[Event], list[Event], frozenset[UUID]],
) -> None:
    events, second, contested = life
    dossier = fold([*events, *second], contested)
    flagged = {flag.event_id for flag in dossier.flags}
    undone = {entry.event_id for entry in dossier.timeline if entry.reversed}
    assert contested <= flagged | undone
    assert {entry.event_id for entry in dossier.timeline} >= contested


def test_a_contested_reception_stands_until_a_supervisor_sets_it_aside() -> None:
    desk, events = life("Received")
    event = events[0].envelope.event_id
    contested = frozenset({event})
    assert fold(events, contested).state is State.RECEIVED
    assert [flag.why for flag in fold(events, contested).open_flags] == [Why.FORKED]
    for decision, state in ((Decision.ACCEPT, State.RECEIVED), (Decision.SET_ASIDE, State.NONE)):
        settled = [*events, desk.says(Settled(target=event, decision=decision, authority=by_supervisor()))]
        assert fold(settled, contested).state is state
        assert not fold(settled, contested).open_flags


def test_a_contested_reversal_set_aside_reverses_nothing() -> None:
    desk, events = life("Received", "HandedOver")
    reversal = desk.says(Reversed(target=events[1].envelope.event_id, authority=by_supervisor()))
    contested = frozenset({reversal.envelope.event_id})
    assert fold([*events, reversal], contested).state is State.RECEIVED
    aside = desk.says(
        Settled(target=reversal.envelope.event_id, decision=Decision.SET_ASIDE, authority=by_supervisor())
    )
    assert fold([*events, reversal, aside], contested).state is State.PROCESSING
