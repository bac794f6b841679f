"""From the page's state to a command of the services, and what it would promise and cost; pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from desk_app.domain.appointment import Appointment
from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.dates import at_office, office_time
from desk_app.domain.deadline_walk import day_end
from desk_app.domain.errors import DeskError
from desk_app.domain.events.reception import (
    AuthenticatedRow,
    ExternalReference,
    MissingPaper,
    PresentedPaper,
)
from desk_app.domain.fees import FeeBasis, FeeLine, apply_exemption, total
from desk_app.domain.limits import Unit
from desk_app.domain.money_text import read_money
from desk_app.domain.people import parse_date
from desk_app.domain.text import clean_line
from desk_app.services.promise import limit_for, promise
from desk_app.services.receive_command import AuthorisationGiven, FeeGiven, PaperTaken, Receive
from desk_app.services.reception_lookups import ChosenProcedure, Shelves
from desk_app.services.snapshot import fee_lines_for, with_amounts
from desk_app.ui.pages.reception.form_state import (
    AuthorisationState,
    FeeState,
    FormState,
    PersonState,
)

if TYPE_CHECKING:  # brings ReportLab with it, which the window's start need not wait for
    from desk_app.services.before_acceptance import Decline, Guide

ACCEPTED_PROPOSAL = "Chấp nhận ngày dự kiến: lịch làm việc chưa được công bố."
_USUAL_CLOSE = time(17, 0)
_MOMENT = re.compile(r"\s*(\S+?)(?:[ ,]+(\d{1,2})[:hg](\d{2})?)?\s*")


@dataclass(frozen=True)
class Outlook:
    """What the page promises now. words: why there is no date; error: the rule that was hurt, if one was."""

    appointment: Appointment | None = None
    words: str = ""
    error: DeskError | None = None
    unit_missing: bool = False

    @property
    def due_at(self) -> datetime | None:
        """Return the promised moment."""
        return self.appointment.due_at if self.appointment else None

    @property
    def needs_acceptance(self) -> bool:
        """Tell whether the date is only proposed."""
        return self.appointment is not None and self.appointment.provisional


def moment_of(text: str, chosen: ChosenProcedure | None) -> datetime | None:
    """Read ``04/09/2026`` or ``04/09/2026 15:30``; None for neither.

    Without an hour the day's last session ends it, on a day off the hour at which the working day before it ended.
    """
    found = _MOMENT.fullmatch(text)
    day = parse_date(found[1]) if found else None
    if found is None or day is None:
        return None
    if found[2] is None:
        return _close_of(chosen.ground.calendar, day) if chosen else at_office(day, _USUAL_CLOSE)
    try:
        return at_office(day, time(int(found[2]), int(found[3] or 0)))
    except ValueError:
        return None


def _close_of(calendar: OfficeCalendar, day: date) -> datetime:
    if calendar.sessions_on(day):
        return day_end(calendar, day)
    try:
        before = calendar.working_day_before(day)
    except DeskError:
        return at_office(day, _USUAL_CLOSE)
    return at_office(day, office_time(day_end(calendar, before)).time())


def outlook(state: FormState, chosen: ChosenProcedure, now: datetime) -> Outlook:
    """Return what is promised for what is typed so far: a date, or why there is none yet."""
    received = received_at(state) or now
    several = len(chosen.variants(state.channel, state.case)) > 1
    if len(chosen.cases()) > 1 and not state.case:
        return Outlook(words="choose_case")
    if several and state.variant is None:
        return Outlook(words="choose_variant")
    ground = chosen.ground
    try:
        found = limit_for(ground.procedure, ground.layer, state.channel, state.case, state.variant or 0, state.unit)
        due_at = moment_of(state.due_on, chosen) if state.due_on else None
        if due_at is None and found.limit.unit is Unit.MISSING:
            return Outlook(words="unit_missing", unit_missing=True) if found.row else Outlook(words="no_limit")
        appointment = promise(
            received,
            found,
            state.channel,
            ground.calendar,
            ground.office.rules,
            due_at=due_at,
            due_reason=state.due_reason or ("-" if due_at else ""),
        )
    except DeskError as error:
        return Outlook(words=error.code, error=error)
    return Outlook(appointment)


def received_at(state: FormState) -> datetime | None:
    """Return the paper's own time of a back-entry, or that of the dossier being corrected; None = now."""
    return moment_of(state.more.received_at, None) if state.more.received_at else state.received_at


