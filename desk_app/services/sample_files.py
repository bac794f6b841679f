"""Read the sample office's catalogue and its week of dossiers into domain values.

The schemas are documented in ``resources/sample/README.md``; the office itself is read by ``office_file``.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from pydantic import Field

from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.dates import at_office
from desk_app.domain.errors import DeskError
from desk_app.domain.events import KINDS
from desk_app.domain.fees import FeeRule
from desk_app.domain.limits import TimeLimit, Unit, parse_limit
from desk_app.domain.procedures import (
    ALL_CASES,
    Channel,
    ChannelKind,
    OfficeLayer,
    Paper,
    PaperClass,
    PaperTag,
    PrintHabit,
    Procedure,
    PublishedFee,
    UnitSettlement,
    UsualPaper,
)
from desk_app.domain.values import Frozen
from desk_app.resources import resource_root
from desk_app.services.office_file import OfficeFile, checked, parse_toml, read_office, table_of
from desk_app.services.receive_command import checked_receive

__all__ = [
    "OfficeFile",
    "SampleDossier",
    "SampleMoment",
    "SampleStep",
    "published_limit",
    "read_office",
    "read_procedures",
    "read_week",
    "sample_office",
    "sample_procedures",
    "sample_week",
]

PUBLISHED_UNITS = {
    Unit.WORKING_DAY: "Ngày làm việc",
    Unit.DAY: "Ngày",
    Unit.HOUR: "Giờ",
    Unit.MINUTE: "Phút",
    Unit.MONTH: "Tháng",
}
"""Units as the portal writes them after a number."""


class _PaperPart(Frozen):
    """A paper row; usual: [originals, certified, plain copies] normally handed in, absent = not in the usual set."""

    name: str = Field(min_length=1)
    paper_class: PaperClass = Field(default=PaperClass.SUBMIT, alias="class")
    tags: tuple[PaperTag, ...] = ()
    original: int = 0
    copy_count: int = Field(default=0, alias="copy")
    form: str = ""
    heading: str = ""
    usual: tuple[int, int, int] | None = None


class _ExtraPart(Frozen):
    """A paper of the usual set that stands in no published row."""

    name: str = Field(min_length=1)
    case: str = ALL_CASES
    original: int = 0
    certified: int = 0
    copy_count: int = Field(default=0, alias="copy")


class _ChannelPart(Frozen):
    """Channels with one limit and fee.

    limit: "1" = published without a unit. fee: absent where nothing was published.
    """

    by: tuple[ChannelKind, ...] = Field(min_length=1)
    case: str = ALL_CASES
    limit: str
    fee: Decimal | None = None
    currency: str = "VND"
    fee_text: str = ""
    note: str = ""


class _CasePart(Frozen):
    name: str = Field(min_length=1)
    papers: tuple[str | _PaperPart, ...]


class _LayerPart(Frozen):
    """The office's layer; settled: its answer, for every channel, where no unit or no limit was published."""

    short_name: str = Field(min_length=1, max_length=60)
    favourite: int | None = Field(default=None, ge=1, le=9)
    daily_words: tuple[str, ...] = ()
    settled: str = ""
    extra_usual: tuple[_ExtraPart, ...] = ()
    fee_rules: tuple[FeeRule, ...] = ()
    print_habit: PrintHabit = PrintHabit.ALWAYS
    authentication: bool = False
    handled_by: str = ""
    competent_unit: str = ""


class _ProcedurePart(Frozen):
    code: str = Field(min_length=1)
    name: str = Field(min_length=1)
    field: str
    levels: tuple[str, ...]
    agencies: tuple[str, ...]
    publisher: str
    decision: str = ""
    applicants: str = ""
    competent_agency: str = ""
    results: tuple[str, ...] = Field(min_length=1)
    legal_basis: tuple[str, ...] = Field(min_length=1)
    steps: str = Field(min_length=1)
    channels: tuple[_ChannelPart, ...] = Field(min_length=1)
    papers: tuple[str | _PaperPart, ...]
    cases: tuple[_CasePart, ...] = ()
    office: _LayerPart


