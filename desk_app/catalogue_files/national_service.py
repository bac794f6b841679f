"""Answers of the national service ``LayThuTuc``, kept as a file.

Field names: MATTHC, TENTTHC, … as that service sends them. A list of one may come as the thing itself, numbers as text
and amounts as words ("không"); case of the names is not relied on.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from desk_app.catalogue_files.codes import read_code
from desk_app.catalogue_files.report import Cancelled, CatalogueFile, FileKind, Progress, Reading
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.limits import TimeLimit, Unit
from desk_app.domain.portal_channels import BOUND, CHANNEL_NAMES
from desk_app.domain.portal_papers import paper_of
from desk_app.domain.portal_record import split_list
from desk_app.domain.procedures import (
    Channel,
    ChannelKind,
    Paper,
    Procedure,
    ProcedureStatus,
    PublishedFee,
)
from desk_app.domain.text import clean_block, clean_line, fold

sentences(
    service_answered_error="Tệp {name} là câu trả lời báo lỗi {code_text} của dịch vụ quốc gia, không có thủ tục nào.",
    service_file_empty="Tệp {name} không có thủ tục nào trong mục “result”. Lấy lại dữ liệu rồi nhập.",
)

Record = Mapping[str, Any]
"""A JSON object with upper-case keys; its values are whatever was sent, hence Any."""

_CHANNELS = {
    "1": ChannelKind.DIRECT,
    "2": ChannelKind.ONLINE,
    "3": ChannelKind.POST,
    **{fold(name): kind for name, kind in CHANNEL_NAMES.items()},
}
_UNITS = {
    "ngay lam viec": Unit.WORKING_DAY,
    "ngay": Unit.DAY,
    "gio": Unit.HOUR,
    "gio lam viec": Unit.HOUR,
    "phut": Unit.MINUTE,
    "thang": Unit.MONTH,
    "": Unit.MISSING,
}
_PUBLIC = {"", "1"}
_WORD_STATUS = {"bai bo": ProcedureStatus.ABOLISHED, "sua doi": ProcedureStatus.AMENDED}
_FREE = {"khong", "mien phi", "khong thu", "khong co", "0"}
_MOST_AMOUNT = Decimal(10**12)
_ONE_NUMBER = re.compile(rf"(?:{BOUND}\s+)?0*(\d{{1,4}}(?:[.,]\d{{1,2}})?)(?:\s*([^\d\W].*))?")
_FROM_TO = re.compile(r"(?:[Tt]ừ\s+)?(\d{1,4})\s*(?:-|–|—|đến|tới)\s*(\d{1,4})(?:\s*[^\d\W].*)?")


def is_service_answer(value: object) -> bool:
    """Tell whether a JSON value is such an answer, or a bare list of its records."""
    if isinstance(value, dict):
        keys = {str(key).lower() for key in value}
        return "matthc" in keys or bool(keys & {"error_code", "result"})
    return isinstance(value, list) and any(isinstance(item, dict) and "MATTHC" in _upper(item) for item in value[:5])


def read_service(value: object, name: str, progress: Progress | None, cancelled: Cancelled | None) -> CatalogueFile:
    """Read an answer: ``{"error_code": "0", "result": [{MATTHC, …}]}``, a bare list, or one bare record.

    Raises DeskError ``service_answered_error``, ``service_file_empty``, ``import_cancelled``.
    """
    records = _records(value, name)
    reading = Reading(len(records), progress, cancelled)
    for number, record in enumerate(records, start=1):
        reading.step(number)
        code = read_code(_line(record, "MATTHC"))
        title = _line(record, "TENTTHC")
        status = _status(record)
        if code is None:
            reading.skip(number, _line(record, "MATTHC")[:60], "không có mã thủ tục (MATTHC)")
        elif not title:
            reading.skip(number, code[0], "không có tên thủ tục (TENTTHC)")
        elif status is None:
            reading.skip(number, code[0], f"trạng thái “{_line(record, 'TRANGTHAI')[:40]}” không phải đang công khai")
        else:
            procedure = _procedure(code[0], title, status, record)
            remarks = tuple(filter(None, (code[1], *_remarks(procedure))))
            reading.take(number, procedure, remarks)
    return reading.finish(FileKind.NATIONAL_SERVICE)


def _records(value: object, name: str) -> list[Record]:
    if isinstance(value, dict):
        answer = _upper(value)
        error = _line(answer, "ERROR_CODE")
        if error.strip("0"):
            raise DeskError("service_answered_error", name=name, code_text=error[:40])
        value = [value] if "MATTHC" in answer else answer.get("RESULT")
    records = _several(value)
    if not records:
        raise DeskError("service_file_empty", name=name)
    return records


def _procedure(code: str, title: str, status: ProcedureStatus, record: Record) -> Procedure:
    return Procedure(
        code=code,
        name=title,
        field="; ".join(_names(record, "LINHVUCTHUCHIEN", "TENLINHVUC")),
        levels=tuple(part for level in _words(record.get("CAPTHUCHIEN")) for part in split_list(level)),
        agencies=_names(record, "COQUANTHUCHIEN", "TENDONVI"),
        publisher=_line(record, "COQUANCONGBO") or _line(record, "TENCOQUANCONGBO"),
        decision=_line(record, "SOQUYETDINH"),
        kind=_line(record, "LOAITTHC"),
        status=status,
        channels=tuple(_channels(record)),
        papers=tuple(_papers(record)),
        steps=_steps(record),
        applicants=_line(record, "MOTADOITUONGTHUCHIEN"),
        results=_names(record, "KETQUATHUCHIEN", "TENKETQUA"),
        legal_basis=tuple(_acts(record)),
        requirements=_block(record, "YEUCAU"),
        competent_agency=_line(record, "COQUANCOTHAMQUYEN"),
        receiving_address=_line(record, "DIACHITIEPNHAN"),
        coordinating_agency=_line(record, "COQUANPHOIHOP"),
        keywords=tuple(_words(record.get("TUKHOA"))),
        description=_block(record, "MOTA"),
        is_full=True,
    )


def _channels(record: Record) -> list[Channel]:
    rows = []
    for way in _several(record.get("CACHTHUCTHUCHIEN")):
        channel = _CHANNELS.get(fold(_line(way, "KENH")))
        if channel is None:
            continue
        for time in _several(way.get("THOIGIAN")) or [{}]:
            fees = tuple(fee for item in _several(time.get("PHILEPHI")) if (fee := _fee(item)))
            note = _block(time, "MOTA")
            rows.append(Channel(channel=channel, limit=_limit(time), fees=fees, note=note))
    return rows


def _limit(time: Record) -> TimeLimit:
    """Read a limit: a number and its unit, in two cells or in one; "trong ngày" in words.

    A number with a unit of another kind (tuần, năm) is never converted, and of two ("3-5 ngày") the larger is the
    limit at most: what it counts is then for a person to settle, who sees the published words.
    """
    number, unit_words = _line(time, "THOIGIANGIAIQUYET"), _line(time, "DONVITINH")
    published = f"{number} {unit_words}".strip()
    match = _ONE_NUMBER.fullmatch(number)
    if match is None and (several := _FROM_TO.fullmatch(number)):
        return TimeLimit(amount=max(Decimal(several[1]), Decimal(several[2])), unit=Unit.MISSING, text=published)
    if match is None:
        in_words = fold(published)
        same_day = "trong ngay" in in_words and not any(letter.isdigit() for letter in in_words)
        return TimeLimit(unit=Unit.SAME_DAY if same_day else Unit.NONE, text=published)
    unit = _UNITS.get(fold(match[2] or unit_words), Unit.MISSING)
    return TimeLimit(amount=Decimal(match[1].replace(",", ".")), unit=unit, text=published)


def _fee(item: Record) -> PublishedFee | None:
    """Read an amount that may be words; what cannot be read as one stays words."""
    amount, currency, note = _line(item, "SOTIEN"), _line(item, "DONVI"), _line(item, "MOTA")
    code = "USD" if "usd" in fold(currency) or "do la" in fold(currency) else "VND"
    if not amount:
        return PublishedFee(amount=None, currency=code, text=note) if note else None
    if fold(amount).strip(" .") in _FREE:
        return PublishedFee(amount=Decimal(0), currency=code, text=note)
    digits = re.fullmatch(r"(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,]0{1,2})?\s*(?:đ|đồng|vnđ|vnd|usd)?", amount.lower())
    value = Decimal(re.sub(r"[.,]", "", digits[1])) if digits else None
    if value is None or value > _MOST_AMOUNT:
        return PublishedFee(amount=None, currency=code, text=" ".join(filter(None, (amount, note))))
    return PublishedFee(amount=value, currency=code, text=note)


def _papers(record: Record) -> list[Paper]:
    papers = []
    for group in _several(record.get("THANHPHANHOSO")):
        heading = _line(group, "TRUONGHOP") or _line(group, "TENTRUONGHOP")
        for item in _several(group.get("GIAYTO")):
            counts = _count(item, "SOBANCHINH"), _count(item, "SOBANSAO")
            paper = paper_of(heading, _line(item, "TENGIAYTO"), counts, form=_line(item, "TENMAUDON"))
            if paper.name:
                papers.append(paper)
    return papers


def _count(item: Record, key: str) -> int | None:
    """Return a count of copies, None where the service sends none."""
    text = _line(item, key)
    return int(text) if re.fullmatch(r"\d{1,3}", text) else None


def _steps(record: Record) -> str:
    parts = []
    for case in _several(record.get("TRINHTUTHUCHIEN")):
        parts.append(_line(case, "TRUONGHOP"))
        parts.extend(_block(step, "TENTRINHTU") for step in _several(case.get("TRINHTU")))
    return "\n".join(part for part in parts if part) or _block(record, "TRINHTUTHUCHIEN")


def _acts(record: Record) -> list[str]:
    acts = []
    for act in _several(record.get("CANCUPHAPLY")):
        number, title = _line(act, "SOVANBAN"), _line(act, "TENVANBAN")
        acts.append(title if number in title else f"{title} ({number})" if title else number)
    return [act for act in acts if act]


def _remarks(procedure: Procedure) -> tuple[str, ...]:
    remarks = []
    if not procedure.channels:
        remarks.append("không có cách thức thực hiện; thời hạn và lệ phí để trống")
    texts = (row.limit.text for row in procedure.channels if row.limit.unit is Unit.NONE)
    unread = [text for text in texts if text and not fold(text).startswith("khong")]
    if unread:
        remarks.append(f"không đọc được thời hạn “{unread[0][:80]}”; ghi là không có thời hạn")
    if not procedure.papers:
        remarks.append("không có thành phần hồ sơ")
    return tuple(remarks)


def _status(record: Record) -> ProcedureStatus | None:
    text = fold(_line(record, "TRANGTHAI"))
    if text in _PUBLIC or "dang cong khai" in text or text == "cong khai":
        return ProcedureStatus.PUBLIC
    return next((status for words, status in _WORD_STATUS.items() if words in text), None)


def _upper(record: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key).upper(): value for key, value in record.items()}


def _several(value: object) -> list[Record]:
    """Return the objects of a list; an object alone is a list of one."""
    items = value if isinstance(value, list) else [value]
    return [_upper(item) for item in items if isinstance(item, dict)]


def _words(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [text for item in items if isinstance(item, (str, int)) and (text := clean_line(str(item)))]


def _names(record: Record, key: str, inner: str) -> tuple[str, ...]:
    value = record.get(key)
    names = [_line(item, inner) for item in _several(value)] or _words(value)
    return tuple(dict.fromkeys(name for name in names if name))


def _line(record: Record, key: str) -> str:
    value = record.get(key)
    return clean_line(str(value)) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def _block(record: Record, key: str) -> str:
    value = record.get(key)
    return clean_block(value) if isinstance(value, str) else ""
