"""People: real numbers pass, odd ones warn and never refuse."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from desk_app.domain.people import (
    Gender,
    IdKind,
    Person,
    citizen_number_warnings,
    classify_id,
    email_warning,
    id_warnings,
    mask_id,
    mask_phone,
    normalise_phone,
    parse_date,
    parse_gender,
    parse_partial_date,
    person_warnings,
    phone_warning,
    written_date,
)


def test_a_consistent_citizen_number_warns_of_nothing() -> None:
    assert citizen_number_warnings("038190001212", "12/03/1990", "Nữ") == ()
    assert citizen_number_warnings("001204000001", "2004", "nam") == ()
    assert citizen_number_warnings("127090000001") == ()


def test_each_disagreement_is_one_sentence() -> None:
    assert len(citizen_number_warnings("001099012345", "1990-01-01", "Nam")) == 1
    assert len(citizen_number_warnings("000190001212", "2001", "Nam")) == 3
    assert len(citizen_number_warnings("12345", "2001", "Nam")) == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("038 190 001 212", IdKind.CITIZEN),
        ("123456789", IdKind.OLD_ID),
        ("0100109106", IdKind.TAX),
        ("0100109106001", IdKind.TAX),
        ("c1234567", IdKind.PASSPORT),
        ("GKS 12/2019", IdKind.OTHER),
        (" ", IdKind.NONE),
    ],
)
def test_a_number_is_known_by_its_shape(text: str, kind: IdKind) -> None:
    assert classify_id(text) is kind


def test_a_wrong_tax_code_only_warns() -> None:
    assert id_warnings("0100109106-001") == ()
    assert len(id_warnings("0100109107")) == 1
    assert Person(name="Công ty A", id_number="0100109107").id_number == "0100109107"


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("+84 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("0084912345678", "0912345678"),
        ("(024) 3825.1234", "02438251234"),
        ("+842438251234", "02438251234"),
        ("gọi con trai", "gọi con trai"),
    ],
)
def test_phones_take_their_national_form(typed: str, phone: str) -> None:
    assert normalise_phone(typed) == phone


def test_phones_warn_without_refusing() -> None:
    assert phone_warning("0912345678") is phone_warning("02438251234") is phone_warning("") is None
    assert "2018" in str(phone_warning("01689123456"))
    assert phone_warning("091234567")
    assert phone_warning("0412345678")
    assert phone_warning("gọi con trai")
    assert Person(name="A", phone="091 234").phone == "091234"
    assert email_warning("a@b.vn") is None
    assert email_warning("a b@") is not None


def test_lists_never_show_a_whole_number() -> None:
    assert mask_id("038190001212") == "0381900•••12"
    assert mask_phone("0912345678") == "0912•••678"
    assert mask_id("12") == "•••"
    assert mask_id("") == ""


@given(st.text("0123456789", min_size=1, max_size=14))
@settings(max_examples=100, deadline=None)
def test_masking_always_hides_at_least_three_characters(number: str) -> None:
    for mask in (mask_id, mask_phone):
        assert len(mask(number).replace("•••", "")) <= max(0, len(number) - 3)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("12/03/1990", "1990-03-12"),
        ("12031990", "1990-03-12"),
        ("2-3-1990", "1990-03-02"),
        ("1990-03-12", "1990-03-12"),
        ("03/1990", "1990-03"),
        ("00/03/1990", "1990-03"),
        ("1990", "1990"),
        ("00/00/1990", "1990"),
        ("00001990", "1990"),
        ("31/02/1990", None),
        ("12/00/1990", None),
        ("hôm qua", None),
        ("", None),
    ],
)
def test_birth_dates_may_be_partly_unknown(written: str, iso: str | None) -> None:
    assert parse_partial_date(written) == iso
    if iso:
        assert parse_partial_date(written_date(iso)) == iso


@given(st.dates(date(1800, 1, 1), date(2199, 12, 31)))
@settings(max_examples=100, deadline=None)
def test_a_whole_date_survives_every_writing(day: date) -> None:
    for pattern in ("%d/%m/%Y", "%d%m%Y", "%Y-%m-%d", "%d.%m.%Y"):
        assert parse_date(day.strftime(pattern)) == day


def test_gender_is_read_in_any_writing() -> None:
    assert parse_gender("NỮ") is parse_gender("female") is Gender.FEMALE
    assert parse_gender("nam") is Gender.MALE
    assert parse_gender("khác") is None


def test_a_person_is_cleaned_at_the_edge() -> None:
    person = Person(
        name=" \u202eTrần Thị 🌸 Mai\x00 ",
        id_number="038 190 001 212",
        birth_date="12/03/1990",
        gender="Nữ",
        address="Thôn 3,\r\n xã A",
        phone="+84 912 345 678",
    )
    assert person.model_dump(mode="json") == {
        "name": "Trần Thị Mai",
        "kind": "citizen",
        "id_number": "038190001212",
        "id_issued_on": None,
        "id_issuer": "",
        "birth_date": "1990-03-12",
        "gender": "female",
        "address": "Thôn 3, xã A",
        "phone": "0912345678",
        "email": "",
    }
    assert Person.model_validate_json(person.model_dump_json()) == person
    assert person_warnings(person) == ()


def test_a_name_of_1094_characters_is_kept_and_none_is_refused() -> None:
    name = ("Ủy ban " * 200)[:1094].strip()
    assert Person(name=name).name == name
    for bad in ("", "\u200b", "x" * 1101):
        with pytest.raises(ValidationError, match="tên phải có"):
            Person(name=bad)
    with pytest.raises(ValidationError, match="không phải ngày sinh"):
        Person(name="A", birth_date="31/02/1990")
