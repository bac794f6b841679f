"""The fields of what callers ask for: typed once, cleaned and bounded at the edge, refused in words.

Every command of the desk (``receive``, ``submit``, the later steps) is made of these, whether it comes as JSON, from a
page or from another service.
"""

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import AliasChoices, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from desk_app.domain.events.reception import (
    Authorisation,
    AuthorisationKind,
    ExternalReference,
    MissingPaper,
    ReceivedPaper,
)
from desk_app.domain.fees import Exemption, ExemptionReason, FeeLine, PayMethod, PayWhen
from desk_app.domain.money_text import read_money
from desk_app.domain.people import parse_date
from desk_app.domain.text import clean_block, clean_line
from desk_app.domain.values import Frozen
from desk_app.services.moments import on_office_clock, parse_moment

MOST_AMOUNT = 1_000_000_000_000
"""No fee of a commune comes near; a number longer than this is a slip of the hand."""

MOST_ROWS = 300
"""No dossier lists more papers, owners or fees; a longer list is another file, and no slip could print it."""


MOST_LETTERS = 5_000
"""The longest name of a published paper has 4,035; what a person types is shorter."""


def _line(value: object) -> object:
    return clean_line(value) if isinstance(value, str) else value


def cleaned_rows(value: object) -> object:
    """Clean rows given as JSON: their lines, bounded to what a paper can print, and their amounts.

    Raises PydanticCustomError for a line of more than ``MOST_LETTERS`` and for an amount that cannot be read.
    """
    match value:
        case str():
            line = clean_line(value)
            if len(line) > MOST_LETTERS:
                raise PydanticCustomError("line_too_long", "dài quá {most} ký tự", {"most": MOST_LETTERS})
            return line
        case dict():
            return {name: _money(part) if name == "amount" else cleaned_rows(part) for name, part in value.items()}
        case list() | tuple():
            return [cleaned_rows(part) for part in value]
    return value


def _block(value: object) -> object:
    return clean_block(value) if isinstance(value, str) else value


def _money(value: object) -> object:
    """Read an amount: “50.000” is fifty thousand. A JSON number with a point could be either, so it is refused."""
    if isinstance(value, str):
        amount = read_money(value)
        if amount is None and clean_line(value).startswith("-"):
            raise PydanticCustomError("amount_negative", "số tiền không được nhỏ hơn không")
        if amount is None:
            raise PydanticCustomError("amount_unread", "không đọc được số tiền (ví dụ 50.000 hoặc 50000)")
        return amount
    if isinstance(value, bool | float):
        raise PydanticCustomError(
            "amount_unread", 'số tiền cần là số nguyên (50000) hoặc chữ trong ngoặc kép ("50.000 đ")'
        )
    if isinstance(value, int | Decimal) and value < 0:
        raise PydanticCustomError("amount_negative", "số tiền không được nhỏ hơn không")
    return value


def _moment(value: object) -> object:
    """Take a time without an offset as the office's time; a bare date or a number is none."""
    try:
        if isinstance(value, str):
            return parse_moment(clean_line(value))
        if isinstance(value, dt.datetime):
            return on_office_clock(value)
    except ValueError:
        raise PydanticCustomError("datetime_parsing", "not a date and time") from None
    if value is not None:
        raise PydanticCustomError("datetime_type", "not a date and time")
    return None


def _day(value: object) -> object:
    """Take a whole day, as ISO 8601 or as people write it; a moment or a number is none."""
    if isinstance(value, str):
        found = parse_date(value)
        if found is None:
            raise PydanticCustomError("date_parsing", "not a date")
        return found
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date | None):
        raise PydanticCustomError("date_type", "not a date")
    return value


Line = Annotated[str, BeforeValidator(_line)]
"""Text of one line: NFC, white space collapsed, nothing invisible."""
Block = Annotated[str, BeforeValidator(_block)]
"""Text of several lines, each cleaned."""
Count = Annotated[int, Field(ge=0, le=9999, strict=True)]
Amount = Annotated[Decimal, BeforeValidator(_money), Field(ge=0, le=MOST_AMOUNT)]
"""Money read the Vietnamese way (``domain.money_text``), never negative."""
Moment = Annotated[dt.datetime, BeforeValidator(_moment)]
"""An aware moment on the office's clock."""
Day = Annotated[dt.date, BeforeValidator(_day)]
"""A whole day."""


class PaperTaken(Frozen):
    """A paper handed in; counts of originals, certified copies and plain copies."""

    name: Line = Field(min_length=1, max_length=4000)
    original: Count = 0
    certified: Count = 0
    copy_count: Count = Field(default=0, validation_alias=AliasChoices("copy", "copy_count"))
    digitised: bool = False
    reused: bool = False

    def received(self) -> ReceivedPaper:
        """Return it as the event holds it; a paper taken without a count is one original."""
        values = self.model_dump()
        if not (self.original or self.certified or self.copy_count or self.reused):
            values["original"] = 1
        return ReceivedPaper(**values)


class MissingGiven(Frozen):
    """A paper or content still wanted."""

    name: Line = Field(min_length=1, max_length=4000)
    note: Line = Field(default="", max_length=1000)

    def missing(self) -> MissingPaper:
        """Return it as the event holds it."""
        return MissingPaper(name=self.name, note=self.note)


class FeeGiven(Frozen):
    """A fee line as given; full_amount: by the rule, the amount itself where it is not given.

    An exempt line is owed nothing: its amount alone says what was forgiven.
    """

    name: Line = Field(min_length=1, max_length=500)
    amount: Amount
    full_amount: Amount | None = None
    exemption: Exemption = Exemption.NONE
    exemption_reason: ExemptionReason | None = None
    exemption_note: Line = Field(default="", max_length=500)
    when: PayWhen = PayWhen.NOW
    method: PayMethod = PayMethod.UNKNOWN
    receipt_number: Line = Field(default="", max_length=100)
    paid: bool = False
    currency: str = Field(default="VND", pattern="^[A-Z]{3}$")

    def line(self) -> FeeLine:
        """Return it as the event holds it. Raises DeskError for impossible amounts."""
        values = self.model_dump()
        if self.full_amount is None:
            values["full_amount"] = self.amount
            if self.exemption is Exemption.EXEMPT:
                values["amount"] = 0
        return FeeLine.model_validate(values)


class AuthorisationGiven(Frozen):
    """On what ground somebody acts for the owner."""

    kind: AuthorisationKind = AuthorisationKind.LETTER
    number: Line = Field(default="", max_length=200)
    date: Day | None = Field(default=None, validation_alias=AliasChoices("date", "issued_on"))
    relation: Line = Field(default="", max_length=500)

    def authorisation(self) -> Authorisation:
        """Return it as the event holds it."""
        return Authorisation(kind=self.kind, number=self.number, issued_on=self.date, relation=self.relation)


class ExternalGiven(Frozen):
    """The dossier's place in a ministry's or the national system."""

    system: Line = Field(default="", max_length=200)
    code: Line = Field(default="", max_length=200)

    def reference(self) -> ExternalReference:
        """Return it as the event holds it."""
        return ExternalReference(system=self.system, code=self.code)
