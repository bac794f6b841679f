"""Paragraphs: markup whose tags were seen before reads as ReportLab's own parser reads it."""

from collections.abc import Callable
from html import escape
from itertools import accumulate, chain

from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.platypus import Paragraph

from desk_app.printing.flowables import balanced, paragraph

WORDS = st.text("aăêổẽđĐ x&<>;'\"0 \u00a0", min_size=1, max_size=12).filter(str.strip)
PIECES = st.one_of(
    WORDS.map(lambda words: escape(words, quote=False)),
    st.sampled_from(["<b>", "</b>", "<i>", "</i>"]),
    st.builds(lambda tag, words: f"<{tag}>{escape(words, quote=False)}</{tag}>", st.sampled_from("biu"), WORDS),
    st.just("<br/>"),
)


def letters(read: Callable[[], Paragraph]) -> list[dict[str, object]] | None:
    """Return how each letter is set, None for markup that cannot be read. The parser cuts texts at their entities."""
    try:
        pieces = [vars(piece) for piece in read().frags]
    except ValueError:
        return None
    return [{**piece, "text": letter} for piece in pieces for letter in piece["text"] or [""]]


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=6).map("".join))
def test_markup_reads_as_the_parser_reads_it(markup: str) -> None:
    style = paragraph("x", 11, 1.2).style
    assert letters(lambda: paragraph(markup, 11, 1.2)) == letters(lambda: Paragraph(markup, style))


def test_values_of_one_sentence_do_not_mix() -> None:
    first = paragraph("Họ tên: <b>Nguyễn Văn A</b> &amp; vợ", 11, 1.2)
    second = paragraph("Họ tên: <b>Trần Thị B</b> &amp; con", 11, 1.2)
    assert [piece.text for piece in first.frags] == ["Họ tên: ", "Nguyễn Văn A", " & vợ"]
    assert [piece.text for piece in second.frags] == ["Họ tên: ", "Trần Thị B", " & con"]


def test_a_heads_lines_are_about_as_long_as_each_other_and_no_more_of_them() -> None:
    width = 200.0
    made = paragraph("<b>TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ HÒA BÌNH TRUNG</b>", 12, 1.2, "center")
    made.wrap(width, 1000)
    before = [line[0] for line in made.blPara.lines]
    even = balanced(made, width)
    even.wrap(width, 1000)
    rooms = [line[0] for line in even.blPara.lines]
    words = [" ".join(line[1]) for line in even.blPara.lines]
    assert len(rooms) == len(before)
    assert " ".join(words) == "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ HÒA BÌNH TRUNG"
    assert max(rooms) - min(rooms) <= max(before) - min(before)
    assert min(map(len, words)) >= 12, "no word is left alone"
    short = paragraph("UBND XÃ HÒA", 12, 1.2, "center")
    assert balanced(short, width) is short


def told_lines(markup: str, width: float) -> list[str]:
    made = paragraph(markup, 11, 1.2)
    made.wrap(width, 1000)
    lines = made.blPara.lines
    return [
        " ".join(line[1]) if isinstance(line, tuple) else "".join(word.text for word in line.words) for line in lines
    ]


def test_a_word_wider_than_its_line_breaks_behind_a_mark_and_a_name_only_behind_its_hyphens() -> None:
    assert told_lines("vào motcua.anthinh.gov.vn/tra-cuu", 110) == ["vào", "motcua.anthinh.gov.vn/", "tra-cuu"]
    assert told_lines("trung-tam-hanh-chinh-cong.vn", 90) == ["trung-tam-hanh-", "chinh-cong.vn"]
    assert told_lines("vào <b>motcua.anthinh.gov.vn</b>, mã 7KBM", 110)[1] == "motcua.anthinh.gov."


def test_a_word_without_a_mark_to_break_behind_breaks_anywhere_and_no_space_comes_into_it() -> None:
    for word in ("x" * 60 + ".vn", "cua." + "x" * 60, "x" * 60):
        assert "".join(told_lines(word, 110)) == word


@settings(max_examples=100, deadline=None)
@given(st.text("abxW.-/ ", min_size=1, max_size=60).filter(str.strip), st.floats(60, 400))
def test_a_break_adds_and_loses_no_letter_and_shows_no_space_inside_a_word(text: str, width: float) -> None:
    lines = [line.split() for line in told_lines(text, width)]
    assert "".join(chain.from_iterable(lines)) == "".join(text.split())
    ends = set(accumulate(map(len, text.split())))
    place = 0
    for line in lines:
        inside = list(accumulate(map(len, line), initial=place))[1:-1]
        assert set(inside) <= ends
        place += sum(map(len, line))
