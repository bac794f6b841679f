"""``desk-app late``, ``book``, ``log``, ``report``, ``export-national``: the supervisor's lists, papers and records."""

import json
import tomllib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from desk_app.cli.answers import line_json
from desk_app.cli.as_json import print_json
from desk_app.cli.context import Command, asked, asks_store, at_the_desk
from desk_app.cli.files import read_text, write_file
from desk_app.domain.dates import dated, office_time, paper_date
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.forms.period_papers import DayLogData
from desk_app.models.transaction import Reading
from desk_app.services.accounts import Session
from desk_app.services.day_closing import kept_paper
from desk_app.services.day_log import day_log_paper, day_report
from desk_app.services.follow_up_book import BookWanted, book_data, book_paper, book_rows
from desk_app.services.late import Watch, WatchedDossier, WatchFilter, watched
from desk_app.services.national_export import national_export
from desk_app.services.report_06a import By, report_06a, report_06a_data, report_06a_paper
from desk_app.services.spreadsheets import Sheet, book_sheet, day_log_sheet, report_06a_sheet, workbook

sentences(
    out_is_pdf_or_xlsx="Tệp ghi ra phải là .pdf hoặc .xlsx, không phải “{name}”.",
    part_of_one_day="Giấy đã chốt là của một ngày. Ghi --from và --to cùng một ngày, hoặc chỉ ghi --from.",
    kept_is_pdf="Giấy đã chốt chỉ có dạng PDF. Đặt tên tệp “{name}” kết thúc bằng .pdf.",
    bad_day="“{text}” không phải ngày. Ghi như 2026-08-27 hoặc 27/08/2026.",
    bad_sectors='Tệp {name} phải ghi mỗi dòng một lĩnh vực, như "Hộ tịch" = "G15-TP01".',
    days_backwards="Ngày đầu {first} sau ngày cuối {last}. Ghi lại --from và --to.",
)

WATCH_WORDS = {
    Watch.LATE: "Quá hạn",
    Watch.DUE_TODAY: "Đến hạn hôm nay",
    Watch.SOON: "Sắp đến hạn",
    Watch.WAITING: "Đang chờ",
    Watch.READY: "Có kết quả, chưa đến nhận",
}

_DAYS_WORDS = {
    Watch.LATE: "trễ {days} ngày làm việc",
    Watch.SOON: "còn {days} ngày làm việc",
    Watch.WAITING: "đã chờ {days} ngày làm việc",
    Watch.READY: "có kết quả đã {days} ngày làm việc",
}
"""What the number of days of a group counts; what is due today has none."""

Made = Callable[[Reading, Session, datetime], bytes]


