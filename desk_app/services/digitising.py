"""Số hóa: a scanned file goes encrypted into the store's second file, and only then into the dossier's history."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from desk_app.domain.dossier import AttachedFile, Dossier
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Noted, PaperAttached
from desk_app.domain.text import clean_line
from desk_app.models.queries.erasures import holders_of
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.services.accounts import Right, Session
from desk_app.services.file_kinds import examine
from desk_app.services.file_pages import SUFFIXES, MediaType
from desk_app.services.kept_letters import APOLOGY
from desk_app.services.said import Said, plain, said
from desk_app.services.steps import record_step, why_not

WHOLE = ""
"""The paper of a file that shows every paper of the dossier."""
RESULT = "result"
"""The paper of a scanned result. No paper taken has so short an English name, nor ``APOLOGY``'s."""
_LONGEST_NAME = 200
_ENDINGS = frozenset({".pdf", ".jpg", ".jpeg", ".jfif", ".png", ".tif", ".tiff"})

sentences(
    attachment_not_safe="Chưa lưu được tệp một cách an toàn nên chưa gắn. Tệp vẫn ở chỗ cũ; thử lại.",
    not_a_paper="Hồ sơ {code} không có giấy tờ “{paper}”. Các giấy tờ: {papers}.",
    erased_takes_no_file="Dữ liệu cá nhân của hồ sơ này đã được xóa theo luật nên không gắn thêm tệp.",
    scan_not_held="Hồ sơ không còn tệp này; có người vừa gỡ. Mở lại hồ sơ.",
    scan_target_exists="Tệp {name} đã có. Chọn tên khác để không ghi đè.",
    scan_not_exported="Không ghi được tệp {name}. Chọn thư mục khác.",
)


@dataclass(frozen=True)
class PaperRow:
    """A place a file can be attached to. paper: as the event names it; files: attached to it now.

    number: the digits that choose it, 0 = the whole dossier. expected: a paper that was taken and nobody has scanned.
    """

    paper: str
    number: int
    name: Said
    files: tuple[AttachedFile, ...]
    expected: bool


@dataclass(frozen=True)
class Attached:
    """A file that is safe: stored, read back, and written in the history. already: it had been attached before."""

    dossier: UUID
    code: str
    paper: str
    event: UUID
    content: str
    already: bool = False


def paper_rows(dossier: Dossier) -> tuple[PaperRow, ...]:
    """Return where files of a dossier can go: each paper taken, its result and letter, then all papers in one file."""
    taken = dossier.reception.papers if dossier.reception else ()
    places = [paper.name for paper in taken]
    if dossier.result is not None:
        places.append(RESULT)
    if dossier.apologies:
        places.append(APOLOGY)
    wanted = {paper.name for paper in taken if not paper.reused and not dossier.is_digitised(paper)}
    rows = [
        PaperRow(paper, number, paper_name(dossier, paper), files_of(dossier, paper), paper in wanted)
        for number, paper in enumerate(dict.fromkeys(places), 1)
    ]
    none_yet = not taken and not dossier.attachments
    return (*rows, PaperRow(WHOLE, 0, paper_name(dossier, WHOLE), files_of(dossier, WHOLE), expected=none_yet))


def paper_name(dossier: Dossier, paper: str) -> Said:
    """Return what a file's paper is called; one that was corrected away since keeps its name."""
    names = {WHOLE: said("Cả bộ hồ sơ trong một tệp")}
    if dossier.reception is None or all(one.name != paper for one in dossier.reception.papers):
        names |= {RESULT: said("Kết quả giải quyết"), APOLOGY: said("Thư xin lỗi đã ký")}
    return names.get(paper, plain(paper))


def files_of(dossier: Dossier, paper: str) -> tuple[AttachedFile, ...]:
    """Return the files attached to a paper, oldest first."""
    return tuple(file for file in dossier.attachments if file.paper == paper)


def next_row(rows: tuple[PaperRow, ...]) -> PaperRow | None:
    """Return the first paper that waits for its scan; None where nothing does."""
    return next((row for row in rows if row.expected), None)


