"""Open files that strangers made: sizes, compression and encoding are checked before anything is believed."""

import gzip
import re
import stat
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from desk_app.domain.errors import DeskError, sentences

sentences(
    catalogue_file_missing="Không mở được tệp {name}: {reason}. Kiểm tra lại đường dẫn và quyền đọc tệp.",
    catalogue_file_empty="Tệp {name} không có nội dung. Chọn tệp khác.",
    catalogue_file_too_large="Tệp {name} lớn {size} MB, quá mức {limit} MB của tệp danh mục. Chia nhỏ rồi nhập lại.",
    catalogue_file_bomb="Tệp nén {name} bung ra lớn bất thường nên không được mở. Lấy lại tệp từ nguồn tin cậy.",
    catalogue_file_broken="Tệp {name} bị hỏng hoặc chép chưa trọn vẹn. Tải hoặc chép lại tệp rồi nhập lại.",
    catalogue_file_not_utf8="Tệp {name} không ở bảng mã Unicode (UTF-8). Mở bằng Excel, lưu dạng .xlsx rồi nhập lại.",
    catalogue_file_too_wide="Bảng tính {name} có ô nằm quá xa (hơn {limit} ô). Xóa dòng, cột trống thừa rồi lưu lại.",
)

MEGABYTE = 1 << 20
MOST_BYTES = 64 * MEGABYTE
MOST_UNPACKED = 200 * MEGABYTE
MOST_TIMES_LARGER = 150
"""Sheets of real catalogues shrink to about a tenth, prose to a quarter."""
_ALWAYS_FINE = 8 * MEGABYTE
_MOST_ENTRIES = 2_000
MOST_CELLS = 3_000_000
_CHUNK = MEGABYTE
_CELL = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK\x03\x04"


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes. Raises DeskError ``catalogue_file_missing``, ``…_too_large``."""
    try:
        found = path.stat()
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
            # A pipe or a device has no size to check, and may never end.
            raise DeskError("catalogue_file_missing", name=path.name, reason="đây không phải là tệp")
        check_size(found.st_size, path.name)
        return path.read_bytes()
    except OSError as error:
        raise DeskError("catalogue_file_missing", name=path.name, reason=_reason(error)) from error


def check_size(size: int, name: str) -> None:
    """Raise DeskError ``catalogue_file_too_large`` for more bytes than a catalogue file may have."""
    if size > MOST_BYTES:
        raise DeskError("catalogue_file_too_large", name=name, size=size // MEGABYTE, limit=MOST_BYTES // MEGABYTE)


def check_filled(data: bytes, name: str) -> None:
    """Raise DeskError ``catalogue_file_empty`` for a file of nothing but blanks."""
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise DeskError("catalogue_file_empty", name=name)


def gunzip(data: bytes, name: str) -> bytes:
    """Unpack gzip data, never more than is allowed. Raises DeskError ``catalogue_file_bomb``, ``…_broken``."""
    limit = min(MOST_UNPACKED, max(_ALWAYS_FINE, len(data) * MOST_TIMES_LARGER))
    parts: list[bytes] = []
    size = 0
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise DeskError("catalogue_file_bomb", name=name)
                parts.append(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise DeskError("catalogue_file_broken", name=name) from error
    return b"".join(parts)


def is_workbook(data: bytes, name: str) -> bool:
    """Tell whether a zip file is an XLSX workbook. Raises DeskError ``catalogue_file_broken``."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DeskError("catalogue_file_broken", name=name) from error


def check_workbook(data: bytes, name: str) -> None:
    """Refuse a workbook that would fill the memory: by its directory first, then by what its parts really hold.

    A sheet is read into a dense table, so one far cell is as bad as many: the farthest cell is looked for as well.
    Raises DeskError ``catalogue_file_bomb``, ``…_broken``, ``…_too_wide``.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            total = sum(entry.file_size for entry in entries)
            limit = min(MOST_UNPACKED, max(_ALWAYS_FINE, len(data) * MOST_TIMES_LARGER))
            if len(entries) > _MOST_ENTRIES or total > limit:
                raise DeskError("catalogue_file_bomb", name=name)
            if any(entry.flag_bits & 1 for entry in entries):
                raise DeskError("catalogue_file_broken", name=name)
            for entry in entries:
                _check_part(archive, entry, name)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError, ValueError) as error:
        raise DeskError("catalogue_file_broken", name=name) from error


def decoded(data: bytes, name: str) -> str:
    """Decode UTF-8 with or without BOM, or UTF-16 with BOM. Raises DeskError ``catalogue_file_not_utf8``."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DeskError("catalogue_file_not_utf8", name=name) from error


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> None:
    """Read one part through: its real size must be the stated one, and a sheet's farthest cell within bounds."""
    is_sheet = entry.filename.startswith("xl/worksheets/")
    rows = columns = 0
    tail = b""
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            if not is_sheet:
                continue
            for letters, number in set(_CELL.findall(tail + chunk)):
                columns = max(columns, _column(letters))
                rows = max(rows, int(number))
            tail = chunk[-16:]
            if rows * columns > MOST_CELLS:
                raise DeskError("catalogue_file_too_wide", name=name, limit=MOST_CELLS)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "không có tệp này"
    if isinstance(error, IsADirectoryError):
        return "đây là thư mục"
    if isinstance(error, PermissionError):
        return "không có quyền đọc"
    return "thiết bị lưu trữ báo lỗi"