def fee_lines(state: FormState, chosen: ChosenProcedure) -> tuple[FeeLine, ...]:
    """Return the fee lines as they would be registered: by rule or as typed, forgiven or lowered, when and how paid.

    Raises DeskError for amounts that cannot be.
    """
    layer, fee = chosen.ground.layer, state.fee
    lines = fee_lines_for(
        layer, state.case, state.channel, state.sets, authenticated_rows(state, chosen), state.cases_count
    )
    typed = amount_of(fee.amount)
    if typed is not None:
        name = lines[0].name if lines else "Lệ phí"
        lines = (FeeLine(name=name, amount=typed, full_amount=typed),) if typed else ()
    return tuple(_paid(line, fee, first=at == 0) for at, line in enumerate(lines))


def _paid(line: FeeLine, fee: FeeState, *, first: bool) -> FeeLine:
    lowered = amount_of(fee.reduced_to) if first else None
    forgiven = apply_exemption(line, fee.exemption, fee.reason, reduced_to=lowered, note=clean_line(fee.note))
    return forgiven.model_copy(
        update={"when": fee.when, "method": fee.method, "receipt_number": clean_line(fee.receipt_number)}
    )


def fee_total(state: FormState, chosen: ChosenProcedure) -> Decimal:
    """Return what is asked for after exemption; the full amount while the exemption lacks its reason."""
    try:
        return total(fee_lines(state, chosen))
    except DeskError:
        return total(fee_lines(state.model_copy(update={"fee": FeeState(amount=state.fee.amount)}), chosen))


_MOST_MONEY = Decimal(10) ** 12


def amount_of(text: str) -> Decimal | None:
    """Read an amount in whole đồng as ``domain.money_text`` reads money; None for "" and for what is no such amount."""
    amount = read_money(text)
    whole = amount is not None and amount == amount.to_integral_value() and amount < _MOST_MONEY
    return amount if whole else None


def asks_per_case(state: FormState, chosen: ChosenProcedure) -> bool:
    """Tell whether a rule of the case and channel asks a fee for each matter."""
    return any(
        rule.basis is FeeBasis.PER_CASE and rule.case in ("", state.case) and rule.channel in ("", state.channel.value)
        for rule in chosen.ground.layer.fee_rules
    )


def authenticated_rows(state: FormState, chosen: ChosenProcedure) -> tuple[AuthenticatedRow, ...]:
    """Return the authentication block with its amounts; empty rows are left out."""
    rows = tuple(
        AuthenticatedRow(document=row.document, pages=row.pages, copies=row.copies, electronic=row.electronic)
        for row in state.documents
        if not row.is_empty
    )
    return with_amounts(chosen.ground.layer, rows)


