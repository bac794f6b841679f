"""The citizen card's QR code as a scanner types it: seven fields or more, sometimes bent by an input method.

Fields: number | old id | name | birth ddMMyyyy | sex | residence | issued ddMMyyyy; the card of 1/7/2024 adds fields
after them. Digits survive every input method, words do not: what cannot be Vietnamese is marked to be read again.
"""

import re
from collections.abc import Iterator
from datetime import date

from desk_app.domain.people import (
    Gender,
    Person,
    PersonKind,
    citizen_gender,
    citizen_number_warnings,
    parse_date,
    parse_gender,
    parse_partial_date,
)
from desk_app.domain.said import Said, said
from desk_app.domain.syllables import has_marks, impossible_address_words, impossible_name_words
from desk_app.domain.text import clean_line, clean_name, nfc, repair_eth, same_words
from desk_app.domain.values import Frozen

NEW_CARD_FROM = date(2024, 7, 1)
ISSUER_SINCE_2024 = "Bộ Công an"
ISSUER_BEFORE_2024 = "Cục Cảnh sát QLHC về TTXH"
GARBLED = (
    "Đã đọc được số trên thẻ, nhưng họ tên hoặc địa chỉ bị sai dấu do bộ gõ. "
    "Tắt gõ tiếng Việt (thường là Ctrl+Shift) rồi quét lại, hoặc sửa ô màu vàng theo thẻ."
)
_FIELDS = 7
_NEXT_CARD = re.compile(r"\n|(?<=[\d|])(?=\d{12}\|(?:\d{9}|\d{12})?\|)")
_ENOUGH_WORDS = 3


class CardReading(Frozen):
    """What a citizen card says. Dates: birth_date ISO, maybe partial; issued_on None where the card's is unreadable.

    gender: ``male`` or ``female``. doubtful: names of the fields to be read again from the card; they must not be
    saved unseen. warnings: sentences, in the window's words.
    """

    number: str
    old_id: str = ""
    name: str
    birth_date: str
    gender: Gender
    address: str
    issued_on: date | None = None
    issuer: str = ""
    warnings: tuple[Said, ...] = ()
    doubtful: frozenset[str] = frozenset()


def read_card(text: str) -> CardReading | None:
    """Read a citizen card's QR payload as scanned; None for anything else, and for two different cards at once.

    NULs, line ends and control characters between the letters, a scan delivered twice and UTF-8 read as Windows-1252
    are set right. Fewer than seven fields are not a card.
    """
    readings = [reading for part in _payloads(text) if (reading := _read_payload(part))]
    if not readings or len({reading.number for reading in readings}) > 1:
        return None
    first, *others = readings
    differing = {
        field for other in others for field in ("name", "address") if getattr(other, field) != getattr(first, field)
    }
    return first.model_copy(update={"doubtful": first.doubtful | differing}) if differing else first


def doubtful_against(reading: CardReading, known: Person) -> frozenset[str]:
    """Return the fields in which a reading differs from the person already known by that number.

    Case, spacing and tone placement are no difference; a field the desk does not know yet is none either.
    """
    differing = {
        field
        for field, read, kept in (("name", reading.name, known.name), ("address", reading.address, known.address))
        if kept and not same_words(read, kept)
    }
    if known.birth_date and known.birth_date != reading.birth_date:
        differing.add("birth_date")
    if known.gender and known.gender != reading.gender:
        differing.add("gender")
    return frozenset(differing)


def person_of(reading: CardReading) -> Person:
    """Return the person a card describes, for the form; phone and e-mail are not on it."""
    return Person(
        name=reading.name,
        kind=PersonKind.CITIZEN,
        id_number=reading.number,
        id_issued_on=reading.issued_on,
        id_issuer=reading.issuer,
        birth_date=reading.birth_date,
        gender=reading.gender,
        address=reading.address,
    )


def _payloads(text: str) -> Iterator[str]:
    """Give each card-like part of a scan once, in order."""
    # The sign of a letter that was lost on the way must not be cleaned away: Lý would pass for Là.
    whole = nfc(_utf8_again(text)).replace("\ufffd", "?")
    parts = (clean_line(part) for part in _NEXT_CARD.split(whole))
    yield from dict.fromkeys(part for part in parts if part)


def _utf8_again(text: str) -> str:
    """Return text whose UTF-8 bytes were shown as Windows-1252 or Latin-1 (Nguyá»…n) set right; other text as it is."""
    try:
        return b"".join(_byte_of(c) for c in text).decode("utf-8")
    except UnicodeError:
        return text


def _byte_of(char: str) -> bytes:
    return bytes([ord(char)]) if ord(char) < 0x100 else char.encode("cp1252")


def _read_payload(part: str) -> CardReading | None:
    fields = [clean_name(field) for field in part.split("|")]
    if len(fields) < _FIELDS:
        return None
    number, old_id, name, born, sex, address, issued = fields[:_FIELDS]
    birth_date = parse_partial_date(born)
    if not re.fullmatch(r"[0-9]{12}", number) or not re.fullmatch(r"(?:[0-9]{9}|[0-9]{12})?", old_id):
        return None
    if not name or birth_date is None or not re.fullmatch(r"[0-9]{8}|", issued):
        return None
    name, address = repair_eth(name), repair_eth(address)
    said_gender = parse_gender(sex)
    issued_on = parse_date(issued)
    doubtful = _doubtful_words(name, address)
    warnings = [*citizen_number_warnings(number, birth_date, sex)]
    if issued_on is None:
        warnings.append(said("Thẻ không cho đọc được ngày cấp; nhập theo thẻ nếu cần."))
    if doubtful:
        warnings.append(said(GARBLED))
    return CardReading(
        number=number,
        old_id=old_id,
        name=name,
        birth_date=birth_date,
        gender=said_gender or citizen_gender(number),
        address=address,
        issued_on=issued_on,
        issuer=_issuer(issued_on),
        warnings=tuple(warnings),
        doubtful=doubtful,
    )


def _issuer(issued_on: date | None) -> str:
    """Return who issues cards on a day (the card itself does not say in its QR code)."""
    if issued_on is None:
        return ""
    return ISSUER_SINCE_2024 if issued_on >= NEW_CARD_FROM else ISSUER_BEFORE_2024


def _doubtful_words(name: str, address: str) -> frozenset[str]:
    """Return which of name and address hold what a card cannot say.

    A name and an address of several words without a single mark have lost their marks on the way.
    """
    doubtful = set()
    if impossible_name_words(name):
        doubtful.add("name")
    if not address or impossible_address_words(address):
        doubtful.add("address")
    if not has_marks(address) and len(address.split()) >= _ENOUGH_WORDS:
        doubtful.add("address")
        if not has_marks(name):
            doubtful.add("name")
    return frozenset(doubtful)
