"""What a caller asks for when a dossier is to be received: the JSON of ``desk-app receive``, and of the page."""

import json
import re
from collections.abc import Mapping
from typing import Any, Literal, get_args
from uuid import UUID

from pydantic import Field, ValidationError, field_validator
from pydantic_core.core_schema import ErrorType

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events.reception import AuthenticatedRow, ExternalReference, PresentedPaper, ReturnBy
from desk_app.domain.limits import Unit
from desk_app.domain.people import Person
from desk_app.domain.procedures import ChannelKind
from desk_app.domain.text import clean_line
from desk_app.domain.values import Frozen
from desk_app.services.command_fields import (
    MOST_ROWS,
    AuthorisationGiven,
    Block,
    FeeGiven,
    Line,
    Moment,
    PaperTaken,
    cleaned_rows,
)

__all__ = ["AuthorisationGiven", "FeeGiven", "PaperTaken", "Receive", "bad_command", "checked_receive", "read_json",
           "read_receive"]  # fmt: skip

sentences(
    not_to_be_received="Hồ sơ này đã được tiếp nhận hoặc từ chối; mở hồ sơ đó để xem.",
    bad_json="Không đọc được tệp: không phải JSON hợp lệ (dòng {line}, cột {column}).",
    bad_command="Dữ liệu nhập sai ở “{field}”: {why}.",
)


class Receive(Frozen):
    """Register a dossier. None means: the office's default (owners → submitter, papers → the confirmed set…)."""

    procedure: Line = Field(min_length=1, max_length=64)
    case: Line = Field(default="", max_length=4000)
    channel: ChannelKind = ChannelKind.DIRECT
    variant: int = Field(default=0, ge=0, strict=True)
    """Which of several limits published for the channel and case."""
    submitter: Person
    owners: tuple[Person, ...] | None = Field(default=None, max_length=MOST_ROWS)
    authorisation: AuthorisationGiven | None = None
    summary: Block | None = Field(default=None, max_length=1000)
    papers: tuple[PaperTaken, ...] | None = Field(default=None, max_length=MOST_ROWS)
    presented: tuple[PresentedPaper, ...] = Field(default=(), max_length=MOST_ROWS)
    authenticated: tuple[AuthenticatedRow, ...] = Field(default=(), max_length=MOST_ROWS)
    sets: int = Field(default=1, ge=1, le=99, strict=True)
    cases_count: int = Field(default=1, ge=1, le=999, strict=True)
    """Matters handled (vụ việc), for a fee asked for each."""
    return_by: ReturnBy = ReturnBy.DESK
    return_place: Line = Field(default="", max_length=1000)
    fees: tuple[FeeGiven, ...] | None = Field(default=None, max_length=MOST_ROWS)
    priority: Line = Field(default="", max_length=500)
    receiving_unit: Line = Field(default="", max_length=1000)
    competent_unit: Line = Field(default="", max_length=1000)
    supporting_unit: Line = Field(default="", max_length=1000)
    external: ExternalReference | None = None
    session: UUID | None = None
    received_at: Moment | None = None
    due_at: Moment | None = None
    due_reason: Line = Field(default="", max_length=1000)
    unit: Unit | None = None
    note: Block = Field(default="", max_length=4000)
    request_id: str = Field(default="", max_length=200)
    code: str = ""
    """A code reserved on an emergency slip; only within a back-entry session."""
    back_entry: UUID | None = None
    starts_from: UUID | None = None
    """The guided or submitted dossier this reception starts from."""
    clock_checked: bool = False
    """A person looked at the PC's clock and it is right, though it stands behind what was written last."""
    kind: Literal["receive"] = "receive"

    @field_validator("presented", "authenticated", "external", mode="before")
    @classmethod
    def _clean_lines(cls, value: object) -> object:
        return cleaned_rows(value)


def read_receive(text: str) -> Receive:
    """Read a command from JSON. Raises DeskError ``bad_json`` or ``bad_command`` naming the field."""
    return checked_receive(read_json(text))


def read_json(text: str) -> dict[str, Any]:
    """Return the object a JSON text holds. Raises DeskError ``bad_json``, ``bad_command``."""
    try:
        value = json.loads(text, parse_constant=_no_such_number, object_pairs_hook=_each_once)
    except json.JSONDecodeError as error:
        raise DeskError("bad_json", line=error.lineno, column=error.colno) from None
    except (RecursionError, ValueError):
        # Nested deeper, or a number longer, than any dossier says.
        raise DeskError("bad_command", field="(tệp)", why="lồng quá sâu hoặc có số quá lớn") from None
    if not isinstance(value, dict):
        raise DeskError("bad_command", field="(tệp)", why="cần một đối tượng JSON {…}")
    return value


