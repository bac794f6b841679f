"""``desk-app event``: any later event of a dossier, and what happens before it is accepted."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import click
from pydantic import ValidationError

from desk_app.cli.answers import promised_words, state_name
from desk_app.cli.as_json import print_json
from desk_app.cli.context import asked, asks_store, at_the_desk
from desk_app.cli.dossiers import begun, find_dossier
from desk_app.cli.event_kinds import OWN_FILES, Correction, Reversal, Settlement, fields_help, kind_named, kinds_help
from desk_app.cli.files import read_text
from desk_app.command_line import WrongCommand
from desk_app.domain.dossier import Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Paid
from desk_app.domain.values import Frozen
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.apologies import take_signed
from desk_app.services.before_acceptance import Decline, Guide, decline, guide
from desk_app.services.entered_again import changed_command
from desk_app.services.erasing import Erase, erase
from desk_app.services.mending import cancel, correct, reverse
from desk_app.services.receive_command import bad_command, read_json
from desk_app.services.reception import Warned
from desk_app.services.settling import settle
from desk_app.services.steps import payment_warnings, promise_warnings, step_warnings, take_step

sentences(
    new_only_before="CODE “-” chỉ dùng cho Guided và Declined. Ghi mã hồ sơ.",
    attachment_not_kept="Tệp gắn kèm chưa có trong kho. Gắn tệp bằng lệnh desk-app attach.",
)

NEW = "-"

PartT = TypeVar("PartT", bound=Frozen)


@click.command(add_help_option=False)
@click.argument("code", required=False)
@click.argument("kind", required=False)
@click.argument("file", required=False)
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@click.option("-h", "--help", "asks_help", is_flag=True, help="Các bước; sau tên bước: các mục của tệp.")
@asks_store
@click.pass_context
def event(
    context: click.Context,
    code: str | None,
    kind: str | None,
    file: str | None,
    as_json: bool,
    asks_help: bool,
    store: Path | None,
    user: str | None,
) -> None:
    """Ghi một bước của hồ sơ từ tệp JSON (- là đầu vào chuẩn; không có tệp: không có mục nào)."""
    if asks_help:
        _help(context, kind or code)
        return
    if code is None or kind is None:
        raise WrongCommand("cần mã hồ sơ và bước")
    kind = kind_named(kind)
    fields = {} if file is None else read_json(read_text(file))
    where = asked(store, user)
    with at_the_desk(where, write=True) as (opened_store, session):
        dossier_id = _write(opened_store, session, code, kind, fields, where.now())
        with opened_store.reading() as rd:
            dossier = rd.dossiers.by_id(dossier_id)
    assert dossier is not None
    if as_json:
        print_json(_outcome(dossier, kind))
    else:
        click.echo(f"Đã ghi {kind}: hồ sơ {dossier.code or dossier.id} – {state_name(dossier)}.")
        if dossier.is_open:
            click.echo(f"  Hẹn trả: {promised_words(dossier.shown_due_at)}")


def _help(context: click.Context, kind: str | None) -> None:
    if kind is not None:
        for line in fields_help(kind_named(kind)):
            click.echo(line)
        return
    click.echo(context.get_help())
    click.echo("\nCác bước (desk-app event KIND --help: các mục của tệp):")
    for line in kinds_help():
        click.echo(line)


def _write(store: Store, session: Session, code: str, kind: str, fields: dict[str, Any], now: datetime) -> UUID:
    """Write one event through the service it belongs to; return the dossier's id."""
    if kind in ("Guided", "Declined"):
        if code != NEW:
            fields = begun(store, {**fields, "starts_from": code}, OWN_FILES[kind])
        return _before_acceptance(store, session, kind, fields, now)
    if code == NEW:
        raise DeskError("new_only_before")
    dossier = _find(store, code)
    match kind:
        case "Corrected":
            _correct(store, session, dossier, fields, now)
        case "Reversed":
            reversal = _checked(Reversal, fields)
            if reversal.target in (None, dossier.received_event):
                cancel(store, session, dossier.id, reversal.reason, now)
            else:
                assert reversal.target is not None
                reverse(store, session, dossier.id, reversal.target, reversal.reason, now)
        case "Settled":
            answer = _checked(Settlement, fields)
            settle(store, session, dossier.id, answer.target, answer.decision, answer.reason, now)
        case "Apologised":
            _say(take_signed(store, session, dossier.id, fields, now))
        case "Erased":
            erase(store, session, dossier.id, _checked(Erase, fields), now)
        case _:
            content = fields.get("content") if kind == "PaperAttached" else None
            if isinstance(content, str) and not store.attachments.has(content):
                raise DeskError("attachment_not_kept")
            written = take_step(store, session, dossier.id, kind, fields, now)
            paid = payment_warnings(dossier, written.body) if isinstance(written.body, Paid) else ()
            with store.reading() as rd:
                _say((*step_warnings(dossier, kind), *paid, *promise_warnings(rd, written.body)))
    return dossier.id


def _say(warnings: Iterable[Warned]) -> None:
    for warned in warnings:
        click.echo(warned.sentence, err=True)


def _before_acceptance(store: Store, session: Session, kind: str, fields: dict[str, Any], now: datetime) -> UUID:
    if kind == "Guided":
        return guide(store, session, _checked(Guide, fields), now)
    return decline(store, session, _checked(Decline, fields), now)


def _correct(store: Store, session: Session, dossier: Dossier, fields: dict[str, Any], now: datetime) -> None:
    correction = _checked(Correction, {"reason": fields.get("reason", "")})
    if dossier.reception is None:
        raise DeskError("not_accepted")
    changes = {name: value for name, value in fields.items() if name != "reason"}
    with store.reading() as rd:
        command = changed_command(rd, dossier.reception, changes)
    correct(store, session, dossier.id, command, correction.reason, now)


def _find(store: Store, code: str) -> Dossier:
    with store.reading() as rd:
        return find_dossier(rd, code)


def _checked(part: type[PartT], fields: dict[str, Any]) -> PartT:
    try:
        return part.model_validate(fields)
    except ValidationError as error:
        raise bad_command(error) from None


def _outcome(dossier: Dossier, kind: str) -> dict[str, Any]:
    last = dossier.timeline[-1]
    return {
        "id": dossier.id,
        "code": dossier.code,
        "kind": kind,
        "event_id": last.event_id,
        "occurred_at": last.occurred_at,
        "state": dossier.state,
        "state_name": state_name(dossier),
        "voided": dossier.voided,
        "due_at": dossier.due_at,
        "original_due_at": dossier.original_due_at,
        "shown_due_at": dossier.shown_due_at,
    }
