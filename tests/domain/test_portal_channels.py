"""The portal's run-together channels: number, unit and fee of every row."""

import csv
import gzip
import json
from decimal import Decimal
from pathlib import Path

import pytest
from domain.portal_known_errors import RIGHT_READINGS
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.domain.limits import TimeLimit, Unit
from desk_app.domain.portal_channels import (
    CHANNEL_NAMES,
    FREE,
    NO_INFORMATION,
    UNIT_NAMES,
    amount_in_words,
    propose_unit,
    read_channels,
    with_cases,
)
from desk_app.domain.procedures import Channel, ChannelKind, Procedure, PublishedFee

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "procedures"
HEAD = "Hình thức nộpThời gianPhí, lệ phíMô tả"
ROW_OF_PROSE = ("3.000382", 2)
"""The naive program took a table pasted into a note for a row."""


@pytest.fixture(scope="module")
def published() -> dict[str, str]:
    path = SHARED / "portal_details_2026-07.jsonl.gz"
    if not path.exists():
        pytest.skip("the shared catalogue data is not here")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = map(json.loads, lines)
        return {record["ma_thu_tuc"]: record["cach_thuc_thuc_hien"] for record in records}


@pytest.fixture(scope="module")
def expected() -> list[tuple[str, int, ChannelKind, str, str]]:
    path = SHARED / "portal_channels_expected.csv"
    if not path.exists():
        pytest.skip("the shared catalogue data is not here")
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (row["ma_thu_tuc"], int(row["stt"]), CHANNEL_NAMES[row["hinh_thuc_nop"]], row["thoi_gian_so"],
             row["thoi_gian_don_vi"])
            for row in csv.DictReader(file)
        ]  # fmt: skip


def unit_words(limit: TimeLimit) -> str:
    names = {unit: name for name, unit in UNIT_NAMES.items()} | {Unit.MISSING: "?", Unit.NONE: ""}
    return names[limit.unit]


def fee_cell(row: Channel, raw: str) -> str:
    """The fee as the portal's cell shows it; used to find the very cell again in the raw string."""
    if not row.fees:
        return NO_INFORMATION
    if row.fees[0].amount == 0:
        return FREE
    return f"{row.fees[0].amount:,f} " + ("USD" if row.fees[0].currency == "USD" else raw)


def test_all_rows_outside_the_known_errors_are_right(
    published: dict[str, str], expected: list[tuple[str, int, ChannelKind, str, str]]
) -> None:
    known = {(code, ordinal) for code, ordinal, _, _ in RIGHT_READINGS}
    judged = [row for row in expected if row[:2] not in known and row[0] != ROW_OF_PROSE[0]]
    wrong = []
    for code, ordinal, channel, number, unit in judged:
        row = read_channels(published[code]).rows[ordinal - 1]
        amount = "" if row.limit.amount is None else str(row.limit.amount)
        if (row.channel, amount, unit_words(row.limit)) != (channel, number, unit):
            wrong.append((code, ordinal))
    assert len(judged) > 3170
    assert wrong == []


def test_every_row_stands_in_its_string_with_its_channel_time_and_fee(published: dict[str, str]) -> None:
    names = {kind: name for name, kind in CHANNEL_NAMES.items()}
    for code, text in published.items():
        packed, at = text.replace(" ", ""), 0
        for row in read_channels(text).rows:
            time = row.limit.text or NO_INFORMATION
            cells = [names[row.channel] + time + fee_cell(row, currency) for currency in ("VNĐ", "Việt Nam Đồng")]
            places = [place for cell in cells if (place := packed.find(cell.replace(" ", ""), at)) >= 0]
            assert places, (code, cells)
            at = min(places) + 1


def test_the_known_errors_of_the_naive_reading_are_read_right(published: dict[str, str]) -> None:
    assert len(RIGHT_READINGS) == len(set(RIGHT_READINGS)) == 97
    assert len({code for code, _, _, _ in RIGHT_READINGS}) == 52
    for code, ordinal, number, fee in RIGHT_READINGS:
        row = read_channels(published[code]).rows[ordinal - 1]
        assert (row.limit.amount, row.limit.unit) == (Decimal(number), Unit.MISSING), code
        assert [published_fee.amount for published_fee in row.fees] == [Decimal(fee)], code


