"""``desk-app receive``, ``show``, ``search``: dossiers registered and looked up."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from pydantic import BaseModel

from desk_app.cli.answers import (
    dossier_json,
    line_json,
    receipt_json,
    say_dossier,
    say_line,
    say_receipt,
)
from desk_app.cli.as_json import print_json
from desk_app.cli.context import asked, asks_store, at_the_desk
from desk_app.cli.files import read_text
from desk_app.domain.codes import ScanKind, parse_scan
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.text import clean_line
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.services.receive_command import Receive, checked_receive, read_json
from desk_app.services.reception import receive as register
from desk_app.services.reception import twin_warning
from desk_app.services.submissions import values_begun

sentences(
    nothing_found="Không thấy hồ sơ nào khớp “{text}”. Tìm theo mã, tên, số giấy tờ hoặc số điện thoại.",
    nothing_to_find="Chưa có gì để tìm. Ghi mã hồ sơ, tên, số giấy tờ hoặc số điện thoại.",
)

MOST_FOUND = 200
MOST_NAMED = 200
"""The longest name of a dossier: its code in another system."""


@click.command()
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def receive(file: str, as_json: bool, store: Path | None, user: str | None) -> None:
    """Tiếp nhận một hồ sơ từ tệp JSON (- là đầu vào chuẩn)."""
    values = read_json(read_text(file))
    command = None if values.get("starts_from") else checked_receive(values)
    where = asked(store, user)
    with at_the_desk(where, write=True) as (opened_store, session):
        if command is None:
            command = checked_receive(begun(opened_store, values, Receive))
        now = where.now()
        twin = twin_warning(opened_store, command, now)
        receipt = register(opened_store, session, command, now)
    if twin is not None and not receipt.repeated:
        receipt = replace(receipt, warnings=(*receipt.warnings, twin))
    if as_json:
        print_json(receipt_json(receipt))
    else:
        say_receipt(receipt)


@click.command()
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def show(code: str, as_json: bool, store: Path | None, user: str | None) -> None:
    """Xem một hồ sơ cùng lịch sử. CODE: mã hồ sơ, nội dung mã QR, mã hệ thống khác, hoặc id."""
    with at_the_desk(asked(store, user), write=False) as (opened_store, _), opened_store.reading() as rd:
        dossier = find_dossier(rd, code)
        events = rd.dossiers.events_of(dossier.id)
    if as_json:
        print_json(dossier_json(dossier, events))
    else:
        say_dossier(dossier, events)


@click.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, MOST_FOUND), default=50, show_default=True, help="Số dòng nhiều nhất.")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def search(text: str, limit: int, as_json: bool, store: Path | None, user: str | None) -> None:
    """Tìm hồ sơ theo mã, tên (có dấu hoặc không), số giấy tờ, số điện thoại."""
    typed = clean_line(text)
    if not typed:
        raise DeskError("nothing_to_find")
    with at_the_desk(asked(store, user), write=False) as (opened_store, _), opened_store.reading() as rd:
        lines = rd.dossiers.search(typed, limit)
    if as_json:
        print_json([line_json(line) for line in lines])
        return
    for line in lines:
        say_line(line)
    if not lines:
        click.echo(str(DeskError("nothing_found", text=typed)), err=True)


def find_dossier(rd: Reading, text: str) -> Dossier:
    """Return the dossier of a code, a slip's QR text, another system's code, or an id.

    Raises DeskError ``unknown_dossier``.
    """
    typed = clean_line(text)
    scan = parse_scan(typed)
    code = scan.code.text if scan.kind is ScanKind.DOSSIER and scan.code is not None else typed
    found = rd.dossiers.by_code(code) or rd.dossiers.by_external_code(typed)
    if found is None and (id_ := _as_id(typed)) is not None:
        found = rd.dossiers.by_id(id_)
    if found is None:
        raise DeskError("unknown_dossier", code=typed)
    return found


def begun(store: Store, values: dict[str, Any], command: type[BaseModel]) -> dict[str, Any]:
    """Return the values of a command that starts from a dossier, named by its id or its code in another system.

    What is not given is what was guided or submitted. Raises DeskError ``unknown_dossier``, ``bad_command``.
    """
    named = values["starts_from"]
    if not isinstance(named, str):
        raise DeskError("bad_command", field="starts_from", why="phải là chữ")
    if len(named) > MOST_NAMED:
        raise DeskError("bad_command", field="starts_from", why=f"dài quá {MOST_NAMED} ký tự")
    with store.reading() as rd:
        dossier = find_dossier(rd, named)
    return values_begun(dossier, values, frozenset(command.model_fields))


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
