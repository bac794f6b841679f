"""A promise in words: the limit, the one-line reason, and the full list of days; one table of sentences a language."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
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
from desk_app.domain.said import filled

NO_FIXED_DATE = "Không có ngày hẹn trả cụ thể theo quy định"
"""What the slip of a procedure without a limit says (domain.md §2.1)."""

OWN_NAMES = ("tết", "nghỉ", "lễ", "ngày", "giỗ")
"""A day off whose name begins so needs no “lễ” before it."""

MOST_WEEKENDS = 2
"""More weekends than these are told by their number in the one-line reason."""

MOST_YEARS = 3
"""More years in a row than these are told as a range."""

_RESTING = (
    StepKind.WEEKEND,
    StepKind.HOLIDAY,
    StepKind.SWAPPED_OFF,
    StepKind.CLOSED,
    StepKind.PAUSED,
    StepKind.DISCARDED,
)


def year_list(years: Iterable[int]) -> str:
    """Return years for a sentence, in order and once each; more than three in a row as a range: 2027, 2030–2041."""
    ordered = sorted(set(years))
    runs = groupby(enumerate(ordered), key=lambda place: place[1] - place[0])
    parts: list[str] = []
    for _, places in runs:
        run = [year for _, year in places]
        parts += [f"{run[0]}–{run[-1]}"] if len(run) > MOST_YEARS else map(str, run)
    return ", ".join(parts)


@dataclass(frozen=True)
class PromiseWords:
    """Every sentence of a promise in one language; templates are filled by ``str.format``.

    units: for one and for many. steps: what a day did; {name} is its note in brackets, {note} the note inside a
    sentence, {why} its reason. reasons: why a day did not count, {note} as above. note: a day's note inside a sentence.
    name: the same standing alone. day_off: the name of a day off inside a sentence.
    """

    no_fixed_date: str
    units: Mapping[Unit, tuple[str, str]]
    same_day: str
    unit_missing: str
    received: str
    taken: str
    counting: str
    not_counting: str
    weekend_days: str
    rolled: str
    paused_since: str
    due: str
    stopped: str
    provisional: str
    more_minutes: str
    steps: Mapping[StepKind, str]
    reasons: Mapping[StepKind, str]
    note: Callable[[str], str]
    name: Callable[[str], str]
    day_off: Callable[[str], str]
    number: Callable[[Decimal], str]
    weekday: Callable[[date], str]
    dated: Callable[[datetime], str]

    def limit(self, limit: TimeLimit) -> str:
        """Return ``3 ngày làm việc``, ``trong ngày``, ``8 giờ làm việc``, ``0,5 ngày làm việc``; "" for none."""
        amount = "" if limit.amount is None else self.number(limit.amount)
        match limit.unit:
            case Unit.SAME_DAY:
                return self.same_day
            case Unit.NONE:
                return ""
            case Unit.MISSING:
                return self.unit_missing.format(n=amount)
            case _:
                one, many = self.units[limit.unit]
                return f"{amount} {one if limit.amount == 1 else many}"

    def summary(self, appointment: Appointment) -> str:
        """Return the reason in one line: ``3 ngày làm việc, nhận 27/8 09:12; không tính 29–30/8 cuối tuần, …``.

        Days that did not count are drawn together where they follow each other for the same reason.
        """
        if appointment.limit.unit is Unit.NONE:
            return self.no_fixed_date
        received, accepted = office_time(appointment.received), office_time(appointment.received_effective)
        parts = [self.received.format(limit=self.limit(appointment.limit), when=_clocked(received))]
        if appointment.channel == "online" and accepted.date() != received.date():
            parts.append(self.taken.format(when=_clocked(accepted)))
        parts += [
            self.counting.format(day=short_date(step.day), note=self.note(step.note))
            for step in _made_up(appointment.steps)
        ]
        if left_out := self.not_counted(appointment):
            parts.append(left_out)
        if appointment.steps and appointment.steps[-1].kind is StepKind.ROLLED:
            parts.append(self.rolled)
        if appointment.waiting_since is not None:
            parts.append(self.paused_since.format(when=_clocked(office_time(appointment.waiting_since))))
        return "; ".join(parts)

    def not_counted(self, appointment: Appointment) -> str:
        """Return ``không tính 29–30/8 cuối tuần, 31/8 nghỉ hoán đổi, 01–02/9 lễ Quốc khánh``; "" where all days count.

        Weekends that would fill the line are told by their number: ``12 ngày cuối tuần``.
        """
        days = self._left_out(appointment.steps)
        return self.not_counting.format(days=days) if days else ""

    def step(self, step: Step) -> str:
        """Return one day of the full list: ``Thứ Sáu, 28/08/2026: ngày làm việc thứ 1``."""
        return f"{self.weekday(step.day)}, {paper_date(step.day)}: {self._did(step)}"

    def explanation(self, appointment: Appointment) -> tuple[str, ...]:
        """Return the full list, a sentence a day, ending with the promised moment."""
        lines = [self.step(step) for step in appointment.steps]
        if appointment.limit.unit is Unit.NONE:
            lines.append(f"{self.no_fixed_date}.")
        elif appointment.due_at is not None:
            lines.append(self.due.format(when=self.dated(appointment.due_at)))
        elif appointment.waiting_since is not None:
            lines.append(self.stopped.format(when=self.dated(appointment.waiting_since)))
        if appointment.provisional:
            lines.append(self.provisional_sentence(appointment))
        return tuple(lines)

    def provisional_sentence(self, appointment: Appointment) -> str:
        """Return the sentence that a proposed date carries on screen, slip and command line; "" for a sure date."""
        if not appointment.provisional:
            return ""
        years = year_list((*appointment.draft_years, *appointment.missing_years))
        moment = "" if appointment.due_at is None else f" {self.dated(appointment.due_at)}"
        return self.provisional.format(years=years, moment=moment)

    def _left_out(self, steps: Iterable[Step]) -> str:
        runs = ((self._why_not(step) if step.kind in _RESTING else "", step.day) for step in steps)
        groups = [
            (reason, [day for _, day in days]) for reason, days in groupby(runs, key=lambda run: run[0]) if reason
        ]
        weekend = self.reasons[StepKind.WEEKEND]
        weekends = [days for reason, days in groups if reason == weekend]
        parts = []
        if len(weekends) > MOST_WEEKENDS:
            parts.append(self.weekend_days.format(n=sum(map(len, weekends))))
            groups = [(reason, days) for reason, days in groups if reason != weekend]
        return ", ".join([*parts, *(f"{short_range(days[0], days[-1])} {reason}" for reason, days in groups)])

    def _did(self, step: Step) -> str:
        name = f" ({self.name(step.note)})" if step.note else ""
        note, why = self.note(step.note), self._why_not(step)
        values = {"name": name, "note": note, "n": step.counted, "minutes": step.minutes, "why": why}
        text = filled(self.steps[step.kind], values)
        if step.minutes and step.kind is not StepKind.HOURS:
            return filled(self.more_minutes, {"text": text, "minutes": step.minutes})
        return text

    def _why_not(self, step: Step) -> str:
        """Return why a day did not count, "" where it did."""
        if step.kind in (StepKind.HOLIDAY, StepKind.SWAPPED_OFF):
            return self.day_off(step.note)
        return self.reasons.get(step.kind, "").format(note=self.name(step.note))


def _made_up(steps: Iterable[Step]) -> Iterator[Step]:
    return (step for step in steps if step.kind is StepKind.MAKE_UP or (step.minutes and step.note.startswith("Làm")))


def _clocked(local: datetime) -> str:
    return f"{short_date(local)} {paper_time(local)}"


def _lowered(note: str) -> str:
    """Write “Nghỉ bù …” and “Làm bù …” as they stand inside a sentence; proper names keep their capital."""
    return note[:1].lower() + note[1:] if note.startswith(("Nghỉ", "Làm")) else note


def _day_off(note: str) -> str:
    name = _lowered(note)
    return name if name.lower().startswith(OWN_NAMES) else f"lễ {name}"


VIETNAMESE = PromiseWords(
    no_fixed_date=NO_FIXED_DATE,
    units={
        Unit.WORKING_DAY: ("ngày làm việc", "ngày làm việc"),
        Unit.DAY: ("ngày", "ngày"),
        Unit.HOUR: ("giờ làm việc", "giờ làm việc"),
        Unit.MINUTE: ("phút làm việc", "phút làm việc"),
        Unit.MONTH: ("tháng", "tháng"),
    },
    same_day="trong ngày",
    unit_missing="{n} (chưa rõ đơn vị)",
    received="{limit}, nhận {when}",
    taken="tính là tiếp nhận {when}",
    counting="tính cả {day} {note}",
    not_counting="không tính {days}",
    weekend_days="{n} ngày cuối tuần",
    rolled="ngày cuối là ngày nghỉ nên chuyển sang ngày làm việc tiếp theo",
    paused_since="đang tạm dừng từ {when}",
    due="Hẹn trả: {when}.",
    stopped="Đang tạm dừng từ {when}; chưa tính được ngày hẹn trả.",
    provisional="Lịch nghỉ năm {years} chưa được thông báo chính thức; ngày hẹn{moment} là dự kiến.",
    more_minutes="{text}; thêm {minutes} phút làm việc",
    steps={
        StepKind.RECEIVE_DAY: "ngày tiếp nhận, không tính{name}",
        StepKind.ACCEPTED: "được tính là ngày tiếp nhận",
        StepKind.COUNTED: "ngày thứ {n}{name}",
        StepKind.MAKE_UP: "ngày thứ {n}, {note}",
        StepKind.HOURS: "{minutes} phút làm việc{name}",
        StepKind.ROLLED: "ngày làm việc tiếp theo sau ngày cuối rơi vào ngày nghỉ{name}",
        StepKind.RESTARTED: "tính lại từ đầu, ngày này không tính",
        StepKind.PAUSED: "không tính, tạm dừng chờ người nộp",
        StepKind.DISCARDED: "không tính, vì tính lại từ đầu",
        **dict.fromkeys(
            (StepKind.WEEKEND, StepKind.HOLIDAY, StepKind.SWAPPED_OFF, StepKind.CLOSED), "không tính, {why}"
        ),
    },
    reasons={
        StepKind.WEEKEND: "cuối tuần",
        StepKind.PAUSED: "tạm dừng",
        StepKind.DISCARDED: "tính lại từ đầu",
        StepKind.CLOSED: "cơ quan nghỉ ({note})",
    },
    note=_lowered,
    name=str,
    day_off=_day_off,
    number=lambda amount: f"{amount.normalize():f}".replace(".", ","),
    weekday=weekday_name,
    dated=dated,
)
"""What slips, papers and the command line say."""

limit_words = VIETNAMESE.limit
summary = VIETNAMESE.summary
step_words = VIETNAMESE.step
explanation = VIETNAMESE.explanation
provisional_sentence = VIETNAMESE.provisional_sentence
not_counted = VIETNAMESE.not_counted
