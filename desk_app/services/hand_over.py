"""Bàn giao: dossiers handed to their processing unit, and results received back, one lot at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from desk_app.domain.dates import office_time, paper_date
from desk_app.domain.deadline import handover_due
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import HandedOver, ResultReady
from desk_app.domain.events.steps import ResultKind
from desk_app.domain.states import State
from desk_app.domain.text import clean_line
from desk_app.models.queries.dossiers import DossierFilter, DossierLine, Order
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.office_settings import office_calendar, office_settings
from desk_app.services.steps import record_step

sentences(
    unit_to_hand_to_missing="Chưa chọn đơn vị nhận hồ sơ. Chọn đơn vị rồi bàn giao.",
    nothing_scanned="Chưa có hồ sơ nào trong lượt bàn giao. Quét hoặc gõ mã hồ sơ trước.",
    already_with_unit="Hồ sơ {code} đang ở {unit} từ {since}. Không bàn giao hai lần cho cùng đơn vị.",
    result_already_here="Hồ sơ {code} đã có kết quả từ {since}. Bỏ hồ sơ này khỏi lượt.",
)


@dataclass(frozen=True)
class ToHandOver:
    """A dossier still at the desk. unit: the one that should get it, "" where nobody said.

    due: by when it must be there (15:00 rule of the hand-over); overdue: that moment has passed.
    """

    line: DossierLine
    unit: str
    due: datetime
    overdue: bool


@dataclass(frozen=True)
class Lot:
    """What was handed over at one go, as its list is printed. at: aware."""

    dossiers: tuple[UUID, ...]
    unit: str
    at: datetime


@dataclass(frozen=True)
class ResultBack:
    """A result that came back. number: of the result's document; "" where it has none."""

    dossier: UUID
    number: str = ""
    signed_on: date | None = None
    form: ResultKind = ResultKind.PAPER
    copies: int = 1
    shelf: str = ""
    excerpt: str = ""


def to_hand_over(rd: Reading, now: datetime, *, unit: str | None = None) -> list[ToHandOver]:
    """Return what is accepted and not handed over yet, the most urgent first; of one unit where it is given.

    A dossier received until 15:00 goes over the same working day, a later one at the start of the next (NĐ 61/2018,
    art. 18); the hour is the office's setting.
    """
    office = office_settings(rd)
    calendar = office_calendar(rd, office)
    found = []
    for line in _all(rd, DossierFilter(states=frozenset({State.RECEIVED}), order=Order.DUE_FIRST)):
        dossier = rd.dossiers.by_id(line.id)
        if dossier is None or dossier.reception is None:
            continue
        competent = dossier.reception.competent_unit
        if unit is None or competent == unit:
            due = handover_due(dossier.reception.received_at, calendar, office.rules)
            found.append(ToHandOver(line, competent, due, due < now))
    return sorted(found, key=lambda one: (one.due, one.line.row))


def with_units(rd: Reading, unit: str | None = None) -> list[DossierLine]:
    """Return what lies with the units and has no result yet, those due first: what may come back."""
    units = frozenset({unit}) if unit is not None else frozenset()
    wanted = DossierFilter(states=frozenset({State.PROCESSING}), units=units, order=Order.DUE_FIRST)
    return [line for line in _all(rd, wanted) if line.unit]


def hand_over(
    store: Store,
    session: Session,
    dossiers: Sequence[UUID],
    unit: str,
    now: datetime,
    *,
    person: str = "",
    phone: str = "",
    note: str = "",
) -> Lot:
    """Hand dossiers to a unit, all or none. person, phone: who has them there.

    Raises DeskError ``nothing_scanned``, ``unit_to_hand_to_missing``, ``already_with_unit`` and all of
    ``record_step``.
    """
    session.require(Right.RECEIVE)
    unit = clean_line(unit)
    if not dossiers:
        raise DeskError("nothing_scanned")
    if not unit:
        raise DeskError("unit_to_hand_to_missing")
    said = {"unit": unit, "person": clean_line(person), "phone": clean_line(phone), "note": clean_line(note)}
    with store.transaction(now, actor=session.login) as tx:
        once = tuple(dict.fromkeys(dossiers))
        for dossier_id in once:
            dossier = _dossier(tx, dossier_id)
            if dossier.unit == unit:
                since = paper_date(dossier.stays[-1].since)
                raise DeskError("already_with_unit", code=dossier.code, unit=unit, since=since)
            record_step(tx, session, dossier_id, HandedOver.KIND, said)
        return Lot(once, unit, now)


def receive_results(store: Store, session: Session, results: Sequence[ResultBack], now: datetime) -> Lot:
    """Take results back from the units, all or none: the agency's time of each ends now.

    Raises DeskError ``nothing_scanned``, ``result_already_here`` and all of ``record_step``.
    """
    session.require(Right.RECEIVE)
    if not results:
        raise DeskError("nothing_scanned")
    with store.transaction(now, actor=session.login) as tx:
        units = []
        for result in results:
            dossier = _dossier(tx, result.dossier)
            if dossier.result is not None and dossier.is_finished:
                raise DeskError("result_already_here", code=dossier.code, since=paper_date(dossier.result.ready_at))
            fields = {
                "number": clean_line(result.number),
                "signed_on": result.signed_on.isoformat() if result.signed_on else None,
                "form": result.form.value,
                "copies": result.copies,
                "shelf": clean_line(result.shelf),
                "excerpt": clean_line(result.excerpt),
                "from_unit": dossier.unit,
            }
            record_step(tx, session, result.dossier, ResultReady.KIND, fields)
            units.append(dossier.unit)
        unit = units[0] if len(set(units)) == 1 else ""
        return Lot(tuple(result.dossier for result in results), unit, now)


def lots_of(rd: Reading, day: date, kind: str = HandedOver.KIND) -> list[Lot]:
    """Return the lots of a day, oldest first, for their lists to be printed again.

    kind: ``HandedOver`` or ``ResultReady``. What was written in one transaction for one unit is one lot.
    """
    lots: dict[tuple[datetime, str], list[UUID]] = {}
    for dossier_id in rd.reports.touched_by(kind, day):
        dossier = rd.dossiers.by_id(dossier_id)
        if dossier is None:
            continue
        moments = (
            [(stay.since, stay.unit) for stay in dossier.stays]
            if kind == HandedOver.KIND
            else [(dossier.result.ready_at, dossier.result.from_unit)]
            if dossier.result
            else []
        )
        for moment, unit in moments:
            if office_time(moment).date() == day:
                lots.setdefault((moment, unit), []).append(dossier_id)
    return [Lot(tuple(dossiers), unit, at) for (at, unit), dossiers in sorted(lots.items())]


def _dossier(tx: Transaction, dossier_id: UUID) -> Dossier:
    try:
        return tx.dossier(dossier_id)
    except LookupError:
        raise DeskError("unknown_dossier", code="") from None


def _all(rd: Reading, wanted: DossierFilter) -> list[DossierLine]:
    lines: list[DossierLine] = []
    key = None
    while True:
        page = rd.dossiers.page(wanted, after=key, limit=500)
        lines += page.lines
        key = page.next_key
        if key is None:
            return lines
