"""What a caller asks for when a later step of a dossier is to be written: one typed command for each kind.

These are the files of ``desk-app event CODE KIND`` and what pages and services hand to ``steps.record_step``. Who, when
and the new appointment may be left out: the desk fills them in. Nothing here reads the dossier; whether the step may be
taken is said by ``steps``.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field, ValidationError
from typing_extensions import override

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Body
from desk_app.domain.events.care import PrintOutcome
from desk_app.domain.events.reception import ReturnBy
from desk_app.domain.events.steps import ResultKind, Satisfaction
from desk_app.domain.fees import VND, PayMethod, money
from desk_app.domain.people import Person
from desk_app.domain.values import Frozen
from desk_app.services.command_fields import (
    MOST_ROWS,
    Amount,
    AuthorisationGiven,
    Block,
    Count,
    Day,
    FeeGiven,
    Line,
    MissingGiven,
    Moment,
    PaperTaken,
)
from desk_app.services.receive_command import bad_command

sentences(
    payment_below_its_lines="Số tiền đã nộp {amount} nhỏ hơn tổng các khoản đã ghi {told}. Kiểm tra lại số tiền.",
)

_SHA256 = "^[0-9a-f]{64}$"


class StepCommand(Frozen):
    """A later step as asked for. WHEN, WHO: the fields the desk fills in where they are not given."""

    KIND: ClassVar[str]
    WHEN: ClassVar[str | None] = None
    WHO: ClassVar[str | None] = None
    COMPUTED: ClassVar[frozenset[str]] = frozenset({"due_at", "due_reason"})
    """Fields that are no fields of the event: the service makes the event's own of them."""

    def values(self) -> dict[str, Any]:
        """Return what the event's body says of it; what was not given is left out."""
        named = {name: getattr(self, name) for name in type(self).model_fields if name not in self.COMPUTED}
        return {name: value for name, value in named.items() if value is not None}


class HandOver(StepCommand):
    """Hand to a unit."""

    KIND = "HandedOver"
    WHEN = "handed_at"
    WHO = "handed_by"
    unit: Line = Field(min_length=1, max_length=1000)
    person: Line = Field(default="", max_length=500)
    phone: Line = Field(default="", max_length=200)
    handed_by: Line | None = Field(default=None, min_length=1, max_length=500)
    handed_at: Moment | None = None
    note: Line = Field(default="", max_length=1000)


class TakeBack(StepCommand):
    """Take back from the unit, unfinished."""

    KIND = "TakenBack"
    WHEN = "taken_at"
    WHO = "taken_by"
    unit: Line = Field(default="", max_length=1000)
    taken_by: Line | None = Field(default=None, min_length=1, max_length=500)
    taken_at: Moment | None = None
    reason: Line = Field(default="", max_length=1000)


class RequestSupplement(StepCommand):
    """Ask for what an accepted dossier lacks (Mẫu 02)."""

    KIND = "SupplementRequested"
    WHEN = "requested_at"
    WHO = "requested_by"
    missing: tuple[MissingGiven, ...] = Field(min_length=1, max_length=MOST_ROWS)
    reason: Block = Field(default="", max_length=4000)
    requested_by: Line | None = Field(default=None, min_length=1, max_length=500)
    requested_at: Moment | None = None
    letter_number: Line = Field(default="", max_length=100)

    @override
    def values(self) -> dict[str, Any]:
        return {**super().values(), "missing": tuple(paper.missing() for paper in self.missing)}


class TakeSupplement(StepCommand):
    """Take what was asked for. due_at: typed by a person, with due_reason; else the appointment is computed."""

    KIND = "Supplemented"
    WHEN = "supplemented_at"
    WHO = "taken_by"
    papers: tuple[PaperTaken, ...] = Field(default=(), max_length=MOST_ROWS)
    supplemented_at: Moment | None = None
    taken_by: Line | None = Field(default=None, min_length=1, max_length=500)
    due_at: Moment | None = None
    due_reason: Line = Field(default="", max_length=1000)

    @override
    def values(self) -> dict[str, Any]:
        return {**super().values(), "papers": tuple(paper.received() for paper in self.papers)}


