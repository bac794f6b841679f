"""Files and streams of the command line: read within bounds, written whole or not at all."""

import errno
import sys
import tempfile
from pathlib import Path

from desk_app.domain.errors import DeskError, sentences

sentences(
    unreadable_file="Không đọc được tệp {name}: {reason}.",
    unwritable_file="Không ghi được tệp {name}: {reason}.",
    unwritable_output="Không ghi được kết quả ra màn hình hoặc nơi nhận: {reason}. Việc đã ghi vào kho vẫn còn; "
    "xem lại trước khi làm lại.",
    file_of_the_store="Tệp {name} là của kho dữ liệu; ghi đè là mất hồ sơ. Chọn tên hoặc thư mục khác.",
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
    errno.EBADF: "đã bị đóng",
    errno.EIO: "thiết bị báo lỗi",
}


def read_text(name: str) -> str:
    """Return the text of a file, or of standard input for ``-``.

    Raises DeskError ``unreadable_file``, ``file_too_long``.
    """
    most = MOST_MEGABYTES * MEGABYTE
    try:
        if name == "-":
            if sys.stdin is None:
                raise OSError(errno.EBADF, "")
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
    """Write a file whole or not at all, over one that stands there.

    Raises DeskError ``unwritable_file``, ``file_of_the_store``.
    """
    part: Path | None = None
    try:
        spare_the_store(path)
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


def spare_the_store(path: Path) -> None:
    """Refuse a name under which a store keeps what it holds. Raises DeskError ``file_of_the_store``."""
    from desk_app.models.keys import KEYS_FILE
    from desk_app.models.store import ATTACHMENTS_FILE, STORE_FILE
    from desk_app.models.store_lock import LOCK_FILE

    try:
        place = path.resolve()
        beside_a_store = (place.parent / STORE_FILE).exists()
    except (OSError, RuntimeError, ValueError):
        return  # a name the system does not take is refused by whoever writes
    if not beside_a_store:
        return
    databases = {
        f"{name}{kind}" for name in (STORE_FILE, ATTACHMENTS_FILE) for kind in ("", "-wal", "-shm", "-journal")
    }
    # Two spellings of a name are one file where the system does not tell capitals apart.
    if place.name.casefold() in databases | {KEYS_FILE, LOCK_FILE}:
        raise DeskError("file_of_the_store", name=path)


def reason_of(error: OSError | ValueError) -> str:
    """Return why the system refused, in words."""
    number = error.errno if isinstance(error, OSError) else errno.EINVAL
    return _REASONS.get(number or 0, "hệ điều hành báo lỗi")
