"""Sheets that try out a desk's machines: the printer's, the scanner's, and the one that keeps the recovery code."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk_app.domain.card import read_card
from desk_app.domain.codes import (
    LOOKUP_ALPHABET,
    SECRET_LENGTH,
    CodeFormat,
    ScanKind,
    format_code,
    parse_agency_id,
    parse_scan,
)
from desk_app.domain.dates import office_time
from desk_app.domain.forms.any_paper import PaperData, day_of_paper
from desk_app.domain.forms.form import OFFICE_FORMS, Form
from desk_app.domain.forms.office_papers import PrinterTestData, RecoveryData, ScannerTestData, ScannerTestRow
from desk_app.domain.forms.paper_data import Codes, Office, PaperSize
from desk_app.domain.text import nfc
from desk_app.models.transaction import Reading
from desk_app.printing.papers import render
from desk_app.services.form_versions import current_form
from desk_app.services.papers import Paper
from desk_app.shipped_forms import shipped_form

_SECRET = (LOOKUP_ALPHABET * 2)[7 : 7 + SECRET_LENGTH]
"""Printed on a test page, opens nothing."""
_CARD = "001199000001|012345678|Nguyễn Thị Thử Ế|01011999|Nữ|Thôn Đông, xã Ưu Việt, tỉnh Hòa Giang|01012022"
_NO_AGENCY = "H00.00"


class Verdict(StrEnum):
    """What a scan of the test page came to."""

    GOOD = "good"
    GARBLED = "garbled"
    """Digits survived, words did not: an input method bent them."""
    WRONG = "wrong"


@dataclass(frozen=True)
class Trial:
    """One code of the scanner test. label: in Vietnamese; payload: what the code holds; bars: Code 128, else QR."""

    label: str
    payload: str
    bars: bool = False


def trials(agency: str, now: datetime) -> tuple[Trial, ...]:
    """Return the codes of the scanner test, in the order of the page; number 0000 is no dossier's."""
    found = parse_agency_id(agency) or parse_agency_id(_NO_AGENCY)
    assert found is not None
    code = format_code(CodeFormat(), found.text, office_time(now).date(), 0).text
    return (
        Trial("Mã hồ sơ, mã vạch", code, bars=True),
        Trial("Mã hồ sơ, mã QR", code),
        Trial("Mã QR trên phiếu hẹn", f"https://tra-cuu.vi-du.vn/tra-cuu#{code}.{_SECRET}"),
        Trial("Thẻ căn cước (mẫu thử)", _CARD),
    )


def judged(trial: Trial, typed: str) -> Verdict:
    """Return what became of a code on its way through scanner and input method. typed: as it arrived in a field."""
    scan = parse_scan(typed)
    wanted = parse_scan(trial.payload)
    if wanted.kind is ScanKind.CARD and wanted.card is not None:
        read = read_card(typed)
        if read is None or read.number != wanted.card.number:
            return Verdict.WRONG
        same = nfc(read.name) == wanted.card.name and nfc(read.address) == wanted.card.address
        return Verdict.GOOD if same else Verdict.GARBLED
    if scan.code is None or wanted.code is None or scan.code.text != wanted.code.text:
        return Verdict.WRONG
    return Verdict.GOOD if scan.secret == wanted.secret else Verdict.WRONG


def scanner_test_paper(reader: Reading | None, office: Office, agency: str, now: datetime) -> Paper:
    """Return the page of codes to read back. reader: None before there is a store."""
    rows = tuple(
        ScannerTestRow(label=one.label, payload=one.payload, symbology="code128" if one.bars else "qr")
        for one in trials(agency, now)
    )
    return _paper(reader, "scanner_test", ScannerTestData(office=office, rows=rows, printed_at=office_time(now)))


def printer_test_paper(
    reader: Reading | None, office: Office, agency: str, printer: str, now: datetime, size: PaperSize | None = None
) -> Paper:
    """Return the page that shows what a printer does. printer: its name, for the page."""
    codes = Codes(code=trials(agency, now)[0].payload)
    data = PrinterTestData(
        office=office, printer=printer or "máy in thường dùng", codes=codes, printed_at=office_time(now)
    )
    return _paper(reader, "printer_test", data, size)


def recovery_paper(reader: Reading | None, office: Office, code: str, now: datetime) -> Paper:
    """Return the sheet with the recovery code; nothing of it is kept."""
    return _paper(reader, "recovery", RecoveryData(office=office, code=code, printed_on=office_time(now).date()))


def _paper(reader: Reading | None, name: str, data: PaperData, size: PaperSize | None = None) -> Paper:
    today = day_of_paper(data)
    form: Form = shipped_form(OFFICE_FORMS, name) if reader is None else current_form(reader, OFFICE_FORMS, name, today)
    chosen = size if size in form.sizes else form.sizes[0]
    assert chosen is not None
    return Paper(name, form.version.hash, chosen, render(data, form, chosen), trial=True)
