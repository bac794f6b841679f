"""Deadlines to watch: due today, due soon, late, waiting, ready and not collected; and what was late in a period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.dates import at_office, office_time
from desk_app.domain.deadline import Timeliness, last_apology_day, working_days_late
from desk_app.domain.dossier import ApologyLetter, Dossier
from desk_app.domain.lateness import held_against_due, is_late, late_from, timeliness, waiting_since
from desk_app.domain.states import State
from desk_app.domain.statistics import Period
from desk_app.domain.time_spent import TimeSpent, time_spent, time_waited
from desk_app.models.queries.dossiers import DossierFilter, DossierLine, Order
from desk_app.models.queries.reports import Deadline
from desk_app.models.transaction import Reading
from desk_app.services.apology_drafts import drafted_dossiers
from desk_app.services.office_settings import office_calendar, office_settings

SOON_WORKING_DAYS = 3
_PAGE = 500


class Watch(StrEnum):
    """Why a dossier stands on the page Trễ hạn; one dossier stands in one group."""

    LATE = "late"
    DUE_TODAY = "due_today"
    SOON = "soon"
    """Due in one to three working days."""
    WAITING = "waiting"
    READY = "ready"
    """Has its result, not collected."""


class Stage(StrEnum):
    """How far the apology of a dossier is."""

    NONE = "none"
    DRAFTED = "drafted"
    """A letter waits for its signature, the first or a second one."""
    SIGNED = "signed"
    """Signed, not yet sent."""
    SENT = "sent"


@dataclass(frozen=True)
class WatchedDossier:
    """A line of the page Trễ hạn.

    days: working days late; left until due (soon); waited so far; or since the result is ready. counted_late: also a
    waiting or ready one may be late. apology_until: last day on which an apology is in time, None where the dossier
    has no date or is finished. apologies: signed ones; drafted: a letter waits for its signature.
    """

    line: DossierLine
    group: Watch
    days: int
    counted_late: bool
    due_at: datetime | None
    shown_due_at: datetime | None
    """What the citizen was told last, an apology's date included."""
    unit: str
    """Who has it now; "" is the desk."""
    apology_until: date | None
    apology_in_time: bool
    apologies: int
    apology_drafted: bool
    letter: ApologyLetter | None
    """The last signed apology."""
    since: datetime | None
    """Since when it waits, or since when the result is ready."""

    @property
    def stage(self) -> Stage:
        """How far its apology is; a second letter that waits for its signature counts before a first that went out."""
        if self.apology_drafted:
            return Stage.DRAFTED
        if self.letter is None:
            return Stage.NONE
        return Stage.SIGNED if self.letter.sent_at is None else Stage.SENT


@dataclass(frozen=True)
class WatchFilter:
    """Narrows the page; empty = everything. clerk: login of who received it."""

    unit: str | None = None
    field: str | None = None
    clerk: str | None = None


@dataclass(frozen=True)
class LateInPeriod:
    """A late dossier of a period, finished or not, as the inspector reads it.

    late_days: working days past the due day, up to its end or the moment of measuring. over_supplemented: late because
    papers were asked for more than once (QĐ 766). waited: working days the clock stood still.
    """

    id: UUID
    code: str
    owner: str
    procedure: str
    field: str
    received_at: datetime
    original_due_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    late_days: int
    over_supplemented: bool
    spent: tuple[TimeSpent, ...]
    waited: str
    apology: ApologyLetter | None
    """The first signed one, None prints KHÔNG CÓ."""
    apologies: int


def watched(rd: Reading, now: datetime, wanted: WatchFilter | None = None) -> list[WatchedDossier]:
    """Return every dossier to watch: late first, each group by its promised moment, ready ones by how long they lie.

    Lateness is measured as QĐ 766 does: an apology does not move it, a wait stops it.
    """
    calendar = office_calendar(rd, office_settings(rd))
    drafts, deadlines = drafted_dossiers(rd), rd.reports.deadlines()
    order = list(Watch)
    found = [
        one
        for one in (
            _watched(rd, line, deadlines[line.row], now, calendar, line.id in drafts)
            for line in _lines(rd, wanted or WatchFilter())
            if line.row in deadlines
        )
        if one is not None
    ]
    return sorted(found, key=lambda one: (order.index(one.group), _sorted_by(one), one.line.row))


def watch_counts(rd: Reading, now: datetime) -> dict[Watch, int]:
    """Return how many dossiers stand in each group, for the rail and the heads of the page."""
    counts = dict.fromkeys(Watch, 0)
    calendar = office_calendar(rd, office_settings(rd))
    for deadline in rd.reports.deadlines().values():
        group = _group(deadline, now, calendar)
        if group is not None:
            counts[group] += 1
    return counts


def late_count(rd: Reading, now: datetime) -> int:
    """Return how many dossiers are late, for the rail: the group LATE of ``watch_counts``."""
    deadlines = rd.reports.deadlines().values()
    return sum(one.state != State.RESULT_READY and is_late(one.late_from, now) for one in deadlines)


def late_in_period(rd: Reading, first: date, last: date, now: datetime) -> list[LateInPeriod]:
    """Return "Hồ sơ quá hạn theo kỳ": every dossier late in a period, finished ones too, by reception.

    first, last: days, both included. The same dossiers as columns (10) and (13) of II.06a.
    """
    calendar = office_calendar(rd, office_settings(rd))
    period = days_period(first, last, now)
    found = (rd.dossiers.by_id(dossier) for dossier in rd.reports.late_in(period))
    return [_late_in_period(dossier, period.measured_at, calendar) for dossier in found if dossier is not None]


