"""``desk-app backup``, ``restore``, ``verify``: the store as a whole. They show and change no dossier: no account."""

import os
import sys
from getpass import getpass
from pathlib import Path

import click

from desk_app.cli.as_json import print_json
from desk_app.cli.context import asked, asks_store, opened
from desk_app.cli.files import read_text, spare_the_store
from desk_app.domain.codes import parse_dossier_code
from desk_app.domain.errors import DeskError, sentences
from desk_app.models import backup as backups
from desk_app.models.verification import Verification
from desk_app.models.verification import verify as check
from desk_app.services.last_slip import tell_last_slip

sentences(
    slip_and_ordinal="Ghi cả --last-slip và --last-ordinal: mã hồ sơ và số thứ tự in trên phiếu hẹn cuối cùng.",
)

_BROKEN_TO_OPEN = frozenset(
    {"wrong_store_key", "store_damaged", "store_unfounded", "disk_failing", "keys_missing", "keys_unreadable"}
)
"""Faults so deep that the store does not even open, its keys among them: still an answer for who asked."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def verify(as_json: bool, store: Path | None, user: str | None) -> int:
    """Kiểm tra toàn bộ kho: trang dữ liệu, chuỗi ghi, từng hồ sơ gấp lại. Mã thoát 1 khi có gì sai."""
    try:
        with opened(asked(store, user), write=False) as opened_store:
            found = check(opened_store)
    except DeskError as error:
        if error.code not in _BROKEN_TO_OPEN:
            raise
        found = Verification(False, False, False, 0, 0, (str(error),))
    if as_json:
        print_json(verification_json(found))
    elif found.ok:
        click.echo(f"Kho nguyên vẹn: {found.events} bản ghi, {found.dossiers} hồ sơ.")
    for problem in found.problems:
        click.echo(problem, err=True)
    return 0 if found.ok else 1


def verification_json(found: Verification) -> dict[str, bool | int]:
    """Return what a verification found for programs; its sentences go to standard error."""
    return {
        "ok": found.ok,
        "integrity": found.integrity,
        "chain": found.chain,
        "projections": found.projections,
        "events": found.events,
        "dossiers": found.dossiers,
    }


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def backup(file: Path, as_json: bool, store: Path | None, user: str | None) -> None:
    """Sao lưu kho (đang dùng hay không) vào một tệp mới; tệp vẫn được mã hóa."""
    where = asked(store, user)
    spare_the_store(file)
    with opened(where, write=False) as opened_store:
        manifest = backups.backup(opened_store, file, now=where.now())
    if as_json:
        print_json({"file": file, "bytes": file.stat().st_size, **manifest.model_dump()})
    else:
        click.echo(f"Đã sao lưu vào {file}. Cất cùng tờ mã khôi phục ở nơi khác máy này.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--recovery-file", metavar="FILE", default=None, help="Tệp chứa mã khôi phục (hoặc DESK_RECOVERY_CODE).")
@click.option("--last-slip", metavar="CODE", default=None, help="Mã trên phiếu cuối cùng đã in ở máy cũ.")
@click.option("--last-ordinal", type=click.IntRange(0), default=None, help="Số thứ tự (vào sổ) in trên phiếu đó.")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def restore(
    file: Path,
    recovery_file: str | None,
    last_slip: str | None,
    last_ordinal: int | None,
    as_json: bool,
    store: Path | None,
    user: str | None,
) -> None:
    """Khôi phục một bản sao lưu vào thư mục --store (mới hoặc trống); kho tiếp tục trên một chuỗi ghi mới."""
    where = asked(store, user)
    if (last_slip is None) != (last_ordinal is None):
        raise DeskError("slip_and_ordinal")
    if last_slip is not None and parse_dossier_code(last_slip) is None:
        raise DeskError("last_slip_unreadable", text=last_slip)
    code = _recovery_code(recovery_file)
    try:
        restored = backups.restore(file, where.folder, recovery_code=code, now=where.now())
    except DeskError as error:
        if error.code != "no_key_for_account" or code is not None or not sys.stdin.isatty():
            raise
        restored = backups.restore(file, where.folder, recovery_code=getpass("Mã khôi phục: "), now=where.now())
    with restored:
        if last_slip is not None and last_ordinal is not None:
            tell_last_slip(restored, last_slip, last_ordinal, "restore", where.now())
        identity = restored.identity()
    if as_json:
        print_json({"folder": where.folder, "store": identity.store_id, "stream": identity.stream})
        return
    click.echo(f"Đã khôi phục vào {where.folder}.")
    if last_slip is None:
        click.echo("Trước khi tiếp nhận, báo mã của phiếu cuối cùng đã in để không có hai hồ sơ trùng mã:")
        click.echo("mở cửa sổ chương trình để nhập, hoặc khôi phục lại với --last-slip và --last-ordinal.")


def _recovery_code(file: str | None) -> str | None:
    if file is not None:
        return read_text(file).strip()
    return os.environ.get("DESK_RECOVERY_CODE")
