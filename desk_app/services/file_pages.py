"""Pages of an attached file as pictures in memory: raster only, so that nothing inside a file ever runs."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps

from desk_app.domain.errors import DeskError, sentences
from desk_app.printing.raster import PDFIUM_LOCK

MOST_PIXELS = 89_000_000
"""Of one picture: A3 at 600 dpi has 70 million. A few kB can unfold into more than this PC has memory for.

Less than where Pillow itself begins to warn.
"""
_LARGEST_SIDE = 6000
"""px of a page on the screen, however long and thin the paper."""

sentences(
    scan_broken="Tệp hỏng hoặc bị cắt ngang nên không mở được. Quét lại giấy này.",
    scan_locked="Tệp PDF đặt mật khẩu nên không ai xem được. Bỏ mật khẩu rồi quét lại.",
    scan_too_many_pixels="Hình quá lớn ({megapixels} triệu điểm). Quét lại ở độ phân giải thấp hơn.",
)


class MediaType(StrEnum):
    """The kinds of files that are taken, by their media type (RFC 6838)."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"


SUFFIXES = {MediaType.PDF: ".pdf", MediaType.JPEG: ".jpg", MediaType.PNG: ".png", MediaType.TIFF: ".tif"}
_FORMATS = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.TIFF: "TIFF"}


@dataclass(frozen=True)
class PagePicture:
    """A page: 8-bit red, green, blue, ``stride`` bytes a line, top line first."""

    width: int
    height: int
    stride: int
    pixels: bytes


def page_count(content: bytes, media_type: MediaType) -> int:
    """Return how many pages a file has, none of which unfolds too far. Raises DeskError as ``page_picture``.

    The pictures inside a PDF are looked at page by page, when a page is made a picture.
    """
    if media_type is MediaType.PDF:
        with _pdf(content) as document:
            return len(document)
    with _picture(content, media_type) as picture:
        # The other kinds hold one picture; what a camera adds to a JPEG (a depth map, a small copy) is no page.
        if media_type is not MediaType.TIFF:
            return 1
        pages = int(getattr(picture, "n_frames", 1))
        for page in range(1, pages):
            picture.seek(page)
            _check_pixels(*picture.size)
        return pages


def page_picture(content: bytes, media_type: MediaType, page: int, width: int, height: int = 0) -> PagePicture:
    """Return a page as wide as asked for, or as large as fits where a height is given too.

    page: from 0. width, height: px. Raises DeskError ``scan_broken``, ``scan_locked``, ``scan_too_many_pixels``.
    """
    if media_type is MediaType.PDF:
        return _pdf_page(content, page, width, height)
    with _picture(content, media_type) as picture:
        if page:
            picture.seek(page)
            _check_pixels(*picture.size)
        # A JPEG is read no finer than it is shown: a phone's photograph opens in a fifth of the time.
        picture.draft("RGB", (width, height or width))
        whole = _on_white(ImageOps.exif_transpose(picture))
        size = _fitting(whole.width, whole.height, width, height)
        scaled = whole.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    return PagePicture(scaled.width, scaled.height, 3 * scaled.width, scaled.tobytes())


def _pdf_page(content: bytes, number: int, width: int, height: int) -> PagePicture:
    with _pdf(content) as document:
        page = document[number]
        for picture in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,)):
            _check_pixels(*picture.get_px_size())
        page_width, page_height = page.get_size()
        wide, high = _fitting(page_width, page_height, width, height)
        bitmap = pypdfium2.PdfBitmap.new_native(wide, high, pdfium.FPDFBitmap_BGR, rev_byteorder=True)
        try:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, wide, high)
            flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, wide, high, 0, flags)
            return PagePicture(wide, high, bitmap.stride, bytes(bitmap.buffer))
        finally:
            bitmap.close()


@contextmanager
def _pdf(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF with PDFium held, without the form environment that scripts would need."""
    with PDFIUM_LOCK:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise DeskError("scan_locked" if "password" in str(error).lower() else "scan_broken") from None
        try:
            yield document
        except pypdfium2.PdfiumError:
            raise DeskError("scan_broken") from None
        finally:
            document.close()


@contextmanager
def _picture(content: bytes, media_type: MediaType) -> Iterator[Image.Image]:
    """Open a picture by the one decoder of its kind."""
    try:
        with Image.open(io.BytesIO(content), formats=(_FORMATS[media_type],)) as picture:
            _check_pixels(*picture.size)
            yield picture
    except DeskError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DeskError("scan_too_many_pixels", megapixels=f"> {MOST_PIXELS // 1_000_000}") from None
    except Exception:  # noqa: BLE001 - whatever a decoder raises over foreign bytes says that they are broken
        raise DeskError("scan_broken") from None


def _on_white(picture: Image.Image) -> Image.Image:
    """Return a picture in plain colours; what is see-through lies on white paper."""
    if picture.mode == "RGB":
        return picture
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        # Sixteen bits of grey: scanners write them from 0 to 65535.
        return picture.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(white, seen).convert("RGB")
    return picture.convert("RGB")


def _fitting(wide: float, high: float, width: int, height: int) -> tuple[int, int]:
    """Return the size of a page in a room, its shape kept. height: 0 = as high as it gets."""
    if wide <= 0 or high <= 0:
        raise DeskError("scan_broken")
    scale = min(width / wide, (height or _LARGEST_SIDE) / high, _LARGEST_SIDE / wide)
    return max(1, round(wide * scale)), max(1, round(high * scale))


def _check_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise DeskError("scan_too_many_pixels", megapixels=round(width * height / 1_000_000))
