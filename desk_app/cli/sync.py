"""``desk-app enrol``, ``sync``, ``export-batch``, ``import-batch``: the desk and the central server."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from desk_app.cli.as_json import print_json
from desk_app.cli.context import Asked, asked, asks_store, at_the_desk, opened
from desk_app.cli.files import spare_the_store
from desk_app.domain.dates import dated
from desk_app.domain.errors import DeskError
from desk_app.models.store import Store
from desk_app.services.attachment_exchange import Sending
from desk_app.services.batch_files import export_batch, import_batch
from desk_app.services.enrolment import enrol as enrol_desk
from desk_app.services.round_terms import Exchanged
from desk_app.services.said import span_said
from desk_app.services.sync_round import note_held_files, run_files, run_round
from desk_app.sync.client import ServerAway, ServerRefused
from desk_app.sync.limits import DRIFT_MINUTES


@click.command()
@click.argument("url")
@click.argument("code")
@click.option("--authority", metavar="PEM", type=click.Path(path_type=Path), default=None, help="Chứng thư gốc riêng.")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def enrol(url: str, code: str, authority: Path | None, as_json: bool, store: Path | None, user: str | None) -> None:
    """Ghi danh quầy với máy chủ bằng mã dùng một lần do quản trị tỉnh cấp."""
    where = asked(store, user)
    with at_the_desk(where, write=True) as (opened_store, session):
        link = enrol_desk(opened_store, session, url, code, where.now(), authority=authority)
    if as_json:
        print_json(
            {
                "server": link.address,
                "office": link.office,
                "office_name": link.office_name,
                "enrolled_at": link.enrolled_at,
            }
        )
    else:
        click.echo(f"Đã ghi danh với {link.address} cho {link.office_name}. Gửi nhận lần đầu: desk-app sync.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def sync(as_json: bool, store: Path | None, user: str | None) -> None:
    """Gửi và nhận một lần với máy chủ. Mã thoát 0 chỉ khi máy chủ đã xác nhận đủ hai chiều."""
    where = asked(store, user)
    done = Exchanged()
    with opened(where, write=True) as opened_store:
        try:
            run_round(opened_store, where.now, done=done)
        except (ServerAway, ServerRefused) as fault:
            if as_json:
                print_json(sync_json(opened_store, done))
            raise fault.sentence from None
        away = _send_files(opened_store, where.now)
        answer = sync_json(opened_store, done)
    if away is not None:
        click.echo(f"Hồ sơ đã đồng bộ đủ; tệp đính kèm chưa gửi hết. {away}", err=True)
    if as_json:
        print_json(answer)
    else:
        click.echo(f"Đã đồng bộ: gửi {done.sent}, nhận {done.received}, còn chờ gửi {answer['queued']}.")
    if done.began_stream:
        click.echo("Một bản sao của kho này đã đồng bộ trước; từ nay kho này ghi thành nhánh riêng.", err=True)
    if abs(done.drift) > timedelta(minutes=DRIFT_MINUTES):
        word = "nhanh" if done.drift > timedelta(0) else "chậm"
        click.echo(f"Đồng hồ máy {word} {span_said(abs(done.drift))} so với máy chủ. Chỉnh lại đồng hồ.", err=True)
    if done.differing:
        click.echo(str(DeskError("sync_differs")), err=True)


def _send_files(store: Store, clock: Callable[[], datetime]) -> DeskError | None:
    """Send every attachment that waits; return why not all could go. The round before it is confirmed either way."""
    try:
        sending = run_files(store, Sending(bytes_left=None, calls_left=None))
        note_held_files(store, clock, sending)
    except (ServerAway, ServerRefused) as fault:
        return fault.sentence
    except DeskError as error:
        return error
    return sending.no_room


def sync_json(store: Store, done: Exchanged) -> dict[str, Any]:
    """Return what a round did, and where the desk stands after it, for programs."""
    with store.reading() as rd:
        link, queued = rd.sync.link(), rd.sync.queued()
    return {
        "sent": done.sent,
        "received": done.received,
        "quarantined": done.quarantined,
        "forks": done.forks,
        "queued": queued.count,
        "oldest": queued.oldest,
        "confirmed_at": link.confirmed_at if link is not None else None,
        "differing": done.differing,
        "began_stream": done.began_stream,
        "clock_drift_seconds": round(done.drift.total_seconds()),
    }


@click.command("export-batch")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def export_batch_file(file: Path, as_json: bool, store: Path | None, user: str | None) -> None:
    """Ghi phần chờ gửi vào một tệp trên thẻ nhớ; chỉ máy chủ mở được."""
    where = asked(store, user)
    spare_the_store(file)
    with opened(where, write=False) as opened_store:
        written = export_batch(opened_store, file, where.now())
    if as_json:
        print_json({"file": file, "events": written.events, "left": written.left})
        return
    click.echo(f"Đã ghi {written.events} việc chờ gửi vào {file}. Mang tệp đến nơi nhập vào máy chủ.")
    if written.left:
        click.echo(f"Còn {written.left} việc cho tệp sau, khi đã nhập tệp trả lời của tệp này.", err=True)


@click.command("import-batch")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def import_batch_file(file: Path, as_json: bool, store: Path | None, user: str | None) -> None:
    """Nhập tệp trả lời của máy chủ; nhập lần nữa không đổi gì."""
    where: Asked = asked(store, user)
    with opened(where, write=True) as opened_store:
        read = import_batch(opened_store, file, where.now)
        answer = {**sync_json(opened_store, read.done), "sent": read.confirmed, "made_at": read.made_at}
    if as_json:
        print_json(answer)
        return
    click.echo(
        f"Tệp máy chủ ghi {dated(read.made_at)}: đã xác nhận {read.confirmed} việc của quầy, nhận mới "
        f"{read.done.received}; còn chờ gửi {answer['queued']}."
    )
