"""What the papers of a dossier's later life say, and the supervisor's lists: plain frozen values, as in ``paper_data``.

Words that the law or the office fixes stand in the forms; moments are aware, in the office's time zone; money is VND.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from desk_app.domain.forms.chart_data import Chart
from desk_app.domain.forms.paper_data import Codes, Moment, Office, PaperData, PaperRow, Party
from desk_app.domain.values import Frozen


class StopData(Frozen):
    """Thông báo dừng giải quyết hồ sơ (Mẫu 05 of TT 03/2025). issued_at: when it was stopped."""

    kind: Literal["stop"] = "stop"
    office: Office
    number: str = ""
    codes: Codes
    submitter: Party
    procedure: str
    summary: str = ""
    received_at: Moment
    reason: str = Field(min_length=1)
    originals: tuple[PaperRow, ...] = ()
    """Originals to give back with it."""
    originals_returned: bool = False
    issued_at: Moment
    signer: str = ""
    signer_title: str = ""
    clerk_phone: str = ""


class ApologyData(Frozen):
    """Mẫu 04. number: "" in a draft, printed as dots; signed_on: None in a draft, the date is left to be filled in."""

    kind: Literal["apology"] = "apology"
    office: Office
    number: str = ""
    signed_on: date | None = None
    codes: Codes
    recipient: Party
    procedure: str
    summary: str = ""
    received_at: Moment
    due_at: Moment | None = None
    """The appointment the citizen holds: the original, or that of an earlier apology."""
    reason: str = Field(min_length=1)
    new_due_at: Moment
    signer: str = ""
    signer_title: str = ""
    """Lines above the signature, parted by commas; the form's own where empty."""
    issued_at: Moment

    @property
    def title_lines(self) -> tuple[str, ...]:
        """The words above the signature, a line each."""
        return tuple(line.strip() for line in self.signer_title.split(",") if line.strip())


class ControlStep(Frozen):
    """One block of the control slip: a hand-over, and how the unit's work ended. outcome: Trước hạn / đúng hạn…"""

    giver: str
    receiver: str
    at: Moment | None = None
    outcome: str = ""
    note: str = ""


class ControlData(Frozen):
    """Phiếu kiểm soát quá trình giải quyết hồ sơ. blank_steps: empty blocks for hand-overs still to come."""

    kind: Literal["control"] = "control"
    office: Office
    codes: Codes
    owner: str
    procedure: str
    summary: str = ""
    received_at: Moment
    due_at: Moment | None = None
    competent_unit: str = ""
    supporting_unit: str = ""
    steps: tuple[ControlStep, ...] = ()
    blank_steps: int = Field(default=2, ge=0, le=8)
    issued_at: Moment


class HandOverRow(Frozen):
    """One dossier of a hand-over list. papers: how many of them."""

    code: str
    summary: str
    owner: str
    received_at: Moment
    due_at: Moment | None = None
    papers: int = Field(default=0, ge=0)
    sets: int = Field(default=1, ge=0)
    note: str = ""


class HandOverData(Frozen):
    """The landscape list of dossiers handed to a unit."""

    kind: Literal["hand_over"] = "hand_over"
    office: Office
    unit: str
    person: str = ""
    rows: tuple[HandOverRow, ...] = Field(min_length=1)
    issued_at: Moment
    clerk: str

    @property
    def sets(self) -> int:
        """Sets of papers, all dossiers together."""
        return sum(row.sets for row in self.rows)

    @property
    def paper_count(self) -> int:
        """Papers, all dossiers together."""
        return sum(row.papers for row in self.rows)


class ResultRow(Frozen):
    """One result received back. fee, post: whether money is due and whether it goes by post (printed X)."""

    code: str
    summary: str
    result: str
    owner: str
    address: str = ""
    copies: int = Field(default=1, ge=0)
    fee: bool = False
    post: bool = False


class ResultsBackData(Frozen):
    """Phiếu bàn giao kết quả giải quyết TTHC: results the desk receives back."""

    kind: Literal["results_back"] = "results_back"
    office: Office
    unit: str = ""
    rows: tuple[ResultRow, ...] = Field(min_length=1)
    issued_at: Moment
    clerk: str


class ReturnSlipData(Frozen):
    """Giấy biên nhận trả kết quả. issued_at: when the result was returned."""

    kind: Literal["return_slip"] = "return_slip"
    office: Office
    codes: Codes
    procedure: str
    summary: str = ""
    owner: str
    receiver: Party
    authorisation: str = ""
    """Why somebody else takes it, in words; "" for the owner."""
    how: str = ""
    """``Bưu chính, số vận đơn …``; "" over the counter."""
    result_kind: str = ""
    result_number: str = ""
    excerpt: str = ""
    copies: int = Field(default=1, ge=0)
    originals: tuple[PaperRow, ...] = ()
    slip_lost: bool = False
    issued_at: Moment
    clerk: str


class FeeListRow(Frozen):
    """Money taken for one dossier, or given back (amount below nought). method, note: in words."""

    taken_at: Moment
    code: str
    owner: str
    name: str
    amount: Decimal
    method: str = ""
    receipt_number: str = ""
    clerk: str = ""
    note: str = ""


class FeeListSum(Frozen):
    """Money of one clerk and kind."""

    clerk: str
    name: str
    method: str
    count: int
    amount: Decimal


