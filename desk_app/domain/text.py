"""Vietnamese text: cleaned at the edge, folded for search, compared and sorted as a Vietnamese reader does.

Rules of the alphabet and of the tones: CLDR collation ``vi``; sorting people by given name: custom of every
Vietnamese register (the last word of the name, then the family name).
"""

import re
import unicodedata
from collections.abc import Callable
from enum import IntEnum
from functools import lru_cache

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_LETTERS = re.compile(r"[^\W\d_]+")
_ETH = str.maketrans("đĐÐð", "dddd")
_FIRST_PICTOGRAPH = 0x2190
_VOWELS = frozenset("aeiouy")


class Tone(IntEnum):
    """The six tones (thanh) in CLDR order, which is also the order of dictionaries printed in Hà Nội."""

    LEVEL = 0
    FALLING = 1
    ASKING = 2
    TUMBLING = 3
    RISING = 4
    HEAVY = 5


TONE_MARKS = {
    "\u0300": Tone.FALLING,
    "\u0309": Tone.ASKING,
    "\u0303": Tone.TUMBLING,
    "\u0301": Tone.RISING,
    "\u0323": Tone.HEAVY,
}
"""Combining mark → tone: huyền, hỏi, ngã, sắc, nặng; no mark is ngang."""

_QUALITY = {
    ("a", "\u0306"): "ă",
    ("a", "\u0302"): "â",
    ("e", "\u0302"): "ê",
    ("o", "\u0302"): "ô",
    ("o", "\u031b"): "ơ",
    ("u", "\u031b"): "ư",
}
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_WEIGHTS = {letter: chr(ord("A") + place) for place, letter in enumerate(_ALPHABET)}


