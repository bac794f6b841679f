"""Text of old Vietnamese fonts (TCVN3/ABC, VNI-Windows) found in office spreadsheets, brought to Unicode.

Such text arrives as the Windows-1252 or Latin-1 characters of its bytes: "NguyÔn V¨n An" is Nguyễn Văn An in .VnTime.
TCVN3 tables: TCVN 5712:1993 (VN3). VNI tables: the VNI-Windows layout, base letter then mark. Capitals of
TCVN3 live in fonts of their own (.VnTimeH) that draw the bytes of small letters.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from desk_app.domain.syllables import is_syllable
from desk_app.domain.text import repair_eth


class LegacyEncoding(StrEnum):
    """How an old font laid out its letters."""

    TCVN3 = "tcvn3"
    VNI = "vni"


_TONE_ORDER = "\u0300\u0309\u0303\u0301\u0323"
_TCVN3_VOWELS = {
    "a": "B5 B6 B7 B8 B9",
    "ă": "BB BC BD BE C6",
    "â": "C7 C8 C9 CA CB",
    "e": "CC CE CF D0 D1",
    "ê": "D2 D3 D4 D5 D6",
    "i": "D7 D8 DC DD DE",
    "o": "DF E1 E2 E3 E4",
    "ô": "E5 E6 E7 E8 E9",
    "ơ": "EA EB EC ED EE",
    "u": "EF F1 F2 F3 F4",
    "ư": "F5 F6 F7 F8 F9",
    "y": "FA FB FC FD FE",
}
"""The bytes of a vowel with huyền, hỏi, ngã, sắc, nặng."""
_TCVN3_PLAIN = {
    0xA1: "Ă", 0xA2: "Â", 0xA3: "Ê", 0xA4: "Ô", 0xA5: "Ơ", 0xA6: "Ư", 0xA7: "Đ",
    0xA8: "ă", 0xA9: "â", 0xAA: "ê", 0xAB: "ô", 0xAC: "ơ", 0xAD: "ư", 0xAE: "đ",
}  # fmt: skip

_VNI_TONES = {0xF8: "\u0300", 0xFB: "\u0309", 0xF5: "\u0303", 0xF9: "\u0301", 0xEF: "\u0323"}
_VNI_CIRCUMFLEX = {0xE2: "", 0xE0: "\u0300", 0xE5: "\u0309", 0xE3: "\u0303", 0xE1: "\u0301", 0xE4: "\u0323"}
_VNI_BREVE = {0xEA: "", 0xE8: "\u0300", 0xFA: "\u0309", 0xFC: "\u0303", 0xE9: "\u0301", 0xEB: "\u0323"}
_VNI_SINGLE = {0xF4: "ơ", 0xF6: "ư", 0xF1: "đ", 0xEC: "ì", 0xED: "í", 0xE6: "ỉ", 0xF3: "ĩ", 0xF2: "ị", 0xEE: "ỵ"}

_WORDS = re.compile(r"[^\s\d.,;:()/\-\"'!?]+")
_ENOUGH = 0.75
_MOSTLY = 0.6


def font_encoding(font: str) -> LegacyEncoding | None:
    """Return the layout a font's name tells: .VnTime and its kin are TCVN3, VNI-Times and its kin are VNI."""
    name = font.strip().lower()
    if name.startswith(".vn"):
        return LegacyEncoding.TCVN3
    return LegacyEncoding.VNI if name.startswith("vni") else None


def font_is_upper(font: str) -> bool:
    """Tell whether a font draws small letters as capitals (.VnTimeH, .VnArialH)."""
    name = font.strip()
    return name.lower().startswith(".vn") and name.endswith("H")


def detect(text: str, font: str | None = None) -> LegacyEncoding | None:
    """Return the old layout a text is in, None for Unicode, plain ASCII and foreign text.

    text: as decoded by Windows-1252 or Latin-1, not yet cleaned (a soft hyphen is TCVN3's ư).
    Without a font a layout is believed only when the text holds no letter beyond Latin-1, reads worse as it is, reads
    as Vietnamese once converted, and is long enough to tell. A font's name is believed unless converting reads worse:
    what the font drew is what the office saw.
    """
    words = [word for word in _WORDS.findall(text) if not _is_abbreviation(word)]
    old = [word for word in words if not word.isascii()]
    if not old or _looks_unicode(text):
        return None
    plain = _share_of_syllables([repair_eth(word) for word in old])
    told = font_encoding(font) if font else None
    if told:
        return told if _share_of_syllables([to_unicode(word, told) for word in old]) >= plain else None
    if not _is_enough_to_tell(old):
        return None
    scores = {layout: _reading_score(words, old, layout) for layout in LegacyEncoding}
    best = max(scores, key=lambda layout: scores[layout])
    return best if scores[best] >= _ENOUGH and scores[best] > plain else None


