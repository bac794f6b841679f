"""Lines on the wire: what was stored is what arrives."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.domain.envelope import exact_json
from desk_app.sync.limits import MAX_LINE_BYTES
from desk_app.sync.lines import BadLine, TooLarge, joined, line_of, lines_in, packed, split_line, unpacked

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.text(min_size=1), values, min_size=1, max_size=4)


@settings(max_examples=100, deadline=None)
@given(objects, st.none() | objects)
def test_texts_come_out_of_a_line_as_they_went_in(envelope: dict[str, object], body: dict[str, object] | None) -> None:
    texts = (exact_json(envelope), None if body is None else exact_json(body))
    line = line_of(*texts)
    assert split_line(line) == texts
    assert json.loads(line) == [envelope, body]  # a line is JSON for anybody else too


@settings(max_examples=50, deadline=None)
@given(st.lists(objects, max_size=5))
def test_a_body_of_lines_gives_its_lines_back_packed_or_not(rows: list[dict[str, object]]) -> None:
    lines = [line_of(exact_json(row), None) for row in rows]
    assert list(lines_in(joined(lines))) == lines
    assert list(lines_in(unpacked(packed(joined(lines))))) == lines


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=20), st.integers(0, 100_000))
def test_no_receiver_takes_what_was_packed_for_a_bomb(repeated: str, times: int) -> None:
    body = joined([line_of(exact_json({"text": repeated * times}), None)])
    assert unpacked(packed(body)) == body


@settings(max_examples=50, deadline=None)
@given(st.lists(objects, min_size=1, max_size=5), st.data())
def test_a_body_cut_at_any_byte_gives_no_line_that_was_not_sent(
    rows: list[dict[str, object]], data: st.DataObject
) -> None:
    lines = [line_of(exact_json(row), None) for row in rows]
    body = joined(lines)
    cut = body[: data.draw(st.integers(0, len(body) - 1))]
    try:
        got = list(lines_in(cut))
    except BadLine:
        return
    assert got == lines[: len(got)]
    with pytest.raises(BadLine):
        unpacked(packed(body)[:-1])


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "[{}]",
        "[{},]",
        '[{"a":1},{"b":2},{"c":3}]',
        '[{"a":1},7]',
        '[{"a":1},{"b":}]',
        '{"a":1}',
        '[{"a":1} {}]',
    ],
)
def test_what_is_no_line_is_refused(line: str) -> None:
    with pytest.raises(BadLine):
        split_line(line)


def test_a_line_and_a_body_beyond_the_limits_are_refused() -> None:
    with pytest.raises(TooLarge):
        list(lines_in(b"x" * (MAX_LINE_BYTES + 1) + b"\n"))
    bomb = gzip.compress(b"0" * 20_000_000)
    with pytest.raises(TooLarge):
        unpacked(bomb)


def test_what_is_no_utf8_is_refused() -> None:
    with pytest.raises(BadLine):
        list(lines_in(b"\xff\xfe\n"))