def test_a_table_pasted_into_a_note_is_no_row(published: dict[str, str]) -> None:
    rows = read_channels(published["3.000382"]).rows
    assert [row.channel for row in rows] == [ChannelKind.ONLINE, ChannelKind.POST, ChannelKind.DIRECT]


def test_a_number_touching_its_fee_is_shared_out() -> None:
    (row,) = read_channels(HEAD + "Trực tuyến1200 VNĐ(200.000 vnđ / tờ khai độc lập (quá cảnh))").rows
    assert row.limit == TimeLimit(amount=Decimal(1), unit=Unit.MISSING, text="1")
    assert row.fees == (PublishedFee(amount=Decimal(200), text="200.000 vnđ / tờ khai độc lập (quá cảnh)"),)


@pytest.mark.parametrize(
    ("digits", "words", "number", "fee"),
    [
        ("125", "25.000 đồng", 1, 25),
        ("125", "5.000 đồng", 12, 5),
        ("1100,000", "", 1, 100_000),
        ("10500", "", 10, 500),
        ("3012,500", "phí 12.500 đ", 30, 12_500),
    ],
)
def test_the_amount_in_words_decides_between_two_shares(digits: str, words: str, number: int, fee: int) -> None:
    (row,) = read_channels(f"{HEAD}Trực tiếp{digits} VNĐ({words})").rows
    assert (row.limit.amount, row.fees[0].amount) == (Decimal(number), Decimal(fee))


def test_certified_copies_have_two_direct_rows_and_no_limit() -> None:
    text = HEAD + (
        "Trực tiếpKhông có thông tin2,000 Việt Nam Đồng(/trang)Tại Ủy ban nhân dân cấp xã: 2.000 đồng/trang;"
        "Trực tiếpKhông có thông tin10 USD(/bản)Tại cơ quan đại diện: 10 USD/bản."
    )
    first, second = read_channels(text).rows
    assert first.limit.unit is second.limit.unit is Unit.NONE
    assert (first.fees[0].amount, second.fees[0].currency) == (Decimal(2000), "USD")
    assert first.note.startswith("Tại Ủy ban nhân dân cấp xã")


def test_brackets_of_an_enumeration_do_not_end_the_fee_cell() -> None:
    text = "Trực tiếp5 GiờMiễn phí(a) Cấp đổi: 30.000 đồng.  b) Cấp lại (mất): 5.000 đồng.)- Nộp tại quầy (tầng 1)"
    (row,) = read_channels(HEAD + text).rows
    assert row.fees[0].text == "a) Cấp đổi: 30.000 đồng.  b) Cấp lại (mất): 5.000 đồng."
    assert row.note == "- Nộp tại quầy (tầng 1)"


def test_a_time_of_words_is_kept_as_no_limit() -> None:
    (row,) = read_channels(HEAD + "Trực tuyếnKhông phải trả kết quảMiễn phíQua Cổng").rows
    assert row.limit == TimeLimit(unit=Unit.NONE, text="Không phải trả kết quả")


@pytest.mark.parametrize(
    ("time", "limit"),
    [
        ("5 ngày làm việc", "5 working_day"),
        ("5 NGÀY LÀM VIỆC", "5 working_day"),
        ("5 Ngày\u00a0làm  việc", "5 working_day"),
        ("5Ngày làm việc", "5 working_day"),
        ("1,5 Ngày", "1.5 day"),
        ("Không quá 15 Ngày", "15 day"),
        ("tối đa 2 tháng", "2 month"),
        ("Trong thời hạn 30 ngày", "30 day"),
    ],
)
@pytest.mark.parametrize("fee", ["8.000 VNĐ(tờ)", "8,000 VND(tờ)"])
def test_a_time_and_a_fee_spelled_otherwise_are_the_same(time: str, limit: str, fee: str) -> None:
    (row,) = read_channels(f"{HEAD}Trực tiếp{time}{fee}Nộp tại quầy").rows
    assert str(row.limit) == limit
    assert (row.fees[0].amount, row.fees[0].text, row.note) == (Decimal(8000), "tờ", "Nộp tại quầy")


