"""What a later step is asked for with is typed at the edge: cleaned, bounded, read the Vietnamese way, or refused."""

import unicodedata
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from staff import CLERK, MORNING

from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError
from desk_app.domain.events import KINDS, Paid, PaymentRequested, Supplemented
from desk_app.domain.fees import money
from desk_app.models.store import Store
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.step_commands import STEP_COMMANDS, step_command
from desk_app.services.steps import STEPS, take_step

NOW = MORNING + timedelta(hours=1)
WORDS = st.text(min_size=1, max_size=60)


@pytest.fixture
def dossier(store: Store) -> UUID:
    command = {"procedure": "1.004873", "submitter": {"name": "TRẦN THỊ MAI"}}
    return receive(store, CLERK, checked_receive(command), MORNING).id


def sentence_of(kind: str, fields: dict[str, Any]) -> str:
    with pytest.raises(DeskError) as refused:
        step_command(kind, fields).values()
    return str(refused.value)


def test_every_step_has_a_command_of_its_own_with_the_events_own_fields() -> None:
    assert set(STEP_COMMANDS) == STEPS
    for kind, command in STEP_COMMANDS.items():
        own = set(command.model_fields) - command.COMPUTED
        assert own | {"kind", "v", "salt"} == set(KINDS[kind].model_fields) - {"promise"}, kind


@given(st.integers(0, 10**9))
@settings(max_examples=50, deadline=None)
def test_an_amount_means_the_same_however_it_is_written(amount: int) -> None:
    for written in (amount, str(amount), money(Decimal(amount)), money(Decimal(amount)).removesuffix(" đ")):
        assert step_command("Paid", {"amount": written}).values()["amount"] == amount
        assert step_command("PaymentRequested", {"duty": "Thuế", "amount": written}).values()["amount"] == amount


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        ("-50.000", "nhỏ hơn không"),
        (-1, "nhỏ hơn không"),
        ("50,000", "không đọc được số tiền"),
        ("năm mươi nghìn", "không đọc được số tiền"),
        ("", "không đọc được số tiền"),
        (50.000, "số nguyên"),
        (True, "số nguyên"),
        (10**13, "quá lớn"),
        ([], "phải là số"),
        ("12,50", "phần lẻ"),
    ],
)
def test_a_nonsense_amount_is_refused_in_a_sentence(amount: object, why: str) -> None:
    assert why in sentence_of("Paid", {"amount": amount})


def test_a_payment_says_an_amount_and_no_less_than_its_lines() -> None:
    lines = [{"name": "Lệ phí", "amount": "8.000"}, {"name": "Bản sao", "amount": 2000}]
    assert step_command("Paid", {"fees": lines}).values()["amount"] == 10_000
    assert all(fee.paid for fee in step_command("Paid", {"fees": lines}).values()["fees"])
    assert "10.000 đ" in sentence_of("Paid", {"fees": lines, "amount": "9.000"})
    assert "Chưa có số tiền" in sentence_of("Paid", {})
    assert "fees.0.amount" in sentence_of("Paid", {"fees": [{"name": "Lệ phí", "amount": "x"}]})


@given(WORDS, WORDS)
@settings(max_examples=80, deadline=None)
def test_texts_are_composed_visible_and_on_their_lines(one: str, other: str) -> None:
    text = f"{one}\u202e\u0000 {other}ạ"
    line = step_command("HandedOver", {"unit": text}).values()["unit"]
    block = step_command("Noted", {"text": f"{text}\n\n{text}"}).values()["text"]
    for cleaned in (line, block):
        assert cleaned == unicodedata.normalize("NFC", cleaned) == cleaned.strip()
        assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in cleaned if letter != "\n")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("HandedOver", {"unit": "x" * 1001}, "dài quá 1000 ký tự"),
        ("HandedOver", {"unit": " \u200b"}, "không được để trống"),
        ("HandedOver", {"unit": "A", "uniT": "B"}, "không có mục này"),
        ("Noted", {"text": "x" * 4001}, "dài quá 4000 ký tự"),
        ("Noted", {"text": 5}, "phải là chữ"),
        ("SupplementRequested", {"missing": []}, "không được để trống"),
        ("SupplementRequested", {"missing": [{"name": ""}]}, "missing.0.name"),
        ("SupplementRequested", {"missing": [{"name": "A"}] * 301}, "quá nhiều dòng"),
        ("Supplemented", {"papers": [{"name": "A", "copy": -1}]}, "papers.0.copy"),
        ("ResultReady", {"signed_on": 1790000000}, "không phải ngày"),
        ("ResultReady", {"signed_on": "31/02/2026"}, "không phải ngày"),
        ("ResultReady", {"copies": "2"}, "số nguyên"),
        ("ResultReady", {"form": "stone"}, "phải là một trong: paper, electronic, both"),
        ("Returned", {"to": {"name": "A", "gender": "?x"}, "is_owner": True, "compared": True}, "nam hoặc nữ"),
        (
            "Apologised",
            {"reason": "x", "new_due_at": "2026-10-01", "signer": "A", "signed_on": "2026-09-01"},
            "ngày giờ",
        ),
        ("PaperAttached", {"name": "a", "media_type": "image/png", "size": 1, "content": "../x"}, "content"),
    ],
)
def test_what_no_step_can_say_is_refused_naming_the_field(kind: str, fields: dict[str, Any], told: str) -> None:
    assert told in sentence_of(kind, fields)


