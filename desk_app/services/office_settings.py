"""The office's own settings: who it is, when it works, how it prints; read whole, changed field by field."""

from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator

from desk_app.domain.appointment import DeadlineRules
from desk_app.domain.calendar import COMMON_HOURS, Closure, OfficeCalendar, WeeklyHours, calendar_year_from_toml
from desk_app.domain.codes import CodeFormat, agency_id
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.events import SettingChanged
from desk_app.domain.events.reception import OfficeHeading
from desk_app.domain.procedures import PrintHabit
from desk_app.domain.values import Frozen
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.accounts import Right, Session

sentences(
    bad_setting="Thiết lập “{field}” không dùng được: {why}.",
    no_office="Kho chưa được thiết lập cơ quan. Chạy lại hướng dẫn lần đầu.",
)

OFFICE = "office"

PaperSizeName = Literal["A4", "A5", "K80"]


USUAL_DOCUMENTS = (
    "Bằng tốt nghiệp",
    "Thẻ căn cước",
    "Học bạ, bảng điểm",
    "Giấy khai sinh",
    "Giấy chứng nhận kết hôn",
    "Giấy chứng nhận quyền sử dụng đất",
    "Chứng chỉ, chứng nhận",
    "Giấy phép lái xe",
    "Hợp đồng, quyết định",
)
"""What is brought most to be certified, 1 to 9, where the office has no list of its own."""


class OfficeSettings(Frozen):
    """Everything the office decides for itself; each has the default of ``domain.md``."""

    heading: OfficeHeading
    agency_id: str
    code_pattern: str = CodeFormat().pattern
    desk_id: str = "quay-1"
    counter: str = "Quầy 1"
    counters: tuple[str, ...] = ()
    working: WeeklyHours = COMMON_HOURS
    reception: WeeklyHours = WeeklyHours()
    closures: tuple[Closure, ...] = ()
    rules: DeadlineRules = DeadlineRules()
    units: tuple[str, ...] = ()
    decline_reasons: tuple[str, ...] = ()
    priority_reasons: tuple[str, ...] = ()
    exemption_reasons: tuple[str, ...] = ()
    apology_reasons: tuple[str, ...] = ()
    correction_reasons: tuple[str, ...] = ()
    usual_documents: tuple[str, ...] = USUAL_DOCUMENTS
    slip_size: PaperSizeName = "A4"
    slip_copies: int = Field(default=2, ge=1, le=3)
    return_slip: bool = False
    control_slip: PrintHabit = PrintHabit.ASK
    """Whether Phiếu kiểm soát of each dossier prints when it is handed over."""
    ask_satisfaction: bool = False
    lock_after_minutes: int = Field(default=10, ge=1, le=120)
    form_set: str = ""
    """Chosen by the day of receipt when empty."""
    is_sample: bool = False

    @field_validator("agency_id")
    @classmethod
    def _agency(cls, text: str) -> str:
        return str(agency_id(text))

    @property
    def code_format(self) -> CodeFormat:
        """How this office writes its dossier codes."""
        return CodeFormat(pattern=self.code_pattern)


def office_settings(reader: Reading) -> OfficeSettings:
    """Return the office's settings. Raises DeskError ``no_office`` in a store that was never set up."""
    text = reader.settings.text(OFFICE)
    if text is None:
        raise DeskError("no_office")
    return _settings(text)


@lru_cache(maxsize=4)
def _settings(text: str) -> OfficeSettings:
    """Return the settings a stored text holds; kept, since every registration asks for the same ones."""
    return OfficeSettings.model_validate_json(text)


def office_calendar(reader: Reading, office: OfficeSettings) -> OfficeCalendar:
    """Return the calendar promises are counted by: the office's hours and the years it holds."""
    return _calendar(office.working, office.reception, office.closures, reader.calendars.texts())


@lru_cache(maxsize=8)
def _calendar(
    working: WeeklyHours, reception: WeeklyHours, closures: tuple[Closure, ...], texts: tuple[str, ...]
) -> OfficeCalendar:
    """Return a calendar; kept, since every registration asks for the same one and reading a dozen years takes time."""
    years = tuple(calendar_year_from_toml(text) for text in texts)
    return OfficeCalendar(working=working, reception=reception, years=years, closures=closures)


def bad_setting(error: ValidationError) -> DeskError:
    """Return the error ``bad_setting`` that says what of a settings value cannot be."""
    first = error.errors(include_url=False, include_input=False)[0]
    return DeskError("bad_setting", field=".".join(map(str, first["loc"])), why=first["msg"])


def change_office(store: Store, by: Session, changes: dict[str, Any], now: datetime) -> OfficeSettings:
    """Change fields of the settings; each change is an event. Raises DeskError ``bad_setting``."""
    by.require(Right.SET_UP)
    with store.transaction(now, actor=by.login) as tx:
        old = office_settings(tx)
        try:
            new = OfficeSettings.model_validate({**old.model_dump(), **changes})
        except ValidationError as error:
            raise bad_setting(error) from None
        put_office(tx, new, old)
        return new


def put_office(tx: Transaction, new: OfficeSettings, old: OfficeSettings | None = None) -> None:
    """Store the settings, with one event for each field that differs."""
    tx.settings.set(OFFICE, new.model_dump(mode="json"))
    before = {} if old is None else old.model_dump(mode="json")
    for name, value in new.model_dump(mode="json").items():
        if before.get(name) != value:
            tx.record(tx.office_id, SettingChanged(name=f"{OFFICE}.{name}", old=before.get(name), new=value))