_LAYER_DEFAULTS = ("handled_by", "competent_unit")


def read_procedures(text: str) -> list[tuple[Procedure, OfficeLayer]]:
    """Read procedures and the office's layer over each from TOML (schema: ``resources/sample/README.md``).

    Raises DeskError ``bad_office_file``.
    """
    file = parse_toml(text)
    defaults = table_of(file, "defaults")
    shared = {key: checked(_PaperPart, row, f"shared.{key}") for key, row in table_of(file, "shared").items()}
    rows = _list(file, "procedure")
    if not rows:
        raise DeskError("bad_office_file", where="procedure", why="không có thủ tục nào")
    read: list[tuple[Procedure, OfficeLayer]] = []
    for row in rows:
        where = f"procedure {row.get('code', '?')}" if isinstance(row, dict) else "procedure"
        values = {key: value for key, value in defaults.items() if key not in _LAYER_DEFAULTS}
        values |= row if isinstance(row, dict) else {}
        layer = {key: defaults[key] for key in _LAYER_DEFAULTS if key in defaults} | table_of(values, "office")
        part = checked(_ProcedurePart, {**values, "office": layer}, where)
        read.append(_procedure(part, shared, where))
    return read


def _procedure(part: _ProcedurePart, shared: Mapping[str, _PaperPart], where: str) -> tuple[Procedure, OfficeLayer]:
    papers: list[Paper] = []
    usual: list[UsualPaper] = []
    for case, rows in [*((case.name, case.papers) for case in part.cases), (ALL_CASES, part.papers)]:
        for row in rows:
            if isinstance(row, str) and row not in shared:
                raise DeskError("bad_office_file", where=where, why=f"nhắc đến giấy tờ chung “{row}” chưa khai báo")
            paper = shared[row] if isinstance(row, str) else row
            papers.append(Paper(case=case, **paper.model_dump(exclude={"usual"})))
            if paper.usual is not None:
                original, certified, copies = paper.usual
                counts = {"original": original, "certified": certified, "copy_count": copies}
                usual.append(UsualPaper(case=case, name=paper.name, **counts))
    usual.extend(UsualPaper(**extra.model_dump()) for extra in part.office.extra_usual)
    channels = tuple(_channels(part.channels))
    settlements = tuple(_settlements(channels, part.office.settled))
    procedure = Procedure(
        **part.model_dump(include=_PROCEDURE_FIELDS), channels=channels, papers=tuple(papers), is_full=True
    )
    layer = OfficeLayer(
        **part.office.model_dump(exclude={"settled", "extra_usual"}),
        listed=True,
        units=settlements,
        usual_papers=tuple(usual),
        same_day=part.office.settled == Unit.SAME_DAY,
    )
    return procedure, layer


_PROCEDURE_FIELDS = {*_ProcedurePart.model_fields} - {"channels", "papers", "cases", "office"}


def _channels(parts: Iterable[_ChannelPart]) -> Iterable[Channel]:
    for part in parts:
        fees = () if part.fee is None else (PublishedFee(amount=part.fee, currency=part.currency, text=part.fee_text),)
        for kind in part.by:
            yield Channel(channel=kind, case=part.case, limit=published_limit(part.limit), fees=fees, note=part.note)


def published_limit(text: str) -> TimeLimit:
    """Return a limit with its words as the portal publishes them; digits alone are a number without a unit.

    Raises DeskError ``bad_limit``.
    """
    if text.isdecimal() and int(text):
        return TimeLimit(amount=Decimal(text), unit=Unit.MISSING, text=text)
    limit = parse_limit(text)
    words = f"{limit.amount} {PUBLISHED_UNITS[limit.unit]}" if limit.unit in PUBLISHED_UNITS else ""
    return limit.model_copy(update={"text": words})


def _settlements(channels: Iterable[Channel], answer: str) -> Iterable[UnitSettlement]:
    """Give the office's confirmed answer for each row that was published without a unit, or without a limit."""
    for row in channels:
        if answer and row.limit.unit in (Unit.MISSING, Unit.NONE):
            settled = parse_limit(answer).model_copy(update={"text": row.limit.text})
            yield UnitSettlement(channel=row.channel, case=row.case, text=row.limit.text, limit=settled, confirmed=True)


