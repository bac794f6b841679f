"""What holds of any life of a dossier, legal or not: each rule of the history (design §3) as a property."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from lives import START, Desk, by_supervisor, lives, reception

from desk_app.domain.dossier import Dossier, TimelineEntry
from desk_app.domain.envelope import digest, envelope_text, verify_chain
from desk_app.domain.errors import DeskError
from desk_app.domain.events import Corrected, Event, FieldChange, Noted, Paid, Received, Reversed, body_text
from desk_app.domain.fold import fold
from desk_app.domain.lateness import late_from, timeliness
from desk_app.domain.money_taken import money_taken
from desk_app.domain.states import State
from desk_app.domain.statistics import Period, line_of
from desk_app.domain.transitions import TRANSITIONS, legal_kinds

FEW = settings(max_examples=60, deadline=None)
WAITING = frozenset({State.SUPPLEMENT_WAIT, State.PAYMENT_WAIT})
STANDING = frozenset(kind for kind, step in TRANSITIONS.items() if step.to is None and kind != "Paid")
"""Kinds that leave the state as it is."""
UNTOLD = {"timeline": (), "flags": ()}


def effective(dossier: Dossier) -> Counter[str]:
    """Return how many events of each kind have effect."""
    return Counter(entry.kind for entry in dossier.timeline if entry.has_effect)


def measured(dossier: Dossier) -> tuple[object, ...]:
    """Return what lateness is measured by."""
    return dossier.state, dossier.promises, dossier.pauses, dossier.due_at, late_from(dossier), timeliness(dossier)


@FEW
@given(lives())
def test_a_step_that_is_said_to_leave_the_state_leaves_it(events: list[Event]) -> None:
    before = State.NONE
    for entry in fold(events).timeline:
        if entry.kind in STANDING and not entry.reversed:
            assert entry.state_after is before, entry.kind
        before = entry.state_after


@FEW
@given(lives())
def test_what_had_effect_unsettled_was_legal_where_it_stood(events: list[Event]) -> None:
    dossier = fold(events)
    flagged = {flag.event_id for flag in dossier.flags}
    voided_from = next((place for place, e in enumerate(dossier.timeline) if e.kind == "Received" and e.reversed), None)
    before = State.NONE
    for place, entry in enumerate(dossier.timeline):
        voided = dossier.voided and voided_from is not None and place > voided_from
        if entry.has_effect and entry.event_id not in flagged:
            assert entry.kind in legal_kinds(before, voided=voided), (entry.kind, before)
        before = entry.state_after


@FEW
@given(lives())
def test_the_clock_stands_once_for_each_request_and_only_while_it_is_waited_for(events: list[Event]) -> None:
    dossier = fold(events)
    counts = effective(dossier)
    if dossier.flags and any(flag.settled is not None for flag in dossier.flags):
        return  # a step accepted where it was not legal may leave a wait that nobody ended
    assert len(dossier.supplements) == counts["SupplementRequested"]
    assert len(dossier.pauses) == counts["SupplementRequested"] + counts["PaymentRequested"]
    assert all(pause.end is not None for pause in dossier.pauses[:-1])
    stands = bool(dossier.pauses) and dossier.pauses[-1].end is None
    assert stands == (dossier.state in WAITING)


@FEW
@given(lives())
def test_an_apology_moves_nothing_that_lateness_is_measured_by(events: list[Event]) -> None:
    without = [event for event in events if event.envelope.kind not in ("Apologised", "ApologySent")]
    if without:
        assert measured(fold(without)) == measured(fold(events))


@FEW
@given(lives())
def test_money_paid_is_the_sum_of_the_payments_that_count(events: list[Event]) -> None:
    dossier = fold(events)
    counts = {entry.event_id for entry in dossier.timeline if entry.has_effect}
    paid = [e.body for e in events if isinstance(e.body, Paid) and e.envelope.event_id in counts]
    assert dossier.paid_total == sum((one.amount for one in paid), Decimal(0))
    if not dossier.voided and dossier.reception is not None:
        taken = money_taken(dossier, events)
        back = Decimal(8000) * sum(1 for e in events if e.envelope.kind == "Refunded" and e.envelope.event_id in counts)
        assert sum((line.amount for line in taken), Decimal(0)) == dossier.paid_total - back


@FEW
@given(lives(), st.integers(0, 20), st.booleans())
def test_what_a_newer_program_made_changes_nothing_but_the_history(
    events: list[Event], place: int, known: bool
) -> None:
    stranger = Desk(UUID(int=0xD), start=START + timedelta(minutes=place)).says(Noted(text="mới"))
    changes: dict[str, object] = {"v": 99} if known else {"kind": "Foretold"}
    newer = Event(envelope=stranger.envelope.model_copy(update=changes), body=None)
    with_it, without = fold([*events, newer]), fold(events)
    assert with_it.model_copy(update=UNTOLD) == without.model_copy(update=UNTOLD)
    entry = told_of(with_it, newer)
    assert not entry.has_effect
    assert entry.event_id not in {flag.event_id for flag in with_it.open_flags}


def told_of(dossier: Dossier, event: Event) -> TimelineEntry:
    return next(entry for entry in dossier.timeline if entry.event_id == event.envelope.event_id)


@FEW
@given(lives())
def test_a_cancelled_reception_keeps_its_code_and_stands_in_no_report(events: list[Event]) -> None:
    received = next((event for event in events if isinstance(event.body, Received)), None)
    if received is None or not told_of(fold(events), received).has_effect:
        return
    late = Desk(UUID(int=0xC), start=START + timedelta(days=2))
    cancelled = fold([*events, late.says(Reversed(target=received.envelope.event_id, authority=by_supervisor()))])
    again = any(event.envelope.kind == "Received" for event in events if event is not received)
    if again or not isinstance(received.body, Received):
        return
    assert cancelled.voided
    assert cancelled.code == received.body.reception.code
    assert cancelled.state is State.NONE
    assert line_of(cancelled, Period(START - timedelta(days=9), START + timedelta(days=9), START)) is None


@FEW
@given(lives(), st.sampled_from([reception().summary, "một", "hai", "khác"]))
def test_a_correction_has_effect_exactly_where_its_old_is_what_stands(events: list[Event], old: str) -> None:
    stands = fold(events)
    late = Desk(UUID(int=0xC), start=START + timedelta(days=2))
    change = FieldChange(field="summary", old=old, new="ba")
    corrected = late.says(Corrected(changes=(change,), authority=by_supervisor()))
    after = fold([*events, corrected])
    if stands.reception is None or stands.voided or stands.state is State.NONE:
        return
    assert told_of(after, corrected).has_effect == (stands.reception.summary == old)
    assert after.reception is not None
    assert after.reception.summary == ("ba" if stands.reception.summary == old else stands.reception.summary)


@FEW
@given(st.integers(1, 6), st.data())
def test_one_changed_character_of_any_text_breaks_the_chain(length: int, data: st.DataObject) -> None:
    desk = Desk()
    said = [desk.says(Noted(text=f"ghi chú {number}")) for number in range(length)]
    lines: list[tuple[str, str | None]] = [(envelope_text(e.envelope), body_text(e.body)) for e in said if e.body]
    head = digest(lines[-1][0])
    row, part = data.draw(st.integers(0, length - 1)), data.draw(st.integers(0, 1))
    text = lines[row][part] or ""
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda char: char != text[place]))
    changed = text[:place] + other + text[place + 1 :]
    lines[row] = (changed, lines[row][1]) if part == 0 else (lines[row][0], changed)
    try:
        assert verify_chain(lines)[1] != head
    except DeskError as broken:
        assert broken.code == "chain_broken"
