"""What the fold promises: one dossier for one set of events, whatever their arrival; nothing dropped, nothing twice."""

import json
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lives import (
    CLERK,
    MOTHER,
    START,
    STREAM_B,
    SUPERVISOR,
    Desk,
    by_clerk,
    by_supervisor,
    lives,
    promised,
    reception,
    steps,
)

from desk_app.domain.dossier import Why
from desk_app.domain.events import (
    Apologised,
    Corrected,
    Decision,
    Erased,
    ErasedBody,
    Event,
    FieldChange,
    HandedOver,
    Noted,
    Paid,
    Received,
    Reversed,
    Settled,
    body_text,
    read_event,
)
from desk_app.domain.fold import fold, in_order, own_right, rightful_rulings
from desk_app.domain.people import Person
from desk_app.domain.states import State


@given(lives(), st.randoms(use_true_random=False))
def test_any_arrival_order_gives_the_same_dossier(events: list[Event], shuffler: random.Random) -> None:
    arrived = [*events, *shuffler.sample(events, k=len(events) // 2)]
    shuffler.shuffle(arrived)
    assert fold(arrived) == fold(events)


@given(lives())
def test_nothing_is_dropped_and_every_event_without_effect_is_flagged_or_reversed(events: list[Event]) -> None:
    dossier = fold(events)
    assert {entry.event_id for entry in dossier.timeline} == {event.envelope.event_id for event in events}
    flagged = {flag.event_id for flag in dossier.flags if flag.settled is not Decision.ACCEPT}
    accepted = {flag.event_id for flag in dossier.flags if flag.settled is Decision.ACCEPT}
    for entry in dossier.timeline:
        if entry.kind in ("Reversed", "Settled") and entry.event_id in accepted and not entry.has_effect:
            continue  # accepted, and yet what it names is not here or cannot be undone
        assert entry.has_effect != (entry.reversed or entry.event_id in flagged)


@given(lives())
def test_a_reversal_said_to_have_effect_has_it(events: list[Event]) -> None:
    dossier = fold(events)
    undone = {entry.event_id for entry in dossier.timeline if entry.reversed}
    bodies = {event.envelope.event_id: event.body for event in events}
    named = set()
    for entry in dossier.timeline:
        body = bodies[entry.event_id]
        if isinstance(body, Reversed) and entry.has_effect:
            named.add(body.target)
    assert undone == named


@given(lives())
def test_an_illegal_event_has_no_effect_until_settled(events: list[Event]) -> None:
    dossier = fold(events)
    unsettled = {flag.event_id for flag in dossier.flags if flag.settled is None and flag.kind != "HandedOver"}
    without = [event for event in events if event.envelope.event_id not in unsettled]
    if without:
        kept = fold(without)
        same = {"timeline": (), "flags": ()}
        assert kept.model_copy(update=same) == dossier.model_copy(update=same)


@given(lives())
def test_a_reversed_step_is_as_if_it_had_not_been(events: list[Event]) -> None:
    desk = Desk(UUID(int=0xC), start=START + timedelta(days=2))
    victims = [e for e in events if e.envelope.kind not in {"Received", "Reversed", "Settled", "HandedOver"}]
    if not victims:
        return
    victim = victims[-1]
    reversal = desk.says(Reversed(target=victim.envelope.event_id, authority=by_supervisor()), actor=SUPERVISOR)
    rest = [event for event in events if event is not victim]
    if not rest:
        return
    with_both, without = fold([*events, reversal]), fold([*rest, desk.says(Noted(text="x"))])
    strip = {"timeline": (), "flags": (), "notes": ()}
    if any(getattr(e.body, "target", None) == victim.envelope.event_id for e in events):
        return  # a settling or reversal that names the victim changes meaning with it
    notes = list(with_both.notes)
    assert with_both.model_copy(update=strip) == without.model_copy(update=strip)
    assert tuple(notes) == without.notes[:-1]


def life(*kinds: str) -> tuple[Desk, list[Event]]:
    desk, bodies = Desk(), steps()
    return desk, [desk.says(bodies[kind]) for kind in kinds]


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        (["Received"], State.RECEIVED),
        (["Guided", "Received", "HandedOver", "ResultReady", "Returned"], State.RETURNED),
        (["Received", "ResultReady", "Returned"], State.RETURNED),
        (["Received", "HandedOver", "SupplementRequested", "Supplemented"], State.PROCESSING),
        (["Received", "PaymentRequested"], State.PAYMENT_WAIT),
        (["Received", "PaymentRequested", "Paid"], State.PAYMENT_WAIT),
        (["Received", "Withdrawn"], State.WITHDRAWN),
        (["Received", "HandedOver", "Stopped"], State.STOPPED),
        (["Declined"], State.DECLINED),
        (["Guided"], State.NONE),
        (["Received", "Apologised"], State.RECEIVED),
    ],
)
def test_a_legal_path_ends_in_its_national_state(kinds: list[str], state: State) -> None:
    _, events = life(*kinds)
    dossier = fold(events)
    assert (dossier.state, dossier.flags) == (state, ())


