"""Paragraphs: markup whose tags were seen before reads as ReportLab's own parser reads it."""

from collections.abc import Callable
from html import escape

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
