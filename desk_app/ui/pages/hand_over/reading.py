"""What the page Bàn giao reads of the store: what waits at the desk, what lies with the units, a dossier of a lot."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from desk_app.domain.dates import office_time, paper_time, short_date
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError
from desk_app.domain.events import HandedOver, ResultReady
from desk_app.domain.people import parse_date
from desk_app.domain.procedures import PrintHabit
from desk_app.domain.states import State
from desk_app.models.queries.dossiers import DossierLine
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.services.hand_over import (
    Lot,
    ToHandOver,
    lots_of,
    to_hand_over,
    why_no_result,
    why_not_hand_over,
    why_not_take_back,
    with_units,
)
from desk_app.services.office_settings import office_settings
from desk_app.services.unit_memory import Contact, proposed_unit, unit_contact
from desk_app.ui.pages.hand_over.words import Deed

MOST_FOUND = 20
_GOING = frozenset({State.RECEIVED, State.PROCESSING})
_DAY_AND_MONTH = re.compile(r"(\d{1,2})[/.\-](\d{1,2})|(\d{2})(\d{2})")


@dataclass(frozen=True)
class Today:
    """What the page shows beside its lots. handed, received: today's lots, whose lists may be printed again.

    contacts: by unit; control: whether control slips print with a hand-over.
    """

    units: tuple[str, ...] = ()
    contacts: tuple[tuple[str, Contact], ...] = ()
    control: PrintHabit = PrintHabit.ASK
    waiting: tuple[ToHandOver, ...] = ()
    with_units: tuple[DossierLine, ...] = ()
    handed: tuple[Lot, ...] = ()
    received: tuple[Lot, ...] = ()

    def contact(self, unit: str) -> Contact:
        """Return who takes dossiers at a unit."""
        return dict(self.contacts).get(unit, Contact())


@dataclass(frozen=True)
class LotRow:
    """A dossier in a lot. unit: where it lies, "" at the desk; goes_to: where it should go; refusal: why it cannot."""

    dossier: UUID
    code: str
    what: str
    owner: str
    unit: str = ""
    goes_to: str = ""
    refusal: DeskError | None = None


def read_today(store: Store, now: datetime) -> Today:
    """Return everything the page shows beside its lots."""
    day = office_time(now).date()
    with store.reading() as rd:
        office = office_settings(rd)
        waiting, away = to_hand_over(rd, now), with_units(rd)
        known = (*office.units, *(one.unit for one in waiting), *(line.unit for line in away))
        units = tuple(dict.fromkeys(unit for unit in known if unit))
        return Today(
            units=units,
            contacts=tuple((unit, unit_contact(rd, unit)) for unit in units),
            control=office.control_slip,
            waiting=tuple(waiting),
            with_units=tuple(away),
            handed=tuple(lots_of(rd, day, HandedOver.KIND)),
            received=tuple(lots_of(rd, day, ResultReady.KIND)),
        )


def read_row(store: Store, dossier: UUID, deed: Deed, unit: str) -> LotRow:
    """Return a dossier asked into a lot. unit: the lot's, "" while none is chosen. Raises why it cannot go."""
    row = read_rows(store, (dossier,), deed, unit)[0]
    if row.refusal is not None:
        raise row.refusal
    return row


def read_rows(store: Store, wanted: Sequence[UUID], deed: Deed, unit: str) -> tuple[LotRow, ...]:
    """Return the dossiers of a lot as they stand now; ``refusal`` says why one can no longer go."""
    with store.reading() as rd:
        return tuple(_row(rd, one, deed, unit) for one in wanted)


def look_for(store: Store, typed: str) -> tuple[DossierLine, ...]:
    """Return accepted dossiers a code, a name or last digits may mean, those still under way first."""
    with store.reading() as rd:
        found = [line for line in rd.dossiers.search(typed, MOST_FOUND) if line.code and not line.voided]
    return tuple(sorted(found, key=lambda line: line.state not in _GOING))


def typed_day(text: str, today: date) -> date | None:
    """Read a typed day; without a year (``3/9``, ``0309``) it is the last such day up to today. None: no date."""
    whole = parse_date(text)
    match = _DAY_AND_MONTH.fullmatch(text.strip())
    if whole is not None or match is None:
        return whole
    day, month = (int(part) for part in match.groups() if part is not None)
    for year in (today.year, today.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    return None


def clock_words(moment: datetime, now: datetime) -> str:
    """Return ``17:00``, or ``07:30 28/8`` on another day than today."""
    there, here = office_time(moment), office_time(now)
    if there.date() == here.date():
        return paper_time(there)
    return f"{paper_time(there)} {short_date(there.date())}"


def _row(rd: Reading, wanted: UUID, deed: Deed, unit: str) -> LotRow:
    dossier = rd.dossiers.by_id(wanted)
    if dossier is None or dossier.reception is None:
        raise DeskError("not_yet_received")
    reception = dossier.reception
    goes_to = proposed_unit(rd, office_settings(rd), reception)
    return LotRow(
        dossier.id,
        dossier.code,
        reception.summary or reception.procedure.short_name or reception.procedure.name,
        reception.owners[0].name,
        dossier.unit,
        goes_to,
        _refusal(dossier, deed, unit or goes_to),
    )


def _refusal(dossier: Dossier, deed: Deed, unit: str) -> DeskError | None:
    match deed:
        case Deed.HAND_OVER:
            return why_not_hand_over(dossier, unit)
        case Deed.RECEIVE:
            return why_no_result(dossier)
        case Deed.TAKE_BACK:
            return why_not_take_back(dossier)
