"""The log of prints: who printed which paper, which copy it was, and what became of the sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from desk_app.domain.dates import office_time
from desk_app.domain.dossier import Dossier
from desk_app.domain.events import Event, Printed, PrintOutcome
from desk_app.models.store import Store
from desk_app.services.dossier_timeline import FORMS, OUTCOMES
from desk_app.services.said import Said, plain, said


@dataclass(frozen=True)
class PrintLine:
    """One sheet that came out, with the last word on it.

    who: the name on the account; desk: "" for our own. copy: the first, or the n-th reprint. printer: as the system
    names it, "" where nobody noted it.
    """

    dossier: UUID
    code: str
    at: datetime
    who: str
    desk: str
    form: Said
    copy: Said
    outcome: Said
    spoiled: bool
    printer: str
    size: str


def print_lines(
    dossier: Dossier, events: Sequence[Event], names: Mapping[str, str], own_desk: str = ""
) -> tuple[PrintLine, ...]:
    """Return every sheet printed of a dossier, oldest first. names: login → the name shown.

    Two ``Printed`` of one form and moment speak of one sheet: the first says who printed it, the last what became of
    it.
    """
    counted = {entry.event_id: entry for entry in dossier.timeline if entry.kind == Printed.KIND and entry.has_effect}
    sheets: dict[tuple[str, datetime], tuple[Event, Printed, Printed]] = {}
    for event in events:
        body = event.body
        if isinstance(body, Printed) and event.envelope.event_id in counted:
            place = (body.form, body.printed_at)
            first_event, first, _last = sheets.get(place, (event, body, body))
            sheets[place] = (first_event, first, body)
    lines = [_line(dossier, *sheet, names, own_desk) for sheet in sheets.values()]
    return tuple(sorted(lines, key=lambda line: line.at))


def prints_of_day(store: Store, day: date) -> tuple[PrintLine, ...]:
    """Return every sheet of a dossier printed on an office day, oldest first; run off the UI thread."""
    with store.reading() as rd:
        names = {account.login: account.display_name for account in rd.accounts.all()}
        own_desk = rd.identity().desk_id
        lines: list[PrintLine] = []
        for dossier_id in rd.reports.touched_by(Printed.KIND, day):
            dossier = rd.dossiers.by_id(dossier_id)
            if dossier is not None:
                lines += print_lines(dossier, rd.dossiers.events_of(dossier_id), names, own_desk)
    return tuple(sorted((line for line in lines if office_time(line.at).date() == day), key=lambda line: line.at))


def _line(
    dossier: Dossier, event: Event, first: Printed, last: Printed, names: Mapping[str, str], own_desk: str
) -> PrintLine:
    envelope = event.envelope
    return PrintLine(
        dossier=dossier.id,
        code=dossier.code,
        at=first.printed_at,
        who=names.get(envelope.actor, envelope.actor),
        desk="" if envelope.desk_id == own_desk else envelope.desk_id,
        form=FORMS.get(first.form, plain(first.form)),
        copy=said("In lại lần {n}", n=first.reprint) if first.reprint else said("Bản đầu"),
        outcome=OUTCOMES[last.outcome.value],
        spoiled=last.outcome is PrintOutcome.SPOILED,
        printer=first.printer,
        size=first.size,
    )
