"""Moments as the page Hồ sơ writes them, in the user's language."""

from datetime import datetime

from desk_app.domain.dates import office_time
from desk_app.ui.translation import tr
from desk_app.ui.widgets.big_date import weekday_name


def short_moment(moment: datetime) -> str:
    """Return ``27/08/2026 09:12``."""
    return f"{office_time(moment):%d/%m/%Y %H:%M}"


def weekday_moment(moment: datetime) -> str:
    """Return ``Thứ Sáu, 04/09/2026 17:00`` in the user's language."""
    return f"{weekday_name(office_time(moment))}, {short_moment(moment)}"


def due_words(moment: datetime | None) -> str:
    """Return a due moment with its weekday, or that there is none."""
    return tr("không có ngày hẹn cụ thể") if moment is None else weekday_moment(moment)
