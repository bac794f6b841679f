"""How the desk itself fares: the age of its catalogue, how far its calendar reaches, when it was backed up."""

from dataclasses import dataclass
from datetime import date, datetime

from desk_app.domain.calendar import YearStatus
from desk_app.domain.dates import office_time
from desk_app.models.transaction import Reading
from desk_app.services.desk_settings import desk_settings


@dataclass(frozen=True, slots=True)
class OwnHealth:
    """What a desk says of itself. catalogue: the day its catalogue last changed, None for an empty one.

    calendar_until: as ``announced_until``; backed_up_at: aware, None for never.
    """

    catalogue: date | None
    calendar_until: date
    backed_up_at: datetime | None


def own_health(rd: Reading, now: datetime) -> OwnHealth:
    """Return how the desk fares. now: aware."""
    imported = rd.procedures.last_import()
    return OwnHealth(
        catalogue=None if imported is None else office_time(imported).date(),
        calendar_until=announced_until(rd, office_time(now).date()),
        backed_up_at=desk_settings(rd).backed_up_at,
    )


def announced_until(rd: Reading, today: date) -> date:
    """Return the last day of the years announced one after another from this one on; last New Year's Eve for none."""
    announced = {version.year for version in rd.calendars.all() if version.status == YearStatus.ANNOUNCED.value}
    first_without = today.year
    while first_without in announced:
        first_without += 1
    return date(first_without - 1, 12, 31)
