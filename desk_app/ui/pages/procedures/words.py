"""Words of the page: units, shelves, kinds of change, money, in the user's language."""

import re
from collections.abc import Sequence
from datetime import date

from desk_app.domain.change_said import line_said
from desk_app.domain.fees import money
from desk_app.domain.limits import TimeLimit, Unit
from desk_app.domain.procedure_diff import ChangeKind, fee_words
from desk_app.domain.procedures import ChannelKind, PaperClass, PaperTag, PrintHabit, ProcedureStatus, PublishedFee
from desk_app.ui.translation import mark, say, tr

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
SAMPLE_SOURCE = mark("danh mục mẫu")
"""What the sample office's catalogue calls its file."""
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


def told_words(line: str) -> str:
    """Return a line of a change with the program's own words in the user's language; what was published stays."""
    return say(line_said(line))


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


_NO_FEE = mark("miễn phí")
_BESIDE = re.compile(r"\s*[;,(]\s*| (?=(?:theo|nộp|khi|cho|đối với) )")
"""Where the unit of a fee ends and what is said beside it begins."""


def published_fee(fee: PublishedFee) -> str:
    """Return a published fee in one line: the word for none in the user's language, the rest as published."""
    words = fee_words(fee)
    return f"{tr(_NO_FEE)}{words.removeprefix(_NO_FEE)}" if fee.amount == 0 else words


def short_fee(fee: PublishedFee) -> tuple[str, str]:
    """Return a published fee for a narrow column: ``2.000 đ/trang``, and what is said beside it.

    Beside it stand tiers, caps, who pays nothing, who fixes the amount.
    """
    if fee.amount is None:
        return fee.text, ""
    amount = tr(_NO_FEE) if fee.amount == 0 else money(fee.amount, fee.currency)
    if not fee.text.startswith("/"):
        return amount, fee.text
    unit, *beside = _BESIDE.split(fee.text, maxsplit=1)
    return f"{amount}{unit}", "".join(beside)