def receive_command(state: FormState, chosen: ChosenProcedure, back_entry: UUID | None = None) -> Receive:
    """Return the command that registers (or corrects to) what is typed.

    Raises ValidationError or DeskError for what ``checks.missing`` should have found before.
    """
    is_authentication = chosen.ground.layer.authentication
    more = state.more
    owners = tuple(owner.person() for owner in state.owners if owner.is_named) if state.other_owner else ()
    external = ExternalReference(system=more.external_system, code=more.external_code)
    return Receive(
        procedure=chosen.code,
        case=state.case,
        channel=state.channel,
        variant=state.variant or 0,
        submitter=submitter_of(state).person(),
        owners=owners or None,
        authorisation=_authorisation(state.authorisation) if owners else None,
        summary=state.summary or None,
        papers=() if is_authentication else papers_taken(state),
        presented=tuple(PresentedPaper(name=name) for name in state.presented),
        authenticated=authenticated_rows(state, chosen) if is_authentication else (),
        sets=state.sets,
        cases_count=state.cases_count,
        return_by=state.return_by,
        return_place=state.return_place,
        fees=tuple(_given(line) for line in fee_lines(state, chosen)),
        priority=more.priority,
        receiving_unit=more.receiving_unit,
        competent_unit=more.competent_unit,
        supporting_unit=more.supporting_unit,
        external=external if external.system or external.code else None,
        session=state.session,
        received_at=received_at(state),
        due_at=moment_of(state.due_on, chosen) if state.due_on else None,
        due_reason=state.due_reason if state.due_on else (ACCEPTED_PROPOSAL if state.provisional_accepted else ""),
        unit=state.unit,
        note=more.note,
        request_id="" if state.correcting else state.request_id,
        code=more.emergency_code,
        back_entry=back_entry if more.emergency_code or more.received_at else None,
        starts_from=state.starts_from,
    )


def guide_command(state: FormState, chosen: ChosenProcedure, rows: Shelves) -> "Guide":
    """Return the command for Mẫu 02: the required rows that are not ticked, then the typed lines."""
    from desk_app.services.before_acceptance import Guide

    return Guide(
        procedure=chosen.code,
        case=state.case,
        channel=state.channel,
        submitter=submitter_of(state).person(),
        owners=tuple(owner.person() for owner in state.owners if owner.is_named) if state.other_owner else (),
        summary=state.summary,
        missing=tuple(MissingPaper(name=name) for name in missing_names(state, rows)),
        papers=papers_taken(state),
        starts_from=state.starts_from,
    )


def decline_command(state: FormState, chosen: ChosenProcedure, reason: str) -> "Decline":
    """Return the command for Mẫu 03."""
    from desk_app.services.before_acceptance import Decline

    return Decline(
        procedure=chosen.code,
        submitter=submitter_of(state).person(),
        owners=tuple(owner.person() for owner in state.owners if owner.is_named) if state.other_owner else (),
        summary=state.summary,
        reason=reason,
        starts_from=state.starts_from,
    )


def submitter_of(state: FormState) -> PersonState:
    """Return who hands in, with the e-mail that stands in “Thêm”."""
    person = state.submitter or PersonState()
    return person.model_copy(update={"email": state.more.email or person.email})


def papers_taken(state: FormState) -> tuple[PaperTaken, ...]:
    """Return the ticked papers, and only those."""
    return tuple(
        PaperTaken(
            name=paper.name,
            original=paper.original,
            certified=paper.certified,
            copy_count=paper.copy_count,
            digitised=state.digitised,
            reused=paper.reused,
        )
        for paper in state.papers or ()
        if paper.ticked
    )


def unticked(state: FormState, rows: Shelves) -> tuple[str, ...]:
    """Return the required papers that are not ticked, in the order of the page."""
    ticked = {paper.name for paper in state.papers or () if paper.ticked}
    required = rows.required()
    return tuple(row.name for row in rows.submit if row.name in required and row.name not in ticked)


def missing_names(state: FormState, rows: Shelves) -> tuple[str, ...]:
    """Return what Mẫu 02 asks for."""
    typed = (clean_line(line) for line in state.missing_lines.split("\n"))
    return (*unticked(state, rows), *(line for line in typed if line))


def _authorisation(state: AuthorisationState) -> AuthorisationGiven:
    return AuthorisationGiven(
        kind=state.kind,
        number=clean_line(state.number),
        date=parse_date(state.issued_on) if state.issued_on else None,
        relation=clean_line(state.relation),
    )


def _given(line: FeeLine) -> FeeGiven:
    return FeeGiven.model_validate(line.model_dump())
