"""Vietnamese text: nothing readable is lost, everything comparable compares."""

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.domain.text import (
    alphabet_key,
    clean_block,
    clean_line,
    clean_name,
    fold,
    name_sort_key,
    nfc,
    repair_eth,
    same_words,
    search_words,
    tone_key,
)

NAMES = Path(__file__).parents[2].parent / "shared" / "data" / "names"
VIETNAMESE = st.text(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ '-.,0123456789",
    max_size=40,
)


@pytest.mark.parametrize("written", ["â\u0323", "a\u0323\u0302", "a\u0302\u0323", "ạ\u0302", "ậ"])
def test_every_way_to_compose_a_letter_becomes_one(written: str) -> None:
    assert nfc(f"H{written}u") == "Hậu"


def test_nothing_invisible_survives_in_a_line() -> None:
    assert clean_line(" Nguyễn\x00 \u202eVăn\u200b\u00a0 \r\n An\ufeff\t") == "Nguyễn Văn An"


def test_a_block_keeps_its_line_breaks() -> None:
    assert clean_block("\r\n một  hai \r\n\r\n ba\u2028bốn \n") == "một hai\n\nba\nbốn"


def test_pictographs_leave_a_name_but_its_letters_stay() -> None:
    assert clean_name("🌸 Trần Thị 👩‍👩‍👧 Mai ❤️ №5 25°") == "Trần Thị Mai 5 25°".replace("5 25", "№5 25")


def test_a_stray_surrogate_is_dropped() -> None:
    assert clean_line("An\ud800 Bình").encode() == "An Bình".encode()


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    for clean in (nfc, clean_line, clean_block, clean_name, fold):
        assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [("Đặng  Thị HỘ", "dang thi ho"), ("Ðức ðô", "duc do"), ("Nguyễn", "nguyen"), ("İstanbul", "istanbul")],
)
def test_folding(text: str, key: str) -> None:
    assert fold(text) == key


@given(VIETNAMESE)
@settings(max_examples=100, deadline=None)
def test_folded_vietnamese_is_ascii_whatever_its_normal_form(text: str) -> None:
    assert fold(text).isascii()
    assert fold(unicodedata.normalize("NFD", text)) == fold(text) == fold(text.upper())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Ðặng Văn Ðức", "Đặng Văn Đức"),
        ("QÐ-UBND, NÐ-CP, HÐND, ÐKKD, UBÐ", "QĐ-UBND, NĐ-CP, HĐND, ĐKKD, UBĐ"),
        ("ðường số 5", "đường số 5"),
        ("GUÐMUNDUR Sigurðsson BORÐ", "GUÐMUNDUR Sigurðsson BORÐ"),
        ("Ð", "Đ"),
    ],
)
def test_the_eth_is_repaired_only_where_it_stands_for_the_vietnamese_letter(written: str, meant: str) -> None:
    assert repair_eth(written) == meant


@pytest.mark.skipif(not NAMES.exists(), reason="shared name lists absent")
def test_no_eth_stays_in_the_name_lists() -> None:
    for path in NAMES.iterdir():
        assert "Ð" not in repair_eth(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("first", "second"),
    [("hòa", "hoà"), ("THỦY", "thuỷ"), ("tòe", "toè"), ("quý", "qúy"), ("giá", "gía"), ("Ðào Hoà", "đào  hòa")],
)
def test_tone_placement_does_not_matter(first: str, second: str) -> None:
    assert same_words(first, second)


@pytest.mark.parametrize(
    ("first", "second"), [("hòa", "hoa"), ("hòa", "hóa"), ("quý", "quỳ"), ("tư", "tu"), ("résume", "resumé")]
)
def test_marks_still_matter(first: str, second: str) -> None:
    assert tone_key(first) != tone_key(second)


def test_words_sort_in_alphabetical_order_then_by_tone() -> None:
    order = [
        "a",
        "à",
        "ả",
        "ã",
        "á",
        "ạ",
        "an",
        "ăn",
        "ân",
        "ba",
        "da",
        "đa",
        "em",
        "êm",
        "oi",
        "ôi",
        "ơi",
        "u",
        "ư",
        "y",
    ]
    backwards = order[::-1]
    assert sorted(backwards, key=alphabet_key) == order


def test_tones_decide_only_when_all_letters_agree() -> None:
    assert sorted(["hạ b", "ha c", "ha b"], key=alphabet_key) == ["ha b", "hạ b", "ha c"]


def test_people_sort_by_given_name_then_family_name() -> None:
    people = ["Trần Thị An", "K'Brễn", "Nguyễn Văn An", "Lê Án", "Võ Ân", "Phạm Anh", "Y Bhốc", "Đỗ Bình", "An"]
    assert sorted(people, key=name_sort_key) == [
        "An",
        "Nguyễn Văn An",
        "Trần Thị An",
        "Lê Án",
        "Phạm Anh",
        "Võ Ân",
        "Y Bhốc",
        "Đỗ Bình",
        "K'Brễn",
    ]


@given(st.lists(VIETNAMESE, max_size=6))
@settings(max_examples=100, deadline=None)
def test_order_in_a_database_column_is_the_same(texts: list[str]) -> None:
    for key in (alphabet_key, name_sort_key):
        ordered = sorted(texts, key=key)
        assert all(key(a).encode() <= key(b).encode() for a, b in pairwise(ordered))


def test_query_words_are_folded_and_bare() -> None:
    assert search_words(' "Giấy  khai" sinh, 1.001193; giấy - ') == ("giay", "khai", "sinh", "1.001193")


@given(st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_a_line_is_cleaned_alike_with_something_invisible_in_it(text: str) -> None:
    assert clean_line(text) == clean_line(text + "\u200b")
