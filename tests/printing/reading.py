"""What a person and a scanner read off a printed paper."""

import unicodedata

import pypdfium2
import zxingcpp
from PIL import Image

from desk_app.printing.raster import bands, page_sizes


def text_of(pdf: bytes) -> str:
    """Return all text of a PDF, NFC, without any white space (lines wrap anywhere)."""
    return squeezed("".join(page_texts(pdf)))


def page_texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def squeezed(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(text.split()))


def printed(pdf: bytes, page: int, dpi: float) -> Image.Image:
    """Return a page as the printer burns it, put together from its bands."""
    image = None
    for band in bands(pdf, page, dpi, lines=300):
        if image is None:
            image = Image.new("L", (band.page_width, band.page_height), 128)
        part = Image.frombuffer("L", (band.width, band.height), band.pixels, "raw", "L", band.stride, 1)
        image.paste(part, (0, band.top))
    assert image is not None
    return image


def codes_on(pdf: bytes, dpi: float = 203, *, of_any_kind: bool = False) -> list[list[tuple[str, str]]]:
    """Return (symbology, text) of every code read off each printed page.

    of_any_kind: also of kinds no paper bears, in which a reader might see a code where there is none.
    """
    on_papers = [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode]
    kinds = zxingcpp.BarcodeFormats([] if of_any_kind else on_papers)
    pages = [printed(pdf, page, dpi) for page in range(len(page_sizes(pdf)))]
    return [
        sorted((code.format.name, code.text) for code in zxingcpp.read_barcodes(page, formats=kinds)) for page in pages
    ]
