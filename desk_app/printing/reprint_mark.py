"""The mark of a reprint on a list that is made: the same pages, with one line in the margin above."""

from io import BytesIO

import pypdfium2
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from desk_app.printing.assembly import as_if_made_at_no_time
from desk_app.printing.fonts import BOLD, register_fonts
from desk_app.printing.raster import PDFIUM_LOCK

_FROM_TOP, _FROM_RIGHT, _POINTS = 9 * mm, 12 * mm, 11


def with_reprint_mark(pdf: bytes, reprint: int) -> bytes:
    """Return the paper with "In lại lần {reprint}" at the top right of every page; the same in, the same bytes out.

    reprint: 1 or more.
    """
    with PDFIUM_LOCK:
        paper = pypdfium2.PdfDocument(pdf)
        try:
            for number in range(len(paper)):
                page = paper[number]
                width, height = page.get_size()
                mark = pypdfium2.PdfDocument(_mark(width, height, reprint))
                try:
                    page.insert_obj(mark.page_as_xobject(0, paper).as_pageobject())
                    page.gen_content()
                finally:
                    mark.close()
            target = BytesIO()
            paper.save(target)
        finally:
            paper.close()
    return as_if_made_at_no_time(target.getvalue(), (pdf, str(reprint).encode()))


def _mark(width: float, height: float, reprint: int) -> bytes:
    """Return a page of this size, in points, with nothing on it but the mark."""
    register_fonts()
    target = BytesIO()
    canvas = Canvas(target, pagesize=(width, height), invariant=True, initialFontName=BOLD)
    canvas.setFont(BOLD, _POINTS)
    canvas.drawRightString(width - _FROM_RIGHT, height - _FROM_TOP, f"In lại lần {reprint}")
    canvas.save()
    return target.getvalue()
