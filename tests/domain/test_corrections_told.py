"""A correction in words: told whatever stands in it, since another program may have written it."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lives import reception

from desk_app.domain.dossier_fields import correction_words
from desk_app.domain.events import FieldChange
from desk_app.domain.events.reception import Reception
from desk_app.domain.fees import FeeLine

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
STANDING: dict[str, Any] = reception("H56.14-260827-0001").model_dump(mode="json")
AS_IT_STANDS = st.sampled_from(sorted(STANDING)).flatmap(lambda name: st.tuples(st.just(name), st.just(STANDING[name])))


def told(field: str, old: object, new: object) -> list[str]:
    return [str(line) for line in correction_words(FieldChange(field=field, old=old, new=new))]


def fees(*amounts: tuple[str, str], **changes: Any) -> list[dict[str, Any]]:
    """Return fee lines as JSON. amounts: (amount, currency)."""
    return [
        FeeLine(
            name="Lệ phí", amount=Decimal(amount), full_amount=Decimal(amount), currency=currency, **changes
        ).model_dump(mode="json")
        for amount, currency in amounts
    ]


@given(st.sampled_from(sorted(Reception.model_fields)), JSON, JSON)
@settings(max_examples=100, deadline=None)
def test_values_that_are_none_of_their_fields_are_told_as_they_are(field: str, old: Any, new: Any) -> None:
    assert all(told(field, old, new))
    assert all(told(field, STANDING[field], new))
    assert all(told(field, old, STANDING[field]))


@pytest.mark.parametrize("fault", [{"amount": "-1", "full_amount": "-1"}, {"amount": "0.5", "full_amount": "0.5"}])
def test_a_fee_that_no_line_can_have_is_told(fault: dict[str, str]) -> None:
    (fee,) = fees(("8000", "VND"))
    assert told("fees", [fee], [{**fee, **fault}])


def test_money_of_several_currencies_is_never_summed_as_one() -> None:
    assert told("fees", fees(("8000", "VND")), fees(("8000", "VND"), ("10", "USD"))) == [
        "Lệ phí: 8.000 đ → 8.000 đ + 10 USD"
    ]


def test_a_change_that_the_words_do_not_show_is_said_to_be_one_of_details() -> None:
    before, after = fees(("8000", "VND")), fees(("8000", "VND"), paid=True)
    assert told("fees", before, after) == ["Lệ phí: đổi thứ tự hoặc chi tiết"]
