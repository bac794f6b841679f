"""The later events a program may write: what each file holds, and its documentation drawn from the types themselves."""

import types
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import AliasChoices, BaseModel, Field
from pydantic.fields import FieldInfo

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import Decision
from desk_app.domain.values import Frozen
from desk_app.services.before_acceptance import Decline, Guide
from desk_app.services.command_fields import Line
from desk_app.services.erasing import Erase
from desk_app.services.receive_command import Receive
from desk_app.services.step_commands import STEP_COMMANDS
from desk_app.services.steps import STEPS

sentences(
    unknown_kind="Không có bước “{kind}”. Các bước: {kinds}.",
    received_elsewhere="Bước Received ghi bằng lệnh desk-app receive.",
    submitted_elsewhere="Bước Submitted ghi bằng lệnh desk-app submit.",
)


class Correction(Frozen):
    """What a ``Corrected`` file holds beside the keys of ``receive`` to enter anew."""

    reason: Line = Field(max_length=4000)


class Reversal(Frozen):
    """Undo an event; without a target the reception itself is cancelled (hủy tiếp nhận)."""

    reason: Line = Field(max_length=4000)
    target: UUID | None = None


class Settlement(Frozen):
    """A supervisor's answer to an event that could not take effect."""

    target: UUID
    decision: Decision
    reason: Line = Field(max_length=4000)


OWN_FILES: dict[str, type[Frozen]] = {
    "Guided": Guide,
    "Declined": Decline,
    "Corrected": Correction,
    "Reversed": Reversal,
    "Settled": Settlement,
    "Erased": Erase,
}
"""Kinds whose file is not simply the event's body."""

WRITTEN = tuple(sorted(STEPS | frozenset(OWN_FILES)))
"""Every kind ``desk-app event`` writes."""

_MEANINGS = {
    "Guided": "Mẫu 02 trước khi tiếp nhận: không mã, không tính giờ. CODE là - (mới), hoặc id của lần hướng dẫn trước.",
    "Declined": "Mẫu 03: từ chối tiếp nhận. CODE là - (mới), hoặc id của lần hướng dẫn trước.",
    "Corrected": "Sửa hồ sơ: lý do, và những mục của receive cần nhập lại; mục không ghi thì giữ nguyên.",
    "Reversed": "Hủy tiếp nhận, hoặc hủy bước có event_id là target.",
    "Settled": "Trưởng bộ phận quyết định một việc cần kiểm tra.",
    "Erased": "Trưởng bộ phận xóa dữ liệu cá nhân của hồ sơ đã kết thúc, theo luật; không lấy lại được.",
    "HandedOver": "Chuyển đơn vị xử lý.",
    "TakenBack": "Nhận lại từ đơn vị, chưa xong.",
    "SupplementRequested": "Mẫu 02 của hồ sơ đã tiếp nhận: ngừng tính giờ.",
    "Supplemented": "Đã bổ sung: tính giờ tiếp, có ngày hẹn mới.",
    "PaymentRequested": "Chờ nghĩa vụ tài chính: ngừng tính giờ.",
    "Paid": "Đã nộp tiền; khi đang chờ nghĩa vụ tài chính thì tính giờ tiếp.",
    "Withdrawn": "Công dân rút hồ sơ.",
    "Stopped": "Dừng xử lý.",
    "Refunded": "Hoàn lại tiền đã thu.",
    "OriginalsReturned": "Trả lại bản chính đã nộp.",
    "ResultReady": "Đã có kết quả: hết thời gian của cơ quan.",
    "Returned": "Đã trả kết quả.",
    "Apologised": "Thư xin lỗi đã ký: ngày hẹn mới; ngày hẹn gốc giữ nguyên.",
    "ApologySent": "Đã gửi thư xin lỗi (apology: event_id của thư).",
    "Printed": "Một giấy đã in ra: good, spoiled hoặc unknown.",
    "Noted": "Ghi chú.",
    "PaperAttached": "Gắn một tệp đã có trong kho.",
}

_SIMPLE = {
    str: "chữ",
    int: "số nguyên",
    float: "số",
    bool: "true hoặc false",
    Decimal: "số tiền, như 50.000 đ hoặc 50000",
    datetime: "ngày giờ, như 2026-08-27T09:12",
    date: "ngày, như 2026-08-27",
    UUID: "mã định danh",
}
_HIDDEN = frozenset({"kind", "v", "salt", "starts_from"})


def kind_named(typed: str) -> str:
    """Return a kind as it is written, from any spelling of it: ``handed_over``, ``handedover``.

    Raises DeskError ``unknown_kind``, ``received_elsewhere``, ``submitted_elsewhere``.
    """
    plain = typed.replace("_", "").replace("-", "").casefold()
    if plain == "received":
        raise DeskError("received_elsewhere")
    if plain == "submitted":
        raise DeskError("submitted_elsewhere")
    for kind in WRITTEN:
        if kind.casefold() == plain:
            return kind
    raise DeskError("unknown_kind", kind=typed, kinds=", ".join(WRITTEN))


def kinds_help() -> Iterator[str]:
    """Return a line for each kind."""
    return (f"  {kind:<20} {_MEANINGS[kind]}" for kind in WRITTEN)


def fields_help(kind: str) -> Iterator[str]:
    """Return the documentation of a kind's file, line by line, from its type."""
    yield f"{kind}: {_MEANINGS[kind]}"
    yield "Các mục của tệp JSON:"
    command: type[BaseModel] = OWN_FILES.get(kind) or STEP_COMMANDS[kind]
    yield from _lines(command, "  ")
    if kind == "Corrected":
        yield from _lines(Receive, "  ", all_optional=True)


def _lines(model: type[BaseModel], indent: str, *, all_optional: bool = False) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if name in _HIDDEN:
            continue
        needed = "bắt buộc" if field.is_required() and not all_optional else "có thể bỏ qua"
        yield f"{indent}{_written(name, field)}: {_words(field.annotation)} ({needed})"
        for part in _parts(field.annotation):
            yield from _lines(part, indent + "    ")


def _written(name: str, field: FieldInfo) -> str:
    """Return a field's name as a file writes it."""
    alias = field.validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else name


def _words(annotation: Any) -> str:
    inner = _without_none(annotation)
    origin = get_origin(inner)
    if origin is tuple:
        return f"danh sách [{_words(get_args(inner)[0])}, …]"
    if origin is Literal:
        return "một trong: " + ", ".join(str(value) for value in get_args(inner))
    if origin in (Union, types.UnionType):
        return " hoặc ".join(dict.fromkeys(_words(part) for part in get_args(inner)))
    if hasattr(inner, "__metadata__"):
        return _words(inner.__origin__)
    if isinstance(inner, type) and issubclass(inner, Enum):
        return "một trong: " + ", ".join(str(member.value) for member in inner)
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return "nhóm {…}"
    return _SIMPLE.get(inner, "giá trị")


def _parts(annotation: Any) -> Iterator[type[BaseModel]]:
    inner = _without_none(annotation)
    if get_origin(inner) is tuple:
        inner = _without_none(get_args(inner)[0])
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        yield inner


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        rest = [part for part in get_args(annotation) if part is not type(None)]
        return rest[0] if len(rest) == 1 else annotation
    return annotation


__all__ = ["WRITTEN", "Correction", "Reversal", "Settlement", "fields_help", "kind_named", "kinds_help"]
