"""The columns of Hồ sơ quá hạn theo kỳ: delay, where the time went, and the apology or KHÔNG CÓ."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QPainter
from typing_extensions import override

from desk_app.domain.dates import office_time
from desk_app.domain.time_spent import TimeSpent
from desk_app.services.late import LateInPeriod
from desk_app.ui.pages.late.rows import paint_look
from desk_app.ui.pages.late.words import Look
from desk_app.ui.theme import Tone
from desk_app.ui.translation import tr
from desk_app.ui.widgets.tables import ROW_ROLE, CellDelegate, Column

CODE, _LATE, _LETTER = 0, 3, 5
_WIDTHS = {0: 208, 2: 128, 3: 150, 5: 206}
_NARROW = {2: 126, 3: 126, 5: 168}


def period_columns(narrow: Callable[[], bool]) -> list[Column[LateInPeriod]]:
    """Return the columns in the user's language. narrow: the code then stands before the procedure."""

    def what(row: LateInPeriod) -> str:
        return f"{row.code} · {row.procedure}" if narrow() else row.procedure

    return [
        Column(tr("Mã hồ sơ"), lambda row: row.code, _WIDTHS[0], detail=lambda row: row.field, digits=True),
        Column(tr("Chủ hồ sơ, thủ tục"), lambda row: row.owner, detail=what),
        Column(tr("Hẹn ban đầu"), _original, _WIDTHS[2], detail=_moved),
        Column(tr("Trễ"), lambda row: late_look(row)[0], _WIDTHS[3], detail=_finished),
        Column(tr("Ở đâu, bao lâu"), _longest, detail=_elsewhere),
        Column(tr("Thư xin lỗi"), lambda row: apology_look(row)[0], _WIDTHS[5], detail=apology_detail),
    ]


def period_widths(*, narrow: bool, scale: float) -> dict[int, int]:
    """Return the widths of the fixed columns in logical px."""
    return {at: round(width * scale) for at, width in (_NARROW if narrow else _WIDTHS).items()}


class PeriodDelegate(CellDelegate):
    """Paints delay and apology as icon and word over a second line."""

    @override
    def paint_content(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex, selected: bool
    ) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, LateInPeriod) and index.column() == _LATE:
            paint_look(painter, rect, late_look(row), _finished(row), selected=selected)
        elif isinstance(row, LateInPeriod) and index.column() == _LETTER:
            paint_look(painter, rect, apology_look(row), apology_detail(row), selected=selected)
        else:
            super().paint_content(painter, rect, index, selected)


def late_look(row: LateInPeriod) -> Look:
    """Return how late it was."""
    if row.over_supplemented:
        return tr("Bổ sung quá 1 lần"), "error", Tone.BAD
    words = tr("Trễ {n} ngày", n=row.late_days) if row.late_days else tr("Quá giờ hẹn")
    return words, "error", Tone.BAD


def apology_look(row: LateInPeriod) -> Look:
    """Return the apology's number, or that there is none."""
    if row.apology is None:
        return tr("KHÔNG CÓ"), "mail", Tone.BAD
    number = row.apology.letter.letter_number
    if row.apology.sent_at is None:
        return tr("Đã ký {number}", number=number), "drafts", Tone.INFO
    return tr("Đã gửi {number}", number=number), "send", Tone.GOOD


def apology_detail(row: LateInPeriod) -> str:
    """Return when it was signed and when it went out."""
    if row.apology is None:
        return ""
    signed = f"{row.apology.letter.signed_on:%d/%m}"
    if row.apology.sent_at is None:
        return tr("ký {day}, chưa gửi", day=signed)
    return tr("ký {day}, gửi {sent}", day=signed, sent=f"{office_time(row.apology.sent_at):%d/%m}")


def _original(row: LateInPeriod) -> str:
    if row.original_due_at is None:
        return tr("Không hẹn ngày")
    return f"{office_time(row.original_due_at):%d/%m/%Y}"


def _moved(row: LateInPeriod) -> str:
    """Say the date pauses moved the appointment to, where they did: the delay is counted from there."""
    if row.due_at is None or row.due_at == row.original_due_at:
        return ""
    return tr("sau khi chờ: {day}", day=f"{office_time(row.due_at):%d/%m/%Y}")


def _finished(row: LateInPeriod) -> str:
    if row.finished_at is None:
        return tr("chưa xong")
    return tr("xong {day}", day=f"{office_time(row.finished_at):%d/%m/%Y}")


def _longest(row: LateInPeriod) -> str:
    """Return where most of the time went; the list on paper has the units in the order they had it."""
    spent = sorted(row.spent, key=lambda one: -one.working_days)
    return _stay(spent[0]) if spent else ""


def _elsewhere(row: LateInPeriod) -> str:
    """Return where the rest went, and what was waited for the citizen, which counts for nobody."""
    spent = sorted(row.spent, key=lambda one: -one.working_days)
    parts = [_stay(one) for one in spent[1:]]
    if row.waited != "0,0":
        parts.append(tr("{n} · chờ dân", n=row.waited))
    return "; ".join(parts)


def _stay(one: TimeSpent) -> str:
    # The number first: a long unit is cut at its end.
    return f"{one.working_days} · ".replace(".", ",") + (one.unit or tr("Quầy"))
