"""Everything typed on the reception page, as one plain value that JSON can carry."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from pydantic import ValidationError

from desk_app.domain.events.reception import AuthorisationKind, ReturnBy
from desk_app.domain.fees import Exemption, ExemptionReason, PayMethod, PayWhen
from desk_app.domain.limits import Unit
from desk_app.domain.people import Person, PersonKind, parse_partial_date, written_date
from desk_app.domain.procedures import ChannelKind, PaperTag
from desk_app.domain.values import Frozen


class PersonState(Frozen):
    """A person as typed. birth_date: as written. doubtful: fields to be read again from the card. key: who they are."""

    name: str = ""
    kind: PersonKind = PersonKind.CITIZEN
    id_number: str = ""
    id_issued_on: date | None = None
    id_issuer: str = ""
    birth_date: str = ""
    gender: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    doubtful: tuple[str, ...] = ()
    key: str = ""
    last_seen: datetime | None = None

    @classmethod
    def of(cls, person: Person, *, key: str = "", last_seen: datetime | None = None) -> "PersonState":
        """Return a person the desk knows, as the page shows them."""
        values = person.model_dump()
        values["birth_date"] = written_date(person.birth_date)
        values["gender"] = str(person.gender)
        return cls(**values, key=key, last_seen=last_seen)

    @property
    def is_named(self) -> bool:
        """Tell whether there is a name."""
        return bool(self.name.strip())

    @property
    def birth_date_is_wrong(self) -> bool:
        """Tell whether what is written is no date."""
        return bool(self.birth_date.strip()) and parse_partial_date(self.birth_date) is None

    def person(self) -> Person:
        """Return the person for a command. Raises ValidationError for a missing name or an impossible date."""
        fields = self.model_dump(exclude={"doubtful", "key", "last_seen"})
        return Person(**fields)


class PaperState(Frozen):
    """A paper row with something to remember: ticked, counted or typed by the clerk."""

    name: str
    ticked: bool = False
    original: int = 0
    certified: int = 0
    copy_count: int = 0
    reused: bool = False
    typed: bool = False
    tags: tuple[PaperTag, ...] = ()


class DocumentState(Frozen):
    """A row of the authentication block."""

    document: str = ""
    pages: int = 0
    copies: int = 0
    electronic: int = 0

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was typed into the row."""
        return not self.document and not self.pages

    @property
    def is_complete(self) -> bool:
        """Tell whether the row says what is certified, how long it is and how often."""
        return bool(self.document and self.pages and (self.copies or self.electronic))


class FeeState(Frozen):
    """What the clerk says of the fee. amount: typed in place of the computed one, as typed; "" = computed."""

    amount: str = ""
    exemption: Exemption = Exemption.NONE
    reason: ExemptionReason | None = None
    reduced_to: str = ""
    note: str = ""
    when: PayWhen = PayWhen.NOW
    method: PayMethod = PayMethod.CASH
    receipt_number: str = ""


class MoreState(Frozen):
    """What stands in “Thêm”: seldom needed, never on the way."""

    email: str = ""
    priority: str = ""
    receiving_unit: str = ""
    competent_unit: str = ""
    supporting_unit: str = ""
    external_system: str = ""
    external_code: str = ""
    note: str = ""
    emergency_code: str = ""
    received_at: str = ""
    large_print: bool = False


class AuthorisationState(Frozen):
    """On what ground the submitter acts for the owner; issued_on: as written."""

    kind: AuthorisationKind = AuthorisationKind.LETTER
    relation: str = ""
    number: str = ""
    issued_on: str = ""


class FormState(Frozen):
    """The page. papers: None until they were first shown (then the usual set is ticked). variant: None until picked.

    correcting: the dossier being corrected, with its code in ``correcting_code``. session: the receiving session
    (lượt). request_id: makes registering this page twice one registration.
    """

    procedure: str = ""
    procedure_name: str = ""
    case: str = ""
    channel: ChannelKind = ChannelKind.DIRECT
    variant: int | None = None
    unit: Unit | None = None
    submitter: PersonState | None = None
    other_owner: bool = False
    owners: tuple[PersonState, ...] = ()
    authorisation: AuthorisationState = AuthorisationState()
    summary: str = ""
    papers: tuple[PaperState, ...] | None = None
    presented: tuple[str, ...] = ()
    digitised: bool = False
    papers_waived: bool = False
    """The clerk said to register although required papers are not ticked."""
    documents: tuple[DocumentState, ...] = ()
    fee: FeeState = FeeState()
    sets: int = 1
    cases_count: int = 1
    """Matters handled, for a fee asked for each (vụ việc)."""
    return_by: ReturnBy = ReturnBy.DESK
    return_place: str = ""
    more: MoreState = MoreState()
    due_on: str = ""
    due_reason: str = ""
    provisional_accepted: bool = False
    missing_lines: str = ""
    """What else Mẫu 02 asks for, a line each."""
    starts_from: UUID | None = None
    session: UUID | None = None
    correcting: UUID | None = None
    correcting_code: str = ""
    received_at: datetime | None = None
    """Of the dossier being corrected; kept."""
    request_id: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was typed that a person would miss."""
        return not self.procedure and self.submitter is None

    def label(self) -> str:
        """Return how a chip names the page: the person, else the procedure."""
        person = self.submitter.name if self.submitter else ""
        return person or self.procedure_name

    def without_procedure(self) -> "FormState":
        """Return the state with everything that belongs to a procedure as on an empty page; the person stays."""
        empty = FormState()
        update = {name: getattr(empty, name) for name in _OF_PROCEDURE}
        # What a person is forgiven, and how they pay, goes with them; amounts and a receipt are the procedure's.
        fee = self.fee.model_copy(update={"amount": "", "reduced_to": "", "receipt_number": ""})
        return self.model_copy(update={**update, "fee": fee, "summary": self._added()})

    def _added(self) -> str:
        """Return what was written behind the procedure's name in the content line, to stand behind another's."""
        name = self.procedure_name
        added = self.summary.removeprefix(name) if name else ""
        return f"{CARRIED}{added}" if added and added != self.summary else self.summary

    def named(self, procedure_name: str) -> "FormState":
        """Return the state with the procedure's short name known, in the content line too."""
        summary = self.summary
        if summary.startswith(CARRIED):
            summary = f"{procedure_name}{summary.removeprefix(CARRIED)}"
        return self.model_copy(update={"procedure_name": procedure_name, "summary": summary})

    def begun(self) -> "FormState":
        """Return the state with a request id of its own, given once."""
        return self if self.request_id else self.model_copy(update={"request_id": str(uuid4())})


CARRIED = "…"
"""Begins a content line whose procedure is not chosen yet."""

_OF_PROCEDURE = (
    "procedure",
    "procedure_name",
    "case",
    "variant",
    "unit",
    "papers",
    "presented",
    "papers_waived",
    "documents",
    "cases_count",
    "due_on",
    "due_reason",
    "provisional_accepted",
    "starts_from",
)


def to_json(state: FormState) -> dict[str, Any]:
    """Return the state as a JSON value."""
    return state.model_dump(mode="json", exclude_defaults=True)


def from_json(content: Any) -> FormState | None:
    """Return the state a JSON value holds; None where it was written by a program that kept other fields."""
    try:
        return FormState.model_validate(content)
    except ValidationError:
        return None
