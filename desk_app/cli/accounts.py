"""``desk-app account waiting|accept|refuse``: accounts of the central server that wait for the desk's administrator."""

from pathlib import Path
from typing import Any

import click

from desk_app.cli.as_json import print_json
from desk_app.cli.context import asked, asks_store, at_the_desk
from desk_app.services.accounts import ROLE_NAMES, Right
from desk_app.services.central_accounts import (
    Asks,
    WaitingAccount,
    accept_central_account,
    refuse_central_account,
    waiting_accounts,
)


@click.group("account")
def account() -> None:
    """Tài khoản do máy chủ cấp đang chờ quản trị của quầy quyết định."""


@account.command("waiting")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def waiting(as_json: bool, store: Path | None, user: str | None) -> None:
    """Liệt kê những tài khoản đang chờ, và vì sao."""
    with at_the_desk(asked(store, user), write=False) as (opened_store, session):
        session.require(Right.SET_UP)
        with opened_store.reading() as rd:
            found = waiting_accounts(rd)
    if as_json:
        print_json([_told(one) for one in found])
        return
    for one in found:
        click.echo("\t".join((one.login, one.display_name, ROLE_NAMES[one.role], _why(one))))
    if not found:
        click.echo("Không có tài khoản nào chờ.", err=True)


@account.command("accept")
@click.argument("login")
@asks_store
def accept(login: str, store: Path | None, user: str | None) -> None:
    """Nhận tài khoản của máy chủ; tài khoản của quầy trùng tên sẽ theo mật khẩu và vai trò mới."""
    where = asked(store, user)
    with at_the_desk(where, write=True) as (opened_store, session):
        accept_central_account(opened_store, session, login, None, where.now())
    click.echo(f"Đã nhận tài khoản {login} của máy chủ.")


@account.command("refuse")
@click.argument("login")
@asks_store
def refuse(login: str, store: Path | None, user: str | None) -> None:
    """Từ chối tài khoản của máy chủ; tài khoản ở quầy giữ nguyên."""
    where = asked(store, user)
    with at_the_desk(where, write=True) as (opened_store, session):
        refuse_central_account(opened_store, session, login, None, where.now())
    click.echo(f"Đã từ chối tài khoản {login} của máy chủ.")


def _why(one: WaitingAccount) -> str:
    words = []
    if Asks.CLASH in one.asks:
        words.append(f"trùng tài khoản của quầy ({one.mine.display_name})" if one.mine else "trùng tài khoản của quầy")
    if Asks.ADMINISTRATOR in one.asks:
        words.append("sẽ thành quản trị của quầy")
    return "; ".join(words)


def _told(one: WaitingAccount) -> dict[str, Any]:
    mine = {"display_name": one.mine.display_name, "role": one.mine.role} if one.mine is not None else None
    return {
        "login": one.login,
        "display_name": one.display_name,
        "role": one.role,
        "active": one.active,
        "said_at": one.said_at,
        "asks": [ask.value for ask in one.asks],
        "mine": mine,
    }
