"""From a dossier to the papers of its later life: stop notice, apology, control slip, return slip, updated slip."""

from collections.abc import Sequence

from desk_app.domain.dates import office_time
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Apologised, Event, Stopped
from desk_app.domain.events.reception import Reception, ReturnBy
from desk_app.domain.events.steps import ResultKind, Returned
from desk_app.domain.fees import VND, FeeLine
from desk_app.domain.forms.any_paper import AnyPaper
from desk_app.domain.forms.later_papers import ApologyData, ReturnSlipData, StopData
from desk_app.domain.forms.paper_data import PaperRow, ReceiptData, SupplementData, SupplementRow
from desk_app.domain.money_due import fees_left
from desk_app.domain.states import State
from desk_app.models.transaction import Reading
from desk_app.services.apology_drafts import ApologyDraft, apology_draft
from desk_app.services.control_slip import control_data
from desk_app.services.paper_parts import authorisation_words, codes_of, fee_rows, office_of, party

sentences(
    no_such_paper="Hồ sơ này chưa có giấy “{form}” để in.",
)

LATER_PAPERS = ("apology", "stop", "control", "return_slip")
"""Papers of one dossier after its reception."""

RESULT_WORDS = {
    ResultKind.PAPER: "bản giấy",
    ResultKind.ELECTRONIC: "bản điện tử",
    ResultKind.BOTH: "bản giấy và bản điện tử",
}


def later_data(rd: Reading, dossier: Dossier, form: str) -> AnyPaper:
    """Return what a paper of ``LATER_PAPERS`` says. Raises DeskError ``no_such_paper`` where it has no ground yet."""
    reception = dossier.reception
    if reception is None:
        raise DeskError("no_such_paper", form=form)
    match form:
        case "apology":
            draft = apology_draft(rd, dossier.id)
            if draft is not None or dossier.apologies:
                return apology_data(dossier, reception, draft)
        case "stop" if dossier.state is State.STOPPED:
            stopped = _body(rd.dossiers.events_of(dossier.id), dossier, Stopped.KIND)
            if isinstance(stopped, Stopped):
                return stop_data(dossier, reception, stopped)
        case "control":
            return control_data(dossier, reception, rd.dossiers.events_of(dossier.id))
        case "return_slip" if dossier.returned is not None:
            return return_slip_data(dossier, reception, dossier.returned)
    raise DeskError("no_such_paper", form=form)


def apology_data(dossier: Dossier, reception: Reception, draft: ApologyDraft | None) -> ApologyData:
    """Return Mẫu 04: the draft that waits for its signature, else the last signed letter."""
    letter: ApologyDraft | Apologised = draft or dossier.apologies[-1].letter
    signed = letter if isinstance(letter, Apologised) else None
    earlier = [one.letter.new_due_at for one in dossier.apologies if one.letter != letter]
    told = earlier[-1] if earlier else dossier.due_at
    if isinstance(letter, ApologyDraft):
        issued_at = letter.drafted_at
    else:
        issued_at = next(e.occurred_at for e in dossier.timeline if e.event_id == dossier.apologies[-1].event_id)
    return ApologyData(
        office=office_of(reception.heading),
        number=letter.letter_number,
        signed_on=signed.signed_on if signed else None,
        codes=codes_of(reception),
        recipient=party(reception.owners[0] if reception.owners else reception.submitter),
        procedure=reception.procedure.name,
        summary=reception.summary,
        received_at=office_time(reception.received_at),
        due_at=None if told is None else office_time(told),
        reason=letter.reason.rstrip(" .") or letter.reason,
        new_due_at=office_time(letter.new_due_at),
        signer=letter.signer,
        signer_title=letter.signer_title,
        issued_at=office_time(issued_at),
    )


def stop_data(dossier: Dossier, reception: Reception, stopped: Stopped) -> StopData:
    """Return the stop notice."""
    return StopData(
        office=office_of(reception.heading),
        number=stopped.number,
        codes=codes_of(reception),
        # A post-office employee or an authorised person brought it; the notice is to whose dossier it is.
        submitter=party(reception.owners[0] if reception.owners else reception.submitter),
        procedure=reception.procedure.name,
        summary=reception.summary,
        received_at=office_time(reception.received_at),
        reason=stopped.reason,
        originals=_originals(reception),
        originals_returned=stopped.originals_returned,
        issued_at=office_time(stopped.stopped_at),
        signer=stopped.signer,
        clerk_phone=reception.heading.hotline,
    )


