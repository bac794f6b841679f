"""The printers of this PC: which there are, and giving one a paper; on Linux the PDF itself, elsewhere its dots."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Protocol

from desk_app.domain.errors import DeskError, sentences

if TYPE_CHECKING:  # loaded once somebody asks for a printer, the window stands by then
    import subprocess

    from PySide6.QtPrintSupport import QPrinter

    from desk_app.printing.raster import PageSize
    from desk_app.ui.cups import CupsLibrary, RollPaper

sentences(
    no_printer="máy này chưa có máy in nào. Cài máy in rồi nhấn Ctrl+P để in, hoặc lưu ra tệp PDF.",
    printer_missing="không thấy máy in {printer} trên máy này. Chọn máy in khác trong Thiết lập hoặc nhấn Ctrl+P.",
    printer_silent="máy in {printer} không trả lời. Nhấn Ctrl+P để in lại hoặc chọn máy in khác.",
    printer_paused="máy in {printer} đang tạm dừng. Cho máy in chạy lại rồi nhấn Ctrl+P để in, hoặc chọn máy in khác.",
    printer_refuses="máy in {printer} đang không nhận giấy mới. Chọn máy in khác, hoặc báo quản trị mở lại máy in.",
    printer_gave_up="máy in {printer} đã bỏ giấy này, không in ra. Xem lại máy in rồi nhấn Ctrl+P để in lại.",
    printing_missing="máy này chưa cài dịch vụ in (CUPS). Báo quản trị cài, hoặc nhấn Ctrl+P để lưu ra tệp PDF.",
    printing_down="dịch vụ in (CUPS) của máy này không chạy. Báo quản trị bật lại rồi nhấn Ctrl+P để in, hoặc lưu ra "
    "tệp PDF.",
    printing_lost="dịch vụ in của máy này đã tắt giữa chừng. Xem khay giấy của máy in {printer}: chưa thấy giấy thì "
    "nhấn Ctrl+P để in lại.",
)

_ANSWER_SECONDS = 20.0
_SECONDS_A_PAGE = 3.0
"""How long a printer may take before a paper counts as not printed: to wake up, and for each page."""
_ASK_AGAIN_SECONDS = 0.4
_SHEETS = (("A4", 210.0, 297.0), ("A5", 148.0, 210.0))
_LIKE_MM = 1.0
_ROLL_WIDTHS = (79.0, 81.0)
_NARROW_ROLL = 60.0
"""mm: a printer set up for paper between this and a roll's whole width prints on rolls."""


class Printers(Protocol):
    """Printers as the spooler sees them. Both calls may block; they come on the spooler's own threads."""

    def names(self) -> tuple[str, ...]:
        """Return the printers, the system's usual one first."""

    def send(self, pdf: bytes, *, printer: str, title: str) -> bool:
        """Print a paper; return whether the printer has taken all of it, False where it cannot be asked.

        printer: "" = the usual one. title: for the printer's own list; no personal data. Raises DeskError
        ``no_printer``, ``printer_…``, ``printing_…``: why the paper counts as not printed.
        """