@pytest.mark.parametrize(
    ("row", "limit", "amount"),
    [
        ("Trực tiếp3 Ngày làm việc50.000 đồng", "3 working_day", 50_000),
        ("Trực tiếp3 Ngày làm việc50.000 Đồng(một lần)", "3 working_day", 50_000),
        ("TRỰC TIẾP3 NGÀY LÀM VIỆC8.000 VNĐ", "3 working_day", 8_000),
        ("trực tiếp3 ngàymiễn phí", "3 day", 0),
        ("Trực  tiếp350.000 đồng", "3 missing", 50_000),
    ],
)
def test_a_row_typed_by_hand_is_read_whatever_its_letters(row: str, limit: str, amount: int) -> None:
    table = read_channels(f"{HEAD}{row}Trực tuyến4 NgàyMiễn phíQua Cổng.")
    first, second = table.rows
    assert (first.channel, str(first.limit)) == (ChannelKind.DIRECT, limit)
    assert first.fees[0].amount == amount
    assert (second.channel, second.note, table.unread) == (ChannelKind.ONLINE, "Qua Cổng.", ())


@pytest.mark.parametrize("fee", ["50000 đồng", "50000 VNĐ", "50.000đ"])
def test_a_row_with_an_amount_in_no_known_form_is_told(fee: str) -> None:
    table = read_channels(f"{HEAD}Trực tuyến4 NgàyMiễn phíQua Cổng.trực tiếp3 Ngày{fee}")
    assert len(table.rows) == 1
    assert table.unread == ("trực tiếp3 Ngày",)


@pytest.mark.parametrize("time", ["3-5 Ngày làm việc", "2 Tuần", "5 (Ngày làm việc)"])
def test_a_row_with_a_time_in_no_known_form_is_told_and_no_limit_is_made_up(time: str) -> None:
    table = read_channels(f"{HEAD}Trực tuyến4 NgàyMiễn phíQua Cổng.Trực tiếp{time}Miễn phíTại quầy")
    assert [(row.channel, str(row.limit)) for row in table.rows] == [(ChannelKind.ONLINE, "4 day")]
    assert table.unread == (f"Trực tiếp{time}",)


def test_what_is_no_table_gives_no_rows() -> None:
    assert read_channels("").rows == ()
    assert read_channels("nộp trực tiếp 3 bộ").leftover == "nộp trực tiếp 3 bộ"


def test_thousands_that_the_fee_cell_lost_are_found_in_its_words() -> None:
    assert amount_in_words(PublishedFee(amount=Decimal(20), text="20.000 đ/tờ khai")) == 20_000
    assert amount_in_words(PublishedFee(amount=Decimal(20), text="đối với 1 tờ khai")) is None
    assert amount_in_words(PublishedFee(amount=Decimal(8000), text="8.000 đồng")) is None


def test_a_unit_is_proposed_from_the_same_number_in_another_channel() -> None:
    rows = read_channels(HEAD + "Trực tiếp3Miễn phíTrực tuyến3 Ngày làm việcMiễn phí").rows
    procedure = Procedure(code="1", name="x", channels=rows)
    proposed = propose_unit(procedure, rows[0])
    assert proposed is not None
    assert (proposed.unit, proposed.words) == (Unit.WORKING_DAY, "Trực tuyến: 3 Ngày làm việc")
    assert propose_unit(procedure, rows[1]) is None