def test_days_are_read_as_people_write_them() -> None:
    for written in ("2026-08-26", "26/08/2026", "26.8.2026"):
        assert step_command("ResultReady", {"signed_on": written}).values()["signed_on"].isoformat() == "2026-08-26"


@given(kind=st.sampled_from(sorted(STEP_COMMANDS)), junk=st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
), data=st.data())  # fmt: skip
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_value_of_any_field_is_a_bug(kind: str, junk: object, data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(STEP_COMMANDS[kind].model_fields)), max_size=3))
    try:
        step_command(kind, dict.fromkeys(names, junk)).values()
    except DeskError as refused:
        assert str(refused)


def test_fifty_thousand_is_written_as_fifty_thousand(store: Store, dossier: UUID) -> None:
    asked = take_step(store, CLERK, dossier, "PaymentRequested", {"duty": "Thuế", "amount": "50.000"}, NOW).body
    assert isinstance(asked, PaymentRequested)
    assert asked.amount == 50_000
    paid = take_step(store, CLERK, dossier, "Paid", {"amount": "50.000 đ", "method": "cash"}, NOW).body
    assert isinstance(paid, Paid)
    assert paid.amount == 50_000
    assert paid.taken_by == CLERK.display_name


def test_a_typed_new_date_needs_a_reason_and_is_kept(store: Store, dossier: UUID) -> None:
    take_step(store, CLERK, dossier, "SupplementRequested", {"missing": [{"name": "Trích lục"}]}, NOW)
    typed = {"due_at": "2026-09-30T17:00"}
    with pytest.raises(DeskError) as refused:
        take_step(store, CLERK, dossier, "Supplemented", typed, NOW + timedelta(hours=1))
    assert refused.value.code == "due_reason_missing"
    with pytest.raises(DeskError) as refused:
        before = {"due_at": "2026-08-27T08:00", "due_reason": "x"}
        take_step(store, CLERK, dossier, "Supplemented", before, NOW + timedelta(hours=1))
    assert refused.value.code == "due_before_received"
    fields = {**typed, "due_reason": "Chờ lịch họp"}
    came = take_step(store, CLERK, dossier, "Supplemented", fields, NOW + timedelta(hours=1)).body
    assert isinstance(came, Supplemented)
    assert came.promise.reason == "Chờ lịch họp"
    with store.reading() as rd:
        folded = rd.dossiers.by_id(dossier)
    assert folded is not None
    assert folded.shown_due_at is not None
    assert office_time(folded.shown_due_at).isoformat() == "2026-09-30T17:00:00+07:00"


def test_nothing_happens_before_what_it_follows(store: Store, dossier: UUID) -> None:
    take_step(store, CLERK, dossier, "HandedOver", {"unit": "Tư pháp", "handed_at": "2026-08-27T10:00"}, NOW)
    with pytest.raises(DeskError) as refused:
        take_step(store, CLERK, dossier, "TakenBack", {"taken_at": "2026-08-27T09:50"}, NOW)
    assert refused.value.code == "step_before_earlier"
    with pytest.raises(DeskError) as refused:
        take_step(store, CLERK, dossier, "ResultReady", {"signed_on": "2026-08-28"}, NOW)
    assert refused.value.code == "signed_in_future"
    take_step(store, CLERK, dossier, "ResultReady", {"ready_at": "2026-08-27T10:05"}, NOW)
    given = {"to": {"name": "TRẦN THỊ MAI"}, "is_owner": True, "compared": True, "returned_at": "2026-08-27T10:04"}
    with pytest.raises(DeskError) as refused:
        take_step(store, CLERK, dossier, "Returned", given, NOW)
    assert refused.value.code == "step_before_earlier"
