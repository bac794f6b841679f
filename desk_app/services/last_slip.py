"""After a restore: where the printed numbers stand, read off the last slip that was given out."""

from datetime import datetime

from desk_app.domain.codes import parse_dossier_code
from desk_app.domain.errors import DeskError, sentences
from desk_app.models.store import Store
from desk_app.services.codes_given import book_name
from desk_app.services.office_settings import office_settings

sentences(
    last_slip_unreadable="“{text}” không phải mã hồ sơ. Ghi mã in trên phiếu hẹn cuối cùng đã đưa cho công dân.",
)


def tell_last_slip(store: Store, code: str, ordinal: int, actor: str, now: datetime) -> None:
    """Skip the numbers a restored store cannot know of: the next code and line of the book come after this slip's.

    code: as printed. ordinal: its line in the book. A slip the store knows better than this changes nothing. Raises
    DeskError ``last_slip_unreadable``.
    """
    slip = parse_dossier_code(code)
    if slip is None:
        raise DeskError("last_slip_unreadable", text=code)
    with store.transaction(now, actor=actor) as tx:
        office = office_settings(tx)
        tx.numbers.skip_numbers(office.agency_id, slip.day, slip.number)
        tx.numbers.skip_ordinals(book_name(office, slip.day.year), slip.day.year, ordinal)
