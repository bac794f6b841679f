"""Printed codes: dossier codes and their numbers, agency ids, procedure codes, look-up secrets, and what a scan holds.

Sources: dossier code ``{agency id}-{yyMMdd}-{NNNN}``, counted anew each day for each agency (national practice);
agency id: QCVN 102:2016/BTTTT (``000.00.06.H56``) and QĐ 20/2020/QĐ-TTg (``H56.14.03``).
"""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from desk_app.domain.card import CardReading, read_card
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.text import clean_line, fold
from desk_app.domain.values import Frozen

sentences(
    bad_code_format=(
        "Mẫu mã hồ sơ “{pattern}” không dùng được. Ghi như: {{agency}}-{{yyMMdd}}-{{number:04d}}, "
        "ngày có thể là {{yyyyMMdd}}, số từ 4 đến 7 chữ số."
    ),
    bad_agency_id="Mã định danh cơ quan “{text}” không đọc được. Ghi như H56.14.03 hoặc 000.00.06.H56.",
    numbers_used_up="Dải số {first}–{last} của quầy đã dùng hết trong ngày. Báo quản trị cấp dải số khác cho quầy.",
)

LOOKUP_ALPHABET = "0123456789BCHKLMNPTV"
"""Letters and digits that no Vietnamese input method bends, whatever its mode."""
SECRET_LENGTH = 10
"""20¹⁰ ≈ 2⁴³ secrets: enough with the look-up's throttling, short enough to type."""
_SECRET_BYTES = 16
MAX_DIGITS = 7
_EXAMPLE = "{agency}-{yyMMdd}-{number:04d}"
_PATTERN = re.compile(r"\{agency\}-\{(yyMMdd|yyyyMMdd)\}-\{number:0([4-7])d\}")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−﹣－", "-"))
_WORDS = re.compile(r"\w\s+\w")
_CODE = re.compile(r"([0-9A-Z.]+)-(\d{6}|\d{8})-(\d{4,7})")
_OLD_AGENCY = re.compile(r"(\d{3})\.(\d{2})\.(\d{2})\.([A-Z]\d{2})")
_NEW_AGENCY = re.compile(r"[A-Z]\d{2}(?:\.\d{2,3}){0,4}")
_NATIONAL = re.compile(r"\d\.\d{6}(?![^.])")
_NO_BREAK_SPACE = "\u00a0"


class CodeFormat(Frozen):
    """How the office writes its dossier codes; every code it writes can be parsed back."""

    pattern: str = _EXAMPLE

    @field_validator("pattern")
    @classmethod
    def _is_parsable(cls, pattern: str) -> str:
        if not _PATTERN.fullmatch(pattern):
            raise PydanticCustomError(
                "bad_code_format", "không phải mẫu mã hồ sơ, ví dụ {example}", {"example": _EXAMPLE}
            )
        return pattern

    @property
    def digits(self) -> int:
        """Digits a number is padded to."""
        match = _PATTERN.fullmatch(self.pattern)
        return int(match[2]) if match else 4

    @property
    def has_long_year(self) -> bool:
        """Whether the day is written with eight digits."""
        return "{yyyyMMdd}" in self.pattern


class DossierCode(Frozen):
    """A dossier code (mã hồ sơ) read. text: as printed, upper case, no spaces; it is what identifies the dossier."""

    agency: str
    day: date
    number: int
    text: str

    def __str__(self) -> str:
        return self.text


class NumberBlock(Frozen):
    """The share of one desk in the day's numbers: first to last inclusive, of a fixed count of digits.

    A block that runs out goes on with one digit more, in the same share of the longer numbers: base number x (from 1)
    owns, among those k digits longer, the 9·10ᵏ⁻¹ numbers from 10ᵈ⁺ᵏ⁻¹ + (x-1)·9·10ᵏ⁻¹ on. Blocks of equal digits that
    are disjoint therefore stay disjoint for ever, without asking one another; a desk alone goes from 9999 to 10000.
    """

    first: int = Field(ge=1)
    last: int
    digits: int = Field(default=4, ge=4, le=MAX_DIGITS)

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if not self.first <= self.last < 10**self.digits:
            raise PydanticCustomError("bad_block", "dải số phải đi từ số nhỏ đến số lớn, trong số chữ số đã định")
        return self

    def ranges(self) -> Iterator[tuple[int, int]]:
        """Give the block's ranges (first, last), the base one and then one for each digit more."""
        yield self.first, self.last
        for digits in range(self.digits + 1, MAX_DIGITS + 1):
            width = 9 * 10 ** (digits - self.digits - 1)
            start = 10 ** (digits - 1)
            yield start + (self.first - 1) * width, start + self.last * width - 1

    def __contains__(self, number: int) -> bool:
        return any(first <= number <= last for first, last in self.ranges())


