"""``desk-app catalogue``: bring procedures in, find one, show it, tell what changed."""

import sys
from pathlib import Path
from typing import Any

import click

from desk_app.cli.as_json import print_json
from desk_app.cli.context import asked, asks_store, opened, signed_in
from desk_app.cli.files import spare_the_store
from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError, sentences

sentences(
    unknown_version="Thủ tục {code} không có bản {version}. Không ghi --version để xem bản hiện hành.",
    already_there="Tệp {name} đã có. Chọn tên khác, để không mất danh mục đang điền.",
)

_MOST_REPORTED = 20


@click.group()
def catalogue() -> None:
    """Danh mục thủ tục: nhập, tìm, xem, những gì thay đổi."""


@catalogue.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--abolish-missing", is_flag=True, help="Bãi bỏ thủ tục mà danh sách đầy đủ của cơ quan không còn nêu.")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def import_files(
    files: tuple[Path, ...], abolish_missing: bool, as_json: bool, store: Path | None, user: str | None
) -> int:
    """Nhập danh mục: tệp Cổng xuất ra (CSV, XLSX), bản ghi chi tiết, JSON quốc gia, bảng kê của đơn vị.

    Mỗi tệp là một lần ghi trọn vẹn; tệp hỏng thì dừng ở đó và danh mục giữ nguyên.
    """
    from desk_app.services.catalogue import LEAST_COVER, import_file

    results = []
    where = asked(store, user)
    with opened(where, write=True) as opened_store:
        session = signed_in(opened_store, where)
        for path in files:
            telling = None if as_json or not sys.stderr.isatty() else _tell
            done = import_file(
                opened_store, session, path, where.now(), abolish_missing=abolish_missing, telling=telling
            )
            results.append(import_json(done))
            if not as_json:
                _say_import(done)
            if abolish_missing and not done.abolished:
                click.echo(
                    f"{done.source}: không bãi bỏ thủ tục nào. Chỉ danh sách nêu từ {LEAST_COVER:.0%} số thủ tục "
                    "đã biết của cơ quan công bố mới được coi là đầy đủ.",
                    err=True,
                )
    if as_json:
        print_json(results)
    return 0