class _ByCharacter(dict[int, str]):
    """A table for ``str.translate`` that works its entries out once each: folding runs over every text imported."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str:
        self[code] = self._rule(chr(code))
        return self[code]


def _without_control(char: str) -> str:
    return "" if char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cs") else char


def _without_format(char: str) -> str:
    return "" if unicodedata.category(char) == "Cf" else char


def _folded(char: str) -> str:
    plain = unicodedata.normalize("NFD", char.lower())
    return "".join(c for c in plain if unicodedata.category(c) != "Mn").translate(_ETH)


_CONTROLS_DROPPED = _ByCharacter(_without_control)
_FORMATS_DROPPED = _ByCharacter(_without_format)
_FOLDED = _ByCharacter(_folded)
_LEVEL_END, _WORD_END, _PUNCTUATION, _OTHER_SCRIPT = " ", "!", '"', "~"


def nfc(text: str) -> str:
    """Return text in NFC (also from the "tổ hợp" mix of UniKey) without NULs, control characters or stray surrogates.

    Line breaks of every system become the line feed; tabs and line breaks are kept.
    """
    if text.replace("\n", "").isprintable():
        return unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", _BREAKS.sub("\n", text).translate(_CONTROLS_DROPPED))


def composed(text: str) -> str:
    """Return text in NFC and nothing else changed: a password, whatever form an input method gives its letters."""
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """Return text fit for a one-line field: NFC, white space collapsed, nothing invisible or direction-turning."""
    if text.isprintable():
        # Nearly every text is: nothing in it can need more, and every registration and search cleans dozens.
        return " ".join(unicodedata.normalize("NFC", text).split())
    return " ".join(_visible(nfc(text)).split())


def clean_block(text: str) -> str:
    """Return text fit for a field of several lines: each line cleaned, empty lines at both ends dropped."""
    lines = (" ".join(line.split()) for line in _visible(nfc(text)).split("\n"))
    return "\n".join(lines).strip("\n")


def clean_name(text: str) -> str:
    """Return a one-line text without pictographs and private-use characters, which no paper can print."""
    line = clean_line(text)
    if max(line, default="") < chr(_FIRST_PICTOGRAPH):
        return line
    return clean_line("".join(c for c in line if not _is_pictograph(c)))


def fold(text: str) -> str:
    """Return the search key of a text: marks dropped, đ (and the eth that stands for it) → d, lower case, one space."""
    return " ".join(clean_line(text).translate(_FOLDED).split())


def repair_eth(text: str) -> str:
    """Replace the eth ``Ð``/``ð`` (U+00D0, U+00F0) by ``Đ``/``đ`` where it stands for it; NFC in, NFC out.

    Old fonts and spreadsheets draw both alike. It stands for Đ at the start of a word before a vowel or alone, and in
    abbreviations (QÐ, NÐ-CP, HÐND); an Icelandic name (Sigurðsson, GUÐMUNDUR) is left as it is.
    """
    if "Ð" not in text and "ð" not in text:
        return text
    return _LETTERS.sub(lambda match: _repair_word(match[0]), text)


def split_tone(word: str) -> tuple[str, tuple[tuple[int, Tone], ...]]:
    """Return a word without its tone marks (letters keep ă â ê ô ơ ư), and where each tone stood: (index, tone)."""
    letters: list[str] = []
    tones: list[tuple[int, Tone]] = []
    for char in unicodedata.normalize("NFD", word):
        if char in TONE_MARKS and letters:
            tones.append((len(letters) - 1, TONE_MARKS[char]))
        elif unicodedata.category(char) == "Mn" and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + char)
        else:
            letters.append(char)
    return "".join(letters), tuple(tones)


def tone_key(text: str) -> str:
    """Return a key equal for texts that differ only in case or in where a tone mark is drawn (hòa = hoà, thủy = thuỷ).

    Marks still count: hòa ≠ hoa ≠ họa. For comparing only; what the clerk typed is never rewritten.
    """
    return _LETTERS.sub(lambda match: _tone_at_cluster_end(match[0]), repair_eth(clean_line(text)).lower())


def same_words(first: str, second: str) -> bool:
    """Tell whether two texts are the same words, whatever their case, spacing and tone placement."""
    return tone_key(first) == tone_key(second)


def alphabet_key(text: str) -> str:
    """Return a key whose plain string order is Vietnamese alphabetical order (also in an SQL BINARY column).

    Letters first (a ă â b c d đ e ê …), then tones over the whole text, then capitals, then the text itself.
    """
    text = repair_eth(clean_line(text))
    return _LEVEL_END.join((*_weights(text), text))


def name_sort_key(name: str) -> str:
    """Return the key that sorts people by given name (last word), then by the rest from the family name on."""
    name = repair_eth(clean_line(name))
    rest, _, given = name.rpartition(" ")
    given_letters, given_tones, _ = _weights(given)
    rest_letters, rest_tones, _ = _weights(rest)
    return _LEVEL_END.join((given_letters, given_tones, rest_letters, rest_tones, name))


def search_words(query: str) -> tuple[str, ...]:
    """Return the folded words of a query, bare of punctuation at their ends, none repeated; inner dots stay."""
    words = (word if word.isalnum() else re.sub(r"^\W+|\W+$", "", word) for word in fold(query).split())
    return tuple(dict.fromkeys(word for word in words if word))


def _visible(text: str) -> str:
    return text.translate(_FORMATS_DROPPED)


def _is_pictograph(char: str) -> bool:
    if 0xFE00 <= ord(char) <= 0xFE0F:
        return True
    return ord(char) >= _FIRST_PICTOGRAPH and unicodedata.category(char) in ("So", "Sk", "Co", "Cn")


def _repair_word(word: str) -> str:
    return "".join(_repaired_letter(word, place) if c in "Ðð" else c for place, c in enumerate(word))


def _repaired_letter(word: str, place: int) -> str:
    eth = word[place]
    d_with_stroke = "Đ" if eth == "Ð" else "đ"
    if place == 0:
        following = unicodedata.normalize("NFD", word[1:2].lower())[:1]
        stands = not following or following in _VOWELS or (word.isupper() and len(word) <= 6)
    else:
        before = [unicodedata.normalize("NFD", c.lower())[:1] in _VOWELS for c in word[:place]]
        stands = word.isupper() and not before[-1] and not any(before[1:])
    return d_with_stroke if stands else eth


@lru_cache(maxsize=8192)
def _tone_at_cluster_end(word: str) -> str:
    # Kept: the language has some seven thousand syllables, and every registration indexes a few dozen of them.
    letters, tones = split_tone(word)
    plain = [unicodedata.normalize("NFD", c)[0] for c in letters]
    at_end: dict[int, str] = {}
    for index, tone in tones:
        end = index
        while end + 1 < len(plain) and plain[end + 1] in _VOWELS:
            end += 1
        at_end[end] = at_end.get(end, "") + str(int(tone))
    return "".join(c + at_end.get(place, "") for place, c in enumerate(letters))


def _weights(text: str) -> tuple[str, str, str]:
    """Return letters, tones and capitals as strings that compare level by level."""
    letters, tones, capitals = "", "", ""
    for raw in text:
        decomposed = unicodedata.normalize("NFD", raw.lower())
        base, tone = decomposed[0], "0"
        for mark in decomposed[1:]:
            if mark in TONE_MARKS:
                tone = str(int(TONE_MARKS[mark]))
            elif (base, mark) in _QUALITY:
                base = _QUALITY[base, mark]
            else:
                tone = "6"
        letters += _letter_weight(base)
        tones += tone
        capitals += "1" if raw != raw.lower() else "0"
    return letters, tones.rstrip("0"), capitals.rstrip("0")


def _letter_weight(base: str) -> str:
    if base in _WEIGHTS:
        return _WEIGHTS[base]
    if base == " ":
        return _WORD_END
    if base in "0123456789":
        return base
    return _OTHER_SCRIPT + base if base.isalnum() else _PUNCTUATION