class CupsPrinters:
    """Linux: the PDF goes to CUPS through ``lp``, from memory; no paper of a person is ever a temporary file."""

    def __init__(
        self,
        answer_seconds: float = _ANSWER_SECONDS,
        seconds_a_page: float = _SECONDS_A_PAGE,
        library: CupsLibrary | None = None,
    ) -> None:
        self._answer_seconds = answer_seconds
        self._seconds_a_page = seconds_a_page
        self._own_library = library
        self._left: list[str] = []
        """Jobs nobody could take back, the server being gone: they would come out once it is there again."""

    def names(self) -> tuple[str, ...]:
        """Return the printers, the system's usual one first."""
        names = _words(_run("lpstat", "-e").stdout)
        usual = re.search(r":\s*(\S+)\s*$", _run("lpstat", "-d").stdout.strip())
        first = [usual[1]] if usual and usual[1] in names else []
        return (*first, *(name for name in names if name not in first))

    def send(self, pdf: bytes, *, printer: str, title: str) -> bool:
        """Print through ``lp`` and wait until the job has left the queue; one that stays is taken back."""
        from desk_app.printing.raster import page_sizes

        names = self.names()
        if not names:
            raise DeskError(_why_no_printer())
        if printer and printer not in names:
            raise DeskError("printer_missing", printer=printer)
        self._take_back_left()
        chosen, pages = printer or names[0], page_sizes(pdf)
        roll = self._library.roll(chosen, _length(pages)) if _is_roll(pages) else None
        options = lp_options(pages, roll)
        answer = _run("lp", "-d", chosen, "-t", title, *options, "-", given=pdf, seconds=self._answer_seconds)
        if answer.returncode != 0:
            refuses = "not accepting" in answer.stderr
            raise DeskError("printer_refuses" if refuses else "printer_silent", printer=chosen)
        job = re.search(r"request id is (\S+)", answer.stdout)
        return self._comes_out(job[1], chosen, len(pages)) if job else False

    @property
    def _library(self) -> CupsLibrary:
        from desk_app.ui.cups import CupsLibrary

        return self._own_library or CupsLibrary()

    def _comes_out(self, job: str, printer: str, pages: int) -> bool:
        """Wait for a job's end; return True where it is printed, False where nobody knows."""
        until = time.monotonic() + self._answer_seconds + self._seconds_a_page * pages
        while True:
            # Of one printer it would be asked in vain once that printer is deleted.
            queue = _run("lpstat", "-W", "not-completed", "-o")
            answers = queue.returncode == 0
            # By number: a printer's name with marks on it is not written here as ``lp`` wrote it.
            waiting = {line.split()[0].rpartition("-")[2] for line in queue.stdout.splitlines() if line.strip()}
            if answers and job.rpartition("-")[2] not in waiting:
                return self._is_printed(job, printer)
            if answers and _is_paused(printer):
                return self._taken_back(job, printer, "printer_paused")
            if time.monotonic() > until:
                if answers:
                    return self._taken_back(job, printer, "printer_silent")
                self._left.append(job)
                raise DeskError("printing_lost", printer=printer)
            time.sleep(_ASK_AGAIN_SECONDS)

    def _taken_back(self, job: str, printer: str, why: str) -> bool:
        """Cancel a job: left there it would come out later, beside the copy printed elsewhere meanwhile."""
        from desk_app.ui.cups import JobEnd

        _run("cancel", job)
        if self._library.ending(job) is JobEnd.PRINTED:
            return True
        raise DeskError(why, printer=printer)

    def _is_printed(self, job: str, printer: str) -> bool:
        from desk_app.ui.cups import JobEnd

        end = self._library.ending(job)
        if end is JobEnd.DROPPED:
            raise DeskError("printer_gave_up" if printer in self.names() else "printer_missing", printer=printer)
        return end is JobEnd.PRINTED

    def _take_back_left(self) -> None:
        while self._left:
            _run("cancel", self._left.pop())


class RasterPrinters:
    """Windows and others: Qt's printer gets the page in bands of dots, the same that the preview draws."""

    def names(self) -> tuple[str, ...]:
        """Return the printers, the system's usual one first."""
        from PySide6.QtPrintSupport import QPrinterInfo

        usual = QPrinterInfo.defaultPrinterName()
        names = list(QPrinterInfo.availablePrinterNames())
        first = [usual] if usual in names else []
        return (*first, *(name for name in names if name not in first))

    def send(self, pdf: bytes, *, printer: str, title: str) -> bool:
        """Paint the pages on Qt's printer; it does not say whether they came out."""
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        names = self.names()
        if not names:
            raise DeskError("no_printer")
        chosen = printer or names[0]
        if chosen not in names:
            raise DeskError("printer_missing", printer=chosen)
        device = QPrinter(QPrinterInfo.printerInfo(chosen), QPrinter.PrinterMode.HighResolution)
        device.setDocName(title)
        device.setDuplex(QPrinter.DuplexMode.DuplexNone)
        if not device.isValid() or not paint(pdf, device):
            raise DeskError("printer_silent", printer=chosen)
        return False


