"""What a file from a scanner really is: told from its content and by opening its pages, never from its name."""

from dataclasses import dataclass

from desk_app.domain.errors import DeskError, sentences
from desk_app.models.attachments import MAX_BYTES
from desk_app.services.file_pages import MediaType, page_count, page_picture

MOST_PAGES = 1000

_TRIAL_SIZE = 64
_PDF_HEAD, _PDF_TAIL = 1024, 2048
"""Bytes in which a PDF's first and last mark stand: readers look through 1,024 (ISO 32000-1, annex H); scanners pad."""

_MAGIC = (
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"II*\x00", MediaType.TIFF),
    (b"MM\x00*", MediaType.TIFF),
)

sentences(
    scan_empty="Tệp rỗng (0 byte). Quét lại giấy này.",
    scan_foreign="Tệp không phải PDF, JPEG, PNG hay TIFF (xét theo nội dung, không theo tên). Tệp để nguyên chỗ cũ.",
    scan_too_many_pages="Tệp có {pages} trang, quá mức {most} trang. Tách thành nhiều tệp.",
)


@dataclass(frozen=True)
class FileKind:
    """What a file is. pages: at least 1."""

    media_type: MediaType
    pages: int


def examine(content: bytes) -> FileKind:
    """Return what a file is, after opening its first and last page for real.

    Raises DeskError ``scan_empty``, ``scan_foreign``, ``scan_broken``, ``scan_locked``, ``scan_too_many_pages``,
    ``scan_too_many_pixels``, ``attachment_too_large``.
    """
    if not content:
        raise DeskError("scan_empty")
    if len(content) > MAX_BYTES:
        raise DeskError("attachment_too_large")
    media_type = sniff(content)
    if media_type is None:
        raise DeskError("scan_foreign")
    if media_type is MediaType.PDF and b"%%EOF" not in content[-_PDF_TAIL:]:
        # PDFium mends what is cut off, and would show a part as the whole.
        raise DeskError("scan_broken")
    pages = page_count(content, media_type)
    if pages < 1:
        raise DeskError("scan_broken")
    if pages > MOST_PAGES:
        raise DeskError("scan_too_many_pages", pages=pages, most=MOST_PAGES)
    for number in {0, pages - 1}:
        page_picture(content, media_type, number, _TRIAL_SIZE, _TRIAL_SIZE)
    return FileKind(media_type, pages)


def sniff(content: bytes) -> MediaType | None:
    """Return the kind a file's first bytes speak of, None for any other."""
    for magic, media_type in _MAGIC:
        if content.startswith(magic):
            return media_type
    return MediaType.PDF if b"%PDF-" in content[:_PDF_HEAD] else None
