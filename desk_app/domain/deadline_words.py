"""A promise in words: the limit, the one-line reason, and the full list of days, in Vietnamese."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby

from desk_app.domain.appointment import Appointment, Step, StepKind
from desk_app.domain.dates import (
    dated,
    office_time,
    paper_date,
    paper_time,
    short_date,
    short_range,
    weekday_name,
)
from desk_app.domain.limits import TimeLimit, Unit

NO_FIXED_DATE = "Không có ngày hẹn trả cụ thể theo quy định"
"""What the slip of a procedure without a limit says (domain.md §2.1)."""

UNIT_WORDS = {
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.DAY: "ngày",
    Unit.HOUR: "giờ làm việc",
    Unit.MINUTE: "phút làm việc",
    Unit.MONTH: "tháng",
}
OWN_NAMES = ("tết", "nghỉ", "lễ", "ngày", "giỗ")
"""A day off whose name begins so needs no “lễ” before it."""

WEEKEND = "cuối tuần"
MOST_WEEKENDS = 2
"""More weekends than these are told by their number in the one-line reason."""

_RESTING = (
    StepKind.WEEKEND,
    StepKind.HOLIDAY,
    StepKind.SWAPPED_OFF,
    StepKind.CLOSED,
    StepKind.PAUSED,
    StepKind.DISCARDED,
)


def limit_words(limit: TimeLimit) -> str:
    """Return ``3 ngày làm việc``, ``trong ngày``, ``8 giờ làm việc``, ``0,5 ngày làm việc``; "" for none."""
    match limit.unit:
        case Unit.SAME_DAY:
            return "trong ngày"
        case Unit.NONE:
            return ""
        case Unit.MISSING:
            return f"{_number(limit.amount)} (chưa rõ đơn vị)"
        case _:
            return f"{_number(limit.amount)} {UNIT_WORDS[limit.unit]}"


def summary(appointment: Appointment) -> str:
    """Return the reason in one line: ``3 ngày làm việc, nhận 27/8 09:12; không tính 29–30/8 cuối tuần, …``.

    Days that did not count are drawn together where they follow each other for the same reason.
    """
    if appointment.limit.unit is Unit.NONE:
        return NO_FIXED_DATE
    received = office_time(appointment.received)
    parts = [f"{limit_words(appointment.limit)}, nhận {short_date(received)} {paper_time(received)}"]
    accepted = office_time(appointment.received_effective)
    if appointment.channel == "online" and accepted.date() != received.date():
        parts.append(f"tính là tiếp nhận {short_date(accepted)} {paper_time(accepted)}")
    parts += [f"tính cả {short_date(step.day)} {_lowered(step.note)}" for step in _made_up(appointment.steps)]
    if left_out := not_counted(appointment):
        parts.append(left_out)
    if appointment.steps and appointment.steps[-1].kind is StepKind.ROLLED:
        parts.append("ngày cuối là ngày nghỉ nên chuyển sang ngày làm việc tiếp theo")
    if appointment.waiting_since is not None:
        since = office_time(appointment.waiting_since)
        parts.append(f"đang tạm dừng từ {short_date(since)} {paper_time(since)}")
    return "; ".join(parts)


def not_counted(appointment: Appointment) -> str:
    """Return ``không tính 29–30/8 cuối tuần, 31/8 nghỉ hoán đổi, 01–02/9 lễ Quốc khánh``; "" where all days count.

    Weekends that would fill the line are told by their number: ``12 ngày cuối tuần``.
    """
    groups: list[tuple[str, list[date]]] = []
    for reason, days in groupby(_runs(appointment.steps), key=lambda pair: pair[0]):
        if reason:
            groups.append((reason, [day for _, day in days]))
    weekends = [days for reason, days in groups if reason == WEEKEND]
    parts = []
    if len(weekends) > MOST_WEEKENDS:
        parts.append(f"{sum(map(len, weekends))} ngày {WEEKEND}")
        groups = [(reason, days) for reason, days in groups if reason != WEEKEND]
    parts += [f"{short_range(days[0], days[-1])} {reason}" for reason, days in groups]
    return f"không tính {', '.join(parts)}" if parts else ""


def step_words(step: Step) -> str:
    """Return one day of the full list: ``Thứ Sáu, 28/08/2026: ngày làm việc thứ 1``."""
    return f"{weekday_name(step.day)}, {paper_date(step.day)}: {_did(step)}"


def explanation(appointment: Appointment) -> tuple[str, ...]:
    """Return the full list, a sentence a day, ending with the promised moment."""
    lines = [step_words(step) for step in appointment.steps]
    if appointment.limit.unit is Unit.NONE:
        lines.append(f"{NO_FIXED_DATE}.")
    elif appointment.due_at is not None:
        lines.append(f"Hẹn trả: {dated(appointment.due_at)}.")
    elif appointment.waiting_since is not None:
        lines.append(f"Đang tạm dừng từ {dated(appointment.waiting_since)}; chưa tính được ngày hẹn trả.")
    if appointment.provisional:
        lines.append(provisional_sentence(appointment))
    return tuple(lines)


def provisional_sentence(appointment: Appointment) -> str:
    """Return the sentence that a proposed date carries on screen, slip and command line; "" for a sure date."""
    if not appointment.provisional:
        return ""
    years = ", ".join(str(year) for year in sorted({*appointment.draft_years, *appointment.missing_years}))
    moment = "" if appointment.due_at is None else f" {dated(appointment.due_at)}"
    return f"Lịch nghỉ năm {years} chưa được thông báo chính thức; ngày hẹn{moment} là dự kiến."


def _did(step: Step) -> str:
    name = f" ({step.note})" if step.note else ""
    match step.kind:
        case StepKind.RECEIVE_DAY:
            text = f"ngày tiếp nhận, không tính{name}"
        case StepKind.ACCEPTED:
            text = "được tính là ngày tiếp nhận"
        case StepKind.COUNTED:
            text = f"ngày thứ {step.counted}{name}"
        case StepKind.MAKE_UP:
            text = f"ngày thứ {step.counted}, {_lowered(step.note)}"
        case StepKind.HOURS:
            return f"{step.minutes} phút làm việc{name}"
        case StepKind.ROLLED:
            text = f"ngày làm việc tiếp theo sau ngày cuối rơi vào ngày nghỉ{name}"
        case StepKind.RESTARTED:
            text = "tính lại từ đầu, ngày này không tính"
        case StepKind.WEEKEND | StepKind.HOLIDAY | StepKind.SWAPPED_OFF | StepKind.CLOSED:
            text = f"không tính, {_reason(step)}"
        case StepKind.PAUSED:
            text = "không tính, tạm dừng chờ người nộp"
        case StepKind.DISCARDED:
            text = "không tính, vì tính lại từ đầu"
    return f"{text}; thêm {step.minutes} phút làm việc" if step.minutes else text


def _reason(step: Step) -> str:
    match step.kind:
        case StepKind.WEEKEND:
            return WEEKEND
        case StepKind.PAUSED:
            return "tạm dừng"
        case StepKind.DISCARDED:
            return "tính lại từ đầu"
        case StepKind.CLOSED:
            return f"cơ quan nghỉ ({step.note})"
        case _:
            name = _lowered(step.note)
            return name if name.lower().startswith(OWN_NAMES) else f"lễ {name}"


def _lowered(note: str) -> str:
    """Write “Nghỉ bù …” and “Làm bù …” as they stand inside a sentence; proper names keep their capital."""
    return note[:1].lower() + note[1:] if note.startswith(("Nghỉ", "Làm")) else note


def _made_up(steps: Iterable[Step]) -> Iterator[Step]:
    return (step for step in steps if step.kind is StepKind.MAKE_UP or (step.minutes and step.note.startswith("Làm")))


def _runs(steps: Iterable[Step]) -> Iterator[tuple[str, date]]:
    """Yield each day with why it did not count, "" where it did."""
    return ((_reason(step) if step.kind in _RESTING else "", step.day) for step in steps)


def _number(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.normalize():f}".replace(".", ",")
