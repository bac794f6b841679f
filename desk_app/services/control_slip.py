"""Phiếu kiểm soát quá trình giải quyết hồ sơ: from a dossier's history to one block per hand-over and return.

Mẫu 05 of TT 01/2018, Mẫu 06 of TT 03/2025 (domain.md §2.5): who gave, who took, when, how the work ended, a note.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from desk_app.domain.dates import office_time
from desk_app.domain.deadline import Timeliness
from desk_app.domain.dossier import Dossier, Stay
from desk_app.domain.events import Event, HandedOver, Stopped, TakenBack, Withdrawn
from desk_app.domain.events.reception import Reception
from desk_app.domain.forms.later_papers import ControlData, ControlStep
from desk_app.domain.lateness import timeliness
from desk_app.services.paper_parts import codes_of, office_of

CONTROL_BLOCKS = 4
"""Blocks of the control slip, as the templates in use have them; more where there were more hand-overs."""

OUTCOME_WORDS = {Timeliness.EARLY: "Trước hạn", Timeliness.ON_TIME: "Đúng hạn", Timeliness.LATE: "Quá hạn"}
_AND_PHONE = ", ĐT "


def control_data(dossier: Dossier, reception: Reception, events: Iterable[Event]) -> ControlData:
    """Return the control slip: a block for each hand-over and each way back, and empty ones for those to come.

    events: the dossier's own, for the notes of its steps.
    """
    desk = reception.counter or reception.receiving_unit
    effective = {entry.event_id for entry in dossier.timeline if entry.has_effect}
    bodies = {event.envelope.event_id: event.body for event in events if event.envelope.event_id in effective}
    blocks: list[ControlStep] = []
    giver = desk
    for place, stay in enumerate(dossier.stays):
        handed = bodies.get(stay.event_id)
        note = handed.note if isinstance(handed, HandedOver) else ""
        blocks.append(ControlStep(giver=giver, receiver=_receiver(stay), at=office_time(stay.since), note=note))
        giver = stay.unit
        follows = dossier.stays[place + 1].since if place + 1 < len(dossier.stays) else None
        if stay.until is not None and stay.until != follows:
            blocks.append(_came_back(dossier, stay, desk, bodies))
            giver = desk
    blank = max(CONTROL_BLOCKS - len(blocks), 1 if dossier.is_open else 0)
    empty = [ControlStep(giver=giver if not place else "", receiver="") for place in range(blank)]
    return ControlData(
        office=office_of(reception.heading, reception.counter),
        codes=codes_of(reception),
        owner="; ".join(owner.name for owner in reception.owners),
        procedure=reception.procedure.name,
        summary=reception.summary,
        received_at=office_time(reception.received_at),
        due_at=None if dossier.due_at is None else office_time(dossier.due_at),
        competent_unit=reception.competent_unit,
        supporting_unit=reception.supporting_unit,
        steps=(*blocks, *empty),
        issued_at=office_time(reception.received_at),
    )


def _receiver(stay: Stay) -> str:
    if not stay.person:
        return stay.unit
    return f"{stay.unit} ({stay.person}{_AND_PHONE + stay.phone if stay.phone else ''})"


def _came_back(dossier: Dossier, stay: Stay, desk: str, bodies: Mapping[UUID, object]) -> ControlStep:
    """Return the block of what came back to the desk: with its result, unfinished, withdrawn or stopped."""
    assert stay.until is not None
    outcome, note = "", ""
    result = dossier.result
    if result is not None and result.ready_at == stay.until:
        note = f"Kèm kết quả số {result.number}" if result.number else "Kèm kết quả"
        stood = timeliness(dossier)
        outcome = OUTCOME_WORDS[stood] if stood is not None else ""
    else:
        for body in bodies.values():
            if isinstance(body, TakenBack) and body.taken_at == stay.until:
                note = f"Nhận lại, chưa xong: {body.reason}" if body.reason else "Nhận lại, chưa xong"
            elif isinstance(body, Withdrawn) and body.withdrawn_at == stay.until:
                note = "Công dân rút hồ sơ"
            elif isinstance(body, Stopped) and body.stopped_at == stay.until:
                note = "Dừng giải quyết"
    return ControlStep(giver=stay.unit, receiver=desk, at=office_time(stay.until), outcome=outcome, note=note)