def days_period(first: date, last: date, now: datetime) -> Period:
    """Return the period of whole office days, both included, as measured now."""
    return Period.until(at_office(first, time()), at_office(last + timedelta(days=1), time()), now)


def _lines(rd: Reading, wanted: WatchFilter) -> Iterable[DossierLine]:
    for states, open_ in ((frozenset[State](), True), (frozenset({State.RESULT_READY}), None)):
        key = None
        while True:
            page = rd.dossiers.page(
                DossierFilter(
                    states=states,
                    open=open_,
                    fields=frozenset({wanted.field}) if wanted.field is not None else frozenset(),
                    units=frozenset({wanted.unit}) if wanted.unit is not None else frozenset(),
                    received_actor=wanted.clerk,
                    order=Order.DUE_FIRST if open_ else Order.NEWEST,
                ),
                after=key,
                limit=_PAGE,
            )
            yield from page.lines
            key = page.next_key
            if key is None:
                break


def _group(deadline: Deadline, now: datetime, calendar: OfficeCalendar) -> Watch | None:
    if deadline.state == State.RESULT_READY:
        return Watch.READY
    if is_late(deadline.late_from, now):
        return Watch.LATE
    if deadline.waiting_since is not None:
        return Watch.WAITING
    if deadline.due_at is None:
        return None
    today, due = office_time(now).date(), office_time(deadline.due_at).date()
    if due == today:
        return Watch.DUE_TODAY
    return Watch.SOON if due <= _soon(today, calendar) else None


def _soon(today: date, calendar: OfficeCalendar) -> date:
    day = today
    for _ in range(SOON_WORKING_DAYS):
        day = calendar.working_day_after(day)
    return day


def _watched(
    rd: Reading, line: DossierLine, deadline: Deadline, now: datetime, calendar: OfficeCalendar, draft: bool
) -> WatchedDossier | None:
    group = _group(deadline, now, calendar)
    if group is None:
        return None
    dossier = rd.dossiers.by_id(line.id) if line.apologised else None
    until = last_apology_day(line.due_at, calendar) if line.due_at and line.open else None
    since = deadline.waiting_since if line.open else line.finished_at
    return WatchedDossier(
        line=line,
        group=group,
        days=_days(group, line, deadline, now, calendar),
        counted_late=group is Watch.LATE or is_late(deadline.late_from, line.finished_at or now),
        due_at=line.due_at,
        shown_due_at=dossier.shown_due_at if dossier else line.due_at,
        unit=line.unit,
        apology_until=until,
        apology_in_time=until is not None and office_time(now).date() <= until,
        apologies=len(dossier.apologies) if dossier else 0,
        apology_drafted=draft,
        letter=dossier.apologies[-1] if dossier and dossier.apologies else None,
        since=since,
    )


def _days(group: Watch, line: DossierLine, deadline: Deadline, now: datetime, calendar: OfficeCalendar) -> int:
    since = deadline.waiting_since if line.open else line.finished_at
    match group:
        case Watch.LATE:
            against = held_against_due(finished_at=None, waiting_since=deadline.waiting_since, at=now)
            return working_days_late(line.due_at, against, calendar) if line.due_at else 0
        case Watch.SOON:
            return working_days_late(now, line.due_at, calendar) if line.due_at else 0
        case Watch.WAITING | Watch.READY:
            return working_days_late(since, now, calendar) if since else 0
        case Watch.DUE_TODAY:
            return 0


def _sorted_by(one: WatchedDossier) -> str:
    if one.group in (Watch.READY, Watch.WAITING) and one.since is not None:
        return one.since.isoformat()
    return one.line.due_key


def _late_in_period(dossier: Dossier, measured_at: datetime, calendar: OfficeCalendar) -> LateInPeriod:
    reception = dossier.reception
    assert reception is not None
    end = min(dossier.finished_at or measured_at, measured_at)
    against = held_against_due(finished_at=dossier.finished_at, waiting_since=waiting_since(dossier), at=measured_at)
    dated_late = dossier.due_at is not None and against > dossier.due_at
    waited = time_waited(dossier, end, calendar)
    return LateInPeriod(
        id=dossier.id,
        code=dossier.code,
        owner="; ".join(owner.name for owner in dossier.owners),
        procedure=reception.procedure.name,
        field=reception.procedure.field,
        received_at=reception.received_at,
        original_due_at=dossier.original_due_at,
        due_at=dossier.due_at,
        finished_at=dossier.finished_at,
        late_days=working_days_late(dossier.due_at, against, calendar) if dossier.due_at and dated_late else 0,
        over_supplemented=not dated_late,
        spent=time_spent(dossier, end, calendar),
        waited=f"{waited}".replace(".", ","),
        apology=dossier.apologies[0] if dossier.apologies else None,
        apologies=len(dossier.apologies),
    )


def is_late_now(dossier: Dossier, now: datetime) -> bool:
    """Tell whether a dossier is late at a moment, or was when it was finished."""
    if dossier.is_finished:
        return timeliness(dossier) is Timeliness.LATE
    return dossier.is_open and is_late(late_from(dossier), now)
