"""Receipt numbers as ranges: every number once, none that was not written."""

from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.services.receipt_numbers import receipt_ranges


def test_ranges_keep_zeros_and_letters_and_tell_of_doubles() -> None:
    numbers = ["0000125", "0000123", "", "0000124", "AB/7", "0000130", "AB/8", "9", "10", "không số", "0000130 "]
    assert receipt_ranges(numbers) == "9, 10, 0000123–0000125, 0000130 (2 lần), AB/7–AB/8, không số"
    assert receipt_ranges([]) == ""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 60), max_size=40))
def test_what_is_said_is_exactly_what_was_written(written: list[int]) -> None:
    said = receipt_ranges(f"{number:04d}" for number in written)
    found: list[int] = []
    for part in filter(None, said.split(", ")):
        number, _, times = part.partition(" (")
        first, _, last = number.partition("–")
        found += list(range(int(first), int(last or first) + 1)) * (int(times.split()[0]) if times else 1)
    assert found == sorted(written)
