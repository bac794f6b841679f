"""Several papers in one PDF, so that they print in one go."""

from collections.abc import Sequence
from io import BytesIO

import pypdfium2

from desk_app.printing.raster import PDFIUM_LOCK


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
    return target.getvalue()
