"""Which syllables Vietnamese spelling allows: tells a read word from one that an input method has bent.

Source of the rules: the spelling of the national language (chữ quốc ngữ) as in every dictionary: onset, rime, tone,
stopped rimes only with sắc or nặng. Names of other peoples of the country (K'Brễn, H'Hen Niê, Ksor) have a wider shape.
"""

import re
import unicodedata

from desk_app.domain.text import Tone, split_tone


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_RIMES = _words(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oe oen oeo oet oăc oăm oăn oăng oăt
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uôc uôi uôm uôn uông uôt uân uâng uât uây uê uêch uên uênh uêt uơ
    uy uya uych uynh uyt uyu uyp uyên uyêt
    ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu
    """
)
_RIMES_AFTER_QU = _words(
    """
    a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăp ăt ân âng ât âu ây e en eo et ê ên êch ênh êt êu
    i ich it ơ ơi ơn ôc y yên yêt ych ynh yt
    """
)
_RIMES_AFTER_GI = frozenset(rime for rime in _RIMES if rime[0] not in "iy") | {"", "n", "m", "p"}
_ONSETS = ("ngh", "ng", "nh", "gh", "gi", "qu", "kh", "ph", "th", "tr", "ch", *"bcdđghklmnprstvx")
_BEFORE_FRONT_VOWEL, _BEFORE_BACK_VOWEL = frozenset({"k", "gh", "ngh"}), frozenset({"c", "g", "ng"})
_FRONT = "eêiy"
_VOWEL_LETTERS = "aăâeêioôơuưy"
_ALONE_WITH_Y = frozenset({"", "b", "d", "h", "k", "l", "m", "n", "s", "t", "th", "v", "qu"})

_PEOPLES_ONSETS = (
    "[bđm]kr|[bcdđgjklmnprstz]h?[lr]|[kbrchmpsgt][bdđjklmnpsty]|[bdđgkhjlmnprt]h"
    "|r[mcl]|h[mnrlbdwj]|[jwzñ]|[kghr]w|ch?r|by"
)
_PEOPLES_PREFIX = r"(?:[aêeiy]|(?:[bcdđgklmnprstxzj]h?|kr|pl)?ơ)"
_PEOPLES_CODAS = "|nh|ng|ch|c|h|i|k|l|m|n|o|p|r|s|t|u|y"
_PEOPLES_VOWELS = "(?:ia|iê|oa|ua|ưa|uô|ươ|uê|uy|ă|â|a|ê|e|i|ô|ơ|o|ư|u|y)"
_PEOPLES_WORD = re.compile(f"({_PEOPLES_PREFIX})?({_PEOPLES_ONSETS})({_PEOPLES_VOWELS})({_PEOPLES_CODAS})")
_PLAIN_ONSET_WORD = re.compile(f"({_PEOPLES_PREFIX})?({'|'.join(_ONSETS)}|)({_PEOPLES_VOWELS})(k|l|h|ng|n|)")
_PREFIXED_SYLLABLE = re.compile("(?:[bcdđgklmnprstxzj]h?|kr|pl)?ơ([^ơ]+)")
_LONG_O = re.compile("(ch|kh|ng|nh|th|tr|[bcghlmnrstx])?oo(ng|c)")
_QUALITY_LETTER = re.compile("[ăâêôơư]")
_PLACE_WORDS = frozenset({"kạn", "pleiku", "đakrông", "ayun"})
"""Words of well-known places (Bắc Kạn, Pleiku) outside every spelling rule."""


def is_syllable(word: str) -> bool:
    """Tell whether a word, of any case, is one Vietnamese syllable with its tone on a letter that may carry it.

    Both customs of placement are right (hòa, hoà; thủy, thuỷ; quý, qúy). NFC or not.
    """
    letters, tones = split_tone(word.lower())
    if len(tones) > 1 or not letters:
        return False
    return any(_is_legal(onset, rime, tones) for onset, rime in _splits(letters))


def is_name_word(word: str) -> bool:
    """Tell whether one word of a person's name is plausible: a syllable, or a word of another people's name.

    Judged together with its capitals: ``Nguyễn`` and ``NGUYỄN`` are, ``nGUYỄN`` and ``NgUyễn`` are not.
    """
    parts = re.split("['’]", word)
    if not all(_is_cased(part) for part in parts if part) or not word[:1].isupper():
        return word == word.lower() and is_syllable(word)
    if len(parts) == 1:
        return is_syllable(word) or _is_peoples_word(word)
    prefix_is_short = len(parts) == 2 and 1 <= len(parts[0]) <= 2 and parts[0].isalpha()
    return prefix_is_short and (is_syllable(parts[1]) or _is_peoples_word(parts[1], toned=True))


def impossible_name_words(name: str) -> tuple[str, ...]:
    """Return the words of a person's name that neither Vietnamese nor the other peoples' names could hold."""
    return tuple(word for word in re.split(r"[\s\-]+", name) if word and not is_name_word(word))


def impossible_address_words(address: str) -> tuple[str, ...]:
    """Return the words of an address that no Vietnamese address could hold; abbreviations and house numbers may."""
    words = re.split(r"[\s,.;:()\"“”/&\-–]+", address)
    return tuple(word for word in words if word and not _is_address_word(word))


def has_marks(text: str) -> bool:
    """Tell whether a text holds any Vietnamese mark (or đ) at all."""
    return any(c in "đĐ" or unicodedata.category(c) == "Mn" for c in unicodedata.normalize("NFD", text))


def _is_address_word(word: str) -> bool:
    if word.isascii() and any(c.isdigit() for c in word):
        letters = "".join(c for c in word if c.isalpha())
        return word.isalnum() and (len(letters) <= 1 or (len(letters) <= 3 and letters.isupper()))
    if any(c.isdigit() for c in word):
        return re.fullmatch(r"[ĐđA-Z]{1,2}\d+[A-Z]?|\d+[ĐđA-Z]{1,2}", word) is not None
    if word.lower() in _PLACE_WORDS or _LONG_O.fullmatch(split_tone(word.lower())[0]):
        return _is_cased(word)
    if is_name_word(word) or is_syllable(word):
        return word == word.lower() or _is_cased(word) or "'" in word
    abbreviation = len(word) <= 5 and word.isupper() and not split_tone(word)[1]
    return (abbreviation and not re.search("[FJWZ]", word)) or word.lower() in ("tp", "tx", "tt", "kp", "kđt", "tdp")


def _is_cased(part: str) -> bool:
    return part.isupper() or (part[0].isupper() and part[1:] == part[1:].lower())


def _splits(letters: str) -> list[tuple[str, str]]:
    onsets = [onset for onset in _ONSETS if letters.startswith(onset)]
    return [(onset, letters[len(onset) :]) for onset in [*onsets, ""]]


def _is_legal(onset: str, rime: str, tones: tuple[tuple[int, Tone], ...]) -> bool:
    if not _fits(onset, rime):
        return False
    tone = tones[0][1] if tones else Tone.LEVEL
    if rime.endswith(("c", "ch", "p", "t")) and tone not in (Tone.RISING, Tone.HEAVY):
        return False
    return not tones or tones[0][0] in _tone_places(onset, rime)


def _fits(onset: str, rime: str) -> bool:
    if onset == "gi":
        return rime in _RIMES_AFTER_GI
    if onset == "qu":
        return rime in _RIMES_AFTER_QU
    if rime not in _RIMES or (rime == "y" and onset not in _ALONE_WITH_Y) or (rime[:2] == "yê" and onset):
        return False
    if rime[0] in _FRONT:
        return onset not in _BEFORE_BACK_VOWEL or (onset == "g" and rime in ("i", "in"))
    return onset not in _BEFORE_FRONT_VOWEL


def _tone_places(onset: str, rime: str) -> set[int]:
    """Return the indexes of letters that may carry the tone of onset + rime."""
    start = len(onset)
    if onset == "gi" and rime[:1] not in set(_VOWEL_LETTERS):
        return {1}
    if onset == "qu" and rime == "y":
        return {1, 2}
    for letter in "ơâăêô":
        if letter in rime:
            return {start + rime.index(letter)}
    if "ư" in rime:
        return {start + rime.index("ư")}
    run = re.match(f"[{_VOWEL_LETTERS}]*", rime)
    vowels = run[0] if run else ""
    if len(vowels) < len(rime):
        return {start + len(vowels) - 1}
    if vowels in ("oa", "oe", "uy"):
        return {start, start + 1}
    return {start + (1 if len(vowels) == 3 else 0)}


def _is_peoples_word(word: str, *, toned: bool = False) -> bool:
    """Tell whether a word has the shape of a name of the Central Highlands or of the North (Ksor, Niê, Đắk, Mlô).

    A plain letter there carries no tone: Ksỏ is what an input method makes of Ksor.
    """
    letters, tones = split_tone(word.lower())
    if len(tones) > 1:
        return False
    if tones and not toned and (tones[0][1] not in (Tone.RISING, Tone.HEAVY) or letters[-1] not in "kcpt"):
        return False
    if tones and toned and not _QUALITY_LETTER.match(letters[tones[0][0]]):
        return False
    if _PEOPLES_WORD.fullmatch(letters) or _PLAIN_ONSET_WORD.fullmatch(letters):
        return True
    prefixed = _PREFIXED_SYLLABLE.fullmatch(letters)
    return prefixed is not None and is_syllable(prefixed[1])