def _no_such_number(constant: str) -> None:
    """Refuse NaN and Infinity, which Python reads and JSON (RFC 8259) does not have."""
    raise DeskError("bad_command", field="(tệp)", why=f"{constant} không phải là số")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name given twice: which of two procedures is meant cannot be guessed."""
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise DeskError("bad_command", field=clean_line(twice)[:60], why="ghi hai lần")
    return values


def checked_receive(values: Mapping[str, Any]) -> Receive:
    """Validate the values of a command; null says: not given. Raises DeskError ``bad_command``."""
    try:
        return Receive.model_validate(_given(values))
    except ValidationError as error:
        raise bad_command(error) from None


def _given(value: Any) -> Any:
    """Leave out names that hold null, as programs write what they do not know."""
    if isinstance(value, Mapping):
        return {name: _given(part) for name, part in value.items() if part is not None}
    if isinstance(value, list | tuple):
        return [_given(part) for part in value]
    return value


def bad_command(error: ValidationError) -> DeskError:
    """Return the first fault of a validation as one sentence, without repeating what was typed."""
    first = error.errors(include_url=False, include_input=False)[0]
    # A place inside a union is named in the library's words, with brackets.
    field = ".".join(str(part) for part in first["loc"] if "[" not in str(part)) or "(tệp)"
    why = _why(first["type"], first.get("ctx", {}))
    if why is None:
        why = _NOT_USABLE if first["type"] in _IN_ENGLISH else str(first["msg"]).removeprefix("Value error, ")
    return DeskError("bad_command", field=field, why=why)


def _why(kind: str, bounds: Mapping[str, Any]) -> str | None:
    """Return what is wrong in our words, with the bound or the choice that was missed; None where we have none."""
    most = bounds.get("max_length")
    if kind == "string_too_long" or (kind == "too_long" and bounds.get("field_type") not in _LISTS):
        return f"dài quá {most} ký tự" if most else _WHY["string_too_long"]
    if kind == "too_long":
        return f"có quá nhiều dòng (nhiều nhất {most})"
    if kind in ("enum", "literal_error"):
        choices = re.findall(r"'([^']+)'", str(bounds.get("expected", "")))
        return f"phải là một trong: {', '.join(choices)}" if choices else _WHY["enum"]
    return _WHY.get(kind)


_LISTS = ("Tuple", "List")
_UUID = "phải là một UUID (32 chữ số thập lục phân, ví dụ 0190163d-8694-739b-aea5-966c26f8ad91)"
_WHY = {
    "missing": "chưa có giá trị",
    "extra_forbidden": "không có mục này",
    "enum": "giá trị không thuộc danh sách cho phép",
    "string_too_long": "quá dài",
    "string_too_short": "không được để trống",
    "string_type": "phải là chữ",
    "int_type": "phải là số nguyên",
    "int_parsing": "phải là số nguyên",
    "decimal_parsing": "phải là số",
    "greater_than_equal": "số quá nhỏ",
    "less_than_equal": "số quá lớn",
    "datetime_from_date_parsing": "không phải ngày giờ (ví dụ 2026-08-27T09:12)",
    "datetime_parsing": "không phải ngày giờ (ví dụ 2026-08-27T09:12)",
    "timezone_aware": "thiếu múi giờ (ví dụ 2026-08-27T09:12+07:00)",
    "date_from_datetime_parsing": "không phải ngày (ví dụ 2026-08-27)",
    "date_parsing": "không phải ngày (ví dụ 2026-08-27)",
    "uuid_parsing": _UUID,
    "string_unicode": "có ký tự không hợp lệ",
    "finite_number": "phải là số",
    "decimal_type": "phải là số",
    "decimal_max_digits": "số quá lớn",
    "int_parsing_size": "số quá lớn",
    "int_from_float": "phải là số nguyên",
    "date_type": "không phải ngày (ví dụ 2026-08-27)",
    "datetime_type": "không phải ngày giờ (ví dụ 2026-08-27T09:12)",
    "date_from_datetime_inexact": "không phải ngày (ví dụ 2026-08-27)",
    "uuid_type": _UUID,
    "bool_type": "phải là true hoặc false",
    "model_attributes_type": "phải là một nhóm {…}",
    "dict_type": "phải là một nhóm {…}",
    "string_pattern_mismatch": "có ký tự không được dùng",
    "too_short": "không được để trống",
    "tuple_type": "phải là danh sách",
    "model_type": "phải là một nhóm {…}",
    "bool_parsing": "phải là true hoặc false",
}

_NOT_USABLE = "giá trị không dùng được"
_IN_ENGLISH = frozenset(get_args(ErrorType)) - {"value_error", "assertion_error"}
"""Faults whose own words are the library's: everything it knows by itself, but not what our types say."""
