"""A year's calendar as the office edits it: days off, worked Saturdays, notice; promises given never move."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from pydantic import ValidationError

from desk_app.domain.appointment import Pause
from desk_app.domain.calendar import CalendarYear, OfficeCalendar, YearStatus, calendar_year_from_toml
from desk_app.domain.calendar_text import calendar_text
from desk_app.domain.deadline import appointment
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import SettingChanged
from desk_app.models.queries.dossiers import DossierFilter
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.services.accounts import Right, Session
from desk_app.services.office_settings import OfficeSettings, office_calendar, office_settings
from desk_app.shipped_calendars import shipped_calendars

sentences(bad_year_calendar="Lịch năm {year} chưa lưu được: {why}.")


@dataclass(frozen=True)
class WouldMove:
    """An open dossier whose date would be another by a changed calendar; its promise stays. phone: whom to call."""

    dossier: UUID
    code: str
    owner: str
    phone: str
    procedure: str
    promised: datetime | None
    by_calendar: datetime | None


def held_years(store: Store) -> tuple[CalendarYear, ...]:
    """Return the calendars the office holds, by year."""
    with store.reading() as rd:
        return tuple(calendar_year_from_toml(version.text) for version in rd.calendars.all())


def year_to_edit(store: Store, year: int) -> CalendarYear:
    """Return the calendar of a year to edit: the office's, the shipped one, or a draft of the law's fixed dates."""
    with store.reading() as rd:
        version = rd.calendars.get(year)
        working = office_settings(rd).working
    if version is not None:
        return calendar_year_from_toml(version.text)
    shipped = next((found for found in shipped_calendars() if found.year == year), None)
    return shipped or drafted_year(year, OfficeCalendar(working=working))


def drafted_year(year: int, calendar: OfficeCalendar) -> CalendarYear:
    """Return a draft from the fixed dates of the Labour Code 2019, art. 112; the lunar ones wait for the notice.

    calendar: one that does not hold the year.
    """
    first = date(year, 1, 1)
    days = (first + timedelta(days=at) for at in range(366))
    named = {day: calendar.day_off_name(day) for day in days if day.year == year}
    return CalendarYear(year=year, status=YearStatus.DRAFT, days_off={day: name for day, name in named.items() if name})


def checked_year(
    year: int,
    status: YearStatus,
    notice: str,
    days_off: dict[date, str],
    worked: dict[date, date],
    unconfirmed: dict[date, str],
) -> CalendarYear:
    """Return an edited year. worked: worked day of rest → the day it replaces.

    Raises DeskError ``bad_year_calendar``.
    """
    try:
        return CalendarYear.model_validate(
            {
                "year": year,
                "status": status,
                "notice": " ".join(notice.split()),
                "days_off": days_off,
                "worked_days": [{"day": day, "replaces": replaces} for day, replaces in sorted(worked.items())],
                "unconfirmed": unconfirmed,
            }
        )
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        cause = fault.get("ctx", {}).get("error")
        raise DeskError("bad_year_calendar", year=year, why=str(cause) if cause else fault["msg"]) from None


def would_move(store: Store, year: CalendarYear) -> tuple[WouldMove, ...]:
    """Return the open dossiers whose date would be another by this year, oldest promise first; nothing is changed."""
    with store.reading() as rd:
        return tuple(_moving(rd, year))


def save_year(store: Store, by: Session, year: CalendarYear, now: datetime) -> tuple[WouldMove, ...]:
    """Put a year in force for promises from now on, and return the open dossiers it would have dated otherwise.

    No promise given is moved (design §5). Raises DeskError ``not_entitled``.
    """
    by.require(Right.SET_UP)
    text = calendar_text(year)
    with store.transaction(now, actor=by.login) as tx:
        moving = tuple(_moving(tx, year))
        old = tx.calendars.get(year.year)
        if old is None or (old.text, old.status) != (text, year.status.value):
            tx.calendars.put(year.year, text, status=year.status.value, now=now)
            tx.record(
                tx.office_id,
                SettingChanged(name=f"calendar.{year.year}", old=None if old is None else old.text, new=text),
            )
    return moving


def _moving(rd: Reading, year: CalendarYear) -> Iterator[WouldMove]:
    office = office_settings(rd)
    before = office_calendar(rd, office)
    others = tuple(held for held in before.years if held.year != year.year)
    after = OfficeCalendar(
        working=before.working, reception=before.reception, years=(*others, year), closures=before.closures
    )
    found = [moved for dossier in _open_dossiers(rd) if (moved := _moved(dossier, office, before, after))]
    yield from sorted(found, key=lambda moved: (moved.promised is None, moved.promised, moved.code))


def _open_dossiers(rd: Reading) -> Iterator[Dossier]:
    page = rd.dossiers.page(DossierFilter(open=True), limit=500)
    while True:
        for line in page.lines:
            dossier = rd.dossiers.by_id(line.id)
            if dossier is not None and dossier.reception is not None:
                yield dossier
        if page.next_key is None:
            return
        page = rd.dossiers.page(DossierFilter(open=True), after=page.next_key, limit=500)


def _moved(dossier: Dossier, office: OfficeSettings, before: OfficeCalendar, after: OfficeCalendar) -> WouldMove | None:
    """Return the dossier if the two calendars date it differently; one dated by hand follows no calendar."""
    reception = dossier.reception
    if reception is None or reception.due_reason or any(pause.end is None for pause in dossier.pauses):
        return None
    pauses = [Pause(start=pause.start, end=pause.end) for pause in dossier.pauses]

    def due(calendar: OfficeCalendar) -> datetime | None:
        return appointment(
            reception.received_at, reception.limit, calendar, office.rules, reception.channel.value, pauses
        ).due_at

    new = due(after)
    if new == due(before):
        return None
    owner = dossier.owners[0] if dossier.owners else reception.submitter
    return WouldMove(
        dossier=dossier.id,
        code=reception.code,
        owner=owner.name,
        phone=owner.phone or reception.submitter.phone,
        procedure=reception.summary,
        promised=dossier.due_at,
        by_calendar=new,
    )
