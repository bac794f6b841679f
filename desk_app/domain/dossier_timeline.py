"""The history of a dossier: who did what when, and what became of events that have no effect; their words beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from desk_app.domain.dossier import Dossier, Flag, TimelineEntry, Why
from desk_app.domain.event_words import told
from desk_app.domain.events import Decision, Event
from desk_app.domain.said import Said, said

WHYS = {
    Why.NOT_LEGAL_HERE: said("Việc này không hợp với trạng thái của hồ sơ lúc đó nên chưa được tính."),
    Why.OLD_VALUE_DIFFERS: said("Giá trị cũ ghi trong lần sửa không còn khớp với hồ sơ nên chưa được tính."),
    Why.NOT_ENTITLED: said("Người ghi không có quyền làm việc này vào lúc đó nên chưa được tính."),
    Why.UNKNOWN_TARGET: said("Không thấy bước mà việc này nói tới nên chưa được tính."),
    Why.NOT_A_VALUE: said("Giá trị mới không hợp lệ nên chưa được tính."),
    Why.NEWER_VERSION: said("Do phiên bản phần mềm mới hơn ghi. Cập nhật phần mềm để xem."),
    Why.BODY_MISSING: said("Nội dung đã xóa hoặc không đọc được nên chưa được tính."),
    Why.FORKED: said(
        "Hai bản sao của một kho đã cùng ghi; việc này vẫn được tính. Đối chiếu giấy tờ rồi công nhận hoặc không tính."
    ),
    Why.NOT_APPLICABLE: said("Ngày hoặc số ghi trong việc này không tính toán được nên chưa được tính."),
}
AFTER_CANCELLING = said(
    "Hồ sơ đã hủy tiếp nhận nên bước này không còn được tính. Kiểm tra giấy tờ đang ở đâu rồi quyết định không tính."
)
_NEWER = said("Một việc của phiên bản phần mềm mới hơn")


class Mark(StrEnum):
    """Why a line of the history does not count, or not as it was written."""

    NONE = ""
    REVERSED = "reversed"
    FLAGGED = "flagged"
    SET_ASIDE = "set_aside"
    ACCEPTED = "accepted"
    """Flagged, then accepted as a fact by a supervisor."""
    ERASED = "erased"
    NEWER = "newer"


@dataclass(frozen=True)
class Line:
    """One event as a person reads it. at: aware; who: the name on the account; desk: "" for our own.

    note: said in plain words when mark is not NONE.
    """

    event_id: UUID
    at: datetime
    who: str
    desk: str
    what: Said
    details: tuple[Said, ...] = ()
    mark: Mark = Mark.NONE
    note: Said | None = None


@dataclass(frozen=True)
class ToCheck:
    """A thing to check (việc cần kiểm tra). acceptable: it can be accepted as a fact, its content being here."""

    event_id: UUID
    at: datetime
    who: str
    what: Said
    details: tuple[Said, ...]
    why: Said
    acceptable: bool


def timeline(
    dossier: Dossier, events: Sequence[Event], names: Mapping[str, str], own_desk: str = ""
) -> tuple[Line, ...]:
    """Return the whole history, oldest first. names: login → the name shown. own_desk: needs no naming."""
    bodies = {event.envelope.event_id: event for event in events}
    flags = {flag.event_id: flag for flag in dossier.flags}
    lines = (
        _line(entry, bodies.get(entry.event_id), flags.get(entry.event_id), bodies, names) for entry in dossier.timeline
    )
    return tuple(replace(line, desk="") if line.desk == own_desk else line for line in lines)


def to_check(dossier: Dossier, lines: Sequence[Line], events: Sequence[Event]) -> tuple[ToCheck, ...]:
    """Return what a person still has to check of a dossier, oldest first."""
    by_id = {line.event_id: line for line in lines}
    readable = {event.envelope.event_id for event in events if event.body is not None}
    return tuple(
        ToCheck(
            event_id=flag.event_id,
            at=line.at,
            who=line.who,
            what=line.what,
            details=line.details,
            why=AFTER_CANCELLING if _of_cancelled(dossier, flag) else WHYS[flag.why],
            acceptable=flag.event_id in readable and not _of_cancelled(dossier, flag),
        )
        for flag in dossier.open_flags
        if (line := by_id.get(flag.event_id)) is not None
    )


def _of_cancelled(dossier: Dossier, flag: Flag) -> bool:
    """Tell whether a step stands out of place only because its reception was cancelled.

    It stays to be checked, as any event that is not legal at its place (design §3): the papers may lie with a unit, the
    citizen may hold a letter. But a cancelled dossier takes no step as fact.
    """
    return dossier.voided and flag.why is Why.NOT_LEGAL_HERE


def _line(
    entry: TimelineEntry,
    event: Event | None,
    flag: Flag | None,
    events: Mapping[UUID, Event],
    names: Mapping[str, str],
) -> Line:
    what, details = told(event, events)
    mark, note = _mark(entry, flag)
    if mark is Mark.NEWER:
        what, details = _NEWER, ()
    return Line(
        event_id=entry.event_id,
        at=entry.occurred_at,
        who=names.get(entry.actor, entry.actor),
        desk=entry.desk_id,
        what=what,
        details=details,
        mark=mark,
        note=note,
    )


def _mark(entry: TimelineEntry, flag: Flag | None) -> tuple[Mark, Said | None]:
    if entry.reversed:
        return Mark.REVERSED, said("Coi như chưa làm.")
    if flag is not None and flag.why is Why.NEWER_VERSION:
        return Mark.NEWER, WHYS[Why.NEWER_VERSION]
    if flag is not None and flag.settled is Decision.ACCEPT and entry.has_effect:
        return Mark.ACCEPTED, said("Trưởng bộ phận xác nhận việc này đã xảy ra.")
    if flag is not None and flag.settled is not None:
        return Mark.SET_ASIDE, said("Trưởng bộ phận quyết định bỏ qua việc này.")
    if flag is not None:
        return Mark.FLAGGED, WHYS[flag.why]
    if entry.erased:
        return Mark.ERASED, said("Dữ liệu cá nhân đã xóa theo quy định; chỉ còn phần cần cho thống kê.")
    return Mark.NONE, None
