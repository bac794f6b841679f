"""What every command shares: which store, who is asking, what time it is, and how an answer is printed."""

import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click
import platformdirs

from desk_app.domain.dates import OFFICE_ZONE
from desk_app.domain.errors import DeskError, sentences

sentences(
    no_store="Chưa có kho dữ liệu ở {folder}. Tạo kho: desk-app init --sample, hoặc desk-app init --office TỆP.toml.",
    unreadable_file="Không đọc được tệp {name}: {reason}.",
    unwritable_file="Không ghi được tệp {name}: {reason}.",
)

_FOLDER = click.Path(path_type=Path, file_okay=False)

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass
class Asked:
    """The options given before or after the command's name; the nearer one holds."""

    store: Path | None = None
    user: str | None = None

    @property
    def folder(self) -> Path:
        """Return the store's folder: --store, DESK_STORE, or the user's own data folder."""
        given = self.store or os.environ.get("DESK_STORE")
        return Path(given) if given else platformdirs.user_data_path("quay-mot-cua") / "store"


def now() -> datetime:
    """Return the present moment on the office's clock: the command line is where the clock is read."""
    return datetime.now(OFFICE_ZONE)


def asks_store(command: Command) -> Command:
    """Give a command the options --store and --as, also after its name."""
    command = click.option("--as", "user", metavar="USER", default=None, help="Tài khoản (DESK_USER).")(command)
    return click.option(
        "--store",
        "store",
        type=click.Path(path_type=Path, file_okay=False),
        default=None,
        help="Thư mục kho (DESK_STORE).",
    )(command)


def asked(store: Path | None, user: str | None) -> Asked:
    """Join the options of a command with those of the group."""
    outer = click.get_current_context().find_object(Asked) or Asked()
    return Asked(store or outer.store, user or outer.user)


@contextmanager
def opened(where: Asked, *, write: bool) -> Iterator[Any]:
    """Open the store for a command. Raises DeskError ``no_store`` and all of ``open_store``."""
    from desk_app.models.store import open_store

    folder = where.folder
    if not folder.is_dir() or not any(folder.iterdir()):
        raise DeskError("no_store", folder=folder)
    store = open_store(folder, write=write, now=now())
    try:
        yield store
    finally:
        store.close()


def signed_in(store: Any, where: Asked) -> Any:
    """Return the session of --as or DESK_USER, its password from DESK_PASSWORD or asked for.

    Raises DeskError ``account_needed``, ``sign_in_refused``.
    """
    from desk_app.services.accounts import check_account, sign_in

    user = where.user or os.environ.get("DESK_USER")
    if not user:
        raise DeskError("account_needed")
    password = os.environ.get("DESK_PASSWORD")
    if password is None:
        if not sys.stdin.isatty():
            raise DeskError("account_needed")
        password = getpass.getpass("Mật khẩu: ")
    return sign_in(store, user, password, now()) if store.can_write else check_account(store, user, password, now())


def print_json(value: Any) -> None:
    """Print a value for programs: UTF-8, one JSON document."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write(text + "\n")


def read_text(path: str) -> str:
    """Return the text of a file, or of standard input for ``-``. Raises DeskError ``unreadable_file``."""
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise DeskError("unreadable_file", name=path, reason=error.strerror or "lỗi đọc") from None
    except UnicodeDecodeError:
        raise DeskError("unreadable_file", name=path, reason="không phải văn bản UTF-8") from None


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises DeskError ``unwritable_file``."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DeskError("unwritable_file", name=path, reason=error.strerror or "lỗi ghi") from None
