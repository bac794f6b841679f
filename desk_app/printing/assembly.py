"""Several papers in one PDF, so that they print in one go; the same papers give the same bytes."""

import hashlib
import re
from collections.abc import Sequence
from io import BytesIO

import pypdfium2

from desk_app.printing.raster import PDFIUM_LOCK

# PDFium notes the clock and a random number in what it writes; both are put right in place, byte for byte, so that the
# table of positions behind them stays true.
_MADE_AT = re.compile(rb"(?<=/CreationDate\(D:)\d{14}[^)]*(?=\))")
_NO_TIME = b"20000101000000+00'00'"
_NUMBER = re.compile(rb"/ID\[<([0-9A-F]{32})><([0-9A-F]{32})>\]")


def joined(papers: Sequence[bytes]) -> bytes:
    """Return the pages of all papers in their order."""
    if len(papers) == 1:
        return papers[0]
    with PDFIUM_LOCK:
        whole = pypdfium2.PdfDocument.new()
        try:
            for paper in papers:
                part = pypdfium2.PdfDocument(paper)
                try:
                    whole.import_pages(part)
                finally:
                    part.close()
            target = BytesIO()
            whole.save(target)
        finally:
            whole.close()
    return as_if_made_at_no_time(target.getvalue(), papers)


def as_if_made_at_no_time(pdf: bytes, papers: Sequence[bytes]) -> bytes:
    """Return what PDFium wrote with the same bytes whenever it is written. papers: what it was put together from."""
    number = hashlib.sha256(b"".join(hashlib.sha256(paper).digest() for paper in papers)).hexdigest()[:32].upper()
    body, trailer, end = pdf.rpartition(b"trailer")
    body = _MADE_AT.sub(lambda made: _NO_TIME[: len(made[0])].ljust(len(made[0])), body, count=1)
    end = _NUMBER.sub(b"/ID[<" + number.encode() + b"><" + number.encode() + b">]", end, count=1)
    return body + trailer + end
