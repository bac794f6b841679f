"""The log of prints: who printed which paper, which copy it was, and what became of the sheet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from desk_app.domain.dates import at_office, office_time
from desk_app.domain.dossier import Dossier
from desk_app.domain.event_words import FORMS, OUTCOMES
from desk_app.domain.events import Event, Printed, PrintOutcome, SheetPrinted
from desk_app.domain.statistics import Period
from desk_app.models.queries.day_events import DayEvents
from desk_app.models.store import Store
from desk_app.services.late import days_period
from desk_app.services.print_outcomes import prints_of_sheet
from desk_app.services.said import Said, plain, said

SHEETS = {
    "hand_over": said("Danh sách bàn giao hồ sơ"),
    "results_back": said("Danh sách nhận kết quả về"),
    "book": said("Sổ theo dõi hồ sơ"),
    "day_log": said("Báo cáo ngày"),
    "day": said("Bản chốt ngày"),
    "report_06a": said("Biểu II.06a"),
    "fee_list": said("Bảng kê thu phí, lệ phí"),
    "overdue": said("Danh sách hồ sơ quá hạn theo kỳ"),
    "posting": said("Bảng niêm yết thủ tục"),
    "take_down": said("Danh sách bảng niêm yết cần gỡ"),
    "guide": said("Tờ hướng dẫn thủ tục"),
}
"""Papers of no one dossier, by the names of their forms."""


def form_words(form: str) -> Said:
    """Return what a paper is called in lists."""
    return FORMS.get(form) or SHEETS.get(form) or plain(form)


@dataclass(frozen=True)
class PrintLine:
    """One sheet that came out, with the last word on it.

    dossier: None for a paper of no one dossier, whose title says what it holds; of a dossier's paper the title is "".
    who: the name on the account; desk: "" for our own. copy: the first, or the n-th reprint. printer: as the system
    names it, "" where nobody noted it.
    """

    dossier: UUID | None
    code: str
    title: str
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
    """Return every sheet printed on an office day, of dossiers and of none, oldest first; run off the UI thread."""
    with store.reading() as rd:
        names = {account.login: account.display_name for account in rd.accounts.all()}
        own_desk = rd.identity().desk_id
        lines: list[PrintLine] = []
        for dossier_id in rd.reports.touched_by(Printed.KIND, day):
            dossier = rd.dossiers.by_id(dossier_id)
            if dossier is not None:
                lines += print_lines(dossier, rd.dossiers.events_of(dossier_id), names, own_desk)
        period = days_period(day, day, at_office(day + timedelta(days=1), time()))
        lines += _sheets_of(DayEvents(rd.connection), period, names, own_desk)
    return tuple(sorted((line for line in lines if office_time(line.at).date() == day), key=lambda line: line.at))


def _line(
    dossier: Dossier, event: Event, first: Printed, last: Printed, names: Mapping[str, str], own_desk: str
) -> PrintLine:
    return _told(event, first, last.outcome, names, own_desk, dossier.id, dossier.code)


def _sheets_of(log: DayEvents, period: Period, names: Mapping[str, str], own_desk: str) -> Iterator[PrintLine]:
    """Yield the prints of papers of no one dossier that a period speaks of, with the last word on each."""
    written = [event.body for event in log.written_in(period, {SheetPrinted.KIND})]
    for digest in dict.fromkeys(body.pdf_digest for body in written if isinstance(body, SheetPrinted)):
        for event, print_, outcome in prints_of_sheet(log, digest):
            yield _told(event, print_, outcome, names, own_desk, None, "", print_.title)


def _told(
    event: Event,
    print_: Printed | SheetPrinted,
    outcome: PrintOutcome,
    names: Mapping[str, str],
    own_desk: str,
    dossier: UUID | None,
    code: str,
    title: str = "",
) -> PrintLine:
    envelope = event.envelope
    return PrintLine(
        dossier=dossier,
        code=code,
        title=title,
        at=print_.printed_at,
        who=names.get(envelope.actor, envelope.actor),
        desk="" if envelope.desk_id == own_desk else envelope.desk_id,
        form=form_words(print_.form),
        copy=said("In lại lần {n}", n=print_.reprint) if print_.reprint else said("Bản đầu"),
        outcome=OUTCOMES[outcome.value],
        spoiled=outcome is PrintOutcome.SPOILED,
        printer=print_.printer,
        size=print_.size,
    )
