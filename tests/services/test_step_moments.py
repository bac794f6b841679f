"""No later step is written of a moment that has not come, or in answer to what the dossier does not hold."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from staff import CLERK, MORNING

from desk_app.domain.errors import DeskError
from desk_app.models.store import Store
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.steps import take_step

NOW = MORNING + timedelta(hours=1)
PERSON = {"name": "TRẦN THỊ MAI"}


@pytest.fixture
def dossier(store: Store) -> UUID:
    return receive(store, CLERK, checked_receive({"procedure": "1.004873", "submitter": PERSON}), MORNING).id


def refused(store: Store, dossier: UUID, kind: str, fields: dict[str, Any]) -> str:
    with store.reading() as rd:
        before = rd.stream_heads()
    with pytest.raises(DeskError) as found:
        take_step(store, CLERK, dossier, kind, fields, NOW)
    with store.reading() as rd:
        assert rd.stream_heads() == before
    return found.value.code


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("HandedOver", {"unit": "Tư pháp", "handed_at": "2099-01-01T00:00"}),
        ("ResultReady", {"ready_at": "2026-08-27T10:20"}),
        ("Stopped", {"reason": "x", "stopped_at": "2026-08-28T09:00"}),
        ("Apologised", {"reason": "x", "signer": "A", "new_due_at": "2026-10-01T17:00", "signed_on": "2026-08-28"}),
    ],
)
def test_no_step_is_of_the_future(store: Store, dossier: UUID, kind: str, fields: dict[str, Any]) -> None:
    assert refused(store, dossier, kind, fields) == "moment_in_future"


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "2026-08-27", 1790000000, "x"])
def test_a_moment_no_clock_can_show_is_refused(store: Store, dossier: UUID, moment: object) -> None:
    assert refused(store, dossier, "ResultReady", {"ready_at": moment}) == "bad_command"


def test_an_answer_does_not_come_before_what_it_answers(store: Store, dossier: UUID) -> None:
    asked = {"missing": [{"name": "Tờ khai"}], "requested_at": "2026-08-27T10:00"}
    take_step(store, CLERK, dossier, "SupplementRequested", asked, NOW)
    assert refused(store, dossier, "Supplemented", {"supplemented_at": "2026-08-27T09:59"}) == "step_before_request"
    assert refused(store, dossier, "Supplemented", {"supplemented_at": "2026-09-27T09:59"}) == "moment_in_future"
    take_step(store, CLERK, dossier, "Supplemented", {"supplemented_at": "2026-08-27T10:00"}, NOW)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("ApologySent", {"apology": str(uuid4()), "how": "bưu điện"}),
        ("Paid", {"amount": 5000, "answers": str(uuid4())}),
    ],
)
def test_a_step_that_names_nothing_in_the_dossier_is_refused(
    store: Store, dossier: UUID, kind: str, fields: dict[str, Any]
) -> None:
    assert refused(store, dossier, kind, fields) == "step_names_nothing"
