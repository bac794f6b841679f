"""What the command line answers about dossiers: values for programs, lines for people."""

from datetime import datetime
from typing import Any

import click

from desk_app.cli.as_json import plain
from desk_app.domain.dates import dated
from desk_app.domain.deadline_words import limit_words
from desk_app.domain.dossier import Dossier
from desk_app.domain.events import Event
from desk_app.domain.fees import due_now, money, owed, total
from desk_app.domain.people import mask_id
from desk_app.models.queries.dossiers import DossierLine
from desk_app.services.reception import Receipt
from desk_app.services.steps import STATE_WORDS

NO_DATE = "không có ngày hẹn trả cụ thể"
VOIDED = "Đã hủy tiếp nhận"


def receipt_json(receipt: Receipt) -> dict[str, Any]:
    """Return a registration for programs."""
    reception = receipt.reception
    return {
        "id": receipt.id,
        "code": receipt.code,
        "due_at": receipt.due_at,
        "provisional": receipt.provisional,
        "received_at": reception.received_at,
        "counted_from": reception.promised.received_effective,
        "limit": str(reception.limit),
        "procedure": {"code": reception.procedure.code, "name": reception.procedure.name},
        "summary": reception.summary,
        "book": reception.book,
        "ordinal": reception.ordinal,
        "fees_total": total(reception.fees),
        "fees_due_now": due_now(reception.fees),
        "fees_owed": owed(reception.fees),
        "warnings": [{"code": warned.code, "sentence": warned.sentence} for warned in receipt.warnings],
        "repeated": receipt.repeated,
    }


def dossier_json(dossier: Dossier, events: list[Event]) -> dict[str, Any]:
    """Return a folded dossier with its events for programs."""
    answers = {
        "id": dossier.id,
        "code": dossier.code,
        "state": dossier.state,
        "state_name": state_name(dossier),
        "due_at": dossier.due_at,
        "original_due_at": dossier.original_due_at,
        "shown_due_at": dossier.shown_due_at,
        "is_open": dossier.is_open,
        "is_finished": dossier.is_finished,
        "unit": dossier.unit,
        "owners": dossier.owners,
    }
    return {**plain(answers), **plain(dossier), "events": [event_json(event) for event in events]}


def event_json(event: Event) -> dict[str, Any]:
    """Return an event for programs: its envelope, and its body without the salt; None where it was erased."""
    body = None if event.body is None else {k: v for k, v in plain(event.body).items() if k != "salt"}
    return {**plain(event.envelope), "body": body}


def line_json(line: DossierLine) -> dict[str, Any]:
    """Return a dossier of a list for programs."""
    return {
        "id": line.id,
        "code": line.code,
        "state": int(line.state),
        "state_name": VOIDED if line.voided else STATE_WORDS[line.state],
        "voided": line.voided,
        "procedure": {"code": line.procedure_code, "name": line.procedure_name},
        "summary": line.summary,
        "owner": {"name": line.owner_name, "id_number": line.owner_id_number, "phone": line.owner_phone},
        "submitter": line.submitter_name,
        "unit": line.unit,
        "received_at": line.received_at,
        "due_at": line.due_at,
        "original_due_at": line.original_due_at,
        "finished_at": line.finished_at,
        "returned_at": line.returned_at,
    }


def state_name(dossier: Dossier) -> str:
    """Return the dossier's state in words."""
    return VOIDED if dossier.voided else STATE_WORDS[dossier.state]


def say_receipt(receipt: Receipt) -> None:
    """Tell a person what was registered."""
    reception = receipt.reception
    click.echo(f"{'Đã tiếp nhận từ trước' if receipt.repeated else 'Đã tiếp nhận'} hồ sơ {receipt.code}.")
    click.echo(f"  {reception.procedure.code} · {reception.summary}")
    click.echo(f"  Hẹn trả: {promised_words(receipt.due_at)} ({limit_words(reception.limit)})")
    if reception.fees:
        click.echo(f"  Lệ phí: {money(total(reception.fees))}")
    for warned in receipt.warnings:
        click.echo(warned.sentence, err=True)


def say_dossier(dossier: Dossier, events: list[Event]) -> None:
    """Show a dossier to a person."""
    source = dossier.reception or dossier.declined or dossier.guided or dossier.submitted
    click.echo(f"{dossier.code or dossier.id} · {state_name(dossier)}")
    if source is not None:
        click.echo(f"  {source.procedure.code} · {source.procedure.name}")
        click.echo(f"  Người nộp: {source.submitter.name}")
        click.echo(f"  Chủ hồ sơ: {'; '.join(owner.name for owner in dossier.owners)}")
        click.echo(f"  Nội dung: {source.summary}")
    if dossier.reception is not None:
        click.echo(f"  Tiếp nhận: {dated(dossier.reception.received_at)}, {dossier.reception.received_by}")
        click.echo(f"  Hẹn trả: {promised_words(dossier.shown_due_at)}")
        for paper in dossier.reception.papers:
            click.echo(f"  Giấy tờ: {paper.name}")
        if dossier.reception.fees:
            click.echo(f"  Lệ phí: {money(total(dossier.reception.fees))}")
    for flag in dossier.open_flags:
        click.echo(f"  Việc cần kiểm tra: {flag.kind} ({flag.why.value})")
    click.echo("Lịch sử:")
    for event in events:
        click.echo(f"  {dated(event.envelope.occurred_at)}  {event.envelope.kind}  {event.envelope.actor}")


def say_line(line: DossierLine) -> None:
    """Show a dossier of a list to a person; numbers of people are masked."""
    state = VOIDED if line.voided else STATE_WORDS[line.state]
    number = f" {mask_id(line.owner_id_number)}" if line.owner_id_number else ""
    due = "" if line.due_at is None else f" · hẹn {dated(line.due_at)}"
    click.echo(f"{line.code or line.id} · {state} · {line.summary} · {line.owner_name}{number}{due}")


def promised_words(due_at: datetime | None) -> str:
    """Return a promised moment in words."""
    return NO_DATE if due_at is None else dated(due_at)
