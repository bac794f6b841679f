"""Words of the page: units, shelves, kinds of change, money, in the user's language."""

import re
from collections.abc import Sequence
from datetime import date

from desk_app.domain.fees import money
from desk_app.domain.limits import TimeLimit, Unit
from desk_app.domain.procedure_diff import (
    CHANNEL_LABELS,
    CLASS_LABELS,
    STATUS_LABELS,
    TAG_LABELS,
    UNIT_LABELS,
    ChangeKind,
    fee_words,
)
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
_OURS = (
    *(mark("Dịch vụ bưu chính"), mark("phải nộp"), mark("xuất trình rồi trả lại"), mark("lưu ý")),
    *(mark("đang công khai"), mark("sửa đổi, bổ sung"), mark("bãi bỏ")),
    *(mark("giờ"), mark("phút"), mark("(không ghi đơn vị)")),
    *(mark("không ghi lệ phí"), mark("không quy định thời hạn"), mark("trong ngày"), mark("không ghi")),
)
"""Words the comparison of two versions writes itself, beside those of the lists above."""
_LABELS = frozenset(
    (*_OURS, *CHANNEL_LABELS.values(), *CLASS_LABELS.values(), *TAG_LABELS.values(), *STATUS_LABELS.values())
)
_LIMIT = re.compile(rf"([\d,]+) ({'|'.join(map(re.escape, UNIT_LABELS.values()))})")
_COUNTS = re.compile(r"bản chính (\d+), bản sao (\d+)")
_FORM = re.compile(r"mẫu (.+)")
_FREE = re.compile(r"miễn phí( \(.*\))?")
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
    return " · ".join(_told(part) for part in line.split(" · "))


def _told(part: str) -> str:
    if part in _LABELS:
        return tr(part)
    if found := _LIMIT.fullmatch(part):
        return f"{found[1]} {tr(found[2])}"
    if found := _COUNTS.fullmatch(part):
        return tr("bản chính {originals}, bản sao {copies}", originals=found[1], copies=found[2])
    if found := _FORM.fullmatch(part):
        return tr("mẫu {name}", name=found[1])
    return f"{tr('miễn phí')}{found[1] or ''}" if (found := _FREE.fullmatch(part)) else part


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
