"""An amount is read the one way a Vietnamese reader would, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.domain.fees import money
from desk_app.domain.money_text import read_money

amounts = st.integers(0, 10**12)


@given(amounts)
@settings(max_examples=100, deadline=None)
def test_what_papers_print_reads_back(amount: int) -> None:
    assert read_money(money(Decimal(amount))) == amount
    assert read_money(str(amount)) == amount
    assert read_money(f"  {money(Decimal(amount))}ồng ") == amount


@given(amounts, st.integers(1, 99))
@settings(max_examples=50, deadline=None)
def test_a_part_below_one_keeps_its_place(amount: int, part: int) -> None:
    exact = Decimal(f"{amount}.{part:02d}")
    assert read_money(str(exact)) == exact
    assert read_money(f"{amount},{part:02d}") == exact


@given(st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_no_text_is_read_as_a_negative_or_an_endless_amount(text: str) -> None:
    read = read_money(text)
    assert read is None or (read.is_finite() and read >= 0)


@given(amounts.filter(lambda amount: amount >= 1000), st.data())
@settings(max_examples=50, deadline=None)
def test_a_dot_in_the_wrong_place_is_no_amount(amount: int, data: st.DataObject) -> None:
    printed = money(Decimal(amount)).removesuffix(" đ")
    digits = printed.replace(".", "")
    place = data.draw(st.integers(1, len(digits) - 3))
    moved = f"{digits[:place]}.{digits[place:]}"
    assert moved == printed or read_money(moved) is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [("50.000", 50_000), ("50.000 đ", 50_000), ("1.500.000", 1_500_000), ("1 500 000 VNĐ", 1_500_000), ("0", 0)],
)
def test_everyday_writings(text: str, amount: int) -> None:
    assert read_money(text) == amount


@pytest.mark.parametrize("text", ["", "đ", "50,000", "1.50.000", "0.500", "-5", "+5", "5e4", "NaN", "năm mươi", "٥٠"])
def test_what_could_be_two_amounts_or_none_is_not_guessed(text: str) -> None:
    assert read_money(text) is None