class Day(click.ParamType[date]):
    """A day, as programs or people write it."""

    name = "D"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day. Raises DeskError ``bad_day``."""
        if isinstance(value, date):
            return value
        for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(str(value), pattern).date()  # noqa: DTZ007  a day has no zone
            except ValueError:
                continue
        raise DeskError("bad_day", text=value)


def _between(command: Command) -> Command:
    command = click.option("--to", "last", type=Day(), default=None, help="Ngày cuối (mặc định: hôm nay).")(command)
    return click.option("--from", "first", type=Day(), default=None, help="Ngày đầu (mặc định: ngày cuối).")(command)


def _out(command: Command) -> Command:
    return click.option(
        "--out", type=click.Path(path_type=Path), required=True, metavar="F.pdf|F.xlsx", help="Tệp ghi ra."
    )(command)


@click.command()
@click.option("--unit", default=None, help="Chỉ hồ sơ đang ở đơn vị này.")
@click.option("--field", default=None, help="Chỉ lĩnh vực này.")
@click.option("--clerk", default=None, help="Chỉ hồ sơ do tài khoản này tiếp nhận.")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def late(
    unit: str | None, field: str | None, clerk: str | None, as_json: bool, store: Path | None, user: str | None
) -> None:
    """Hồ sơ cần theo dõi: quá hạn, đến hạn hôm nay, sắp đến hạn, đang chờ, chưa đến nhận."""
    where = asked(store, user)
    with at_the_desk(where, write=False) as (opened, _), opened.reading() as rd:
        lines = watched(rd, where.now(), WatchFilter(unit, field, clerk))
    if as_json:
        print_json([_watched_json(line) for line in lines])
        return
    for group in Watch:
        these = [line for line in lines if line.group is group]
        if these:
            click.echo(f"{WATCH_WORDS[group]}: {len(these)}")
            for line in these:
                click.echo(f"  {_watched_words(line)}")
    if not lines:
        narrowed = " trong phần đã chọn" if unit or field or clerk else ""
        click.echo(f"Không có hồ sơ nào cần theo dõi{narrowed}.")


@click.command()
@_between
@click.option("--field", default="", help="Chỉ lĩnh vực này.")
@click.option("--book", "book_number", default="", help="Chỉ quyển sổ này.")
@_out
@asks_store
def book(
    first: date | None,
    last: date | None,
    field: str,
    book_number: str,
    out: Path,
    store: Path | None,
    user: str | None,
) -> None:
    """Sổ theo dõi hồ sơ ra tệp PDF hoặc XLSX."""

    def sheet(rd: Reading, by: Session, now: datetime, wanted: BookWanted) -> Sheet:
        return book_sheet(book_data(rd, by, wanted, book_rows(rd, wanted, now), now))

    where = asked(store, user)
    days = _days(first, last, where.now())
    wanted = BookWanted(*days, field=field, book=book_number)
    _make(
        store,
        user,
        out,
        pdf=lambda rd, by, now: book_paper(rd, by, wanted, now).pdf,
        xlsx=lambda rd, by, now: workbook([sheet(rd, by, now, wanted)], now),
    )


@click.command()
@_between
@click.option(
    "--part",
    type=click.IntRange(min=0),
    default=None,
    metavar="N",
    help="Giấy đã chốt của một ngày, đúng từng byte: 0 là cả ngày, N là phần bổ sung số N.",
)
@_out
@asks_store
def log(
    first: date | None, last: date | None, part: int | None, out: Path, store: Path | None, user: str | None
) -> None:
    """Báo cáo tiếp nhận, giải quyết trong ngày (hoặc kỳ) ra tệp PDF hoặc XLSX; --part: giấy của ngày đã chốt."""

    def data(rd: Reading, by: Session, now: datetime) -> DayLogData:
        return day_report(rd, by, *days, now)

    def kept(rd: Reading, by: Session, _now: datetime) -> bytes:
        assert part is not None
        return kept_paper(rd, by, days[0], part).pdf

    def never(_rd: Reading, _by: Session, _now: datetime) -> bytes:
        raise DeskError("kept_is_pdf", name=out.name)

    days = _days(first, last if part is None else last or first, asked(store, user).now())
    if part is not None:
        if days[0] != days[1]:
            raise DeskError("part_of_one_day")
        _make(store, user, out, pdf=kept, xlsx=never)
        return
    _make(
        store,
        user,
        out,
        pdf=lambda rd, by, now: day_log_paper(rd, by, *days, now).pdf,
        xlsx=lambda rd, by, now: workbook([day_log_sheet(data(rd, by, now))], now),
    )


@click.command()
@click.argument("name", type=click.Choice(["06a"]))
@_between
@click.option("--by", "grouping", type=click.Choice([by.value for by in By]), default="field", help="Mỗi dòng là gì.")
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="F.pdf|F.xlsx", help="Tệp ghi ra.")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def report(
    name: str,
    first: date | None,
    last: date | None,
    grouping: str,
    out: Path | None,
    as_json: bool,
    store: Path | None,
    user: str | None,
) -> None:
    """Báo cáo thống kê: 06a là biểu II.06a/VPCP/KSTT."""
    where = asked(store, user)
    days = _days(first, last, where.now())
    file = None
    if out is not None:
        file = _file_made(
            out,
            pdf=lambda rd, who, now: report_06a_paper(rd, who, found, now).pdf,
            xlsx=lambda _rd, _who, now: workbook([report_06a_sheet(data)], now),
        )
    with at_the_desk(where, write=False) as (opened, session), opened.reading() as rd:
        found = report_06a(rd, *days, where.now(), By(grouping))
        data = report_06a_data(rd, session, found, where.now())
        content = b"" if file is None else file(rd, session, where.now())
    if out is not None:
        write_file(out, content)
    if as_json:
        ratios = {
            words: {
                "numerator": ratio.numerator,
                "denominator": ratio.denominator,
                "percent": None if ratio.percent is None else float(ratio.percent),
            }
            for words, ratio in found.ratios
        }
        print_json(
            {
                "report": name,
                "from": found.first,
                "to": found.last,
                "by": grouping,
                "rows": data.rows,
                "sum": data.sum,
                "ratios": ratios,
                "identities": data.identities,
                "footnotes": data.footnotes,
            }
        )
    elif out is not None:
        click.echo(f"Đã ghi ra {out}.")
    else:
        for row in (*data.rows, data.sum):
            click.echo(
                f"{row.name}: tiếp nhận {row.received} · đã giải quyết {row.resolved} (quá hạn {row.late}) · "
                f"đang giải quyết {row.unresolved} (quá hạn {row.running_late})"
            )
        for line in (*data.identities, *data.ratios, *data.footnotes):
            click.echo(line)


@click.command("export-national")
@click.argument("file", type=click.Path(path_type=Path))
@_between
@click.option(
    "--sectors",
    type=click.Path(path_type=Path),
    default=None,
    metavar="F.toml",
    help='Mã lĩnh vực quốc gia theo tên: "Hộ tịch" = "G15-TP01".',
)
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def export_national(
    file: Path,
    first: date | None,
    last: date | None,
    sectors: Path | None,
    as_json: bool,
    store: Path | None,
    user: str | None,
) -> None:
    """Ghi bản ghi DongBoHoSoMC và CapNhatTienDoHoSoMC của một kỳ ra tệp JSON; hồ sơ thiếu dữ liệu được liệt kê."""
    where = asked(store, user)
    days = _days(first, last, where.now())
    codes = _sector_codes(sectors) if sectors is not None else {}
    with at_the_desk(where, write=False) as (opened, session), opened.reading() as rd:
        export = national_export(rd, session, *days, where.now(), codes)
    write_file(file, json.dumps(export.document(), ensure_ascii=False, indent=1).encode())
    if as_json:
        print_json(
            {
                "file": file,
                "dossiers": len(export.dossiers),
                "progress": len(export.progress),
                "missing": [{"code": one.code, "fields": one.fields} for one in export.missing],
                "left_empty": [{"code": one.code, "fields": one.fields} for one in export.left_empty],
            }
        )
        return
    click.echo(f"Đã ghi {len(export.dossiers)} hồ sơ, {len(export.progress)} bước xử lý ra {file}.")
    for one in export.missing:
        click.echo(f"Chưa ghi hồ sơ {one.code}: thiếu {', '.join(one.fields)}.", err=True)
    for one in export.left_empty:
        click.echo(f"Đã ghi hồ sơ {one.code}, để trống {', '.join(one.fields)}.", err=True)


def _sector_codes(file: Path) -> dict[str, str]:
    """Return the national codes of fields by their names. Raises DeskError ``bad_sectors``."""
    try:
        table = tomllib.loads(read_text(str(file)))
    except tomllib.TOMLDecodeError as error:
        raise DeskError("bad_sectors", name=file.name) from error
    if not all(isinstance(code, str) for code in table.values()):
        raise DeskError("bad_sectors", name=file.name)
    return table


def _file_made(out: Path, *, pdf: Made, xlsx: Made) -> Made:
    """Return what makes a file of its name's kind. Raises DeskError ``out_is_pdf_or_xlsx``."""
    made = {".pdf": pdf, ".xlsx": xlsx}.get(out.suffix.lower())
    if made is None:
        raise DeskError("out_is_pdf_or_xlsx", name=out.name)
    return made


