"""Personal data erased by law: what is counted of a dossier stays, nobody's data does (Law 91/2025/QH15; design §3).

Bodies, search words, people, files, drafts, waiting prints and kept papers of the dossier go from this store at once,
and their pages are overwritten. What stays, because it is not the dossier's alone: the papers of closed days, which the
archives law keeps, and backups taken before, which grow old and are thrown away.
"""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from desk_app.domain.dossier import Dossier
from desk_app.domain.erasure import kept_bodies
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import KINDS, Authority, Erased, Event
from desk_app.domain.rights import SUPERVISOR
from desk_app.domain.transitions import is_legal
from desk_app.domain.values import Frozen
from desk_app.models.queries.erasures import (
    drafts_naming,
    empty_log,
    erased_subjects,
    holders_of,
    overwrite_deleted,
)
from desk_app.models.store import Store
from desk_app.models.transaction import Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.command_fields import Block, Line
from desk_app.services.print_jobs import drop_papers
from desk_app.services.steps import STATE_WORDS

sentences(
    erase_reason_needed="Xóa dữ liệu cá nhân cần có lý do. Ghi lý do rồi làm lại.",
    erase_basis_needed="Xóa dữ liệu cá nhân cần có căn cứ pháp lý. Ghi số, tên văn bản rồi làm lại.",
    erase_still_open="Hồ sơ {code} đang ở trạng thái “{state}” nên chưa xóa dữ liệu được. "
    "Xóa sau khi hồ sơ đã kết thúc và đã trả kết quả.",
    erase_nothing_left="Dữ liệu cá nhân của hồ sơ này đã được xóa; không còn gì để xóa.",
    erase_newer_program="Hồ sơ này có bước do bản chương trình mới hơn ghi. Cập nhật chương trình rồi xóa.",
)


class Erase(Frozen):
    """Erase a dossier's personal data. legal_basis: number and name of the text that asks for it."""

    reason: Block = Field(default="", max_length=4000)
    legal_basis: Line = Field(default="", max_length=1000)


def erase(store: Store, session: Session, dossier_id: UUID, command: Erase, now: datetime) -> Event:
    """Erase the personal data of a finished dossier, for good; return the event that says so.

    Raises DeskError ``not_entitled``, ``erase_reason_needed``, ``erase_basis_needed``, ``erase_still_open``,
    ``erase_nothing_left``, ``erase_newer_program``, ``dossier_not_here``.
    """
    session.require(Right.MEND)
    if not command.reason:
        raise DeskError("erase_reason_needed")
    if not command.legal_basis:
        raise DeskError("erase_basis_needed")
    with store.transaction(now, actor=session.login) as tx:
        dossier = _erasable(tx, dossier_id)
        bodies = kept_bodies(tx.dossiers.events_of(dossier_id))
        if not bodies:
            raise DeskError("erase_nothing_left")
        overwrite_deleted(tx.connection)
        authority = Authority(role=SUPERVISOR, reason=command.reason)
        written = tx.record(dossier_id, Erased(bodies=bodies, legal_basis=command.legal_basis, authority=authority))
        forget_traces(tx, dossier)
    sweep_files(store)
    return written


def forget_traces(tx: Transaction, dossier: Dossier) -> None:
    """Remove what else names an erased dossier in this store; also for one another desk had erased."""
    drop_papers(tx, dossier.id)
    tx.kept_papers.erase_of(dossier.id)
    for draft in drafts_naming(tx.connection, dossier.id, dossier.code):
        tx.drafts.remove(draft)


def sweep_files(store: Store) -> None:
    """Remove the attached files of erased dossiers that no other dossier holds, and empty the log beside the store.

    Files stand in a store of their own, which no transaction spans: whatever a power cut left behind goes at the next
    sweep. Twice is once.
    """
    with store.reading() as rd:
        erased = {one for one in erased_subjects(rd.connection) if (found := rd.dossiers.by_id(one)) and found.erased}
        contents = {file.content for one in erased if (found := rd.dossiers.by_id(one)) for file in found.attachments}
        orphans = [content for content in contents if holders_of(rd.connection, content) <= erased]
    for content in orphans:
        if store.attachments.has(content):
            store.attachments.remove(content)
    with store.writing_held():
        empty_log(store.writer)


def _erasable(tx: Transaction, dossier_id: UUID) -> Dossier:
    dossier = tx.dossiers.by_id(dossier_id)
    if dossier is None:
        raise DeskError("dossier_not_here")
    if not is_legal(Erased.KIND, dossier.state, voided=dossier.voided):
        raise DeskError("erase_still_open", code=dossier.code, state=STATE_WORDS[dossier.state])
    for event in tx.dossiers.events_of(dossier_id):
        known = KINDS.get(event.envelope.kind)
        if known is None or event.envelope.v > known.V:
            raise DeskError("erase_newer_program")
    return dossier