class AgencyId(Frozen):
    """An agency's identifier (mã định danh). levels: from province or ministry down; text: as written, upper case."""

    text: str
    levels: tuple[str, ...]

    def __str__(self) -> str:
        return self.text


class ProcedureCode(Frozen):
    """A procedure's code as published; junk of live catalogues is kept as text.

    national: what two catalogues are compared by; agency: the localised tail (``000.00.00.H29``) or "".
    """

    text: str
    national: str
    agency: str = ""

    def __str__(self) -> str:
        return self.text


class ScanKind(StrEnum):
    """What a scanned or typed text turned out to be."""

    DOSSIER = "dossier"
    CARD = "card"
    OTHER = "other"


class Scan(Frozen):
    """A scan understood. text: cleaned; code and secret for a dossier or slip, card for a citizen card."""

    kind: ScanKind
    text: str
    code: DossierCode | None = None
    secret: str = ""
    card: CardReading | None = None


def code_format(pattern: str) -> CodeFormat:
    """Return the format a setting describes. Raises DeskError ``bad_code_format``."""
    if not _PATTERN.fullmatch(pattern):
        raise DeskError("bad_code_format", pattern=pattern)
    return CodeFormat(pattern=pattern)


def format_code(form: CodeFormat, agency: str, day: date, number: int) -> DossierCode:
    """Return the code of a day's number; a number longer than the format's digits is written in full."""
    written_day = day.strftime("%Y%m%d" if form.has_long_year else "%y%m%d")
    return DossierCode(agency=agency, day=day, number=number, text=f"{agency}-{written_day}-{number:0{form.digits}d}")


def parse_dossier_code(text: str) -> DossierCode | None:
    """Read a dossier code as printed, typed, pasted or scanned through an input method; None where there is none.

    Spaces go, dashes of every kind count, letters bent by an input method or by Caps Lock are set right. Words before
    a code are not its agency's: what they stand in is no code.
    """
    line = fold(clean_line(text).translate(_DASHES))
    if _WORDS.search(line.partition("-")[0].strip()):
        return None
    plain = "".join(line.split()).upper()
    match = _CODE.fullmatch(plain)
    if match is None:
        return None
    digits = match[2] if len(match[2]) == 8 else f"20{match[2]}"
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return DossierCode(agency=match[1], day=day, number=int(match[3]), text=plain)


def group_digits(code: str) -> str:
    """Return a code for the eye, long runs of digits split by no-break spaces: ``H56.14-26 08 27-0012``.

    Six digits (a day) go in pairs; other runs over four digits in threes from the left, the last of three or more.
    """
    return re.sub(r"\d{5,}", lambda match: _NO_BREAK_SPACE.join(_groups(match[0])), code)


def next_number(block: NumberBlock, highest_used: int = 0) -> int:
    """Return the day's next number of a block after the highest used (0: none yet; it may lie outside the block).

    Raises DeskError ``numbers_used_up`` when even numbers of seven digits are used.
    """
    for first, last in block.ranges():
        if highest_used < last:
            return max(first, highest_used + 1)
    raise DeskError("numbers_used_up", first=block.first, last=block.last)


def take_numbers(block: NumberBlock, highest_used: int, count: int) -> tuple[int, ...]:
    """Return the next count numbers in order, for slips reserved ahead (phiếu khẩn cấp) in the same series.

    Raises DeskError ``numbers_used_up``.
    """
    taken: list[int] = []
    for _ in range(count):
        highest_used = next_number(block, highest_used)
        taken.append(highest_used)
    return tuple(taken)


