"""Every kind of event there is, and how a stored body is read back."""

from typing import Annotated, Any, get_args

from pydantic import Field, TypeAdapter

from desk_app.domain.envelope import Envelope, exact_json
from desk_app.domain.errors import DeskError
from desk_app.domain.events.base import Authority, Body
from desk_app.domain.events.care import (
    Corrected,
    Decision,
    Erased,
    ErasedBody,
    FieldChange,
    Noted,
    PaperAttached,
    Printed,
    PrintOutcome,
    Reversed,
    Settled,
)
from desk_app.domain.events.office import (
    AccountChanged,
    BackEntryClosed,
    BackEntryOpened,
    CatalogueImported,
    DayClosed,
    NumbersReserved,
    SettingChanged,
    SheetPrinted,
    SignedIn,
    StreamBegan,
    StreamHead,
)
from desk_app.domain.events.reception import Declined, Guided, Received, Submitted
from desk_app.domain.events.steps import (
    Apologised,
    ApologySent,
    HandedOver,
    OriginalsReturned,
    Paid,
    PaymentRequested,
    Refunded,
    ResultReady,
    Returned,
    Stopped,
    Supplemented,
    SupplementRequested,
    TakenBack,
    Withdrawn,
)
from desk_app.domain.events.upcasting import current_form
from desk_app.domain.values import Frozen

AnyBody = Annotated[
    Guided | Submitted | Received | Declined
    | HandedOver | TakenBack | SupplementRequested | Supplemented | PaymentRequested | Paid | Refunded
    | Withdrawn | Stopped | OriginalsReturned | ResultReady | Returned | Apologised | ApologySent
    | Corrected | Reversed | Settled | Erased | Printed | Noted | PaperAttached
    | StreamBegan | SignedIn | AccountChanged | SettingChanged | CatalogueImported
    | BackEntryOpened | BackEntryClosed | NumbersReserved | DayClosed | SheetPrinted,
    Field(discriminator="kind"),
]  # fmt: skip

_adapter: TypeAdapter[AnyBody] = TypeAdapter(AnyBody)

KINDS: dict[str, type[Body]] = {body.KIND: body for body in get_args(get_args(AnyBody)[0])}
"""Every kind by its name: the members of the union above."""


class Event(Frozen):
    """An envelope with what it says. body: None where it was erased, or made by a newer version."""

    envelope: Envelope
    body: AnyBody | None

    @property
    def order(self) -> tuple[int, str, int]:
        """The place of this event among all events of its subject."""
        return (self.envelope.hlc, str(self.envelope.stream), self.envelope.seq)


def body_text(body: Body) -> str:
    """Return the exact text of a body that we write; never called on one that was read."""
    return exact_json(body.model_dump(mode="json"))


def read_body(kind: str, v: int, text: str, parsed: dict[str, Any] | None = None) -> AnyBody | None:
    """Parse a stored body, cast up to today's version; None for an unknown kind or a newer version.

    parsed: the text as JSON where it was read already; used up by this. Raises pydantic.ValidationError, or another
    ValueError, for a body that is not of its kind.
    """
    known = KINDS.get(kind)
    if known is None or v > known.V:
        return None
    try:
        return _adapter.validate_python(current_form(kind, v, text, parsed))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except DeskError as error:
        # An amount no fee line can have: whoever wrote it, to a reader it is a body like any other that cannot be.
        raise ValueError(error.code) from None


def read_event(envelope: Envelope, text: str | None) -> Event:
    """Join an envelope with its stored body text; an unreadable body is kept as None, never an error."""
    if text is None:
        return Event(envelope=envelope, body=None)
    try:
        return Event(envelope=envelope, body=read_body(envelope.kind, envelope.v, text))
    except ValueError:
        return Event(envelope=envelope, body=None)


__all__ = [
    "KINDS",
    "AccountChanged",
    "AnyBody",
    "Apologised",
    "ApologySent",
    "Authority",
    "BackEntryClosed",
    "BackEntryOpened",
    "Body",
    "CatalogueImported",
    "Corrected",
    "DayClosed",
    "Decision",
    "Declined",
    "Erased",
    "ErasedBody",
    "Event",
    "FieldChange",
    "Guided",
    "HandedOver",
    "Noted",
    "NumbersReserved",
    "OriginalsReturned",
    "Paid",
    "PaperAttached",
    "PaymentRequested",
    "PrintOutcome",
    "Printed",
    "Received",
    "Refunded",
    "ResultReady",
    "Returned",
    "Reversed",
    "SettingChanged",
    "Settled",
    "SheetPrinted",
    "SignedIn",
    "Stopped",
    "StreamBegan",
    "StreamHead",
    "Submitted",
    "SupplementRequested",
    "Supplemented",
    "TakenBack",
    "Withdrawn",
    "body_text",
    "read_body",
    "read_event",
]  # fmt: skip
