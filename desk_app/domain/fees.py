"""Fees: what is owed for a dossier, line by line, and why less."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.text import clean_line, fold
from desk_app.domain.values import Frozen

sentences(
    payment_without_amount="Chưa có số tiền đã nộp. Ghi số tiền (amount) hoặc các khoản đã thu (fees).",
    fee_not_whole="Số tiền {amount} có phần lẻ dưới một đồng. Nhập số tiền chẵn đồng.",
    fee_negative="Số tiền {amount} nhỏ hơn không. Nhập lại số tiền.",
    fee_reduced_above_full="Số tiền sau khi giảm {amount} lớn hơn mức thu {full}. Nhập lại số tiền được giảm.",
    fee_reason_missing="Đã chọn miễn, giảm lệ phí nhưng chưa chọn lý do. Chọn lý do miễn, giảm.",
    fee_count_missing="Lệ phí “{name}” tính theo số lượng. Nhập số bộ, số bản hoặc số trường hợp lớn hơn không.",
)

VND = "VND"


class FeeBasis(StrEnum):
    """What an amount is multiplied by."""

    FIXED = "fixed"
    PER_COPY = "per_copy"
    PER_PAGE = "per_page"
    """Per page of the original, by tiers, for each copy; the cap holds for each copy."""
    PER_CASE = "per_case"
    """Per matter handled (vụ việc / trường hợp), counted by the clerk."""


class PageTier(Frozen):
    """From this page on (1-based, inclusive) a page costs this much."""

    from_page: int = Field(ge=1)
    amount: Decimal = Field(ge=0)


class FeeRule(Frozen):
    """One fee of the office's layer. amount, cap: VND; case, channel: "" = any."""

    name: str
    basis: FeeBasis = FeeBasis.FIXED
    amount: Decimal = Field(default=Decimal(0), ge=0)
    tiers: tuple[PageTier, ...] = ()
    cap: Decimal | None = None
    case: str = ""
    channel: str = ""
    legal_basis: str = ""


class AuthenticatedDocument(Frozen):
    """One document brought for certified copies.

    pages: of the original. copies: paper copies asked for. electronic: a certified electronic copy besides, which
    costs as one more copy.
    """

    name: str
    pages: int = Field(ge=1)
    copies: int = Field(ge=0)
    electronic: bool = False

    @property
    def charged_copies(self) -> int:
        """Copies a fee is taken for, the electronic one included."""
        return self.copies + int(self.electronic)


class Exemption(StrEnum):
    """Whether a line is owed in full."""

    NONE = "none"
    EXEMPT = "exempt"
    REDUCED = "reduced"


class ExemptionReason(StrEnum):
    """Whom fees are forgiven or lowered for; which of them hold, and by how much, is the province's resolution."""

    MERIT = "merit"
    POOR = "poor"
    NEAR_POOR = "near_poor"
    DISABLED = "disabled"
    CHILD = "child"
    ELDERLY = "elderly"
    ETHNIC_MINORITY = "ethnic_minority"
    ONLINE = "online"
    PUBLIC_DUTY = "public_duty"
    OTHER = "other"


EXEMPTION_LABELS = {
    ExemptionReason.MERIT: "Người có công với cách mạng và thân nhân",
    ExemptionReason.POOR: "Người thuộc hộ nghèo",
    ExemptionReason.NEAR_POOR: "Người thuộc hộ cận nghèo",
    ExemptionReason.DISABLED: "Người khuyết tật",
    ExemptionReason.CHILD: "Trẻ em",
    ExemptionReason.ELDERLY: "Người cao tuổi",
    ExemptionReason.ETHNIC_MINORITY: "Đồng bào dân tộc thiểu số ở vùng đặc biệt khó khăn",
    ExemptionReason.ONLINE: "Nộp hồ sơ trực tuyến",
    ExemptionReason.PUBLIC_DUTY: "Phục vụ công vụ, hoạt động nhân đạo",
    ExemptionReason.OTHER: "Lý do khác",
}
"""Labels of the reasons; their order is the order of the list."""

USUAL_EXEMPTIONS = tuple(label for reason, label in EXEMPTION_LABELS.items() if reason is not ExemptionReason.OTHER)
"""What is offered where the office has no list of its own; any other reason is written out."""


def exemption_words(reason: ExemptionReason | None, note: str) -> str:
    """Return why a fee is forgiven or lowered, as papers say it; "" without a reason."""
    return "" if reason is None else note or EXEMPTION_LABELS[reason]


def exemption_reason(words: str) -> tuple[ExemptionReason, str]:
    """Return the reason that words are the label of, without a note; any other words are the note of ``other``."""
    wanted = fold(words)
    for reason, label in EXEMPTION_LABELS.items():
        if fold(label) == wanted:
            return reason, ""
    return ExemptionReason.OTHER, clean_line(words)


class PayWhen(StrEnum):
    """When a line is paid."""

    NOW = "now"
    LATER = "later"
    AT_RETURN = "at_return"


class PayMethod(StrEnum):
    """How a line was paid; unknown until it is."""

    CASH = "cash"
    TRANSFER = "transfer"
    UNKNOWN = ""


