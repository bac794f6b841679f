"""``desk-app submit``: what came online or by post, written down until it is accepted, and the list of what waits."""

from pathlib import Path
from typing import Any

import click

from desk_app.cli.as_json import print_json
from desk_app.cli.context import asked, asks_store, at_the_desk
from desk_app.cli.files import read_text
from desk_app.command_line import WrongCommand
from desk_app.domain.dates import dated
from desk_app.services.receive_command import read_json
from desk_app.services.submissions import Submission, checked_submit, waiting_submissions
from desk_app.services.submissions import submit as write_down


@click.command()
@click.argument("file", required=False)
@click.option("--waiting", is_flag=True, help="Liệt kê hồ sơ mới đăng ký, chờ tiếp nhận.")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def submit(file: str | None, waiting: bool, as_json: bool, store: Path | None, user: str | None) -> None:
    """Ghi một hồ sơ nộp trực tuyến hoặc qua bưu chính, chờ tiếp nhận, từ tệp JSON."""
    if (file is None) != waiting:
        raise WrongCommand("cần tên tệp JSON (- là đầu vào chuẩn), hoặc --waiting để xem hồ sơ chờ tiếp nhận")
    where = asked(store, user)
    if file is None:
        with at_the_desk(where, write=False) as (opened_store, _), opened_store.reading() as rd:
            found = waiting_submissions(rd)
        if as_json:
            print_json([submission_json(one) for one in found])
        elif not found:
            click.echo("Không có hồ sơ nào chờ tiếp nhận.")
        for one in () if as_json else found:
            _say(one)
        return
    command = checked_submit(read_json(read_text(file)))
    with at_the_desk(where, write=True) as (opened_store, session):
        written = write_down(opened_store, session, command, where.now())
    if as_json:
        print_json(submission_json(written))
    else:
        click.echo("Đã ghi từ trước, chờ tiếp nhận:" if written.repeated else "Đã ghi, chờ tiếp nhận:")
        _say(written)


def submission_json(submission: Submission) -> dict[str, Any]:
    """Return a submission for programs."""
    body = submission.submitted
    return {
        "id": submission.id,
        "procedure": {"code": body.procedure.code, "name": body.procedure.name},
        "channel": body.channel,
        "submitter": body.submitter,
        "owners": body.owners,
        "summary": body.summary,
        "external": body.external,
        "submitted_at": body.submitted_at,
        "repeated": submission.repeated,
    }


def _say(submission: Submission) -> None:
    body = submission.submitted
    named = f"{body.external.code} · " if body.external is not None and body.external.code else ""
    people = "; ".join(owner.name for owner in body.owners)
    click.echo(
        f"{named}{submission.id} · {body.procedure.code} · {body.summary} · {people} · {dated(body.submitted_at)}"
    )
