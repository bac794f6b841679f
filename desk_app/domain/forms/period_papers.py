"""What the supervisor's lists of a day or a period say: money, book, daily report, closing, II.06a, what was late.

Plain frozen values, as in ``paper_data``; money is VND.
"""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from desk_app.domain.forms.chart_data import Chart
from desk_app.domain.forms.paper_data import Moment, Office
from desk_app.domain.values import Frozen


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
