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
    MOTHER,
    START,
    STREAM_B,
    SUPERVISOR,
    Desk,
    by_clerk,
    by_supervisor,
    life,
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
from desk_app.domain.fold import fold
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


def test_an_impossible_amount_from_elsewhere_stops_no_fold() -> None:
    desk, events = life("Received")
    line = {"name": "Lệ phí", "amount": "-5", "full_amount": "-5"}
    change = FieldChange(field="fees", old=[], new=[line])
    events.append(desk.says(Corrected(changes=(change,), authority=by_supervisor()), actor=SUPERVISOR))
    paid = desk.says(steps()["Paid"])
    text = json.dumps({**json.loads(body_text(steps()["Paid"])), "fees": [line]})
    events.append(read_event(paid.envelope, text))
    assert [flag.why for flag in fold(events).flags] == [Why.NOT_A_VALUE, Why.BODY_MISSING]


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
