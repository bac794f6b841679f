"""Codes: every code printed is read back, however it comes; no number is ever given twice."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from desk_app.domain.codes import (
    LOOKUP_ALPHABET,
    MAX_DIGITS,
    CodeFormat,
    DossierCode,
    NumberBlock,
    ScanKind,
    agency_id,
    blocks_overlap,
    code_format,
    format_code,
    group_digits,
    is_lookup_secret,
    lookup_secret,
    national_code,
    next_number,
    parse_agency_id,
    parse_dossier_code,
    parse_scan,
    procedure_code,
    take_numbers,
)
from desk_app.domain.errors import DeskError

DAY = date(2026, 8, 27)
FORMATS = st.sampled_from(
    [f"{{agency}}-{{{day}}}-{{number:0{digits}d}}" for day in ("yyMMdd", "yyyyMMdd") for digits in (4, 5, 6, 7)]
)
AGENCIES = st.sampled_from(["H56.14", "H56.14.03", "000.00.06.H56", "G09.20", "H29"])


@pytest.mark.parametrize(
    ("text", "agency", "day", "number"),
    [
        ("000.00.06.H56-231027-0361", "000.00.06.H56", date(2023, 10, 27), 361),
        ("H56.14-240823-0001", "H56.14", date(2024, 8, 23), 1),
        ("G09.20-20260609-0092637", "G09.20", date(2026, 6, 9), 92637),
        (" h56.14 – 240823 – 0001 \r", "H56.14", date(2024, 8, 23), 1),
        ("H56.14-24 08 23-0001", "H56.14", date(2024, 8, 23), 1),
    ],
)
def test_codes_of_live_systems_are_read(text: str, agency: str, day: date, number: int) -> None:
    code = parse_dossier_code(text)
    assert code is not None
    assert (code.agency, code.day, code.number) == (agency, day, number)


@pytest.mark.parametrize(
    "text",
    [
        *("", "H56.14-241323-0001", "H56.14-240823-001", "038190001212", "H56-240823", "1.001193"),
        # Words before a code are no agency's: a note that ends in one is a note.
        *("bổ sung cho H56.14-260827-0012", "theo H56.14-260827-0012", "hồ sơ 2 H56.14-260827-0012"),
    ],
)
def test_what_is_no_code_is_none(text: str) -> None:
    assert parse_dossier_code(text) is None


@given(FORMATS, AGENCIES, st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 9_999_999))
@settings(max_examples=100, deadline=None)
def test_every_code_written_is_read_back(pattern: str, agency: str, day: date, number: int) -> None:
    code = format_code(CodeFormat(pattern=pattern), agency, day, number)
    written = str(code)
    assert code == DossierCode(agency=agency, day=day, number=number, text=written)
    for seen in (written, written.lower(), group_digits(written), f"  {written}\r\n"):
        assert parse_dossier_code(seen) == code
    assert parse_scan(f"{written}{written}").code == code
    assert parse_scan(f"https://mc.hoanghoa.gov.vn/tra-cuu#{written}.0123BCHKLM").secret == "0123BCHKLM"


def test_a_format_that_could_not_be_read_back_is_refused() -> None:
    assert code_format("{agency}-{yyyyMMdd}-{number:07d}").digits == 7
    for bad in ("{agency}{yyMMdd}{number}", "{agency}-{number:04d}", "{agency}-{yyMMdd}-{number:03d}", "{agency!r}"):
        with pytest.raises(DeskError) as caught:
            code_format(bad)
        assert caught.value.code == "bad_code_format"
        assert "{agency}-{yyMMdd}-{number:04d}" in str(caught.value)
        with pytest.raises(ValidationError):
            CodeFormat(pattern=bad)


def test_digits_are_grouped_for_the_eye() -> None:
    assert group_digits("H56.14-260827-0012") == "H56.14-26\u00a008\u00a027-0012"
    assert group_digits("G09.20-20260609-0092637") == "G09.20-2026\u00a006\u00a009-009\u00a02637"
    assert group_digits("038190001212") == "038\u00a0190\u00a0001\u00a0212"


# Numbers


@st.composite
def disjoint_blocks(draw: st.DrawFn) -> tuple[NumberBlock, NumberBlock]:
    a, b, c, d = sorted(draw(st.lists(st.integers(1, 9999), min_size=4, max_size=4, unique=True)))
    return NumberBlock(first=a, last=b), NumberBlock(first=c, last=d)


@given(disjoint_blocks(), st.data())
@settings(max_examples=100, deadline=None)
def test_disjoint_blocks_stay_disjoint_however_far_they_grow(
    blocks: tuple[NumberBlock, NumberBlock], data: st.DataObject
) -> None:
    one, other = blocks
    assert not blocks_overlap(one, other)
    start = data.draw(st.sampled_from([last for _, last in one.ranges()][:-1]))
    taken = take_numbers(one, max(0, start - 3), 8)
    assert len(set(taken)) == 8
    assert all(number in one and number not in other for number in taken)


@given(st.integers(0, 9_000_000))
@settings(max_examples=100, deadline=None)
def test_the_next_number_is_always_higher_and_in_the_block(highest: int) -> None:
    block = NumberBlock(first=1, last=4999)
    if highest < list(block.ranges())[-1][1]:
        number = next_number(block, highest)
        assert number > highest
        assert number in block


def test_a_desk_alone_counts_through() -> None:
    alone = NumberBlock(first=1, last=9999)
    assert next_number(alone) == 1
    assert take_numbers(alone, 9998, 3) == (9999, 10000, 10001)
    assert next_number(NumberBlock(first=1, last=4999), 4999) == 10000
    assert next_number(NumberBlock(first=5000, last=9999), 9999) == 54991


def test_a_number_read_off_another_slip_is_skipped() -> None:
    assert next_number(NumberBlock(first=5000, last=9999), 17) == 5000
    assert next_number(NumberBlock(first=1, last=4999), 7000) == 10000


def test_when_seven_digits_are_used_up_the_desk_says_so() -> None:
    last = 10**MAX_DIGITS - 1
    with pytest.raises(DeskError, match="đã dùng hết"):
        next_number(NumberBlock(first=1, last=last, digits=MAX_DIGITS), last)


@pytest.mark.parametrize(("first", "last"), [(0, 10), (5, 4), (1, 10_000)])
def test_a_block_is_a_range_within_its_digits(first: int, last: int) -> None:
    with pytest.raises(ValidationError):
        NumberBlock(first=first, last=last)


def test_overlapping_blocks_are_seen() -> None:
    assert blocks_overlap(NumberBlock(first=1, last=5000), NumberBlock(first=5000, last=9999))
    assert blocks_overlap(NumberBlock(first=1, last=9999), NumberBlock(first=10_000, last=20_000, digits=5))


# Agencies, procedures, secrets, scans


def test_agency_ids_of_both_styles_are_read_from_the_top_down() -> None:
    assert agency_id("H56.14.03").levels == ("H56", "14", "03")
    assert agency_id("000.00.06.h56").levels == ("H56", "06")
    assert agency_id("000.00.00.G22").levels == ("G22",)
    for bad in ("", "H5", "H56.", "56.14", "000.06.H56", "H56-14"):
        assert parse_agency_id(bad) is None
        with pytest.raises(DeskError, match="Mã định danh"):
            agency_id(bad)


@pytest.mark.parametrize(
    ("text", "national", "agency"),
    [
        ("1.001193", "1.001193", ""),
        (" 1.001193.000.00.00.H29 ", "1.001193", "000.00.00.H29"),
        ("2.000815.H56.14", "2.000815", "H56.14"),
        ("TS_lop1.000.00.00.H22", "TS_lop1.000.00.00.H22", ""),
        ("1.0011934", "1.0011934", ""),
    ],
)
def test_procedure_codes_compare_by_their_national_part(text: str, national: str, agency: str) -> None:
    code = procedure_code(text)
    assert (code.national, code.agency, code.text) == (national, agency, text.strip())
    assert national_code(text) == national


@given(st.binary(min_size=16, max_size=40))
@settings(max_examples=100, deadline=None)
def test_a_secret_holds_only_what_no_input_method_bends(random_bytes: bytes) -> None:
    secret = lookup_secret(random_bytes)
    assert is_lookup_secret(secret)
    assert len(LOOKUP_ALPHABET) ** len(secret) >= 2**40
    assert secret == lookup_secret(random_bytes)


def test_every_character_of_a_secret_is_about_as_frequent() -> None:
    secrets = "".join(lookup_secret(n.to_bytes(16, "big")) for n in range(7, 2**127, 2**127 // 4000))
    counts = [secrets.count(c) for c in LOOKUP_ALPHABET]
    assert min(counts) > 0.85 * len(secrets) / 20
    with pytest.raises(ValueError, match="16"):
        lookup_secret(b"short")


def test_a_slip_a_card_and_a_name_are_told_apart() -> None:
    slip = parse_scan("https://mc.example.vn/tra-cuu#h56.14-260827-0012.bch0123klm")
    assert slip.kind is ScanKind.DOSSIER
    assert (str(slip.code), slip.secret) == ("H56.14-260827-0012", "BCH0123KLM")
    bare = parse_scan("H56.14-260827-0012\r\nH56.14-260827-0012\r\n")
    assert (str(bare.code), bare.secret) == ("H56.14-260827-0012", "")
    card = parse_scan("038190001212||TRẦN THỊ MAI|12031990|Nữ|Thôn 3, Thanh Hóa|25042021")
    assert card.kind is ScanKind.CARD
    assert card.card is not None
    for text in ("Trần Thị Mai", "038190001212", "https://dichvucong.gov.vn/p/home", "1.001193", ""):
        assert parse_scan(text).kind is ScanKind.OTHER


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_no_scan_fails(text: str) -> None:
    parse_scan(text)
    procedure_code(text)
    group_digits(text)
