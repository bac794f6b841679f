"""``desk-app due``: when a result would be promised, and why that day."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from desk_app.cli.as_json import print_json
from desk_app.cli.context import Asked, asked, asks_store, opened
from desk_app.command_line import WrongCommand
from desk_app.domain.appointment import Appointment, DeadlineRules
from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.dates import dated, office_time
from desk_app.domain.deadline import appointment
from desk_app.domain.deadline_words import (
    NO_FIXED_DATE,
    explanation,
    limit_words,
    provisional_sentence,
    step_words,
)
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.limits import TimeLimit, Unit, parse_limit
from desk_app.domain.procedures import ChannelKind
from desk_app.domain.text import clean_line
from desk_app.services.moments import on_office_clock

sentences(
    bad_moment="Thời điểm “{text}” không đọc được. Ghi như 2023-10-27T09:32.",
)


@click.command()
@click.option("--limit", default=None, help='Thời hạn: "5 working_day", "20 day", "8 hour", "1 month", same_day, none.')
@click.option("--procedure", "procedure_code", metavar="CODE", default=None, help="Lấy thời hạn của thủ tục này.")
@click.option("--case", default="", help="Trường hợp của thủ tục.")
@click.option("--variant", type=click.IntRange(0), help="Mức thứ mấy, từ 0, khi kênh có nhiều mức thời hạn.")
@click.option("--received", default=None, metavar="TIME", help="Lúc tiếp nhận (mặc định: bây giờ).")
@click.option("--channel", type=click.Choice([kind.value for kind in ChannelKind]), default="direct")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def due(
    limit: str | None,
    procedure_code: str | None,
    case: str,
    variant: int | None,
    received: str | None,
    channel: str,
    as_json: bool,
    store: Path | None,
    user: str | None,
) -> int:
    """Tính ngày hẹn trả và giải thích từng ngày. Lịch chưa công bố: ngày dự kiến, mã thoát 3."""
    if (limit is None) == (procedure_code is None):
        raise WrongCommand("cần đúng một trong hai: --limit hoặc --procedure")
    if limit is not None and (case or variant is not None):
        raise WrongCommand("--case và --variant chỉ đi cùng --procedure")
    where = asked(store, user)
    moment = where.now() if received is None else read_moment(received)
    kind = ChannelKind(channel)
    others: tuple[TimeLimit, ...] = ()
    doubt = ""
    if procedure_code is not None:
        day = office_time(moment).date()
        found, others, doubt, calendar, rules = _of_procedure(
            where, procedure_code, clean_line(case), variant, kind, day
        )
    else:
        assert limit is not None
        found = parse_limit(limit)
        calendar, rules = _of_office(where)
    promised = appointment(moment, found, calendar, rules, kind.value)
    if as_json:
        print_json(due_json(promised))
    else:
        click.echo(", ".join(filter(None, (limit_words(found), f"tiếp nhận {dated(moment)}"))))
        for line in explanation(promised):
            click.echo(f"  {line}")
    if doubt:
        click.echo(doubt, err=True)
    if others:
        choice = "; ".join(f"{place}: {limit_words(limit) or NO_FIXED_DATE}" for place, limit in enumerate(others))
        click.echo(
            f"Thủ tục công bố nhiều mức thời hạn; đã tính theo mức đầu. Chọn bằng --variant: {choice}.", err=True
        )
    if promised.provisional:
        click.echo(provisional_sentence(promised), err=True)
        return 3
    return 0


def due_json(promised: Appointment) -> dict[str, Any]:
    """Return an appointment for programs. Times ISO 8601 with offset."""
    return {
        "due_at": promised.due_at,
        "provisional": promised.provisional,
        "received_at": promised.received,
        "counted_from": promised.received_effective,
        "limit": str(promised.limit),
        "channel": promised.channel,
        "sentence": provisional_sentence(promised),
        "steps": [{**step.model_dump(), "text": step_words(step)} for step in promised.steps],
    }


def read_moment(text: str) -> datetime:
    """Return a moment; without an offset it is the office's time. Raises DeskError ``bad_moment``."""
    try:
        return on_office_clock(datetime.fromisoformat(text))
    except ValueError:
        raise DeskError("bad_moment", text=text) from None


def _of_office(where: Asked) -> tuple[OfficeCalendar, DeadlineRules]:
    """Return the store's calendar and rules; those shipped where no store was named and none stands."""
    from desk_app.shipped_calendars import shipped_calendars

    if not where.names_a_store and not where.folder.is_dir():
        return OfficeCalendar(years=shipped_calendars()), DeadlineRules()
    from desk_app.services.office_settings import office_calendar, office_settings

    with opened(where, write=False) as store, store.reading() as rd:
        office = office_settings(rd)
        return office_calendar(rd, office), office.rules


def _of_procedure(
    where: Asked, code: str, case: str, variant: int | None, channel: ChannelKind, on: date
) -> tuple[TimeLimit, tuple[TimeLimit, ...], str, OfficeCalendar, DeadlineRules]:
    """Return the procedure's limit and what the count stands on.

    Between them the limits one of which should have been chosen, and what is said where another channel's was taken.
    """
    from desk_app.services.ground import ground_for
    from desk_app.services.promise import channel_doubt, check_case, limit_for, variants

    with opened(where, write=False) as store, store.reading() as rd:
        ground = ground_for(rd, code, "receipt", on=on)
        check_case(ground.procedure, case)
        found = limit_for(ground.procedure, ground.layer, channel, case, variant or 0)
        if found.row is None and found.limit.unit is Unit.MISSING:
            raise DeskError("limit_not_published", procedure=ground.procedure.code)
        limits = tuple(row.limit for row in variants(ground.procedure, ground.layer, channel, case))
        others = limits if variant is None and len(set(map(str, limits))) > 1 else ()
        doubt = channel_doubt(ground.procedure, ground.layer, channel, case)
        return found.limit, others, "" if doubt is None else str(doubt), ground.calendar, ground.office.rules


__all__ = ["due", "due_json", "read_moment"]
