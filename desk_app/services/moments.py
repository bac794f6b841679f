"""Moments people enter: read with the office's offset where they have none, and never ahead of the clock."""

from datetime import UTC, datetime, timedelta

from desk_app.domain.dates import OFFICE_ZONE, paper_datetime
from desk_app.domain.errors import DeskError, sentences

sentences(
    moment_in_future="Thời điểm {moment} ở tương lai. Kiểm tra ngày giờ đã nhập và đồng hồ của máy.",
)

CLOCK_SLACK = timedelta(minutes=5)
"""How far two clocks of an office may differ before one of them is taken to be wrong."""


def parse_moment(text: str) -> datetime:
    """Return the moment of an ISO 8601 date and time on the office's clock; without an offset it is the office's time.

    Raises ValueError for anything else, a bare date among it, and for a moment at the very ends of the calendar, which
    no other offset can express.
    """
    moment = datetime.fromisoformat(text)
    if len(text) < len("20260827T0912"):
        raise ValueError("a date without a time")
    return on_office_clock(moment)


def on_office_clock(moment: datetime) -> datetime:
    """Return a moment on the office's clock; a naive one is taken to be on it.

    Raises ValueError for one without a date there or in UTC.
    """
    try:
        local = (moment if moment.tzinfo else moment.replace(tzinfo=OFFICE_ZONE)).astimezone(OFFICE_ZONE)
        local.astimezone(UTC)
    except OverflowError:
        raise ValueError("a moment outside the calendar") from None
    return local


def check_not_ahead(moment: datetime, now: datetime) -> None:
    """Raise DeskError ``moment_in_future`` for what cannot have happened yet. moment, now: aware."""
    if moment > now + CLOCK_SLACK:
        raise DeskError("moment_in_future", moment=paper_datetime(moment))