def paint(pdf: bytes, device: QPrinter) -> bool:
    """Paint every page of a PDF at the device's own resolution, in bands; return False when the device refuses."""
    from PySide6.QtCore import QMarginsF, QSizeF
    from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter

    from desk_app.printing.raster import bands, page_sizes

    device.setFullPage(True)
    painter = QPainter()
    for number, size in enumerate(page_sizes(pdf)):
        landscape = size.width_mm > size.height_mm
        upright = QSizeF(min(size.width_mm, size.height_mm), max(size.width_mm, size.height_mm))
        page = QPageSize(upright, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
        turn = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
        device.setPageLayout(QPageLayout(page, turn, QMarginsF(0, 0, 0, 0)))
        if not (device.newPage() if number else painter.begin(device)):
            return False
        for band in bands(pdf, number, device.resolution()):
            image = QImage(band.pixels, band.width, band.height, band.stride, QImage.Format.Format_Grayscale8)
            painter.drawImage(0, band.top, image)
    return painter.end()


def system_printers() -> Printers:
    """Return the printers of the system this runs on."""
    return CupsPrinters() if sys.platform.startswith("linux") else RasterPrinters()


def lp_options(pages: Sequence[PageSize], roll: RollPaper | None = None) -> tuple[str, ...]:
    """Return how ``lp`` is told to put a paper on its sheets: as large as it is, once, a sheet to each page.

    What is not said here the printer's own set-up decides: another default sheet cuts the page, another default of
    copies or sides makes four of two or puts both on one sheet; and every page's binding margin is that of a front.
    A sticker is as large as what lies in its printer.

    roll: what the printer of a roll's slip has; its driver counts what it can print on, often 72 mm of 80.
    """
    options = ("-n", "1", "-o", "print-scaling=none", "-o", "number-up=1", "-o", "sides=one-sided")
    media = _roll(pages, roll) if _is_roll(pages) else _sheet(pages)
    return (*options, "-o", f"media={media}") if media else options


def _sheet(pages: Sequence[PageSize]) -> str:
    across = max(min(page.width_mm, page.height_mm) for page in pages)
    along = max(max(page.width_mm, page.height_mm) for page in pages)
    alike = (n for n, w, h in _SHEETS if abs(w - across) <= _LIKE_MM and abs(h - along) <= _LIKE_MM)
    return next(alike, "")


def _roll(pages: Sequence[PageSize], roll: RollPaper | None) -> str:
    """Return the length of roll a slip takes; of a printer that holds sheets, the sheet that holds the whole slip."""
    whole, length = pages[0].width_mm, _length(pages)
    name, _width, longest = _SHEETS[0]
    if roll is not None and roll.width > _ROLL_WIDTHS[1] and length <= longest:
        return name
    if roll is None or not _NARROW_ROLL <= roll.width <= whole:
        return f"Custom.{whole:.2f}x{length}mm"
    return roll.page or f"Custom.{roll.width:.2f}x{length}mm"


def _length(pages: Sequence[PageSize]) -> int:
    return ceil(max(page.height_mm for page in pages))


def _is_roll(pages: Sequence[PageSize]) -> bool:
    return all(_ROLL_WIDTHS[0] <= page.width_mm <= _ROLL_WIDTHS[1] for page in pages)


def _why_no_printer() -> str:
    """Return the error of a PC without printers: it has none, or its printing does not run, or is not installed."""
    if shutil.which("lpstat") is None:
        return "printing_missing"
    return "printing_down" if "is not running" in _run("lpstat", "-r").stdout else "no_printer"


def _is_paused(printer: str) -> bool:
    return _run("lpstat", "-p", printer).stdout.startswith(f"printer {printer} disabled")


def _run(
    program: str, *arguments: str, given: bytes | None = None, seconds: float = 5.0
) -> subprocess.CompletedProcess[str]:
    """Run one of CUPS's programs; one that is not there or never answers is a failed one."""
    import subprocess

    found = shutil.which(program)
    failed = subprocess.CompletedProcess[str](program, 127, "", "")
    if found is None:
        return failed
    try:
        done = subprocess.run(  # noqa: S603  a fixed program, its arguments never pass a shell
            [found, *arguments],
            input=given,
            stdin=None if given is not None else subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    except (subprocess.TimeoutExpired, OSError):
        return failed
    return subprocess.CompletedProcess(
        program, done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
