"""Old fonts' text: converted without loss where it is old text, left alone where it is not."""

import csv
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.domain.legacy_text import (
    LegacyEncoding,
    detect,
    detect_column,
    font_encoding,
    font_is_upper,
    repaired,
    to_unicode,
)
from desk_app.domain.syllables import is_syllable
from desk_app.domain.text import nfc, repair_eth

DATA = Path(__file__).parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="shared data absent")
COLUMNS = {LegacyEncoding.TCVN3: "tcvn3_xvnkb_hex", LegacyEncoding.VNI: "vni_win_hex"}


@cache
def table(encoding: LegacyEncoding) -> dict[str, str]:
    """Return letter → its bytes as Latin-1 characters, from the reference table."""
    with (DATA / "encodings" / "vn_legacy_table.csv").open(encoding="utf-8-sig") as file:
        return {row["char"]: bytes.fromhex(row[COLUMNS[encoding]]).decode("latin-1") for row in csv.DictReader(file)}


def written_in(encoding: LegacyEncoding, text: str) -> str:
    return "".join(c if c.isascii() else table(encoding)[c] for c in text)


@cache
def given_names() -> list[str]:
    text = (DATA / "names" / "boy.txt").read_text("utf-8") + "\n" + (DATA / "names" / "girl.txt").read_text("utf-8")
    return [name for name in (repair_eth(nfc(line)).strip() for line in text.splitlines()) if name]


@cache
def surnames() -> list[str]:
    return nfc((DATA / "names" / "vfg_surnames_first.name").read_text("utf-8")).split()


@st.composite
def full_names(draw: st.DrawFn) -> str:
    middle = draw(st.sampled_from(["Văn", "Thị", "Hữu", "Đình"]))
    return f"{draw(st.sampled_from(surnames()))} {middle} {draw(st.sampled_from(given_names()))}"


def test_what_an_office_spreadsheet_holds_is_read() -> None:
    assert repaired("NguyÔn V¨n §øc") == "Nguyễn Văn Đức"
    assert repaired("céng hßa x· héi chñ nghÜa viÖt nam", ".VnTimeH") == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert repaired("Nguyeãn Vaên Ñöùc, xaõ Hoøa Bình") == "Nguyễn Văn Đức, xã Hòa Bình"
    assert repaired("COÄNG HOØA XAÕ HOÄI", "VNI-Times") == "CỘNG HÒA XÃ HỘI"


@needs_data
@given(full_names(), st.sampled_from(LegacyEncoding))
@settings(max_examples=100, deadline=None)
def test_old_text_comes_back_as_it_was(name: str, encoding: LegacyEncoding) -> None:
    name = name.lower() if encoding is LegacyEncoding.TCVN3 else name
    written = written_in(encoding, name)
    assert to_unicode(written, encoding) == name
    reads_either_way = all(is_syllable(word) for word in written.split())
    # One cell may hold too little to tell, or read either way; it is never taken for the other layout otherwise.
    assert detect(written) in (encoding, None) or reads_either_way
    assert detect_column([written, written_in(encoding, "ủy ban nhân dân thị trấn đường số một")]) is encoding


@needs_data
@given(full_names())
@settings(max_examples=100, deadline=None)
def test_the_font_gives_the_capitals_back(name: str) -> None:
    written = written_in(LegacyEncoding.TCVN3, name.lower())
    assert repaired(written, ".VnTimeH") == name.upper()
    assert repaired(written_in(LegacyEncoding.VNI, name.upper()), "VNI-Times") == name.upper()


@needs_data
def test_every_letter_of_both_layouts_agrees_with_the_reference() -> None:
    for encoding in LegacyEncoding:
        for letter, written in table(encoding).items():
            if letter != "₫" and (encoding is LegacyEncoding.VNI or letter.islower() or letter in "ĂÂĐÊÔƠƯ"):
                assert to_unicode(written, encoding) == letter


@needs_data
def test_correct_unicode_is_never_converted() -> None:
    texts = [*given_names(), *surnames(), *(name.upper() for name in given_names())]
    texts += [f"{surname} {name}" for surname in surnames() for name in given_names()[::25]]
    assert [text for text in texts if detect(text) is not None] == []


@needs_data
def test_no_published_procedure_is_taken_for_old_text_and_each_comes_back_from_it() -> None:
    with (DATA / "procedures" / "portal_list_2026-07.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = {nfc(cell) for row in list(csv.reader(file))[::8] for cell in row}
    assert [cell for cell in cells if detect(cell) is not None] == []
    letters = set(table(LegacyEncoding.VNI))
    small = [name for name in map(str.lower, cells) if not name.isascii()]
    written = [name for name in small if all(c.isascii() or c in letters for c in name)]
    tried = [(name, repaired(written_in(encoding, name))) for name in written for encoding in LegacyEncoding]
    assert len(tried) > 500
    assert [read for name, read in tried if read != name and not all(map(is_syllable, read.split()))] == []


@pytest.mark.parametrize(
    "text",
    [
        "Lê Hoàng Anh",
        "Cao Xuân",
        "QÐ-UBND",
        "Attestation de résidence à l'étranger, délivrée où il était né",
        "Où êtes-vous né ? À Besançon, près de la forêt.",
        "naïve café, 5 µm, 25°C, © 2024, 100 m², «Nam»",
        "dû",
        "José Nuñez Peña",
        "Müller & Söhne für Köln",
        "plain ASCII text 123",
        "",
    ],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert detect(text) is None
    assert repaired(text) == text


@given(st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_ascii_is_never_old_text_and_no_text_fails(text: str) -> None:
    assert detect(text.encode("ascii", "ignore").decode()) is None
    repaired(text, ".VnTime")
    repaired(text, "VNI-Helve")


def test_fonts_tell_their_layout() -> None:
    assert font_encoding(".VnArial NarrowH") is LegacyEncoding.TCVN3
    assert font_encoding("VNI-Times") is LegacyEncoding.VNI
    assert font_encoding("Times New Roman") is None
    assert font_is_upper(".VnTimeH")
    assert not font_is_upper(".VnTime")
