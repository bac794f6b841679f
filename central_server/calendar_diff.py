"""What a year's calendar changes of the one before it, day by day, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from desk_app.domain.calendar_year import CalendarYear, WorkedDay, YearStatus
from desk_app.domain.dates import paper_time
from desk_app.domain.said import Said, plain, said

_SATURDAY = 5
STATUS_WORDS = {
    YearStatus.ANNOUNCED: said("đã có thông báo"),
    YearStatus.DRAFT: said("dự kiến"),
    YearStatus.MISSING: said("chưa có lịch"),
}


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """Something that differs. day: None for what concerns the whole year, which ``what`` then names."""

    day: date | None
    what: Said | None
    old: Said
    new: Said


def calendar_changes(old: CalendarYear | None, new: CalendarYear) -> tuple[CalendarChange, ...]:
    """Return what differs, the year's own first, then day by day. old: None where no calendar holds."""
    return (*_of_year(old, new), *_of_days(old, new))


def _of_year(old: CalendarYear | None, new: CalendarYear) -> Iterator[CalendarChange]:
    status = YearStatus.MISSING if old is None else old.status
    if status is not new.status:
        yield CalendarChange(None, said("Tình trạng của lịch"), STATUS_WORDS[status], STATUS_WORDS[new.status])
    notice = "" if old is None else old.notice
    if notice != new.notice:
        yield CalendarChange(None, said("Số thông báo"), plain(notice), plain(new.notice))


def _of_days(old: CalendarYear | None, new: CalendarYear) -> Iterator[CalendarChange]:
    before = {} if old is None else _days(old)
    after = _days(new)
    for day in sorted(before.keys() | after.keys()):
        was, is_now = before.get(day, _ordinary(day)), after.get(day, _ordinary(day))
        if was != is_now:
            yield CalendarChange(day, None, was, is_now)


def _days(year: CalendarYear) -> dict[date, Said]:
    """Return how each day stands that is not an ordinary one."""
    return {
        **{day: said("Ngày nghỉ: {name}", name=name) for day, name in year.days_off.items()},
        **{day: said("Chưa xác nhận là ngày nghỉ: {name}", name=name) for day, name in year.unconfirmed.items()},
        **{worked.day: _worked(worked) for worked in year.worked_days},
    }


def _worked(worked: WorkedDay) -> Said:
    if worked.sessions is None:
        return said("Làm bù cho ngày {day}", day=worked.replaces)
    hours = ", ".join(f"{paper_time(one.opens)}–{paper_time(one.closes)}" for one in worked.sessions)
    return said("Làm bù cho ngày {day}, {hours}", day=worked.replaces, hours=hours)


def _ordinary(day: date) -> Said:
    return said("Nghỉ cuối tuần") if day.weekday() >= _SATURDAY else said("Ngày làm việc")
