"""What happens before a dossier is accepted: guiding (Mẫu 02) and declining (Mẫu 03), without code or clock."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, field_validator

from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Declined, Guided
from desk_app.domain.events.reception import MissingPaper
from desk_app.domain.people import Person
from desk_app.domain.procedures import ChannelKind
from desk_app.domain.states import State
from desk_app.domain.values import Frozen
from desk_app.models.store import Store
from desk_app.models.transaction import Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.command_fields import MOST_ROWS, Block, Line, PaperTaken, cleaned_rows
from desk_app.services.ground import ground_for
from desk_app.services.print_jobs import queue_paper
from desk_app.services.snapshot import procedure_snapshot, short_name

sentences(
    nothing_missing="Chưa có giấy tờ nào cần bổ sung. Bỏ đánh dấu giấy tờ còn thiếu, hoặc gõ nội dung cần bổ sung.",
    decline_reason_needed="Từ chối tiếp nhận cần có lý do. Chọn một lý do trong danh sách, hoặc gõ lý do.",
    already_accepted="Hồ sơ này đã được tiếp nhận hoặc từ chối rồi.",
)


class Guide(Frozen):
    """Hand out Mẫu 02 before acceptance. starts_from: an earlier guidance of the same matter."""

    procedure: Line = Field(min_length=1, max_length=64)
    case: str = ""
    channel: ChannelKind = ChannelKind.DIRECT
    submitter: Person
    owners: tuple[Person, ...] = Field(default=(), max_length=MOST_ROWS)
    summary: Block = Field(default="", max_length=1000)
    missing: tuple[MissingPaper, ...] = Field(default=(), max_length=MOST_ROWS)
    reason: Block = Field(default="", max_length=4000)
    papers: tuple[PaperTaken, ...] = Field(default=(), max_length=MOST_ROWS)
    starts_from: UUID | None = None

    @field_validator("missing", mode="before")
    @classmethod
    def _clean_lines(cls, value: object) -> object:
        return cleaned_rows(value)


class Decline(Frozen):
    """Refuse at the counter with Mẫu 03."""

    procedure: Line = Field(min_length=1, max_length=64)
    submitter: Person
    owners: tuple[Person, ...] = Field(default=(), max_length=MOST_ROWS)
    summary: Block = Field(default="", max_length=1000)
    reason: Block = Field(default="", max_length=4000)
    starts_from: UUID | None = None


def guide(store: Store, session: Session, command: Guide, now: datetime) -> UUID:
    """Keep that a citizen was guided, and what was missing; return the id the later reception starts from.

    Raises DeskError ``nothing_missing``.
    """
    session.require(Right.RECEIVE)
    if not command.missing:
        raise DeskError("nothing_missing")
    with store.transaction(now, actor=session.login) as tx:
        ground = ground_for(tx, command.procedure, "supplement", on=office_time(now).date())
        subject = _subject(tx, command.starts_from)
        tx.record(
            subject,
            Guided(
                procedure=procedure_snapshot(ground),
                case=command.case,
                channel=command.channel,
                submitter=command.submitter,
                owners=command.owners or (command.submitter,),
                summary=command.summary or short_name(ground.procedure, ground.layer),
                missing=command.missing,
                reason=command.reason,
                papers=tuple(paper.received() for paper in command.papers),
                guided_by=session.display_name,
                guided_at=now,
                heading=ground.office.heading,
                form_set=ground.form_set,
                form_hash=ground.form_hash,
            ),
        )
        queue_paper(tx, session, subject, command.submitter.name, "supplement", ground.form_hash)
    return subject


def decline(store: Store, session: Session, command: Decline, now: datetime) -> UUID:
    """Keep that a dossier was not accepted, and why. Raises DeskError ``decline_reason_needed``."""
    session.require(Right.RECEIVE)
    if not command.reason:
        raise DeskError("decline_reason_needed")
    with store.transaction(now, actor=session.login) as tx:
        ground = ground_for(tx, command.procedure, "decline", on=office_time(now).date())
        subject = _subject(tx, command.starts_from)
        tx.record(
            subject,
            Declined(
                procedure=procedure_snapshot(ground),
                submitter=command.submitter,
                owners=command.owners or (command.submitter,),
                summary=command.summary or short_name(ground.procedure, ground.layer),
                reason=command.reason,
                declined_by=session.display_name,
                declined_at=now,
                heading=ground.office.heading,
                form_set=ground.form_set,
                form_hash=ground.form_hash,
            ),
        )
        queue_paper(tx, session, subject, command.submitter.name, "decline", ground.form_hash)
    return subject


def _subject(tx: Transaction, starts_from: UUID | None) -> UUID:
    if starts_from is None:
        return tx.new_id()
    earlier = tx.dossiers.by_id(starts_from)
    if earlier is None:
        raise DeskError("unknown_dossier", code=starts_from)
    if earlier.voided or earlier.state not in (State.NONE, State.SUBMITTED):
        raise DeskError("already_accepted")
    return starts_from
