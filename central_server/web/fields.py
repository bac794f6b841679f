"""What a form or an address says, read: days and ids."""

from datetime import date
from uuid import UUID

from central_server.web.visits import PageRefusal, Visit
from desk_app.domain.errors import DeskError, sentences

sentences(
    web_date_bad="Ngày chưa đúng. Chọn lại ngày.",
    web_fields_bad="Nội dung nhập chưa hợp lệ. Kiểm tra lại các ô rồi ghi lại.",
)


def day_of(text: str) -> date | None:
    """Return a day of a date field, None for an empty one. Raises DeskError ``web_date_bad``."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise DeskError("web_date_bad") from None


def id_of(visit: Visit, name: str) -> UUID | None:
    """Return the id in a posted field, None for an empty one. Raises PageRefusal: no page of ours sends another."""
    try:
        return UUID(visit.text(name)) if visit.text(name) else None
    except ValueError:
        raise PageRefusal(404, "web_not_here") from None