class SampleMoment(Frozen):
    """A time of day on a working day. days: 0 = the newest day of the sample, -1 the working day before it…"""

    days: int = Field(ge=-30, le=0)
    clock: time

    def moment(self, newest: date, calendar: OfficeCalendar) -> datetime:
        """Return the aware moment, newest being the sample's last working day."""
        day = newest
        for _ in range(-self.days):
            day = calendar.working_day_before(day)
        return at_office(day, self.clock)


class SampleStep(Frozen):
    """A later event of a sample dossier. kind: an event kind; fields: those of its body that a person would enter."""

    kind: str
    at: SampleMoment
    fields: dict[str, Any] = Field(default_factory=dict)


class SampleDossier(Frozen):
    """A dossier to register. command: the JSON object of ``desk-app receive``, without times."""

    command: dict[str, Any]
    at: SampleMoment
    steps: tuple[SampleStep, ...] = ()


def read_week(text: str) -> tuple[SampleDossier, ...]:
    """Read sample dossiers from TOML, oldest first (schema: ``resources/sample/week.toml``).

    Raises DeskError ``bad_office_file``, and ``bad_command`` for a command the desk would refuse.
    """
    file = parse_toml(text)
    people = table_of(file, "person")
    dossiers = [_dossier(row, people) for row in _list(file, "dossier")]
    return tuple(sorted(dossiers, key=lambda row: (row.at.days, row.at.clock)))


def _list(values: Mapping[str, Any], key: str) -> list[Any]:
    rows = values.get(key, [])
    if not isinstance(rows, list):
        raise DeskError("bad_office_file", where=key, why="phải là một danh sách")
    return rows


def _dossier(row: Any, people: Mapping[str, Any]) -> SampleDossier:
    if not isinstance(row, dict):
        raise DeskError("bad_office_file", where="dossier", why="phải là danh sách các nhóm")
    command = {key: value for key, value in row.items() if key not in ("at", "steps")}
    command["submitter"] = _person(command.get("submitter"), people)
    if "owners" in command:
        command["owners"] = [_person(key, people) for key in _list(command, "owners")]
    checked_receive(command)
    return SampleDossier(
        command=command, at=_moment(row.get("at")), steps=tuple(_step(step) for step in _list(row, "steps"))
    )


def _step(step: Any) -> SampleStep:
    if not isinstance(step, dict) or step.get("kind") not in KINDS:
        raise DeskError("bad_office_file", where="dossier.steps", why="có bước không thuộc các loại sự kiện đã biết")
    fields = {key: value for key, value in step.items() if key not in ("kind", "at")}
    return SampleStep(kind=step["kind"], at=_moment(step.get("at")), fields=fields)


def _moment(value: Any) -> SampleMoment:
    if not isinstance(value, list) or len(value) != 2:
        raise DeskError("bad_office_file", where="at", why='phải ghi dạng [-3, "08:15"]')
    return checked(SampleMoment, {"days": value[0], "clock": value[1]}, "at")


def _person(key: Any, people: Mapping[str, Any]) -> dict[str, Any]:
    person = people.get(key) if isinstance(key, str) else None
    if not isinstance(person, dict):
        raise DeskError("bad_office_file", where="person", why=f"không có người “{key}”")
    return dict(person)


def sample_office() -> OfficeFile:
    """Return the sample office, its accounts with their known password."""
    return read_office(_sample_text("office.toml"))


def sample_procedures() -> list[tuple[Procedure, OfficeLayer]]:
    """Return the sample catalogue: some forty everyday procedures, each with its layer."""
    folder = resource_root() / "sample" / "procedures"
    return [row for path in sorted(folder.glob("*.toml")) for row in read_procedures(path.read_text("utf-8"))]


def sample_week() -> tuple[SampleDossier, ...]:
    """Return the sample week, oldest reception first."""
    return read_week(_sample_text("week.toml"))


def _sample_text(name: str) -> str:
    return (resource_root() / "sample" / name).read_text("utf-8")
