"""Phiếu dự phòng on paper: blank slips whose codes were reserved, printed before a power cut and filled in by hand."""

from datetime import date, datetime

from desk_app.domain.codes import format_code
from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.forms.form import Form, form_set_for
from desk_app.domain.forms.office_papers import EmergencyData
from desk_app.domain.forms.paper_data import Codes, PaperSize, PrintMarks
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.printing.papers import render
from desk_app.services.form_versions import current_form
from desk_app.services.office_settings import OfficeSettings, office_settings
from desk_app.services.papers import Paper, office_of

sentences(no_slips_reserved="Chưa có phiếu dự phòng nào chưa dùng cho ngày {day}. Đặt trước mã rồi in.")

EMERGENCY = "emergency"


def unused_slips(store: Store, day: date) -> tuple[str, ...]:
    """Return the codes reserved for a day that no dossier has taken, in order."""
    with store.reading() as rd:
        office = office_settings(rd)
        numbers = rd.numbers.unused_reserved(office.agency_id, day)
        return tuple(format_code(office.code_format, office.agency_id, day, number).text for number in numbers)


def emergency_size(store: Store, size: PaperSize | None, now: datetime) -> PaperSize:
    """Return the size slips are printed on, the form's usual one where none is chosen.

    Asked before codes are reserved, so that none are for slips that cannot be printed. Raises DeskError ``wrong_size``.
    """
    with store.reading() as rd:
        form = _form(rd, office_settings(rd), now)
    chosen = size or form.sizes[0]
    form.layout(chosen)
    return chosen


def emergency_paper(store: Store, codes: tuple[str, ...], size: PaperSize | None, now: datetime) -> Paper:
    """Return blank slips with these reserved codes, one page each; they may be printed again.

    Raises DeskError ``no_slips_reserved``, ``wrong_size``, ``paper_failed``.
    """
    today = office_time(now).date()
    if not codes:
        raise DeskError("no_slips_reserved", day=f"{today:%d/%m/%Y}")
    with store.reading() as rd:
        office = office_settings(rd)
        form = _form(rd, office, now)
    chosen = size or form.sizes[0]
    form.layout(chosen)
    data = EmergencyData(
        office=office_of(office.heading, office.counter),
        slips=tuple(Codes(code=code) for code in codes),
        printed_on=today,
    )
    return Paper(EMERGENCY, form.version.hash, chosen, render(data, form, chosen, PrintMarks()))


def _form(rd: Reading, office: OfficeSettings, now: datetime) -> Form:
    today = office_time(now).date()
    return current_form(rd, office.form_set or form_set_for(today), EMERGENCY, today)