def _make(store: Path | None, user: str | None, out: Path, *, pdf: Made, xlsx: Made) -> None:
    """Write a paper or a sheet, by the name of the file. Raises DeskError ``out_is_pdf_or_xlsx``."""
    made = _file_made(out, pdf=pdf, xlsx=xlsx)
    where = asked(store, user)
    with at_the_desk(where, write=False) as (opened, session), opened.reading() as rd:
        content = made(rd, session, where.now())
    write_file(out, content)
    click.echo(f"Đã ghi ra {out}.")


def _days(first: date | None, last: date | None, now: datetime) -> tuple[date, date]:
    """Return the span asked for: to today where no end is said, one day where no beginning is.

    Raises DeskError ``days_backwards``.
    """
    end = last or office_time(now).date()
    begin = first or end
    if begin > end:
        raise DeskError("days_backwards", first=paper_date(begin), last=paper_date(end))
    return begin, end


def _watched_json(line: WatchedDossier) -> dict[str, Any]:
    return {
        **line_json(line.line),
        "group": line.group,
        "days": line.days,
        "counted_late": line.counted_late,
        "shown_due_at": line.shown_due_at,
        "apology_until": line.apology_until,
        "apology_in_time": line.apology_in_time,
        "apologies": line.apologies,
        "apology_drafted": line.apology_drafted,
        "since": line.since,
    }


def _watched_words(line: WatchedDossier) -> str:
    due = f", hẹn {dated(line.due_at)}" if line.due_at else ""
    days = f", {_DAYS_WORDS[line.group].format(days=line.days)}" if line.days else ""
    letter = ""
    if line.group is Watch.LATE:
        letter = ", đã xin lỗi" if line.apologies else ", chưa xin lỗi"
    elif line.apology_until is not None and line.apology_in_time and line.group is Watch.SOON:
        letter = f", xin lỗi kịp đến {paper_date(line.apology_until)}"
    where = line.unit or "quầy"
    return f"{line.line.code} · {line.line.summary} · {line.line.owner_name} · {where}{due}{days}{letter}"
