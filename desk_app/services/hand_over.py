"""Bàn giao: dossiers handed to their processing unit, results and unfinished dossiers taken back, a lot at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from desk_app.domain.dates import office_time, paper_date
from desk_app.domain.deadline import handover_due
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import HandedOver, ResultReady, TakenBack
from desk_app.domain.events.steps import ResultKind
from desk_app.domain.states import State
from desk_app.domain.text import clean_line
from desk_app.models.queries.dossiers import DossierFilter, DossierLine, Order
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.office_settings import office_calendar, office_settings
from desk_app.services.said import Said, said
from desk_app.services.step_checks import already_with
from desk_app.services.steps import record_step, why_not
from desk_app.services.unit_memory import Contact, learn, proposed_unit

sentences(
    unit_to_hand_to_missing="Chưa chọn đơn vị nhận hồ sơ. Chọn đơn vị rồi bàn giao.",
    nothing_scanned="Chưa có hồ sơ nào trong lượt bàn giao. Quét hoặc gõ mã hồ sơ trước.",
    result_already_here="Hồ sơ {code} đã có kết quả từ {since}. Bỏ hồ sơ này khỏi lượt.",
    taking_back_reason_missing="Chưa ghi lý do nhận lại hồ sơ chưa xong. Ghi lý do rồi nhấn F9.",
)


@dataclass(frozen=True)
class ToHandOver:
    """A dossier still at the desk. unit: the one that should get it (``proposed_unit``), "" where nothing says so.

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
    """Return what lies at the desk and must go to a unit, the most urgent first; of one unit where it is given.

    What came until 15:00 goes over the same working day, later at the start of the next (NĐ 61/2018, art. 18); the
    hour is the office's setting. A dossier taken back or supplemented counts from when it came back to the desk.
    """
    office = office_settings(rd)
    calendar = office_calendar(rd, office)
    received = DossierFilter(states=frozenset({State.RECEIVED}), order=Order.DUE_FIRST)
    came_back = DossierFilter(states=frozenset({State.PROCESSING}), units=frozenset({""}), order=Order.DUE_FIRST)
    found = []
    for line in (*_all(rd, received), *_all(rd, came_back)):
        dossier = rd.dossiers.by_id(line.id)
        if dossier is None or dossier.reception is None:
            continue
        goes_to = proposed_unit(rd, office, dossier.reception)
        if unit is None or goes_to == unit:
            due = handover_due(_at_desk_since(dossier), calendar, office.rules)
            found.append(ToHandOver(line, goes_to, due, due < now))
    return sorted(found, key=lambda one: (one.due, one.line.row))


def with_units(rd: Reading, unit: str | None = None) -> list[DossierLine]:
    """Return what lies with the units and has no result yet, those due first: what may come back."""
    units = frozenset({unit}) if unit is not None else frozenset()
    wanted = DossierFilter(states=frozenset({State.PROCESSING}), units=units, order=Order.DUE_FIRST)
    return [line for line in _all(rd, wanted) if line.unit]


def why_not_hand_over(dossier: Dossier, unit: str) -> DeskError | None:
    """Return why a dossier may not go to a unit, None where it may. unit: "" while nobody has chosen one."""
    refusal = why_not(dossier, HandedOver.KIND)
    if refusal is not None:
        return refusal
    return already_with(dossier, unit or dossier.unit)


def why_no_result(dossier: Dossier) -> DeskError | None:
    """Return why no result of a dossier can come back now, None where one can."""
    if dossier.result is not None and dossier.is_finished:
        return DeskError("result_already_here", code=dossier.code, since=paper_date(dossier.result.ready_at))
    return why_not(dossier, ResultReady.KIND)


def why_not_take_back(dossier: Dossier) -> DeskError | None:
    """Return why an unfinished dossier cannot be taken back now, None where it can."""
    if dossier.is_open and not dossier.unit:
        return DeskError("not_with_a_unit", code=dossier.code)
    return why_not(dossier, TakenBack.KIND)