@pytest.mark.parametrize(
    "kinds",
    [
        ["Received", "Returned"],
        ["Received", "ResultReady", "Returned", "Returned"],
        ["Received", "ResultReady", "Apologised"],
        ["ResultReady"],
        ["Received", "Received"],
        ["Received", "Supplemented"],
        ["Declined", "Received"],
    ],
)
def test_an_illegal_last_step_is_flagged(kinds: list[str]) -> None:
    _, events = life(*kinds)
    dossier = fold(events)
    assert [flag.why for flag in dossier.flags] == [Why.NOT_LEGAL_HERE]
    assert dossier.flags[0].event_id == events[-1].envelope.event_id
    assert dossier.open_flags


def test_a_payment_that_answers_the_request_ends_the_waiting() -> None:
    desk, events = life("Received", "PaymentRequested")
    events.append(
        desk.says(Paid(amount=Decimal(5), answers=events[-1].envelope.event_id, paid_at=desk.now, taken_by="LAN"))
    )
    dossier = fold(events)
    assert dossier.state is State.PROCESSING
    assert dossier.pauses[0].end is not None


def test_settling_as_fact_applies_and_setting_aside_closes() -> None:
    desk, events = life("Received", "Returned")
    flagged = events[-1].envelope.event_id
    aside = desk.says(Settled(target=flagged, decision=Decision.SET_ASIDE, authority=by_supervisor()), actor=SUPERVISOR)
    assert fold([*events, aside]).open_flags == ()
    assert fold([*events, aside]).state is State.RECEIVED
    fact = desk.says(Settled(target=flagged, decision=Decision.ACCEPT, authority=by_supervisor()), actor=SUPERVISOR)
    settled = fold([*events, aside, fact])
    assert settled.state is State.RETURNED, "the later answer counts"
    assert settled.open_flags == ()


def test_a_reversal_beyond_a_clerks_right_takes_effect_once_accepted_as_fact() -> None:
    desk, events = life("Received", "HandedOver", "ResultReady")
    beyond = desk.says(Reversed(target=events[2].envelope.event_id, authority=by_clerk()))
    accept = Settled(target=beyond.envelope.event_id, decision=Decision.ACCEPT, authority=by_supervisor())
    assert fold([*events, beyond]).state is State.RESULT_READY
    settled = fold([*events, beyond, desk.says(accept, actor=SUPERVISOR)])
    assert settled.state is State.PROCESSING
    assert settled.timeline[2].reversed
    assert settled.open_flags == ()


def test_a_reversal_that_stands_before_its_target_takes_effect_once_accepted_as_fact() -> None:
    desk, events = life("Received", "HandedOver", "ResultReady")
    behind = Desk(STREAM_B, start=START - timedelta(hours=1))
    early = behind.says(Reversed(target=events[2].envelope.event_id, authority=by_supervisor()), actor=SUPERVISOR)
    assert [flag.why for flag in fold([early, *events]).open_flags] == [Why.UNKNOWN_TARGET]
    accept = Settled(target=early.envelope.event_id, decision=Decision.ACCEPT, authority=by_supervisor())
    settled = fold([early, *events, desk.says(accept, actor=SUPERVISOR)])
    assert settled.state is State.PROCESSING
    assert settled.timeline[0].has_effect


def test_accepting_a_reversal_of_what_is_not_here_is_not_said_to_have_had_effect() -> None:
    desk, events = life("Received")
    lost = desk.says(Reversed(target=UUID(int=7), authority=by_supervisor()), actor=SUPERVISOR)
    accept = Settled(target=lost.envelope.event_id, decision=Decision.ACCEPT, authority=by_supervisor())
    dossier = fold([*events, lost, desk.says(accept, actor=SUPERVISOR)])
    assert not dossier.timeline[1].has_effect
    assert dossier.open_flags == ()


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


def test_a_reversal_can_itself_be_reversed() -> None:
    desk, events = life("Received", "HandedOver", "ResultReady")
    undo = desk.says(Reversed(target=events[2].envelope.event_id, authority=by_supervisor()), actor=SUPERVISOR)
    redo = desk.says(Reversed(target=undo.envelope.event_id, authority=by_supervisor()), actor=SUPERVISOR)
    assert fold([*events, undo]).state is State.PROCESSING
    assert fold([*events, undo, redo]).state is State.RESULT_READY


def test_a_correction_needs_the_current_value() -> None:
    desk, events = life("Received")
    first = FieldChange(field="summary", old=reception().summary, new="Để vay vốn")
    stale = FieldChange(field="summary", old=reception().summary, new="Để đi nước ngoài")
    events.append(desk.says(Corrected(changes=(first,), authority=by_clerk())))
    other = Desk(STREAM_B, start=desk.now)
    events.append(other.says(Corrected(changes=(stale,), authority=by_supervisor()), actor=SUPERVISOR))
    dossier = fold(events)
    assert dossier.reception is not None
    assert dossier.reception.summary == "Để vay vốn"
    assert [flag.why for flag in dossier.flags] == [Why.OLD_VALUE_DIFFERS]


