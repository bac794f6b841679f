"""The page's state: JSON and back, a dossier and back, what blocks F9; plain values without a window."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staff import CLERK, MORNING

from desk_app.domain.events.reception import AuthorisationKind, ReturnBy
from desk_app.domain.fees import Exemption, ExemptionReason, PayMethod
from desk_app.domain.people import Person
from desk_app.models.store import Store
from desk_app.services.reception import receive
from desk_app.services.reception_lookups import Shelves, chosen_procedure, shelves
from desk_app.ui.pages.reception.checks import Place, missing
from desk_app.ui.pages.reception.commands import amount_of, moment_of, outlook, receive_command
from desk_app.ui.pages.reception.form_state import (
    AuthorisationState,
    DocumentState,
    FeeState,
    FormState,
    MoreState,
    PaperState,
    PersonState,
    from_json,
    to_json,
)
from desk_app.ui.pages.reception.refill import state_of_reception

MAI = PersonState.of(Person(name="Trần Thị Mai", id_number="038190435641", birth_date="1990-03-12", gender="female"))


@settings(max_examples=50, deadline=None)
@given(
    st.builds(
        FormState,
        procedure=st.text(max_size=10),
        summary=st.text(max_size=30),
        papers=st.none() | st.lists(st.builds(PaperState, name=st.text(max_size=9)), max_size=3).map(tuple),
        documents=st.lists(st.builds(DocumentState), max_size=2).map(tuple),
        fee=st.builds(FeeState),
        more=st.builds(MoreState),
        sets=st.integers(1, 99),
        variant=st.none() | st.integers(0, 5),
    )
)
def test_every_state_comes_back_from_json(state: FormState) -> None:
    assert from_json(to_json(state)) == state


def test_a_draft_of_another_program_is_left_alone() -> None:
    assert from_json({"procedure": "1", "a_field_of_tomorrow": 1}) is None
    assert from_json("nothing") is None


def test_a_dossier_filled_back_and_saved_unchanged_is_the_same_command(store: Store) -> None:
    chosen = chosen_procedure(store, "2.000635", MORNING)
    state = FormState(
        procedure="2.000635",
        submitter=MAI,
        other_owner=True,
        owners=(PersonState(name="Nguyễn Văn Hùng", id_number="038087424211"),),
        authorisation=AuthorisationState(kind=AuthorisationKind.RELATIVE, relation="vợ", issued_on="20/08/2026"),
        summary="Bản sao khai sinh",
        papers=(PaperState(name="Tờ khai", ticked=True, original=1), PaperState(name="Không nộp")),
        fee=FeeState(exemption=Exemption.EXEMPT, reason=ExemptionReason.POOR, method=PayMethod.TRANSFER),
        sets=3,
        return_by=ReturnBy.POST,
        more=MoreState(priority="Người cao tuổi", note="ghi chú", external_system="DVC", external_code="X-1"),
    )
    command = receive_command(state, chosen)
    assert [paper.name for paper in command.papers or ()] == ["Tờ khai"], "only ticked papers"
    receipt = receive(store, CLERK, command, MORNING)
    again = state_of_reception(receipt.id, receipt.reception)
    kept = receive_command(again, chosen).model_copy(update={"received_at": None, "request_id": ""})
    changed = {
        name
        for name, value in command.model_dump().items()
        if kept.model_dump()[name] != value and name not in ("unit", "return_place", "competent_unit")
    }
    assert not changed


def test_what_is_missing_comes_in_the_order_of_the_page(store: Store) -> None:
    chosen = chosen_procedure(store, "2.000815", MORNING)
    empty = FormState()
    assert [one.place for one in missing(empty, None, Shelves(), outlook(empty, chosen, MORNING))] == [
        Place.PROCEDURE,
        Place.PERSON,
    ]
    state = FormState(procedure="2.000815", submitter=MAI.model_copy(update={"doubtful": ("name",)}))
    found = missing(state, chosen, shelves(chosen.ground, ""), outlook(state, chosen, MORNING))
    assert [one.place for one in found] == [Place.REREAD, Place.DOCUMENTS]


def test_a_wrong_birth_date_is_named_before_anything_is_written(store: Store) -> None:
    chosen = chosen_procedure(store, "2.000635", MORNING)
    state = FormState(procedure="2.000635", submitter=MAI.model_copy(update={"birth_date": "32/13/1990"}))
    found = missing(state, chosen, Shelves(), outlook(state, chosen, MORNING))
    assert found[0].place is Place.BIRTH_DATE


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("04/09/2026", datetime(2026, 9, 4, 17, 0)),
        ("04/09/2026 15:30", datetime(2026, 9, 4, 15, 30)),
        ("4/9/2026 8h", datetime(2026, 9, 4, 8, 0)),
        ("04/09/2026 25:00", None),
        ("31/02/2026", None),
        ("mai", None),
        ("", None),
    ],
)
def test_a_typed_moment(text: str, moment: datetime | None) -> None:
    found = moment_of(text, None)
    assert (found.replace(tzinfo=None) if found else None) == moment


@pytest.mark.parametrize(
    ("text", "amount"), [("70.000 đ", 70000), ("70000", 70000), ("0", 0), ("", None), ("bảy chục", None), ("-5", None)]
)
def test_a_typed_amount(text: str, amount: int | None) -> None:
    assert amount_of(text) == amount
