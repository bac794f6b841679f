"""Syllables: every real name passes, every remnant of an input method is seen."""

import json
from pathlib import Path

import pytest

from desk_app.domain.syllables import (
    has_marks,
    impossible_address_words,
    impossible_name_words,
    is_name_word,
    is_syllable,
)
from desk_app.domain.text import nfc, repair_eth

DATA = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.mark.parametrize(
    "word",
    [
        "nghiêng",
        "quý",
        "qúy",
        "quyết",
        "giết",
        "gì",
        "giếng",
        "hòa",
        "hoà",
        "thủy",
        "thuỷ",
        "khuya",
        "yêu",
        "ươn",
        "thước",
        "Ỷ",
        "xoáy",
        "ngoằn",
        "GÌN",
        "Quốc",
    ],
)
def test_right_spelling_is_legal(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word",
    [
        "Nguyeenx",
        "Trasn",
        "ddawngj",
        "Haf",
        "Lee",
        "Vawn",
        "Vux",
        "nghang",
        "kong",
        "ghà",
        "các̀",
        "càt",
        "hòan",
        "Nguye64n",
        "Vn",
        "L",
        "w",
        "Trầ̉n",
    ],
)
def test_wrong_spelling_is_not(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    "name",
    [
        "K'Brễn",
        "H'Hen Niê",
        "Y Bhốc",
        "Ksor H'Blă",
        "Y Thanh Hà Niê Kđăm",
        "Rơ Châm Siu",
        "Zơrâm Thị Mlô",
        "Giàng A Vừ",
    ],
)
def test_names_of_other_peoples_are_plausible(name: str) -> None:
    assert impossible_name_words(name) == ()


@pytest.mark.parametrize("word", ["nGUYỄN", "NguYễn", "Ksỏ", "TrầnF", "NGUYEENX", "Toong", "Nguyễn1", "Tr?n", "Háy|"])
def test_what_an_input_method_leaves_is_not_a_name(word: str) -> None:
    assert not is_name_word(word)


@pytest.mark.parametrize(
    "address",
    [
        "Số 12A/3 Đường 3 Tháng 2, KP. 4, P.Bến Nghé, TP.HCM",
        "Tổ 5, TDP Đ12, QL1A, xã Noong Hẹt, Điện Biên",
        "Buôn Ako Dhông, P. Tân Lợi, Buôn Ma Thuột, Đắk Lắk",
        "Xã Cường Lợi, Na Rì, Bắc Kạn",
    ],
)
def test_real_addresses_are_plausible(address: str) -> None:
    assert impossible_address_words(address) == ()


def test_a_bent_address_is_seen() -> None:
    assert impossible_address_words("Thoon 3, xax Hoaf Bifnh, Ha2 Nội") == ("Thoon", "xax", "Hoaf", "Bifnh", "Ha2")


def test_marks_are_seen_in_any_normal_form() -> None:
    assert has_marks("Đ")
    assert has_marks("e\u0302")
    assert not has_marks("Nguyen Van An")


@pytest.mark.skipif(not DATA.exists(), reason="shared data absent")
def test_every_word_of_the_name_lists_is_a_syllable() -> None:
    words = {word for path in (DATA / "names").iterdir() for word in repair_eth(nfc(path.read_text("utf-8"))).split()}
    assert [word for word in words if not is_syllable(word)] == []


@pytest.mark.skipif(not DATA.exists(), reason="shared data absent")
def test_less_than_one_commune_name_in_fifty_is_doubted() -> None:
    text = (DATA / "admin_units" / "provinces_wards_2026-04-30.json").read_text("utf-8")
    names = [unit["FullName"] for province in json.loads(text) for unit in province.get("Wards", [])]
    assert len(names) > 3000
    doubted = [name for name in names if impossible_address_words(nfc(name))]
    assert len(doubted) * 50 < len(names), doubted
