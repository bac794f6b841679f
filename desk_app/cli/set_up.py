"""``desk-app init``: a new store, without the window."""

import os
import shutil
import sys
from datetime import datetime
from getpass import getpass
from pathlib import Path

import click

from desk_app.cli.as_json import print_json
from desk_app.cli.context import asked, asks_store
from desk_app.cli.files import read_text
from desk_app.command_line import WrongCommand
from desk_app.domain.errors import DeskError, sentences
from desk_app.models.store import Store
from desk_app.services.office import new_office
from desk_app.services.office_file import OfficeFile, read_office
from desk_app.services.office_settings import office_settings
from desk_app.services.sample import sample_store

sentences(
    bad_login_line="Tệp mật khẩu sai ở dòng {line}: mỗi dòng ghi TÊN=MẬT KHẨU.",
    secrets_differ="Hai lần nhập mật khẩu không giống nhau. Chạy lại lệnh.",
    login_not_set="Chưa có mật khẩu của “{login}”: dùng --password-file, biến DESK_PASSWORD, hoặc nhập khi được hỏi.",
)


@click.command()
@click.option("--office", "office_file", metavar="FILE.toml", default=None, help="Tệp khai báo cơ quan.")
@click.option("--sample", is_flag=True, help="Cơ quan mẫu: canbo, truongbophan, quantri; mật khẩu motcua.")
@click.option("--password-file", metavar="FILE", default=None, help="Mỗi dòng TÊN=MẬT KHẨU, cho tài khoản mới.")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def init(
    office_file: str | None,
    sample: bool,
    password_file: str | None,
    as_json: bool,
    store: Path | None,
    user: str | None,
) -> None:
    """Tạo kho mới trong thư mục trống và in mã khôi phục, chỉ một lần: ghi ra giấy và cất nơi an toàn."""
    if sample == (office_file is not None):
        raise WrongCommand("cần đúng một trong hai: --office TỆP.toml hoặc --sample")
    where = asked(store, user)
    folder = where.folder
    if folder.is_dir() and any(folder.iterdir()):
        raise DeskError("folder_not_empty", folder=folder)
    if office_file is None:
        made, recovery_code = _sample(folder, where.now())
    else:
        office = read_office(read_text(office_file))
        made, recovery_code = new_office(folder, office, _passwords(office, password_file), where.now())
    with made, made.reading() as rd:
        settings = office_settings(rd)
        accounts = [{"login": row.login, "name": row.display_name, "role": row.role} for row in rd.accounts.all()]
        dossiers = rd.dossiers.count()
    if as_json:
        print_json(
            {
                "folder": folder,
                "office": settings.heading.office,
                "agency_id": settings.agency_id,
                "accounts": accounts,
                "dossiers": dossiers,
                "recovery_code": recovery_code,
            }
        )
        return
    click.echo(f"Đã tạo kho của {settings.heading.office} trong {folder}.")
    click.echo(f"Mã khôi phục (ghi ra giấy, cất nơi an toàn; chỉ hiện lần này): {recovery_code}")


def _sample(folder: Path, now: datetime) -> tuple[Store, str]:
    """Make the sample office, or leave the folder as it was."""
    existed = folder.is_dir()
    try:
        return sample_store(folder, now)
    except BaseException:
        if not existed:
            shutil.rmtree(folder, ignore_errors=True)
        elif folder.is_dir():
            for path in folder.iterdir():
                path.unlink(missing_ok=True)
        raise


def _passwords(office: OfficeFile, file: str | None) -> dict[str, str]:
    """Return a password for each account whose file states none. Raises DeskError ``login_not_set``."""
    known = {} if file is None else _read_passwords(read_text(file))
    common = os.environ.get("DESK_PASSWORD")
    for account in office.accounts:
        if account.password or account.login in known:
            continue
        if common is not None:
            known[account.login] = common
        elif sys.stdin.isatty():
            known[account.login] = _asked_twice(account.login)
        else:
            raise DeskError("login_not_set", login=account.login)
    return known


def _read_passwords(text: str) -> dict[str, str]:
    found = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        login, equals, password = line.partition("=")
        if not equals or not login.strip() or not password.strip():
            raise DeskError("bad_login_line", line=number)
        found[login.strip()] = password.strip()
    return found


def _asked_twice(login: str) -> str:
    first = getpass(f"Mật khẩu mới cho {login}: ")
    if getpass("Nhập lại: ") != first:
        raise DeskError("secrets_differ")
    return first
