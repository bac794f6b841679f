"""Codes, books and ordinals: every number that gets printed, from series owned by this desk."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desk_app.domain.codes import format_code, parse_dossier_code
from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError, sentences
from desk_app.models.transaction import Transaction
from desk_app.services.office_settings import OfficeSettings
from desk_app.services.receive_command import Receive

sentences(
    code_not_reserved="Mã {code} không phải mã đã in trên phiếu dự phòng, hoặc đã được nhập. Kiểm tra lại phiếu.",
    code_needs_back_entry="Mã của phiếu dự phòng chỉ nhập được trong một đợt nhập bù do trưởng bộ phận mở.",
)


@dataclass(frozen=True)
class Given:
    """What a dossier was given: its code, and its line in the follow-up book."""

    code: str
    book: str
    ordinal: int


def take_code(tx: Transaction, office: OfficeSettings, command: Receive, dossier: UUID, received_at: datetime) -> Given:
    """Take the next code of the day of receipt and the next line of the desk's book.

    A command with a code uses one reserved on an emergency slip. Raises DeskError ``code_not_reserved``,
    ``number_not_reserved``.
    """
    day = office_time(received_at).date()
    if command.code:
        code = _reserved(tx, command, dossier)
    else:
        code = format_code(office.code_format, office.agency_id, day, tx.take_number(office.agency_id, day)).text
    book = book_name(office, day.year)
    return Given(code, book, tx.take_ordinal(book, day.year))


def book_name(office: OfficeSettings, year: int) -> str:
    """Return the name of the desk's follow-up book of a year; each desk keeps its own."""
    return f"{year}/{office.counter or office.desk_id}"


def _reserved(tx: Transaction, command: Receive, dossier: UUID) -> str:
    if command.back_entry is None:
        raise DeskError("code_needs_back_entry")
    parsed = parse_dossier_code(command.code)
    if parsed is None:
        raise DeskError("code_not_reserved", code=command.code)
    tx.numbers.use_reserved(parsed.agency, parsed.day, parsed.number, dossier)
    return parsed.text
