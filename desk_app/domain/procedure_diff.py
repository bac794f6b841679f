"""Compare two versions of a published procedure, and carry the office's own layer from one to the next."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum

from desk_app.domain.dates import paper_date
from desk_app.domain.fees import money
from desk_app.domain.limits import TimeLimit, Unit
from desk_app.domain.procedures import (
    Channel,
    ChannelKind,
    OfficeLayer,
    Paper,
    PaperClass,
    PaperCorrection,
    PaperTag,
    Procedure,
    ProcedureStatus,
    PublishedFee,
    UnitSettlement,
    UsualPaper,
)
from desk_app.domain.row_pairs import Row, paired
from desk_app.domain.text import same_words, tone_key
from desk_app.domain.values import Frozen


class ChangeKind(StrEnum):
    """What an import means for one procedure."""

    NEW = "new"
    AMENDED = "amended"
    ABOLISHED = "abolished"
    UNCHANGED = "unchanged"


class RowKind(StrEnum):
    """What happened to one row of a list."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class RowChange(Frozen):
    """One row of a list, as a person reads it; old is empty for an added row, new for a removed one."""

    kind: RowKind
    old: str = ""
    new: str = ""


class FieldChange(Frozen):
    """One field that differs: its Vietnamese label and either old → new, or the rows that differ."""

    field: str
    label: str
    old: str = ""
    new: str = ""
    rows: tuple[RowChange, ...] = ()


class ProcedureChange(Frozen):
    """What the new version means, field by field, in the order of the published sheet.

    details_added: the old version was a row of a bare list and the new one is full; what it brings is no amendment.
    """

    kind: ChangeKind
    code: str
    name: str
    fields: tuple[FieldChange, ...] = ()
    effective_from: date | None = None
    details_added: bool = False


CHANNEL_LABELS = {
    ChannelKind.DIRECT: "Trực tiếp",
    ChannelKind.ONLINE: "Trực tuyến",
    ChannelKind.POST: "Dịch vụ bưu chính",
}
CLASS_LABELS = {
    PaperClass.SUBMIT: "phải nộp",
    PaperClass.PRESENT: "xuất trình rồi trả lại",
    PaperClass.NOTE: "lưu ý",
}
TAG_LABELS = {PaperTag.IF_ANY: "nếu có", PaperTag.ONE_OF: "một trong", PaperTag.ONLINE_ONLY: "chỉ trực tuyến"}
STATUS_LABELS = {
    ProcedureStatus.PUBLIC: "đang công khai",
    ProcedureStatus.AMENDED: "sửa đổi, bổ sung",
    ProcedureStatus.ABOLISHED: "bãi bỏ",
}
UNIT_LABELS = {
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.DAY: "ngày",
    Unit.HOUR: "giờ",
    Unit.MINUTE: "phút",
    Unit.MONTH: "tháng",
    Unit.MISSING: "(không ghi đơn vị)",
}
_TEXT_LABELS = {
    "name": "Tên thủ tục",
    "decision": "Số quyết định",
    "kind": "Loại thủ tục",
    "field": "Lĩnh vực",
    "publisher": "Cơ quan ban hành",
    "steps": "Trình tự thực hiện",
    "applicants": "Đối tượng thực hiện",
    "competent_agency": "Cơ quan có thẩm quyền",
    "receiving_address": "Địa chỉ tiếp nhận hồ sơ",
    "coordinating_agency": "Cơ quan phối hợp",
    "requirements": "Yêu cầu, điều kiện thực hiện",
    "description": "Mô tả",
}
_LIST_LABELS = {
    "levels": "Cấp thực hiện",
    "agencies": "Cơ quan thực hiện",
    "results": "Kết quả thực hiện",
    "legal_basis": "Căn cứ pháp lý",
    "keywords": "Từ khóa",
}
_ORDER = (
    "decision", "name", "levels", "kind", "field", "publisher", "status", "effective_from", "effective_to", "steps",
    "channels", "papers", "applicants", "agencies", "competent_agency", "receiving_address", "coordinating_agency",
    "results", "legal_basis", "requirements", "keywords", "description",
)  # fmt: skip
_LISTED = ("name", "field", "publisher", "agencies", "status")
"""What a bare list knows of a procedure."""
_LISTED_OF_DETAILS = ("name", "field", "publisher", "status")
"""What a bare list can say against a full record: it sums the agencies up in other words than the record."""