@pytest.mark.parametrize(
    ("number", "steps", "unit"),
    [
        ("1", "Nếu tiếp nhận hồ sơ sau 15 giờ thì trả kết quả trong ngày làm việc tiếp theo.", Unit.SAME_DAY),
        ("3", "Thời hạn giải quyết: 03 (ba) ngày làm việc kể từ ngày nhận đủ hồ sơ.", Unit.WORKING_DAY),
        ("60", "Trong thời hạn 60 ngày kể từ ngày sinh con, cha hoặc mẹ đi khai.", None),
        ("5", "Trong 15 ngày làm việc, cơ quan giải quyết.", None),
        ("", "Cơ quan giải quyết ngay sau khi nhận đủ hồ sơ hợp lệ.", Unit.SAME_DAY),
        ("", "Người nộp chuẩn bị hồ sơ.", None),
    ],
)
def test_units_are_proposed_from_sentences_about_the_offices_work(number: str, steps: str, unit: Unit | None) -> None:
    rows = read_channels(f"{HEAD}Trực tiếp{number or NO_INFORMATION}Miễn phí").rows
    proposed = propose_unit(Procedure(code="1", name="x", channels=rows, steps=steps), rows[0])
    assert (proposed.unit if proposed else None) is unit


def test_birth_registration_is_proposed_for_the_same_day(published: dict[str, str]) -> None:
    with gzip.open(SHARED / "portal_details_2026-07.jsonl.gz", "rt", encoding="utf-8") as lines:
        birth = next(record for record in map(json.loads, lines) if record["ma_thu_tuc"] == "1.001193")
    rows = read_channels(published["1.001193"]).rows
    proposed = propose_unit(
        Procedure(code="1.001193", name="x", channels=rows, steps=birth["trinh_tu_thuc_hien"]), rows[0]
    )
    assert proposed is not None
    assert proposed.unit is Unit.SAME_DAY
    assert "15 giờ" in proposed.words


def test_notes_that_name_a_case_of_the_papers_split_the_channel() -> None:
    rows = read_channels(
        HEAD + "Trực tiếp60 NgàyMiễn phía) Cấp mới: thẩm địnhTrực tiếp15 NgàyMiễn phíb) Cấp lại"
        "Trực tuyến15 NgàyMiễn phíb) Cấp lại"
    ).rows
    split = with_cases(rows, ["a) Cấp mới", "b) Cấp lại"])
    assert [row.case for row in split] == ["a) Cấp mới", "b) Cấp lại", ""]


CELLS = st.tuples(
    st.sampled_from(list(CHANNEL_NAMES)),
    st.one_of(
        st.tuples(st.integers(1, 400), st.sampled_from(list(UNIT_NAMES))),
        st.none(),
        st.integers(1, 60).map(lambda n: (n, "")),
    ),
    st.sampled_from([FREE, NO_INFORMATION]),
    st.sampled_from(["", "(không thu)", "Nộp tại quầy. Trực tiếp: bộ phận một cửa. 3 ngày làm việc"]),
)


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(CELLS, max_size=6))
def test_what_the_portal_would_run_together_is_read_apart(
    rows: list[tuple[str, tuple[int, str] | None, str, str]],
) -> None:
    text = HEAD
    for channel, limit, fee, note in rows:
        time = NO_INFORMATION if limit is None else f"{limit[0]} {limit[1]}".strip()
        text += channel + time + fee + note
    read = read_channels(text).rows
    assert [(row.channel, row.limit.amount) for row in read] == [
        (CHANNEL_NAMES[channel], None if limit is None else limit[0]) for channel, limit, _, _ in rows
    ]


@pytest.mark.parametrize(
    "text",
    ["Trực tiếp" + "1" * 50_000 + " VNĐ", "Trực tiếp1" + ",111" * 5_000 + " VNĐ", "Trực tiếp1Miễn phí" + "(" * 5_000,
     "Trực tiếp1Miễn phí" + "(" * 2_000 + ")" * 2_000, "Trực tiếpKhông" * 5_000],
)  # fmt: skip
def test_absurd_strings_are_read_without_harm(text: str) -> None:
    assert len(read_channels(HEAD + text).rows) <= 1