def attach(
    store: Store, session: Session, dossier_id: UUID, paper: str, name: str, content: bytes, now: datetime
) -> Attached:
    """Attach a file to a paper of a dossier; when this returns, the bytes are durable, read back, and in the history.

    paper: a ``PaperRow.paper``. name: the file's, as the scanner gave it. The same content on the same paper is
    attached once, however often a broken-off round is begun again. Raises DeskError of ``examine``, ``not_a_paper``,
    ``attachment_not_safe``, ``erased_takes_no_file``, ``step_not_legal``, ``dossier_not_here``, ``not_entitled`` and
    those of the disk.
    """
    session.require(Right.RECEIVE)
    kind = examine(content)
    digest = sha256(content).hexdigest()
    with store.reading() as rd:
        dossier = _dossier(rd, dossier_id)
    _check_place(dossier, paper)
    standing = _standing(dossier, paper, digest)
    if standing is None or not store.attachments.has(digest):
        _keep_safe(store, content, digest, now)
    with store.transaction(now, actor=session.login) as tx:
        dossier = _dossier(tx, dossier_id)
        standing = _standing(dossier, paper, digest)
        if standing is not None:
            return Attached(dossier.id, dossier.code, paper, standing.event_id, digest, already=True)
        fields = {
            "name": file_name(name, kind.media_type),
            "media_type": kind.media_type.value,
            "size": len(content),
            "content": digest,
            "paper": paper,
        }
        written = record_step(tx, session, dossier_id, PaperAttached.KIND, fields)
    return Attached(dossier.id, dossier.code, paper, written.envelope.event_id, digest)


def holders(rd: Reading, store: Store, content: str) -> tuple[Dossier, ...]:
    """Return the dossiers that now hold a content: a file still in the folder whose attaching was broken off."""
    if not store.attachments.has(content):
        return ()
    found = [rd.dossiers.by_id(one) for one in sorted(holders_of(rd.connection, content))]
    return tuple(one for one in found if one and any(file.content == content for file in one.attachments))


def attached_file(rd: Reading, dossier_id: UUID, event: UUID) -> AttachedFile:
    """Return a file of a dossier. Raises DeskError ``dossier_not_here``, ``scan_not_held``."""
    file = next((one for one in _dossier(rd, dossier_id).attachments if one.event_id == event), None)
    if file is None:
        raise DeskError("scan_not_held")
    return file


def export(store: Store, session: Session, dossier_id: UUID, event: UUID, target: Path, now: datetime) -> Path:
    """Write a file of a dossier, decrypted, where a supervisor chose; the dossier's remarks say that it left the store.

    Raises DeskError ``not_entitled``, ``scan_not_held``, ``scan_target_exists``, ``scan_not_exported``,
    ``attachment_missing``.
    """
    session.require(Right.MEND)
    with store.reading() as rd:
        file = attached_file(rd, dossier_id, event)
    content = store.attachments.get(file.content)
    # Written down first: a copy of somebody's papers that nobody knows of would be worse than a remark too many.
    with store.transaction(now, actor=session.login) as tx:
        words = f"Lưu tệp đính kèm {file.name} ra ngoài kho."
        record_step(tx, session, dossier_id, Noted.KIND, {"text": words})
    try:
        with target.open("xb") as stream:
            stream.write(content)
    except FileExistsError:
        raise DeskError("scan_target_exists", name=target.name) from None
    except OSError:
        raise DeskError("scan_not_exported", name=target.name) from None
    return target


def file_name(name: str, media_type: MediaType) -> str:
    """Return a file's name as the history keeps it: one clean line, with the ending of what it really is."""
    line = clean_line(name).replace("/", "-").replace("\\", "-")
    stem = line[: -len(ending)] if (ending := Path(line).suffix).lower() in _ENDINGS else line
    return (stem.strip(" .") or "tệp quét")[:_LONGEST_NAME] + SUFFIXES[media_type]


def _keep_safe(store: Store, content: bytes, digest: str, now: datetime) -> None:
    stored = store.attachments.put(content, now=now)
    try:
        back = store.attachments.get(stored)
    except DeskError:
        back = b""
    if stored != digest or back != content:
        raise DeskError("attachment_not_safe")


def _check_place(dossier: Dossier, paper: str) -> None:
    refusal = why_not(dossier, PaperAttached.KIND)
    if refusal is not None:
        raise refusal
    if dossier.erased:
        raise DeskError("erased_takes_no_file")
    rows = paper_rows(dossier)
    if all(row.paper != paper for row in rows):
        papers = "; ".join(row.paper for row in rows if row.paper)
        raise DeskError("not_a_paper", code=dossier.code, paper=paper, papers=papers)


def _standing(dossier: Dossier, paper: str, content: str) -> AttachedFile | None:
    return next((one for one in dossier.attachments if (one.paper, one.content) == (paper, content)), None)


def _dossier(rd: Reading, dossier_id: UUID) -> Dossier:
    dossier = rd.dossiers.by_id(dossier_id)
    if dossier is None:
        raise DeskError("dossier_not_here")
    return dossier
