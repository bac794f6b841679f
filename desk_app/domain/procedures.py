"""A published procedure: immutable versions, and the office's own layer over them.

Source of the parts: NĐ 63/2010 art. 8.2 and the national service ``LayThuTuc``.
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from desk_app.domain.errors import sentences
from desk_app.domain.fees import FeeRule
from desk_app.domain.limits import TimeLimit
from desk_app.domain.values import Frozen

sentences(
    unknown_procedure="Không thấy thủ tục mã {code} trong danh mục. Tìm theo tên, hoặc cập nhật danh mục thủ tục.",
)

ALL_CASES = ""
"""The case of a row that belongs to every case of its procedure."""


class ChannelKind(StrEnum):
    """How the papers reach the office (national KENH 1, 2, 3)."""

    DIRECT = "direct"
    ONLINE = "online"
    POST = "post"


class PaperClass(StrEnum):
    """The three shelves of a paper list."""

    SUBMIT = "submit"
    """Phải nộp: handed in and kept."""
    PRESENT = "present"
    """Xuất trình rồi trả lại: shown, compared, given back; never printed as received."""
    NOTE = "note"
    """Lưu ý: a remark standing in the paper table."""


class PaperTag(StrEnum):
    """Why a paper row is not for everyone; a tagged row is never ticked beforehand."""

    IF_ANY = "if_any"
    """nếu có, or under a condition ("Trường hợp…")."""
    ONE_OF = "one_of"
    """một trong các giấy tờ."""
    ONLINE_ONLY = "online_only"
    """chỉ khi nộp trực tuyến."""


class ProcedureStatus(StrEnum):
    """Standing of a published version."""

    PUBLIC = "public"
    AMENDED = "amended"
    ABOLISHED = "abolished"


class PublishedFee(Frozen):
    """A fee as published. amount: None where only words were published; 0 is "Miễn phí"."""

    amount: Decimal | None
    currency: str = "VND"
    text: str = ""


class Channel(Frozen):
    """One way to submit, in one case: its limit and fees. Several rows with one channel and case are variants."""

    channel: ChannelKind
    case: str = ALL_CASES
    limit: TimeLimit
    fees: tuple[PublishedFee, ...] = ()
    note: str = ""

    @property
    def key(self) -> str:
        """What identifies this row within its version, and over versions that publish the same limit and fees."""
        fees = ";".join(f"{fee.amount} {fee.currency} {fee.text}" for fee in self.fees)
        return "\x1f".join((self.channel, self.case, self.limit.text, fees))


class Paper(Frozen):
    """One row of the paper table as published. original, copy: counts, 0 where not asked."""

    case: str = ALL_CASES
    name: str
    paper_class: PaperClass = PaperClass.SUBMIT
    tags: tuple[PaperTag, ...] = ()
    original: int = Field(default=0, ge=0)
    copy_count: int = Field(default=0, ge=0)
    form: str = ""
    heading: str = ""
    """The table's own heading above this row, as published."""

    @property
    def key(self) -> str:
        """What identifies this row within its version, and over versions whose text did not change."""
        return f"{self.case}\x1f{self.name}"


