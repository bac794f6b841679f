"""A reception as the command that would enter it again: what a correction starts from."""

from collections.abc import Mapping
from typing import Any

from desk_app.domain.dates import office_time
from desk_app.domain.events.reception import Reception
from desk_app.domain.limits import Unit
from desk_app.models.transaction import Reading
from desk_app.services.ground import version_in_force
from desk_app.services.promise import variants
from desk_app.services.receive_command import AuthorisationGiven, FeeGiven, PaperTaken, Receive, checked_receive

_BELONG_TO_THE_PROCEDURE = (
    "case", "variant", "unit", "papers", "presented", "authenticated", "fees", "competent_unit", "due_at", "due_reason",
)  # fmt: skip
"""What another procedure does not take over: its own defaults hold, or what the correction states."""


def command_of(rd: Reading, reception: Reception) -> Receive:
    """Return the command that gives this reception again."""
    authorisation = reception.authorisation
    return Receive(
        procedure=reception.procedure.code,
        case=reception.case,
        channel=reception.channel,
        variant=_variant(rd, reception),
        submitter=reception.submitter,
        owners=reception.owners,
        authorisation=None
        if authorisation is None
        else AuthorisationGiven(
            kind=authorisation.kind,
            number=authorisation.number,
            date=authorisation.issued_on,
            relation=authorisation.relation,
        ),
        summary=reception.summary,
        papers=tuple(PaperTaken.model_validate(paper.model_dump()) for paper in reception.papers),
        presented=reception.presented,
        authenticated=reception.authenticated,
        sets=reception.sets,
        return_by=reception.return_by,
        return_place=reception.return_place,
        fees=tuple(FeeGiven.model_validate(fee.model_dump()) for fee in reception.fees),
        priority="" if reception.priority is None else reception.priority.reason,
        receiving_unit=reception.receiving_unit,
        competent_unit=reception.competent_unit,
        supporting_unit=reception.supporting_unit,
        external=reception.external,
        session=reception.session,
        received_at=reception.received_at,
        due_at=reception.promised.due_at if reception.due_reason else None,
        due_reason=reception.due_reason,
        unit=None if reception.limit.unit is Unit.MISSING else reception.limit.unit,
        note=reception.note,
        back_entry=reception.back_entry,
    )


def changed_command(rd: Reading, reception: Reception, changes: Mapping[str, Any]) -> Receive:
    """Return the command of a reception with the named fields entered anew.

    changes: keys of ``Receive`` as JSON has them; only what is named changes. Raises DeskError ``bad_command``.
    """
    before = command_of(rd, reception).model_dump(mode="json", exclude={"kind", "request_id", "code", "starts_from"})
    if str(changes.get("procedure", before["procedure"])) != before["procedure"]:
        before = {name: value for name, value in before.items() if name not in _BELONG_TO_THE_PROCEDURE}
        before.pop("summary")
    elif "authenticated" in changes:
        # The amounts follow the documents; a fee that was stated by hand has to be stated again.
        before.pop("fees")
    return checked_receive({**before, **changes})


def _variant(rd: Reading, reception: Reception) -> int:
    version = version_in_force(rd, reception.procedure.code, office_time(reception.received_at).date())
    layer = rd.layers.get(reception.procedure.code)
    rows = variants(version.procedure, layer, reception.channel, reception.case)
    return next((place for place, row in enumerate(rows) if row.limit.text == reception.limit.text), 0)
