"""``desk-app attach``: a scanned file goes to a paper of a dossier, as in the window."""

from pathlib import Path

import click

from desk_app.cli.as_json import print_json
from desk_app.cli.context import asked, asks_store, at_the_desk
from desk_app.cli.dossiers import find_dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.models.attachments import MAX_BYTES
from desk_app.services.digitising import WHOLE, attach, next_row, paper_rows

sentences(file_to_attach_unreadable="Không đọc được tệp {file}. Kiểm tra tên tệp và quyền đọc.")


@click.command("attach")
@click.argument("code")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--paper", metavar="TÊN", default=None, help="Tên giấy tờ, hoặc số thứ tự; không ghi: giấy tờ kế tiếp.")
@click.option("--whole", is_flag=True, help="Tệp là cả bộ hồ sơ.")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def attach_file(
    code: str, file: Path, paper: str | None, whole: bool, as_json: bool, store: Path | None, user: str | None
) -> None:
    """Gắn một tệp quét (PDF, JPEG, PNG, TIFF) vào giấy tờ của hồ sơ; tệp gốc để nguyên."""
    content = _read(file)
    where = asked(store, user)
    with at_the_desk(where, write=True) as (opened_store, session):
        with opened_store.reading() as rd:
            dossier = find_dossier(rd, code)
        rows = paper_rows(dossier)
        if whole:
            paper = WHOLE
        elif paper is None:
            waiting = next_row(rows)
            paper = waiting.paper if waiting else WHOLE
        else:
            paper = next((row.paper for row in rows if row.number and str(row.number) == paper.strip()), paper)
        done = attach(opened_store, session, dossier.id, paper, file.name, content, where.now())
    if as_json:
        print_json(
            {
                "id": done.dossier,
                "code": done.code,
                "paper": done.paper,
                "event_id": done.event,
                "content": done.content,
                "already": done.already,
            }
        )
    else:
        words = "đã gắn từ trước" if done.already else "đã gắn"
        click.echo(f"Tệp {file.name} {words} vào hồ sơ {done.code} – {done.paper or 'cả bộ hồ sơ'}.")


def _read(file: Path) -> bytes:
    if not file.is_file():
        # A pipe or a device would be waited for, or never end.
        raise DeskError("file_to_attach_unreadable", file=file)
    try:
        with file.open("rb") as stream:
            # One byte beyond the limit is enough to be told that it is too large.
            return stream.read(MAX_BYTES + 1)
    except OSError:
        raise DeskError("file_to_attach_unreadable", file=file) from None
