"""Erasing by law takes every personal word out of a dossier and changes nothing that is counted."""

import random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lives import MOTHER, SUPERVISOR, Desk, by_supervisor, lives, reception, steps

from desk_app.domain.dossier import Dossier
from desk_app.domain.erasure import _RULES, ERASED_WORDS, kept_bodies
from desk_app.domain.events import Authority, Corrected, Erased, Event, FieldChange, Noted, Received, read_event
from desk_app.domain.fold import fold, in_order
from desk_app.domain.lateness import late_from, timeliness
from desk_app.domain.transitions import TRANSITIONS

PERSONAL = {
    "guided", "submitted", "declined", "reception", "supplements", "payment_request", "result", "returned", "apologies",
    "stop_reason", "notes", "attachments", "erased", "timeline",
}  # fmt: skip
SAID = ("TRẦN THỊ MAI", "038190001212", "0912345678", "Thôn 3", "Xác nhận tình trạng hôn nhân để kết hôn")


def erasing(events: list[Event]) -> Erased | None:
    bodies = kept_bodies(in_order(events))
    authority = by_supervisor("theo yêu cầu của công dân")
    return Erased(bodies=bodies, legal_basis="Luật 91/2025/QH15", authority=authority) if bodies else None


def erased(events: list[Event]) -> list[Event] | None:
    """Return the events with what orders their erasing, None where they say nothing of anybody."""
    body = erasing(events)
    if body is None:
        return None
    last = max(event.envelope.occurred_at for event in events)
    return [*events, Desk(UUID(int=0xE), start=last).says(body, actor=SUPERVISOR)]


def counted(dossier: Dossier) -> dict[str, Any]:
    """Return all a book or a report may count of a dossier."""
    values = {name: value for name, value in dossier.model_dump(mode="json").items() if name not in PERSONAL}
    snapshot = dossier.reception
    return {
        **values,
        "flags": [flag for flag in dossier.flags if flag.kind != "Erased"],
        "timeline": [entry.model_copy(update={"erased": False}) for entry in dossier.timeline],
        "code": dossier.code,
        "late": (dossier.due_at, dossier.shown_due_at, late_from(dossier), timeliness(dossier)),
        "snapshot": None
        if snapshot is None
        else (snapshot.procedure, snapshot.channel, snapshot.ordinal, snapshot.received_at, snapshot.limit),
        "papers": None if snapshot is None else [(one.original, one.digitised) for one in snapshot.papers],
        "fees": None if snapshot is None else [(fee.name, fee.amount, fee.paid) for fee in snapshot.fees],
        "supplements": [(one.requested_at, len(one.missing)) for one in dossier.supplements],
        "result": dossier.result and (dossier.result.form, dossier.result.ready_at),
        "returned": dossier.returned and (dossier.returned.returned_at, dossier.returned.satisfaction),
        "letters": [(one.event_id, one.letter.new_due_at, one.sent_at) for one in dossier.apologies],
        "notes": len(dossier.notes),
    }


@given(lives(), st.randoms(use_true_random=False))
def test_what_is_counted_stays_with_or_without_the_bodies(events: list[Event], shuffler: random.Random) -> None:
    after = erased(events)
    if after is None:
        return
    here = fold(after)
    before, now = counted(fold(events)), counted(here)
    assert now["timeline"][: len(events)] == before["timeline"]
    assert {**now, "timeline": ()} == {**before, "timeline": ()}
    named = {one.event_id for one in after[-1].body.bodies} if isinstance(after[-1].body, Erased) else set()
    gone = [event.model_copy(update={"body": None}) if event.envelope.event_id in named else event for event in after]
    shuffler.shuffle(gone)
    assert fold(gone) == here
    assert not [word for word in SAID if word in here.model_dump_json()]


@given(st.lists(st.tuples(st.sampled_from(["summary", "note", "submitter", "owners", "priority", "external",
    "authorisation", "papers", "return_place", "nothing"]), st.integers(0, 5), st.integers(0, 5)),
    min_size=1, max_size=6))  # fmt: skip
def test_a_correction_holds_or_fails_after_as_before(changes: list[tuple[str, int, int]]) -> None:
    values: list[Any] = [
        reception().model_dump(mode="json"),
        {"summary": "một", "note": "hai", "submitter": {"name": "A"}, "owners": [{"name": "A"}],
         "priority": {"reason": "khuyết tật"}, "external": {"code": "X"}, "authorisation": {"kind": "letter"},
         "papers": [{"name": "Đơn"}], "return_place": "Thôn 3", "nothing": "Mai"},
        {"summary": "x" * 2000, "owners": [], "priority": {"reason": "khuyết tật", "ai": "Mai"},
         "papers": [{"name": ""}]},
        {"submitter": MOTHER.model_copy(update={"phone": "0999000111"}).model_dump(mode="json"),
         "summary": "ba", "note": "ba", "priority": {"reason": "cao tuổi"}},
    ]  # fmt: skip
    desk = Desk()
    events = [desk.says(Received(reception=reception()))]
    for name, old, new in changes:
        change = FieldChange(field=name, old=values[old % 4].get(name), new=values[new % 4].get(name, new))
        events.append(desk.says(Corrected(changes=(change,), authority=by_supervisor()), actor=SUPERVISOR))
        current = fold(events).reception
        assert current is not None
        held = current.model_dump(mode="json").get(name)
        again = FieldChange(field=name, old=held, new=values[(new + 1) % 4].get(name, new))
        events.append(desk.says(Corrected(changes=(again,), authority=by_supervisor()), actor=SUPERVISOR))
    after = erased(events)
    assert after is not None
    assert counted(fold(after))["flags"] == counted(fold(events))["flags"]
    assert [one.has_effect for one in fold(after).timeline[:-1]] == [one.has_effect for one in fold(events).timeline]
    text = after[-1].body.model_dump_json() if after[-1].body else ""
    assert not [word for word in (*SAID, "khuyết tật", "Mai", "0999000111", "Đơn") if word in text]


def test_every_kind_of_a_dossier_says_what_is_personal_of_it() -> None:
    assert set(_RULES) == set(TRANSITIONS) - {"Erased"}


@pytest.mark.parametrize("kind", sorted(set(steps())))
def test_no_name_number_or_salt_of_any_step_is_kept(kind: str) -> None:
    desk = Desk()
    event = desk.says(steps()[kind])
    for kept in kept_bodies([event]):
        assert not [word for word in SAID if word in kept.kept]
        assert '"salt":""' in kept.kept
        assert read_event(event.envelope, kept.kept).body is not None


def test_a_second_erasing_names_only_what_came_since() -> None:
    desk = Desk()
    events = [desk.says(steps()["Received"]), desk.says(steps()["Withdrawn"])]
    first = erasing(events)
    assert first is not None
    events.append(desk.says(first, actor=SUPERVISOR))
    gone = [event.model_copy(update={"body": None}) for event in events[:2]] + events[2:]
    assert kept_bodies(gone) == ()
    noted = desk.says(Noted(text="Bà Mai gọi lại"))
    (kept,) = kept_bodies([*gone, noted])
    assert kept.event_id == noted.envelope.event_id
    assert ERASED_WORDS in kept.kept


def test_a_clerks_word_erases_nothing() -> None:
    desk = Desk()
    events = [desk.says(steps()["Received"]), desk.says(steps()["Withdrawn"])]
    body = erasing(events)
    assert body is not None
    unentitled = body.model_copy(update={"authority": Authority(role="clerk", reason="x")})
    assert not fold([*events, desk.says(unentitled)]).erased
