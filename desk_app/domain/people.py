"""People at the desk: their papers' numbers, phones and birth dates, cleaned at the edge; doubts warn, never refuse.

Citizen number: 12 digits, NĐ 137/2015 art. 13 and TT 59/2021/TT-BCA: place of birth registration (the provinces before
1/7/2025), sex and century, year, six more; no check digit. Phones: numbering plan of TT 22/2014/TT-BTTTT.
"""

import re
from datetime import date
from enum import StrEnum

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError
from stdnum.vn import mst

from desk_app.domain.said import Said, said
from desk_app.domain.text import clean_line, clean_name, fold, repair_eth
from desk_app.domain.values import Frozen

MAX_NAME = 1_100
# fmt: off
_PROVINCES = frozenset({
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37,
    38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79,
    80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
})
# fmt: on
"""Codes of the 63 provinces of before 1/7/2025 (annex I of TT 59/2021/TT-BCA)."""
_ABROAD = range(100, 1000)
_MASK = "•••"
_MOBILE = re.compile(r"0[35789]\d{8}")
_LANDLINE = re.compile(r"02(?:4|8)\d{8}|02\d{9}")
_SERVICE = re.compile(r"1[89]00\d{4,6}")
_OLD_MOBILE = re.compile(r"01\d{9}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class PersonKind(StrEnum):
    """Who a person before the law is (national LoaiDoiTuong 1–4)."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    AGENCY = "agency"
    OTHER = "other"


class Gender(StrEnum):
    """Sex as the citizen card writes it; "" on a Person is not known."""

    MALE = "male"
    FEMALE = "female"


class IdKind(StrEnum):
    """What kind of paper or register a number belongs to."""

    CITIZEN = "citizen"
    """Số định danh cá nhân / căn cước, 12 digits."""
    OLD_ID = "old_id"
    """CMND, 9 digits, out of use since 1/1/2025; kept for search."""
    PASSPORT = "passport"
    TAX = "tax"
    """Mã số thuế, 10 digits or 13 with a branch."""
    OTHER = "other"
    NONE = "none"


class Person(Frozen):
    """A person as a dossier keeps them; every text cleaned, nothing refused that a real card or paper could say.

    id_number: compact (no spaces), upper case. birth_date: ISO ``yyyy-mm-dd``, ``yyyy-mm`` or ``yyyy``, or "" where it
    is not known. gender: ``male``, ``female`` or "". phone: national form where it could be read (``0912345678``).
    """

    name: str
    kind: PersonKind = PersonKind.CITIZEN
    id_number: str = Field(default="", max_length=100)
    id_issued_on: date | None = None
    id_issuer: str = Field(default="", max_length=500)
    birth_date: str = Field(default="", max_length=50)
    gender: Gender | str = ""
    address: str = Field(default="", max_length=2000)
    phone: str = Field(default="", max_length=200)
    email: str = Field(default="", max_length=320)

    @field_validator("name")
    @classmethod
    def _clean_name(cls, name: str) -> str:
        name = repair_eth(clean_name(name))
        if not name or len(name) > MAX_NAME:
            raise PydanticCustomError("bad_name", "tên phải có từ 1 đến {most} ký tự", {"most": MAX_NAME})
        return name

    @field_validator("id_number")
    @classmethod
    def _clean_id(cls, number: str) -> str:
        return compact_id(number)

    @field_validator("birth_date")
    @classmethod
    def _clean_birth_date(cls, text: str) -> str:
        if not clean_line(text):
            return ""
        found = parse_partial_date(text)
        if found is None:
            raise PydanticCustomError("bad_birth_date", "không phải ngày sinh (ví dụ 12/03/1990, 03/1990 hoặc 1990)")
        return found

    @field_validator("gender")
    @classmethod
    def _clean_gender(cls, text: Gender | str) -> Gender | str:
        found = parse_gender(text)
        if found is None and clean_line(text):
            raise PydanticCustomError("bad_gender", "giới tính phải là nam hoặc nữ (bỏ trống nếu chưa rõ)")
        return found or ""

    @field_validator("address")
    @classmethod
    def _clean_address(cls, text: str) -> str:
        return repair_eth(clean_name(text))

    @field_validator("phone")
    @classmethod
    def _clean_phone(cls, text: str) -> str:
        return normalise_phone(text)

    @field_validator("id_issuer", "email")
    @classmethod
    def _clean_text(cls, text: str) -> str:
        return clean_name(text)


def compact_id(number: str) -> str:
    """Return a document number without spaces, dots and dashes, upper case; a tax branch keeps its dash."""
    plain = "".join(clean_name(number).upper().split())
    digits = re.sub(r"[.\-]", "", plain)
    if not digits.isdecimal():
        return plain
    return f"{digits[:10]}-{digits[10:]}" if len(digits) == 13 else digits


def classify_id(text: str) -> IdKind:
    """Return what kind of number a text is, by its shape alone."""
    number = compact_id(text)
    if not number:
        return IdKind.NONE
    for shape, kind in (
        (r"[0-9]{12}", IdKind.CITIZEN),
        (r"[0-9]{9}", IdKind.OLD_ID),
        (r"[0-9]{10}(?:-[0-9]{3})?", IdKind.TAX),
        (r"[A-Z][0-9]{7,8}", IdKind.PASSPORT),
    ):
        if re.fullmatch(shape, number):
            return kind
    return IdKind.OTHER


def id_warnings(text: str, birth_date: str = "", gender: str = "") -> tuple[Said, ...]:
    """Return sentences on what looks wrong with a document number of any kind; none is an error."""
    number, kind = compact_id(text), classify_id(text)
    if kind is IdKind.CITIZEN:
        return citizen_number_warnings(number, birth_date, gender)
    if kind is IdKind.TAX and not mst.is_valid(number):
        return (said("Mã số thuế không khớp chữ số kiểm tra; đọc lại theo giấy."),)
    if kind is IdKind.OLD_ID:
        return (said("Chứng minh nhân dân 9 số đã hết giá trị sử dụng từ 01/01/2025."),)
    if number.isdecimal() and len(number) in (8, 11, 13):
        return (said("Số giấy tờ có {count} chữ số; số căn cước có 12, chứng minh nhân dân có 9.", count=len(number)),)
    return ()


def citizen_number_warnings(number: str, birth_date: str = "", gender: str = "") -> tuple[Said, ...]:
    """Return sentences on what in a citizen number disagrees with itself or with the person.

    birth_date: as on Person (partial allowed) or as people write it; gender: any writing. Unknown is not compared.
    """
    if not re.fullmatch(r"[0-9]{12}", number):
        return (said("Số căn cước phải có đúng 12 chữ số."),)
    warnings: list[Said] = []
    place = int(number[:3])
    if place not in _PROVINCES and place not in _ABROAD:
        warnings.append(said("Ba số đầu {digits} không phải mã tỉnh nào.", digits=number[:3]))
    born = parse_partial_date(birth_date)
    if born and int(born[:4]) != citizen_birth_year(number):
        warnings.append(
            said(
                "Số căn cước ghi năm sinh {year}, khác ngày sinh {born}.",
                year=citizen_birth_year(number),
                born=written_date(born),
            )
        )
    known = parse_gender(gender)
    if known and known is not citizen_gender(number):
        is_male = citizen_gender(number) is Gender.MALE
        warnings.append(
            said("Số căn cước là của nam, khác giới tính đã ghi.")
            if is_male
            else said("Số căn cước là của nữ, khác giới tính đã ghi.")
        )
    return tuple(warnings)


def citizen_birth_year(number: str) -> int:
    """Return the year of birth a 12-digit citizen number states (digits 4 to 6)."""
    return 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])


def citizen_gender(number: str) -> Gender:
    """Return the sex a 12-digit citizen number states (digit 4: even is male)."""
    return Gender.FEMALE if int(number[3]) % 2 else Gender.MALE


def parse_gender(text: str) -> Gender | None:
    """Read a sex as cards, forms and programs write it (Nam, Nữ, male, F…); None where it says neither."""
    plain = fold(text)
    if plain in ("nam", "male", "m", "ong", "trai"):
        return Gender.MALE
    return Gender.FEMALE if plain in ("nu", "female", "f", "ba", "gai") else None


def parse_partial_date(text: str) -> str | None:
    """Read a date whose day, or day and month, may be unknown; return ISO ``yyyy-mm-dd``, ``yyyy-mm`` or ``yyyy``.

    Accepts 12/03/1990, 12-3-1990, 12.03.1990, 12031990, 03/1990, 1990, 00/00/1990 and ISO; None for what is no date.
    """
    plain = re.sub(r"[\s]+", "", clean_line(text))
    if match := re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", plain):
        return _partial(match[1], match[2], match[3])
    if match := re.fullmatch(r"(\d{2})(\d{2})(\d{4})", plain) or re.fullmatch(
        r"(?:(\d{1,2})[/.\-])?(\d{1,2})[/.\-](\d{4})", plain
    ):
        return _partial(match[3], match[2], match[1])
    return None


def parse_date(text: str) -> date | None:
    """Read a whole date, written any of the ways of parse_partial_date; None where a part is missing or wrong."""
    found = parse_partial_date(text)
    return date.fromisoformat(found) if found and len(found) == 10 else None


def written_date(iso: str) -> str:
    """Return a partial ISO date as people write it: 12/03/1990, 03/1990, 1990; "" for ""."""
    return "/".join(reversed(iso.split("-")))


def normalise_phone(text: str) -> str:
    """Return a phone as dialled inside the country (0912345678); what cannot be read stays as cleaned text."""
    plain = clean_name(text)
    digits = re.sub(r"[\s.\-()]", "", plain)
    if match := re.fullmatch(r"(?:\+|00)840?(\d{9,10})", digits) or re.fullmatch(r"84(\d{9,10})", digits):
        return f"0{match[1]}"
    return digits if digits.isdecimal() else plain


def phone_warning(text: str) -> Said | None:
    """Return a sentence on what looks wrong with a phone, None where nothing does or none is given."""
    phone = normalise_phone(text)
    if not phone or _MOBILE.fullmatch(phone) or _LANDLINE.fullmatch(phone) or _SERVICE.fullmatch(phone):
        return None
    if _OLD_MOBILE.fullmatch(phone):
        return said("Số di động 11 chữ số (01…) đã đổi từ năm 2018; hỏi lại số mới.")
    if phone.startswith("+"):
        return said("Số điện thoại nước ngoài; kiểm tra lại nếu không đúng.")
    if phone.isdecimal():
        return said(
            "Số điện thoại có {count} chữ số, không đúng dạng di động (10 số) hay cố định (11 số).", count=len(phone)
        )
    return said("Số điện thoại có ký tự lạ; kiểm tra lại.")


def email_warning(text: str) -> Said | None:
    """Return a sentence where an e-mail address cannot be one, else None."""
    email = clean_line(text)
    return None if not email or _EMAIL.fullmatch(email) else said("Địa chỉ thư điện tử không đúng dạng; kiểm tra lại.")


def person_warnings(person: Person) -> tuple[Said, ...]:
    """Return all sentences on what looks wrong with a person's numbers."""
    found = (
        *id_warnings(person.id_number, person.birth_date, person.gender),
        phone_warning(person.phone),
        email_warning(person.email),
    )
    return tuple(sentence for sentence in found if sentence is not None)


def mask_id(number: str) -> str:
    """Return a document number for lists: the last five digits but two hidden, ``0381900•••12``."""
    return _masked(number, tail=2)


def mask_phone(phone: str) -> str:
    """Return a phone for lists: the middle three digits hidden, ``0912•••678``."""
    return _masked(phone, tail=3)


def _masked(text: str, *, tail: int) -> str:
    """Hide three characters before the tail; a text too short to keep anything is hidden whole."""
    if not text:
        return ""
    hidden_from = len(text) - tail - 3
    return text[:hidden_from] + _MASK + text[-tail:] if hidden_from >= 2 else _MASK


def _partial(year: str, month: str | None, day: str | None) -> str | None:
    """Return the ISO text of a date's known parts (00 is unknown), None for a date that does not exist."""
    if not 1800 <= int(year) <= 2199:
        return None
    if not month or not int(month):
        return year if not day or not int(day) else None
    try:
        whole = date(int(year), int(month), int(day or 0) or 1)
    except ValueError:
        return None
    return whole.isoformat() if day and int(day) else f"{whole:%Y-%m}"