def diff(old: Procedure | None, new: Procedure | None) -> ProcedureChange:
    """Say what changed from one version to the next; None stands for "not published".

    Texts that differ only in case, spacing or tone placement (hòa/hoà) are equal, and so are lists in another order.
    A row of a bare list (``is_full`` False) speaks only for what it holds: it never counts as an amendment of details.
    """
    if new is None:
        if old is None:
            raise ValueError("nothing to compare")
        return ProcedureChange(kind=ChangeKind.ABOLISHED, code=old.code, name=old.name, effective_from=old.effective_to)
    if old is None:
        return ProcedureChange(kind=ChangeKind.NEW, code=new.code, name=new.name, effective_from=new.effective_from)
    listed = _LISTED_OF_DETAILS if old.is_full or new.is_full else _LISTED
    both_full = old.is_full and new.is_full
    told = _ORDER if both_full else [field for field in listed if getattr(old, field) and getattr(new, field)]
    fields = tuple(change for field in told if (change := _field(old, new, field)))
    kind = ChangeKind.AMENDED if fields else ChangeKind.UNCHANGED
    if new.status is ProcedureStatus.ABOLISHED and old.status is not ProcedureStatus.ABOLISHED:
        kind = ChangeKind.ABOLISHED
    starts = new.effective_to if kind is ChangeKind.ABOLISHED else new.effective_from
    return ProcedureChange(
        kind=kind,
        code=new.code,
        name=new.name,
        fields=fields,
        effective_from=starts,
        details_added=new.is_full and not old.is_full,
    )


def complete(old: Procedure | None, new: Procedure) -> Procedure:
    """Return the version to keep: a row of a bare list takes over the details already known."""
    if old is None or new.is_full or not old.is_full:
        return new
    told = {field: value for field in _LISTED_OF_DETAILS if (value := getattr(new, field))}
    return old.model_copy(update=told)


def limit_words(limit: TimeLimit) -> str:
    """Return a limit as people say it: ``5 ngày làm việc``, ``trong ngày``, ``3 (không ghi đơn vị)``."""
    if limit.unit is Unit.SAME_DAY:
        return "trong ngày"
    if limit.unit is Unit.NONE or limit.amount is None:
        return limit.text or "không quy định thời hạn"
    return f"{limit.amount.normalize():f} {UNIT_LABELS[limit.unit]}".replace(".", ",")


def fee_words(fee: PublishedFee) -> str:
    """Return a published fee in one line: ``2.000 đ/trang; từ trang…``, ``8.000 đ (8.000 đồng/bản)``, ``miễn phí``."""
    if fee.amount is None:
        return fee.text
    amount = "miễn phí" if fee.amount == 0 else money(fee.amount, fee.currency)
    if fee.text.startswith("/"):
        return f"{amount}{fee.text}"
    return f"{amount} ({fee.text})" if fee.text else amount


def channel_words(row: Channel) -> str:
    """Return a channel row in one line."""
    fees = "; ".join(fee_words(fee) for fee in row.fees) or "không ghi lệ phí"
    parts = [CHANNEL_LABELS[row.channel], row.case, limit_words(row.limit), fees, row.note]
    return " · ".join(part for part in parts if part)


def paper_words(row: Paper) -> str:
    """Return a paper row in one line."""
    counts = f"bản chính {row.original}, bản sao {row.copy_count}"
    tags = ", ".join(TAG_LABELS[tag] for tag in row.tags)
    parts = [row.name, row.case, CLASS_LABELS[row.paper_class], counts, tags, row.form and f"mẫu {row.form}"]
    return " · ".join(part for part in parts if part)


