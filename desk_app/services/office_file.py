"""Read the file that states an office: what ``desk-app init`` fills a new store from.

The schema is documented, key by key, in ``resources/sample/office.toml``. What is read is checked once, here; the
other files of the sample are parsed by the same functions.
"""

import tomllib
from collections.abc import Mapping
from datetime import time
from typing import Any, Literal, Self, TypeVar

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator

from desk_app.domain.appointment import DueHour, PauseRule
from desk_app.domain.calendar import OfficeCalendar, WeeklyHours
from desk_app.domain.codes import CodeFormat, NumberBlock, code_format, parse_agency_id
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.procedures import PrintHabit
from desk_app.domain.text import nfc
from desk_app.domain.values import Frozen
from desk_app.services.office_settings import USUAL_DOCUMENTS
from desk_app.services.receive_command import bad_command

sentences(
    bad_office_file="Tệp khai báo không dùng được: ở “{where}”, {why}. Sửa tệp theo mẫu office.toml rồi chạy lại.",
)

MAX_CHARACTERS = 2_000_000
"""No such file written by people is longer; a wrong file is refused before it is parsed."""

PartT = TypeVar("PartT", bound=BaseModel)


class DeskPart(Frozen):
    """The desk itself: its id in events, its name as printed, and the block of numbers of its dossier codes."""

    id: str = Field(min_length=1, max_length=32, pattern=r"^[a-z0-9][a-z0-9.-]*$")
    counter: str = Field(min_length=1, max_length=60)
    first: int = 1
    last: int = 9999

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not 1 <= self.first <= self.last:
            raise ValueError("có dải số không hợp lệ: số đầu phải từ 1 và không lớn hơn số cuối")
        return self

    def block(self, form: CodeFormat) -> NumberBlock:
        """Return its share of the day's numbers, as long as the code format writes them."""
        return NumberBlock(first=self.first, last=self.last, digits=form.digits)


class CounterPart(Frozen):
    """A counter (quầy) of the office."""

    id: str = Field(min_length=1, max_length=32, pattern=r"^[a-z0-9][a-z0-9.-]*$")
    name: str = Field(min_length=1, max_length=60)


class RulesPart(Frozen):
    """House rules, with the defaults of the one-stop decree.

    cut_off: on the office's clock, for same-day results and hand-over alike.
    """

    cut_off: time = time(15, 0)
    due_hour: DueHour = DueHour.END_OF_DAY
    after_supplement: PauseRule = PauseRule.RESUME
    slip_size: Literal["A4", "A5", "K80"] = "A4"
    slip_copies: int = Field(default=2, ge=1, le=3)
    return_slip: bool = False
    control_slip: PrintHabit = PrintHabit.ASK
    ask_satisfaction: bool = False
    lock_after_minutes: int = Field(default=10, ge=1, le=120)


class AccountPart(Frozen):
    """An account made at set-up. password: only in the sample; elsewhere None and asked for."""

    login: str = Field(pattern=r"^[a-z0-9._-]{2,32}$")
    name: str = Field(min_length=1, max_length=120)
    role: Literal["clerk", "supervisor", "administrator"]
    counter: str = ""
    password: str | None = None