def test_a_correction_never_changes_the_code_or_breaks_a_type() -> None:
    desk, events = life("Received")
    code = FieldChange(field="code", old="H56.14-260302-0001", new="H56.14-260302-9999")
    sets = FieldChange(field="sets", old=1, new="nhiều")
    for change in (code, sets):
        events.append(desk.says(Corrected(changes=(change,), authority=by_clerk())))
    dossier = fold(events)
    assert dossier.code == "H56.14-260302-0001"
    assert [flag.why for flag in dossier.flags] == [Why.NOT_A_VALUE, Why.NOT_A_VALUE]


def test_a_corrected_appointment_takes_the_first_ones_place() -> None:
    desk, events = life("Received")
    new = promised(limit="5 working_day")
    change = FieldChange(
        field="promised",
        old=reception().promised.model_dump(mode="json"),
        new=new.model_dump(mode="json"),
    )
    events.append(desk.says(Corrected(changes=(change,), authority=by_clerk())))
    assert fold(events).original_due_at == new.due_at


def test_an_apology_moves_what_the_citizen_was_told_and_not_what_is_measured() -> None:
    _, events = life("Received", "Apologised")
    dossier = fold(events)
    assert isinstance(events[1].body, Apologised)
    assert dossier.shown_due_at == events[1].body.new_due_at
    assert dossier.due_at == dossier.original_due_at == promised().due_at


def test_erasing_keeps_the_statistics_and_gives_one_dossier_with_or_without_the_body() -> None:
    desk, events = life("Received", "ResultReady", "Returned")
    received = events[0].body
    returned = events[2].body
    assert isinstance(received, Received)
    nobody = Person(name="(đã xóa theo quy định)")
    kept = received.model_copy(
        update={"reception": received.reception.model_copy(update={"submitter": nobody, "owners": (nobody,)})}
    )
    assert returned is not None
    erased = desk.says(
        Erased(
            bodies=(
                ErasedBody(event_id=events[0].envelope.event_id, kept=body_text(kept)),
                ErasedBody(
                    event_id=events[2].envelope.event_id,
                    kept=body_text(returned.model_copy(update={"to": nobody})),
                ),
            ),
            legal_basis="Luật 91/2025/QH15",
            authority=by_supervisor("theo yêu cầu của công dân"),
        ),
        actor=SUPERVISOR,
    )
    here = fold([*events, erased])
    elsewhere = fold([Event(envelope=events[0].envelope, body=None), events[1], events[2], erased])
    assert here == elsewhere
    assert here.erased
    assert here.state is State.RETURNED
    assert MOTHER.name not in here.model_dump_json()


def test_what_a_newer_version_made_is_kept_and_not_folded() -> None:
    desk, events = life("Received")
    strange = desk.says(Noted(text="?"))
    newer = Event(envelope=strange.envelope.model_copy(update={"kind": "Teleported"}), body=None)
    dossier = fold([*events, newer])
    assert dossier.flags[0].why is Why.NEWER_VERSION
    assert dossier.open_flags == ()
    assert dossier.timeline[-1].kind == "Teleported"


def test_guided_is_never_counted_as_a_supplement() -> None:
    _, events = life("Guided", "Guided", "Received")
    dossier = fold(events)
    assert dossier.supplements == ()
    assert dossier.guided is not None


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


def test_an_impossible_amount_from_elsewhere_stops_no_fold() -> None:
    desk, events = life("Received")
    line = {"name": "Lệ phí", "amount": "-5", "full_amount": "-5"}
    change = FieldChange(field="fees", old=[], new=[line])
    events.append(desk.says(Corrected(changes=(change,), authority=by_supervisor()), actor=SUPERVISOR))
    paid = desk.says(steps()["Paid"])
    text = json.dumps({**json.loads(body_text(steps()["Paid"])), "fees": [line]})
    events.append(read_event(paid.envelope, text))
    assert [flag.why for flag in fold(events).flags] == [Why.NOT_A_VALUE, Why.BODY_MISSING]


# -- several versions of an event: a copied store wrote on ---------------------------------------------------------


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


def test_what_cannot_be_reckoned_with_is_flagged_and_stops_no_fold() -> None:
    desk, events = life("Received")
    end_of_time = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    events.append(desk.says(HandedOver(unit="Tư pháp", handed_at=end_of_time)))
    events.append(desk.says(steps()["Noted"]))
    assert fold(events).timeline[-1].has_effect


def test_a_cancelled_dossier_has_no_state_though_a_step_out_of_place_was_accepted_as_fact_before() -> None:
    desk = Desk()
    received, declined = desk.says(steps()["Received"]), desk.says(steps()["Declined"])
    accepted = Settled(target=declined.envelope.event_id, decision=Decision.ACCEPT, authority=by_supervisor())
    history = [received, declined, desk.says(accepted, actor=SUPERVISOR)]
    assert fold(history).state is State.DECLINED
    cancelled = Reversed(target=received.envelope.event_id, authority=by_supervisor())
    dossier = fold([*history, desk.says(cancelled, actor=SUPERVISOR)])
    assert dossier.voided
    assert dossier.state is State.NONE
