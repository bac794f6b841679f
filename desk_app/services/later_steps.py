"""The later steps a page offers for a dossier: which may be taken now, why another may not, what each has to know."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from desk_app.domain.dates import office_time, paper_datetime
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import (
    Apologised,
    HandedOver,
    Noted,
    OriginalsReturned,
    Paid,
    PaymentRequested,
    Refunded,
    ResultReady,
    Returned,
    Stopped,
    Supplemented,
    SupplementRequested,
    TakenBack,
    Withdrawn,
)
from desk_app.domain.events.reception import ReceivedPaper
from desk_app.domain.fees import FeeLine
from desk_app.domain.money_due import fees_left
from desk_app.domain.money_taken import money_held
from desk_app.domain.procedures import PaperClass
from desk_app.domain.states import State
from desk_app.models.queries.dossiers import DossierFilter
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.services.office_settings import office_settings
from desk_app.services.reception import Warned
from desk_app.services.said import Said, said
from desk_app.services.step_checks import last_known, originals_here
from desk_app.services.steps import resumed, step_warnings, why_not

sentences(
    step_time_not_read="Chưa ghi: giờ “{text}” không đọc được. Gõ giờ và phút của hôm nay, ví dụ 10:30.",
    nothing_to_take_back="Hồ sơ {code} đang ở quầy nên không có gì để nhận lại.",
)

LATER_STEPS: dict[str, Said] = {
    HandedOver.KIND: said("Chuyển xử lý đến đơn vị"),
    TakenBack.KIND: said("Nhận lại hồ sơ, chưa xong"),
    SupplementRequested.KIND: said("Yêu cầu bổ sung (Mẫu 02)"),
    Supplemented.KIND: said("Nhận bổ sung"),
    PaymentRequested.KIND: said("Yêu cầu nộp tiền"),
    Paid.KIND: said("Ghi nhận đã nộp tiền"),
    ResultReady.KIND: said("Ghi nhận có kết quả"),
    Returned.KIND: said("Trả kết quả"),
    Withdrawn.KIND: said("Công dân rút hồ sơ"),
    Stopped.KIND: said("Dừng giải quyết"),
    OriginalsReturned.KIND: said("Trả lại giấy tờ gốc"),
    Apologised.KIND: said("Thư xin lỗi (Mẫu 04)"),
    Noted.KIND: said("Ghi chú"),
    Refunded.KIND: said("Hoàn lại tiền đã thu"),
}
"""The steps a person chooses from, in the order of the numbers that pick them: a step keeps its number for ever."""

_CLOCK_TIME = re.compile(r"([0-9]{1,2}) ?(?:[:hHgG.] ?([0-9]{2})?(?: ?p(?:hút)?)?)")

MOST_PEOPLE_READ = 60
"""So many of the dossiers now with the units tell who takes them there."""


@dataclass(frozen=True)
class StepOffer:
    """One line of the list. number: from 1, the same for every dossier. refusal: why it may not be taken now."""

    number: int
    kind: str
    words: Said
    refusal: DeskError | None


@dataclass(frozen=True)
class UnitPerson:
    """Who takes dossiers at a unit."""

    unit: str
    person: str
    phone: str


@dataclass(frozen=True)
class StepGround:
    """What the panel of a step has to know.

    moved: the due moments before and after, should the clock run again now; None for steps that leave it alone.
    wanted: the papers of the procedure not handed in. people: whom the units' dossiers lie with, latest first.
    held: what the desk took and has not given back, VND.
    """

    dossier: Dossier
    warnings: tuple[Warned, ...]
    moved: tuple[datetime | None, datetime | None] | None
    units: tuple[str, ...]
    people: tuple[UnitPerson, ...]
    wanted: tuple[str, ...]
    fees_left: tuple[FeeLine, ...]
    held: Decimal
    originals: tuple[ReceivedPaper, ...]


def step_offers(rd: Reading, dossier: Dossier) -> tuple[StepOffer, ...]:
    """Return every step with why it may not be taken now; the table of ``domain`` decides, then what there is."""
    events = rd.dossiers.events_of(dossier.id)
    left, held = fees_left(dossier, events), money_held(dossier, events)
    return tuple(
        StepOffer(number, kind, words, _refusal(dossier, kind, left, held))
        for number, (kind, words) in enumerate(LATER_STEPS.items(), 1)
    )


def step_ground(store: Store, dossier_id: UUID, kind: str, now: datetime) -> StepGround:
    """Return what a step's panel has to know. Raises DeskError ``dossier_not_here`` and why it may not be taken."""
    with store.reading() as rd:
        dossier = rd.dossiers.by_id(dossier_id)
        if dossier is None:
            raise DeskError("dossier_not_here")
        events = rd.dossiers.events_of(dossier_id)
        left, held = fees_left(dossier, events), money_held(dossier, events)
        refusal = _refusal(dossier, kind, left, held)
        if refusal is not None:
            raise refusal
        resumes = kind == Supplemented.KIND or (kind == Paid.KIND and dossier.state is State.PAYMENT_WAIT)
        return StepGround(
            dossier=dossier,
            warnings=step_warnings(dossier, kind),
            moved=(dossier.due_at, resumed(rd, dossier, now).due_at) if resumes else None,
            units=_units(rd, dossier) if kind == HandedOver.KIND else (),
            people=_people(rd) if kind == HandedOver.KIND else (),
            wanted=_wanted(rd, dossier) if kind == SupplementRequested.KIND else (),
            fees_left=left,
            held=held,
            originals=originals_here(dossier),
        )


