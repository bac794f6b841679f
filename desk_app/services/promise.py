"""The promised date of a reception: which limit holds, and the appointment it gives."""

from dataclasses import dataclass
from datetime import datetime

from desk_app.domain.appointment import Appointment, DeadlineRules
from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.dates import office_time, paper_date
from desk_app.domain.deadline import LAST_YEAR, appointment
from desk_app.domain.dossier_fields import CHANNELS
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.limits import TimeLimit, Unit, fits
from desk_app.domain.procedures import Channel, ChannelKind, OfficeLayer, Procedure
from desk_app.services.said import Said, said

sentences(
    unknown_case="Thủ tục này không có trường hợp “{case}”. Chọn một trong: {cases}.",
    no_cases="Thủ tục này không chia trường hợp; bỏ trường hợp “{case}”.",
    case_needed="Thủ tục này có nhiều trường hợp. Chọn một trong: {cases}.",
    limit_not_published="Danh mục chưa ghi thời hạn của thủ tục {procedure}. "
    "Nhập tệp chi tiết của thủ tục, hoặc ngày hẹn kèm lý do.",
    unknown_variant="Thủ tục này chỉ có {count} mức thời hạn cho kênh đã chọn.",
    due_reason_missing="Ngày hẹn nhập tay cần có lý do.",
    due_out_of_range="Ngày hẹn trả {due} không hợp lý. Kiểm tra lại ngày hẹn.",
    due_before_received="Ngày hẹn trả {due} sớm hơn lúc tiếp nhận {received}. Kiểm tra lại ngày hẹn.",
)

_MOST_REPEATED = 90
"""Letters of a wrong case that its refusal repeats."""
_LENDERS = (ChannelKind.DIRECT, ChannelKind.POST, ChannelKind.ONLINE)
"""Whose rows a channel without any borrows: those of the first that has some."""


@dataclass(frozen=True)
class LimitFound:
    """The limit that holds for a reception.

    row: the published row, None when none was published for the channel. proposed: the unit is not published and was
    settled by the office (confirmed) or for this dossier only.
    """

    limit: TimeLimit
    row: Channel | None
    settled: bool = False


def variants(procedure: Procedure, layer: OfficeLayer, channel: ChannelKind, case: str) -> tuple[Channel, ...]:
    """Return the published rows of a channel and case but those the office hid.

    A channel without rows borrows those of over the counter.
    """
    own = procedure.without_channels(layer.hidden_channels)
    found = (own.channels_of(kind, case) for kind in (channel, *_LENDERS))
    return next(filter(None, found), ())


def channel_doubt(procedure: Procedure, layer: OfficeLayer, channel: ChannelKind, case: str) -> Said | None:
    """Return which channels are published and whose limit is taken, None for a channel that has one of its own."""
    rows = variants(procedure, layer, channel, case)
    if not rows or rows[0].channel is channel:
        return None
    taken = CHANNELS[rows[0].channel]
    others = [
        CHANNELS[kind]
        for kind in _LENDERS
        if kind is not rows[0].channel and variants(procedure, layer, kind, case)[0].channel is kind
    ]
    if others:
        return said(
            "Thủ tục không công bố thời hạn cho kênh “{channel}” (chỉ có “{taken}” và “{other}”); "
            "đã tính theo kênh “{taken}”.",
            channel=CHANNELS[channel],
            taken=taken,
            other=others[0],
        )
    return said(
        "Thủ tục không công bố thời hạn cho kênh “{channel}” (chỉ có “{taken}”); đã tính theo kênh này.",
        channel=CHANNELS[channel],
        taken=taken,
    )


def check_case(procedure: Procedure, case: str) -> None:
    """Raise DeskError ``unknown_case`` for a case the procedure does not have, ``no_cases`` where it has none."""
    cases = procedure.cases()
    if not case or case in cases:
        return
    named = case if len(case) <= _MOST_REPEATED else f"{case[: _MOST_REPEATED - 1]}…"
    if not cases:
        raise DeskError("no_cases", case=named)
    raise DeskError("unknown_case", case=named, cases="; ".join(cases))


def limits_to_choose(
    procedure: Procedure, layer: OfficeLayer, channel: ChannelKind, case: str
) -> tuple[TimeLimit, ...]:
    """Return the different limits published for a channel and case, in published order; () where there is no choice."""
    limits = {str(row.limit): row.limit for row in variants(procedure, layer, channel, case)}
    return tuple(limits.values()) if len(limits) > 1 else ()


def limit_for(
    procedure: Procedure,
    layer: OfficeLayer,
    channel: ChannelKind,
    case: str = "",
    variant: int = 0,
    unit: Unit | None = None,
) -> LimitFound:
    """Return the limit that holds: as published, or with the unit settled where none was published.

    unit: the clerk's answer for this dossier only. Raises DeskError ``unknown_variant``, ``case_needed`` where every
    limit is published for a case of its own and none was chosen, ``unit_needs_number`` for a unit that has no number.
    """
    rows = variants(procedure, layer, channel, case)
    if not rows:
        if not case and procedure.channels:
            raise DeskError("case_needed", cases="; ".join(procedure.cases()))
        if unit in (Unit.SAME_DAY, Unit.NONE):
            return LimitFound(TimeLimit(unit=unit), None, settled=True)
        if layer.same_day:
            return LimitFound(TimeLimit(unit=Unit.SAME_DAY), None, settled=True)
        return LimitFound(TimeLimit(unit=Unit.MISSING), None)
    if variant >= len(rows):
        raise DeskError("unknown_variant", count=len(rows))
    row = rows[variant]
    if row.limit.unit not in (Unit.MISSING, Unit.NONE):
        return LimitFound(row.limit, row)
    if unit is not None and row.limit.unit is Unit.MISSING:
        if not fits(row.limit.amount, unit):
            raise DeskError("unit_needs_number")
        amount = None if unit in (Unit.SAME_DAY, Unit.NONE) else row.limit.amount
        return LimitFound(TimeLimit(amount=amount, unit=unit, text=row.limit.text), row, settled=True)
    for settled in layer.units:
        same_row = settled.text == row.limit.text and settled.channel is row.channel and settled.case == row.case
        if same_row and settled.confirmed and fits(settled.limit.amount, settled.limit.unit):
            return LimitFound(settled.limit, row, settled=True)
    if row.limit.unit is Unit.NONE and layer.same_day:
        return LimitFound(TimeLimit(unit=Unit.SAME_DAY, text=row.limit.text), row, settled=True)
    return LimitFound(row.limit, row)


def promise(
    received: datetime,
    found: LimitFound,
    channel: ChannelKind,
    calendar: OfficeCalendar,
    rules: DeadlineRules,
    *,
    due_at: datetime | None = None,
    due_reason: str = "",
) -> Appointment:
    """Return the appointment, computed or typed by a person with a reason.

    Raises DeskError ``unit_missing``, ``due_reason_missing``, ``due_before_received``.
    """
    if due_at is None:
        return appointment(received, found.limit, calendar, rules, channel.value)
    if not due_reason.strip():
        raise DeskError("due_reason_missing")
    if office_time(due_at).year > LAST_YEAR:
        raise DeskError("due_out_of_range", due=paper_date(due_at))
    if due_at <= received:
        raise DeskError(
            "due_before_received",
            due=f"{office_time(due_at):%d/%m/%Y %H:%M}",
            received=f"{office_time(received):%d/%m/%Y %H:%M}",
        )
    return Appointment(
        received=received, received_effective=received, limit=found.limit, channel=channel.value, due_at=due_at
    )
