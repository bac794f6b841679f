"""A promise in the user's language: the slip's own Vietnamese words, or the same reasons told in English."""

from datetime import date, datetime

from desk_app.domain.appointment import Appointment, StepKind
from desk_app.domain.dates import WEEKDAY_NAMES, office_time, paper_datetime
from desk_app.domain.deadline_words import VIETNAMESE, PromiseWords
from desk_app.domain.limits import TimeLimit, Unit
from desk_app.ui.translation import Language, language, tr

_COMPENSATED, _WORKED, _NO_NOTICE = "Nghỉ bù ", "Làm bù cho ngày ", ": chưa có thông báo nghỉ"
"""How ``domain.calendar`` and ``domain.deadline_walk`` write the notes that hold another name or day."""


def limit_words(limit: TimeLimit) -> str:
    """Return ``3 ngày làm việc`` or “3 working days”; "" for no limit."""
    return _words().limit(limit)


def summary(appointment: Appointment) -> str:
    """Return the reason of the date in one line."""
    return _words().summary(appointment)


def explanation(appointment: Appointment) -> tuple[str, ...]:
    """Return the full list, a sentence a day, ending with the promised moment."""
    return _words().explanation(appointment)


def provisional_sentence(appointment: Appointment) -> str:
    """Return what a proposed date carries: its year's calendar is not announced; "" for a sure date."""
    return _words().provisional_sentence(appointment)


def dated(moment: datetime) -> str:
    """Return ``Thứ Sáu, 04/09/2026 17:00`` with the weekday in the user's language."""
    local = office_time(moment)
    return f"{_weekday(local)}, {paper_datetime(local)}"


def note_words(note: str) -> str:
    """Return a day's note in the user's language; a name nobody translated stays as it is."""
    return note if language() is Language.VIETNAMESE else _english_note(note)


def _words() -> PromiseWords:
    return VIETNAMESE if language() is Language.VIETNAMESE else _ENGLISH


def _english_note(note: str) -> str:
    if note.startswith(_WORKED):
        return f"worked instead of {note.removeprefix(_WORKED)}"
    if note.endswith(_NO_NOTICE):
        return f"{tr(note.removesuffix(_NO_NOTICE))}: no notice of a day off yet"
    if note.startswith(_COMPENSATED):
        return f"day off in lieu of {tr(note.removeprefix(_COMPENSATED))}"
    return tr(note)


def _weekday(day: date) -> str:
    return tr(WEEKDAY_NAMES[day.weekday()])


_ENGLISH = PromiseWords(
    no_fixed_date="By regulation there is no fixed date",
    units={
        Unit.WORKING_DAY: ("working day", "working days"),
        Unit.DAY: ("day", "days"),
        Unit.HOUR: ("working hour", "working hours"),
        Unit.MINUTE: ("working minute", "working minutes"),
        Unit.MONTH: ("month", "months"),
    },
    same_day="same day",
    unit_missing="{n} (unit not published)",
    received="{limit}, received {when}",
    taken="taken as received {when}",
    counting="counting {day} {note}",
    not_counting="not counting {days}",
    weekend_days="{n} weekend days",
    rolled="the last day is a day off, so it moves to the next working day",
    paused_since="stopped since {when}",
    due="Promised for: {when}.",
    stopped="Stopped since {when}; the date cannot be reckoned yet.",
    provisional="The days off of {years} are not officially announced yet; the date{moment} is an estimate.",
    more_minutes="{text}; {minutes} working {minutes:minute|minutes} more",
    steps={
        StepKind.RECEIVE_DAY: "day of receipt, not counted{name}",
        StepKind.ACCEPTED: "taken as the day of receipt",
        StepKind.COUNTED: "day {n}{name}",
        StepKind.MAKE_UP: "day {n}, {note}",
        StepKind.HOURS: "{minutes} working {minutes:minute|minutes}{name}",
        StepKind.ROLLED: "the next working day after a last day off{name}",
        StepKind.RESTARTED: "counted anew from here; this day is not counted",
        StepKind.PAUSED: "not counted, waiting for the submitter",
        StepKind.DISCARDED: "not counted, because the count begins anew",
        **dict.fromkeys(
            (StepKind.WEEKEND, StepKind.HOLIDAY, StepKind.SWAPPED_OFF, StepKind.CLOSED), "not counted, {why}"
        ),
    },
    reasons={
        StepKind.WEEKEND: "weekend",
        StepKind.PAUSED: "clock stopped",
        StepKind.DISCARDED: "counted anew",
        StepKind.CLOSED: "office closed ({note})",
    },
    note=_english_note,
    name=_english_note,
    day_off=_english_note,
    number=lambda amount: f"{amount.normalize():f}",
    weekday=_weekday,
    dated=dated,
)
