"""The promise as a value: the moment, the day-by-day reason for it, and the office's settings it was made under."""

from datetime import date, time
from enum import StrEnum
from typing import Literal, Self

from pydantic import AwareDatetime, model_validator

from desk_app.domain.limits import TimeLimit
from desk_app.domain.values import Frozen

Channel = Literal["direct", "online", "post"]


class DueHour(StrEnum):
    """At which hour of the due day a promise in working days falls; both conventions give the same day."""

    END_OF_DAY = "end_of_day"
    """At the close of the day's last session (Civil Code 2015, art. 148.6, on the office's clock)."""
    CLOCK_TIME = "clock_time"
    """At the hour of receipt, moved into the day's sessions."""


class PauseRule(StrEnum):
    """What a supplement or a payment does to the clock, by procedure."""

    RESUME = "resume"
    RESTART = "restart"


class DeadlineRules(Frozen):
    """The office's settings for promises, with the defaults of the one-stop decree.

    same_day_cutoff: later receipts of same-day procedures are promised for the next working day.
    handover_cutoff: later receipts go to the processing unit at the start of the next working day.
    """

    same_day_cutoff: time = time(15, 0)
    handover_cutoff: time = time(15, 0)
    due_hour: DueHour = DueHour.END_OF_DAY
    pause: PauseRule = PauseRule.RESUME


class Pause(Frozen):
    """A stretch in which the clock stands still: waiting for papers or for a payment. end: None while it lasts."""

    start: AwareDatetime
    end: AwareDatetime | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise ValueError("a pause ends before it starts")
        return self


class StepKind(StrEnum):
    """What a day did to the count."""

    RECEIVE_DAY = "receive_day"
    ACCEPTED = "accepted"
    """The day whose session opening an online dossier counts as received at."""
    COUNTED = "counted"
    MAKE_UP = "make_up"
    """Counted: a day of rest worked in exchange."""
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SWAPPED_OFF = "swap_off"
    CLOSED = "closed"
    PAUSED = "paused"
    DISCARDED = "discarded"
    """Passed before a restart: its count began anew."""
    RESTARTED = "restarted"
    """The day a restarted count is reckoned from; like the receive day it is not counted."""
    ROLLED = "rolled"
    """The working day a last day off moves to (Civil Code 2015, art. 148.5)."""
    HOURS = "hours"
    """Minutes ran in its sessions."""


class Step(Frozen):
    """One day of the explanation.

    note: name of the holiday or of what is special. counted: days counted up to and including this day, on counted
    days. minutes: minutes of the limit that ran on this day, for limits in hours, minutes, or a part of a day.
    """

    day: date
    kind: StepKind
    note: str = ""
    counted: int | None = None
    minutes: int | None = None


class Appointment(Frozen):
    """A promised moment and its explanation.

    received: as handed in. received_effective: when the clock takes it as received. due_at: None when nothing is
    promised: the limit is ``none``, or the clock stands (``waiting_since``). provisional: a draft or missing year was
    counted through (``draft_years``, ``missing_years``), so the moment is a proposal. unconfirmed_days: counted days
    that may yet become days off. steps: every day from receipt to due, once each, in order.
    """

    received: AwareDatetime
    received_effective: AwareDatetime
    limit: TimeLimit
    channel: Channel = "direct"
    due_at: AwareDatetime | None = None
    provisional: bool = False
    draft_years: tuple[int, ...] = ()
    missing_years: tuple[int, ...] = ()
    unconfirmed_days: tuple[date, ...] = ()
    waiting_since: AwareDatetime | None = None
    steps: tuple[Step, ...] = ()
