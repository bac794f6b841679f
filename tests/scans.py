"""Files as a scanner writes them: PDF, JPEG, PNG, TIFF, made for the test."""

import io

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


def a_pdf(pages: int = 1, words: str = "TO KHAI", size: tuple[float, float] = A4) -> bytes:
    """Return a PDF with a word on each page."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=size, invariant=1)
    for number in range(pages):
        canvas.drawString(72, size[1] - 72, f"{words} {number + 1}")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def a_picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (120, 160), **how: object) -> bytes:
    """Return a picture file."""
    made = io.BytesIO()
    Image.new(mode, size, how.pop("colour", None)).save(made, kind, **how)  # type: ignore[arg-type]
    return made.getvalue()


def a_tiff(pages: int, mode: str = "1", compression: str = "group4") -> bytes:
    """Return a TIFF of several pages, as a fax or an office scanner writes it."""
    made = io.BytesIO()
    sheets = [Image.new(mode, (300, 424), 1) for _ in range(pages)]
    sheets[0].save(made, "TIFF", save_all=True, append_images=sheets[1:], compression=compression)
    return made.getvalue()
