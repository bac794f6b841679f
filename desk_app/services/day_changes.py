"""What was mended on a day, and what was written of a day after it had been closed: who, what, why."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from desk_app.domain.dates import office_time
from desk_app.domain.dossier_timeline import Line, timeline
from desk_app.domain.events import Corrected, Event, Reversed, Settled
from desk_app.domain.fact_moment import fact_moment
from desk_app.models.queries.day_events import DayEvents
from desk_app.models.transaction import Reading
from desk_app.services.late import days_period
from desk_app.services.said import Said

MENDS = frozenset({"Corrected", "Reversed", "Settled"})
"""What changes a line that was written before, whatever day it is of."""
STEPS = frozenset(
    {
        "Received", "Declined", "HandedOver", "TakenBack", "SupplementRequested", "Supplemented", "PaymentRequested",
        "Paid", "Refunded", "Withdrawn", "Stopped", "OriginalsReturned", "ResultReady", "Returned", "Apologised",
    }
)  # fmt: skip
"""What a day's book, report, money and check list tell of."""


@dataclass(frozen=True)
class DayChange:
    """One event of a day in words. at: aware, when it was written; owner: of the dossier; details: the reason, too.

    counts: it has effect on the dossier (it was not reversed or set aside since).
    """

    event_id: UUID
    dossier: UUID
    code: str
    owner: str
    at: datetime
    who: str
    what: Said
    details: tuple[Said, ...]
    counts: bool


def mended_on(rd: Reading, day: date, now: datetime) -> tuple[DayChange, ...]:
    """Return the corrections, cancellations and decisions written on an office day, in the order of the log."""
    return in_words(rd, DayEvents(rd.connection).written_in(days_period(day, day, now), MENDS))


def written_after(rd: Reading, day: date, heads: Mapping[UUID, int], now: datetime) -> list[Event]:
    """Return what came behind these heads and is of a day: its facts, and what changes what had been told of it.

    heads: the last seq covered of each stream; a stream not named was not seen at all.
    """
    log = DayEvents(rd.connection)
    found = log.beyond(heads, day, days_period(day, day, now), always=MENDS, dated=STEPS)
    return [event for event in found if day in _days_of(rd, log, event)]


def in_words(rd: Reading, events: Iterable[Event]) -> tuple[DayChange, ...]:
    """Return events of dossiers as a person reads them, in the order given."""
    wanted = list(events)
    names = {account.login: account.display_name for account in rd.accounts.all()}
    told: dict[UUID, DayChange] = {}
    for subject in dict.fromkeys(event.envelope.subject for event in wanted):
        told |= _of_dossier(rd, subject, {event.envelope.event_id for event in wanted}, names)
    return tuple(told[event.envelope.event_id] for event in wanted if event.envelope.event_id in told)


def changed_dossiers(changes: Sequence[DayChange]) -> tuple[UUID, ...]:
    """Return the dossiers of some changes, each once."""
    return tuple(dict.fromkeys(change.dossier for change in changes))


def _of_dossier(
    rd: Reading, subject: UUID, wanted: Collection[UUID], names: Mapping[str, str]
) -> dict[UUID, DayChange]:
    dossier = rd.dossiers.by_id(subject)
    if dossier is None:
        return {}
    effective = {entry.event_id for entry in dossier.timeline if entry.has_effect and not entry.reversed}
    owner = "; ".join(person.name for person in dossier.owners)
    lines = timeline(dossier, rd.dossiers.events_of(subject), names)
    return {
        line.event_id: _change(line, subject, dossier.code, owner, line.event_id in effective)
        for line in lines
        if line.event_id in wanted
    }


def _change(line: Line, dossier: UUID, code: str, owner: str, counts: bool) -> DayChange:
    return DayChange(
        event_id=line.event_id,
        dossier=dossier,
        code=code,
        owner=owner,
        at=office_time(line.at),
        who=line.who,
        what=line.what,
        details=line.details if counts or line.note is None else (*line.details, line.note),
        counts=counts,
    )


def _days_of(rd: Reading, log: DayEvents, event: Event) -> set[date]:
    """Return the office days an event is of: of a fact, its own; of a mend, every day it speaks of."""
    written = office_time(event.envelope.occurred_at).date()
    body = event.body
    if not isinstance(body, Corrected | Reversed | Settled):
        fact = fact_moment(body)
        return {written if fact is None else office_time(fact).date()}
    days = {written}
    line = rd.dossiers.line(event.envelope.subject)
    if line is not None and line.received_at is not None:
        days.add(office_time(line.received_at).date())
    if isinstance(body, Corrected):
        days |= _moved_between(body)
    else:
        target = log.by_id(body.target)
        fact = fact_moment(target.body) if target is not None else None
        days |= {office_time(fact).date()} if fact is not None else set()
    return days


def _moved_between(body: Corrected) -> set[date]:
    """Return the days a correction takes a reception from and to."""
    moments = [value for change in body.changes if change.field == "received_at" for value in (change.old, change.new)]
    found = set()
    for moment in moments:
        try:
            found.add(office_time(datetime.fromisoformat(str(moment))).date())
        except ValueError:
            continue
    return found
