"""What every command shares: which store, who is asking, what time it is."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from desk_app.cli.folder import store_folder
from desk_app.domain.dates import OFFICE_ZONE
from desk_app.domain.errors import DeskError, sentences

if TYPE_CHECKING:
    from desk_app.models.store import Store
    from desk_app.services.accounts import Session

sentences(
    account_needed="Việc này cần tài khoản. Thêm --as TÊN (mật khẩu: biến DESK_PASSWORD hoặc nhập khi được hỏi).",
    no_store="Chưa có kho dữ liệu ở {folder}. Tạo kho: desk-app init --sample, hoặc desk-app init --office TỆP.toml.",
)

Command = TypeVar("Command", bound=Callable[..., Any])
Clock = Callable[[], datetime]


def office_clock() -> datetime:
    """Return the present moment on the office's clock: the command line is where the clock is read."""
    return datetime.now(OFFICE_ZONE)


@dataclass
class Asked:
    """The options given before or after the command's name; the nearer one holds."""

    store: Path | None = None
    user: str | None = None
    clock: Clock = field(default=office_clock)

    @property
    def folder(self) -> Path:
        """Return the store's folder: --store, DESK_STORE, or the user's own data folder."""
        return store_folder(self.store)

    @property
    def names_a_store(self) -> bool:
        """Tell whether a store was named, rather than the usual one meant."""
        return self.store is not None or bool(os.environ.get("DESK_STORE"))

    @property
    def login(self) -> str | None:
        """Return the account asked for: --as or DESK_USER."""
        return self.user or os.environ.get("DESK_USER") or None

    def now(self) -> datetime:
        """Return the present moment, aware."""
        return self.clock()


def asks_store(command: Command) -> Command:
    """Give a command the options --store and --as, also after its name."""
    command = click.option("--as", "user", metavar="USER", default=None, help="Tài khoản (hoặc DESK_USER).")(command)
    return click.option(
        "--store", "store", type=click.Path(path_type=Path), default=None, help="Thư mục kho (hoặc DESK_STORE)."
    )(command)


def asked(store: Path | None, user: str | None) -> Asked:
    """Join the options of a command with those of the group."""
    outer = click.get_current_context().find_object(Asked) or Asked()
    return Asked(store or outer.store, user or outer.user, outer.clock)


@contextmanager
def opened(where: Asked, *, write: bool) -> "Iterator[Store]":
    """Open the store for a command. Raises DeskError ``no_store`` and all of ``open_store``."""
    from desk_app.models.store import STORE_FILE, open_store
    from desk_app.models.store_lock import Holder

    if not (where.folder / STORE_FILE).exists():
        raise DeskError("no_store", folder=where.folder)
    made = open_store(where.folder, write=write, now=where.now(), progress=_say_folding, holder=Holder.COMMAND)
    with made as store:
        yield store


def _say_folding(done: int, total: int) -> None:
    """Say on stderr how far a newer program is with going through all dossiers again; it is asked once."""
    ending = "\n" if done == total else ""
    click.echo(f"\rĐang sắp xếp lại hồ sơ cho bản chương trình này: {done}/{total}{ending}", err=True, nl=False)


@contextmanager
def at_the_desk(where: Asked, *, write: bool) -> "Iterator[tuple[Store, Session]]":
    """Open the store and sign in: for whatever shows or changes dossiers.

    Raises DeskError of ``opened`` and ``signed_in``.
    """
    with opened(where, write=write) as store:
        yield store, signed_in(store, where)


def signed_in(store: "Store", where: Asked) -> "Session":
    """Return the session of the account asked for.

    A store open to read is left without a trace; in one open to write the sign-in is an event. Raises DeskError
    ``account_needed``, ``sign_in_refused``, ``sign_in_throttled``.
    """
    from desk_app.services.accounts import check_account, sign_in

    if where.login is None:
        raise DeskError("account_needed")
    enter = sign_in if store.is_writable else check_account
    return enter(store, where.login, secret_of(where.login), where.now())


def secret_of(login: str) -> str:
    """Return the password of an account, from DESK_PASSWORD or asked for. Raises DeskError ``account_needed``."""
    password = os.environ.get("DESK_PASSWORD")
    if password is None:
        if sys.stdin is None or not sys.stdin.isatty():
            raise DeskError("account_needed")
        password = getpass(f"Mật khẩu của {login}: ")
    return password