def return_slip_data(dossier: Dossier, reception: Reception, returned: Returned) -> ReturnSlipData:
    """Return the slip of a result that was handed out."""
    result = dossier.result
    return ReturnSlipData(
        office=office_of(reception.heading, reception.counter),
        codes=codes_of(reception),
        procedure=reception.procedure.name,
        summary=reception.summary,
        owner="; ".join(owner.name for owner in reception.owners),
        receiver=party(returned.to),
        authorisation=authorisation_words(returned.authorisation),
        how=how_words(returned),
        result_kind=RESULT_WORDS[result.form] if result else "",
        result_number=result.number if result else "",
        excerpt=result.excerpt if result else "",
        copies=result.copies if result else 1,
        originals=_originals(reception) if returned.originals_returned else (),
        slip_lost=returned.slip_lost,
        issued_at=office_time(returned.returned_at),
        clerk=returned.returned_by,
    )


def how_words(returned: Returned) -> str:
    """Return how a result was handed out, "" over the counter."""
    if returned.how is ReturnBy.POST:
        return f"bưu chính, số vận đơn {returned.tracking_number}" if returned.tracking_number else "bưu chính"
    return "điện tử" if returned.how is ReturnBy.ELECTRONIC else ""


def updated(slip: ReceiptData, dossier: Dossier, events: Sequence[Event]) -> ReceiptData:
    """Return the slip with the appointment that took the place of the first, the one it replaced, and what is owed.

    events: of the dossier, in their order. A slip whose appointment never moved says what it said; one that did was
    given with the last new appointment, and names the fees that were paid by then.
    """
    told = [promise.due_at for promise in dossier.promises]
    before = [due for due in told[:-1] if due != told[-1]]
    if not before or dossier.reception is None:
        return slip
    new, old = dossier.shown_due_at, before[-1]
    given = next(
        (at for at, event in enumerate(events) if event.envelope.event_id == dossier.promises[-1].event_id), len(events)
    )
    return slip.model_copy(
        update={
            "due_at": None if new is None else office_time(new),
            "previous_due_at": None if old is None else office_time(old),
            "fees": fee_rows(_as_paid(dossier.reception.fees, fees_left(dossier, events[: given + 1]))),
        }
    )


def _as_paid(fees: Sequence[FeeLine], left: Sequence[FeeLine]) -> list[FeeLine]:
    """Return the fees of the reception as later payments left them. left: what is still owed of them, in order."""
    rest = list(left)
    lines = []
    for fee in fees:
        owed = fee.owed and fee.currency == VND
        if owed and rest and rest[0].name == fee.name:
            lines.append(rest.pop(0))
        else:
            lines.append(fee.model_copy(update={"paid": True}) if owed else fee)
    return lines


def accepted_supplement_data(dossier: Dossier) -> SupplementData:
    """Return Mẫu 02 of an accepted dossier: the last request."""
    reception, request = dossier.reception, dossier.supplements[-1]
    assert reception is not None
    return SupplementData(
        office=office_of(reception.heading, reception.counter),
        number=request.letter_number,
        codes=codes_of(reception),
        submitter=party(reception.submitter),
        procedure=reception.procedure.name,
        summary=reception.summary,
        rows=tuple(SupplementRow(name=paper.name, remark=paper.note) for paper in request.missing),
        reason=request.reason,
        issued_at=office_time(request.requested_at),
        clerk=request.requested_by,
        clerk_phone=reception.heading.hotline,
    )


def _originals(reception: Reception) -> tuple[PaperRow, ...]:
    return tuple(PaperRow(name=paper.name, original=paper.original) for paper in reception.papers if paper.original)


def _body(events: list[Event], dossier: Dossier, kind: str) -> object:
    """Return the last body of a kind that has effect."""
    effective = {entry.event_id for entry in dossier.timeline if entry.has_effect and entry.kind == kind}
    return next((event.body for event in reversed(events) if event.envelope.event_id in effective), None)
