"""After a restore: where the printed numbers stand, read off the last slip that was given out."""

from datetime import datetime

from desk_app.domain.codes import parse_dossier_code
from desk_app.domain.dates import office_time, paper_date
from desk_app.domain.errors import DeskError, sentences
from desk_app.models.store import Store
from desk_app.services.codes_given import book_name
from desk_app.services.office_settings import office_settings

sentences(
    last_slip_to_come="Mã trên phiếu ghi ngày {day}, chưa đến. Xem lại mã trên phiếu và đồng hồ của máy.",
    last_ordinal_unreadable="Số thứ tự “{text}” chưa đúng. Ghi số in cạnh tên sổ trên phiếu hẹn cuối cùng.",
    last_slip_unreadable="“{text}” không phải mã hồ sơ. Ghi mã in trên phiếu hẹn cuối cùng đã đưa cho công dân.",
)


def tell_last_slip(store: Store, code: str, ordinal: int, actor: str, now: datetime) -> None:
    """Skip the numbers a restored store cannot know of: the next code and line of the book come after this slip's.

    code: as printed. ordinal: its line in the book. The last slip being of an earlier day, none was printed today. A
    slip the store knows better than this changes nothing. Raises DeskError ``last_slip_unreadable``,
    ``last_slip_to_come``.
    """
    slip, today = parse_dossier_code(code), office_time(now).date()
    if slip is None:
        raise DeskError("last_slip_unreadable", text=code)
    if slip.day > today:
        raise DeskError("last_slip_to_come", day=paper_date(slip.day))
    with store.transaction(now, actor=actor) as tx:
        office = office_settings(tx)
        tx.numbers.skip_numbers(office.agency_id, slip.day, slip.number)
        tx.numbers.skip_ordinals(book_name(office, slip.day.year), slip.day.year, ordinal)
        if slip.day < today:
            tx.numbers.skip_numbers(office.agency_id, today, 0)
        if slip.day.year < today.year:
            tx.numbers.skip_ordinals(book_name(office, today.year), today.year, 0)
