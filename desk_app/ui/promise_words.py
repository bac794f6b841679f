"""A promise in the user's language: the slip's own Vietnamese words, or the same reasons told in English."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from desk_app.domain import deadline_words
from desk_app.domain.appointment import Appointment, Step, StepKind
from desk_app.domain.dates import (
    WEEKDAY_NAMES,
    office_time,
    paper_date,
    paper_datetime,
    paper_time,
    short_date,
    short_range,
)
from desk_app.domain.limits import TimeLimit, Unit
from desk_app.ui.translation import Language, language, tr

_UNITS = {
    Unit.WORKING_DAY: ("working day", "working days"),
    Unit.DAY: ("day", "days"),
    Unit.HOUR: ("working hour", "working hours"),
    Unit.MINUTE: ("working minute", "working minutes"),
    Unit.MONTH: ("month", "months"),
}
_COMPENSATED, _WORKED, _NO_NOTICE = "Nghỉ bù ", "Làm bù cho ngày ", ": chưa có thông báo nghỉ"
"""How ``domain.calendar`` and ``domain.deadline_walk`` write the notes that hold another name or day."""
_NOT_COUNTED = {
    StepKind.WEEKEND: "weekend",
    StepKind.PAUSED: "clock stopped",
    StepKind.DISCARDED: "counted anew",
}


def limit_words(limit: TimeLimit) -> str:
    """Return ``3 ngày làm việc`` or “3 working days”; "" for no limit."""
    return deadline_words.limit_words(limit) if _vietnamese() else _limit(limit)


def summary(appointment: Appointment) -> str:
    """Return the reason of the date in one line."""
    return deadline_words.summary(appointment) if _vietnamese() else _summary(appointment)


def explanation(appointment: Appointment) -> tuple[str, ...]:
    """Return the full list, a sentence a day, ending with the promised moment."""
    return deadline_words.explanation(appointment) if _vietnamese() else tuple(_explanation(appointment))


def provisional_sentence(appointment: Appointment) -> str:
    """Return what a proposed date carries: its year's calendar is not announced; "" for a sure date."""
    if _vietnamese():
        return deadline_words.provisional_sentence(appointment)
    if not appointment.provisional:
        return ""
    years = ", ".join(str(year) for year in sorted({*appointment.draft_years, *appointment.missing_years}))
    moment = "" if appointment.due_at is None else f" {dated(appointment.due_at)}"
    return f"The days off of {years} are not officially announced yet; the date{moment} is an estimate."


def dated(moment: datetime) -> str:
    """Return ``Thứ Sáu, 04/09/2026 17:00`` with the weekday in the user's language."""
    local = office_time(moment)
    return f"{_weekday(local)}, {paper_datetime(local)}"


def _vietnamese() -> bool:
    return language() is Language.VIETNAMESE


def _limit(limit: TimeLimit) -> str:
    match limit.unit:
        case Unit.SAME_DAY:
            return "same day"
        case Unit.NONE:
            return ""
        case Unit.MISSING:
            return f"{_number(limit.amount)} (unit not published)"
        case _:
            one, many = _UNITS[limit.unit]
            return f"{_number(limit.amount)} {one if limit.amount == 1 else many}"


def _summary(appointment: Appointment) -> str:
    if appointment.limit.unit is Unit.NONE:
        return tr(deadline_words.NO_FIXED_DATE)
    received, accepted = office_time(appointment.received), office_time(appointment.received_effective)
    parts = [f"{_limit(appointment.limit)}, received {_clocked(received)}"]
    if appointment.channel == "online" and accepted.date() != received.date():
        parts.append(f"taken as received {_clocked(accepted)}")
    parts += [
        f"counting {short_date(step.day)} {note_words(step.note)}" for step in appointment.steps if _made_up(step)
    ]
    if left_out := _left_out(appointment.steps):
        parts.append(f"not counting {left_out}")
    if appointment.steps and appointment.steps[-1].kind is StepKind.ROLLED:
        parts.append("the last day is a day off, so it moves to the next working day")
    if appointment.waiting_since is not None:
        parts.append(f"stopped since {_clocked(office_time(appointment.waiting_since))}")
    return "; ".join(parts)


