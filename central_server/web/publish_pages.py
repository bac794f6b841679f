"""Publishing: procedures from a file, with what they change."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from central_server import publishing, uploads
from central_server.accounts import Role
from central_server.database import reading, writing
from central_server.publishing import Plan
from central_server.uploads import Purpose, Upload
from central_server.web.fields import day_of
from central_server.web.visits import SignedForm, SignedIn, Visit, require
from desk_app.catalogue_files import CatalogueFile, FileKind, RowOutcome, read_catalogue
from desk_app.catalogue_files.bounded import MEGABYTE, MOST_BYTES
from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.procedure_diff import STATUS_LABELS, ChangeKind, RowKind
from desk_app.domain.text import clean_line

sentences(
    web_file_needed="Chưa chọn tệp.",
    web_file_large="Tệp lớn hơn {limit} MB. Chia nhỏ rồi gửi lên.",
)

_SHOWN_CHANGES = 200
_SHOWN_ROWS = 100
_LONGEST_NAME = 120
FILE_KINDS = {
    FileKind.PORTAL_LIST: "danh sách của Cổng",
    FileKind.PORTAL_DETAILS: "bản ghi chi tiết của Cổng",
    FileKind.NATIONAL_SERVICE: "dữ liệu của dịch vụ quốc gia",
    FileKind.OFFICE_TEMPLATE: "bảng kê của đơn vị",
}
OUTCOMES = {
    RowOutcome.SKIPPED: "{n} dòng bị bỏ qua",
    RowOutcome.REPAIRED: "{n} dòng đã sửa khi đọc",
}
KIND_NAMES = {
    ChangeKind.NEW: "Mới",
    ChangeKind.AMENDED: "Sửa đổi",
    ChangeKind.ABOLISHED: "Bãi bỏ",
    ChangeKind.UNCHANGED: "Bổ sung chi tiết",
}


async def _province(visit: SignedIn) -> Visit:
    require(visit, Role.PROVINCE)
    return visit


async def _province_form(visit: SignedForm) -> Visit:
    require(visit, Role.PROVINCE)
    return visit


Publisher = Annotated[Visit, Depends(_province)]
PublisherForm = Annotated[Visit, Depends(_province_form)]
router = APIRouter(prefix="/cong-bo")


@router.get("")
def published_page(
    visit: Publisher,
    words: Annotated[str, Query(alias="tim", max_length=200)] = "",
    after: Annotated[str, Query(alias="sau", max_length=60)] = "",
) -> Response:
    """Show what is published, and take a file."""
    return _show(visit, words, after)


@router.post("")
def preview(visit: PublisherForm) -> Response:
    """Read a file, say what it would change, publish nothing."""
    try:
        upload = uploaded(visit, MOST_BYTES)
        effective_from = day_of(visit.text("effective_from"))
        file = _read(upload)
        with writing(visit.engine) as connection:
            plan = publishing.plan(connection, file, effective_from)
            uploads.keep(connection, visit.login, Purpose.CATALOGUE, upload, visit.now)
    except DeskError as error:
        return _show(visit, message=visit.told(error), status=400)
    return _preview(visit, file, plan, upload, effective_from)


@router.post("/ghi")
def publish(visit: PublisherForm) -> Response:
    """Publish what was shown; worked out anew, so that nothing published meanwhile is undone."""
    try:
        effective_from = day_of(visit.text("effective_from"))
        with writing(visit.engine) as connection:
            upload = uploads.take(connection, visit.login, Purpose.CATALOGUE, visit.text("digest"))
            plan = publishing.plan(connection, _read(upload), effective_from)
            publishing.publish(connection, visit.login, plan.versions, visit.now)
    except DeskError as error:
        return _show(visit, message=visit.told(error), status=400)
    return visit.go("/cong-bo")


def _show(visit: Visit, words: str = "", after: str = "", message: str = "", *, status: int = 200) -> Response:
    with reading(visit.engine) as connection:
        lines = publishing.published_lines(connection, words, after)
        count = publishing.counted(connection)
    values = {
        "path": router.prefix,
        "lines": lines[: publishing.PAGE],
        "after": lines[publishing.PAGE - 1].key if len(lines) > publishing.PAGE else "",
        "count": count,
        "words": words,
        "statuses": STATUS_LABELS,
        "message": message,
        "today": office_time(visit.now).date(),
    }
    return visit.page("published.html", values, status=status)


def _preview(visit: Visit, file: CatalogueFile, plan: Plan, upload: Upload, effective_from: date | None) -> Response:
    counts = {kind: sum(version.change.kind is kind for version in plan.versions) for kind in KIND_NAMES}
    values = {
        "plan": plan,
        "shown": plan.versions[:_SHOWN_CHANGES],
        "counts": counts,
        "kinds": KIND_NAMES,
        "file": file,
        "name": upload.name,
        "file_kind": FILE_KINDS[file.kind],
        "reported": {outcome: [row for row in file.report if row.outcome is outcome] for outcome in OUTCOMES},
        "outcomes": OUTCOMES,
        "shown_rows": _SHOWN_ROWS,
        "digest": upload.digest,
        "effective_from": effective_from,
        "RowKind": RowKind,
        "ChangeKind": ChangeKind,
    }
    return visit.page("publish_preview.html", values)


def _read(upload: Upload) -> CatalogueFile:
    """Read a catalogue file as a desk does. Raises DeskError as ``read_catalogue``, ``catalogue_nothing_readable``."""
    file = read_catalogue(upload.content, upload.name)
    if not file.procedures:
        raise DeskError("catalogue_nothing_readable", name=upload.name)
    return file


def uploaded(visit: Visit, most: int) -> Upload:
    """Return the file that was sent. most: bytes. Raises DeskError ``web_file_needed``, ``web_file_large``."""
    upload = visit.upload("file")
    if upload is None:
        raise DeskError("web_file_needed")
    data = upload.file.read(most + 1)
    if len(data) > most:
        raise DeskError("web_file_large", limit=f"{most / MEGABYTE:.0f}" if most >= MEGABYTE else "1")
    return Upload(clean_line(upload.filename or "")[:_LONGEST_NAME], data)
