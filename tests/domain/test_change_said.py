"""Lines of a change: every word of the program's own is known, nothing published is lost or taken for one."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.domain.change_said import line_said
from desk_app.domain.limits import TimeLimit, Unit
from desk_app.domain.procedure_diff import (
    CHANNEL_LABELS,
    CLASS_LABELS,
    STATUS_LABELS,
    TAG_LABELS,
    channel_words,
    limit_words,
    paper_words,
)
from desk_app.domain.procedures import Channel, ChannelKind, Paper, PublishedFee
from desk_app.domain.said import Said

PARTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["3 ngày làm việc", "0,5 ngày", "miễn phí", "miễn phí (0 đồng)", "2.000 đ/trang; 10 USD", "mẫu {x}", "phải nộp"]
    ),
)


def left_to_people(words: Said) -> list[str]:
    """Return what nobody translates."""
    inside = [one for value in words.values.values() if isinstance(value, Said) for one in left_to_people(value)]
    return [str(words.values["text"])] if words.template == "{text}" else inside


@settings(max_examples=100, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=5).map(" · ".join))
def test_a_line_said_in_vietnamese_is_the_line(line: str) -> None:
    assert str(line_said(line)) == line


@pytest.mark.parametrize(
    "label", [*CHANNEL_LABELS.values(), *CLASS_LABELS.values(), *TAG_LABELS.values(), *STATUS_LABELS.values()]
)
def test_every_word_a_comparison_writes_can_be_said_in_another_language(label: str) -> None:
    assert left_to_people(line_said(label)) == []


@pytest.mark.parametrize("unit", [unit for unit in Unit if unit is not Unit.NONE])
@pytest.mark.parametrize("amount", ["1", "20", "0.5"])
def test_so_can_every_limit(unit: Unit, amount: str) -> None:
    assert left_to_people(line_said(limit_words(TimeLimit(amount=Decimal(amount), unit=unit)))) == []


def test_only_what_was_published_is_left_to_people() -> None:
    fees = (
        PublishedFee(amount=Decimal(0)),
        PublishedFee(amount=Decimal(2000), text="/trang"),
        PublishedFee(amount=None, text="x"),
    )
    row = Channel(
        channel=ChannelKind.DIRECT, limit=TimeLimit(amount=Decimal(3), unit=Unit.DAY), fees=fees, note="Nộp tại quầy"
    )
    assert left_to_people(line_said(channel_words(row))) == ["x", "Nộp tại quầy"]
    assert left_to_people(line_said(paper_words(Paper(name="Tờ khai; bản 2", form="TK01")))) == ["Tờ khai", "bản 2"]