def _left_out(steps: Iterable[Step]) -> str:
    """Return the days that did not count, drawn together; weekends that would fill the line by their number."""
    groups: list[tuple[str, list[date]]] = []
    for reason, days in groupby(((_why_not(step), step.day) for step in steps), key=lambda pair: pair[0]):
        if reason:
            groups.append((reason, [day for _, day in days]))
    weekend = _NOT_COUNTED[StepKind.WEEKEND]
    weekends = [days for reason, days in groups if reason == weekend]
    parts = []
    if len(weekends) > deadline_words.MOST_WEEKENDS:
        parts.append(f"{sum(map(len, weekends))} weekend days")
        groups = [(reason, days) for reason, days in groups if reason != weekend]
    return ", ".join([*parts, *(f"{short_range(days[0], days[-1])} {reason}" for reason, days in groups)])


def _explanation(appointment: Appointment) -> Iterator[str]:
    for step in appointment.steps:
        yield f"{_weekday(step.day)}, {paper_date(step.day)}: {_did(step)}"
    if appointment.limit.unit is Unit.NONE:
        yield f"{tr(deadline_words.NO_FIXED_DATE)}."
    elif appointment.due_at is not None:
        yield f"Promised for: {dated(appointment.due_at)}."
    elif appointment.waiting_since is not None:
        yield f"Stopped since {dated(appointment.waiting_since)}; the date cannot be reckoned yet."
    if appointment.provisional:
        yield provisional_sentence(appointment)


def _did(step: Step) -> str:
    name = f" ({note_words(step.note)})" if step.note else ""
    match step.kind:
        case StepKind.RECEIVE_DAY:
            text = f"day of receipt, not counted{name}"
        case StepKind.ACCEPTED:
            text = "taken as the day of receipt"
        case StepKind.COUNTED:
            text = f"day {step.counted}{name}"
        case StepKind.MAKE_UP:
            text = f"day {step.counted}, {note_words(step.note)}"
        case StepKind.HOURS:
            return f"{step.minutes} working minutes{name}"
        case StepKind.ROLLED:
            text = f"the next working day after a last day off{name}"
        case StepKind.RESTARTED:
            text = "counted anew from here; this day is not counted"
        case StepKind.PAUSED:
            text = "not counted, waiting for the submitter"
        case StepKind.DISCARDED:
            text = "not counted, because the count begins anew"
        case StepKind.WEEKEND | StepKind.HOLIDAY | StepKind.SWAPPED_OFF | StepKind.CLOSED:
            text = f"not counted, {_why_not(step)}"
    return f"{text}; {step.minutes} working minutes more" if step.minutes else text


def _why_not(step: Step) -> str:
    """Return why a day did not count, "" where it did."""
    match step.kind:
        case StepKind.WEEKEND | StepKind.PAUSED | StepKind.DISCARDED:
            return _NOT_COUNTED[step.kind]
        case StepKind.CLOSED:
            return f"office closed ({note_words(step.note)})"
        case StepKind.HOLIDAY | StepKind.SWAPPED_OFF:
            return note_words(step.note)
        case _:
            return ""


def note_words(note: str) -> str:
    """Return a day's note in the user's language; a name nobody translated stays as it is."""
    if _vietnamese():
        return note
    if note.startswith(_WORKED):
        return f"worked instead of {note.removeprefix(_WORKED)}"
    if note.endswith(_NO_NOTICE):
        return f"{tr(note.removesuffix(_NO_NOTICE))}: no notice of a day off yet"
    if note.startswith(_COMPENSATED):
        return f"day off in lieu of {tr(note.removeprefix(_COMPENSATED))}"
    return tr(note)


def _made_up(step: Step) -> bool:
    return step.kind is StepKind.MAKE_UP or bool(step.minutes and step.note.startswith(_WORKED))


def _weekday(day: date) -> str:
    return tr(WEEKDAY_NAMES[day.weekday()])


def _clocked(local: datetime) -> str:
    return f"{short_date(local)} {paper_time(local)}"


def _number(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.normalize():f}"
