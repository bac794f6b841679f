"""``desk-app print``: a paper into a PDF file."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

import click

from desk_app.cli.as_json import print_json
from desk_app.cli.context import asked, asks_store, at_the_desk, opened
from desk_app.cli.dossiers import find_dossier
from desk_app.cli.files import write_file
from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import PrintOutcome
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.domain.text import clean_line
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.back_entry import reserve_slips
from desk_app.services.emergency_slips import EMERGENCY, emergency_paper, emergency_size, unused_slips
from desk_app.services.guide_data import GUIDE, POSTING, procedure_sheet
from desk_app.services.papers import DOSSIER_PAPERS, Paper, dossier_paper
from desk_app.services.print_jobs import paper_printed
from desk_app.services.session_papers import SESSION_PAPERS, session_paper

sentences(
    not_in_a_session="Hồ sơ {code} không thuộc lượt tiếp nhận nhiều hồ sơ. In phiếu receipt của hồ sơ.",
    given_is_of_a_dossier="Chỉ ghi --given cho giấy của một hồ sơ ({forms}).",
    count_is_of_emergency="--count chỉ dùng cho phiếu dự phòng (emergency).",
    emergency_is_not_large="Phiếu dự phòng (emergency) in mỗi phiếu một trang nên không có bản chữ lớn; bỏ --large.",
)

PRINTER = "tệp PDF"
"""Where a paper given out of a file came from, as its event names it."""
FORMS = (*DOSSIER_PAPERS, *SESSION_PAPERS, GUIDE, POSTING, EMERGENCY)


@click.command("print")
@click.argument("code")
@click.argument("form")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="F.pdf", help="Tệp PDF ghi ra.")
@click.option("--paper", "size", type=click.Choice([size.value for size in PaperSize]), default=None, help="Khổ giấy.")
@click.option("--large", is_flag=True, help="Chữ lớn.")
@click.option("--given", is_flag=True, help="Ghi rằng bản này đã đưa cho công dân; lần in sau là in lại.")
@click.option("--count", type=click.IntRange(1, 200), default=None, help="emergency: đặt trước bao nhiêu mã mới.")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình.")
@asks_store
def print_paper(
    code: str,
    form: str,
    out: Path,
    size: str | None,
    large: bool,
    given: bool,
    count: int | None,
    as_json: bool,
    store: Path | None,
    user: str | None,
) -> None:
    """In một giấy ra tệp PDF.

    FORM: receipt, supplement, decline, apology, stop, control, return-slip, label, explanation (CODE: hồ sơ);
    receipt_several, reception_list (CODE: một hồ sơ của lượt); guide, posting (CODE: mã thủ tục);
    emergency (CODE: -).
    In ra tệp chưa phải là đã đưa cho công dân.
    """
    form = form.replace("-", "_").lower()
    paper_size = None if size is None else PaperSize(size)
    if form not in FORMS:
        raise DeskError("unknown_paper", form=form, forms=", ".join(FORMS))
    if given and form not in DOSSIER_PAPERS:
        raise DeskError("given_is_of_a_dossier", forms=", ".join(DOSSIER_PAPERS))
    if count is not None and form != EMERGENCY:
        raise DeskError("count_is_of_emergency")
    if large and form == EMERGENCY:
        raise DeskError("emergency_is_not_large")
    where = asked(store, user)
    if form in (GUIDE, POSTING):
        # What is published is for everybody: no account.
        with opened(where, write=False) as opened_store:
            today = office_time(where.now()).date()
            paper = procedure_sheet(opened_store, clean_line(code), today, form, paper_size, large_print=large)
            write_file(out, paper.pdf)
    else:
        with at_the_desk(where, write=given or count is not None) as (opened_store, session):
            dossier_id: UUID | None = None
            if form == EMERGENCY:
                paper = _emergency(opened_store, session, count, paper_size, where.now())
            else:
                dossier_id, paper = _of_dossier(opened_store, code, form, paper_size, large=large)
            write_file(out, paper.pdf)
            if given and dossier_id is not None:
                paper_printed(opened_store, session, dossier_id, paper, PrintOutcome.GOOD, PRINTER, where.now())
    if as_json:
        print_json(paper_json(paper, out))
    else:
        click.echo(f"Đã in ra {out} ({paper.size.value}).")


def paper_json(paper: Paper, file: Path) -> dict[str, object]:
    """Return a printed paper for programs."""
    return {
        "file": file,
        "form": paper.form,
        "form_hash": paper.form_hash,
        "size": paper.size,
        "bytes": len(paper.pdf),
        "pdf_digest": paper.digest,
        "reprint": paper.reprint,
    }


def _of_dossier(store: Store, code: str, form: str, size: PaperSize | None, *, large: bool) -> tuple[UUID, Paper]:
    with store.reading() as rd:
        dossier = find_dossier(rd, code)
    if form in DOSSIER_PAPERS:
        return dossier.id, dossier_paper(store, dossier.id, form, size, large_print=large)
    together = None if dossier.reception is None else dossier.reception.session
    if together is None:
        raise DeskError("not_in_a_session", code=dossier.code or dossier.id)
    return dossier.id, session_paper(store, together, size, form, large_print=large)


def _emergency(store: Store, session: Session, count: int | None, size: PaperSize | None, now: datetime) -> Paper:
    """Return slips with codes newly reserved, or those of today nobody has used yet."""
    day, size = office_time(now).date(), emergency_size(store, size, now)
    if count is None:
        codes = unused_slips(store, day)
    else:
        codes = tuple(code.text for code in reserve_slips(store, session, day, count, now).codes)
    return emergency_paper(store, codes, size, now)
