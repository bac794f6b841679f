"""Fees: what is owed for a dossier, line by line, and why less."""

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from desk_app.domain.values import Frozen


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