def blocks_overlap(one: NumberBlock, other: NumberBlock) -> bool:
    """Tell whether two desks could ever give the same number, now or after growing."""
    return any(a[0] <= b[1] and b[0] <= a[1] for a in one.ranges() for b in other.ranges())


def parse_agency_id(text: str) -> AgencyId | None:
    """Read an agency id of either style; None where it is neither."""
    plain = "".join(fold(text).split()).upper()
    if match := _OLD_AGENCY.fullmatch(plain):
        units = [unit for unit in (match[3], match[2], match[1]) if int(unit)]
        return AgencyId(text=plain, levels=(match[4], *units))
    if _NEW_AGENCY.fullmatch(plain):
        return AgencyId(text=plain, levels=tuple(plain.split(".")))
    return None


def agency_id(text: str) -> AgencyId:
    """Return the agency id of a setting. Raises DeskError ``bad_agency_id``."""
    found = parse_agency_id(text)
    if found is None:
        raise DeskError("bad_agency_id", text=text)
    return found


def procedure_code(text: str) -> ProcedureCode:
    """Read a procedure code of any catalogue; never fails, what is not national is its own identity."""
    text = clean_line(text)
    national = national_code(text)
    tail = text[len(national) :].lstrip(".")
    return ProcedureCode(text=text, national=national, agency=tail if parse_agency_id(tail) else "")


def national_code(text: str) -> str:
    """Return the national part of a procedure code: the first two dot parts of ``1.001193.000.00.00.H29``.

    A text that does not begin with a national code is returned whole.
    """
    text = clean_line(text)
    match = _NATIONAL.match(text)
    return match[0] if match else text


def is_national_code(text: str) -> bool:
    """Tell whether a text is a national procedure code, ``1.001193``; catalogues hold others too (``TS_lop1``)."""
    return _NATIONAL.fullmatch(text) is not None


def lookup_secret(random_bytes: bytes) -> str:
    """Return a slip's look-up secret from at least 16 random bytes.

    The bytes are one large number written in base 20, so no character is favoured by more than 2⁻⁸⁴.
    """
    if len(random_bytes) < _SECRET_BYTES:
        raise ValueError(f"a secret needs {_SECRET_BYTES} random bytes")
    rest = int.from_bytes(random_bytes, "big")
    letters = ""
    for _ in range(SECRET_LENGTH):
        rest, place = divmod(rest, len(LOOKUP_ALPHABET))
        letters += LOOKUP_ALPHABET[place]
    return letters


def is_lookup_secret(text: str) -> bool:
    """Tell whether a text has the shape of a look-up secret (upper case)."""
    return len(text) == SECRET_LENGTH and all(c in LOOKUP_ALPHABET for c in text)


def parse_scan(text: str) -> Scan:
    """Understand what a scanner typed: a citizen card, a dossier code, a slip's QR address, or anything else.

    The address is ``https://{host}/tra-cuu#{code}.{secret}``; a scan delivered twice counts once.
    """
    if card := read_card(text):
        return Scan(kind=ScanKind.CARD, text=clean_line(text), card=card)
    typed = clean_line(text)
    line = _once(typed)
    tail = line.rpartition("#")[2]
    if code := parse_dossier_code(tail):
        return Scan(kind=ScanKind.DOSSIER, text=line, code=code)
    head, _, end = tail.rpartition(".")
    secret = fold(end).replace(" ", "").upper()
    code = parse_dossier_code(head)
    if code and is_lookup_secret(secret):
        return Scan(kind=ScanKind.DOSSIER, text=line, code=code, secret=secret)
    return Scan(kind=ScanKind.OTHER, text=typed)


def _once(line: str) -> str:
    """Return the half of a text that is the same thing twice, with or without a space between."""
    half = len(line) // 2
    if len(line) >= 16 and line[:half].rstrip() == line[-half:].lstrip():
        return line[:half].rstrip()
    return line


def _groups(digits: str) -> list[str]:
    if len(digits) in (6, 8):
        year = len(digits) - 4
        return [digits[:year], digits[year : year + 2], digits[year + 2 :]]
    threes = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    return threes if len(threes[-1]) == 3 else [*threes[:-2], threes[-2] + threes[-1]]
