"""What the office's own papers say: posted for the public, stuck on a folder in a power cut, tried on a printer.

Plain frozen values, as in ``paper_data``.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from desk_app.domain.forms.paper_data import Codes, Moment, Office
from desk_app.domain.values import Frozen


class GuideChannel(Frozen):
    """One way to submit, in words."""

    channel: str
    case: str = ""
    limit: str
    fees: str = ""
    note: str = ""


class GuidePaper(Frozen):
    """One row of the paper list; counts 0 where not asked."""

    name: str
    case: str = ""
    original: int = Field(default=0, ge=0)
    copy_count: int = Field(default=0, ge=0)
    form: str = ""


class GuideData(Frozen):
    """The procedure as published and as the office reads it: the sheet for citizens, and the one to post."""

    kind: Literal["guide"] = "guide"
    office: Office
    code: str
    name: str
    short_name: str = ""
    field: str = ""
    decision: str = ""
    effective_from: date | None = None
    levels: str = ""
    applicants: str = ""
    competent_agency: str = ""
    steps: str = ""
    channels: tuple[GuideChannel, ...] = ()
    submit: tuple[GuidePaper, ...] = ()
    present: tuple[GuidePaper, ...] = ()
    notes: tuple[GuidePaper, ...] = ()
    sets: str = ""
    requirements: str = ""
    results: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    printed_on: date
    """The day this sheet speaks of."""


class TakeDownRow(Frozen):
    """One posted sheet that is no longer true."""

    code: str
    name: str
    reason: str
    """``Bãi bỏ``, ``Sửa đổi``."""
    decision: str = ""
    since: date | None = None
    replaced_by: str = ""


class TakeDownData(Frozen):
    """The list of posting sheets to take down after a catalogue import."""

    kind: Literal["take_down"] = "take_down"
    office: Office
    rows: tuple[TakeDownRow, ...] = Field(min_length=1)
    printed_on: date
    clerk: str = ""


class EmergencyData(Frozen):
    """Blank slips with reserved codes, printed beforehand and filled by hand during an outage; one page each."""

    kind: Literal["emergency"] = "emergency"
    office: Office
    slips: tuple[Codes, ...] = Field(min_length=1)
    papers_lines: int = Field(default=5, ge=1, le=20)
    printed_on: date


class PrinterTestData(Frozen):
    """The page that shows what a printer does: edges, marks, black, bars."""

    kind: Literal["printer_test"] = "printer_test"
    office: Office
    printer: str
    codes: Codes
    printed_at: Moment


class ScannerTestRow(Frozen):
    """One code to be read back, and what it stands for."""

    label: str
    payload: str
    symbology: Literal["code128", "qr"] = "qr"


class ScannerTestData(Frozen):
    """The page of codes read back at set-up through the running input method."""

    kind: Literal["scanner_test"] = "scanner_test"
    office: Office
    rows: tuple[ScannerTestRow, ...] = Field(min_length=1)
    printed_at: Moment


class RecoveryData(Frozen):
    """The sheet with a store's recovery code, printed once at set-up and kept in the office's safe."""

    kind: Literal["recovery"] = "recovery"
    office: Office
    code: str
    """Six groups of five, as shown."""
    printed_on: date
