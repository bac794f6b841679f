"""What a file from a scanner really is: told from its content and by opening its pages, never from its name.

The first bytes decide. A file that another program would take for something else as well – a program with a PDF behind
its head, a picture that is also a PDF, any of them with an archive at its end – is none of the four kinds: whoever
opens it later must see what the desk saw.
"""

from dataclasses import dataclass

from desk_app.domain.errors import DeskError, sentences
from desk_app.models.attachments import MAX_BYTES
from desk_app.services.file_pages import MediaType, page_count, page_picture

MOST_PAGES = 1000

_TRIAL_SIZE = 64
_PDF_HEAD, _PDF_TAIL = 1024, 2048
"""Bytes in which a PDF's first and last mark stand: readers look through 1,024 (ISO 32000-1, annex H); scanners pad."""
_PADDING = b"\0\t\n\f\r \xef\xbb\xbf"
"""What may stand before a PDF's first mark: white space (ISO 32000-1, 7.2.2) and the mark some writers put on text."""
_ZIP_END, _ZIP_END_SIZE, _ZIP_COMMENT = b"PK\x05\x06", 22, 65_535

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
    """Return the kind a file's first bytes speak of, None for any other, and for what is two kinds at once."""
    if _ends_as_archive(content):
        return None
    head = content[:_PDF_HEAD]
    for magic, media_type in _MAGIC:
        if content.startswith(magic):
            return None if b"%PDF-" in head else media_type
    return MediaType.PDF if head.lstrip(_PADDING).startswith(b"%PDF-") else None


def _ends_as_archive(content: bytes) -> bool:
    """Tell whether a ZIP reader would find an archive: its last record ends where the file does (APPNOTE 4.3.16)."""
    at = content.rfind(_ZIP_END, max(0, len(content) - _ZIP_END_SIZE - _ZIP_COMMENT))
    if at < 0 or at + _ZIP_END_SIZE > len(content):
        return False
    comment = int.from_bytes(content[at + _ZIP_END_SIZE - 2 : at + _ZIP_END_SIZE], "little")
    return at + _ZIP_END_SIZE + comment == len(content)
