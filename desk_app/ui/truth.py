"""What the status bar says, read from the store: server, slips not printed, scans, backup, calendar, catalogue."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from desk_app.domain.dates import last_days, office_time, paper_date
from desk_app.models.queries.digitising import count_to_digitise
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.services.desk_settings import DeskSettings, desk_settings
from desk_app.services.office_settings import OfficeSettings, office_settings
from desk_app.services.own_health import announced_until
from desk_app.ui.desk import DigitisingTarget, SettingsTarget, WaitingPapersTarget
from desk_app.ui.status_bar import StatusItem
from desk_app.ui.sync_truth import sync_items
from desk_app.ui.theme import Tone
from desk_app.ui.translation import tr

_WARN_BEFORE_CUTOFF = timedelta(minutes=15)
_BACKUP_EVERY = timedelta(days=1)
_DIGITISING_DAYS = 7
"""``Span.WEEK`` of the list this opens."""
_CALENDAR_AHEAD = timedelta(days=60)
"""A land dossier runs two months: a calendar that ends sooner gives proposed dates."""


def truths(store: Store, now: datetime) -> tuple[StatusItem, ...]:
    """Return the truths of this moment. now: aware."""
    local = office_time(now)
    with store.reading() as rd:
        office, desk = office_settings(rd), desk_settings(rd)
        return (
            *sync_items(rd, local),
            *_back_entries(rd),
            _slips(rd),
            *_to_digitise(rd, desk, local),
            _backup(desk, local),
            _calendar(rd, local.date()),
            _catalogue(rd),
            *_cutoff(office, local),
        )


def _slips(rd: Reading) -> StatusItem:
    waiting = rd.print_queue.count()
    return StatusItem(
        "slips",
        "print_disabled" if waiting else "print",
        tr("Phiếu chưa in {n}", n=waiting),
        Tone.BAD if waiting else Tone.PLAIN,
        tr("Nhấn để xem danh sách và in lại.") if waiting else tr("Mọi phiếu đã ra khỏi máy in."),
        WaitingPapersTarget(),
    )


def _to_digitise(rd: Reading, desk: DeskSettings, now: datetime) -> Iterator[StatusItem]:
    """Say what waits for the scanner, where one is used at this desk."""
    if not desk.scan_folder:
        return
    waiting = count_to_digitise(rd.connection, *last_days(now, _DIGITISING_DAYS))
    yield StatusItem(
        "digitising",
        "upload_file",
        tr("Chưa số hóa {n}", n=waiting),
        Tone.WAIT if waiting else Tone.PLAIN,
        tr("Hồ sơ nhận trong 7 ngày qua còn giấy tờ chưa quét. Nhấn để gắn tệp quét."),
        DigitisingTarget(),
    )


def _backup(desk: DeskSettings, now: datetime) -> StatusItem:
    at = desk.backed_up_at
    if at is None:
        text, tone = tr("Chưa sao lưu"), Tone.WARN
    else:
        local = office_time(at)
        when = f"{local:%H:%M}" if local.date() == now.date() else f"{local:%d/%m %H:%M}"
        text, tone = tr("Sao lưu {when}", when=when), Tone.WARN if now - at > _BACKUP_EVERY else Tone.PLAIN
    return StatusItem("backup", "backup", text, tone, tr("Nhấn để sao lưu ngay."), SettingsTarget("backup"))


def _calendar(rd: Reading, today: date) -> StatusItem:
    end = announced_until(rd, today)
    target = SettingsTarget("calendar")
    if end < today:
        text = tr("Chưa có lịch {year}", year=today.year)
        explanation = tr("Ngày hẹn chỉ là dự kiến cho đến khi có lịch làm việc của năm. Nhấn để nhập lịch.")
        return StatusItem("calendar", "event_busy", text, Tone.BAD, explanation, target)
    tone = Tone.WARN if end - today < _CALENDAR_AHEAD else Tone.PLAIN
    explanation = tr("Ngày hẹn sau ngày này chỉ là dự kiến. Nhấn để xem lịch.")
    return StatusItem("calendar", "event", tr("Lịch đến {day}", day=paper_date(end)), tone, explanation, target)


def _catalogue(rd: Reading) -> StatusItem:
    imported, unread = rd.procedures.last_import(), rd.changes.unread_count()
    if imported is None:
        words, tone = tr("Chưa có danh mục"), Tone.WARN
    elif unread:
        words, tone = tr("Danh mục: {n} thay đổi chưa xem", n=unread), Tone.WARN
    else:
        words, tone = tr("Danh mục {day}", day=paper_date(office_time(imported).date())), Tone.PLAIN
    return StatusItem("catalogue", "library_books", words, tone, tr("Ngày nhập danh mục thủ tục gần nhất."))


def _cutoff(office: OfficeSettings, now: datetime) -> Iterator[StatusItem]:
    """Say before and after the hour from which same-day results are promised for the next working day."""
    clock = office.rules.same_day_cutoff
    cutoff = now.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    if not office.working.on(now.weekday()) or cutoff - now > _WARN_BEFORE_CUTOFF:
        return
    if now < cutoff:
        minutes = -(-int((cutoff - now).total_seconds()) // 60)
        words = tr("Còn {n} phút đến {clock}", n=minutes, clock=f"{clock:%H:%M}")
    else:
        words = tr("Đã quá {clock}", clock=f"{clock:%H:%M}")
    explanation = tr("Sau giờ này, hồ sơ trả trong ngày được hẹn sang ngày làm việc tiếp theo.")
    yield StatusItem("cutoff", "schedule", words, Tone.WARN, explanation)


def _back_entries(rd: Reading) -> Iterator[StatusItem]:
    if rd.back_entries.open():
        explanation = tr("Phiếu dự phòng được nhập với giờ ghi trên phiếu. Đóng đợt khi đã nhập xong.")
        target = SettingsTarget("back_entry")
        yield StatusItem("back_entry", "history", tr("Đang mở đợt nhập bù"), Tone.WARN, explanation, target)
