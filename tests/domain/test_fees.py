"""Fees: amounts by rule, exemptions with their reason, and what is owed when."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.domain.errors import DeskError
from desk_app.domain.fees import (
    EXEMPTION_LABELS,
    AuthenticatedDocument,
    Exemption,
    ExemptionReason,
    FeeBasis,
    FeeLine,
    FeeRule,
    PageTier,
    PayMethod,
    PayWhen,
    apply_exemption,
    document_amount,
    due_now,
    exemption_reason,
    exemption_words,
    fee_amount,
    fee_line,
    money,
    owed,
    total,
)

CERTIFIED_COPY = FeeRule(
    name="Phí chứng thực bản sao từ bản chính",
    basis=FeeBasis.PER_PAGE,
    amount=Decimal(2000),
    tiers=(PageTier(from_page=3, amount=Decimal(1000)),),
    cap=Decimal(200_000),
)
FEW = settings(max_examples=100, deadline=None)


def document(pages: int, copies: int = 1, *, electronic: bool = False) -> AuthenticatedDocument:
    return AuthenticatedDocument(name="Văn bằng", pages=pages, copies=copies, electronic=electronic)


def line(full: int, **values: object) -> FeeLine:
    return FeeLine.model_validate({"name": "Lệ phí", "amount": full, "full_amount": full, **values})


def test_three_documents_of_two_one_and_six_pages_by_five_copies() -> None:
    documents = [document(2, 5), document(1, 5), document(6, 5)]
    assert [document_amount(CERTIFIED_COPY, one) for one in documents] == [20_000, 10_000, 40_000]
    assert money(fee_amount(CERTIFIED_COPY, documents=documents)) == "70.000 đ"


@pytest.mark.parametrize(
    ("pages", "amount"), [(1, 2000), (2, 4000), (3, 5000), (197, 199_000), (198, 200_000), (500, 200_000)]
)
def test_tiers_and_the_cap_of_a_copy(pages: int, amount: int) -> None:
    assert fee_amount(CERTIFIED_COPY, documents=[document(pages)]) == amount
    assert fee_amount(CERTIFIED_COPY, documents=[document(pages, 3)]) == 3 * amount


def test_an_electronic_copy_costs_as_one_more() -> None:
    assert fee_amount(CERTIFIED_COPY, documents=[document(2, 2, electronic=True)]) == 12_000
    assert fee_amount(CERTIFIED_COPY, documents=[document(2, 0, electronic=True)]) == 4_000


def test_tiers_may_be_written_in_any_order_or_from_the_first_page() -> None:
    tiers = (PageTier(from_page=5, amount=Decimal(10)), PageTier(from_page=1, amount=Decimal(100)))
    rule = FeeRule(name="Phí", basis=FeeBasis.PER_PAGE, amount=Decimal(999), tiers=tiers)
    assert fee_amount(rule, documents=[document(6)]) == 4 * 100 + 2 * 10


def test_fixed_per_copy_and_per_case() -> None:
    assert fee_amount(FeeRule(name="Lệ phí", amount=Decimal(50_000)), sets=7, cases_count=9) == 50_000
    per_copy = FeeRule(name="Trích lục", basis=FeeBasis.PER_COPY, amount=Decimal(8000))
    assert fee_amount(per_copy, sets=3) == 24_000
    assert fee_amount(per_copy, documents=[document(9, 2), document(1, 1)]) == 24_000
    per_case = FeeRule(name="Chứng thực chữ ký", basis=FeeBasis.PER_CASE, amount=Decimal(10_000))
    assert fee_amount(per_case, cases_count=4) == 40_000


def test_a_fee_by_number_needs_the_number() -> None:
    per_case = FeeRule(name="Chứng thực chữ ký", basis=FeeBasis.PER_CASE, amount=Decimal(10_000))
    with pytest.raises(DeskError, match="Chứng thực chữ ký"):
        fee_amount(per_case, cases_count=0)


def test_an_exempt_line_owes_nothing_and_says_why() -> None:
    exempt = apply_exemption(line(8000), Exemption.EXEMPT, ExemptionReason.MERIT, note="Thẻ thương binh 123")
    assert (exempt.owed, exempt.full_amount) == (Decimal(0), Decimal(8000))
    assert exempt.exemption_reason is ExemptionReason.MERIT
    again = apply_exemption(exempt, Exemption.NONE, None)
    assert again == line(8000)


def test_a_reduced_line_owes_the_lower_amount() -> None:
    reduced = apply_exemption(line(8000), Exemption.REDUCED, ExemptionReason.POOR, reduced_to=Decimal(4000))
    assert (reduced.amount, reduced.full_amount) == (Decimal(4000), Decimal(8000))


@pytest.mark.parametrize(
    ("exemption", "reason", "reduced_to", "code"),
    [
        (Exemption.EXEMPT, None, None, "fee_reason_missing"),
        (Exemption.REDUCED, ExemptionReason.POOR, Decimal(9000), "fee_reduced_above_full"),
        (Exemption.REDUCED, ExemptionReason.POOR, Decimal(-1), "fee_negative"),
        (Exemption.REDUCED, ExemptionReason.POOR, Decimal("0.5"), "fee_not_whole"),
    ],
)
def test_impossible_exemptions_are_refused_in_words(
    exemption: Exemption, reason: ExemptionReason | None, reduced_to: Decimal | None, code: str
) -> None:
    with pytest.raises(DeskError) as caught:
        apply_exemption(line(8000), exemption, reason, reduced_to=reduced_to)
    assert caught.value.code == code
    assert str(caught.value).endswith(".")


def test_a_lower_amount_without_an_exemption_is_refused() -> None:
    with pytest.raises(DeskError, match="chưa chọn lý do"):
        line(8000, amount=Decimal(1))
    with pytest.raises(DeskError):
        line(8000, exemption=Exemption.EXEMPT, exemption_reason=ExemptionReason.MERIT)


def test_a_foreign_currency_has_parts_and_stands_apart_from_dong() -> None:
    dollars = line(0, amount=Decimal("12.50"), full_amount=Decimal("12.50"), currency="USD")
    lines = [dollars, line(8000)]
    assert total(lines) == 8000
    assert owed(lines, "USD") == Decimal("12.50")
    assert money(dollars.amount, "USD") == "12,50 USD"


def test_what_is_due_now_and_what_is_owed() -> None:
    lines = [
        line(8000),
        line(5000, when=PayWhen.AT_RETURN),
        line(3000, when=PayWhen.LATER),
        line(2000, paid=True, method=PayMethod.CASH, receipt_number="0001"),
    ]
    assert due_now(lines) == 8000
    assert owed(lines) == 16_000
    assert total(lines) == 18_000


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "0 đ"),
        ("500", "500 đ"),
        ("70000", "70.000 đ"),
        ("1234567", "1.234.567 đ"),
        ("1E+5", "100.000 đ"),
        ("5.00", "5 đ"),
    ],
)
def test_money_as_people_write_it(amount: str, text: str) -> None:
    assert money(Decimal(amount)) == text


def test_every_reason_has_a_label() -> None:
    assert set(EXEMPTION_LABELS) == set(ExemptionReason)


@pytest.mark.parametrize(("reason", "label"), EXEMPTION_LABELS.items())
def test_a_label_names_its_reason_and_any_other_words_are_a_reason_of_their_own(
    reason: ExemptionReason, label: str
) -> None:
    assert exemption_reason(f" {label.upper()} ") == (reason, "")
    assert exemption_words(reason, "") == label
    written = f"{label}, giấy số 7"
    assert exemption_reason(written) == (ExemptionReason.OTHER, written)
    assert exemption_words(*exemption_reason(written)) == written


def test_a_line_survives_its_json() -> None:
    exempt = apply_exemption(fee_line(CERTIFIED_COPY, Decimal(70_000)), Exemption.EXEMPT, ExemptionReason.CHILD)
    assert FeeLine.model_validate_json(exempt.model_dump_json()) == exempt


@FEW
@given(
    amount=st.integers(0, 10_000),
    steps=st.lists(st.tuples(st.integers(1, 30), st.integers(0, 10_000)), max_size=4, unique_by=lambda step: step[0]),
    pages=st.integers(1, 60),
    cap=st.one_of(st.none(), st.integers(0, 100_000)),
)
def test_a_copy_costs_the_sum_of_its_pages_up_to_the_cap(
    amount: int, steps: list[tuple[int, int]], pages: int, cap: int | None
) -> None:
    rule = FeeRule(
        name="Phí",
        basis=FeeBasis.PER_PAGE,
        amount=Decimal(amount),
        tiers=tuple(PageTier(from_page=page, amount=Decimal(price)) for page, price in steps),
        cap=None if cap is None else Decimal(cap),
    )
    prices = [
        max(((start, price) for start, price in steps if start <= page), default=(0, amount))[1]
        for page in range(1, pages + 1)
    ]
    expected = sum(prices) if cap is None else min(sum(prices), cap)
    assert fee_amount(rule, documents=[document(pages)]) == expected
