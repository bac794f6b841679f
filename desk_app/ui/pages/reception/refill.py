"""From a dossier, a guidance or the person before back to the page; pure."""

from decimal import Decimal
from uuid import UUID

from desk_app.domain.dates import office_time, paper_datetime
from desk_app.domain.events.reception import ExternalReference, Guided, Reception
from desk_app.domain.fees import Exemption, FeeLine
from desk_app.domain.limits import Unit
from desk_app.domain.people import written_date
from desk_app.domain.procedures import ChannelKind
from desk_app.services.reception_lookups import ChosenProcedure
from desk_app.ui.pages.reception.commands import amount_of, asks_per_case, fee_total
from desk_app.ui.pages.reception.form_state import (
    AuthorisationState,
    DocumentState,
    FeeState,
    FormState,
    MoreState,
    PaperState,
    PersonState,
)

_MOST_MATTERS = 999


def state_of_reception(dossier: UUID, reception: Reception) -> FormState:
    """Return the page filled from a dossier, to be corrected."""
    owners = reception.owners if reception.owners != (reception.submitter,) else ()
    grounds, typed_due = reception.authorisation, reception.due_reason and not reception.promised.steps
    external = reception.external or ExternalReference()
    own_unit = reception.heading.unit
    return FormState(
        procedure=reception.procedure.code,
        procedure_name=reception.procedure.short_name,
        case=reception.case,
        channel=reception.channel,
        unit=None if reception.limit.unit in (Unit.NONE, Unit.MISSING) else reception.limit.unit,
        submitter=PersonState.of(reception.submitter),
        other_owner=bool(owners),
        owners=tuple(PersonState.of(owner) for owner in owners),
        authorisation=_authorisation_state(grounds.kind, grounds.relation, grounds.number, grounds.issued_on)
        if grounds
        else AuthorisationState(),
        summary=reception.summary,
        papers=tuple(PaperState(**paper.model_dump(exclude={"digitised"}), ticked=True) for paper in reception.papers),
        presented=tuple(paper.name for paper in reception.presented),
        digitised=any(paper.digitised for paper in reception.papers),
        documents=tuple(DocumentState(**row.model_dump(exclude={"amount"})) for row in reception.authenticated),
        fee=_fee_state(reception.fees),
        sets=reception.sets,
        return_by=reception.return_by,
        return_place=reception.return_place,
        more=MoreState(
            email=reception.submitter.email,
            priority=reception.priority.reason if reception.priority else "",
            receiving_unit="" if reception.receiving_unit == own_unit else reception.receiving_unit,
            competent_unit=reception.competent_unit,
            supporting_unit=reception.supporting_unit,
            external_system=external.system,
            external_code=external.code,
            note=reception.note,
        ),
        due_on=paper_datetime(reception.promised.due_at) if typed_due and reception.promised.due_at else "",
        due_reason=reception.due_reason if typed_due else "",
        provisional_accepted=reception.promised.provisional,
        papers_waived=True,
        session=reception.session,
        correcting=dossier,
        correcting_code=reception.code,
        received_at=office_time(reception.received_at),
    )


def state_of_guided(dossier: UUID, guided: Guided) -> FormState:
    """Return the page filled from a guidance, for the citizen who came back."""
    owners = guided.owners if guided.owners != (guided.submitter,) else ()
    return FormState(
        procedure=guided.procedure.code,
        procedure_name=guided.procedure.short_name,
        case=guided.case,
        channel=guided.channel,
        submitter=PersonState.of(guided.submitter, last_seen=guided.guided_at),
        other_owner=bool(owners),
        owners=tuple(PersonState.of(owner) for owner in owners),
        summary=guided.summary,
        papers=tuple(PaperState(**paper.model_dump(exclude={"digitised"}), ticked=True) for paper in guided.papers),
        starts_from=dossier,
    )


def next_for_person(state: FormState) -> FormState:
    """Return an empty page that keeps who hands in, for whom, by which channel and where to.

    A post-office employee hands in each dossier for another owner, whose card is scanned.
    """
    by_post = state.channel is ChannelKind.POST
    return FormState(
        submitter=state.submitter,
        other_owner=state.other_owner or by_post,
        owners=() if by_post else state.owners,
        authorisation=state.authorisation,
        channel=state.channel,
        return_by=state.return_by,
        return_place=state.return_place,
        more=replace_more(state.more),
        session=state.session,
    )


def replace_more(more: MoreState) -> MoreState:
    """Return what of “Thêm” holds for a person's next dossier too."""
    return MoreState(email=more.email, priority=more.priority, large_print=more.large_print)


def with_settled_fee(state: FormState, chosen: ChosenProcedure) -> FormState:
    """Return the state without a typed amount that is what the rules ask for anyway.

    A dossier taken back to be corrected brings its amount as if it were typed: the office's rules may have changed, or
    a person had typed another one.
    """
    typed = amount_of(state.fee.amount)
    if typed is None:
        return state
    plain = state.model_copy(update={"fee": FeeState()})
    if fee_total(plain, chosen) != typed:
        counted = _matters_of(typed, plain, chosen) if state.correcting is not None else None
        if counted is None:
            return state
        state = state.model_copy(update={"cases_count": counted})
    return state.model_copy(update={"fee": state.fee.model_copy(update={"amount": ""})})


def _matters_of(amount: Decimal, plain: FormState, chosen: ChosenProcedure) -> int | None:
    """Return for how many matters the rules ask this amount, None for no number of them: a dossier keeps amounts."""
    if not asks_per_case(plain, chosen):
        return None
    one, two = (fee_total(plain.model_copy(update={"cases_count": count}), chosen) for count in (1, 2))
    more, rest = divmod(amount - one, two - one) if two > one else (Decimal(0), amount)
    return int(more) + 1 if not rest and 0 < more < _MOST_MATTERS else None


def _authorisation_state(kind: object, relation: str, number: str, issued_on: object) -> AuthorisationState:
    written = written_date(str(issued_on)) if issued_on else ""
    return AuthorisationState.model_validate(
        {"kind": kind, "relation": relation, "number": number, "issued_on": written}
    )


def _fee_state(lines: tuple[FeeLine, ...]) -> FeeState:
    if not lines:
        return FeeState()
    first = lines[0]
    lowered = first.exemption is Exemption.REDUCED
    return FeeState(
        amount=f"{sum((line.full_amount for line in lines), Decimal(0)):f}",
        exemption=first.exemption,
        reason=first.exemption_reason,
        reduced_to=f"{first.amount:f}" if lowered else "",
        note=first.exemption_note,
        when=first.when,
        method=first.method,
        receipt_number=first.receipt_number,
    )