class RequestPayment(StepCommand):
    """Ask for a financial duty to be met first."""

    KIND = "PaymentRequested"
    WHEN = "requested_at"
    WHO = "requested_by"
    duty: Line = Field(min_length=1, max_length=1000)
    amount: Amount | None = None
    requested_by: Line | None = Field(default=None, min_length=1, max_length=500)
    requested_at: Moment | None = None
    document_number: Line = Field(default="", max_length=200)


class Pay(StepCommand):
    """Take money or its proof. amount: VND; left out, it is what the lines say together."""

    KIND = "Paid"
    WHEN = "paid_at"
    WHO = "taken_by"
    answers: UUID | None = None
    fees: tuple[FeeGiven, ...] = Field(default=(), max_length=MOST_ROWS)
    amount: Amount | None = None
    method: PayMethod = PayMethod.UNKNOWN
    receipt_number: Line = Field(default="", max_length=100)
    paid_at: Moment | None = None
    taken_by: Line | None = Field(default=None, min_length=1, max_length=500)
    due_at: Moment | None = None
    due_reason: Line = Field(default="", max_length=1000)

    @override
    def values(self) -> dict[str, Any]:
        # What stands in a payment was paid, whatever its line says of itself.
        lines = tuple(fee.line().model_copy(update={"paid": True}) for fee in self.fees)
        told = sum((line.amount for line in lines if line.currency == VND), Decimal(0))
        if self.amount is None and not lines:
            raise DeskError("payment_without_amount")
        amount = told if self.amount is None else self.amount
        if amount < told:
            raise DeskError("payment_below_its_lines", amount=money(amount), told=money(told))
        if amount != amount.to_integral_value():
            raise DeskError("fee_not_whole", amount=money(amount))
        return {**super().values(), "fees": lines, "amount": amount, "method": self.method.value}


class Refund(StepCommand):
    """Give money back that the desk took. amount: VND; left out, it is all that was taken and not given back."""

    KIND = "Refunded"
    WHEN = "refunded_at"
    WHO = "given_by"
    amount: Amount | None = None
    method: PayMethod = PayMethod.CASH
    receipt_number: Line = Field(default="", max_length=100)
    reason: Line = Field(default="", max_length=1000)
    refunded_at: Moment | None = None
    given_by: Line | None = Field(default=None, min_length=1, max_length=500)

    @override
    def values(self) -> dict[str, Any]:
        if self.amount is not None and self.amount != self.amount.to_integral_value():
            raise DeskError("fee_not_whole", amount=money(self.amount))
        return {**super().values(), "method": self.method.value}


class Withdraw(StepCommand):
    """Note that the citizen takes the request back."""

    KIND = "Withdrawn"
    WHEN = "withdrawn_at"
    reason: Block = Field(min_length=1, max_length=4000)
    withdrawn_at: Moment | None = None
    originals_returned: bool = False


class Stop(StepCommand):
    """Stop the dossier (Mẫu 05 of TT 03/2025)."""

    KIND = "Stopped"
    WHEN = "stopped_at"
    reason: Block = Field(min_length=1, max_length=4000)
    stopped_at: Moment | None = None
    number: Line = Field(default="", max_length=200)
    signer: Line = Field(default="", max_length=500)
    originals_returned: bool = False


class ReturnOriginals(StepCommand):
    """Give the originals handed in back."""

    KIND = "OriginalsReturned"
    WHEN = "returned_at"
    papers: tuple[PaperTaken, ...] = Field(default=(), max_length=MOST_ROWS)
    to: Line = Field(min_length=1, max_length=1100)
    returned_at: Moment | None = None

    @override
    def values(self) -> dict[str, Any]:
        return {**super().values(), "papers": tuple(paper.received() for paper in self.papers)}


