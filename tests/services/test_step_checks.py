"""A step that contradicts the dossier is refused at every front door: its past, its money, its papers, its owner."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from staff import CLERK, MORNING

from desk_app.domain.dates import office_time
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError
from desk_app.domain.events import Paid
from desk_app.domain.states import State
from desk_app.models.store import Store
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.steps import payment_warnings, take_step

PERSON = {"name": "Trần Thị Mai", "id_number": "038190435641"}
HANDED = ("HandedOver", {"unit": "Tư pháp", "handed_at": "2026-08-27T10:00"})
MISSING = [{"name": "Trích lục"}]
ASKED = ("SupplementRequested", {"missing": MISSING, "requested_at": "2026-08-27T11:00"})
CAME = ("Supplemented", {"supplemented_at": "2026-08-27T14:00"})
READY = ("ResultReady", {"ready_at": "2026-08-27T15:00"})
TAKEN = {"to": PERSON, "is_owner": True, "compared": True}
LETTER = {"reason": "x", "signer": "A", "signed_on": "2026-09-08"}
NOW = MORNING + timedelta(days=13)

Steps = list[tuple[str, dict[str, Any]]]


def lived(store: Store, steps: Steps, **more: object) -> UUID:
    """Receive a dossier on the morning and take its first steps."""
    values = {"procedure": "1.004873", "submitter": PERSON, **more}
    dossier = receive(store, CLERK, checked_receive(values), MORNING).id
    for kind, fields in steps:
        take_step(store, CLERK, dossier, kind, fields, NOW)
    return dossier


def refused(store: Store, dossier: UUID, kind: str, fields: dict[str, Any]) -> str:
    with store.reading() as rd:
        before = rd.stream_heads()
    with pytest.raises(DeskError) as found:
        take_step(store, CLERK, dossier, kind, fields, NOW)
    with store.reading() as rd:
        assert rd.stream_heads() == before
    return found.value.code


def folded(store: Store, dossier: UUID) -> Dossier:
    with store.reading() as rd:
        found = rd.dossiers.by_id(dossier)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("before", "kind", "fields"),
    [
        ([HANDED], "HandedOver", {"unit": "Địa chính", "handed_at": "2026-08-27T09:30"}),
        ([HANDED], "ResultReady", {"ready_at": "2026-08-27T09:30"}),
        ([HANDED], "SupplementRequested", {"missing": MISSING, "requested_at": "2026-08-27T09:30"}),
        ([HANDED, ASKED, CAME], "PaymentRequested", {"duty": "Thuế", "requested_at": "2026-08-27T12:00"}),
        (
            [HANDED, ASKED, CAME],
            "SupplementRequested",
            {"missing": MISSING, "requested_at": "2026-08-27T12:00"},
        ),
        ([HANDED, ASKED, CAME], "ResultReady", {"ready_at": "2026-08-27T12:00"}),
        ([HANDED, ASKED], "Withdrawn", {"reason": "x", "withdrawn_at": "2026-08-27T10:30"}),
        ([HANDED, ASKED], "Stopped", {"reason": "x", "stopped_at": "2026-08-27T10:30"}),
        ([HANDED, READY], "Returned", {**TAKEN, "returned_at": "2026-08-27T14:59"}),
    ],
)
def test_no_step_comes_before_the_one_written_before_it(
    store: Store, before: Steps, kind: str, fields: dict[str, Any]
) -> None:
    assert refused(store, lived(store, before), kind, fields) == "step_before_earlier"


def test_within_a_minute_two_steps_are_at_one_moment(store: Store) -> None:
    dossier = lived(store, [("HandedOver", {"unit": "Tư pháp", "handed_at": "2026-08-27T10:00:40"})])
    take_step(store, CLERK, dossier, "ResultReady", {"ready_at": "2026-08-27T10:00"}, NOW)
    finished = folded(store, dossier).finished_at
    assert finished is not None
    assert office_time(finished).isoformat() == "2026-08-27T10:00:40+07:00"


def test_a_clock_a_little_behind_another_desks_stops_nobody_and_turns_no_time_around(store: Store) -> None:
    dossier = lived(store, [])
    handed = (NOW + timedelta(minutes=4)).isoformat()
    take_step(store, CLERK, dossier, "HandedOver", {"unit": "Tư pháp", "handed_at": handed}, NOW)
    take_step(store, CLERK, dossier, "ResultReady", {}, NOW)
    stay = folded(store, dossier).stays[-1]
    assert stay.until == stay.since


@pytest.mark.parametrize(
    ("before", "kind", "fields", "code"),
    [
        ([HANDED], "HandedOver", {"unit": "Tư pháp"}, "already_with_unit"),
        ([HANDED], "TakenBack", {"unit": "Địa chính"}, "not_with_that_unit"),
        ([HANDED, ("TakenBack", {})], "TakenBack", {}, "not_with_a_unit"),
        ([], "Paid", {"amount": 8000}, "nothing_to_pay"),
        ([HANDED, READY], "Returned", {**TAKEN, "to": {"name": "Lê Lạ"}}, "not_the_owner"),
        ([HANDED, READY], "Returned", {**TAKEN, "to": {**PERSON, "id_number": "038190435642"}}, "not_the_owner"),
        ([HANDED, READY], "Returned", {**TAKEN, "compared": False}, "not_compared"),
        ([HANDED, READY], "Returned", {**TAKEN, "how": "electronic"}, "no_electronic_result"),
        ([HANDED], "ResultReady", {"signed_on": "2020-01-01"}, "signed_before_received"),
        ([HANDED], "ResultReady", {"signed_on": "2026-09-02", "ready_at": "2026-09-01T09:00"}, "signed_after_result"),
        ([HANDED], "Apologised", {**LETTER, "new_due_at": "2026-09-07T17:00"}, "new_due_before_signing"),
    ],
)
def test_what_contradicts_the_dossier_is_refused(
    store: Store, before: Steps, kind: str, fields: dict[str, Any], code: str
) -> None:
    assert refused(store, lived(store, before), kind, fields) == code


def test_somebody_else_takes_the_result_with_a_ground_only(store: Store) -> None:
    dossier = lived(store, [HANDED, READY])
    stranger = {"to": {"name": "Lê Lạ"}, "is_owner": False, "compared": True}
    assert refused(store, dossier, "Returned", stranger) == "not_the_owner"
    take_step(store, CLERK, dossier, "Returned", {**stranger, "authorisation": {"number": "12/UQ"}}, NOW)
    assert folded(store, dossier).returned is not None


def test_the_desk_takes_what_is_owed_and_no_more_and_gives_nothing_out_before(store: Store) -> None:
    dossier = lived(store, [HANDED, READY], fees=[{"name": "Lệ phí", "amount": 8000}])
    assert refused(store, dossier, "Returned", TAKEN) == "money_left"
    assert refused(store, dossier, "Paid", {"amount": 8001}) == "paid_more_than_due"
    take_step(store, CLERK, dossier, "Paid", {"amount": 3000}, NOW)
    assert refused(store, dossier, "Returned", TAKEN) == "money_left"
    assert refused(store, dossier, "Paid", {"amount": 5001}) == "paid_more_than_due"
    rest = take_step(store, CLERK, dossier, "Paid", {"amount": 5000, "receipt_number": "R3"}, NOW).body
    assert isinstance(rest, Paid)
    taken = [(fee.name, int(fee.amount), fee.paid, fee.receipt_number) for fee in rest.fees]
    assert taken == [("Lệ phí", 5000, True, "R3")]
    take_step(store, CLERK, dossier, "Returned", TAKEN, NOW)
    assert refused(store, dossier, "Paid", {"amount": 1}) == "nothing_to_pay"


def test_originals_go_back_once_and_only_where_there_are_any(store: Store) -> None:
    copies = lived(store, [], papers=[{"name": "Tờ khai", "copy": 1}])
    assert refused(store, copies, "OriginalsReturned", {"to": "Mai"}) == "originals_not_here"
    dossier = lived(store, [], papers=[{"name": "Sổ đỏ", "original": 1}])
    take_step(store, CLERK, dossier, "OriginalsReturned", {"to": "Mai"}, NOW)
    assert refused(store, dossier, "OriginalsReturned", {"to": "Mai"}) == "originals_not_here"


def test_a_fee_of_the_desk_does_not_answer_the_duty_that_is_waited_for(store: Store) -> None:
    dossier = lived(store, [HANDED], fees=[{"name": "Lệ phí", "amount": 8000}])
    take_step(store, CLERK, dossier, "PaymentRequested", {"duty": "Thuế", "amount": "5.000.000"}, NOW)
    fee = {"fees": [{"name": "Lệ phí", "amount": 8000}]}
    take_step(store, CLERK, dossier, "Paid", fee, NOW)
    assert folded(store, dossier).state is State.PAYMENT_WAIT
    before = folded(store, dossier)
    short = take_step(store, CLERK, dossier, "Paid", {"amount": 4_000_000}, NOW).body
    assert folded(store, dossier).state is State.PROCESSING
    assert isinstance(short, Paid)
    assert [warned.code for warned in payment_warnings(before, short)] == ["duty_paid_short"]
    assert refused(store, dossier, "Paid", {"amount": 0}) == "payment_without_amount"


def test_a_date_a_person_typed_moves_by_the_time_the_clock_stood_and_never_forward(store: Store) -> None:
    typed = {"due_at": "2026-09-30T16:00", "due_reason": "Chờ lịch họp"}
    asked = ("SupplementRequested", {"missing": MISSING, "requested_at": "2026-08-28T09:00"})
    dossier = lived(store, [asked, ("Supplemented", {"supplemented_at": "2026-09-07T09:00"})], **typed)
    due = folded(store, dossier).due_at
    # Stood at the end of 28/8, 3/9 and 4/9; 31/8 to 2/9 are days off.
    assert due is not None and office_time(due).isoformat() == "2026-10-05T16:00:00+07:00"
    second = {"missing": MISSING, "requested_at": "2026-09-08T09:00"}
    take_step(store, CLERK, dossier, "SupplementRequested", second, NOW)
    again = {"supplemented_at": "2026-09-09T08:00", "due_at": "2026-10-20T10:00", "due_reason": "x"}
    take_step(store, CLERK, dossier, "Supplemented", again, NOW)
    take_step(store, CLERK, dossier, "PaymentRequested", {"duty": "Thuế", "requested_at": "2026-09-09T08:30"}, NOW)
    take_step(store, CLERK, dossier, "Paid", {"amount": 1}, NOW + timedelta(days=1))
    due = folded(store, dossier).due_at
    assert due is not None and office_time(due).isoformat() == "2026-10-21T10:00:00+07:00"
