"""A line of what changed in a published procedure, its own words apart from what was published."""

import re
from collections.abc import Mapping

from desk_app.domain.procedure_diff import UNIT_LABELS
from desk_app.domain.said import Said, plain, said

WORDED = frozenset({"status", "effective_from", "effective_to", "channels", "papers"})
"""Fields whose lines the program words; the others hold what was published and nothing else."""
_BETWEEN, _OF_FEES = " · ", "; "
_OURS = (
    *(said("Trực tiếp"), said("Trực tuyến"), said("Dịch vụ bưu chính")),
    *(said("phải nộp"), said("xuất trình rồi trả lại"), said("lưu ý")),
    *(said("nếu có"), said("một trong"), said("chỉ trực tuyến")),
    *(said("đang công khai"), said("sửa đổi, bổ sung"), said("bãi bỏ")),
    *(said("ngày làm việc"), said("ngày"), said("tháng"), said("giờ"), said("phút"), said("(không ghi đơn vị)")),
    *(said("1 ngày làm việc"), said("1 ngày"), said("1 tháng")),
    *(said("không ghi lệ phí"), said("không quy định thời hạn"), said("trong ngày"), said("không ghi")),
)
"""Words ``procedure_diff`` writes itself."""
_BY_WORDS: Mapping[str, Said] = {str(words): words for words in _OURS}
_LIMIT = re.compile(rf"([\d,]+) ({'|'.join(map(re.escape, UNIT_LABELS.values()))})")
_COUNTS = re.compile(r"bản chính (\d+), bản sao (\d+)")
_FORM = re.compile(r"mẫu (.+)")
_FREE = re.compile(r"miễn phí((?:/| \().*)?")
_AMOUNT = re.compile(r"(\d{1,3}(?:\.\d{3})*(?:,\d+)? (?:đ|[A-Z]{3}))((?:/| \().*)?")


def line_said(line: str) -> Said:
    """Return a line of a field in ``WORDED``, so that it can be said in any language; what was published stays."""
    return _joined(_BETWEEN, [_part(part) for part in line.split(_BETWEEN)])


def _part(part: str) -> Said:
    if known := _BY_WORDS.get(part):
        return known
    if found := _LIMIT.fullmatch(part):
        return Said("{n} {unit}", {"n": found[1], "unit": _BY_WORDS[found[2]]})
    if found := _COUNTS.fullmatch(part):
        return said("bản chính {originals}, bản sao {copies}", originals=found[1], copies=found[2])
    if found := _FORM.fullmatch(part):
        return said("mẫu {name}", name=found[1])
    return _joined(_OF_FEES, [_fee(fee) for fee in part.split(_OF_FEES)])


def _fee(fee: str) -> Said:
    if found := _FREE.fullmatch(fee):
        return Said("{free}{beside}", {"free": said("miễn phí"), "beside": found[1] or ""})
    if found := _AMOUNT.fullmatch(fee):
        return Said("{amount}{beside}", {"amount": found[1], "beside": found[2] or ""})
    return plain(fee)


def _joined(between: str, parts: list[Said]) -> Said:
    if len(parts) == 1:
        return parts[0]
    names = [f"part_{place}" for place in range(len(parts))]
    return Said(between.join(f"{{{name}}}" for name in names), dict(zip(names, parts, strict=True)))