def result_warnings(result: ResultBack) -> tuple[Said, ...]:
    """Return what is unusual about a result; none of it stops anybody."""
    found = []
    if result.form is not ResultKind.PAPER and not clean_line(result.number):
        found.append(said("kết quả điện tử chưa có số"))
    if result.form is not ResultKind.PAPER and result.signed_on is None:
        found.append(said("kết quả điện tử chưa có ngày ký"))
    if result.form is not ResultKind.ELECTRONIC and not result.copies:
        found.append(said("kết quả giấy nhưng 0 bản"))
    return tuple(found)


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
    at: datetime | None = None,
) -> Lot:
    """Hand dossiers to a unit, all or none. person, phone: who has them there, kept for the next time.

    at: when it happened on paper, None for now.

    Raises DeskError ``nothing_scanned``, ``unit_to_hand_to_missing``, ``already_with_unit`` and all of
    ``record_step``.
    """
    session.require(Right.RECEIVE)
    unit = clean_line(unit)
    if not dossiers:
        raise DeskError("nothing_scanned")
    if not unit:
        raise DeskError("unit_to_hand_to_missing")
    fields = {"unit": unit, "person": clean_line(person), "phone": clean_line(phone), "note": clean_line(note)}
    with store.transaction(now, actor=session.login) as tx:
        once = tuple(dict.fromkeys(dossiers))
        procedures = set()
        for dossier_id in once:
            dossier = _dossier(tx, dossier_id)
            _refuse(why_not_hand_over(dossier, unit))
            record_step(tx, session, dossier_id, HandedOver.KIND, fields, now=at)
            if dossier.reception is not None:
                procedures.add(dossier.reception.procedure.code)
        learn(tx, unit, Contact(fields["person"], fields["phone"]), frozenset(procedures))
        return Lot(once, unit, at or now)


def receive_results(
    store: Store, session: Session, results: Sequence[ResultBack], now: datetime, *, at: datetime | None = None
) -> Lot:
    """Take results back from the units, all or none: the agency's time of each ends at this moment (None = now).

    Raises DeskError ``nothing_scanned``, ``result_already_here``, ``signed_in_future``, ``signed_before_received`` and
    all of ``record_step``.
    """
    session.require(Right.RECEIVE)
    if not results:
        raise DeskError("nothing_scanned")
    with store.transaction(now, actor=session.login) as tx:
        units = []
        for result in results:
            dossier = _dossier(tx, result.dossier)
            _refuse(why_no_result(dossier))
            unit = dossier.unit or (dossier.reception.competent_unit if dossier.reception else "")
            fields = {
                "number": clean_line(result.number),
                "signed_on": result.signed_on.isoformat() if result.signed_on else None,
                "form": result.form.value,
                "copies": result.copies,
                "shelf": clean_line(result.shelf),
                "excerpt": clean_line(result.excerpt),
                "from_unit": unit,
            }
            record_step(tx, session, result.dossier, ResultReady.KIND, fields, now=at)
            units.append(unit)
        shared = units[0] if len(set(units)) == 1 else ""
        return Lot(tuple(result.dossier for result in results), shared, at or now)


def take_back(
    store: Store, session: Session, dossiers: Sequence[UUID], reason: str, now: datetime, *, at: datetime | None = None
) -> None:
    """Take unfinished dossiers back from their units, all or none; they lie at the desk again, their clock runs on.

    Raises DeskError ``nothing_scanned``, ``taking_back_reason_missing``, ``not_with_a_unit`` and all of
    ``record_step``.
    """
    session.require(Right.RECEIVE)
    reason = clean_line(reason)
    if not dossiers:
        raise DeskError("nothing_scanned")
    if not reason:
        raise DeskError("taking_back_reason_missing")
    with store.transaction(now, actor=session.login) as tx:
        for dossier_id in dict.fromkeys(dossiers):
            dossier = _dossier(tx, dossier_id)
            _refuse(why_not_take_back(dossier))
            fields = {"unit": dossier.unit, "reason": reason}
            record_step(tx, session, dossier_id, TakenBack.KIND, fields, now=at)


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


def _refuse(refusal: DeskError | None) -> None:
    if refusal is not None:
        raise refusal


def _at_desk_since(dossier: Dossier) -> datetime:
    """Return since when a dossier that is with no unit lies at the desk."""
    assert dossier.reception is not None
    ends = [part.until for part in dossier.stays] + [pause.end for pause in dossier.pauses]
    return max([dossier.reception.received_at, *(end for end in ends if end is not None)])


def _dossier(tx: Transaction, dossier_id: UUID) -> Dossier:
    try:
        return tx.dossier(dossier_id)
    except LookupError:
        raise DeskError("dossier_not_here") from None


def _all(rd: Reading, wanted: DossierFilter) -> list[DossierLine]:
    lines: list[DossierLine] = []
    key = None
    while True:
        page = rd.dossiers.page(wanted, after=key, limit=500)
        lines += page.lines
        key = page.next_key
        if key is None:
            return lines
