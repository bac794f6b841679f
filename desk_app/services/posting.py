"""The notice board after an import: new sheets in one PDF, and the list of those to take down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.forms.office_papers import TakeDownData, TakeDownRow
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.domain.procedure_diff import ChangeKind, ProcedureChange, diff
from desk_app.models.queries.catalogue_changes import CatalogueChange
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.printing.assembly import joined
from desk_app.printing.papers import render
from desk_app.services.accounts import Right, Session
from desk_app.services.form_versions import current_form
from desk_app.services.guide_data import POSTING, sheet_data
from desk_app.services.office_settings import office_settings
from desk_app.services.papers import Paper, office_of

sentences(
    nothing_to_post="Các thủ tục đã chọn không có bảng niêm yết mới: tất cả đều bãi bỏ hoặc chưa chọn thủ tục nào.",
    nothing_to_take_down="Không có bảng niêm yết nào phải gỡ: các thủ tục đã chọn đều là thủ tục mới.",
)

KIND_WORDS = {
    ChangeKind.NEW: "Mới",
    ChangeKind.AMENDED: "Sửa đổi",
    ChangeKind.ABOLISHED: "Bãi bỏ",
    ChangeKind.UNCHANGED: "Không đổi",
}


@dataclass(frozen=True)
class ChangeLine:
    """A change as lists show it. details: field by field, in the order of the published sheet."""

    change: CatalogueChange
    code: str
    name: str
    short_name: str
    listed: bool

    @property
    def kind(self) -> ChangeKind:
        """What the change is."""
        return ChangeKind(self.change.change)


def change_lines(store: Store, *, unread_only: bool = True, limit: int = 1000) -> list[ChangeLine]:
    """Return changes to read, those of the office's own list first, else oldest first (all: newest first)."""
    with store.reading() as rd:
        changes = rd.changes.unread(limit) if unread_only else rd.changes.latest(limit)
        lines = [_line(rd, change) for change in changes]
    return sorted(lines, key=lambda line: not line.listed)


def change_details(store: Store, change: CatalogueChange) -> ProcedureChange:
    """Return what a change means field by field, worked out from the two stored versions."""
    with store.reading() as rd:
        versions = [
            rd.procedures.version(change.national_code, ordinal) if ordinal is not None else None
            for ordinal in (change.from_ordinal, change.to_ordinal)
        ]
    old, new = (version.procedure if version else None for version in versions)
    return diff(old, new)


def mark_read(store: Store, by: Session, changes: Iterable[CatalogueChange], now: datetime) -> None:
    """Note that changes were read. Raises DeskError ``not_entitled`` for a clerk: the office answers for it."""
    by.require(Right.SETTLE_CATALOGUE)
    with store.transaction(now, actor=by.login) as tx:
        tx.changes.mark_read([change.id for change in changes], now=now)


def posting_sheets(
    store: Store, codes: Sequence[str], on: date, size: PaperSize = PaperSize.A4
) -> tuple[Paper, tuple[str, ...]]:
    """Return the posting sheets of procedures in one PDF, and the codes they are of; abolished ones are left out.

    Raises DeskError ``nothing_to_post``, ``unknown_procedure``, ``paper_failed``.
    """
    with store.reading() as rd:
        form = current_form(rd, "office", POSTING, on)
        posted = [code for code in dict.fromkeys(codes) if not _is_abolished(rd, code)]
        sheets = [sheet_data(rd, code, on) for code in posted]
    if not sheets:
        raise DeskError("nothing_to_post")
    pdf = joined([render(sheet, form, size) for sheet in sheets])
    return Paper(POSTING, form.version.hash, size, pdf), tuple(posted)


def take_down_list(store: Store, by: Session, changes: Sequence[CatalogueChange], on: date) -> Paper:
    """Return the list of posted sheets that are no longer true. Raises DeskError ``nothing_to_take_down``."""
    with store.reading() as rd:
        form = current_form(rd, "office", "take_down", on)
        rows = [_take_down_row(rd, change) for change in changes if change.change != ChangeKind.NEW]
        office = office_of(office_settings(rd).heading)
    if not rows:
        raise DeskError("nothing_to_take_down")
    unique = tuple({row.code: row for row in rows}.values())
    data = TakeDownData(office=office, rows=unique, printed_on=on, clerk=by.display_name)
    size = form.sizes[0]
    return Paper("take_down", form.version.hash, size, render(data, form, size))


def _line(rd: Reading, change: CatalogueChange) -> ChangeLine:
    line = rd.procedures.line(change.national_code)
    if line is None:
        return ChangeLine(change, change.national_code, "", "", listed=False)
    return ChangeLine(change, line.code, line.name, line.short_name, line.listed)


def _is_abolished(rd: Reading, code: str) -> bool:
    line = rd.procedures.line(code)
    return line is not None and line.status == ChangeKind.ABOLISHED.value


def _take_down_row(rd: Reading, change: CatalogueChange) -> TakeDownRow:
    old = rd.procedures.version(change.national_code, change.from_ordinal) if change.from_ordinal else None
    new = rd.procedures.version(change.national_code, change.to_ordinal) if change.to_ordinal else None
    shown = old or new
    assert shown is not None
    return TakeDownRow(
        code=shown.procedure.code,
        name=shown.procedure.name,
        reason=KIND_WORDS[ChangeKind(change.change)],
        decision=new.procedure.decision if new and change.change == ChangeKind.AMENDED else "",
        since=change.effective_from,
    )
