"""Dossiers that came online or by post and wait to be accepted (trạng thái 1, Mới đăng ký): no code, no clock yet.

A submission is written once; ``reception.receive`` and ``before_acceptance.decline`` then start from it
(``starts_from``), so that the same dossier goes on under one history.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field, ValidationError

from desk_app.domain.codes import national_code
from desk_app.domain.dates import office_time
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Submitted
from desk_app.domain.events.reception import ExternalReference
from desk_app.domain.people import Person
from desk_app.domain.procedures import ChannelKind
from desk_app.domain.states import State
from desk_app.domain.values import Frozen
from desk_app.models.queries.dossiers import DossierFilter
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.command_fields import MOST_ROWS, Block, ExternalGiven, Line, Moment
from desk_app.services.ground import ground_for
from desk_app.services.moments import check_not_ahead
from desk_app.services.receive_command import bad_command
from desk_app.services.snapshot import procedure_snapshot, short_name

sentences(
    submitted_at_the_desk="Hồ sơ nộp trực tiếp thì tiếp nhận ngay, không ghi là mới đăng ký. "
    "Kênh của hồ sơ mới đăng ký là online hoặc post.",
    external_of_another="Mã {code} của hệ thống {system} đã ghi cho hồ sơ của người hoặc thủ tục khác. "
    "Kiểm tra lại mã.",
)

_PAGE = 500


class Submit(Frozen):
    """Note that a dossier came in and waits: the people, procedure and channel of ``Receive``, and no acceptance."""

    procedure: Line = Field(min_length=1, max_length=64)
    channel: ChannelKind = ChannelKind.ONLINE
    submitter: Person
    owners: tuple[Person, ...] | None = Field(default=None, min_length=1, max_length=MOST_ROWS)
    summary: Block | None = Field(default=None, max_length=1000)
    external: ExternalGiven | None = None
    submitted_at: Moment | None = None


@dataclass(frozen=True)
class Submission:
    """A dossier waiting to be accepted. repeated: it was known before, nothing new was written."""

    id: UUID
    submitted: Submitted
    repeated: bool = False


def checked_submit(values: Mapping[str, Any]) -> Submit:
    """Validate the values of a command. Raises DeskError ``bad_command``."""
    try:
        return Submit.model_validate(dict(values))
    except ValidationError as error:
        raise bad_command(error) from None


def submit(store: Store, session: Session, command: Submit, now: datetime) -> Submission:
    """Write that a dossier came in and is not yet accepted; durable when it returns.

    The same code of the same system a second time gives the first submission, and writes nothing.
    Raises DeskError ``submitted_at_the_desk``, ``external_of_another``, ``unknown_procedure``, ``moment_in_future``.
    """
    session.require(Right.RECEIVE)
    if command.channel is ChannelKind.DIRECT:
        raise DeskError("submitted_at_the_desk")
    submitted_at = office_time(command.submitted_at or now)
    check_not_ahead(submitted_at, now)
    with store.transaction(now, actor=session.login) as tx:
        external = None if command.external is None else command.external.reference()
        known = _known(tx, command, external)
        if known is not None:
            return known
        ground = ground_for(tx, command.procedure, "receipt", on=office_time(now).date())
        body = Submitted(
            procedure=procedure_snapshot(ground),
            channel=command.channel,
            submitter=command.submitter,
            owners=command.owners or (command.submitter,),
            summary=command.summary or short_name(ground.procedure, ground.layer),
            external=external,
            submitted_at=submitted_at,
        )
        subject = tx.new_id()
        written = tx.record(subject, body).body
        assert isinstance(written, Submitted)
        return Submission(subject, written)


def waiting_submissions(rd: Reading) -> list[Submission]:
    """Return the dossiers that wait to be accepted or declined, those waiting longest first."""
    wanted, key = DossierFilter(states=frozenset({State.SUBMITTED})), None
    found: list[Submission] = []
    while True:
        page = rd.dossiers.page(wanted, after=key, limit=_PAGE)
        for line in page.lines:
            dossier = rd.dossiers.by_id(line.id)
            if dossier is not None and dossier.submitted is not None:
                found.append(Submission(line.id, dossier.submitted))
        key = page.next_key
        if key is None:
            return sorted(found, key=lambda one: (one.submitted.submitted_at, one.id))


def values_begun(dossier: Dossier, values: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """Return the JSON values of a command that starts from a dossier: what is not given is taken from it.

    names: the fields the command has. Raises DeskError ``not_to_be_received`` for a dossier that was already accepted,
    declined, withdrawn or cancelled.
    """
    if dossier.voided or dossier.state not in (State.NONE, State.SUBMITTED):
        raise DeskError("not_to_be_received")
    begun = dossier.submitted or dossier.guided
    taken = {} if begun is None else begun.model_dump(mode="json", include=set(_TAKEN_OVER & names), exclude_none=True)
    if begun is not None:
        taken["procedure"] = begun.procedure.code
        if national_code(str(values.get("procedure", begun.procedure.code))) != national_code(begun.procedure.code):
            # Another procedure has another short name and other cases.
            taken = {name: value for name, value in taken.items() if name not in ("summary", "case")}
    return {**taken, **values, "starts_from": str(dossier.id)}


_TAKEN_OVER = frozenset({"case", "channel", "submitter", "owners", "summary", "external"})


def _known(tx: Transaction, command: Submit, external: ExternalReference | None) -> Submission | None:
    """Return the submission that has this very code already. Raises DeskError ``external_of_another``."""
    if external is None or not external.code:
        return None
    for found in tx.dossiers.all_by_external_code(external.code):
        first = found.submitted
        if first is None or first.external != external:
            continue
        same_procedure = national_code(first.procedure.code) == national_code(command.procedure)
        if not same_procedure or first.submitter != command.submitter:
            raise DeskError("external_of_another", code=external.code, system=external.system)
        return Submission(found.id, first, repeated=True)
    return None
