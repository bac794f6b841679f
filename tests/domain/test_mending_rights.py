"""Who may mend a dossier: the clerk who received it on that day until the papers left the desk, else a supervisor."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lives import (
    CLERK,
    STREAM_B,
    SUPERVISOR,
    Desk,
    by_clerk,
    by_supervisor,
    life,
    lives,
    reception,
    steps,
)

from desk_app.domain.dossier import Why
from desk_app.domain.events import (
    Corrected,
    Decision,
    Event,
    HandedOver,
    Received,
    Reversed,
    Settled,
)
from desk_app.domain.fold import fold, in_order, own_right, rightful_rulings
from desk_app.domain.states import State


def test_a_second_illegal_opening_gives_nobody_the_right_to_mend() -> None:
    desk, events = life("Received")
    intruder = desk.says(steps()["Guided"], actor="canbo2")
    cancelled = desk.says(Reversed(target=events[0].envelope.event_id, authority=by_clerk()), actor="canbo2")
    dossier = fold([*events, intruder, cancelled])
    assert not dossier.voided
    assert [flag.why for flag in dossier.open_flags] == [Why.NOT_LEGAL_HERE, Why.NOT_ENTITLED]
    own = desk.says(Reversed(target=events[0].envelope.event_id, authority=by_clerk()))
    assert fold([*events, intruder, cancelled, own]).voided, "and takes it from nobody"


def test_a_clerk_does_not_settle() -> None:
    desk, events = life("Received", "Returned")
    target = events[-1].envelope.event_id
    events.append(desk.says(Settled(target=target, decision=Decision.ACCEPT, authority=by_clerk())))
    assert [flag.why for flag in fold(events).open_flags] == [Why.NOT_LEGAL_HERE, Why.NOT_ENTITLED]


def test_the_receiving_clerk_cancels_alone_on_the_same_day_and_the_code_stays_used() -> None:
    desk, events = life("Received")
    events.append(desk.says(Reversed(target=events[0].envelope.event_id, authority=by_clerk())))
    dossier = fold(events)
    assert (dossier.voided, dossier.state, dossier.code) == (True, State.NONE, "H56.14-260302-0001")
    again = fold([*events, desk.says(Received(reception=reception("H56.14-260302-0002")))])
    assert again.code == "H56.14-260302-0001"
    assert [flag.why for flag in again.flags] == [Why.NOT_LEGAL_HERE]


@pytest.mark.parametrize(
    ("kinds", "actor", "after"),
    [
        (["Received"], CLERK, timedelta(days=1)),
        (["Received"], "canbo2", timedelta(minutes=1)),
        (["Received", "HandedOver"], CLERK, timedelta(minutes=1)),
    ],
)
def test_later_or_by_another_only_a_supervisor_cancels(kinds: list[str], actor: str, after: timedelta) -> None:
    desk, events = life(*kinds)
    target = events[0].envelope.event_id
    refused = desk.says(Reversed(target=target, authority=by_clerk()), actor=actor, after=after)
    assert not fold([*events, refused]).voided
    assert fold([*events, refused]).flags[-1].why is Why.NOT_ENTITLED
    granted = desk.says(Reversed(target=target, authority=by_supervisor()), actor=SUPERVISOR)
    assert fold([*events, refused, granted]).voided


@given(lives(), st.data())
def test_a_right_is_decided_by_what_stands_before_it_alone(events: list[Event], data: st.DataObject) -> None:
    ordered = in_order(events)
    until = data.draw(st.integers(1, len(ordered)))
    before = {event.envelope.event_id for event in ordered[:until]}
    assert rightful_rulings(ordered) & before == rightful_rulings(ordered[:until])
    clerk = by_clerk()
    for index, event in enumerate(ordered):
        if isinstance(event.body, Corrected | Reversed) and event.body.authority == clerk:
            allowed = own_right(ordered[:index]).allows(clerk, event.envelope.actor, event.envelope.occurred_at)
            assert (event.envelope.event_id in rightful_rulings(ordered)) == allowed


@given(lives())
def test_a_clerk_keeps_the_right_until_a_hand_over_had_effect(events: list[Event]) -> None:
    ordered = in_order(events)
    handed = [event for event in ordered if isinstance(event.body, HandedOver)]
    ever = any(
        entry.has_effect and entry.kind == "HandedOver"
        for until in range(1, len(ordered) + 1)
        for entry in fold(ordered[:until]).timeline
    )
    assert own_right(ordered).papers_left == ever
    assert not ever or handed


def test_a_hand_over_without_effect_ends_nobodys_right() -> None:
    desk, events = life("Received", "SupplementRequested")
    stray = Desk(STREAM_B, start=desk.now).says(steps()["HandedOver"], actor="canbo2")
    desk.now += timedelta(minutes=2)
    undo = desk.says(Reversed(target=events[0].envelope.event_id, authority=by_clerk()))
    dossier = fold([*events, stray, undo])
    assert dossier.voided
    accepted = desk.says(
        Settled(target=stray.envelope.event_id, decision=Decision.ACCEPT, authority=by_supervisor()), actor=SUPERVISOR
    )
    assert fold([*events, stray, undo, accepted]).voided, "what is settled afterwards takes no right back"
    later = desk.says(Reversed(target=events[0].envelope.event_id, authority=by_clerk()))
    assert not fold([*events, stray, accepted, later]).voided, "but ends it from then on"


def test_a_hand_over_reversed_since_still_ends_the_clerks_right() -> None:
    desk, events = life("Received", "HandedOver")
    back = desk.says(Reversed(target=events[1].envelope.event_id, authority=by_supervisor()), actor=SUPERVISOR)
    own = desk.says(Reversed(target=events[0].envelope.event_id, authority=by_clerk()))
    dossier = fold([*events, back, own])
    assert not dossier.voided
    assert [flag.why for flag in dossier.open_flags] == [Why.NOT_ENTITLED]


def test_a_reversal_nobody_was_entitled_to_opens_no_way_to_receive() -> None:
    desk = Desk()
    declined = desk.says(steps()["Declined"])
    undo = desk.says(Reversed(target=declined.envelope.event_id, authority=by_clerk()), actor="canbo2")
    taken = desk.says(Received(reception=reception()), actor="canbo2")
    again = desk.says(Reversed(target=declined.envelope.event_id, authority=by_clerk()), actor="canbo2")
    dossier = fold([declined, undo, taken, again])
    assert dossier.state is State.DECLINED
    assert [flag.why for flag in dossier.open_flags] == [Why.NOT_ENTITLED, Why.NOT_LEGAL_HERE, Why.NOT_ENTITLED]
