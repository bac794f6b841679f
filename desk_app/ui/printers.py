"""The printers of this PC: which there are, and giving one a paper; on Linux the PDF itself, elsewhere its dots."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from typing import TYPE_CHECKING, Protocol

from desk_app.domain.errors import DeskError, sentences

if TYPE_CHECKING:  # loaded once somebody asks for a printer, the window stands by then
    import subprocess

    from PySide6.QtPrintSupport import QPrinter

sentences(
    no_printer="máy này chưa có máy in nào. Cài máy in rồi nhấn Ctrl+P để in, hoặc lưu ra tệp PDF.",
    printer_missing="không thấy máy in {printer} trên máy này. Chọn máy in khác trong Thiết lập hoặc nhấn Ctrl+P.",
    printer_silent="máy in {printer} không trả lời. Nhấn Ctrl+P để in lại hoặc chọn máy in khác.",
)

_ANSWER_SECONDS = 20.0
_SECONDS_A_PAGE = 3.0
"""How long a printer may take before a paper counts as not printed: to wake up, and for each page."""
_ASK_AGAIN_SECONDS = 0.4


class Printers(Protocol):
    """Printers as the spooler sees them. Both calls may block; they come on the spooler's own threads."""

    def names(self) -> tuple[str, ...]:
        """Return the printers, the system's usual one first."""

    def send(self, pdf: bytes, *, printer: str, title: str, pages: int) -> bool:
        """Print a paper; return whether the printer has taken all of it, False where it cannot be asked.

        printer: "" = the usual one. title: for the printer's own list; no personal data. Raises DeskError
        ``no_printer``, ``printer_missing``, ``printer_silent``.
        """


class CupsPrinters:
    """Linux: the PDF goes to CUPS through ``lp``, from memory; no paper of a person is ever a temporary file."""

    def __init__(self, answer_seconds: float = _ANSWER_SECONDS, seconds_a_page: float = _SECONDS_A_PAGE) -> None:
        self._answer_seconds = answer_seconds
        self._seconds_a_page = seconds_a_page

    def names(self) -> tuple[str, ...]:
        """Return the printers, the system's usual one first."""
        names = _words(_run("lpstat", "-e").stdout)
        usual = re.search(r":\s*(\S+)\s*$", _run("lpstat", "-d").stdout.strip())
        first = [usual[1]] if usual and usual[1] in names else []
        return (*first, *(name for name in names if name not in first))

    def send(self, pdf: bytes, *, printer: str, title: str, pages: int) -> bool:
        """Print through ``lp`` and wait until the job has left the queue; one that stays is taken back."""
        names = self.names()
        if not names:
            raise DeskError("no_printer")
        if printer and printer not in names:
            raise DeskError("printer_missing", printer=printer)
        chosen = printer or names[0]
        answer = _run(
            "lp", "-d", chosen, "-t", title, "-o", "print-scaling=none", "-", given=pdf, seconds=self._answer_seconds
        )
        if answer.returncode != 0:
            raise DeskError("printer_silent", printer=chosen)
        job = re.search(r"request id is (\S+)", answer.stdout)
        return self._leaves_queue(job[1], chosen, pages) if job else False

    def _leaves_queue(self, job: str, printer: str, pages: int) -> bool:
        until = time.monotonic() + self._answer_seconds + self._seconds_a_page * pages
        while True:
            queue = _run("lpstat", "-W", "not-completed", "-o", printer)
            if queue.returncode != 0:
                return False
            if job not in (line.split()[0] for line in queue.stdout.splitlines() if line.strip()):
                return True
            if time.monotonic() > until:
                # Left there it would come out later, beside the copy printed elsewhere meanwhile.
                _run("cancel", job)
                raise DeskError("printer_silent", printer=printer)
            time.sleep(_ASK_AGAIN_SECONDS)


class RasterPrinters:
    """Windows and others: Qt's printer gets the page in bands of dots, the same that the preview draws."""

    def names(self) -> tuple[str, ...]:
        """Return the printers, the system's usual one first."""
        from PySide6.QtPrintSupport import QPrinterInfo

        usual = QPrinterInfo.defaultPrinterName()
        names = list(QPrinterInfo.availablePrinterNames())
        first = [usual] if usual in names else []
        return (*first, *(name for name in names if name not in first))

    def send(self, pdf: bytes, *, printer: str, title: str, pages: int) -> bool:
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
            env={**os.environ, "LC_ALL": "C"},
        )
    except (subprocess.TimeoutExpired, OSError):
        return failed
    return subprocess.CompletedProcess(
        program, done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