class TakeResult(StepCommand):
    """Take the result: the agency's time ends."""

    KIND = "ResultReady"
    WHEN = "ready_at"
    number: Line = Field(default="", max_length=200)
    signed_on: Day | None = None
    excerpt: Block = Field(default="", max_length=4000)
    form: ResultKind = ResultKind.PAPER
    copies: Count = 1
    shelf: Line = Field(default="", max_length=200)
    from_unit: Line = Field(default="", max_length=1000)
    ready_at: Moment | None = None


class GiveResult(StepCommand):
    """Give the result out. to: who took it; compared: their card or papers were compared."""

    KIND = "Returned"
    WHEN = "returned_at"
    WHO = "returned_by"
    to: Person
    is_owner: bool
    authorisation: AuthorisationGiven | None = None
    compared: bool
    slip_lost: bool = False
    how: ReturnBy = ReturnBy.DESK
    tracking_number: Line = Field(default="", max_length=200)
    originals_returned: bool = False
    satisfaction: Satisfaction = Satisfaction.NOT_ASKED
    returned_by: Line | None = Field(default=None, min_length=1, max_length=500)
    returned_at: Moment | None = None

    @override
    def values(self) -> dict[str, Any]:
        authorisation = None if self.authorisation is None else self.authorisation.authorisation()
        return {**super().values(), "authorisation": authorisation}


class Apologise(StepCommand):
    """Write down a signed letter of apology (Mẫu 04)."""

    KIND = "Apologised"
    reason: Block = Field(min_length=1, max_length=4000)
    new_due_at: Moment
    signer: Line = Field(min_length=1, max_length=500)
    signer_title: Line = Field(default="", max_length=500)
    letter_number: Line = Field(default="", max_length=200)
    signed_on: Day


class SendApology(StepCommand):
    """Note that the signed letter went out. apology: the event of the letter."""

    KIND = "ApologySent"
    WHEN = "sent_at"
    apology: UUID
    how: Line = Field(min_length=1, max_length=500)
    sent_at: Moment | None = None


class NotePrint(StepCommand):
    """Note what became of a print."""

    KIND = "Printed"
    WHEN = "printed_at"
    form: Line = Field(min_length=1, max_length=100)
    form_hash: str = Field(pattern=_SHA256)
    size: Line = Field(min_length=1, max_length=20)
    pdf_digest: str = Field(pattern=_SHA256)
    outcome: PrintOutcome
    reprint: Count = 0
    printer: Line = Field(default="", max_length=500)
    printed_at: Moment | None = None


class Note(StepCommand):
    """Add a remark."""

    KIND = "Noted"
    text: Block = Field(min_length=1, max_length=4000)


class AttachPaper(StepCommand):
    """Attach a file that stands in the store. content: its SHA-256."""

    KIND = "PaperAttached"
    WHEN = "attached_at"
    name: Line = Field(min_length=1, max_length=500)
    media_type: Line = Field(min_length=1, max_length=200)
    size: int = Field(ge=0, strict=True)
    content: str = Field(pattern=_SHA256)
    paper: Line = Field(default="", max_length=4000)
    attached_at: Moment | None = None


STEP_COMMANDS: dict[str, type[StepCommand]] = {
    command.KIND: command
    for command in (
        HandOver, TakeBack, RequestSupplement, TakeSupplement, RequestPayment, Pay, Refund, Withdraw, Stop,
        ReturnOriginals, TakeResult, GiveResult, Apologise, SendApology, NotePrint, Note, AttachPaper,
    )
}  # fmt: skip
"""Kind of event → the command that asks for it."""


def step_command(kind: str, fields: Mapping[str, Any]) -> StepCommand:
    """Return the checked command of a step. Raises DeskError ``bad_command`` naming the field and what is wrong."""
    try:
        return STEP_COMMANDS[kind].model_validate(dict(fields))
    except ValidationError as error:
        raise bad_command(error) from None


def body_of(body: type[Body], values: Mapping[str, Any]) -> Body:
    """Return the event's body. Raises DeskError ``bad_command`` for values the event itself does not take."""
    try:
        return body.model_validate(dict(values))
    except ValidationError as error:
        raise bad_command(error) from None
