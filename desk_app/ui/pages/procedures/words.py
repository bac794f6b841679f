"""Words of the page: units, shelves, kinds of change, money, in the user's language."""

from collections.abc import Sequence
from datetime import date

from desk_app.domain.limits import TimeLimit, Unit
from desk_app.domain.procedure_diff import ChangeKind, fee_words
from desk_app.domain.procedures import ChannelKind, PaperClass, PaperTag, PrintHabit, ProcedureStatus, PublishedFee
from desk_app.ui.translation import mark, tr

CHANNEL_WORDS = {
    ChannelKind.DIRECT: mark("Trực tiếp"),
    ChannelKind.ONLINE: mark("Trực tuyến"),
    ChannelKind.POST: mark("Bưu chính"),
}
SHELF_WORDS = {
    PaperClass.SUBMIT: mark("Phải nộp"),
    PaperClass.PRESENT: mark("Xuất trình"),
    PaperClass.NOTE: mark("Chỉ lưu ý"),
}
TAG_WORDS = {
    PaperTag.IF_ANY: mark("nếu có"),
    PaperTag.ONE_OF: mark("một trong"),
    PaperTag.ONLINE_ONLY: mark("chỉ trực tuyến"),
}
HABIT_WORDS = {
    PrintHabit.ALWAYS: mark("Luôn in"),
    PrintHabit.ASK: mark("Hỏi"),
    PrintHabit.NEVER: mark("Không in"),
}
STATUS_WORDS = {
    ProcedureStatus.PUBLIC: mark("Đang công khai"),
    ProcedureStatus.AMENDED: mark("Sửa đổi, bổ sung"),
    ProcedureStatus.ABOLISHED: mark("Bãi bỏ"),
}
LEVEL_WORDS = {
    level: level
    for level in (mark("Cấp bộ"), mark("Cấp tỉnh"), mark("Cấp huyện"), mark("Cấp xã"), mark("Cơ quan khác"))
}
"""Levels as published; one that stands in no catalogue we know is shown as it is."""
KIND_WORDS = {
    ChangeKind.NEW: mark("Mới"),
    ChangeKind.AMENDED: mark("Sửa đổi"),
    ChangeKind.ABOLISHED: mark("Bãi bỏ"),
    ChangeKind.UNCHANGED: mark("Bổ sung chi tiết"),
}
UNIT_WORDS = {
    Unit.WORKING_DAY: mark("ngày làm việc"),
    Unit.DAY: mark("ngày"),
    Unit.HOUR: mark("giờ làm việc"),
    Unit.MONTH: mark("tháng"),
    Unit.SAME_DAY: mark("trong ngày"),
    Unit.NONE: mark("không quy định thời hạn"),
    Unit.MINUTE: mark("phút làm việc"),
}
"""Answers to a missing unit; the first six have the digits 1 to 6."""


def limit_words(limit: TimeLimit) -> str:
    """Return a limit as lists show it: ``3 ngày làm việc``, ``3 (chưa rõ đơn vị)``."""
    if limit.unit is Unit.SAME_DAY:
        return tr("trong ngày")
    if limit.unit is Unit.NONE or limit.amount is None:
        return limit.text or tr("không quy định thời hạn")
    amount = f"{limit.amount.normalize():f}".replace(".", ",")
    if limit.unit is Unit.MISSING:
        return tr("{n} (chưa rõ đơn vị)", n=amount)
    return f"{amount} {tr(UNIT_WORDS[limit.unit])}"


def day_words(day: date | None) -> str:
    """Return a day, or that none is written."""
    return f"{day:%d/%m/%Y}" if day else tr("không ghi")


def one_line(text: str, most: int = 90) -> str:
    """Return the beginning of a row's text, cut at the first ``;`` or ``(`` or at a word's end."""
    flat = " ".join(text.split())
    cuts = [at for at in (flat.find(";"), flat.find(" (")) if at > 20]
    cut = min([*cuts, most])
    if len(flat) <= cut:
        return flat
    return flat[:cut].rpartition(" ")[0].rstrip(" ,;:") + "…" if cut == most else flat[:cut] + "…"


def levels_words(levels: Sequence[str]) -> str:
    """Return the levels a procedure is handled at."""
    return ", ".join(tr(LEVEL_WORDS[level]) if level in LEVEL_WORDS else level for level in levels)


def published_fee(fee: PublishedFee) -> str:
    """Return a published fee in one line: the word for none in the user's language, the rest as published."""
    words, free = fee_words(fee), mark("miễn phí")
    return f"{tr(free)}{words.removeprefix(free)}" if fee.amount == 0 else words