class Procedure(Frozen):
    """One immutable version of a published procedure, without its place in the store."""

    code: str
    """As published, e.g. ``1.001193`` (codes.py compares the national part)."""
    name: str
    field: str = ""
    levels: tuple[str, ...] = ()
    """Cấp thực hiện, e.g. ``Cấp xã``."""
    agencies: tuple[str, ...] = ()
    publisher: str = ""
    decision: str = ""
    """Number of the publishing decision (số quyết định công bố)."""
    kind: str = ""
    status: ProcedureStatus = ProcedureStatus.PUBLIC
    effective_from: date | None = None
    effective_to: date | None = None
    channels: tuple[Channel, ...] = ()
    papers: tuple[Paper, ...] = ()
    steps: str = ""
    """Trình tự thực hiện."""
    applicants: str = ""
    results: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    requirements: str = ""
    competent_agency: str = ""
    receiving_address: str = ""
    coordinating_agency: str = ""
    keywords: tuple[str, ...] = ()
    description: str = ""
    is_full: bool = False
    """False for a row of a bare list (code, name, agencies, field), which never erases details already known."""

    def cases(self) -> tuple[str, ...]:
        """Return the named cases (trường hợp) in published order, none repeated."""
        named = [*(row.case for row in self.channels), *(row.case for row in self.papers)]
        return tuple(dict.fromkeys(case for case in named if case != ALL_CASES))

    def papers_of(self, case: str) -> tuple[Paper, ...]:
        """Return the rows to show for a case: its own and those that belong to all."""
        return tuple(paper for paper in self.papers if paper.case in (ALL_CASES, case))

    def channels_of(self, channel: ChannelKind, case: str) -> tuple[Channel, ...]:
        """Return the variants of a channel for a case; rows of the case itself win over rows of all cases."""
        rows = [row for row in self.channels if row.channel is channel]
        own = tuple(row for row in rows if case != ALL_CASES and row.case == case)
        return own or tuple(row for row in rows if row.case == ALL_CASES)

    def without_channels(self, hidden: Collection[str]) -> "Procedure":
        """Return this version without the channel rows of these keys (rows of other agencies)."""
        if not hidden:
            return self
        return self.model_copy(update={"channels": tuple(row for row in self.channels if row.key not in hidden)})

    def in_force_on(self, day: date) -> bool:
        """Tell whether this version may be registered under on a day."""
        if self.status is ProcedureStatus.ABOLISHED and (self.effective_to is None or day > self.effective_to):
            return False
        starts = self.effective_from is None or self.effective_from <= day
        return starts and (self.effective_to is None or day <= self.effective_to)


class PaperCorrection(Frozen):
    """The office's reading of one published paper row, by its key."""

    key: str
    paper_class: PaperClass
    tags: tuple[PaperTag, ...] = ()


class UnitSettlement(Frozen):
    """The administrator's answer for a limit published without a unit.

    The original row is named by channel, case and published text; confirmed: by a supervisor or administrator.
    """

    channel: ChannelKind
    case: str = ALL_CASES
    text: str
    limit: TimeLimit
    confirmed: bool = False


class UsualPaper(Frozen):
    """One row of the office's confirmed usual set (bộ giấy tờ thường nộp), with the counts normally handed in."""

    case: str = ALL_CASES
    name: str
    original: int = 0
    certified: int = 0
    copy_count: int = 0


class PrintHabit(StrEnum):
    """In phiếu: luôn / hỏi / không."""

    ALWAYS = "always"
    ASK = "ask"
    NEVER = "never"


class OfficeLayer(Frozen):
    """What the office itself says of a procedure; survives every re-import."""

    short_name: str = Field(default="", max_length=60)
    listed: bool = False
    """On the office's own list (danh mục của đơn vị)."""
    favourite: int | None = Field(default=None, ge=1, le=9)
    daily_words: tuple[str, ...] = ()
    """What citizens call it: "giấy khai sinh", "sao y"."""
    units: tuple[UnitSettlement, ...] = ()
    paper_corrections: tuple[PaperCorrection, ...] = ()
    hidden_channels: tuple[str, ...] = ()
    """Keys of published channel rows that are not this office's ("10 USD" of missions abroad)."""
    usual_papers: tuple[UsualPaper, ...] = ()
    fee_rules: tuple[FeeRule, ...] = ()
    print_habit: PrintHabit = PrintHabit.ALWAYS
    authentication: bool = False
    """The papers block counts documents, pages and copies (chứng thực)."""
    same_day: bool = False
    restart_after_supplement: bool = False
    """After a supplement the clock restarts from zero instead of resuming."""
    competent_unit: str = ""
    handled_by: str = ""
    """The unit dossiers of this procedure are handed over to."""
