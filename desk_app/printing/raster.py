"""PDF bytes to black-on-white bitmaps: what preview shows and printers get, in bands, codes on whole dots."""

from collections.abc import Generator
from dataclasses import dataclass
from threading import RLock

import pypdfium2
import pypdfium2.raw as pdfium

PDFIUM_LOCK = RLock()
"""PDFium is not thread-safe: every use in the program holds this lock, one call at a time."""

_PRINT_FLAGS = (
    pdfium.FPDF_PRINTING
    | pdfium.FPDF_ANNOT
    | pdfium.FPDF_RENDER_NO_SMOOTHTEXT
    | pdfium.FPDF_RENDER_NO_SMOOTHIMAGE
    | pdfium.FPDF_RENDER_NO_SMOOTHPATH
)


@dataclass(frozen=True)
class PageSize:
    """A page as it lies on the printer, in millimetres."""

    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class Band:
    """Full-width lines of one page: 8-bit grey, 0 is black, ``stride`` bytes a line.

    top: first line, from the top of the page; page_width, page_height: the whole page, in dots.
    """

    page: int
    top: int
    width: int
    height: int
    stride: int
    page_width: int
    page_height: int
    pixels: bytes


def page_sizes(pdf: bytes) -> tuple[PageSize, ...]:
    """Return the size of each page."""
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            sizes = [document.get_page_size(number) for number in range(len(document))]
        finally:
            document.close()
    return tuple(PageSize(width / 72 * 25.4, height / 72 * 25.4) for width, height in sizes)


def bands(pdf: bytes, page: int, dpi: float, lines: int = 512) -> Generator[Band]:
    """Yield a page from top to bottom, at most ``lines`` dots high at a time, as the printer shall burn it.

    page: from 0. Nothing is smoothed; every module of a code is a whole number of dots, at any dpi.
    """
    return _bands(pdf, page, dpi, lines, _PRINT_FLAGS)


def page_image(pdf: bytes, page: int, dpi: float, smooth: bool = True) -> Band:
    """Return a whole page as one band. smooth: for the screen; otherwise exactly what is printed."""
    (image,) = _bands(pdf, page, dpi, 1 << 24, pdfium.FPDF_ANNOT if smooth else _PRINT_FLAGS)
    return image


def _bands(pdf: bytes, number: int, dpi: float, lines: int, flags: int) -> Generator[Band]:
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(pdf)
    try:
        with PDFIUM_LOCK:
            page = document[number]
            width_pt, height_pt = page.get_size()
            width, height = round(width_pt * dpi / 72), round(height_pt * dpi / 72)
            if flags == _PRINT_FLAGS:
                _set_codes_on_dots(page, width / width_pt, height / height_pt)
        for top in range(0, height, lines):
            rows = min(lines, height - top)
            with PDFIUM_LOCK:
                bitmap = pypdfium2.PdfBitmap.new_native(width, rows, pdfium.FPDFBitmap_Gray)
                bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, rows)
                pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, -top, width, height, 0, flags)
                pixels, stride = bytes(bitmap.buffer), bitmap.stride
                bitmap.close()
            yield Band(number, top, width, rows, stride, width, height, pixels)
    finally:
        with PDFIUM_LOCK:
            document.close()


def _set_codes_on_dots(page: pypdfium2.PdfPage, x_scale: float, y_scale: float) -> None:
    """Move and scale each code (the only form objects of our papers) so that its modules fall on whole dots.

    x_scale, y_scale: dots in a point. The page's in-memory objects change, the PDF does not.
    """
    for code in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_FORM,), max_depth=1):
        a, b, c, d, e, f = code.get_matrix().get()
        if b or c or a <= 0 or d <= 0:
            continue
        code.set_matrix(
            pypdfium2.PdfMatrix(
                max(1, round(a * x_scale)) / x_scale,
                0,
                0,
                max(1, round(d * y_scale)) / y_scale,
                round(e * x_scale) / x_scale,
                round(f * y_scale) / y_scale,
            )
        )
