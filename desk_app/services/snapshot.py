"""From what the clerk entered to the snapshot an event holds: papers, fees, people and the promise."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.codes import lookup_secret
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events.reception import (
    AuthenticatedRow,
    Priority,
    ProcedureSnapshot,
    ReceivedPaper,
    Reception,
    ReturnBy,
)
from desk_app.domain.fees import (
    AuthenticatedDocument,
    FeeBasis,
    FeeLine,
    FeeRule,
    document_amount,
    fee_amount,
    fee_line,
)
from desk_app.domain.limits import Unit
from desk_app.domain.procedures import ChannelKind, OfficeLayer, Procedure
from desk_app.domain.text import clean_block, clean_line
from desk_app.services.office_settings import OfficeSettings
from desk_app.services.promise import check_case, limit_for, promise
from desk_app.services.receive_command import Receive

sentences(
    nothing_to_authenticate="Văn bản chứng thực ghi chưa đủ. Nhập tên văn bản, số trang và số bản của từng dòng.",
    owner_missing="Người nộp không phải chủ hồ sơ: nhập chủ hồ sơ và căn cứ ủy quyền.",
)

SECRET_BYTES = 16
RETURN_WORDS = {
    ReturnBy.DESK: "",
    ReturnBy.POST: "Qua dịch vụ bưu chính công ích",
    ReturnBy.ELECTRONIC: "Nhận kết quả điện tử",
}

Randomness = Callable[[int], bytes]


@dataclass(frozen=True)
class Ground:
    """What a reception stands on: the procedure's version, the office's layer, settings and calendar."""

    procedure: Procedure
    version: int
    layer: OfficeLayer
    office: OfficeSettings
    calendar: OfficeCalendar
    form_set: str
    form_hash: str


@dataclass(frozen=True)
class Marks:
    """What is given once to a dossier and never changes: its code, secret, place in the book and clerk."""

    code: str
    secret: str
    book: str
    ordinal: int | None
    received_by: str
    counter: str


def new_secret(randomness: Randomness = secrets.token_bytes) -> str:
    """Return the look-up secret of a new dossier."""
    return lookup_secret(randomness(SECRET_BYTES))


def procedure_snapshot(ground: Ground) -> ProcedureSnapshot:
    """Return the procedure as the dossier keeps it."""
    return ProcedureSnapshot(
        code=ground.procedure.code,
        name=ground.procedure.name,
        short_name=short_name(ground.procedure, ground.layer),
        field=ground.procedure.field,
        version=ground.version,
        decision=ground.procedure.decision,
        status=ground.procedure.status,
        effective_from=ground.procedure.effective_from,
    )


def short_name(procedure: Procedure, layer: OfficeLayer) -> str:
    """Return the office's short name, or the beginning of the full one at a word's end (60 characters at most)."""
    return layer.short_name or shortened(procedure.name)


def shortened(name: str) -> str:
    """Return a published name, or its beginning at a word's end (60 characters at most)."""
    name = clean_line(name)
    if len(name) <= 60:
        return name
    return name[:59].rsplit(" ", 1)[0].rstrip(",;( ") + "…"


def snapshot(ground: Ground, command: Receive, marks: Marks, received_at: datetime) -> Reception:
    """Return the snapshot of a reception. Raises DeskError with one sentence for what cannot be."""
    procedure, layer, office = ground.procedure, ground.layer, ground.office
    check_case(procedure, command.case)
    found = limit_for(procedure, layer, command.channel, command.case, command.variant, command.unit)
    limit_is_open = found.limit.unit is Unit.MISSING and command.due_at is None
    if limit_is_open and found.row is None:
        raise DeskError("limit_not_published", procedure=procedure.code)
    if limit_is_open:
        raise DeskError("unit_missing", amount=found.limit.text or _plain(found.limit.amount))
    promised = promise(
        received_at,
        found,
        command.channel,
        ground.calendar,
        office.rules,
        due_at=command.due_at,
        due_reason=command.due_reason,
    )
    authenticated = authentication_rows(layer, command)
    return Reception(
        code=marks.code,
        procedure=procedure_snapshot(ground),
        case=command.case,
        channel=command.channel,
        limit=found.limit,
        promised=promised,
        due_reason=clean_line(command.due_reason),
        submitter=command.submitter,
        owners=command.owners or (command.submitter,),
        authorisation=command.authorisation.authorisation() if command.authorisation else None,
        summary=clean_block(command.summary) if command.summary else short_name(procedure, layer),
        papers=papers_taken(layer, command),
        presented=command.presented,
        authenticated=authenticated,
        sets=command.sets,
        fees=fee_lines(layer, command, authenticated),
        return_by=command.return_by,
        return_place=clean_line(command.return_place) or RETURN_WORDS[command.return_by] or office.heading.unit,
        priority=Priority(reason=clean_line(command.priority)) if clean_line(command.priority) else None,
        receiving_unit=command.receiving_unit or office.heading.unit,
        competent_unit=command.competent_unit or layer.competent_unit or procedure.competent_agency,
        supporting_unit=command.supporting_unit,
        external=command.external,
        received_at=received_at,
        received_by=marks.received_by,
        counter=marks.counter,
        book=marks.book,
        ordinal=marks.ordinal,
        session=command.session,
        heading=office.heading,
        form_set=ground.form_set,
        form_hash=ground.form_hash,
        secret=marks.secret,
        note=clean_block(command.note),
        back_entry=command.back_entry,
        restart_after_supplement=layer.restart_after_supplement,
    )