def moment_today(dossier: Dossier, typed: str, now: datetime) -> datetime:
    """Return the moment of today a step happened on paper. typed: "10:30", "10h30", "10h"; now: aware.

    Raises DeskError ``step_time_not_read``, ``moment_in_future``, or ``step_before_earlier`` for a moment before the
    last thing that is known to have happened to the dossier.
    """
    read = _CLOCK_TIME.fullmatch(typed.strip())
    hour, minute = (int(read[1]), int(read[2] or 0)) if read is not None else (99, 0)
    if hour > 23 or minute > 59:
        raise DeskError("step_time_not_read", text=typed.strip())
    moment = office_time(now).replace(hour=hour, minute=minute, second=0, microsecond=0)
    if moment > now:
        raise DeskError("moment_in_future", moment=paper_datetime(moment))
    since = last_known(dossier)
    # A time typed to the minute is not before what happened within that minute.
    if since is not None and moment < office_time(since).replace(second=0, microsecond=0):
        raise DeskError("step_before_earlier", moment=paper_datetime(moment), since=paper_datetime(since))
    return moment if since is None else max(moment, office_time(since))


def last_move(store: Store, dossier_id: UUID) -> tuple[datetime | None, datetime | None]:
    """Return the due moments before and after the last new appointment of a dossier; aware, None = no fixed date."""
    with store.reading() as rd:
        dossier = rd.dossiers.by_id(dossier_id)
    promises = () if dossier is None else dossier.promises
    if len(promises) < 2:
        return None, promises[0].due_at if promises else None
    return promises[-2].due_at, promises[-1].due_at


def _refusal(dossier: Dossier, kind: str, left: Sequence[FeeLine], held: Decimal) -> DeskError | None:
    refused = why_not(dossier, kind)
    if refused is not None:
        return refused
    if kind == TakenBack.KIND and not dossier.unit:
        return DeskError("nothing_to_take_back", code=dossier.code)
    if kind == Paid.KIND and dossier.state is not State.PAYMENT_WAIT and not left:
        return DeskError("nothing_to_pay", code=dossier.code)
    if kind == Refunded.KIND and not held:
        return DeskError("nothing_to_refund", code=dossier.code)
    if kind == OriginalsReturned.KIND and not originals_here(dossier):
        return DeskError("originals_not_here", code=dossier.code)
    return None


def _units(rd: Reading, dossier: Dossier) -> tuple[str, ...]:
    """Return where a dossier may go: the unit that should have it first, never the one that has it."""
    competent = dossier.reception.competent_unit if dossier.reception is not None else ""
    named = dict.fromkeys((competent, *office_settings(rd).units))
    return tuple(unit for unit in named if unit and unit != dossier.unit)


def _people(rd: Reading) -> tuple[UnitPerson, ...]:
    lines = rd.dossiers.page(DossierFilter(states=frozenset({State.PROCESSING})), limit=MOST_PEOPLE_READ).lines
    found = (rd.dossiers.by_id(line.id) for line in lines if line.unit)
    stays = [stay for dossier in found if dossier is not None for stay in dossier.stays if stay.person]
    latest = sorted(stays, key=lambda stay: stay.since, reverse=True)
    return tuple(dict.fromkeys(UnitPerson(stay.unit, stay.person, stay.phone) for stay in latest))


def _wanted(rd: Reading, dossier: Dossier) -> tuple[str, ...]:
    reception = dossier.reception
    if reception is None:
        return ()
    version = rd.procedures.version(reception.procedure.code, reception.procedure.version)
    if version is None:
        return ()
    here = {paper.name for paper in reception.papers}
    asked = [
        paper.name
        for paper in version.procedure.papers_of(reception.case)
        if paper.paper_class is PaperClass.SUBMIT and paper.name not in here
    ]
    return tuple(dict.fromkeys(asked))