@catalogue.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--listed", is_flag=True, help="Chỉ trong danh mục của đơn vị.")
@click.option("--limit", type=click.IntRange(1, 500), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def search(text: tuple[str, ...], listed: bool, limit: int, as_json: bool, store: Path | None, user: str | None) -> int:
    """Tìm thủ tục theo tên (có dấu hoặc không), mã, lĩnh vực, từ thường gọi."""
    with opened(asked(store, user), write=False) as opened_store, opened_store.reading() as rd:
        found = rd.procedures.search(" ".join(text), listed_only=listed, limit=limit)
    if as_json:
        print_json(
            [
                {
                    "code": line.code,
                    "name": line.name,
                    "short_name": line.short_name,
                    "field": line.field,
                    "status": line.status.value,
                    "listed": line.listed,
                    "favourite": line.favourite,
                }
                for line in found
            ]
        )
        return 0
    for line in found:
        mark = "●" if line.listed else "○"
        click.echo(f"{mark} {line.code}  {line.short_name or line.name}  ({line.field})")
    if not found:
        click.echo("Không thấy thủ tục nào. Thử ít từ hơn, hoặc nhập danh mục của Cổng.")
    return 0


@catalogue.command()
@click.argument("code")
@click.option("--version", "ordinal", type=click.IntRange(1), default=None, help="Một phiên bản đã công bố trước.")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def show(code: str, ordinal: int | None, as_json: bool, store: Path | None, user: str | None) -> int:
    """Xem một thủ tục: cách nộp, thời hạn, lệ phí, giấy tờ, và phần đơn vị tự đặt."""
    with opened(asked(store, user), write=False) as opened_store, opened_store.reading() as rd:
        found = rd.procedures.current(code) if ordinal is None else rd.procedures.version(code, ordinal)
        if found is None and ordinal is not None and rd.procedures.current(code) is not None:
            raise DeskError("unknown_version", code=code, version=ordinal)
        if found is None:
            raise DeskError("unknown_procedure", code=code)
        record = rd.layers.record(code)
    if as_json:
        print_json(procedure_json(found, record))
    else:
        _say_procedure(found, record)
    return 0


@catalogue.command()
@click.option("--all", "everything", is_flag=True, help="Cả những thay đổi đã đọc, mới nhất trước.")
@click.option("--limit", type=click.IntRange(1, 5000), default=200, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def changes(everything: bool, limit: int, as_json: bool, store: Path | None, user: str | None) -> int:
    """Những gì các lần nhập đã đổi mà chưa ai đọc: mới, sửa đổi, bãi bỏ, từng mục và từ ngày nào."""
    from desk_app.services.posting import change_details, change_lines

    with opened(asked(store, user), write=False) as opened_store:
        lines = change_lines(opened_store, unread_only=not everything, limit=limit)
        told = [(line, change_details(opened_store, line.change)) for line in lines]
    if as_json:
        print_json([change_json(line, details) for line, details in told])
        return 0
    for line, details in told:
        _say_change(line, details)
    if not told:
        click.echo("Không có thay đổi nào chưa đọc.")
    return 0


@catalogue.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Ghi đè tệp đã có.")
def template(file: Path, force: bool) -> int:
    """Ghi bảng kê trống (XLSX) để đơn vị tự điền danh mục của mình."""
    from desk_app.services.catalogue_template import write_template

    if file.exists() and not force:
        raise DeskError("already_there", name=file.name)
    spare_the_store(file)
    write_template(file)
    click.echo(f"Đã ghi {file}")
    return 0


def import_json(done: Any) -> dict[str, Any]:
    """Return what an import did, for programs."""
    return {
        "file": done.source,
        "kind": done.kind.value,
        "new": done.new,
        "amended": done.amended,
        "abolished": done.abolished,
        "details_added": done.completed,
        "unchanged": done.unchanged,
        "missing": [{"code": line.national_code, "name": line.name} for line in done.missing],
        "flagged": list(done.flagged),
        "rows": [
            {"row": row.row, "sheet": row.sheet, "code": row.code, "outcome": row.outcome.value, "reason": row.reason}
            for row in done.report
            if row.reason
        ],
    }


def procedure_json(found: Any, record: Any) -> dict[str, Any]:
    """Return a version with the office's layer, for programs. Limits are as published, papers on the office's shelves.

    The key names are fixed: other programs read them.
    """
    from desk_app.domain.procedures import OfficeLayer, PaperClass
    from desk_app.services.office_layer import papers_as_read

    procedure, layer = found.procedure, record.layer if record else OfficeLayer()
    return {
        "code": procedure.code,
        "name": procedure.name,
        "short_name": layer.short_name,
        "version": found.ordinal,
        "field": procedure.field,
        "levels": list(procedure.levels),
        "agencies": list(procedure.agencies),
        "decision": procedure.decision,
        "status": procedure.status.value,
        "effective_from": _day(procedure.effective_from),
        "effective_to": _day(procedure.effective_to),
        "channels": [
            {
                "channel": row.channel.value,
                "case": row.case,
                "limit": {"amount": _number(row.limit.amount), "unit": row.limit.unit.value, "text": row.limit.text},
                "fees": [
                    {"amount": _number(fee.amount), "currency": fee.currency, "text": fee.text} for fee in row.fees
                ],
                "note": row.note,
            }
            for row in procedure.channels
        ],
        "papers": [
            {
                "case": row.case,
                "class": row.paper_class.value,
                "name": row.name,
                "original": row.original,
                "copy": row.copy_count,
                "is_note": row.paper_class is PaperClass.NOTE,
                "form": row.form,
            }
            for row in papers_as_read(procedure, layer)
        ],
        "results": list(procedure.results),
        "legal_basis": list(procedure.legal_basis),
        "office_layer": {**layer.model_dump(mode="json"), "to_check": list(record.stale) if record else []},
    }


def change_json(line: Any, details: Any) -> dict[str, Any]:
    """Return one change field by field, for programs."""
    return {
        "code": line.code,
        "name": details.name,
        "change": line.change.change,
        "effective_from": _day(line.change.effective_from),
        "from_version": line.change.from_ordinal,
        "to_version": line.change.to_ordinal,
        "listed": line.listed,
        "source": line.change.source,
        "noted_at": office_time(line.change.noted_at).isoformat(),
        "read": line.change.read_at is not None,
        "fields": [field.model_dump(mode="json") for field in details.fields],
    }


def _number(amount: Any) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _day(day: Any) -> str | None:
    return None if day is None else day.isoformat()


def _tell(done: int, total: int, doing: str) -> None:
    click.echo(f"\r{doing}: {done}/{total}   ", nl=done >= total, err=True)


def _say_import(done: Any) -> None:
    click.echo(
        f"{done.source}: {done.new} mới, {done.amended} sửa đổi, {done.abolished} bãi bỏ, "
        f"{done.completed} bổ sung chi tiết, {done.unchanged} không đổi."
    )
    told = [row for row in done.report if row.reason]
    for row in told[:_MOST_REPORTED]:
        place = f"{row.sheet}, dòng {row.row}" if row.sheet else f"dòng {row.row}"
        click.echo(f"  {place} {row.code}: {row.reason}")
    if len(told) > _MOST_REPORTED:
        click.echo(f"  … và {len(told) - _MOST_REPORTED} dòng khác có ghi chú (xem đủ với --json)")
    for line in done.missing[:_MOST_REPORTED]:
        click.echo(f"  không còn trong danh sách: {line.national_code} {line.name}")
    if done.missing:
        click.echo(f"  {len(done.missing)} thủ tục trên vẫn giữ nguyên; bãi bỏ: nhập lại với --abolish-missing.")
    if done.flagged:
        click.echo(f"  {len(done.flagged)} thủ tục có phần của đơn vị cần xem lại.")


def _say_procedure(found: Any, record: Any) -> None:
    from desk_app.domain.procedure_diff import CLASS_LABELS, STATUS_LABELS, channel_words, paper_words
    from desk_app.domain.procedures import OfficeLayer
    from desk_app.services.office_layer import papers_as_read

    procedure, layer = found.procedure, record.layer if record else OfficeLayer()
    click.echo(f"{procedure.code}  {procedure.name}")
    if layer.short_name:
        click.echo(f"Tên gọi tắt: {layer.short_name}")
    facts = (procedure.field, ", ".join(procedure.levels), procedure.decision, STATUS_LABELS[procedure.status])
    click.echo(" · ".join(fact for fact in facts if fact) + f" · bản {found.ordinal}")
    for row in procedure.channels:
        hidden = "  (đơn vị đã ẩn)" if row.key in layer.hidden_channels else ""
        click.echo(f"  {channel_words(row)}{hidden}")
    papers = papers_as_read(procedure, layer)
    for shelf in dict.fromkeys(row.paper_class for row in papers):
        click.echo(f"Giấy tờ {CLASS_LABELS[shelf]}:")
        for row in papers:
            if row.paper_class is shelf:
                click.echo(f"  - {paper_words(row)}")
    for stale in record.stale if record else ():
        click.echo(f"! Cần xem lại: {stale}")


def _say_change(line: Any, details: Any) -> None:
    from desk_app.services.posting import KIND_WORDS

    since = f" từ {line.change.effective_from:%d/%m/%Y}" if line.change.effective_from else ""
    click.echo(f"{KIND_WORDS[line.kind]}{since}: {line.code}  {line.short_name or details.name}")
    for field in details.fields:
        if field.rows:
            click.echo(f"  {field.label}:")
            for row in field.rows:
                click.echo(f"    {row.old or '(thêm)'} → {row.new or '(bỏ)'}")
        else:
            click.echo(f"  {field.label}: {field.old or '(trống)'} → {field.new or '(trống)'}")