def _field(old: Procedure, new: Procedure, field: str) -> FieldChange | None:
    before, after = getattr(old, field), getattr(new, field)
    if before == after:
        return None
    if field in _TEXT_LABELS:
        if same_words(before, after):
            return None
        return FieldChange(field=field, label=_TEXT_LABELS[field], old=before, new=after)
    if field in _LIST_LABELS:
        rows = _rows(before, after, tone_key, str, similar=str)
        return FieldChange(field=field, label=_LIST_LABELS[field], rows=rows) if rows else None
    if field == "channels":
        rows = _rows(_numbered(before), _numbered(after), _channel_key, _channel_line)
        return FieldChange(field=field, label="Cách thức thực hiện", rows=rows) if rows else None
    if field == "papers":
        rows = _rows(before, after, _paper_key, paper_words, similar=_paper_name)
        return FieldChange(field=field, label="Thành phần hồ sơ", rows=rows) if rows else None
    if field == "status":
        return FieldChange(field=field, label="Tình trạng", old=STATUS_LABELS[before], new=STATUS_LABELS[after])
    label = "Hiệu lực từ ngày" if field == "effective_from" else "Hết hiệu lực sau ngày"
    return FieldChange(field=field, label=label, old=_day(before), new=_day(after))


def _rows(
    old: Sequence[Row],
    new: Sequence[Row],
    key: Callable[[Row], str],
    words: Callable[[Row], str],
    *,
    similar: Callable[[Row], str] | None = None,
) -> tuple[RowChange, ...]:
    """Pair rows by key, then what is left by likeness of a text; say which were added, removed, changed."""
    pairs, gone, come = paired(old, new, key, similar)
    changes = [
        RowChange(kind=RowKind.CHANGED, old=words(before), new=words(after))
        for before, after in pairs
        if not same_words(words(before), words(after))
    ]
    changes += [RowChange(kind=RowKind.REMOVED, old=words(row)) for row in gone]
    changes += [RowChange(kind=RowKind.ADDED, new=words(row)) for row in come]
    return tuple(changes)


def _numbered(rows: Iterable[Channel]) -> tuple[tuple[int, Channel], ...]:
    """Number the variants of each channel and case, so that the second one is compared with the second."""
    seen: defaultdict[tuple[ChannelKind, str], int] = defaultdict(int)
    numbered = []
    for row in rows:
        seen[row.channel, row.case] += 1
        numbered.append((seen[row.channel, row.case], row))
    return tuple(numbered)


def _channel_key(row: tuple[int, Channel]) -> str:
    return f"{row[1].channel}\x1f{tone_key(row[1].case)}\x1f{row[0]}"


def _channel_line(row: tuple[int, Channel]) -> str:
    return channel_words(row[1])


def _paper_key(row: Paper) -> str:
    return tone_key(row.key)


def _paper_name(row: Paper) -> str:
    return row.name


def _day(day: date | None) -> str:
    return paper_date(day) if day else "không ghi"


class LayerPart(StrEnum):
    """The parts of the office's layer that lean on something published."""

    SHORT_NAME = "short_name"
    PAPER_CORRECTION = "paper_correction"
    USUAL_PAPER = "usual_paper"
    UNIT = "unit"
    HIDDEN_CHANNEL = "hidden_channel"
    FEE_RULE = "fee_rule"


class LayerFlag(Frozen):
    """One entry of the layer whose source changed: the entry and why, in Vietnamese; the entry itself is kept."""

    part: LayerPart
    entry: str
    reason: str