class OfficeFile(Frozen):
    """An office as its file states it: everything a new store needs besides calendars and procedures."""

    name: str = Field(min_length=1, max_length=200)
    superior: str = ""
    unit: str = Field(min_length=1, max_length=200)
    place: str = Field(min_length=1, max_length=120)
    address: str = Field(min_length=1, max_length=300)
    hotline: str = ""
    complaints: str = ""
    look_up_address: str = ""
    agency_id: str
    code_format: str = CodeFormat().pattern
    desk: DeskPart
    counters: tuple[CounterPart, ...] = ()
    sessions: WeeklyHours
    reception_only: WeeklyHours = WeeklyHours()
    rules: RulesPart = RulesPart()
    units: tuple[str, ...] = Field(min_length=1)
    decline_reasons: tuple[str, ...] = ()
    priority_reasons: tuple[str, ...] = ()
    usual_documents: tuple[str, ...] = USUAL_DOCUMENTS
    exemption_reasons: tuple[str, ...] = ()
    apology_reasons: tuple[str, ...] = ()
    correction_reasons: tuple[str, ...] = ()
    accounts: tuple[AccountPart, ...] = Field(min_length=1)

    @field_validator("agency_id")
    @classmethod
    def _agency(cls, text: str) -> str:
        found = parse_agency_id(text)
        if found is None:
            raise ValueError("không phải mã định danh cơ quan (ghi như H56.14 hoặc 000.00.14.H56)")
        return found.text

    @field_validator("code_format")
    @classmethod
    def _format(cls, pattern: str) -> str:
        try:
            return code_format(pattern).pattern
        except DeskError:
            raise ValueError("mẫu mã hồ sơ phải như {agency}-{yyMMdd}-{number:04d}") from None

    @field_validator("look_up_address")
    @classmethod
    def _host(cls, text: str) -> str:
        if text and ("/" in text or "." not in text or " " in text):
            raise ValueError("chỉ ghi tên máy chủ, không ghi https:// và đường dẫn")
        return text

    @field_validator("sessions", "reception_only", mode="before")
    @classmethod
    def _hours(cls, value: object) -> object:
        """Take ``monday = [["07:30", "11:30"], …]``."""
        if not isinstance(value, dict):
            return value
        return {day: _sessions(pairs) for day, pairs in value.items()}

    @model_validator(mode="after")
    def _check(self) -> Self:
        logins = [account.login for account in self.accounts]
        if len(set(logins)) != len(logins):
            raise ValueError("có hai tài khoản trùng tên đăng nhập")
        if not any(account.role == "administrator" for account in self.accounts):
            raise ValueError('chưa có tài khoản quản trị (role = "administrator")')
        reasons = (self.decline_reasons, self.priority_reasons, self.exemption_reasons)
        for group in (self.units, *reasons, [row.id for row in self.counters]):
            if len(set(group)) != len(group):
                raise ValueError("có danh sách ghi một dòng hai lần")
        known = {self.desk.counter, *(row.name for row in self.counters)}
        if strangers := [account.counter for account in self.accounts if account.counter not in {"", *known}]:
            raise ValueError(f"có tài khoản ở “{strangers[0]}” là quầy chưa khai báo")
        OfficeCalendar(working=self.sessions, reception=self.reception_only)
        self.desk.block(CodeFormat(pattern=self.code_format))
        return self


def read_office(text: str) -> OfficeFile:
    """Read an office from TOML (schema: ``resources/sample/office.toml``). Raises DeskError ``bad_office_file``."""
    return checked(OfficeFile, parse_toml(text))


def _sessions(pairs: object) -> object:
    if not isinstance(pairs, list):
        return pairs
    if any(not isinstance(pair, list) or len(pair) != 2 for pair in pairs):
        raise ValueError('có phiên làm việc không ghi dạng ["07:30", "11:30"]')
    return tuple({"opens": pair[0], "closes": pair[1]} for pair in pairs)


def parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML, in NFC. Raises DeskError ``bad_office_file`` with the line at fault."""
    if len(text) > MAX_CHARACTERS:
        raise DeskError("bad_office_file", where="(tệp)", why="quá lớn, không phải tệp khai báo cơ quan")
    try:
        return tomllib.loads(nfc(text.removeprefix("\ufeff")))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = str(error).rpartition("(at ")[2].rstrip(")").replace("line", "dòng").replace("column", "cột")
        place = place.replace("end of document", "cuối tệp")
        raise DeskError("bad_office_file", where=place, why="không đúng cú pháp TOML") from None


def table_of(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return a table of the file, empty where it is absent. Raises DeskError ``bad_office_file``."""
    table = values.get(key, {})
    if not isinstance(table, dict):
        raise DeskError("bad_office_file", where=key, why="phải là một nhóm [..]")
    return table


_WHY = {
    "literal_error": "giá trị không thuộc danh sách cho phép",
    "string_pattern_mismatch": "có ký tự không được dùng",
    "time_parsing": 'không phải giờ (ghi như "07:30")',
    "time_type": 'không phải giờ (ghi như "07:30")',
    "dict_type": "phải là một nhóm {…}",
    "model_attributes_type": "phải là một nhóm {…}",
    "too_short": "không được để trống",
    "too_long": "có quá nhiều dòng",
    "int_from_float": "phải là số nguyên",
}
"""What ``bad_command`` has no Vietnamese words for: faults that only a file written by hand has."""


def checked(part: type[PartT], values: Mapping[str, Any], where: str = "") -> PartT:
    """Validate a part of a file. Raises DeskError ``bad_office_file`` naming the place at fault."""
    try:
        return part.model_validate(values)
    except ValidationError as error:
        fault = bad_command(error).values
        place = ".".join(word for word in (where, str(fault["field"])) if word and word != "(tệp)") or "(tệp)"
        first = error.errors(include_url=False, include_input=False)[0]
        why = _WHY.get(first["type"]) or str(fault["why"]).removeprefix("Value error, ")
        raise DeskError("bad_office_file", where=place, why=why) from None
