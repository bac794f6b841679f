"""Dates, hours and weekdays as people read them: the one place that writes a date for a screen or a paper."""

from datetime import date, datetime, time, timedelta, timezone

OFFICE_ZONE = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""The one time zone of the country's offices: +07:00 all year, without summer time."""

WEEKDAY_NAMES = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_FIRST, _LAST = datetime.min.replace(tzinfo=OFFICE_ZONE), datetime.max.replace(tzinfo=OFFICE_ZONE)


def office_time(moment: datetime) -> datetime:
    """Return an aware moment on the office's clock; past the end of time, the last moment there is.

    Raises ValueError for a naive moment: that is a bug of the caller, not a fault of the user.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    try:
        return moment.astimezone(OFFICE_ZONE)
    except OverflowError:
        # Written elsewhere, by whatever program: it must keep no dossier from being stored, folded or shown.
        return _FIRST if moment.year == 1 else _LAST


def at_office(day: date, clock: time) -> datetime:
    """Return the aware moment at which the office's clock shows this time on this day."""
    return datetime.combine(day, clock, tzinfo=OFFICE_ZONE)


def last_days(now: datetime, days: int) -> tuple[datetime, datetime]:
    """Return when the last so many office days began, today among them, and when today ends."""
    today = office_time(now).date()
    return at_office(today - timedelta(days=days - 1), time()), at_office(today + timedelta(days=1), time())


def weekday_name(day: date) -> str:
    """Return “Thứ Hai” … “Chủ Nhật”; a moment gives its day on the office's clock."""
    if isinstance(day, datetime):
        day = office_time(day)
    return WEEKDAY_NAMES[day.weekday()]


def paper_date(day: date) -> str:
    """Return ``04/09/2026``; a moment gives its date on the office's clock."""
    if isinstance(day, datetime):
        day = office_time(day)
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def paper_time(moment: datetime | time) -> str:
    """Return ``17:00``."""
    clock = office_time(moment) if isinstance(moment, datetime) else moment
    return f"{clock.hour:02}:{clock.minute:02}"


def paper_datetime(moment: datetime) -> str:
    """Return ``04/09/2026 17:00``."""
    return f"{paper_date(moment)} {paper_time(moment)}"


def dated(moment: datetime) -> str:
    """Return the promised moment as the slip shows it: ``Thứ Sáu, 04/09/2026 17:00``."""
    local = office_time(moment)
    return f"{weekday_name(local)}, {paper_datetime(local)}"


def long_moment(moment: datetime) -> str:
    """Return the forms' own words: ``09 giờ 12 phút, ngày 27 tháng 08 năm 2026`` (Mẫu 01, items 4 and 5)."""
    local = office_time(moment)
    return f"{local.hour:02} giờ {local.minute:02} phút, {long_date(local)}"


def long_date(day: date) -> str:
    """Return ``ngày 27 tháng 08 năm 2026``."""
    if isinstance(day, datetime):
        day = office_time(day)
    return f"ngày {day.day:02} tháng {day.month:02} năm {day.year:04}"


def short_date(day: date) -> str:
    """Return ``27/8``, for a line where the year is plain from its surroundings."""
    return f"{day.day:02}/{day.month}"


def short_range(first: date, last: date) -> str:
    """Return ``29–30/8``, ``30/4–01/5``, ``31/8``, or with years where they differ: ``31/12/2026–01/1/2027``."""
    if first == last:
        return short_date(first)
    if first.year != last.year:
        return f"{short_date(first)}/{first.year}–{short_date(last)}/{last.year}"
    if first.month != last.month:
        return f"{short_date(first)}–{short_date(last)}"
    return f"{first.day:02}–{short_date(last)}"