class FeeListData(Frozen):
    """The fee list of a period; duties proved to be paid elsewhere are not in it. total: less what was given back."""

    kind: Literal["fee_list"] = "fee_list"
    office: Office
    period: str
    rows: tuple[FeeListRow, ...] = ()
    sums: tuple[FeeListSum, ...] = ()
    ways: tuple[str, ...] = ()
    """What came in cash, by transfer and where nothing was said, in words."""
    total: Decimal
    issued_at: Moment
    clerk: str


class BookLine(Frozen):
    """One line of the follow-up book, in words as it prints. ordinal: of the desk's series. struck: a cancelled one."""

    ordinal: str = ""
    code: str
    procedure: str
    summary: str = ""
    sets: str = "1"
    owner: str
    address: str = ""
    phone: str = ""
    unit: str = ""
    received: str
    due: str
    handed: str = ""
    ready: str = ""
    returned: str = ""
    how: str = ""
    receiver: str = ""
    clerk: str = ""
    note: str = ""
    struck: bool = False


class BookData(Frozen):
    """Sổ theo dõi hồ sơ of a day, a range, a field or a book. totals: sentences under the table."""

    kind: Literal["book"] = "book"
    office: Office
    book: str = ""
    field: str = ""
    period: str
    supplement: int = Field(default=0, ge=0)
    """n of "Phần bổ sung số n" of a closed day."""
    rows: tuple[BookLine, ...] = ()
    totals: tuple[str, ...] = ()
    chain: str = ""
    """Where the record's chain stood when the day was closed, for the foot."""
    issued_at: Moment
    clerk: str
    supervisor: str = ""


class DayLogLine(Frozen):
    """One dossier of a detail list of the daily report. heading: the list it stands in."""

    heading: str
    code: str
    summary: str
    owner: str
    received: str = ""
    due: str = ""
    note: str = ""


class DayLogData(Frozen):
    """The daily report (domain.md §6). Numbers of dossiers; "now" is when it was made."""

    kind: Literal["day_log"] = "day_log"
    office: Office
    period: str
    received: int
    done: int
    done_in_time: int
    done_late: int
    running: int
    running_in_time: int
    running_due: int
    running_late: int
    running_waiting: int
    sent_back: int
    returned: int
    rows: tuple[DayLogLine, ...] = ()
    """Received in the period; of what had come by its last day: due today, overdue, waiting for collection."""
    proposals: str = ""
    issued_at: Moment
    clerk: str


class ClosingFigure(Frozen):
    """A figure of a closed day, digits grouped. before: as the part before printed it, "" for the first."""

    words: str
    before: str = ""
    now: str


class ClosingCheck(Frozen):
    """A line of the check list. open: it was not done when the day was closed."""

    words: str
    count: int
    note: str = ""
    open: bool = False


class ClosingChange(Frozen):
    """A correction or cancellation of the day, or what came after it was closed: who, what, why."""

    at: Moment
    code: str
    owner: str = ""
    what: str
    details: str = ""
    who: str


class DayClosingData(Frozen):
    """Biên bản chốt ngày. supplement: n of "Phần bổ sung số n"; changes: of the day, or since the part before.

    reason: why it was closed with lines open. chain: where the record's chain stood, for the foot.
    """

    kind: Literal["day_closing"] = "day_closing"
    office: Office
    period: str
    supplement: int = Field(default=0, ge=0)
    figures: tuple[ClosingFigure, ...] = Field(min_length=1)
    checks: tuple[ClosingCheck, ...] = ()
    reason: str = ""
    changes: tuple[ClosingChange, ...] = ()
    chain: str
    issued_at: Moment
    clerk: str


class Report06aRow(Frozen):
    """One line of II.06a; columns (3) to (13)."""

    name: str
    received: int
    online: int
    direct: int
    carried: int
    resolved: int
    early: int
    on_time: int
    late: int
    unresolved: int
    running: int
    running_late: int


class Report06aData(Frozen):
    """II.06a/VPCP/KSTT. footnotes: what the law leaves open and how it is settled here; ratios: in words."""

    kind: Literal["report_06a"] = "report_06a"
    office: Office
    period: str
    grouped_by: str = "Lĩnh vực"
    rows: tuple[Report06aRow, ...] = ()
    sum: Report06aRow
    identities: tuple[str, ...] = ()
    """The sums the form asks for, with their figures."""
    charts: tuple[Chart, ...] = ()
    ratios: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    issued_at: Moment
    clerk: str
    supervisor: str = ""


class OverdueRow(Frozen):
    """A late dossier of a period, in words as it prints."""

    code: str
    owner: str
    procedure: str
    received: str
    due: str
    finished: str
    late: str
    spent: str
    apology: str


class OverdueData(Frozen):
    """Hồ sơ quá hạn theo kỳ."""

    kind: Literal["overdue"] = "overdue"
    office: Office
    period: str
    rows: tuple[OverdueRow, ...] = ()
    issued_at: Moment
    clerk: str
    supervisor: str = ""


AnyPaper = Annotated[
    PaperData
    | StopData
    | ApologyData
    | ControlData
    | HandOverData
    | ResultsBackData
    | ReturnSlipData
    | FeeListData
    | BookData
    | DayLogData
    | DayClosingData
    | Report06aData
    | OverdueData,
    Field(discriminator="kind"),
]
"""Any paper of the desk, of reception and after."""


def day_of_paper(data: AnyPaper) -> date:
    """Return the day a paper speaks of: when it was issued, printed or taken in, in the office's time zone."""
    moments = ("issued_at", "printed_at", "printed_on", "received_at")
    day: date = next(getattr(data, name) for name in moments if hasattr(data, name))
    return day.date() if isinstance(day, datetime) else day
