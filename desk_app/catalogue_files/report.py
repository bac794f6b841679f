"""What reading a catalogue file gives: procedures, the office's layers, and what became of every row."""

from collections.abc import Callable
from enum import StrEnum

from pydantic import Field

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.procedures import OfficeLayer, Procedure
from desk_app.domain.values import Frozen

sentences(import_cancelled="Đã dừng đọc tệp theo yêu cầu; danh mục chưa thay đổi gì.")

Progress = Callable[[int, int], None]
"""Called with (rows done, rows in all)."""
Cancelled = Callable[[], bool]

MOST_LETTERS = 5_000
"""The longest published name has 1,094 letters, the longest name of a paper 4,035."""
MOST_ROWS = 1_000
"""The most rows published for a procedure are 94 papers and 13 channels."""


class FileKind(StrEnum):
    """What a catalogue file turned out to be."""

    PORTAL_LIST = "portal_list"
    PORTAL_DETAILS = "portal_details"
    NATIONAL_SERVICE = "national_service"
    OFFICE_TEMPLATE = "office_template"


class RowOutcome(StrEnum):
    """What became of one row of the file."""

    OK = "ok"
    REPAIRED = "repaired"
    SKIPPED = "skipped"


class ReportRow(Frozen):
    """One row of the file. row: as a person counts it in the file, from 1. reason: Vietnamese, empty when ok."""

    row: int
    code: str
    outcome: RowOutcome
    reason: str = ""
    sheet: str = ""


class CatalogueFile(Frozen):
    """A file read whole; nothing is stored yet. layers: by procedure code, only from the office's own template."""

    kind: FileKind
    procedures: tuple[Procedure, ...]
    report: tuple[ReportRow, ...]
    layers: dict[str, OfficeLayer] = Field(default_factory=dict)

    def count(self, outcome: RowOutcome) -> int:
        """Return how many rows ended this way."""
        return sum(row.outcome is outcome for row in self.report)


class Reading:
    """Collects procedures and report rows while a file is read, tells progress, and stops when asked to."""

    def __init__(self, total: int, progress: Progress | None, cancelled: Cancelled | None) -> None:
        self.procedures: dict[str, Procedure] = {}
        self.report: list[ReportRow] = []
        self._rows_by_code: dict[str, int] = {}
        self._total = total
        self._progress = progress
        self._cancelled = cancelled

    def step(self, done: int) -> None:
        """Tell progress after some rows. Raises DeskError ``import_cancelled`` when the user asked to stop."""
        if self._cancelled is not None and self._cancelled():
            raise DeskError("import_cancelled")
        if self._progress is not None and (done % 20 == 0 or done >= self._total):
            self._progress(min(done, self._total), self._total)

    def take(self, row: int, procedure: Procedure, remarks: tuple[str, ...] = (), sheet: str = "") -> bool:
        """Keep a procedure unless its code stood higher up already, its name says nothing or no paper could print it.

        Returns whether it was kept.

        A formula that was never computed leaves its own text, 0 or a fault's sign where the name should be.
        """
        if procedure.name.startswith("=") or not any(letter.isalpha() for letter in procedure.name):
            self.skip(row, procedure.code, "ô tên thủ tục là công thức hoặc không có chữ", sheet)
            return False
        absurd = _absurd(procedure)
        if absurd:
            self.skip(row, procedure.code, absurd, sheet)
            return False
        if procedure.code in self.procedures:
            first = self._rows_by_code[procedure.code]
            self.skip(row, procedure.code, f"mã {procedure.code} đã có ở dòng {first}; giữ dòng đầu", sheet)
            return False
        self.procedures[procedure.code] = procedure
        self._rows_by_code[procedure.code] = row
        self.note(row, procedure.code, remarks, sheet)
        return True

    def note(self, row: int, code: str, remarks: tuple[str, ...] = (), sheet: str = "") -> None:
        """Report a row that was taken, with its repairs."""
        outcome = RowOutcome.REPAIRED if remarks else RowOutcome.OK
        self.report.append(ReportRow(row=row, code=code, outcome=outcome, reason="; ".join(remarks), sheet=sheet))

    def skip(self, row: int, code: str, reason: str, sheet: str = "") -> None:
        """Leave a row out and say why."""
        self.report.append(ReportRow(row=row, code=code, outcome=RowOutcome.SKIPPED, reason=reason, sheet=sheet))

    def finish(self, kind: FileKind, layers: dict[str, OfficeLayer] | None = None) -> CatalogueFile:
        """Return what was read."""
        self.step(self._total)
        return CatalogueFile(
            kind=kind, procedures=tuple(self.procedures.values()), report=tuple(self.report), layers=layers or {}
        )


def _absurd(procedure: Procedure) -> str:
    """Return what about a procedure no paper could print, "" for nothing."""
    names = (procedure.name, *(row.name for row in procedure.papers))
    if any(len(name) > MOST_LETTERS for name in names):
        return f"tên thủ tục hoặc tên giấy tờ dài quá {MOST_LETTERS} ký tự"
    if len(procedure.papers) > MOST_ROWS or len(procedure.channels) > MOST_ROWS:
        return f"giấy tờ hoặc cách thức thực hiện có quá nhiều dòng (nhiều nhất {MOST_ROWS})"
    return ""