def carry_over(layer: OfficeLayer, old: Procedure, new: Procedure) -> tuple[OfficeLayer, tuple[LayerFlag, ...]]:
    """Bring the office's layer to a new version: nothing of it is lost, entries whose source changed are flagged.

    A correction or usual paper whose row was only reworded follows the row; one whose row is gone stays as it was.
    """
    new = complete(old, new)
    flags: list[LayerFlag] = []
    if layer.short_name and not same_words(old.name, new.name):
        flags.append(_flag(LayerPart.SHORT_NAME, layer.short_name, f"tên thủ tục đã đổi thành “{new.name}”"))
    pairs, gone, _ = paired(old.papers, new.papers, _paper_key, _paper_name)
    became = {before.key: after for before, after in pairs}
    lost = {row.key for row in gone}
    corrections = tuple(_carried_correction(entry, old, became, lost, flags) for entry in layer.paper_corrections)
    usual = tuple(_carried_usual(entry, became, lost, flags) for entry in layer.usual_papers)
    flags.extend(flag for entry in layer.units if (flag := _unit_flag(entry, new)))
    left = {row.key for row in new.channels}
    flags.extend(
        _flag(LayerPart.HIDDEN_CHANNEL, channel_words(row), "dòng đã ẩn nay công bố khác đi, nên hiện trở lại")
        for row in old.channels
        if row.key in layer.hidden_channels and row.key not in left
    )
    if layer.fee_rules and _fees(old) != _fees(new):
        flags.extend(_flag(LayerPart.FEE_RULE, rule.name, "mức phí, lệ phí công bố đã đổi") for rule in layer.fee_rules)
    return layer.model_copy(update={"paper_corrections": corrections, "usual_papers": usual}), tuple(flags)


def _carried_correction(
    entry: PaperCorrection, old: Procedure, became: dict[str, Paper], lost: set[str], flags: list[LayerFlag]
) -> PaperCorrection:
    name = entry.key.rpartition("\x1f")[2]
    if entry.key in lost:
        flags.append(_flag(LayerPart.PAPER_CORRECTION, name, "giấy tờ này không còn trong thành phần hồ sơ công bố"))
    after = became.get(entry.key)
    if after is None:
        return entry
    before = next(row for row in old.papers if row.key == entry.key)
    if not same_words(before.name, after.name) or before.paper_class is not after.paper_class:
        flags.append(_flag(LayerPart.PAPER_CORRECTION, name, f"công bố mới ghi “{paper_words(after)}”"))
    return entry.model_copy(update={"key": after.key})


def _carried_usual(entry: UsualPaper, became: dict[str, Paper], lost: set[str], flags: list[LayerFlag]) -> UsualPaper:
    key = Paper(case=entry.case, name=entry.name).key
    if key in lost:
        flags.append(_flag(LayerPart.USUAL_PAPER, entry.name, "giấy tờ này không còn trong thành phần hồ sơ công bố"))
    after = became.get(key)
    if after is None:
        return entry
    if not same_words(entry.name, after.name):
        flags.append(_flag(LayerPart.USUAL_PAPER, entry.name, f"công bố mới ghi “{after.name}”"))
    return entry.model_copy(update={"case": after.case, "name": after.name})


def _unit_flag(entry: UnitSettlement, new: Procedure) -> LayerFlag | None:
    rows = [row for row in new.channels if row.channel is entry.channel and row.case == entry.case]
    if any(row.limit.text == entry.text and row.limit.unit in (Unit.MISSING, Unit.NONE) for row in rows):
        return None
    published = "; ".join(limit_words(row.limit) for row in rows) or "không còn cách nộp này"
    what = f"{CHANNEL_LABELS[entry.channel]}: “{entry.text}”"
    return _flag(LayerPart.UNIT, what, f"công bố mới ghi: {published}")


def _fees(procedure: Procedure) -> set[tuple[ChannelKind, str, str]]:
    return {(row.channel, row.case, tone_key(fee_words(fee))) for row in procedure.channels for fee in row.fees}


def _flag(part: LayerPart, entry: str, reason: str) -> LayerFlag:
    return LayerFlag(part=part, entry=entry, reason=reason)