def papers_taken(layer: OfficeLayer, command: Receive) -> tuple[ReceivedPaper, ...]:
    """Return the papers that were handed in: as given, else the office's confirmed set, else none."""
    if command.papers is not None:
        return tuple(paper.received() for paper in command.papers)
    return tuple(
        ReceivedPaper(name=usual.name, original=usual.original, certified=usual.certified, copy_count=usual.copy_count)
        for usual in layer.usual_papers
        if usual.case in ("", command.case)
    )


def authentication_rows(layer: OfficeLayer, command: Receive) -> tuple[AuthenticatedRow, ...]:
    """Return the authentication block with each row's amount by the office's rule per page.

    Raises DeskError ``nothing_to_authenticate`` for a row that names no document, no page or no copy.
    """
    if not all(row.document and row.pages and (row.copies or row.electronic) for row in command.authenticated):
        raise DeskError("nothing_to_authenticate")
    return with_amounts(layer, command.authenticated)


def with_amounts(layer: OfficeLayer, rows: tuple[AuthenticatedRow, ...]) -> tuple[AuthenticatedRow, ...]:
    """Return rows of the authentication block, each that has no amount yet with the one of the office's rule."""
    rule = _rule_by_page(layer)
    return tuple(
        row if rule is None or row.amount else row.model_copy(update={"amount": row_amount(rule, row)}) for row in rows
    )


def _rule_by_page(layer: OfficeLayer) -> FeeRule | None:
    """Return the rule the rows of the authentication block follow."""
    return next((rule for rule in layer.fee_rules if rule.basis is FeeBasis.PER_PAGE), None)


def row_amount(rule: FeeRule, row: AuthenticatedRow) -> Decimal:
    """Return the amount of one row of the authentication block, VND."""
    return document_amount(rule, document_of(row)) if row.pages else Decimal(0)


def document_of(row: AuthenticatedRow) -> AuthenticatedDocument:
    """Return a row as the fee rules count it."""
    return AuthenticatedDocument(name=row.document, pages=row.pages, copies=row.copies, electronic=row.electronic > 0)


def fee_lines(layer: OfficeLayer, command: Receive, authenticated: tuple[AuthenticatedRow, ...]) -> tuple[FeeLine, ...]:
    """Return the fee lines: as given, else by the office's rules for the case and channel."""
    if command.fees is not None:
        return tuple(fee.line() for fee in command.fees)
    return fee_lines_for(layer, command.case, command.channel, command.sets, authenticated, command.cases_count)


def fee_lines_for(
    layer: OfficeLayer,
    case: str,
    channel: ChannelKind,
    sets: int,
    authenticated: tuple[AuthenticatedRow, ...],
    cases_count: int = 1,
) -> tuple[FeeLine, ...]:
    """Return what the office's rules ask for in a case and channel, each line owed in full."""
    by_page = _rule_by_page(layer)
    lines = []
    for rule in layer.fee_rules:
        if rule.case not in ("", case) or rule.channel not in ("", channel.value):
            continue
        if rule.basis is FeeBasis.PER_PAGE and not authenticated:
            continue
        documents = tuple(document_of(row) for row in authenticated if row.pages)
        amount = fee_amount(rule, documents=documents, sets=sets, cases_count=cases_count)
        if rule is by_page:
            # The rows stand above the sum on the slip; together they are the sum, whoever gave their amounts.
            amount = sum((row.amount for row in with_amounts(layer, authenticated)), Decimal(0))
        if amount:
            lines.append(fee_line(rule, amount))
    return tuple(lines)


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.normalize():f}"