def detect_column(texts: Iterable[str], font: str | None = None) -> LegacyEncoding | None:
    """Return the old layout all the cells of a column are in, None where one of them is already Unicode or foreign.

    One name alone may read either way ("Phan Thò An Cô" is Phan Thị An Cơ in VNI); the column they stand in does not.
    """
    return detect("\n".join(texts), font)


def to_unicode(text: str, encoding: LegacyEncoding, *, upper: bool = False) -> str:
    """Return text of an old font in Unicode NFC. upper: the font draws small letters as capitals (font_is_upper)."""
    converted = _TCVN3.sub(_from_tcvn3, text) if encoding is LegacyEncoding.TCVN3 else _VNI.sub(_from_vni, text)
    converted = unicodedata.normalize("NFC", converted)
    return converted.upper() if upper else converted


def repaired(text: str, font: str | None = None) -> str:
    """Return a spreadsheet cell's text in Unicode, converted where it is in an old layout, else as it is."""
    encoding = detect(text, font)
    upper = font is not None and font_is_upper(font)
    if encoding is None:
        return text.upper() if upper and text.isascii() else text
    return to_unicode(text, encoding, upper=upper)


def _tcvn3_table() -> dict[str, str]:
    table = {chr(byte): letter for byte, letter in _TCVN3_PLAIN.items()}
    for vowel, code_points in _TCVN3_VOWELS.items():
        for mark, code in zip(_TONE_ORDER, code_points.split(), strict=True):
            table[chr(int(code, 16))] = unicodedata.normalize("NFC", vowel + mark)
    return table


def _vni_table() -> dict[str, str]:
    """Return VNI's one- and two-character sequences; capitals have the marks' bytes less 0x20."""
    small: dict[tuple[int, ...], str] = {(byte,): letter for byte, letter in _VNI_SINGLE.items()}
    for byte, tone in _VNI_TONES.items():
        small.update({(ord(base), byte): base + tone for base in "aeouy"})
        small.update({(single, byte): _VNI_SINGLE[single] + tone for single in (0xF4, 0xF6)})
    for byte, tone in _VNI_CIRCUMFLEX.items():
        small.update({(ord(base), byte): base + "\u0302" + tone for base in "aeo"})
    small.update({(ord("a"), byte): "a\u0306" + tone for byte, tone in _VNI_BREVE.items()})
    table = {}
    for code, letters in small.items():
        letter = unicodedata.normalize("NFC", letters)
        table["".join(map(chr, code))] = letter
        capital = [byte - 0x20 for byte in code]
        table["".join(map(chr, capital))] = letter.upper()
        if len(code) == 2:
            table[chr(capital[0]) + chr(code[1])] = letter.upper()
    return table


_TCVN3_LETTERS = _tcvn3_table()
_VNI_LETTERS = _vni_table()
_TCVN3 = re.compile(f"[{''.join(_TCVN3_LETTERS)}]")
_VNI = re.compile("|".join(sorted(map(re.escape, _VNI_LETTERS), key=len, reverse=True)))


def _from_tcvn3(match: re.Match[str]) -> str:
    return _TCVN3_LETTERS[match[0]]


def _from_vni(match: re.Match[str]) -> str:
    return _VNI_LETTERS[match[0]]


def _looks_unicode(text: str) -> bool:
    """Tell whether a text holds a letter or mark that no byte of Windows-1252 can be."""
    return any(
        ord(c) > 0xFF and (c.isalpha() or unicodedata.category(c) == "Mn") and c not in "ŠšŽžŒœŸƒˆ" for c in text
    )


def _share_of_syllables(words: list[str]) -> float:
    return sum(map(is_syllable, words)) / len(words)


def _reading_score(words: list[str], old: list[str], layout: LegacyEncoding) -> float:
    """Return which share of the words with old bytes become syllables; 0 where the text around them is foreign."""
    if _share_of_syllables([to_unicode(word, layout) for word in words]) < _MOSTLY:
        return 0.0
    return _share_of_syllables([to_unicode(word, layout) for word in old])


def _is_abbreviation(word: str) -> bool:
    """Tell whether a word is one that says nothing of the language: UBND, tp, HÐND."""
    return word.isascii() and (word.isupper() or not re.search("[aeiouy]", word))


def _is_enough_to_tell(old: list[str]) -> bool:
    """Tell whether the words with old bytes are evidence: "µm" or "dû" alone are not."""
    if len(old) > 1:
        return True
    word = old[0]
    old_bytes = [c for c in word if not c.isascii()]
    has_symbol = any(not c.isalpha() for c in old_bytes)
    return len(old_bytes) > 1 or len(word) >= (3 if has_symbol else 4)
