"""How an appointment that a person typed moves when the clock stood still: it has no count to be reckoned anew."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from desk_app.domain.appointment import Pause
from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.dates import at_office, office_time
from desk_app.domain.deadline_walk import merged, stop_at_end


def moved(typed: datetime, pauses: Sequence[Pause], calendar: OfficeCalendar, since: datetime) -> datetime:
    """Return the typed moment later by every working day at whose end the clock stood, at the same hour.

    typed, since: aware; since when the typed moment holds. pauses: all ended. A pause that begins at the moment or
    later moves nothing, as where the date is reckoned (``deadline.appointment``).
    """
    due = office_time(typed)
    for stop in merged(pauses, since):
        if stop.start >= due or stop.end is None:
            break
        day, last = office_time(stop.start).date(), office_time(stop.end).date()
        stood = 0
        while day <= last:
            stood += calendar.counts_as_working_day(day) and stop_at_end(calendar, day, (stop,)) is not None
            day += timedelta(days=1)
        moved_day = due.date()
        for _ in range(stood):
            moved_day = calendar.working_day_after(moved_day)
        due = at_office(moved_day, due.timetz().replace(tzinfo=None))
    return due
