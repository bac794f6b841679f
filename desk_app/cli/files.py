"""Files and streams of the command line: read within bounds, written whole or not at all."""

import errno
import sys
import tempfile
from pathlib import Path

from desk_app.domain.errors import DeskError, sentences

sentences(
    unreadable_file="Không đọc được tệp {name}: {reason}.",
    unwritable_file="Không ghi được tệp {name}: {reason}.",
    file_too_long="Tệp {name} quá lớn cho lệnh này (tối đa {most} MB). Kiểm tra lại tên tệp.",
)

MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 4
"""No dossier or office written as text is longer."""

_REASONS = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EISDIR: "đó là thư mục",
    errno.EEXIST: "một phần đường dẫn không phải thư mục",
    errno.ENOTDIR: "một phần đường dẫn không phải thư mục",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.EDQUOT: "hết dung lượng được cấp",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.EINVAL: "tên tệp không hợp lệ",
}


def read_text(name: str) -> str:
    """Return the text of a file, or of standard input for ``-``.

    Raises DeskError ``unreadable_file``, ``file_too_long``.
    """
    most = MOST_MEGABYTES * MEGABYTE
    try:
        if name == "-":
            data = sys.stdin.buffer.read(most + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise DeskError("unreadable_file", name=name, reason=reason_of(error)) from None
    if len(data) > most:
        raise DeskError("file_too_long", name=name, most=MOST_MEGABYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DeskError("unreadable_file", name=name, reason="không phải văn bản UTF-8") from None


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, over one that stands there. Raises DeskError ``unwritable_file``."""
    part: Path | None = None
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        if path.exists() and not path.is_file():
            # A pipe or a device is written to; it must not be replaced by a file.
            path.write_bytes(data)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
            part = Path(file.name)
            file.write(data)
        part.replace(path)
    except (OSError, ValueError) as error:
        if part is not None:
            part.unlink(missing_ok=True)
        raise DeskError("unwritable_file", name=path, reason=reason_of(error)) from None


def reason_of(error: OSError | ValueError) -> str:
    """Return why the system refused, in words."""
    number = error.errno if isinstance(error, OSError) else errno.EINVAL
    return _REASONS.get(number or 0, "hệ điều hành báo lỗi")