class FeeLine(Frozen):
    """One fee of one dossier, as it stands in its events.

    amount: what is owed after exemption; full_amount: by the rule. Both whole dong where the currency is VND.
    exemption_note: words beside the reason (number of the certificate). Raises DeskError for impossible amounts.
    """

    name: str
    amount: Decimal
    full_amount: Decimal
    exemption: Exemption = Exemption.NONE
    exemption_reason: ExemptionReason | None = None
    exemption_note: str = ""
    when: PayWhen = PayWhen.NOW
    method: PayMethod = PayMethod.UNKNOWN
    receipt_number: str = ""
    paid: bool = False
    currency: str = Field(default=VND, pattern="^[A-Z]{3}$")

    @model_validator(mode="after")
    def _check(self) -> Self:
        for amount in (self.amount, self.full_amount):
            if amount < 0:
                raise DeskError("fee_negative", amount=money(amount, self.currency))
            if self.currency == VND and amount != amount.to_integral_value():
                raise DeskError("fee_not_whole", amount=money(amount))
        if self.amount > self.full_amount:
            raise DeskError("fee_reduced_above_full", amount=money(self.amount), full=money(self.full_amount))
        if self.exemption is not Exemption.NONE and self.exemption_reason is None:
            raise DeskError("fee_reason_missing")
        if self.exemption is Exemption.NONE and self.amount != self.full_amount:
            raise DeskError("fee_reason_missing")
        if self.exemption is Exemption.EXEMPT and self.amount:
            raise DeskError("fee_reduced_above_full", amount=money(self.amount), full=money(Decimal(0)))
        return self

    @property
    def owed(self) -> Decimal:
        """What is still to be paid."""
        return Decimal(0) if self.paid else self.amount


def fee_amount(
    rule: FeeRule,
    *,
    documents: Sequence[AuthenticatedDocument] = (),
    sets: int = 1,
    cases_count: int = 1,
) -> Decimal:
    """Return what a rule asks for, in whole dong.

    documents: for a fee per page, and for one per copy when any are listed. sets: copies of a result asked for, for a
    fee per copy without documents. cases_count: matters handled. Raises DeskError ``fee_count_missing``.

    Certified copies (2.000815): 2.000 đ a page, from page 3 on 1.000 đ, at most 200.000 đ a copy (Circular
    226/2016/TT-BTC, art. 4).
    """
    match rule.basis:
        case FeeBasis.FIXED:
            amount = _capped(rule, rule.amount)
        case FeeBasis.PER_CASE:
            amount = _capped(rule, rule.amount) * _count(rule, cases_count)
        case FeeBasis.PER_COPY:
            copies = sum(document.charged_copies for document in documents) if documents else sets
            amount = _capped(rule, rule.amount) * _count(rule, copies)
        case FeeBasis.PER_PAGE:
            amount = sum((document_amount(rule, document) for document in documents), Decimal(0))
    return amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def document_amount(rule: FeeRule, document: AuthenticatedDocument) -> Decimal:
    """Return the amount of one row of the authentication block: pages by tiers, capped, times copies."""
    return _capped(rule, _pages_amount(rule, document.pages)) * document.charged_copies


def fee_line(rule: FeeRule, amount: Decimal, when: PayWhen = PayWhen.NOW) -> FeeLine:
    """Return the unpaid line of a computed fee, owed in full."""
    return FeeLine(name=rule.name, amount=amount, full_amount=amount, when=when)


def apply_exemption(
    line: FeeLine,
    exemption: Exemption,
    reason: ExemptionReason | None,
    *,
    reduced_to: Decimal | None = None,
    note: str = "",
) -> FeeLine:
    """Return the line forgiven, lowered to an amount, or (``none``) owed in full again.

    Raises DeskError ``fee_reason_missing``, ``fee_reduced_above_full``, ``fee_negative``, ``fee_not_whole``.
    """
    match exemption:
        case Exemption.NONE:
            amount, reason, note = line.full_amount, None, ""
        case Exemption.EXEMPT:
            amount = Decimal(0)
        case Exemption.REDUCED:
            amount = line.full_amount if reduced_to is None else reduced_to
    changed = {"amount": amount, "exemption": exemption, "exemption_reason": reason, "exemption_note": note}
    return FeeLine.model_validate({**dict(line), **changed})


def total(lines: Iterable[FeeLine], currency: str = VND) -> Decimal:
    """Return what the lines of one currency ask for after exemption, paid or not."""
    return sum((line.amount for line in lines if line.currency == currency), Decimal(0))


def due_now(lines: Iterable[FeeLine], currency: str = VND) -> Decimal:
    """Return what is to be paid at reception and is not yet."""
    return sum((line.owed for line in lines if line.when is PayWhen.NOW and line.currency == currency), Decimal(0))


def owed(lines: Iterable[FeeLine], currency: str = VND) -> Decimal:
    """Return all that is still to be paid, whenever."""
    return sum((line.owed for line in lines if line.currency == currency), Decimal(0))


def money(amount: Decimal, currency: str = VND) -> str:
    """Return ``70.000 đ``; another currency by its code: ``10 USD``, ``12,50 USD``."""
    whole, _, part = f"{amount:,f}".partition(".")
    digits = whole.replace(",", ".")
    if part.strip("0"):
        digits += f",{part}"
    return f"{digits} đ" if currency == VND else f"{digits} {currency}"


def _pages_amount(rule: FeeRule, pages: int) -> Decimal:
    """Return the amount of one copy before the cap: the tier that holds from each page on."""
    tiers = sorted(rule.tiers, key=lambda tier: tier.from_page)
    amount, page, price = Decimal(0), 1, rule.amount
    for tier in tiers:
        upto = min(tier.from_page - 1, pages)
        amount += price * max(0, upto - page + 1)
        page, price = max(page, tier.from_page), tier.amount
    return amount + price * max(0, pages - page + 1)


def _capped(rule: FeeRule, amount: Decimal) -> Decimal:
    return amount if rule.cap is None else min(amount, rule.cap)


def _count(rule: FeeRule, count: int) -> int:
    if count < 1:
        raise DeskError("fee_count_missing", name=rule.name)
    return count
